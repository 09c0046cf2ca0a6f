import { useState } from 'react';
import { useTell } from '../../api/hooks';
import { text } from '../../text/en';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { Note } from '../../ui/Parts';
import { faultAt, ProblemNote } from '../../ui/Problem';
import { Door } from './Door';

/** Another password, for who comes with the operator's link. */
export function NewPassword({ link }: { link: string }) {
  const take = useTell('POST /password/link');
  const [password, setPassword] = useState('');
  const done = () => window.location.assign('/sign-in');
  return (
    <Door
      title={text.newPassword.title}
      description={text.newPassword.description}
      onSubmit={() => (take.isSuccess ? done() : take.mutate({ body: { link, password } }))}
    >
      {take.isError && <ProblemNote error={take.error} />}
      {take.isSuccess ? (
        <Note tone="good">{text.newPassword.done}</Note>
      ) : (
        <TextField
          label={text.setup.password}
          hint={text.setup.passwordHint}
          type="password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          autoComplete="new-password"
          required
          fault={faultAt(take.error, '/password')}
        />
      )}
      <Button look="primary" type="submit" busy={take.isPending}>
        {take.isSuccess ? text.newPassword.signIn : text.newPassword.submit}
      </Button>
    </Door>
  );
}
