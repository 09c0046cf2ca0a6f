import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../api/types';
import { readDefinition, titleOf, writeDefinition, type Definition } from './definition';
import { addNode, before, changeNode, moveNodes, part, paste, refusal } from './edits';
import { handlesOf, label } from './kinds';
import { sizes, tidy } from './layout';

const isString = (value: unknown) => typeof value === 'string';

/** Of each kind of value one, for every place in a definition. */
const ODD: (Json | undefined)[] = [undefined, null, 5, 'x', '', true, [], [null], ['x'], {}, { x: 'far' }];

const SOUND: JsonObject = {
  nodes: [
    {
      id: 'a',
      type: 'switch',
      name: 'A',
      connector: 'c',
      operation: 'o',
      connectionId: 'k',
      parentId: 'b',
      config: { cases: [{ id: 'one' }] },
      options: {},
      position: { x: 1, y: 2 },
      notes: 'kept',
    },
    { id: 'b', type: 'loop', position: { x: 1, y: 2 } },
  ],
  edges: [{ id: 'e', source: 'a', target: 'b', sourceHandle: 'one', targetHandle: 'in' }],
  onFailure: { action: 'tell' },
};

/** The sound one with each value of each kind in each of its places. */
function* flawed(): Generator<{ what: string; definition: JsonObject }> {
  const places: (string | number)[][] = [['nodes'], ['edges'], ['onFailure'], ['nodes', 0], ['edges', 0]];
  for (const field of [...Object.keys((SOUND.nodes as JsonObject[])[0]!), 'surprise'])
    places.push(['nodes', 0, field]);
  for (const field of Object.keys((SOUND.edges as JsonObject[])[0]!)) places.push(['edges', 0, field]);
  for (const place of places) {
    for (const value of ODD) {
      const definition = structuredClone(SOUND);
      let at = definition;
      for (const step of place.slice(0, -1)) at = at[step] as JsonObject;
      const last = place.at(-1)!;
      if (value === undefined && typeof last === 'string') delete at[last];
      else at[last] = value ?? null;
      yield { what: `${place.join('.')} is ${JSON.stringify(value)}`, definition };
    }
  }
  yield {
    what: 'two in each other',
    definition: {
      nodes: [
        { id: 'a', type: 'loop', parentId: 'b' },
        { id: 'b', type: 'loop', parentId: 'a' },
      ],
    },
  };
  yield { what: 'one in itself', definition: { nodes: [{ id: 'a', type: 'loop', parentId: 'a' }] } };
  yield {
    what: 'two of the same id',
    definition: {
      nodes: [
        { id: 'a', type: 'set' },
        { id: 'a', type: 'set' },
      ],
    },
  };
}

describe('a draft with flaws', () => {
  it('is whole for the canvas, wherever the flaw is', () => {
    for (const { what, definition } of flawed()) {
      const whole = tidy(readDefinition(definition));
      const ids = new Set(whole.nodes.map((node) => node.id));
      expect(ids.size, what).toBe(whole.nodes.length);
      for (const node of whole.nodes) {
        expect([titleOf(node), label(node.type), node.id].every(Boolean), what).toBe(true);
        expect(handlesOf(node, undefined).length, what).toBeGreaterThan(0);
        expect(before(whole, node.id).length, what).toBeLessThan(3);
        expect(Number.isFinite(node.position!.x + node.position!.y), what).toBe(true);
      }
      for (const edge of whole.edges)
        expect([edge.id, edge.source, edge.target].every(isString), what).toBe(true);
      sizes(whole);
      refusal(whole, 'a', 'b');
      paste(whole, part(whole, ids), { x: 1, y: 1 });
    }
  });

  it('is sent back as it was written, but for what was edited', () => {
    for (const { what, definition } of flawed()) {
      const whole = readDefinition(definition);
      const nothing = /^(nodes|edges)(\.0 is (?!\{)| is \[[^\]])/.test(what);
      const given = /^edges\.0(\.id)? is/.test(what);
      if (!nothing && !given) expect(writeDefinition(whole), what).toEqual(definition);
      const grown = writeDefinition(addNode(whole, { id: 'new', type: 'set' }));
      if (Array.isArray(definition.nodes) && !nothing && !given)
        expect(grown, what).toEqual({
          ...definition,
          nodes: [...definition.nodes, { id: 'new', type: 'set' }],
        });
      else expect((grown.nodes as JsonObject[]).at(-1), what).toEqual({ id: 'new', type: 'set' });
    }
  });

  it('is mended where it is edited, and there alone', () => {
    const odd = readDefinition({
      nodes: [{ id: 'a', type: 'set', name: 5, config: 'x', position: { x: 'far' } }],
    });
    const nodeOf = (definition: Definition) => (writeDefinition(definition).nodes as JsonObject[])[0];
    expect(nodeOf(changeNode(odd, 'a', { name: 'A' }))).toEqual({
      id: 'a',
      type: 'set',
      name: 'A',
      config: 'x',
      position: { x: 'far' },
    });
    expect(nodeOf(changeNode(odd, 'a', { name: undefined }))).not.toHaveProperty('name');
    expect(nodeOf(moveNodes(odd, new Map([['a', { x: 1, y: 2 }]])))).toEqual({
      id: 'a',
      type: 'set',
      name: 5,
      config: 'x',
      position: { x: 1, y: 2 },
    });
    const twice = paste(odd, part(odd, new Set(['a'])), { x: 0, y: 0 });
    expect(twice.ids).toEqual(['set_1']);
    expect((writeDefinition(twice.definition).nodes as JsonObject[]).map((node) => node.id)).toEqual([
      'a',
      'set_1',
    ]);
  });

  it('is left out of what the next edit sends only where it is no node at all', () => {
    const odd = readDefinition({ nodes: [null, 'x', { id: 'a', type: 'set' }], edges: [null] });
    expect(writeDefinition(odd)).toEqual({ nodes: [{ id: 'a', type: 'set' }], edges: [] });
    const map = readDefinition({ nodes: { a: { type: 'set' } } });
    expect(writeDefinition(map)).toEqual({ nodes: { a: { type: 'set' } } });
  });
});
