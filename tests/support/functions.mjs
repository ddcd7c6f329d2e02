// Calls of the SQL functions in the name of a visitor, and what they answer.
import { randomUUID } from 'node:crypto';

// What the server passes with every hold unless a test says otherwise.
export const rules = { ttl: '10 minutes', spotsMax: 1000, holdsMax: 0 };

// Takes holds in one batch. Each request: {embedKey, session, spots} and where wanted id, version, email,
// visitor, key, fingerprint. Gives the verdicts in their order.
export async function createReservations(database, requests, { ttl, spotsMax, holdsMax } = rules) {
  const column = (read) => requests.map((request) => read(request) ?? null);
  return database.asVisitor(requests[0].embedKey,
    `select * from app.create_reservations($1::text[], $2::uuid[], $3::uuid[], $4::integer[], $5::integer[], $6::text[],
       $7::text[], $8::text[], $9::text[], $10::interval, $11, $12) order by ordinal`,
    [column((r) => r.embedKey), column((r) => r.session), column((r) => r.id ?? randomUUID()), column((r) => r.spots),
      column((r) => r.version), column((r) => r.email), column((r) => r.visitor ?? 'visitor'), column((r) => r.key),
      column((r) => r.fingerprint ?? 'fingerprint'), ttl, spotsMax, holdsMax]);
}

export async function hold(database, request) {
  return (await createReservations(database, [request]))[0];
}

async function outcome(database, embedKey, call, parameters, address) {
  return (await database.asVisitor(embedKey, `select ${call} as outcome`, parameters, address))[0].outcome;
}

export function release(database, embedKey, id) {
  return outcome(database, embedKey, 'app.release_reservation($1)', [id]);
}

export function extend(database, embedKey, id, { key = null, fingerprint = 'f', extensionsMax = 3 } = {}) {
  return outcome(database, embedKey, `app.extend_reservation($1, $2, $3, '10 minutes', $4)`,
    [id, key, fingerprint, extensionsMax]);
}

export function checkOut(database, embedKey, id,
  { key = null, fingerprint = 'f', email = 'ann@example.com', provider = 'pay_at_venue', order = {}, address = undefined } = {}) {
  return outcome(database, embedKey,
    `app.check_out($1, $2, $3, $4, '15 minutes', '40 minutes')`,
    [{ reservation_id: id, provider, contact: contact(email), ...order }, key, fingerprint, newIds()], address);
}

export const contact = (email) => ({ first_name: 'Ann', last_name: 'Lee', email });

// The ids and the code that a new checkout or booking gets.
export const newIds = () => ({
  reservation_id: randomUUID(), checkout_id: randomUUID(), payment_id: randomUUID(), booking_id: randomUUID(),
  customer_id: randomUUID(), confirmation_code: 'K7QX2M9TBD',
});

// {holds, spots} that came back.
export async function cleanup(database, sessionsMax = 500) {
  const { rows } = await database.query('select holds, spots from public.cleanup_expired_reservations($1)', [sessionsMax]);
  return rows[0];
}
