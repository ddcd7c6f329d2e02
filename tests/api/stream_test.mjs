// GET /v1/embed/{embed_key}/availability/stream: server-sent events of an activity's sessions.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { useServer } from '../support/server.mjs';
import { makeTenant } from '../support/tenant.mjs';

const server = await useServer();
const { test } = server;
const tenant = await makeTenant(server.database);
const other = await makeTenant(server.database);

// Opens a stream; next() waits for the next message that is not a comment, as {event, data}.
async function watch(owner, activity) {
  const controller = new AbortController();
  const reply = await fetch(`${server.url}${owner.base}/availability/stream?activity_id=${activity.id}`,
    { signal: AbortSignal.any([controller.signal, AbortSignal.timeout(20_000)]) });
  assert.equal(reply.status, 200);
  assert.equal(reply.headers.get('content-type'), 'text/event-stream');
  const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const next = async () => {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end >= 0) {
        const lines = text.slice(0, end).split('\n');
        text = text.slice(end + 2);
        const field = (name) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
        if (field('data')) return { event: field('event'), data: JSON.parse(field('data')) };
        continue;
      }
      const { value, done } = await reader.read();
      if (done) return null;
      text += value;
    }
  };
  await reader.read();  // the first piece says that the watch has begun
  return { next, close: () => controller.abort() };
}

const hold = async (owner, session, spots) =>
  assertStatus(await server.api.post(`${owner.base}/reservations`, { session_id: session.id, spots }), 201);

// The feed begins with its first look at the outbox; until that was taken a change may be before it.
async function untilSeen(stream, owner, activity) {
  const session = await owner.session(activity);
  let seen = null;
  const first = stream.next().then((message) => { seen = message; });
  while (seen === null) {
    await hold(owner, session, 1);
    await Promise.race([first, new Promise((resolve) => { setTimeout(resolve, 150); })]);
  }
  return session;
}

test('a hold and its release reach everyone who watches the activity, with the new numbers', async () => {
  const activity = await tenant.activity({ capacity: 40 });
  const streams = [await watch(tenant, activity), await watch(tenant, activity)];
  for (const stream of streams) await untilSeen(stream, tenant, activity);
  const session = await tenant.session(activity);
  const reservation = await hold(tenant, session, 3);
  await server.api.delete(`${tenant.base}/reservations/${reservation.id}`);
  for (const stream of streams) {
    const numbers = [];
    while (numbers.length < 2) {
      const { event, data } = await stream.next();
      assert.equal(event, 'session');
      if (data.id === session.id) numbers.push([data.capacity_remaining, data.version]);
    }
    assert.deepEqual(numbers, [[37, 2], [40, 3]]);
    stream.close();
  }
});

test('changes of other activities and other organizations do not arrive', async () => {
  const activity = await tenant.activity({ capacity: 40 });
  const stream = await watch(tenant, activity);
  await untilSeen(stream, tenant, activity);
  const elsewhere = await tenant.session(await tenant.activity());
  const foreign = await other.session(await other.activity());
  await hold(tenant, elsewhere, 1);
  await hold(other, foreign, 1);
  const session = await tenant.session(activity);
  await hold(tenant, session, 2);
  for (;;) {
    const { data } = await stream.next();
    assert.equal(data.activity_id, activity.id);
    if (data.id === session.id) break;
  }
  stream.close();
});

test('what is not an activity of the embed is refused before a stream begins', async () => {
  const activity = await other.activity();
  const ask = (query) => server.api.get(`${tenant.base}/availability/stream`, { query });
  assertProblem(await ask({}), 422, 'missing_field', 'activity_id');
  assertProblem(await ask({ activity_id: 'x' }), 422, 'invalid_field', 'activity_id');
  assertProblem(await ask({ activity_id: activity.id, from: '2026-01-01' }), 422, 'unknown_field', 'from');
  assertProblem(await ask({ activity_id: activity.id }), 404, 'activity_not_found');
  assertProblem(await ask({ activity_id: randomUUID() }), 404, 'activity_not_found');
  const nobody = await server.api.get('/v1/embed/emb_000000000000000000000000/availability/stream',
    { query: { activity_id: activity.id } });
  assertProblem(nobody, 404, 'embed_not_found');
});
