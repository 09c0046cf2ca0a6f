import type { Json, JsonObject } from '../api/types';
import { isTooLong, readNumber } from './numbers';

/** How a value of a schema is asked for. */
export type Input =
  | { kind: 'choice'; options: Json[] }
  | { kind: 'flag' }
  /** A yes or no, and with a yes the fields that tell more. */
  | { kind: 'switched' }
  | { kind: 'number'; whole: boolean; least?: number; most?: number }
  | { kind: 'text'; long: boolean }
  | { kind: 'list'; items: JsonObject }
  | { kind: 'fields' }
  | { kind: 'map'; values: JsonObject }
  | { kind: 'json' };

export interface FormField {
  name: string;
  schema: JsonObject;
  required: boolean;
  description?: string;
  input: Input;
}

function object(value: Json | undefined): JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};
}

/** Of a schema that refers to itself, this is where nothing new can come any more. */
const MOST_STEPS = 12;

/**
 * A schema with what it refers to in its place: $ref into its $defs, which it carries along, parts that hold together, and the
 * one form that there is beside null.
 */
export function opened(schema: JsonObject, defs: Json | undefined = schema.$defs): JsonObject {
  let now = schema;
  for (let step = 0; step < MOST_STEPS; step++) {
    const next = once(now, object(defs));
    if (next === now) break;
    now = next;
  }
  return defs === undefined ? now : { ...now, $defs: defs };
}

function once(schema: JsonObject, defs: JsonObject): JsonObject {
  const { $ref, allOf, anyOf, oneOf, ...rest } = schema;
  if (typeof $ref === 'string') {
    const target = $ref.startsWith('#/$defs/') ? defs[$ref.slice('#/$defs/'.length)] : undefined;
    return target === undefined ? schema : { ...object(target), ...without(schema, '$ref') };
  }
  if (Array.isArray(allOf) && allOf.length > 0) {
    return [rest, ...allOf.map((part) => opened(object(part), defs))].reduce(together);
  }
  const choices = Array.isArray(anyOf) ? anyOf : Array.isArray(oneOf) ? oneOf : [];
  const real = choices.map(object).filter((choice) => choice.type !== 'null');
  return real.length === 1 && !(anyOf && oneOf) ? { ...real[0], ...rest } : schema;
}

function together(one: JsonObject, other: JsonObject): JsonObject {
  const list = (value: Json | undefined) => (Array.isArray(value) ? value : []);
  const required = [...list(one.required), ...list(other.required)];
  const properties = { ...object(one.properties), ...object(other.properties) };
  return {
    ...other,
    ...one,
    ...(required.length > 0 ? { required } : {}),
    ...(Object.keys(properties).length > 0 ? { type: 'object', properties } : {}),
  };
}

function without(schema: JsonObject, name: string): JsonObject {
  const { [name]: _, ...rest } = schema;
  return rest;
}

/** The fields of an object's schema, those that must be there first. */
export function fieldsOf(whole: JsonObject): FormField[] {
  const schema = opened(whole);
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(object(schema.properties))
    .map(([name, value]) => {
      const own = opened(object(value), schema.$defs);
      const field: FormField = {
        name,
        schema: own,
        required: required.includes(name),
        input: inputOf(own, name),
      };
      if (typeof own.description === 'string') field.description = own.description;
      return field;
    })
    .sort((one, other) => Number(other.required) - Number(one.required));
}

const LONG = /^(message|body|source|expression|description|text|notes|sql|query)$/i;

function isSwitched(schema: JsonObject, types: (Json | undefined)[]): boolean {
  return (
    types.length === 2 &&
    types.includes('boolean') &&
    types.includes('object') &&
    typeof schema.default === 'boolean' &&
    Object.keys(object(schema.properties)).length > 0
  );
}

