import {
  AlarmClock,
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
  Webhook,
  Workflow,
  Zap,
  type LucideIcon,
} from 'lucide-react';
import './kinds.css';

const SIGNS: Record<string, LucideIcon> = {
  action_input: LogIn,
  return_output: LogOut,
  trigger: Zap,
  'trigger inbound-webhook': Webhook,
  'trigger schedule': AlarmClock,
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

interface KindSignProps {
  type: string;
  connector?: string;
  size?: number;
}

export function KindSign({ type, connector, size = 17 }: KindSignProps) {
  const Sign = SIGNS[`${type} ${connector ?? ''}`] ?? SIGNS[type] ?? ListPlus;
  return <Sign size={size} aria-hidden />;
}
