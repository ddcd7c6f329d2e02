// One booking: what it is, what staff may do with it now, its notes and its history.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { Link } from 'wouter';
import { api, ifMatch, newKey, ProblemError, take } from '../api/client';
import type { Booking as BookingDocument } from '../api/types';
import { History } from '../audit/history';
import { nameOf, useRefreshBookings, VisitActions } from '../bookings/actions';
import { Reschedule } from '../bookings/reschedule';
import { Button } from '../components/button';
import { Confirm } from '../components/confirm';
import { useEdit } from '../components/edit';
import { TextArea } from '../components/fields';
import { Badge, ErrorNotice, Loading } from '../components/notices';
import { Page } from '../components/page';
import { Panel } from '../components/panel';
import { useSubmit } from '../components/submit';
import { useSay } from '../components/toasts';
import { BookingMoney, useBookingMoney } from '../money/booking_money';
import { useCan } from '../session/session';
import { clockOf, dayOf, money, plural, showDay, showInstant, timeOf } from '../words/format';
import { bookingStatus, paymentStatus } from '../words/names';

const keyOf = (id: string) => ['bookings', 'one', id];
const read = (id: string) => take(api.GET('/v1/bookings/{id}', { params: { path: { id } } }));

function Notes({ booking }: { booking: BookingDocument }) {
  const can = useCan();
  const say = useSay();
  const client = useQueryClient();
  const edit = useEdit({
    document: booking,
    shown: ({ notes, status }: BookingDocument) => ({ Notes: notes, State: bookingStatus[status].name }),
    save: (body: { notes: string }, version) =>
      take(
        api.PATCH('/v1/bookings/{id}', {
          params: { path: { id: booking.id }, header: { 'If-Match': ifMatch(version) } },
          body,
        }),
      ),
    read: () => read(booking.id),
    done: (saved) => {
      client.setQueryData(keyOf(booking.id), saved);
      say('Notes saved');
    },
  });
  const form = useForm({ values: { notes: edit.base.notes } });
  const { submit, busy, problem } = useSubmit(form, edit.send);
  if (!can('bookings:write'))
    return booking.notes ? (
      <Panel title="Notes for staff">
        <p>{booking.notes}</p>
      </Panel>
    ) : null;
  return (
    <Panel title="Notes for staff">
      <form onSubmit={submit} className="stack">
        <TextArea
          label="Notes"
          hint="Customers do not see them."
          maxLength={2000}
          error={form.formState.errors.notes?.message}
          {...form.register('notes', { setValueAs: (text: string) => text.replaceAll('\n', ' ') })}
        />
        {edit.notice}
        {problem && <ErrorNotice error={new ProblemError(problem)} />}
        <div>
          <Button type="submit" busy={busy} disabled={!form.formState.isDirty}>
            Save notes
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function Cancel({ booking, onClose }: { booking: BookingDocument; onClose: () => void }) {
  const say = useSay();
  const refresh = useRefreshBookings();
  const [reason, setReason] = useState('');
  const [key] = useState(newKey);
  const asked = useBookingMoney(booking.id, useCan()('payments:read'));
  const back = asked.data?.cancellation_refund;
  return (
    <Confirm
      title={`Cancel ${booking.booking_number}?`}
      act="Cancel the booking"
      onClose={onClose}
      run={async () => {
        await take(
          api.POST('/v1/bookings/{id}/cancel', {
            params: { path: { id: booking.id }, header: { 'Idempotency-Key': key } },
            body: { reason: reason || null },
          }),
        );
        await refresh();
        say('The booking is cancelled, and its seats are free again');
      }}
    >
      <p>
        {nameOf(booking)}, {plural(booking.party_size, 'person', 'people')}. The seats are free for others at once. This cannot be taken
        back.
      </p>
      {back && (
        <p>
          {back.amount > 0 ? (
            <>
              <strong>{money(back)}</strong> goes back to the customer.
            </>
          ) : (
            'No money goes back.'
          )}
        </p>
      )}
      <TextArea label="Reason" optional rows={2} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
    </Confirm>
  );
}

function Facts({ booking }: { booking: BookingDocument }) {
  const { contact, venue } = booking;
  const can = useCan();
  return (
    <Panel title="Booking">
      <dl className="facts">
        <dt>Activity</dt>
        <dd>{booking.activity.name}</dd>
        <dt>When</dt>
        <dd>
          {showDay(dayOf(booking.local_start), 'long')}, {timeOf(booking.local_start)} to {clockOf(booking.end_time, venue.time_zone)}
        </dd>
        <dt>Where</dt>
        <dd>
          {venue.name} <span className="soft">({venue.time_zone})</span>
        </dd>
        <dt>Party</dt>
        <dd>{plural(booking.party_size, 'person', 'people')}</dd>
        <dt>Total</dt>
        <dd>
          {money(booking.total)} · {paymentStatus[booking.payment_status]}
        </dd>
        <dt>Confirmation code</dt>
        <dd>
          <code>{booking.confirmation_code}</code>
        </dd>
        <dt>Customer</dt>
        <dd>{can('customers:read') ? <Link href={`/customers/${booking.customer_id}`}>{nameOf(booking)}</Link> : nameOf(booking)}</dd>
        <dt>Email</dt>
        <dd>{contact.email}</dd>
        {contact.phone && (
          <>
            <dt>Phone</dt>
            <dd>{contact.phone}</dd>
          </>
        )}
        <dt>Booked</dt>
        <dd>
          {showInstant(booking.created_at)}, {booking.source === 'staff' ? 'by staff' : 'by the customer'}
        </dd>
        {booking.checked_in_at && (
          <>
            <dt>Checked in</dt>
            <dd>{showInstant(booking.checked_in_at)}</dd>
          </>
        )}
        {booking.rescheduled_from && (
          <>
            <dt>Moved</dt>
            <dd>It was for another time before.</dd>
          </>
        )}
        {booking.cancelled_at && (
          <>
            <dt>Cancelled</dt>
            <dd>{showInstant(booking.cancelled_at)}</dd>
          </>
        )}
        {booking.cancellation_reason && (
          <>
            <dt>Reason</dt>
            <dd>{booking.cancellation_reason}</dd>
          </>
        )}
      </dl>
    </Panel>
  );
}

export default function Booking({ id }: { id: string }) {
  const can = useCan();
  const [open, setOpen] = useState<'move' | 'cancel' | null>(null);
  const { data: booking, error, refetch } = useQuery({ queryKey: keyOf(id), queryFn: () => read(id) });
  const back = { href: '/bookings', name: 'Bookings' };
  if (error)
    return (
      <Page title="Booking" back={back}>
        <ErrorNotice
          error={error}
          again={() => {
            void refetch();
          }}
        />
      </Page>
    );
  if (!booking)
    return (
      <Page title="Booking" back={back}>
        <Loading />
      </Page>
    );
  const status = bookingStatus[booking.status];
  const may = (action: 'reschedule' | 'cancel') => can('bookings:write') && booking.allowed_actions.includes(action);
  return (
    <Page
      title={booking.booking_number}
      back={back}
      lead={<Badge tone={status.tone}>{status.name}</Badge>}
      actions={
        <>
          <VisitActions booking={booking} small={false} />
          {may('reschedule') && <Button onClick={() => setOpen('move')}>Move</Button>}
          {may('cancel') && (
            <Button kind="danger" onClick={() => setOpen('cancel')}>
              Cancel
            </Button>
          )}
        </>
      }
    >
      <div className="columns">
        <div className="column">
          <Facts booking={booking} />
          {can('payments:read') && <BookingMoney booking={booking} />}
        </div>
        <div className="column">
          <Notes booking={booking} />
          {can('audit_logs:read') && <History id={id} timeZone={booking.venue.time_zone} />}
        </div>
      </div>
      {open === 'move' && <Reschedule booking={booking} onClose={() => setOpen(null)} />}
      {open === 'cancel' && <Cancel booking={booking} onClose={() => setOpen(null)} />}
    </Page>
  );
}
