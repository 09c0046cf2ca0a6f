import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../api/types';
import { begun } from './begin';
import { readDefinition, writeDefinition, type Definition } from './definition';
import {
  addNode,
  before,
  changeNode,
  connect,
  freshId,
  moveNodes,
  part,
  paste,
  refusal,
  remove,
} from './edits';
import { fieldsOf, inputOf, readJson, startOf } from './forms';
import { begin, edit, redo, undo } from './history';
import { handlesOf } from './kinds';
import { needsTidying, sizes, tidy } from './layout';
import { slugOf } from './slug';

const FLOW: Definition = {
  nodes: [
    { id: 'action_input', type: 'action_input' },
    { id: 'loop_1', type: 'loop', config: { items: '{{action_input.list}}' } },
    { id: 'set_1', type: 'set', parentId: 'loop_1', config: { fields: { x: '{{loop_1.item}}' } } },
    {
      id: 'set_2',
      type: 'set',
      parentId: 'loop_1',
      config: { fields: { y: '{{set_1.x}} and {{ set_1.z }}' } },
    },
    { id: 'return_output', type: 'return_output' },
  ],
  edges: [
    { id: 'e1', source: 'action_input', target: 'loop_1' },
    { id: 'e2', source: 'set_1', target: 'set_2' },
    { id: 'e3', source: 'loop_1', target: 'return_output' },
  ],
};

describe('ids', () => {
  it('are the kind and the first free number, and what the server takes', () => {
    expect(freshId(FLOW, 'set')).toBe('set_3');
    expect(freshId(FLOW, 'return_output')).toBe('return_output_2');
    for (const odd of ['http-request', '9lives', 'Ünder', '', 'x'.repeat(90)]) {
      expect(freshId(FLOW, odd)).toMatch(/^[a-z][a-z0-9_]{0,63}$/);
    }
  });
});

