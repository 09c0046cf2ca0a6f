import type { Json, JsonObject } from '../api/types';

/** What stands against a document, or against a part of it. */
export interface BuildProblem {
  path: string;
  severity: string;
  message: string;
  mend: string;
}

/** A document to build from: its text, or where it is. */
export type Source = { kind: 'text'; text: string; called: string } | { kind: 'address'; address: string };

/** The states of a build, in their order. */
export const STATES = ['queued', 'parsing', 'generating', 'validating', 'succeeded'];

/** More is refused by the server, which takes bodies of 16 MiB. */
export const MOST_BYTES = 16 << 20;

const MOST_PATTERNS = 100;

export function isOver(status: string): boolean {
  return status === 'succeeded' || status === 'failed';
}

export function problemsOf(list: Json[]): BuildProblem[] {
  return list.map((one) => {
    const said = (one ?? {}) as JsonObject;
    const word = (name: string) => (typeof said[name] === 'string' ? said[name] : '');
    return {
      path: placeOf(word('path')),
      severity: word('severity'),
      message: word('message'),
      mend: word('mend'),
    };
  });
}

/** A JSON Pointer as people read it: /paths/~1pets/get is paths › /pets › get. */
export function placeOf(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join(' › ');
}

/** Patterns as somebody writes them, one on a line or separated by commas. */
export function patternsIn(text: string): string[] {
  return text
    .split(/[\n,]+/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

/**
 * Patterns that take the ticked operations and no others of those that there are; undefined where it would take more of
 * them than a build may have.
 */
export function patternsOf(
  all: readonly string[],
  ticked: ReadonlySet<string>,
  asked: readonly string[],
): string[] | undefined {
  const left = all.filter((name) => !ticked.has(name));
  if (left.length === 0) return [...asked];
  const taken = all.filter((name) => ticked.has(name));
  if (taken.length <= MOST_PATTERNS) return taken;
  const without = [...asked, ...left.map((name) => `!${name}`)];
  return without.length <= MOST_PATTERNS ? without : undefined;
}

/** The body of a build. A description in fewer words, our own form, is told from an OpenAPI document by its fields. */
export function buildOf(source: Source, name: string, include: string[]): JsonObject {
  const more = { ...(name === '' ? {} : { name }), ...(include.length === 0 ? {} : { include }) };
  if (source.kind === 'address') return { ...more, openapiUrl: source.address };
  const parsed = parsedJson(source.text);
  const isManifest = parsed && 'operations' in parsed && !('openapi' in parsed) && !('swagger' in parsed);
  // As text, so that the server sees each key that was written; as what it stands for, where only that is short enough.
  const tooLong = new Blob([JSON.stringify(source.text)]).size > MOST_BYTES - 1_000;
  const document = parsed && tooLong ? parsed : source.text;
  return { ...more, [isManifest ? 'manifest' : 'openapi']: document };
}

function parsedJson(text: string): JsonObject | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    return undefined;
  }
}

/** What all words of a search stand in, by name and texts. */
export function fits(operation: JsonObject, query: string): boolean {
  const says =
    `${operation.name} ${operation.displayName ?? ''} ${operation.description ?? ''}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => says.includes(word));
}
