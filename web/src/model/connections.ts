import type { Json, JsonObject } from '../api/types';

/** A field of what a connector signs in with. */
export interface AuthField {
  name: string;
  title: string;
  description: string;
  required: boolean;
  secret: boolean;
  options: string[];
}

/** A connector that takes connections, and what it asks for. */
export interface ConnectionKind {
  connector: string;
  title: string;
  fields: AuthField[];
  /** Signed in to at the service itself, in the browser. */
  inBrowser: boolean;
}

/** By title, as people look for them. */
export function kindsOf(kinds: JsonObject[]): ConnectionKind[] {
  return kinds
    .map((kind) => ({
      connector: String(kind.connector),
      title: String(kind.displayName ?? kind.connector),
      fields: (Array.isArray(kind.fields) ? kind.fields : []).map((field) => fieldOf(field)),
      inBrowser: kind.auth === 'oauth2',
    }))
    .sort((one, other) => one.title.localeCompare(other.title));
}

function fieldOf(field: Json): AuthField {
  const said = (field ?? {}) as JsonObject;
  return {
    name: String(said.name),
    title: String(said.displayName ?? said.name),
    description: typeof said.description === 'string' ? said.description : '',
    required: said.required === true,
    secret: said.secret === true,
    options: Array.isArray(said.options) ? said.options.map(String) : [],
  };
}

/** What a field shows. A new connection begins with the first choice, where it must have one; else nothing is chosen. */
export function shownOf(field: AuthField, values: Record<string, string>, anew: boolean): string {
  return values[field.name] ?? (field.required && anew ? (field.options[0] ?? '') : '');
}

/** What was filled in, as the form shows it; of fields that were left empty nothing is sent. */
export function filled(fields: AuthField[], values: Record<string, string>, anew: boolean): JsonObject {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = shownOf(field, values, anew);
      return value === '' ? [] : [[field.name, value] as const];
    }),
  );
}
