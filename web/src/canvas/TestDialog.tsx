import { useState, type FormEvent } from 'react';
import { useAsk } from '../api/hooks';
import type { JsonObject } from '../api/types';
import { titleOf, type Definition } from '../model/definition';
import { exampleOf, fieldsOf } from '../model/forms';
import { present } from '../model/trial';
import { triggerOf } from '../model/triggers';
import { text } from '../text/en';
import { Button } from '../ui/Button';
import { Dialog, DialogActions } from '../ui/Dialog';
import { Check } from '../ui/Field';
import { JsonText } from '../ui/FormParts';
import { Note } from '../ui/Parts';
import { ProblemNote } from '../ui/Problem';
import { SchemaForm } from '../ui/SchemaForm';
import { useOnce } from '../ui/useOnce';
import { Held } from './Held';
import type { Draft } from './useDraft';
import type { Trial } from './useTrial';

interface TestDialogProps {
  draft: Draft;
  trial: Trial;
  onClose: () => void;
}

/** Runs the draft as it is, with what is typed here; outputs that are pinned stand for their nodes. */
export function TestDialog({ draft, trial, onClose }: TestDialogProps) {
  const { definition } = draft;
  const begin = definition.nodes.find((node) => node.type === 'action_input');
  const schema = (begin?.config?.inputSchema ?? {}) as JsonObject;
  const sample = useSample(definition);
  const [typed, setInput] = useState<JsonObject | undefined>(() => lastInput(trial, begin?.id));
  const input = typed ?? (begin ? exampled(schema) : sample);
  const [dryRun, setDryRun] = useState(false);
  const pinned = Object.keys(present(trial.pins, definition.nodes));
  const named = definition.nodes.filter((node) => pinned.includes(node.id)).map(titleOf);
  const [busy, begun] = useOnce(async () => {
    if (await trial.start(input, dryRun)) onClose();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    begun();
  };
  return (
    <Dialog open onClose={onClose} title={text.test.title} description={text.test.description}>
      <form className="stack loose" onSubmit={submit}>
        {trial.problem && <ProblemNote error={trial.problem} />}
        <Held draft={draft} />
        {begin && fieldsOf(schema).length > 0 && (
          <SchemaForm schema={schema} value={input} onChange={setInput} />
        )}
        {begin && fieldsOf(schema).length === 0 && <p className="muted">{text.runDialog.noInput}</p>}
        {!begin && (
          <div className="field">
            <label htmlFor="test-event">{text.test.event}</label>
            <JsonText
              id="test-event"
              value={input}
              required
              onChange={(next) => setInput(next as JsonObject)}
            />
          </div>
        )}
        {named.length > 0 && <Note>{text.test.pinned(named.join(', '))}</Note>}
        <Check
          label={text.runDialog.dry}
          hint={text.runDialog.dryHint}
          checked={dryRun}
          onChange={(event) => setDryRun(event.target.checked)}
        />
        <DialogActions>
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button look="primary" type="submit" busy={busy} disabled={draft.state === 'conflict'}>
            {text.test.submit}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** An event as the draft's trigger gives it, where its kind says so. */
function useSample(definition: Definition): JsonObject {
  const trigger = triggerOf(definition);
  const operation = useAsk(
    'GET /connectors/{name}/operations/{operation}',
    { path: { name: trigger?.connector ?? '', operation: trigger?.operation ?? '' } },
    { enabled: Boolean(trigger?.connector && trigger.operation) },
  );
  const sample = operation.data?.example.output;
  return sample !== null && typeof sample === 'object' && !Array.isArray(sample) ? sample : {};
}

function exampled(schema: JsonObject): JsonObject {
  return exampleOf(schema) as JsonObject;
}

/** What the last run was given, to change one thing and try again. */
function lastInput(trial: Trial, nodeId: string | undefined): JsonObject | undefined {
  const given = nodeId === undefined ? undefined : trial.steps.get(nodeId)?.output;
  return given !== null && typeof given === 'object' && !Array.isArray(given) ? given : undefined;
}
