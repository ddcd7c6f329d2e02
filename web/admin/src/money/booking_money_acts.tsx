// Noting what was paid at the venue, and giving money back.
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { api, newKey, ProblemError, take } from '../api/client';
import type { BookingMoney, Money } from '../api/types';
import { Button } from '../components/button';
import { Dialog, DialogActions } from '../components/dialog';
import { SelectField, TextArea, TextField } from '../components/fields';
import { ErrorNotice } from '../components/notices';
import { useSubmit } from '../components/submit';
import { useSay } from '../components/toasts';
import { fractionDigits, majorUnits, minorUnits, money } from '../words/format';

// An amount as typed, at most `most`; true, or what is wrong with it.
function judge(text: string, most: Money): true | string {
  const amount = minorUnits(text, most.currency);
  if (amount === null || amount === 0) {
    return fractionDigits(most.currency) > 0 ? 'Write an amount, such as 25 or 25.50.' : 'Write an amount, such as 2500.';
  }
  return amount <= most.amount || `At most ${money(most)}.`;
}

interface TakeProps {
  document: BookingMoney;
  onClose: () => void;
  onTaken: (now: BookingMoney) => Promise<void>;
}

export function TakePayment({ document, onClose, onTaken }: TakeProps) {
  const say = useSay();
  const [key] = useState(newKey);
  const { balance } = document;
  const form = useForm({ defaultValues: { amount: majorUnits(balance.amount, balance.currency) } });
  const { submit, busy, problem } = useSubmit(form, async ({ amount }) => {
    const now = await take(
      api.POST('/v1/bookings/{id}/payments', {
        params: { path: { id: document.booking_id }, header: { 'Idempotency-Key': key } },
        body: { amount: minorUnits(amount, balance.currency) },
      }),
    );
    await onTaken(now);
    say(`Noted: ${money({ ...balance, amount: minorUnits(amount, balance.currency) ?? 0 })} paid at the venue`);
    onClose();
  });
  return (
    <Dialog title="Note a payment" onClose={onClose}>
      <form onSubmit={submit} className="stack">
        <p>What was paid at the venue, in cash or by your own terminal. Nothing is charged here.</p>
        <TextField
          label={`Amount (${balance.currency})`}
          hint={`${money(balance)} is still to pay.`}
          inputMode="decimal"
          required
          error={form.formState.errors.amount?.message}
          {...form.register('amount', { validate: (text) => judge(text, balance) })}
        />
        {problem && <ErrorNotice error={new ProblemError(problem)} />}
        <DialogActions>
          <Button onClick={onClose}>Back</Button>
          <Button type="submit" kind="primary" busy={busy}>
            Note the payment
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

interface GiveProps {
  document: BookingMoney;
  onClose: () => void;
  onGiven: (now: BookingMoney) => Promise<void>;
}

export function GiveBack({ document, onClose, onGiven }: GiveProps) {
  const say = useSay();
  const [key] = useState(newKey);
  const { refundable } = document;
  const form = useForm({
    defaultValues: { amount: majorUnits(refundable.amount, refundable.currency), to: 'payment_method' as const, reason: '' },
  });
  const { errors } = form.formState;
  const { submit, busy, problem } = useSubmit(form, async ({ amount, to, reason }) => {
    const now = await take(
      api.POST('/v1/bookings/{id}/refunds', {
        params: { path: { id: document.booking_id }, header: { 'Idempotency-Key': key } },
        body: { amount: minorUnits(amount, refundable.currency), to, reason },
      }),
    );
    await onGiven(now);
    say(`${money({ ...refundable, amount: minorUnits(amount, refundable.currency) ?? 0 })} goes back`);
    onClose();
  });
  return (
    <Dialog title="Give money back" onClose={onClose}>
      <form onSubmit={submit} className="stack">
        <p>The booking stays as it is, and costs less. This cannot be taken back.</p>
        <TextField
          label={`Amount (${refundable.currency})`}
          hint={`At most ${money(refundable)}. The cancellation policy would give back ${money(document.cancellation_refund)} now.`}
          inputMode="decimal"
          required
          error={errors.amount?.message}
          {...form.register('amount', { validate: (text) => judge(text, refundable) })}
        />
        <SelectField label="Where to" error={errors.to?.message} {...form.register('to')}>
          <option value="payment_method">Where it came from</option>
          <option value="gift_card">A gift card, sent to the customer</option>
          <option value="venue">Over the counter, by you</option>
        </SelectField>
        <TextArea
          label="Reason"
          hint="For your records."
          rows={2}
          maxLength={500}
          required
          error={errors.reason?.message}
          {...form.register('reason', { setValueAs: (text: string) => text.replaceAll('\n', ' ') })}
        />
        {problem && <ErrorNotice error={new ProblemError(problem)} />}
        <DialogActions>
          <Button onClick={onClose}>Back</Button>
          <Button type="submit" kind="danger" busy={busy}>
            Give it back
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
