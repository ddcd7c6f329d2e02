// A month at a glance: how many sessions each day has and how full they are. A day leads to itself.
import type { Session } from '../api/types';
import { addDays, dayOf, plural, showDay } from '../words/format';

// The first days of the weeks that a month touches.
export function weeksOf(day: string, startOfWeek: (day: string) => string): string[] {
  const month = day.slice(0, 7);
  const weeks: string[] = [];
  for (let first = startOfWeek(`${month}-01`); first.slice(0, 7) <= month; first = addDays(first, 7)) weeks.push(first);
  return weeks;
}

// The same day in another month, or that month's last day.
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
}

interface Totals {
  sessions: number;
  seats: number;
  taken: number;
  closed: number;
}

// Closed sessions have no seats to sell, but those who booked before come.
function totalsOf(sessions: Session[]): Totals {
  const totals = { sessions: sessions.length, seats: 0, taken: 0, closed: 0 };
  for (const { capacity_total: seats, booked, held, is_closed: closed } of sessions) {
    totals.seats += closed ? booked + held : seats;
    totals.taken += booked + held;
    totals.closed += closed ? 1 : 0;
  }
  return totals;
}

function wordsOf({ sessions, seats, taken, closed }: Totals): string {
  if (sessions === 0) return 'no sessions';
  const open = `${plural(sessions, 'session')}, ${taken} of ${plural(seats, 'seat')} taken`;
  return closed > 0 ? `${open}, ${closed} closed` : open;
}

function Cell({ day, month, today, sessions, onOpen }: Omit<MonthProps, 'weeks'> & { day: string }) {
  const totals = totalsOf(sessions);
  const { seats, taken, closed } = totals;
  const kind = [day === today && 'today', day < today && 'over', !day.startsWith(month) && 'other'].filter(Boolean).join(' ');
  return (
    <td className={kind}>
      <button type="button" aria-label={`${showDay(day, 'long')}: ${wordsOf(totals)}`} onClick={() => onOpen(day)}>
        <span className="month-day">{Number(day.slice(8))}</span>
        {totals.sessions > 0 && (
          <>
            <svg className="meter" viewBox={`0 0 ${Math.max(seats, 1)} 1`} preserveAspectRatio="none" aria-hidden="true">
              <rect className="booked" width={Math.min(taken, seats)} height="1" />
            </svg>
            <span className="month-seats">
              {taken} / {seats}
            </span>
            <span className="month-more">
              {plural(totals.sessions, 'session')}
              {closed > 0 && `, ${closed} closed`}
            </span>
          </>
        )}
      </button>
    </td>
  );
}

interface MonthProps {
  // "2026-03".
  month: string;
  weeks: string[];
  today: string;
  sessions: Session[];
  onOpen: (day: string) => void;
}

export function Month({ weeks, ...rest }: MonthProps) {
  const days = Array.from({ length: 7 }, (_, index) => index);
  const first = weeks[0] ?? '';
  return (
    <table className="month" aria-label={showDay(`${rest.month}-15`, 'month')}>
      <thead>
        <tr>
          {days.map((index) => (
            <th key={index} scope="col" abbr={showDay(addDays(first, index), 'weekday')}>
              {showDay(addDays(first, index), 'weekday').slice(0, 3)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week}>
            {days.map((index) => {
              const day = addDays(week, index);
              return (
                <Cell
                  key={day}
                  {...rest}
                  day={day}
                  sessions={rest.sessions.filter(({ local_start: start }) => dayOf(start) === day)}
                />
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
