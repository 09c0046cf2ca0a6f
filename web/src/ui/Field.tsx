import {
  useId,
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
} from 'react';

interface FieldParts {
  label: string;
  hint?: ReactNode;
  fault?: string;
}

function described(id: string, { hint, fault }: FieldParts) {
  const by = [fault ? `${id}-fault` : '', hint ? `${id}-hint` : ''].filter(Boolean).join(' ');
  return { 'aria-describedby': by || undefined, 'aria-invalid': fault ? true : undefined };
}

function Frame({ id, label, hint, fault, children }: FieldParts & { id: string; children: ReactNode }) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
      {fault && (
        <span className="fault" id={`${id}-fault`}>
          {fault}
        </span>
      )}
      {hint && (
        <span className="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </div>
  );
}

export function TextField({
  label,
  hint,
  fault,
  mono,
  ...rest
}: FieldParts & { mono?: boolean } & InputHTMLAttributes<HTMLInputElement>) {
  const own = useId();
  const id = rest.id ?? own;
  return (
    <Frame id={id} label={label} hint={hint} fault={fault}>
      <input
        {...rest}
        id={id}
        className={mono ? 'input mono' : 'input'}
        {...described(id, { label, hint, fault })}
      />
    </Frame>
  );
}

export function TextArea({
  label,
  hint,
  fault,
  mono,
  ...rest
}: FieldParts & { mono?: boolean } & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const own = useId();
  const id = rest.id ?? own;
  return (
    <Frame id={id} label={label} hint={hint} fault={fault}>
      <textarea
        {...rest}
        id={id}
        spellCheck={mono ? false : undefined}
        className={mono ? 'input mono' : 'input'}
        {...described(id, { label, hint, fault })}
      />
    </Frame>
  );
}

export interface Option {
  value: string;
  label: string;
}

/** What can be chosen, and what is: browsers show the first option in the place of a value that none of them has. */
export function offered(options: Option[], value: string | undefined): Option[] {
  return value === undefined || options.some((option) => option.value === value)
    ? options
    : [...options, { value, label: value }];
}

export function SelectField({
  label,
  hint,
  fault,
  options,
  ...rest
}: FieldParts & { options: Option[]; value: string | undefined } & Omit<
    SelectHTMLAttributes<HTMLSelectElement>,
    'value'
  >) {
  const own = useId();
  const id = rest.id ?? own;
  return (
    <Frame id={id} label={label} hint={hint} fault={fault}>
      <select {...rest} id={id} className="input" {...described(id, { label, hint, fault })}>
        {offered(options, rest.value).map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Frame>
  );
}

export function Check({
  label,
  hint,
  ...rest
}: { label: ReactNode; hint?: ReactNode } & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <div className="check">
      <input type="checkbox" {...rest} id={id} />
      <label htmlFor={id}>
        {label}
        {hint && <div className="muted small">{hint}</div>}
      </label>
    </div>
  );
}
