import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { useActions } from '../../api/hooks';
import { exampleOf } from '../../model/forms';
import { text } from '../../text/en';
import { Button } from '../../ui/Button';
import { SelectField } from '../../ui/Field';
import { ago } from '../../ui/format';
import { CopyBlock, Note } from '../../ui/Parts';
import { Tabs } from '../../ui/Tabs';
import { hosts, programs, type ClientSetting } from './settings';
import type { FreshKey } from './AgentsScreen';

interface ConnectProps {
  /** Null where no key was made just now: the settings then say where it goes. */
  secret: string | null;
  keyInUse?: FreshKey['key'];
  onDone?: () => void;
}

/** Ready settings for every host and language, and, for a new key, whether its first call has come. */
export function Connect({ secret, keyInUse, onDone }: ConnectProps) {
  const actions = useActions();
  const list = actions.data ?? [];
  const [chosen, setChosen] = useState('');
  const action = list.find((one) => one.slug === chosen) ?? list[0];
  const base = window.location.origin;
  const key = secret ?? text.agents.yourKey;
  const settings = [
    ...hosts(base, key),
    ...programs(base, key, action?.slug ?? 'your-action', exampleOf(action?.inputSchema)),
  ];
  return (
    <>
      {secret && keyInUse && (
        <>
          <div className="row between top wrap">
            <div className="stack tight">
              <h2>{text.agents.freshTitle(keyInUse.name)}</h2>
              <p className="muted">{text.agents.freshHint}</p>
            </div>
            <Button onClick={onDone}>{text.agents.done}</Button>
          </div>
          <CopyBlock value={secret} label={text.agents.secret} />
          <Live usedAt={keyInUse.lastUsedAt} />
        </>
      )}
      <Tabs label={text.agents.connect} tabs={settings.map((setting) => tab(setting))} />
      {list.length > 1 && (
        <SelectField
          label={text.agents.exampleAction}
          value={action?.slug}
          onChange={(event) => setChosen(event.target.value)}
          options={list.map((one) => ({ value: one.slug, label: one.name }))}
        />
      )}
      {actions.data && list.length === 0 && <Note>{text.agents.noActions}</Note>}
    </>
  );
}

function tab(setting: ClientSetting) {
  return {
    id: setting.id,
    label: setting.name,
    content: (
      <div className="stack">
        <p className="muted">{setting.where}</p>
        <CopyBlock value={setting.value} label={text.agents.settingsFor(setting.name)} />
      </div>
    ),
  };
}

/** Turns green at the key's first call. */
function Live({ usedAt }: { usedAt?: string }) {
  return (
    <div className={usedAt ? 'live yes' : 'live'} role="status">
      {usedAt ? <CircleCheck size={18} aria-hidden /> : <span className="pulse" aria-hidden />}
      <div>
        <strong>{usedAt ? text.agents.connected : text.agents.waiting}</strong>
        <div className="small">
          {usedAt ? text.agents.connectedHint(ago(usedAt)) : text.agents.waitingHint}
        </div>
      </div>
    </div>
  );
}
