import { CopyPlus, Replace, Trash2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useAsk } from '../api/hooks';
import type { Json, JsonObject } from '../api/types';
import { nodeOf, titleOf, type Definition, type FlowNode } from '../model/definition';
import { changeNode } from '../model/edits';
import { groupOf, label, type Kind } from '../model/kinds';
import { rootsOf } from '../model/templates';
import { starts } from '../model/triggers';
import { text } from '../text/en';
import { Button, IconButton } from '../ui/Button';
import { AskingOf } from '../ui/Choices';
import { TextArea, TextField } from '../ui/Field';
import { Note } from '../ui/Parts';
import { SchemaForm } from '../ui/SchemaForm';
import { Tabs } from '../ui/Tabs';
import { TemplateScope } from '../ui/Templated';
import { ConnectionChoice } from './ConnectionChoice';
import { CodeField } from './CodeField';
import { InputFields } from './InputFields';
import { KindSign } from '../ui/KindSign';
import { LastRun } from './LastRun';
import { ownForm } from './kinds/forms';
import type { Problem } from './Problems';
import type { Trial } from './useTrial';
import { useLastField, Values } from './Values';

const NOTHING: JsonObject = { type: 'object', properties: {} };

interface InspectorProps {
  definition: Definition;
  nodeId: string;
  kinds: ReadonlyMap<string, Kind>;
  optionsSchema: JsonObject | undefined;
  problems: Problem[];
  trial: Trial;
  workflowId: string;
  readOnly: boolean;
  onChange: (next: Definition, mark: string) => void;
  /** Asks what else shall start the workflow. */
  onStart: () => void;
  onRemove: () => void;
  onDuplicate: () => void;
}

/** What the chosen node does, as a form made from its schema. */
export function Inspector(props: InspectorProps) {
  const { definition, nodeId, kinds, problems, workflowId, readOnly, onChange } = props;
  const [tab, setTab] = useState('settings');
  const field = useLastField();
  const scope = useMemo(() => rootsOf(definition, nodeId), [definition, nodeId]);
  const node = nodeOf(definition, nodeId);
  const kind = node && kinds.get(node.type);
  const operation = useOperation(node, kind);
  const schema = operation?.inputSchema ?? kind?.configSchema ?? NOTHING;
  const auth = operation?.auth;
  const askable = useMemo(
    () =>
      node?.connector && node.operation && auth && !readOnly
        ? {
            connector: node.connector,
            operation: node.operation,
            schema,
            config: node.config ?? {},
            signsIn: auth !== 'none',
            connectionId: node.connectionId,
            workflowId,
          }
        : null,
    [node, auth, schema, readOnly, workflowId],
  );
  const own = useMemo(() => problems.filter((problem) => problem.nodeId === nodeId), [problems, nodeId]);
  const faults = useMemo(() => byPlace(own), [own]);
  if (!node) return <p className="muted inspector-empty">{text.inspector.nothing}</p>;
  const change = (what: Partial<FlowNode>, mark: string) =>
    onChange(changeNode(definition, nodeId, what), mark);
  const config = node.config ?? {};
  const setConfig = (next: JsonObject, field: string) =>
    change({ config: next }, `${nodeId} config ${field}`);
  const Own = ownForm(node);
  const plain = node.type === 'code' ? without(schema, 'source') : schema;
  const settings = (
    <div className="stack loose">
      <fieldset onFocus={field.onFocus} className="bare stack loose" disabled={readOnly}>
        <TextField
          label={text.inspector.name}
          value={node.name ?? ''}
          placeholder={node.id}
          onChange={(event) => change({ name: event.target.value || undefined }, `${nodeId} name`)}
        />
        {node.connector && (
          <ConnectionChoice
            node={node}
            fault={own.find((problem) => problem.path.endsWith('/connectionId'))?.message}
            onChange={(connectionId) => change({ connectionId }, `${nodeId} connection`)}
          />
        )}
        {node.type === 'action_input' && isFlat(config.inputSchema) && (
          <InputFields
            schema={asObject(config.inputSchema)}
            onChange={(next) => setConfig({ ...config, inputSchema: next }, 'fields')}
          />
        )}
        {Own ? (
          <Own config={config} onChange={setConfig} faults={faults} />
        ) : node.type === 'action_input' ? (
          <details>
            <summary>{text.inspector.asJson}</summary>
            <SchemaForm schema={schema} value={config} onChange={setConfig} faults={faults} />
          </details>
        ) : (
          <AskingOf value={askable}>
            <SchemaForm schema={plain} value={config} onChange={setConfig} faults={faults} />
          </AskingOf>
        )}
        {node.type === 'code' && (
          <CodeField
            config={config}
            steps={props.trial.steps}
            readOnly={readOnly}
            fault={faults.get('/source')}
            onChange={(source) => setConfig({ ...config, source }, 'source')}
          />
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
        {(node.notes === undefined || typeof node.notes === 'string') && (
          <TextArea
            label={text.inspector.notes}
            hint={text.inspector.notesHint}
            value={node.notes ?? ''}
            rows={2}
            onChange={(event) => change({ notes: event.target.value || undefined }, `${nodeId} notes`)}
          />
        )}
      </fieldset>
      {!readOnly && (
        <Values definition={definition} nodeId={nodeId} steps={props.trial.steps} onUse={field.insert} />
      )}
    </div>
  );
  return (
    <div className="inspector stack loose" key={nodeId}>
      <div className="row">
        <span className={`flow-sign ${groupOf(node.type)}`}>
          <KindSign type={node.type} connector={node.connector} />
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
      {kind && !Own && <p className="muted small">{operation ? operation.description : kind.description}</p>}
      {!readOnly && starts(node) && (
        <div>
          <Button small icon={<Replace size={14} />} onClick={props.onStart}>
            {text.triggers.otherwise}
          </Button>
        </div>
      )}
      {own.length > 0 && (
        <Note tone="warn">
          <ul className="plain-list">
            {own.map((problem, at) => (
              <li key={at}>{problem.message}</li>
            ))}
          </ul>
        </Note>
      )}
      <Tabs
        label={titleOf(node)}
        tabs={[
          {
            id: 'settings',
            label: text.test.settings,
            content: <TemplateScope value={scope}>{settings}</TemplateScope>,
          },
          {
            id: 'last',
            label: text.test.lastRun,
            content: <LastRun node={node} trial={props.trial} readOnly={readOnly} />,
          },
        ]}
        value={tab}
        onChange={setTab}
      />
      <p className="muted small">
        {text.inspector.id}: <code>{node.id}</code>
      </p>
    </div>
  );
}

/** What a call calls; nothing for other kinds. */
function useOperation(node: FlowNode | undefined, kind: Kind | undefined) {
  const calls = kind?.usesConnector === true && Boolean(node?.connector && node.operation);
  const name = node?.connector ?? '';
  const operation = useAsk(
    'GET /connectors/{name}/operations/{operation}',
    { path: { name, operation: node?.operation ?? '' } },
    { enabled: calls },
  );
  const list = useAsk('GET /connectors/{name}/operations', { path: { name } }, { enabled: calls });
  if (!calls) return undefined;
  const description = list.data?.operations.find((one) => one.name === node?.operation)?.description;
  const { inputSchema = NOTHING, auth = 'none' } = operation.data ?? {};
  return { inputSchema, auth, description };
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

/** The schema without a field that is asked for in another way. */
function without(schema: JsonObject, name: string): JsonObject {
  const { [name]: _, ...properties } = asObject(schema.properties);
  return { ...schema, properties };
}
