import { useReactFlow, type ReactFlowInstance } from '@xyflow/react';
import { useCallback, useMemo, useState } from 'react';
import { useMay } from '../api/session';
import type { Answer } from '../api/client';
import type { JsonObject } from '../api/types';
import type { Definition, Position } from '../model/definition';
import { part, paste, remove } from '../model/edits';
import { tidy } from '../model/layout';
import { text } from '../text/en';
import { useTitle } from '../ui/Page';
import { Note } from '../ui/Parts';
import { Boundary } from '../ui/Boundary';
import { Button } from '../ui/Button';
import { ProblemNote } from '../ui/Problem';
import { PausedNote } from '../ui/PausedNote';
import { complain, say } from '../ui/Toasts';
import { useOnce } from '../ui/useOnce';
import { useSteady } from '../ui/useSteady';
import { About } from './About';
import { added, started } from './adding';
import { Canvas, type Choosing } from './Canvas';
import { Inspector } from './Inspector';
import { Palette, useOffers, type Offer } from './Palette';
import { Problems } from './Problems';
import { PublishDialog } from './PublishDialog';
import { RunDialog } from './RunDialog';
import { StartPicker } from './StartPicker';
import { Toolbar } from './Toolbar';
import { useDraft, type Draft, type Workflow } from './useDraft';
import { TestDialog } from './TestDialog';
import { TrialBar } from './TrialBar';
import { starts } from '../model/triggers';
import { useGlide } from './useGlide';
import { useShortcuts } from './useShortcuts';
import { useTrial } from './useTrial';

interface EditorProps {
  first: Workflow;
  guide: Answer<'GET /node-kinds'>;
}

type Open = 'none' | 'publish' | 'run' | 'test' | 'start' | 'about';

/** Palette, canvas and inspector around one draft. */
export function Editor({ first, guide }: EditorProps) {
  const draft = useDraft(first);
  const { definition } = draft;
  const trial = useTrial(draft);
  const mayEdit = useMay('editor');
  const flow = useReactFlow();
  const glide = useGlide();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<Open>('none');
  const [showsProblems, setShowsProblems] = useState(false);
  const kinds = useMemo(() => new Map(guide.kinds.map((kind) => [kind.type, kind])), [guide]);
  const offers = useOffers(guide.kinds);
  useTitle(draft.workflow.name);

  const problems = draft.workflow.validation.problems;
  const single = chosen.size === 1 ? [...chosen][0] : undefined;
  const choose = useCallback((ids: string[]) => setChosen(new Set(ids)), []);

  const add = (offer: Offer, at?: { position: Position; parentId?: string }) => {
    if (!at && starts(offer)) return begin(offer);
    const { definition: next, id } = added(definition, offer, kinds, at, single);
    draft.change(next);
    choose([id]);
    if (!at) show(id);
  };
  const begin = (offer: Offer) => {
    const { definition: next, id, instead } = started(definition, offer, kinds);
    draft.change(next);
    choose([id]);
    setOpen('none');
    if (instead) say(text.triggers.replaced(offer.name));
    show(id);
  };
  const show = (id: string) =>
    glide(() => void flow.fitView({ nodes: [{ id }], maxZoom: 1, duration: 250, padding: 2 }));
  // What is chosen by hand opens the panel beside the canvas: it must not vanish behind it.
  const chooseByHand = (next: Choosing) => {
    setChosen(next);
    glide(() => pullIn(flow));
  };
  const jump = (id: string) => {
    choose([id]);
    glide(() => void flow.fitView({ nodes: [{ id }], maxZoom: 1.1, duration: 250, padding: 1.5 }));
  };
  const removeChosen = () => {
    draft.change(remove(definition, chosen, new Set()));
    choose([]);
  };
  const putIn = (copied: Definition) => {
    const result = paste(definition, copied, { x: 40, y: 40 });
    draft.change(result.definition);
    choose(result.ids);
  };
  const arrange = () => {
    draft.change(tidy(definition));
    glide(() => void flow.fitView({ maxZoom: 1.1, padding: 0.15, duration: 250 }));
  };
  const steadyAdd = useSteady(add);
  const steadyChoose = useSteady(chooseByHand);
  const steadyChange = useSteady(draft.change);
  useShortcuts(mayEdit, {
    undo: draft.undo,
    redo: draft.redo,
    copied: () => part(definition, chosen),
    paste: putIn,
  });

  return (
    <div className={mayEdit ? 'editor' : 'editor looking'}>
      <Toolbar
        draft={draft}
        mayEdit={mayEdit}
        onTidy={arrange}
        onPublish={() => setOpen('publish')}
        onRun={() => setOpen('run')}
        onAbout={() => setOpen('about')}
        onProblems={() => setShowsProblems(!showsProblems)}
        onTest={() => setOpen('test')}
        onStart={() => setOpen('start')}
        kinds={kinds}
        onAdd={(type) => {
          const offer = offers.find((one) => one.type === type);
          if (offer) add(offer);
        }}
      />
      {mayEdit && <Palette offers={offers} onAdd={steadyAdd} />}
      <div className="editor-middle">
        <TrialBar trial={trial} onAgain={() => setOpen('test')} />
        <Notices draft={draft} mayEdit={mayEdit} />
        <Canvas
          definition={definition}
          kinds={kinds}
          problems={problems}
          chosen={chosen}
          mayEdit={mayEdit}
          statuses={trial.statuses}
          steps={trial.steps}
          pins={trial.pins}
          onChoose={steadyChoose}
          onChange={steadyChange}
          onDrop={steadyAdd}
        />
        {showsProblems && problems.length > 0 && (
          <Problems problems={problems} definition={definition} onJump={jump} />
        )}
      </div>
      <aside className={single ? 'editor-side' : 'editor-side nothing'} aria-label={text.inspector.title}>
        <Boundary at={single ?? ''}>
          <Inspector
            definition={definition}
            nodeId={single ?? ''}
            kinds={kinds}
            optionsSchema={optionsOf(guide.definition)}
            problems={problems}
            trial={trial}
            workflowId={draft.workflow.id}
            readOnly={!mayEdit}
            onChange={draft.change}
            onStart={() => setOpen('start')}
            onRemove={removeChosen}
            onDuplicate={() => putIn(part(definition, chosen))}
          />
        </Boundary>
      </aside>
      {open === 'publish' && (
        <PublishDialog
          draft={draft}
          onClose={() => setOpen('none')}
          onProblem={() => setShowsProblems(true)}
        />
      )}
      {open === 'about' && <About draft={draft} mayEdit={mayEdit} onClose={() => setOpen('none')} />}
      {open === 'test' && <TestDialog draft={draft} trial={trial} onClose={() => setOpen('none')} />}
      {open === 'start' && (
        <StartPicker
          offers={offers}
          replaces={definition.nodes.some(starts)}
          onChoose={begin}
          onClose={() => setOpen('none')}
        />
      )}
      {open === 'run' && draft.workflow.slug && (
        <RunDialog slug={draft.workflow.slug} onClose={() => setOpen('none')} />
      )}
    </div>
  );
}

