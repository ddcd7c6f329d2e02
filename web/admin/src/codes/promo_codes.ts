// Promo codes in words, as the fields of their form, and the fields as what the API takes.
import { useQueryClient } from '@tanstack/react-query';
import type { components } from '../api/contract';
import type { PromoCode } from '../api/types';
import { instantOf, localOf } from '../components/moment_field';
import { fromNow, majorUnits, minorUnits, money, plural, showInstant } from '../words/format';
import type { Tone } from '../words/names';
import { percentOf, ppmOf, showRate } from '../words/rates';

export const codesKey = ['promo-codes'];

export function useRefreshCodes(): () => void {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: codesKey });
  };
}

export function discountText({ discount, minimum: { currency } }: PromoCode): string {
  if (discount.kind === 'percent') return `${showRate(discount.rate_ppm)} off`;
  return discount.kind === 'fixed' ? `${money({ amount: discount.amount, currency })} off` : 'Free';
}

export const minimumText = ({ minimum }: PromoCode) => (minimum.amount > 0 ? `Bookings from ${money(minimum)}` : '');

export function validityText({ validity: { from, until } }: PromoCode): string {
  if (from && until) return `${showInstant(from)} to ${showInstant(until)}`;
  if (from) return `Valid from ${showInstant(from)}`;
  return until ? `Valid until ${showInstant(until)}` : 'Always valid';
}

export function usesText({ uses: { settled }, limits: { uses: limit } }: PromoCode): string {
  return limit ? `${settled} of ${plural(limit, 'use')}` : `${plural(settled, 'use')}, no limit`;
}

export function activitiesText({ activity_ids: ids }: PromoCode, nameOf: (id: string) => string): string {
  return ids.length === 0 ? 'All activities' : ids.map(nameOf).join(', ');
}

export function stateOf(code: PromoCode, now = Date.now()): { name: string; tone: Tone } {
  const { validity, uses, limits } = code;
  if (!code.is_active) return { name: 'Ended', tone: 'plain' };
  if (validity.until && Date.parse(validity.until) <= now) return { name: 'Expired', tone: 'plain' };
  if (validity.from && Date.parse(validity.from) > now) return { name: `Begins ${fromNow(validity.from, now)}`, tone: 'calm' };
  if (limits.uses && uses.settled + uses.reserved >= limits.uses) return { name: 'Used up', tone: 'warm' };
  return { name: 'Active', tone: 'good' };
}

export interface CodeValues {
  // Of a new code alone.
  code: string;
  description: string;
  discount: { kind: 'percent' | 'fixed' | 'free'; percent: string; amount: string };
  validity: { from: string; until: string };
  minimum: string;
  limits: { uses: string; uses_per_customer: string };
  is_for_all: boolean;
  activity_ids: string[];
  // A new code always is.
  is_active: boolean;
}

export const newCode: CodeValues = {
  code: '',
  description: '',
  discount: { kind: 'percent', percent: '10', amount: '' },
  validity: { from: '', until: '' },
  minimum: '',
  limits: { uses: '', uses_per_customer: '' },
  is_for_all: true,
  activity_ids: [],
  is_active: true,
};

// Where a refusal of the server has its field.
export const fieldNames = { 'discount.rate_ppm': 'discount.percent', 'minimum.amount': 'minimum' };

const textOf = (number: number | null | undefined) => (number ? String(number) : '');
const numberOf = (text: string) => (text === '' ? null : Number(text));

export function valuesOf(code: PromoCode): CodeValues {
  const { discount, minimum, limits, validity } = code;
  return {
    code: code.code,
    description: code.description,
    discount: {
      kind: discount.kind,
      percent: discount.kind === 'percent' ? String(percentOf(discount.rate_ppm)) : '',
      amount: discount.kind === 'fixed' ? majorUnits(discount.amount, minimum.currency) : '',
    },
    validity: { from: localOf(validity.from), until: localOf(validity.until) },
    minimum: minimum.amount > 0 ? majorUnits(minimum.amount, minimum.currency) : '',
    limits: { uses: textOf(limits.uses), uses_per_customer: textOf(limits.uses_per_customer) },
    is_for_all: code.activity_ids.length === 0,
    activity_ids: code.activity_ids,
    is_active: code.is_active,
  };
}

// Amounts that are none were refused by the form before.
const amountOf = (text: string, currency: string) => (text === '' ? 0 : (minorUnits(text, currency) ?? -1));

function discountOf({ kind, percent, amount }: CodeValues['discount'], currency: string): components['schemas']['Discount'] {
  if (kind === 'percent') return { kind, rate_ppm: ppmOf(percent) };
  return kind === 'fixed' ? { kind, amount: amountOf(amount, currency) } : { kind };
}

// What the API takes of the fields; `before` is the code that they were filled from, where there is one.
export function bodyOf(values: CodeValues, currency: string, before?: PromoCode) {
  const { description, discount, validity, minimum, limits, is_for_all: isForAll, activity_ids: ids } = values;
  return {
    description,
    discount: discountOf(discount, currency),
    validity: { from: instantOf(validity.from, before?.validity.from), until: instantOf(validity.until, before?.validity.until) },
    minimum: { amount: amountOf(minimum, currency) },
    limits: { uses: numberOf(limits.uses), uses_per_customer: numberOf(limits.uses_per_customer) },
    activity_ids: isForAll ? [] : [...ids].sort(),
  };
}
