// /v1/ticket-types, /v1/price-rules, /v1/tax-rates and /v1/pricing, and what activities say of deposits and cancelling.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { badBodies, invalidValues, missing, testBadInput } from '../support/bad_input.mjs';
import { useServer } from '../support/server.mjs';
import { apiKey, makePlatformAdmin, signIn } from '../support/staff.mjs';
import { makeTenant } from '../support/tenant.mjs';

const server = await useServer();
const { test, api, database } = server;
const tenant = await makeTenant(database);
const other = await makeTenant(database);
const scopes = ['pricing:read', 'pricing:write', 'activities:read', 'activities:write'];
const as = await apiKey(tenant, scopes);
const stranger = await apiKey(other, scopes);
const activity = await tenant.activity();
const foreign = await other.activity();
const adult = assertStatus(await api.post('/v1/ticket-types', { activity_id: activity.id, name: 'Adult', price: { amount: 2500 } }, { as }),
  201);

// Each kind: a good input, what the document has of it besides, an edit, and what the document says then.
const kinds = [
  {
    path: '/v1/ticket-types', notFound: 'ticket_type_not_found',
    input: { activity_id: activity.id, name: 'Child', ages: { min: 4, max: 15 }, price: { amount: 1250 }, position: 2 },
    document: { price: { amount: 1250, currency: 'GBP' } },
    change: { ages: { min: 5 }, price: { amount: 1300 }, is_active: false },
    changed: { ages: { min: 5 }, price: { amount: 1300, currency: 'GBP' }, is_active: false },
  },
  {
    path: '/v1/price-rules', notFound: 'price_rule_not_found',
    input: {
      activity_id: activity.id, ticket_type_id: adult.id, name: 'Summer weekends', position: 3,
      applies: { weekdays: [6, 7], from_time: '09:00', to_time: '24:00', from_date: '2026-06-01', to_date: '2026-08-31' },
      change: { kind: 'percent', rate_ppm: 250000 },
    },
    document: {},
    change: { applies: { weekdays: [1] }, change: { kind: 'amount', amount: -500 } },
    changed: { applies: { weekdays: [1] }, change: { kind: 'amount', amount: -500 } },
  },
  {
    path: '/v1/tax-rates', notFound: 'tax_rate_not_found',
    input: { activity_id: activity.id, name: 'VAT', rate_ppm: 200000, is_inclusive: true, position: 1 }, document: {},
    change: { rate_ppm: 175000, is_inclusive: false }, changed: { rate_ppm: 175000, is_inclusive: false },
  },
];

