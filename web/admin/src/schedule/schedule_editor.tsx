// When an activity runs: the week, days with other hours, days and times without it, and how sessions follow each other.
import { Plus, Trash2 } from 'lucide-react';
import type { Schedule } from '../api/types';
import { Button } from '../components/button';
import { TextField } from '../components/fields';
import { showDay } from '../words/format';
import { HoursEditor } from './hours';

type Weekday = keyof Schedule['weekly'];
const weekdays: Weekday[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const titleOf = (day: Weekday) => day.charAt(0).toUpperCase() + day.slice(1);

export const newSchedule: Schedule = {
  weekly: Object.fromEntries(weekdays.map((day) => [day, [{ start: '10:00', end: '18:00' }]])),
  slot_interval_minutes: 60,
  buffer_minutes: 0,
  booking_window_days: 60,
};

interface PartProps {
  schedule: Schedule;
  today: string;
  onChange: (schedule: Schedule) => void;
}

function Week({ schedule, onChange }: PartProps) {
  const { weekly } = schedule;
  const change = (day: Weekday, hours: Schedule['weekly'][Weekday]) => onChange({ ...schedule, weekly: { ...weekly, [day]: hours } });
  const copy = () => onChange({ ...schedule, weekly: Object.fromEntries(weekdays.map((day) => [day, weekly.monday ?? []])) });
  return (
    <fieldset>
      <legend>The week</legend>
      <div className="week-hours">
        {weekdays.map((day) => (
          <div key={day} className="week-day">
            <span>{titleOf(day)}</span>
            <HoursEditor name={titleOf(day)} hours={weekly[day] ?? []} onChange={(hours) => change(day, hours)} />
          </div>
        ))}
      </div>
      <div>
        <Button small onClick={copy}>
          Every day as on Monday
        </Button>
      </div>
    </fieldset>
  );
}

function CustomDates({ schedule, today, onChange }: PartProps) {
  const dates = schedule.custom_dates ?? [];
  const set = (next: typeof dates) => onChange({ ...schedule, custom_dates: next });
  return (
    <fieldset>
      <legend>Days with other hours</legend>
      {dates.map((one, index) => (
        <div key={index} className="schedule-line">
          <input
            type="date"
            required
            aria-label="Day with other hours"
            value={one.date}
            onChange={(event) => set(dates.map((date, at) => (at === index ? { ...date, date: event.target.value } : date)))}
          />
          <HoursEditor
            name={one.date ? showDay(one.date, 'medium') : 'the day'}
            hours={one.hours}
            onChange={(hours) => set(dates.map((date, at) => (at === index ? { ...date, hours } : date)))}
          />
          <button
            type="button"
            className="icon-button"
            aria-label={`Remove the other hours of ${one.date}`}
            onClick={() => set(dates.filter((_, at) => at !== index))}
          >
            <Trash2 aria-hidden />
          </button>
        </div>
      ))}
      <div>
        <Button small onClick={() => set([...dates, { date: today, hours: [{ start: '10:00', end: '18:00' }] }])}>
          <Plus aria-hidden />
          Add a day
        </Button>
      </div>
    </fieldset>
  );
}

function BlockedDates({ schedule, today, onChange }: PartProps) {
  const dates = schedule.blocked_dates ?? [];
  const set = (next: string[]) => onChange({ ...schedule, blocked_dates: next });
  return (
    <fieldset>
      <legend>Days without sessions</legend>
      {dates.map((date, index) => (
        <div key={index} className="schedule-line">
          <input
            type="date"
            required
            aria-label="Day without sessions"
            value={date}
            onChange={(event) => set(dates.map((one, at) => (at === index ? event.target.value : one)))}
          />
          <button
            type="button"
            className="icon-button"
            aria-label={`Remove ${date}`}
            onClick={() => set(dates.filter((_, at) => at !== index))}
          >
            <Trash2 aria-hidden />
          </button>
        </div>
      ))}
      <div>
        <Button small onClick={() => set([...dates, today])}>
          <Plus aria-hidden />
          Add a day without sessions
        </Button>
      </div>
    </fieldset>
  );
}

function BlockedTimes({ schedule, today, onChange }: PartProps) {
  const times = schedule.blocked_times ?? [];
  type Blocked = (typeof times)[number];
  const set = (next: Blocked[]) => onChange({ ...schedule, blocked_times: next });
  const change = (index: number, part: Partial<Blocked>) => set(times.map((one, at) => (at === index ? { ...one, ...part } : one)));
  return (
    <fieldset>
      <legend>Times without sessions</legend>
      {times.map((one, index) => (
        <div key={index} className="schedule-line">
          <input
            type="date"
            required
            aria-label="Day"
            value={one.date}
            onChange={(event) => change(index, { date: event.target.value })}
          />
          <input
            type="time"
            required
            aria-label="From"
            value={one.start}
            onChange={(event) => change(index, { start: event.target.value })}
          />
          <input type="time" required aria-label="To" value={one.end} onChange={(event) => change(index, { end: event.target.value })} />
          <input
            type="text"
            aria-label="Reason"
            placeholder="Reason"
            maxLength={200}
            value={one.reason ?? ''}
            onChange={(event) => change(index, { reason: event.target.value || null })}
          />
          <button
            type="button"
            className="icon-button"
            aria-label={`Remove ${one.date}, ${one.start} to ${one.end}`}
            onClick={() => set(times.filter((_, at) => at !== index))}
          >
            <Trash2 aria-hidden />
          </button>
        </div>
      ))}
      <div>
        <Button small onClick={() => set([...times, { date: today, start: '12:00', end: '13:00' }])}>
          <Plus aria-hidden />
          Add a time without sessions
        </Button>
      </div>
    </fieldset>
  );
}

export function ScheduleEditor(props: PartProps) {
  const { schedule, onChange } = props;
  return (
    <div className="stack schedule">
      <Week {...props} />
      <div className="pair">
        <TextField
          label="A session begins every … minutes"
          type="number"
          min={5}
          max={1440}
          required
          value={schedule.slot_interval_minutes}
          onChange={(event) => onChange({ ...schedule, slot_interval_minutes: Number(event.target.value) })}
        />
        <TextField
          label="Minutes between sessions, at least"
          type="number"
          min={0}
          max={480}
          value={schedule.buffer_minutes ?? 0}
          onChange={(event) => onChange({ ...schedule, buffer_minutes: Number(event.target.value) })}
        />
        <TextField
          label="Can be booked … days ahead"
          type="number"
          min={1}
          max={730}
          value={schedule.booking_window_days ?? ''}
          onChange={(event) => onChange({ ...schedule, booking_window_days: event.target.value ? Number(event.target.value) : null })}
        />
      </div>
      <CustomDates {...props} />
      <BlockedDates {...props} />
      <BlockedTimes {...props} />
    </div>
  );
}
