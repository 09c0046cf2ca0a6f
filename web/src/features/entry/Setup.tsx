import { useState } from 'react';
import { Redirect, useLocation } from 'wouter';
import { useAsk, useTell } from '../../api/hooks';
import { useBegin } from '../../api/session';
import { text } from '../../text/en';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { Spinner } from '../../ui/Parts';
import { faultAt, ProblemNote } from '../../ui/Problem';
import { Door } from './Door';
import { useSecretOfAddress } from './secret';

/** The first account of a fresh server, with the token that it shows at its start. */
export function Setup() {
  const state = useAsk('GET /setup');
  const [, go] = useLocation();
  const begin = useBegin();
  const setUp = useTell('POST /setup');
  const fromAddress = useSecretOfAddress();
  const [typed, setTyped] = useState<string | null>(null);
  const token = typed ?? fromAddress;
  const [person, setPerson] = useState({ name: '', email: '', password: '' });
  if (state.isPending) return <Spinner />;
  if (state.data && !state.data.needed && !setUp.isPending) return <Redirect to="/" replace />;
  const put = (name: keyof typeof person) => (event: { target: { value: string } }) =>
    setPerson({ ...person, [name]: event.target.value });
  const submit = () =>
    setUp.mutate(
      { body: { token: token.trim(), ...person } },
      {
        onSuccess: (session) => {
          begin(session);
          go('/workflows', { replace: true });
        },
      },
    );
  return (
    <Door title={text.setup.title} description={text.setup.description} onSubmit={submit}>
      {setUp.isError && <ProblemNote error={setUp.error} />}
      <TextField
        label={text.setup.token}
        hint={text.setup.tokenHint}
        value={token}
        onChange={(event) => setTyped(event.target.value)}
        autoComplete="off"
        mono
        required
      />
      <TextField
        label={text.setup.name}
        value={person.name}
        onChange={put('name')}
        autoComplete="name"
        required
        fault={faultAt(setUp.error, '/name')}
      />
      <TextField
        label={text.setup.email}
        type="email"
        value={person.email}
        onChange={put('email')}
        autoComplete="username"
        required
        fault={faultAt(setUp.error, '/email')}
      />
      <TextField
        label={text.setup.password}
        hint={text.setup.passwordHint}
        type="password"
        value={person.password}
        onChange={put('password')}
        autoComplete="new-password"
        required
        fault={faultAt(setUp.error, '/password')}
      />
      <Button look="primary" type="submit" busy={setUp.isPending}>
        {text.setup.submit}
      </Button>
    </Door>
  );
}
