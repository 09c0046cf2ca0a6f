import { useAll } from '../api/hooks';
import { text } from '../text/en';

interface Named {
  action?: string;
  workflowId: string;
}

/** What runs are called: by their action, and without one (a test, a trigger) by their workflow, where it is there still. */
export function useRunName(runs: Named[]): (run: Named) => string {
  const nameless = runs.some((run) => run.action === undefined);
  const list = useAll('GET /workflows', (page) => page.workflows, {}, { enabled: nameless });
  const names = new Map(list.data?.map(({ id, name }) => [id, name]));
  return (run) => run.action ?? names.get(run.workflowId) ?? text.runs.noAction;
}
