// Figures of the dashboard as people read them: shares, changes against the period before, and marks of a scale.
import { fractionDigits, locale } from '../words/format';

const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
const signedPercent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' });

export const count = (value: number) => new Intl.NumberFormat(locale).format(value);

// "63 %" of the seats; a dash where there were none.
export function share(sold: number, seats: number): string {
  return seats === 0 ? '–' : percent.format(sold / seats);
}

// "+12 %" against what was before, which is more than nothing.
export const change = (now: number, before: number) => signedPercent.format((now - before) / before);

// "£1.2K", for the marks of a scale.
export function shortMoney(amount: number, currency: string): string {
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    notation: 'compact',
    minimumFractionDigits: 0,
    maximumFractionDigits: 1,
  }).format(amount / 10 ** fractionDigits(currency));
}

// Round numbers at equal distances, highest first, that values from lowest to highest lie between; with zero among them.
export function marks(lowest: number, highest: number): number[] {
  const span = Math.max(highest, 0) - Math.min(lowest, 0) || 4;
  const rough = span / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power);
  const top = Math.ceil(Math.max(highest, 0) / step) || 1;
  const bottom = Math.floor(Math.min(lowest, 0) / step);
  return Array.from({ length: top - bottom + 1 }, (_, index) => (top - index) * step);
}
