// How long an old secret goes on after a new one was made.
import { SelectField } from './fields';

const overlaps = { '0': 'At once', '3600': 'In an hour', '86400': 'In a day', '604800': 'In a week' };

export const usualOverlap = '86400';

interface OverlapFieldProps {
  label: string;
  hint?: string;
  // Seconds.
  value: string;
  onChange: (seconds: string) => void;
}

export function OverlapField({ onChange, ...field }: OverlapFieldProps) {
  return (
    <SelectField {...field} onChange={(event) => onChange(event.target.value)}>
      {Object.entries(overlaps).map(([seconds, name]) => (
        <option key={seconds} value={seconds}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}
