// The calendar: the sessions of a day, a week or a month with how full they are, and what staff do to them.
import { CalendarX, ChevronLeft, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useActivities, useBookingsOfDays, useSessions, useSessionsOfWeeks, useVenues } from '../api/inventory';
import type { Booking, Session } from '../api/types';
import { Reschedule } from '../bookings/reschedule';
import { Days } from '../calendar/days';
import { addMonths, Month, weeksOf } from '../calendar/month';
import { MoveHere } from '../calendar/moving';
import { Button } from '../components/button';
import { SelectField } from '../components/fields';
import { given, useFilters } from '../components/filters';
import { Freshness } from '../components/freshness';
import { Empty, ErrorNotice, Loading } from '../components/notices';
import { Page } from '../components/page';
import { useCan } from '../session/session';
import { SessionDialog } from '../sessions/session_dialog';
import { addDays, browserZone, isDay, showDay, startOfWeek, todayIn } from '../words/format';

const names = ['view', 'day', 'venue_id', 'activity_id', 'parties'] as const;

type View = 'day' | 'week' | 'month';
const views: Record<View, string> = { day: 'Day', week: 'Week', month: 'Month' };

// The day that is as many days, weeks or months away.
function step(view: View, day: string, steps: number): string {
  return view === 'month' ? addMonths(day, steps) : addDays(day, view === 'week' ? 7 * steps : steps);
}

// The first days of what is shown: one day, one week, or the weeks of a month.
function daysOf(view: View, day: string): string[] {
  const first = view === 'day' ? day : startOfWeek(day);
  return Array.from({ length: view === 'day' ? 1 : 7 }, (_, index) => addDays(first, index));
}

const titles: Record<View, (day: string) => string> = {
  day: (day) => showDay(day, 'long'),
  week: (day) => `${showDay(startOfWeek(day), 'medium')} to ${showDay(addDays(startOfWeek(day), 6), 'medium')}`,
  month: (day) => showDay(day, 'month'),
};

// What the schedule dropped and nobody has is no session any more.
const isShown = (session: Session) => session.close_reason !== 'not_in_schedule' || session.booking_count > 0;

interface Chosen {
  view: View;
  day: string;
  today: string;
  filter: { venue_id?: string; activity_id?: string };
}

interface OneMonthProps extends Chosen {
  onOpen: (day: string) => void;
}

function OneMonth({ day, today, filter, onOpen }: OneMonthProps) {
  const weeks = weeksOf(day, startOfWeek);
  const parts = useSessionsOfWeeks(
    weeks.map((from) => ({ from, to: addDays(from, 6), ...filter })),
    true,
  );
  const failed = parts.find(({ isError }) => isError);
  const again = () => parts.forEach(({ refetch }) => void refetch());
  return (
    <>
      {failed && <ErrorNotice error={failed.error} again={again} />}
      {parts.some(({ isPending }) => isPending) && !failed && <Loading what="Loading the month" />}
      {parts.some(({ data }) => data) && (
        <>
          <Freshness parts={parts} />
          <Month
            month={day.slice(0, 7)}
            weeks={weeks}
            today={today}
            sessions={parts.flatMap(({ data }) => data ?? []).filter(isShown)}
            onOpen={onOpen}
          />
        </>
      )}
    </>
  );
}

function useMoving() {
  const can = useCan();
  const [dragged, setDragged] = useState<Booking | null>(null);
  const [aim, setAim] = useState<{ booking: Booking; session: Session } | null>(null);
  const [chosen, setChosen] = useState<Booking | null>(null);
  const moving = {
    dragged,
    canMove: can('bookings:write'),
    onDrag: setDragged,
    onDrop: (session: Session) => {
      if (dragged) setAim({ booking: dragged, session });
      setDragged(null);
    },
    onMove: setChosen,
  };
  return { moving, aim, setAim, chosen, setChosen };
}

