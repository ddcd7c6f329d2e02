// The stand-in for Stripe against Stripe's own library: what it asks is answered, what it would be refused is refused,
// and what the stand-in signs it believes.
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import Stripe from 'stripe';
import { startStripe } from '../support/stripe_server.mjs';

const standIn = await startStripe();
after(() => standIn.stop());
beforeEach(() => standIn.recover());

const library = (key = standIn.secretKey, more = {}) => new Stripe(key, {
  host: '127.0.0.1', port: standIn.port, protocol: 'http', maxNetworkRetries: 0, telemetry: false, timeout: 2000, ...more,
});
const stripe = library();
const account = standIn.addAccount();
const here = { stripeAccount: account.id };
const soon = () => Math.floor(Date.now() / 1000) + 1860;

const order = (more = {}) => ({
  mode: 'payment', success_url: 'https://example.com/thanks', expires_at: soon(), metadata: { payment_id: 'p1' },
  line_items: [{ quantity: 1, price_data: { currency: 'gbp', unit_amount: 4200, product_data: { name: 'Kayak & café' } } }],
  payment_intent_data: { application_fee_amount: 100, metadata: { payment_id: 'p1' } }, ...more,
});
const create = (more, options = {}) => stripe.checkout.sessions.create(order(more), { ...here, ...options });
const paid = async () => {
  const session = await create();
  standIn.pay(session.id);
  return stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] }, here);
};

test('a session is made, remembered and paid', async () => {
  const session = await create();
  assert.equal(session.status, 'open');
  assert.equal(session.amount_total, 4200);
  assert.ok(session.url);
  const again = await paid();
  assert.equal(again.payment_status, 'paid');
  assert.equal(again.payment_intent.amount_received, 4200);
  assert.deepEqual(again.payment_intent.metadata, { payment_id: 'p1' });
});

test('only an open session expires, and an expired one cannot be paid', async () => {
  const session = await create();
  assert.equal((await stripe.checkout.sessions.expire(session.id, {}, here)).status, 'expired');
  assert.throws(() => standIn.pay(session.id), /expired/);
  await assert.rejects(stripe.checkout.sessions.expire(session.id, {}, here), /status of expired/);
  await assert.rejects(stripe.checkout.sessions.expire((await paid()).id, {}, here), /status of complete/);
});

const item = (more) => [{ quantity: 1, price_data: { currency: 'gbp', unit_amount: 1, product_data: { name: 'x' }, ...more } }];
for (const [says, more, param] of [
  ['an unknown parameter', { colour: 'red' }, 'colour'],
  ['an unknown parameter inside', { payment_intent_data: { tip: 1 } }, 'payment_intent_data[tip]'],
  ['no success URL', { success_url: undefined }, 'success_url'],
  ['no line items', { line_items: undefined }, 'line_items[0][quantity]'],
  ['a currency that there is not', { line_items: item({ currency: 'xyz' }) }, 'line_items[0][price_data][currency]'],
  ['an amount below zero', { line_items: item({ unit_amount: -1 }) }, 'line_items[0][price_data][unit_amount]'],
  ['an amount that is no whole number', { line_items: item({ unit_amount: 1.5 }) }, 'line_items[0][price_data][unit_amount]'],
  ['an address that is none', { success_url: 'javascript:alert(1)' }, 'success_url'],
  ['an end that is too near', { expires_at: Math.floor(Date.now() / 1000) + 60 }, 'expires_at'],
  ['an end that is too far', { expires_at: Math.floor(Date.now() / 1000) + 90_000 }, 'expires_at'],
]) {
  test(`a session with ${says} is refused`, async () => {
    await assert.rejects(create(more), (error) => {
      assert.equal(error.type, 'StripeInvalidRequestError');
      assert.equal(error.param, param);
      return true;
    });
  });
}

test('a fee belongs to a charge of another account, and is not above the amount', async () => {
  await assert.rejects(stripe.checkout.sessions.create(order()), /application_fee_amount/);
  await assert.rejects(create({ payment_intent_data: { application_fee_amount: 4201 } }), /fee/);
});

