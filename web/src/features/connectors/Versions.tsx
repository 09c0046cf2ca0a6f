import { useState } from 'react';
import { Link } from 'wouter';
import type { Answer } from '../../api/client';
import { useAsk, useTell } from '../../api/hooks';
import { useMay } from '../../api/session';
import { text } from '../../text/en';
import { Button } from '../../ui/Button';
import { ago, moment } from '../../ui/format';
import { FromTo } from '../../ui/FromTo';
import { PageButtons, usePages } from '../../ui/PageButtons';
import { Badge, Note, Spinner } from '../../ui/Parts';
import { ProblemNote } from '../../ui/Problem';
import { say } from '../../ui/Toasts';

type Versions = Answer<'GET /connectors/{name}/versions'>;
type Changes = Answer<'GET /connectors/{name}/changes'>;

/** Of the workflows that use a connector, as many are shown at once. */
const SHOWN = 20;

/** The versions of a connector that was built: which workflows keep which, and what lies between two of them. */
export function VersionsOf({ connector }: { connector: string }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="card operation" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span className="grow">
          <strong>{text.connectorVersions.title}</strong>
          <span className="muted small operation-says">{text.connectorVersions.hint}</span>
        </span>
      </summary>
      {open && <Inside connector={connector} />}
    </details>
  );
}

function Inside({ connector }: { connector: string }) {
  const pages = usePages(connector);
  const list = useAsk(
    'GET /connectors/{name}/versions',
    { path: { name: connector }, query: { before: pages.cursor } },
    { keepsPrevious: true },
  );
  // The newest stands on the first page alone.
  const [top, setTop] = useState(0);
  const first = pages.first && !list.isPlaceholderData ? (list.data?.versions[0]?.version ?? 0) : 0;
  if (first > top) setTop(first);
  if (list.isError) return <ProblemNote error={list.error} />;
  if (!list.data) return <Spinner />;
  const { versions, workflows, more } = list.data;
  const newest = Math.max(top, first, 1);
  return (
    <div className="stack loose operation-inside">
      <ol className="lines" aria-label={text.connectorVersions.title}>
        {versions.map((version) => (
          <li key={version.version} className="row wrap">
            <strong>{text.builds.version(version.version)}</strong>
            {version.version === newest && <Badge tone="info">{text.connectorVersions.newest}</Badge>}
            <span className="muted small" title={moment(version.createdAt)}>
              {text.connectorVersions.operations(version.operations)} · {ago(version.createdAt)} ·{' '}
              {text.connectorVersions.keptBy(
                workflows.filter((workflow) => workflow.keeps === version.version).length,
              )}
            </span>
          </li>
        ))}
      </ol>
      <PageButtons pages={pages} next={more ? String(versions.at(-1)?.version ?? '') : null} />
      <Keepers connector={connector} workflows={workflows} newest={newest} />
      {newest > 1 && <Compared connector={connector} versions={versions} newest={newest} />}
    </div>
  );
}

interface KeepersProps {
  connector: string;
  workflows: Versions['workflows'];
  newest: number;
}

function Keepers({ connector, workflows, newest }: KeepersProps) {
  const mayMove = useMay('editor');
  const [asked, setAsked] = useState('');
  const pages = usePages(connector);
  const move = useTell('POST /workflows/{id}/connectors', [
    'GET /connectors/{name}/versions',
    'GET /workflows',
    'GET /workflows/{id}',
    'GET /workflows/{id}/versions',
    'GET /actions',
  ]);
  if (workflows.length === 0) return <p className="muted small">{text.connectorVersions.keptByNone}</p>;
  const start = Number(pages.cursor ?? 0);
  const begin = (id: string, name: string) => {
    setAsked(id);
    move.mutate(
      { path: { id }, body: { connector, version: newest } },
      { onSuccess: () => say(text.connectorVersions.moved(name, newest)) },
    );
  };
  return (
    <section className="stack tight" aria-label={text.connectorVersions.workflows}>
      <h3>{text.connectorVersions.workflows}</h3>
      <ul className="lines">
        {workflows.slice(start, start + SHOWN).map((workflow) => (
          <li key={workflow.id} className="stack tight">
            <div className="row between wrap">
              <span className="row wrap">
                <Link href={`/workflows/${workflow.id}`}>{workflow.name}</Link>
                <Badge tone={workflow.keeps === newest ? 'good' : 'plain'}>
                  {text.builds.version(workflow.keeps)}
                </Badge>
                {!isLive(workflow.status) && (
                  <span className="muted small">{text.connectorVersions.notLive}</span>
                )}
              </span>
              {mayMove && workflow.keeps < newest && isLive(workflow.status) && (
                <Button
                  small
                  busy={move.isPending && asked === workflow.id}
                  onClick={() => begin(workflow.id, workflow.name)}
                >
                  {text.connectorVersions.move(newest)}
                </Button>
              )}
            </div>
            {move.error && asked === workflow.id && <ProblemNote error={move.error} />}
          </li>
        ))}
      </ul>
      <PageButtons
        pages={pages}
        next={workflows.length > start + SHOWN ? String(start + SHOWN) : null}
        words={{ back: text.common.previous, on: text.common.next }}
      />
    </section>
  );
}

