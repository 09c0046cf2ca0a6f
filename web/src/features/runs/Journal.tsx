import { useAsk } from '../../api/hooks';
import { text } from '../../text/en';
import { moment } from '../../ui/format';
import { Spinner } from '../../ui/Parts';
import { ProblemNote } from '../../ui/Problem';
import type { Run } from '../../model/trial';

/** The run's events as they were written down. */
export function Journal({ run }: { run: Run }) {
  const events = useAsk('GET /runs/{runId}/events', { path: { runId: run.id } });
  if (events.isError) return <ProblemNote error={events.error} />;
  if (!events.data) return <Spinner />;
  return (
    <div className="card table-wrap">
      <table className="table journal">
        <thead>
          <tr>
            <th>{text.runs.number}</th>
            <th>{text.runs.event}</th>
            <th>{text.runs.node}</th>
            <th>{text.runs.at}</th>
            <th>{text.runs.hash}</th>
          </tr>
        </thead>
        <tbody>
          {events.data.events.map((event) => (
            <tr key={event.seq}>
              <td className="muted">{event.seq}</td>
              <td>
                <details>
                  <summary>
                    <code>{event.type}</code>
                  </summary>
                  <pre className="small" tabIndex={0}>
                    {JSON.stringify(event.data, null, 2)}
                  </pre>
                </details>
              </td>
              <td className="mono">
                {event.nodeId ? `${event.nodeId}${event.iteration ? ` ${event.iteration}` : ''}` : ''}
              </td>
              <td className="muted">{moment(event.at)}</td>
              <td className="mono muted" title={event.hash}>
                {event.hash.slice(0, 10)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
