// From held seats to a booking, once, whatever happens to the connection, the tab or the visitor's patience.
import { codeOf, newKey, type Client } from './api/client';
import type { Remembered } from './memory';
import type { Checkout, CheckoutInput } from './types';

const path = '/v1/embed/{embed_key}/checkouts';

const send = (client: Client, attempt: { key: string; body: CheckoutInput }) => client.ask('post', path, attempt);

export const readCheckout = (client: Client, id: string): Promise<Checkout> => client.ask('get', `${path}/{id}`, { id });

// Sends the order. The same order has the same key, so it is one checkout; another one, after something was changed, is
// another. Where an earlier answer was lost and the seats turn out to be booked, that answer is asked for again.
export async function checkOut(client: Client, memory: Remembered, body: CheckoutInput): Promise<Checkout> {
  const before = memory.now.attempt;
  const isSame = before && JSON.stringify(before.body) === JSON.stringify(body);
  const attempt = isSame ? before : { key: newKey(), body };
  memory.set({ attempt });
  try {
    return await send(client, attempt);
  } catch (error) {
    if (codeOf(error) !== 'reservation_already_used' || !before || isSame) throw error;
    memory.set({ attempt: before });
    return send(client, before);
  }
}

// The checkout of a hold that is booked, where this tab asked for it.
export async function recover(client: Client, memory: Remembered): Promise<Checkout | null> {
  const { attempt } = memory.now;
  return attempt ? send(client, attempt) : null;
}

// Payment pages refuse to stand in frames, so the whole window goes there.
export function goToPayment(url: string): void {
  if (!/^https?:\/\//.test(url)) return;
  if (window.top === window) location.assign(url);
  else window.open(url, '_top');
}
