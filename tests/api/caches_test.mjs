// What the server remembers: availability and the offer of an embed, on one node and on two, with Redis and without.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { startNodeOn } from '../support/node.mjs';
import { eventually } from '../support/program.mjs';
import { startRedis } from '../support/redis.mjs';
import { useServer } from '../support/server.mjs';
import { day, localDay, makeTenant } from '../support/tenant.mjs';

const server = await useServer();
const { test, database } = server;
const tenant = await makeTenant(database);

const startNode = (t, flags) => startNodeOn(t, server.dev.database_url, flags);
const list = (api, activity, options = {}) => api.get(`${tenant.base}/availability`, { query: {
  activity_id: activity.id, from: localDay(new Date(), 'Europe/London'),
  to: localDay(new Date(Date.now() + 10 * day), 'Europe/London') }, ...options });
const seats = async (api, activity) => assertStatus(await list(api, activity), 200).data[0].capacity_remaining;
const hold = (api, session) => api.post(`${tenant.base}/reservations`, { session_id: session.id, spots: 1 }, { key: randomUUID() });
const cacheOf = (reply) => reply.headers.get('x-cache');

// Asks until the node has it in memory: it uses what it remembers only while it hears of changes.
const warm = (api, activity) => eventually('a HIT', async () => cacheOf(await list(api, activity)) === 'HIT');

test('a reply is remembered, with its age, and 304 for who has it', async () => {
  const activity = await tenant.activity();
  await tenant.session(activity);
  const first = await list(server.api, activity);
  assert.equal(cacheOf(first), 'MISS');
  assert.equal(first.headers.get('age'), null);
  await warm(server.api, activity);
  const again = await list(server.api, activity);
  assert.deepEqual(again.body, first.body);
  const etag = first.headers.get('etag');
  assert.equal(again.headers.get('etag'), etag);
  assert.match(again.headers.get('age'), /^\d+$/);
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const reply = await list(server.api, activity, { headers: { 'If-None-Match': known } });
    assert.deepEqual([reply.status, reply.body, reply.headers.get('etag')], [304, '', etag], known);
  }
  assertStatus(await list(server.api, activity, { headers: { 'If-None-Match': '"other"' } }), 200);
});

test('the next read at this node shows a hold, and its release', async () => {
  const activity = await tenant.activity();
  const session = await tenant.session(activity);
  await warm(server.api, activity);
  for (let round = 0; round < 20; round += 1) {
    const { id } = assertStatus(await hold(server.api, session), 201);
    assert.equal(await seats(server.api, activity), 9);
    assertStatus(await server.api.delete(`${tenant.base}/reservations/${id}`), 200);
    assert.equal(await seats(server.api, activity), 10);
    await warm(server.api, activity);
  }
});

test('another node shows a hold soon, and takes nothing that its memory says is free', async (t) => {
  const { api } = await startNode(t);
  const activity = await tenant.activity({ capacity: 1 });
  const session = await tenant.session(activity);
  await warm(api, activity);
  assertStatus(await hold(server.api, session), 201);
  assertProblem(await hold(api, session), 409, 'insufficient_capacity');
  await eventually('the news', async () => await seats(api, activity) === 0);
});

test('what is switched off is gone at once here, and soon elsewhere', async (t) => {
  const { api } = await startNode(t);
  const activity = await tenant.activity();
  const names = async (at) => assertStatus(await at.get(tenant.base), 200).activities.map(({ id }) => id);
  await eventually('the new activity', async () => (await names(api)).includes(activity.id));
  await eventually('a HIT', async () => cacheOf(await api.get(tenant.base)) === 'HIT');
  await database.query('update activities set is_active = false where id = $1', [activity.id]);
  for (const at of [server.api, api]) await eventually('the change', async () => !(await names(at)).includes(activity.id));
  for (const at of [server.api, api]) await eventually('a refusal', async () => (await list(at, activity)).status === 404);
});

test('nodes share what they read through Redis, and need it for nothing', async (t) => {
  const redis = await startRedis(t);
  const { api: one } = await startNode(t, ['--redis-url', redis.url]);
  const { api: two } = await startNode(t, ['--redis-url', redis.url]);
  const activity = await tenant.activity();
  const session = await tenant.session(activity);
  let left = 10;
  const round = async (says) => {
    assertStatus(await hold(one, session), 201);
    left -= 1;
    assert.equal(await seats(one, activity), left, `${says}: where it was taken`);
    await eventually(`${says}: the other node`, async () => await seats(two, activity) === left);
  };
  await warm(two, activity);
  await round('Redis is up');
  await round('and once more');
  await redis.kill();
  await round('Redis is away');
  await redis.start();
  await round('Redis is back');
});
