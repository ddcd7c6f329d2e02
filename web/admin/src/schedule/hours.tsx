// Opening hours of one day: from and to, several times.
import { Plus, Trash2 } from 'lucide-react';
import type { Hours } from '../api/types';
import { Button } from '../components/button';

const hoursMax = 8;

interface HoursProps {
  name: string; // of the day, for those who do not see where it stands
  hours: Hours[];
  onChange: (hours: Hours[]) => void;
}

export function HoursEditor({ name, hours, onChange }: HoursProps) {
  const change = (index: number, part: Partial<Hours>) => onChange(hours.map((one, at) => (at === index ? { ...one, ...part } : one)));
  const last = hours.at(-1);
  return (
    <div className="hours">
      {hours.length === 0 && <span className="soft">Closed</span>}
      {hours.map((one, index) => (
        <div key={index} className="hours-line">
          <input
            type="time"
            required
            aria-label={`${name}, from`}
            value={one.start}
            onChange={(event) => change(index, { start: event.target.value })}
          />
          <span aria-hidden>to</span>
          {/* The end of the day is 24:00, which no time field can show: midnight stands for it. */}
          <input
            type="time"
            required
            aria-label={`${name}, to`}
            value={one.end === '24:00' ? '00:00' : one.end}
            onChange={(event) => change(index, { end: event.target.value === '00:00' ? '24:00' : event.target.value })}
          />
          {one.end <= one.start && <span className="hint">the next day</span>}
          <button
            type="button"
            className="icon-button"
            aria-label={`Remove ${name}, ${one.start} to ${one.end}`}
            onClick={() => onChange(hours.filter((_, at) => at !== index))}
          >
            <Trash2 aria-hidden />
          </button>
        </div>
      ))}
      {hours.length < hoursMax && (
        <Button
          small
          kind="quiet"
          aria-label={`Add hours on ${name}`}
          onClick={() => onChange([...hours, last ? { start: last.end, end: last.end } : { start: '10:00', end: '18:00' }])}
        >
          <Plus aria-hidden />
          Add hours
        </Button>
      )}
    </div>
  );
}
