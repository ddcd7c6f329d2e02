// Idempotency-Key: what is sent twice happens once.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { assertProblem, assertStatus, tally } from '../support/assertions.mjs';
import { assertLedger, assertNothingChanges } from '../support/ledger.mjs';
import { useServer } from '../support/server.mjs';
import { makeTenant } from '../support/tenant.mjs';

const server = await useServer();
const { test } = server;
const tenant = await makeTenant(server.database);
const activity = await tenant.activity({ capacity: 10 });

const hold = (session, spots, key, owner = tenant) => server.api.post(
  `${owner.base}/reservations`, { session_id: session.id, spots }, { key });
const extend = (id, key) => server.api.post(`${tenant.base}/reservations/${id}/extend`, {}, { key });
const checkOut = (id, key, email = 'ann@example.com') => server.api.post(`${tenant.base}/checkouts`, {
  reservation_id: id, customer: { first_name: 'Ann', last_name: 'Lee', email }, payment: 'pay_at_venue' }, { key });
const isReplay = (reply) => reply.headers.get('idempotency-replayed') === 'true';

// Sends `request` again and asserts that the first reply comes back and nothing changes.
async function assertReplays(first, request) {
  assert.ok(!isReplay(first));
  const again = await assertNothingChanges(server.database, tenant.organization.id, request);
  assert.ok(isReplay(again));
  assert.deepEqual([again.status, again.body], [first.status, first.body]);
}

test('a hold that is asked for twice is taken once', async () => {
  const session = await tenant.session(activity);
  const key = randomUUID();
  const first = await hold(session, 3, key);
  assertStatus(first, 201);
  await assertReplays(first, () => hold(session, 3, key));
  assert.equal((await tenant.sessionNow(session)).capacity_remaining, 7);
});

test('a reply is replayed whatever has become of the hold', async () => {
  const session = await tenant.session(activity);
  const key = randomUUID();
  const first = await hold(session, 3, key);
  const { id } = assertStatus(first, 201);
  assertStatus(await server.api.delete(`${tenant.base}/reservations/${id}`), 200);
  await assertReplays(first, () => hold(session, 3, key));
});

test('an extension that is asked for twice is made once', async () => {
  const { id } = assertStatus(await hold(await tenant.session(activity), 1), 201);
  const key = randomUUID();
  const first = await extend(id, key);
  assertStatus(first, 200);
  await assertReplays(first, () => extend(id, key));
});

test('a checkout that is sent twice makes one booking', async () => {
  const { id } = assertStatus(await hold(await tenant.session(activity), 2), 201);
  const key = randomUUID();
  const first = await checkOut(id, key);
  assertStatus(first, 201);
  await assertReplays(first, () => checkOut(id, key));
});

test('a key stands for one request: another body or path is refused', async () => {
  const session = await tenant.session(activity);
  const key = randomUUID();
  const { id } = assertStatus(await hold(session, 1, key), 201);
  await assertNothingChanges(server.database, tenant.organization.id, async () => {
    assertProblem(await hold(session, 2, key), 422, 'idempotency_key_reused');
    assertProblem(await extend(id, key), 422, 'idempotency_key_reused');
    assertProblem(await checkOut(id, key), 422, 'idempotency_key_reused');
  });
  const other = randomUUID();
  assertStatus(await checkOut(id, other), 201);
  assertProblem(await checkOut(id, other, 'bob@example.com'), 422, 'idempotency_key_reused');
});

test('an error is not kept: the same key may try again', async () => {
  const session = await tenant.session(activity);
  const { id } = assertStatus(await hold(session, 8), 201);
  const key = randomUUID();
  assertProblem(await hold(session, 5, key), 409, 'insufficient_capacity');
  assertProblem(await hold(session, 5, key), 409, 'insufficient_capacity');
  assertStatus(await server.api.delete(`${tenant.base}/reservations/${id}`), 200);
  const first = await hold(session, 5, key);
  assertStatus(first, 201);
  await assertReplays(first, () => hold(session, 5, key));

  const checkoutKey = randomUUID();
  assertProblem(await checkOut(randomUUID(), checkoutKey), 404, 'reservation_not_found');
  assertStatus(await checkOut(first.body.id, checkoutKey), 201);
});

test('organizations do not share keys', async () => {
  const other = await makeTenant(server.database);
  const key = randomUUID();
  const first = assertStatus(await hold(await tenant.session(activity), 1, key), 201);
  const second = await hold(await other.session(await other.activity()), 1, key, other);
  assert.notEqual(assertStatus(second, 201).id, first.id);
  assert.ok(!isReplay(second));
});

test('a key sent twenty times at once takes one hold', async () => {
  const session = await tenant.session(activity);
  const key = randomUUID();
  const replies = await Promise.all(Array.from({ length: 20 }, () => hold(session, 1, key)));
  const accepted = replies.filter((reply) => reply.status === 201);
  assert.equal(accepted.filter((reply) => !isReplay(reply)).length, 1);
  assert.equal(new Set(accepted.map((reply) => reply.body.id)).size, 1);
  for (const reply of replies.filter(({ status }) => status !== 201)) {
    assertProblem(reply, 409, 'idempotency_key_in_use');
  }
  assert.equal((await tenant.sessionNow(session)).capacity_remaining, 9);
});

test('a key sent twenty times at once makes one booking', async () => {
  const { id } = assertStatus(await hold(await tenant.session(activity), 1), 201);
  const key = randomUUID();
  const replies = await Promise.all(Array.from({ length: 20 }, () => checkOut(id, key)));
  const accepted = replies.filter((reply) => reply.status === 201);
  assert.equal(accepted.filter((reply) => !isReplay(reply)).length, 1, JSON.stringify(tally(replies)));
  assert.equal(new Set(accepted.map((reply) => reply.body.booking.id)).size, 1);
  for (const reply of replies.filter(({ status }) => status !== 201)) {
    assertProblem(reply, 409, 'idempotency_key_in_use');
  }
  await assertLedger(server.database);
});

test('keys are 1 to 255 printable ASCII characters', async () => {
  const session = await tenant.session(activity);
  assertStatus(await hold(session, 1, '!'), 201);
  assertStatus(await hold(session, 1, '~'.repeat(255)), 201);
  const { id } = assertStatus(await hold(session, 1), 201);
  await assertNothingChanges(server.database, tenant.organization.id, async () => {
    for (const key of ['', 'a'.repeat(256), 'caf\u00e9', 'tab\tinside']) {
      assertProblem(await hold(session, 1, key), 400, 'idempotency_key_invalid');
      assertProblem(await extend(id, key), 400, 'idempotency_key_invalid');
      assertProblem(await checkOut(id, key), 400, 'idempotency_key_invalid');
    }
  });
});
