import type { Json, JsonObject } from '../api/types';
import { nodeOf, type Definition, type FlowNode } from './definition';
import { before } from './edits';
import type { Step } from './trial';

/** A stretch of a text: plain, or a template, with what is wrong with it. */
export interface Part {
  text: string;
  template: boolean;
  fault?: 'open' | 'path' | 'unknown';
  /** What an unknown path begins with. */
  root?: string;
}

const PATH = /^\s*([A-Za-z_][\w-]*)\s*((?:\.\s*(?:[\w$-]+)|\[\s*\d+\s*\]|\[\s*"(?:[^"\\]|\\.)*"\s*\])*)\s*$/;

/**
 * The text in stretches, as the server reads it.
 *
 * @param roots what a path may begin with; null where nobody knows
 */
export function partsOf(text: string, roots: ReadonlySet<string> | null): Part[] {
  const parts: Part[] = [];
  const plain = (piece: string) => {
    if (piece !== '') parts.push({ text: piece, template: false });
  };
  let from = 0;
  for (let open = text.indexOf('{{'); open >= 0;) {
    if (text[open - 1] === '\\') {
      open = text.indexOf('{{', open + 2);
      continue;
    }
    plain(text.slice(from, open));
    const end = text[open + 2] === '=' ? endOfScript(text, open + 3) : endOfPath(text, open + 2);
    if (end < 0) {
      parts.push({ text: text.slice(open), template: true, fault: 'open' });
      return parts;
    }
    parts.push(judged(text.slice(open, end), roots));
    from = end;
    open = text.indexOf('{{', from);
  }
  plain(text.slice(from));
  return parts;
}

function judged(text: string, roots: ReadonlySet<string> | null): Part {
  const part: Part = { text, template: true };
  if (text[2] === '=') return part;
  const found = PATH.exec(text.slice(2, -2));
  if (!found) return { ...part, fault: 'path' };
  const root = found[1] ?? '';
  return roots && !roots.has(root) ? { ...part, fault: 'unknown', root } : part;
}

function endOfPath(text: string, from: number): number {
  const end = text.indexOf('}}', from);
  return end < 0 ? -1 : end + 2;
}

/** Behind the braces that close an expression: those within its objects and texts do not. */
function endOfScript(text: string, from: number): number {
  let depth = 0;
  let quote = '';
  for (let at = from; at < text.length; at++) {
    const letter = text[at] ?? '';
    if (quote !== '') {
      if (letter === '\\') at++;
      else if (letter === quote) quote = '';
    } else if (letter === '"' || letter === "'" || letter === '`') quote = letter;
    else if (letter === '{') depth++;
    else if (letter === '}' && depth > 0) depth--;
    else if (letter === '}' && text[at + 1] === '}') return at + 2;
  }
  return -1;
}

/** What paths in a node's settings may begin with. */
export function rootsOf(definition: Definition, nodeId: string): ReadonlySet<string> {
  const node = nodeOf(definition, nodeId);
  const loops: string[] = [];
  for (let at = node; at?.parentId && loops.length < 8; at = nodeOf(definition, at.parentId))
    loops.push(at.parentId);
  return new Set([
    'trigger',
    'run',
    'workspace',
    'item',
    'index',
    ...loops,
    ...before(definition, nodeId).map((one) => one.id),
  ]);
}

/** A value that a field can be filled with. */
export interface Leaf {
  template: string;
  /** Behind the node's own name: body.items[0].name */
  path: string;
  value: Json | undefined;
  depth: number;
}

const DEEPEST = 4;
const MOST = 60;

/** What a node gave, value by value: of lists the first item stands for all. */
export function leavesOf(nodeId: string, output: Json | undefined): Leaf[] {
  const leaves: Leaf[] = [];
  const walk = (path: string, value: Json | undefined, depth: number) => {
    if (leaves.length >= MOST) return;
    leaves.push({ template: `{{${nodeId}${path}}}`, path: path.replace(/^\./, ''), value, depth });
    if (depth >= DEEPEST || value === null || typeof value !== 'object') return;
    if (Array.isArray(value)) {
      if (value.length > 0) walk(`${path}[0]`, value[0], depth + 1);
      return;
    }
    for (const [name, inner] of Object.entries(value)) {
      walk(
        /^[A-Za-z_$][\w$-]*$/.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`,
        inner,
        depth + 1,
      );
    }
  };
  walk('', output, 0);
  return leaves;
}

/** What a loop hands to its body: the item, and its number. */
export function loopLeaves(loop: FlowNode, step: Step | undefined): Leaf[] {
  const given = step?.input;
  const items =
    given !== null && typeof given === 'object' && !Array.isArray(given) ? given.items : undefined;
  const first = Array.isArray(items) ? items[0] : undefined;
  const [, ...inner] = leavesOf(loop.id, { item: first ?? null, index: 0 });
  return inner;
}

/** What the whole template stands for in what the nodes gave; undefined where that is not known. */
export function valueOf(template: Json | undefined, outputs: JsonObject): Json | undefined {
  if (typeof template !== 'string') return template;
  const [only, ...others] = partsOf(template, null);
  if (!only || !only.template || others.length > 0 || only.text[2] === '=')
    return only ? template : undefined;
  let value: Json | undefined = outputs;
  for (const key of only.text.slice(2, -2).match(/[\w$-]+|"(?:[^"\\]|\\.)*"/g) ?? []) {
    const name = key.startsWith('"') ? (JSON.parse(key) as string) : key;
    if (Array.isArray(value)) value = value[Number(name)];
    else if (value !== null && typeof value === 'object') value = value[name];
    else return undefined;
  }
  return value;
}
