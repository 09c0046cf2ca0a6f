import { useState, type FormEvent } from 'react';
import { useAsk, useTell } from '../../api/hooks';
import { clientOf } from '../../model/clients';
import { text } from '../../text/en';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { ago } from '../../ui/format';
import { Badge, Spinner } from '../../ui/Parts';
import { faultAt, ProblemNote } from '../../ui/Problem';
import { complain, say } from '../../ui/Toasts';
import { Grants } from './Grants';
import { SecondFactor } from './SecondFactor';

/** One's own sessions, the programs that one let in, second factor and password. */
export function YourAccount() {
  const sessions = useAsk('GET /sessions');
  const end = useTell('DELETE /sessions/{sessionId}', ['GET /sessions']);
  const others = useTell('DELETE /sessions', ['GET /sessions']);
  const endOthers = () =>
    others.mutate(
      {},
      {
        onSuccess: ({ ended }) => say(text.settings.othersEnded(ended)),
        onError: (error) => complain(error.message),
      },
    );
  return (
    <div className="stack loose">
      <section className="card" aria-labelledby="sessions-heading">
        <div className="card-head">
          <div className="row between wrap">
            <h2 id="sessions-heading">{text.settings.sessions}</h2>
            {(sessions.data?.sessions.length ?? 0) > 1 && (
              <Button small busy={others.isPending} onClick={endOthers}>
                {text.settings.endOthers}
              </Button>
            )}
          </div>
        </div>
        {sessions.isError && <ProblemNote error={sessions.error} />}
        {sessions.isPending && <Spinner />}
        <ul className="lines">
          {(sessions.data?.sessions ?? []).map((session) => (
            <li key={session.id} className="row between wrap">
              <span className="grow">
                <span className="session-client" title={session.client}>
                  {clientOf(session.client)}
                </span>{' '}
                {session.current && <Badge tone="good">{text.settings.current}</Badge>}
                <div className="muted small">
                  {text.settings.lastSeen} {ago(session.lastSeenAt)}
                </div>
              </span>
              {!session.current && (
                <Button
                  small
                  onClick={() =>
                    end.mutate(
                      { path: { sessionId: session.id } },
                      { onError: (error) => complain(error.message) },
                    )
                  }
                >
                  {text.settings.end}
                </Button>
              )}
            </li>
          ))}
        </ul>
      </section>
      <Grants />
      <SecondFactor />
      <Password />
    </div>
  );
}

function Password() {
  const [present, setPresent] = useState('');
  const [password, setPassword] = useState('');
  const change = useTell('POST /password', ['GET /sessions']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(
      { body: { present, password } },
      {
        onSuccess: () => {
          setPresent('');
          setPassword('');
          say(text.settings.changed);
        },
      },
    );
  };
  return (
    <section className="card pad" aria-labelledby="password-heading">
      <form className="stack loose password-form" onSubmit={submit}>
        <h2 id="password-heading">{text.settings.password}</h2>
        {change.isError && <ProblemNote error={change.error} />}
        <TextField
          label={text.settings.present}
          type="password"
          autoComplete="current-password"
          value={present}
          onChange={(event) => setPresent(event.target.value)}
          required
        />
        <TextField
          label={text.settings.next}
          hint={text.setup.passwordHint}
          type="password"
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          fault={faultAt(change.error, '/password')}
          required
        />
        <div>
          <Button look="primary" type="submit" busy={change.isPending}>
            {text.settings.change}
          </Button>
        </div>
      </form>
    </section>
  );
}
