import { Plus, Search, Workflow as WorkflowIcon } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { Answer } from '../../api/client';
import { useAsk } from '../../api/hooks';
import { useMay } from '../../api/session';
import { text } from '../../text/en';
import { Button } from '../../ui/Button';
import { ago, moment } from '../../ui/format';
import { Page } from '../../ui/Page';
import { PageButtons, usePages } from '../../ui/PageButtons';
import { Badge, Empty, Spinner } from '../../ui/Parts';
import { ProblemNote } from '../../ui/Problem';
import { runTone, workflowStatus, workflowTone } from '../../ui/status';
import { Tooltip } from '../../ui/Tooltip';
import { useLate } from '../../ui/useLate';
import { NewWorkflow } from './NewWorkflow';
import './workflows.css';

type Summary = Answer<'GET /workflows'>['workflows'][number];
type Run = Answer<'GET /runs'>['runs'][number];

const STATUSES = ['blueprint', 'active_waiting', 'active_running', 'stopped', 'error'];

export default function WorkflowsScreen() {
  const [query, setQuery] = useState('');
  const [status, setStatus] = useState('');
  const [adding, setAdding] = useState(false);
  const mayBuild = useMay('editor');
  const late = useLate(query.trim(), 250);
  const wanted = { query: late || undefined, status: status || undefined };
  const pages = usePages(wanted);
  const list = useAsk(
    'GET /workflows',
    { query: { ...wanted, cursor: pages.cursor, limit: 50 } },
    { every: 10_000, keepsPrevious: true },
  );
  const runs = useAsk('GET /runs', { query: { limit: 100 } }, { every: 10_000 });
  const lastRuns = useMemo(() => byWorkflow(runs.data?.runs ?? []), [runs.data]);
  const create = (
    <Button look="primary" icon={<Plus size={16} />} onClick={() => setAdding(true)}>
      {text.workflows.create}
    </Button>
  );
  const found = list.data?.workflows ?? [];
  const filtered = late !== '' || status !== '';
  return (
    <Page
      title={text.workflows.title}
      description={text.workflows.description}
      actions={mayBuild ? create : undefined}
    >
      <div className="filters" role="search">
        <div className="search">
          <Search size={16} aria-hidden />
          <input
            className="input"
            type="search"
            aria-label={text.workflows.search}
            placeholder={text.workflows.search}
            value={query}
            onChange={(event) => setQuery(event.target.value)}
          />
        </div>
        <select
          className="input filter"
          aria-label={text.workflows.status}
          value={status}
          onChange={(event) => setStatus(event.target.value)}
        >
          <option value="">{text.workflows.anyStatus}</option>
          {STATUSES.map((one) => (
            <option key={one} value={one}>
              {workflowStatus(one)}
            </option>
          ))}
        </select>
      </div>
      {list.isError && <ProblemNote error={list.error} />}
      {list.isPending && <Spinner />}
      {list.data && found.length === 0 && (
        <div className="card">
          <Empty
            icon={<WorkflowIcon size={36} />}
            title={filtered ? text.workflows.noneFound : text.workflows.none}
          >
            <p>{filtered ? text.workflows.noneFoundHint : text.workflows.noneHint}</p>
            {!filtered && mayBuild && create}
          </Empty>
        </div>
      )}
      {found.length > 0 && (
        <div className="card table-wrap">
          <table className="table cards">
            <thead>
              <tr>
                <th>{text.workflows.name}</th>
                <th>{text.workflows.status}</th>
                <th>{text.workflows.action}</th>
                <th>{text.workflows.lastRuns}</th>
                <th>{text.workflows.changed}</th>
              </tr>
            </thead>
            <tbody>
              {found.map((workflow) => (
                <Line key={workflow.id} workflow={workflow} runs={lastRuns.get(workflow.id) ?? []} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <PageButtons pages={pages} next={list.data?.nextCursor} />
      <NewWorkflow open={adding} onClose={() => setAdding(false)} />
    </Page>
  );
}

function byWorkflow(runs: Run[]): Map<string, Run[]> {
  const found = new Map<string, Run[]>();
  for (const run of runs) {
    const list = found.get(run.workflowId) ?? [];
    if (list.length < 8) list.push(run);
    found.set(run.workflowId, list);
  }
  return found;
}

function Line({ workflow, runs }: { workflow: Summary; runs: Run[] }) {
  const [, go] = useLocation();
  const address = `/workflows/${workflow.id}`;
  const faults = workflow.validation.problems.length;
  return (
    <tr className="goes" onClick={() => go(address)}>
      <td>
        <Link href={address} className="plain" onClick={(event) => event.stopPropagation()}>
          {workflow.name}
        </Link>
        {workflow.description && <div className="muted small describes truncate">{workflow.description}</div>}
      </td>
      <td>
        <div className="row">
          <Badge tone={workflowTone(workflow.status)}>{workflowStatus(workflow.status)}</Badge>
          {faults > 0 && <Badge tone="warn">{text.workflows.faults(faults)}</Badge>}
        </div>
      </td>
      <td>
        <StartedBy workflow={workflow} />
      </td>
      <td>{runs.length === 0 ? <span className="muted">–</span> : <Dots runs={runs} />}</td>
      <td className="muted nowrap" title={moment(workflow.updatedAt)}>
        {ago(workflow.updatedAt)}
      </td>
    </tr>
  );
}

/** The slug that it is called by, or what starts it by itself and when next. */
function StartedBy({ workflow }: { workflow: Summary }) {
  const { slug, type, status, webhookUrl, nextFirings } = workflow;
  if (type !== 'event_driven') {
    return slug ? <span className="mono">{slug}</span> : <span className="muted">–</span>;
  }
  const { webhook, schedule, other } = text.triggers.names;
  const next = status === 'stopped' || status === 'error' ? undefined : nextFirings?.[0];
  return (
    <>
      {webhookUrl ? webhook : nextFirings ? schedule : other}
      {next && (
        <span className="muted small" title={moment(next)}>
          {' '}
          · {text.triggers.next(ago(next))}
        </span>
      )}
    </>
  );
}

/** The last runs, the latest at the right, each a link. */
function Dots({ runs }: { runs: Run[] }) {
  return (
    <div className="dots">
      {[...runs].reverse().map((run) => {
        const says = `${text.runStatus[run.status]}, ${ago(run.createdAt)}`;
        return (
          <Tooltip key={run.id} text={says}>
            <Link
              href={`/runs/${run.id}`}
              aria-label={text.workflows.run(says)}
              className={`dot ${runTone(run.status)}`}
              onClick={(event) => event.stopPropagation()}
            />
          </Tooltip>
        );
      })}
    </div>
  );
}
