// Read replicas and failover, with a primary and a streaming standby: reads leave the primary, nobody reads less than
// was there when they asked, whatever happens to the replica no request fails, and after the primary's death the
// program finds the next one by itself, with everything it had confirmed.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Client, newVisitor } from '../support/api.mjs';
import { assertStatus } from '../support/assertions.mjs';
import { assertLedger } from '../support/ledger.mjs';
import { PostgresServer, addStandby, startPrimary } from '../support/postgres_cluster.mjs';
import { eventually, run, start, temporaryFolder } from '../support/program.mjs';
import { freePort } from '../support/redis.mjs';
import { keyScopes, makeKey } from '../support/staff.mjs';
import { makeTenant } from '../support/tenant.mjs';

const checkEveryMs = 200;
const lagMaxMs = 100;
const buyers = 8;

let primary;
let standby;
let program;
let operations;
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
  standby = await addStandby(file, primary);
  operations = `127.0.0.1:${await freePort()}`;
  const folder = await temporaryFolder(file);
  program = start(file, ['serve', '--port', '0', '--data-dir', path.join(folder, 'data'), '--threads', '2',
    '--secret-key', randomBytes(32).toString('base64'), '--database-url', PostgresServer.url(primary, standby),
    '--holds-per-visitor-max', '0',
    '--replica-url', PostgresServer.url(standby), '--replica-check-interval-ms', `${checkEveryMs}`,
    '--replica-lag-max-ms', `${lagMaxMs}`, '--operations-address', operations]);
  const port = await program.port();
  api = new Client(`http://127.0.0.1:${port}`);
  tenant = await makeTenant(primary.pool);
  activity = await tenant.activity({ capacity: 1000 });
  as = (await makeKey(tenant, await keyScopes(primary.pool), { rate_limit: 100_000 })).key;
  await usable();
});

