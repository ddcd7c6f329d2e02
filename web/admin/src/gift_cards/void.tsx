// Ending a gift card for good.
import { useState } from 'react';
import { api, newKey, problemOf, ProblemError, take } from '../api/client';
import type { GiftCard } from '../api/types';
import { Confirm } from '../components/confirm';
import { useSay } from '../components/toasts';
import { money, showInstant } from '../words/format';
import { readCard } from './cards';

// A refusal in words for people, since what stands in its way may have happened after the card was read.
async function explained(error: unknown, id: string): Promise<unknown> {
  const problem = problemOf(error);
  if (problem.code !== 'invalid_transition') return error;
  const now = await readCard(id);
  if (now.voided_at) {
    return new ProblemError({ ...problem, title: 'It is void already', detail: `Somebody voided it ${showInstant(now.voided_at)}.` });
  }
  const detail = 'An open checkout is about to pay with it. Try again when it has ended.';
  return new ProblemError({ ...problem, title: 'Not now', detail });
}

interface VoidProps {
  card: GiftCard;
  onClose: () => void;
  onVoided: () => void;
}

export function VoidCard({ card, onClose, onVoided }: VoidProps) {
  const say = useSay();
  const [key] = useState(newKey);
  const { balance } = card;
  return (
    <Confirm
      title={card.last_four ? `Void the card ending in ${card.last_four}?` : 'Void this card?'}
      act="Void it for good"
      onClose={onClose}
      run={async () => {
        try {
          await take(
            api.POST('/v1/gift-cards/{id}/void', { params: { path: { id: card.id }, header: { 'Idempotency-Key': key } } }),
          );
        } catch (error) {
          const told = await explained(error, card.id);
          onVoided();
          throw told;
        }
        onVoided();
        say('The gift card is void');
      }}
    >
      <p>
        {balance.amount > 0 ? (
          <>
            <strong>{money(balance)}</strong> is left on it and will pay nothing any more.
          </>
        ) : (
          'Nothing is left on it.'
        )}{' '}
        What it paid stays paid. This cannot be undone.
      </p>
    </Confirm>
  );
}
