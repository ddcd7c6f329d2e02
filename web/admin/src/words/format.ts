// Amounts, days and times as people read them. Days are "2026-03-29" in the calendar of a venue; what the server calls
// local_start is cut, never computed, so no clock of the browser's can shift it.
import type { Money } from '../api/types';

// The words of the app are English, so its numbers and dates are, in the reader's own variety.
export const locale = navigator.language.startsWith('en') ? navigator.language : 'en-GB';

const dayMilliseconds = 86_400_000;

export function fractionDigits(currency: string): number {
  return new Intl.NumberFormat(locale, { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

export function money({ amount, currency }: Money): string {
  return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(amount / 10 ** fractionDigits(currency));
}

// "25" or "25.50" as typed, in minor units; null where it is no amount of this currency.
export function minorUnits(text: string, currency: string): number | null {
  const digits = fractionDigits(currency);
  const match = /^(\d{1,9})(?:[.,](\d+))?$/.exec(text.trim());
  if (!match || (match[2] ?? '').length > digits) return null;
  return Number(match[1] + (match[2] ?? '').padEnd(digits, '0'));
}

export function majorUnits(amount: number, currency: string): string {
  const digits = fractionDigits(currency);
  return (amount / 10 ** digits).toFixed(amount % 10 ** digits === 0 ? 0 : digits);
}

export const dayOf = (local: string) => local.slice(0, 10);
export const timeOf = (local: string) => local.slice(11, 16);

const noon = (day: string) => new Date(`${day}T12:00:00Z`);

export function addDays(day: string, days: number): string {
  return new Date(noon(day).getTime() + days * dayMilliseconds).toISOString().slice(0, 10);
}

// 0 is Monday.
export const weekdayOf = (day: string) => (noon(day).getUTCDay() + 6) % 7;

export const startOfWeek = (day: string) => addDays(day, -weekdayOf(day));

export function isDay(text: string | null | undefined): text is string {
  return /^20[0-3]\d-\d\d-\d\d$/.test(text ?? '') && !Number.isNaN(noon(text ?? '').getTime());
}

type DayStyle = 'long' | 'medium' | 'short' | 'date' | 'weekday' | 'month';
const dayStyles: Record<DayStyle, Intl.DateTimeFormatOptions> = {
  long: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  medium: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  short: { weekday: 'short', day: 'numeric', month: 'short' },
  date: { day: 'numeric', month: 'short', year: 'numeric' },
  weekday: { weekday: 'long' },
  month: { month: 'long', year: 'numeric' },
};

export function showDay(day: string, style: DayStyle = 'medium'): string {
  return new Intl.DateTimeFormat(locale, { ...dayStyles[style], timeZone: 'UTC' }).format(noon(day));
}

// The day that the clock shows at a place now.
export function todayIn(timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date());
}

export const browserZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

// A moment, on the clock of a place (or of the reader). With 24 hours everywhere, as sessions have them.
export function showInstant(instant: string, timeZone = browserZone): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23', timeZone }).format(new Date(instant));
}

export function clockOf(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone }).format(new Date(instant));
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

// "3 hours ago", "in 2 days".
export function fromNow(instant: string, now = Date.now()): string {
  const seconds = Math.round((new Date(instant).getTime() - now) / 1000);
  const [unit, length] = steps.find(([, size]) => Math.abs(seconds) >= size) ?? ['second', 1];
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  return unit === 'second' ? 'just now' : relative.format(Math.trunc(seconds / length), unit);
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${new Intl.NumberFormat(locale).format(count)} ${count === 1 ? one : many}`;
}
