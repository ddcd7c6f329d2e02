// Everything through PgBouncer in transaction mode, whose few connections serve the transactions of many clients in turn.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Client } from '../support/api.mjs';
import { assertStatus } from '../support/assertions.mjs';
import { assertLedger } from '../support/ledger.mjs';
import { PostgresServer, startPgBouncer, startPrimary } from '../support/postgres_cluster.mjs';
import { eventually, run, start, temporaryFolder } from '../support/program.mjs';
import { keyScopes, makeKey } from '../support/staff.mjs';
import { localDay, makeTenant } from '../support/tenant.mjs';

const poolSize = 3;
const ann = { first_name: 'Ann', last_name: 'Lee', email: 'ann@example.com' };

let primary;
let pooler;
let program;
let api;
let tenant;
let activity;
let as;

// What is undone when the file ends, newest first.
const undone = [];
const file = { after: (undo) => undone.unshift(undo) };
after(async () => {
  for (const undo of undone) await undo();
});

before(async () => {
  primary = await startPrimary(file);
  pooler = await startPgBouncer(file, primary, { poolSize });
  const folder = await temporaryFolder(file);
  program = start(file, ['serve', '--port', '0', '--data-dir', path.join(folder, 'data'), '--threads', '2',
    '--secret-key', randomBytes(32).toString('base64'), '--pooler', 'transaction', '--database-url', PostgresServer.url(pooler),
    '--direct-database-url', PostgresServer.url(primary), '--holds-per-visitor-max', '0', '--expire-interval-ms', '200']);
  const port = await program.port();
  api = new Client(`http://127.0.0.1:${port}`);
  tenant = await makeTenant(primary.pool);
  activity = await tenant.activity({ capacity: 20 });
  as = (await makeKey(tenant, await keyScopes(primary.pool))).key;
});

const hold = (session, spots = 1) =>
  api.post(`${tenant.base}/reservations`, { session_id: session.id, spots }, { key: randomUUID() });
const checkOut = (reservation, key = randomUUID()) => api.post(`${tenant.base}/checkouts`,
  { reservation_id: reservation.id, payment: 'pay_at_venue', customer: ann }, { key });

test('availability, hold, checkout, and what staff see of it', async () => {
  const session = await tenant.session(activity);
  const day = localDay(session.start_time, tenant.venue.time_zone);
  const available = async () => {
    const { data } = assertStatus(await api.get(`${tenant.base}/availability`,
      { query: { activity_id: activity.id, from: day, to: day } }), 200);
    return data.find(({ id }) => id === session.id)?.capacity_remaining;
  };
  assert.equal(await available(), 20);
  const held = assertStatus(await hold(session, 2), 201);
  const key = randomUUID();
  const { booking } = assertStatus(await checkOut(held, key), 201);
  assert.equal(assertStatus(await checkOut(held, key), 201).booking.id, booking.id, 'the answer is given again');
  assert.equal(await available(), 18);
  const listed = assertStatus(await api.get('/v1/bookings', { as, query: { session_id: session.id } }), 200);
  assert.deepEqual(listed.data.map(({ id }) => id), [booking.id]);
  const toTheSecond = session.start_time.toISOString().replace(/\.\d+/, '');
  assert.equal(listed.data[0].start_time, toTheSecond, 'the zone of the server, which is another one, is not ours');
  assertStatus(await api.post(`/v1/bookings/${booking.id}/cancel`, undefined, { as, key: randomUUID() }), 200);
  assert.equal(await available(), 20);
});

test('no seat is sold twice by a crowd, over no more connections than the pool has', async () => {
  const session = await tenant.session(activity);
  const replies = await Promise.all(Array.from({ length: 60 }, () => hold(session)));
  const held = replies.filter(({ status }) => status === 201);
  assert.equal(held.length, 20);
  assert.ok(replies.every(({ status }) => status === 201 || status === 409));
  const booked = await Promise.all(held.map(({ body }) => checkOut(body)));
  assert.ok(booked.every(({ status }) => status === 201));
  const [{ count }] = await primary.rows(
    `select count(*)::integer from pg_stat_activity where application_name ~ '^bookingtms (read|write|hold|jobs)$'`);
  assert.ok(count > 0 && count <= poolSize, `${count} connections`);
  await assertLedger(primary.pool);
});

test('holds expire and a hold that took too long is refused, also behind the pooler', async () => {
  const session = await tenant.session(activity);
  const held = assertStatus(await hold(session), 201);
  await tenant.lapse(held.id);
  await eventually('the seat is given back', async () => (await tenant.sessionNow(session)).capacity_remaining === 20);
  assert.equal((await checkOut(held)).status, 410);
});

test('the pooler is killed and comes back, and so does service', async () => {
  const session = await tenant.session(activity);
  assertStatus(await hold(session), 201);
  await pooler.kill();
  await pooler.start();
  await eventually('a hold', async () => (await hold(session)).status === 201);
  assert.equal(assertStatus(await api.get('/v1/bookings', { as, query: { limit: 1 } }), 200).data.length, 1);
  await assertLedger(primary.pool);
});

test('without a way past the pooler the program does not start, and says why', () => {
  const refused = run(['serve', '--pooler', 'transaction', '--database-url', PostgresServer.url(pooler),
    '--secret-key', randomBytes(32).toString('base64')]);
  assert.equal(refused.code, 1, refused.stderr);
  assert.match(refused.stderr, /--direct-database-url is needed/);
});

test('the server stops cleanly', async () => {
  assert.equal(await program.stop(), 0);
});
