import { ArrowLeft, FlaskConical, Square } from 'lucide-react';
import { useState } from 'react';
import { Link, useParams } from 'wouter';
import type { Answer } from '../../api/client';
import { useAsk, useTell } from '../../api/hooks';
import { useMay } from '../../api/session';
import { readDefinition, type FlowNode } from '../../model/definition';
import { triggerOf } from '../../model/triggers';
import { text } from '../../text/en';
import { Button } from '../../ui/Button';
import { ago, moment } from '../../ui/format';
import { Firings } from '../../ui/Firings';
import { Page } from '../../ui/Page';
import { Badge, Empty, Note, Spinner } from '../../ui/Parts';
import { PausedNote } from '../../ui/PausedNote';
import { ProblemNote } from '../../ui/Problem';
import { workflowStatus, workflowTone } from '../../ui/status';
import { complain, say } from '../../ui/Toasts';
import { WebhookAddress } from '../../ui/WebhookAddress';
import { Deliveries } from './Deliveries';
import { FireDialog } from './FireDialog';
import './triggers.css';

/** What starts a workflow by itself: where its events come in or when it fires, and what came of late. */
export default function TriggerScreen() {
  const { id = '' } = useParams<{ id: string }>();
  const workflow = useAsk('GET /workflows/{id}', { path: { id } }, { every: 5_000 });
  const { version } = workflow.data ?? {};
  const live = useAsk(
    'GET /workflows/{id}',
    { path: { id }, query: { version: String(version ?? '') } },
    { enabled: version !== undefined },
  );
  const trigger = live.data && triggerOf(readDefinition(live.data.definition));
  const error = workflow.error ?? live.error;
  const name = workflow.data?.name ?? '';
  const never = workflow.data && (version === undefined || (live.data && !trigger));
  return (
    <Page
      title={name ? text.triggers.of(name) : text.triggers.title}
      description={
        <span className="row wrap">
          <Link href={`/workflows/${id}`} className="row">
            <ArrowLeft size={15} aria-hidden /> {text.triggers.toCanvas}
          </Link>
          {workflow.data && (
            <Badge tone={workflowTone(workflow.data.status)}>{workflowStatus(workflow.data.status)}</Badge>
          )}
        </span>
      }
      actions={
        trigger && workflow.data && <Actions id={id} status={workflow.data.status} trigger={trigger} />
      }
    >
      {error && <ProblemNote error={error} />}
      {!error && !never && !trigger && <Spinner />}
      {workflow.data && <PausedNote workflow={workflow.data} />}
      {workflow.data?.status === 'stopped' && trigger && <Note>{text.triggers.off}</Note>}
      {never && (
        <div className="card">
          <Empty icon={null} title={text.triggers.none}>
            <p>{text.triggers.noneHint}</p>
          </Empty>
        </div>
      )}
      {trigger && <Shown id={id} trigger={trigger} />}
    </Page>
  );
}

function Actions({ id, status, trigger }: { id: string; status: string; trigger: FlowNode }) {
  const mayAct = useMay('editor');
  const [firing, setFiring] = useState(false);
  const stop = useTell('POST /workflows/{id}/stop', [
    'GET /workflows',
    'GET /workflows/{id}',
    'GET /workflows/{id}/trigger',
  ]);
  const active = status === 'active_waiting' || status === 'active_running';
  if (!mayAct || !active) return null;
  const halt = () =>
    stop.mutate(
      { path: { id } },
      { onSuccess: () => say(text.triggers.stopped), onError: (error) => complain(error.message) },
    );
  return (
    <>
      <Button icon={<Square size={15} />} busy={stop.isPending} onClick={halt}>
        {text.triggers.stop}
      </Button>
      <Button look="primary" icon={<FlaskConical size={15} />} onClick={() => setFiring(true)}>
        {text.triggers.fire}
      </Button>
      {firing && <FireDialog id={id} trigger={trigger} onClose={() => setFiring(false)} />}
    </>
  );
}

type Asked = NonNullable<Answer<'GET /workflows/{id}/trigger'>['polling']>;

/** When the service was asked for news, when it is next, and what was wrong. */
function Polling({ polling }: { polling: Asked }) {
  const { lastAt, nextAt, failures, fault } = polling;
  return (
    <section className="card pad stack" aria-labelledby="polling-heading">
      <h2 id="polling-heading">{text.triggers.polling}</h2>
      <p>
        {lastAt ? text.triggers.askedAt(ago(lastAt)) : text.triggers.notAsked}
        {nextAt && ` ${text.triggers.asksAt(moment(nextAt))}`}
      </p>
      {failures > 0 && <Note tone="warn">{text.triggers.failing(failures, fault ?? '')}</Note>}
    </section>
  );
}

function Shown({ id, trigger }: { id: string; trigger: FlowNode }) {
  const shown = useAsk('GET /workflows/{id}/trigger', { path: { id } }, { every: 3_000 });
  if (shown.isError) return <ProblemNote error={shown.error} />;
  if (!shown.data) return <Spinner />;
  const { webhookUrl, nextFirings, polling, deliveries, status } = shown.data;
  const active = status === 'active';
  return (
    <>
      {webhookUrl && (
        <section className="card pad" aria-label={text.triggers.address}>
          <WebhookAddress address={webhookUrl} signed={trigger.connectionId !== undefined} off={!active} />
        </section>
      )}
      {nextFirings && active && (
        <section className="card pad stack" aria-labelledby="firings-heading">
          <h2 id="firings-heading">{text.triggers.firings}</h2>
          <Firings times={nextFirings} label={text.triggers.firings} />
        </section>
      )}
      {polling && active && <Polling polling={polling} />}
      <Deliveries id={id} list={deliveries} active={active} />
    </>
  );
}
