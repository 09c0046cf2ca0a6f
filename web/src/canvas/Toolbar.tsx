import { useQueryClient } from '@tanstack/react-query';
import {
  ArrowLeft,
  CircleCheck,
  Cloud,
  CloudOff,
  Download,
  Ellipsis,
  History as HistorySign,
  Play,
  Redo2,
  Sparkles,
  Square,
  Trash2,
  TriangleAlert,
  Undo2,
} from 'lucide-react';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useTell } from '../api/hooks';
import { slugOf } from '../model/slug';
import { text } from '../text/en';
import { Button, IconButton } from '../ui/Button';
import { Confirm } from '../ui/Confirm';
import { Menu, type MenuEntry } from '../ui/Menu';
import { Badge } from '../ui/Parts';
import { workflowStatus, workflowTone } from '../ui/status';
import { complain, say } from '../ui/Toasts';
import type { Draft } from './useDraft';

interface ToolbarProps {
  draft: Draft;
  mayEdit: boolean;
  onTidy: () => void;
  onPublish: () => void;
  onRun: () => void;
  onProblems: () => void;
  onAddInput: () => void;
}

export function Toolbar({ draft, mayEdit, onTidy, onPublish, onRun, onProblems, onAddInput }: ToolbarProps) {
  const { workflow, definition } = draft;
  const faults = workflow.validation.problems.length;
  const begins = definition.nodes.some((node) => node.type === 'action_input' || node.type === 'trigger');
  const live =
    workflow.version !== undefined && workflow.status !== 'blueprint' && workflow.status !== 'stopped';
  return (
    <header className="toolbar">
      <Link href="/workflows" className="button quiet icon small" aria-label={text.nav.workflows}>
        <ArrowLeft size={17} />
      </Link>
      <input
        className="toolbar-name"
        aria-label={text.canvas.name}
        value={workflow.name}
        readOnly={!mayEdit}
        maxLength={200}
        onChange={(event) => draft.rename(event.target.value)}
      />
      <Badge tone={workflowTone(workflow.status)}>{workflowStatus(workflow.status)}</Badge>
      {mayEdit && <Saved state={draft.state} />}
      <span className="grow" />
      {mayEdit && (
        <>
          <IconButton
            small
            label={text.canvas.undo}
            icon={<Undo2 size={16} />}
            disabled={!draft.canUndo}
            onClick={draft.undo}
          />
          <IconButton
            small
            label={text.canvas.redo}
            icon={<Redo2 size={16} />}
            disabled={!draft.canRedo}
            onClick={draft.redo}
          />
          <IconButton small label={text.canvas.tidy} icon={<Sparkles size={16} />} onClick={onTidy} />
        </>
      )}
      {!(mayEdit && begins && faults > 0) && (
        <Button
          small
          look="quiet"
          disabled={faults === 0}
          icon={
            faults > 0 ? (
              <TriangleAlert size={15} className="warn-sign" />
            ) : (
              <CircleCheck size={15} className="good-sign" />
            )
          }
          onClick={onProblems}
        >
          <span className="toolbar-word">
            {faults > 0 ? text.canvas.problems(faults) : text.canvas.noProblems}
          </span>
        </Button>
      )}
      {mayEdit && live && workflow.slug && (
        <Button small icon={<Play size={14} />} onClick={onRun}>
          {text.canvas.run}
        </Button>
      )}
      {mayEdit && (
        <Button
          small
          look="primary"
          onClick={!begins ? onAddInput : faults > 0 ? onProblems : onPublish}
          disabled={draft.state === 'conflict'}
        >
          {!begins
            ? text.canvas.addInput
            : faults > 0
              ? text.canvas.problems(faults)
              : live
                ? text.canvas.publishChanges
                : text.canvas.publish}
        </Button>
      )}
      <More draft={draft} mayEdit={mayEdit} live={live} />
    </header>
  );
}

function Saved({ state }: { state: Draft['state'] }) {
  const says = {
    saved: text.canvas.saved,
    saving: text.canvas.saving,
    conflict: text.canvas.unsaved,
    failed: text.canvas.unsaved,
  };
  const Sign = state === 'saved' || state === 'saving' ? Cloud : CloudOff;
  return (
    <span className="toolbar-saved muted small" role="status">
      <Sign size={14} aria-hidden /> {says[state]}
    </span>
  );
}

function More({ draft, mayEdit, live }: { draft: Draft; mayEdit: boolean; live: boolean }) {
  const [removing, setRemoving] = useState(false);
  const [, go] = useLocation();
  const client = useQueryClient();
  const id = draft.workflow.id;
  const stop = useTell('POST /workflows/{id}/stop', ['GET /workflows', 'GET /actions']);
  const remove = useTell('DELETE /workflows/{id}', ['GET /workflows', 'GET /actions']);
  const download = () => {
    const whole = {
      name: draft.workflow.name,
      description: draft.workflow.description,
      definition: draft.definition,
    };
    const file = new Blob([`${JSON.stringify(whole, null, 2)}\n`], { type: 'application/json' });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(file);
    link.download = `${slugOf(draft.workflow.name) || 'workflow'}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  const halt = () =>
    stop.mutate(
      { path: { id } },
      {
        onSuccess: () => {
          say(text.canvas.stopped);
          void draft.reload();
        },
        onError: (error) => complain(error.message),
      },
    );
  const entries: (MenuEntry | null)[] = [
    {
      label: text.canvas.versions,
      icon: <HistorySign size={15} />,
      onSelect: () => void draft.flush().then(() => go(`/workflows/${id}/versions`)),
    },
    { label: text.canvas.export, icon: <Download size={15} />, onSelect: download },
  ];
  if (mayEdit && live) entries.push({ label: text.canvas.stop, icon: <Square size={15} />, onSelect: halt });
  if (mayEdit) {
    entries.push(null, {
      label: text.canvas.remove,
      icon: <Trash2 size={15} />,
      danger: true,
      onSelect: () => setRemoving(true),
    });
  }
  return (
    <>
      <Menu
        trigger={
          <button type="button" className="button quiet icon small" aria-label={text.canvas.more}>
            <Ellipsis size={17} />
          </button>
        }
        entries={entries}
      />
      <Confirm
        open={removing}
        title={text.canvas.removeTitle(draft.workflow.name)}
        description={text.canvas.removeHint}
        action={text.canvas.remove}
        busy={remove.isPending}
        error={remove.error}
        onClose={() => setRemoving(false)}
        onConfirm={() =>
          remove.mutate(
            { path: { id } },
            {
              onSuccess: () => {
                client.removeQueries({ queryKey: ['GET /workflows/{id}'] });
                go('/workflows');
              },
            },
          )
        }
      />
    </>
  );
}
