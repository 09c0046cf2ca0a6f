import { X } from 'lucide-react';
import { Link } from 'wouter';
import { useTell } from '../api/hooks';
import { text } from '../text/en';
import { Button, IconButton } from '../ui/Button';
import { Decision } from '../ui/Decision';
import { span } from '../ui/format';
import { RunBadge } from '../ui/RunBadge';
import { isOver } from '../ui/status';
import { complain } from '../ui/Toasts';
import type { Trial } from './useTrial';

/** What came of the test, above the canvas that shows it node by node. */
export function TrialBar({ trial, onAgain }: { trial: Trial; onAgain: () => void }) {
  const cancel = useTell('POST /runs/{runId}/cancel', ['GET /runs/{runId}', 'GET /runs']);
  const run = trial.shown;
  if (!run) return null;
  const over = isOver(run.status);
  return (
    <section className="trial" aria-label={text.test.result}>
      <div className="row wrap" role="status">
        <strong>{text.test.result}</strong>
        <RunBadge status={run.status} />
        {run.durationMs !== undefined && <span className="muted">{span(run.durationMs)}</span>}
        {run.error && <span className="trial-fault">{run.error.message}</span>}
        <span className="grow" />
        <Link href={`/runs/${run.id}`}>{text.test.details}</Link>
        {over ? (
          <Button small onClick={onAgain}>
            {text.test.again}
          </Button>
        ) : (
          <Button
            small
            look="danger"
            busy={cancel.isPending}
            onClick={() =>
              cancel.mutate({ path: { runId: run.id } }, { onError: (error) => complain(error.message) })
            }
          >
            {text.runs.cancel}
          </Button>
        )}
        <IconButton small label={text.test.clear} icon={<X size={15} />} onClick={trial.clear} />
      </div>
      {run.approval?.status === 'pending' && <Decision runId={run.id} approval={run.approval} />}
    </section>
  );
}
