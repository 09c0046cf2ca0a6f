import { useQueries } from '@tanstack/react-query';
import { CircleCheckBig } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { call } from '../../api/client';
import { keyOf, useAll } from '../../api/hooks';
import { text } from '../../text/en';
import { Button } from '../../ui/Button';
import { Decision } from '../../ui/Decision';
import { ago } from '../../ui/format';
import { Page } from '../../ui/Page';
import { Empty, Spinner } from '../../ui/Parts';
import { ProblemNote } from '../../ui/Problem';
import { useRunName } from '../../ui/useRunName';

/** Each is asked for by itself, to show what exactly will be done. */
const AT_ONCE = 25;
const WAITING = { query: { status: 'waiting_for_approval' } } as const;

/** Everything that waits for somebody's yes, the longest waiting first. */
export default function ApprovalsScreen() {
  const [room, setRoom] = useState(AT_ONCE);
  const list = useAll('GET /runs', (page) => page.runs, WAITING, { every: 2_000 });
  const all = [...(list.data ?? [])].reverse();
  const waiting = all.slice(0, room);
  const nameOf = useRunName(waiting);
  const runs = useQueries({
    queries: waiting.map((run) => ({
      queryKey: keyOf('GET /runs/{runId}', { path: { runId: run.id } }),
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        call('GET /runs/{runId}', { path: { runId: run.id } }, signal),
      refetchInterval: 5_000,
    })),
  });
  return (
    <Page title={text.approvals.title} description={text.approvals.description}>
      {list.isError && <ProblemNote error={list.error} />}
      {(list.isPending || runs.some((run) => run.isPending)) && <Spinner />}
      {list.data && waiting.length === 0 && (
        <div className="card">
          <Empty icon={<CircleCheckBig size={36} />} title={text.approvals.none}>
            <p>{text.approvals.noneHint}</p>
          </Empty>
        </div>
      )}
      {waiting.map((run, at) => {
        const approval = runs[at]?.data?.approval;
        if (!approval || approval.status !== 'pending') return null;
        return (
          <article key={approval.id} className="card pad stack" aria-label={approval.title}>
            <div className="muted small">
              <Link href={`/runs/${run.id}`}>{nameOf(run)}</Link> · {text.runSource[run.source]} ·{' '}
              {ago(run.createdAt)}
            </div>
            <Decision runId={run.id} approval={approval} />
          </article>
        );
      })}
      {all.length > room && (
        <div>
          <Button onClick={() => setRoom(room + AT_ONCE)}>{text.approvals.more(all.length - room)}</Button>
        </div>
      )}
    </Page>
  );
}
