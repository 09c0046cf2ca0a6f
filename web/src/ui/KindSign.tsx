import {
  CircleStop,
  CircleUserRound,
  Clock,
  Code,
  Combine,
  Filter,
  GitBranch,
  Globe,
  ListPlus,
  LogIn,
  LogOut,
  Merge,
  PenLine,
  Repeat,
  Route,
  Sigma,
  Split,
  Workflow,
  Zap,
  type LucideIcon,
} from 'lucide-react';
import './kinds.css';

const SIGNS: Record<string, LucideIcon> = {
  action_input: LogIn,
  return_output: LogOut,
  trigger: Zap,
  set: PenLine,
  condition: GitBranch,
  switch: Route,
  merge: Merge,
  filter: Filter,
  aggregate: Sigma,
  split_out: Split,
  loop: Repeat,
  wait: Clock,
  approval: CircleUserRound,
  call_action: Workflow,
  stop_and_error: CircleStop,
  connector: Globe,
  code: Code,
  transform: Combine,
};

export function KindSign({ type, size = 17 }: { type: string; size?: number }) {
  const Sign = SIGNS[type] ?? ListPlus;
  return <Sign size={size} aria-hidden />;
}