describe('connecting', () => {
  it('is refused to itself, twice, in a circle and across a loop’s border', () => {
    expect(refusal(FLOW, 'set_1', 'set_1')).toBe('itself');
    expect(refusal(FLOW, 'set_1', 'set_2')).toBe('twice');
    expect(refusal(FLOW, 'set_2', 'set_1')).toBe('circle');
    expect(refusal(FLOW, 'action_input', 'set_1')).toBe('loop');
    expect(refusal(FLOW, 'action_input', 'return_output')).toBeUndefined();
  });

  it('gives edges ids of their own, also after one was taken out', () => {
    const less = remove(FLOW, new Set(), new Set(['e1']));
    const ids = connect(connect(less, 'action_input', 'loop_1'), 'action_input', 'return_output').edges.map(
      (e) => e.id,
    );
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('taking out', () => {
  it('takes a loop’s body and all edges along', () => {
    const less = remove(FLOW, new Set(['loop_1']), new Set());
    expect(less.nodes.map((node) => node.id)).toEqual(['action_input', 'return_output']);
    expect(less.edges).toEqual([]);
  });
});

describe('copying', () => {
  it('keeps a copy’s own templates together and leaves those to others', () => {
    const { definition, ids } = paste(FLOW, part(FLOW, new Set(['loop_1', 'set_1', 'set_2'])), {
      x: 20,
      y: 20,
    });
    expect(ids).toEqual(['loop_2', 'set_3', 'set_4']);
    const copy = definition.nodes.at(-1);
    expect(copy?.parentId).toBe('loop_2');
    expect(copy?.config).toEqual({ fields: { y: '{{set_3.x}} and {{ set_3.z }}' } });
    expect(definition.nodes.find((node) => node.id === 'loop_2')?.config).toEqual({
      items: '{{action_input.list}}',
    });
    expect(
      definition.edges.filter((edge) => edge.source === 'set_3' && edge.target === 'set_4'),
    ).toHaveLength(1);
  });
});

describe('what a node can use', () => {
  it('is what leads to it, and to the loop around it', () => {
    expect(before(FLOW, 'set_2').map((node) => node.id)).toEqual(['action_input', 'set_1']);
  });
});

describe('edits', () => {
  it('carry along what the canvas does not know, and drop what is set to nothing', () => {
    const odd = readDefinition({
      nodes: [{ id: 'a', type: 'x', notes: { by: 'Ada' } }],
      edges: [{ source: 'a', target: 'a' }],
    });
    expect(changeNode(odd, 'a', { name: 'A' }).nodes[0]).toEqual({
      id: 'a',
      type: 'x',
      notes: { by: 'Ada' },
      name: 'A',
    });
    expect(changeNode(odd, 'a', { notes: undefined }).nodes[0]).toEqual({ id: 'a', type: 'x' });
    expect(odd.edges[0]?.id).toBe('e1');
  });

  it('keep what stands beside nodes and edges, each of them', () => {
    const beside = { onFailure: { action: 'report-failure' }, ofTomorrow: [1, { a: null }] };
    const whole = readDefinition({ ...beside, ...(FLOW as unknown as JsonObject) });
    const made = { id: 'trigger_1', type: 'trigger' };
    const edits: Record<string, Definition> = {
      none: whole,
      addNode: addNode(whole, { id: 'a', type: 'set' }),
      changeNode: changeNode(whole, 'set_1', { name: 'A' }),
      moveNodes: moveNodes(whole, new Map([['set_1', { x: 1, y: 2 }]])),
      remove: remove(whole, new Set(['loop_1']), new Set(['e1'])),
      connect: connect(whole, 'action_input', 'return_output'),
      paste: paste(whole, part(whole, new Set(['set_1'])), { x: 1, y: 1 }).definition,
      tidy: tidy(whole),
      begunInPlace: begun(whole, made, () => true),
      begunAnew: begun(remove(whole, new Set(['action_input']), new Set()), made, () => true),
    };
    for (const [name, edited] of Object.entries(edits)) {
      expect(writeDefinition(edited), name).toMatchObject(beside);
    }
    // Copied nodes bring nothing of where they came from but themselves.
    const copied = paste(FLOW, part(whole, new Set(['set_1'])), { x: 1, y: 1 }).definition;
    expect(Object.keys(writeDefinition(copied)).sort()).toEqual(['edges', 'nodes']);
  });

  it('are undone and redone, a text as one', () => {
    let history = begin('');
    for (const next of ['a', 'ab', 'abc']) history = edit(history, next, 'name');
    history = edit(history, 'abc!', '');
    expect(undo(history).now).toBe('abc');
    expect(undo(undo(history)).now).toBe('');
    expect(undo(undo(undo(history))).now).toBe('');
    expect(redo(redo(undo(undo(history)))).now).toBe('abc!');
  });
});

describe('branches', () => {
  it('of a switch are its cases, once each, and default', () => {
    const node = {
      id: 's',
      type: 'switch',
      config: { cases: [{ id: 'a' }, { id: 'a' }, 'odd', { id: 'b' }] },
    };
    expect(handlesOf(node, undefined)).toEqual(['a', 'b', 'default']);
    expect(handlesOf({ id: 'r', type: 'return_output' }, undefined)).toEqual([]);
    expect(handlesOf({ id: 'x', type: 'set' }, undefined)).toEqual([undefined]);
  });
});

describe('tidying', () => {
  it('lays no two nodes onto each other, and a loop around its body', () => {
    const laid = tidy(addNode(FLOW, { id: 'wait_1', type: 'wait' }));
    expect(needsTidying(FLOW)).toBe(true);
    expect(needsTidying(laid)).toBe(false);
    const room = sizes(laid);
    for (const one of laid.nodes) {
      for (const other of laid.nodes) {
        if (one.id >= other.id || one.parentId !== other.parentId) continue;
        const a = { ...one.position!, ...room.get(one.id)! };
        const b = { ...other.position!, ...room.get(other.id)! };
        const apart =
          a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
        expect(apart, `${one.id} and ${other.id}`).toBe(true);
      }
    }
  });

  it('bears nodes that are in each other', () => {
    const knot: Definition = {
      nodes: [
        { id: 'a', type: 'loop', parentId: 'b' },
        { id: 'b', type: 'loop', parentId: 'a' },
      ],
      edges: [],
    };
    expect(tidy(knot).nodes).toHaveLength(2);
  });
});

describe('forms', () => {
  it('ask for each type as it is', () => {
    expect(inputOf({ type: 'integer', minimum: 0 })).toEqual({ kind: 'number', whole: true, least: 0 });
    expect(inputOf({ enum: ['a', 'b'] })).toEqual({ kind: 'choice', options: ['a', 'b'] });
    expect(inputOf({ description: 'anything' })).toEqual({ kind: 'json' });
    expect(inputOf({ type: ['object', 'boolean'] })).toEqual({ kind: 'json' });
    expect(inputOf({ const: 'once' })).toEqual({ kind: 'choice', options: ['once'] });
    expect(inputOf({ type: 'object' }, 'headers')).toEqual({ kind: 'map', values: {} });
  });

  it('take no answer for a no where nobody has given one', () => {
    expect(inputOf({ type: 'boolean', default: false })).toEqual({ kind: 'flag' });
    expect(inputOf({ type: 'boolean' })).toEqual({ kind: 'choice', options: [true, false] });
    expect(inputOf({ type: ['boolean', 'null'] })).toEqual({ kind: 'choice', options: [true, false] });
    const asks = { type: ['boolean', 'object'], properties: { title: { type: 'string' } } };
    expect(inputOf({ ...asks, default: false })).toEqual({ kind: 'switched' });
    expect(startOf({ ...asks, default: false })).toBe(false);
    expect(inputOf(asks), 'nobody has said no').toEqual({ kind: 'json' });
    const line = { type: 'object', required: ['fragile'], properties: { fragile: { type: 'boolean' } } };
    expect(startOf(line)).toEqual({ fragile: false });
  });

  it('put first what must be there, and start new values with it', () => {
    const rule = {
      type: 'object',
      required: ['left', 'operator'],
      properties: { right: {}, left: {}, operator: { enum: ['eq', 'gt'] } },
    };
    expect(fieldsOf(rule).map((field) => field.name)).toEqual(['left', 'operator', 'right']);
    expect(startOf(rule)).toEqual({ left: '', operator: 'eq' });
  });

  it('take what was typed for JSON where it is some', () => {
    expect(readJson('{"a": 1}')).toEqual({ a: 1 });
    expect(readJson('12')).toBe(12);
    expect(readJson('{{a.b}}')).toBe('{{a.b}}');
  });
});

describe('forms of schemas that refer', () => {
  const tree: JsonObject = {
    $defs: {
      Pet: { type: 'object', properties: { name: { type: 'string' }, child: { $ref: '#/$defs/Pet' } } },
      Loop: { $ref: '#/$defs/Loop' },
    },
    properties: {
      pet: { $ref: '#/$defs/Pet', description: 'Ours' },
      pets: { type: 'array', items: { $ref: '#/$defs/Pet' } },
      maybe: { anyOf: [{ $ref: '#/$defs/Pet' }, { type: 'null' }] },
      both: {
        allOf: [{ $ref: '#/$defs/Pet' }, { properties: { age: { type: 'integer' } }, required: ['age'] }],
      },
      either: { anyOf: [{ type: 'string' }, { type: 'integer' }] },
      loop: { $ref: '#/$defs/Loop' },
      gone: { $ref: '#/$defs/Nobody' },
    },
  };
  const field = (name: string) => fieldsOf(tree).find((one) => one.name === name)!;

  it('shows what is referred to, at any depth', () => {
    expect(field('pet').input.kind).toBe('fields');
    expect(field('pet').description).toBe('Ours');
    const child = fieldsOf(field('pet').schema).find((one) => one.name === 'child')!;
    expect(fieldsOf(child.schema).map((one) => one.name)).toEqual(['name', 'child']);
    const pets = field('pets').input;
    expect(pets.kind === 'list' && fieldsOf(pets.items).map((one) => one.name)).toEqual(['name', 'child']);
  });

  it('takes the one form beside null, and parts together', () => {
    expect(field('maybe').input.kind).toBe('fields');
    expect(fieldsOf(field('both').schema).map((one) => one.name)).toEqual(['age', 'name', 'child']);
    expect(field('either').input.kind).toBe('json');
  });

  it('ends where there is no end', () => {
    expect(field('loop').input.kind).toBe('json');
    expect(field('gone').input.kind).toBe('json');
    const greedy = {
      $defs: { A: { type: 'object', properties: { a: { $ref: '#/$defs/A' } }, required: ['a'] } },
    };
    expect(JSON.stringify(startOf({ ...greedy, $ref: '#/$defs/A' }))).toContain('a');
  });
});

describe('slugs', () => {
  it('are plain', () => {
    expect(slugOf('  Qualify a Lead! ')).toBe('qualify-a-lead');
    expect(slugOf('Überprüfung – №1')).toBe('uberprufung-no1');
    expect(slugOf('x'.repeat(80))).toHaveLength(64);
  });
});
