import { expect, it } from 'vitest';
import type { Json } from '../api/types';
import { readDefinition, writeDefinition } from './definition';
import { tellOfFailures, toldOfFailures } from './failure';

it('names the action that is told, and nobody', () => {
  const nobody = readDefinition({ nodes: [], edges: [] });
  expect(toldOfFailures(nobody)).toBe('');
  const told = tellOfFailures(nobody, 'report-failure');
  expect(toldOfFailures(told)).toBe('report-failure');
  expect(writeDefinition(told)).toEqual({ nodes: [], edges: [], onFailure: { action: 'report-failure' } });
  expect(writeDefinition(tellOfFailures(told, ''))).toEqual({ nodes: [], edges: [] });
});

it.each<Json>(['report', 5, null, [], { action: 5 }, {}])(
  'keeps what nobody could read until it is chosen anew: %j',
  (odd) => {
    const read = readDefinition({ nodes: [], edges: [], onFailure: odd });
    expect(toldOfFailures(read)).toBe('');
    expect(writeDefinition(read).onFailure).toEqual(odd);
    expect(writeDefinition(tellOfFailures(read, 'report-failure')).onFailure).toEqual({
      action: 'report-failure',
    });
  },
);
