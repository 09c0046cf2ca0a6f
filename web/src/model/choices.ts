import type { Json, JsonObject } from '../api/types';
import { isTemplate } from './forms';

/** One value that a service gives to choose from. */
export interface Offered {
  value: string;
  label: string;
}

/** More than these are not drawn at once: whoever has so many types a part of what is meant. */
export const MOST_SHOWN = 100;

/** What must be filled in before a service can be asked what a field may be; undefined for fields that it is not asked of. */
export function needsOf(schema: JsonObject): string[] | undefined {
  const mark = schema['x-choices'];
  if (mark === null || typeof mark !== 'object' || Array.isArray(mark)) return undefined;
  return Array.isArray(mark.needs) ? mark.needs.map(String) : [];
}

/** Of what a question needs, the names that are not filled in, and those whose value only a run knows. */
export function missing(
  needs: string[],
  schema: JsonObject,
  config: JsonObject,
): { empty: string[]; templates: string[] } {
  const fields = schema.properties as Record<string, JsonObject> | undefined;
  const empty = needs.filter(
    (name) => isEmpty(config[name]) && (config[name] === '' || isEmpty(fields?.[name]?.default)),
  );
  return { empty, templates: needs.filter((name) => JSON.stringify(config[name] ?? '').includes('{{')) };
}

function isEmpty(value: Json | undefined): boolean {
  return value === undefined || value === null || value === '';
}

/** What a question is asked with: nothing else of the config goes to the service. */
export function partOf(needs: string[], config: JsonObject): JsonObject {
  return Object.fromEntries(needs.flatMap((name) => (isEmpty(config[name]) ? [] : [[name, config[name]!]])));
}

/** Those that have the typed text in them, whether in what people read or in what is kept. */
export function matching(choices: Offered[], typed: string): Offered[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '' || isTemplate(typed)) return choices;
  return choices.filter(
    ({ value, label }) => label.toLowerCase().includes(wanted) || value.toLowerCase().includes(wanted),
  );
}
