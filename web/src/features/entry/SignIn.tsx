import { useState } from 'react';
import { useTell } from '../../api/hooks';
import { useBegin } from '../../api/session';
import { text } from '../../text/en';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { ProblemNote } from '../../ui/Problem';
import { Door } from './Door';

export function SignIn() {
  const begin = useBegin();
  const signIn = useTell('POST /sign-in');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  return (
    <Door
      title={text.signIn.title}
      description={text.signIn.description}
      onSubmit={() => signIn.mutate({ body: { email, password } }, { onSuccess: begin })}
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
    </Door>
  );
}
