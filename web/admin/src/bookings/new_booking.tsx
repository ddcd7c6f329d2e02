// Booking for a customer: at the door, or on the telephone.
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { api, newKey, ProblemError, take } from '../api/client';
import type { Booking, Session } from '../api/types';
import { Button } from '../components/button';
import { Dialog, DialogActions } from '../components/dialog';
import { TextArea, TextField } from '../components/fields';
import { ErrorNotice } from '../components/notices';
import { useSubmit } from '../components/submit';
import { useSay } from '../components/toasts';
import { dayOf } from '../words/format';
import { nameOf, useRefreshBookings } from './actions';
import { SessionChoice, type SessionChoiceValue } from './session_choice';

interface NewBookingProps {
  day?: string;
  session?: Session;
  onClose: () => void;
  onDone?: (booking: Booking) => void;
}

export function NewBooking({ day = '', session, onClose, onDone }: NewBookingProps) {
  const say = useSay();
  const refresh = useRefreshBookings();
  const [key] = useState(newKey);
  const [choice, setChoice] = useState<SessionChoiceValue>({
    activityId: session?.activity_id ?? '',
    day: session ? dayOf(session.local_start) : day,
    session: session ?? null,
  });
  const [unchosen, setUnchosen] = useState('');
  const form = useForm({
    defaultValues: { party_size: 2, notes: '', customer: { first_name: '', last_name: '', email: '', phone: '' } },
  });
  const { errors } = form.formState;
  const { submit, busy, problem } = useSubmit(form, async ({ party_size: partySize, notes, customer }) => {
    if (!choice.session) {
      setUnchosen('Choose a time.');
      return;
    }
    const booking = await take(
      api.POST('/v1/bookings', {
        params: { header: { 'Idempotency-Key': key } },
        body: {
          session_id: choice.session.id,
          party_size: Number(partySize),
          notes: notes || null,
          customer: { ...customer, phone: customer.phone || null },
        },
      }),
    );
    await refresh();
    say(`Booked: ${booking.booking_number} for ${nameOf(booking)}`);
    onDone?.(booking);
    onClose();
  });

  return (
    <Dialog title="New booking" onClose={onClose} wide>
      <form onSubmit={submit} className="stack">
        <SessionChoice
          value={choice}
          fault={unchosen}
          onChange={(value) => {
            setChoice(value);
            setUnchosen('');
          }}
        />
        <TextField
          label="People"
          type="number"
          inputMode="numeric"
          min={1}
          max={1000}
          required
          error={errors.party_size?.message}
          {...form.register('party_size')}
        />
        <div className="pair">
          <TextField label="First name" required error={errors.customer?.first_name?.message} {...form.register('customer.first_name')} />
          <TextField label="Last name" required error={errors.customer?.last_name?.message} {...form.register('customer.last_name')} />
        </div>
        <div className="pair">
          <TextField label="Email" type="email" required error={errors.customer?.email?.message} {...form.register('customer.email')} />
          <TextField label="Phone" type="tel" optional error={errors.customer?.phone?.message} {...form.register('customer.phone')} />
        </div>
        <TextArea label="Notes for staff" optional rows={2} error={errors.notes?.message} {...form.register('notes')} />
        {problem && <ErrorNotice error={new ProblemError(problem)} />}
        <DialogActions>
          <Button onClick={onClose}>Back</Button>
          <Button kind="primary" type="submit" busy={busy}>
            Book
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
