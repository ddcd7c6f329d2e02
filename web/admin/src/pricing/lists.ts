// Ticket types, price rules, tax rates and fees, read whole because there are few.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, take } from '../api/client';
import { everything } from '../api/lists';
import type { PriceRule, TaxRate, TicketType } from '../api/types';

const pricingKey = 'pricing';

// What is shown first, or tried first, stands first.
const byPosition = <T extends { position: number }>(items: T[]) => [...items].sort((one, other) => one.position - other.position);

// The place behind the last one.
export const nextPosition = (items: { position: number }[]) => Math.max(0, ...items.map(({ position }) => position + 1));

export function useTicketTypes(activityId: string) {
  return useQuery({
    queryKey: [pricingKey, 'ticket_types', activityId],
    queryFn: async ({ signal }) =>
      byPosition(
        await everything<TicketType>((part) =>
          take(api.GET('/v1/ticket-types', { params: { query: { activity_id: activityId, ...part } }, signal })),
        ),
      ),
  });
}

export function usePriceRules(activityId: string) {
  return useQuery({
    queryKey: [pricingKey, 'price_rules', activityId],
    queryFn: async ({ signal }) =>
      byPosition(
        await everything<PriceRule>((part) =>
          take(api.GET('/v1/price-rules', { params: { query: { activity_id: activityId, ...part } }, signal })),
        ),
      ),
  });
}

export function useTaxRates() {
  return useQuery({
    queryKey: [pricingKey, 'tax_rates'],
    queryFn: async ({ signal }) =>
      byPosition(await everything<TaxRate>((part) => take(api.GET('/v1/tax-rates', { params: { query: part }, signal })))),
  });
}

export function useFees() {
  return useQuery({
    queryKey: [pricingKey, 'fees'],
    queryFn: ({ signal }) => take(api.GET('/v1/pricing', { signal })),
  });
}

export function useRefreshPricing(): () => void {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: [pricingKey] });
  };
}
