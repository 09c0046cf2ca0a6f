import { Handle, Position, type Node, type NodeProps } from '@xyflow/react';
import { Pin, TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import { titleOf, type FlowNode as Definition } from '../model/definition';
import { groupOf, handlesOf, label, takesInput, type Kind } from '../model/kinds';
import { SCHEDULE, spanOf, WEBHOOK } from '../model/triggers';
import { text } from '../text/en';
import { KindSign } from '../ui/KindSign';

export interface NodeData extends Record<string, unknown> {
  node: Definition;
  kind: Kind | undefined;
  faults: number;
  /** What came of it in a run; undefined on the canvas. */
  status?: string;
  /** Its output in the run that is shown, in short. */
  output?: string;
  pinned?: boolean;
}

export type CanvasNode = Node<NodeData>;

function what(node: Definition): string {
  if (node.type === 'trigger' && node.connector === SCHEDULE) return times(node);
  if (node.type === 'trigger' && node.connector === WEBHOOK) return text.triggers.names.webhook;
  const calls = node.type === 'connector' || node.type === 'trigger';
  return calls ? `${node.connector ?? '?'} · ${node.operation ?? '?'}` : label(node.type);
}

/** When a schedule fires, in short: every 5 minutes, or the expression with its zone. */
function times(node: Definition): string {
  const { mode, seconds, cron, timezone } = node.config ?? {};
  if (mode !== 'interval') return `${String(cron ?? '?')} · ${String(timezone ?? 'UTC')}`;
  const { count, unit } = spanOf(seconds);
  return text.schedule.brief(`${count || '?'} ${text.schedule.units[unit]}`);
}

function classes(data: NodeData, selected: boolean, loop: boolean): string {
  return [
    loop ? 'flow-loop' : 'flow-node',
    groupOf(data.node.type),
    selected ? 'selected' : '',
    data.faults > 0 ? 'faulty' : '',
    data.status ? `status-${data.status}` : '',
  ]
    .filter(Boolean)
    .join(' ');
}

function Heading({ data }: { data: NodeData }) {
  return (
    <>
      <span className="flow-sign">
        <KindSign type={data.node.type} connector={data.node.connector} />
      </span>
      <span className="grow">
        <span className="flow-title truncate">{titleOf(data.node)}</span>
        <span className={data.output ? 'flow-what flow-output truncate' : 'flow-what truncate'}>
          {data.output || what(data.node)}
        </span>
      </span>
      {data.faults > 0 && (
        <span className="flow-fault" title={text.workflows.faults(data.faults)}>
          <TriangleAlert size={15} aria-hidden />
        </span>
      )}
      {data.pinned && (
        <span className="flow-pin" title={text.test.isPinned}>
          <Pin size={13} aria-hidden />
          <span className="visually-hidden">{text.test.isPinned}</span>
        </span>
      )}
      {data.status && <span className="flow-status">{text.stepStatus[data.status] ?? data.status}</span>}
    </>
  );
}

function Ends({ data }: { data: NodeData }) {
  const handles = handlesOf(data.node, data.kind);
  return (
    <>
      {takesInput(data.node.type, data.kind) && <Handle type="target" position={Position.Left} />}
      {handles.map((handle, at) => (
        <Handle
          key={handle ?? ''}
          type="source"
          position={Position.Right}
          id={handle}
          style={{ top: `${((at + 1) * 100) / (handles.length + 1)}%` }}
        >
          {handle !== undefined && <span className="flow-branch">{handle}</span>}
        </Handle>
      ))}
    </>
  );
}

/** One step. */
export const StepNode = memo(function StepNode({ data, selected }: NodeProps<CanvasNode>) {
  return (
    <div className={classes(data, selected, false)}>
      <Heading data={data} />
      <Ends data={data} />
    </div>
  );
});

/** A loop, drawn around its body. */
export const LoopNode = memo(function LoopNode({ data, selected }: NodeProps<CanvasNode>) {
  return (
    <div className={classes(data, selected, true)}>
      <div className="flow-loop-head">
        <Heading data={data} />
      </div>
      <Ends data={data} />
    </div>
  );
});
