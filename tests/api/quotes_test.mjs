// POST /v1/embed/{embed_key}/quotes: every line of a price before it is paid.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { badBodies, changed, invalidValues, testBadInput } from '../support/bad_input.mjs';
import { useServer } from '../support/server.mjs';
import { apiKey } from '../support/staff.mjs';
import { makeTenant } from '../support/tenant.mjs';

const server = await useServer();
const { test, api, database } = server;
const scopes = ['pricing:read', 'pricing:write', 'gift_cards:write', 'activities:read', 'activities:write', 'sessions:write'];

// A shop with an activity, a session of it, two ticket types and a key to edit them.
async function makeShop(options) {
  const tenant = await makeTenant(database, options);
  const as = await apiKey(tenant, scopes);
  const activity = await tenant.activity();
  const session = await tenant.session(activity);
  const add = async (path, input) => assertStatus(await api.post(path, input, { as }), 201);
  const adult = await add('/v1/ticket-types', { activity_id: activity.id, name: 'Adult', price: { amount: 2500 }, position: 1 });
  const child = await add('/v1/ticket-types',
    { activity_id: activity.id, name: 'Child', ages: { min: 4, max: 15 }, price: { amount: 1250 }, position: 2 });
  const quote = (question, opts) => api.post(`${tenant.base}/quotes`, { session_id: session.id, ...question }, opts);
  return { tenant, as, activity, session, add, adult, child, quote };
}

const shop = await makeShop();
const money = (amount, currency = 'GBP') => ({ amount, currency });
const tickets = ({ adult, child }, adults, children) => [
  { ticket_type_id: adult.id, quantity: adults }, { ticket_type_id: child.id, quantity: children }];

test('a quote has every line, and they add up', async () => {
  const { add, quote, activity, adult, as } = await makeShop().then((s) => Object.assign(shop, s));
  await add('/v1/tax-rates', { name: 'Sales tax', rate_ppm: 88750, is_inclusive: false });
  await add('/v1/promo-codes', { code: 'spring10', discount: { kind: 'percent', rate_ppm: 100000 } });
  const { code } = await add('/v1/gift-cards', { initial: { amount: 1000 }, is_paid: true });
  const fees = assertStatus(await api.get('/v1/pricing', { as }), 200);
  assertStatus(await api.patch('/v1/pricing',
    { booking_fee: { name: 'Service', rate_ppm: 25000, fixed: { amount: 30 }, mode: 'passed_on', is_taxed: true } },
    { as, version: fees.version }), 200);
  const asked = { tickets: tickets(shop, 2, 1), promo_code: ' Spring10', gift_card_code: code.toLowerCase().replaceAll('-', ' ') };
  const before = assertStatus(await quote(asked), 200);
  // 6250 - 625 = 5625; 2.5 % = 140.625, and 30: 171; 8.875 % of 5796 = 514.395: docs/explanation/pricing.md
  const { lines, cancellation_policy: policy, ...sums } = before;
  assert.deepEqual(sums, {
    session_id: shop.session.id, currency: 'GBP', party_size: 3, spots: 3, subtotal: money(6250), discount: money(625), fee: money(171),
    tax: money(514), total: money(6310), gift_card: money(1000), due: money(5310), due_now: money(5310),
  });
  assert.deepEqual(lines.map(({ kind, name, amount }) => [kind, name, amount.amount]), [
    ['ticket', 'Adult', 5000], ['ticket', 'Child', 1250], ['discount', 'SPRING10', -625], ['fee', 'Service', 171],
    ['tax', 'Sales tax', 514], ['gift_card', `Gift card ${code.slice(-4)}`, -1000]]);
  assert.deepEqual(lines[0],
    { kind: 'ticket', name: 'Adult', ticket_type_id: adult.id, quantity: 2, unit_price: money(2500), amount: money(5000) });
  assert.equal(policy.fee.amount, 0);

  const shown = assertStatus(await api.get(`/v1/activities/${activity.id}`, { as }), 200);
  assertStatus(await api.patch(`/v1/activities/${activity.id}`, {
    deposit: { kind: 'percent', rate_ppm: 300000 },
    cancellation_policy: { windows: [{ hours_before: 48, refund_ppm: 500000 }], fee: { amount: 500 }, reschedule_hours_before: 12,
      no_show_fee_ppm: 0 },
  }, { as, version: shown.version }), 200);
  const after = assertStatus(await quote(asked), 200);
  assert.deepEqual([after.due_now, after.due], [money(893), money(5310)], '30 % of 6310, of which the gift card pays 1000');
  assert.deepEqual(after.cancellation_policy,
    { windows: [{ hours_before: 48, refund_ppm: 500000 }], fee: money(500), reschedule_hours_before: 12, no_show_fee_ppm: 0 });
});

