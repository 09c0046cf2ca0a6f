import { useState, type FormEvent } from 'react';
import { useLocation } from 'wouter';
import { useAsk, useTell } from '../api/hooks';
import type { JsonObject } from '../api/types';
import { fieldsOf } from '../model/forms';
import { text } from '../text/en';
import { Button } from '../ui/Button';
import { Dialog, DialogActions } from '../ui/Dialog';
import { Check } from '../ui/Field';
import { Spinner } from '../ui/Parts';
import { ProblemNote } from '../ui/Problem';
import { SchemaForm } from '../ui/SchemaForm';

/** Runs a published action by hand, and goes to the run. */
export function RunDialog({ slug, onClose }: { slug: string; onClose: () => void }) {
  const action = useAsk('GET /actions/{slug}', { path: { slug } });
  const run = useTell('POST /actions/{slug}/run', ['GET /runs']);
  const [input, setInput] = useState<JsonObject>({});
  const [dryRun, setDryRun] = useState(false);
  const [, go] = useLocation();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    run.mutate(
      { path: { slug }, body: { input, dryRun } },
      { onSuccess: ({ runId }) => go(`/runs/${runId}`) },
    );
  };
  const schema = action.data?.inputSchema;
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.runDialog.title(action.data?.name ?? slug)}
      description={text.runDialog.description}
    >
      {action.isPending && <Spinner />}
      {action.isError && <ProblemNote error={action.error} />}
      {schema && (
        <form className="stack loose" onSubmit={submit}>
          {run.isError && <ProblemNote error={run.error} />}
          {fieldsOf(schema).length === 0 ? (
            <p className="muted">{text.runDialog.noInput}</p>
          ) : (
            <SchemaForm schema={schema} value={input} onChange={setInput} />
          )}
          <Check
            label={text.runDialog.dry}
            hint={text.runDialog.dryHint}
            checked={dryRun}
            onChange={(event) => setDryRun(event.target.checked)}
          />
          <DialogActions>
            <Button onClick={onClose}>{text.common.cancel}</Button>
            <Button look="primary" type="submit" busy={run.isPending}>
              {text.runDialog.submit}
            </Button>
          </DialogActions>
        </form>
      )}
    </Dialog>
  );
}
