import { difference, isSame, type State } from './diff';

/** What a draft needs next, in the order in which it is needed. */
export type Next = 'trigger' | 'output' | 'mend' | 'activate' | 'publish' | 'changes' | 'nothing' | 'active';

interface Standing {
  status: string;
  faults: number;
  /** What is live; undefined where nothing is, or it is not known yet. */
  live: State | undefined;
  /** Whether a type of node begins workflows by itself. */
  isTrigger: (type: string) => boolean;
}

export function nextOf(draft: State, { status, faults, live, isTrigger }: Standing): Next {
  const { definition } = draft;
  const called = definition.nodes.some((node) => node.type === 'action_input');
  const triggered = definition.nodes.some((node) => node.type === 'trigger' || isTrigger(node.type));
  if (!called && !triggered) return 'trigger';
  if (called && !definition.nodes.some((node) => node.type === 'return_output')) return 'output';
  if (faults > 0) return 'mend';
  const stands = status === 'blueprint' || status === 'stopped' || status === 'error';
  if (stands) return triggered || status !== 'blueprint' ? 'activate' : 'publish';
  if (live === undefined) return 'changes';
  if (!isSame(difference(live, draft))) return 'changes';
  return triggered ? 'active' : 'nothing';
}
