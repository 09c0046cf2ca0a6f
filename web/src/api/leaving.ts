import { useSyncExternalStore } from 'react';

/**
 * While a session ends, or becomes one of another workspace, nothing else is asked: it would be refused, or answered
 * with what belongs to somebody else. What is held up here goes on when leaving failed.
 */

let held: Promise<void> | null = null;
let release = () => {};

const reading = new Set<AbortController>();
const writing = new Set<Promise<unknown>>();
const farewells = new Set<() => Promise<unknown>>();
const watchers = new Set<() => void>();

/** Long enough for the next document to come. Whoever chose to stay after all is not left with a page that hangs. */
const STILL_HERE_MS = 5_000;

/** Asks, now or once nobody is about to leave. What only reads is broken off by leaving, and asked again after it. */
export async function passing(
  reads: boolean,
  signal: AbortSignal | undefined,
  ask: (signal?: AbortSignal) => Promise<Response>,
): Promise<Response> {
  for (;;) {
    while (held) await held;
    if (!reads) return kept(ask(signal));
    const own = new AbortController();
    reading.add(own);
    try {
      return await ask(signal ? AbortSignal.any([signal, own.signal]) : own.signal);
    } catch (fault) {
      if (!own.signal.aborted || signal?.aborted) throw fault;
    } finally {
      reading.delete(own);
    }
  }
}

async function kept(answer: Promise<Response>): Promise<Response> {
  writing.add(answer);
  try {
    return await answer;
  } finally {
    writing.delete(answer);
  }
}

/** What was typed and not sent yet goes first; then, with nothing else on its way, what ends the session. */
export async function last<T>(end: () => Promise<T>): Promise<T> {
  await Promise.allSettled([...farewells].map((say) => say()));
  await Promise.allSettled(writing);
  held ??= new Promise((resolve) => (release = resolve));
  told();
  for (const one of reading) one.abort();
  try {
    const answer = await end();
    setTimeout(goOn, STILL_HERE_MS);
    return answer;
  } catch (fault) {
    goOn();
    throw fault;
  }
}

function goOn(): void {
  held = null;
  release();
  told();
}

/** Something to be done before the session ends. Answers what takes it back. */
export function beforeLeaving(say: () => Promise<unknown>): () => void {
  farewells.add(say);
  return () => farewells.delete(say);
}

/** Whether somebody is about to leave. */
export function useLeaving(): boolean {
  return useSyncExternalStore(watch, () => held !== null);
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function told(): void {
  for (const watcher of watchers) watcher();
}
