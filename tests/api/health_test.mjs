// How the program tells that it and what it depends on are well: /health, for the world and for operators, and what
// operators are told when it changes.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after } from 'node:test';
import { assertStatus } from '../support/assertions.mjs';
import { startMailServer } from '../support/mail_server.mjs';
import { eventually } from '../support/program.mjs';
import { freePort, startRedis } from '../support/redis.mjs';
import { useServer } from '../support/server.mjs';
import { startStripe } from '../support/stripe_server.mjs';

const [stripe, mails, redis] = await Promise.all([startStripe(), startMailServer(), startRedis({ after })]);
after(() => Promise.all([stripe.stop(), mails.close()]));

// Who is told of changes: what was posted, in its order.
const told = [];
const listener = createServer(async (request, reply) => {
  told.push(JSON.parse(Buffer.concat(await request.toArray())));
  reply.writeHead(204).end();
}).listen(0, '127.0.0.1');
await once(listener, 'listening');
after(() => { listener.closeAllConnections(); listener.close(); });

const operations = `127.0.0.1:${await freePort()}`;
const { test, api } = await useServer([
  '--operations-address', operations, '--redis-url', redis.url, '--smtp-url', mails.url, '--smtp-tls', 'none',
  '--stripe-secret-key', stripe.secretKey, '--stripe-api-base', stripe.url,
  '--replica-url', 'postgresql://127.0.0.1:1/nobody',
  '--health-webhook-url', `http://127.0.0.1:${listener.address().port}/alerts`, '--health-mail-to', 'ops@example.com',
  '--health-patience-seconds', '1']);

const health = async () => (await api.get('/health')).body;
const details = async () => (await fetch(`http://${operations}/health`)).json();

test('each dependency that is set up is told with its state and how long it took', async () => {
  await eventually('every look', async () => Object.keys((await health()).checks).length === 7);
  const { status, checks, uptime_seconds: uptime } = assertStatus(await api.get('/health'), 200);
  assert.equal(status, 'degraded');  // nobody is at the address of the replica
  assert.ok(uptime >= 0);
  for (const name of ['database', 'redis', 'stripe', 'mail', 'disk', 'jobs']) {
    assert.equal(checks[name].status, 'healthy', name);
  }
  for (const name of ['database', 'redis', 'stripe', 'mail']) assert.ok(checks[name].latency >= 1, name);
  assert.equal(checks.replica_1.status, 'degraded');
  assert.ok(!JSON.stringify(checks).includes('127.0.0.1'), 'the world learns no address');
});

test('operators see the reasons, and nobody else does', async () => {
  const { checks } = await details();
  assert.deepEqual(checks.replica_1.details.replica, '127.0.0.1:1');
  assert.match(checks.replica_1.details.reason, /away/);
  assert.ok(checks.disk.details.free_mb > 0);
  for (const check of Object.values((await health()).checks)) assert.equal(check.details, undefined);
  await eventually('the metrics', async () => {
    const metrics = await (await fetch(`http://${operations}/metrics`)).text();
    return /^health_state\{check="redis"\} 0$/m.test(metrics) && /^health_state\{check="replica_1"\} 1$/m.test(metrics);
  });
});

test('operators are told of a change that lasts, by webhook and by mail', async () => {
  // That the replica is away was the first change.
  await eventually('the alert', () => told.length === 1);
  assert.equal(told[0].type, 'health.changed');
  assert.equal(told[0].previous_status, 'healthy');
  assert.equal(told[0].status, 'degraded');
  assert.match(told[0].node, /.:\d+$/);
  assert.equal(told[0].checks.replica_1.status, 'degraded');
  assert.ok(Date.parse(told[0].timestamp) > 0);
  await eventually('the mail', () => mails.mailsTo('ops@example.com').length === 1);
  const [mail] = mails.mailsTo('ops@example.com');
  assert.match(mail.subject, /^BookingTMS at .+: degraded$/);
  assert.match(mail.text, /replica_1: degraded\. It is away/);
});

test('a Redis that dies is seen within seconds, degrades and fails nothing; one that is back is seen, too', async () => {
  await redis.kill();
  await eventually('the loss', async () => (await health()).checks.redis.status === 'degraded');
  assert.match((await details()).checks.redis.details.reason, /does not answer/);
  assertStatus(await api.get('/ready'), 200);
  await redis.start();
  await eventually('the return', async () => (await health()).checks.redis.status === 'healthy');
});
