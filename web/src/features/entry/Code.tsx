import { useState } from 'react';
import { useTell } from '../../api/hooks';
import { useBegin } from '../../api/session';
import { text } from '../../text/en';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { ProblemNote } from '../../ui/Problem';
import { Door } from './Door';

/** The second half of signing in, for those who have a second factor. */
export function Code({ signIn, onAgain, onIn }: { signIn: string; onAgain: () => void; onIn?: () => void }) {
  const begin = useBegin();
  const give = useTell('POST /sign-in/code');
  const [code, setCode] = useState('');
  return (
    <Door
      title={text.code.title}
      description={text.code.description}
      onSubmit={() =>
        give.mutate(
          { body: { signIn, code } },
          {
            onSuccess: (session) => {
              begin(session);
              onIn?.();
            },
          },
        )
      }
    >
      {give.isError && <ProblemNote error={give.error} />}
      <TextField
        label={text.code.label}
        value={code}
        onChange={(event) => setCode(event.target.value)}
        autoComplete="one-time-code"
        required
      />
      <Button look="primary" type="submit" busy={give.isPending}>
        {text.code.submit}
      </Button>
      <Button type="button" onClick={onAgain}>
        {text.code.again}
      </Button>
    </Door>
  );
}
