import { CircleCheck } from 'lucide-react';
import type { Answer } from '../api/client';
import type { FlowNode } from '../model/definition';
import { SCHEDULE, WEBHOOK } from '../model/triggers';
import { text } from '../text/en';
import { Button, LinkButton } from '../ui/Button';
import { Dialog, DialogActions } from '../ui/Dialog';
import { Firings } from '../ui/Firings';
import { WebhookAddress } from '../ui/WebhookAddress';
import { useFirings } from './kinds/ScheduleForm';

/** What will start the workflow, before it is activated. */
export function Starts({ trigger }: { trigger: FlowNode }) {
  if (trigger.connector === SCHEDULE) return <ScheduleStarts trigger={trigger} />;
  return (
    <p className="muted">
      {trigger.connector === WEBHOOK
        ? `${text.triggers.addressMade} ${text.triggers.addressStays}`
        : text.triggers.registered}
    </p>
  );
}

function ScheduleStarts({ trigger }: { trigger: FlowNode }) {
  const { times } = useFirings(trigger.config ?? {});
  return (
    <div className="field">
      <span className="label">{text.triggers.firings}</span>
      <Firings times={times} label={text.triggers.firings} />
    </div>
  );
}

interface ActivatedProps {
  made: Answer<'POST /workflows/{id}/deploy'>;
  trigger: FlowNode;
  name: string;
  onClose: () => void;
}

/** That it is live, and what starts it: the address to send to, or when it fires. */
export function Activated({ made, trigger, name, onClose }: ActivatedProps) {
  const signed = trigger.connectionId !== undefined;
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.triggers.activated(name)}
      description={text.publish.version(made.version)}
      wide
    >
      <div className="row">
        <CircleCheck size={18} className="good-sign" aria-hidden />
        <span>{text.triggers.activatedHint}</span>
      </div>
      {made.webhookUrl && <WebhookAddress address={made.webhookUrl} signed={signed} />}
      {made.nextFirings && (
        <div className="field">
          <span className="label">{text.triggers.firings}</span>
          <Firings times={made.nextFirings} label={text.triggers.firings} />
        </div>
      )}
      <DialogActions>
        <Button onClick={onClose}>{text.common.close}</Button>
        <LinkButton href={`/workflows/${made.workflowId}/trigger`} look="primary">
          {text.triggers.toTrigger}
        </LinkButton>
      </DialogActions>
    </Dialog>
  );
}
