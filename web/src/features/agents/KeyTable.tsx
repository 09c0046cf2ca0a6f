import { useState } from 'react';
import { useTell } from '../../api/hooks';
import { text } from '../../text/en';
import { Button } from '../../ui/Button';
import { Confirm } from '../../ui/Confirm';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { SelectField } from '../../ui/Field';
import { ago, ahead, moment } from '../../ui/format';
import { Badge } from '../../ui/Parts';
import { ProblemNote } from '../../ui/Problem';
import { say } from '../../ui/Toasts';
import type { FreshKey, Key } from './AgentsScreen';
import { SCOPES } from './NewKey';

interface KeyTableProps {
  keys: Key[];
  onFresh: (fresh: FreshKey) => void;
}

/** What the key has used of the requests that it may make in a minute. */
function Requests({ of: { window } }: { of: Key }) {
  const { used, limit, resetsAt } = window;
  const low = used >= limit * 0.9;
  return (
    <div className="small key-window" title={resetsAt && text.agents.resets(moment(resetsAt))}>
      <span className={low ? 'fault' : undefined}>{text.agents.requests(used, limit)}</span>
      {resetsAt && <div>{text.agents.resetsIn(ahead(resetsAt))}</div>}
    </div>
  );
}

export function KeyTable({ keys, onFresh }: KeyTableProps) {
  const [rotating, setRotating] = useState<Key | null>(null);
  const [revoking, setRevoking] = useState<Key | null>(null);
  const revoke = useTell('DELETE /keys/{keyId}', ['GET /keys']);
  return (
    <div className="table-wrap">
      <table className="table cards">
        <thead>
          <tr>
            <th>{text.agents.name}</th>
            <th>{text.agents.may}</th>
            <th>{text.agents.lastUsed}</th>
            <th>{text.agents.ends}</th>
            <th>
              <span className="visually-hidden">{text.common.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <tr key={key.id}>
              <td>
                <strong>{key.name}</strong>
                <div className="mono muted">{key.prefix}</div>
              </td>
              <td>
                <Scopes scopes={key.scopes} />
              </td>
              <td
                className="muted"
                data-label={text.agents.lastUsed}
                title={key.lastUsedAt && moment(key.lastUsedAt)}
              >
                {key.lastUsedAt ? ago(key.lastUsedAt) : text.agents.neverUsed}
                {isLive(key) && <Requests of={key} />}
              </td>
              <td data-label={text.agents.ends}>
                <End of={key} />
              </td>
              <td>
                {isLive(key) && (
                  <div className="row">
                    <Button small onClick={() => setRotating(key)}>
                      {text.agents.rotate}
                    </Button>
                    <Button small look="danger" onClick={() => setRevoking(key)}>
                      {text.agents.revoke}
                    </Button>
                  </div>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rotating && <Rotate of={rotating} onClose={() => setRotating(null)} onFresh={onFresh} />}
      <Confirm
        open={revoking !== null}
        title={text.agents.revokeTitle(revoking?.name ?? '')}
        description={text.agents.revokeHint}
        action={text.agents.revoke}
        busy={revoke.isPending}
        error={revoke.error}
        onClose={() => setRevoking(null)}
        onConfirm={() =>
          revoking &&
          revoke.mutate(
            { path: { keyId: revoking.id } },
            {
              onSuccess: () => {
                setRevoking(null);
                say(text.agents.revoked);
              },
            },
          )
        }
      />
    </div>
  );
}

function isLive(key: Key): boolean {
  return !key.revokedAt && (!key.expiresAt || new Date(key.expiresAt) > new Date());
}

function Scopes({ scopes }: { scopes: string[] }) {
  if (SCOPES.every((scope) => scopes.includes(scope))) return <Badge>{text.agents.everything}</Badge>;
  return (
    <div className="row wrap">
      {scopes.map((scope) => (
        <Badge key={scope}>{scope}</Badge>
      ))}
    </div>
  );
}

function End({ of: key }: { of: Key }) {
  if (key.revokedAt) return <Badge tone="bad">{text.agents.isRevoked}</Badge>;
  if (!key.expiresAt) return <span className="muted">{text.newKey.never}</span>;
  return isLive(key) ? (
    <span className="muted" title={moment(key.expiresAt)}>
      {ago(key.expiresAt)}
    </span>
  ) : (
    <Badge tone="bad">{text.agents.isExpired}</Badge>
  );
}

const GRACES = [0, 300, 3_600, 86_400];

function Rotate({
  of: key,
  onClose,
  onFresh,
}: {
  of: Key;
  onClose: () => void;
  onFresh: (fresh: FreshKey) => void;
}) {
  const [grace, setGrace] = useState(0);
  const rotate = useTell('POST /keys/{keyId}/rotate', ['GET /keys']);
  const submit = () =>
    rotate.mutate(
      { path: { keyId: key.id }, body: { graceSeconds: grace } },
      {
        onSuccess: ({ secret, ...rotated }) => {
          onClose();
          onFresh({ key: rotated, secret });
        },
      },
    );
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.agents.rotateTitle(key.name)}
      description={text.agents.rotateHint}
    >
      {rotate.isError && <ProblemNote error={rotate.error} />}
      <SelectField
        label={text.agents.grace}
        value={String(grace)}
        onChange={(event) => setGrace(Number(event.target.value))}
        options={GRACES.map((seconds) => ({ value: String(seconds), label: text.agents.graceOf(seconds) }))}
      />
      <DialogActions>
        <Button onClick={onClose}>{text.common.cancel}</Button>
        <Button look="primary" busy={rotate.isPending} onClick={submit}>
          {text.agents.rotate}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
