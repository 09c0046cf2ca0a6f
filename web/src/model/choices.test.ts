import { describe, expect, it } from 'vitest';
import { matching, missing, needsOf, partOf } from './choices';

const SCHEMA = {
  type: 'object',
  properties: {
    board: { type: 'string', 'x-choices': { needs: [] } },
    list: { type: 'string', 'x-choices': { needs: ['board', 'kind'] } },
    kind: { type: 'string', default: 'open' },
    text: { type: 'string' },
  },
};

describe('choices of a service', () => {
  it('are asked of marked fields alone', () => {
    expect(needsOf(SCHEMA.properties.list)).toEqual(['board', 'kind']);
    expect(needsOf(SCHEMA.properties.board)).toEqual([]);
    expect(needsOf(SCHEMA.properties.text)).toBeUndefined();
    expect(needsOf({ 'x-choices': true })).toBeUndefined();
    expect(needsOf({ 'x-choices': {} })).toEqual([]);
  });

  it('say what they lack: a default is as good as a value, a template is none yet', () => {
    const lacks = (config: Record<string, string>) => missing(['board', 'kind'], SCHEMA, config);
    expect(lacks({})).toEqual({ empty: ['board'], templates: [] });
    expect(lacks({ board: '' })).toEqual({ empty: ['board'], templates: [] });
    expect(lacks({ board: 'b1', kind: '' })).toEqual({ empty: ['kind'], templates: [] });
    expect(lacks({ board: 'b1' })).toEqual({ empty: [], templates: [] });
    expect(lacks({ board: '{{set_1.board}}' })).toEqual({ empty: [], templates: ['board'] });
  });

  it('are asked for with what they need, and nothing else', () => {
    expect(partOf(['board', 'kind'], { board: 'b1', text: 'secret', kind: '' })).toEqual({ board: 'b1' });
  });

  it('are found by what people read and by what is kept', () => {
    const choices = [
      { value: 'C01', label: 'General' },
      { value: 'C02', label: 'Random' },
    ];
    expect(matching(choices, 'RAND')).toEqual([choices[1]]);
    expect(matching(choices, 'c01')).toEqual([choices[0]]);
    expect(matching(choices, ' ')).toEqual(choices);
    expect(matching(choices, 'none of them')).toEqual([]);
  });
});
