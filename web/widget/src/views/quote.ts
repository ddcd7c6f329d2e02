// The price of a hold with the codes that the visitor has applied.
import { useEffect, useState } from 'preact/hooks';
import { useShared } from '../context';
import type { Hold } from '../memory';
import type { Quote } from '../types';

export interface Codes {
  promo_code: string;
  gift_card_code: string;
}

export const noCodes: Codes = { promo_code: '', gift_card_code: '' };
export const sameCodes = (a: Codes, b: Codes) => a.promo_code === b.promo_code && a.gift_card_code === b.gift_card_code;

export function ticketsOf(hold: Hold) {
  return hold.tickets.length > 0 ? { tickets: hold.tickets } : {};
}

export function codesOf({ promo_code, gift_card_code }: Codes) {
  return { ...(promo_code && { promo_code }), ...(gift_card_code && { gift_card_code }) };
}

export function useQuote(hold: Hold) {
  const { client } = useShared();
  const [quote, setQuote] = useState<Quote | null>(null);
  const [applied, setApplied] = useState(noCodes);
  const [error, setError] = useState<unknown>();

  // Throws where a code is none; the price stays what it was.
  const apply = async (codes: Codes): Promise<Quote> => {
    const body = { reservation_id: hold.id, ...ticketsOf(hold), ...codesOf(codes) };
    const priced = await client.ask('post', '/v1/embed/{embed_key}/quotes', { body });
    setQuote(priced);
    setApplied(codes);
    setError(undefined);
    return priced;
  };
  const read = () => apply(noCodes).catch(setError);
  useEffect(() => void read(), [hold.id]);
  return { quote, applied, error, apply, read };
}
