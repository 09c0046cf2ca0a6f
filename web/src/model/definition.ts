import type { Json, JsonObject } from '../api/types';

export interface Position {
  x: number;
  y: number;
}

/** What was written where the canvas needs something of another kind; undefined where something was missing. */
const AS_WRITTEN = Symbol('as written');

interface Mended {
  [AS_WRITTEN]?: { [field: string]: Json | undefined };
}

/** A node as the server keeps it. What the canvas does not know of is carried along untouched. */
export interface FlowNode extends Mended {
  id: string;
  type: string;
  name?: string;
  connector?: string;
  operation?: string;
  connectionId?: string;
  parentId?: string;
  config?: JsonObject;
  options?: JsonObject;
  position?: Position;
  notes?: Json;
}

export interface FlowEdge extends Mended {
  id: string;
  source: string;
  sourceHandle?: string;
  target: string;
  targetHandle?: string;
}

/**
 * A workflow's graph. Never changed in place: each edit makes another one, and spreads the one before it, since what else
 * stands beside these is carried along in it without a name here.
 */
export interface Definition extends Mended {
  nodes: FlowNode[];
  edges: FlowEdge[];
  /** As written: see model/failure. */
  onFailure?: Json;
}

export const EMPTY: Definition = { nodes: [], edges: [] };

type Fits = (value: Json | undefined) => boolean;

const isText: Fits = (value) => typeof value === 'string';
const isList: Fits = (value) => Array.isArray(value);
const isPlace: Fits = (value) => isObject(value) && Number.isFinite(value.x) && Number.isFinite(value.y);

/** What the canvas needs of a field, where it is there at all. */
const OF_NODES: Record<string, Fits> = {
  name: isText,
  connector: isText,
  operation: isText,
  connectionId: isText,
  parentId: isText,
  config: isObject,
  options: isObject,
  position: isPlace,
};
const OF_EDGES: Record<string, Fits> = { sourceHandle: isText, targetHandle: isText };

/**
 * What the server answered, made whole: every node and edge has an id of its own, every field is of its kind. A draft may
 * be unsound, and is drawn all the same, with what the server says of it.
 *
 * What had to be mended for that is sent back as it was written until somebody edits that very field. Edges' ids are the
 * exception, as they always were: they are sent. What is no object in a list of nodes or edges cannot be drawn, chosen or
 * mended: the next edit leaves it out.
 */
export function readDefinition(value: JsonObject | undefined): Definition {
  const raw = isObject(value) ? value : {};
  const whole = withDefaults(raw, { nodes: [], edges: [] }, { nodes: isList, edges: isList });
  const nodes = objectsOf(whole.nodes);
  const edges = objectsOf(whole.edges);
  const nodeIds = new Ids(nodes);
  const edgeIds = new Ids(edges);
  return {
    ...whole,
    nodes: nodes.map((node, at) => {
      const id = nodeIds.next(node.id, `node_${at + 1}`);
      const own = withDefaults(node, { id, type: '' }, { id: (given) => given === id, type: isText });
      return withoutUnfit(own, OF_NODES) as unknown as FlowNode;
    }),
    edges: edges.map((edge, at) => {
      const named = { ...edge, id: edgeIds.next(edge.id, `e${at + 1}`) };
      const own = withDefaults(named, { source: '', target: '' }, { source: isText, target: isText });
      return withoutUnfit(own, OF_EDGES) as unknown as FlowEdge;
    }),
  };
}

/** Hands out ids, each once; the first that has an id by right keeps it. */
class Ids {
  private readonly given = new Set<Json>();
  private readonly written: ReadonlySet<Json | undefined>;

  constructor(all: JsonObject[]) {
    this.written = new Set(all.map((one) => one.id));
  }

  next(wanted: Json | undefined, otherwise: string): string {
    let id = otherwise;
    if (typeof wanted === 'string' && wanted !== '' && !this.given.has(wanted)) id = wanted;
    else while (this.given.has(id) || this.written.has(id)) id += '_';
    this.given.add(id);
    return id;
  }
}

function withDefaults<D extends JsonObject>(
  raw: JsonObject,
  defaults: D,
  fits: { [field in keyof D]: Fits },
): JsonObject & D & Mended {
  const unfit = Object.keys(defaults).filter((field) => !fits[field]?.(raw[field]));
  const whole: JsonObject & Mended = { ...raw };
  for (const field of unfit) whole[field] = defaults[field] as Json;
  return noting(whole, raw, unfit) as JsonObject & D & Mended;
}

function withoutUnfit(raw: JsonObject & Mended, fits: Record<string, Fits>): JsonObject & Mended {
  const unfit = Object.keys(fits).filter((field) => raw[field] !== undefined && !fits[field]?.(raw[field]));
  const whole = { ...raw };
  for (const field of unfit) delete whole[field];
  return noting(whole, raw, unfit);
}

function noting(whole: JsonObject & Mended, raw: JsonObject, fields: string[]): JsonObject & Mended {
  if (fields.length > 0) {
    whole[AS_WRITTEN] = {
      ...whole[AS_WRITTEN],
      ...Object.fromEntries(fields.map((field) => [field, raw[field]])),
    };
  }
  return whole;
}

function objectsOf(list: Json[]): JsonObject[] {
  return list.filter(isObject);
}

function isObject(value: Json | undefined): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** The same with some fields changed: what was written there before is not sent any more. Undefined takes a field out. */
export function withChange<T extends Mended>(one: T, change: Partial<T>): T {
  const next = { ...one, ...change };
  for (const field of Object.keys(change) as (keyof T)[]) if (change[field] === undefined) delete next[field];
  const written = one[AS_WRITTEN];
  if (!written) return next;
  next[AS_WRITTEN] = Object.fromEntries(Object.entries(written).filter(([field]) => !(field in change)));
  return next;
}

/** As it is sent: the same fields, nothing of the canvas's own. */
export function writeDefinition(definition: Definition): JsonObject {
  const whole = written(definition);
  // What stood in the place of a list gives way as soon as there is something to list.
  if (definition.nodes.length > 0) whole.nodes = definition.nodes.map(written);
  if (definition.edges.length > 0) whole.edges = definition.edges.map(written);
  return whole;
}

function written(one: object & Mended): JsonObject {
  const { [AS_WRITTEN]: before, ...fields } = one;
  const all = Object.entries({ ...fields, ...before }) as [string, Json | undefined][];
  return Object.fromEntries(all.filter(([, value]) => value !== undefined)) as JsonObject;
}

/** A node as it is sent. */
export function writeNode(node: FlowNode): JsonObject {
  return written(node);
}

/** What a workflow says besides its nodes and edges. */
export function besides(definition: Definition): JsonObject {
  const { nodes: _, edges: __, ...others } = writeDefinition({ ...definition, nodes: [], edges: [] });
  return others;
}

export function nodeOf(definition: Definition, id: string): FlowNode | undefined {
  return definition.nodes.find((node) => node.id === id);
}

export function titleOf(node: FlowNode): string {
  return node.name?.trim() || node.id;
}
