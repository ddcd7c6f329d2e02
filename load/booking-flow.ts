// A visitor from the first look to the booking: offer, free times, price, hold, checkout, confirmation.
import { check } from 'k6';
import { Counter, Rate, Trend } from 'k6/metrics';
import { optionsOf } from './profiles.ts';
import { embed, newAddress, pick, send, think } from './target.ts';

export { handleSummary } from './summary.ts';

export const options = optionsOf({ booking_errors: ['rate<0.01'], bookings_made: ['count>0'] });

const bookingDuration = new Trend('booking_duration', true);  // hold and checkout, without the thinking between
const bookingsMade = new Counter('bookings_made');
const holdConflicts = new Counter('hold_conflicts');  // the seats went to somebody else: an answer, no error
const bookingErrors = new Rate('booking_errors');

const days = 14;

function dayAfter(count: number): string {
  return new Date(Date.now() + count * 86_400_000).toISOString().slice(0, 10);
}

// A name for one attempt, so that an answer that got lost could be asked for again.
function newKey(): string {
  return `load-${Date.now()}-${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}`;
}

export default async function visit() {
  const visitor = { 'X-Forwarded-For': newAddress() };
  const offer = await send('GET', embed, visitor);
  if (!check(offer, { 'the offer is shown': (reply) => reply.status === 200 })) return bookingErrors.add(true);
  await think(1, 3);

  const activity = pick(offer.json().activities);
  const times = await send('GET',
    `${embed}/availability?activity_id=${activity.id}&from=${dayAfter(0)}&to=${dayAfter(days)}`, visitor);
  if (!check(times, { 'free times are shown': (reply) => reply.status === 200 })) return bookingErrors.add(true);
  const free = times.json().data.filter((session) => session.capacity_remaining > 0);
  await think(1, 3);
  if (free.length === 0) return holdConflicts.add(1);

  // Every fourth visitor wants the next time that is free, so that some meet.
  const session = Math.random() < 0.25 ? free[0] : pick(free);
  const spots = Math.min(activity.min_party + Math.floor(Math.random() * 2), activity.max_party);
  const quote = await send('POST', `${embed}/quotes`, visitor, { session_id: session.id, party_size: spots }, [200, 409, 422]);
  check(quote, { 'a price is shown': (reply) => reply.status < 500 && reply.status > 0 });

  const hold = await send('POST', `${embed}/reservations`, { ...visitor, 'Idempotency-Key': newKey() },
    { session_id: session.id, spots }, [201, 409]);
  if (hold.status === 409) return holdConflicts.add(1);
  if (!check(hold, { 'seats are held': (reply) => reply.status === 201 })) return bookingErrors.add(true);
  await think(1, 3);

  const customer = { first_name: 'Load', last_name: 'Visitor', email: `${newKey()}@example.com` };
  const checkout = await send('POST', `${embed}/checkouts`, { ...visitor, 'Idempotency-Key': newKey() },
    { reservation_id: hold.json().id, customer, payment: 'pay_at_venue' }, [201]);
  const isBooked = check(checkout, { 'the booking is made': (reply) => reply.status === 201 });
  bookingErrors.add(!isBooked);
  if (!isBooked) return undefined;
  bookingsMade.add(1);
  bookingDuration.add(hold.timings.duration + checkout.timings.duration);

  const confirmation = await send('GET', `${embed}/checkouts/${checkout.json().id}`, visitor);
  check(confirmation, { 'the booking is found again': (reply) => reply.status === 200 });
  await think(1, 3);
}
