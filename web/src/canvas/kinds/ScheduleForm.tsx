import { useId, useState } from 'react';
import { useAsk } from '../../api/hooks';
import type { JsonObject } from '../../api/types';
import { firingsQuery, ownZone, secondsOf, spanOf, type Unit } from '../../model/triggers';
import { text } from '../../text/en';
import { Check, SelectField, TextField } from '../../ui/Field';
import { Firings } from '../../ui/Firings';
import { asText } from '../../ui/FormParts';
import { useLate } from '../../ui/useLate';
import type { OwnFormProps } from './forms';

const PRESETS: Record<keyof typeof text.schedule.presets, string> = {
  hourly: '0 * * * *',
  daily: '0 9 * * *',
  weekdays: '0 9 * * MON-FRI',
  weekly: '0 9 * * MON',
  monthly: '0 9 1 * *',
  own: '',
};

const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

/** When it runs, with the times that come of it as one writes. */
export function ScheduleForm({ config, onChange, faults }: OwnFormProps) {
  const firings = useFirings(config);
  const problems = new Map(firings.problems.map(({ path, message }) => [path, message]));
  // The server's word on the saved draft, and on what was typed since.
  const faultOf = (name: string) =>
    problems.get(`/${name}`) ?? (firings.fresh ? undefined : faults.get(name));
  const put = (change: JsonObject, field: string) =>
    onChange(
      Object.fromEntries(
        Object.entries({ ...config, ...change }).filter(([, value]) => value !== undefined && value !== ''),
      ),
      field,
    );
  const cron = config.mode !== 'interval';
  const choose = (mode: string) => {
    const kept: JsonObject = config.catchUp === undefined ? {} : { catchUp: config.catchUp };
    onChange(
      mode === 'interval'
        ? { mode, seconds: 3_600, ...kept }
        : { mode, cron: PRESETS.weekdays, timezone: ownZone(), ...kept },
      'mode',
    );
  };
  return (
    <div className="stack">
      <SelectField
        label={text.schedule.mode}
        value={asText(config.mode)}
        fault={faultOf('mode')}
        onChange={(event) => choose(event.target.value)}
        options={Object.entries(text.schedule.modes).map(([value, label]) => ({ value, label }))}
      />
      {cron ? (
        <CronFields config={config} put={put} faultOf={faultOf} />
      ) : (
        <IntervalFields config={config} put={put} faultOf={faultOf} />
      )}
      <Check
        label={text.schedule.catchUp}
        hint={text.schedule.catchUpHint}
        checked={config.catchUp === true}
        onChange={(event) => put({ catchUp: event.target.checked }, 'catchUp')}
      />
      <section className="field" aria-label={text.triggers.firings}>
        <span className="label">
          {text.triggers.firings} <span className="muted small">{text.triggers.ifNow}</span>
        </span>
        <Firings times={firings.times} label={text.triggers.firings} />
      </section>
    </div>
  );
}

interface PartProps {
  config: JsonObject;
  put: (change: JsonObject, field: string) => void;
  faultOf: (name: string) => string | undefined;
}

function IntervalFields({ config, put, faultOf }: PartProps) {
  const [typed, setTyped] = useState<{ count: string; unit: Unit } | null>(null);
  // 60 minutes are an hour, which nobody wants to be told before the last digit of 600.
  const own = typed !== null && secondsOf(typed.count, typed.unit) === config.seconds;
  const { count, unit } = own ? typed : spanOf(config.seconds);
  const set = (next: string, of: Unit) => {
    setTyped({ count: next, unit: of });
    put({ seconds: secondsOf(next, of) ?? '' }, 'seconds');
  };
  return (
    <div className="pair two spans">
      <TextField
        label={text.schedule.every}
        inputMode="numeric"
        value={count}
        fault={faultOf('seconds')}
        onChange={(event) => set(event.target.value, unit)}
      />
      <SelectField
        label={text.schedule.unit}
        value={unit}
        onChange={(event) => set(count, event.target.value as Unit)}
        options={Object.entries(text.schedule.units).map(([value, label]) => ({ value, label }))}
      />
      <span className="muted small">{text.schedule.everyHint}</span>
    </div>
  );
}

function CronFields({ config, put, faultOf }: PartProps) {
  const zones = useId();
  const known = Object.entries(PRESETS).find(([, cron]) => cron === config.cron)?.[0] ?? 'own';
  return (
    <>
      <SelectField
        label={text.schedule.preset}
        value={known}
        onChange={(event) => {
          const cron = PRESETS[event.target.value as keyof typeof PRESETS];
          if (cron) put({ cron }, 'cron');
        }}
        options={Object.entries(text.schedule.presets).map(([value, label]) => ({ value, label }))}
      />
      <TextField
        label={text.schedule.cron}
        hint={text.schedule.cronHint}
        mono
        maxLength={200}
        value={asText(config.cron)}
        fault={faultOf('cron')}
        onChange={(event) => put({ cron: event.target.value }, 'cron')}
      />
      <TextField
        label={text.schedule.zone}
        hint={text.schedule.zoneHint}
        list={zones}
        value={asText(config.timezone)}
        placeholder="UTC"
        fault={faultOf('timezone')}
        onChange={(event) => put({ timezone: event.target.value }, 'timezone')}
      />
      <datalist id={zones}>
        {ZONES.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </>
  );
}

/** When it would fire were it activated now, and what is wrong with it; fresh when that is about what stands in the form. */
export function useFirings(config: JsonObject) {
  const late = useLate(JSON.stringify(config), 250);
  const query = firingsQuery(JSON.parse(late) as JsonObject);
  const asked = useAsk(
    'GET /schedules/firings',
    { query },
    { enabled: query !== undefined, keepsPrevious: true },
  );
  const fresh = query !== undefined && asked.data !== undefined && !asked.isPlaceholderData;
  return {
    times: (query && asked.data?.nextFirings) ?? [],
    problems: (query && asked.data?.problems) ?? [],
    fresh: fresh && late === JSON.stringify(config),
  };
}
