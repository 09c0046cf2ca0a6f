import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { UTILS } from './utils';

it('what is offered for utils is what the server hands to code', () => {
  const script = readFileSync(
    join(import.meta.dirname, '../../../server/src/main/resources/dev/triggo/sandbox/utils.js'),
    'utf8',
  );
  const made = /return Object\.freeze\(\{(.*)\}\);/.exec(script)?.[1] ?? '';
  const names = made.split(/,\s*/).map((one) => one.split(':')[0]?.trim());
  expect(UTILS.filter((one) => one.of === '').map((one) => one.name)).toEqual(names);
  for (const one of UTILS.filter(({ of }) => of !== ''))
    expect(script).toMatch(new RegExp(`\\b${one.name}\\b`));
});
