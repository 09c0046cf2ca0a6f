import { memo, useCallback, useMemo, useRef, type FocusEvent } from 'react';
import type { Json, JsonObject } from '../api/types';
import { nodeOf, titleOf, type Definition, type FlowNode } from '../model/definition';
import { before } from '../model/edits';
import { groupOf } from '../model/kinds';
import { leavesOf, loopLeaves, type Leaf } from '../model/templates';
import { brief, type Step } from '../model/trial';
import { text } from '../text/en';
import { KindSign } from '../ui/KindSign';
import { say } from '../ui/Toasts';

interface ValuesProps {
  definition: Definition;
  nodeId: string;
  steps: ReadonlyMap<string, Step>;
  onUse: (template: string) => void;
}

/** What can be put into fields: the nodes before, with what they really gave. */
export function Values({ definition, nodeId, steps, onUse }: ValuesProps) {
  const nodes = useMemo(() => [...before(definition, nodeId)].reverse(), [definition, nodeId]);
  const loop = nodeOf(definition, nodeOf(definition, nodeId)?.parentId ?? '');
  if (nodes.length === 0 && !loop) return null;
  const known = nodes.some((node) => steps.get(node.id)?.output !== undefined);
  return (
    <section className="stack tight" aria-label={text.values.title}>
      <h3>{text.values.title}</h3>
      <p className="muted small">{known ? text.values.hint : text.values.hintNoRun}</p>
      {loop && <Source node={loop} step={steps.get(loop.id)} around open onUse={onUse} />}
      {nodes.map((node, at) => (
        <Source key={node.id} node={node} step={steps.get(node.id)} open={at < 2} onUse={onUse} />
      ))}
    </section>
  );
}

interface SourceProps {
  node: FlowNode;
  step: Step | undefined;
  /** A loop around the node, which gives one item after the other. */
  around?: boolean;
  open: boolean;
  onUse: (template: string) => void;
}

/** There may be hundreds: none is drawn anew while somebody types into another node. */
const Source = memo(function Source({ node, step, around, open, onUse }: SourceProps) {
  const leaves: Leaf[] = around ? loopLeaves(node, step) : leavesOf(node.id, step?.output ?? expected(node));
  return (
    <details className="values" open={open}>
      <summary>
        <span className={`flow-sign small ${groupOf(node.type)}`}>
          <KindSign type={node.type} size={14} />
        </span>
        <span className="truncate">{titleOf(node)}</span>
      </summary>
      <ul>
        {leaves.map((leaf) => (
          <li key={leaf.template}>
            <button
              type="button"
              className="value"
              style={{ paddingLeft: 8 + leaf.depth * 12 }}
              title={leaf.template}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => onUse(leaf.template)}
            >
              <span className="value-name">{leaf.path ? lastOf(leaf.path) : text.values.whole}</span>
              <span className="value-shown truncate">{shown(leaf.value)}</span>
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
});

function lastOf(path: string): string {
  return /(?:^|\.)([^.[\]]+)$/.exec(path)?.[1] ?? /\[[^\]]*\]$/.exec(path)?.[0] ?? path;
}

function shown(value: Json | undefined): string {
  if (Array.isArray(value)) return text.values.items(value.length);
  if (value !== null && typeof value === 'object') return '{…}';
  return brief(value, 40);
}

/** What a node will give, as far as its settings say, before it was ever carried out: names without values. */
function expected(node: FlowNode): Json | undefined {
  const schema = node.config?.inputSchema as { properties?: JsonObject } | undefined;
  const names = Object.keys(schema?.properties ?? (node.config?.fields as JsonObject | undefined) ?? {});
  if (names.length === 0) return undefined;
  return Object.fromEntries(names.map((name) => [name, undefined])) as unknown as JsonObject;
}

type Field = HTMLInputElement | HTMLTextAreaElement;

/** Where somebody typed last, so that a value goes there; with no such place it is copied. */
export function useLastField(): { onFocus: (event: FocusEvent) => void; insert: (text: string) => void } {
  const last = useRef<Field | null>(null);
  const onFocus = useCallback((event: FocusEvent) => {
    const at = event.target;
    if (at instanceof HTMLTextAreaElement || (at instanceof HTMLInputElement && at.type === 'text'))
      last.current = at;
  }, []);
  const insert = useCallback((template: string) => {
    const field = last.current;
    if (!field?.isConnected || field.disabled) {
      void navigator.clipboard.writeText(template).then(() => say(`${template} · ${text.common.copied}`));
      return;
    }
    field.focus();
    field.setRangeText(template, field.selectionStart ?? 0, field.selectionEnd ?? field.value.length, 'end');
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }, []);
  return { onFocus, insert };
}
