import { text } from '../text/en';
import { Button } from './Button';
import { Dialog, DialogActions } from './Dialog';
import { ProblemNote } from './Problem';

interface ConfirmProps {
  open: boolean;
  title: string;
  description: string;
  action: string;
  busy: boolean;
  error: Error | null;
  onClose: () => void;
  onConfirm: () => void;
}

/** Asks once more before what cannot be taken back. */
export function Confirm({ open, title, description, action, busy, error, onClose, onConfirm }: ConfirmProps) {
  return (
    <Dialog open={open} onClose={onClose} title={title} description={description}>
      {error && <ProblemNote error={error} />}
      <DialogActions>
        <Button onClick={onClose}>{text.common.cancel}</Button>
        <Button look="danger" busy={busy} onClick={onConfirm}>
          {action}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
