import {
  createContext,
  useContext,
  useMemo,
  useRef,
  type InputHTMLAttributes,
  type ReactNode,
  type UIEvent,
} from 'react';
import { partsOf } from '../model/templates';
import { text } from '../text/en';

/** What templates may begin with, where fields are filled; null where nobody knows. */
export const TemplateScope = createContext<ReadonlySet<string> | null>(null);

interface TemplatedProps {
  id?: string;
  value: string;
  onChange: (next: string) => void;
  long?: boolean;
  mono?: boolean;
  placeholder?: string;
  rows?: number;
  /** Draws the field of one line, where it is more than an input; what it is to hold and do is its own then. */
  field?: (props: InputHTMLAttributes<HTMLInputElement>) => ReactNode;
  onBlur?: () => void;
  'aria-label'?: string;
  'aria-describedby'?: string;
  'aria-invalid'?: boolean;
}

/** A field in which templates are seen at once, and what is wrong with them is said below it. */
export function Templated({ value, onChange, long, mono, field, ...rest }: TemplatedProps) {
  const scope = useContext(TemplateScope);
  const back = useRef<HTMLDivElement>(null);
  const parts = useMemo(() => (value.includes('{{') ? partsOf(value, scope) : []), [value, scope]);
  const faults = parts.filter((part) => part.fault);
  const follow = (event: UIEvent<HTMLElement>) => {
    back.current?.scrollTo(event.currentTarget.scrollLeft, event.currentTarget.scrollTop);
  };
  const shared = {
    ...rest,
    spellCheck: mono ? false : undefined,
    'aria-invalid': rest['aria-invalid'] || faults.length > 0 || undefined,
    className: mono ? 'input mono' : 'input',
    onScroll: follow,
  };
  return (
    <div className="templated">
      <div className="templated-field">
        <div
          className={`${shared.className} templated-back${long ? ' long' : ''}`}
          aria-hidden
          ref={back}
          hidden={parts.length === 0}
        >
          {parts.map((part, at) =>
            part.template ? (
              <mark key={at} className={part.fault ? 'bad' : undefined}>
                {part.text}
              </mark>
            ) : (
              part.text
            ),
          )}
          {long && '\n'}
        </div>
        {long ? (
          <textarea {...shared} value={value} onChange={(event) => onChange(event.target.value)} />
        ) : field ? (
          field(shared)
        ) : (
          <input {...shared} value={value} onChange={(event) => onChange(event.target.value)} />
        )}
      </div>
      {faults.length > 0 && (
        <span className="template-fault" role="status">
          {[
            ...new Set(faults.map((part) => text.templates[part.fault ?? 'path'](part.root ?? part.text))),
          ].join(' ')}
        </span>
      )}
    </div>
  );
}
