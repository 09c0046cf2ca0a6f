import { useState } from 'react';
import { Link } from 'wouter';
import { useAsk } from '../../api/hooks';
import { text } from '../../text/en';
import { SelectField } from '../../ui/Field';
import { ago, moment, span } from '../../ui/format';
import { Badge, Spinner } from '../../ui/Parts';
import { ProblemNote } from '../../ui/Problem';
import { RunBadge } from '../../ui/RunBadge';
import type { RunStatus } from '../../ui/status';
import type { Key } from './AgentsScreen';

const SHOWN = 10;

/** Which key called what lately, and how much of the limits is used. */
export function RecentCalls({ keys }: { keys: Key[] }) {
  const usage = useAsk('GET /usage', {}, { every: 10_000 });
  const workspace = useAsk('GET /workspace');
  const [chosen, setChosen] = useState('');
  const error = usage.error ?? workspace.error;
  if (error) return <ProblemNote error={error} />;
  if (!usage.data || !workspace.data) return <Spinner />;
  const { limits, used } = workspace.data;
  const keyOf = (by: string) => keys.find((key) => by.startsWith(key.prefix));
  const calls = usage.data.latest
    .map((run) => ({ ...run, key: keyOf(run.by) }))
    .filter((run) => run.key && (chosen === '' || run.key.id === chosen))
    .slice(0, SHOWN);
  return (
    <section className="card" aria-labelledby="calls-heading">
      <div className="row between wrap card-head">
        <div>
          <h2 id="calls-heading">{text.agents.calls}</h2>
          <p className="muted small">
            {text.agents.used(
              usage.data.runsLastHour,
              limits.runsPerHour,
              limits.requestsPerMinute,
              used.activeKeys,
              limits.activeKeys,
            )}
          </p>
        </div>
        {keys.length > 1 && (
          <SelectField
            label={text.agents.ofKey}
            value={chosen}
            onChange={(event) => setChosen(event.target.value)}
            options={[
              { value: '', label: text.agents.anyKey },
              ...keys.map((key) => ({ value: key.id, label: key.name })),
            ]}
          />
        )}
      </div>
      {calls.length === 0 ? (
        <p className="muted calls-none">{text.agents.noCalls}</p>
      ) : (
        <div className="table-wrap">
          <table className="table cards">
            <thead>
              <tr>
                <th>{text.runs.action}</th>
                <th>{text.agents.key}</th>
                <th>{text.runs.status}</th>
                <th>{text.runs.began}</th>
                <th>{text.runs.took}</th>
              </tr>
            </thead>
            <tbody>
              {calls.map((run) => (
                <tr key={run.id}>
                  <td>
                    <Link href={`/runs/${run.id}`} className="plain">
                      {run.action ?? text.runSource[run.source] ?? run.source}
                    </Link>
                  </td>
                  <td>
                    <Badge>{run.key?.name}</Badge>
                  </td>
                  <td>
                    <RunBadge status={run.status as RunStatus} />
                  </td>
                  <td className="muted" title={moment(run.createdAt)}>
                    {ago(run.createdAt)}
                  </td>
                  <td className="muted">{run.durationMs === undefined ? '' : span(run.durationMs)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
