// /v1/promo-codes: who may use a code, how often, and for what.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { badBodies, invalidValues, missing, testBadInput } from '../support/bad_input.mjs';
import { useServer } from '../support/server.mjs';
import { apiKey } from '../support/staff.mjs';
import { makeTenant } from '../support/tenant.mjs';

const server = await useServer();
const { test, api, database } = server;
const tenant = await makeTenant(database);
const other = await makeTenant(database);
const as = await apiKey(tenant, ['pricing:read', 'pricing:write']);
const stranger = await apiKey(other, ['pricing:read', 'pricing:write']);
const activity = await tenant.activity();

const inputFor = (more = {}) => ({ code: `code-${randomUUID().slice(0, 8)}`, discount: { kind: 'percent', rate_ppm: 100000 }, ...more });
const create = (more, options) => api.post('/v1/promo-codes', inputFor(more), { as, ...options });
const made = async (more) => assertStatus(await create(more), 201);
const edit = (promo, change, options = {}) => api.patch(`/v1/promo-codes/${promo.id}`, change, { as, version: promo.version, ...options });
const read = async (promo) => assertStatus(await api.get(`/v1/promo-codes/${promo.id}`, { as }), 200);

// A booking of one seat that is paid at the venue.
async function buy(promoCode, { email = `${randomUUID()}@example.com`, of = activity } = {}) {
  const session = await tenant.session(of);
  const held = assertStatus(await api.post(`${tenant.base}/reservations`, { session_id: session.id, spots: 1 }), 201);
  const customer = { first_name: 'Ann', last_name: 'Lee', email };
  return api.post(`${tenant.base}/checkouts`, { reservation_id: held.id, customer, payment: 'pay_at_venue', promo_code: promoCode },
    { key: randomUUID() });
}

test('a code is made in capitals, read, listed and edited', async () => {
  const promo = await made({
    code: 'Spring_10', description: 'Newsletter', validity: { from: '2026-01-01T00:00:00Z', until: '2027-01-01T00:00:00+00:00' },
    minimum: { amount: 500 }, limits: { uses: 10, uses_per_customer: 1 }, activity_ids: [activity.id],
  });
  const { id, created_at: createdAt, ...rest } = promo;
  assert.ok(Date.parse(createdAt) <= Date.now());
  assert.deepEqual(rest, {
    code: 'SPRING_10', description: 'Newsletter', discount: { kind: 'percent', rate_ppm: 100000 },
    validity: { from: '2026-01-01T00:00:00Z', until: '2027-01-01T00:00:00Z' }, minimum: { amount: 500, currency: 'GBP' },
    limits: { uses: 10, uses_per_customer: 1 }, activity_ids: [activity.id], uses: { reserved: 0, settled: 0 }, is_active: true, version: 1,
  });
  assert.deepEqual(await read(promo), promo);
  const { data } = assertStatus(await api.get('/v1/promo-codes', { as, query: { activity_id: activity.id, limit: 100 } }), 200);
  assert.ok(data.some((listed) => listed.id === id));
  const change = { discount: { kind: 'free' }, validity: {}, limits: {}, activity_ids: [], is_active: false };
  const edited = assertStatus(await edit(promo, change), 200);
  assert.deepEqual(edited, { ...promo, ...change, version: 2 });
  assert.equal(assertProblem(await edit(promo, { description: 'x' }), 412, 'precondition_failed').version, 2);
  assertProblem(await edit(edited, { code: 'OTHER' }), 422, 'unknown_field', '/code');
});

test('a code names one discount of an organization, however it is written', async () => {
  const promo = await made();
  assertProblem(await create({ code: promo.code.toLowerCase() }), 409, 'already_exists', '/code');
  assertStatus(await create({ code: promo.code }, { as: stranger }), 201);
});

test('codes are for activities that there are', async () => {
  const foreign = await other.activity();
  for (const id of [foreign.id, randomUUID()]) {
    const code = `none-${randomUUID().slice(0, 8)}`;
    assertProblem(await create({ code, activity_ids: [activity.id, id] }), 404, 'activity_not_found', '/activity_ids');
    const promo = await made({ code });
    assertProblem(await edit(promo, { activity_ids: [id] }), 404, 'activity_not_found', '/activity_ids');
    assert.deepEqual(await read(promo), promo);
  }
});

