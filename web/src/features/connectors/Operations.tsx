import { useState } from 'react';
import { useAsk } from '../../api/hooks';
import type { JsonObject } from '../../api/types';
import { fieldsOf } from '../../model/forms';
import { text } from '../../text/en';
import { Badge, CopyBlock, Spinner } from '../../ui/Parts';
import { ProblemNote } from '../../ui/Problem';

/** What a connector can do; opened, with what it takes and gives. */
export function Operations({ connector, title }: { connector: string; title: string }) {
  const list = useAsk('GET /connectors/{name}/operations', { path: { name: connector } });
  return (
    <section className="stack" aria-label={text.connectors.operationsOf(title)}>
      <h2>{text.connectors.operationsOf(title)}</h2>
      {list.isError && <ProblemNote error={list.error} />}
      {list.isPending && <Spinner />}
      {(list.data?.operations ?? []).map((operation) => (
        <Operation key={String(operation.name)} connector={connector} operation={operation} />
      ))}
    </section>
  );
}

function Operation({ connector, operation }: { connector: string; operation: JsonObject }) {
  const [open, setOpen] = useState(false);
  const name = String(operation.name);
  const effect = typeof operation.sideEffect === 'string' ? operation.sideEffect : undefined;
  return (
    <details className="card operation" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span className="grow">
          <strong>{String(operation.displayName ?? name)}</strong> <code className="muted small">{name}</code>
          <span className="muted small operation-says">{String(operation.description ?? '')}</span>
        </span>
        {effect && (
          <Badge tone={effect === 'write' ? 'warn' : 'plain'}>
            {text.connectors.effects[effect] ?? effect}
          </Badge>
        )}
      </summary>
      {open && <Documented connector={connector} name={name} />}
    </details>
  );
}

function Documented({ connector, name }: { connector: string; name: string }) {
  const operation = useAsk('GET /connectors/{name}/operations/{operation}', {
    path: { name: connector, operation: name },
  });
  if (operation.isError) return <ProblemNote error={operation.error} />;
  if (!operation.data) return <Spinner />;
  const { inputSchema, outputSchema, example, auth } = operation.data;
  return (
    <div className="stack operation-inside">
      <p className="small muted">
        {text.connectors.auth} <code>{auth}</code>
      </p>
      <Fields title={text.connectors.takes} schema={inputSchema} />
      <Fields title={text.connectors.gives} schema={outputSchema} />
      <div className="stack tight">
        <h3>{text.connectors.example}</h3>
        <CopyBlock value={JSON.stringify(example, null, 2)} label={text.connectors.example} />
      </div>
    </div>
  );
}

function Fields({ title, schema }: { title: string; schema: JsonObject }) {
  const fields = fieldsOf(schema);
  return (
    <div className="stack tight">
      <h3>{title}</h3>
      {fields.length === 0 ? (
        <p className="muted small">{text.connectors.noFields}</p>
      ) : (
        <dl className="operation-fields">
          {fields.map((field) => (
            <div key={field.name}>
              <dt>
                <code>{field.name}</code> <span className="muted small">{typeOf(field.schema)}</span>
                {field.required && <span className="muted small"> {text.form.required}</span>}
              </dt>
              {field.description && <dd className="small">{field.description}</dd>}
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

function typeOf(schema: JsonObject): string {
  if (Array.isArray(schema.enum)) return schema.enum.map(String).join(' | ');
  if (Array.isArray(schema.type)) return schema.type.map(String).join(' | ');
  return typeof schema.type === 'string' ? schema.type : text.connectors.anything;
}
