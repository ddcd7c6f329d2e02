// Taking seats, keeping them and giving them back.
import { codeOf, newKey, type Client } from './api/client';
import type { Hold, Remembered } from './memory';
import type { Reservation, Session, Ticket } from './types';

const paths = {
  all: '/v1/embed/{embed_key}/reservations',
  one: '/v1/embed/{embed_key}/reservations/{id}',
  extend: '/v1/embed/{embed_key}/reservations/{id}/extend',
} as const;

export interface Wish {
  activityId: string;
  session: Session;
  party: number;
  tickets: Ticket[];
}

// The end by the clock of this device, which may be wrong by hours: a hold that has just been made lasts `seconds`.
const endAfter = (seconds: number) => Date.now() + seconds * 1000;

const same = (a: Wish, b: Wish) =>
  a.session.id === b.session.id && a.party === b.party && JSON.stringify(a.tickets) === JSON.stringify(b.tickets);

// Holds the seats, and gives back those that were held before. Where an earlier answer was lost, the same request is
// sent again, so that a visitor never holds twice.
export async function takeSeats(client: Client, memory: Remembered, wish: Wish, seconds: number): Promise<Hold> {
  const { hold, holding } = memory.now;
  if (hold && same(hold, wish)) return hold;
  if (hold) await giveBack(client, memory);
  const key = holding && same(holding, wish) ? holding.key : newKey();
  memory.set({ holding: { key, ...wish } });
  try {
    const { id } = await client.ask('post', paths.all, { key, body: { session_id: wish.session.id, spots: wish.party } });
    // The answer may be an old one, sent again: then less than that is left.
    const made: Hold = { ...wish, id, endsAt: endAfter(seconds) };
    memory.set({ hold: made, holding: undefined, attempt: undefined, checkoutId: undefined });
    return made;
  } catch (error) {
    if (codeOf(error) !== 'unreachable') memory.set({ holding: undefined });
    throw error;
  }
}

export async function giveBack(client: Client, memory: Remembered): Promise<void> {
  const { hold } = memory.now;
  memory.set({ hold: undefined, attempt: undefined, checkoutId: undefined });
  // Seats that cannot be given back now go back by themselves.
  if (hold) await client.ask('delete', paths.one, { id: hold.id }).catch(() => {});
}

export async function extend(client: Client, memory: Remembered, hold: Hold, key: string, seconds: number): Promise<Hold> {
  await client.ask('post', paths.extend, { id: hold.id, key });
  const extended = { ...hold, endsAt: endAfter(seconds) };
  memory.set({ hold: extended });
  return extended;
}

export async function readHold(client: Client, id: string): Promise<Reservation['status']> {
  return (await client.ask('get', paths.one, { id })).status;
}
