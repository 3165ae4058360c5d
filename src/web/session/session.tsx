/**
 * The key that this tab works with. It lives in the storage of the tab and ends with it; nothing is kept on the machine.
 */

import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { type Api, ApiError, createApi } from '../api/client.ts';
import type { Holder } from '../api/types.ts';

const STORED_AS = 'coinhound-key';

export interface Session {
  readonly api: Api;
  /** Whose key it is; null before one was accepted. */
  readonly holder: Holder | null;
  /** Why there is none. */
  readonly problem: string | null;
  /** True while a key is being checked. */
  readonly isChecking: boolean;
  enter(key: string): void;
  leave(): void;
}

const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('useSession outside of SessionProvider');
  return session;
}

export const useApi = (): Api => useSession().api;

/** Whether the holder may do what asks for the role. */
export function useMay(role: 'investigator' | 'admin'): boolean {
  const held = useSession().holder?.role;
  return held === 'admin' || held === role;
}

export function SessionProvider({ children }: { readonly children: ReactNode }) {
  const [key, setKey] = useState(() => sessionStorage.getItem(STORED_AS));
  const [holder, setHolder] = useState<Holder | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const queries = useQueryClient();
  const leave = useCallback(() => {
    sessionStorage.removeItem(STORED_AS);
    queries.clear();
    setKey(null);
    setHolder(null);
  }, [queries]);
  const enter = useCallback((text: string) => {
    sessionStorage.setItem(STORED_AS, text);
    setProblem(null);
    setKey(text);
  }, []);
  const refused = useCallback(() => {
    leave();
    setProblem('The service does not know this key, or it was revoked.');
  }, [leave]);
  const api = useMemo(() => createApi(key ?? '', refused), [key, refused]);
  useEffect(() => {
    if (key === null) return;
    const abort = new AbortController();
    api.get<Holder>('/v1/me', { signal: abort.signal }).then(setHolder, (error: unknown) => {
      if (abort.signal.aborted || (error instanceof ApiError && error.status === 401)) return;
      leave();
      setProblem(error instanceof Error ? error.message : String(error));
    });
    return () => abort.abort();
  }, [api, key, leave]);
  const isChecking = key !== null && holder === null;
  const session = useMemo(
    () => ({ api, holder, problem, isChecking, enter, leave }),
    [api, holder, problem, isChecking, enter, leave],
  );
  return <SessionContext value={session}>{children}</SessionContext>;
}
