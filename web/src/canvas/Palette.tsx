import { useQueries } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { memo, useMemo, useState, type DragEvent } from 'react';
import { call, type Answer } from '../api/client';
import { keyOf, useAll, useAsk } from '../api/hooks';
import type { JsonObject } from '../api/types';
import { GROUP_ORDER, groupOf, label, type Group, type Kind } from '../model/kinds';
import { SCHEDULE, WEBHOOK } from '../model/triggers';
import { text } from '../text/en';
import { KindSign } from '../ui/KindSign';

/** What can be put onto the canvas. */
export interface Offer {
  type: string;
  name: string;
  description: string;
  group: Group;
  connector?: string;
  /** The connector's name for people. */
  service?: string;
  operation?: string;
  /** The only connection that there is for the connector. */
  connection?: string;
}

export const DRAGGED = 'application/x-triggo-node';

/** All kinds of node, and each operation of each connector as a kind of its own. */
export function useOffers(kinds: Kind[]): Offer[] {
  const connectors = useAll('GET /connectors', (page) => page.connectors);
  const services = useMemo(() => withStarters(connectors.data ?? []), [connectors.data]);
  const connections = useAsk('GET /connections');
  const operations = useQueries({
    queries: services.map(({ name }) => ({
      queryKey: keyOf('GET /connectors/{name}/operations', { path: { name: String(name) } }),
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        call('GET /connectors/{name}/operations', { path: { name: String(name) } }, signal),
      staleTime: 300_000,
    })),
  });
  // Offers are many: made anew when something was read, not at each letter that somebody types.
  const read = operations.map((one) => one.dataUpdatedAt).join(' ');
  return useMemo(
    () => [
      ...services.flatMap((service, at) =>
        (operations[at]?.data?.operations ?? []).map((operation) =>
          withOnlyOne(callOf(service, operation), connections.data?.connections ?? []),
        ),
      ),
      ...kinds.filter((kind) => !kind.usesConnector).map(kindOf),
    ],
    [kinds, services, read, connections.data],
  );
}

type Connections = Answer<'GET /connections'>['connections'];

/** Between several connections a person chooses; and whether a webhook is to have a secret. */
function withOnlyOne(offer: Offer, connections: Connections): Offer {
  const [first, second] = connections.filter((one) => one.connector === offer.connector);
  return first && !second && !isOwn(offer) ? { ...offer, connection: first.id } : offer;
}

/** Many services know the same events: there the service is named too. */
export function nameOf(offer: Offer): string {
  return offer.type === 'trigger' && offer.service && !isOwn(offer)
    ? `${offer.service}: ${offer.name}`
    : offer.name;
}

/** Whether it starts runs without a service's help. */
function isOwn(offer: Offer): boolean {
  return offer.connector === WEBHOOK || offer.connector === SCHEDULE;
}

/** The two that only start runs may stand in no list of what can be called. */
function withStarters(services: JsonObject[]): JsonObject[] {
  const listed = new Set(services.map(({ name }) => name));
  return [...[WEBHOOK, SCHEDULE].filter((name) => !listed.has(name)).map((name) => ({ name })), ...services];
}

function callOf(service: JsonObject, operation: JsonObject): Offer {
  const starts = operation.kind === 'trigger';
  return {
    type: starts ? 'trigger' : 'connector',
    name: String(operation.displayName ?? operation.name),
    description: String(operation.description ?? ''),
    group: starts ? 'ends' : 'call',
    connector: String(service.name),
    service: String(service.displayName ?? service.name),
    operation: String(operation.name),
  };
}

function kindOf(kind: Kind): Offer {
  return {
    type: kind.type,
    name: label(kind.type),
    description: kind.description,
    group: groupOf(kind.type),
  };
}

/** Of a service with very many operations these are shown until somebody searches or wants more. */
const SHOWN = 12;

interface PaletteProps {
  offers: Offer[];
  onAdd: (offer: Offer) => void;
}

/** Hundreds of buttons: drawn anew when the offers are others, not at each letter that is typed beside them. */
export const Palette = memo(function Palette({ offers, onAdd }: PaletteProps) {
  const [query, setQuery] = useState('');
  const [whole, setWhole] = useState<Record<string, number>>({});
  const found = useMemo(() => {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (offer: Offer) => {
      const says =
        `${offer.name} ${offer.type} ${offer.description} ${offer.connector ?? ''} ${offer.service ?? ''}`.toLowerCase();
      return words.every((word) => says.includes(word));
    };
    return sectionsOf(offers.filter(fits));
  }, [offers, query]);
  const drag = (event: DragEvent, offer: Offer) => {
    event.dataTransfer.setData(DRAGGED, JSON.stringify(offer));
    event.dataTransfer.effectAllowed = 'copy';
  };
  return (
    <aside className="palette" aria-label={text.canvas.palette}>
      <div className="palette-search">
        <Search size={15} aria-hidden />
        <input
          className="input"
          type="search"
          aria-label={text.canvas.searchNodes}
          placeholder={text.canvas.searchNodes}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setWhole({});
          }}
          onKeyDown={(event) => {
            const first = found[0]?.offers[0];
            if (event.key === 'Enter' && query && first) onAdd(first);
          }}
        />
      </div>
      <div className="palette-list" tabIndex={-1}>
        {found.length === 0 && <p className="muted small">{text.canvas.noNodes}</p>}
        {found.map(({ key, title, offers: here }) => (
          <section key={key} aria-label={title}>
            <h2 className="palette-group">{title}</h2>
            {here.slice(0, SHOWN + (whole[key] ?? 0)).map((offer) => (
              <button
                key={`${offer.type} ${offer.connector ?? ''} ${offer.operation ?? ''}`}
                type="button"
                className={`palette-item ${offer.group}`}
                title={offer.description}
                draggable
                onDragStart={(event) => drag(event, offer)}
                onClick={() => onAdd(offer)}
              >
                <span className="flow-sign small">
                  <KindSign type={offer.type} connector={offer.connector} size={15} />
                </span>
                <span className="truncate">{nameOf(offer)}</span>
              </button>
            ))}
            {here.length > SHOWN + (whole[key] ?? 0) && (
              <button
                type="button"
                className="palette-more"
                onClick={() => setWhole({ ...whole, [key]: (whole[key] ?? 0) + SHOWN * 8 })}
              >
                {text.canvas.moreNodes(here.length - SHOWN - (whole[key] ?? 0))}
              </button>
            )}
          </section>
        ))}
      </div>
      <p className="muted small palette-hint">{text.canvas.paletteHint}</p>
    </aside>
  );
});

interface Section {
  key: string;
  title: string;
  offers: Offer[];
}

/** Kinds by what they are for, what needs no service first; then the operations of each service. */
function sectionsOf(all: Offer[]): Section[] {
  const rank = (offer: Offer) => (offer.connector === undefined ? 0 : isOwn(offer) ? 1 : 2);
  const offers = [...all].sort((one, other) => rank(one) - rank(other));
  const kinds = GROUP_ORDER.map((group) => ({
    key: group as string,
    title: text.kindGroups[group],
    offers: offers.filter((offer) => offer.group === group && offer.type !== 'connector'),
  }));
  const called = offers.filter((offer) => offer.type === 'connector');
  const services = [...new Set(called.map((offer) => offer.connector ?? ''))];
  const calls = services.map((name) => {
    const own = called.filter((offer) => offer.connector === name);
    return { key: `of ${name}`, title: own[0]?.service ?? name, offers: own };
  });
  return [...kinds, ...calls].filter((section) => section.offers.length > 0);
}
