import { useMemo, useState } from 'react';
import { useAsk } from '../../api/hooks';
import { useMay } from '../../api/session';
import type { JsonObject } from '../../api/types';
import { fits } from '../../model/builds';
import { text } from '../../text/en';
import { Button } from '../../ui/Button';
import { Badge, CopyBlock, Spinner } from '../../ui/Parts';
import { ProblemNote } from '../../ui/Problem';
import { More, useSome } from './More';
import { SchemaDoc } from './SchemaDoc';
import { TryOperation } from './TryOperation';
import { VersionsOf } from './Versions';

/** With more operations than these, a list is searched. */
const SEARCHED_FROM = 12;

interface OperationsProps {
  connector: JsonObject;
  title: string;
  onBuildAgain: () => void;
}

/** What a connector can do; opened, with what it takes and gives. */
export function Operations({ connector, title, onBuildAgain }: OperationsProps) {
  const name = String(connector.name);
  const list = useAsk('GET /connectors/{name}/operations', { path: { name } });
  const [query, setQuery] = useState('');
  const mayBuild = useMay('editor');
  const all = useMemo(() => list.data?.operations ?? [], [list.data]);
  const found = useMemo(() => all.filter((one) => fits(one, query.trim())), [all, query]);
  const some = useSome(found, query);
  return (
    <section className="stack" aria-label={text.connectors.operationsOf(title)}>
      <div className="row between wrap">
        <h2>{text.connectors.operationsOf(title)}</h2>
        {connector.origin === 'built' && (
          <span className="row wrap">
            <Badge>{text.builds.version(Number(connector.version))}</Badge>
            {mayBuild && (
              <Button small onClick={onBuildAgain}>
                {text.builds.again}
              </Button>
            )}
          </span>
        )}
      </div>
      {connector.origin === 'built' && <VersionsOf connector={name} />}
      {all.length > SEARCHED_FROM && (
        <input
          className="input"
          type="search"
          aria-label={text.builds.search}
          placeholder={text.builds.search}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      )}
      {list.isError && <ProblemNote error={list.error} />}
      {list.isPending && <Spinner />}
      {list.data && found.length === 0 && <p className="muted">{text.builds.noneFits}</p>}
      {some.shown.map((operation) => (
        <Operation key={String(operation.name)} connector={name} operation={operation} />
      ))}
      <More of={some} />
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
  const mayTry = useMay('editor');
  if (operation.isError) return <ProblemNote error={operation.error} />;
  if (!operation.data) return <Spinner />;
  const { inputSchema, outputSchema, example, auth, sideEffect } = operation.data;
  return (
    <div className="stack operation-inside">
      <p className="small muted">{text.connectors.auth[auth] ?? auth}</p>
      <SchemaDoc title={text.connectors.takes} schema={inputSchema} />
      {outputSchema && <SchemaDoc title={text.connectors.gives} schema={outputSchema} />}
      <div className="stack tight">
        <h3>{text.connectors.example}</h3>
        <CopyBlock value={JSON.stringify(example, null, 2)} label={text.connectors.example} />
      </div>
      {mayTry && sideEffect === 'read' && (
        <TryOperation
          connector={connector}
          operation={name}
          schema={inputSchema}
          example={example}
          signsIn={auth !== 'none'}
        />
      )}
    </div>
  );
}
