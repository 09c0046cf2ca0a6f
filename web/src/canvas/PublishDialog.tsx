import { CircleCheck } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import type { Answer } from '../api/client';
import { useTell } from '../api/hooks';
import { slugOf } from '../model/slug';
import { exampleOf, writeJson } from '../model/forms';
import { text } from '../text/en';
import { Button, LinkButton } from '../ui/Button';
import { Dialog, DialogActions } from '../ui/Dialog';
import { TextField } from '../ui/Field';
import { CopyBlock } from '../ui/Parts';
import { ProblemNote } from '../ui/Problem';
import { useOnce } from '../ui/useOnce';
import { triggerOf } from '../model/triggers';
import { Description } from './About';
import { Activated, Starts } from './Activated';
import { Held } from './Held';
import type { Draft } from './useDraft';

interface PublishDialogProps {
  draft: Draft;
  onClose: () => void;
  onProblem: () => void;
}

/** Makes the draft the version that runs, and says how it is called. */
export function PublishDialog({ draft, onClose, onProblem }: PublishDialogProps) {
  const { workflow, definition } = draft;
  const [slug, setSlug] = useState(workflow.slug ?? slugOf(workflow.name));
  const [done, setDone] = useState<Answer<'POST /workflows/{id}/deploy'> | null>(null);
  const deploy = useTell('POST /workflows/{id}/deploy', [
    'GET /workflows',
    'GET /workflows/{id}/trigger',
    'GET /actions',
  ]);
  const input = definition.nodes.find((node) => node.type === 'action_input');
  const [busy, publish] = useOnce(async () => {
    // What is published must be what was seen here.
    const expectedRevision = await draft.settle();
    if (expectedRevision === null) return;
    const body = { expectedRevision, ...(input ? { slug } : {}) };
    try {
      setDone(await deploy.mutateAsync({ path: { id: workflow.id }, body }));
    } catch {
      onProblem();
    }
    await draft.reload();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    publish();
  };
  const trigger = triggerOf(definition);
  if (done && trigger)
    return <Activated made={done} trigger={trigger} name={workflow.name} onClose={onClose} />;
  if (done) return <Published made={done} input={exampleOf(input?.config?.inputSchema)} onClose={onClose} />;
  return (
    <Dialog
      open
      onClose={onClose}
      title={trigger ? titleOf(workflow) : text.publish.title}
      description={trigger ? text.triggers.activateHint : text.publish.description}
    >
      <form className="stack loose" onSubmit={submit}>
        {deploy.isError && <ProblemNote error={deploy.error} />}
        <Held draft={draft} />
        {input && (
          <TextField
            label={text.publish.slug}
            hint={text.publish.slugHint}
            value={slug}
            onChange={(event) => setSlug(event.target.value)}
            mono
            required
          />
        )}
        {input && <Description draft={draft} />}
        {input && (
          <div className="field">
            <span className="label">{text.publish.schema}</span>
            <CopyBlock value={writeJson(input.config?.inputSchema ?? {})} label={text.publish.schema} />
          </div>
        )}
        {trigger && <Starts trigger={trigger} />}
        <DialogActions>
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button look="primary" type="submit" busy={busy} disabled={draft.state === 'conflict'}>
            {trigger && !isLive(workflow) ? text.triggers.activate : text.publish.submit}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function isLive({ status }: Draft['workflow']): boolean {
  return status === 'active_waiting' || status === 'active_running';
}

function titleOf(workflow: Draft['workflow']): string {
  const { activateTitle, changesTitle } = text.triggers;
  return (isLive(workflow) ? changesTitle : activateTitle)(workflow.name);
}

interface PublishedProps {
  made: Answer<'POST /workflows/{id}/deploy'>;
  input: Record<string, unknown>;
  onClose: () => void;
}

function Published({ made, input, onClose }: PublishedProps) {
  const slug = made.slug ?? made.workflowId;
  const example = JSON.stringify(input);
  const calls = `run_action {"slug": "${slug}", "input": ${example}, "wait": 30}

curl -s ${window.location.origin}/api/v1/runtime/actions/${slug}/run \\
  -H "Authorization: Bearer $TRIGGO_API_KEY" -H "Content-Type: application/json" \\
  -d '{"input": ${example.replace(/'/g, `'\\''`)}, "wait": 30}'`;
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.publish.done(slug)}
      description={text.publish.version(made.version)}
      wide
    >
      <div className="row">
        <CircleCheck size={18} className="good-sign" aria-hidden />
        <span>{text.publish.doneHint}</span>
      </div>
      <CopyBlock value={calls} label={text.publish.doneHint} />
      <DialogActions>
        <Button onClick={onClose}>{text.common.close}</Button>
        <LinkButton href="/agents" look="primary">
          {text.publish.toAgents}
        </LinkButton>
      </DialogActions>
    </Dialog>
  );
}
