// POST /v1/embed/{embed_key}/checkouts and GET .../checkouts/{id}
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { badBodies, invalidValues, missing, testBadInput } from '../support/bad_input.mjs';
import { assertLedger, assertNothingChanges } from '../support/ledger.mjs';
import { useServer } from '../support/server.mjs';
import { day, localDay, localTime, makeTenant } from '../support/tenant.mjs';

const zone = 'America/New_York';
const server = await useServer();
const { test } = server;
const tenant = await makeTenant(server.database, { timeZone: zone, currency: 'USD' });
const other = await makeTenant(server.database);
const activity = await tenant.activity({ capacity: 10 });

const ann = { first_name: 'Ann', last_name: 'Lee', email: 'ann@example.com' };

async function held(spots = 2, session = undefined) {
  const wanted = session ?? await tenant.session(activity);
  const reply = await server.api.post(`${tenant.base}/reservations`, { session_id: wanted.id, spots });
  return { session: wanted, reservation: assertStatus(reply, 201) };
}

function checkOut(reservationId, more = {}, { key = randomUUID(), owner = tenant } = {}) {
  const input = { reservation_id: reservationId, customer: ann, payment: 'pay_at_venue', ...more };
  return server.api.post(`${owner.base}/checkouts`, input, { key });
}

test('a hold becomes a confirmed booking that is paid at the venue', async () => {
  const start = new Date(Math.floor(Date.now() / 1000) * 1000 + 5 * day);
  const session = await tenant.session(activity, { start, price_minor: 4550 });
  const { reservation } = await held(3, session);
  const checkout = assertStatus(await checkOut(reservation.id), 201);
  assert.deepEqual([checkout.status, checkout.amount, checkout.currency], ['complete', 13_650, 'USD']);

  const { id, booking_number: number, confirmation_code: code, start_time: startTime, end_time: endTime,
    manage_url: manageUrl, ...booking } = checkout.booking;
  assert.deepEqual(booking, {
    status: 'confirmed', payment_status: 'unpaid', activity_id: activity.id, session_id: session.id,
    local_start: localTime(start, zone), party_size: 3, spots: 3, total: { amount: 13_650, currency: 'USD' },
    balance: { amount: 13_650, currency: 'USD' }, customer: ann });
  assert.equal(Date.parse(startTime), start.getTime());
  assert.equal(Date.parse(endTime), session.end_time.getTime());
  assert.ok(number.length >= 5 && code.length >= 8);
  assert.equal(assertStatus(await server.api.get(manageUrl.replace(/^.*(?=\/manage)/, '/v1')), 200).id, id);
  assert.deepEqual(assertStatus(await server.api.get(`${tenant.base}/checkouts/${checkout.id}`), 200), checkout);

  const { rows } = await server.database.query('select * from bookings where id = $1', [id]);
  assert.equal(rows.length, 1);
  assert.equal(rows[0].reservation_id, reservation.id);
  assert.equal(rows[0].booking_number, number);
  assert.equal((await tenant.sessionNow(session)).capacity_remaining, 7);
  const { rows: [{ booking_day: bookingDay }] } = await server.database.query(
    'select booking_date::text as booking_day from bookings where id = $1', [id]);
  assert.equal(bookingDay, localDay(start, zone));
  await assertLedger(server.database);
});

test('a private session costs the same for every party', async () => {
  const room = await tenant.activity({ mode: 'private', capacity: 6, min_party: 2, price_minor: 12_000 });
  const { reservation } = await held(4, await tenant.session(room));
  const checkout = assertStatus(await checkOut(reservation.id), 201);
  assert.equal(checkout.amount, 12_000);
  assert.deepEqual([checkout.booking.party_size, checkout.booking.spots], [4, 6]);
});

test('the price is the one of the session, not the one that the activity has got since', async () => {
  const tour = await tenant.activity({ price_minor: 1000 });
  const { reservation } = await held(2, await tenant.session(tour));
  await server.database.query('update activities set price_minor = 9999 where id = $1', [tour.id]);
  assert.equal(assertStatus(await checkOut(reservation.id), 201).amount, 2000);
});

