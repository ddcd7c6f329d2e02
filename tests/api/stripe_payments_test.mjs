// Payments by Stripe: from a hold to the booking, whatever Stripe and its webhooks do on the way.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, beforeEach } from 'node:test';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { eventually } from '../support/program.mjs';
import { useServer } from '../support/server.mjs';
import { makeUser, signIn } from '../support/staff.mjs';
import { startStripe } from '../support/stripe_server.mjs';
import { makeTenant } from '../support/tenant.mjs';

const stripe = await startStripe();
const oldSecret = 'whsec_of_before';
const { test, api, database, url } = await useServer([
  '--stripe-secret-key', stripe.secretKey, '--stripe-webhook-secrets', `${stripe.webhookSecret},${oldSecret}`,
  '--stripe-api-base', stripe.url, '--stripe-timeout-ms', '1500',
]);
after(() => stripe.stop());
beforeEach(() => stripe.recover());

const endpoint = new URL('/v1/stripe/webhook', url);
const tenant = await makeTenant(database);
const account = stripe.addAccount();
await database.query(
  `insert into payment_accounts (organization_id, provider, account_id, charges_enabled) values ($1, 'stripe', $2, true)`,
  [tenant.organization.id, account.id]);
const activity = await tenant.activity({ capacity: 1000 });

async function hold(spots = 2) {
  const session = await tenant.session(activity);
  return assertStatus(await api.post(`${tenant.base}/reservations`, { session_id: session.id, spots }, { key: randomUUID() }), 201);
}

const order = (held, more = {}) => ({
  reservation_id: held.id, payment: 'stripe', customer: { first_name: 'Ann', last_name: 'Lee', email: 'ann@example.com' },
  success_url: 'https://example.com/thanks', cancel_url: 'https://example.com/sorry', ...more,
});
const checkOut = (held, options = {}) => api.post(`${tenant.base}/checkouts`, order(held), { key: randomUUID(), ...options });
const sessionOf = (checkout) => stripe.all('checkout.session').find(({ url: page }) => page === checkout.url);
const checkoutNow = async (checkout) => assertStatus(await api.get(`${tenant.base}/checkouts/${checkout.id}`), 200);
const send = async (event, options) => (await stripe.deliver(event, endpoint, options)).status;

// A checkout that waits for its payment, with its Checkout Session.
async function open() {
  const checkout = assertStatus(await checkOut(await hold()), 201);
  return { checkout, session: sessionOf(checkout) };
}

async function bookingsOf(checkout) {
  const { rows } = await database.query('select status, payment_status, paid_minor from bookings where checkout_id = $1', [checkout.id]);
  return rows;
}

test('a checkout opens a session on the account of the organization, and its payment confirms the booking', async () => {
  const { checkout, session } = await open();
  assert.equal(checkout.status, 'requires_payment');
  assert.equal(session.amount_total, checkout.amount);
  assert.equal(session.currency, 'gbp');
  assert.equal(session.customer_email, 'ann@example.com');
  assert.equal(session.success_url, 'https://example.com/thanks');
  const request = stripe.requests.at(-1);
  assert.equal(request.headers['stripe-account'], account.id);
  assert.equal(request.headers['stripe-version'], '2025-08-27.basil');
  assert.ok(request.headers['idempotency-key']);
  assert.equal(await send(stripe.pay(session.id)), 204);
  assert.equal((await checkoutNow(checkout)).status, 'complete');
  assert.deepEqual(await bookingsOf(checkout), [{ status: 'confirmed', payment_status: 'paid', paid_minor: String(checkout.amount) }]);
});

test('an event that comes again changes nothing more', async () => {
  const { checkout, session } = await open();
  const event = stripe.pay(session.id);
  assert.deepEqual(await Promise.all([send(event), send(event), send(event)]), [204, 204, 204]);
  assert.equal(await send(event), 204);
  assert.equal((await bookingsOf(checkout)).length, 1);
});

