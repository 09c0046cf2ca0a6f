import { useQueryClient } from '@tanstack/react-query';
import { Check, CircleDashed, LoaderCircle } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Answer } from '../../api/client';
import { useAsk } from '../../api/hooks';
import { isOver, problemsOf, STATES, type BuildProblem } from '../../model/builds';
import { text } from '../../text/en';
import { Button } from '../../ui/Button';
import { DialogActions } from '../../ui/Dialog';
import { Badge, Note, Spinner } from '../../ui/Parts';
import { ProblemNote } from '../../ui/Problem';
import { PickOperations } from './PickOperations';

type Build = Answer<'GET /connectors/builds/{buildId}'>;

interface BuildWatchProps {
  buildId: string;
  /** All operations that the document has, where an earlier build has told. */
  known: string[];
  /** The patterns that were asked for. */
  asked: string[];
  error: Error | null;
  busy: boolean;
  onAgain: () => void;
  onPick: (connector: string, patterns: string[], all: string[]) => void;
  onConnect: (connector: string) => void;
  onLook: (connector: string) => void;
}

/** A build, from its place in the queue to what came of it. */
export function BuildWatch(props: BuildWatchProps) {
  const build = useAsk(
    'GET /connectors/builds/{buildId}',
    { path: { buildId: props.buildId } },
    { every: (answer) => (answer && isOver(answer.status) ? false : 600) },
  );
  const client = useQueryClient();
  const done = build.data?.status === 'succeeded';
  useEffect(() => {
    if (!done) return;
    // The palette knows them by the same routes.
    for (const route of [
      'GET /connectors',
      'GET /connection-kinds',
      'GET /connectors/{name}/operations',
      'GET /connectors/{name}/operations/{operation}',
      'GET /connectors/{name}/versions',
    ])
      void client.invalidateQueries({ queryKey: [route] });
  }, [client, done]);
  if (build.isError) {
    return (
      <>
        <ProblemNote error={build.error} />
        <DialogActions>
          <Button onClick={props.onAgain}>{text.builds.tryAgain}</Button>
        </DialogActions>
      </>
    );
  }
  if (!build.data) return <Spinner />;
  if (!isOver(build.data.status)) return <Steps status={build.data.status} />;
  const problems = problemsOf(build.data.problems);
  if (build.data.status === 'failed') {
    return (
      <div className="stack loose">
        <Note tone="bad">
          <strong>{text.builds.failed}</strong>
        </Note>
        <Problems list={problems} failed />
        <DialogActions>
          <Button look="primary" onClick={props.onAgain}>
            {text.builds.tryAgain}
          </Button>
        </DialogActions>
      </div>
    );
  }
  return <Built build={build.data} problems={problems} {...props} />;
}

function Steps({ status }: { status: string }) {
  const at = STATES.indexOf(status);
  return (
    <div className="stack loose">
      <ol className="build-steps" aria-label={text.builds.watching}>
        {STATES.map((state, place) => (
          <li
            key={state}
            aria-current={place === at ? 'step' : undefined}
            className={place > at ? 'muted' : undefined}
          >
            {place < at ? (
              <Check size={16} aria-hidden />
            ) : place === at ? (
              <LoaderCircle size={16} className="turning" aria-hidden />
            ) : (
              <CircleDashed size={16} aria-hidden />
            )}
            {text.builds.states[state]}
          </li>
        ))}
      </ol>
      <p className="muted small" role="status">
        {text.builds.states[status] ?? status}. {text.builds.goesOn}
      </p>
    </div>
  );
}

interface BuiltProps extends BuildWatchProps {
  build: Build;
  problems: BuildProblem[];
}

function Built({ build, problems, known, asked, ...props }: BuiltProps) {
  const connector = build.connector ?? '';
  const operations = build.operations ?? [];
  const found = build.found ?? operations.length;
  const kinds = useAsk('GET /connection-kinds');
  const signsIn = (kinds.data?.kinds ?? []).some((kind) => kind.connector === connector);
  return (
    <div className="stack loose">
      <Note tone={found > operations.length ? 'warn' : 'good'}>
        <strong>{text.builds.built(operations.length, found)}</strong>
        {found > operations.length && <> · {text.builds.leftOut(found - operations.length)}</>}
        <div className="small">{text.builds.ofWhich(connector, build.version ?? 1)}</div>
      </Note>
      {props.error && <ProblemNote error={props.error} />}
      {problems.length > 0 && <Problems list={problems} />}
      <PickOperations
        connector={connector}
        built={operations}
        all={known.length > 0 ? known : operations}
        asked={known.length > 0 ? [] : asked}
        busy={props.busy}
        onPick={props.onPick}
      />
      <DialogActions>
        <Button look={signsIn ? 'plain' : 'primary'} onClick={() => props.onLook(connector)}>
          {text.builds.toOperations}
        </Button>
        {signsIn && (
          <Button look="primary" onClick={() => props.onConnect(connector)}>
            {text.builds.connect}
          </Button>
        )}
      </DialogActions>
    </div>
  );
}

const FIRST = 8;

/** What is wrong, where, and how to mend it; what was left out comes first. */
function Problems({ list, failed }: { list: BuildProblem[]; failed?: boolean }) {
  const [all, setAll] = useState(false);
  const sorted = [...list].sort(
    (one, other) => Number(other.severity === 'error') - Number(one.severity === 'error'),
  );
  const shown = all ? sorted : sorted.slice(0, FIRST);
  return (
    <section className="stack tight" aria-label={text.builds.problems}>
      <h3>{text.builds.problems}</h3>
      <ul className="lines card build-problems" tabIndex={0}>
        {shown.map((problem, at) => (
          <li key={at} className="stack tight">
            <span className="row wrap">
              <Badge tone={problem.severity === 'error' ? 'bad' : 'warn'}>
                {failed && problem.severity === 'error'
                  ? text.builds.fault
                  : (text.builds.severities[problem.severity] ?? problem.severity)}
              </Badge>
              <code className="small build-place">{problem.path || text.builds.whole}</code>
            </span>
            <span>{problem.message}</span>
            {problem.mend && <span className="muted small">{problem.mend}</span>}
          </li>
        ))}
      </ul>
      {shown.length < list.length && (
        <div>
          <Button small onClick={() => setAll(true)}>
            {text.builds.showAll(list.length)}
          </Button>
        </div>
      )}
    </section>
  );
}
