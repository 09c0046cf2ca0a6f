import { useMemo, useState } from 'react';
import { useAsk } from '../../api/hooks';
import type { JsonObject } from '../../api/types';
import { fits, patternsOf } from '../../model/builds';
import { text } from '../../text/en';
import { Button } from '../../ui/Button';
import { Badge, Note } from '../../ui/Parts';
import { More, useSome } from './More';

interface PickOperationsProps {
  connector: string;
  /** The operations that it has now. */
  built: string[];
  /** Those that the document has, as far as is known. */
  all: string[];
  asked: string[];
  busy: boolean;
  onPick: (connector: string, patterns: string[], all: string[]) => void;
}

/** Which operations workflows are to have: ticked, and built again with those. */
export function PickOperations({ connector, built, all, asked, busy, onPick }: PickOperationsProps) {
  const listed = useAsk('GET /connectors/{name}/operations', { path: { name: connector } });
  const [ticked, setTicked] = useState<ReadonlySet<string>>(() => new Set(built));
  const [query, setQuery] = useState('');
  const operations = useMemo(() => {
    const said = new Map((listed.data?.operations ?? []).map((one) => [String(one.name), one]));
    return all.map((name): JsonObject => said.get(name) ?? { name });
  }, [listed.data, all]);
  const found = useMemo(() => operations.filter((one) => fits(one, query.trim())), [operations, query]);
  const some = useSome(found, query);
  const changed = ticked.size !== built.length || built.some((name) => !ticked.has(name));
  const patterns = changed ? patternsOf(all, ticked, asked) : undefined;
  const tick = (names: string[], on: boolean) => {
    const next = new Set(ticked);
    for (const name of names) {
      if (on) next.add(name);
      else next.delete(name);
    }
    setTicked(next);
  };
  const names = found.map((one) => String(one.name));
  return (
    <section className="stack" aria-label={text.builds.operations}>
      <div className="stack tight">
        <h3>{text.builds.operations}</h3>
        <p className="muted small">{text.builds.operationsHint}</p>
      </div>
      <div className="row wrap">
        <input
          className="input narrow"
          type="search"
          aria-label={text.builds.search}
          placeholder={text.builds.search}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        <Button small onClick={() => tick(names, true)}>
          {text.builds.tickShown}
        </Button>
        <Button small onClick={() => tick(names, false)}>
          {text.builds.untickShown}
        </Button>
        <span className="muted small" role="status">
          {text.builds.ticked(ticked.size, all.length)}
        </span>
      </div>
      {found.length === 0 && <p className="muted small">{text.builds.noneFits}</p>}
      <ul className="lines card pick-list">
        {some.shown.map((operation) => {
          const name = String(operation.name);
          return (
            <li key={name}>
              <label className="pick">
                <input
                  type="checkbox"
                  className="flag"
                  checked={ticked.has(name)}
                  onChange={(event) => tick([name], event.target.checked)}
                />
                <span className="grow">
                  <code>{name}</code>
                  <span className="muted small truncate pick-says">
                    {String(operation.displayName ?? '')}
                  </span>
                </span>
                {typeof operation.sideEffect === 'string' && (
                  <Badge tone={operation.sideEffect === 'write' ? 'warn' : 'plain'}>
                    {text.connectors.effects[operation.sideEffect] ?? operation.sideEffect}
                  </Badge>
                )}
              </label>
            </li>
          );
        })}
      </ul>
      <More of={some} />
      {changed && ticked.size > 0 && patterns === undefined && <Note tone="warn">{text.builds.tooMany}</Note>}
      {changed && (
        <div>
          <Button
            busy={busy}
            disabled={ticked.size === 0 || patterns === undefined}
            onClick={() => patterns && onPick(connector, patterns, all)}
          >
            {text.builds.keep(ticked.size)}
          </Button>
        </div>
      )}
    </section>
  );
}