test('an expiry that is told before or after the payment takes no booking away', async () => {
  const { checkout, session } = await open();
  const event = stripe.pay(session.id);
  assert.equal(await send({ ...event, id: 'evt_late_expiry', type: 'checkout.session.expired' }), 204);
  assert.equal(await send(event), 204);
  const [booking] = await bookingsOf(checkout);
  assert.equal(booking.status, 'confirmed');
  assert.equal(await send({ ...event, id: 'evt_later_expiry', type: 'checkout.session.expired' }), 204);
  assert.deepEqual(await bookingsOf(checkout), [booking]);
});

test('a payment that takes days is no booking before it is made', async () => {
  const { checkout, session } = await open();
  assert.equal(await send(stripe.pay(session.id, { later: true })), 204);
  assert.deepEqual(await bookingsOf(checkout), []);
  assert.equal(await send(stripe.settle(session.id, true)), 204);
  assert.equal((await bookingsOf(checkout)).length, 1);
});

test('a session that expired gives the seats back', async () => {
  const { checkout, session } = await open();
  assert.equal(await send(stripe.expire(session.id)), 204);
  assert.equal((await checkoutNow(checkout)).status, 'expired');
  assert.deepEqual(await bookingsOf(checkout), []);
});

test('an event of another account touches nothing', async () => {
  const { checkout, session } = await open();
  const event = stripe.pay(session.id);
  assert.equal(await send({ ...event, id: 'evt_other', account: stripe.addAccount().id }), 204);
  assert.deepEqual(await bookingsOf(checkout), []);
});

test('webhooks that are forged, old, of the future, truncated or unsigned are refused', async () => {
  const { checkout, session } = await open();
  const event = stripe.pay(session.id);
  const now = Math.floor(Date.now() / 1000);
  const good = stripe.signed(event);
  const post = (body, headers) => api.send('POST', '/v1/stripe/webhook', { body, type: 'application/json', headers });
  const signature = good.headers['Stripe-Signature'];
  const cases = {
    forged: [good.body, stripe.signed(event, { secret: 'whsec_guess' }).headers['Stripe-Signature']],
    old: [good.body, stripe.signed(event, { time: now - 400 }).headers['Stripe-Signature']],
    'of the future': [good.body, stripe.signed(event, { time: now + 400 }).headers['Stripe-Signature']],
    truncated: [good.body.slice(0, -1), signature],
    'with another amount': [good.body.replace('"amount_total":', '"amount_total":1'), signature],
    garbage: [good.body, 'garbage'],
  };
  for (const [says, [body, header]] of Object.entries(cases)) {
    assertProblem(await post(body, { 'Stripe-Signature': header }), 400, 'invalid_signature', undefined, says);
  }
  assertProblem(await post(good.body, {}), 400, 'invalid_signature');
  assert.deepEqual(await bookingsOf(checkout), []);
  // While the secret is changed the old one is good, too.
  assert.equal(await send(event, { secret: oldSecret }), 204);
  assert.equal((await bookingsOf(checkout)).length, 1);
});

test('what is signed and no event is said so, and unknown events are taken', async () => {
  const post = (text) => {
    const { body, headers } = stripe.signed(text);
    return api.send('POST', '/v1/stripe/webhook', { body, headers });
  };
  assertProblem(await post({ object: 'charge' }), 400, 'malformed_json');
  assertProblem(await post([]), 400, 'malformed_json');
  assertStatus(await post({ id: 'evt_1', object: 'event', type: 'customer.created', data: { object: {} } }), 204);
});

test('a lost webhook loses nothing: Stripe is asked', async () => {
  const { checkout, session } = await open();
  stripe.pay(session.id);
  await database.query('update payments set check_at = now() where checkout_id = $1', [checkout.id]);
  await eventually('the booking', async () => (await bookingsOf(checkout)).length === 1);
});

test('a reply that was lost on the way is asked for again and opens one session', async () => {
  const before = stripe.all('checkout.session').length;
  stripe.failNext('lose_reply', 1);
  const checkout = assertStatus(await checkOut(await hold()), 201);
  assert.equal(stripe.all('checkout.session').length, before + 1);
  assert.equal(sessionOf(checkout).status, 'open');
});

