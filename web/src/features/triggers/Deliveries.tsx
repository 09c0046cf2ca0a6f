import { Inbox } from 'lucide-react';
import { Link } from 'wouter';
import { useAsk, useTell } from '../../api/hooks';
import { useMay } from '../../api/session';
import type { JsonObject } from '../../api/types';
import type { Delivery } from '../../model/triggers';
import { text } from '../../text/en';
import { Button } from '../../ui/Button';
import { ago, moment } from '../../ui/format';
import { Badge, Empty, type Tone } from '../../ui/Parts';
import { RunBadge } from '../../ui/RunBadge';
import type { RunStatus } from '../../ui/status';
import { complain, say } from '../../ui/Toasts';

const TONES: Record<string, Tone> = { accepted: 'good', repeated: 'plain', refused: 'bad', missed: 'warn' };

interface DeliveriesProps {
  id: string;
  list: JsonObject[];
  /** Whether the trigger is on: only then can an event be delivered once more. */
  active: boolean;
}

/** What came in, or was due, the newest first, with what became of it. */
export function Deliveries({ id, list, active }: DeliveriesProps) {
  const runs = useAsk('GET /runs', { query: { limit: 100 } }, { every: 3_000 });
  const statuses = new Map(runs.data?.runs.map((run) => [run.id, run.status]));
  const deliveries = list as unknown as Delivery[];
  return (
    <section className="card table-wrap" aria-labelledby="deliveries-heading">
      <div className="card-head">
        <h2 id="deliveries-heading">{text.triggers.deliveries}</h2>
        <p className="muted small">{text.triggers.deliveriesHint}</p>
      </div>
      {deliveries.length === 0 ? (
        <Empty icon={<Inbox size={36} />} title={text.triggers.noDeliveries}>
          <p>{text.triggers.noDeliveriesHint}</p>
        </Empty>
      ) : (
        <table className="table cards">
          <thead>
            <tr>
              <th>{text.triggers.outcome}</th>
              <th>{text.triggers.when}</th>
              <th>{text.triggers.run}</th>
              <th>{text.triggers.why}</th>
              <th>
                <span className="visually-hidden">{text.triggers.redeliver}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {deliveries.map((one) => (
              <Line key={one.id} id={id} of={one} run={statuses.get(one.runId ?? '')} active={active} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

interface LineProps {
  id: string;
  of: Delivery;
  run: RunStatus | undefined;
  active: boolean;
}

function Line({ id, of: delivery, run, active }: LineProps) {
  const mayAct = useMay('editor');
  const again = useTell('POST /workflows/{id}/trigger/deliveries/{deliveryId}/redeliver', [
    'GET /workflows/{id}/trigger',
    'GET /runs',
  ]);
  const redeliver = () =>
    again.mutate(
      { path: { id, deliveryId: delivery.id } },
      {
        onSuccess: () => say(text.triggers.redelivered),
        onError: (error) => complain(error.message),
      },
    );
  return (
    <tr>
      <td>
        <Badge tone={TONES[delivery.outcome] ?? 'plain'}>
          {text.triggers.outcomes[delivery.outcome] ?? delivery.outcome}
        </Badge>
      </td>
      <td className="muted" title={moment(delivery.at)}>
        {ago(delivery.at)}
      </td>
      <td>
        {delivery.runId ? (
          <Link href={`/runs/${delivery.runId}`} className="row">
            {run ? <RunBadge status={run} /> : text.triggers.toRun}
            {run && <span className="visually-hidden">{text.triggers.toRun}</span>}
          </Link>
        ) : (
          <span className="muted">–</span>
        )}
      </td>
      <td className="delivery-why">{aboutOf(delivery) || <span className="muted">–</span>}</td>
      <td>
        {mayAct && active && delivery.runId && (
          <Button small busy={again.isPending} onClick={redeliver}>
            {text.triggers.redeliver}
          </Button>
        )}
      </td>
    </tr>
  );
}

function aboutOf({ reason, outcome, dueAt, redeliveryOf }: Delivery): string {
  return [
    reason ?? text.triggers.outcomeHints[outcome],
    dueAt && text.triggers.due(moment(dueAt)),
    redeliveryOf && text.triggers.again,
  ]
    .filter(Boolean)
    .join(' ');
}
