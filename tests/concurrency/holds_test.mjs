// Many buyers at once, and the same crowds without the lock that keeps them apart: those oversell.
import assert from 'node:assert/strict';
import { before } from 'node:test';
import { usePostgres } from '../support/database.mjs';
import { createReservations, hold } from '../support/functions.mjs';
import { generator, integer } from '../support/random.mjs';
import { makeTenant } from '../support/tenant.mjs';

const { copy, test } = usePostgres();
const random = generator();
const connections = 100;
let whole;     // as it is
let unlocked;  // sessions are not locked, and time passes between reading the seats and taking them
let unguarded;  // and the table has no check either
before(async () => {
  [whole, unlocked, unguarded] = [await copy(connections), await copy(connections), await copy(connections)];
  await Promise.all([unlock(unlocked), unlock(unguarded)]);
  await unguarded.query('alter table activity_sessions drop constraint capacity_remaining_in_range');
});

async function unlock(database) {
  await database.mutate('lock_sessions', [['for no key update', '']]);
  await database.mutate('create_holds',
    [['insert into slot_reservations (', 'perform pg_sleep(0.05); insert into slot_reservations (']]);
}

const buyers = (count, request) => Array.from({ length: count }, () => ({ spots: 1, ...request }));
const held = (verdicts) => verdicts.filter(({ code }) => code === 'held');
const spotsOf = (verdicts) => held(verdicts).reduce((sum, { spots }) => sum + spots, 0);

