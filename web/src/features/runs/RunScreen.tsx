import { lazy, Suspense, useMemo, useState } from 'react';
import { Link, useLocation, useParams } from 'wouter';
import { useAsk, useTell } from '../../api/hooks';
import { useMay } from '../../api/session';
import { readDefinition } from '../../model/definition';
import { inputOf, statusesOf, type Run } from '../../model/trial';
import { text } from '../../text/en';
import { Decision } from '../../ui/Decision';
import { Button } from '../../ui/Button';
import { ago, moment, span } from '../../ui/format';
import { Page } from '../../ui/Page';
import { Badge, CopyBlock, Note, Spinner } from '../../ui/Parts';
import { ProblemNote } from '../../ui/Problem';
import { RunBadge } from '../../ui/RunBadge';
import { isOver } from '../../ui/status';
import { Tabs } from '../../ui/Tabs';
import { useRunName } from '../../ui/useRunName';
import { Journal } from './Journal';
import { Timeline } from './Timeline';
import { useLive } from '../../api/useLive';
import './runs.css';

const FlowView = lazy(() => import('../../canvas/FlowView').then((module) => ({ default: module.FlowView })));

/** One run: what was asked, what each step did, what came of it. */
export default function RunScreen() {
  const { id = '' } = useParams<{ id: string }>();
  const run = useAsk(
    'GET /runs/{runId}',
    { path: { runId: id } },
    { every: (answer) => (answer && !isOver(answer.status) ? 3_000 : false) },
  );
  useLive(id, run.data !== undefined && !isOver(run.data.status));
  if (run.isError) {
    return (
      <Page title={text.runs.run}>
        <ProblemNote error={run.error} />
      </Page>
    );
  }
  return run.data ? <Shown run={run.data} /> : <Spinner />;
}

function Shown({ run }: { run: Run }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const mayAct = useMay('editor');
  const nameOf = useRunName([run]);
  const steps = run.steps ?? [];
  const choose = (nodeId: string) => {
    setChosen(nodeId);
    document.getElementById(`step-${nodeId}`)?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <Page
      title={nameOf(run)}
      description={<Facts run={run} />}
      actions={mayAct ? <Actions run={run} /> : undefined}
    >
      {run.error && (
        <Note tone="bad">
          <strong>{run.error.message}</strong>
          <div className="small">
            <code>{run.error.code}</code>
            {run.error.nodeId && (
              <>
                {' · '}
                <Link href={`/workflows/${run.workflowId}`}>{text.runs.mend}</Link>
              </>
            )}
          </div>
        </Note>
      )}
      {run.approval?.status === 'pending' && (
        <section className="card pad" aria-label={text.approvals.title}>
          <Decision runId={run.id} approval={run.approval} />
        </section>
      )}
      <section className="card run-graph" aria-label={text.runs.graph}>
        <Suspense fallback={<Spinner />}>
          <Graph run={run} onChoose={choose} />
        </Suspense>
      </section>
      <Tabs
        label={text.runs.details}
        tabs={[
          {
            id: 'steps',
            label: text.runs.steps,
            content: <Timeline run={run} steps={steps} chosen={chosen} />,
          },
          {
            id: 'output',
            label: text.runs.output,
            content:
              run.output === undefined ? (
                <p className="muted">{text.runs.noOutput}</p>
              ) : (
                <Written value={run.output} label={text.runs.output} />
              ),
          },
          ...(run.plan
            ? [
                {
                  id: 'plan',
                  label: text.runs.plan,
                  content: <Written value={run.plan} label={text.runs.plan} />,
                },
              ]
            : []),
          { id: 'journal', label: text.runs.journal, content: <Journal run={run} /> },
        ]}
      />
    </Page>
  );
}

/** Written when its tab is shown, not whenever the run is drawn. */
function Written({ value, label }: { value: unknown; label: string }) {
  return <CopyBlock value={JSON.stringify(value, null, 2)} label={label} />;
}

