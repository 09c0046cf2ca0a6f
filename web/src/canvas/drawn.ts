import type { Edge } from '@xyflow/react';
import { titleOf, type Definition, type FlowEdge, type FlowNode } from '../model/definition';
import type { Kind } from '../model/kinds';
import { sizes } from '../model/layout';
import { label } from '../model/kinds';
import type { CanvasNode, NodeData } from './FlowNode';

interface Drawing {
  kinds: ReadonlyMap<string, Kind>;
  faults: ReadonlyMap<string, number>;
  statuses?: ReadonlyMap<string, string>;
  outputs?: ReadonlyMap<string, string>;
  pinned?: ReadonlySet<string>;
}

/** By their node, which is another one as soon as anything about it changes. */
const drawnBefore = new WeakMap<FlowNode, NodeData>();

/** What was drawn before where nothing is different: then nothing is drawn anew. */
function sameData(data: NodeData): NodeData {
  const known = drawnBefore.get(data.node);
  if (known && Object.keys(data).every((name) => known[name] === data[name])) return known;
  drawnBefore.set(data.node, data);
  return data;
}

function depth(definition: Definition, id: string, seen = 0): number {
  const parent = definition.nodes.find((node) => node.id === id)?.parentId;
  return parent && seen < 8 ? 1 + depth(definition, parent, seen + 1) : 0;
}

/** Whether a node is in the loop that it names, and not in itself at some distance: nothing could be drawn so. */
function isInside(parents: ReadonlyMap<string, string | undefined>, { id, parentId }: FlowNode): boolean {
  if (!parentId || !parents.has(parentId)) return false;
  const seen = new Set([id]);
  for (let at: string | undefined = parentId; at; at = parents.get(at)) {
    if (seen.has(at)) return false;
    seen.add(at);
  }
  return true;
}

/** The nodes as the canvas draws them: loops before what is in them. */
export function drawnNodes(definition: Definition, drawing: Drawing): CanvasNode[] {
  const { kinds, faults, statuses, outputs, pinned } = drawing;
  const room = sizes(definition);
  const parents = new Map(definition.nodes.map((node) => [node.id, node.parentId]));
  const loops = new Set(definition.nodes.flatMap((node) => (node.parentId ? [node.parentId] : [])));
  const deep = new Map(
    definition.nodes.map((node) => [node.id, node.parentId ? depth(definition, node.id) : 0]),
  );
  return definition.nodes
    .map((node): CanvasNode => {
      const isLoop = node.type === 'loop' || loops.has(node.id);
      const size = room.get(node.id);
      const drawn: CanvasNode = {
        id: node.id,
        type: isLoop ? 'loop' : 'step',
        position: node.position ?? { x: 0, y: 0 },
        data: sameData({
          node,
          kind: kinds.get(node.type),
          faults: faults.get(node.id) ?? 0,
          status: statuses?.get(node.id),
          output: outputs?.get(node.id),
          pinned: pinned?.has(node.id) ?? false,
        }),
        ariaLabel: `${titleOf(node)}, ${label(node.type)}`,
        width: size?.width,
        height: size?.height,
        ...(isLoop ? { zIndex: -1 } : {}),
      };
      if (node.parentId && isInside(parents, node)) drawn.parentId = node.parentId;
      return drawn;
    })
    .sort((one, other) => (deep.get(one.id) ?? 0) - (deep.get(other.id) ?? 0));
}

export function drawnEdges(edges: FlowEdge[], statuses?: ReadonlyMap<string, string>): Edge[] {
  return edges.map((edge) => ({
    id: edge.id,
    source: edge.source,
    target: edge.target,
    sourceHandle: edge.sourceHandle ?? null,
    className: statuses && taken(statuses.get(edge.target)) ? 'taken' : undefined,
  }));
}

function taken(status: string | undefined): boolean {
  return status !== undefined && status !== 'skipped' && status !== 'pending';
}
