import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Json, JsonObject } from '../api/types';
import { inputOf, readJson, readOne, same, spelled, writeJson, writeOne } from '../model/forms';
import { isTooLong, looksLikeNumber, readNumber } from '../model/numbers';
import { added, refilled, removed, renamed } from '../model/rows';
import { text } from '../text/en';
import { Button, IconButton } from './Button';
import { RowName, useRows } from './Rows';
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

/** A text stays as it is typed for as long as that is what the value is: nothing moves under the pointer. */
function useTyped(
  value: Json | undefined,
  read: (typed: string) => Json | undefined,
  write: (value: Json | undefined) => string,
): [string, (typed: string) => void] {
  const [draft, setDraft] = useState<string | null>(null);
  return [draft !== null && same(read(draft), value) ? draft : write(value), setDraft];
}

interface TypedProps {
  id: string;
  value: Json | undefined;
  onChange: (next: Json | undefined) => void;
}

/** Any JSON. What the text stands for is handed on. */
export function JsonText(props: TypedProps & { required: boolean }) {
  const { value, onChange, required, ...rest } = props;
  const read = (typed: string) => (typed === '' && !required ? undefined : readJson(typed));
  const [shown, setDraft] = useTyped(value, read, writeJson);
  return (
    <>
      <Templated
        {...rest}
        long
        mono
        rows={Math.min(14, Math.max(2, shown.split('\n').length))}
        value={shown}
        onChange={(next) => {
          setDraft(next);
          onChange(read(next));
        }}
      />
      <TooLong shown={shown} />
    </>
  );
}

/** A number, while it is typed as well: what is none yet is a text, for the server to say so. */
export function NumberText(props: TypedProps & { placeholder: string }) {
  const { value, onChange, ...rest } = props;
  const read = (typed: string) => (typed.trim() === '' ? undefined : readNumber(typed));
  const [shown, setDraft] = useTyped(value, read, asText);
  return (
    <>
      <input
        className="input"
        inputMode="decimal"
        {...rest}
        value={shown}
        onChange={(event) => {
          setDraft(event.target.value);
          onChange(read(event.target.value));
        }}
      />
      <TooLong shown={shown} />
    </>
  );
}

function TooLong({ shown }: { shown: string }) {
  return isTooLong(shown) ? (
    <span className="hint" role="status">
      {text.form.tooLong}
    </span>
  ) : null;
}

interface ChoiceProps extends TypedProps {
  options: Json[];
  required: boolean;
  /** What holds where nothing is chosen. */
  otherwise: Json | undefined;
}

/** One of some values, of whatever type. A value that is not among them is shown as well, since it is what holds. */
export function Choice({ value, onChange, options, required, otherwise, ...rest }: ChoiceProps) {
  const none = value === undefined || (value === '' && !options.includes(''));
  const offered = none || options.some((one) => same(one, value)) ? options : [...options, value];
  const names = spelled(offered);
  return (
    <select
      className="input"
      {...rest}
      value={none ? '' : names[offered.findIndex((one) => same(one, value))]}
      onChange={(event) => {
        const at = names.indexOf(event.target.value);
        onChange(at >= 0 ? offered[at] : required ? '' : undefined);
      }}
    >
      {(!required || none) && (
        <option value="">
          {otherwise === undefined ? text.form.unchosen : text.form.byDefault(asText(otherwise))}
        </option>
      )}
      {names.map((name) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  );
}

interface MapProps {
  value: Json | undefined;
  /** The schema of each value. */
  values: JsonObject;
  onChange: (next: Json) => void;
  name: string;
}

/** Names with values, as rows: those of one name stand beside each other until one is called otherwise. */
export function Map({ value, values, onChange, name }: MapProps) {
  const { rows, change } = useRows(Object.entries(asObject(value)), (entries) =>
    onChange(Object.fromEntries(entries)),
  );
  return (
    <div className="stack tight">
      {rows.map((row, index) => {
        const shown = row.typed ?? writeOne(row.value, values);
        return (
          <div key={index} className="stack tight">
            <div className="pair">
              <RowName
                rows={rows}
                at={index}
                label={text.form.nameOf(name, index + 1)}
                onChange={(next) => change(renamed(rows, index, next))}
              />
              <Templated
                mono
                long={shown.includes('\n')}
                aria-label={text.form.valueOf(row.name || String(index + 1))}
                value={shown}
                onChange={(next) => change(refilled(rows, index, readOne(next, values), next))}
              />
              <IconButton
                small
                label={text.form.removeItem(name, index + 1)}
                icon={<Trash2 size={14} />}
                onClick={() => change(removed(rows, index))}
              />
            </div>
            {row.value === shown && inputOf(values).kind !== 'text' && looksLikeNumber(shown) && (
              <span className="hint" role="status">
                {text.form.staysText}
              </span>
            )}
          </div>
        );
      })}
      <div>
        <Button small icon={<Plus size={14} />} onClick={() => change(added(rows, ''))}>
          {text.form.addTo(name)}
        </Button>
      </div>
    </div>
  );
}
