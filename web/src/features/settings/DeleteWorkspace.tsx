import { useState, type FormEvent } from 'react';
import { useLeave } from '../../api/hooks';
import { text } from '../../text/en';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { TextField } from '../../ui/Field';
import { faultAt, ProblemNote } from '../../ui/Problem';

/** The end of a workspace, for its owners: they give its name and their password. */
export function DeleteWorkspace({ name }: { name: string }) {
  const [open, setOpen] = useState(false);
  return (
    <section className="card pad stack" aria-labelledby="remove-heading">
      <div className="stack tight">
        <h2 id="remove-heading">{text.workspace.remove}</h2>
        <p className="muted small">{text.workspace.removeHint}</p>
      </div>
      <div>
        <Button look="danger" onClick={() => setOpen(true)}>
          {text.workspace.removeBegin}
        </Button>
      </div>
      {open && <Confirm name={name} onClose={() => setOpen(false)} />}
    </section>
  );
}

function Confirm({ name, onClose }: { name: string; onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const [password, setPassword] = useState('');
  const remove = useLeave('POST /workspace/delete');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    remove.mutate(
      { body: { name: typed, password } },
      {
        // Nothing of the one may be seen in the other: the page begins anew.
        onSuccess: ({ signedIn }) => window.location.assign(signedIn ? '/workflows' : '/sign-in'),
      },
    );
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.workspace.removeTitle(name)}
      description={text.workspace.removeAsk}
    >
      <form className="stack loose" onSubmit={submit}>
        {remove.isError && <ProblemNote error={remove.error} />}
        <TextField
          label={text.workspace.removeName}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          fault={faultAt(remove.error, '/name')}
          autoComplete="off"
          required
        />
        <TextField
          label={text.workspace.removePassword}
          hint={text.workspace.removePasswordHint}
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <DialogActions>
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button look="danger" type="submit" busy={remove.isPending} disabled={typed !== name}>
            {text.workspace.removeNow}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
