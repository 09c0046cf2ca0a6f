import { describe, expect, it } from 'vitest';
import type { Definition } from './definition';
import type { State } from './diff';
import { nextOf as next } from './next';

const of = (...types: string[]): Definition => ({
  nodes: types.map((type, at) => ({ id: `${type}_${at}`, type })),
  edges: [],
});
const said = (definition: Definition): State => ({ name: 'Lookup', description: '', definition });
const nextOf = (definition: Definition, at: Parameters<typeof next>[1]) => next(said(definition), at);
const standing = { status: 'blueprint', faults: 0, live: undefined, isTrigger: () => false };
const WHOLE = of('action_input', 'return_output');

describe('what a draft needs next', () => {
  it('is a way in, then a way out, then no faults, then to be published', () => {
    expect(nextOf(of('set'), { ...standing, faults: 2 })).toBe('trigger');
    expect(nextOf(of('action_input', 'set'), { ...standing, faults: 1 })).toBe('output');
    expect(nextOf(WHOLE, { ...standing, faults: 1 })).toBe('mend');
    expect(nextOf(WHOLE, standing)).toBe('publish');
  });

  it('is to be activated where it runs by itself or did so before', () => {
    expect(nextOf(of('trigger', 'set'), standing)).toBe('activate');
    expect(nextOf(of('every_hour', 'set'), { ...standing, isTrigger: (type) => type === 'every_hour' })).toBe(
      'activate',
    );
    expect(nextOf(WHOLE, { ...standing, status: 'stopped', live: said(WHOLE) })).toBe('activate');
  });

  it('is nothing where what is live does the same', () => {
    const live = { ...standing, status: 'active_waiting', live: said(WHOLE) };
    expect(nextOf(WHOLE, live)).toBe('nothing');
    expect(nextOf(of('action_input', 'set', 'return_output'), live)).toBe('changes');
    const told = { ...WHOLE, onFailure: { action: 'report-failure' } };
    expect(nextOf(told, live)).toBe('changes');
    expect(next({ ...said(WHOLE), description: 'Finds a customer.' }, live)).toBe('changes');
    const hook = of('trigger', 'set');
    expect(nextOf(hook, { ...live, live: said(hook) })).toBe('active');
  });
});
