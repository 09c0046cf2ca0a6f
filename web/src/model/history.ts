/** What can be undone and redone. Edits with the same mark that follow each other count as one. */
export interface History<T> {
  past: T[];
  now: T;
  future: T[];
  mark: string;
}

const MOST = 100;

export function begin<T>(now: T): History<T> {
  return { past: [], now, future: [], mark: '' };
}

/** @param mark names what is edited, as the field that somebody types into; empty for an edit of its own */
export function edit<T>(history: History<T>, next: T, mark = ''): History<T> {
  if (next === history.now) return history;
  if (mark !== '' && mark === history.mark) return { ...history, now: next, future: [] };
  return { past: [...history.past, history.now].slice(-MOST), now: next, future: [], mark };
}

export function undo<T>(history: History<T>): History<T> {
  const before = history.past.at(-1);
  if (before === undefined) return history;
  return { past: history.past.slice(0, -1), now: before, future: [history.now, ...history.future], mark: '' };
}

export function redo<T>(history: History<T>): History<T> {
  const [next, ...rest] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.now], now: next, future: rest, mark: '' };
}
