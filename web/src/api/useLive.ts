import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { keyOf } from './hooks';
import { useLeaving } from './leaving';

const EVENTS = [
  ...[
    'accepted',
    'started',
    'waiting',
    'resumed',
    'succeeded',
    'failed',
    'cancelled',
    'timed_out',
    'replayed',
  ].map((what) => `run_${what}`),
  ...['started', 'completed', 'failed', 'failed_continued', 'timed_out', 'retried', 'skipped'].map(
    (what) => `step_${what}`,
  ),
  ...['requested', 'approved', 'rejected', 'expired'].map((what) => `approval_${what}`),
];

/** Follows a run's journal while it goes on, and reads the run again at each event. */
export function useLive(id: string, on: boolean): void {
  const client = useQueryClient();
  const leaving = useLeaving();
  useEffect(() => {
    if (!on || leaving) return;
    const stream = new EventSource(`/api/v1/app/runs/${encodeURIComponent(id)}/events`);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const news = () => {
      // Many events come at once: one reading for all of them.
      timer ??= setTimeout(() => {
        timer = undefined;
        void client.invalidateQueries({ queryKey: keyOf('GET /runs/{runId}', { path: { runId: id } }) });
        void client.invalidateQueries({
          queryKey: keyOf('GET /runs/{runId}/events', { path: { runId: id } }),
        });
      }, 150);
    };
    for (const event of EVENTS) stream.addEventListener(event, news);
    // The server ends the stream with the run; without this the browser would ask for it again.
    stream.onerror = () => {
      if (stream.readyState === EventSource.CONNECTING) stream.close();
      news();
    };
    return () => {
      clearTimeout(timer);
      stream.close();
    };
  }, [id, on, leaving, client]);
}
