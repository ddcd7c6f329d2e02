// kill -9 of the program between every two steps of a checkout and of a refund at Stripe: once it is back, the customer
// has a booking or their money, once.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { test } from 'node:test';
import pg from 'pg';
import { Client } from '../support/api.mjs';
import { assertStatus } from '../support/assertions.mjs';
import { assertLedger } from '../support/ledger.mjs';
import { eventually, start, temporaryFolder } from '../support/program.mjs';
import { makeUser, signIn } from '../support/staff.mjs';
import { startStripe } from '../support/stripe_server.mjs';
import { makeTenant } from '../support/tenant.mjs';

// The program on a data folder that outlives it, with a Stripe that does so too, and a tenant that takes payments by it.
class Site {
  static async make(t) {
    const site = Object.assign(new Site(), { t, folder: path.join(await temporaryFolder(t), 'data'), stripe: await startStripe() });
    t.after(async () => {
      await site.database?.end();
      await site.stripe.stop();
    });
    await site.start();
    site.tenant = await makeTenant(site.database);
    await site.database.query(
      `insert into payment_accounts (organization_id, provider, account_id, charges_enabled) values ($1, 'stripe', $2, true)`,
      [site.tenant.organization.id, site.stripe.addAccount().id]);
    site.as = await signIn(site.api, await makeUser(site.tenant, 'super-admin'));
    site.activity = await site.tenant.activity({ capacity: 10 });
    return site;
  }

  async start() {
    this.program = start(this.t, ['dev', '--port', '0', '--data-dir', this.folder, '--stripe-secret-key', this.stripe.secretKey,
      '--stripe-webhook-secrets', this.stripe.webhookSecret, '--stripe-api-base', this.stripe.url, '--stripe-timeout-ms', '5000']);
    const dev = await this.program.ready(this.folder);
    this.url = dev.url;
    this.api = new Client(dev.url);
    await this.database?.end();
    this.database = new pg.Pool({ connectionString: dev.database_url, max: 2 });
    this.database.on('error', () => {});  // of idle connections, which end with their server
    if (this.tenant) this.tenant.database = this.database;
  }

  async crash() {
    await this.program.stop('SIGKILL');
    this.stripe.recover();
    await this.start();
  }

  async rows(sql, ...parameters) {
    return (await this.database.query(sql, [this.tenant.organization.id, ...parameters])).rows;
  }

  // What waits for its time is due now.
  async hurry() {
    await this.rows(`update payments set check_at = now() where organization_id = $1 and status = 'open'`);
    await this.rows(`update refunds set next_attempt_at = now(), lease_until = null where organization_id = $1 and status = 'due'`);
  }

  // A session with a hold of two seats, and how it is checked out.
  async order() {
    const session = await this.tenant.session(this.activity);
    const held = assertStatus(await this.api.post(`${this.tenant.base}/reservations`, { session_id: session.id, spots: 2 }), 201);
    const json = { reservation_id: held.id, payment: 'stripe', customer: { first_name: 'Ann', last_name: 'Lee', email: 'ann@example.com' },
      success_url: 'https://example.com/thanks', cancel_url: 'https://example.com/sorry' };
    return { session, json, key: randomUUID() };
  }

  checkOut({ json, key }) {
    return this.api.post(`${this.tenant.base}/checkouts`, json, { key });
  }

  // What Stripe has of the checkout at this address.
  sessionAt(url) {
    return this.stripe.all('checkout.session').find((session) => session.url === url);
  }

  // The money of the whole tenant: what Stripe has and gave back, what the books say, and the seats.
  async verify(session, { seats, captured, returned, bookings }) {
    const sum = (list, read) => list.reduce((total, value) => total + read(value), 0);
    const atStripe = {
      captured: sum(this.stripe.all('payment_intent'), (intent) => intent.amount_received),
      returned: sum(this.stripe.all('refund'), (refund) => refund.amount),
    };
    const [ours] = await this.rows(`select
      (select coalesce(sum(captured_minor), 0) from payments where organization_id = $1)::integer as captured,
      (select coalesce(sum(amount_minor), 0) from refunds where organization_id = $1 and status = 'succeeded')::integer as returned,
      (select count(*) from bookings where organization_id = $1 and status = 'confirmed')::integer as bookings`);
    assert.deepEqual(atStripe, { captured, returned });
    assert.deepEqual(ours, { captured, returned, bookings });
    assert.equal((await this.tenant.sessionNow(session)).capacity_remaining, 10 - seats);
    await assertLedger(this.database);
  }

  // A booking that was paid.
  async sell() {
    const order = await this.order();
    const checkout = assertStatus(await this.checkOut(order), 201);
    await this.stripe.deliver(this.stripe.pay(this.sessionAt(checkout.url).id), new URL('/v1/stripe/webhook', this.url));
    const [{ id }] = await this.rows('select id from bookings where organization_id = $1 and checkout_id = $2', checkout.id);
    return { ...order, bookingId: id };
  }
}

