import type { JsonObject } from '../api/types';
import { withChange, type Definition, type FlowEdge, type FlowNode, type Position } from './definition';

/** The first id of this kind that is free: condition_2. The two that most workflows have one of go without a number. */
export function freshId(
  definition: Definition,
  type: string,
  taken: ReadonlySet<string> = new Set(),
): string {
  const used = new Set([...definition.nodes.map((node) => node.id), ...taken]);
  const stem =
    type
      .toLowerCase()
      .replace(/[^a-z0-9_]/g, '_')
      .replace(/^[^a-z]+/, '') || 'node';
  const bare = stem === 'action_input' || stem === 'return_output';
  if (bare && !used.has(stem)) return stem;
  for (let n = bare ? 2 : 1; ; n++) {
    const id = `${stem.slice(0, 56)}_${n}`;
    if (!used.has(id)) return id;
  }
}

function freshEdgeId(edges: FlowEdge[]): string {
  const used = new Set(edges.map((edge) => edge.id));
  for (let n = edges.length + 1; ; n++) {
    if (!used.has(`e${n}`)) return `e${n}`;
  }
}

export function addNode(definition: Definition, node: FlowNode): Definition {
  return { ...definition, nodes: [...definition.nodes, node] };
}

export function changeNode(definition: Definition, id: string, change: Partial<FlowNode>): Definition {
  return {
    ...definition,
    nodes: definition.nodes.map((node) => (node.id === id ? withChange(node, change) : node)),
  };
}

export function moveNodes(definition: Definition, moved: ReadonlyMap<string, Position>): Definition {
  return {
    ...definition,
    nodes: definition.nodes.map((node) => {
      const position = moved.get(node.id);
      return position
        ? withChange(node, { position: { x: Math.round(position.x), y: Math.round(position.y) } })
        : node;
    }),
  };
}

/** Takes nodes and edges out: with a loop its body goes, with a node its edges. */
export function remove(
  definition: Definition,
  nodes: ReadonlySet<string>,
  edges: ReadonlySet<string>,
): Definition {
  const gone = new Set(nodes);
  for (let before = -1; before !== gone.size;) {
    before = gone.size;
    for (const node of definition.nodes) if (node.parentId && gone.has(node.parentId)) gone.add(node.id);
  }
  return {
    ...definition,
    nodes: definition.nodes.filter((node) => !gone.has(node.id)),
    edges: definition.edges.filter(
      (edge) => !edges.has(edge.id) && !gone.has(edge.source) && !gone.has(edge.target),
    ),
  };
}

/** Why two nodes can't be connected so; undefined when they can. */
export type Refusal = 'itself' | 'twice' | 'circle' | 'loop';

export function refusal(
  definition: Definition,
  source: string,
  target: string,
  handle?: string,
): Refusal | undefined {
  if (source === target) return 'itself';
  const parent = (id: string) => definition.nodes.find((node) => node.id === id)?.parentId;
  if (parent(source) !== parent(target)) return 'loop';
  if (
    definition.edges.some(
      (edge) =>
        edge.source === source && edge.target === target && (edge.sourceHandle ?? undefined) === handle,
    )
  ) {
    return 'twice';
  }
  return leadsTo(definition, target, source) ? 'circle' : undefined;
}

/** Whether one node comes, at any distance, before another. */
export function leadsTo(definition: Definition, from: string, to: string): boolean {
  const next = new Map<string, string[]>();
  for (const edge of definition.edges) next.set(edge.source, [...(next.get(edge.source) ?? []), edge.target]);
  const open = [from];
  const seen = new Set<string>();
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === to) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...(next.get(id) ?? []));
  }
  return false;
}

/** The nodes whose outputs a node can use: those that lead to it, or to the loop that it is in. */
export function before(definition: Definition, id: string, inside: readonly string[] = []): FlowNode[] {
  const node = definition.nodes.find((one) => one.id === id);
  const back = new Map<string, string[]>();
  for (const edge of definition.edges) {
    const sources = back.get(edge.target);
    if (sources) sources.push(edge.source);
    else back.set(edge.target, [edge.source]);
  }
  const seen = new Set<string>();
  const open = [id];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const source of back.get(at) ?? []) {
      if (seen.has(source)) continue;
      seen.add(source);
      open.push(source);
    }
  }
  const own = definition.nodes.filter((one) => one.id !== id && seen.has(one.id));
  // A draft may say of loops that they are in each other.
  const parent = node?.parentId && !inside.includes(node.parentId) ? node.parentId : undefined;
  const outer = parent ? before(definition, parent, [...inside, id]) : [];
  return [...outer.filter((one) => !own.includes(one)), ...own];
}

export function connect(definition: Definition, source: string, target: string, handle?: string): Definition {
  const edge: FlowEdge = { id: freshEdgeId(definition.edges), source, target };
  if (handle !== undefined) edge.sourceHandle = handle;
  return { ...definition, edges: [...definition.edges, edge] };
}

/** What is copied: nodes and the edges among them. */
export function part(definition: Definition, ids: ReadonlySet<string>): Definition {
  return {
    nodes: definition.nodes.filter((node) => ids.has(node.id)),
    edges: definition.edges.filter((edge) => ids.has(edge.source) && ids.has(edge.target)),
  };
}

/** Puts a copied part in, under fresh ids, templates among the copies included. Says which nodes are new. */
export function paste(
  definition: Definition,
  copied: Definition,
  by: Position,
): { definition: Definition; ids: string[] } {
  const names = new Map<string, string>();
  for (const node of copied.nodes) {
    names.set(node.id, freshId(definition, node.type, new Set(names.values())));
  }
  const nodes = copied.nodes.map((node) => {
    const parent = node.parentId && (names.get(node.parentId) ?? node.parentId);
    const at = node.position ?? { x: 0, y: 0 };
    const moves = !node.parentId || !names.has(node.parentId);
    return withChange(node, {
      id: names.get(node.id) ?? node.id,
      position: moves ? { x: at.x + by.x, y: at.y + by.y } : at,
      ...(parent ? { parentId: parent } : {}),
      ...(node.config ? { config: renamed(node.config, names) } : {}),
    });
  });
  let result: Definition = { ...definition, nodes: [...definition.nodes, ...nodes] };
  for (const edge of copied.edges) {
    result = connect(result, names.get(edge.source) ?? '', names.get(edge.target) ?? '', edge.sourceHandle);
  }
  return { definition: result, ids: nodes.map((node) => node.id) };
}

/** A config whose templates speak of nodes by their other names. */
function renamed(config: JsonObject, names: ReadonlyMap<string, string>): JsonObject {
  const text = JSON.stringify(config).replace(/\{\{\s*([a-z][a-z0-9_]*)/g, (whole, root: string) =>
    names.has(root) ? whole.replace(root, names.get(root) ?? root) : whole,
  );
  return JSON.parse(text) as JsonObject;
}
