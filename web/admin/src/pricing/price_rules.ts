// Price rules in words, as the fields of their form, and the fields as what the API takes.
import type { components } from '../api/contract';
import type { PriceRule } from '../api/types';
import { addDays, locale, majorUnits, minorUnits, money, showDay, startOfWeek } from '../words/format';
import { percentOf, ppmOf, showRate } from '../words/rates';

export const weekdays = Array.from({ length: 7 }, (_, place) => ({
  value: String(place + 1),
  name: showDay(addDays(startOfWeek('2026-01-05'), place), 'weekday'),
}));

export type ChangeKind = 'more_percent' | 'less_percent' | 'more_amount' | 'less_amount' | 'price';

export const changeNames: Record<ChangeKind, string> = {
  more_percent: 'A part more',
  less_percent: 'A part less',
  more_amount: 'An amount more',
  less_amount: 'An amount less',
  price: 'A price of its own',
};

export const isPercent = (kind: ChangeKind) => kind === 'more_percent' || kind === 'less_percent';

export interface RuleValues {
  name: string;
  // Of a new rule alone; empty is every ticket.
  ticket_type_id: string;
  applies: { weekdays: string[]; from_time: string; to_time: string; from_date: string; to_date: string };
  change: { kind: ChangeKind; percent: string; amount: string };
  position: string;
  // A new rule always is.
  is_active: boolean;
}

// Where a refusal of the server has its field.
export const fieldNames = { 'change.rate_ppm': 'change.percent' };

export const newRule: Omit<RuleValues, 'position'> = {
  name: '',
  ticket_type_id: '',
  applies: { weekdays: [], from_time: '', to_time: '', from_date: '', to_date: '' },
  change: { kind: 'more_percent', percent: '', amount: '' },
  is_active: true,
};

const join = new Intl.ListFormat(locale, { type: 'conjunction' });

function daysText(days: number[]): string {
  if (days.length === 7) return 'Every day';
  return join.format([...days].sort().map((day) => weekdays[day - 1]?.name ?? ''));
}

const midnight = '24:00';

type Applies = PriceRule['applies'];

function timesText({ from_time: from, to_time: to }: Applies): string {
  if (to && to !== midnight) return from ? `from ${from} to ${to}` : `before ${to}`;
  return from ? `from ${from}` : '';
}

function seasonText({ from_date: first, to_date: last }: Applies): string {
  if (first && last) return `${showDay(first, 'date')} to ${showDay(last, 'date')}`;
  if (first) return `from ${showDay(first, 'date')}`;
  return last ? `until ${showDay(last, 'date')}` : '';
}

// "Saturday and Sunday from 17:00, until 31 Aug 2026"
export function whenText(applies: Applies): string {
  const days = applies.weekdays ? daysText(applies.weekdays) : '';
  const text = [[days, timesText(applies)].filter(Boolean).join(' '), seasonText(applies)].filter(Boolean).join(', ');
  return text ? text[0]?.toUpperCase() + text.slice(1) : 'Always';
}

// "25% more", "£5.00 less", "£30.00"
export function changeText(change: components['schemas']['PriceChange'], currency: string): string {
  if (change.kind === 'price') return money({ amount: change.amount, currency });
  const by = change.kind === 'percent' ? change.rate_ppm : change.amount;
  const size = change.kind === 'percent' ? showRate(Math.abs(by)) : money({ amount: Math.abs(by), currency });
  return `${size} ${by < 0 ? 'less' : 'more'}`;
}

export const ruleText = ({ applies, change }: Pick<PriceRule, 'applies' | 'change'>, currency: string) =>
  `${whenText(applies)}: ${changeText(change, currency)}`;

// What the rule of these fields would do; null as long as they say no change, or a day that is none yet.
export function previewOf(values: RuleValues, currency: string): string | null {
  const { change, applies } = values;
  const isComplete = isPercent(change.kind) ? change.percent !== '' : minorUnits(change.amount, currency) !== null;
  const areDays = [applies.from_date, applies.to_date].every((day) => day === '' || /^\d{4}-/.test(day));
  return isComplete && areDays ? ruleText(bodyOf(values, currency), currency) : null;
}

function changeValues({ change }: PriceRule, currency: string): RuleValues['change'] {
  if (change.kind === 'price') return { kind: 'price', percent: '', amount: majorUnits(change.amount, currency) };
  if (change.kind === 'percent') {
    const percent = String(percentOf(Math.abs(change.rate_ppm)));
    return { kind: change.rate_ppm < 0 ? 'less_percent' : 'more_percent', percent, amount: '' };
  }
  const amount = majorUnits(Math.abs(change.amount), currency);
  return { kind: change.amount < 0 ? 'less_amount' : 'more_amount', percent: '', amount };
}

// The end of the day, which a field for times does not know, is no bound.
const timeValue = (time: string | null | undefined) => (time === midnight ? '' : (time ?? ''));

export function valuesOf(rule: PriceRule, currency: string): RuleValues {
  const { name, ticket_type_id, applies, position, is_active } = rule;
  return {
    name,
    ticket_type_id: ticket_type_id ?? '',
    applies: {
      weekdays: (applies.weekdays ?? []).map(String),
      from_time: timeValue(applies.from_time),
      to_time: timeValue(applies.to_time),
      from_date: applies.from_date ?? '',
      to_date: applies.to_date ?? '',
    },
    change: changeValues(rule, currency),
    position: String(position),
    is_active,
  };
}

function changeBody({ kind, percent, amount }: RuleValues['change'], currency: string): components['schemas']['PriceChange'] {
  const sign = kind.startsWith('less') ? -1 : 1;
  if (isPercent(kind)) return { kind: 'percent', rate_ppm: sign * ppmOf(percent) };
  // Amounts that are none were refused by the form before.
  const units = minorUnits(amount, currency) ?? -1;
  return kind === 'price' ? { kind, amount: units } : { kind: 'amount', amount: sign * units };
}

// What the API takes of the fields.
export function bodyOf({ name, applies, change, position }: RuleValues, currency: string) {
  return {
    name: name.trim(),
    applies: {
      weekdays: applies.weekdays.length > 0 ? applies.weekdays.map(Number).sort() : null,
      from_time: applies.from_time || null,
      to_time: applies.to_time || null,
      from_date: applies.from_date || null,
      to_date: applies.to_date || null,
    },
    change: changeBody(change, currency),
    position: Number(position),
  };
}
