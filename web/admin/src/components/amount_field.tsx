// A field for an amount of money, as people write it: "25" or "25.50", in the organization's currency.
import type { ComponentProps } from 'react';
import { fractionDigits, minorUnits } from '../words/format';
import { TextField } from './fields';

const example = 25.5;

// True, or what is wrong with an amount as typed. Nothing typed is the business of `required`.
export function judgeAmount(text: string, currency: string, least = 0): true | string {
  if (text === '') return true;
  const amount = minorUnits(text, currency);
  if (amount !== null && amount >= least) return true;
  const digits = fractionDigits(currency);
  return digits > 0 ? `Write an amount, such as 25 or ${example.toFixed(digits)}.` : 'Write an amount, such as 2500.';
}

interface AmountFieldProps extends ComponentProps<typeof TextField> {
  currency: string;
}

export function AmountField({ label, currency, ...rest }: AmountFieldProps) {
  return <TextField label={`${label} (${currency})`} inputMode="decimal" autoComplete="off" {...rest} />;
}