for (const how of ['rate_limit', 'error', 'locked']) {
  test(`Stripe answers ${how} once: the call is made again`, async () => {
    stripe.failNext(how, 1);
    assertStatus(await checkOut(await hold()), 201);
  });
}

test('a refund by staff goes back to the card once, even where the reply was lost and the key forgotten', async () => {
  const { checkout, session } = await open();
  await send(stripe.pay(session.id));
  const { rows: [booking] } = await database.query('select id from bookings where checkout_id = $1', [checkout.id]);
  const as = await signIn(api, await makeUser(tenant, 'admin'));
  stripe.failNext('lose_reply', Infinity, 'POST');
  const reply = await api.post(`/v1/bookings/${booking.id}/refunds`, { amount: 100, to: 'payment_method', reason: 'Rain' },
    { as, key: randomUUID() });
  assert.ok(reply.status < 300, JSON.stringify(reply.body));
  const mine = () => stripe.all('refund').filter(({ payment_intent: intent }) => intent === stripe.object(session.id).payment_intent);
  await eventually('the end of the first attempt', async () => {
    const { rows } = await database.query('select last_error from refunds where booking_id = $1', [booking.id]);
    return rows[0]?.last_error != null;
  });
  assert.equal(mine().length, 1);
  stripe.recover();
  stripe.forgetIdempotencyKeys();
  await database.query(
    `update refunds set next_attempt_at = now(), lease_until = null where booking_id = $1 and status = 'due'`, [booking.id]);
  await eventually('the refund', async () => {
    const { rows } = await database.query('select status from refunds where booking_id = $1', [booking.id]);
    return rows[0]?.status === 'succeeded';
  });
  assert.equal(mine().length, 1);
  for (const event of stripe.events.filter(({ type }) => type === 'refund.created')) assert.equal(await send(event), 204);
  const { rows } = await database.query('select amount_minor from refunds where booking_id = $1', [booking.id]);
  assert.deepEqual(rows, [{ amount_minor: '100' }]);
});

test('a dispute marks the booking, and its end unmarks it', async () => {
  const { checkout, session } = await open();
  await send(stripe.pay(session.id));
  const event = stripe.dispute(stripe.object(session.id).payment_intent);
  assert.equal(await send(event), 204);
  assert.equal((await bookingsOf(checkout))[0].payment_status, 'disputed');
  assert.equal(await send(stripe.closeDispute(event.data.object.id, 'won')), 204);
  assert.equal((await bookingsOf(checkout))[0].payment_status, 'paid');
});

// Last: these leave the circuit open for a while.
test('Stripe hangs: a checkout is a 503 within its deadline, and then at once; availability does not notice', async () => {
  const holds = [];
  for (let i = 0; i < 8; i += 1) holds.push(await hold(1));
  stripe.failNext('hang');
  const key = randomUUID();
  let isAnswered = false;
  const waiting = checkOut(holds[0], { key }).finally(() => { isAnswered = true; });
  await eventually('the call to hang', () => stripe.requests.at(-1).path === '/v1/checkout/sessions');
  const today = new Date().toISOString().slice(0, 10);
  assertStatus(await api.get(`${tenant.base}/availability`, { query: { activity_id: activity.id, from: today, to: today } }), 200);
  assert.equal(isAnswered, false);
  const problem = assertProblem(await waiting, 503, 'payment_provider_unavailable');
  assert.ok(problem.detail);
  await Promise.all(holds.slice(1).map((held) => checkOut(held)));
  const asked = stripe.requests.length;
  const refused = await checkOut(holds[1]);
  assertProblem(refused, 503, 'payment_provider_unavailable');
  assert.ok(Number(refused.headers.get('retry-after')) >= 1);
  assert.equal(stripe.requests.length, asked, 'an open circuit asks nobody');
  stripe.recover();
  await eventually('the circuit to close', async () => (await checkOut(holds[0], { key })).status === 201);
});

test('Stripe goes away and comes back', async () => {
  const held = await hold();
  await stripe.stop();
  const key = randomUUID();
  assertProblem(await checkOut(held, { key }), 503, 'payment_provider_unavailable');
  await stripe.comeBack();
  await eventually('the same checkout', async () => (await checkOut(held, { key })).status === 201);
});
