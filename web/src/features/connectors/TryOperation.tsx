import { useState, type FormEvent } from 'react';
import { useAsk, useTell } from '../../api/hooks';
import type { JsonObject } from '../../api/types';
import { fieldsOf } from '../../model/forms';
import { text } from '../../text/en';
import { Button } from '../../ui/Button';
import { AskingOf } from '../../ui/Choices';
import { SelectField } from '../../ui/Field';
import { CopyBlock, Note } from '../../ui/Parts';
import { ProblemNote } from '../../ui/Problem';
import { SchemaForm } from '../../ui/SchemaForm';

interface TryOperationProps {
  connector: string;
  operation: string;
  schema: JsonObject;
  example: JsonObject;
  signsIn: boolean;
}

/** One call of an operation that reads, with a form of its own, and what the service gave. */
export function TryOperation({ connector, operation, schema, example, signsIn }: TryOperationProps) {
  const connections = useAsk('GET /connections', {}, { enabled: signsIn });
  const fitting = (connections.data?.connections ?? []).filter((one) => one.connector === connector);
  const [chosen, setChosen] = useState('');
  const connectionId = chosen || (fitting[0]?.id ?? '');
  const [input, setInput] = useState<JsonObject>(() => needed(schema, example));
  const attempt = useTell('POST /connectors/{name}/operations/{operation}/try', ['GET /connections']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    attempt.mutate({
      path: { name: connector, operation },
      body: { input, ...(signsIn ? { connectionId } : {}) },
    });
  };
  const told = attempt.data;
  return (
    <form className="stack card pad try" aria-label={text.trial.title} onSubmit={submit}>
      <div>
        <h3>{text.trial.title}</h3>
        <p className="muted small">{text.trial.hint}</p>
      </div>
      {signsIn && connections.data && fitting.length === 0 && (
        <p className="small">{text.trial.needsConnection}</p>
      )}
      {fitting.length > 0 && (
        <SelectField
          label={text.connections.one}
          value={connectionId}
          onChange={(event) => setChosen(event.target.value)}
          options={fitting.map((one) => ({ value: one.id, label: one.name }))}
        />
      )}
      {fieldsOf(schema).length > 0 && (
        <AskingOf
          value={{
            ...{ connector, operation, schema, config: input, signsIn },
            connectionId: connectionId || undefined,
            workflowId: undefined,
          }}
        >
          <SchemaForm schema={schema} value={input} onChange={setInput} />
        </AskingOf>
      )}
      <div>
        <Button
          look="primary"
          type="submit"
          busy={attempt.isPending}
          disabled={signsIn && connectionId === ''}
        >
          {text.trial.submit}
        </Button>
      </div>
      {attempt.error && <ProblemNote error={attempt.error} />}
      {told && !told.ok && (
        <Note tone="bad">
          <strong>{text.trial.failed(told.code ?? '')}</strong>
          <div>{told.message}</div>
        </Note>
      )}
      {told?.ok && <CopyBlock value={JSON.stringify(told.output, null, 2)} label={text.trial.result} />}
    </form>
  );
}

/** Of the example what has to be there: the rest is for whoever wants it. */
function needed(schema: JsonObject, example: JsonObject): JsonObject {
  const given = (example.input ?? {}) as JsonObject;
  return Object.fromEntries(
    fieldsOf(schema).flatMap(({ name, required }) => {
      const value = given[name];
      return required && value !== undefined ? [[name, value] as const] : [];
    }),
  );
}
