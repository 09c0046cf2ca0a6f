/** A name and what stands under it, while somebody edits them: two rows may have one name for as long as it is being typed. */
export interface Row<V> {
  name: string;
  value: V;
  /** As it was typed, where that is not how the value would be written. */
  typed?: string;
  /** The larger, the later it got its name. Of two rows with one name, the earlier counts. */
  since: number;
}

export function rowsOf<V>(entries: (readonly [string, V])[]): Row<V>[] {
  return entries.map(([name, value], since) => ({ name, value, since }));
}

/** Whether the row is the one that its name speaks of: nobody's value is lost to a name that is typed past. */
export function counts<V>(rows: Row<V>[], at: number): boolean {
  const own = rows[at];
  return own !== undefined && !rows.some((row) => row.name === own.name && row.since < own.since);
}

export function entriesOf<V>(rows: Row<V>[]): [string, V][] {
  return rows.filter((_, at) => counts(rows, at)).map(({ name, value }) => [name, value]);
}

export function renamed<V>(rows: Row<V>[], at: number, name: string): Row<V>[] {
  return rows.map((row, index) => (index === at ? { ...row, name, since: next(rows) } : row));
}

export function refilled<V>(rows: Row<V>[], at: number, value: V, typed?: string): Row<V>[] {
  return rows.map((row, index) => (index === at ? { ...row, value, typed } : row));
}

export function added<V>(rows: Row<V>[], value: V): Row<V>[] {
  for (let n = 1; ; n++) {
    const name = `field${n}`;
    if (!rows.some((row) => row.name === name)) return [...rows, { name, value, since: next(rows) }];
  }
}

export function removed<V>(rows: Row<V>[], at: number): Row<V>[] {
  return rows.filter((_, index) => index !== at);
}

function next(rows: { since: number }[]): number {
  return Math.max(-1, ...rows.map((row) => row.since)) + 1;
}
