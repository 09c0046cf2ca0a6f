import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { call, ProblemError, type Answer } from '../api/client';
import { keyOf } from '../api/hooks';
import { beforeLeaving } from '../api/leaving';
import { readDefinition, writeDefinition, type Definition } from '../model/definition';
import { begin, edit, redo, undo, type History } from '../model/history';

export type Workflow = Answer<'GET /workflows/{id}'>;
export type SaveState = 'saved' | 'saving' | 'conflict' | 'failed';

/** Somebody stops typing for this long before what they typed is sent. */
const PAUSE_MS = 500;

export interface Draft {
  workflow: Workflow;
  definition: Definition;
  state: SaveState;
  problem: ProblemError | null;
  canUndo: boolean;
  canRedo: boolean;
  change: (next: Definition, mark?: string) => void;
  rename: (name: string) => void;
  undo: () => void;
  redo: () => void;
  /** Sends what was not sent yet. False when the server would not have it. */
  flush: () => Promise<boolean>;
  /** After somebody else changed it: theirs as it is, or ours over it. */
  takeTheirs: () => Promise<void>;
  keepMine: () => Promise<void>;
  /** Takes over what the server says after publishing and the like. */
  reload: () => Promise<void>;
}

/** The draft as it is edited: every change can be undone, and is saved by itself. */
export function useDraft(first: Workflow): Draft {
  const client = useQueryClient();
  const id = first.id;
  const [workflow, setWorkflow] = useState(first);
  const [history, setHistory] = useState<History<Definition>>(() => begin(readDefinition(first.definition)));
  const [state, setState] = useState<SaveState>('saved');
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const revision = useRef(first.revision);
  const unsent = useRef<{ definition?: Definition; name?: string } | null>(null);
  const sending = useRef<Promise<boolean> | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const send = useCallback(async (): Promise<boolean> => {
    while (unsent.current) {
      const now = unsent.current;
      unsent.current = null;
      setState('saving');
      try {
        const saved = await call('PUT /workflows/{id}', {
          path: { id },
          body: {
            expectedRevision: revision.current,
            ...(now.definition ? { definition: writeDefinition(now.definition) } : {}),
            ...(now.name === undefined ? {} : { name: now.name }),
          },
        });
        revision.current = saved.revision;
        setWorkflow((before) => ({
          ...saved,
          name: unsent.current?.name ?? saved.name,
          slug: saved.slug ?? before.slug,
        }));
        setProblem(null);
      } catch (fault) {
        unsent.current = { ...now, ...(unsent.current ?? {}) };
        setProblem(fault as ProblemError);
        setState((fault as ProblemError).code === 'VERSION_CONFLICT' ? 'conflict' : 'failed');
        return false;
      }
    }
    setState('saved');
    client.removeQueries({ queryKey: keyOf('GET /workflows/{id}', { path: { id } }) });
    void client.invalidateQueries({ queryKey: ['GET /workflows'] });
    return true;
  }, [client, id]);

  const flush = useCallback(async (): Promise<boolean> => {
    clearTimeout(timer.current);
    if (sending.current) await sending.current;
    if (!unsent.current) return true;
    sending.current = send();
    const done = await sending.current;
    sending.current = null;
    return done;
  }, [send]);

  const later = useCallback(
    (what: { definition?: Definition; name?: string }) => {
      unsent.current = { ...(unsent.current ?? {}), ...what };
      setState((before) => (before === 'conflict' ? before : 'saving'));
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        setState((before) => {
          if (before !== 'conflict') void flush();
          return before;
        });
      }, PAUSE_MS);
    },
    [flush],
  );

  useEffect(() => {
    const leaving = (event: BeforeUnloadEvent) => {
      if (unsent.current) event.preventDefault();
    };
    window.addEventListener('beforeunload', leaving);
    return () => {
      window.removeEventListener('beforeunload', leaving);
      void flush();
    };
  }, [flush]);

  useEffect(() => beforeLeaving(flush), [flush]);

  const turn = (next: History<Definition>) => {
    if (next === history) return;
    setHistory(next);
    later({ definition: next.now });
  };

  const reload = useCallback(async () => {
    const now = await call('GET /workflows/{id}', { path: { id } });
    revision.current = now.revision;
    setWorkflow(now);
  }, [id]);

  const takeTheirs = async () => {
    unsent.current = null;
    const theirs = await call('GET /workflows/{id}', { path: { id } });
    revision.current = theirs.revision;
    setWorkflow(theirs);
    setHistory(begin(readDefinition(theirs.definition)));
    setProblem(null);
    setState('saved');
  };

  const keepMine = async () => {
    const theirs = await call('GET /workflows/{id}', { path: { id } });
    revision.current = theirs.revision;
    unsent.current = { ...(unsent.current ?? {}), definition: history.now };
    await flush();
  };

  return {
    workflow,
    definition: history.now,
    state,
    problem,
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    change: (next, mark = '') => turn(edit(history, next, mark)),
    rename: (name) => {
      setWorkflow({ ...workflow, name });
      if (name.trim()) later({ name: name.trim() });
    },
    undo: () => turn(undo(history)),
    redo: () => turn(redo(history)),
    flush,
    takeTheirs,
    keepMine,
    reload,
  };
}
