import { describe, expect, it } from 'vitest';
import { readDefinition, type Definition } from './definition';
import { difference, fieldChanges, isSame } from './diff';
import type { JsonObject } from '../api/types';

const BEFORE: Definition = {
  nodes: [
    { id: 'a', type: 'action_input', position: { x: 0, y: 0 } },
    { id: 'b', type: 'condition', config: { rules: [{ left: '{{a.n}}', operator: 'gt', right: 1 }] } },
    { id: 'c', type: 'return_output', name: 'End', config: { output: {} } },
  ],
  edges: [
    { id: 'e1', source: 'a', target: 'b' },
    { id: 'e2', source: 'b', sourceHandle: 'true', target: 'c' },
  ],
};

const WORDS = { name: 'Lookup', description: 'Finds a customer.' };
const between = (one: Definition, other: Definition) =>
  difference({ ...WORDS, definition: one }, { ...WORDS, definition: other });

/** The same, but for an edge. */
function changed(definition: Definition): Definition {
  return { ...definition, edges: definition.edges.slice(1) };
}

describe('what lies between two versions', () => {
  it('is nothing between equals, wherever the nodes stand and whatever the edges are called', () => {
    const moved = {
      nodes: BEFORE.nodes.map((node) => ({ ...node, position: { x: 9, y: 9 } })),
      edges: BEFORE.edges.map((edge, at) => ({ ...edge, id: `x${at}` })),
    };
    const found = between(BEFORE, moved);
    expect(found.nodes).toEqual([]);
    expect(found.edges.size).toBe(0);
  });

  it('names what is new, gone and changed, and draws both in one', () => {
    const after: Definition = {
      nodes: [
        BEFORE.nodes[0]!,
        {
          id: 'b',
          type: 'condition',
          config: { rules: [{ left: '{{a.n}}', operator: 'gt', right: 5 }], combinator: 'or' },
        },
        { id: 'd', type: 'stop_and_error', config: { message: 'no' } },
      ],
      edges: [
        { id: 'e1', source: 'a', target: 'b' },
        { id: 'e2', source: 'b', sourceHandle: 'true', target: 'd' },
      ],
    };
    const found = between(BEFORE, after);
    expect(found.nodes.map(({ id, change }) => [id, change])).toEqual([
      ['b', 'changed'],
      ['d', 'added'],
      ['c', 'removed'],
    ]);
    expect(found.nodes[0]?.fields).toEqual([
      { path: 'config.rules[0].right', before: 1, after: 5 },
      { path: 'config.combinator', after: 'or' },
    ]);
    expect(found.both.nodes.map((node) => node.id)).toEqual(['a', 'b', 'd', 'c']);
    expect([...found.edges.values()]).toEqual(['added', 'removed']);
    expect(new Set(found.both.edges.map((edge) => edge.id)).size).toBe(3);
  });

  it('names what stands beside nodes and edges', () => {
    const written = BEFORE as unknown as JsonObject;
    const one = readDefinition({ ...written, onFailure: { action: 'tell-ada' } });
    const other = readDefinition({ ...written, onFailure: { action: 'tell-bob' } });
    expect(between(one, other).fields).toEqual([
      { path: 'onFailure.action', before: 'tell-ada', after: 'tell-bob' },
    ]);
    expect(between(one, BEFORE).fields).toEqual([{ path: 'onFailure', before: { action: 'tell-ada' } }]);
    expect(between(one, one).fields).toEqual([]);
    expect(isSame(between(one, one))).toBe(true);
    expect(isSame(between(one, other))).toBe(false);
    expect(isSame(between(one, changed(one)))).toBe(false);
  });

  it('names the words by which others find it', () => {
    const one = { ...WORDS, definition: BEFORE };
    const other = { name: 'Lookup ', description: 'Finds a customer by mail.', definition: BEFORE };
    const found = difference(one, other);
    expect(found.fields).toEqual([
      { path: 'description', before: 'Finds a customer.', after: 'Finds a customer by mail.' },
    ]);
    expect(isSame(found)).toBe(false);
    expect(isSame(difference(one, { ...one, name: 'Lookup ' }))).toBe(true);
  });

  it('tells apart a field that is gone and one that is null', () => {
    expect(fieldChanges({ a: null }, {})).toEqual([{ path: 'a', before: null }]);
    expect(fieldChanges({ a: null }, { a: null })).toEqual([]);
    expect(fieldChanges([1, 2], [1])).toEqual([{ path: '[1]', before: 2 }]);
  });
});
