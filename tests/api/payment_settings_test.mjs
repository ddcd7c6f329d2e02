// /v1/payment-settings: how an organization takes payments.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { badBodies, invalidValues, testBadInput } from '../support/bad_input.mjs';
import { useServer } from '../support/server.mjs';
import { makeUser, signIn } from '../support/staff.mjs';
import { makeTenant } from '../support/tenant.mjs';

const server = await useServer();
const { test, api, database } = server;
const tenant = await makeTenant(database);
const as = await signIn(api, await makeUser(tenant, 'super-admin'));
const path = '/v1/payment-settings';

const read = async () => assertStatus(await api.get(path, { as }), 200);
const change = (json, version) => api.patch(path, json, { as, version });

async function payAtVenue() {
  const session = await tenant.session(await tenant.activity());
  const held = assertStatus(await api.post(`${tenant.base}/reservations`, { session_id: session.id, spots: 1 }), 201);
  const customer = { first_name: 'Ann', last_name: 'Lee', email: 'ann@example.com' };
  return api.post(`${tenant.base}/checkouts`, { reservation_id: held.id, payment: 'pay_at_venue', customer }, { key: randomUUID() });
}

test('payment at the venue is taken until it is switched off', async () => {
  assert.deepEqual(await read(), { pay_at_venue: true, version: 1 });
  assertStatus(await payAtVenue(), 201);
  assert.deepEqual(assertStatus(await change({ pay_at_venue: false }, 1), 200), { pay_at_venue: false, version: 2 });
  assertProblem(await payAtVenue(), 422, 'payment_method_unavailable', '/payment');
  assert.deepEqual(assertStatus(await change({ pay_at_venue: true }, 2), 200), { pay_at_venue: true, version: 3 });
  assertStatus(await payAtVenue(), 201);
});

test('who changes what somebody else has changed meanwhile is told, and a change of nothing is none', async () => {
  const { version } = await read();
  assertStatus(await change({ pay_at_venue: false }, version), 200);
  assertProblem(await change({ pay_at_venue: true }, version), 412, 'precondition_failed');
  assert.equal(assertStatus(await change({ pay_at_venue: false }, version + 1), 200).version, version + 1);
  assert.equal(assertStatus(await change({}, version + 1), 200).version, version + 1);
});

test('everybody on the staff sees the settings, and owners and org-admins change them', async () => {
  for (const role of ['staff', 'manager', 'admin', 'org-admin']) {
    const user = await signIn(api, await makeUser(tenant, role));
    const { version } = assertStatus(await api.get(path, { as: user }), 200);
    const reply = await api.patch(path, { pay_at_venue: true }, { as: user, version });
    if (role === 'org-admin') assertStatus(reply, 200);
    else assertProblem(reply, 403, 'permission_denied');
  }
});

testBadInput(server, 'changes that are refused', tenant,
  ({ version = '"1"', ...request }) => api.send('PATCH', path,
    { as, headers: version === null ? {} : { 'If-Match': version }, ...request }), [
    ...badBodies,
    ['no version', { json: {}, version: null }, 428, 'precondition_required'],
    ['a version that is none', { json: {}, version: 'one' }, 422, 'invalid_field', 'If-Match'],
    ...invalidValues({ pay_at_venue: true }, '/pay_at_venue', ['yes', 1, []]),
    ['a member that there is not', { json: { stripe: true } }, 422, 'unknown_field', '/stripe'],
  ]);
