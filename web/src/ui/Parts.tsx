import { AlertTriangle, Check as CheckMark, CircleCheck, Copy, Info } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { text } from '../text/en';
import { IconButton } from './Button';

export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'info';

export function Badge({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`badge ${tone}`}>{children}</span>;
}

export function Note({ tone = 'info', children }: { tone?: Tone; children: ReactNode }) {
  const Sign = tone === 'good' ? CircleCheck : tone === 'info' ? Info : AlertTriangle;
  return (
    <div className={`note ${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <Sign size={16} aria-hidden />
      <div className="grow">{children}</div>
    </div>
  );
}

export function Spinner() {
  return (
    <div className="loading" role="status">
      <span className="spinner" aria-hidden />
      <span className="visually-hidden">{text.common.loading}</span>
    </div>
  );
}

export function Empty({ icon, title, children }: { icon: ReactNode; title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      {icon}
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** Text to take along: shown as it is, with a button that copies it. */
export function CopyBlock({ value, label }: { value: string; label: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
    setTimeout(() => setCopied(false), 1_600);
  };
  return (
    <div className="copy">
      <pre tabIndex={0} aria-label={label}>
        {value}
      </pre>
      <IconButton
        small
        look="plain"
        label={copied ? text.common.copied : text.common.copy}
        icon={copied ? <CheckMark size={15} /> : <Copy size={15} />}
        onClick={() => void copy()}
      />
    </div>
  );
}
