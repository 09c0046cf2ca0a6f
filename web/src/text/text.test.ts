import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('no two files of words say the same screen: the later one would take its place', () => {
  const names = readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.ts') && file !== 'en.ts' && !file.endsWith('.test.ts'))
    .flatMap((file) => [...readFileSync(join(import.meta.dirname, file), 'utf8').matchAll(/^  (\w+): /gm)])
    .map((match) => match[1]);
  expect(names).toHaveLength(new Set(names).size);
  expect(names.length).toBeGreaterThan(20);
});
