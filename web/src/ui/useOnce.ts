import { useRef, useState } from 'react';
import { useSteady } from './useSteady';

/** Whether it goes on, and what begins it: not a second time before it has ended, however fast somebody clicks. */
export function useOnce<A extends unknown[]>(
  act: (...given: A) => Promise<unknown>,
): [boolean, (...given: A) => void] {
  const [busy, setBusy] = useState(false);
  const going = useRef(false);
  const begin = useSteady((...given: A) => {
    if (going.current) return;
    going.current = true;
    setBusy(true);
    void act(...given).finally(() => {
      going.current = false;
      setBusy(false);
    });
  });
  return [busy, begin];
}
