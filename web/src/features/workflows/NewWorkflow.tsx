import { useQueryClient } from '@tanstack/react-query';
import { ClipboardPaste, FilePlus, FileUp } from 'lucide-react';
import { useRef, useState, type FormEvent } from 'react';
import { useLocation } from 'wouter';
import { call, createFromText } from '../../api/client';
import { text } from '../../text/en';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { TextArea, TextField } from '../../ui/Field';
import { ProblemNote } from '../../ui/Problem';
import { blank, pasted } from './start';

type Way = 'blank' | 'paste';

/** Makes a workflow from nothing, from a text, or from a file, and goes to its canvas. */
export function NewWorkflow({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [way, setWay] = useState<Way>('blank');
  const [name, setName] = useState('');
  const [source, setSource] = useState('');
  const [problem, setProblem] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const client = useQueryClient();
  const [, go] = useLocation();

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const called = name.trim() || text.newWorkflow.untitled;
    setBusy(true);
    setProblem(null);
    try {
      const made =
        way === 'blank'
          ? await call('POST /workflows', { body: { name: called, definition: blank() } })
          : await createFromText(pasted(source, called));
      await client.invalidateQueries({ queryKey: ['GET /workflows'] });
      go(`/workflows/${made.id}`);
    } catch (fault) {
      setProblem(fault as Error);
    } finally {
      setBusy(false);
    }
  };

  const read = async (chosen: File | undefined) => {
    if (!chosen) return;
    setSource(await chosen.text());
    if (!name) setName(chosen.name.replace(/\.(ya?ml|json)$/i, ''));
    setWay('paste');
  };

  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={text.newWorkflow.title}
      description={text.newWorkflow.description}
      wide
    >
      <form className="stack loose" onSubmit={(event) => void submit(event)}>
        <div className="choices">
          <button
            type="button"
            className="choice"
            aria-pressed={way === 'blank'}
            onClick={() => setWay('blank')}
          >
            <strong>
              <FilePlus size={16} aria-hidden /> {text.newWorkflow.blank}
            </strong>
            <span className="muted small">{text.newWorkflow.blankHint}</span>
          </button>
          <button
            type="button"
            className="choice"
            aria-pressed={way === 'paste'}
            onClick={() => setWay('paste')}
          >
            <strong>
              <ClipboardPaste size={16} aria-hidden /> {text.newWorkflow.paste}
            </strong>
            <span className="muted small">{text.newWorkflow.pasteHint}</span>
          </button>
          <button type="button" className="choice" onClick={() => file.current?.click()}>
            <strong>
              <FileUp size={16} aria-hidden /> {text.newWorkflow.file}
            </strong>
            <span className="muted small">{text.newWorkflow.fileHint}</span>
          </button>
          <input
            ref={file}
            type="file"
            accept=".json,.yaml,.yml,application/json,application/yaml"
            hidden
            onChange={(event) => void read(event.target.files?.[0])}
          />
        </div>
        <TextField
          label={text.newWorkflow.name}
          value={name}
          onChange={(event) => setName(event.target.value)}
          placeholder={text.newWorkflow.untitled}
          maxLength={200}
        />
        {way === 'paste' && (
          <TextArea
            label={text.newWorkflow.source}
            mono
            rows={12}
            value={source}
            onChange={(event) => setSource(event.target.value)}
            placeholder={text.newWorkflow.sourceExample}
            required
          />
        )}
        {problem && <ProblemNote error={problem} />}
        <DialogActions>
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button look="primary" type="submit" busy={busy}>
            {text.newWorkflow.submit}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
