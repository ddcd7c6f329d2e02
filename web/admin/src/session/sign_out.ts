// Leaving: the server ends the sign-in, and the browser forgets everything it read.
import { useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { api, take } from '../api/client';
import { forgetSignIn } from '../api/memory';
import { meKey } from './session';

// `everywhere` ends all sign-ins of the user.
export function useSignOut(): (everywhere?: boolean) => Promise<void> {
  const client = useQueryClient();
  const [, go] = useLocation();
  return async (everywhere = false) => {
    await take(everywhere ? api.POST('/v1/auth/logout-all', { body: {} }) : api.POST('/v1/auth/logout', { body: {} }));
    forgetSignIn();
    go('/');
    client.setQueryData(meKey, null);
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== meKey[0] });
  };
}
