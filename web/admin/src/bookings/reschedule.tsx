// Moving a booking to another session. The old seats are kept until the new ones are certain.
import { useState } from 'react';
import { api, newKey, take } from '../api/client';
import type { Booking } from '../api/types';
import { Button } from '../components/button';
import { Dialog, DialogActions } from '../components/dialog';
import { ErrorNotice } from '../components/notices';
import { useSay } from '../components/toasts';
import { dayOf, showDay, timeOf } from '../words/format';
import { useRefreshBookings } from './actions';
import { SessionChoice, type SessionChoiceValue } from './session_choice';

export function Reschedule({ booking, onClose }: { booking: Booking; onClose: () => void }) {
  const say = useSay();
  const refresh = useRefreshBookings();
  const [key] = useState(newKey);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const [choice, setChoice] = useState<SessionChoiceValue>({
    activityId: booking.activity.id,
    day: dayOf(booking.local_start),
    session: null,
  });
  const move = async () => {
    if (!choice.session) return;
    setBusy(true);
    setFault(null);
    try {
      const moved = await take(
        api.POST('/v1/bookings/{id}/reschedule', {
          params: { path: { id: booking.id }, header: { 'Idempotency-Key': key } },
          body: { session_id: choice.session.id },
        }),
      );
      await refresh();
      say(`Moved to ${showDay(dayOf(moved.local_start), 'short')}, ${timeOf(moved.local_start)}`);
      onClose();
    } catch (error) {
      setFault(error);
      setBusy(false);
    }
  };
  return (
    <Dialog title={`Move ${booking.booking_number}`} onClose={onClose} wide>
      <p>
        Now: {booking.activity.name}, {showDay(dayOf(booking.local_start), 'long')} at {timeOf(booking.local_start)}. The price stays as
        it was agreed.
      </p>
      <SessionChoice value={choice} onChange={setChoice} except={booking.session_id} />
      {fault !== null && <ErrorNotice error={fault} />}
      <DialogActions>
        <Button onClick={onClose}>Back</Button>
        <Button
          kind="primary"
          busy={busy}
          disabled={!choice.session}
          onClick={() => {
            void move();
          }}
        >
          {choice.session
            ? `Move to ${showDay(dayOf(choice.session.local_start), 'short')}, ${timeOf(choice.session.local_start)}`
            : 'Move'}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
