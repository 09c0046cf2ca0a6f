import { text } from '../../text/en';
import { SelectField, TextField } from '../../ui/Field';

/** Days, 0 for ever: what holds now, what holds where nothing is decided, and the most that may be. */
export interface KeptByServer {
  present: number;
  usual: number;
  most: number;
}

type Choice = 'usual' | 'own' | 'ever';

/** What is chosen in the form, with the days as they are typed. */
export interface Keeping {
  choice: Choice;
  days: string;
}

export function keepingOf(days: number | null | undefined, server: KeptByServer): Keeping {
  if (days === null || days === undefined) return { choice: 'usual', days: String(server.usual || 30) };
  return days === 0
    ? { choice: 'ever', days: String(server.usual || 30) }
    : { choice: 'own', days: String(days) };
}

/** As the server takes it: null for as long as it keeps them itself. */
export function daysOf({ choice, days }: Keeping): number | null {
  return choice === 'usual' ? null : choice === 'ever' ? 0 : Number(days);
}

interface KeptProps {
  value: Keeping;
  server: KeptByServer;
  fault?: string;
  onChange: (value: Keeping) => void;
}

/** For how long runs are kept, and what goes then. */
export function Kept({ value, server, fault, onChange }: KeptProps) {
  const { choice, days } = value;
  const holds = daysOf(value) ?? server.usual;
  const fewer =
    holds > 0 && (server.present === 0 || holds < server.present) ? text.rules.keptFewer(holds) : '';
  const options: { value: Choice; label: string }[] = [
    { value: 'usual', label: text.rules.keptUsual(server.usual) },
    { value: 'own', label: text.rules.keptOwn },
  ];
  if (server.most === 0 || choice === 'ever') options.push({ value: 'ever', label: text.rules.keptEver });
  return (
    <>
      <div className="stack tight">
        <h2>{text.rules.kept}</h2>
        <p className="muted">{text.rules.keptHint}</p>
      </div>
      <SelectField
        label={text.rules.keptChoice}
        options={options}
        value={choice}
        onChange={(event) => onChange({ ...value, choice: event.target.value as Choice })}
        hint={choice === 'own' ? undefined : fewer}
        fault={choice === 'own' ? undefined : fault}
      />
      {choice === 'own' && (
        <TextField
          label={text.rules.keptDays}
          type="number"
          min={1}
          required
          value={days}
          onChange={(event) => onChange({ ...value, days: event.target.value })}
          hint={[server.most > 0 ? text.rules.keptMost(server.most) : '', fewer].filter(Boolean).join(' ')}
          fault={fault}
        />
      )}
    </>
  );
}
