import { X } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { useTell } from '../api/hooks';
import { text } from '../text/en';
import { Button, IconButton } from '../ui/Button';
import { Decision } from '../ui/Decision';
import { Dialog } from '../ui/Dialog';
import { span } from '../ui/format';
import { RunBadge } from '../ui/RunBadge';
import { isOver } from '../ui/status';
import { complain } from '../ui/Toasts';
import type { Trial } from './useTrial';

/** What came of the test, above the canvas that shows it node by node. */
export function TrialBar({ trial, onAgain }: { trial: Trial; onAgain: () => void }) {
  const cancel = useTell('POST /runs/{runId}/cancel', ['GET /runs/{runId}', 'GET /runs']);
  const run = trial.shown;
  const [deciding, setDeciding] = useState(false);
  if (!run) return null;
  const asked = run.approval?.status === 'pending' ? run.approval : undefined;
  const over = isOver(run.status);
  return (
    <section className="trial" aria-label={text.test.result}>
      <div className="row wrap" role="status">
        <strong>{text.test.result}</strong>
        <RunBadge status={run.status} />
        {run.durationMs !== undefined && <span className="muted">{span(run.durationMs)}</span>}
        {run.error && <span className="trial-fault">{run.error.message}</span>}
        {asked && <span className="trial-asked truncate">{asked.title}</span>}
        <span className="grow" />
        {asked && (
          <Button small look="primary" onClick={() => setDeciding(true)}>
            {text.test.decide}
          </Button>
        )}
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
      {deciding && asked && (
        <Dialog open onClose={() => setDeciding(false)} title={text.test.decide} wide>
          <Decision runId={run.id} approval={asked} />
        </Dialog>
      )}
    </section>
  );
}