function Facts({ run }: { run: Run }) {
  return (
    <div className="row wrap facts">
      <RunBadge status={run.status} />
      <span title={moment(run.createdAt)}>{ago(run.createdAt)}</span>
      {run.durationMs !== undefined && <span>{span(run.durationMs)}</span>}
      <Badge>{text.runSource[run.source]}</Badge>
      <Link href={`/workflows/${run.workflowId}`}>{text.runs.version(run.version)}</Link>
      {run.correlationId && (
        <span>
          {text.runs.correlation}{' '}
          <Link href={`/runs?correlation=${encodeURIComponent(run.correlationId)}`}>
            <code>{run.correlationId}</code>
          </Link>
        </span>
      )}
      {run.replayOf && <Link href={`/runs/${run.replayOf}`}>{text.runs.replayOf}</Link>}
      {run.parentRunId && <Link href={`/runs/${run.parentRunId}`}>{text.runs.parent}</Link>}
      <code className="muted">{run.id}</code>
    </div>
  );
}

function Actions({ run }: { run: Run }) {
  const [, go] = useLocation();
  const cancel = useTell('POST /runs/{runId}/cancel', ['GET /runs/{runId}', 'GET /runs']);
  const replay = useTell('POST /runs/{runId}/replay', ['GET /runs']);
  const path = { runId: run.id };
  const again = (from: 'failed_step' | 'start') =>
    replay.mutate({ path, body: { from } }, { onSuccess: ({ runId }) => go(`/runs/${runId}`) });
  const error = cancel.error ?? replay.error;
  const replayable = run.status === 'failed' || run.status === 'timed_out' || run.status === 'cancelled';
  return (
    <>
      {!isOver(run.status) && (
        <Button look="danger" busy={cancel.isPending} onClick={() => cancel.mutate({ path })}>
          {text.runs.cancel}
        </Button>
      )}
      {replayable && (
        <>
          <Button busy={replay.isPending} onClick={() => again('start')}>
            {text.runs.replayStart}
          </Button>
          <Button busy={replay.isPending} onClick={() => again('failed_step')}>
            {text.runs.replay}
          </Button>
        </>
      )}
      {replayable && <RunAnew run={run} />}
      {error && <ProblemNote error={error} />}
    </>
  );
}

/** A replay has the version that the run had: once the workflow is mended, the same input is given to what is live now. */
function RunAnew({ run }: { run: Run }) {
  const [, go] = useLocation();
  const workflow = useAsk('GET /workflows/{id}', { path: { id: run.workflowId } });
  const start = useTell('POST /actions/{slug}/run', ['GET /runs']);
  const slug = workflow.data?.slug;
  const input = inputOf(run);
  if (!slug || input === undefined || workflow.data?.version === run.version) return null;
  return (
    <>
      <Button
        look="primary"
        busy={start.isPending}
        onClick={() =>
          start.mutate(
            { path: { slug }, body: { input } },
            { onSuccess: ({ runId }) => go(`/runs/${runId}`) },
          )
        }
      >
        {text.runs.anew(workflow.data?.version ?? 0)}
      </Button>
      {start.isError && <ProblemNote error={start.error} />}
    </>
  );
}

function Graph({ run, onChoose }: { run: Run; onChoose: (nodeId: string) => void }) {
  const version = useAsk('GET /workflows/{id}', {
    path: { id: run.workflowId },
    query: { version: String(run.version) },
  });
  const statuses = useMemo(() => statusesOf(run, isOver(run.status)), [run]);
  const definition = useMemo(() => readDefinition(version.data?.definition), [version.data]);
  if (version.isError) return <p className="muted run-no-graph">{text.runs.noGraph}</p>;
  if (!version.data) return <Spinner />;
  return <FlowView definition={definition} statuses={statuses} onChoose={onChoose} />;
}
