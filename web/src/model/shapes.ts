import type { Json } from '../api/types';

const DEEPEST = 6;

/** The TypeScript type of a value, on one line. Of objects in a list, what not all have is optional. */
export function typeOf(value: Json | undefined, depth = 0): string {
  if (value === undefined || depth > DEEPEST) return 'unknown';
  if (value === null) return 'null';
  if (Array.isArray(value)) return listOf(value, depth);
  if (typeof value === 'object') return objectOf([value], depth);
  return typeof value;
}

function listOf(items: Json[], depth: number): string {
  if (items.length === 0) return 'unknown[]';
  const objects = items.filter(
    (one): one is { [name: string]: Json } => one !== null && typeof one === 'object' && !Array.isArray(one),
  );
  const others = items.filter((one) => !objects.includes(one as { [name: string]: Json }));
  const types = [
    ...(objects.length > 0 ? [objectOf(objects, depth + 1)] : []),
    ...others.map((one) => typeOf(one, depth + 1)),
  ];
  const different = [...new Set(types)];
  return different.length === 1 ? `${different[0]}[]` : `(${different.join(' | ')})[]`;
}

function objectOf(objects: { [name: string]: Json }[], depth: number): string {
  const names = [...new Set(objects.flatMap((one) => Object.keys(one)))];
  if (names.length === 0) return 'Record<string, unknown>';
  const fields = names.map((name) => {
    const values = objects.filter((one) => name in one).map((one) => one[name]);
    const types = [...new Set(values.map((one) => typeOf(one, depth + 1)))].join(' | ');
    const shown = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
    return `${shown}${values.length < objects.length ? '?' : ''}: ${types}`;
  });
  return `{ ${fields.join('; ')} }`;
}
