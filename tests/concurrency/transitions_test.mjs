// Convert, release, expire and extend of one hold, raced: one winner each time, and its seats come back at
// most once. With the guards switched off the same races sell or return seats twice.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { usePostgres } from '../support/database.mjs';
import { checkOut, cleanup, createReservations, extend, release } from '../support/functions.mjs';
import { assertLedger } from '../support/ledger.mjs';
import { generator, integer } from '../support/random.mjs';
import { makeTenant } from '../support/tenant.mjs';

const { copy, test } = usePostgres();
const random = generator();
const controlRaces = 100;
const lanes = 8;  // races at a time
let whole;
let unguarded;
before(async () => {
  [whole, unguarded] = [await copy(3 * lanes), await copy(3 * lanes)];
  await unguard(unguarded);
});

// Nothing is locked, no change asks whether the hold is still held, and time passes between reading a hold
// and changing it. The keys that would refuse a second booking or a seat too many are gone as well.
async function unguard(database) {
  await database.mutate('lock_sessions', [['for no key update', '']]);
  await database.mutate('lock_reservation', [['for no key update;', '; perform pg_sleep(0.004);']]);
  await database.mutate('release_reservation', [[` and r.status = 'held'`, '']]);
  await database.mutate('create_booking', [[` and r.status = 'held'`, '']]);
  await database.mutate('extend_reservation',
    [[` and r.status = 'held'`, ''], [' for no key update;', '; perform pg_sleep(0.004);']]);
  await database.query(`alter table activity_sessions drop constraint capacity_remaining_in_range;
    alter table bookings drop constraint bookings_organization_id_reservation_id_key`);
}

// `count` live holds of one to three seats. Gives their ids and what the races need.
async function makeHolds(database, count) {
  const tenant = await makeTenant(database);
  const activity = await tenant.activity({ capacity: 1000 });
  const ids = [];
  for (let left = count; left > 0; left -= 100) {
    const session = await tenant.session(activity);
    const requests = Array.from({ length: Math.min(left, 100) }, () => ({
      embedKey: tenant.embedKey, session: session.id, id: randomUUID(), spots: integer(random, 1, 3) }));
    const verdicts = await createReservations(database, requests);
    assert.ok(verdicts.every(({ code }) => code === 'held'));
    ids.push(...requests.map(({ id }) => id));
  }
  return { database, embedKey: tenant.embedKey, ids };
}

// Lets the time of a hold end so many milliseconds from now.
async function endsIn({ database }, id, milliseconds) {
  await database.query(
    `update slot_reservations set expires_at = clock_timestamp() + make_interval(secs => $2) where id = $1`,
    [id, milliseconds / 1000]);
}

const soon = () => pause(integer(random, 0, 5));
const contestants = {
  convert: ({ database, embedKey }, id) => checkOut(database, embedKey, id, { email: `${id}@example.com` }),
  release: ({ database, embedKey }, id) => release(database, embedKey, id),
  extend: ({ database, embedKey }, id) => extend(database, embedKey, id),
  expire: async ({ database }) => { await soon(); return cleanup(database); },
};

// Runs the race for every hold, several at a time. With `expire` among the names the hold ends in the middle
// of it. Gives [{id, outcomes: [{name, code}]}]; the code is an SQLSTATE where a call failed.
async function run(holds, names) {
  const waiting = [...holds.ids];
  const finished = [];
  const lane = async () => {
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      const hasEnd = names.includes('expire');
      if (hasEnd) await endsIn(holds, id, integer(random, 0, 6));
      const order = random() < 0.5 ? names : [...names].reverse();
      const outcomes = await Promise.all(order.map(async (name) => {
        if (hasEnd) await soon();
        return contestants[name](holds, id).catch((error) => ({ code: error.code }));
      }));
      finished.push({ id, outcomes: order.map((name, i) => ({ name, ...outcomes[i] })) });
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  if (names.includes('expire')) await pause(10);
  await cleanup(holds.database);
  return finished;
}

async function statusOf({ database }, ids) {
  const { rows } = await database.query(
    `select id, status, expires_at > clock_timestamp() + interval '5 minutes' as is_extended
     from slot_reservations where id = any ($1)`, [ids]);
  return new Map(rows.map((row) => [row.id, row]));
}

// What each contestant may have been told, given how the hold ended. The sweep tells numbers, no code.
const told = {
  convert: { converted: ['ok', 'reservation_already_used'], released: ['reservation_released'], expired: ['reservation_expired'] },
  release: { converted: ['reservation_already_used'], released: ['ok'], expired: ['ok'] },
  extend: { held: ['ok'], expired: ['reservation_expired'] },
  expire: { held: [undefined], converted: [undefined], released: [undefined], expired: [undefined] },
};

const pairings = [
  { names: ['convert', 'release'], ends: ['converted', 'released'], races: 1000 },
  { names: ['convert', 'expire'], ends: ['converted', 'expired'], races: 1000 },
  { names: ['release', 'expire'], ends: ['released', 'expired'], races: 1000 },
  { names: ['convert', 'release', 'expire'], ends: ['converted', 'released', 'expired'], races: 1000 },
  { names: ['extend', 'expire'], ends: ['held', 'expired'], races: 1000 },
  { names: ['convert', 'convert'], ends: ['converted'], races: 300 },
  { names: ['release', 'release'], ends: ['released'], races: 300 },
];

for (const { names, ends, races } of pairings) {
  const title = names.join(' against ');
  test(`${title}, ${races} times: one winner each time`, { on: () => whole }, async (database) => {
    const holds = await makeHolds(database, races);
    const finished = await run(holds, names);
    const status = await statusOf(holds, holds.ids);
    for (const { id, outcomes } of finished) {
      const ended = status.get(id).status;
      assert.ok(ends.includes(ended), `a hold ended as ${ended}`);
      const bookings = outcomes.filter(({ name, code }) => name === 'convert' && code === 'ok').length;
      assert.equal(bookings, ended === 'converted' ? 1 : 0, `${ended}, and ${bookings} were told that they have booked`);
      for (const { name, code } of outcomes) {
        assert.ok(told[name][ended].includes(code), `${name} was told ${code}, and the hold is ${ended}`);
      }
      if (names.includes('extend')) assert.equal(status.get(id).is_extended, ended === 'held');
    }
    const seen = new Set([...status.values()].map((row) => row.status));
    assert.deepEqual([...seen].sort(), [...ends].sort(), 'every contestant won at times, or this was no race');
  });
}

// True where a seat was lost or sold twice, or a visitor was told what is not so.
async function isBroken(holds, finished) {
  const status = await statusOf(holds, finished.map(({ id }) => id));
  const wronglyTold = finished.some(({ id, outcomes }) => outcomes.some(({ name, code }) =>
    name === 'extend' && code === 'ok' && status.get(id).status !== 'held'));
  return wronglyTold || assertLedger(holds.database).then(() => false, () => true);
}

for (const { names } of pairings) {
  const title = `control without the guards: ${names.join(' against ')} does harm`;
  test(title, { on: () => unguarded, broken: true }, async (database) => {
    await database.query('truncate slot_reservations, bookings, checkouts, activity_sessions cascade');
    const holds = await makeHolds(database, controlRaces);
    const finished = await run(holds, names);
    assert.ok(await isBroken(holds, finished), 'the race did no harm, so the test above shows nothing');
  });
}
