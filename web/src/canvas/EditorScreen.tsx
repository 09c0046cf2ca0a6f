import { ReactFlowProvider } from '@xyflow/react';
import { useParams } from 'wouter';
import { useAsk } from '../api/hooks';
import { text } from '../text/en';
import { Page } from '../ui/Page';
import { Spinner } from '../ui/Parts';
import { ProblemNote } from '../ui/Problem';
import { Editor } from './Editor';
import '@xyflow/react/dist/style.css';
import './canvas.css';
import './editor.css';

/** The canvas of one workflow. */
export default function EditorScreen() {
  const { id = '' } = useParams<{ id: string }>();
  const workflow = useAsk('GET /workflows/{id}', { path: { id } });
  const kinds = useAsk('GET /node-kinds');
  const error = workflow.error ?? kinds.error;
  if (error) {
    return (
      <Page title={text.workflows.title}>
        <ProblemNote error={error} />
      </Page>
    );
  }
  if (!workflow.data || !kinds.data) return <Spinner />;
  return (
    <ReactFlowProvider key={id}>
      <Editor first={workflow.data} guide={kinds.data} />
    </ReactFlowProvider>
  );
}
