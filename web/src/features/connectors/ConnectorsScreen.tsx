import { Plug, Search } from 'lucide-react';
import { useState } from 'react';
import { useAsk } from '../../api/hooks';
import type { JsonObject } from '../../api/types';
import { text } from '../../text/en';
import { Page } from '../../ui/Page';
import { Empty, Spinner } from '../../ui/Parts';
import { ProblemNote } from '../../ui/Problem';
import { useLate } from '../../ui/useLate';
import { Connections } from './Connections';
import { Operations } from './Operations';
import './connectors.css';

/** The services that workflows can call, and what each can do. */
export default function ConnectorsScreen() {
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState('');
  const late = useLate(query.trim(), 250);
  const list = useAsk(
    'GET /connectors',
    { query: { query: late || undefined, limit: 100 } },
    { keepsPrevious: true },
  );
  const found = list.data?.connectors ?? [];
  const shown = found.find((one) => one.name === chosen) ?? found[0];
  return (
    <Page title={text.connectors.title} description={text.connectors.description}>
      <Connections />
      <div className="search catalog-search" role="search">
        <Search size={16} aria-hidden />
        <input
          className="input"
          type="search"
          aria-label={text.connectors.search}
          placeholder={text.connectors.search}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      </div>
      {list.isError && <ProblemNote error={list.error} />}
      {list.isPending && <Spinner />}
      {list.data && found.length === 0 && (
        <div className="card">
          <Empty icon={<Plug size={36} />} title={text.connectors.none}>
            <p>{text.connectors.noneHint}</p>
          </Empty>
        </div>
      )}
      {shown && (
        <div className="catalog">
          <ul className="card lines catalog-list" aria-label={text.connectors.title}>
            {found.map((one) => (
              <li key={String(one.name)}>
                <button
                  type="button"
                  className="catalog-line"
                  aria-current={one === shown ? 'true' : undefined}
                  onClick={() => setChosen(String(one.name))}
                >
                  <strong>{titleOf(one)}</strong>
                  <span className="muted small">{String(one.description ?? '')}</span>
                </button>
              </li>
            ))}
          </ul>
          <Operations key={String(shown.name)} connector={String(shown.name)} title={titleOf(shown)} />
        </div>
      )}
    </Page>
  );
}

function titleOf(connector: JsonObject): string {
  return String(connector.displayName ?? connector.name);
}