test('booking numbers and codes are all different', async () => {
  const wide = await tenant.session(await tenant.activity({ capacity: 30 }));
  const replies = await Promise.all(Array.from({ length: 30 }, async () => {
    const { reservation } = await held(1, wide);
    return checkOut(reservation.id);
  }));
  const bookings = replies.map((reply) => assertStatus(reply, 201).booking);
  assert.equal(new Set(bookings.map((booking) => booking.booking_number)).size, 30);
  assert.equal(new Set(bookings.map((booking) => booking.confirmation_code)).size, 30);
});

test('a customer is one record, found by email in whatever case', async () => {
  const email = `Ann.${randomUUID()}@Example.com`;
  for (const spelling of [email, email.toLowerCase(), email.toUpperCase()]) {
    const { reservation } = await held(1);
    const { booking } = assertStatus(await checkOut(reservation.id, { customer: { ...ann, email: spelling } }), 201);
    assert.equal(booking.customer.email, email.toLowerCase());
  }
  const { rows } = await server.database.query(
    `select count(distinct c.id)::int as customers, count(b.id)::int as bookings from customers c
     join bookings b on (b.organization_id, b.customer_id) = (c.organization_id, c.id)
     where c.organization_id = $1 and c.email = $2`, [tenant.organization.id, email.toLowerCase()]);
  assert.deepEqual(rows, [{ customers: 1, bookings: 3 }]);
});

test('the same address at another organization is another customer', async () => {
  const email = `${randomUUID()}@example.com`;
  for (const owner of [tenant, other]) {
    const session = await owner.session(await owner.activity());
    const { id } = assertStatus(
      await server.api.post(`${owner.base}/reservations`, { session_id: session.id, spots: 1 }), 201);
    assertStatus(await checkOut(id, { customer: { ...ann, email } }, { owner }), 201);
  }
  const { rows } = await server.database.query(
    'select organization_id from customers where email = $1 order by 1', [email]);
  assert.deepEqual(rows.map((row) => row.organization_id),
    [tenant.organization.id, other.organization.id].sort());
});

test('names and phone numbers of the world are kept as they are', async () => {
  const customer = { ...ann, first_name: 'Žofie O\'Neil <b>', last_name: '李 🧩', phone: '+420 (222) 333-444' };
  const { reservation } = await held();
  const { booking } = assertStatus(await checkOut(reservation.id, { customer }), 201);
  const { rows: [{ contact }] } = await server.database.query(
    'select contact from bookings where id = $1', [booking.id]);
  assert.deepEqual(contact, customer);
  assert.deepEqual(booking.customer, customer);
});

test('a hold becomes one booking', async () => {
  const { session, reservation } = await held();
  assertStatus(await checkOut(reservation.id), 201);
  const again = await assertNothingChanges(server.database, tenant.organization.id, () => checkOut(reservation.id));
  assertProblem(again, 409, 'reservation_already_used');

  const raced = await held(2, session);
  const replies = await Promise.all(Array.from({ length: 20 }, () => checkOut(raced.reservation.id)));
  assert.equal(replies.filter((reply) => reply.status === 201).length, 1);
  for (const reply of replies.filter(({ status }) => status !== 201)) {
    assertProblem(reply, 409, 'reservation_already_used');
  }
  assert.equal((await tenant.sessionNow(session)).capacity_remaining, 6);
  await assertLedger(server.database);
});

test('checking out and releasing at once has one winner', async () => {
  for (let round = 0; round < 20; round += 1) {
    const { session, reservation } = await held(4);
    const [booked, released] = await Promise.all(
      [checkOut(reservation.id), server.api.delete(`${tenant.base}/reservations/${reservation.id}`)]);
    const { capacity_remaining: remaining } = await tenant.sessionNow(session);
    if (booked.status === 201) {
      assertProblem(released, 409, 'reservation_already_used');
      assert.equal(remaining, 6);
    } else {
      assertProblem(booked, 410, 'reservation_released');
      assertStatus(released, 200);
      assert.equal(remaining, 10);
    }
  }
  await assertLedger(server.database);
});

