import { useState, type FormEvent } from 'react';
import type { Answer } from '../../api/client';
import { useAsk, useSettled, useTell } from '../../api/hooks';
import { useMay } from '../../api/session';
import { text } from '../../text/en';
import { Button } from '../../ui/Button';
import { Check, TextArea } from '../../ui/Field';
import { Note, Spinner } from '../../ui/Parts';
import { faultAt, ProblemNote } from '../../ui/Problem';
import { say } from '../../ui/Toasts';
import { daysOf, keepingOf, Kept, type KeptByServer } from './Kept';

type Policy = Answer<'GET /policy'>;

/** What is never written down, where calls may go, and for how long runs are kept. */
export function Rules() {
  const policy = useAsk('GET /policy');
  const usage = useAsk('GET /usage');
  const rules = useSettled(policy);
  if (!rules || !usage.data) {
    const error = policy.error ?? usage.error;
    return error ? <ProblemNote error={error} /> : <Spinner />;
  }
  const { keptDays, usualKeptDays, mostKeptDays } = usage.data;
  return <Form present={rules} server={{ present: keptDays, usual: usualKeptDays, most: mostKeptDays }} />;
}

const lines = (list: string[]) => list.join('\n');
const entries = (value: string) =>
  value
    .split(/[\n,]/)
    .map((one) => one.trim())
    .filter((one) => one !== '');

function Form({ present, server }: { present: Policy; server: KeptByServer }) {
  const admin = useMay('admin');
  const [fields, setFields] = useState(lines(present.redactFields));
  const [emails, setEmails] = useState(present.redactEmails);
  const [allowed, setAllowed] = useState(lines(present.egressAllowed));
  const [denied, setDenied] = useState(lines(present.egressDenied));
  const [kept, setKept] = useState(keepingOf(present.keptDays, server));
  const change = useTell('PUT /policy', ['GET /policy', 'GET /usage']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(
      {
        body: {
          redactFields: entries(fields),
          redactEmails: emails,
          egressAllowed: entries(allowed),
          egressDenied: entries(denied),
          keptDays: daysOf(kept),
        },
      },
      { onSuccess: () => say(text.rules.saved) },
    );
  };
  return (
    <form className="card pad" onSubmit={submit}>
      <fieldset className="plain-fieldset stack loose rules" disabled={!admin}>
        {!admin && <Note>{text.settings.forAdmins}</Note>}
        {change.isError && <ProblemNote error={change.error} />}
        <div className="stack tight">
          <h2>{text.rules.redaction}</h2>
          <p className="muted">{text.rules.redactionHint}</p>
        </div>
        <TextArea
          label={text.rules.fields}
          hint={text.rules.fieldsHint}
          mono
          rows={3}
          value={fields}
          onChange={(event) => setFields(event.target.value)}
          fault={faultAt(change.error, '/redactFields')}
        />
        <Check
          label={text.rules.emails}
          hint={text.rules.emailsHint}
          checked={emails}
          onChange={(event) => setEmails(event.target.checked)}
        />
        <div className="stack tight">
          <h2>{text.rules.egress}</h2>
          <p className="muted">{text.rules.egressHint}</p>
        </div>
        <TextArea
          label={text.rules.allowed}
          hint={text.rules.allowedHint}
          mono
          rows={3}
          value={allowed}
          onChange={(event) => setAllowed(event.target.value)}
          fault={faultAt(change.error, '/egressAllowed')}
        />
        <TextArea
          label={text.rules.denied}
          hint={text.rules.deniedHint}
          mono
          rows={3}
          value={denied}
          onChange={(event) => setDenied(event.target.value)}
          fault={faultAt(change.error, '/egressDenied')}
        />
        <Kept value={kept} server={server} fault={faultAt(change.error, '/keptDays')} onChange={setKept} />
        {admin && (
          <div>
            <Button look="primary" type="submit" busy={change.isPending}>
              {text.common.save}
            </Button>
          </div>
        )}
      </fieldset>
    </form>
  );
}
