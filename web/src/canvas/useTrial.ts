import { useMemo, useRef, useState } from 'react';
import { useAsk, useTell } from '../api/hooks';
import type { ProblemError } from '../api/client';
import type { Json, JsonObject } from '../api/types';
import { useLive } from '../api/useLive';
import { present, statusesOf, stepsOf, type Pins, type Run, type Step } from '../model/trial';
import { text } from '../text/en';
import { isOver } from '../ui/status';
import { complain } from '../ui/Toasts';
import { useSteady } from '../ui/useSteady';
import type { Draft } from './useDraft';

export interface Trial {
  /** The run that the canvas shows: the one that was just tried, else none. */
  shown: Run | undefined;
  statuses: ReadonlyMap<string, string> | undefined;
  /** What each node gave the last time, tried just now or run before. */
  steps: ReadonlyMap<string, Step>;
  last: Run | undefined;
  pins: Pins;
  problem: ProblemError | null;
  start: (input: JsonObject, dryRun: boolean) => Promise<boolean>;
  clear: () => void;
  /** Keeps an output for the tests to come; undefined forgets it. */
  pin: (nodeId: string, value: Json | undefined) => void;
}

/** Trying the draft out: the run that it began, its steps as they happen, and outputs that are kept. */
export function useTrial(draft: Draft): Trial {
  const { workflow, definition } = draft;
  const [runId, setRunId] = useState('');
  const [pins, setPins] = useState<Pins>(() => readPins(workflow.id));
  const test = useTell('POST /workflows/{id}/test', ['GET /runs']);
  const followed = useAsk(
    'GET /runs/{runId}',
    { path: { runId } },
    {
      enabled: runId !== '',
      every: (run) => (run && !isOver(run.status) ? 2_000 : false),
    },
  );
  const shown = runId === '' ? undefined : followed.data;
  useLive(runId, shown !== undefined && !isOver(shown.status));
  const earlier = useEarlier(workflow.id, workflow.slug, runId === '');
  const last = shown ?? earlier;
  const statuses = useMemo(() => shown && statusesOf(shown, isOver(shown.status)), [shown]);
  const steps = useMemo(() => stepsOf(last), [last]);

  const start = async (input: JsonObject, dryRun: boolean) => {
    // What runs must be what was seen here.
    const expectedRevision = await draft.settle();
    if (expectedRevision === null) return false;
    try {
      const pinned = present(pins, definition.nodes);
      const body = { input, pinned, dryRun, expectedRevision };
      const begun = await test.mutateAsync({ path: { id: workflow.id }, body });
      setRunId(begun.runId);
      return true;
    } catch {
      return false;
    }
  };
  // Said once, not at each letter.
  const room = useRef(true);
  const pin = useSteady((nodeId: string, value: Json | undefined) => {
    const { [nodeId]: _, ...others } = pins;
    const next = value === undefined ? others : { ...others, [nodeId]: value };
    setPins(next);
    const kept = keepPins(workflow.id, next);
    if (room.current && !kept) complain(text.test.notKept);
    room.current = kept;
  });
  return {
    shown,
    statuses,
    steps,
    last,
    pins,
    problem: test.error,
    start,
    clear: () => setRunId(''),
    pin,
  };
}

/** The last run that there was before anything was tried: its values are those that fields can be filled from. */
function useEarlier(workflowId: string, slug: string | undefined, wanted: boolean): Run | undefined {
  const list = useAsk(
    'GET /runs',
    { query: slug ? { action: slug, limit: 1 } : { limit: 100 } },
    { enabled: wanted },
  );
  const id = list.data?.runs.find((run) => run.workflowId === workflowId)?.id ?? '';
  const run = useAsk('GET /runs/{runId}', { path: { runId: id } }, { enabled: wanted && id !== '' });
  return run.data;
}

/** Pins are one person's own, and stay in their browser. */
const keyOf = (workflowId: string) => `pins ${workflowId}`;

/** False where the browser keeps nothing, or nothing more. */
function keepPins(workflowId: string, pins: Pins): boolean {
  try {
    localStorage.setItem(keyOf(workflowId), JSON.stringify(pins));
    return true;
  } catch {
    return false;
  }
}

function readPins(workflowId: string): Pins {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(workflowId)) ?? '{}');
    return kept !== null && typeof kept === 'object' && !Array.isArray(kept) ? (kept as Pins) : {};
  } catch {
    return {};
  }
}
