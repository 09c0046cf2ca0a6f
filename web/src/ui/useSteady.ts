import { useCallback, useLayoutEffect, useRef } from 'react';

/**
 * One function that stays the same and does what the one of the last drawing does: a part that is given it is not drawn anew
 * for its sake. To be called when something happens, not while drawing.
 */
export function useSteady<A extends unknown[], R>(act: (...given: A) => R): (...given: A) => R {
  const last = useRef(act);
  useLayoutEffect(() => {
    last.current = act;
  });
  return useCallback((...given: A) => last.current(...given), []);
}
