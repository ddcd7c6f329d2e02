// Faults of the network between the program and PostgreSQL, Redis and the mail server: who was told of a booking has
// it, who asks again with the same key gets one, no seat is lost, and service comes back by itself.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from '../support/api.mjs';
import { assertLedger } from '../support/ledger.mjs';
import { startMailServer } from '../support/mail_server.mjs';
import { PostgresServer, startPrimary } from '../support/postgres_cluster.mjs';
import { eventually, start, temporaryFolder } from '../support/program.mjs';
import { startProxy } from '../support/proxy.mjs';
import { startRedis } from '../support/redis.mjs';
import { makeTenant } from '../support/tenant.mjs';

const buyers = 6;
const faultMs = 800;

let primary;
let proxies;
let api;
let tenant;
let activity;
let post;

// What is undone when the file ends, newest first.
const undone = [];
const file = { after: (undo) => undone.unshift(undo) };
after(async () => {
  for (const undo of undone) await undo();
});

before(async () => {
  primary = await startPrimary(file);
  const redis = await startRedis(file);
  post = await startMailServer();
  file.after(() => post.close());
  proxies = {
    PostgreSQL: await startProxy(file, primary.port),
    Redis: await startProxy(file, Number(new URL(redis.url).port)),
    mail: await startProxy(file, post.port),
  };
  const folder = await temporaryFolder(file);
  const program = start(file, ['serve', '--port', '0', '--data-dir', path.join(folder, 'data'), '--threads', '2',
    '--secret-key', randomBytes(32).toString('base64'), '--holds-per-visitor-max', '0',
    '--database-url', PostgresServer.url(proxies.PostgreSQL), '--redis-url', `redis://${proxies.Redis.address}`,
    '--smtp-url', `smtp://localhost:${proxies.mail.port}`, '--smtp-timeout-seconds', '1']);
  api = new Client(`http://127.0.0.1:${await program.port()}`);
  tenant = await makeTenant(primary.pool);
  activity = await tenant.activity({ capacity: 1000 });
});

// Asks once. Its `reply` stays null where nobody can know what happened.
async function send(request) {
  const reply = await api.post(request.path, request.json, { key: request.key }).catch((error) => {
    if (error instanceof TypeError) return null;  // fetch says so of a connection; others are faults
    throw error;
  });
  if (reply) assert.ok([201, 409, 500, 503].includes(reply.status), `${reply.status} ${JSON.stringify(reply.body)}`);
  request.status = reply?.status;
  request.reply = reply && reply.status < 500 ? reply : null;
  return request.reply;
}

// Buyers who hold and check out one after the other. Gives {requests, end()}.
function startBuyers(session) {
  const requests = [];
  let isOver = false;
  const ask = (name, json) => {
    const request = { path: tenant.base + name, json, key: randomUUID(), reply: null };
    requests.push(request);
    return send(request);
  };
  const buy = async () => {
    while (!isOver) {
      const hold = await ask('/reservations', { session_id: session.id, spots: 1 });
      if (hold?.status !== 201) { await pause(20); continue; }
      const email = `${randomUUID()}@example.com`;
      await ask('/checkouts', { reservation_id: hold.body.id, payment: 'pay_at_venue',
        customer: { first_name: 'Ann', last_name: 'Lee', email } });
    }
  };
  const ended = Promise.all(Array.from({ length: buyers }, buy));
  return { requests, end: () => { isOver = true; return ended; } };
}

const bookingsOf = (requests) => requests.filter(({ path: name, reply }) => name.endsWith('/checkouts') && reply?.status === 201)
  .map(({ reply }) => reply.body.booking.id);

const faults = {
  'stops passing anything': (proxy) => proxy.stop(),
  'delays every piece': (proxy) => proxy.delay(60),
  'cuts connections in the middle': (proxy) => proxy.cutAfter(3000),
  'resets connections': (proxy) => proxy.reset(),
};

// First, while no mails of bookings wait before these.
test('mails wait while the network to the mail server fails in every way, and arrive afterwards', async () => {
  for (const begin of Object.values({ ...faults, cut: (proxy) => proxy.cutAfter(200) })) {
    begin(proxies.mail);
    const recipient = `ann-${randomUUID()}@example.com`;
    await primary.pool.query(`select app.queue_booking_mail($1, null, 'payment_returned', $2, $3)`, [tenant.organization.id,
      { recipient, first_name: 'Ann', amount_minor: 100, currency: 'GBP', activity_name: 'Kayak' }, randomUUID()]);
    const mail = async () => (await primary.pool.query(
      'select sent_at, failed_at, last_error from mail_outbox where recipient = $1', [recipient])).rows[0];
    await eventually('an attempt', async () => { const { sent_at: sent, last_error: error } = await mail(); return sent ?? error; });
    assert.equal((await mail()).failed_at, null, 'it is not given up');
    proxies.mail.restore();
    await primary.pool.query('update mail_outbox set next_attempt_at = clock_timestamp() where recipient = $1', [recipient]);
    await post.mailTo(recipient);
  }
});

for (const component of ['PostgreSQL', 'Redis']) {
  for (const [what, begin] of Object.entries(faults)) {
    test(`the network to ${component} ${what}: nothing confirmed is lost, and service comes back by itself`, async (t) => {
      const session = await tenant.session(activity);
      const { requests, end } = startBuyers(session);
      await eventually('some bookings', () => bookingsOf(requests).length >= buyers);
      begin(proxies[component]);
      await pause(faultMs);  // how long the fault lasts
      proxies[component].restore();
      const restored = performance.now();
      const booked = bookingsOf(requests).length;
      await eventually('bookings again', () => bookingsOf(requests).length >= booked + buyers);
      const backMs = Math.round(performance.now() - restored);
      await end();

      const refused = requests.filter(({ reply }) => reply === null);  // also of those that were under way as it began
      t.diagnostic(`${requests.length} requests, ${refused.length} without success (${[...new Set(refused.map(({ status }) =>
        status ?? 'connection lost'))]}), well after ${backMs} ms`);
      if (component === 'Redis') assert.equal(refused.length, 0, 'nobody needs Redis to book');
      for (const request of refused) {
        await eventually('an answer to the same key', () => send(request));
        const again = await api.post(request.path, request.json, { key: request.key });
        assert.equal(again.status, request.reply.status);
      }
      const { rows } = await primary.pool.query(`select id from bookings where organization_id = $1 and session_id = $2`,
        [tenant.organization.id, session.id]);
      assert.deepEqual(rows.map(({ id }) => id).sort(), bookingsOf(requests).sort(), 'what was confirmed is what there is');
      await assertLedger(primary.pool);
    });
  }
}
