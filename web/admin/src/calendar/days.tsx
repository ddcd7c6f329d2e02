// Days of the calendar, side by side or one alone: their sessions, and who has booked them.
import { CalendarClock } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Activity, Booking, Session } from '../api/types';
import { nameOf } from '../bookings/actions';
import { Badge } from '../components/notices';
import { Seats } from '../components/seats';
import { dayOf, plural, showDay, timeOf } from '../words/format';
import { closeReason } from '../words/names';
import { isMovable, mayTake } from './moving';

interface Moving {
  // What is being dragged now.
  dragged: Booking | null;
  canMove: boolean;
  onDrag: (booking: Booking | null) => void;
  onDrop: (session: Session) => void;
  onMove: (booking: Booking) => void;
}

function Party({ booking, moving }: { booking: Booking; moving: Moving }) {
  const movable = moving.canMove && isMovable(booking);
  return (
    <li
      className={movable ? 'party movable' : 'party'}
      draggable={movable}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', booking.booking_number);
        moving.onDrag(booking);
      }}
      onDragEnd={() => moving.onDrag(null)}
    >
      <Link
        href={`/bookings/${booking.id}`}
        draggable={false}
        aria-label={`${nameOf(booking)}, ${plural(booking.party_size, 'person', 'people')}`}
      >
        {booking.contact.last_name} · {booking.party_size}
      </Link>
      {movable && (
        <button
          type="button"
          className="icon-button small"
          aria-label={`Move ${nameOf(booking)} to…`}
          title="Move to…"
          onClick={() => moving.onMove(booking)}
        >
          <CalendarClock aria-hidden />
        </button>
      )}
    </li>
  );
}

interface CardProps {
  session: Session;
  activity: Activity | undefined;
  bookings: Booking[];
  moving: Moving;
  onOpen: () => void;
}

function Card({ session, activity, bookings, moving, onOpen }: CardProps) {
  const [aimed, setAimed] = useState(false);
  const { dragged } = moving;
  const takes = dragged !== null && mayTake(session, dragged);
  const over = Date.parse(session.end_time) <= Date.now();
  const state = [
    session.is_closed && 'closed',
    over && 'over',
    dragged && dragged.session_id !== session.id && (takes ? 'takes' : 'refuses'),
    takes && aimed && 'aimed',
  ];
  return (
    <div
      className={['session', ...state].filter(Boolean).join(' ')}
      onDragOver={(event) => {
        if (!takes) return;
        event.preventDefault();
        setAimed(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setAimed(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setAimed(false);
        if (takes) moving.onDrop(session);
      }}
    >
      <button type="button" className="session-card" onClick={onOpen}>
        <span className="session-time">{timeOf(session.local_start)}</span>
        <span className="session-name">{activity?.name}</span>
        <Seats session={session} />
        {session.is_closed && <Badge tone="bad">{session.close_reason ? closeReason[session.close_reason] : 'Closed'}</Badge>}
      </button>
      {bookings.length > 0 && (
        <ul className="parties" aria-label={`Who comes at ${timeOf(session.local_start)}`}>
          {bookings.map((booking) => (
            <Party key={booking.id} booking={booking} moving={moving} />
          ))}
        </ul>
      )}
    </div>
  );
}

interface DaysProps {
  days: string[];
  today: string;
  sessions: Session[];
  bookings: Booking[];
  activities: Activity[];
  moving: Moving;
  onOpen: (session: Session) => void;
}

export function Days({ days, today, sessions, bookings, activities, moving, onOpen }: DaysProps) {
  return (
    <div className={days.length > 1 ? 'calendar week' : 'calendar'}>
      {days.map((day) => {
        const ofDay = sessions.filter(({ local_start: start }) => dayOf(start) === day);
        return (
          <section key={day} className={day === today ? 'day today' : 'day'} aria-label={showDay(day, 'long')}>
            <h2>
              {showDay(day, 'short')}
              {day === today && <span className="unseen">, today</span>}
            </h2>
            {ofDay.length === 0 && <p className="soft no-sessions">No sessions</p>}
            <div className="day-cards">
              {ofDay.map((session) => (
                <Card
                  key={session.id}
                  session={session}
                  activity={activities.find(({ id }) => id === session.activity_id)}
                  bookings={bookings.filter(({ session_id: id }) => id === session.id)}
                  moving={moving}
                  onOpen={() => onOpen(session)}
                />
              ))}
            </div>
          </section>
        );
      })}
    </div>
  );
}
