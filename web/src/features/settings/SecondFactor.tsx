import { useState, type FormEvent } from 'react';
import { useAsk, useTell } from '../../api/hooks';
import { text } from '../../text/en';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { TextField } from '../../ui/Field';
import { Badge, CopyBlock, Spinner } from '../../ui/Parts';
import { ProblemNote } from '../../ui/Problem';
import { QrCode } from '../../ui/QrCode';
import { say } from '../../ui/Toasts';

type Open = 'none' | 'begin' | 'renew' | 'disable';

/** Codes of an authenticator beside the password, and the codes for when it is lost. */
export function SecondFactor() {
  const state = useAsk('GET /second-factor');
  const [open, setOpen] = useState<Open>('none');
  const close = () => setOpen('none');
  return (
    <section className="card pad stack" aria-labelledby="factor-heading">
      <div className="row">
        <h2 id="factor-heading">{text.factor.heading}</h2>
        {state.data && (
          <Badge tone={state.data.on ? 'good' : 'plain'}>
            {state.data.on ? text.factor.on : text.factor.off}
          </Badge>
        )}
      </div>
      <p className="muted">{text.factor.hint}</p>
      {state.isError && <ProblemNote error={state.error} />}
      {state.isPending && <Spinner />}
      {state.data && !state.data.on && (
        <div>
          <Button onClick={() => setOpen('begin')}>{text.factor.begin}</Button>
        </div>
      )}
      {state.data?.on && (
        <>
          <p className="small">{text.factor.left(state.data.recoveryCodesLeft)}</p>
          <div className="row wrap">
            <Button onClick={() => setOpen('renew')}>{text.factor.renew}</Button>
            <Button look="danger" onClick={() => setOpen('disable')}>
              {text.factor.disable}
            </Button>
          </div>
        </>
      )}
      {open === 'begin' && <Begin onClose={close} />}
      {open === 'renew' && <Renew onClose={close} />}
      {open === 'disable' && <Disable onClose={close} />}
    </section>
  );
}

function Begin({ onClose }: { onClose: () => void }) {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const begin = useTell('POST /second-factor');
  const confirm = useTell('POST /second-factor/confirm', ['GET /second-factor', 'GET /sessions']);
  if (confirm.data) return <Codes codes={confirm.data.recoveryCodes} onClose={onClose} />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (begin.data) confirm.mutate({ body: { code } });
    else begin.mutate({ body: { password } });
  };
  const error = begin.error ?? confirm.error;
  return (
    <Dialog open onClose={onClose} title={text.factor.beginTitle} description={text.factor.beginHint}>
      <form className="stack loose" onSubmit={submit}>
        {error && <ProblemNote error={error} />}
        {begin.data ? (
          <>
            <div className="stack tight">
              <p>{text.factor.scan}</p>
              <QrCode value={begin.data.uri} label={text.factor.picture} />
            </div>
            <div className="stack tight">
              <span className="label">{text.factor.secret}</span>
              <CopyBlock value={begin.data.secret} label={text.factor.secret} />
              <a href={begin.data.uri}>{text.factor.open}</a>
            </div>
            <Code value={code} onChange={setCode} />
          </>
        ) : (
          <Password value={password} onChange={setPassword} />
        )}
        <DialogActions>
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button look="primary" type="submit" busy={begin.isPending || confirm.isPending}>
            {begin.data ? text.factor.confirm : text.factor.next}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function Renew({ onClose }: { onClose: () => void }) {
  const renew = useTell('POST /second-factor/recovery-codes', ['GET /second-factor']);
  if (renew.data) return <Codes codes={renew.data.recoveryCodes} onClose={onClose} />;
  return (
    <Asked
      title={text.factor.renew}
      hint={text.factor.renewHint}
      busy={renew.isPending}
      error={renew.error}
      onClose={onClose}
      onSubmit={(body) => renew.mutate({ body })}
    />
  );
}

function Disable({ onClose }: { onClose: () => void }) {
  const disable = useTell('POST /second-factor/disable', ['GET /second-factor']);
  const done = () => {
    say(text.factor.disabled);
    onClose();
  };
  return (
    <Asked
      title={text.factor.disable}
      hint={text.factor.disableHint}
      busy={disable.isPending}
      error={disable.error}
      onClose={onClose}
      onSubmit={(body) => disable.mutate({ body }, { onSuccess: done })}
    />
  );
}

interface AskedProps {
  title: string;
  hint: string;
  busy: boolean;
  error: Error | null;
  onClose: () => void;
  onSubmit: (body: { password: string; code: string }) => void;
}

/** Password and code, for what weakens the account. */
function Asked({ title, hint, busy, error, onClose, onSubmit }: AskedProps) {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  return (
    <Dialog open onClose={onClose} title={title} description={hint}>
      <form
        className="stack loose"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit({ password, code });
        }}
      >
        {error && <ProblemNote error={error} />}
        <Password value={password} onChange={setPassword} />
        <Code value={code} onChange={setCode} />
        <DialogActions>
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button look="primary" type="submit" busy={busy}>
            {title}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

interface ValueProps {
  value: string;
  onChange: (next: string) => void;
}

function Password({ value, onChange }: ValueProps) {
  return (
    <TextField
      label={text.factor.password}
      type="password"
      autoComplete="current-password"
      value={value}
      onChange={(event) => onChange(event.target.value)}
      required
    />
  );
}

function Code({ value, onChange }: ValueProps) {
  return (
    <TextField
      label={text.code.label}
      inputMode="numeric"
      autoComplete="one-time-code"
      value={value}
      onChange={(event) => onChange(event.target.value)}
      required
    />
  );
}

function Codes({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  return (
    <Dialog
      open
      onClose={onClose}
      dismissible={false}
      title={text.factor.codes}
      description={text.factor.codesHint}
    >
      <CopyBlock value={codes.join('\n')} label={text.factor.codes} />
      <DialogActions>
        <Button look="primary" onClick={onClose}>
          {text.factor.kept}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
