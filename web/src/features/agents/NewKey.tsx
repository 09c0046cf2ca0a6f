import { useState, type FormEvent } from 'react';
import { useActions, useTell } from '../../api/hooks';
import { text } from '../../text/en';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { Check, SelectField, TextField } from '../../ui/Field';
import { faultAt, ProblemNote } from '../../ui/Problem';
import type { FreshKey } from './AgentsScreen';

export const SCOPES = [
  'actions:read',
  'actions:run',
  'runs:read',
  'approvals:decide',
  'connectors:read',
  'connectors:write',
  'workflows:read',
  'workflows:write',
] as const;

const PRESETS: Record<string, readonly string[]> = {
  run: ['actions:read', 'actions:run', 'runs:read'],
  build: SCOPES.filter((scope) => scope !== 'approvals:decide'),
  all: SCOPES,
};

const DAYS = ['', '7', '30', '90', '365'];

interface NewKeyProps {
  open: boolean;
  onClose: () => void;
  onMade: (made: FreshKey) => void;
}

export function NewKey({ open, onClose, onMade }: NewKeyProps) {
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly string[]>(PRESETS.run ?? []);
  const [days, setDays] = useState('');
  const [rate, setRate] = useState('');
  const actions = useActions(open);
  const create = useTell('POST /keys', ['GET /keys']);
  const toggle = (scope: string) =>
    setScopes(scopes.includes(scope) ? scopes.filter((one) => one !== scope) : [...scopes, scope]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = {
      name: name.trim(),
      scopes: [...scopes],
      ...(days ? { expiresAt: new Date(Date.now() + Number(days) * 86_400_000).toISOString() } : {}),
      ...(rate ? { rateLimitPerMinute: Number(rate) } : {}),
    };
    create.mutate(
      { body },
      {
        onSuccess: ({ secret, ...key }) => {
          setName('');
          onMade({ key, secret });
        },
      },
    );
  };
  const preset = Object.entries(PRESETS).find(([, all]) => same(all, scopes))?.[0] ?? 'own';
  const single = (actions.data ?? []).map((action) => ({
    ...action,
    scope: `actions:run:${action.slug}`,
  }));
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={text.newKey.title}
      description={text.newKey.description}
      wide
    >
      <form className="stack loose" onSubmit={submit}>
        {create.isError && <ProblemNote error={create.error} />}
        <TextField
          label={text.newKey.name}
          hint={text.newKey.nameHint}
          value={name}
          onChange={(event) => setName(event.target.value)}
          fault={faultAt(create.error, '/name')}
          maxLength={100}
          required
        />
        <SelectField
          label={text.newKey.preset}
          value={preset}
          onChange={(event) => setScopes(PRESETS[event.target.value] ?? [])}
          options={Object.entries(text.newKey.presets).map(([value, label]) => ({ value, label }))}
        />
        <fieldset className="field">
          <legend>{text.newKey.scopes}</legend>
          <div className="scopes">
            {SCOPES.map((scope) => (
              <Check
                key={scope}
                label={text.scopes[scope]}
                hint={<code>{scope}</code>}
                checked={scopes.includes(scope)}
                onChange={() => toggle(scope)}
              />
            ))}
          </div>
        </fieldset>
        {single.length > 0 && !scopes.includes('actions:run') && (
          <fieldset className="field">
            <legend>{text.newKey.single}</legend>
            <div className="scopes">
              {single.map((action) => (
                <Check
                  key={action.slug}
                  label={action.name}
                  hint={<code>{action.scope}</code>}
                  checked={scopes.includes(action.scope)}
                  onChange={() => toggle(action.scope)}
                />
              ))}
            </div>
          </fieldset>
        )}
        <div className="scopes">
          <SelectField
            label={text.newKey.expires}
            value={days}
            onChange={(event) => setDays(event.target.value)}
            options={DAYS.map((value) => ({
              value,
              label: value ? text.newKey.inDays(Number(value)) : text.newKey.never,
            }))}
          />
          <TextField
            label={text.newKey.rate}
            hint={text.newKey.rateHint}
            type="number"
            min={1}
            value={rate}
            onChange={(event) => setRate(event.target.value)}
            fault={faultAt(create.error, '/rateLimitPerMinute')}
          />
        </div>
        <DialogActions>
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button look="primary" type="submit" busy={create.isPending} disabled={scopes.length === 0}>
            {text.newKey.submit}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((scope) => other.includes(scope));
}