test('a limited code is used as often as it may be, and its uses are told', async () => {
  const promo = await made({ limits: { uses: 2 }, discount: { kind: 'fixed', amount: 500 } });
  const first = assertStatus(await buy(promo.code), 201);
  assert.equal(first.booking.total.amount, 2000);
  assert.deepEqual((await read(promo)).uses, { reserved: 0, settled: 1 });
  assertStatus(await buy(promo.code.toLowerCase()), 201);
  assertProblem(await buy(promo.code), 422, 'invalid_promo_code', '/promo_code');
  const now = await read(promo);
  assert.deepEqual(now.uses, { reserved: 0, settled: 2 });
  assert.equal(assertProblem(await edit(now, { limits: { uses: 1 } }), 422, 'invalid_field', '/limits/uses').uses_taken, 2);
  assertStatus(await edit(now, { limits: { uses: 3 } }), 200);
  assertStatus(await buy(promo.code), 201);
});

test('one customer uses a code as often as one customer may', async () => {
  const promo = await made({ limits: { uses_per_customer: 1 } });
  assertStatus(await buy(promo.code, { email: 'ann@example.com' }), 201);
  assertProblem(await buy(promo.code, { email: 'ANN@example.com' }), 422, 'invalid_promo_code', '/promo_code');
  assertStatus(await buy(promo.code, { email: 'bob@example.com' }), 201);
});

test('a code for everything makes a booking free, and it needs no payment', async () => {
  const promo = await made({ discount: { kind: 'free' } });
  const checkout = assertStatus(await buy(promo.code), 201);
  assert.deepEqual([checkout.status, checkout.amount, checkout.booking.total.amount], ['complete', 0, 0]);
});

test('with the same Idempotency-Key one is made', async () => {
  const input = inputFor();
  const key = randomUUID();
  const first = await api.post('/v1/promo-codes', input, { as, key });
  assert.deepEqual(assertStatus(await api.post('/v1/promo-codes', input, { as, key }), 201), assertStatus(first, 201));
  assertProblem(await api.post('/v1/promo-codes', { ...input, description: 'x' }, { as, key }), 422, 'idempotency_key_reused');
});

test('another organization\'s code is not found', async () => {
  const promo = await made();
  for (const id of [promo.id, randomUUID(), 'x']) {
    assertProblem(await api.get(`/v1/promo-codes/${id}`, { as: stranger }), 404, 'promo_code_not_found');
    assertProblem(await edit({ id, version: 1 }, { description: 'Mine' }, { as: stranger }), 404, 'promo_code_not_found');
  }
});

const good = { ...inputFor({ code: 'good-code' }), validity: { from: '2026-01-01T00:00:00Z', until: '2026-02-01T00:00:00Z' },
  minimum: { amount: 1 }, limits: { uses: 1, uses_per_customer: 1 }, activity_ids: [activity.id] };
testBadInput(server, 'bad promo codes are refused', tenant, (request) => api.send('POST', '/v1/promo-codes', { as, ...request }), [
  ...badBodies, ...missing(good, '/code'), ...missing(good, '/discount'), ...missing(good, '/discount/kind'),
  ...missing(good, '/discount/rate_ppm'),
  ...invalidValues(good, '/code', ['', 'ab', '-abc', 'a b c', 'ümlaut', 'x'.repeat(41), 5]),
  ...invalidValues(good, '/description', [5, 'x'.repeat(201)]),
  ...invalidValues(good, '/discount', [5, []]), ...invalidValues(good, '/discount/kind', ['half', 5]),
  ...invalidValues(good, '/discount/rate_ppm', [0, 1000001, 0.1]),
  ...invalidValues({ ...good, discount: { kind: 'fixed', amount: 1 } }, '/discount/amount', [0, -1, 1.5]),
  ...invalidValues(good, '/validity/from', ['tomorrow', 5]),
  ...invalidValues(good, '/validity/until', ['2026-01-01T00:00:00Z', '2025-12-31T23:59:59Z', '2026-13-01T00:00:00Z']),
  ...invalidValues(good, '/minimum/amount', [-1, 1.5]), ...invalidValues(good, '/limits/uses', [0, -1, 1.5]),
  ...invalidValues(good, '/limits/uses_per_customer', [0, '1']),
  ...invalidValues(good, '/activity_ids', [5, ['x'], Array(101).fill(activity.id)]).map(([what, request, status, code, param]) =>
    [what, request, status, code, param]),
  ['uses', { json: { ...good, uses: { settled: 0 } } }, 422, 'unknown_field', '/uses'],
  ['a free code with an amount', { json: { ...good, discount: { kind: 'free', amount: 1 } } }, 422, 'unknown_field', '/discount/amount'],
]);
