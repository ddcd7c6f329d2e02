// Days of the venue's calendar as texts like 2026-03-29, which also sort as days do.
const dayMilliseconds = 86_400_000;

const utc = (day: string) => Date.parse(`${day}T00:00:00Z`);
const text = (milliseconds: number) => new Date(milliseconds).toISOString().slice(0, 10);

export const addDays = (day: string, count: number) => text(utc(day) + count * dayMilliseconds);
export const earlier = (a: string, b: string) => (a < b ? a : b);
export const later = (a: string, b: string) => (a > b ? a : b);
export const firstOfMonth = (day: string) => `${day.slice(0, 7)}-01`;
export const addMonths = (day: string, count: number) =>
  text(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1 + count, 1));
export const lastOfMonth = (day: string) => addDays(addMonths(day, 1), -1);
// 1 is Monday, 7 Sunday.
export const weekday = (day: string) => new Date(utc(day)).getUTCDay() || 7;
export const asDate = (day: string) => new Date(utc(day));

export function todayIn(timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format();
}
