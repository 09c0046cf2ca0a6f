import { ownZone } from '../model/triggers';
import { text } from '../text/en';
import { ago, moment } from './format';

/** When a schedule fires next, by the clock of whoever looks. */
export function Firings({ times, label }: { times: string[]; label: string }) {
  if (times.length === 0) return <p className="muted small">{text.triggers.noFirings}</p>;
  return (
    <div className="stack tight">
      <ol className="firings" aria-label={label}>
        {times.map((time) => (
          <li key={time}>
            <time dateTime={time}>{moment(time)}</time> <span className="muted small">{ago(time)}</span>
          </li>
        ))}
      </ol>
      <span className="muted small">{text.triggers.firingsHint(ownZone())}</span>
    </div>
  );
}
