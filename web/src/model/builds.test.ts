import { describe, expect, it } from 'vitest';
import { buildOf, fits, patternsIn, patternsOf, placeOf, problemsOf } from './builds';

const many = Array.from({ length: 300 }, (_, at) => `operation_${at}`);

describe('what is built', () => {
  it('takes what is ticked, by the shorter way', () => {
    expect(patternsOf(['a', 'b', 'c'], new Set(['a', 'c']), [])).toEqual(['a', 'c']);
    expect(patternsOf(['a', 'b'], new Set(['a', 'b']), ['tag:x'])).toEqual(['tag:x']);
    const allButTwo = new Set(many.slice(2));
    expect(patternsOf(many, allButTwo, ['/pets/*'])).toEqual(['/pets/*', '!operation_0', '!operation_1']);
    expect(patternsOf(many, new Set(many.slice(150)), [])).toBeUndefined();
    expect(patternsOf(many, new Set(many.slice(200)), [])).toHaveLength(100);
    expect(patternsOf(many, new Set(many.slice(100)), ['tag:x'])).toBeUndefined();
  });

  it('reads patterns as people write them', () => {
    expect(patternsIn(' get_*,\n\nGET /pets/* , !tag:admin')).toEqual(['get_*', 'GET /pets/*', '!tag:admin']);
  });

  it('tells a manifest from an OpenAPI document', () => {
    const text = (value: string) => ({ kind: 'text' as const, text: value, called: '' });
    expect(buildOf(text('{"operations": []}'), '', [])).toEqual({ manifest: '{"operations": []}' });
    expect(buildOf(text('{"openapi": "3.1.0", "operations": 1}'), 'x', ['a'])).toEqual({
      name: 'x',
      include: ['a'],
      openapi: '{"openapi": "3.1.0", "operations": 1}',
    });
    expect(buildOf(text('{"broken'), '', [])).toEqual({ openapi: '{"broken' });
    expect(buildOf({ kind: 'address', address: 'https://a.example' }, '', [])).toEqual({
      openapiUrl: 'https://a.example',
    });
  });

  it('sends what its own quotes would make too long as what it stands for', () => {
    const document = { openapi: '3.0.0', long: '"'.repeat(9 << 20) };
    const sent = buildOf({ kind: 'text', text: JSON.stringify(document), called: '' }, '', []);
    expect(typeof sent.openapi).toBe('object');
    // Nine mebibytes are read twice: on a machine with much to do, that takes longer than most tests may.
  }, 60_000);

  it('says where and what', () => {
    expect(placeOf('/paths/~1pets~1{id}/get')).toBe('paths › /pets/{id} › get');
    expect(placeOf('')).toBe('');
    expect(problemsOf([null, { path: '/a', severity: 'error', message: 'm' }])).toEqual([
      { path: '', severity: '', message: '', mend: '' },
      { path: 'a', severity: 'error', message: 'm', mend: '' },
    ]);
  });

  it('finds by all words', () => {
    const operation = { name: 'list_pets', displayName: 'List pets', description: 'All of the shop' };
    expect(fits(operation, 'shop LIST')).toBe(true);
    expect(fits(operation, 'shop delete')).toBe(false);
    expect(fits(operation, '')).toBe(true);
  });
});
