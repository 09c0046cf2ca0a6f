import { useState } from 'react';
import { useAsk, useTell } from '../../api/hooks';
import { useBegin } from '../../api/session';
import { text } from '../../text/en';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { ProblemNote } from '../../ui/Problem';
import { Code } from './Code';
import { Door } from './Door';
import { NewPassword } from './NewPassword';
import { useSecretOfAddress } from './secret';

/** What an outside provider leaves behind the # where a code is owed. */
const OWED = 'code-for=';
/** What the operator's link for another password ends in. */
const LINK = 'password-for=';

export function SignIn() {
  const begin = useBegin();
  const signIn = useTell('POST /sign-in');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [owed, setOwed] = useState('');
  const left = useSecretOfAddress();
  const outside = useAsk('GET /oidc');
  const waiting = owed || (left.startsWith(OWED) ? left.slice(OWED.length) : '');
  if (left.startsWith(LINK)) return <NewPassword link={left.slice(LINK.length)} />;
  if (waiting) return <Code signIn={waiting} onAgain={() => window.location.assign('/sign-in')} />;
  return (
    <Door
      title={text.signIn.title}
      description={text.signIn.description}
      onSubmit={() =>
        signIn.mutate(
          { body: { email, password } },
          { onSuccess: (answer) => ('codeNeeded' in answer ? setOwed(answer.signIn) : begin(answer)) },
        )
      }
    >
      {signIn.isError && <ProblemNote error={signIn.error} />}
      <TextField
        label={text.setup.email}
        type="email"
        value={email}
        onChange={(event) => setEmail(event.target.value)}
        autoComplete="username"
        required
      />
      <TextField
        label={text.setup.password}
        type="password"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        autoComplete="current-password"
        required
      />
      <Button look="primary" type="submit" busy={signIn.isPending}>
        {text.signIn.submit}
      </Button>
      {outside.data?.enabled && <a href="/api/v1/app/oidc/start">{text.signIn.outside}</a>}
    </Door>
  );
}
