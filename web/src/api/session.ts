import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import type { Answer } from './client';
import { keyOf } from './hooks';

export type Session = Answer<'GET /session'>;
export type Role = Session['role'];

const ORDER: Role[] = ['viewer', 'editor', 'admin', 'owner'];

export function atLeast(role: Role, least: Role): boolean {
  return ORDER.indexOf(role) >= ORDER.indexOf(least);
}

export const SessionContext = createContext<Session | null>(null);

/** Who is signed in; only below the shell, where somebody is. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('nobody is signed in here');
  return session;
}

/** Whether whoever is signed in may do what is for this role. The server decides; this only hides what it would refuse. */
export function useMay(least: Role): boolean {
  return atLeast(useSession().role, least);
}

/** Takes over a session that was just begun, and forgets what another one saw. */
export function useBegin(): (session: Session) => void {
  const client = useQueryClient();
  return (session) => {
    client.removeQueries({ predicate: (query) => query.queryKey[0] !== 'GET /setup' });
    client.setQueryData(keyOf('GET /session'), session);
    client.setQueryData(keyOf('GET /setup'), { needed: false, signedIn: true });
  };
}