function tally(verdicts) {
  const counts = {};
  for (const { code } of verdicts) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

// Each crowd wants a session that has `capacity` seats when they come.
const crowds = [
  {
    title: '100 buyers for 100 seats: 100 holds',
    activity: { capacity: 100 },
    requests: buyers(100),
    expect: (verdicts) => assert.deepEqual(tally(verdicts), { held: 100 }),
  },
  {
    title: '200 buyers for 100 seats: 100 holds and 100 refusals',
    activity: { capacity: 100 },
    requests: buyers(200),
    expect(verdicts) {
      assert.deepEqual(tally(verdicts), { held: 100, insufficient_capacity: 100 });
      for (const verdict of verdicts.filter(({ code }) => code !== 'held')) {
        assert.deepEqual([verdict.capacity_remaining, verdict.version], [0, 101]);
      }
    },
    oversells: (verdicts) => held(verdicts).length > 100,
  },
  {
    title: '100 buyers who expect the same version: one hold and 99 who learn the new one',
    activity: { capacity: 100 },
    requests: buyers(100, { version: 1 }),
    expect(verdicts) {
      assert.deepEqual(tally(verdicts), { held: 1, version_mismatch: 99 });
      for (const verdict of verdicts) assert.deepEqual([verdict.capacity_remaining, verdict.version], [99, 2]);
    },
    oversells: (verdicts) => held(verdicts).length > 1,
  },
  {
    title: 'parties of one to six for 61 seats: never a seat too many',
    activity: { capacity: 61 },
    requests: buyers(100).map(() => ({ spots: integer(random, 1, 6) })),
    expect(verdicts, session) {
      assert.ok(spotsOf(verdicts) <= 61);
      assert.equal(session.capacity_remaining, 61 - spotsOf(verdicts));
      for (const { code, party_size: party } of verdicts) {
        if (code !== 'held') assert.ok(party > session.capacity_remaining, 'who is refused did not fit');
      }
    },
    oversells: (verdicts) => spotsOf(verdicts) > 61,
  },
  {
    title: '50 parties for a private session: one gets it',
    activity: { capacity: 6, mode: 'private', max_party: 6 },
    requests: buyers(50).map(() => ({ spots: integer(random, 1, 6) })),
    expect(verdicts, session) {
      assert.deepEqual(tally(verdicts), { held: 1, insufficient_capacity: 49 });
      assert.deepEqual([session.capacity_remaining, session.version], [0, 2]);
    },
    oversells: (verdicts) => held(verdicts).length > 1,
  },
  {
    title: '100 holds of one visitor who may have five: five',
    activity: { capacity: 100 },
    requests: buyers(100),
    rules: { ttl: '10 minutes', spotsMax: 1000, holdsMax: 5 },
    expect: (verdicts) => assert.deepEqual(tally(verdicts), { held: 5, too_many_holds: 95 }),
  },
];

// All at once, each on a connection of its own. Gives the verdicts, and the errors of those who got none.
async function send(database, { activity, requests, rules }) {
  const tenant = await makeTenant(database);
  const session = await tenant.session(await tenant.activity(activity));
  await database.warm();
  const settled = await Promise.allSettled(requests.map((request) => createReservations(
    database, [{ embedKey: tenant.embedKey, session: session.id, ...request }], rules)));
  return {
    verdicts: settled.filter(({ status }) => status === 'fulfilled').map(({ value }) => value[0]),
    errors: settled.filter(({ status }) => status === 'rejected').map(({ reason }) => reason),
    session: await tenant.sessionNow(session),
  };
}

// The verdicts tell of one history: each hold took its seats from what the one before left.
function assertHistory(verdicts, session) {
  const history = held(verdicts).sort((a, b) => a.version - b.version);
  let remaining = session.capacity_total;
  for (const [i, { spots, capacity_remaining: left, version }] of history.entries()) {
    remaining -= spots;
    assert.deepEqual([version, left], [i + 2, remaining]);
  }
  assert.deepEqual([session.version, session.capacity_remaining], [history.length + 1, remaining]);
}

for (const crowd of crowds) {
  test(crowd.title, { on: () => whole }, async (database) => {
    const { verdicts, errors, session } = await send(database, crowd);
    assert.deepEqual(errors, []);
    crowd.expect(verdicts, session);
    assertHistory(verdicts, session);
  });
  if (!crowd.oversells) continue;
  test(`control without the lock: ${crowd.title}`, { on: () => unguarded, broken: true }, async (database) => {
    const { verdicts, errors } = await send(database, crowd);
    assert.deepEqual(errors, []);
    assert.ok(crowd.oversells(verdicts), `nothing was oversold: ${JSON.stringify(tally(verdicts))}`);
  });
}

test('without the lock the table still refuses to oversell, if not politely', { on: () => unlocked }, async (database) => {
  const { verdicts, errors, session } = await send(database, crowds[1]);
  assert.equal(held(verdicts).length, 100);
  assert.ok(errors.length > 0);
  assert.deepEqual([...new Set(errors.map(({ constraint }) => constraint))], ['capacity_remaining_in_range']);
  assert.equal(session.capacity_remaining, 0);
});

test('control without the lock of a visitor: more holds than one may have', { on: () => unlocked }, async (database) => {
  await database.mutate('create_holds', [['perform pg_advisory_xact_lock(visitor.lock)', 'perform visitor.lock']]);
  const { verdicts } = await send(database, crowds.at(-1));
  assert.ok(held(verdicts).length > 5, `no visitor had too many: ${JSON.stringify(tally(verdicts))}`);
});

test('lapsed holds that a crowd takes back come back once', { on: () => whole }, async (database) => {
  const tenant = await makeTenant(database);
  const session = await tenant.session(await tenant.activity({ capacity: 40 }));
  const request = { embedKey: tenant.embedKey, session: session.id };
  for (let i = 0; i < 10; i += 1) await hold(database, { ...request, spots: 4 });
  await database.query(`update slot_reservations set expires_at = clock_timestamp() - interval '1 second'
                        where session_id = $1`, [session.id]);
  await database.warm();
  const verdicts = await Promise.all(buyers(50).map(() => hold(database, { ...request, spots: 1 })));
  assert.deepEqual(tally(verdicts), { held: 40, insufficient_capacity: 10 });
  const { version, capacity_remaining: remaining } = await tenant.sessionNow(session);
  assert.deepEqual([remaining, version], [0, 1 + 10 + 10 + 40]);
});
