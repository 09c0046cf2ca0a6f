import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { call, ProblemError, type Answer } from '../api/client';
import { keyOf } from '../api/hooks';
import { beforeLeaving } from '../api/leaving';
import { readDefinition, writeDefinition, type Definition } from '../model/definition';
import { useUnsaved } from '../ui/Staying';
import { begin, edit, redo, undo, type History } from '../model/history';

export type Workflow = Answer<'GET /workflows/{id}'>;
export type SaveState = 'saved' | 'saving' | 'conflict' | 'failed';

/** What was changed here and not sent yet. */
interface Unsent {
  definition?: Definition;
  name?: string;
  description?: string;
}

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
  describe: (description: string) => void;
  undo: () => void;
  redo: () => void;
  /** Sends what was not sent yet. False when the server would not have it. */
  flush: () => Promise<boolean>;
  /** As flush, and the revision that is drawn here then; null when the server has another one, or would not have it. */
  settle: () => Promise<number | null>;
  /** Lets go of what was not sent. */
  drop: () => void;
  /** After somebody else changed it: theirs as it is, or ours over it. */
  takeTheirs: () => Promise<void>;
  keepMine: () => Promise<void>;
  /** Takes over what the server says after publishing and the like. */
  reload: () => Promise<unknown>;
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
  const unsent = useRef<Unsent | null>(null);
  const sending = useRef(false);
  const last = useRef<Promise<unknown>>(Promise.resolve());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  /** One after the other: what is saved and what is read would contradict each other otherwise. */
  const inTurn = useCallback(<T>(act: () => Promise<T>): Promise<T> => {
    const own = last.current.then(act);
    last.current = own.catch(() => undefined);
    return own;
  }, []);

  const send = useCallback(async (): Promise<boolean> => {
    if (!unsent.current) return true;
    while (unsent.current) {
      const now = unsent.current;
      unsent.current = null;
      sending.current = true;
      setState('saving');
      try {
        const saved = await call('PUT /workflows/{id}', {
          path: { id },
          body: {
            expectedRevision: revision.current,
            ...(now.definition ? { definition: writeDefinition(now.definition) } : {}),
            ...(now.name === undefined ? {} : { name: now.name.trim() }),
            ...(now.description === undefined ? {} : { description: now.description }),
          },
        });
        revision.current = saved.revision;
        setWorkflow((before) => ({
          ...withWords(saved, before, unsent.current),
          slug: saved.slug ?? before.slug,
        }));
        setProblem(null);
      } catch (fault) {
        unsent.current = { ...now, ...(unsent.current ?? {}) };
        setProblem(fault as ProblemError);
        setState((fault as ProblemError).code === 'VERSION_CONFLICT' ? 'conflict' : 'failed');
        return false;
      } finally {
        sending.current = false;
      }
    }
    setState('saved');
    client.removeQueries({ queryKey: keyOf('GET /workflows/{id}', { path: { id } }) });
    void client.invalidateQueries({ queryKey: ['GET /workflows'] });
    return true;
  }, [client, id]);

  const flush = useCallback((): Promise<boolean> => {
    clearTimeout(timer.current);
    return inTurn(send);
  }, [inTurn, send]);

  const later = useCallback(
    (what: Unsent) => {
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

  const work = useMemo(
    () => ({
      is: () => unsent.current !== null || sending.current,
      save: flush,
      drop: () => {
        clearTimeout(timer.current);
        unsent.current = null;
      },
    }),
    [flush],
  );
  useUnsaved(work);

  const turn = (next: History<Definition>) => {
    if (next === history) return;
    setHistory(next);
    later({ definition: next.now });
  };

  /**
   * Takes over how the workflow stands. Where somebody else changed the draft since it was last read or saved here, what is
   * drawn is not what the server has: then its revision is not taken over, or the next edit would be saved over theirs.
   */
  const compare = useCallback(async (): Promise<boolean> => {
    try {
      const now = await call('GET /workflows/{id}', { path: { id } });
      const same = now.revision === revision.current;
      setWorkflow((before) => {
        const { name, description, validation } = before;
        return same ? withWords(now, before, unsent.current) : { ...now, name, description, validation };
      });
      if (!unsent.current) setProblem(null);
      if (!same) setState('conflict');
      return same;
    } catch (fault) {
      setProblem(fault as ProblemError);
      return false;
    }
  }, [id]);

  const takeTheirs = () =>
    inTurn(async () => {
      const theirs = await call('GET /workflows/{id}', { path: { id } });
      clearTimeout(timer.current);
      unsent.current = null;
      revision.current = theirs.revision;
      setWorkflow(theirs);
      setHistory(begin(readDefinition(theirs.definition)));
      setProblem(null);
      setState('saved');
    });

  const keepMine = async () => {
    await inTurn(async () => {
      const theirs = await call('GET /workflows/{id}', { path: { id } });
      revision.current = theirs.revision;
      unsent.current = { definition: history.now, ...(unsent.current ?? {}) };
    });
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
      if (name.trim()) later({ name });
    },
    describe: (description) => {
      setWorkflow({ ...workflow, description });
      later({ description });
    },
    undo: () => turn(undo(history)),
    redo: () => turn(redo(history)),
    flush,
    settle: async () => ((await flush()) && (await inTurn(compare)) ? revision.current : null),
    drop: work.drop,
    takeTheirs,
    keepMine,
    reload: () => inTurn(compare),
  };
}

/** As the server has it, but with the words as they are being typed: it leaves out the blank before the next word. */
function withWords(kept: Workflow, shown: Workflow, typed: Unsent | null): Workflow {
  const word = (of: 'name' | 'description') =>
    typed?.[of] ?? (shown[of].trim() === kept[of] ? shown[of] : kept[of]);
  return { ...kept, name: word('name'), description: word('description') };
}
