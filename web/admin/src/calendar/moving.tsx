// Moving a booking by dragging it onto another session, which asks before anything happens. Who does not drag moves it
// by the button beside it (WCAG 2.2, 2.5.7).
import { useState } from 'react';
import { api, newKey, take } from '../api/client';
import type { Booking, Session } from '../api/types';
import { nameOf, useRefreshBookings } from '../bookings/actions';
import { Confirm } from '../components/confirm';
import { useSay } from '../components/toasts';
import { dayOf, plural, showDay, timeOf } from '../words/format';

export const isMovable = (booking: Booking) => booking.allowed_actions.includes('reschedule');

// Whether a booking may be let fall here. The server decides again.
export function mayTake(session: Session, booking: Booking): boolean {
  return (
    session.id !== booking.session_id &&
    !session.is_closed &&
    session.price.currency === booking.total.currency &&
    session.capacity_remaining >= booking.spots &&
    Date.parse(session.end_time) > Date.now()
  );
}

interface MoveProps {
  booking: Booking;
  session: Session;
  activityName: string;
  onClose: () => void;
}

export function MoveHere({ booking, session, activityName, onClose }: MoveProps) {
  const say = useSay();
  const refresh = useRefreshBookings();
  const [key] = useState(newKey);
  const when = (local: string) => `${showDay(dayOf(local), 'medium')}, ${timeOf(local)}`;
  return (
    <Confirm
      title={`Move ${nameOf(booking)}?`}
      act="Move the booking"
      kind="primary"
      onClose={onClose}
      run={async () => {
        try {
          await take(
            api.POST('/v1/bookings/{id}/reschedule', {
              params: { path: { id: booking.id }, header: { 'Idempotency-Key': key } },
              body: { session_id: session.id },
            }),
          );
          say(`${nameOf(booking)}: moved to ${when(session.local_start)}`);
        } finally {
          await refresh();
        }
      }}
    >
      <dl className="facts">
        <dt>Booking</dt>
        <dd>
          {booking.booking_number}, {plural(booking.party_size, 'person', 'people')}
        </dd>
        <dt>From</dt>
        <dd>
          {booking.activity.name}, {when(booking.local_start)}
        </dd>
        <dt>To</dt>
        <dd>
          {activityName}, {when(session.local_start)} ({session.capacity_remaining} of {session.capacity_total} seats free)
        </dd>
      </dl>
      <p>The price stays as it was agreed. The old seats are kept until the new ones are certain.</p>
    </Confirm>
  );
}
