import { text } from '../text/en';
import { Note } from '../ui/Parts';
import { ProblemNote } from '../ui/Problem';
import type { Draft } from './useDraft';

/** Why the draft can be neither published nor tried as it is drawn; nothing where it can. */
export function Held({ draft }: { draft: Draft }) {
  if (draft.state === 'conflict') {
    return (
      <Note tone="warn">
        <strong>{text.canvas.conflict}</strong>
        <p>{text.canvas.conflictHint}</p>
      </Note>
    );
  }
  return draft.problem && <ProblemNote error={draft.problem} />;
}