async function metric(name) {
  const text = await (await fetch(`http://${operations}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(`${name} `));
  return line ? Number(line.slice(name.length + 1)) : 0;
}
const ofReplica = (name, more = '') => metric(`${name}{replica="${standby.address}"${more}}`);
const served = () => ofReplica('pg_replica_reads_total', ',result="served"');
const failed = () => ofReplica('pg_replica_reads_total', ',result="failed"');

const list = async (query) => assertStatus(await api.get('/v1/bookings', { as, query }), 200).data.map(({ id }) => id);

async function book(session) {
  const customer = { first_name: 'Ann', last_name: 'Lee', email: `${randomUUID()}@example.com` };
  const reply = await api.post('/v1/bookings', { session_id: session.id, party_size: 1, customer }, { as, key: randomUUID() });
  return assertStatus(reply, 201).id;
}

// Waits until a read is served by the replica, on whichever thread the connection has come to.
function usable() {
  return eventually('a read of the replica', async () => {
    const earlier = await served();
    for (let i = 0; i < 8; i += 1) await list({ limit: 1 });
    return await served() >= earlier + 8;
  });
}

// How often a statement was run on a server.
async function runs(server, statement) {
  const [{ calls }] = await server.rows(
    'select coalesce(sum(calls), 0)::integer as calls from pg_stat_statements where query ilike $1', [`%${statement}%`]);
  return calls;
}

test('reads leave the primary', async () => {
  const before = { primary: await runs(primary, 'app.list_bookings('), standby: await runs(standby, 'app.list_bookings(') };
  for (let i = 0; i < 20; i += 1) await list();
  assert.equal(await runs(primary, 'app.list_bookings('), before.primary, 'nothing was listed on the primary');
  assert.equal(await runs(standby, 'app.list_bookings('), before.standby + 20);
});

test('every path that says so is answered by the replica, and no other', async () => {
  const session = await tenant.session(activity);
  await book(session);
  const [{ id: customer }] = await primary.rows('select id from customers where organization_id = $1', [tenant.organization.id]);
  const paths = run(['routes']).stdout.trim().split('\n').map((line) => line.split(' '))
    .filter(([method, at, access]) => method === 'GET' && access !== 'open' && !/sign-ins|\/v1\/me$/.test(at));
  const plain = paths.filter(([, at]) => !at.includes('{') || at.startsWith('/v1/customers/'));
  assert.ok(plain.some(([, , , reads]) => reads === 'replica') && plain.some(([, , , reads]) => reads === 'primary'));
  for (const [, at, , reads] of plain) {
    const earlier = await served();
    const query = { '/v1/audit-logs/export': { format: 'csv' } }[at] ?? {};
    await api.get(at.replace('{id}', customer), { as, query });
    const isServed = await served() > earlier;
    assert.equal(isServed, reads === 'replica', `GET ${at} reads ${isServed ? 'the replica' : 'the primary'}`);
  }
  assert.equal(await failed(), 0, 'no read was refused by the replica');
});

test('a booking is seen by its maker at once while the replica replays nothing; then the replica is left, and taken again', async () => {
  const session = await tenant.session(activity);
  await standby.rows('select pg_wal_replay_pause()');
  for (let i = 0; i < 5; i += 1) {
    const id = await book(session);
    assert.ok((await list({ session_id: session.id })).includes(id), 'the booking just made is listed');
  }
  await eventually('the lag is told', async () => await ofReplica('pg_replica_lag_seconds') * 1000 > lagMaxMs);
  assert.equal(await ofReplica('pg_replica_up'), 1, 'it answers');
  const earlier = await served();
  for (let i = 0; i < 10; i += 1) await list();
  assert.equal(await served(), earlier, 'a replica beyond the bound is not read');
  await standby.rows('select pg_wal_replay_resume()');
  await usable();
  assert.equal(await ofReplica('pg_replica_lag_seconds'), 0);
});

test('no request fails while the replica hangs, dies and comes back', async () => {
  const statuses = new Map();
  let isOver = false;
  const readers = Promise.all(Array.from({ length: 4 }, async () => {
    while (!isOver) {
      const { status } = await api.get('/v1/bookings', { as });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  }));
  try {
    standby.signal('SIGSTOP');
    await eventually('the replica is not up', async () => await ofReplica('pg_replica_up') === 0);
    standby.signal('SIGCONT');
    await usable();
    await standby.kill();
    await eventually('the replica is not up', async () => await ofReplica('pg_replica_up') === 0);
    await standby.start();
    await usable();
  } finally {
    isOver = true;
    await readers;
  }
  assert.deepEqual([...statuses.keys()], [200], `${JSON.stringify([...statuses])}`);
});

test('a primary that was made read only is left, and used again when it takes writes', async () => {
  const session = await tenant.session(activity);
  const hold = () => api.post(`${tenant.base}/reservations`, { session_id: session.id, spots: 1 }, { key: randomUUID() });
  assertStatus(await hold(), 201);
  await primary.rows('alter system set default_transaction_read_only = on');
  await primary.rows('select pg_reload_conf()');
  await eventually('writes are refused', async () => (await hold()).status === 503);
  await primary.rows('alter system reset default_transaction_read_only');
  await primary.rows('select pg_reload_conf()');
  await eventually('writes are taken again', async () => (await hold()).status === 201);
});

// Holds and checks out until nobody wants more. What was answered with 201 is in `confirmed`, when in `times`.
async function buy(sessions, story) {
  for (let turn = 0; !story.isOver; turn += 1) {
    const ask = async (name, json, key = randomUUID()) => {
      const visitor = newVisitor();
      for (;;) {
        const reply = await api.post(`${tenant.base}/${name}`, json, { key, visitor }).catch((error) => {
          if (!(error instanceof TypeError)) throw error;
          return { status: 503 };
        });
        if (reply.status < 500) return reply;
        story.refused += 1;
        await new Promise((resolve) => { setTimeout(resolve, 20); });
      }
    };
    const hold = await ask('reservations', { session_id: sessions[turn % sessions.length].id, spots: 1 });
    if (hold.status !== 201) continue;
    const checkout = await ask('checkouts', { reservation_id: hold.body.id, payment: 'pay_at_venue',
      customer: { first_name: 'Ann', last_name: 'Lee', email: 'ann@example.com' } });
    assertStatus(checkout, 201);
    story.confirmed.push(checkout.body.booking.id);
    story.times.push(performance.now());
  }
}

test('the primary dies in a burst and its synchronous standby is promoted: service comes back, nothing is lost', async (t) => {
  await primary.rows(`alter system set synchronous_standby_names = 'standby'`);
  await primary.rows('select pg_reload_conf()');
  await eventually('the standby is synchronous', async () => (await primary.rows(
    `select from pg_stat_replication where sync_state = 'sync'`)).length === 1);
  const sessions = [];
  for (let i = 0; i < 4; i += 1) sessions.push(await tenant.session(activity));
  const story = { confirmed: [], times: [], refused: 0, isOver: false };
  const burst = Promise.all(Array.from({ length: buyers }, () => buy(sessions, story)));
  await eventually('a burst', () => story.confirmed.length > 100);
  await primary.kill();
  const diedAt = performance.now();
  const confirmedBefore = [...story.confirmed];
  await standby.rows('select pg_promote()');
  const promotedAt = performance.now();
  const isBack = () => story.times.filter((at) => at > promotedAt).length > 100;
  await eventually('service is back', isBack, 20);
  story.isOver = true;
  await burst;

  const firstAt = story.times.find((at) => at > promotedAt);
  t.diagnostic(`${confirmedBefore.length} bookings before; without writes for ${Math.round(firstAt - diedAt)} ms, `
    + `${Math.round(firstAt - promotedAt)} ms after the promotion; ${story.refused} requests were told to try again`);
  const stored = new Set((await standby.rows('select id from bookings where organization_id = $1', [tenant.organization.id]))
    .map(({ id }) => id));
  for (const id of story.confirmed) assert.ok(stored.has(id), `the booking ${id} was confirmed and is gone`);
  assert.equal(new Set(story.confirmed).size, story.confirmed.length);
  await assertLedger(standby.pool);

  // What was a replica is the primary now, and is read as one.
  const earlier = await served();
  assert.ok((await list({ limit: 100 })).length > 0);
  await eventually('the promoted one is no replica', async () => await ofReplica('pg_replica_up') === 0);
  assert.equal(await served(), earlier);
  assert.equal(await program.stop(), 0);
});
