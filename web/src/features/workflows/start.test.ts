import { describe, expect, it } from 'vitest';
import { blank, pasted } from './start';

describe('what is pasted', () => {
  it('goes as it is when it has a name and a definition', () => {
    expect(pasted('{"name": "A", "definition": {"nodes": []}}', 'x')).toBe(
      '{"name": "A", "definition": {"nodes": []}}',
    );
    expect(pasted('name: A\ndefinition:\n  nodes: []', 'x')).toBe('name: A\ndefinition:\n  nodes: []');
  });

  it('becomes the definition of a workflow of that name otherwise', () => {
    expect(pasted('nodes:\n- id: a', 'My "flow"')).toBe(
      'name: "My \\"flow\\""\ndefinition:\n  nodes:\n  - id: a\n',
    );
    expect(pasted('{"nodes": [\n]}', 'A')).toBe('name: "A"\ndefinition:\n  {"nodes": [\n  ]}\n');
  });

  it('is not taken for whole because a text in it says so', () => {
    expect(pasted('{"nodes": [{"id": "a", "notes": "definition: x"}]}', 'A')).toContain('name: "A"');
    expect(pasted('nodes:\n  - id: a\n    notes: "definition: x"', 'A')).toContain('name: "A"');
  });
});

describe('a new workflow', () => {
  it('is another object each time', () => {
    expect(blank()).toEqual(blank());
    expect(blank()).not.toBe(blank());
  });

  it('is one whose end follows what starts it, whatever that is', () => {
    for (const start of ['call', 'webhook', 'schedule'] as const) {
      const { nodes, edges } = blank(start, 'Europe/Berlin') as {
        nodes: { id: string }[];
        edges: { source: string; target: string }[];
      };
      expect(edges).toEqual([{ id: 'e1', source: nodes[0]?.id, target: 'return_output' }]);
    }
    expect(JSON.stringify(blank('schedule', 'Europe/Berlin'))).toContain('"timezone":"Europe/Berlin"');
    expect(JSON.stringify(blank('webhook'))).toContain('"operation":"inbound_webhook"');
  });
});
