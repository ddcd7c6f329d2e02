// The account of an organization at Stripe: made once, told about the business, and kept up to date.
import assert from 'node:assert/strict';
import { after, beforeEach } from 'node:test';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { startServer, useServer } from '../support/server.mjs';
import { makeUser, signIn } from '../support/staff.mjs';
import { startStripe } from '../support/stripe_server.mjs';
import { makeTenant } from '../support/tenant.mjs';

const stripe = await startStripe();
const { test, api, database, url } = await useServer([
  '--stripe-secret-key', stripe.secretKey, '--stripe-webhook-secrets', stripe.webhookSecret, '--stripe-api-base', stripe.url,
]);
after(() => stripe.stop());
beforeEach(() => stripe.recover());
const endpoint = new URL('/v1/stripe/webhook', url);

async function newOrganization() {
  const tenant = await makeTenant(database);
  return { tenant, as: await signIn(api, await makeUser(tenant, 'org-admin')) };
}
const ask = (as) => api.send('POST', '/v1/payment-account/onboarding-link', { as });
const read = (as) => api.get('/v1/payment-account', { as });

test('a link makes the account, and Stripe tells when it may take payments', async () => {
  const { as } = await newOrganization();
  assertProblem(await read(as), 404, 'payment_account_not_found');
  const link = assertStatus(await ask(as), 201);
  assert.ok(link.url.startsWith(`${stripe.url}/setup/${link.account_id}/`));
  assert.equal(assertStatus(await read(as), 200).charges_enabled, false);

  const event = stripe.changeAccount(link.account_id, { charges_enabled: true, details_submitted: true, country: 'IE' });
  assert.equal((await stripe.deliver(event, endpoint)).status, 204);
  const account = assertStatus(await read(as), 200);
  assert.deepEqual([account.charges_enabled, account.details_submitted, account.country], [true, true, 'IE']);
});

test('two links at once, and again later, are for one account', async () => {
  const { as } = await newOrganization();
  const before = stripe.all('account').length;
  const links = await Promise.all([ask(as), ask(as), ask(as)]);
  const ids = new Set(links.map((reply) => assertStatus(reply, 201).account_id));
  stripe.forgetIdempotencyKeys();
  ids.add(assertStatus(await ask(as), 201).account_id);
  assert.equal(ids.size, 1);
  assert.equal(stripe.all('account').length, before + 1);
});

test('asking for a link makes good for a webhook that was lost', async () => {
  const { as } = await newOrganization();
  const { account_id: id } = assertStatus(await ask(as), 201);
  stripe.changeAccount(id, { charges_enabled: true });
  assertStatus(await ask(as), 201);
  assert.equal(assertStatus(await read(as), 200).charges_enabled, true);
});

test('an organization that disconnects takes no payments any more', async () => {
  const { as } = await newOrganization();
  const { account_id: id } = assertStatus(await ask(as), 201);
  const event = stripe.changeAccount(id, { charges_enabled: true });
  await stripe.deliver(event, endpoint);
  const left = {
    ...event, id: 'evt_left', type: 'account.application.deauthorized', data: { object: { id: 'ca_1', object: 'application' } },
  };
  assert.equal((await stripe.deliver(left, endpoint)).status, 204);
  assert.equal(assertStatus(await read(as), 200).charges_enabled, false);
});

test('managers read, and do not connect', async () => {
  const { tenant } = await newOrganization();
  const manager = await signIn(api, await makeUser(tenant, 'manager'));
  assertProblem(await ask(manager), 403, 'permission_denied');
  assertProblem(await read(manager), 404, 'payment_account_not_found');
});

test('Stripe fails: the reply says so, and the next one works', async () => {
  const { as } = await newOrganization();
  stripe.failNext('error', 3);
  assertProblem(await ask(as), 503, 'payment_provider_unavailable');
  assertStatus(await ask(as), 201);
});

test('without a Stripe key nobody is sent anywhere, and no webhook is believed', async () => {
  const other = await startServer();
  try {
    const response = await stripe.deliver({ id: 'evt_1', object: 'event' }, new URL('/v1/stripe/webhook', other.url));
    assert.equal(response.status, 400);
    assert.equal((await response.json()).code, 'invalid_signature');
  } finally {
    await other.stop();
  }
});
