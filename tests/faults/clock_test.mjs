// The clock of the machine, of the program and of PostgreSQL alike, jumps while people book: an hour ahead, then two back.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Client, newVisitor } from '../support/api.mjs';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { makeClock } from '../support/clock.mjs';
import { assertLedger } from '../support/ledger.mjs';
import { PostgresServer, startPrimary } from '../support/postgres_cluster.mjs';
import { environment, eventually, generousLimits, run, start, temporaryFolder } from '../support/program.mjs';
import { makeUser, signIn } from '../support/staff.mjs';
import { makeTenant } from '../support/tenant.mjs';

const hour = 3600;
const buyers = 8;
const secretKey = randomBytes(32).toString('base64');
const ann = { first_name: 'Ann', last_name: 'Lee', email: 'ann@example.com' };

let clock;
let primary;
let program;
let api;
let tenant;
let activity;
let manager;

// What is undone when the file ends, newest first.
const undone = [];
const file = { after: (undo) => undone.unshift(undo) };
after(async () => {
  for (const undo of undone) await undo();
});

before(async () => {
  const folder = await temporaryFolder(file);
  clock = makeClock(folder);
  primary = await startPrimary(file, clock.environment);
  program = start(file, ['serve', '--port', '0', '--data-dir', path.join(folder, 'data'), '--secret-key',
    secretKey, '--database-url', PostgresServer.url(primary), '--holds-per-visitor-max', '0',
    '--expire-interval-ms', '200'], { env: { ...environment(generousLimits), ...clock.environment } });
  api = new Client(`http://127.0.0.1:${await program.port()}`);
  tenant = await makeTenant(primary.pool);
  activity = await tenant.activity({ capacity: 1000 });
  manager = await makeUser(tenant, 'manager');
});

const hold = (session, key = randomUUID()) => api.post(`${tenant.base}/reservations`, { session_id: session.id, spots: 1 },
  { key, visitor: newVisitor() });
const checkOut = (reservation, key = randomUUID()) => api.post(`${tenant.base}/checkouts`,
  { reservation_id: reservation.id, payment: 'pay_at_venue', customer: ann }, { key });
const read = (reservation) => api.get(`${tenant.base}/reservations/${reservation.id}`);

// PostgreSQL measures its timeouts by this clock: what was under way when it jumped ahead may be told 503, and is repeated.
async function persist(send) {
  const key = randomUUID();
  return eventually('an answer', async () => {
    const reply = await send(key);
    if (reply.status !== 503) return reply;
    assert.ok(reply.headers.get('retry-after') > 0);
    return null;
  });
}

// People who book one after the other, until `stop()`; nobody may meet more than a hold whose time is over.
function startBuyers(session) {
  const booked = [];
  let isOver = false;
  const all = Promise.all(Array.from({ length: buyers }, async () => {
    while (!isOver) {
      const held = assertStatus(await persist((key) => hold(session, key)), 201);
      const reply = await persist((key) => checkOut(held, key));
      if (reply.status === 201) booked.push(reply.body.booking.id);
      else assertProblem(reply, 410, 'reservation_expired');
    }
  }));
  return {
    booked,
    async stop() {
      isOver = true;
      await all;
    },
  };
}

// Lets people book, moves the clock, and lets them go on.
async function jumpWhileTheyBook(session, seconds) {
  const crowd = startBuyers(session);
  await eventually('bookings', () => crowd.booked.length > 20);
  clock.jump(seconds);
  const earlier = crowd.booked.length;
  await eventually('bookings after the jump', () => crowd.booked.length > earlier + 20);
  await crowd.stop();
  const [{ found }] = await primary.rows('select count(*)::integer as found from bookings where id = any ($1)', [crowd.booked]);
  assert.equal(found, crowd.booked.length, 'every booking that was told is there');
}

async function assertWhole() {
  await assertLedger(primary.pool);
  assertStatus(await api.get('/ready'), 200);
  const verified = run(['audit', 'verify', '--database-url', PostgresServer.url(primary), '--secret-key', secretKey]);
  assert.equal(verified.code, 0, verified.stdout + verified.stderr);
}

test('an hour ahead: holds end, bookings stay, who is signed in signs in again, and the sale goes on', async () => {
  const session = await tenant.session(activity);
  const held = assertStatus(await hold(session), 201);
  const key = randomUUID();
  const bought = assertStatus(await hold(session), 201);
  const { booking } = assertStatus(await checkOut(bought, key), 201);
  const as = await signIn(api, manager);
  assertStatus(await api.get('/v1/bookings', { as }), 200);

  await jumpWhileTheyBook(session, hour + 60);

  await eventually('the end of the hold', async () => (await read(held)).body.status === 'expired');
  assertProblem(await checkOut(held), 410, 'reservation_expired');
  assert.equal(assertStatus(await checkOut(bought, key), 201).booking.id, booking.id, 'the answer is given again');
  assertProblem(await api.get('/v1/bookings', { as }), 401, 'unauthenticated');
  assertStatus(await api.get('/v1/bookings', { as: await signIn(api, manager) }), 200);
  await assertWhole();
});

test('two hours back: what was held is held for as much longer, nobody is signed out, and the sale goes on', async () => {
  const session = await tenant.session(activity);
  const held = assertStatus(await hold(session), 201);
  const as = await signIn(api, manager);

  await jumpWhileTheyBook(session, -hour);

  assert.equal(assertStatus(await read(held), 200).status, 'held');
  assertStatus(await checkOut(held), 201);
  assertStatus(await api.get('/v1/bookings', { as }), 200);
  assertStatus(await api.get('/v1/bookings', { as: await signIn(api, manager) }), 200);
  await assertWhole();
});

test('the program ends as ever', async () => {
  assert.equal(await program.stop(), 0);
});
