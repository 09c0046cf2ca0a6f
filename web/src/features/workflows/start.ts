import type { JsonObject } from '../../api/types';

/** What a new workflow begins with: whoever calls it gets back what they sent. */
export function blank(): JsonObject {
  return {
    nodes: [
      {
        id: 'action_input',
        type: 'action_input',
        name: 'Input',
        position: { x: 0, y: 0 },
        config: { inputSchema: { type: 'object', properties: {}, additionalProperties: false } },
      },
      {
        id: 'return_output',
        type: 'return_output',
        name: 'Output',
        position: { x: 320, y: 0 },
        config: { output: {} },
      },
    ],
    edges: [{ id: 'e1', source: 'action_input', target: 'return_output' }],
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
