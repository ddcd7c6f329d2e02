// What is paid at once and what cancelling gives back: as fields of a form, and as what the API takes.
import type { Activity } from '../api/types';
import { majorUnits, minorUnits } from '../words/format';
import { percentOf, ppmOf } from '../words/rates';

export interface TermsValues {
  deposit: { kind: 'none' | 'percent' | 'fixed'; percent: number; amount: string };
  cancellation_policy: {
    windows: { hours_before: number; percent: number }[];
    fee: string;
    reschedule_hours_before: number;
    no_show_percent: number;
  };
}

export const usualTerms: TermsValues = {
  deposit: { kind: 'none', percent: 50, amount: '' },
  cancellation_policy: { windows: [], fee: '0', reschedule_hours_before: 0, no_show_percent: 100 },
};

export function termsOf({ deposit, cancellation_policy: policy, price: { currency } }: Activity): TermsValues {
  return {
    deposit: {
      kind: deposit.kind,
      percent: deposit.kind === 'percent' ? percentOf(deposit.rate_ppm) : usualTerms.deposit.percent,
      amount: deposit.kind === 'fixed' ? majorUnits(deposit.amount, currency) : '',
    },
    cancellation_policy: {
      windows: policy.windows.map(({ hours_before, refund_ppm }) => ({ hours_before, percent: percentOf(refund_ppm) })),
      fee: majorUnits(policy.fee.amount, currency),
      reschedule_hours_before: policy.reschedule_hours_before,
      no_show_percent: percentOf(policy.no_show_fee_ppm),
    },
  };
}

// Amounts that are none were refused by the form before.
export function depositBody({ kind, percent, amount }: TermsValues['deposit'], currency: string) {
  if (kind === 'percent') return { kind, rate_ppm: ppmOf(percent) };
  return kind === 'fixed' ? { kind, amount: minorUnits(amount, currency) ?? -1 } : { kind };
}

export function policyBody(policy: TermsValues['cancellation_policy'], currency: string) {
  return {
    windows: policy.windows.map(({ hours_before, percent }) => ({ hours_before, refund_ppm: ppmOf(percent) })),
    fee: { amount: minorUnits(policy.fee, currency) ?? -1 },
    reschedule_hours_before: policy.reschedule_hours_before,
    no_show_fee_ppm: ppmOf(policy.no_show_percent),
  };
}
