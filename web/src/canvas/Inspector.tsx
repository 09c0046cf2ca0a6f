import { Copy, CopyPlus, Trash2 } from 'lucide-react';
import { useMemo } from 'react';
import { useAsk } from '../api/hooks';
import type { Json, JsonObject } from '../api/types';
import { nodeOf, titleOf, type Definition, type FlowNode } from '../model/definition';
import { before, changeNode } from '../model/edits';
import { groupOf, label, type Kind } from '../model/kinds';
import { text } from '../text/en';
import { Button, IconButton } from '../ui/Button';
import { TextField } from '../ui/Field';
import { Note } from '../ui/Parts';
import { SchemaForm } from '../ui/SchemaForm';
import { say } from '../ui/Toasts';
import { InputFields } from './InputFields';
import { KindSign } from '../ui/KindSign';
import type { Problem } from './Problems';

interface InspectorProps {
  definition: Definition;
  nodeId: string;
  kinds: ReadonlyMap<string, Kind>;
  optionsSchema: JsonObject | undefined;
  problems: Problem[];
  readOnly: boolean;
  onChange: (next: Definition, mark: string) => void;
  onRemove: () => void;
  onDuplicate: () => void;
}

/** What the chosen node does, as a form made from its schema. */
export function Inspector(props: InspectorProps) {
  const { definition, nodeId, kinds, problems, readOnly, onChange } = props;
  const node = nodeOf(definition, nodeId);
  const kind = node && kinds.get(node.type);
  const schema = useConfigSchema(node, kind);
  const own = useMemo(() => problems.filter((problem) => problem.nodeId === nodeId), [problems, nodeId]);
  const faults = useMemo(() => byPlace(own), [own]);
  if (!node) return <p className="muted inspector-empty">{text.inspector.nothing}</p>;
  const change = (what: Partial<FlowNode>, mark: string) =>
    onChange(changeNode(definition, nodeId, what), mark);
  const config = node.config ?? {};
  const setConfig = (next: JsonObject, field: string) =>
    change({ config: next }, `${nodeId} config ${field}`);
  return (
    <div className="inspector stack loose" key={nodeId}>
      <div className="row">
        <span className={`flow-sign ${groupOf(node.type)}`}>
          <KindSign type={node.type} />
        </span>
        <div className="grow">
          <h2 className="truncate">{titleOf(node)}</h2>
          <div className="muted small">{label(node.type)}</div>
        </div>
        {!readOnly && (
          <>
            <IconButton
              small
              label={text.inspector.duplicate}
              icon={<CopyPlus size={15} />}
              onClick={props.onDuplicate}
            />
            <IconButton
              small
              label={text.inspector.delete}
              icon={<Trash2 size={15} />}
              onClick={props.onRemove}
            />
          </>
        )}
      </div>
      {kind && <p className="muted small">{kind.description}</p>}
      {own.length > 0 && (
        <Note tone="warn">
          <ul className="plain-list">
            {own.map((problem, at) => (
              <li key={at}>{problem.message}</li>
            ))}
          </ul>
        </Note>
      )}
      <fieldset className="bare stack loose" disabled={readOnly}>
        <TextField
          label={text.inspector.name}
          value={node.name ?? ''}
          placeholder={node.id}
          onChange={(event) => change({ name: event.target.value || undefined }, `${nodeId} name`)}
        />
        {node.type === 'action_input' && isFlat(config.inputSchema) && (
          <InputFields
            schema={asObject(config.inputSchema)}
            onChange={(next) => setConfig({ ...config, inputSchema: next }, 'fields')}
          />
        )}
        {node.type === 'action_input' ? (
          <details>
            <summary>{text.inspector.asJson}</summary>
            <SchemaForm schema={schema} value={config} onChange={setConfig} faults={faults} />
          </details>
        ) : (
          <SchemaForm schema={schema} value={config} onChange={setConfig} faults={faults} />
        )}
        {kind?.takesOptions && props.optionsSchema && (
          <details>
            <summary>{text.inspector.options}</summary>
            <SchemaForm
              schema={props.optionsSchema}
              value={node.options ?? {}}
              onChange={(next, field) =>
                change(
                  { options: Object.keys(next).length > 0 ? next : undefined },
                  `${nodeId} options ${field}`,
                )
              }
            />
          </details>
        )}
      </fieldset>
      <Values nodes={before(definition, nodeId)} />
      <p className="muted small">
        {text.inspector.id}: <code>{node.id}</code>
      </p>
    </div>
  );
}

/** The kind's own, or for a call the operation's. */
function useConfigSchema(node: FlowNode | undefined, kind: Kind | undefined): JsonObject {
  const calls = kind?.usesConnector === true && Boolean(node?.connector && node.operation);
  const operation = useAsk(
    'GET /connectors/{name}/operations/{operation}',
    { path: { name: node?.connector ?? '', operation: node?.operation ?? '' } },
    { enabled: calls },
  );
  return (calls ? operation.data?.inputSchema : kind?.configSchema) ?? { type: 'object', properties: {} };
}

/** Messages by the place below the node's config: /nodes/2/config/url is /url. */
function byPlace(problems: Problem[]): ReadonlyMap<string, string> {
  return new Map(
    problems.flatMap((problem) => {
      const place = /^\/nodes\/\d+\/config(\/.+)$/.exec(problem.path)?.[1];
      return place ? [[place, problem.message] as const] : [];
    }),
  );
}

function asObject(value: Json | undefined): JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};
}

/** Whether rows of fields can show the schema: nothing in it that combines others. */
function isFlat(schema: Json | undefined): boolean {
  const odd = ['$ref', '$defs', 'allOf', 'anyOf', 'oneOf', 'if', 'patternProperties'];
  return schema === undefined || odd.every((word) => !(word in asObject(schema)));
}

function Values({ nodes }: { nodes: FlowNode[] }) {
  if (nodes.length === 0) return null;
  const copy = async (template: string) => {
    await navigator.clipboard.writeText(template);
    say(`${template} · ${text.common.copied}`);
  };
  const templates = nodes.flatMap((node) => templatesOf(node));
  return (
    <section className="stack tight" aria-label={text.inspector.values}>
      <h3>{text.inspector.values}</h3>
      <p className="muted small">{text.inspector.valuesHint}</p>
      <div className="row wrap">
        {templates.map((template) => (
          <Button
            key={template}
            small
            className="mono"
            icon={<Copy size={12} aria-hidden />}
            onClick={() => void copy(template)}
          >
            {template}
          </Button>
        ))}
      </div>
    </section>
  );
}

function templatesOf(node: FlowNode): string[] {
  const fields = Object.keys(asObject(asObject(node.config?.inputSchema).properties));
  const made = Object.keys(asObject(node.config?.fields));
  const known = [...fields, ...made].filter((name) => /^\w+$/.test(name));
  return known.length > 0 ? known.map((name) => `{{${node.id}.${name}}}`) : [`{{${node.id}}}`];
}
