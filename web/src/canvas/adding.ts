import type { JsonObject } from '../api/types';
import { nodeOf, type Definition, type FlowNode, type Position } from '../model/definition';
import { addNode, connect, freshId, refusal } from '../model/edits';
import { handlesOf, takesInput, type Kind } from '../model/kinds';
import { NODE } from '../model/layout';
import { begun } from '../model/begin';
import { firstConfig, ownZone, starts } from '../model/triggers';
import type { Offer } from './Palette';

type Kinds = ReadonlyMap<string, Kind>;
type Place = { position: Position; parentId?: string };

/** Begins the definition with what is offered, in the place of what began it. */
export function started(
  definition: Definition,
  offer: Offer,
  kinds: Kinds,
): { definition: Definition; id: string; instead: FlowNode | undefined } {
  const instead = definition.nodes.find(starts);
  const others = { ...definition, nodes: definition.nodes.filter((node) => node !== instead) };
  const id = freshId(others, offer.type);
  const node = nodeFrom(offer, id);
  return {
    definition: begun(definition, node, (type) => takesInput(type, kinds.get(type))),
    id,
    instead,
  };
}

function nodeFrom(offer: Offer, id: string): FlowNode {
  return {
    id,
    type: offer.type,
    name: offer.name,
    ...(offer.connector ? { connector: offer.connector, operation: offer.operation } : {}),
    ...(offer.connection ? { connectionId: offer.connection } : {}),
    config: configOf(offer),
  };
}

function configOf(offer: Offer): JsonObject {
  if (offer.type === 'action_input') return { inputSchema: { type: 'object', properties: {} } };
  return offer.type === 'trigger' ? firstConfig(offer.connector, ownZone()) : {};
}

/** The definition with what is offered, after the chosen node where one is chosen and nothing else was said. */
export function added(
  definition: Definition,
  offer: Offer,
  kinds: Kinds,
  at: Place | undefined,
  after: string | undefined,
): { definition: Definition; id: string } {
  const id = freshId(definition, offer.type === 'connector' ? (offer.connector ?? '') : offer.type);
  const from = after === undefined ? undefined : nodeOf(definition, after);
  const right = Math.max(
    0,
    ...definition.nodes.filter((one) => !one.parentId).map((one) => (one.position?.x ?? 0) + NODE.width),
  );
  const beside = from && { x: (from.position?.x ?? 0) + NODE.width + 90, y: from.position?.y ?? 0 };
  const parentId = at ? at.parentId : from?.parentId;
  const next = addNode(definition, {
    ...nodeFrom(offer, id),
    ...(parentId ? { parentId } : {}),
    position: at?.position ?? beside ?? { x: definition.nodes.length > 0 ? right + 90 : 0, y: 0 },
  });
  const branches = from ? handlesOf(from, kinds.get(from.type)) : [];
  const free = branches.findIndex((one) => isFree(definition, from?.id ?? '', one));
  // Where every branch leads somewhere already, a person says which one shall lead here too; one way out may fork.
  const handle = branches[free < 0 && branches.length === 1 ? 0 : free];
  const follows = free >= 0 || branches.length === 1;
  if (at || !from || !follows || !takesInput(offer.type, kinds.get(offer.type)))
    return { definition: next, id };
  if (refusal(next, from.id, id, handle)) return { definition: next, id };
  return { definition: connect(next, from.id, id, handle), id };
}

function isFree(definition: Definition, source: string, handle: string | undefined): boolean {
  return !definition.edges.some((edge) => edge.source === source && edge.sourceHandle === handle);
}
