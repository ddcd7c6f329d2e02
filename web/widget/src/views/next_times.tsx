// Where nothing is free, or somebody was quicker: the next times that are. Loaded when it is needed.
import { useEffect, useState } from 'preact/hooks';
import { useShared, zoneOf } from '../context';
import { addDays, earlier } from '../dates';
import type { Activity, Session } from '../types';
import { loadLater, type Later } from '../words';
import { dayOf, daysMax, listSessions } from './availability';

const nextTimesMax = 3;

export interface NextTimesProperties {
  activity: Activity;
  from: string;
  to: string;
  seats: number;
  onSession: (session: Session) => void;
}

export default function NextTimes({ activity, from, to, seats, onSession }: NextTimesProperties) {
  const { client, embed, format } = useShared();
  const [found, setFound] = useState<{ next: Session[]; later: Later }>();
  const zone = zoneOf(embed, activity);
  useEffect(() => {
    let isCurrent = true;
    const days = { from, to: earlier(addDays(from, daysMax - 1), to) };
    const list = listSessions(client, activity.id, days, seats).catch(() => []);
    Promise.all([list, loadLater(format.language)])
      .then(([sessions, later]) => isCurrent && setFound({ next: sessions.slice(0, nextTimesMax), later }), () => {});
    return () => {
      isCurrent = false;
    };
  }, [activity.id, from, to, seats]);
  if (!found) return null;
  const { next, later } = found;
  if (next.length === 0) return <p>{later.noLaterTimes}</p>;
  return (
    <>
      <p>{later.nextTimes}</p>
      <ul class="next">
        {next.map((session) => (
          <li key={session.id}>
            <button type="button" class="link" onClick={() => onSession(session)}>
              {format.day(dayOf(session))}, {format.time(session.start_time, zone)}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
