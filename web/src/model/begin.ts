import { withChange, type Definition, type FlowNode } from './definition';
import { addNode, connect } from './edits';
import { NODE } from './layout';
import { starts } from './triggers';

/**
 * The definition begun by this node: in the place of what began it, whose followers are its own now; else before all that
 * nothing leads to yet.
 */
export function begun(
  definition: Definition,
  node: FlowNode,
  takesInput: (type: string) => boolean,
): Definition {
  const old = definition.nodes.find(starts);
  if (old) {
    const inPlace = { ...node, position: old.position ?? { x: 0, y: 0 } };
    return {
      ...definition,
      nodes: definition.nodes.map((one) => (one === old ? inPlace : one)),
      edges: definition.edges.map((edge) =>
        edge.source === old.id ? withChange(edge, { source: node.id, sourceHandle: undefined }) : edge,
      ),
    };
  }
  const first = definition.nodes.filter(
    (one) =>
      !one.parentId && takesInput(one.type) && !definition.edges.some((edge) => edge.target === one.id),
  );
  const left = Math.min(0, ...first.map((one) => (one.position?.x ?? 0) - NODE.width - 90));
  const position = { x: left, y: first[0]?.position?.y ?? 0 };
  return first.reduce((so, one) => connect(so, node.id, one.id), addNode(definition, { ...node, position }));
}
