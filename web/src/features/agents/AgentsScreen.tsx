import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import type { Answer } from '../../api/client';
import { useAsk } from '../../api/hooks';
import { useMay } from '../../api/session';
import { text } from '../../text/en';
import { Button } from '../../ui/Button';
import { Page } from '../../ui/Page';
import { Empty, Note, Spinner } from '../../ui/Parts';
import { ProblemNote } from '../../ui/Problem';
import { Connect } from './Connect';
import { KeyTable } from './KeyTable';
import { NewKey } from './NewKey';
import { RecentCalls } from './RecentCalls';
import './agents.css';

export type Key = Answer<'GET /keys'>['keys'][number];

/** A key whose secret can be seen, this once. */
export interface FreshKey {
  key: Omit<Key, 'window'>;
  secret: string;
}

/** Agent Setup: keys, and what to paste where. */
export default function AgentsScreen() {
  const admin = useMay('admin');
  return (
    <Page title={text.agents.title} description={text.agents.description}>
      {admin ? <Setup /> : <Note>{text.agents.forAdmins}</Note>}
      {!admin && (
        <section className="card pad stack" aria-label={text.agents.connect}>
          <h2>{text.agents.connect}</h2>
          <Connect secret={null} />
        </section>
      )}
    </Page>
  );
}

function Setup() {
  const [adding, setAdding] = useState(false);
  const [fresh, setFresh] = useState<FreshKey | null>(null);
  const keys = useAsk('GET /keys', {}, { every: fresh ? 2_000 : 10_000 });
  const create = (
    <Button look="primary" icon={<Plus size={16} />} onClick={() => setAdding(true)}>
      {text.agents.create}
    </Button>
  );
  const list = keys.data?.keys ?? [];
  const known = fresh && (list.find((key) => key.id === fresh.key.id) ?? fresh.key);
  return (
    <>
      {fresh && known && (
        <section className="card pad stack loose" aria-label={text.agents.freshTitle(fresh.key.name)}>
          <Connect secret={fresh.secret} keyInUse={known} onDone={() => setFresh(null)} />
        </section>
      )}
      <section className="card" aria-labelledby="keys-heading">
        <div className="row between card-head">
          <h2 id="keys-heading">{text.agents.keys}</h2>
          {create}
        </div>
        {keys.isError && <ProblemNote error={keys.error} />}
        {keys.isPending && <Spinner />}
        {keys.data && list.length === 0 && (
          <Empty icon={<KeyRound size={36} />} title={text.agents.none}>
            <p>{text.agents.noneHint}</p>
          </Empty>
        )}
        {list.length > 0 && <KeyTable keys={list} onFresh={setFresh} />}
      </section>
      {list.length > 0 && <RecentCalls keys={list} />}
      {!fresh && (
        <section className="card pad stack" aria-label={text.agents.connect}>
          <div className="stack tight">
            <h2>{text.agents.connect}</h2>
            <p className="muted">{text.agents.connectHint}</p>
          </div>
          <Connect secret={null} />
        </section>
      )}
      <NewKey
        open={adding}
        onClose={() => setAdding(false)}
        onMade={(made) => {
          setAdding(false);
          setFresh(made);
        }}
      />
    </>
  );
}
