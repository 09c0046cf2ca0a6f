import { useId, useState } from 'react';
import { same } from '../model/forms';
import { counts, entriesOf, rowsOf, type Row } from '../model/rows';
import type { Json } from '../api/types';
import { text } from '../text/en';

/** Rows as they are being edited, for as long as what they say is what stands there. */
export function useRows<V extends Json>(
  entries: [string, V][],
  onChange: (next: [string, V][]) => void,
): { rows: Row<V>[]; change: (next: Row<V>[]) => void } {
  const [draft, setDraft] = useState<Row<V>[] | null>(null);
  // As objects: these put names that are numbers first, wherever their rows stand.
  const own = draft !== null && same(Object.fromEntries(entriesOf(draft)), Object.fromEntries(entries));
  return {
    rows: own ? draft : rowsOf(entries),
    change: (next) => {
      setDraft(next);
      onChange(entriesOf(next));
    },
  };
}

interface RowNameProps {
  rows: Row<Json>[];
  at: number;
  label: string;
  onChange: (next: string) => void;
}

export function RowName({ rows, at, label, onChange }: RowNameProps) {
  const id = useId();
  const name = rows[at]?.name ?? '';
  const taken = !counts(rows, at);
  return (
    <div className="stack tight">
      <input
        className="input"
        aria-label={label}
        aria-invalid={taken || undefined}
        aria-describedby={taken ? id : undefined}
        value={name}
        onChange={(event) => onChange(event.target.value)}
      />
      {taken && (
        <span className="fault" id={id} role="status">
          {text.form.nameTaken(name)}
        </span>
      )}
    </div>
  );
}