const cutOff = (promise) => promise.then(() => null, (error) => {
  if (!(error instanceof TypeError)) throw error;  // fetch says so of a connection; others are faults
});

// Kills the program while it waits for Stripe's answer to the next call of the kind that `action` leads to.
async function killWhileAsking(site, how, action) {
  const before = site.stripe.requests.length;
  site.stripe.failNext(how, Infinity, 'POST');
  const asked = action();
  await eventually('the call', () => site.stripe.requests.length > before);
  await site.crash();
  await asked;
}

const cuts = [['before Stripe did anything', 'hang'], ['after Stripe did it and before its answer came', 'lose_reply']];
for (const [when, how] of cuts) {
  test(`a payment is being opened, ${when}: who asks again pays once`, async (t) => {
    const site = await Site.make(t);
    const order = await site.order();
    await killWhileAsking(site, how, () => cutOff(site.checkOut(order)));
    const checkout = assertStatus(await site.checkOut(order), 201);
    assert.equal(site.stripe.all('checkout.session').length, 1);
    site.stripe.pay(site.sessionAt(checkout.url).id);
    await site.hurry();
    await eventually('the booking', async () => (await site.rows('select id from bookings where organization_id = $1')).length === 1);
    await site.verify(order.session, { seats: 2, captured: 5000, returned: 0, bookings: 1 });
  });

  test(`a payment is being opened, ${when}: who gives the seats back pays nothing`, async (t) => {
    const site = await Site.make(t);
    const order = await site.order();
    await killWhileAsking(site, how, () => cutOff(site.checkOut(order)));
    assertStatus(await site.api.delete(`${site.tenant.base}/reservations/${order.json.reservation_id}`), 200);
    await eventually('the end of the payment', async () => {
      await site.hurry();
      return (await site.rows(`select id from payments where organization_id = $1 and status = 'expired'`)).length === 1;
    });
    assert.ok(site.stripe.all('checkout.session').every(({ status }) => status === 'expired'));
    await site.verify(order.session, { seats: 0, captured: 0, returned: 0, bookings: 0 });
  });

  test(`a refund is being made, ${when}: it goes back once`, async (t) => {
    const site = await Site.make(t);
    const sold = await site.sell();
    await killWhileAsking(site, how, () => cutOff(site.api.post(`/v1/bookings/${sold.bookingId}/refunds`, { amount: 1200, reason: 'Rain' },
      { as: site.as, key: randomUUID() })));
    await eventually('the refund', async () => {
      await site.hurry();
      return (await site.rows(`select id from refunds where organization_id = $1 and status = 'succeeded'`)).length === 1;
    });
    await site.verify(sold.session, { seats: 2, captured: 5000, returned: 1200, bookings: 1 });
  });
}

test('it was paid while the program was away, and no webhook came: booked', async (t) => {
  const site = await Site.make(t);
  const order = await site.order();
  const checkout = assertStatus(await site.checkOut(order), 201);
  await site.program.stop('SIGKILL');
  site.stripe.pay(site.sessionAt(checkout.url).id);
  await site.start();
  await site.hurry();
  await eventually('the booking', async () => (await site.rows('select id from bookings where organization_id = $1')).length === 1);
  await site.verify(order.session, { seats: 2, captured: 5000, returned: 0, bookings: 1 });
});

test('a webhook arrives while the program dies, and comes again: booked once', async (t) => {
  const site = await Site.make(t);
  for (let round = 1; round <= 3; round += 1) {
    const order = await site.order();
    const checkout = assertStatus(await site.checkOut(order), 201);
    const event = site.stripe.pay(site.sessionAt(checkout.url).id);
    const arriving = cutOff(site.stripe.deliver(event, new URL('/v1/stripe/webhook', site.url)));
    await site.crash();
    await arriving;
    for (let i = 0; i < 2; i += 1) {
      assert.equal((await site.stripe.deliver(event, new URL('/v1/stripe/webhook', site.url))).status, 204);
    }
    await site.verify(order.session, { seats: 2, captured: 5000 * round, returned: 0, bookings: round });
  }
});

test('a late payment without seats is on its way back when the program dies: it goes back once', async (t) => {
  const site = await Site.make(t);
  const order = await site.order();
  const checkout = assertStatus(await site.checkOut(order), 201);
  await site.rows(`update slot_reservations set expires_at = now() - interval '1 second' where organization_id = $1`);
  await site.tenant.settle();
  assertStatus(await site.api.post(`${site.tenant.base}/reservations`, { session_id: order.session.id, spots: 10 }), 201);
  const event = site.stripe.pay(site.sessionAt(checkout.url).id);
  await killWhileAsking(site, 'lose_reply', () => cutOff(site.stripe.deliver(event, new URL('/v1/stripe/webhook', site.url))));
  await eventually('the refund', async () => {
    await site.hurry();
    return (await site.rows(`select id from refunds where organization_id = $1 and status = 'succeeded'`)).length === 1;
  });
  await site.verify(order.session, { seats: 10, captured: 5000, returned: 5000, bookings: 0 });
});
