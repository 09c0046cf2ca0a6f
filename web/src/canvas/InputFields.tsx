import { Plus, Trash2 } from 'lucide-react';
import type { Json, JsonObject } from '../api/types';
import { added, refilled, removed, renamed } from '../model/rows';
import { text } from '../text/en';
import { Button, IconButton } from '../ui/Button';
import { RowName, useRows } from '../ui/Rows';

const TYPES = ['string', 'integer', 'number', 'boolean', 'array', 'object'];

interface InputFieldsProps {
  schema: JsonObject;
  onChange: (next: JsonObject) => void;
}

function object(value: Json | undefined): JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};
}

interface Asked extends JsonObject {
  schema: JsonObject;
  needed: boolean;
}

/** A JSON Schema of flat fields as rows. What the rows do not show is carried along. */
export function InputFields({ schema, onChange }: InputFieldsProps) {
  const properties = object(schema.properties);
  const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
  const { rows, change } = useRows<Asked>(
    Object.entries(properties).map(([name, value]) => [
      name,
      { schema: object(value), needed: required.includes(name) },
    ]),
    (entries) => {
      const { required: _, ...others } = schema;
      const needed = [
        ...entries.filter(([, field]) => field.needed).map(([name]) => name),
        ...required.filter((name) => !Object.hasOwn(properties, name)),
      ];
      onChange({
        ...others,
        type: 'object',
        properties: Object.fromEntries(entries.map(([name, field]) => [name, field.schema])),
        ...(needed.length > 0 ? { required: needed } : {}),
      });
    },
  );
  const put = (at: number, field: Asked, more: JsonObject) =>
    change(refilled(rows, at, { ...field, schema: { ...field.schema, ...more } }));
  return (
    <div className="field" role="group" aria-label={text.inspector.fields}>
      <span className="label">{text.inspector.fields}</span>
      {rows.map(({ name, value: field }, at) => (
        <div key={at} className="list-item">
          <div className="grow stack tight">
            <div className="pair two">
              <RowName
                rows={rows}
                at={at}
                label={text.inspector.fieldName}
                onChange={(next) => change(renamed(rows, at, next))}
              />
              <select
                className="input"
                aria-label={text.inspector.fieldType}
                value={typeof field.schema.type === 'string' ? field.schema.type : ''}
                onChange={(event) => put(at, field, { type: event.target.value })}
              >
                {!TYPES.includes(String(field.schema.type)) && (
                  <option value="">{JSON.stringify(field.schema.type ?? '')}</option>
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
              value={typeof field.schema.description === 'string' ? field.schema.description : ''}
              onChange={(event) => put(at, field, { description: event.target.value })}
            />
            <label className="row small">
              <input
                type="checkbox"
                className="flag"
                checked={field.needed}
                onChange={(event) => change(refilled(rows, at, { ...field, needed: event.target.checked }))}
              />
              {text.inspector.fieldNeeded}
            </label>
          </div>
          <IconButton
            small
            label={text.inspector.removeField(name)}
            icon={<Trash2 size={14} />}
            onClick={() => change(removed(rows, at))}
          />
        </div>
      ))}
      <div>
        <Button
          small
          icon={<Plus size={14} />}
          onClick={() => change(added(rows, { schema: { type: 'string' }, needed: false }))}
        >
          {text.inspector.addField}
        </Button>
      </div>
    </div>
  );
}
