import {
  Activity,
  Bot,
  Building2,
  ChevronsUpDown,
  CircleCheckBig,
  LogOut,
  Monitor,
  Moon,
  Plug,
  Settings,
  Sun,
  Workflow,
} from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { keepToken } from '../api/client';
import { useAsk, useLeave } from '../api/hooks';
import { useSession } from '../api/session';
import { text } from '../text/en';
import { Menu } from '../ui/Menu';
import { complain } from '../ui/Toasts';
import { Mark } from '../ui/Mark';
import { chooseTheme, chosenTheme, type Theme } from './theme';

const PLACES = [
  { path: '/workflows', label: text.nav.workflows, Icon: Workflow },
  { path: '/runs', label: text.nav.runs, Icon: Activity },
  { path: '/approvals', label: text.nav.approvals, Icon: CircleCheckBig },
  { path: '/connectors', label: text.nav.connectors, Icon: Plug },
  { path: '/agents', label: text.nav.agents, Icon: Bot },
  { path: '/settings', label: text.nav.settings, Icon: Settings },
];

/** What is around every screen: where one can go, and who one is. */
export function Shell({ children }: { children: ReactNode }) {
  const [location] = useLocation();
  const waiting = useAsk(
    'GET /runs',
    { query: { status: 'waiting_for_approval', limit: 100 } },
    { every: 5_000 },
  );
  const count = waiting.data?.runs.length ?? 0;
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {text.nav.skip}
      </a>
      <nav className="nav" aria-label={text.nav.label}>
        <Link href="/workflows" className="brand" aria-label="Triggo">
          <Mark />
          <span>Triggo</span>
        </Link>
        <ul>
          {PLACES.map(({ path, label, Icon }) => {
            const here = location === path || location.startsWith(`${path}/`);
            const shown = path === '/approvals' && count > 0 ? count : 0;
            return (
              <li key={path}>
                <Link href={path} className="nav-link" aria-current={here ? 'page' : undefined}>
                  <Icon size={18} aria-hidden />
                  <span>{label}</span>
                  {shown > 0 && (
                    <span className="count" aria-label={text.nav.waiting(shown)}>
                      {shown > 99 ? '99+' : shown}
                    </span>
                  )}
                </Link>
              </li>
            );
          })}
        </ul>
        <PersonMenu />
      </nav>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

function PersonMenu() {
  const session = useSession();
  const [theme, setTheme] = useState<Theme>(chosenTheme());
  const signOut = useLeave('POST /sign-out');
  const choose = (next: Theme) => {
    chooseTheme(next);
    setTheme(next);
  };
  const leave = () =>
    signOut.mutate(
      {},
      {
        onSuccess: () => {
          keepToken('');
          window.location.assign('/sign-in');
        },
        onError: (error) => complain(text.nav.signOutFailed, error.message),
      },
    );
  const enter = useLeave('POST /workspace');
  const others = session.workspaces.filter((one) => one.id !== session.workspace);
  const goTo = (workspace: string) =>
    enter.mutate(
      { body: { workspace } },
      {
        onSuccess: () => window.location.assign('/workflows'),
        onError: (error) => complain(error.message),
      },
    );
  const mark = (one: Theme) => (theme === one ? ` ${text.nav.chosen}` : '');
  return (
    <Menu
      heading={`${session.person.email} · ${text.roles[session.role]}`}
      trigger={
        <button type="button" className="person">
          <span className="avatar" data-letter={session.person.email.slice(0, 1).toUpperCase()} aria-hidden />
          <span className="visually-hidden">{text.nav.accountOf}</span>
          <span className="grow truncate person-mail">{session.person.email}</span>
          <ChevronsUpDown size={15} aria-hidden className="person-more" />
        </button>
      }
      entries={[
        { label: text.nav.light + mark('light'), icon: <Sun size={15} />, onSelect: () => choose('light') },
        { label: text.nav.dark + mark('dark'), icon: <Moon size={15} />, onSelect: () => choose('dark') },
        {
          label: text.nav.system + mark('system'),
          icon: <Monitor size={15} />,
          onSelect: () => choose('system'),
        },
        ...others.map((one) => ({
          label: text.nav.goTo(one.name),
          icon: <Building2 size={15} />,
          onSelect: () => goTo(one.id),
        })),
        null,
        { label: text.nav.signOut, icon: <LogOut size={15} />, onSelect: leave },
      ]}
    />
  );
}