test('asking changes nothing and reserves nothing', async () => {
  const { add, quote } = shop;
  await add('/v1/promo-codes', { code: 'once', discount: { kind: 'free' }, limits: { uses: 1 } });
  for (let i = 0; i < 3; i += 1) {
    assert.equal(assertStatus(await quote({ party_size: 1, promo_code: 'ONCE' }), 200).total.amount, 0);
  }
});

test('the price of a hold, which says how many people come', async () => {
  const { tenant, session, quote, adult } = await makeShop();
  const held = assertStatus(await api.post(`${tenant.base}/reservations`, { session_id: session.id, spots: 3 }), 201);
  const ask = (more) => api.post(`${tenant.base}/quotes`, { reservation_id: held.id, ...more });
  assert.deepEqual(assertStatus(await ask(), 200).total, money(7500));
  assertProblem(await ask({ tickets: [{ ticket_type_id: adult.id, quantity: 2 }] }), 422, 'invalid_field', '/tickets');
  assertProblem(await ask({ party_size: 2 }), 422, 'invalid_field', '/party_size');
  assertProblem(await ask({ session_id: session.id }), 422, 'invalid_field', '/reservation_id');
  assertStatus(await quote({ party_size: 2 }), 200);
  await tenant.lapse(held.id);
  assertProblem(await ask(), 410, 'reservation_expired');
  const second = assertStatus(await api.post(`${tenant.base}/reservations`, { session_id: session.id, spots: 1 }), 201);
  assertStatus(await api.delete(`${tenant.base}/reservations/${second.id}`), 200);
  assertProblem(await api.post(`${tenant.base}/quotes`, { reservation_id: second.id }), 410, 'reservation_released');
  assertProblem(await api.post(`${shop.tenant.base}/quotes`, { reservation_id: held.id }), 404, 'reservation_not_found');
});

test('prices by the clock are shown by availability and by the quote', async () => {
  const { tenant, activity, session, add, quote, adult, child } = await makeShop({ timeZone: 'Asia/Tokyo' });
  await add('/v1/price-rules',
    { activity_id: activity.id, ticket_type_id: child.id, name: 'Children free', change: { kind: 'price', amount: 0 }, position: 1 });
  await add('/v1/price-rules', { activity_id: activity.id, name: 'All', change: { kind: 'percent', rate_ppm: 100000 }, position: 2 });
  const today = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const to = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
  const { data } = assertStatus(await api.get(`${tenant.base}/availability`, { query: { activity_id: activity.id, from: today, to } }),
    200);
  assert.deepEqual(data.map(({ id, price }) => [id, price]), [[session.id, money(2750)]]);
  assert.deepEqual(assertStatus(await quote({ tickets: tickets({ adult, child }, 1, 1) }), 200).total, money(2750));
});

const offers = async (tenant) => assertStatus(await api.get(tenant.base), 200).activities[0].ticket_types;

test('an embed tells what is sold, and what cancelling costs', async () => {
  const { tenant, as, child } = await makeShop();
  assert.deepEqual((await offers(tenant)).map(({ name, min_age: min, max_age: max, price }) => [name, min, max, price.amount]),
    [['Adult', undefined, undefined, 2500], ['Child', 4, 15, 1250]]);
  assertStatus(await api.patch(`/v1/ticket-types/${child.id}`, { is_active: false }, { as, version: child.version }), 200);
  assert.deepEqual((await offers(tenant)).map(({ name }) => name), ['Adult']);
  const [activity] = assertStatus(await api.get(tenant.base), 200).activities;
  assert.deepEqual([activity.deposit, activity.cancellation_policy.windows],
    [{ kind: 'none' }, [{ hours_before: 24, refund_ppm: 1000000 }]]);
});

