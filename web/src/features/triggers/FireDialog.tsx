import { useState, type FormEvent } from 'react';
import { useLocation } from 'wouter';
import { useAsk, useTell } from '../../api/hooks';
import type { Json, JsonObject } from '../../api/types';
import type { FlowNode } from '../../model/definition';
import { text } from '../../text/en';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { TextArea } from '../../ui/Field';
import { Spinner } from '../../ui/Parts';
import { ProblemNote } from '../../ui/Problem';

interface FireDialogProps {
  id: string;
  trigger: FlowNode;
  onClose: () => void;
}

/** Starts a run as an event would, with one of the kind that comes or another, and goes to the run. */
export function FireDialog({ id, trigger, onClose }: FireDialogProps) {
  const operation = useAsk('GET /connectors/{name}/operations/{operation}', {
    path: { name: trigger.connector ?? '', operation: trigger.operation ?? '' },
  });
  const fire = useTell('POST /workflows/{id}/trigger/fire', ['GET /runs', 'GET /workflows/{id}/trigger']);
  const [typed, setTyped] = useState<string | null>(null);
  const [fault, setFault] = useState<string>();
  const [, go] = useLocation();
  const sample = operation.data?.example.output;
  const shown = typed ?? JSON.stringify(sample ?? {}, null, 2);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const read = parsed(shown);
    if (read === undefined) return setFault(text.triggers.notJson);
    fire.mutate(
      { path: { id }, body: { event: read as JsonObject } },
      { onSuccess: ({ runId }) => go(`/runs/${String(runId)}`) },
    );
  };
  return (
    <Dialog open onClose={onClose} title={text.triggers.fireTitle} description={text.triggers.fireHint} wide>
      {operation.isPending && <Spinner />}
      {!operation.isPending && (
        <form className="stack loose" onSubmit={submit}>
          {fire.isError && <ProblemNote error={fire.error} />}
          <TextArea
            label={text.triggers.event}
            mono
            rows={12}
            value={shown}
            fault={fault}
            onChange={(event) => {
              setTyped(event.target.value);
              setFault(undefined);
            }}
          />
          <DialogActions>
            <Button onClick={onClose}>{text.common.cancel}</Button>
            <Button look="primary" type="submit" busy={fire.isPending}>
              {text.triggers.fireNow}
            </Button>
          </DialogActions>
        </form>
      )}
    </Dialog>
  );
}

function parsed(source: string): Json | undefined {
  try {
    return JSON.parse(source) as Json;
  } catch {
    return undefined;
  }
}
