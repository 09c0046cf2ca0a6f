import {
  applyNodeChanges,
  Background,
  BackgroundVariant,
  Controls,
  MiniMap,
  ReactFlow,
  useReactFlow,
  type Connection,
  type Edge,
  type EdgeChange,
  type NodeChange,
  type NodeSelectionChange,
} from '@xyflow/react';
import { memo, useEffect, useMemo, useState, type DragEvent } from 'react';
import type { Definition, Position } from '../model/definition';
import { connect, moveNodes, refusal, remove } from '../model/edits';
import type { Kind } from '../model/kinds';
import { LOOP, needsTidying, NODE, sizes, tidy } from '../model/layout';
import { brief, type Pins, type Step } from '../model/trial';
import { text } from '../text/en';
import { complain } from '../ui/Toasts';
import { useSteady } from '../ui/useSteady';
import { drawnEdges, drawnNodes } from './drawn';
import type { CanvasNode } from './FlowNode';
import { Distance, NODE_TYPES } from './FlowView';
import { DRAGGED, type Offer } from './Palette';
import type { Problem } from './Problems';

/** What is chosen, made of what was: several changes can come before the next drawing. */
export type Choosing = (before: ReadonlySet<string>) => ReadonlySet<string>;

interface CanvasProps {
  definition: Definition;
  kinds: ReadonlyMap<string, Kind>;
  problems: Problem[];
  chosen: ReadonlySet<string>;
  mayEdit: boolean;
  /** What came of the nodes in the run that is shown; undefined where none is. */
  statuses: ReadonlyMap<string, string> | undefined;
  steps: ReadonlyMap<string, Step>;
  pins: Pins;
  onChoose: (next: Choosing) => void;
  onChange: (next: Definition, mark?: string) => void;
  onDrop: (offer: Offer, at: { position: Position; parentId?: string }) => void;
}

/** Small enough to leave room for what it is a map of. */
const MAP = { width: 150, height: 100 };
const FIT = { maxZoom: 1.1, padding: 0.2 };
const DELETES = ['Delete', 'Backspace'];
const UNDECORATED = { hideAttribution: true };
const NOTHING: Choosing = () => new Set();

/** The drawing of the draft. While something is dragged it moves here alone; let go, it is an edit. */
export const Canvas = memo(function Canvas({
  definition,
  kinds,
  problems,
  chosen,
  mayEdit,
  statuses,
  steps,
  pins,
  onChoose,
  onChange,
  onDrop,
}: CanvasProps) {
  const flow = useReactFlow();
  const faults = useMemo(() => counted(problems), [problems]);
  const laid = useMemo(() => (needsTidying(definition) ? tidy(definition) : definition), [definition]);
  const outputs = useMemo(() => {
    if (!statuses) return undefined;
    return new Map([...steps].map(([id, step]) => [id, step.error?.message ?? brief(step.output)]));
  }, [statuses, steps]);
  const pinned = useMemo(() => new Set(Object.keys(pins)), [pins]);
  const drawn = useMemo(
    () => drawnNodes(laid, { kinds, faults, statuses, outputs, pinned }),
    [laid, kinds, faults, statuses, outputs, pinned],
  );
  const [nodes, setNodes] = useState<CanvasNode[]>(drawn);
  const [chosenEdges, setChosenEdges] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    setNodes((before) => {
      const kept = new Map(before.map((node) => [node.id, node]));
      return drawn.map((node) => {
        const known = kept.get(node.id);
        const next = { ...node, selected: chosen.has(node.id), measured: known?.measured };
        return known && looksSame(known, next) ? known : next;
      });
    });
  }, [drawn, chosen]);
  const wires = laid.edges;
  const edges = useMemo(
    () => drawnEdges(wires, statuses).map((edge) => ({ ...edge, selected: chosenEdges.has(edge.id) })),
    [wires, chosenEdges, statuses],
  );

  const onNodesChange = useSteady((changes: NodeChange<CanvasNode>[]) => {
    const kept = changes.filter((change) => change.type !== 'remove');
    setNodes((before) => applyNodeChanges(kept, before));
    const picked = kept.filter((change) => change.type === 'select');
    if (picked.length > 0) onChoose((before) => selected(before, picked));
    // By the keyboard nodes move without a drag: each step is an edit, all together count as one.
    const steps = kept.filter(
      (change) => change.type === 'position' && change.dragging === false && change.position,
    );
    if (mayEdit && steps.length > 0) move(new Map(steps.map((step) => [idOf(step), placeOf(step)])));
  });
  const move = (moved: ReadonlyMap<string, Position>) => {
    const inside = new Map(
      [...moved].map(([id, at]) => [
        id,
        laid.nodes.find((node) => node.id === id)?.parentId ? inLoop(at) : at,
      ]),
    );
    onChange(moveNodes(laid, inside), `move ${[...inside.keys()].join(' ')}`);
  };
  const onEdgesChange = useSteady((changes: EdgeChange<Edge>[]) => {
    const picked = changes.filter((change) => change.type === 'select');
    if (picked.length === 0) return;
    setChosenEdges((before) => selected(before, picked));
  });
  const onConnect = useSteady(({ source, target, sourceHandle }: Connection) => {
    const handle = sourceHandle ?? undefined;
    const why = refusal(laid, source, target, handle);
    if (why) complain(text.canvas.refused[why]);
    else onChange(connect(laid, source, target, handle));
  });
  const onDelete = useSteady(({ nodes: gone, edges: cut }: { nodes: CanvasNode[]; edges: Edge[] }) => {
    onChange(remove(laid, new Set(gone.map((node) => node.id)), new Set(cut.map((edge) => edge.id))));
    onChoose(NOTHING);
  });
  const onPaneClick = useSteady(() => onChoose(NOTHING));
  const drop = (event: DragEvent) => {
    const offered = event.dataTransfer.getData(DRAGGED);
    if (!offered) return;
    event.preventDefault();
    const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    onDrop(
      JSON.parse(offered) as Offer,
      placed(laid, { x: at.x - NODE.width / 2, y: at.y - NODE.height / 2 }, at),
    );
  };

  return (
    <section
      className="canvas"
      aria-label={text.canvas.area}
      onDrop={drop}
      onDragOver={(event) => event.preventDefault()}
    >
      <ReactFlow<CanvasNode>
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        onConnect={onConnect}
        onDelete={onDelete}
        onPaneClick={onPaneClick}
        nodesDraggable={mayEdit}
        nodesConnectable={mayEdit}
        deleteKeyCode={mayEdit ? DELETES : null}
        onlyRenderVisibleElements={laid.nodes.length > 150}
        minZoom={0.1}
        maxZoom={2}
        fitView
        fitViewOptions={FIT}
        ariaLabelConfig={text.canvas.aria}
        proOptions={UNDECORATED}
      >
        <Distance />
        <Background variant={BackgroundVariant.Dots} gap={18} />
        <Controls showInteractive={false} />
        <MiniMap pannable zoomable ariaLabel={null} style={MAP} />
      </ReactFlow>
    </section>
  );
});

