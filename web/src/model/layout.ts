import dagre from '@dagrejs/dagre';
import { withChange, type Definition, type FlowNode, type Position } from './definition';

export const NODE = { width: 220, height: 64 };
/** Inside a loop: room for its heading, and around its body. */
export const LOOP = { top: 52, side: 24, width: 300, height: 150 };

export interface Size {
  width: number;
  height: number;
}

/** How much room each node takes: a loop as much as its body needs. */
export function sizes(definition: Definition): Map<string, Size> {
  const found = new Map<string, Size>();
  const children = childrenOf(definition);
  const measure = (node: FlowNode, depth: number): Size => {
    const known = found.get(node.id);
    if (known) return known;
    const body = depth > 8 ? [] : (children.get(node.id) ?? []);
    let size: Size = node.type === 'loop' ? { width: LOOP.width, height: LOOP.height } : NODE;
    for (const child of body) {
      const inner = measure(child, depth + 1);
      const at = child.position ?? { x: LOOP.side, y: LOOP.top };
      size = {
        width: Math.max(size.width, at.x + inner.width + LOOP.side),
        height: Math.max(size.height, at.y + inner.height + LOOP.side),
      };
    }
    found.set(node.id, size);
    return size;
  };
  for (const node of definition.nodes) measure(node, 0);
  return found;
}

function childrenOf(definition: Definition): Map<string, FlowNode[]> {
  const children = new Map<string, FlowNode[]>();
  for (const node of definition.nodes) {
    if (node.parentId) children.set(node.parentId, [...(children.get(node.parentId) ?? []), node]);
  }
  return children;
}

/** Places for all nodes, from left to right as they follow each other; loops from the inside out. */
export function tidy(definition: Definition): Definition {
  const placed = new Map<string, Position>();
  const children = childrenOf(definition);
  let now = definition;
  const arrange = (parent: string | undefined, depth: number): void => {
    const here = definition.nodes.filter((node) => (node.parentId ?? undefined) === parent);
    if (depth < 8)
      here.filter((node) => children.has(node.id)).forEach((node) => arrange(node.id, depth + 1));
    now = place(definition, placed);
    const room = sizes(now);
    const offset = parent === undefined ? { x: 0, y: 0 } : { x: LOOP.side, y: LOOP.top };
    for (const [id, at] of layered(here, definition, room)) {
      placed.set(id, { x: at.x + offset.x, y: at.y + offset.y });
    }
  };
  arrange(undefined, 0);
  return place(definition, placed);
}

function place(definition: Definition, placed: ReadonlyMap<string, Position>): Definition {
  return {
    ...definition,
    nodes: definition.nodes.map((node) =>
      withChange(node, { position: placed.get(node.id) ?? node.position ?? { x: 0, y: 0 } }),
    ),
  };
}

function layered(
  nodes: FlowNode[],
  definition: Definition,
  room: ReadonlyMap<string, Size>,
): Map<string, Position> {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 36, ranksep: 84, marginx: 0, marginy: 0 });
  graph.setDefaultEdgeLabel(() => ({}));
  const here = new Set(nodes.map((node) => node.id));
  for (const node of nodes) graph.setNode(node.id, { ...(room.get(node.id) ?? NODE) });
  for (const edge of definition.edges) {
    if (here.has(edge.source) && here.has(edge.target)) graph.setEdge(edge.source, edge.target);
  }
  dagre.layout(graph);
  const found = new Map<string, Position>();
  for (const node of nodes) {
    const at = graph.node(node.id) as Size & Position;
    found.set(node.id, { x: Math.round(at.x - at.width / 2), y: Math.round(at.y - at.height / 2) });
  }
  return found;
}

/** True where nodes lie on each other as they came: whoever wrote the definition by hand gave no places. */
export function needsTidying(definition: Definition): boolean {
  return definition.nodes.length > 1 && definition.nodes.some((node) => !node.position);
}
