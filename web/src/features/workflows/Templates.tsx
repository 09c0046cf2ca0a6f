import type { Answer } from '../../api/client';
import { useAsk } from '../../api/hooks';
import { readDefinition } from '../../model/definition';
import { groupOf, label } from '../../model/kinds';
import { text } from '../../text/en';
import { Note, Spinner } from '../../ui/Parts';
import { KindSign } from '../../ui/KindSign';
import { ProblemNote } from '../../ui/Problem';

export type Template = Answer<'GET /starters'>['starters'][number];

interface TemplatesProps {
  chosen: Template | null;
  onChoose: (template: Template) => void;
}

/** Workflows to begin with, each with the kinds of step that it shows. */
export function Templates({ chosen, onChoose }: TemplatesProps) {
  const templates = useAsk('GET /starters');
  if (templates.isError) return <ProblemNote error={templates.error} />;
  if (!templates.data) return <Spinner />;
  return (
    <div className="stack">
      <div className="templates" role="group" aria-label={text.newWorkflow.templates}>
        {templates.data.starters.map((template) => (
          <button
            key={template.id}
            type="button"
            className="choice template"
            aria-pressed={chosen?.id === template.id}
            onClick={() => onChoose(template)}
          >
            <strong>{template.name}</strong>
            <span className="muted small">{template.description}</span>
            <Kinds template={template} />
          </button>
        ))}
      </div>
      {chosen?.needs && <Note>{chosen.needs}</Note>}
    </div>
  );
}

function Kinds({ template }: { template: Template }) {
  const types = readDefinition(template.definition)
    .nodes.map((node) => node.type)
    .filter((type) => type !== 'action_input' && type !== 'return_output');
  return (
    <span className="template-kinds">
      {[...new Set(types)].map((type) => (
        <span key={type} className={`flow-sign small ${groupOf(type)}`} title={label(type)}>
          <KindSign type={type} />
          <span className="visually-hidden">{label(type)}</span>
        </span>
      ))}
    </span>
  );
}
