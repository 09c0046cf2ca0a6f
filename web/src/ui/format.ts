import { text } from '../text/en';

const dateTime = new Intl.DateTimeFormat(text.language, { dateStyle: 'medium', timeStyle: 'medium' });
const exact = new Intl.DateTimeFormat(text.language, {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});
const relative = new Intl.RelativeTimeFormat(text.language, { numeric: 'auto' });

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** A moment, whole. */
export function moment(iso: string): string {
  return dateTime.format(new Date(iso));
}

/** A moment to the millisecond, where many come one after the other. */
export function instant(iso: string): string {
  return exact.format(new Date(iso));
}

/** A moment as seen from now: 3 minutes ago. */
export function ago(iso: string, now = Date.now()): string {
  const seconds = Math.round((new Date(iso).getTime() - now) / 1_000);
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return Math.abs(seconds) < 10 ? text.common.justNow : relative.format(seconds, 'second');
}

/** Whole seconds until a moment; 0 when it is past. */
export function ahead(iso: string, now = Date.now()): number {
  return Math.max(0, Math.ceil((new Date(iso).getTime() - now) / 1_000));
}

/** A span: 12 ms, 3.4 s, 2 min 5 s. */
export function span(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  const minutes = Math.floor(ms / 60_000);
  return minutes < 60
    ? `${minutes} min ${Math.round((ms % 60_000) / 1_000)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A size: 812 bytes, 3.4 kB, 2.1 MB. */
export function size(bytes: number): string {
  if (bytes < 1_000) return text.common.bytes(bytes);
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
