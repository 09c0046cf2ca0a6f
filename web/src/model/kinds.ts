import type { Routes } from '../api/types';
import type { FlowNode } from './definition';

export type Kind = Routes['GET /node-kinds']['answer']['kinds'][number];

/** Kinds by what they are for, as the palette shows them; a kind that is not named here stands with the others. */
export type Group = 'ends' | 'flow' | 'data' | 'call' | 'people';

const GROUPS: Record<string, Group> = {
  action_input: 'ends',
  return_output: 'ends',
  trigger: 'ends',
  stop_and_error: 'ends',
  condition: 'flow',
  switch: 'flow',
  merge: 'flow',
  loop: 'flow',
  wait: 'flow',
  set: 'data',
  filter: 'data',
  aggregate: 'data',
  split_out: 'data',
  transform: 'data',
  code: 'data',
  connector: 'call',
  call_action: 'call',
  approval: 'people',
};

/** Calls come last: there are as many as all connectors have operations. */
export const GROUP_ORDER: Group[] = ['ends', 'flow', 'data', 'people', 'call'];

export function groupOf(type: string): Group {
  return GROUPS[type] ?? 'data';
}

/** The branches that leave a node, in order; one without a name where there is no choice. */
export function handlesOf(node: FlowNode, kind: Kind | undefined): (string | undefined)[] {
  if (node.type === 'return_output' || node.type === 'stop_and_error') return [];
  if (node.type === 'condition') return ['true', 'false'];
  if (node.type === 'switch') {
    const cases = Array.isArray(node.config?.cases) ? node.config.cases : [];
    const ids = cases
      .map((one) => (one && typeof one === 'object' && !Array.isArray(one) ? one.id : undefined))
      .filter((id): id is string => typeof id === 'string' && id !== '');
    return [...new Set([...ids, 'default'])];
  }
  const handles = kind?.handles ?? [];
  return handles.length > 0 ? [...handles] : [undefined];
}

/** Whether something may lead to a node of this type. */
export function takesInput(type: string, kind: Kind | undefined): boolean {
  return type !== 'action_input' && kind?.trigger !== true;
}

/** A kind's name for people: return_output is Return output. */
export function label(type: string): string {
  const words = type.replace(/[_-]+/g, ' ').trim();
  return words === '' ? '?' : words.charAt(0).toUpperCase() + words.slice(1);
}
