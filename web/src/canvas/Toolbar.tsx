import {
  ArrowLeft,
  CircleCheck,
  Cloud,
  CloudOff,
  FlaskConical,
  Redo2,
  Sparkles,
  TriangleAlert,
  Undo2,
  Zap,
} from 'lucide-react';
import { useMemo } from 'react';
import { Link, useLocation } from 'wouter';
import { useAsk } from '../api/hooks';
import { stateOf } from '../model/diff';
import type { Kind } from '../model/kinds';
import { nextOf } from '../model/next';
import { text } from '../text/en';
import { Button, IconButton } from '../ui/Button';
import { Badge } from '../ui/Parts';
import { workflowStatus, workflowTone } from '../ui/status';
import { More } from './More';
import type { Draft } from './useDraft';

interface ToolbarProps {
  draft: Draft;
  mayEdit: boolean;
  onTidy: () => void;
  onPublish: () => void;
  kinds: ReadonlyMap<string, Kind>;
  onRun: () => void;
  onAbout: () => void;
  onTest: () => void;
  onProblems: () => void;
  /** Asks what starts the workflow. */
  onStart: () => void;
  /** Puts in a node of this type. */
  onAdd: (type: string) => void;
}

export function Toolbar(props: ToolbarProps) {
  const { draft, mayEdit, onTidy, onRun, onTest, onProblems } = props;
  const [, go] = useLocation();
  const { workflow, definition } = draft;
  const faults = workflow.validation.problems.length;
  const begins = definition.nodes.some(
    (node) => node.type === 'action_input' || node.type === 'trigger' || props.kinds.get(node.type)?.trigger,
  );
  const live =
    workflow.version !== undefined && workflow.status !== 'blueprint' && workflow.status !== 'stopped';
  return (
    <header className="toolbar">
      <h1 className="visually-hidden">{workflow.name}</h1>
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
          className="toolbar-problems"
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
      {mayEdit && begins && (
        <Button
          small
          icon={<FlaskConical size={14} />}
          disabled={faults > 0 || draft.state === 'conflict'}
          onClick={onTest}
        >
          {text.test.button}
        </Button>
      )}
      {definition.nodes.some((node) => node.type === 'trigger') && workflow.version !== undefined && (
        <Button small icon={<Zap size={14} />} onClick={() => go(`/workflows/${workflow.id}/trigger`)}>
          {text.triggers.title}
        </Button>
      )}
      {mayEdit && <Primary {...props} faults={faults} />}
      <More draft={draft} mayEdit={mayEdit} live={live} onRun={onRun} onAbout={props.onAbout} />
    </header>
  );
}

/** One button, for what is missing next. */
function Primary({ draft, kinds, faults, ...on }: ToolbarProps & { faults: number }) {
  const { workflow, definition } = draft;
  const published = useAsk(
    'GET /workflows/{id}',
    { path: { id: workflow.id }, query: { version: String(workflow.version ?? '') } },
    { enabled: workflow.version !== undefined },
  );
  const { name, description, status } = workflow;
  const live = useMemo(() => published.data && stateOf(published.data), [published.data]);
  const next = useMemo(
    () =>
      nextOf(
        { name, description, definition },
        { status, faults, live, isTrigger: (type) => kinds.get(type)?.trigger === true },
      ),
    [name, description, definition, status, faults, live, kinds],
  );
  const act = () => {
    if (next === 'trigger') on.onStart();
    else if (next === 'output') on.onAdd('return_output');
    else if (next === 'mend') on.onProblems();
    else on.onPublish();
  };
  return (
    <Button
      small
      look="primary"
      onClick={act}
      disabled={
        next === 'nothing' || next === 'active' || draft.state === 'conflict' || workflow.name.trim() === ''
      }
    >
      {next === 'mend' ? text.canvas.mend(faults) : text.canvas.next[next]}
    </Button>
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
