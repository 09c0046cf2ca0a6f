import { useQueryClient } from '@tanstack/react-query';
import { ClipboardPaste, FilePlus, FileUp, LayoutTemplate } from 'lucide-react';
import { useRef, useState, type FormEvent, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { call, createFromText } from '../../api/client';
import { ownZone } from '../../model/triggers';
import { text } from '../../text/en';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { SelectField, TextArea, TextField } from '../../ui/Field';
import { ProblemNote } from '../../ui/Problem';
import { blank, pasted, type Start } from './start';
import { Templates, type Template } from './Templates';

type Way = 'blank' | 'template' | 'paste';

/** Makes a workflow from nothing, from a template, from a text, or from a file, and goes to its canvas. */
export function NewWorkflow({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [way, setWay] = useState<Way>('blank');
  const [start, setStart] = useState<Start>('call');
  const [name, setName] = useState('');
  const [source, setSource] = useState('');
  const [template, setTemplate] = useState<Template | null>(null);
  const [problem, setProblem] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const client = useQueryClient();
  const [, go] = useLocation();

  const create = (called: string) => {
    switch (way) {
      case 'blank':
        return call('POST /workflows', { body: { name: called, definition: blank(start, ownZone()) } });
      case 'template':
        return call('POST /workflows', {
          body: { name: called, description: template?.description, definition: template?.definition },
        });
      case 'paste':
        return createFromText(pasted(source, called));
    }
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (way === 'template' && !template) return;
    const called = name.trim() || (way === 'template' && template?.name) || text.newWorkflow.untitled;
    setBusy(true);
    setProblem(null);
    try {
      const made = await create(called);
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
          <Choice
            label={text.newWorkflow.blank}
            hint={text.newWorkflow.blankHint}
            icon={<FilePlus size={16} aria-hidden />}
            chosen={way === 'blank'}
            onChoose={() => setWay('blank')}
          />
          <Choice
            label={text.newWorkflow.template}
            hint={text.newWorkflow.templateHint}
            icon={<LayoutTemplate size={16} aria-hidden />}
            chosen={way === 'template'}
            onChoose={() => setWay('template')}
          />
          <Choice
            label={text.newWorkflow.paste}
            hint={text.newWorkflow.pasteHint}
            icon={<ClipboardPaste size={16} aria-hidden />}
            chosen={way === 'paste'}
            onChoose={() => setWay('paste')}
          />
          <Choice
            label={text.newWorkflow.file}
            hint={text.newWorkflow.fileHint}
            icon={<FileUp size={16} aria-hidden />}
            onChoose={() => file.current?.click()}
          />
          <input
            ref={file}
            type="file"
            accept=".json,.yaml,.yml,application/json,application/yaml"
            hidden
            onChange={(event) => void read(event.target.files?.[0])}
          />
        </div>
        {way === 'blank' && (
          <SelectField
            label={text.newWorkflow.start}
            hint={text.newWorkflow.startHint}
            value={start}
            onChange={(event) => setStart(event.target.value as Start)}
            options={Object.entries(text.newWorkflow.starts).map(([value, label]) => ({ value, label }))}
          />
        )}
        {way === 'template' && <Templates chosen={template} onChoose={setTemplate} />}
        <TextField
          label={text.newWorkflow.name}
          value={name}
          onChange={(event) => setName(event.target.value)}
          placeholder={(way === 'template' && template?.name) || text.newWorkflow.untitled}
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
          <Button look="primary" type="submit" busy={busy} disabled={way === 'template' && !template}>
            {text.newWorkflow.submit}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

interface ChoiceProps {
  label: string;
  hint: string;
  icon: ReactNode;
  chosen?: boolean;
  onChoose: () => void;
}

function Choice({ label, hint, icon, chosen, onChoose }: ChoiceProps) {
  return (
    <button type="button" className="choice" aria-pressed={chosen} onClick={onChoose}>
      <strong>
        {icon} {label}
      </strong>
      <span className="muted small">{hint}</span>
    </button>
  );
}
