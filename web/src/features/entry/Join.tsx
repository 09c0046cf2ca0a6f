import { useState } from 'react';
import { useLocation } from 'wouter';
import { useTell } from '../../api/hooks';
import { useBegin } from '../../api/session';
import { text } from '../../text/en';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { Note } from '../../ui/Parts';
import { faultAt, ProblemNote } from '../../ui/Problem';
import { Code } from './Code';
import { Door } from './Door';
import { useSecretOfAddress } from './secret';

/** Takes up an invitation: makes an account, or joins with the one that the address has. */
export function Join() {
  const invitation = useSecretOfAddress();
  const [, go] = useLocation();
  const begin = useBegin();
  const accept = useTell('POST /invitations/accept');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [owed, setOwed] = useState('');
  const toWork = () => go('/workflows', { replace: true });
  const submit = () =>
    accept.mutate(
      { body: { invitation, password, ...(name ? { name } : {}) } },
      {
        onSuccess: (answer) => {
          if ('codeNeeded' in answer) {
            setOwed(answer.signIn);
          } else {
            begin(answer);
            toWork();
          }
        },
      },
    );
  if (owed) return <Code signIn={owed} onAgain={() => setOwed('')} onIn={toWork} />;
  return (
    <Door title={text.join.title} description={text.join.description} onSubmit={submit}>
      {!invitation && <Note tone="warn">{text.join.noInvitation}</Note>}
      {accept.isError && <ProblemNote error={accept.error} />}
      <TextField
        label={text.setup.name}
        hint={text.join.nameHint}
        value={name}
        onChange={(event) => setName(event.target.value)}
        autoComplete="name"
        fault={faultAt(accept.error, '/name')}
      />
      <TextField
        label={text.setup.password}
        hint={text.join.passwordHint}
        type="password"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        autoComplete="new-password"
        required
        fault={faultAt(accept.error, '/password')}
      />
      <Button look="primary" type="submit" busy={accept.isPending} disabled={!invitation}>
        {text.join.submit}
      </Button>
    </Door>
  );
}
