import { useReactFlow } from '@xyflow/react';
import { useCallback, useEffect, useRef } from 'react';

/** Until the panels beside the canvas have their new width. */
const SETTLED = 60;
/** Longer than any glide takes. */
const OVER = 400;

/**
 * For moves of the canvas that nobody makes by hand. They wait while a button is down, and a press on the canvas stops them: what
 * moves between press and release loses the click.
 *
 * @returns what makes such a move, shortly; of two that wait, the later one is made
 */
export function useGlide(): (move: () => void) => void {
  const flow = useReactFlow();
  const pressed = useRef(false);
  const waiting = useRef<() => void>(undefined);
  const until = useRef(0);

  const go = useCallback(() => {
    if (pressed.current || !waiting.current) return;
    until.current = performance.now() + OVER;
    waiting.current();
    waiting.current = undefined;
  }, []);

  useEffect(() => {
    const down = (event: PointerEvent) => {
      pressed.current = true;
      const within = event.target instanceof Element && event.target.closest('.canvas');
      // To where it has come: a move without a duration ends the one that is under way.
      if (within && performance.now() < until.current) void flow.setViewport(flow.getViewport());
    };
    const up = () => {
      pressed.current = false;
      // The click comes right after the release.
      setTimeout(go);
    };
    window.addEventListener('pointerdown', down, true);
    window.addEventListener('pointerup', up, true);
    window.addEventListener('pointercancel', up, true);
    return () => {
      waiting.current = undefined;
      window.removeEventListener('pointerdown', down, true);
      window.removeEventListener('pointerup', up, true);
      window.removeEventListener('pointercancel', up, true);
    };
  }, [flow, go]);

  return useCallback(
    (move: () => void) => {
      waiting.current = move;
      setTimeout(go, SETTLED);
    },
    [go],
  );
}
