// Thousands of random operations against a plain model of what they must do, one after another and, for the
// invariants alone, all at once. TEST_SEED replays them.
import assert from 'node:assert/strict';
import { usePostgres } from '../support/database.mjs';
import { assertLedger } from '../support/ledger.mjs';
import { generator, seed } from '../support/random.mjs';
import { World } from './world.mjs';

const { test } = usePostgres();
const operations = 3000;
const comparedEvery = 100;
const lanes = 8;
const operationsPerLane = 200;

// How often each operation comes, of 100.
const mix = [['hold', 50], ['checkOut', 8], ['release', 11], ['extend', 8], ['lapse', 11], ['cleanup', 2], ['close', 4],
  ['resize', 4], ['changeSchedule', 2]];

function someOperation(random) {
  let left = random() * 100;
  return mix.find(([, share]) => (left -= share) < 0)[0];
}

test(`${operations} operations do what the oracle says`, { connections: 2 }, async (database) => {
  const random = generator();
  const world = await World.make(database, random);
  const outcomes = {};
  for (let i = 1; i <= operations; i += 1) {
    const operation = someOperation(random);
    const [what, expected, actual] = await world[operation]();
    assert.deepEqual(actual, expected, `operation ${i} of seed ${seed}: ${what}`);
    const outcome = `${operation} ${actual?.replayed ? 'replayed' : actual?.code ?? (typeof actual === 'string' ? actual : 'done')}`;
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    if (i % comparedEvery === 0) {
      assert.deepEqual(await world.stateOfDatabase(), world.stateOfOracle(), `after operation ${i} of seed ${seed}`);
      await assertLedger(database);
    }
  }
  console.log(JSON.stringify(outcomes));
  for (const outcome of ['hold held', 'hold replayed', 'hold insufficient_capacity', 'hold version_mismatch',
    'hold session_closed', 'hold too_many_holds', 'hold idempotency_key_reused', 'checkOut ok', 'checkOut reservation_expired',
    'release ok', 'extend ok', 'extend extension_limit_reached', 'resize ok', 'resize invalid_spots', 'changeSchedule done']) {
    assert.ok(outcomes[outcome] > 0, `no ${outcome} in ${operations} operations`);
  }
});

// The versions of all sessions, which must never go back.
async function watchVersions(database, isOver) {
  const seen = new Map();
  while (!isOver()) {
    const { rows } = await database.query('select id, version from activity_sessions');
    for (const { id, version } of rows) {
      assert.ok(version >= (seen.get(id) ?? 0), `the version of ${id} went from ${seen.get(id)} to ${version}`);
      seen.set(id, version);
    }
  }
}

test(`${lanes * operationsPerLane} operations at once keep every invariant`, { connections: lanes + 1 }, async (database) => {
  // The oracle hears of the operations in another order than the database, so it only aims them here.
  const random = generator(seed + 1);
  const world = await World.make(database, random);
  const booked = [];
  const released = [];
  let running = lanes;
  const lane = async () => {
    for (let i = 0; i < operationsPerLane; i += 1) {
      const operation = someOperation(random);
      const [what, , actual] = await world[operation]();
      if (operation === 'checkOut' && actual === 'ok') booked.push(what.split(' ').at(-1));
      if (operation === 'release' && actual === 'ok') released.push(what.split(' ').at(-1));
    }
    running -= 1;
  };
  await Promise.all([...Array.from({ length: lanes }, lane), watchVersions(database, () => running === 0)]);

  assert.equal(new Set(booked).size, booked.length, 'a hold was booked twice');
  const { rows } = await database.query('select reservation_id from bookings');
  assert.deepEqual(rows.map((row) => row.reservation_id).sort(), booked.sort(), 'who was told of a booking has one');
  const { rows: holds } = await database.query('select id, status from slot_reservations');
  assert.deepEqual(holds.map(({ id }) => id).sort(), [...world.holds].sort(), 'who was told of a hold had one');
  const status = new Map(holds.map((hold) => [hold.id, hold.status]));
  for (const id of released) assert.match(status.get(id), /^(released|expired)$/);
});
