// Who is signed in, in which organization, and what they may do there.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, type ReactNode } from 'react';
import { api, onSignedOut, ProblemError, take } from '../api/client';
import { chooseOrganization, organizationId } from '../api/memory';
import type { Me } from '../api/types';

export const meKey = ['me'];

export function useMeQuery() {
  const client = useQueryClient();
  useEffect(() => {
    const ask = () => {
      void client.invalidateQueries({ queryKey: meKey });
    };
    // Another tab signed in or out.
    const stored = (event: StorageEvent) => {
      if (event.key === 'btms_sign_in') ask();
    };
    window.addEventListener('storage', stored);
    const stop = onSignedOut(ask);
    return () => {
      window.removeEventListener('storage', stored);
      stop();
    };
  }, [client]);

  return useQuery({
    queryKey: meKey,
    retry: false,
    staleTime: 60_000,
    queryFn: async ({ signal }): Promise<Me | null> => {
      try {
        return await take(api.GET('/v1/me', { signal }));
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        if (error.problem.status === 401) return null;
        // The chosen organization is gone: back to the own one.
        if (error.problem.code !== 'organization_not_found' || !organizationId()) throw error;
        chooseOrganization(null);
        return take(api.GET('/v1/me', { signal }));
      }
    },
  });
}

const Current = createContext<Me | null>(null);

export function SessionProvider({ me, children }: { me: Me; children: ReactNode }) {
  return <Current.Provider value={me}>{children}</Current.Provider>;
}

export function useMe(): Me {
  const me = useContext(Current);
  if (!me) throw new Error('Nobody is signed in here.');
  return me;
}

// Whether the user has a permission of the matrix.
export function useCan(): (permission: string) => boolean {
  const { permissions } = useMe();
  return (permission) => permissions.includes(permission);
}
