import { Plus, Trash2 } from 'lucide-react';
import type { Json, JsonObject } from '../api/types';
import { text } from '../text/en';
import { Button, IconButton } from '../ui/Button';

const TYPES = ['string', 'integer', 'number', 'boolean', 'array', 'object'];

interface InputFieldsProps {
  schema: JsonObject;
  onChange: (next: JsonObject) => void;
}

function object(value: Json | undefined): JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};
}

/** A JSON Schema of flat fields as rows. What the rows do not show is carried along. */
export function InputFields({ schema, onChange }: InputFieldsProps) {
  const fields = Object.entries(object(schema.properties)).map(
    ([name, value]) => [name, object(value)] as const,
  );
  const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
  const put = (next: (readonly [string, JsonObject])[], needed: string[]) => {
    const { required: _, ...others } = schema;
    onChange({
      ...others,
      type: 'object',
      properties: Object.fromEntries(next),
      ...(needed.length > 0 ? { required: needed } : {}),
    });
  };
  const rename = (at: number, name: string) => {
    const before = fields[at]?.[0] ?? '';
    if (fields.some(([other], index) => other === name && index !== at)) return;
    put(
      fields.map((field, index) => (index === at ? ([name, field[1]] as const) : field)),
      required.map((one) => (one === before ? name : one)),
    );
  };
  const change = (at: number, more: JsonObject) =>
    put(
      fields.map((field, index) => (index === at ? ([field[0], { ...field[1], ...more }] as const) : field)),
      required,
    );
  return (
    <div className="field" role="group" aria-label={text.inspector.fields}>
      <span className="label">{text.inspector.fields}</span>
      {fields.map(([name, field], at) => (
        <div key={at} className="list-item">
          <div className="grow stack tight">
            <div className="pair two">
              <input
                className="input"
                aria-label={text.inspector.fieldName}
                value={name}
                onChange={(event) => rename(at, event.target.value)}
              />
              <select
                className="input"
                aria-label={text.inspector.fieldType}
                value={typeof field.type === 'string' ? field.type : ''}
                onChange={(event) => change(at, { type: event.target.value })}
              >
                {!TYPES.includes(String(field.type)) && (
                  <option value="">{JSON.stringify(field.type ?? '')}</option>
                )}
                {TYPES.map((type) => (
                  <option key={type}>{type}</option>
                ))}
              </select>
            </div>
            <input
              className="input"
              aria-label={text.inspector.fieldDescription}
              placeholder={text.inspector.fieldDescription}
              value={typeof field.description === 'string' ? field.description : ''}
              onChange={(event) => change(at, { description: event.target.value })}
            />
            <label className="row small">
              <input
                type="checkbox"
                className="flag"
                checked={required.includes(name)}
                onChange={(event) =>
                  put(
                    fields,
                    event.target.checked ? [...required, name] : required.filter((one) => one !== name),
                  )
                }
              />
              {text.inspector.fieldNeeded}
            </label>
          </div>
          <IconButton
            small
            label={text.inspector.removeField(name)}
            icon={<Trash2 size={14} />}
            onClick={() =>
              put(
                fields.filter((_, index) => index !== at),
                required.filter((one) => one !== name),
              )
            }
          />
        </div>
      ))}
      <div>
        <Button
          small
          icon={<Plus size={14} />}
          onClick={() =>
            put([...fields, [freshName(fields.map(([name]) => name)), { type: 'string' }]], required)
          }
        >
          {text.inspector.addField}
        </Button>
      </div>
    </div>
  );
}

function freshName(names: string[]): string {
  for (let n = 1; ; n++) if (!names.includes(`field${n}`)) return `field${n}`;
}
