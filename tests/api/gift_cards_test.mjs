// /v1/gift-cards: issued, spent in parts, voided.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { badBodies, invalidValues, missing, testBadInput } from '../support/bad_input.mjs';
import { assertNothingChanges } from '../support/ledger.mjs';
import { useServer } from '../support/server.mjs';
import { apiKey } from '../support/staff.mjs';
import { makeTenant } from '../support/tenant.mjs';

const server = await useServer();
const { test, api, database } = server;
const tenant = await makeTenant(database);
const other = await makeTenant(database);
const as = await apiKey(tenant, ['gift_cards:read', 'gift_cards:write']);
const stranger = await apiKey(other, ['gift_cards:read', 'gift_cards:write']);
const activity = await tenant.activity();

const issue = (more, options) => api.post('/v1/gift-cards', { initial: { amount: 5000 }, is_paid: true, ...more }, { as, ...options });
const issued = async (more) => assertStatus(await issue(more), 201);
const read = async (card) => assertStatus(await api.get(`/v1/gift-cards/${card.id}`, { as }), 200);
const money = (amount) => ({ amount, currency: 'GBP' });

// A booking of so many seats at 25.00, the rest of which is paid at the venue.
async function buy(code, spots = 1) {
  const session = await tenant.session(activity);
  const held = assertStatus(await api.post(`${tenant.base}/reservations`, { session_id: session.id, spots }), 201);
  const customer = { first_name: 'Ann', last_name: 'Lee', email: `${randomUUID()}@example.com` };
  return api.post(`${tenant.base}/checkouts`, { reservation_id: held.id, customer, payment: 'pay_at_venue', gift_card_code: code },
    { key: randomUUID() });
}

async function ledgerOf(card) {
  const { rows } = await database.query(
    `select kind, account::text, sum(amount_minor)::integer as amount from ledger_entries where organization_id = $1 and gift_card_id = $2
     group by kind, account order by kind, account::text`, [tenant.organization.id, card.id]);
  return rows.map(({ kind, account, amount }) => [kind, account, amount]);
}