test('accounts do not see each other', async () => {
  const session = await create();
  const other = { stripeAccount: standIn.addAccount().id };
  await assert.rejects(stripe.checkout.sessions.retrieve(session.id, {}, other), { code: 'resource_missing' });
  await assert.rejects(create({}, { stripeAccount: 'acct_unknown' }), { type: 'StripePermissionError' });
});

test('a wrong key is refused', async () => {
  await assert.rejects(library('sk_test_wrong').accounts.retrieve(), { type: 'StripeAuthenticationError' });
});

test('an idempotency key gives the first reply again, and is not for another request', async () => {
  const idempotencyKey = 'key-1';
  const same = order();
  const first = await stripe.checkout.sessions.create(same, { ...here, idempotencyKey });
  const second = await stripe.checkout.sessions.create(same, { ...here, idempotencyKey });
  assert.equal(second.id, first.id);
  assert.equal(second.lastResponse.headers['idempotent-replayed'], 'true');
  await assert.rejects(create({ customer_email: 'ann@example.com' }, { idempotencyKey }), { type: 'StripeIdempotencyError' });
});

test('refunds add up to the charge at most', async () => {
  const { payment_intent: intent } = await paid();
  const refund = (amount) => stripe.refunds.create({ payment_intent: intent.id, amount, refund_application_fee: true }, here);
  assert.equal((await refund(4000)).status, 'succeeded');
  await assert.rejects(refund(201), /greater than unrefunded amount/);
  await refund(200);
  await assert.rejects(refund(1), { code: 'charge_already_refunded' });
  assert.deepEqual((await stripe.refunds.list({ payment_intent: intent.id }, here)).data.map(({ amount }) => amount), [200, 4000]);
});

test('an account is made, asked for its details and changed', async () => {
  const made = await stripe.accounts.create({ controller: { stripe_dashboard: { type: 'full' } } });
  assert.equal(made.charges_enabled, false);
  await assert.rejects(create({}, { stripeAccount: made.id }), /cannot currently make charges/);
  const link = await stripe.accountLinks.create({
    account: made.id, type: 'account_onboarding', return_url: 'https://example.com/', refresh_url: 'https://example.com/',
  });
  assert.ok(link.url);
  const event = standIn.changeAccount(made.id, { charges_enabled: true });
  assert.equal(event.account, made.id);
  assert.equal((await stripe.accounts.retrieve(made.id)).charges_enabled, true);
});

test('the library believes what the stand-in signs, and nothing else', async () => {
  const event = standIn.pay((await create()).id);
  const { body, headers } = standIn.signed(event);
  const signature = headers['Stripe-Signature'];
  const read = stripe.webhooks.constructEvent(body, signature, standIn.webhookSecret);
  assert.equal(read.type, 'checkout.session.completed');
  assert.equal(read.account, account.id);
  const refused = { type: 'StripeSignatureVerificationError' };
  assert.throws(() => stripe.webhooks.constructEvent(`${body} `, signature, standIn.webhookSecret), refused);
  assert.throws(() => stripe.webhooks.constructEvent(body, signature, 'whsec_other'), refused);
  const time = Math.floor(Date.now() / 1000);
  assert.equal(
    stripe.webhooks.generateTestHeaderString({ payload: body, secret: standIn.webhookSecret, timestamp: time }),
    standIn.signed(event, { time }).headers['Stripe-Signature'],
  );
});

test('it fails in the ways that a test asks for', async () => {
  const ask = () => stripe.accounts.retrieve();
  standIn.failNext('rate_limit', 1);
  await assert.rejects(ask(), { type: 'StripeRateLimitError' });
  standIn.failNext('error', 1);
  await assert.rejects(ask(), { type: 'StripeAPIError' });
  standIn.failNext('garbage', 1);
  await assert.rejects(ask(), { type: 'StripeAPIError' });
  standIn.failNext('lose_reply');
  await assert.rejects(create({ client_reference_id: 'lost' }), { type: 'StripeConnectionError' });
  assert.ok(standIn.all('checkout.session').some((session) => session.client_reference_id === 'lost'));
  standIn.recover();
  standIn.failNext('hang', 1);
  await assert.rejects(library(standIn.secretKey, { timeout: 100 }).accounts.retrieve(), { type: 'StripeConnectionError' });
  await ask();
});
