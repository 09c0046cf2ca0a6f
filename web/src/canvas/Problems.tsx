import { TriangleAlert } from 'lucide-react';
import type { Workflow } from './useDraft';
import { nodeOf, titleOf, type Definition } from '../model/definition';
import { text } from '../text/en';

export type Problem = Workflow['validation']['problems'][number];

interface ProblemsProps {
  problems: Problem[];
  definition: Definition;
  onJump: (nodeId: string) => void;
}

/** All that is wrong with the draft; each leads to its node. */
export function Problems({ problems, definition, onJump }: ProblemsProps) {
  return (
    <ul className="problems" aria-label={text.canvas.problems(problems.length)}>
      {problems.map((problem, at) => {
        const node = problem.nodeId === undefined ? undefined : nodeOf(definition, problem.nodeId);
        const inside = (
          <>
            <TriangleAlert size={14} aria-hidden />
            <span>
              {node && <strong>{titleOf(node)}: </strong>}
              {problem.message}
            </span>
          </>
        );
        return (
          <li key={at}>
            {node ? (
              <button type="button" onClick={() => onJump(node.id)}>
                {inside}
              </button>
            ) : (
              <div>{inside}</div>
            )}
          </li>
        );
      })}
    </ul>
  );
}
