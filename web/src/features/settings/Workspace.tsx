import { useState, type FormEvent } from 'react';
import { useAsk, useLeave, useSettled, useTell } from '../../api/hooks';
import { useMay, useSession } from '../../api/session';
import { text } from '../../text/en';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { Badge, Spinner } from '../../ui/Parts';
import { faultAt, ProblemNote } from '../../ui/Problem';
import { complain, say } from '../../ui/Toasts';
import { DeleteWorkspace } from './DeleteWorkspace';

/** The workspace that is looked at, the others that one has, and a new one. */
export function Workspace() {
  const current = useAsk('GET /workspace');
  const workspace = useSettled(current);
  const mayMake = useMay('owner');
  if (!workspace) return current.error ? <ProblemNote error={current.error} /> : <Spinner />;
  return (
    <div className="stack loose">
      <Name key={workspace.id} name={workspace.name} />
      <Others current={workspace.id} />
      {mayMake && <Make />}
      {mayMake && !workspace.isDefault && <DeleteWorkspace name={workspace.name} />}
    </div>
  );
}

function Name({ name: present }: { name: string }) {
  const [name, setName] = useState(present);
  const admin = useMay('admin');
  const rename = useTell('PUT /workspace', ['GET /workspace', 'GET /session']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate({ body: { name } }, { onSuccess: () => say(text.workspace.renamed) });
  };
  return (
    <section className="card pad" aria-labelledby="workspace-heading">
      <form className="stack loose password-form" onSubmit={submit}>
        <h2 id="workspace-heading">{text.workspace.heading}</h2>
        {rename.isError && <ProblemNote error={rename.error} />}
        <TextField
          label={text.workspace.name}
          value={name}
          readOnly={!admin}
          onChange={(event) => setName(event.target.value)}
          fault={faultAt(rename.error, '/name')}
          required
        />
        {admin && (
          <div>
            <Button type="submit" busy={rename.isPending} disabled={name === present}>
              {text.common.save}
            </Button>
          </div>
        )}
      </form>
    </section>
  );
}

function Others({ current }: { current: string }) {
  const { workspaces } = useSession();
  const enter = useLeave('POST /workspace');
  if (workspaces.length < 2) return null;
  const go = (workspace: string) =>
    enter.mutate(
      { body: { workspace } },
      {
        // Nothing of the one may be seen in the other: the page begins anew.
        onSuccess: () => window.location.assign('/workflows'),
        onError: (error) => complain(error.message),
      },
    );
  return (
    <section className="card" aria-labelledby="workspaces-heading">
      <div className="card-head">
        <h2 id="workspaces-heading">{text.workspace.yours}</h2>
      </div>
      <ul className="lines">
        {workspaces.map((one) => (
          <li key={one.id} className="row between wrap">
            <span>
              <strong>{one.name}</strong> <Badge>{text.roles[one.role]}</Badge>{' '}
              {one.id === current && <Badge tone="good">{text.settings.current}</Badge>}
            </span>
            {one.id !== current && (
              <Button small busy={enter.isPending} onClick={() => go(one.id)}>
                {text.workspace.enter}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Make() {
  const [name, setName] = useState('');
  const make = useTell('POST /workspaces', ['GET /session']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate(
      { body: { name } },
      {
        onSuccess: () => {
          setName('');
          say(text.workspace.made);
        },
      },
    );
  };
  return (
    <section className="card pad" aria-labelledby="make-heading">
      <form className="stack loose password-form" onSubmit={submit}>
        <div className="stack tight">
          <h2 id="make-heading">{text.workspace.make}</h2>
          <p className="muted small">{text.workspace.makeHint}</p>
        </div>
        {make.isError && <ProblemNote error={make.error} />}
        <TextField
          label={text.workspace.newName}
          value={name}
          onChange={(event) => setName(event.target.value)}
          fault={faultAt(make.error, '/name')}
          required
        />
        <div>
          <Button type="submit" busy={make.isPending}>
            {text.workspace.makeNow}
          </Button>
        </div>
      </form>
    </section>
  );
}
