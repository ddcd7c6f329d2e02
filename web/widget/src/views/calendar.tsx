// One month: a grid of days, as https://www.w3.org/WAI/ARIA/apg/patterns/grid/ describes it. The arrow keys move by days
// and weeks, Page Up and Page Down by months, Home and End within the week.
import { useEffect, useRef } from 'preact/hooks';
import { useShared } from '../context';
import { addDays, addMonths, earlier, firstOfMonth, lastOfMonth, later, weekday } from '../dates';

export interface DayCount {
  times: number;
  free: number;
}

interface Properties {
  day: string;  // the chosen one, whose month is shown
  first: string;  // what can be booked at all
  last: string;
  counts: Map<string, DayCount>;
  onDay: (day: string) => void;
}

const weekLength = 7;
const weekdayLengthMax = 5;

export function Calendar({ day, first, last, counts, onDay }: Properties) {
  const { format } = useShared();
  const { words } = format;
  const grid = useRef<HTMLTableElement>(null);
  const follows = useRef(false);
  const month = firstOfMonth(day);
  const start = addDays(month, -((weekday(month) - format.firstWeekday() + weekLength) % weekLength));
  const weeks = Array.from({ length: 6 }, (_, week) => addDays(start, week * weekLength)).filter((monday) => monday <= lastOfMonth(month));

  useEffect(() => {
    if (follows.current) grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
    follows.current = false;
  }, [day]);

  const choose = (wanted: string) => onDay(earlier(later(wanted, first), last));
  const move = (event: KeyboardEvent) => {
    const inline = format.direction() === 'rtl' ? -1 : 1;
    const place = (weekday(day) - format.firstWeekday() + weekLength) % weekLength;
    const targets: Record<string, () => string> = {
      ArrowLeft: () => addDays(day, -inline),
      ArrowRight: () => addDays(day, inline),
      ArrowUp: () => addDays(day, -weekLength),
      ArrowDown: () => addDays(day, weekLength),
      PageUp: () => addMonths(day, -1),
      PageDown: () => addMonths(day, 1),
      Home: () => addDays(day, -place),
      End: () => addDays(day, weekLength - 1 - place),
    };
    const target = targets[event.key];
    if (!target) return;
    event.preventDefault();
    follows.current = true;
    choose(target());
  };

  // Some languages do not shorten them enough for a column.
  const weekdayNames = (weekday: 'short' | 'narrow') =>
    Array.from({ length: weekLength }, (_, i) => format.day(addDays(start, i), { weekday }));
  const short = weekdayNames('short');
  const names = short.some((name) => name.length > weekdayLengthMax) ? weekdayNames('narrow') : short;
  const cell = (date: string) => {
    if (firstOfMonth(date) !== month) return <td key={date} role="gridcell" />;
    const { times, free } = counts.get(date) ?? { times: 0, free: 0 };
    const values = { day: format.day(date) };
    const label = times === 0 ? format.fill(words.dayNone, values)
      : free === 0 ? format.fill(words.daySoldOut, values) : format.count(words.dayFree, free, values);
    const isChosen = date === day;
    return (
      <td key={date} role="gridcell" aria-selected={isChosen}>
        <button type="button" class={`day ${times === 0 ? 'none' : free === 0 ? 'full' : ''}`} tabIndex={isChosen ? 0 : -1}
          aria-label={label} aria-current={isChosen ? 'date' : undefined}
          disabled={date < first || date > last} onClick={() => onDay(date)}>
          {format.number(Number(date.slice(8)))}
        </button>
      </td>
    );
  };

  return (
    <div class="calendar">
      <div class="months">
        <button type="button" class="quiet" aria-label={words.earlierMonth}
          disabled={month <= first} onClick={() => choose(addMonths(day, -1))}>
          <span aria-hidden="true" class="arrow">←</span>
        </button>
        <strong aria-live="polite">{format.month(month)}</strong>
        <button type="button" class="quiet" aria-label={words.laterMonth}
          disabled={lastOfMonth(month) >= last} onClick={() => choose(addMonths(day, 1))}>
          <span aria-hidden="true" class="arrow">→</span>
        </button>
      </div>
      <table role="grid" aria-label={format.month(month)} ref={grid} onKeyDown={move}>
        <thead>
          <tr>
            {names.map((name, i) => (
              <th key={i} scope="col" abbr={format.day(addDays(start, i), { weekday: 'long' })}>{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((monday) => (
            <tr key={monday}>{Array.from({ length: weekLength }, (_, i) => cell(addDays(monday, i)))}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
