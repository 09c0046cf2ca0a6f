import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { text } from '../../text/en';
import { span } from '../../ui/format';
import { Badge } from '../../ui/Parts';
import { stepTone } from '../../ui/status';
import { StepValues } from '../../ui/StepValues';
import { label } from '../../model/kinds';
import type { Run, Step } from '../../model/trial';

/** The steps in the order in which they began, each as long as it took; opened, with what went in and came out. */
export function Timeline({ run, steps, chosen }: { run: Run; steps: Step[]; chosen: string | null }) {
  const begins = new Date(run.startedAt ?? run.createdAt).getTime();
  const ends = Math.max(
    begins + 1,
    ...steps.map((step) => (step.finishedAt ? new Date(step.finishedAt).getTime() : 0)),
  );
  const shown = inOrder(steps.filter((step) => step.status !== 'pending' && step.status !== 'ready'));
  if (shown.length === 0) return <p className="muted">{text.runs.noSteps}</p>;
  return (
    <ol className="timeline">
      {shown.map((step) => (
        <Line
          key={`${step.nodeId} ${step.iteration ?? ''}`}
          step={step}
          begins={begins}
          whole={ends - begins}
          open={chosen === step.nodeId}
        />
      ))}
      {run.itemsNotShown !== undefined && (
        <li className="muted small">{text.runs.notShown(run.itemsNotShown)}</li>
      )}
    </ol>
  );
}

/** As they began; a step that has no time of its own, as a question to a person, stands after the one before it. */
function inOrder(steps: Step[]): Step[] {
  let last = '';
  return steps
    .map((step) => {
      last = step.startedAt ?? last;
      return { step, at: last };
    })
    .sort((one, other) => one.at.localeCompare(other.at))
    .map(({ step }) => step);
}

function Line({ step, begins, whole, open }: { step: Step; begins: number; whole: number; open: boolean }) {
  const [opened, setOpened] = useState(false);
  useEffect(() => {
    if (open) setOpened(true);
  }, [open]);
  const from = step.startedAt ? new Date(step.startedAt).getTime() - begins : 0;
  const took = step.durationMs ?? 0;
  return (
    <li className="timeline-line" id={step.iteration ? undefined : `step-${step.nodeId}`}>
      <details open={opened} onToggle={(event) => setOpened(event.currentTarget.open)}>
        <summary>
          <span className="timeline-name truncate">
            <strong>{step.name}</strong>
            {step.iteration && <span className="muted"> {step.iteration}</span>}
            <span className="muted small"> {label(step.type)}</span>
          </span>
          <Badge tone={stepTone(step.status)}>{text.stepStatus[step.status] ?? step.status}</Badge>
          <span className="timeline-track" aria-hidden>
            {step.startedAt && (
              <span
                className={`timeline-bar ${stepTone(step.status)}`}
                style={{ left: `${(from * 100) / whole}%`, width: `${Math.max(0.8, (took * 100) / whole)}%` }}
              />
            )}
          </span>
          <span className="muted small timeline-took">
            {step.durationMs === undefined ? '' : span(step.durationMs)}
          </span>
        </summary>
        {opened && <Inside step={step} />}
      </details>
    </li>
  );
}

/** Values may be large, and a run that goes on is drawn again at each event: they are written for those who look. */
function Inside({ step }: { step: Step }) {
  return (
    <div className="stack timeline-inside">
      {step.attempt > 1 && <p className="small muted">{text.runs.attempts(step.attempt)}</p>}
      {step.error && (
        <p className="step-fault">
          <code>{step.error.code}</code> {step.error.message}
        </p>
      )}
      {step.childRunId && <Link href={`/runs/${step.childRunId}`}>{text.runs.child}</Link>}
      <StepValues of={step} />
    </div>
  );
}
