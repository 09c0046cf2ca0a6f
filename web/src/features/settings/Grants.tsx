import { useState } from 'react';
import type { Answer } from '../../api/client';
import { useAsk, useTell } from '../../api/hooks';
import { text } from '../../text/en';
import { Button } from '../../ui/Button';
import { Confirm } from '../../ui/Confirm';
import { ago } from '../../ui/format';
import { Badge, Spinner } from '../../ui/Parts';
import { ProblemNote } from '../../ui/Problem';
import { say } from '../../ui/Toasts';

type Grant = Answer<'GET /grants'>['grants'][number];

/** Programs that were let in by OAuth. */
export function Grants() {
  const grants = useAsk('GET /grants');
  const [ending, setEnding] = useState<Grant | null>(null);
  const end = useTell('DELETE /grants/{grantId}', ['GET /grants']);
  const list = grants.data?.grants ?? [];
  return (
    <section className="card" aria-labelledby="grants-heading">
      <div className="card-head">
        <h2 id="grants-heading">{text.grants.heading}</h2>
        <p className="muted small">{text.grants.hint}</p>
      </div>
      {grants.isError && <ProblemNote error={grants.error} />}
      {grants.isPending && <Spinner />}
      {grants.data && list.length === 0 && <p className="muted grants-none">{text.grants.none}</p>}
      <ul className="lines">
        {list.map((grant) => (
          <li key={grant.id} className="row between wrap">
            <span className="grow stack tight">
              <span>
                <strong>{grant.client.name}</strong>{' '}
                {grant.client.host && <span className="muted small">{grant.client.host}</span>}
              </span>
              <span className="row wrap">
                {grant.scopes.map((scope) => (
                  <Badge key={scope}>{(text.scopes as Record<string, string>)[scope] ?? scope}</Badge>
                ))}
              </span>
              <span className="muted small">
                {grant.lastUsedAt ? text.grants.used(ago(grant.lastUsedAt)) : text.grants.neverUsed}
              </span>
            </span>
            <Button small look="danger" onClick={() => setEnding(grant)}>
              {text.grants.end}
            </Button>
          </li>
        ))}
      </ul>
      <Confirm
        open={ending !== null}
        title={text.grants.endTitle(ending?.client.name ?? '')}
        description={text.grants.endHint}
        action={text.grants.end}
        busy={end.isPending}
        error={end.error}
        onClose={() => setEnding(null)}
        onConfirm={() =>
          ending &&
          end.mutate(
            { path: { grantId: ending.id } },
            {
              onSuccess: () => {
                setEnding(null);
                say(text.grants.ended);
              },
            },
          )
        }
      />
    </section>
  );
}
