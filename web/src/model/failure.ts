import { withChange, type Definition } from './definition';

/** The slug of the action that is told of runs that fail; empty where none is named. */
export function toldOfFailures(definition: Definition): string {
  const named = definition.onFailure;
  const isNamed = named !== null && typeof named === 'object' && !Array.isArray(named);
  return isNamed && typeof named.action === 'string' ? named.action : '';
}

/** The same with another one told; empty for nobody. */
export function tellOfFailures(definition: Definition, slug: string): Definition {
  return withChange(definition, { onFailure: slug ? { action: slug } : undefined });
}
