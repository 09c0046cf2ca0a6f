import { useActions } from '../api/hooks';
import { tellOfFailures, toldOfFailures } from '../model/failure';
import { text } from '../text/en';
import { Button } from '../ui/Button';
import { Dialog, DialogActions } from '../ui/Dialog';
import { SelectField, TextArea } from '../ui/Field';
import { ProblemNote } from '../ui/Problem';
import type { Draft } from './useDraft';

/** As the server takes it. */
const LONGEST = 2_000;

/** What a workflow is for: agents find it by that, and choose by it. */
export function Description({ draft, readOnly = false }: { draft: Draft; readOnly?: boolean }) {
  return (
    <TextArea
      label={text.about.what}
      hint={text.about.whatHint}
      value={draft.workflow.description}
      readOnly={readOnly}
      maxLength={LONGEST}
      rows={3}
      onChange={(event) => draft.describe(event.target.value)}
    />
  );
}

/** What is said of the workflow as a whole. Saved as one goes, like all of the draft. */
export function About({ draft, mayEdit, onClose }: { draft: Draft; mayEdit: boolean; onClose: () => void }) {
  const actions = useActions();
  const others = (actions.data ?? []).filter((action) => action.slug !== draft.workflow.slug);
  return (
    <Dialog open onClose={onClose} title={text.about.title}>
      {draft.state === 'failed' && draft.problem && <ProblemNote error={draft.problem} />}
      <Description draft={draft} readOnly={!mayEdit} />
      {actions.isError && <ProblemNote error={actions.error} />}
      <SelectField
        label={text.about.onFailure}
        hint={text.about.onFailureHint}
        value={toldOfFailures(draft.definition)}
        disabled={!mayEdit}
        onChange={(event) =>
          draft.change(tellOfFailures(draft.definition, event.target.value), 'told of failures')
        }
        options={[
          { value: '', label: text.about.nobody },
          ...others.map(({ slug, name }) => ({ value: slug, label: `${name} · ${slug}` })),
        ]}
      />
      <DialogActions>
        <Button look="primary" onClick={onClose}>
          {text.common.close}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
