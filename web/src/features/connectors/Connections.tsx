import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { Answer } from '../../api/client';
import { useAsk, useTell } from '../../api/hooks';
import { useMay } from '../../api/session';
import { kindsOf } from '../../model/connections';
import { text } from '../../text/en';
import { Button } from '../../ui/Button';
import { Confirm } from '../../ui/Confirm';
import { ago } from '../../ui/format';
import { Badge, Note, Spinner, type Tone } from '../../ui/Parts';
import { ProblemNote } from '../../ui/Problem';
import { complain, say } from '../../ui/Toasts';
import { ConnectionDialog } from '../../ui/ConnectionDialog';

export type Connection = Answer<'GET /connections'>['connections'][number];

const TONES: Record<string, Tone> = { ok: 'good', needs_reauth: 'bad' };

export interface SignInEnd {
  /** One of the words of the server; empty when it went well. */
  fault: string;
}

interface ConnectionsProps {
  /** The connector that is being looked at, which a new connection is likely for; empty for none. */
  chosen: string;
  /** The connector that a new connection is being made for; empty while none is. */
  making: string;
  /** How a sign-in at a service ended; undefined when none did. */
  signIn: SignInEnd | undefined;
  onMade: () => void;
}

/** What workflows sign in with: made here, tried here, and their secrets shown nowhere. */
export function Connections({ chosen, making, signIn, onMade }: ConnectionsProps) {
  const connections = useAsk('GET /connections');
  const asked = useAsk('GET /connection-kinds');
  const mayEdit = useMay('editor');
  const [open, setOpen] = useState<Connection | 'new' | null>(null);
  const [leaving, setLeaving] = useState<Connection | null>(null);
  const remove = useTell('DELETE /connections/{connectionId}', ['GET /connections']);
  const kinds = kindsOf(asked.data?.kinds ?? []);
  const error = connections.error ?? asked.error;
  const list = connections.data?.connections ?? [];
  if (asked.data && kinds.length === 0 && list.length === 0) return null;
  return (
    <section className="card" aria-labelledby="connections-heading">
      <div className="row between wrap card-head">
        <div>
          <h2 id="connections-heading">{text.connections.title}</h2>
          <p className="muted small">{text.connections.hint}</p>
        </div>
        {mayEdit && (
          <Button look="primary" icon={<Plus size={16} />} onClick={() => setOpen('new')}>
            {text.connections.create}
          </Button>
        )}
      </div>
      {error && <ProblemNote error={error} />}
      {signIn && (
        <div className="sign-in-outcome">
          <Note tone={signIn.fault ? 'bad' : 'good'}>
            {signIn.fault ? text.connections.signInFaults[signIn.fault] : text.connections.signedIn}
          </Note>
        </div>
      )}
      {connections.isPending && <Spinner />}
      {connections.data && list.length === 0 && (
        <p className="muted connections-none">{text.connections.none}</p>
      )}
      <ul className="lines">
        {list.map((one) => (
          <Line
            key={one.id}
            of={one}
            mayEdit={mayEdit}
            onChange={() => setOpen(one)}
            onRemove={() => setLeaving(one)}
          />
        ))}
      </ul>
      {open && (
        <ConnectionDialog
          kinds={kinds}
          connection={open === 'new' ? undefined : open}
          service={kinds.some((kind) => kind.connector === chosen) ? chosen : ''}
          onClose={() => setOpen(null)}
        />
      )}
      {making && kinds.some((kind) => kind.connector === making) && (
        <ConnectionDialog
          key={making}
          kinds={kinds}
          connection={undefined}
          service={making}
          onClose={onMade}
        />
      )}
      <Confirm
        open={leaving !== null}
        title={text.connections.removeTitle(leaving?.name ?? '')}
        description={text.connections.removeHint}
        action={text.common.remove}
        busy={remove.isPending}
        error={remove.error}
        onClose={() => {
          setLeaving(null);
          remove.reset();
        }}
        onConfirm={() =>
          leaving &&
          remove.mutate({ path: { connectionId: leaving.id } }, { onSuccess: () => setLeaving(null) })
        }
      />
    </section>
  );
}

interface LineProps {
  of: Connection;
  mayEdit: boolean;
  onChange: () => void;
  onRemove: () => void;
}

function Line({ of: connection, mayEdit, onChange, onRemove }: LineProps) {
  const test = useTell('POST /connections/{connectionId}/test', ['GET /connections']);
  const attempt = () =>
    test.mutate(
      { path: { connectionId: connection.id } },
      {
        onSuccess: ({ ok, message }) =>
          ok === false ? complain(text.connections.refused, message) : say(message),
        onError: (error) => complain(error.message),
      },
    );
  return (
    <li className="row between wrap connection">
      <span className="grow stack tight">
        <span className="row wrap">
          <strong>{connection.name}</strong> <code className="muted small">{connection.connector}</code>
          <Badge tone={TONES[connection.state] ?? 'plain'}>
            {text.connections.states[connection.state] ?? connection.state}
          </Badge>
        </span>
        <span className="muted small">
          {connection.lastUsedAt
            ? text.connections.used(ago(connection.lastUsedAt))
            : text.connections.neverUsed}
          {connection.hosts.length > 0 && ` · ${text.connections.only(connection.hosts.join(', '))}`}
        </span>
      </span>
      {mayEdit && (
        <span className="row wrap">
          <Button small busy={test.isPending} onClick={attempt}>
            {text.connections.test}
          </Button>
          <Button small onClick={onChange}>
            {text.connections.change}
          </Button>
          <Button small look="danger" onClick={onRemove}>
            {text.common.remove}
          </Button>
        </span>
      )}
    </li>
  );
}
