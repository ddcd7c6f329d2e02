// One idempotency key from many connections at once: the change happens once, and everybody gets its answer.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before } from 'node:test';
import { usePostgres } from '../support/database.mjs';
import { checkOut, extend, hold } from '../support/functions.mjs';
import { makeTenant } from '../support/tenant.mjs';

const { copy, test } = usePostgres();
const connections = 20;
const rounds = 25;
let whole;
let unguarded;
before(async () => {
  [whole, unguarded] = [await copy(connections), await copy(connections)];
  // Without the unique key nobody waits for the first, and a key is no claim.
  await unguarded.query('alter table idempotency_keys drop constraint idempotency_keys_pkey');
  await unguarded.mutate('create_holds',
    [['insert into slot_reservations (', 'perform pg_sleep(0.02); insert into slot_reservations (']]);
});

const everybody = (call) => Promise.all(Array.from({ length: connections }, (_, i) => call(i)));

async function prepare(database) {
  const tenant = await makeTenant(database);
  const session = await tenant.session(await tenant.activity({ capacity: 1000 }));
  await database.warm();
  return { tenant, session, request: { embedKey: tenant.embedKey, session: session.id, spots: 2 } };
}

test('20 times the same hold: one is taken, 19 are its replay', { on: () => whole }, async (database) => {
  const { tenant, session, request } = await prepare(database);
  for (let round = 1; round <= rounds; round += 1) {
    const key = randomUUID();
    const verdicts = await everybody(() => hold(database, { ...request, key }));
    assert.deepEqual(verdicts.map(({ code }) => code), Array(connections).fill('held'));
    assert.equal(verdicts.filter(({ replayed }) => replayed).length, connections - 1);
    assert.equal(new Set(verdicts.map((v) => JSON.stringify([v.reservation_id, v.expires_at, v.version]))).size, 1);
    assert.equal((await tenant.sessionNow(session)).capacity_remaining, 1000 - 2 * round);
  }
});

test('one key for 20 different holds: one is taken, 19 are refused', { on: () => whole }, async (database) => {
  const { request } = await prepare(database);
  for (let round = 1; round <= rounds; round += 1) {
    const key = randomUUID();
    const verdicts = await everybody((i) => hold(database, { ...request, key, fingerprint: `request ${i}` }));
    assert.deepEqual(verdicts.map(({ code }) => code).sort(),
      ['held', ...Array(connections - 1).fill('idempotency_key_reused')]);
  }
});

test('a key that a refusal gives back may be used by who waits for it', { on: () => whole }, async (database) => {
  const { tenant, request } = await prepare(database);
  const small = await tenant.session(await tenant.activity({ capacity: 1 }));
  await hold(database, { ...request, session: small.id, spots: 1 });
  const verdicts = await everybody(() => hold(database, { ...request, session: small.id, spots: 1, key: 'taken' }));
  assert.deepEqual(verdicts.map(({ code }) => code), Array(connections).fill('insufficient_capacity'));
  const { rows } = await database.query(`select from idempotency_keys where key = 'taken'`);
  assert.equal(rows.length, 0);
});

test('20 times the same checkout and the same extension: one of each', { on: () => whole }, async (database) => {
  const { tenant, request } = await prepare(database);
  for (let round = 1; round <= rounds; round += 1) {
    const { reservation_id: id } = await hold(database, request);
    const extended = await everybody(() => extend(database, tenant.embedKey, id, { key: `extend ${id}` }));
    assert.equal(extended.filter(({ replayed }) => replayed).length, connections - 1);
    assert.deepEqual(extended.map(({ reservation }) => reservation.extensions), Array(connections).fill(1));
    const booked = await everybody(() => checkOut(database, tenant.embedKey, id, { key: `check out ${id}` }));
    assert.equal(booked.filter(({ replayed }) => replayed).length, connections - 1);
    assert.equal(new Set(booked.map(({ checkout }) => JSON.stringify(checkout))).size, 1);
  }
  const { rows } = await database.query('select count(*)::integer as bookings from bookings where organization_id = $1',
    [tenant.organization.id]);
  assert.equal(rows[0].bookings, rounds);
});

test('control without the unique key: the same hold is taken again and again', { on: () => unguarded, broken: true },
  async (database) => {
    const { tenant, session, request } = await prepare(database);
    await everybody(() => hold(database, { ...request, key: 'key' }));
    const { capacity_remaining: remaining } = await tenant.sessionNow(session);
    assert.ok(remaining < 998, `${1000 - remaining} seats were taken`);
  });