export function inputOf(schema: JsonObject, name = ''): Input {
  const examples = Array.isArray(schema.examples) ? schema.examples : [];
  const texts = (list: Json[]) => list.filter((one): one is string => typeof one === 'string');
  if (Array.isArray(schema.enum)) return { kind: 'choice', options: schema.enum };
  if (schema.const !== undefined) return { kind: 'choice', options: [schema.const] };
  const types = Array.isArray(schema.type) ? schema.type.filter((one) => one !== 'null') : [schema.type];
  if (isSwitched(schema, types)) return { kind: 'switched' };
  if (types.length !== 1) return { kind: 'json' };
  switch (types[0]) {
    case 'boolean':
      // A box that is not ticked looks like a no: without a default nobody has said one yet.
      return typeof schema.default === 'boolean'
        ? { kind: 'flag' }
        : { kind: 'choice', options: [true, false] };
    case 'integer':
    case 'number':
      return {
        kind: 'number',
        whole: types[0] === 'integer',
        ...(typeof schema.minimum === 'number' ? { least: schema.minimum } : {}),
        ...(typeof schema.maximum === 'number' ? { most: schema.maximum } : {}),
      };
    case 'string':
      return name === 'operator' && examples.length > 3
        ? { kind: 'choice', options: texts(examples) }
        : { kind: 'text', long: LONG.test(name) };
    case 'array':
      return Object.keys(object(schema.items)).length > 0
        ? { kind: 'list', items: opened(object(schema.items), schema.$defs) }
        : { kind: 'json' };
    case 'object':
      if (Object.keys(object(schema.properties)).length > 0) return { kind: 'fields' };
      return name === 'inputSchema' || name === 'outputSchema'
        ? { kind: 'json' }
        : { kind: 'map', values: opened(object(schema.additionalProperties), schema.$defs) };
    default:
      return { kind: 'json' };
  }
}

/** Whether a text holds a template, which stands for a value of any type. */
export function isTemplate(value: Json | undefined): value is string {
  return typeof value === 'string' && /\{\{.*\}\}/s.test(value);
}

/** What somebody typed where any JSON may stand: JSON where it is some that can be kept as it is, else the text itself. */
export function readJson(text: string): Json {
  const clean = text.trim();
  if (clean === '') return '';
  try {
    return isTooLong(clean) ? text : (JSON.parse(clean) as Json);
  } catch {
    return text;
  }
}

/** So that reading it gives the value again: a text that would be read as something else stands in quotes. */
export function writeJson(value: Json | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' && readJson(value) === value ? value : JSON.stringify(value, null, 2);
}

/**
 * What somebody typed for a value of a map: what the schema says of its values, and where it says nothing JSON, but a number
 * only as numbers are written. 1.10 is a version, 007 an agent: both stay texts.
 */
export function readOne(typed: string, schema: JsonObject): Json {
  const { kind } = inputOf(schema);
  if (kind === 'text') return typed;
  if (kind === 'number' && typed.trim() !== '') return readNumber(typed);
  const read = readJson(typed);
  return typeof read === 'number' && String(read) !== typed ? typed : read;
}

/** So that reading it gives the value again, where it is one that the schema allows. */
export function writeOne(value: Json, schema: JsonObject): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  const { kind } = inputOf(schema);
  return kind === 'text' || kind === 'number' || readOne(value, schema) === value
    ? value
    : JSON.stringify(value);
}

/** How the options of a choice are told apart: as they are, and in quotes the texts that something else looks like. */
export function spelled(options: Json[]): string[] {
  const bare = options.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
  const alike = (one: string) => bare.indexOf(one) !== bare.lastIndexOf(one);
  return bare.map((one, at) =>
    one === '' || one.startsWith('"') || alike(one) ? JSON.stringify(options[at]) : one,
  );
}

export function same(one: Json | undefined, other: Json | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** A value to begin with, where a new one is added. */
export function startOf(whole: JsonObject, depth = 0): Json {
  const schema = opened(whole);
  if (schema.default !== undefined) return schema.default;
  if (depth > MOST_STEPS) return '';
  const input = inputOf(schema);
  switch (input.kind) {
    case 'flag':
    case 'switched':
      return false;
    case 'fields':
    case 'map':
      return Object.fromEntries(
        fieldsOf(schema)
          .filter((field) => field.required)
          .map((field) => [field.name, startOf(field.schema, depth + 1)]),
      );
    case 'list':
      return [];
    case 'choice':
      // Nobody has agreed to anything yet.
      return input.options.includes(false) ? false : (input.options[0] ?? '');
    case 'number':
      return input.least ?? 0;
    case 'text':
    case 'json':
      return '';
  }
}

/** An input that the schema itself gives as an example, field by field. */
export function exampleOf(schema: unknown): Record<string, unknown> {
  const example: Record<string, unknown> = {};
  const properties = (
    schema as {
      properties?: Record<
        string,
        { examples?: unknown[]; default?: unknown; enum?: unknown[]; type?: unknown }
      >;
    }
  )?.properties;
  for (const [name, field] of Object.entries(properties ?? {})) {
    const value = field.examples?.[0] ?? field.default ?? field.enum?.[0] ?? PLAIN[String(field.type)];
    if (value !== undefined) example[name] = value;
  }
  return example;
}

const PLAIN: Record<string, unknown> = {
  string: 'text',
  integer: 1,
  number: 1,
  boolean: true,
  array: [],
  object: {},
};