/** Moves the canvas by as much as the chosen node, where it is one alone, stands out at its right. */
function pullIn(flow: ReactFlowInstance): void {
  const [node, another] = document.querySelectorAll('.react-flow__node.selected');
  const pane = node?.closest('.canvas');
  if (!node || !pane || another) return;
  const over = node.getBoundingClientRect().right + 24 - pane.getBoundingClientRect().right;
  const { x, y, zoom } = flow.getViewport();
  if (over > 0) void flow.setViewport({ x: x - over, y, zoom }, { duration: 150 });
}

/** The schema of a node's options, as the server's guide has it. */
function optionsOf(guide: JsonObject): JsonObject | undefined {
  let at: unknown = guide;
  for (const name of ['properties', 'nodes', 'items', 'properties', 'options']) {
    at = (at as JsonObject | undefined)?.[name];
  }
  return at as JsonObject | undefined;
}

function Notices({ draft, mayEdit }: { draft: Draft; mayEdit: boolean }) {
  const [busy, settle] = useOnce((how: () => Promise<void>) =>
    how().catch((fault: Error) => complain(fault.message)),
  );
  if (draft.state === 'conflict') {
    return (
      <Note tone="warn">
        <div className="row between wrap">
          <strong>{text.canvas.conflict}</strong>
          <div className="row">
            <Button small busy={busy} onClick={() => settle(draft.takeTheirs)}>
              {text.canvas.theirs}
            </Button>
            <Button small busy={busy} onClick={() => settle(draft.keepMine)}>
              {text.canvas.mine}
            </Button>
          </div>
        </div>
      </Note>
    );
  }
  if (draft.state === 'failed' && draft.problem) {
    return (
      <ProblemNote
        error={draft.problem}
        actions={
          mayEdit && (
            <Button small onClick={() => void draft.flush()}>
              {text.common.tryAgain}
            </Button>
          )
        }
      />
    );
  }
  if (!mayEdit) return <Note>{text.canvas.readOnly}</Note>;
  return <PausedNote workflow={draft.workflow} />;
}
