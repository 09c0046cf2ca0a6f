import { useState } from 'react';
import type { Answer } from '../../api/client';
import { useAsk } from '../../api/hooks';
import { text } from '../../text/en';
import { Button } from '../../ui/Button';
import { instant } from '../../ui/format';
import { Spinner } from '../../ui/Parts';
import { ProblemNote } from '../../ui/Problem';
import type { Run } from '../../model/trial';

type RunEvent = Answer<'GET /runs/{runId}/events'>['events'][number];

/** The run's events as they were written down. */
export function Journal({ run }: { run: Run }) {
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
        <Events run={run} />
      </table>
    </div>
  );
}

/** As many events as one answer holds; behind them, when somebody asks, those that follow. */
function Events({ run, after }: { run: Run; after?: string }) {
  const page = useAsk('GET /runs/{runId}/events', { path: { runId: run.id }, query: { after } });
  const [more, setMore] = useState(false);
  const next = page.data?.nextAfter;
  return (
    <>
      <tbody>
        {page.data?.events.map((event) => (
          <Line key={event.seq} event={event} />
        ))}
        {(page.isError || page.isPending || (next !== undefined && !more)) && (
          <tr>
            <td colSpan={5}>
              {page.isError && <ProblemNote error={page.error} />}
              {page.isPending && <Spinner />}
              {next !== undefined && !more && (
                <Button small onClick={() => setMore(true)}>
                  {text.runs.moreEvents(next)}
                </Button>
              )}
            </td>
          </tr>
        )}
      </tbody>
      {next !== undefined && more && <Events run={run} after={String(next)} />}
    </>
  );
}

function Line({ event }: { event: RunEvent }) {
  const [open, setOpen] = useState(false);
  return (
    <tr>
      <td className="muted">{event.seq}</td>
      <td>
        <details onToggle={(toggle) => setOpen(toggle.currentTarget.open)}>
          <summary>
            <code>{event.type}</code>
          </summary>
          {open && (
            <pre className="small" tabIndex={0}>
              {JSON.stringify(event.data, null, 2)}
            </pre>
          )}
        </details>
      </td>
      <td className="mono">
        {event.nodeId ? `${event.nodeId}${event.iteration ? ` ${event.iteration}` : ''}` : ''}
      </td>
      <td className="muted">{instant(event.at)}</td>
      <td className="mono muted" title={event.hash}>
        {event.hash.slice(0, 10)}
      </td>
    </tr>
  );
}
