import { lazy, Suspense, useMemo, useState } from 'react';
import type { Json } from '../../api/types';
import { isSame, type Difference, type FieldChange, type NodeChange } from '../../model/diff';
import { groupOf, label } from '../../model/kinds';
import { text } from '../../text/en';
import { KindSign } from '../../ui/KindSign';
import { Badge, Note, Spinner, type Tone } from '../../ui/Parts';

const FlowView = lazy(() => import('../../canvas/FlowView').then((module) => ({ default: module.FlowView })));

const TONES: Record<NodeChange['change'], Tone> = { added: 'good', removed: 'bad', changed: 'warn' };

/** Both graphs in one, coloured by what is new, gone and changed; below it each field. */
export function Changes({ of: found }: { of: Difference }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const statuses = useMemo(() => new Map(found.nodes.map((node) => [node.id, node.change])), [found]);
  const equal = isSame(found);
  const choose = (id: string) => {
    setChosen(id);
    document.getElementById(`change-${id}`)?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <>
      <div className="card run-graph" role="group" aria-label={text.versions.graph}>
        <Suspense fallback={<Spinner />}>
          <FlowView definition={found.both} statuses={statuses} edgeMarks={found.edges} onChoose={choose} />
        </Suspense>
      </div>
      {equal && <Note tone="good">{text.versions.same}</Note>}
      {!equal && (
        <ul className="card lines" aria-label={text.versions.changes}>
          {found.nodes.map((node) => (
            <li
              key={node.id}
              id={`change-${node.id}`}
              className={chosen === node.id ? 'stack chosen' : 'stack'}
            >
              <div className="row">
                <span className={`flow-sign small ${groupOf(node.type)}`}>
                  <KindSign type={node.type} />
                </span>
                <span className="grow">
                  <strong>{node.title}</strong> <span className="muted small">{label(node.type)}</span>
                </span>
                <Badge tone={TONES[node.change]}>{text.stepStatus[node.change]}</Badge>
              </div>
              {node.fields.length > 0 && <Fields of={node.fields} />}
            </li>
          ))}
          {found.fields.length > 0 && (
            <li className="stack">
              <strong>{text.versions.whole}</strong>
              <Fields of={found.fields} />
            </li>
          )}
          {found.edges.size > 0 && <li className="muted">{text.versions.edges(found.edges.size)}</li>}
        </ul>
      )}
    </>
  );
}

function Fields({ of: fields }: { of: FieldChange[] }) {
  return (
    <dl className="changes">
      {fields.map((field) => (
        <div key={field.path}>
          <dt className="mono small">{field.path}</dt>
          <dd>
            {field.before !== undefined && (
              <del>
                <span className="visually-hidden">{text.versions.was} </span>
                {shown(field.before)}
              </del>
            )}
            {field.after !== undefined && (
              <ins>
                <span className="visually-hidden">{text.versions.is} </span>
                {shown(field.after)}
              </ins>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function shown(value: Json): string {
  return typeof value === 'string' ? value || '""' : JSON.stringify(value, null, 2);
}
