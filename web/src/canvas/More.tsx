import { useQueryClient } from '@tanstack/react-query';
import { Download, Ellipsis, FileText, History as HistorySign, Play, Square, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useTell } from '../api/hooks';
import { writeDefinition } from '../model/definition';
import { slugOf } from '../model/slug';
import { triggerOf } from '../model/triggers';
import { text } from '../text/en';
import { Confirm } from '../ui/Confirm';
import { Menu, type MenuEntry } from '../ui/Menu';
import { saveFile } from '../ui/saveFile';
import { complain, say } from '../ui/Toasts';
import type { Draft } from './useDraft';

interface MoreProps {
  draft: Draft;
  mayEdit: boolean;
  live: boolean;
  onRun: () => void;
  onAbout: () => void;
}

/** What is done now and then. */
export function More({ draft, mayEdit, live, onRun, onAbout }: MoreProps) {
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
      definition: writeDefinition(draft.definition),
    };
    saveFile(
      `${slugOf(draft.workflow.name) || 'workflow'}.json`,
      'application/json',
      `${JSON.stringify(whole, null, 2)}\n`,
    );
  };
  const halt = () =>
    stop.mutate(
      { path: { id } },
      {
        onSuccess: () => {
          say(triggerOf(draft.definition) ? text.triggers.stopped : text.canvas.stopped);
          void draft.reload();
        },
        onError: (error) => complain(error.message),
      },
    );
  const entries: (MenuEntry | null)[] = [
    { label: text.about.title, icon: <FileText size={15} />, onSelect: onAbout },
    {
      label: text.canvas.versions,
      icon: <HistorySign size={15} />,
      onSelect: () => go(`/workflows/${id}/versions`),
    },
    { label: text.canvas.export, icon: <Download size={15} />, onSelect: download },
  ];
  if (mayEdit && live && draft.workflow.slug)
    entries.unshift({ label: text.canvas.runLive, icon: <Play size={15} />, onSelect: onRun });
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
                draft.drop();
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