function isLive(status: string): boolean {
  return status.startsWith('active');
}

interface ComparedProps {
  connector: string;
  versions: Versions['versions'];
  newest: number;
}

function Compared({ connector, versions, newest }: ComparedProps) {
  const [chosen, setChosen] = useState({ from: String(newest - 1), to: String(newest) });
  const options = versions.map((one) => ({
    value: String(one.version),
    label: text.builds.version(one.version),
  }));
  const changes = useAsk('GET /connectors/{name}/changes', {
    path: { name: connector },
    query: chosen,
  });
  return (
    <section className="stack" aria-label={text.connectorVersions.compare}>
      <h3>{text.connectorVersions.compare}</h3>
      <FromTo
        options={options}
        chosen={chosen}
        label={(version) => text.builds.version(Number(version))}
        onChange={setChosen}
      />
      {changes.isError && <ProblemNote error={changes.error} />}
      {changes.isPending && <Spinner />}
      {changes.data && <Told of={changes.data} />}
    </section>
  );
}

function Told({ of: changes }: { of: Changes }) {
  const words = text.connectorVersions;
  const nothing = changes.addedCount + changes.removedCount + changes.changedCount === 0;
  return (
    <div className="stack">
      <Note tone={changes.breaking ? 'warn' : 'good'}>
        <strong>{changes.breaking ? words.breaking : nothing ? words.nothing : words.harmless}</strong>
        <div className="small">{words.same(changes.same)}</div>
        {changes.auth !== undefined && <div className="small">{words.auth(changes.auth)}</div>}
        {changes.addresses && <div className="small">{words.addresses(changes.addresses)}</div>}
      </Note>
      <Names title={words.removed} names={changes.removed} count={changes.removedCount} />
      <Names title={words.added} names={changes.added} count={changes.addedCount} />
      {changes.changed.length > 0 && (
        <ul className="lines" aria-label={words.changed}>
          {changes.changed.map((operation) => (
            <li key={operation.operation} className="stack tight">
              <span className="row wrap">
                <code>{operation.operation}</code>
                {operation.breaking && <Badge tone="warn">{words.mayBreak}</Badge>}
              </span>
              <ul className="small">
                {operation.differences.map((difference, at) => (
                  <li key={at}>
                    {difference.path && <code>{difference.path.slice(1)}</code>} {difference.message}
                    {difference.breaking && <span className="muted"> ({words.mayBreak})</span>}
                  </li>
                ))}
                {operation.more > 0 && <li className="muted">{words.more(operation.more)}</li>}
              </ul>
            </li>
          ))}
          {changes.changedCount > changes.changed.length && (
            <li className="muted">{words.more(changes.changedCount - changes.changed.length)}</li>
          )}
        </ul>
      )}
    </div>
  );
}

function Names({ title, names, count }: { title: string; names: string[]; count: number }) {
  if (count === 0) return null;
  return (
    <p className="small">
      {title}:{' '}
      {names.map((name, at) => (
        <span key={name}>
          {at > 0 && ', '}
          <code>{name}</code>
        </span>
      ))}
      {count > names.length && ` ${text.connectorVersions.more(count - names.length)}`}
    </p>
  );
}
