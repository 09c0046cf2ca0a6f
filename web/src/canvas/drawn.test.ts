import { describe, expect, it } from 'vitest';
import type { Definition } from '../model/definition';
import { drawnNodes } from './drawn';

const drawing = { kinds: new Map(), faults: new Map() };

/** Loops by id, each within the one that is named. */
const nested = (within: Record<string, string | undefined>): Definition => ({
  nodes: Object.entries(within).map(([id, parentId]) => ({ id, type: 'loop', parentId })),
  edges: [],
});

const parents = (within: Record<string, string | undefined>) =>
  Object.fromEntries(drawnNodes(nested(within), drawing).map((node) => [node.id, node.parentId]));

describe('what is drawn in a loop', () => {
  it('is what is in it, at any depth', () => {
    expect(parents({ c: 'b', b: 'a', a: undefined })).toEqual({ c: 'b', b: 'a', a: undefined });
  });

  it('is nothing that is in itself, nor what is in that, nor in a loop that there is not', () => {
    expect(parents({ a: 'a' })).toEqual({ a: undefined });
    expect(parents({ a: 'b', b: 'a', c: 'a' })).toEqual({ a: undefined, b: undefined, c: undefined });
    expect(parents({ a: 'gone' })).toEqual({ a: undefined });
  });
});
