import { useState, type FormEvent } from 'react';
import type { Answer } from '../api/client';
import { useTell } from '../api/hooks';
import { filled, shownOf, type AuthField, type ConnectionKind } from '../model/connections';
import { text } from '../text/en';
import { Button } from './Button';
import { Dialog, DialogActions } from './Dialog';
import { SelectField, TextArea, TextField } from './Field';
import { CopyBlock } from './Parts';
import { faultAt, ProblemNote } from './Problem';
import { say } from './Toasts';

type Connection = Answer<'GET /connections'>['connections'][number];

interface ConnectionDialogProps {
  kinds: ConnectionKind[];
  /** The one that is changed; undefined for a new one. */
  connection: Connection | undefined;
  /** What a new one is for; empty for whichever comes first. */
  service?: string;
  onClose: () => void;
  /** Told of a new one. */
  onMade?: (id: string) => void;
}

/** Where a service sends the browser back to. */
const BACK = '/api/v1/app/connection-sign-ins/callback';

/** A new connection, or another name or secret for one that there is. */
export function ConnectionDialog({ kinds, connection, service, onClose, onMade }: ConnectionDialogProps) {
  const [connector, setConnector] = useState(
    connection?.connector ?? (service || (kinds[0]?.connector ?? '')),
  );
  const [name, setName] = useState(connection?.name ?? '');
  const [hosts, setHosts] = useState((connection?.hosts ?? []).join('\n'));
  const [values, setValues] = useState<Record<string, string>>({});
  const [client, setClient] = useState({ id: '', secret: '' });
  const create = useTell('POST /connections', ['GET /connections']);
  const change = useTell('PUT /connections/{connectionId}', ['GET /connections']);
  const signIn = useTell('POST /connection-sign-ins');
  const kind = kinds.find((one) => one.connector === connector);
  const error = create.error ?? change.error ?? signIn.error;
  const leaves = kind?.inBrowser === true && (!connection || client.id !== '');
  const anew = !connection || leaves;
  const done = () => {
    say(connection ? text.connections.changed : text.connections.made);
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const fields = filled(kind?.fields ?? [], values, anew);
    const terms = { name, hosts: hosts.split(/[\s,]+/).filter((host) => host !== '') };
    if (leaves) {
      const whose = connection ? { connectionId: connection.id } : { connector };
      signIn.mutate(
        { body: { ...whose, ...terms, clientId: client.id, clientSecret: client.secret, fields } },
        { onSuccess: ({ authorizationUrl }) => window.location.assign(authorizationUrl) },
      );
      return;
    }
    if (!connection) {
      create.mutate(
        { body: { ...terms, connector, fields } },
        {
          onSuccess: ({ id }) => {
            onMade?.(id);
            done();
          },
        },
      );
      return;
    }
    // Nothing filled in keeps the secret that there is.
    const secret = Object.keys(values).some((field) => values[field] !== '') ? { fields } : {};
    change.mutate(
      {
        path: { connectionId: connection.id },
        body: { ...terms, ...secret, revision: connection.revision },
      },
      { onSuccess: done },
    );
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={connection ? text.connections.changeTitle(connection.name) : text.connections.create}
      description={connection ? text.connections.changeHint : text.connections.createHint}
    >
      <form className="stack loose" onSubmit={submit}>
        {error && <ProblemNote error={error} />}
        {!connection && (
          <SelectField
            label={text.connections.service}
            value={connector}
            onChange={(event) => {
              setConnector(event.target.value);
              setValues({});
            }}
            options={kinds.map((one) => ({ value: one.connector, label: one.title }))}
          />
        )}
        <TextField
          label={text.connections.name}
          value={name}
          onChange={(event) => setName(event.target.value)}
          fault={faultAt(error, '/name')}
          required
        />
        {kind?.inBrowser && <Client value={client} needed={!connection} error={error} onChange={setClient} />}
        {(kind?.fields ?? []).map((field) => (
          <Asked
            key={`${connector} ${field.name}`}
            field={field}
            value={shownOf(field, values, anew)}
            needed={field.required && anew}
            none={anew ? text.connections.otherwise : text.connections.unchosen}
            onChange={(next) => setValues({ ...values, [field.name]: next })}
          />
        ))}
        <TextArea
          label={text.connections.hosts}
          hint={text.connections.hostsHint}
          mono
          rows={2}
          value={hosts}
          onChange={(event) => setHosts(event.target.value)}
          fault={faultAt(error, '/hosts')}
        />
        <DialogActions>
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button
            look="primary"
            type="submit"
            busy={create.isPending || change.isPending || signIn.isPending}
          >
            {leaves ? text.connections.goOn : text.common.save}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

interface ClientProps {
  value: { id: string; secret: string };
  needed: boolean;
  error: Error | null;
  onChange: (next: { id: string; secret: string }) => void;
}

/** By what the service knows this server, for services that people sign in to themselves. */
function Client({ value, needed, error, onChange }: ClientProps) {
  return (
    <>
      <div className="stack tight">
        <p className="muted small">{text.connections.register}</p>
        <CopyBlock value={window.location.origin + BACK} label={text.connections.returnAddress} />
      </div>
      <TextField
        label={text.connections.clientId}
        hint={needed ? undefined : text.connections.clientIdAgain}
        autoComplete="off"
        value={value.id}
        onChange={(event) => onChange({ ...value, id: event.target.value })}
        fault={faultAt(error, '/clientId')}
        required={needed}
      />
      <TextField
        label={text.connections.clientSecret}
        type="password"
        autoComplete="new-password"
        value={value.secret}
        onChange={(event) => onChange({ ...value, secret: event.target.value })}
      />
    </>
  );
}

interface AskedProps {
  field: AuthField;
  value: string;
  needed: boolean;
  /** What it means to choose nothing. */
  none: string;
  onChange: (next: string) => void;
}

function Asked({ field, value, needed, none, onChange }: AskedProps) {
  if (field.options.length > 0) {
    return (
      <SelectField
        label={field.title}
        hint={field.description}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        options={[
          ...(needed ? [] : [{ value: '', label: none }]),
          ...field.options.map((option) => ({ value: option, label: option })),
        ]}
      />
    );
  }
  return (
    <TextField
      label={field.title}
      hint={field.description}
      type={field.secret ? 'password' : 'text'}
      autoComplete={field.secret ? 'new-password' : 'off'}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      required={needed}
    />
  );
}
