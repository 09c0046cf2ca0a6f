import type { ReactNode } from 'react';
import { ProblemError } from '../api/client';
import { text } from '../text/en';
import { Note } from './Parts';

/** A detail's own sentence, with where it belongs to. */
function sentence(detail: unknown): string {
  if (typeof detail === 'object' && detail !== null && 'message' in detail) {
    const { path, message } = detail as { path?: unknown; message: unknown };
    const where = typeof path === 'string' && path.length > 1 ? `${path.slice(1)}: ` : '';
    return where + String(message);
  }
  return typeof detail === 'string' ? detail : JSON.stringify(detail);
}

/** What the server said against it, whole. */
export function ProblemNote({ error, actions }: { error: Error; actions?: ReactNode }) {
  // Some say in their sentence what their only detail says.
  const details = (error instanceof ProblemError ? error.details.slice(0, 20).map(sentence) : []).filter(
    (detail) => !error.message.includes(detail),
  );
  return (
    <Note tone="bad">
      <strong>{error.message}</strong>
      {details.length > 0 && (
        <ul>
          {details.map((detail, at) => (
            <li key={at}>{detail}</li>
          ))}
        </ul>
      )}
      {error instanceof ProblemError && error.status >= 500 && error.requestId && (
        <div className="muted small">{text.common.requestId(error.requestId)}</div>
      )}
      {actions}
    </Note>
  );
}

/** The fault that the server found in one field. */
export function faultAt(error: Error | null, path: string): string | undefined {
  if (!(error instanceof ProblemError)) return undefined;
  for (const detail of error.details) {
    if (typeof detail === 'object' && detail !== null && 'path' in detail && detail.path === path) {
      return String((detail as { message?: unknown }).message);
    }
  }
  return undefined;
}
