import { ReactFlowProvider } from '@xyflow/react';
import { useState } from 'react';
import { useParams } from 'wouter';
import { useAsk, useSettled } from '../api/hooks';
import { text } from '../text/en';
import { Page } from '../ui/Page';
import { Spinner } from '../ui/Parts';
import { ProblemNote } from '../ui/Problem';
import { Editor } from './Editor';
import type { Workflow } from './useDraft';
import '@xyflow/react/dist/style.css';
import './canvas.css';
import './editor.css';

/** The canvas of one workflow. */
export default function EditorScreen() {
  const { id = '' } = useParams<{ id: string }>();
  return <Opened key={id} id={id} />;
}

/** Begins with the newest answer: an older one may be kept from the last visit. Later ones do not touch what is drawn. */
function Opened({ id }: { id: string }) {
  const workflow = useAsk('GET /workflows/{id}', { path: { id } }, { always: true });
  const kinds = useAsk('GET /node-kinds');
  const settled = useSettled(workflow);
  const [first, setFirst] = useState<Workflow>();
  if (!first && settled && !workflow.error) setFirst(settled);
  if (first && kinds.data) {
    return (
      <ReactFlowProvider>
        <Editor first={first} guide={kinds.data} />
      </ReactFlowProvider>
    );
  }
  const error = workflow.error ?? kinds.error;
  if (!error) return <Spinner />;
  return (
    <Page title={text.workflows.title}>
      <ProblemNote error={error} />
    </Page>
  );
}
