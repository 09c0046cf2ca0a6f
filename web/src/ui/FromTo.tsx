import { text } from '../text/en';
import { SelectField } from './Field';

export interface Between {
  from: string;
  to: string;
}

interface FromToProps {
  /** What can be chosen, newest first. What is chosen stays among it, whichever page of them is shown. */
  options: { value: string; label: string }[];
  chosen: Between;
  /** Says how something is called that no option speaks of. */
  label: (value: string) => string;
  onChange: (next: Between) => void;
}

/** Which two versions are laid beside each other. */
export function FromTo({ options, chosen, label, onChange }: FromToProps) {
  const among = (value: string) =>
    value === '' || options.some((one) => one.value === value)
      ? options
      : [...options, { value, label: label(value) }];
  return (
    <div className="from-to">
      <SelectField
        label={text.versions.from}
        value={chosen.from}
        onChange={(event) => onChange({ ...chosen, from: event.target.value })}
        options={among(chosen.from)}
      />
      <SelectField
        label={text.versions.to}
        value={chosen.to}
        onChange={(event) => onChange({ ...chosen, to: event.target.value })}
        options={among(chosen.to)}
      />
    </div>
  );
}
