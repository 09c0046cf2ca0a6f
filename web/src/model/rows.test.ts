import { describe, expect, it } from 'vitest';
import { added, counts, entriesOf, refilled, removed, renamed, rowsOf } from './rows';

describe('rows', () => {
  it('lose nothing to a name that passes another one', () => {
    let rows = added(rowsOf([['page', 1]]), 2);
    for (let length = 0; length <= 'page_size'.length; length++) {
      const name = 'page_size'.slice(0, length);
      rows = renamed(rows, 1, name);
      expect(Object.fromEntries(entriesOf(rows)).page).toBe(1);
      expect([counts(rows, 0), counts(rows, 1)]).toEqual([true, name !== 'page']);
    }
    expect(entriesOf(rows)).toEqual([
      ['page', 1],
      ['page_size', 2],
    ]);
  });

  it('keep what the others say, whatever is typed into one', () => {
    const others = Object.fromEntries(['a', 'ab', 'abc', '1', ''].map((name, at) => [name, at]));
    for (const at of [0, 2, 5]) {
      const entries = Object.entries(others);
      let rows = rowsOf([...entries.slice(0, at), ['new', 9] as [string, number], ...entries.slice(at)]);
      for (const name of ['ne', 'n', '', 'a', 'ab', 'abc', 'abcd', 'abc', '1', '12']) {
        rows = renamed(rows, at, name);
        const said = Object.fromEntries(entriesOf(rows));
        expect(said).toMatchObject(others);
        expect(said[name]).toBe(name in others ? others[name] : 9);
      }
    }
  });

  it('count again when the name is free', () => {
    let rows = renamed(
      rowsOf([
        ['a', 1],
        ['b', 2],
      ]),
      1,
      'a',
    );
    expect(entriesOf(rows)).toEqual([['a', 1]]);
    rows = refilled(rows, 1, 3, '3');
    expect(entriesOf(removed(rows, 0))).toEqual([['a', 3]]);
    expect(entriesOf(renamed(rows, 0, 'c'))).toEqual([
      ['c', 1],
      ['a', 3],
    ]);
  });

  it('are added under names that are free', () => {
    expect(
      added(
        rowsOf([
          ['field1', 1],
          ['field3', 1],
        ]),
        0,
      ).map((row) => row.name),
    ).toContain('field2');
  });
});