test('payment methods that the embed does not list are refused, and the hold stays', async () => {
  const { reservation } = await held();
  for (const payment of ['stripe', 'cash', 'PAY_AT_VENUE']) {
    const reply = await assertNothingChanges(server.database, tenant.organization.id,
      () => checkOut(reservation.id, { payment }));
    assertProblem(reply, 422, 'payment_method_unavailable', '/payment');
  }
  assertStatus(await checkOut(reservation.id), 201);
});

test('reservations and checkouts of others are not found', async () => {
  const { reservation } = await held();
  await assertNothingChanges(server.database, tenant.organization.id, async () => {
    assertProblem(await checkOut(reservation.id, {}, { owner: other }), 404, 'reservation_not_found');
    assertProblem(await checkOut(randomUUID()), 404, 'reservation_not_found');
    assertProblem(await checkOut(activity.id), 404, 'reservation_not_found');
    const nobody = { base: `/v1/embed/emb_${'0'.repeat(24)}` };
    assertProblem(await checkOut(reservation.id, {}, { owner: nobody }), 404, 'embed_not_found');
  });
  const checkout = assertStatus(await checkOut(reservation.id), 201);
  const ids = [[other, checkout.id], [tenant, randomUUID()], [tenant, reservation.id], [tenant, 'x'],
    [tenant, `${checkout.id}0`]];
  for (const [owner, id] of ids) {
    assertProblem(await server.api.get(`${owner.base}/checkouts/${id}`), 404, 'checkout_not_found');
  }
});

test('a checkout without a key is refused before anything is looked up', async () => {
  const { reservation } = await held();
  await assertNothingChanges(server.database, tenant.organization.id, async () => {
    assertProblem(await checkOut(reservation.id, {}, { key: null }), 400, 'idempotency_key_required');
  });
});

const { reservation: subject } = await held();
const good = () => ({ reservation_id: subject.id, customer: { ...ann, phone: '5550100' }, payment: 'pay_at_venue' });
const names = ['', '   ', 'a'.repeat(101), 'a\u0000b', 'a\nb', 5, true, [], {}];
testBadInput(server, 'checkouts that are refused', tenant,
  (request) => server.api.send('POST', `${tenant.base}/checkouts`, { key: randomUUID(), ...request }), [
    ...badBodies,
    ['no body', { type: 'application/json' }, 400, 'malformed_json'],
    ...['/reservation_id', '/customer', '/customer/first_name', '/customer/last_name', '/customer/email', '/payment']
      .flatMap((pointer) => missing(good(), pointer)),
    ...invalidValues(good(), '/reservation_id', ['', 'x', 5, [], {}, subject.id.replaceAll('-', '')]),
    ...invalidValues(good(), '/customer', ['Ann', 5, true, []]),
    ...invalidValues(good(), '/customer/first_name', names),
    ...invalidValues(good(), '/customer/last_name', names),
    ...invalidValues(good(), '/customer/email', ['', 'x', 'a@b', 'a b@c.de', `${'a'.repeat(250)}@b.de`, 5, [], {}]),
    ...invalidValues(good(), '/customer/phone', ['', '1'.repeat(33), '12\u000034', 5, [], {}]),
    ...invalidValues(good(), '/payment', ['', 'x'.repeat(33), 5, true, [], {}]),
    ['a price of the client\'s choice', { json: { ...good(), amount: 1 } }, 422, 'unknown_field', '/amount'],
    ...invalidValues(good(), '/tickets', [[], 'two', 5]),
    ...invalidValues(good(), '/success_url', ['', 'x', '/here', 'javascript:alert(1)', 'https://', 'https://a:b@c.de/', 5]),
    ...invalidValues(good(), '/cancel_url', ['ftp://c.de/', 'https//c.de']),
    ...invalidValues(good(), '/promo_code', ['', 'x'.repeat(65), 5]),
    ...invalidValues(good(), '/gift_card_code', ['', 'x'.repeat(65), []]),
    ['a status of the client\'s choice', { json: { ...good(), status: 'complete' } }, 422, 'unknown_field', '/status'],
    ['an unknown member of the customer', { json: { ...good(), customer: { ...ann, role: 'owner' } } },
      422, 'unknown_field', '/customer/role'],
    ['a faulty body without a key', { json: { ...good(), payment: 5 }, key: undefined },
      422, 'invalid_field', '/payment'],
  ]);
