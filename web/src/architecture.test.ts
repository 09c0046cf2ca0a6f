import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = import.meta.dirname;

/** What each folder may import besides packages: the picture of the page. */
const MAY_USE: Record<string, string[]> = {
  text: [],
  model: ['api'],
  api: [],
  ui: ['api', 'model', 'text'],
  canvas: ['api', 'model', 'text', 'ui'],
  features: ['api', 'canvas', 'model', 'text', 'ui'],
  app: ['api', 'canvas', 'features', 'model', 'text', 'ui'],
};

const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.test.ts') && name !== join('api', 'types.ts'))
  .sort();

const source = new Map(files.map((name) => [name, readFileSync(join(ROOT, name), 'utf8')]));

function imports(name: string): string[] {
  const found = (source.get(name) ?? '').matchAll(/(?:from|import)\s*\(?'([^']+)'/g);
  return [...found].map((match) => match[1] ?? '');
}

/** The files of ours that a file imports. */
function own(name: string): string[] {
  return imports(name)
    .filter((path) => path.startsWith('.') && !path.endsWith('.css'))
    .map((path) => relative(ROOT, resolve(ROOT, dirname(name), path)))
    .map((path) => files.find((file) => file === `${path}.ts` || file === `${path}.tsx`) ?? path);
}

const folder = (name: string) => name.split('/')[0] ?? '';

describe('the page', () => {
  it('has its parts lean on each other in one direction', () => {
    const faults = files.flatMap((name) =>
      own(name)
        .filter((used) => folder(used) !== folder(name) && !MAY_USE[folder(name)]?.includes(folder(used)))
        .filter((used) => used !== 'api/types')
        .map((used) => `${name} uses ${used}`),
    );
    expect(faults).toEqual([]);
  });

  it('keeps features apart', () => {
    const feature = (name: string) => (folder(name) === 'features' ? name.split('/')[1] : undefined);
    const faults = files.flatMap((name) =>
      own(name)
        .filter((used) => feature(name) && feature(used) && feature(name) !== feature(used))
        .map((used) => `${name} uses ${used}`),
    );
    expect(faults).toEqual([]);
  });

  it('has a model that knows nothing of the screen', () => {
    const faults = files
      .filter((name) => folder(name) === 'model')
      .filter((name) => imports(name).some((path) => /^(react|@xyflow|@base-ui|wouter)/.test(path)));
    expect(faults).toEqual([]);
  });

  it('imports in no circle', () => {
    const seen = new Set<string>();
    const walk = (name: string, path: string[]): void => {
      expect(path, `${[...path, name].join(' > ')}`).not.toContain(name);
      if (seen.has(name)) return;
      for (const used of typeless(name)) walk(used, [...path, name]);
      seen.add(name);
    };
    files.forEach((name) => walk(name, []));
  });

  it('has files of at most 300 lines and no any', () => {
    const faults = [...source].flatMap(([name, content]) => [
      ...(content.split('\n').length > 301 && folder(name) !== 'text' ? [`${name} is too long`] : []),
      ...(/(:|as|<)\s*any\b/.test(content) ? [`${name} says any`] : []),
    ]);
    expect(faults).toEqual([]);
  });

  it('has its words in one file', () => {
    const faults = [...source]
      .filter(([name]) => name.endsWith('.tsx'))
      .flatMap(([name, content]) =>
        [...content.matchAll(/>\s*([A-Z][a-z]+(?: [a-zA-Z]+)+)[^<{]*</g)].map(
          (match) => `${name}: ${match[1]}`,
        ),
      );
    expect(faults).toEqual([]);
  });
});

/** Without imports of types alone, which are gone when the page runs. */
function typeless(name: string): string[] {
  const types = [...(source.get(name) ?? '').matchAll(/import type [^;]*from '([^']+)'/g)].map(
    (match) => match[1],
  );
  return own(name).filter(
    (used) =>
      !types.some(
        (path) => path && relative(ROOT, resolve(ROOT, dirname(name), path)) === used.replace(/\.tsx?$/, ''),
      ),
  );
}
