import type { Step } from '../model/trial';
import { text } from '../text/en';
import { CopyBlock } from './Parts';

/** What went into a step, what came out of it, and what its code wrote. */
export function StepValues({ of: step }: { of: Step }) {
  return (
    <>
      {step.input !== undefined && (
        <div className="stack tight">
          <h3>{text.runs.input}</h3>
          <CopyBlock value={JSON.stringify(step.input, null, 2)} label={text.runs.inputOf(step.name)} />
        </div>
      )}
      {step.output !== undefined && (
        <div className="stack tight">
          <h3>{text.runs.output}</h3>
          <CopyBlock value={JSON.stringify(step.output, null, 2)} label={text.runs.outputOf(step.name)} />
        </div>
      )}
      {step.logs && step.logs.length > 0 && (
        <div className="stack tight">
          <h3>{text.runs.logs}</h3>
          <CopyBlock value={step.logs.join('\n')} label={text.runs.logsOf(step.name)} />
        </div>
      )}
    </>
  );
}
