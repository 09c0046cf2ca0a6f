import { UserPlus } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import type { Answer } from '../../api/client';
import { useAsk, useTell } from '../../api/hooks';
import { useMay, useSession, type Role } from '../../api/session';
import { text } from '../../text/en';
import { Button } from '../../ui/Button';
import { Confirm } from '../../ui/Confirm';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { SelectField, TextField } from '../../ui/Field';
import { ago } from '../../ui/format';
import { Badge, CopyBlock, Spinner } from '../../ui/Parts';
import { faultAt, ProblemNote } from '../../ui/Problem';
import { complain } from '../../ui/Toasts';
import './settings.css';

type Person = Answer<'GET /people'>['people'][number];
const ROLES: Role[] = ['viewer', 'editor', 'admin', 'owner'];

export function People() {
  const people = useAsk('GET /people');
  const admin = useMay('admin');
  const [inviting, setInviting] = useState(false);
  const [leaving, setLeaving] = useState<Person | null>(null);
  const remove = useTell('DELETE /people/{personId}', ['GET /people']);
  return (
    <div className="stack loose">
      <section className="card" aria-labelledby="people-heading">
        <div className="row between card-head wrap">
          <div>
            <h2 id="people-heading">{text.settings.people}</h2>
            <p className="muted small">{text.settings.peopleHint}</p>
          </div>
          {admin && (
            <Button look="primary" icon={<UserPlus size={16} />} onClick={() => setInviting(true)}>
              {text.settings.invite}
            </Button>
          )}
        </div>
        {people.isError && <ProblemNote error={people.error} />}
        {people.isPending && <Spinner />}
        {people.data && (
          <div className="table-wrap">
            <table className="table cards">
              <thead>
                <tr>
                  <th>{text.setup.name}</th>
                  <th>{text.settings.role}</th>
                  <th>{text.settings.joined}</th>
                  <th>
                    <span className="visually-hidden">{text.common.actions}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {people.data.people.map((person) => (
                  <Line key={person.id} person={person} admin={admin} onRemove={() => setLeaving(person)} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </section>
      {admin && <Invitations />}
      {inviting && <Invite onClose={() => setInviting(false)} />}
      <Confirm
        open={leaving !== null}
        title={text.settings.removeTitle(leaving?.name ?? '')}
        description={text.settings.removeHint}
        action={text.settings.remove}
        busy={remove.isPending}
        error={remove.error}
        onClose={() => setLeaving(null)}
        onConfirm={() =>
          leaving && remove.mutate({ path: { personId: leaving.id } }, { onSuccess: () => setLeaving(null) })
        }
      />
    </div>
  );
}

function Line({ person, admin, onRemove }: { person: Person; admin: boolean; onRemove: () => void }) {
  const me = useSession().person.id === person.id;
  const owner = useMay('owner');
  // An owner is changed by owners alone, and made by them.
  const mayChange = admin && !me && (owner || person.role !== 'owner');
  const change = useTell('PUT /people/{personId}', ['GET /people']);
  return (
    <tr>
      <td>
        <strong>{person.name}</strong> {me && <Badge>{text.settings.you}</Badge>}
        <div className="muted small">{person.email}</div>
      </td>
      <td>
        {mayChange ? (
          <select
            className="input narrow"
            aria-label={text.settings.roleOf(person.name)}
            value={person.role}
            disabled={change.isPending}
            onChange={(event) =>
              change.mutate(
                { path: { personId: person.id }, body: { role: event.target.value as Role } },
                { onError: (error) => complain(error.message) },
              )
            }
          >
            {ROLES.filter((role) => owner || role !== 'owner').map((role) => (
              <option key={role} value={role}>
                {text.roles[role]}
              </option>
            ))}
          </select>
        ) : (
          text.roles[person.role]
        )}
      </td>
      <td className="muted">{ago(person.joinedAt)}</td>
      <td>
        {mayChange && (
          <Button small look="danger" onClick={onRemove}>
            {text.settings.remove}
          </Button>
        )}
      </td>
    </tr>
  );
}

function Invitations() {
  const invitations = useAsk('GET /invitations');
  const withdraw = useTell('DELETE /invitations/{invitationId}', ['GET /invitations']);
  const list = invitations.data?.invitations ?? [];
  if (list.length === 0) return null;
  return (
    <section className="card" aria-labelledby="invitations-heading">
      <div className="card-head">
        <h2 id="invitations-heading">{text.settings.invited}</h2>
      </div>
      <ul className="lines">
        {list.map((one) => (
          <li key={one.id} className="row between wrap">
            <span>
              {one.email} <Badge>{text.roles[one.role]}</Badge>{' '}
              <span className="muted small">{text.approvals.until(ago(one.expiresAt))}</span>
            </span>
            <Button
              small
              busy={withdraw.isPending}
              onClick={() =>
                withdraw.mutate(
                  { path: { invitationId: one.id } },
                  { onError: (error) => complain(error.message) },
                )
              }
            >
              {text.settings.withdraw}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Invite({ onClose }: { onClose: () => void }) {
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('editor');
  const owner = useMay('owner');
  const invite = useTell('POST /invitations', ['GET /invitations']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate({ body: { email, role } });
  };
  if (invite.data) {
    return (
      <Dialog
        open
        onClose={onClose}
        dismissible={false}
        title={text.settings.linkReady}
        description={text.settings.inviteHint}
      >
        <CopyBlock value={invite.data.link} label={text.settings.link} />
        <DialogActions>
          <Button look="primary" onClick={onClose}>
            {text.common.close}
          </Button>
        </DialogActions>
      </Dialog>
    );
  }
  return (
    <Dialog open onClose={onClose} title={text.settings.inviteTitle} description={text.settings.inviteHint}>
      <form className="stack loose" onSubmit={submit}>
        {invite.isError && <ProblemNote error={invite.error} />}
        <TextField
          label={text.settings.email}
          type="email"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
          fault={faultAt(invite.error, '/email')}
          required
        />
        <SelectField
          label={text.settings.role}
          hint={text.roleHints[role]}
          value={role}
          onChange={(event) => setRole(event.target.value as Role)}
          options={ROLES.filter((value) => owner || value !== 'owner').map((value) => ({
            value,
            label: text.roles[value],
          }))}
        />
        <DialogActions>
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button look="primary" type="submit" busy={invite.isPending}>
            {text.settings.invite}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
