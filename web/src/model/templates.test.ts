import { describe, expect, it } from 'vitest';
import type { Definition } from './definition';
import { leavesOf, partsOf, rootsOf, valueOf } from './templates';
import { typeOf } from './shapes';

const faults = (text: string, roots: string[] = ['a']) =>
  partsOf(text, new Set(roots)).flatMap((part) => (part.fault ? [part.fault] : []));

describe('templates in a text', () => {
  it('are told from what is around them, and put together again', () => {
    for (const text of [
      'x {{a.b}} y',
      '{{a}}',
      '{{= {"a": {"b": 1}} }}',
      '\\{{a}}',
      '{{a["odd }key"]}}z',
      '{{',
    ]) {
      expect(
        partsOf(text, null)
          .map((part) => part.text)
          .join(''),
      ).toBe(text);
    }
    expect(partsOf('x {{a.b}} y', null).map((part) => part.template)).toEqual([false, true, false]);
    expect(partsOf('{{= {"a": {"b": 1}} }}!', null).map((part) => part.text)).toEqual([
      '{{= {"a": {"b": 1}} }}',
      '!',
    ]);
  });

  it('are judged where they stand', () => {
    expect(faults('{{a.items[0]["odd key"].0}}')).toEqual([]);
    expect(faults('{{b.x}} {{a')).toEqual(['unknown', 'open']);
    expect(faults('{{a..b}} {{}} {{1}}')).toEqual(['path', 'path', 'path']);
    expect(faults('\\{{b}} and {{= anything }}')).toEqual([]);
  });

  it('stand for values', () => {
    const outputs = { a: { list: [{ 'odd key': 7 }], n: null } };
    expect(valueOf('{{a.list[0]["odd key"]}}', outputs)).toBe(7);
    expect(valueOf('{{a.list.0}}', outputs)).toEqual({ 'odd key': 7 });
    expect(valueOf('{{a.n.x}}', outputs)).toBeUndefined();
    expect(valueOf('plain', outputs)).toBe('plain');
    expect(valueOf(5, outputs)).toBe(5);
  });
});

describe('values of the last run', () => {
  it('each have the template that leads to them', () => {
    const leaves = leavesOf('look_up', { body: { 'odd key': 1, list: [{ x: 1 }, { x: 2 }] } });
    expect(leaves.map((leaf) => leaf.template)).toEqual([
      '{{look_up}}',
      '{{look_up.body}}',
      '{{look_up.body["odd key"]}}',
      '{{look_up.body.list}}',
      '{{look_up.body.list[0]}}',
      '{{look_up.body.list[0].x}}',
    ]);
    for (const leaf of leaves)
      expect(
        valueOf(leaf.template, { look_up: { body: { 'odd key': 1, list: [{ x: 1 }, { x: 2 }] } } }),
      ).toEqual(leaf.value);
  });

  it('come from the nodes before, and the loops around', () => {
    const definition: Definition = {
      nodes: [
        { id: 'a', type: 'action_input' },
        { id: 'loop_1', type: 'loop' },
        { id: 'b', type: 'set', parentId: 'loop_1' },
        { id: 'z', type: 'set' },
      ],
      edges: [
        { id: 'e', source: 'a', target: 'loop_1' },
        { id: 'f', source: 'loop_1', target: 'z' },
      ],
    };
    const roots = rootsOf(definition, 'b');
    expect(roots.has('a') && roots.has('loop_1') && roots.has('run')).toBe(true);
    expect(roots.has('z')).toBe(false);
  });
});

describe('the type of a value', () => {
  it('is what code may count on', () => {
    expect(typeOf({ n: 1, list: [{ a: 'x' }, { a: 'y', b: true }], none: [], nil: null })).toBe(
      '{ n: number; list: { a: string; b?: boolean }[]; none: unknown[]; nil: null }',
    );
    expect(typeOf([1, 'a'])).toBe('(number | string)[]');
    expect(typeOf({ 'odd key': 1 })).toBe('{ "odd key": number }');
    expect(typeOf(undefined)).toBe('unknown');
  });
});
