// Many buyers at once, over HTTP. What they would do without the guard of the engine is in
// tests/concurrency.
import assert from 'node:assert/strict';
import { tally } from '../support/assertions.mjs';
import { assertLedger } from '../support/ledger.mjs';
import { generator, integer } from '../support/random.mjs';
import { useServer } from '../support/server.mjs';
import { makeTenant } from '../support/tenant.mjs';

const server = await useServer();
const { test } = server;
const tenant = await makeTenant(server.database);

// All at once, each from an address of its own; the bodies in this order.
const crowd = (bodies) => Promise.all(bodies.map((body) => server.api.post(`${tenant.base}/reservations`, body)));
const buyers = (count, session, more = {}) => Array.from({ length: count },
  () => ({ session_id: session.id, spots: 1, ...more }));
const accepted = (replies) => replies.filter((reply) => reply.status === 201).map((reply) => reply.body);

// The replies of the holds of one session tell of one history: each took its seats from what the one before left.
function assertHistory(reservations, session) {
  const history = [...reservations].sort((a, b) => a.version - b.version);
  let { capacity_total: remaining } = session;
  for (const [i, reservation] of history.entries()) {
    remaining -= reservation.spots;
    assert.equal(reservation.version, i + 2);
    assert.equal(reservation.capacity_remaining, remaining);
  }
  assert.ok(remaining >= 0);
  return remaining;
}

async function hundredSeats() {
  return tenant.session(await tenant.activity({ capacity: 100 }));
}

test('100 buyers for 100 seats: 100 holds', async () => {
  const session = await hundredSeats();
  const replies = await crowd(buyers(100, session));
  assert.deepEqual(tally(replies), { 201: 100 });
  assert.equal(assertHistory(accepted(replies), session), 0);
  const { capacity_remaining: remaining, version } = await tenant.sessionNow(session);
  assert.deepEqual([remaining, version], [0, 101]);
  await assertLedger(server.database);
});

test('200 buyers for 100 seats: 100 holds and 100 refusals that say so', async () => {
  const session = await hundredSeats();
  const replies = await crowd(buyers(200, session));
  assert.deepEqual(tally(replies), { 201: 100, '409 insufficient_capacity': 100 });
  for (const { body } of replies.filter(({ status }) => status === 409)) {
    assert.deepEqual([body.capacity_remaining, body.version], [0, 101]);
  }
  assert.equal(assertHistory(accepted(replies), session), 0);
  await assertLedger(server.database);
});

test('100 buyers who expect the same version: one hold and 99 who learn the new version', async () => {
  const session = await hundredSeats();
  const replies = await crowd(buyers(100, session, { expected_version: 1 }));
  assert.deepEqual(tally(replies), { 201: 1, '409 version_mismatch': 99 });
  for (const { body } of replies.filter(({ status }) => status === 409)) {
    assert.deepEqual([body.capacity_remaining, body.version], [99, 2]);
  }
  await assertLedger(server.database);
});

test('parties of 1 to 6 for an odd number of seats: never below zero, and nobody refused who would fit', async () => {
  const random = generator();
  const session = await tenant.session(await tenant.activity({ capacity: 97 }));
  const parties = Array.from({ length: 80 }, () => integer(random, 1, 6));
  const replies = await crowd(parties.map((spots) => ({ session_id: session.id, spots })));
  const remaining = assertHistory(accepted(replies), session);
  assert.equal((await tenant.sessionNow(session)).capacity_remaining, remaining);
  for (const [i, { status, body }] of replies.entries()) {
    if (status === 201) continue;
    assert.equal(body.code, 'insufficient_capacity');
    assert.ok(body.capacity_remaining < parties[i], `${body.capacity_remaining} seats, party of ${parties[i]}`);
    assert.ok(parties[i] > remaining);
  }
  await assertLedger(server.database);
});

test('a private session goes to one party', async () => {
  const room = await tenant.activity({ mode: 'private', capacity: 6, min_party: 2 });
  const session = await tenant.session(room);
  const replies = await crowd(buyers(50, session, { spots: 2 }));
  assert.deepEqual(tally(replies), { 201: 1, '409 insufficient_capacity': 49 });
  await assertLedger(server.database);
});

test('two sessions at once do not disturb each other', async () => {
  const sessions = [await tenant.session(await tenant.activity({ capacity: 30 })),
    await tenant.session(await tenant.activity({ capacity: 50 }))];
  const bodies = Array.from({ length: 160 }, (_, i) => ({ session_id: sessions[i % 2].id, spots: 1 }));
  const replies = await crowd(bodies);
  assert.deepEqual(tally(replies), { 201: 80, '409 insufficient_capacity': 80 });
  for (const session of sessions) {
    const own = accepted(replies).filter((reservation) => reservation.session_id === session.id);
    assert.equal(own.length, session.capacity_total);
    assert.equal(assertHistory(own, session), 0);
  }
  await assertLedger(server.database);
});

test('buyers and people who give back, at once: every seat is counted once', async () => {
  const random = generator();
  const session = await tenant.session(await tenant.activity({ capacity: 9 }));
  await Promise.all(Array.from({ length: 30 }, async () => {
    for (let i = 0; i < 5; i += 1) {
      const reply = await server.api.post(
        `${tenant.base}/reservations`, { session_id: session.id, spots: integer(random, 1, 4) });
      if (reply.status === 201) await server.api.delete(`${tenant.base}/reservations/${reply.body.id}`);
      else assert.equal(reply.body.code, 'insufficient_capacity');
    }
  }));
  assert.equal((await tenant.sessionNow(session)).capacity_remaining, 9);
  await assertLedger(server.database);
});
