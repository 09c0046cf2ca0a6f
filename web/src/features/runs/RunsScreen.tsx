import { Activity } from 'lucide-react';
import { Link, useLocation, useSearchParams } from 'wouter';
import type { Ask, Answer } from '../../api/client';
import { useActions, useAsk } from '../../api/hooks';
import { text } from '../../text/en';
import { offered, type Option } from '../../ui/Field';
import { ago, moment, span } from '../../ui/format';
import { useLate } from '../../ui/useLate';
import { Page } from '../../ui/Page';
import { PageButtons, usePages } from '../../ui/PageButtons';
import { Empty, Spinner } from '../../ui/Parts';
import { ProblemNote } from '../../ui/Problem';
import { useRunName } from '../../ui/useRunName';
import { RunBadge } from '../../ui/RunBadge';
import { isOver, type RunStatus } from '../../ui/status';

type Run = Answer<'GET /runs'>['runs'][number];
type Query = NonNullable<Ask<'GET /runs'>['query']>;

const SOURCES = ['action', 'webhook', 'schedule', 'manual', 'replay', 'test', 'dry_run'] as const;
const STATUSES = Object.keys(text.runStatus) as RunStatus[];

/** Every run, newest first, as they come. What one looks for stands in the address, so that it can be sent on. */
export default function RunsScreen() {
  const [wanted, setWanted] = useSearchParams();
  const actions = useActions();
  const correlation = wanted.get('correlation') ?? '';
  const late = useLate(correlation.trim(), 250);
  const filter: Query = {
    action: wanted.get('action') ?? undefined,
    status: (wanted.get('status') ?? undefined) as Query['status'],
    source: (wanted.get('source') ?? undefined) as Query['source'],
    correlation_id: late || undefined,
  };
  const pages = usePages(filter);
  const list = useAsk(
    'GET /runs',
    { query: { ...filter, limit: 50, cursor: pages.cursor } },
    {
      keepsPrevious: true,
      // The first page is live; further ones stand still under the eyes of whoever reads them.
      every: !pages.first
        ? false
        : (answer) => (answer?.runs.some((run) => !isOver(run.status)) ? 1_500 : 3_000),
    },
  );
  const choose =
    (name: string, replace = false) =>
    (event: { target: { value: string } }) =>
      setWanted(
        (before) => {
          const next = new URLSearchParams(before);
          if (event.target.value) next.set(name, event.target.value);
          else next.delete(name);
          return next;
        },
        { replace },
      );
  const runs = list.data?.runs ?? [];
  const nameOf = useRunName(runs);
  const filtered = Object.values(filter).some(Boolean);
  return (
    <Page title={text.runs.title} description={text.runs.description}>
      <div className="row wrap" role="search">
        <Filter
          label={text.runs.action}
          value={filter.action}
          onChange={choose('action')}
          options={[
            { value: '', label: text.runs.anyAction },
            ...(actions.data ?? []).map(({ slug, name }) => ({ value: slug, label: name })),
          ]}
        />
        <Filter
          label={text.runs.status}
          value={filter.status}
          onChange={choose('status')}
          options={[
            { value: '', label: text.workflows.anyStatus },
            ...STATUSES.map((status) => ({ value: status, label: text.runStatus[status] })),
          ]}
        />
        <Filter
          label={text.runs.source}
          value={filter.source}
          onChange={choose('source')}
          options={[
            { value: '', label: text.runs.anySource },
            ...SOURCES.map((source) => ({ value: source, label: text.runSource[source] ?? source })),
          ]}
        />
        <input
          className="input narrow"
          type="search"
          aria-label={text.runs.correlationId}
          placeholder={text.runs.correlationId}
          value={correlation}
          // Each letter is no place that one would want to go back to.
          onChange={choose('correlation', true)}
        />
      </div>
      {list.isError && <ProblemNote error={list.error} />}
      {list.isPending && <Spinner />}
      {list.data && runs.length === 0 && (
        <div className="card">
          <Empty icon={<Activity size={36} />} title={filtered ? text.runs.noneFound : text.runs.none}>
            <p>{filtered ? text.runs.noneFoundHint : text.runs.noneHint}</p>
          </Empty>
        </div>
      )}
      {runs.length > 0 && (
        <div className="card table-wrap">
          <table className="table cards">
            <thead>
              <tr>
                <th>{text.runs.status}</th>
                <th>{text.runs.action}</th>
                <th>{text.runs.source}</th>
                <th>{text.runs.began}</th>
                <th>{text.runs.took}</th>
                <th>{text.runs.run}</th>
              </tr>
            </thead>
            <tbody>
              {runs.map((run) => (
                <Line key={run.id} run={run} name={nameOf(run)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <PageButtons pages={pages} next={list.data?.nextCursor} />
    </Page>
  );
}

interface FilterProps {
  label: string;
  value: string | undefined;
  options: Option[];
  onChange: (event: { target: { value: string } }) => void;
}

function Filter({ label, value = '', options, onChange }: FilterProps) {
  return (
    <select className="input narrow" aria-label={label} value={value} onChange={onChange}>
      {offered(options, value).map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

function Line({ run, name }: { run: Run; name: string }) {
  const [, go] = useLocation();
  const address = `/runs/${run.id}`;
  return (
    <tr className="goes" onClick={() => go(address)}>
      <td>
        <RunBadge status={run.status} />
      </td>
      <td>
        <Link href={address} className="plain" onClick={(event) => event.stopPropagation()}>
          {name}
        </Link>
        <span className="muted small"> {text.runs.brief(run.version)}</span>
      </td>
      <td className="muted">{text.runSource[run.source]}</td>
      <td className="muted" title={moment(run.createdAt)}>
        {ago(run.createdAt)}
      </td>
      <td className="muted">{run.durationMs === undefined ? '–' : span(run.durationMs)}</td>
      <td className="mono muted">{run.correlationId ?? run.id.slice(0, 8)}</td>
    </tr>
  );
}
