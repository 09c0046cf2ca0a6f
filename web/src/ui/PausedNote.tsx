import { Link } from 'wouter';
import { text } from '../text/en';
import { ago } from './format';
import { Note } from './Parts';

interface PausedNoteProps {
  workflow: { status: string; pausedReason?: string; pausedAt?: string; lastFailedRunId?: string };
}

/** That a workflow was paused because it failed again and again, and why; nothing for any other. */
export function PausedNote({ workflow }: PausedNoteProps) {
  const { status, pausedReason, pausedAt, lastFailedRunId } = workflow;
  if (status !== 'error') return null;
  return (
    <Note tone="warn">
      <strong>{text.triggers.paused}</strong>
      {pausedAt && <span className="muted"> {ago(pausedAt)}</span>}
      {pausedReason && <div>{pausedReason}</div>}
      <div>
        {text.triggers.pausedHint}{' '}
        {lastFailedRunId && <Link href={`/runs/${lastFailedRunId}`}>{text.triggers.lastFailed}</Link>}
      </div>
    </Note>
  );
}
