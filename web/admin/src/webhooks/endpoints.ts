// The webhook endpoints of the organization, and what is asked again when something about them was changed.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, take } from '../api/client';
import { everything } from '../api/lists';
import type { WebhookEndpoint } from '../api/types';

export function useEndpoints() {
  return useQuery({
    queryKey: ['webhook-endpoints'],
    queryFn: ({ signal }) =>
      everything<WebhookEndpoint>((query) => take(api.GET('/v1/webhook-endpoints', { params: { query }, signal }))),
  });
}

export function useRefreshWebhooks(): () => void {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: ['webhook-endpoints'] });
    void client.invalidateQueries({ queryKey: ['webhook-deliveries'] });
  };
}
