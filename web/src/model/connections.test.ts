import { describe, expect, it } from 'vitest';
import { filled, kindsOf, shownOf } from './connections';

const fields =
  kindsOf([
    {
      connector: 'shop',
      fields: [
        { name: 'token', required: true, secret: true },
        { name: 'zone', required: true, options: ['a', 'b'] },
        { name: 'region', options: ['eu', 'us'] },
      ],
    },
  ])[0]?.fields ?? [];

describe('what a connection is made of', () => {
  it('is what the form shows', () => {
    const typed: Record<string, string>[] = [{}, { token: 't' }, { zone: 'b', region: 'eu' }, { region: '' }];
    for (const anew of [true, false]) {
      for (const values of typed) {
        const shown = fields.map((field) => [field.name, shownOf(field, values, anew)] as const);
        expect(filled(fields, values, anew)).toEqual(Object.fromEntries(shown.filter(([, value]) => value)));
      }
    }
  });

  it('begins with a choice only where there must be one', () => {
    expect(filled(fields, { token: 't' }, true)).toEqual({ token: 't', zone: 'a' });
    expect(filled(fields, { token: 't' }, false)).toEqual({ token: 't' });
    expect(filled(fields, { region: 'eu' }, true)).toEqual({ zone: 'a', region: 'eu' });
  });
});
