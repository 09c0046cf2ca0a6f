import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Json, JsonObject } from '../api/types';
import { readJson, writeJson } from '../model/forms';
import { text } from '../text/en';
import { Button, IconButton } from './Button';
import { Templated } from './Templated';

export function asText(value: Json | undefined): string {
  return value === undefined || value === null
    ? ''
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);
}

export function asObject(value: Json | undefined): JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};
}

interface TemplateProps {
  id: string;
  value: string;
  onChange: (next: Json) => void;
  start: () => Json;
}

export function Template({ value, onChange, start, ...rest }: TemplateProps) {
  return (
    <div className="row">
      <Templated mono {...rest} value={value} onChange={onChange} />
      <IconButton
        small
        label={text.form.noTemplate}
        icon={<Trash2 size={14} />}
        onClick={() => onChange(start())}
      />
    </div>
  );
}

/** Any JSON. The text stays as it is typed; what it stands for is handed on. */
export function JsonText(props: {
  id: string;
  value: Json | undefined;
  onChange: (next: Json | undefined) => void;
  required: boolean;
}) {
  const { value, onChange, required, ...rest } = props;
  const [draft, setDraft] = useState<string | null>(null);
  // As it was typed, for as long as that is what the value is: nothing moves under the pointer.
  const typed = draft !== null && same(draft === '' && !required ? undefined : readJson(draft), value);
  const shown = typed && draft !== null ? draft : writeJson(value);
  return (
    <Templated
      {...rest}
      long
      mono
      rows={Math.min(14, Math.max(2, shown.split('\n').length))}
      value={shown}
      onChange={(next) => {
        setDraft(next);
        onChange(next === '' && !required ? undefined : readJson(next));
      }}
    />
  );
}

function same(one: Json | undefined, other: Json | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

export function Map({
  value,
  onChange,
  name,
}: {
  value: Json | undefined;
  onChange: (next: Json) => void;
  name: string;
}) {
  const rows = Object.entries(asObject(value));
  const put = (next: [string, Json][]) => onChange(Object.fromEntries(next));
  return (
    <div className="stack tight">
      {rows.map(([key, one], index) => (
        <div key={index} className="pair">
          <input
            className="input"
            aria-label={text.form.nameOf(name, index + 1)}
            value={key}
            onChange={(event) =>
              put(rows.map((row, i) => (i === index ? [event.target.value, row[1]] : row)))
            }
          />
          <Templated
            mono
            aria-label={text.form.valueOf(key || String(index + 1))}
            value={asText(one)}
            onChange={(next) => put(rows.map((row, i) => (i === index ? [row[0], readJson(next)] : row)))}
          />
          <IconButton
            small
            label={text.form.removeItem(name, index + 1)}
            icon={<Trash2 size={14} />}
            onClick={() => put(rows.filter((_, i) => i !== index))}
          />
        </div>
      ))}
      <div>
        <Button small icon={<Plus size={14} />} onClick={() => put([...rows, [freshKey(rows), '']])}>
          {text.form.addTo(name)}
        </Button>
      </div>
    </div>
  );
}

function freshKey(rows: [string, Json][]): string {
  for (let n = 1; ; n++) {
    if (!rows.some(([key]) => key === `field${n}`)) return `field${n}`;
  }
}
