// A field for a day and a time of day on the reader's own clock, which is the clock that the app shows moments on.
import type { ComponentProps } from 'react';
import { browserZone } from '../words/format';
import { TextField } from './fields';

const two = (number: number) => String(number).padStart(2, '0');

// "2026-05-31T22:00:00Z" -> "2026-06-01T00:00" in Berlin; nothing where there is no moment.
export function localOf(instant: string | null | undefined): string {
  if (!instant) return '';
  const at = new Date(instant);
  const day = [String(at.getFullYear()).padStart(4, '0'), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

// The way back. A moment that reads as before is the one of before, whose seconds the field does not show.
export function instantOf(local: string, before?: string | null): string | null {
  if (local === '') return null;
  return before && localOf(before) === local ? before : new Date(local).toISOString();
}

export function MomentField({ hint, ...rest }: ComponentProps<typeof TextField> & { hint?: string }) {
  const clock = `On the clock of ${browserZone.replaceAll('_', ' ')}, as your device has it.`;
  return <TextField type="datetime-local" hint={hint ? `${clock} ${hint}` : clock} {...rest} />;
}