for (const { path, notFound, input, document, change, changed } of kinds) {
  const make = (more = {}, options = {}) => api.post(path, { ...input, ...more }, { as, ...options });
  const made = async (more) => assertStatus(await make(more), 201);
  const edit = (thing, what, options = {}) => api.patch(`${path}/${thing.id}`, what, { as, version: thing.version, ...options });

  test(`${path}: one is made, read, listed and edited`, async () => {
    const reply = await make();
    const thing = assertStatus(reply, 201);
    const { id, created_at: createdAt, ...rest } = thing;
    assert.deepEqual(rest, { ...input, ...document, is_active: true, version: 1 });
    assert.ok(Date.parse(createdAt) <= Date.now());
    assert.equal(reply.headers.get('etag'), '"1"');
    assert.deepEqual(assertStatus(await api.get(`${path}/${id}`, { as }), 200), thing);
    const edited = assertStatus(await edit(thing, change), 200);
    assert.deepEqual(edited, { ...thing, ...changed, version: 2 });
    assert.equal(assertProblem(await edit(thing, change), 412, 'precondition_failed').version, 2);
    assertProblem(await edit(thing, change, { version: undefined }), 428, 'precondition_required');
    assert.deepEqual(assertStatus(await edit(edited, {}), 200), edited, 'nothing is changed by nothing');
  });

  test(`${path}: the list comes part by part, of one activity or of all`, async () => {
    const second = await tenant.activity();
    const ids = [];
    for (let i = 0; i < 3; i += 1) ids.push((await made({ activity_id: second.id,
      ...(input.ticket_type_id && { ticket_type_id: null }) })).id);
    const first = assertStatus(await api.get(path, { as, query: { activity_id: second.id, limit: 2 } }), 200);
    assert.deepEqual([first.data.map(({ id }) => id), first.has_more], [ids.slice(0, 2), true]);
    const last = assertStatus(await api.get(path, { as, query: { activity_id: second.id, limit: 2, starting_after: ids[1] } }), 200);
    assert.deepEqual([last.data.map(({ id }) => id), last.has_more], [ids.slice(2), false]);
    assert.ok(assertStatus(await api.get(path, { as, query: { limit: 100 } }), 200).data.length > 3);
    assertProblem(await api.get(path, { as, query: { activity_id: 'x' } }), 422, 'invalid_field', 'activity_id');
    assertProblem(await api.get(path, { as, query: { limit: 0 } }), 422, 'invalid_field', 'limit');
    assertProblem(await api.get(path, { as, query: { name: 'x' } }), 422, 'unknown_field', 'name');
  });

  test(`${path}: with the same Idempotency-Key one is made`, async () => {
    const key = randomUUID();
    const first = assertStatus(await make({}, { key }), 201);
    const again = await make({}, { key });
    assert.deepEqual(assertStatus(again, 201), first);
    assertProblem(await make({ name: 'Other' }, { key }), 422, 'idempotency_key_reused');
  });

  test(`${path}: what is another organization's is not found`, async () => {
    const thing = await made();
    for (const id of [thing.id, randomUUID(), 'x']) {
      assertProblem(await api.get(`${path}/${id}`, { as: stranger }), 404, notFound);
      assertProblem(await edit({ id, version: 1 }, { name: 'Mine' }, { as: stranger }), 404, notFound);
    }
    assertProblem(await make({ activity_id: foreign.id }), 404, 'activity_not_found', '/activity_id');
    assertProblem(await make({ activity_id: randomUUID() }), 404, 'activity_not_found', '/activity_id');
    assert.deepEqual(assertStatus(await api.get(path, { as: stranger }), 200).data, []);
  });

  test(`${path}: a key that may only read changes nothing`, async () => {
    const reader = await apiKey(tenant, ['pricing:read']);
    const thing = await made();
    assertStatus(await api.get(`${path}/${thing.id}`, { as: reader }), 200);
    assertProblem(await make({}, { as: reader }), 403, 'permission_denied');
    assertProblem(await edit(thing, {}, { as: reader }), 403, 'permission_denied');
  });
}

test('a private session has no ticket types', async () => {
  const room = await tenant.activity({ mode: 'private' });
  assertProblem(await api.post('/v1/ticket-types', { activity_id: room.id, name: 'Adult', price: { amount: 1 } }, { as }),
    422, 'invalid_field', '/activity_id');
});

test('a rule is for a ticket type of its own activity', async () => {
  const second = await tenant.activity();
  const rule = { activity_id: second.id, name: 'x', change: { kind: 'price', amount: 0 } };
  assertProblem(await api.post('/v1/price-rules', { ...rule, ticket_type_id: adult.id }, { as }), 404, 'ticket_type_not_found',
    '/ticket_type_id');
  assertProblem(await api.post('/v1/price-rules', { ...rule, ticket_type_id: randomUUID() }, { as }), 404, 'ticket_type_not_found',
    '/ticket_type_id');
});

test('a tax rate without an activity is of all of them', async () => {
  const rate = assertStatus(await api.post('/v1/tax-rates', { name: 'Everywhere', rate_ppm: 1, is_inclusive: false }, { as }), 201);
  assert.equal(rate.activity_id, null);
  const { data } = assertStatus(await api.get('/v1/tax-rates', { as, query: { activity_id: activity.id, limit: 100 } }), 200);
  assert.ok(data.some(({ id }) => id === rate.id));
});

test('the booking fee is the organization\'s, the platform\'s fee the platform\'s', async () => {
  const shop = await makeTenant(database);
  const owner = await apiKey(shop, scopes);
  const fees = assertStatus(await api.get('/v1/pricing', { as: owner }), 200);
  const none = { amount: 0, currency: 'GBP' };
  assert.deepEqual(fees, {
    booking_fee: { name: 'Booking fee', rate_ppm: 0, fixed: none, mode: 'passed_on', is_taxed: true },
    platform_fee: { rate_ppm: 0, fixed: none }, version: 1,
  });
  const fee = { name: 'Service', rate_ppm: 25000, fixed: { amount: 30 }, mode: 'absorbed', is_taxed: false };
  const changed = assertStatus(await api.patch('/v1/pricing', { booking_fee: fee }, { as: owner, version: 1 }), 200);
  assert.deepEqual(changed, { ...fees, booking_fee: { ...fee, fixed: { amount: 30, currency: 'GBP' } }, version: 2 });
  assertProblem(await api.patch('/v1/pricing', { booking_fee: fee }, { as: owner, version: 1 }), 412, 'precondition_failed');
  const platformFee = { platform_fee: { rate_ppm: 12900, fixed: { amount: 20 } } };
  assertProblem(await api.patch('/v1/pricing', platformFee, { as: owner, version: 2 }), 403, 'permission_denied');
  const admin = await signIn(api, await makePlatformAdmin(database));
  const set = assertStatus(await api.patch('/v1/pricing', platformFee,
    { as: admin, version: 2, headers: { 'Organization-Id': shop.organization.id } }), 200);
  assert.deepEqual(set.platform_fee, { rate_ppm: 12900, fixed: { amount: 20, currency: 'GBP' } });
});

