import { useAsk } from '../../api/hooks';
import { daysOf, topOf, type Day } from '../../model/usage';
import { text } from '../../text/en';
import { Spinner } from '../../ui/Parts';
import { ProblemNote } from '../../ui/Problem';
import { runTone, type RunStatus } from '../../ui/status';

const SHOWN = 30;

/** What the workspace has used, and what it may. */
export function Usage() {
  const usage = useAsk('GET /usage', {}, { every: 30_000 });
  const workspace = useAsk('GET /workspace');
  const error = usage.error ?? workspace.error;
  if (error) return <ProblemNote error={error} />;
  if (!usage.data || !workspace.data) return <Spinner />;
  const { limits, used, tier } = workspace.data;
  const days = daysOf(usage.data.days, Date.now(), SHOWN);
  return (
    <div className="stack loose">
      <section className="card pad stack" aria-labelledby="usage-heading">
        <div className="stack tight">
          <h2 id="usage-heading">{text.usage.byDay}</h2>
          <p className="muted">{text.usage.total(days.reduce((sum, day) => sum + day.total, 0))}</p>
        </div>
        <Plot days={days} />
      </section>
      <section className="card pad stack" aria-labelledby="limits-heading">
        <div className="stack tight">
          <h2 id="limits-heading">{text.usage.limits}</h2>
          <p className="muted">{text.usage.tier(tier)}</p>
        </div>
        <Meter label={text.usage.runsPerHour} used={usage.data.runsLastHour} most={limits.runsPerHour} />
        <Meter label={text.usage.activeKeys} used={used.activeKeys} most={limits.activeKeys} />
        <dl className="facts-list">
          <div>
            <dt>{text.usage.requests}</dt>
            <dd>{text.usage.perMinute(limits.requestsPerMinute)}</dd>
          </div>
          <div>
            <dt>{text.usage.kept}</dt>
            <dd>
              {text.usage.days(usage.data.keptDays)}
              <div className="muted small">{text.usage.keptHow}</div>
            </dd>
          </div>
        </dl>
      </section>
    </div>
  );
}

function Plot({ days }: { days: Day[] }) {
  const top = topOf(days);
  const statuses = [...new Set(days.flatMap((day) => day.parts.map((part) => part.status)))].sort();
  return (
    <figure className="plot">
      <div className="plot-body">
        <div className="plot-axis muted small" aria-hidden>
          <span>{top}</span>
          <span>0</span>
        </div>
        <div className="plot-bars" aria-hidden>
          {days.map((day) => (
            <div key={day.day} className="plot-bar" title={said(day)}>
              {day.parts.map((part) => (
                <span
                  key={part.status}
                  className={`plot-part ${runTone(part.status as RunStatus)}`}
                  style={{ height: `${(part.runs * 100) / top}%` }}
                />
              ))}
            </div>
          ))}
        </div>
      </div>
      <figcaption className="row between wrap small muted">
        <span>{days[0]?.day}</span>
        <span className="row wrap plot-keys">
          {statuses.map((status) => (
            <span key={status} className="row plot-key">
              <span className={`plot-sign ${runTone(status as RunStatus)}`} aria-hidden />
              {text.runStatus[status as RunStatus]}
            </span>
          ))}
        </span>
        <span>{days.at(-1)?.day}</span>
      </figcaption>
      <ul className="visually-hidden">
        {days
          .filter((day) => day.total > 0)
          .map((day) => (
            <li key={day.day}>{said(day)}</li>
          ))}
      </ul>
    </figure>
  );
}

function said(day: Day): string {
  const parts = day.parts.map(
    (part) => `${part.runs} ${text.runStatus[part.status as RunStatus] ?? part.status}`,
  );
  return `${day.day}: ${parts.length > 0 ? parts.join(', ') : text.usage.noRuns}`;
}

function Meter({ label, used, most }: { label: string; used: number; most: number | null }) {
  const share = most === null ? 0 : Math.min(1, used / most);
  return (
    <div className="meter">
      <div className="row between">
        <span>{label}</span>
        <span className="muted">{text.usage.of(used, most)}</span>
      </div>
      {most !== null && (
        <div className="meter-track" aria-hidden>
          <span
            className={share >= 0.9 ? 'meter-bar full' : 'meter-bar'}
            style={{ width: `${share * 100}%` }}
          />
        </div>
      )}
    </div>
  );
}
