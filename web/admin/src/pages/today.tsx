// The day at the door: which sessions there are, who comes, who is there; check-in, and booking for who walks in.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { CalendarX, ChevronLeft, ChevronRight, Plus, ScanQrCode } from 'lucide-react';
import { lazy, Suspense, useDeferredValue, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { api, take } from '../api/client';
import { useActivityName, useBookingsOfDays, useSessions, useVenues } from '../api/inventory';
import type { Booking, Session } from '../api/types';
import { nameOf, VisitActions } from '../bookings/actions';
import { NewBooking } from '../bookings/new_booking';
import { Button } from '../components/button';
import { SelectField, TextField } from '../components/fields';
import { Freshness } from '../components/freshness';
import { Badge, Empty, ErrorNotice, Loading } from '../components/notices';
import { Page } from '../components/page';
import { Panel } from '../components/panel';
import { Seats } from '../components/seats';
import { useCan } from '../session/session';
import { addDays, browserZone, clockOf, dayOf, isDay, plural, showDay, timeOf, todayIn } from '../words/format';
import { bookingStatus, closeReason } from '../words/names';

const Scanner = lazy(() => import('../bookings/scanner'));

function Arrival({ booking, dated = false }: { booking: Booking; dated?: boolean }) {
  const status = bookingStatus[booking.status];
  return (
    <li>
      <div>
        <Link href={`/bookings/${booking.id}`}>
          <strong>{nameOf(booking)}</strong>
        </Link>{' '}
        <span className="soft">{plural(booking.party_size, 'person', 'people')}</span>
        <p className="hint">
          {booking.booking_number} · {booking.confirmation_code}
          {dated && ` · ${booking.activity.name}, ${showDay(dayOf(booking.local_start), 'short')} ${timeOf(booking.local_start)}`}
          {booking.notes && ` · ${booking.notes}`}
        </p>
      </div>
      {booking.status !== 'confirmed' && <Badge tone={status.tone}>{status.name}</Badge>}
      <VisitActions booking={booking} />
    </li>
  );
}

function Finder() {
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const found = useQuery({
    queryKey: ['bookings', 'find', q],
    enabled: q.length >= 2,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => take(api.GET('/v1/bookings', { params: { query: { q, limit: 8 } }, signal })),
  });
  return (
    <Panel title="Find a booking">
      <TextField
        label="Booking number, code, last name, email or phone"
        type="search"
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      {q.length >= 2 && (
        <div aria-live="polite">
          {found.isPending && <Loading />}
          {found.isError && (
            <ErrorNotice
              error={found.error}
              again={() => {
                void found.refetch();
              }}
            />
          )}
          {found.data?.data.length === 0 && <p className="soft">No booking begins with this.</p>}
          <ul className="rows">
            {found.data?.data.map((booking) => (
              <Arrival key={booking.id} booking={booking} dated />
            ))}
          </ul>
        </div>
      )}
    </Panel>
  );
}

function SessionPanel({ session, bookings, onBook }: { session: Session; bookings: Booking[]; onBook: () => void }) {
  const can = useCan();
  const nameOfActivity = useActivityName();
  const venues = useVenues();
  const venue = venues.data?.find(({ id }) => id === session.venue_id);
  const over = Date.parse(session.end_time) <= Date.now();
  const running = !over && Date.parse(session.start_time) <= Date.now();
  const bookable = can('bookings:write') && !over && !session.is_closed && session.capacity_remaining > 0;
  const title = `${timeOf(session.local_start)} ${nameOfActivity(session.activity_id)}`;
  return (
    <Panel
      title={title}
      actions={
        <div className="actions">
          {running && <Badge tone="good">Now</Badge>}
          {over && <Badge tone="plain">Over</Badge>}
          {session.is_closed && <Badge tone="bad">{session.close_reason ? closeReason[session.close_reason] : 'Closed'}</Badge>}
          {bookable && (
            <Button small onClick={onBook} aria-label={`Book ${title}`}>
              <Plus aria-hidden />
              Book
            </Button>
          )}
        </div>
      }
    >
      <div className="session-line">
        <span className="hint">
          until {venue ? clockOf(session.end_time, venue.time_zone) : ''}
          {venue && (venues.data?.length ?? 0) > 1 && ` · ${venue.name}`}
        </span>
        <Seats session={session} />
      </div>
      {bookings.length > 0 && (
        <ul className="rows">
          {bookings.map((booking) => (
            <Arrival key={booking.id} booking={booking} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Figures({ sessions, bookings }: { sessions: Session[]; bookings: Booking[] }) {
  const people = (list: Booking[]) => list.reduce((sum, { party_size: size }) => sum + size, 0);
  const there = bookings.filter(({ status }) => status === 'checked_in' || status === 'completed');
  const figures = [
    ['Sessions', sessions.length],
    ['Bookings', bookings.length],
    ['People expected', people(bookings)],
    ['Checked in', people(there)],
  ] as const;
  return (
    <dl className="figures">
      {figures.map(([name, figure]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{figure}</dd>
        </div>
      ))}
    </dl>
  );
}

export default function Today() {
  const can = useCan();
  const [search, setSearch] = useSearchParams();
  const [booking, setBooking] = useState<{ session?: Session } | null>(null);
  const [scanning, setScanning] = useState(false);
  const venues = useVenues();
  const open = (venues.data ?? []).filter(({ is_active: active }) => active);
  const venue = open.find(({ id }) => id === search.get('venue'));
  const today = todayIn((venue ?? open[0])?.time_zone ?? browserZone);
  const asked = search.get('day');
  const day = isDay(asked) ? asked : today;
  const days = { from: day, to: day, ...(venue && { venue_id: venue.id }) };
  const sessions = useSessions(days, { enabled: venues.isSuccess });
  const bookings = useBookingsOfDays(days);
  const coming = (bookings.data ?? []).filter(({ status }) => status !== 'cancelled');
  const change = (name: string, value: string) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  const error = venues.error ?? sessions.error ?? bookings.error;
  const shown = (sessions.data ?? []).filter((session) => session.booking_count > 0 || session.close_reason !== 'not_in_schedule');

  return (
    <Page
      title={day === today ? 'Today' : showDay(day, 'weekday')}
      lead={showDay(day, 'long')}
      actions={
        <>
          <div className="actions" role="group" aria-label="Day">
            <Button aria-label="The day before" onClick={() => change('day', addDays(day, -1))}>
              <ChevronLeft aria-hidden />
            </Button>
            <Button disabled={day === today} onClick={() => change('day', '')}>
              Today
            </Button>
            <Button aria-label="The day after" onClick={() => change('day', addDays(day, 1))}>
              <ChevronRight aria-hidden />
            </Button>
          </div>
          {can('bookings:check_in') && (
            <Button onClick={() => setScanning(true)}>
              <ScanQrCode aria-hidden />
              Scan tickets
            </Button>
          )}
          {can('bookings:write') && (
            <Button kind="primary" onClick={() => setBooking({})}>
              <Plus aria-hidden />
              Walk-in booking
            </Button>
          )}
        </>
      }
    >
      {open.length > 1 && (
        <div className="filters">
          <SelectField label="Venue" value={venue?.id ?? ''} onChange={(event) => change('venue', event.target.value)}>
            <option value="">All venues</option>
            {open.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </SelectField>
        </div>
      )}
      <Finder />
      {error && (
        <ErrorNotice
          error={error}
          again={() => {
            void venues.refetch();
            void sessions.refetch();
            void bookings.refetch();
          }}
        />
      )}
      {!error && (sessions.isPending || bookings.isPending) && <Loading what="Loading the day" />}
      {sessions.data && bookings.data && (
        <>
          <Freshness parts={[sessions, bookings]} />
          <Figures sessions={shown} bookings={coming} />
          {shown.length === 0 && (
            <div className="panel">
              <Empty title="No sessions on this day" icon={CalendarX} />
            </div>
          )}
          {shown.map((session) => (
            <SessionPanel
              key={session.id}
              session={session}
              bookings={coming.filter(({ session_id: id }) => id === session.id)}
              onBook={() => setBooking({ session })}
            />
          ))}
        </>
      )}
      {scanning && (
        <Suspense>
          <Scanner onClose={() => setScanning(false)} />
        </Suspense>
      )}
      {booking && <NewBooking day={day} {...(booking.session && { session: booking.session })} onClose={() => setBooking(null)} />}
    </Page>
  );
}
