import type { JsonObject } from '../../api/types';
import { firstConfig, SCHEDULE, WEBHOOK } from '../../model/triggers';
import { text } from '../../text/en';

/** What can start a workflow from its first day; the rest is chosen on the canvas. */
export type Start = 'call' | 'webhook' | 'schedule';

/** What a new workflow begins with: what starts it, and an end. */
export function blank(start: Start = 'call', zone = 'UTC'): JsonObject {
  const first = start === 'call' ? input() : trigger(start, zone);
  return {
    nodes: [
      first,
      {
        id: 'return_output',
        type: 'return_output',
        name: 'Output',
        position: { x: 320, y: 0 },
        config: { output: {} },
      },
    ],
    edges: [{ id: 'e1', source: first.id, target: 'return_output' }],
  };
}

function input() {
  return {
    id: 'action_input',
    type: 'action_input',
    name: 'Input',
    position: { x: 0, y: 0 },
    config: { inputSchema: { type: 'object', properties: {}, additionalProperties: false } },
  };
}

function trigger(start: 'webhook' | 'schedule', zone: string) {
  const connector = start === 'webhook' ? WEBHOOK : SCHEDULE;
  return {
    id: 'trigger_1',
    type: 'trigger',
    connector,
    operation: connector.replace('-', '_'),
    name: text.triggers.names[start],
    position: { x: 0, y: 0 },
    config: firstConfig(connector, zone),
  };
}

/**
 * The body of a call that saves what was pasted: a whole workflow with its name, or a definition alone. Both are YAML, of
 * which JSON is a part, so that the server reads either by the same rules.
 */
export function pasted(text: string, name: string): string {
  const clean = text
    .replace(/^\uFEFF/, '')
    .replace(/\t/g, '  ')
    .trimEnd();
  if (hasDefinition(clean)) return clean;
  const indented = clean
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
  return `name: ${JSON.stringify(name)}\ndefinition:\n${indented}\n`;
}

/** Whether the text is of a workflow with its name and all, not of its nodes and edges alone. */
function hasDefinition(text: string): boolean {
  if (text.trimStart().startsWith('{')) {
    try {
      return 'definition' in (JSON.parse(text) as object);
    } catch {
      return false;
    }
  }
  return /^definition\s*:/m.test(text);
}
