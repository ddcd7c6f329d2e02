// The pages with money: choosing how to pay, the test provider, codes, and the customer's own booking. As a browser
// without JavaScript sends them.
import assert from 'node:assert/strict';
import { assertStatus } from '../support/assertions.mjs';
import { assertLedger } from '../support/ledger.mjs';
import { useServer } from '../support/server.mjs';
import { makeTenant } from '../support/tenant.mjs';

const server = await useServer();
const { test, database } = server;
const customer = { first_name: 'Ann', last_name: 'Archer', email: 'ann@example.com' };

const pathOf = (address) => new URL(address, server.url).pathname + new URL(address, server.url).search;
const post = (path, fields) => server.api.send('POST', path,
  { body: new URLSearchParams(fields).toString(), type: 'application/x-www-form-urlencoded' });
const read = async (path) => assertStatus(await server.api.get(pathOf(path)), 200);
const hiddenOf = (html) => Object.fromEntries(
  [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]));

// Sends the form that a page shows, and gives the address of the next page.
async function submit(path, fields) {
  const reply = await post(path, { ...hiddenOf(await read(path)), ...fields });
  assert.equal(reply.status, 303, reply.body);
  return pathOf(reply.headers.get('location'));
}

async function rowsOf(table, tenant) {
  const { rows } = await database.query(`select * from ${table} where organization_id = $1 order by id`,
    [tenant.organization.id]);
  return rows;
}

// Two seats of a session that are held, at £25.00 each.
async function held(columns = {}) {
  const tenant = await makeTenant(database);
  const activity = await tenant.activity({ capacity: 4, ...columns });
  const session = await tenant.session(activity);
  const reply = await server.api.post(`${tenant.base}/reservations`, { session_id: session.id, spots: 2 });
  const { id } = assertStatus(reply, 201);
  return { tenant, activity, session, id, path: `/book/${tenant.embedKey}/holds/${id}` };
}

const confirm = (path, fields = {}) => submit(path, { ...customer, payment: 'test', action: 'confirm', ...fields });

test('a visitor pays online and is booked', async () => {
  const { tenant, path } = await held();
  const form = await read(path);
  assert.match(form, /name="payment" value="pay_at_venue" checked/);
  assert.match(form, /name="payment" value="test"/);
  assert.match(form, /£50\.00 now/);

  const payment = await confirm(path);
  assert.match(payment, /^\/test-payments\//);
  const page = await read(payment);
  assert.match(page, /This is only a test/);
  assert.match(page, /£50\.00/);
  const [checkout] = await rowsOf('checkouts', tenant);
  assert.match(await read(`/book/${tenant.embedKey}/confirmed/${checkout.id}`), /Your payment is not here yet/);

  const confirmation = await submit(payment, { action: 'pay' });
  assert.match(confirmation, /\/confirmed\//);
  const html = await read(confirmation);
  assert.match(html, /You are booked/);
  assert.match(html, /<dt>Paid<\/dt><dd>£50\.00/);
  assert.match(await read(payment), /This payment was made/);
  assert.equal((await post(payment, { action: 'pay' })).status, 200, 'a second press says how it is');
  const [booking] = await rowsOf('bookings', tenant);
  assert.equal(Number(booking.paid_minor), 5000);
  await assertLedger(database);
});

test('a payment that fails books nothing and gives the seats back', async () => {
  const { tenant, session, path } = await held();
  await submit(await confirm(path), { action: 'fail' });
  const [checkout] = await rowsOf('checkouts', tenant);
  assert.match(await read(`/book/${tenant.embedKey}/confirmed/${checkout.id}`), /The payment did not work/);
  assert.deepEqual(await rowsOf('bookings', tenant), []);
  assert.equal((await tenant.sessionNow(session)).capacity_remaining, 4);
});

test('a payment that comes too late is booked where the seats are still free', async () => {
  const { tenant, session, path } = await held();
  assert.match(await read(await submit(await confirm(path), { action: 'pay_too_late' })), /You are booked/);
  assert.equal((await rowsOf('bookings', tenant)).length, 1);
  assert.equal((await tenant.sessionNow(session)).capacity_remaining, 2);
  await assertLedger(database);
});

test('a payment that comes after the seats are gone goes back in full', async () => {
  const { tenant, session, path } = await held();
  const payment = await confirm(path);
  // Nobody can book the session any more, so there are no seats to take again.
  await database.query('update activity_sessions set is_closed = true where id = $1', [session.id]);
  const html = await read(await submit(payment, { action: 'pay_too_late' }));
  assert.match(html, /Your payment goes back to you/);
  assert.match(html, /£50\.00/);
  assert.deepEqual(await rowsOf('bookings', tenant), []);
  const [refund] = await rowsOf('refunds', tenant);
  assert.equal(Number(refund.amount_minor), 5000);
  await assertLedger(database);
});

test('one showing of the form is one checkout, and another way of paying is another', async () => {
  const { tenant, path } = await held();
  const form = { ...hiddenOf(await read(path)), ...customer, action: 'confirm' };
  const twice = await Promise.all([post(path, { ...form, payment: 'test' }), post(path, { ...form, payment: 'test' })]);
  assert.deepEqual(twice.map((reply) => reply.status), [303, 303]);
  assert.equal(new Set(twice.map((reply) => reply.headers.get('location'))).size, 1);
  assert.equal((await rowsOf('payments', tenant)).length, 1);

  const other = await post(path, { ...form, payment: 'pay_at_venue' });
  assert.match(await read(other.headers.get('location')), /To pay at the venue<\/dt><dd>£50\.00/);
  assert.deepEqual((await rowsOf('checkouts', tenant)).map(({ status }) => status).sort(), ['complete', 'expired']);
  assert.equal((await rowsOf('bookings', tenant)).length, 1);
});

test('codes are applied before the visitor confirms, and what is none says so at its field', async () => {
  const { tenant, path } = await held();
  await database.query(
    `insert into promo_codes (organization_id, id, code, kind, percent_ppm)
     values ($1, gen_random_uuid(), 'TENTH', 'percent', 100000)`, [tenant.organization.id]);
  const apply = (fields) => post(path, { ...fields, action: 'apply' });
  const page = assertStatus(await apply({ promo_code: ' tenth ', first_name: 'Ann' }), 200);
  assert.match(page, /TENTH/);
  assert.match(page, /-£5\.00/);
  assert.match(page, /Total<\/dt><dd>£45\.00/);
  assert.match(page, /name="first_name"[^>]*value="Ann"/);

  const refused = await apply({ promo_code: 'NONE', gift_card_code: '<b>' });
  assert.equal(refused.status, 422);
  assert.match(refused.body, /This promo code cannot be used/);
  assert.match(refused.body, /This gift card is not known/);
  assert.ok(!refused.body.includes('<b>'));
  assert.match(refused.body, /Total<\/dt><dd>£50\.00/);

  const html = await read(await confirm(path, { payment: 'pay_at_venue', promo_code: 'TENTH' }));
  assert.match(html, /To pay at the venue<\/dt><dd>£45\.00/);
});

test('a payment that is none of the test provider is not there', async () => {
  const none = '00000000-0000-7000-8000-000000000000';
  for (const path of [`/test-payments/${none}/${none}`, '/test-payments/x/y']) {
    assert.equal((await server.api.get(path)).status, 404);
    assert.equal((await post(path, { action: 'pay' })).status, 404);
  }
});
