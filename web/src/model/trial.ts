import type { Json, JsonObject, Routes } from '../api/types';
import type { FlowNode } from './definition';

export type Run = Routes['GET /runs/{runId}']['answer'];
export type Step = NonNullable<Run['steps']>[number];

/** Outputs that a test does not work out again, by node. */
export type Pins = Record<string, Json>;

/** Of a node that was carried out many times, as in a loop, the worst of what came of it. */
const WORST = ['failed', 'timed_out', 'running', 'waiting_for_approval', 'waiting_to_retry', 'waiting'];

/** What came of each node. */
export function statusesOf(run: Run, over: boolean): Map<string, string> {
  const found = new Map<string, string>();
  for (const step of run.steps ?? []) {
    const known = found.get(step.nodeId);
    // What was next when the run ended is not reached any more.
    if (over && step.status === 'ready') {
      found.set(step.nodeId, known ?? 'pending');
      continue;
    }
    if (known === undefined || WORST.includes(step.status) || known === 'skipped')
      found.set(step.nodeId, step.status);
  }
  return found;
}

/** The step of each node that a person wants to see: of a loop's body that of the last item that was carried out. */
export function stepsOf(run: Run | undefined): Map<string, Step> {
  const found = new Map<string, Step>();
  for (const step of run?.steps ?? []) {
    const known = found.get(step.nodeId);
    if (known === undefined || step.output !== undefined || known.output === undefined)
      found.set(step.nodeId, step);
  }
  return found;
}

/** Whether a test can go by a kept output of the node. */
export function canPin(node: FlowNode): boolean {
  return node.type !== 'action_input' && node.type !== 'return_output' && node.type !== 'stop_and_error';
}

/** How an output is kept: of a node with branches together with the branch that it led to. */
export function pinOf(node: FlowNode, output: Json): Json {
  const value = output !== null && typeof output === 'object' && !Array.isArray(output) ? output : {};
  if (node.type === 'condition') return { output, handle: String(value.result === true) };
  if (node.type === 'switch')
    return { output, handle: typeof value.case === 'string' ? value.case : 'default' };
  return output;
}

/** Those of nodes that there still are. */
export function present(pins: Pins, nodes: FlowNode[]): JsonObject {
  const known = new Map(nodes.map((node) => [node.id, node]));
  return Object.fromEntries(
    Object.entries(pins).filter(([id]) => {
      const node = known.get(id);
      return node !== undefined && canPin(node);
    }),
  );
}

/** A value in one short line. */
export function brief(value: Json | undefined, most = 60): string {
  if (value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** What the run was given, as far as it was written down whole. */
export function inputOf(run: Run): JsonObject | undefined {
  const given = run.steps?.find((step) => step.type === 'action_input')?.output;
  if (given === null || typeof given !== 'object' || Array.isArray(given)) return undefined;
  return JSON.stringify(given).includes('[redacted:') ? undefined : given;
}
