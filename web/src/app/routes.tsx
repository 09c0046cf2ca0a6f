import { lazy, type ComponentType } from 'react';
import { Redirect } from 'wouter';

const Workflows = lazy(() => import('../features/workflows/WorkflowsScreen'));
const Editor = lazy(() => import('../canvas/EditorScreen'));
const Versions = lazy(() => import('../features/versions/VersionsScreen'));
const Trigger = lazy(() => import('../features/triggers/TriggerScreen'));
const Runs = lazy(() => import('../features/runs/RunsScreen'));
const RunScreen = lazy(() => import('../features/runs/RunScreen'));
const Approvals = lazy(() => import('../features/approvals/ApprovalsScreen'));
const Connectors = lazy(() => import('../features/connectors/ConnectorsScreen'));
const Agents = lazy(() => import('../features/agents/AgentsScreen'));
const Settings = lazy(() => import('../features/settings/SettingsScreen'));

const Nothing = () => null;

/**
 * Every address of the page. The server knows the same ones (page.PageRoutes, compared by a test); /setup and /join are
 * for people who are not signed in, and shown by App itself.
 */
export const screens: { path: string; Screen: ComponentType }[] = [
  { path: '/', Screen: () => <Redirect to="/workflows" replace /> },
  { path: '/setup', Screen: Nothing },
  { path: '/sign-in', Screen: Nothing },
  { path: '/join', Screen: Nothing },
  { path: '/workflows', Screen: Workflows },
  { path: '/workflows/:id', Screen: Editor },
  { path: '/workflows/:id/versions', Screen: Versions },
  { path: '/workflows/:id/trigger', Screen: Trigger },
  { path: '/runs', Screen: Runs },
  { path: '/runs/:id', Screen: RunScreen },
  { path: '/approvals', Screen: Approvals },
  { path: '/connectors', Screen: Connectors },
  { path: '/agents', Screen: Agents },
  { path: '/settings', Screen: Settings },
  { path: '/settings/:part', Screen: Settings },
];
