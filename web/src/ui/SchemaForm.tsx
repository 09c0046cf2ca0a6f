import { Plus, Trash2 } from 'lucide-react';
import { useId, useState, type InputHTMLAttributes } from 'react';
import type { Json, JsonObject } from '../api/types';
import { needsOf } from '../model/choices';
import { fieldsOf, inputOf, isTemplate, startOf, type FormField } from '../model/forms';
import { text } from '../text/en';
import { Button, IconButton } from './Button';
import { asObject, asText, Choice, JsonText, Map, NumberText, Template } from './FormParts';
import { Choices, useAskable } from './Choices';
import { Templated } from './Templated';
import './form.css';

/** More fields than these are folded away where they may stay empty. */
const FOLDED_FROM = 6;

/** A schema that asks for itself has no end. */
const DEEPEST = 8;

interface SchemaFormProps {
  schema: JsonObject;
  value: JsonObject;
  onChange: (next: JsonObject, field: string) => void;
  /** What is wrong, by the pointer below this form. */
  faults?: ReadonlyMap<string, string>;
  /** Pointer of this form among the faults. */
  at?: string;
}

/** A form made from a schema: each field as its type asks for, and a template wherever a value may stand. */
export function SchemaForm({ schema, value, onChange, faults, at = '' }: SchemaFormProps) {
  const fields = fieldsOf(schema);
  const set = (name: string, next: Json | undefined) => {
    const { [name]: _, ...others } = value;
    onChange(next === undefined ? others : { ...value, [name]: next }, name);
  };
  return (
    <div className="stack">
      {fields.map((field) => (
        <Field
          key={field.name}
          field={field}
          value={value[field.name]}
          onChange={(next) => set(field.name, next)}
          faults={faults}
          at={`${at}/${field.name}`}
        />
      ))}
    </div>
  );
}

interface FieldProps {
  field: FormField;
  value: Json | undefined;
  onChange: (next: Json | undefined) => void;
  faults?: ReadonlyMap<string, string>;
  at: string;
}

function Field({ field, value, onChange, faults, at }: FieldProps) {
  const id = useId();
  const fault = faults?.get(at);
  const composed = field.input.kind === 'list' || field.input.kind === 'fields' || field.input.kind === 'map';
  const label = (
    <>
      {field.name}
      {field.required && <span className="required"> {text.form.required}</span>}
    </>
  );
  const body = <Value id={id} field={field} value={value} onChange={onChange} faults={faults} at={at} />;
  return (
    <div
      className="field"
      role={composed ? 'group' : undefined}
      aria-labelledby={composed ? `${id}-label` : undefined}
    >
      {composed ? (
        <span className="label" id={`${id}-label`}>
          {label}
        </span>
      ) : (
        <label htmlFor={id}>{label}</label>
      )}
      {body}
      {fault && (
        <span className="fault" id={`${id}-fault`}>
          {fault}
        </span>
      )}
      {field.description && (
        <span className="hint" id={`${id}-hint`}>
          {field.description}
        </span>
      )}
    </div>
  );
}

function Value({ id, field, value, onChange, faults, at }: FieldProps & { id: string }) {
  const { input, schema } = field;
  const describes = {
    id,
    'aria-describedby': `${id}-hint ${id}-fault`,
    'aria-invalid': faults?.has(at) || undefined,
  };
  const needs = needsOf(schema);
  // An operation's own fields are asked of, not those within them.
  const askable = useAskable() && at === `/${field.name}`;
  const typed = (next: string) => onChange(next === '' && !field.required ? undefined : next);
  if (input.kind !== 'text' && input.kind !== 'json' && isTemplate(value)) {
    return <Template {...describes} value={value} onChange={onChange} start={() => startOf(schema)} />;
  }
  switch (input.kind) {
    case 'choice':
      return (
        <Choice
          {...describes}
          value={value}
          onChange={onChange}
          options={input.options}
          required={field.required}
          otherwise={schema.default}
        />
      );
    case 'flag':
      return (
        <input
          type="checkbox"
          className="flag"
          {...describes}
          checked={value === undefined ? schema.default === true : value === true}
          onChange={(event) => onChange(event.target.checked)}
        />
      );
    case 'switched':
      return <Switched {...{ field, value, onChange, faults, at }} box={describes} />;
    case 'number':
      return (
        <NumberText {...describes} placeholder={asText(schema.default)} value={value} onChange={onChange} />
      );
    case 'text':
      if (needs && askable) {
        return (
          <Choices
            {...describes}
            name={field.name}
            needs={needs}
            placeholder={asText(schema.default)}
            value={asText(value)}
            onChange={typed}
          />
        );
      }
      return (
        <Templated
          {...describes}
          long={input.long || asText(value).includes('\n')}
          placeholder={input.long ? undefined : asText(schema.default)}
          value={asText(value)}
          onChange={typed}
        />
      );
    case 'list':
      return (
        <List
          items={input.items}
          value={value}
          onChange={onChange}
          faults={faults}
          at={at}
          name={field.name}
        />
      );
    case 'fields':
      return <Nested field={field} value={value} onChange={onChange} faults={faults} at={at} />;
    case 'map':
      return <Map value={value} values={input.values} onChange={onChange} name={field.name} />;
    case 'json':
      return <JsonText {...describes} value={value} onChange={onChange} required={field.required} />;
  }
}

