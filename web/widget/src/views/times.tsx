// The second step: party, day and time.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { codeOf } from '../api/client';
import { useShared, venueOf } from '../context';
import { addDays, earlier, firstOfMonth, lastOfMonth, later, todayIn } from '../dates';
import { takeSeats } from '../hold';
import type { Activity, Session } from '../types';
import { Facts } from './activities';
import { dayOf, daysMax, isFree, seatsFor, useSessions, type Days } from './availability';
import { Calendar, type DayCount } from './calendar';
import { lazy } from './lazy';
import { Back, Heading, Notice, Part } from './parts';
import { fits, PartyFields, usualPartyOf, type Party } from './party';

const scarceSeats = 3;

const NextTimes = lazy(() => import('./next_times'));

interface Properties {
  activity: Activity;
  day?: string;
  trouble: unknown;  // why the visitor is here again
  onTrouble: (error: unknown) => void;
  onBack?: () => void;
}

// What lies in a month, or from a day on, of the days that can be booked.
function monthOf(day: string, first: string, last: string): Days {
  return { from: later(firstOfMonth(day), first), to: earlier(lastOfMonth(day), last) };
}

function countDays(sessions: Session[], seats: number): Map<string, DayCount> {
  const counts = new Map<string, DayCount>();
  for (const session of sessions) {
    const day = dayOf(session);
    const count = counts.get(day) ?? { times: 0, free: 0 };
    counts.set(day, { times: count.times + 1, free: count.free + Number(isFree(session, seats)) });
  }
  return counts;
}

function Time({ session, activity, party, isBusy, onChoose }: {
  session: Session; activity: Activity; party: Party; isBusy: boolean; onChoose: () => void;
}) {
  const { embed, format } = useShared();
  const { words } = format;
  const zone = venueOf(embed, activity).time_zone;
  const left = session.capacity_remaining;
  const isPossible = isFree(session, seatsFor(activity, party.size));
  const seats = left === 0 ? words.soldOut
    : !isPossible ? format.fill(words.onlyLeft, { n: format.number(left) })
    : left <= scarceSeats && activity.mode === 'shared' ? format.fill(words.left, { n: format.number(left) }) : '';
  const own = format.ownTime(session.start_time, zone);
  return (
    <li>
      <button type="button" class="time" disabled={!isPossible || isBusy || !fits(party, activity)} onClick={onChoose}>
        <strong>{format.range(session.start_time, session.end_time, zone)}</strong>
        {own && <span class="soft">{format.fill(words.ownTime, { time: own })}</span>}
        {activity.ticket_types.length === 0 && session.price.amount > 0 && <span class="soft">{format.money(session.price)}</span>}
        {seats && <span class="seats">{seats}</span>}
      </button>
    </li>
  );
}

// The days that are read, and the day that is chosen: at first the first day with a free time.
function useDays(wanted: string | undefined, first: string, last: string) {
  const [days, setDays] = useState<Days>(() =>
    wanted ? monthOf(wanted, first, last) : { from: first, to: earlier(addDays(first, daysMax - 1), last) });
  const [day, setDay] = useState(wanted);
  const choose = (next: string) => {
    const isRead = firstOfMonth(next) >= firstOfMonth(days.from) && earlier(lastOfMonth(next), last) <= days.to;
    if (!isRead) setDays(monthOf(next, first, last));
    setDay(next);
  };
  return { days, day, choose };
}

export function Times({ activity, day: wanted, trouble, onTrouble, onBack }: Properties) {
  const { client, embed, format, memory, say, go, stay } = useShared();
  const { words } = format;
  const venue = venueOf(embed, activity);
  const zone = venue.time_zone;
  const first = useMemo(() => todayIn(zone), [zone]);
  const last = addDays(first, activity.booking_window_days);
  const [party, setParty] = useState<Party>(() => usualPartyOf(activity));
  const [isBusy, setBusy] = useState(false);
  const { days, day, choose } = useDays(wanted && wanted >= first && wanted <= last ? wanted : undefined, first, last);
  const seats = seatsFor(activity, party.size);
  const sayChange = (before: Session, after: Session) => {
    if (dayOf(after) !== day || isFree(before, seats) === isFree(after, seats)) return;
    const time = format.time(after.start_time, zone);
    say(format.fill(isFree(after, seats) ? words.freeNow : words.goneNow, { time }));
  };
  const { sessions, error, read } = useSessions(client, activity.id, days, sayChange);

  useEffect(() => {
    if (day || !sessions) return;
    const free = sessions.find((session) => isFree(session, seats)) ?? sessions[0];
    choose(free ? dayOf(free) : first);
  }, [sessions, day]);

  const chooseDay = (next: string) => {
    choose(next);
    stay({ step: 'times', activityId: activity.id, day: next });
  };
  const times = useRef<HTMLElement>(null);
  const offered = (session: Session) => {
    chooseDay(dayOf(session));
    times.current?.focus();
  };
  const hold = async (session: Session) => {
    setBusy(true);
    try {
      const wish = { activityId: activity.id, session, party: party.size, tickets: party.tickets };
      await takeSeats(client, memory, wish, embed.hold_ttl_seconds);
      onTrouble(undefined);
      go({ step: 'details', activityId: activity.id, day });
    } catch (fault) {
      onTrouble(fault);
      setBusy(false);
      if (codeOf(fault) !== 'unreachable') void read();
    }
  };
  const isGone = ['insufficient_capacity', 'session_closed', 'session_not_found', 'reservation_expired'].includes(codeOf(trouble));
  const ofDay = (sessions ?? []).filter((session) => dayOf(session) === day);
  const hasFree = ofDay.some((session) => isFree(session, seats));
  const next = day && <NextTimes activity={activity} from={day} to={last} seats={seats} onSession={offered} />;
  return (
    <>
      {onBack && <Back onBack={onBack} />}
      <Heading>{activity.name}</Heading>
      <Facts activity={activity} />
      {trouble !== undefined && <Notice error={trouble}>{isGone && fits(party, activity) && next}</Notice>}
      {error !== undefined && <Notice error={error} onRetry={read} />}
      <section class="card"><PartyFields activity={activity} party={party} onParty={setParty} /></section>
      <section class="card" aria-busy={!sessions}>
        <Part>{words.day}</Part>
        <Calendar day={day ?? first} first={first} last={last} counts={countDays(sessions ?? [], seats)} onDay={chooseDay} />
      </section>
      <section class="card" ref={times} tabIndex={-1} aria-label={day && format.day(day)}>
        {!sessions || !day ? <p>{words.loading}</p> : (
          <>
            <Part>{format.fill(words.times, { day: format.day(day), people: format.count(words.people, party.size) })}</Part>
            <ul class="times">
              {ofDay.map((session) => (
                <Time key={session.id} session={session} activity={activity} party={party} isBusy={isBusy}
                  onChoose={() => void hold(session)} />
              ))}
            </ul>
            {!hasFree && fits(party, activity) && <><p>{words.noTimes}</p>{!isGone && next}</>}
            <p class="soft small">{format.fill(words.zone, { zone })}</p>
          </>
        )}
      </section>
    </>
  );
}
