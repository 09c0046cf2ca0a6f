import { useEffect, useState } from 'react';

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // Cut in the middle of a sign: no secret of ours, which the server will say.
  }
}

function take(): string {
  const secret = decoded(window.location.hash.slice(1));
  if (secret) {
    window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
  }
  return secret;
}

/**
 * The secret behind the # of the address, which browsers send to no server. It is taken out of the address at once, so
 * that it stays in no history. A link that is opened while the page is there already changes the part behind the # alone.
 */
export function useSecretOfAddress(): string {
  const [secret, setSecret] = useState('');
  useEffect(() => {
    const read = () => {
      const found = take();
      if (found) setSecret(found);
    };
    read();
    window.addEventListener('hashchange', read);
    return () => window.removeEventListener('hashchange', read);
  }, []);
  return secret;
}
