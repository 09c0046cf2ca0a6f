import { FileCode, Plug, Search } from 'lucide-react';
import { useState } from 'react';
import { useAsk } from '../../api/hooks';
import { useMay } from '../../api/session';
import type { JsonObject } from '../../api/types';
import { text } from '../../text/en';
import { Button } from '../../ui/Button';
import { Page } from '../../ui/Page';
import { Badge, Empty, Spinner } from '../../ui/Parts';
import { ProblemNote } from '../../ui/Problem';
import { useLate } from '../../ui/useLate';
import { BuildDialog } from './BuildDialog';
import { Connections, type SignInEnd } from './Connections';
import { Operations } from './Operations';
import { usePlaces } from './usePlaces';
import './connectors.css';

/** The services that workflows can call, and what each can do. */
export default function ConnectorsScreen() {
  const [query, setQuery] = useState('');
  const [places, setPlaces] = usePlaces();
  const [making, setMaking] = useState('');
  /** The connector that is built again, empty for a new one; null while none is begun. */
  const [building, setBuilding] = useState<string | null>(null);
  const [signIn] = useState(() => endOf(places));
  const mayBuild = useMay('editor');
  const late = useLate(query.trim(), 250);
  const list = useAsk(
    'GET /connectors',
    { query: { query: late || undefined, limit: 100 } },
    { keepsPrevious: true },
  );
  const found = list.data?.connectors ?? [];
  const chosen = places.connector ?? '';
  const buildId = places.build ?? '';
  const choose = (name: string) => {
    setBuilding(null);
    setPlaces({ connector: name, build: '', connection: '', 'sign-in': '' });
  };
  const one = useAsk(
    'GET /connectors',
    { query: { query: chosen, limit: 100 } },
    { enabled: chosen !== '' && !found.some((other) => other.name === chosen) },
  );
  const shown =
    found.find((other) => other.name === chosen) ??
    (query === '' ? one.data?.connectors.find((other) => other.name === chosen) : undefined) ??
    found[0];
  return (
    <Page
      title={text.connectors.title}
      description={text.connectors.description}
      actions={
        mayBuild && (
          <Button icon={<FileCode size={16} />} onClick={() => setBuilding('')}>
            {text.builds.begin}
          </Button>
        )
      }
    >
      <Connections chosen={chosen} making={making} signIn={signIn} onMade={() => setMaking('')} />
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
      {shown && found.length > 0 && (
        <div className="catalog">
          <div className="stack tight">
            <ul className="card lines catalog-list" aria-label={text.connectors.title}>
              {found.map((other) => (
                <li key={String(other.name)}>
                  <button
                    type="button"
                    className="catalog-line"
                    aria-current={other.name === shown.name ? 'true' : undefined}
                    onClick={() => choose(String(other.name))}
                  >
                    <span className="row wrap">
                      <strong>{titleOf(other)}</strong>
                      {other.origin === 'built' && <Badge tone="info">{text.connectors.built}</Badge>}
                    </span>
                    <span className="muted small">{String(other.description ?? '')}</span>
                  </button>
                </li>
              ))}
            </ul>
            {list.data?.nextCursor && <p className="muted small">{text.connectors.moreThanShown}</p>}
          </div>
          <Operations
            key={`${String(shown.name)} ${String(shown.version ?? '')}`}
            connector={shown}
            title={titleOf(shown)}
            onBuildAgain={() => setBuilding(String(shown.name))}
          />
        </div>
      )}
      {(building !== null || buildId !== '') && (
        <BuildDialog
          name={building ?? ''}
          buildId={buildId}
          onBuild={(build) => {
            setBuilding(building ?? '');
            setPlaces({ build });
          }}
          onClose={() => {
            setBuilding(null);
            setPlaces({ build: '' });
          }}
          onConnect={(connector) => {
            choose(connector);
            setMaking(connector);
          }}
          onLook={choose}
        />
      )}
    </Page>
  );
}

/** What the server says behind the # when it leads back from a service: words of its own, and no others count. */
function endOf(places: Record<string, string>): SignInEnd | undefined {
  if (places.connection) return { fault: '' };
  const fault = places['sign-in'] ?? '';
  return Object.hasOwn(text.connections.signInFaults, fault) ? { fault } : undefined;
}

function titleOf(connector: JsonObject): string {
  return String(connector.displayName ?? connector.name);
}