test('what cannot be booked has no price', async () => {
  const { session, quote, adult, as } = await makeShop();
  const refusal = assertProblem(await quote({ party_size: 11 }), 422, 'invalid_spots', '/party_size');
  assert.deepEqual([refusal.min_party, refusal.max_party], [1, 10]);
  assertProblem(await quote({ tickets: [{ ticket_type_id: adult.id, quantity: 11 }] }), 422, 'invalid_spots', '/tickets');
  assertProblem(await quote({ tickets: [{ ticket_type_id: randomUUID(), quantity: 1 }] }), 422, 'invalid_field',
    '/tickets/0/ticket_type_id');
  assertProblem(await quote({ tickets: [{ ticket_type_id: shop.adult.id, quantity: 1 }] }), 422, 'invalid_field',
    '/tickets/0/ticket_type_id');
  assertProblem(await quote({}), 422, 'missing_field', '/party_size');
  assertProblem(await api.post(`${shop.tenant.base}/quotes`, { session_id: session.id, party_size: 1 }), 404, 'session_not_found');
  assertProblem(await api.post(`/v1/embed/emb_${'0'.repeat(24)}/quotes`, { session_id: session.id, party_size: 1 }), 404,
    'embed_not_found');
  assertStatus(await api.post(`/v1/sessions/${session.id}/close`, {}, { as }), 200);
  assertProblem(await quote({ party_size: 1 }), 409, 'session_closed');
});

test('promo codes that are none answer alike, whatever is wrong with them', async () => {
  const { tenant, activity, add, quote } = await makeShop();
  const other = await tenant.activity();
  const discount = { kind: 'fixed', amount: 100 };
  const yesterday = new Date(Date.now() - 86_400_000).toISOString().replace(/\.\d+/, '');
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().replace(/\.\d+/, '');
  await add('/v1/promo-codes', { code: 'expired', discount, validity: { until: yesterday } });
  await add('/v1/promo-codes', { code: 'early', discount, validity: { from: tomorrow } });
  await add('/v1/promo-codes', { code: 'elsewhere', discount, activity_ids: [other.id] });
  await add('/v1/promo-codes',
    { code: 'here', discount, activity_ids: [activity.id, other.id], validity: { from: yesterday, until: tomorrow } });
  const used = await add('/v1/promo-codes', { code: 'used-up', discount, limits: { uses: 1 } });
  await database.query('update promo_codes set uses_settled = 1 where id = $1', [used.id]);
  assert.equal(assertStatus(await quote({ party_size: 1, promo_code: 'HERE' }), 200).discount.amount, 100);
  const refusals = [];
  for (const code of ['nothing', 'expired', 'early', 'elsewhere', 'used-up']) {
    const reply = await quote({ party_size: 1, promo_code: code });
    const { request_id: requestId, ...refusal } = assertProblem(reply, 422, 'invalid_promo_code', '/promo_code');
    refusals.push(refusal);
  }
  for (const refusal of refusals) assert.deepEqual(refusal, refusals[0]);
  await database.query('update promo_codes set uses_settled = 0 where id = $1', [used.id]);
});

test('a code for larger bookings says from which price on', async () => {
  const { add, quote } = await makeShop();
  await add('/v1/promo-codes', { code: 'large', discount: { kind: 'free' }, minimum: { amount: 5000 } });
  assert.equal(assertProblem(await quote({ party_size: 1, promo_code: 'large' }), 422, 'invalid_promo_code', '/promo_code').minimum_minor,
    5000);
  assert.equal(assertStatus(await quote({ party_size: 2, promo_code: 'large' }), 200).total.amount, 0);
});

