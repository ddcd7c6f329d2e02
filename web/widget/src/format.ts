// Days, times, amounts and counts as the visitor's language writes them: everything by Intl.
import { asDate } from './dates';
import type { Plural, Words } from './words';

interface Money {
  amount: number;
  currency: string;
}

export class Format {
  constructor(
    readonly language: string,
    readonly words: Words,
  ) {}

  readonly direction = () => (this.language.startsWith('ar') ? 'rtl' : 'ltr');

  // A text with its {places} filled in.
  fill(text: string, values: Record<string, string | number>): string {
    return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
  }

  count(forms: Plural, count: number, values: Record<string, string | number> = {}): string {
    const form = forms[new Intl.PluralRules(this.language).select(count)] ?? forms.other;
    return this.fill(form, { n: this.number(count), ...values });
  }

  number(value: number): string {
    return new Intl.NumberFormat(this.language).format(value);
  }

  percent(ppm: number): string {
    return new Intl.NumberFormat(this.language, { style: 'percent', maximumFractionDigits: 2 }).format(ppm / 1e6);
  }

  money({ amount, currency }: Money): string {
    const format = new Intl.NumberFormat(this.language, { style: 'currency', currency });
    return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
  }

  unit(value: number, unit: 'minute' | 'hour' | 'second'): string {
    return new Intl.NumberFormat(this.language, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
  }

  // 9:05 of minutes and seconds.
  countdown(seconds: number): string {
    const two = new Intl.NumberFormat(this.language, { minimumIntegerDigits: 2 });
    return `${this.number(Math.floor(seconds / 60))}:${two.format(seconds % 60)}`;
  }

  time(instant: string, timeZone?: string): string {
    return new Intl.DateTimeFormat(this.language, { timeStyle: 'short', timeZone }).format(new Date(instant));
  }

  // Not by formatRange(), which writes both dates where the end is after midnight.
  range(start: string, end: string, timeZone: string): string {
    return `${this.time(start, timeZone)}–${this.time(end, timeZone)}`;
  }

  // The visitor's own time where it differs from the venue's; null where they are the same.
  ownTime(instant: string, timeZone: string): string | null {
    const options = { weekday: 'short', hour: 'numeric', minute: 'numeric' } as const;
    const at = (zone?: string) => new Intl.DateTimeFormat(this.language, { ...options, timeZone: zone }).format(new Date(instant));
    return at() === at(timeZone) ? null : at();
  }

  day(day: string, options: Intl.DateTimeFormatOptions = { weekday: 'long', day: 'numeric', month: 'long' }): string {
    return new Intl.DateTimeFormat(this.language, { ...options, timeZone: 'UTC', calendar: 'gregory' }).format(asDate(day));
  }

  month(day: string): string {
    return this.day(day, { month: 'long', year: 'numeric' });
  }

  // 1 is Monday, 7 Sunday.
  firstWeekday(): number {
    type WithWeek = Intl.Locale & { getWeekInfo?: () => { firstDay: number }; weekInfo?: { firstDay: number } };
    const locale = new Intl.Locale(this.language) as WithWeek;
    return (locale.getWeekInfo?.() ?? locale.weekInfo)?.firstDay ?? 1;
  }
}