/** A box to tick and, once it is ticked, what may be said of it; with nothing said it is a plain yes. */
function Switched({
  field,
  value = field.schema.default,
  onChange,
  faults,
  at,
  box,
}: FieldProps & { box: InputHTMLAttributes<HTMLInputElement> }) {
  const on = value === true || (value !== null && typeof value === 'object' && !Array.isArray(value));
  return (
    <>
      <input
        type="checkbox"
        className="flag"
        {...box}
        checked={on}
        onChange={(event) => {
          const next = event.target.checked;
          onChange(next === field.schema.default && !field.required ? undefined : next);
        }}
      />
      {on && (
        <div className="nested">
          <SchemaForm
            schema={{ ...field.schema, type: 'object' }}
            value={asObject(value)}
            onChange={(next) => onChange(Object.keys(next).length > 0 ? next : true)}
            faults={faults}
            at={at}
          />
        </div>
      )}
    </>
  );
}

/** Fields of an optional field are shown when somebody wants them: there may be very many, and no end of them. */
function Nested({ field, value, onChange, faults, at }: FieldProps) {
  const depth = at.split('/').length - 1;
  const many = depth > 1 || fieldsOf(field.schema).length > FOLDED_FROM;
  const folded = depth > DEEPEST || (many && !field.required);
  const [open, setOpen] = useState(value !== undefined || !folded);
  const form = () => (
    <SchemaForm schema={field.schema} value={asObject(value)} onChange={onChange} faults={faults} at={at} />
  );
  if (!folded) return <div className="nested">{form()}</div>;
  return (
    <details className="nested" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{text.form.fieldsOf(field.name)}</summary>
      {open && form()}
    </details>
  );
}

interface ListProps {
  items: JsonObject;
  value: Json | undefined;
  onChange: (next: Json) => void;
  faults?: ReadonlyMap<string, string>;
  at: string;
  name: string;
}

function List({ items, value, onChange, faults, at, name }: ListProps) {
  const list = Array.isArray(value) ? value : [];
  const put = (index: number, next: Json | undefined) =>
    onChange(list.map((one, i) => (i === index ? (next ?? '') : one)));
  const inner = { schema: items, required: true, input: inputOf(items) };
  const composed = Object.keys(asObject(items.properties)).length > 0;
  return (
    <div className="stack tight">
      {list.map((one, index) => (
        <div key={index} className="list-item">
          <div className="grow">
            {composed ? (
              <SchemaForm
                schema={items}
                value={asObject(one)}
                onChange={(next) => put(index, next)}
                faults={faults}
                at={`${at}/${index}`}
              />
            ) : (
              <Field
                field={{ ...inner, name: `${name} ${index + 1}` }}
                value={one}
                onChange={(next) => put(index, next)}
                faults={faults}
                at={`${at}/${index}`}
              />
            )}
          </div>
          <IconButton
            small
            label={text.form.removeItem(name, index + 1)}
            icon={<Trash2 size={14} />}
            onClick={() => onChange(list.filter((_, i) => i !== index))}
          />
        </div>
      ))}
      <div className="row">
        <Button small icon={<Plus size={14} />} onClick={() => onChange([...list, startOf(items)])}>
          {text.form.addTo(name)}
        </Button>
        {list.length === 0 && (
          <Button small look="quiet" onClick={() => onChange('{{ }}')}>
            {text.form.template}
          </Button>
        )}
      </div>
    </div>
  );
}
