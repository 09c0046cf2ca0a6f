import { ArrowLeft } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Link, useParams } from 'wouter';
import type { Answer } from '../../api/client';
import { useAsk, useTell } from '../../api/hooks';
import { useMay } from '../../api/session';
import { difference, stateOf } from '../../model/diff';
import { text } from '../../text/en';
import { Button } from '../../ui/Button';
import { Confirm } from '../../ui/Confirm';
import { ago, moment } from '../../ui/format';
import { FromTo } from '../../ui/FromTo';
import { Page } from '../../ui/Page';
import { PageButtons, usePages, type Pages } from '../../ui/PageButtons';
import { Badge, Empty, Spinner } from '../../ui/Parts';
import { ProblemNote } from '../../ui/Problem';
import { say } from '../../ui/Toasts';
import { Changes } from './Changes';
import './versions.css';

type Version = Answer<'GET /workflows/{id}/versions'>['versions'][number];

const DRAFT = 'draft';

/** What was published when, what lies between any two of it, and the way back. */
export default function VersionsScreen() {
  const { id = '' } = useParams<{ id: string }>();
  const workflow = useAsk('GET /workflows/{id}', { path: { id } });
  const pages = usePages(id);
  const list = useAsk(
    'GET /workflows/{id}/versions',
    { path: { id }, query: { limit: 20, cursor: pages.cursor } },
    { keepsPrevious: true },
  );
  const error = workflow.error ?? list.error;
  const versions = list.data?.versions;
  return (
    <Page
      title={text.versions.title}
      description={
        <Link href={`/workflows/${id}`} className="row">
          <ArrowLeft size={15} aria-hidden /> {workflow.data?.name ?? text.versions.back}
        </Link>
      }
    >
      {error && <ProblemNote error={error} />}
      {!error && !versions && <Spinner />}
      {versions?.length === 0 && (
        <div className="card">
          <Empty icon={null} title={text.versions.none}>
            <p>{text.versions.noneHint}</p>
          </Empty>
        </div>
      )}
      {versions && versions.length > 0 && (
        <Compared id={id} versions={versions} pages={pages} next={list.data?.nextCursor} />
      )}
    </Page>
  );
}

interface ComparedProps {
  id: string;
  /** Those of the page that is shown. */
  versions: Version[];
  pages: Pages;
  next: string | null | undefined;
}

function Compared({ id, versions, pages, next }: ComparedProps) {
  const mayEdit = useMay('editor');
  const live = versions.find((one) => one.active) ?? versions[0];
  const [chosen, setChosen] = useState({ from: String(live?.version ?? ''), to: DRAFT });
  const [back, setBack] = useState<Version | null>(null);
  const rollback = useTell('POST /workflows/{id}/rollback', [
    'GET /workflows',
    'GET /workflows/{id}',
    'GET /workflows/{id}/versions',
    'GET /actions',
  ]);
  const options = [
    { value: DRAFT, label: text.versions.draft },
    ...versions.map((one) => ({ value: String(one.version), label: text.runs.version(one.version) })),
  ];
  const look = (version: Version) => {
    // The one before the last of a page stands on the next.
    const earlier = Math.max(1, version.version - 1);
    setChosen({ from: String(earlier), to: String(version.version) });
  };
  return (
    <div className="versions">
      <div className="stack tight">
        <ol className="card lines versions-list" aria-label={text.versions.title}>
          {versions.map((version) => (
            <li
              key={version.version}
              className={chosen.to === String(version.version) ? 'chosen' : undefined}
            >
              <button type="button" className="versions-line" onClick={() => look(version)}>
                <strong>{text.runs.version(version.version)}</strong>{' '}
                {version.active && <Badge tone="good">{text.versions.live}</Badge>}
                <span className="muted small" title={moment(version.createdAt)}>
                  {ago(version.createdAt)}
                  {version.rollbackOf !== undefined && ` · ${text.versions.rollbackOf(version.rollbackOf)}`}
                </span>
              </button>
              {mayEdit && !version.active && (
                <Button small onClick={() => setBack(version)}>
                  {text.versions.rollback}
                </Button>
              )}
            </li>
          ))}
        </ol>
        <PageButtons pages={pages} next={next} />
      </div>
      <section className="stack loose versions-diff" aria-label={text.versions.compare}>
        <div className="versions-choice">
          <FromTo
            options={options}
            chosen={chosen}
            label={(version) => text.runs.version(Number(version))}
            onChange={setChosen}
          />
        </div>
        <Between id={id} from={chosen.from} to={chosen.to} />
      </section>
      <Confirm
        open={back !== null}
        title={text.versions.rollbackTitle(back?.version ?? 0)}
        description={text.versions.rollbackHint}
        action={text.versions.rollback}
        busy={rollback.isPending}
        error={rollback.error}
        onClose={() => setBack(null)}
        onConfirm={() =>
          back &&
          rollback.mutate(
            { path: { id }, body: { version: back.version } },
            {
              onSuccess: (made) => {
                setBack(null);
                pages.begin();
                setChosen({ from: String(back.version), to: String(made.version) });
                say(text.versions.rolledBack(made.version));
              },
            },
          )
        }
      />
    </div>
  );
}

function Between({ id, from, to }: { id: string; from: string; to: string }) {
  const before = useDefinition(id, from);
  const after = useDefinition(id, to);
  const found = useMemo(
    () => (before.data && after.data ? difference(stateOf(before.data), stateOf(after.data)) : null),
    [before.data, after.data],
  );
  const error = before.error ?? after.error;
  if (error) return <ProblemNote error={error} />;
  return found ? <Changes of={found} /> : <Spinner />;
}

function useDefinition(id: string, version: string) {
  return useAsk('GET /workflows/{id}', { path: { id }, query: version === DRAFT ? {} : { version } });
}
