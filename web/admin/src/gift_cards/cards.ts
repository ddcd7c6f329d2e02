// Gift cards in words, and what is asked again when one of them was changed.
import { useQueryClient } from '@tanstack/react-query';
import { api, take } from '../api/client';
import type { GiftCard } from '../api/types';
import { money, showInstant } from '../words/format';
import type { Tone } from '../words/names';

export const cardsKey = ['gift-cards'];

export const readCard = (id: string, signal?: AbortSignal) =>
  take(api.GET('/v1/gift-cards/{id}', { params: { path: { id } }, ...(signal && { signal }) }));

export function useRefreshCards(): () => void {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: cardsKey });
    void client.invalidateQueries({ queryKey: ['audit', 'of'] });
  };
}

// A card that a refund or an order made gets its code when its customer is told.
export const nameOf = ({ last_four: four }: GiftCard) => (four ? `Card ending in ${four}` : 'Card whose code is not told yet');

export const balanceText = ({ balance, initial, status }: GiftCard) =>
  `${money(balance)} ${status === 'void' ? 'was left' : 'left'} of ${money(initial)}`;

export const reservedText = ({ reserved }: GiftCard) => (reserved.amount > 0 ? `${money(reserved)} of it in an open checkout` : '');

export function expiryText({ expires_at: at }: GiftCard, now = Date.now()): string {
  if (!at) return 'Never expires';
  return `${Date.parse(at) <= now ? 'Expired' : 'Expires'} ${showInstant(at)}`;
}

export function stateOf(card: GiftCard, now = Date.now()): { name: string; tone: Tone } {
  if (card.status === 'void') return { name: 'Void', tone: 'bad' };
  if (card.expires_at && Date.parse(card.expires_at) <= now) return { name: 'Expired', tone: 'plain' };
  return card.balance.amount === 0 ? { name: 'Used up', tone: 'plain' } : { name: 'Active', tone: 'good' };
}

export function originText(card: GiftCard): string {
  if (card.refund_id) return 'For a refund';
  if (!card.created_by) return 'Bought online';
  return card.is_paid ? 'Issued, paid at the venue' : 'Issued as a present';
}