test('guessing ends after ten codes that are none, for promo codes and gift cards together, and only there', async () => {
  const { quote, add } = await makeShop();
  await add('/v1/promo-codes', { code: 'good', discount: { kind: 'free' } });
  // The addresses of one network, which are one visitor.
  const guess = (question, host) => quote({ party_size: 1, ...question }, { visitor: `2001:db8:1:2::${host}` });
  for (let i = 0; i < 5; i += 1) {
    assertProblem(await guess({ promo_code: `guess-${i}` }, i + 1), 422, 'invalid_promo_code', '/promo_code');
    assertProblem(await guess({ gift_card_code: `guess-${i}` }, i + 1), 422, 'invalid_gift_card', '/gift_card_code');
  }
  const refused = await guess({ promo_code: 'good' }, 99);
  assertProblem(refused, 429, 'too_many_attempts');
  const wait = Number(refused.headers.get('retry-after'));
  assert.ok(wait > 0 && wait <= 900, `${wait}`);
  assertStatus(await guess({}, 99), 200);
  assertStatus(await quote({ party_size: 1, promo_code: 'good' }, { visitor: '2001:db8:1:3::1' }), 200);
  const elsewhere = await makeShop();
  assertProblem(await elsewhere.quote({ party_size: 1, promo_code: 'guess' }, { visitor: '2001:db8:1:2::1' }), 422, 'invalid_promo_code',
    '/promo_code');
});

test('a private session has one price and no tickets', async () => {
  const { tenant, adult } = await makeShop();
  const room = await tenant.activity({ mode: 'private', capacity: 6, price_minor: 12000 });
  const session = await tenant.session(room);
  const ask = (more) => api.post(`${tenant.base}/quotes`, { session_id: session.id, party_size: 4, ...more });
  const quote = assertStatus(await ask(), 200);
  assert.deepEqual([quote.total, quote.spots, quote.party_size], [money(12000), 6, 4]);
  assertProblem(await ask({ tickets: [{ ticket_type_id: adult.id, quantity: 4 }] }), 422, 'invalid_field', '/tickets');
});

for (const [currency, amount, expected] of [['JPY', 1501, 1651], ['KWD', 7505, 8256]]) {
  test(`prices in ${currency} are whole minor units of it`, async () => {
    const tenant = await makeTenant(database, { currency });
    const as = await apiKey(tenant, scopes);
    const activity = await tenant.activity({ price_minor: amount });
    const session = await tenant.session(activity);
    assertStatus(await api.post('/v1/tax-rates', { name: 'Tax', rate_ppm: 100000, is_inclusive: false }, { as }), 201);
    // 10 % of 1501 is 150.1, of 7505 it is 750.5
    assert.deepEqual(assertStatus(await api.post(`${tenant.base}/quotes`, { session_id: session.id, party_size: 1 }), 200).total,
      money(expected, currency));
  });
}

const good = { session_id: shop.session.id, party_size: 2 };
const withTickets = { session_id: shop.session.id, tickets: [{ ticket_type_id: shop.adult.id, quantity: 1 }] };
testBadInput(server, 'bad questions are refused', shop.tenant, (request) => api.send('POST', `${shop.tenant.base}/quotes`, request), [
  ...badBodies,
  ['neither a session nor a reservation', { json: { party_size: 1 } }, 422, 'missing_field', '/session_id'],
  ...invalidValues(good, '/session_id', ['x', 5, [], {}]),
  ...invalidValues({ reservation_id: randomUUID() }, '/reservation_id', ['x', 5]),
  ...invalidValues(good, '/party_size', [0, -1, 1.5, 1001, '2', []]),
  ...invalidValues(withTickets, '/tickets', [5, 'x', {}, [], Array(101).fill(withTickets.tickets[0])]),
  ...invalidValues(withTickets, '/tickets/0/quantity', [0, -1, 1.5, 1001, '1']),
  ...invalidValues(withTickets, '/tickets/0/ticket_type_id', ['x', 5]),
  ['no quantity', { json: changed(withTickets, '/tickets/0/quantity') }, 422, 'missing_field', '/tickets/0/quantity'],
  ['a price', { json: { ...good, price: 1 } }, 422, 'unknown_field', '/price'],
  ['a price of a ticket', { json: changed(withTickets, '/tickets/0/price', 1) }, 422, 'unknown_field', '/tickets/0/price'],
  ...invalidValues({ ...good, promo_code: 'x' }, '/promo_code', ['', 5, 'x'.repeat(65), 'a\u0000b']),
  ...invalidValues({ ...good, gift_card_code: 'x' }, '/gift_card_code', ['', 5, 'x'.repeat(65)]),
  ...invalidValues({ ...good, customer_email: 'ann@example.com' }, '/customer_email', ['ann', 5, 'a@b']),
]);
