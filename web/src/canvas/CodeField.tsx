import { lazy, Suspense } from 'react';
import type { JsonObject } from '../api/types';
import { typeOf } from '../model/shapes';
import { valueOf } from '../model/templates';
import type { Step } from '../model/trial';
import { text } from '../text/en';
import { CopyBlock, Spinner } from '../ui/Parts';

const CodeEditor = lazy(() => import('./CodeEditor'));

interface CodeFieldProps {
  config: JsonObject;
  steps: ReadonlyMap<string, Step>;
  readOnly: boolean;
  fault: string | undefined;
  onChange: (source: string) => void;
}

/** The source of a code node, with the types of what it is handed. */
export function CodeField({ config, steps, readOnly, fault, onChange }: CodeFieldProps) {
  const outputs = Object.fromEntries(
    [...steps].flatMap(([id, step]) => (step.output === undefined ? [] : [[id, step.output] as const])),
  );
  const mappings = (config.fieldMappings ?? {}) as JsonObject;
  const inputs = Object.fromEntries(
    Object.entries(mappings).map(([name, template]) => [name, valueOf(template, outputs)]),
  ) as JsonObject;
  const names = Object.entries(inputs).map(([name, value]) => `${name}: ${typeOf(value)};`);
  return (
    <div className="field">
      <span className="label">{text.codeEditor.source}</span>
      <Suspense fallback={<Spinner />}>
        <CodeEditor
          value={typeof config.source === 'string' ? config.source : ''}
          onChange={onChange}
          label={text.codeEditor.source}
          readOnly={readOnly}
          typescript={config.language === 'typescript'}
          inputs={inputs}
        />
      </Suspense>
      {fault && <span className="fault">{fault}</span>}
      {!readOnly && <span className="hint">{text.codeEditor.hint}</span>}
      {names.length > 0 && (
        <CopyBlock value={`inputs: {\n  ${names.join('\n  ')}\n}`} label={text.codeEditor.inputs} />
      )}
    </div>
  );
}
