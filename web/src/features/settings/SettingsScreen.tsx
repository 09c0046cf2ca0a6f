import { useLocation, useParams } from 'wouter';
import { useMay } from '../../api/session';
import { text } from '../../text/en';
import { Page } from '../../ui/Page';
import { Note } from '../../ui/Parts';
import { Tabs } from '../../ui/Tabs';
import { Audit } from './Audit';
import { People } from './People';
import { Rules } from './Rules';
import { Usage } from './Usage';
import { Workspace } from './Workspace';
import { YourAccount } from './YourAccount';

/** Who is here, what the workspace may and has used, its rules, what was done, and one's own account. */
export default function SettingsScreen() {
  const { part = 'people' } = useParams<{ part?: string }>();
  const [, go] = useLocation();
  const admin = useMay('admin');
  const tabs = [
    { id: 'people', label: text.settings.parts.people, content: <People /> },
    { id: 'workspace', label: text.settings.parts.workspace, content: <Workspace /> },
    { id: 'usage', label: text.settings.parts.usage, content: <Usage /> },
    { id: 'rules', label: text.settings.parts.rules, content: <Rules /> },
    { id: 'sessions', label: text.settings.parts.sessions, content: <YourAccount /> },
    {
      id: 'audit',
      label: text.settings.parts.audit,
      content: admin ? <Audit /> : <Note>{text.settings.forAdmins}</Note>,
    },
  ];
  return (
    <Page title={text.settings.title}>
      <Tabs
        label={text.settings.title}
        tabs={tabs}
        value={tabs.some((tab) => tab.id === part) ? part : 'people'}
        onChange={(id) => go(`/settings/${id}`)}
      />
    </Page>
  );
}
