import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../api/types';
import { exampleOf, inputOf, readJson, readOne, same, spelled, writeJson, writeOne } from './forms';
import { isTooLong, readNumber } from './numbers';

describe('numbers that are typed', () => {
  it('are read as people write them', () => {
    const typed = ['-0.5', '1.05', '0.05', '007', '1e3', '.5', '5.', '+4', '1.0', '-0', ' 12 '];
    expect(typed.map(readNumber)).toEqual([-0.5, 1.05, 0.05, 7, 1000, 0.5, 5, 4, 1, -0, 12]);
    const none = ['-', '.', '1e', '1e+', '1,5', '0x10', 'Infinity', '12px', ''];
    expect(none.map(readNumber)).toEqual(none);
  });

  it('are the number that was typed, or stay a text', () => {
    let state = 42n;
    for (let round = 0; round < 2_000; round++) {
      state = (state * 6364136223846793005n + 1442695040888963407n) % (1n << 64n);
      const whole = state >> (state % 60n);
      for (const typed of [String(whole), `-${whole}`, `000${whole}`, `${whole}.000`, `${whole}0e-1`]) {
        const read = readNumber(typed);
        // What is sent is what it is written as.
        if (typeof read === 'number')
          expect(BigInt(JSON.stringify(read))).toBe(typed.startsWith('-') ? -whole : whole);
        else expect([read, isTooLong(typed)]).toEqual([typed, true]);
        if (whole <= 1n << 53n) expect(typeof read).toBe('number');
      }
    }
    const lost = ['9007199254740993', '1e400', '1e-400', '0.12345678901234567890'];
    expect(lost.map(readNumber)).toEqual(lost);
  });

  it('take nothing along that has one which would become another', () => {
    const ids = '{"id": 9007199254740993}';
    expect(readJson(ids)).toBe(ids);
    expect(isTooLong(ids)).toBe(true);
    expect(readJson('{"id": "9007199254740993", "n": 1.50}')).toEqual({ id: '9007199254740993', n: 1.5 });
    expect(readJson('9007199254740993')).toBe('9007199254740993');
  });
});

describe('what a form shows', () => {
  const values: Json[] = [
    ...['', ' ', 'a', '12', '1.10', '007', '-', 'true', 'null', '"', '"a"', '{"a": 1}', '[', '{{a.b}}'],
    ...['9007199254740993', ' 5', 'two\nlines', '1e3', 0, -0.5, 1.1, 1e21, true, false, null, [], [1, '1']],
    { a: '1', b: [null] },
  ];

  it('is read as the value that it shows', () => {
    for (const value of values)
      expect([writeJson(value), readJson(writeJson(value))]).toEqual([writeJson(value), value]);
  });

  it('is read as the value that it shows, in maps too', () => {
    const schemas: JsonObject[] = [{}, { type: ['string', 'number', 'boolean'] }, { type: 'object' }];
    for (const schema of schemas) {
      for (const value of values) expect(readOne(writeOne(value, schema), schema)).toEqual(value);
    }
    const text = { type: 'string' };
    const texts = values.filter((value) => typeof value === 'string');
    expect(texts.map((value) => readOne(writeOne(value, text), text))).toEqual(texts);
  });

  it('keeps the spelling of what was not meant as a number', () => {
    const typed = ['1.10', '007', '1e3', '12', '1.1', 'true', '"12"'];
    const read = (schema: JsonObject) => typed.map((one) => readOne(one, schema));
    expect(read({})).toEqual(['1.10', '007', '1e3', 12, 1.1, true, '12']);
    expect(read({ type: 'string' })).toEqual(typed);
    expect(read({ type: 'number' })).toEqual([1.1, 7, 1000, 12, 1.1, 'true', '"12"']);
  });
});

describe('choices', () => {
  it('are of any type, and told apart', () => {
    expect(inputOf({ type: 'integer', enum: [1, 2] })).toEqual({ kind: 'choice', options: [1, 2] });
    expect(inputOf({ enum: [true, null, 'a'] })).toEqual({ kind: 'choice', options: [true, null, 'a'] });
    expect(spelled([1, 2, 'a', true, null])).toEqual(['1', '2', 'a', 'true', 'null']);
    expect(spelled([1, '1', '', 'true'])).toEqual(['1', '"1"', '""', 'true']);
    const odd: Json[] = ['', '""', '"', 1, '1', true, 'true', null, 'null', [1], '[1]', { a: 1 }];
    expect(new Set(spelled(odd)).size).toBe(odd.length);
  });

  it('begin with one of them where a form begins with an example', () => {
    const schema = { properties: { size: { type: 'integer', enum: [5, 7] }, word: { type: 'string' } } };
    expect(exampleOf(schema)).toEqual({ size: 5, word: 'text' });
  });

  it('are the same when they say the same', () => {
    expect(same({ a: [1] }, { a: [1] })).toBe(true);
    expect(same(1, '1')).toBe(false);
  });
});