test('an activity has a deposit and a cancellation policy, replaced whole', async () => {
  const one = await tenant.activity();
  const before = assertStatus(await api.get(`/v1/activities/${one.id}`, { as }), 200);
  assert.deepEqual(before.deposit, { kind: 'none' });
  const policy = { windows: [{ hours_before: 72, refund_ppm: 1000000 }, { hours_before: 24, refund_ppm: 500000 }], fee: { amount: 200 },
    reschedule_hours_before: 6, no_show_fee_ppm: 250000 };
  const edit = async (change, version) => assertStatus(await api.patch(`/v1/activities/${one.id}`, change, { as, version }), 200);
  const second = await edit({ deposit: { kind: 'fixed', amount: 500 }, cancellation_policy: policy }, 1);
  assert.deepEqual([second.deposit, second.cancellation_policy, second.version],
    [{ kind: 'fixed', amount: 500 }, { ...policy, fee: { amount: 200, currency: 'GBP' } }, 2]);
  assert.deepEqual((await edit({ deposit: { kind: 'percent', rate_ppm: 1 } }, 2)).deposit, { kind: 'percent', rate_ppm: 1 });
  const last = await edit({ deposit: { kind: 'none' } }, 3);
  assert.deepEqual([last.deposit, last.cancellation_policy], [{ kind: 'none' }, second.cancellation_policy]);
});

const send = (path) => (request) => api.send('POST', path, { as, ...request });
const names = ['', ' ', 5, [], 'x'.repeat(101), 'a\nb'];
const positions = [-1, 10001, 1.5, '1'];
const ticket = { activity_id: activity.id, name: 'Child', ages: { min: 4, max: 15 }, price: { amount: 1250 }, position: 2 };
testBadInput(server, 'bad ticket types are refused', tenant, send('/v1/ticket-types'), [
  ...badBodies, ...missing(ticket, '/activity_id'), ...missing(ticket, '/name'), ...missing(ticket, '/price'),
  ...missing(ticket, '/price/amount'),
  ...invalidValues(ticket, '/activity_id', ['x', 5]), ...invalidValues(ticket, '/name', names),
  ...invalidValues(ticket, '/position', positions),
  ...invalidValues(ticket, '/price', [5, '5', []]), ...invalidValues(ticket, '/price/amount', [-1, 1.5, '5', 100_000_000_001]),
  ...invalidValues(ticket, '/ages', [5, []]), ...invalidValues(ticket, '/ages/min', [-1, 151, '4']),
  ...invalidValues(ticket, '/ages/max', [3, 151]),
  ['a currency', { json: { ...ticket, price: { amount: 1, currency: 'GBP' } } }, 422, 'unknown_field', '/price/currency'],
  ['an organization', { json: { ...ticket, organization_id: other.organization.id } }, 422, 'unknown_field', '/organization_id'],
]);
const rule = { activity_id: activity.id, name: 'Rule',
  applies: { weekdays: [1], from_time: '09:00', to_time: '10:00', from_date: '2026-01-01', to_date: '2026-01-01' },
  change: { kind: 'percent', rate_ppm: 1 } };
