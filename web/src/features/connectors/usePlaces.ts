import { useState } from 'react';

type Places = Record<string, string>;

function read(): Places {
  return Object.fromEntries(new URLSearchParams(window.location.hash.slice(1)));
}

/**
 * What is looked at on the screen, kept behind the # of the address: it outlives a reload, and no server's log has it.
 * Setting something to an empty text takes it out.
 */
export function usePlaces(): [Places, (changes: Places) => void] {
  const [places, setPlaces] = useState(read);
  const put = (changes: Places) => {
    const next = Object.fromEntries(
      Object.entries({ ...read(), ...changes }).filter(([, value]) => value !== ''),
    );
    const hash = new URLSearchParams(next).toString();
    window.history.replaceState(
      window.history.state,
      '',
      window.location.pathname + (hash ? `#${hash}` : ''),
    );
    setPlaces(next);
  };
  return [places, put];
}