function OneOrSevenDays({ view, day, today, filter, parties }: Chosen & { parties: boolean }) {
  const activities = useActivities();
  const [opened, setOpened] = useState<string | null>(null);
  const { moving, aim, setAim, chosen, setChosen } = useMoving();
  const days = daysOf(view, day);
  const range = { from: days[0] ?? day, to: days.at(-1) ?? day, ...filter };
  const sessions = useSessions(range);
  const bookings = useBookingsOfDays(range, { enabled: parties });
  const shown = (sessions.data ?? []).filter(isShown);
  const session = sessions.data?.find(({ id }) => id === opened);
  const activityOf = (one: Session) => activities.data?.find(({ id }) => id === one.activity_id);
  const error = sessions.error ?? activities.error ?? (parties ? bookings.error : null);
  return (
    <>
      {error && (
        <ErrorNotice
          error={error}
          again={() => {
            void sessions.refetch();
            void activities.refetch();
            if (parties) void bookings.refetch();
          }}
        />
      )}
      {!error && sessions.isPending && <Loading what="Loading the calendar" />}
      {sessions.data && <Freshness parts={parties && bookings.data ? [sessions, bookings] : [sessions]} />}
      {sessions.data && shown.length === 0 && (
        <div className="panel">
          <Empty title={view === 'week' ? 'No sessions in this week' : 'No sessions on this day'} icon={CalendarX} />
        </div>
      )}
      {shown.length > 0 && (
        <Days
          days={days}
          today={today}
          sessions={shown}
          bookings={parties ? (bookings.data ?? []).filter(({ status }) => status !== 'cancelled') : []}
          activities={activities.data ?? []}
          moving={moving}
          onOpen={({ id }) => setOpened(id)}
        />
      )}
      {session && <SessionDialog session={session} activity={activityOf(session)} onClose={() => setOpened(null)} />}
      {aim && (
        <MoveHere
          booking={aim.booking}
          session={aim.session}
          activityName={activityOf(aim.session)?.name ?? ''}
          onClose={() => setAim(null)}
        />
      )}
      {chosen && <Reschedule booking={chosen} onClose={() => setChosen(null)} />}
    </>
  );
}

export default function Calendar() {
  const can = useCan();
  const { values, change, changeAll } = useFilters(names);
  const venues = useVenues();
  const activities = useActivities();
  const venue = venues.data?.find(({ id }) => id === values.venue_id);
  const today = todayIn((venue ?? venues.data?.[0])?.time_zone ?? browserZone);
  const day = isDay(values.day) ? values.day : today;
  const view: View = values.view === 'day' || values.view === 'month' ? values.view : 'week';
  const filter = given({ venue_id: values.venue_id, activity_id: values.activity_id });
  // A week has little room, so there the names of parties are asked for.
  const parties = view !== 'month' && can('bookings:read') && (values.parties || (view === 'day' ? 'yes' : 'no')) === 'yes';
  const chosen = { view, day, today, filter };

  return (
    <Page
      title="Calendar"
      lead={titles[view](day)}
      actions={
        <>
          <div className="actions" role="group" aria-label="View">
            {(Object.entries(views) as [View, string][]).map(([one, name]) => (
              <Button key={one} aria-pressed={one === view} onClick={() => change('view', one === 'week' ? '' : one)}>
                {name}
              </Button>
            ))}
          </div>
          <div className="actions" role="group" aria-label={views[view]}>
            <Button aria-label={`The ${view} before`} onClick={() => change('day', step(view, day, -1))}>
              <ChevronLeft aria-hidden />
            </Button>
            <Button onClick={() => change('day', '')}>Today</Button>
            <Button aria-label={`The ${view} after`} onClick={() => change('day', step(view, day, 1))}>
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
        {view !== 'month' && can('bookings:read') && (
          <Button aria-pressed={parties} onClick={() => change('parties', parties ? 'no' : 'yes')}>
            Show who comes
          </Button>
        )}
      </div>
      {venues.isError && (
        <ErrorNotice
          error={venues.error}
          again={() => {
            void venues.refetch();
          }}
        />
      )}
      {venues.isPending && <Loading what="Loading the calendar" />}
      {venues.data && view === 'month' && <OneMonth {...chosen} onOpen={(one) => changeAll({ view: 'day', day: one })} />}
      {venues.data && view !== 'month' && <OneOrSevenDays {...chosen} parties={parties} />}
    </Page>
  );
}