testBadInput(server, 'bad price rules are refused', tenant, send('/v1/price-rules'), [
  ...missing(rule, '/activity_id'), ...missing(rule, '/name'), ...missing(rule, '/change'), ...missing(rule, '/change/kind'),
  ...missing(rule, '/change/rate_ppm'),
  ...invalidValues(rule, '/name', names), ...invalidValues({ ...rule, position: 0 }, '/position', positions),
  ...invalidValues({ ...rule, ticket_type_id: adult.id }, '/ticket_type_id', ['x', 5]),
  ...invalidValues(rule, '/applies', [5, []]),
  ...invalidValues(rule, '/applies/weekdays', [5, [], [0], [8], [1, 1], ['monday'], [1, 2, 3, 4, 5, 6, 7, 1]]),
  ...invalidValues(rule, '/applies/from_time', ['9', '25:00', 9, '']), ...invalidValues(rule, '/applies/to_time', ['09:00', '08:59', 'x']),
  ...invalidValues(rule, '/applies/from_date', ['2026-02-30', 'x', 5]),
  ...invalidValues(rule, '/applies/to_date', ['2025-12-31', '2026-13-01']),
  ...invalidValues(rule, '/change', [5, []]), ...invalidValues(rule, '/change/kind', ['half', 5]),
  ...invalidValues(rule, '/change/rate_ppm', [-1000001, 10000001, 0.5, '1']),
  ...invalidValues({ ...rule, change: { kind: 'price', amount: 1 } }, '/change/amount', [-1, 1.5]),
  ['a rate and an amount', { json: { ...rule, change: { kind: 'percent', rate_ppm: 1, amount: 1 } } }, 422, 'unknown_field',
    '/change/amount'],
]);
const rate = { name: 'VAT', rate_ppm: 200000, is_inclusive: true };
testBadInput(server, 'bad tax rates are refused', tenant, send('/v1/tax-rates'), [
  ...missing(rate, '/name'), ...missing(rate, '/rate_ppm'), ...missing(rate, '/is_inclusive'), ...invalidValues(rate, '/name', names),
  ...invalidValues(rate, '/rate_ppm', [-1, 1000001, 0.2, '200000']), ...invalidValues(rate, '/is_inclusive', ['yes', 1]),
  ...invalidValues({ ...rate, activity_id: activity.id }, '/activity_id', ['x', 5]),
  ...invalidValues({ ...rate, position: 1 }, '/position', positions),
]);
const fee = { booking_fee: { name: 'Fee', rate_ppm: 1, fixed: { amount: 1 }, mode: 'absorbed', is_taxed: true } };
testBadInput(server, 'bad fees are refused', tenant, (request) => api.send('PATCH', '/v1/pricing', { as, version: 1, ...request }), [
  ...badBodies, ...['name', 'rate_ppm', 'fixed', 'mode', 'is_taxed'].flatMap((name) => missing(fee, `/booking_fee/${name}`)),
  ...invalidValues(fee, '/booking_fee/name', names), ...invalidValues(fee, '/booking_fee/rate_ppm', [-1, 1000001, 0.75]),
  ...invalidValues(fee, '/booking_fee/fixed/amount', [-1, 100_000_001, 0.3]), ...invalidValues(fee, '/booking_fee/mode', ['customer', 5]),
  ...invalidValues(fee, '/booking_fee/is_taxed', ['no', 0]),
  ['a version in the body', { json: { version: 7 } }, 422, 'unknown_field', '/version'],
]);
const terms = { deposit: { kind: 'percent', rate_ppm: 1 },
  cancellation_policy: { windows: [{ hours_before: 1, refund_ppm: 1 }], fee: { amount: 0 }, reschedule_hours_before: 0,
    no_show_fee_ppm: 0 } };
testBadInput(server, 'bad deposits and policies are refused', tenant,
  (request) => api.send('PATCH', `/v1/activities/${activity.id}`, { as, version: 1, ...request }), [
    ...invalidValues(terms, '/deposit', [5, []]), ...invalidValues(terms, '/deposit/kind', ['half', 1]),
    ...invalidValues(terms, '/deposit/rate_ppm', [0, 1000001, 0.5]),
    ...invalidValues({ deposit: { kind: 'fixed', amount: 1 } }, '/deposit/amount', [0, -1, 1.5]), ...missing(terms, '/deposit/rate_ppm'),
    ...['windows', 'fee', 'reschedule_hours_before', 'no_show_fee_ppm'].flatMap((name) => missing(terms, `/cancellation_policy/${name}`)),
    ...invalidValues(terms, '/cancellation_policy/windows', [5, {}, Array(11).fill(terms.cancellation_policy.windows[0])]),
    ...invalidValues(terms, '/cancellation_policy/windows/0/hours_before', [-1, 8761, 1.5]),
    ...invalidValues(terms, '/cancellation_policy/windows/0/refund_ppm', [-1, 1000001]),
    ...missing(terms, '/cancellation_policy/windows/0/refund_ppm'), ...invalidValues(terms, '/cancellation_policy/fee/amount', [-1, 0.5]),
    ...invalidValues(terms, '/cancellation_policy/no_show_fee_ppm', [-1, 1000001]),
  ]);
