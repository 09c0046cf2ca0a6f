import { FileUp } from 'lucide-react';
import { useId, useState, type DragEvent } from 'react';
import { MOST_BYTES, type Source } from '../../model/builds';
import { text } from '../../text/en';
import { TextArea, TextField } from '../../ui/Field';
import { size } from '../../ui/format';
import { Tabs } from '../../ui/Tabs';

interface DocumentSourceProps {
  value: Source | undefined;
  onChange: (next: Source | undefined) => void;
  fault: string | undefined;
}

/** A document, from wherever it is: a file, what is pasted, an address. */
export function DocumentSource({ value, onChange, fault }: DocumentSourceProps) {
  const pasted = value?.kind === 'text' && value.called === '' ? value.text : '';
  const address = value?.kind === 'address' ? value.address : '';
  const begin = value === undefined || (value.kind === 'text' && value.called !== '') ? 'file' : undefined;
  const [tab, setTab] = useState(begin ?? (value?.kind === 'address' ? 'address' : 'paste'));
  return (
    <div className="stack tight">
      <Tabs
        label={text.builds.source}
        value={tab}
        onChange={(next) => {
          setTab(next);
          onChange(undefined);
        }}
        tabs={[
          {
            id: 'file',
            label: text.builds.file,
            content: <FileDrop value={value} onChange={onChange} />,
          },
          {
            id: 'paste',
            label: text.builds.paste,
            content: (
              <TextArea
                label={text.builds.pasted}
                mono
                rows={8}
                value={pasted}
                onChange={({ target }) =>
                  onChange(
                    target.value.trim() === '' ? undefined : { kind: 'text', text: target.value, called: '' },
                  )
                }
              />
            ),
          },
          {
            id: 'address',
            label: text.builds.address,
            content: (
              <TextField
                label={text.builds.url}
                hint={text.builds.urlHint}
                type="url"
                placeholder="https://"
                value={address}
                onChange={({ target }) =>
                  onChange(
                    target.value.trim() === ''
                      ? undefined
                      : { kind: 'address', address: target.value.trim() },
                  )
                }
              />
            ),
          },
        ]}
      />
      {fault && (
        <span className="fault" role="alert">
          {fault}
        </span>
      )}
    </div>
  );
}

interface FileDropProps {
  value: Source | undefined;
  onChange: (next: Source | undefined) => void;
}

function FileDrop({ value, onChange }: FileDropProps) {
  const id = useId();
  const [over, setOver] = useState(false);
  const [fault, setFault] = useState('');
  const take = async (file: File | undefined) => {
    if (!file) return;
    onChange(undefined);
    if (file.size > MOST_BYTES) {
      setFault(text.builds.tooLarge(size(file.size)));
      return;
    }
    try {
      const content = await file.text();
      setFault('');
      onChange({ kind: 'text', text: content, called: file.name });
    } catch {
      setFault(text.builds.unreadable);
    }
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  };
  const chosen = value?.kind === 'text' && value.called !== '' ? value : undefined;
  return (
    <div
      className={over ? 'drop over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <FileUp size={22} aria-hidden />
      <div>
        {text.builds.drop}{' '}
        <label className="drop-choose" htmlFor={id}>
          {text.builds.choose}
        </label>
        <input
          id={id}
          className="visually-hidden"
          type="file"
          accept=".json,.yaml,.yml,.txt,application/json,application/yaml"
          onChange={(event) => {
            void take(event.target.files?.[0]);
            // The same file may be chosen again, when it was changed meanwhile.
            event.target.value = '';
          }}
        />
      </div>
      {chosen && (
        <strong role="status">{text.builds.chosen(chosen.called, size(new Blob([chosen.text]).size))}</strong>
      )}
      {fault && (
        <span className="fault" role="alert">
          {fault}
        </span>
      )}
    </div>
  );
}
