// The last step: what became of a checkout. Where its payment is not here yet, this asks until it is. Loaded when there
// is one.
import { useEffect, useState } from 'preact/hooks';
import { readCheckout } from '../checkout';
import { useShared } from '../context';
import type { Booking, Checkout } from '../types';
import { loadLater, type Later } from '../words';
import { Confirmation } from './confirmation';
import { Heading, Notice } from './parts';

const askEverySeconds = 3;

export interface OutcomeProperties {
  checkoutId: string;
  onBooked: (booking: Booking) => void;
  onChange: () => void;  // back to the details
  onRetry: () => void;  // the payment has ended without a booking
  onAgain: () => void;  // another booking
}

export default function Outcome({ checkoutId, onBooked, onChange, onRetry, onAgain }: OutcomeProperties) {
  const { client, format } = useShared();
  const [checkout, setCheckout] = useState<Checkout | null>(null);
  const [error, setError] = useState<unknown>();
  const [later, setLater] = useState<Later | null>(null);

  const read = async () => {
    try {
      const found = await readCheckout(client, checkoutId);
      setLater(await loadLater(format.language));
      setCheckout(found);
      if (found.booking) onBooked(found.booking);
      setError(undefined);
    } catch (fault) {
      setError(fault);
    }
  };
  const isOpen = !checkout || checkout.status === 'requires_payment';
  useEffect(() => {
    if (!isOpen) return undefined;
    void read();
    const timer = setInterval(() => void read(), askEverySeconds * 1000);
    return () => clearInterval(timer);
  }, [checkoutId, isOpen]);

  if (error !== undefined && !checkout) return <Notice error={error} onRetry={read} />;
  if (!checkout || !later) return <p>{format.words.loading}</p>;
  if (checkout.booking) return <Confirmation booking={checkout.booking} later={later} onAgain={onAgain} />;
  if (checkout.status === 'requires_payment') {
    return (
      <div class="card">
        <Heading>{later.waiting}</Heading>
        <p>{later.waitingText}</p>
        {checkout.url && (
          <p><a class="button" href={checkout.url} target="_top">{format.fill(later.payNow, { price: format.money(checkout) })}</a></p>
        )}
        <button type="button" class="quiet" onClick={onChange}>{later.change}</button>
      </div>
    );
  }
  const texts: Record<string, string> = { expired: later.expired, failed: later.failed, returned: later.returned };
  return (
    <div class="card">
      <Notice><p>{texts[checkout.status]}</p></Notice>
      <button type="button" class="button" onClick={() => onRetry()}>{format.words.retry}</button>
    </div>
  );
}
