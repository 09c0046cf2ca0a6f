import type { Json, JsonObject } from '../api/types';
import {
  besides,
  readDefinition,
  titleOf,
  writeNode,
  type Definition,
  type FlowEdge,
  type FlowNode,
} from './definition';

export type Change = 'added' | 'removed' | 'changed';

/** A value that differs; absent on the side that does not have it. */
export interface FieldChange {
  /** As a person reads it: config.rules[0].right */
  path: string;
  before?: Json;
  after?: Json;
}

export interface NodeChange {
  id: string;
  title: string;
  type: string;
  change: Change;
  fields: FieldChange[];
}

/** A workflow as it is published: what it does, and the words by which others find it. */
export interface State {
  name: string;
  description: string;
  definition: Definition;
}

/** As the server answers a draft or a version. */
export function stateOf(given: { name: string; description: string; definition?: JsonObject }): State {
  const { name, description } = given;
  return { name, description, definition: readDefinition(given.definition) };
}

/** What lies between two states of a workflow. */
export interface Difference {
  nodes: NodeChange[];
  /** Of the workflow as a whole, as its name and what is told of its failures. */
  fields: FieldChange[];
  /** Both graphs in one: what is gone stands where it stood. */
  both: Definition;
  edges: ReadonlyMap<string, Change>;
}

/** Where a node stands on the canvas is no change of what it does. */
const OF_THE_CANVAS = ['position', 'notes'];

export function difference(one: State, other: State): Difference {
  const before = one.definition;
  const after = other.definition;
  const old = new Map(before.nodes.map((node) => [node.id, node]));
  const now = new Map(after.nodes.map((node) => [node.id, node]));
  const nodes: NodeChange[] = [];
  for (const node of after.nodes) {
    const was = old.get(node.id);
    if (!was) nodes.push(told(node, 'added', []));
    else {
      const fields = fieldChanges(bare(was), bare(node));
      if (fields.length > 0) nodes.push(told(node, 'changed', fields));
    }
  }
  const gone = before.nodes.filter((node) => !now.has(node.id));
  nodes.push(...gone.map((node) => told(node, 'removed', [])));
  const fields = fieldChanges(ofWhole(one), ofWhole(other));
  return { nodes, fields, ...together(before, after, gone) };
}

/** Whether both do the same. */
export function isSame({ nodes, fields, edges }: Difference): boolean {
  return nodes.length === 0 && fields.length === 0 && edges.size === 0;
}

function ofWhole({ name, description, definition }: State): JsonObject {
  return { name: name.trim(), description: description.trim(), ...besides(definition) };
}

function told(node: FlowNode, change: Change, fields: FieldChange[]): NodeChange {
  return { id: node.id, title: titleOf(node), type: node.type, change, fields };
}

function bare(node: FlowNode): JsonObject {
  return Object.fromEntries(
    Object.entries(writeNode(node)).filter(([name]) => !OF_THE_CANVAS.includes(name)),
  ) as JsonObject;
}

function sameWay(edge: FlowEdge): string {
  return JSON.stringify([edge.source, edge.sourceHandle ?? '', edge.target]);
}

function together(
  before: Definition,
  after: Definition,
  gone: FlowNode[],
): { both: Definition; edges: ReadonlyMap<string, Change> } {
  const old = new Set(before.edges.map(sameWay));
  const now = new Set(after.edges.map(sameWay));
  const marks = new Map<string, Change>();
  const edges = after.edges.map((edge, at) => {
    const named = { ...edge, id: `after ${at}` };
    if (!old.has(sameWay(edge))) marks.set(named.id, 'added');
    return named;
  });
  before.edges.forEach((edge, at) => {
    if (now.has(sameWay(edge))) return;
    const named = { ...edge, id: `before ${at}` };
    marks.set(named.id, 'removed');
    edges.push(named);
  });
  return { both: { ...after, nodes: [...after.nodes, ...gone], edges }, edges: marks };
}

/** Each value that differs, by its path; objects and lists are looked into. */
export function fieldChanges(before: Json | undefined, after: Json | undefined, path = ''): FieldChange[] {
  if (before === undefined && after === undefined) return [];
  if (isObject(before) && isObject(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names].flatMap((name) =>
      fieldChanges(before[name], after[name], path === '' ? name : `${path}.${name}`),
    );
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const longest = Math.max(before.length, after.length);
    return Array.from({ length: longest }, (_, at) =>
      fieldChanges(before[at], after[at], `${path}[${at}]`),
    ).flat();
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const change: FieldChange = { path };
  if (before !== undefined) change.before = before;
  if (after !== undefined) change.after = after;
  return [change];
}

function isObject(value: Json | undefined): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
