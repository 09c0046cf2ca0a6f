import type { Json, JsonObject } from '../api/types';
import type { Definition, FlowNode } from './definition';

/** The two that are built in, by the connectors that nodes name them with. */
export const WEBHOOK = 'inbound-webhook';
export const SCHEDULE = 'schedule';

/** The node whose events start the workflow by themselves. */
export function triggerOf(definition: Definition): FlowNode | undefined {
  return definition.nodes.find((node) => node.type === 'trigger');
}

/** Whether a node is what a workflow begins with. */
export function starts(node: { type: string }): boolean {
  return node.type === 'action_input' || node.type === 'trigger';
}

/** Of the clock on the wall of whoever looks. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

/** What a new trigger does until somebody says otherwise: something that could be activated. */
export function firstConfig(connector: string | undefined, zone: string): JsonObject {
  if (connector === SCHEDULE) return { mode: 'cron', cron: '0 9 * * MON-FRI', timezone: zone };
  return connector === WEBHOOK ? { responseMode: 'async' } : {};
}

export type Unit = 'seconds' | 'minutes' | 'hours';

const SECONDS: [Unit, number][] = [
  ['hours', 3_600],
  ['minutes', 60],
  ['seconds', 1],
];

/** A span in the largest unit that it is a whole number of. */
export function spanOf(seconds: Json | undefined): { count: string; unit: Unit } {
  if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds <= 0) {
    return { count: seconds === undefined ? '' : String(seconds), unit: 'minutes' };
  }
  for (const [unit, size] of SECONDS) {
    if (seconds % size === 0) return { count: String(seconds / size), unit };
  }
  return { count: String(seconds), unit: 'seconds' };
}

/** In seconds; what is no number is kept as it was typed, for the server to say so. */
export function secondsOf(count: string, unit: Unit): Json | undefined {
  if (count.trim() === '') return undefined;
  const size = SECONDS.find(([name]) => name === unit)?.[1] ?? 1;
  return /^\d{1,7}$/.test(count.trim()) ? Number(count.trim()) * size : count;
}

/** What the server is asked, to tell when a schedule fires; undefined for what it could not even read. */
export function firingsQuery(config: JsonObject) {
  const said = (name: string) => (typeof config[name] === 'string' ? config[name].slice(0, 300) : undefined);
  const { seconds } = config;
  const whole = typeof seconds === 'number' && Number.isInteger(seconds) && seconds >= 0;
  if (config.mode === 'interval' && !whole) return undefined;
  if (config.mode === 'cron' && !said('cron')) return undefined;
  return {
    mode: said('mode'),
    cron: said('cron'),
    timezone: said('timezone'),
    ...(whole ? { seconds } : {}),
  };
}

/** Something that came in, or was due, and what became of it. */
export interface Delivery {
  id: string;
  at: string;
  outcome: string;
  reason?: string;
  runId?: string;
  dueAt?: string;
  redeliveryOf?: string;
}

/** A call that sends an event to an address, to be tried in a terminal. */
export function curlOf(address: string): string {
  return `curl -X POST ${address} \\
  -H 'Content-Type: application/json' \\
  -d '{"order": 17}'`;
}
