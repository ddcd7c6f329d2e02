// The calendar: the sessions of a day or a week with how full they are, and what staff do to one.
import { CalendarX, ChevronLeft, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useActivities, useSessions, useVenues } from '../api/inventory';
import type { Activity, Session } from '../api/types';
import { Button } from '../components/button';
import { SelectField } from '../components/fields';
import { given, useFilters } from '../components/filters';
import { Badge, Empty, ErrorNotice, Loading } from '../components/notices';
import { Page } from '../components/page';
import { Seats } from '../components/seats';
import { SessionDialog } from '../sessions/session_dialog';
import { addDays, browserZone, dayOf, isDay, showDay, startOfWeek, timeOf, todayIn } from '../words/format';
import { closeReason } from '../words/names';

const names = ['view', 'day', 'venue_id', 'activity_id'] as const;

function Card({ session, activity, onOpen }: { session: Session; activity: Activity | undefined; onOpen: () => void }) {
  const over = Date.parse(session.end_time) <= Date.now();
  return (
    <button type="button" className={`session-card ${session.is_closed ? 'closed' : ''} ${over ? 'over' : ''}`} onClick={onOpen}>
      <span className="session-time">{timeOf(session.local_start)}</span>
      <span className="session-name">{activity?.name}</span>
      <Seats session={session} />
      {session.is_closed && <Badge tone="bad">{session.close_reason ? closeReason[session.close_reason] : 'Closed'}</Badge>}
    </button>
  );
}

interface DayProps {
  day: string;
  today: boolean;
  sessions: Session[];
  activities: Activity[];
  onOpen: (session: Session) => void;
}

function Day({ day, today, sessions, activities, onOpen }: DayProps) {
  return (
    <section className={today ? 'day today' : 'day'} aria-label={showDay(day, 'long')}>
      <h2>
        {showDay(day, 'short')}
        {today && <span className="unseen">, today</span>}
      </h2>
      {sessions.length === 0 && <p className="soft no-sessions">No sessions</p>}
      <div className="day-cards">
        {sessions.map((session) => (
          <Card
            key={session.id}
            session={session}
            activity={activities.find(({ id }) => id === session.activity_id)}
            onOpen={() => onOpen(session)}
          />
        ))}
      </div>
    </section>
  );
}

export default function Calendar() {
  const { values, change } = useFilters(names);
  const [opened, setOpened] = useState<string | null>(null);
  const venues = useVenues();
  const activities = useActivities();
  const venue = venues.data?.find(({ id }) => id === values.venue_id);
  const today = todayIn((venue ?? venues.data?.[0])?.time_zone ?? browserZone);
  const day = isDay(values.day) ? values.day : today;
  const week = values.view !== 'day';
  const first = week ? startOfWeek(day) : day;
  const days = Array.from({ length: week ? 7 : 1 }, (_, index) => addDays(first, index));
  const last = days.at(-1) ?? first;
  const filter = given({ venue_id: values.venue_id, activity_id: values.activity_id });
  const sessions = useSessions({ from: first, to: last, ...filter }, { enabled: venues.isSuccess });
  // What the schedule dropped and nobody has is no session any more.
  const shown = (sessions.data ?? []).filter((session) => session.close_reason !== 'not_in_schedule' || session.booking_count > 0);
  const session = sessions.data?.find(({ id }) => id === opened);
  const step = week ? 7 : 1;
  const error = venues.error ?? activities.error ?? sessions.error;

  return (
    <Page
      title="Calendar"
      lead={week ? `${showDay(first, 'medium')} to ${showDay(last, 'medium')}` : showDay(day, 'long')}
      actions={
        <>
          <div className="actions" role="group" aria-label="View">
            <Button aria-pressed={!week} onClick={() => change('view', 'day')}>
              Day
            </Button>
            <Button aria-pressed={week} onClick={() => change('view', '')}>
              Week
            </Button>
          </div>
          <div className="actions" role="group" aria-label={week ? 'Week' : 'Day'}>
            <Button aria-label={week ? 'The week before' : 'The day before'} onClick={() => change('day', addDays(day, -step))}>
              <ChevronLeft aria-hidden />
            </Button>
            <Button onClick={() => change('day', '')}>Today</Button>
            <Button aria-label={week ? 'The week after' : 'The day after'} onClick={() => change('day', addDays(day, step))}>
              <ChevronRight aria-hidden />
            </Button>
          </div>
        </>
      }
    >
      <div className="filters">
        <SelectField label="Activity" value={values.activity_id} onChange={(event) => change('activity_id', event.target.value)}>
          <option value="">All activities</option>
          {activities.data?.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
        {(venues.data?.length ?? 0) > 1 && (
          <SelectField label="Venue" value={values.venue_id} onChange={(event) => change('venue_id', event.target.value)}>
            <option value="">All venues</option>
            {venues.data?.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </SelectField>
        )}
      </div>
      {error && (
        <ErrorNotice
          error={error}
          again={() => {
            void sessions.refetch();
          }}
        />
      )}
      {!error && sessions.isPending && <Loading what="Loading the calendar" />}
      {sessions.isSuccess &&
        (shown.length === 0 ? (
          <div className="panel">
            <Empty title={week ? 'No sessions in this week' : 'No sessions on this day'} icon={CalendarX} />
          </div>
        ) : (
          <div className={week ? 'calendar week' : 'calendar'}>
            {days.map((one) => (
              <Day
                key={one}
                day={one}
                today={one === today}
                activities={activities.data ?? []}
                onOpen={({ id }) => setOpened(id)}
                sessions={shown.filter(({ local_start: start }) => dayOf(start) === one)}
              />
            ))}
          </div>
        ))}
      {session && (
        <SessionDialog
          session={session}
          activity={activities.data?.find(({ id }) => id === session.activity_id)}
          onClose={() => setOpened(null)}
        />
      )}
    </Page>
  );
}