/** Whether a node would be drawn just as it is: then it is left alone, however many others there are. */
function looksSame(one: CanvasNode, other: CanvasNode): boolean {
  return (
    one.data === other.data &&
    one.selected === other.selected &&
    one.position.x === other.position.x &&
    one.position.y === other.position.y &&
    one.width === other.width &&
    one.height === other.height &&
    one.parentId === other.parentId &&
    one.type === other.type &&
    one.ariaLabel === other.ariaLabel
  );
}

function selected(before: ReadonlySet<string>, changes: readonly NodeSelectionChange[]): ReadonlySet<string> {
  const next = new Set(before);
  for (const { id, selected: is } of changes)
    if (is) next.add(id);
    else next.delete(id);
  return next;
}

function counted(problems: Problem[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { nodeId } of problems) if (nodeId) counts.set(nodeId, (counts.get(nodeId) ?? 0) + 1);
  return counts;
}

function idOf(change: NodeChange<CanvasNode>): string {
  return 'id' in change ? change.id : '';
}

function placeOf(change: NodeChange<CanvasNode>): Position {
  return change.type === 'position' && change.position ? change.position : { x: 0, y: 0 };
}

/** A loop grows to the right and down: what is in it stays below its heading. */
function inLoop(at: Position): Position {
  return { x: Math.max(LOOP.side, at.x), y: Math.max(LOOP.top, at.y) };
}

/** Where something that was let go at a point belongs: onto the canvas, or into the innermost loop there. */
function placed(
  definition: Definition,
  corner: Position,
  point: Position,
): { position: Position; parentId?: string } {
  const room = sizes(definition);
  let found: { id: string; origin: Position; depth: number } | undefined;
  for (const node of definition.nodes) {
    if (node.type !== 'loop') continue;
    const { origin, depth } = originOf(definition, node.id);
    const size = room.get(node.id) ?? NODE;
    const within =
      point.x > origin.x &&
      point.x < origin.x + size.width &&
      point.y > origin.y &&
      point.y < origin.y + size.height;
    if (within && (!found || depth > found.depth)) found = { id: node.id, origin, depth };
  }
  if (!found) return { position: round(corner) };
  return {
    position: inLoop(round({ x: corner.x - found.origin.x, y: corner.y - found.origin.y })),
    parentId: found.id,
  };
}

function round({ x, y }: Position): Position {
  return { x: Math.round(x), y: Math.round(y) };
}

/** A node's place on the whole canvas: places in a loop are its own. */
function originOf(definition: Definition, id: string, seen = 0): { origin: Position; depth: number } {
  const node = definition.nodes.find((one) => one.id === id);
  const own = node?.position ?? { x: 0, y: 0 };
  if (!node?.parentId || seen > 8) return { origin: own, depth: seen };
  const outer = originOf(definition, node.parentId, seen + 1);
  return { origin: { x: own.x + outer.origin.x, y: own.y + outer.origin.y }, depth: outer.depth };
}
