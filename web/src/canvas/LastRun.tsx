import { Pin, PinOff, RotateCw } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { useTell } from '../api/hooks';
import type { Json, JsonObject } from '../api/types';
import type { FlowNode } from '../model/definition';
import { canPin, pinOf, stepsOf, type Step } from '../model/trial';
import { text } from '../text/en';
import { Button } from '../ui/Button';
import { span } from '../ui/format';
import { JsonText } from '../ui/FormParts';
import { Badge, Note } from '../ui/Parts';
import { ProblemNote } from '../ui/Problem';
import { isOver, stepTone } from '../ui/status';
import { StepValues } from '../ui/StepValues';
import type { Trial } from './useTrial';

interface LastRunProps {
  node: FlowNode;
  trial: Trial;
  readOnly: boolean;
}

/** What went into the node and came out of it the last time; kept, changed, or worked out once more from here. */
export function LastRun({ node, trial, readOnly }: LastRunProps) {
  const step = trial.steps.get(node.id);
  const pinned = trial.pins[node.id];
  return (
    <div className="stack loose">
      {!step && <p className="muted">{text.test.notRun}</p>}
      {step && <Told of={step} />}
      {pinned !== undefined && (
        <div className="field">
          <label htmlFor={`pin-${node.id}`}>{text.test.pinnedOutput}</label>
          <JsonText
            id={`pin-${node.id}`}
            value={pinned}
            required
            onChange={(next) => trial.pin(node.id, next ?? null)}
          />
          <span className="hint">{text.test.pinnedHint}</span>
        </div>
      )}
      {!readOnly && canPin(node) && (
        <div className="row wrap">
          {pinned === undefined ? (
            <Button
              small
              icon={<Pin size={14} />}
              onClick={() => trial.pin(node.id, pinOf(node, step?.output ?? {}))}
            >
              {step?.output === undefined ? text.test.pinOwn : text.test.pin}
            </Button>
          ) : (
            <Button small icon={<PinOff size={14} />} onClick={() => trial.pin(node.id, undefined)}>
              {text.test.unpin}
            </Button>
          )}
        </div>
      )}
      {!readOnly && step && trial.last && isOver(trial.last.status) && canRepeat(step) && (
        <Again key={`${trial.last.id} ${node.id}`} runId={trial.last.id} step={step} />
      )}
    </div>
  );
}

function canRepeat(step: Step): boolean {
  return step.input !== undefined && step.type !== 'action_input' && step.type !== 'approval';
}

function Told({ of: step }: { of: Step }) {
  return (
    <>
      <div className="row wrap">
        <Badge tone={stepTone(step.status)}>{text.stepStatus[step.status] ?? step.status}</Badge>
        {step.durationMs !== undefined && <span className="muted small">{span(step.durationMs)}</span>}
        {step.pinned && <Badge>{text.test.wasPinned}</Badge>}
        {step.iteration && <span className="muted small">{text.test.item(step.iteration)}</span>}
      </div>
      {step.error && (
        <Note tone="bad">
          <code>{step.error.code}</code> {step.error.message}
        </Note>
      )}
      <StepValues of={step} />
    </>
  );
}

/** One step of that run, carried out again with an input that may be changed first. */
function Again({ runId, step }: { runId: string; step: Step }) {
  const [config, setConfig] = useState<Json | undefined>(step.input);
  const rerun = useTell('POST /runs/{runId}/nodes/{nodeId}/rerun', ['GET /runs']);
  const changed = JSON.stringify(config) !== JSON.stringify(step.input);
  const again = () =>
    rerun.mutate({
      path: { runId, nodeId: step.nodeId },
      body: {
        wait: 30,
        ...(step.iteration ? { iteration: step.iteration } : {}),
        ...(changed ? { config: config as JsonObject } : {}),
      },
    });
  // A step that takes longer than we wait is followed on its own run's page.
  const made = rerun.data;
  const result = made && 'steps' in made ? stepsOf(made).get(step.nodeId) : undefined;
  return (
    <details>
      <summary>{text.test.rerun}</summary>
      <div className="stack">
        <p className="muted small">{text.test.rerunHint}</p>
        <div className="field">
          <label htmlFor={`again-${step.nodeId}`}>{text.test.withInput}</label>
          <JsonText id={`again-${step.nodeId}`} value={config} required onChange={setConfig} />
        </div>
        <div>
          <Button small icon={<RotateCw size={14} />} busy={rerun.isPending} onClick={again}>
            {text.test.rerunNow}
          </Button>
        </div>
        {rerun.isError && <ProblemNote error={rerun.error} />}
        {made && !result && <Link href={`/runs/${made.runId}`}>{text.test.details}</Link>}
        {result && (
          <section className="stack" aria-label={text.test.rerunResult}>
            <h3>{text.test.rerunResult}</h3>
            <Told of={result} />
          </section>
        )}
      </div>
    </details>
  );
}
