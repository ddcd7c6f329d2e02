// Who did it: the names of users and API keys by their ids.
import { useQuery } from '@tanstack/react-query';
import { api, take } from '../api/client';
import { everything } from '../api/lists';
import type { AuditEntry } from '../api/types';
import { useCan } from '../session/session';

const staleMilliseconds = 60_000;

export function useUsers() {
  const can = useCan();
  return useQuery({
    queryKey: ['users'],
    enabled: can('users:read'),
    staleTime: staleMilliseconds,
    queryFn: ({ signal }) => everything((query) => take(api.GET('/v1/users', { params: { query }, signal }))),
  });
}

export function useApiKeys() {
  const can = useCan();
  return useQuery({
    queryKey: ['api-keys'],
    enabled: can('api_keys:read'),
    staleTime: staleMilliseconds,
    queryFn: ({ signal }) => everything((query) => take(api.GET('/v1/api-keys', { params: { query }, signal }))),
  });
}

export function useActorName(): (entry: AuditEntry) => string {
  const users = useUsers();
  const keys = useApiKeys();
  return ({ actor_type: type, user_id: userId, api_key_id: keyId }) => {
    if (keyId) return `API key ${keys.data?.find(({ id }) => id === keyId)?.name ?? keyId}`;
    // Who is not among the organization's people is of the platform.
    if (userId) return users.data?.find(({ id }) => id === userId)?.full_name ?? 'Somebody of the platform';
    return type === 'visitor' ? 'A visitor' : 'The system';
  };
}
