// Parts of a price, as people write and read them. The API counts them in millionths.
import { locale } from './format';

const ppmInPercent = 10_000;
const percentFormat = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 4 });

// 88750 is 8.875.
export const percentOf = (ppm: number) => ppm / ppmInPercent;
export const ppmOf = (percent: string | number) => Math.round(Number(percent) * ppmInPercent);
export const showRate = (ppm: number) => percentFormat.format(ppm / ppmInPercent / 100);

// The attributes of a field for them.
export const percentInput = { type: 'number', min: 0, max: 100, step: 'any', required: true } as const;
