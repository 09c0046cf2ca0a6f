import { useState } from 'react';
import type { JsonObject } from '../../api/types';
import { fieldsOf, type FormField } from '../../model/forms';
import { text } from '../../text/en';

/** The fields of a schema to be read, with what is in them when somebody wants to see it. */
export function SchemaDoc({ title, schema }: { title: string; schema: JsonObject }) {
  const fields = fieldsOf(schema);
  const whole = typeOf(schema);
  return (
    <div className="stack tight">
      <h3>{title}</h3>
      {fields.length > 0 ? (
        <Fields fields={fields} />
      ) : schema.items ? (
        <Field field={{ name: whole, schema, required: false, input: { kind: 'json' } }} bare />
      ) : (
        <p className="muted small">{text.connectors.noFields}</p>
      )}
    </div>
  );
}

function Fields({ fields }: { fields: FormField[] }) {
  return (
    <ul className="schema-fields">
      {fields.map((field) => (
        <li key={field.name}>
          <Field field={field} />
        </li>
      ))}
    </ul>
  );
}

function Field({ field, bare }: { field: FormField; bare?: boolean }) {
  const [open, setOpen] = useState(false);
  const inside = insideOf(field.schema);
  const head = (
    <>
      <code>{field.name}</code>
      {!bare && <span className="muted small"> {typeOf(field.schema)}</span>}
      {field.required && <span className="muted small"> {text.form.required}</span>}
    </>
  );
  return (
    <>
      {inside.length === 0 ? (
        <span>{head}</span>
      ) : (
        <details onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>{head}</summary>
          {open && <Fields fields={inside} />}
        </details>
      )}
      {field.description && <p className="muted small schema-says">{field.description}</p>}
    </>
  );
}

/** What is inside of an object, or of each object of a list. */
function insideOf(schema: JsonObject): FormField[] {
  const own = fieldsOf(schema);
  if (own.length > 0 || !schema.items) return own;
  return fieldsOf({ ...(schema.items as JsonObject), $defs: schema.$defs ?? {} });
}

function typeOf(schema: JsonObject): string {
  if (Array.isArray(schema.enum)) return schema.enum.map(String).join(' | ');
  const type = Array.isArray(schema.type) ? schema.type.map(String).join(' | ') : schema.type;
  if (typeof type === 'string') return schema.format ? `${type} (${String(schema.format)})` : type;
  return text.connectors.anything;
}
