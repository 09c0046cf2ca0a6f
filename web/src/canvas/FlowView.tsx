import {
  Background,
  BackgroundVariant,
  Controls,
  MiniMap,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore,
} from '@xyflow/react';
import { useEffect, useMemo } from 'react';
import { useAsk } from '../api/hooks';
import type { Definition } from '../model/definition';
import { needsTidying, tidy } from '../model/layout';
import { text } from '../text/en';
import type { Change } from '../model/diff';
import { drawnEdges, drawnNodes } from './drawn';
import { LoopNode, StepNode } from './FlowNode';
import '@xyflow/react/dist/style.css';
import './canvas.css';

export const NODE_TYPES = { step: StepNode, loop: LoopNode };

interface FlowViewProps {
  definition: Definition;
  statuses: ReadonlyMap<string, string>;
  /** What came of an edge between two versions. */
  edgeMarks?: ReadonlyMap<string, Change>;
  onChoose: (nodeId: string) => void;
}

/** Shows all of it again when the room for it is another: a telephone that is turned, a window made small. */
function Refit() {
  const { fitView } = useReactFlow();
  const width = useStore((state) => state.width);
  useEffect(() => {
    if (width > 0) void fitView({ maxZoom: 1.1, padding: 0.15 });
  }, [width, fitView]);
  return null;
}

/** Smaller than this nobody reads a node's second line or takes hold of its ends. */
const FAR = 0.4;

/** Tells the style sheet when nodes are too small for their details: those would be painted at each move of the canvas. */
export function Distance() {
  const far = useStore((state) => state.transform[2] < FAR);
  const canvas = useStore((state) => state.domNode);
  useEffect(() => {
    canvas?.toggleAttribute('data-far', far);
  }, [canvas, far]);
  return null;
}

/** A workflow to look at, its steps coloured by what came of them. */
export function FlowView({ definition, statuses, edgeMarks, onChoose }: FlowViewProps) {
  const kinds = useAsk('GET /node-kinds');
  const byType = useMemo(
    () => new Map((kinds.data?.kinds ?? []).map((kind) => [kind.type, kind])),
    [kinds.data],
  );
  const laid = useMemo(() => (needsTidying(definition) ? tidy(definition) : definition), [definition]);
  const nodes = useMemo(
    () => drawnNodes(laid, { kinds: byType, faults: new Map(), statuses }),
    [laid, byType, statuses],
  );
  const edges = useMemo(
    () =>
      edgeMarks
        ? drawnEdges(laid.edges).map((edge) => ({ ...edge, className: edgeMarks.get(edge.id) }))
        : drawnEdges(laid.edges, statuses),
    [laid, statuses, edgeMarks],
  );
  return (
    <ReactFlowProvider>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        nodesDraggable={false}
        nodesConnectable={false}
        edgesFocusable={false}
        deleteKeyCode={null}
        minZoom={0.1}
        fitView
        fitViewOptions={{ maxZoom: 1.1, padding: 0.15 }}
        onNodeClick={(_, node) => onChoose(node.id)}
        ariaLabelConfig={text.canvas.aria}
        proOptions={{ hideAttribution: true }}
      >
        <Background variant={BackgroundVariant.Dots} gap={18} />
        <Refit />
        <Distance />
        <Controls showInteractive={false} />
        {laid.nodes.length > 12 && <MiniMap pannable zoomable />}
      </ReactFlow>
    </ReactFlowProvider>
  );
}
