// All bookings, with filters and search.
import { Plus, Ticket } from 'lucide-react';
import { useState } from 'react';
import { api, take } from '../api/client';
import { liveMilliseconds, useActivities, useVenues } from '../api/inventory';
import { useList, type Part } from '../api/lists';
import type { Booking, BookingFilter } from '../api/types';
import { NewBooking } from '../bookings/new_booking';
import { nameOf } from '../bookings/actions';
import { BookingTable } from '../bookings/table';
import { Button } from '../components/button';
import { ExportList } from '../components/export_list';
import { SelectField, TextField } from '../components/fields';
import { given, useFilters } from '../components/filters';
import { Freshness } from '../components/freshness';
import { ListView } from '../components/list_view';
import { Empty } from '../components/notices';
import { Page } from '../components/page';
import { SearchField } from '../components/search_field';
import { useCan } from '../session/session';
import { dayOf, majorUnits, timeOf } from '../words/format';
import { bookingStatus, paymentStatus } from '../words/names';

const names = ['q', 'status', 'activity_id', 'venue_id', 'from', 'to'] as const;

const head = [
  'Booking', 'Code', 'State', 'Customer', 'Email', 'Phone', 'Activity', 'Venue', 'Day', 'Time', 'People', 'Total', 'Currency', 'Payment',
];

const rowOf = (booking: Booking): (string | number)[] => [
  booking.booking_number,
  booking.confirmation_code,
  bookingStatus[booking.status].name,
  nameOf(booking),
  booking.contact.email,
  booking.contact.phone ?? '',
  booking.activity.name,
  booking.venue.name,
  dayOf(booking.local_start),
  timeOf(booking.local_start),
  booking.party_size,
  majorUnits(booking.total.amount, booking.total.currency),
  booking.total.currency,
  paymentStatus[booking.payment_status],
];

export default function Bookings() {
  const can = useCan();
  const [open, setOpen] = useState(false);
  const { values, change, clear, isFiltered } = useFilters(names);
  const venues = useVenues();
  const activities = useActivities();
  const { q, ...others } = values;
  const filter = given({ ...others, ...(q.trim().length >= 2 && { q: q.trim() }) }) as BookingFilter;
  const ask = (part: Part, signal: AbortSignal) =>
    take(api.GET('/v1/bookings', { params: { query: { ...filter, ...part } }, signal }));
  const bookings = useList(['bookings', 'list', filter], ask, { everyMilliseconds: liveMilliseconds });

  return (
    <Page
      title="Bookings"
      actions={
        <>
          <ExportList name="bookings" ask={ask} head={head} row={rowOf} />
          {can('bookings:write') && (
            <Button kind="primary" onClick={() => setOpen(true)}>
              <Plus aria-hidden />
              New booking
            </Button>
          )}
        </>
      }
    >
      <search className="filters">
        <SearchField
          label="Search"
          placeholder="Number, code, last name, email or phone"
          value={q}
          onChange={(value) => change('q', value)}
        />
        <SelectField label="State" value={values.status} onChange={(event) => change('status', event.target.value)}>
          <option value="">All</option>
          {Object.entries(bookingStatus).map(([status, { name }]) => (
            <option key={status} value={status}>
              {name}
            </option>
          ))}
        </SelectField>
        <SelectField label="Activity" value={values.activity_id} onChange={(event) => change('activity_id', event.target.value)}>
          <option value="">All</option>
          {activities.data?.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
        {(venues.data?.length ?? 0) > 1 && (
          <SelectField label="Venue" value={values.venue_id} onChange={(event) => change('venue_id', event.target.value)}>
            <option value="">All</option>
            {venues.data?.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </SelectField>
        )}
        <TextField label="From" type="date" value={values.from} onChange={(event) => change('from', event.target.value)} />
        <TextField label="To" type="date" value={values.to} onChange={(event) => change('to', event.target.value)} />
        {isFiltered && (
          <Button kind="quiet" onClick={clear}>
            Clear
          </Button>
        )}
      </search>
      <Freshness parts={[bookings]} />
      <ListView
        query={bookings}
        empty={
          isFiltered ? (
            <Empty title="No booking fits" icon={Ticket}>
              <Button onClick={clear}>Show all bookings</Button>
            </Empty>
          ) : (
            <Empty title="No bookings yet" icon={Ticket}>
              <p>They appear here as soon as somebody books.</p>
            </Empty>
          )
        }
      >
        {(items) => <BookingTable bookings={items} label="Bookings" />}
      </ListView>
      {open && <NewBooking onClose={() => setOpen(false)} />}
    </Page>
  );
}