test('a card is issued with a code that is told once and stands nowhere', async () => {
  const key = randomUUID();
  const input = { expires_at: '2030-01-01T00:00:00Z', recipient: { name: 'Bob', email: 'Bob@Example.com' }, message: 'Happy birthday' };
  const { code, ...card } = assertStatus(await issue(input, { key }), 201);
  assert.match(code, /^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
  const { id, created_at: createdAt, created_by: createdBy, ...rest } = card;
  assert.ok(id && createdBy && Date.parse(createdAt) <= Date.now());
  assert.deepEqual(rest, {
    last_four: code.slice(-4), initial: money(5000), balance: money(5000), reserved: money(0), status: 'active',
    expires_at: '2030-01-01T00:00:00Z', recipient: { name: 'Bob', email: 'bob@example.com' }, message: 'Happy birthday', is_paid: true,
    refund_id: null, voided_at: null, version: 1,
  });
  const again = await issue(input, { key });
  assert.deepEqual(assertStatus(again, 201), { ...card, code: null });
  assert.equal(again.headers.get('idempotency-replayed'), 'true');
  assert.deepEqual(await read(card), { ...card, uses: [] });
  const { data } = assertStatus(await api.get('/v1/gift-cards', { as, query: { limit: 100 } }), 200);
  assert.deepEqual(data.filter((listed) => listed.id === id), [card]);
  for (const table of ['gift_cards', 'idempotency_keys', 'outbox', 'audit_logs', 'mail_outbox']) {
    const { rows } = await database.query(`select from ${table} t where t::text ilike $1 or t::text ilike $2`,
      [`%${code}%`, `%${code.replaceAll('-', '')}%`]);
    assert.equal(rows.length, 0, `the code stands in ${table}`);
  }
  assert.deepEqual(await ledgerOf(card), [['gift_card.issue', 'gift_card_liability', -5000], ['gift_card.issue', 'venue_cash', 5000]]);
});

test('a present lowers sales instead of being paid', async () => {
  assert.deepEqual(await ledgerOf(await issued({ is_paid: false })),
    [['gift_card.issue', 'gift_card_liability', -5000], ['gift_card.issue', 'sales', 5000]]);
});

test('a card is spent in parts until nothing is left, and tells where', async () => {
  const { code, ...card } = await issued();
  const first = assertStatus(await buy(code.toLowerCase().replaceAll('-', ''), 1), 201);
  assert.deepEqual([first.booking.total.amount, first.amount], [2500, 0]);
  const second = assertStatus(await buy(code, 3), 201);
  assert.deepEqual([second.booking.total.amount, second.amount], [7500, 5000]);
  assertProblem(await buy(code), 422, 'invalid_gift_card', '/gift_card_code');
  const now = await read(card);
  assert.deepEqual([now.balance, now.reserved, now.version], [money(0), money(0), 1]);
  assert.deepEqual(now.uses.map(({ kind, state, amount, booking_id: booking, checkout_id: checkout }) =>
    [kind, state, amount.amount, booking, checkout]), [
    ['redemption', 'settled', 2500, second.booking.id, second.id], ['redemption', 'settled', 2500, first.booking.id, first.id]]);
});

test('a void card pays nothing any more', async () => {
  const { code, ...card } = await issued();
  assertStatus(await buy(code), 201);
  const voided = assertStatus(await api.post(`/v1/gift-cards/${card.id}/void`, {}, { as }), 200);
  assert.deepEqual([voided.status, voided.balance, voided.version], ['void', money(2500), 2]);
  assert.ok(Date.parse(voided.voided_at) <= Date.now());
  assertProblem(await buy(code), 422, 'invalid_gift_card', '/gift_card_code');
  assertProblem(await api.post(`/v1/gift-cards/${card.id}/void`, {}, { as }), 409, 'invalid_transition');
  assert.deepEqual((await ledgerOf(card)).filter(([kind]) => kind === 'gift_card.void'),
    [['gift_card.void', 'gift_card_liability', 2500], ['gift_card.void', 'sales', -2500]]);
});

test('an expired card and another organization\'s pay nothing', async () => {
  const { code, id } = await issued({ expires_at: new Date(Date.now() + 3600_000).toISOString() });
  await database.query("update gift_cards set expires_at = now() - interval '1 second' where id = $1", [id]);
  assertProblem(await buy(code), 422, 'invalid_gift_card', '/gift_card_code');
  const foreign = assertStatus(await issue({}, { as: stranger }), 201);
  assertProblem(await buy(foreign.code), 422, 'invalid_gift_card', '/gift_card_code');
});

test('a card that an open checkout is about to pay with is not voided', async () => {
  const { id } = await issued();
  await database.query('update gift_cards set reserved_minor = 1 where id = $1', [id]);
  assertProblem(await api.post(`/v1/gift-cards/${id}/void`, {}, { as }), 409, 'invalid_transition');
  await database.query('update gift_cards set reserved_minor = 0 where id = $1', [id]);
  assertStatus(await api.post(`/v1/gift-cards/${id}/void`, {}, { as }), 200);
});

test('another organization\'s card is not found', async () => {
  const card = await issued();
  for (const id of [card.id, randomUUID(), 'x']) {
    assertProblem(await api.get(`/v1/gift-cards/${id}`, { as: stranger }), 404, 'gift_card_not_found');
    const refused = await assertNothingChanges(database, tenant.organization.id, () =>
      api.post(`/v1/gift-cards/${id}/void`, {}, { as: stranger }));
    assertProblem(refused, 404, 'gift_card_not_found');
  }
  const { data } = assertStatus(await api.get('/v1/gift-cards', { as: stranger, query: { limit: 100 } }), 200);
  assert.ok(data.every(({ id }) => id !== card.id));
});

test('staff without the permission see no cards, and issue none', async () => {
  const reader = await apiKey(tenant, ['gift_cards:read']);
  assertStatus(await api.get('/v1/gift-cards', { as: reader }), 200);
  assertProblem(await issue({}, { as: reader }), 403, 'permission_denied');
  assertProblem(await api.get('/v1/gift-cards', { as: await apiKey(tenant, ['pricing:read']) }), 403, 'permission_denied');
});

const good = { initial: { amount: 1 }, is_paid: true, expires_at: '2030-01-01T00:00:00Z',
  recipient: { name: 'Bob', email: 'bob@example.com' }, message: 'Hello' };
testBadInput(server, 'bad gift cards are refused', tenant, (request) => api.send('POST', '/v1/gift-cards', { as, ...request }), [
  ...badBodies, ...missing(good, '/initial'), ...missing(good, '/initial/amount'), ...missing(good, '/is_paid'),
  ...invalidValues(good, '/initial/amount', [0, -1, 1.5, '5', 100_000_000_001]), ...invalidValues(good, '/is_paid', ['yes', 1]),
  ...invalidValues(good, '/expires_at', ['2020-01-01T00:00:00Z', 'tomorrow', 5]), ...invalidValues(good, '/recipient', [5, []]),
  ...invalidValues(good, '/recipient/name', ['', 5, 'x'.repeat(201)]), ...invalidValues(good, '/recipient/email', ['bob', 5]),
  ...invalidValues(good, '/message', [5, 'x'.repeat(501)]),
  ['a code', { json: { ...good, code: 'MINE' } }, 422, 'unknown_field', '/code'],
]);
