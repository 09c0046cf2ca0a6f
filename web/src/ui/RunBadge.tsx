import { text } from '../text/en';
import { Badge } from './Parts';
import { runTone, type RunStatus } from './status';

export function RunBadge({ status }: { status: RunStatus }) {
  return <Badge tone={runTone(status)}>{text.runStatus[status]}</Badge>;
}
