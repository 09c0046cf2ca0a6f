import { useCallback, useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { Router, type AroundNavHandler } from 'wouter';
import { text } from '../text/en';
import { Confirm } from './Confirm';

/** Work on a screen that would be lost by going to another one. */
export interface Unsaved {
  /** Whether there is any. */
  is: () => boolean;
  /** False where it could not be saved. */
  save: () => Promise<boolean>;
  /** Lets go of it. */
  drop: () => void;
}

/** That of the screen that is shown, and its address. */
let kept: (Unsaved & { path: string }) | null = null;

let leaveBy: ((go: () => void) => void) | null = null;

/** The browser has gone back or forth already, and the router is about to follow. */
function held(event: PopStateEvent): void {
  if (!leaveBy || !kept?.is() || window.location.pathname === kept.path) return;
  event.stopImmediatePropagation();
  window.history.pushState(null, '', kept.path);
  leaveBy(() => window.history.back());
}

// Before the router listens, which it does with the first drawing: those who listen are told in that order.
window.addEventListener('popstate', held);

/** Has the page saved this before it goes elsewhere, and ask where that cannot be done. */
export function useUnsaved(work: Unsaved): void {
  // Before whatever is drawn in the screen's place leads on, as it does when the session has ended.
  useLayoutEffect(() => {
    const own = { ...work, path: window.location.pathname };
    kept = own;
    return () => {
      if (kept === own) kept = null;
    };
  }, [work]);
}

/** Around the screens: nobody leaves one before its work is saved, by a link or the browser's buttons, unless they say so. */
export function Staying({ children }: { children: ReactNode }) {
  const [going, setGoing] = useState<(() => void) | null>(null);
  const wanted = useRef(0);
  const leave = useCallback((go: () => void) => {
    const own = ++wanted.current;
    const work = kept;
    if (!work?.is()) return go();
    void work.save().then((saved) => {
      // Who has gone another way meanwhile is not fetched back.
      if (own !== wanted.current) return;
      if (saved || kept !== work) go();
      else setGoing(() => go);
    });
  }, []);
  const around = useCallback<AroundNavHandler>(
    (navigate, to, options) => leave(() => navigate(to, options)),
    [leave],
  );
  useEffect(() => {
    leaveBy = leave;
    return () => {
      leaveBy = null;
    };
  }, [leave]);
  return (
    <Router aroundNav={around}>
      {children}
      <Confirm
        open={going !== null}
        title={text.leaving.title}
        description={text.leaving.hint}
        action={text.leaving.go}
        busy={false}
        error={null}
        onClose={() => setGoing(null)}
        onConfirm={() => {
          kept?.drop();
          setGoing(null);
          going?.();
        }}
      />
    </Router>
  );
}
