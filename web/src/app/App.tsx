import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { onRefused, onSignedOut, type ProblemError } from '../api/client';
import { keyOf, useAsk } from '../api/hooks';
import { SessionContext } from '../api/session';
import { Join } from '../features/entry/Join';
import { Setup } from '../features/entry/Setup';
import { SignIn } from '../features/entry/SignIn';
import { Boundary } from '../ui/Boundary';
import { ProblemNote } from '../ui/Problem';
import { Spinner } from '../ui/Parts';
import { Staying } from '../ui/Staying';
import { screens } from './routes';
import { Shell } from './Shell';

const NotFound = lazy(() => import('./NotFound'));

/** Who is it? Then the screen of the address, or the way in. */
export function App() {
  const [location] = useLocation();
  const client = useQueryClient();
  useEffect(() => {
    onSignedOut(() => {
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== 'GET /setup' });
      void client.resetQueries({ queryKey: keyOf('GET /setup') });
    });
    onRefused(() => void client.invalidateQueries({ queryKey: keyOf('GET /session') }));
  }, [client]);
  const entry = location === '/setup' || location === '/join';
  // Asked for the session, the server would refuse a stranger, and the browser note that as an error.
  const state = useAsk('GET /setup', {}, { enabled: !entry });
  const signedIn = state.data?.signedIn === true;
  const session = useAsk('GET /session', {}, { enabled: !entry && signedIn });
  if (location === '/setup') return <Setup />;
  if (location === '/join') return <Join />;
  if (state.data === undefined) return <Waiting error={state.error} />;
  if (!signedIn || session.error?.status === 401) return <WayIn needsSetup={state.data.needed} />;
  if (session.data === undefined) return <Waiting error={session.error} />;
  if (location === '/sign-in') return <Redirect to={wanted()} replace />;
  return (
    <SessionContext.Provider value={session.data}>
      <Staying>
        <Shell>
          <Boundary at={location}>
            <Suspense fallback={<Spinner />}>
              <Switch>
                {screens.map(({ path, Screen }) => (
                  <Route key={path} path={path}>
                    <Screen />
                  </Route>
                ))}
                <Route>
                  <NotFound />
                </Route>
              </Switch>
            </Suspense>
          </Boundary>
        </Shell>
      </Staying>
    </SessionContext.Provider>
  );
}

/** Until it is known who it is. What is known stays while a later question finds no answer. */
function Waiting({ error }: { error: ProblemError | null }) {
  return error ? <ProblemNote error={error} /> : <Spinner />;
}

/** Nobody is signed in: the first account, where there is none, else signing in and back to where one wanted to go. */
function WayIn({ needsSetup }: { needsSetup: boolean }) {
  const [location] = useLocation();
  if (needsSetup) return <Redirect to="/setup" replace />;
  if (location === '/sign-in') return <SignIn />;
  const to = location === '/' ? '' : `?to=${encodeURIComponent(location + window.location.search)}`;
  return <Redirect to={`/sign-in${to}`} replace />;
}

function wanted(): string {
  const to = new URLSearchParams(window.location.search).get('to') ?? '/';
  // An address of this page alone: // and the like lead to somebody else's.
  return /^\/[a-z]/.test(to) ? to : '/';
}
