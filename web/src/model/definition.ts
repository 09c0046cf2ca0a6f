import type { Json, JsonObject } from '../api/types';

export interface Position {
  x: number;
  y: number;
}

/** A node as the server keeps it. What the canvas does not know of is carried along untouched. */
export interface FlowNode {
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

export interface FlowEdge {
  id: string;
  source: string;
  sourceHandle?: string;
  target: string;
  targetHandle?: string;
}

/**
 * A workflow's graph. Never changed in place: each edit makes another one, and spreads the one before it, since what else
 * stands beside nodes and edges (as onFailure) is carried along in it without a name here.
 */
export interface Definition {
  nodes: FlowNode[];
  edges: FlowEdge[];
}

export const EMPTY: Definition = { nodes: [], edges: [] };

/** What the server answered, made whole: edges get ids, nodes a place. */
export function readDefinition(value: JsonObject | undefined): Definition {
  const raw = (value ?? {}) as { nodes?: FlowNode[]; edges?: Partial<FlowEdge>[] };
  const nodes = Array.isArray(raw.nodes) ? raw.nodes.filter((node) => typeof node?.id === 'string') : [];
  const taken = new Set<string>();
  const edges = (Array.isArray(raw.edges) ? raw.edges : []).map((edge, at) => {
    let id = edge.id ?? `e${at + 1}`;
    while (taken.has(id)) id = `${id}_`;
    taken.add(id);
    return { ...edge, id, source: edge.source ?? '', target: edge.target ?? '' };
  });
  return { ...raw, nodes, edges };
}

/** As it is sent: the same fields, nothing of the canvas's own. */
export function writeDefinition(definition: Definition): JsonObject {
  return definition as unknown as JsonObject;
}

/** What a workflow says besides its nodes and edges. */
export function besides(definition: Definition): JsonObject {
  const { nodes: _, edges: __, ...others } = writeDefinition(definition);
  return others;
}

export function nodeOf(definition: Definition, id: string): FlowNode | undefined {
  return definition.nodes.find((node) => node.id === id);
}

export function titleOf(node: FlowNode): string {
  return node.name?.trim() || node.id;
}
