// /v1/bookings: what staff do with bookings.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { badBodies, invalidValues, missing, testBadInput } from '../support/bad_input.mjs';
import { assertLedger } from '../support/ledger.mjs';
import { useServer } from '../support/server.mjs';
import { apiKey, keyScopes, makeKey } from '../support/staff.mjs';
import { hour, localDay, localTime, makeTenant, minute } from '../support/tenant.mjs';

const zone = 'Asia/Kathmandu';
const server = await useServer();
const { test, api, database } = server;
const tenant = await makeTenant(database, { timeZone: zone });
const other = await makeTenant(database);
const activity = await tenant.activity({ capacity: 10, max_party: 8, booking_cutoff_minutes: 600 });
const key = await makeKey(tenant, await keyScopes(database));
const as = key.key;
const otherKey = await apiKey(other, await keyScopes(database));
const ann = { first_name: 'Ann', last_name: 'Lee', email: 'ann@example.com' };

const inputFor = (session, more = {}) => ({ session_id: session.id, party_size: 2, customer: ann, ...more });
const book = (session, more, options = {}) => api.post('/v1/bookings', inputFor(session, more), { as, ...options });
const booked = async (session, more) => assertStatus(await book(session ?? await tenant.session(activity), more), 201);
const act = (booking, action, json, options = {}) => api.post(`/v1/bookings/${booking.id}/${action}`, json, { as, ...options });
const seats = async (session) => (await tenant.sessionNow(session)).capacity_remaining;
// Runs, and is of today at the venue or of yesterday.
const runningSession = () => tenant.session(activity, { start: new Date(Date.now() - minute * 5 - Math.random() * minute) });
async function ids(query, options = {}) {
  return assertStatus(await api.get('/v1/bookings', { as, query, ...options }), 200).data.map(({ id }) => id);
}

test('staff book for a customer, also past the cutoff', async () => {
  const start = new Date(Math.floor(Date.now() / 1000) * 1000 + 2 * hour);
  const session = await tenant.session(activity, { start, price_minor: 4550 });
  const reply = await book(session, { party_size: 3, notes: ' Birthday ', customer: { ...ann, phone: '+977 1 555' } });
  const { id, booking_number: number, confirmation_code: code, customer_id: customerId, created_at: createdAt, ...booking } =
    assertStatus(reply, 201);
  assert.deepEqual(booking, {
    status: 'confirmed', payment_status: 'unpaid', source: 'staff', session_id: session.id,
    activity: { id: activity.id, name: activity.name }, venue: { id: tenant.venue.id, name: 'Venue', time_zone: zone },
    contact: { ...ann, phone: '+977 1 555' }, start_time: start.toISOString().replace('.000', ''),
    end_time: new Date(start.getTime() + hour).toISOString().replace('.000', ''), local_start: localTime(start, zone),
    booking_date: localDay(start, zone), party_size: 3, spots: 3, total: { amount: 13_650, currency: 'GBP' },
    charge: { amount: 13_650, currency: 'GBP' }, balance: { amount: 13_650, currency: 'GBP' },
    notes: 'Birthday', created_by: key.id, version: 1,
    allowed_actions: ['check_in', 'no_show', 'complete', 'reschedule', 'cancel'] });
  assert.match(number, /^BK-/);
  assert.match(code, /^[0-9A-Z]{10}$/);
  assert.ok(Date.parse(createdAt) <= Date.now());
  assert.equal(await seats(session), 7);
  const read = await api.get(`/v1/bookings/${id}`, { as });
  assert.deepEqual(assertStatus(read, 200), reply.body);
  assert.equal(read.headers.get('etag'), '"1"');
  assertStatus(await api.get(`/v1/customers/${customerId}`, { as }), 200);
});

test('seats, sizes and closing hold for staff as for visitors', async () => {
  const session = await tenant.session(activity);
  const problem = assertProblem(await book(session, { party_size: 9 }), 422, 'invalid_spots', '/party_size');
  assert.deepEqual([problem.min_party, problem.max_party], [1, 8]);
  const { version } = await tenant.sessionNow(session);
  await booked(session, { party_size: 7, expected_version: version });
  const late = assertProblem(await book(session, { expected_version: version }), 409, 'version_mismatch');
  assert.equal(late.version, version + 1);
  assert.equal(assertProblem(await book(session, { party_size: 4 }), 409, 'insufficient_capacity').capacity_remaining, 3);
  const closed = await tenant.session(activity, { is_closed: true, close_reason: 'blocked' });
  assertProblem(await book(closed), 409, 'session_closed');
  const over = await tenant.session(activity, { start: new Date(Date.now() - 2 * hour) });
  assertProblem(await book(over), 409, 'session_closed');
  const foreign = await other.session(await other.activity());
  assertProblem(await book(foreign), 404, 'session_not_found');
});

test('a repeated request with the same key books once', async () => {
  const session = await tenant.session(activity);
  const idempotencyKey = randomUUID();
  const replies = [];
  for (let i = 0; i < 3; i += 1) replies.push(await book(session, {}, { key: idempotencyKey }));
  assert.deepEqual(replies.map((reply) => reply.headers.get('idempotency-replayed')), [null, 'true', 'true']);
  assert.deepEqual(replies[2].body, replies[0].body);
  assert.equal(await seats(session), 8);
  assertProblem(await book(session, { party_size: 1 }, { key: idempotencyKey }), 422, 'idempotency_key_reused');
});

test('cancelling gives the seats back once', async () => {
  const session = await tenant.session(activity);
  const booking = await booked(session);
  const idempotencyKey = randomUUID();
  const cancelled = assertStatus(await act(booking, 'cancel', { reason: 'Ill' }, { key: idempotencyKey }), 200);
  assert.deepEqual([cancelled.status, cancelled.cancellation_reason, cancelled.allowed_actions], ['cancelled', 'Ill', []]);
  assert.equal(await seats(session), 10);
  const again = assertProblem(await act(booking, 'cancel'), 409, 'invalid_transition');
  assert.equal(again.detail, `The booking was cancelled at ${cancelled.cancelled_at}.`);
  const replayed = await act(booking, 'cancel', { reason: 'Ill' }, { key: idempotencyKey });
  assert.deepEqual(assertStatus(replayed, 200), cancelled);
  assert.equal(replayed.headers.get('idempotency-replayed'), 'true');
  assert.equal(await seats(session), 10);
});

test('a booking of a visitor moves to another session, at its price', async () => {
  const [from, to] = [await tenant.session(activity), await tenant.session(activity, { price_minor: 9900 })];
  const held = assertStatus(await api.post(`${tenant.base}/reservations`, { session_id: from.id, spots: 4 }), 201);
  const { booking } = assertStatus(await api.post(`${tenant.base}/checkouts`,
    { reservation_id: held.id, customer: ann, payment: 'pay_at_venue' }, { key: randomUUID() }), 201);
  const { version } = await tenant.sessionNow(to);
  assertProblem(await act(booking, 'reschedule', { session_id: to.id, expected_version: version + 1 }), 409, 'version_mismatch');
  const moved = assertStatus(await act(booking, 'reschedule', { session_id: to.id, expected_version: version }), 200);
  assert.deepEqual([moved.session_id, moved.rescheduled_from, moved.total, moved.source, moved.version],
    [to.id, from.id, { amount: 10_000, currency: 'GBP' }, 'widget', 2]);
  assert.deepEqual([await seats(from), await seats(to)], [10, 6]);
  assertStatus(await api.get(`${tenant.base}/reservations/${held.id}`), 200);
});

test('a booking that cannot move keeps its seats', async () => {
  const [from, full] = [await tenant.session(activity), await tenant.session(activity)];
  const booking = await booked(from, { party_size: 5 });
  await booked(full, { party_size: 6 });
  assert.equal(assertProblem(await act(booking, 'reschedule', { session_id: full.id }), 409, 'insufficient_capacity')
    .capacity_remaining, 4);
  assertProblem(await act(booking, 'reschedule', { session_id: from.id }), 422, 'invalid_field', '/session_id');
  const dollars = await tenant.session(await tenant.activity(), { currency: 'USD' });
  assertProblem(await act(booking, 'reschedule', { session_id: dollars.id }), 422, 'invalid_field', '/session_id');
  const small = await tenant.session(await tenant.activity({ capacity: 10, max_party: 4 }));
  assertProblem(await act(booking, 'reschedule', { session_id: small.id }), 422, 'invalid_spots', '/session_id');
  const foreign = await other.session(await other.activity());
  assertProblem(await act(booking, 'reschedule', { session_id: foreign.id }), 404, 'session_not_found');
  assert.deepEqual(assertStatus(await api.get(`/v1/bookings/${booking.id}`, { as }), 200), booking);
  assert.deepEqual([await seats(from), await seats(full)], [5, 4]);
});

test('parties are checked in on their day, once', async () => {
  const tomorrow = await booked();
  assert.match(assertProblem(await act(tomorrow, 'check-in'), 409, 'invalid_transition').detail, /^The booking is for /);
  assert.match(assertProblem(await act(tomorrow, 'no-show'), 409, 'invalid_transition').detail, /^The session only begins at /);
  const booking = await booked(await runningSession());
  assert.equal(assertStatus(await act(booking, 'no-show'), 200).status, 'no_show');
  const checkedIn = assertStatus(await act(booking, 'check-in', {}), 200);
  assert.deepEqual([checkedIn.status, checkedIn.allowed_actions], ['checked_in', ['complete']]);
  assert.equal(assertProblem(await act(booking, 'check-in'), 409, 'invalid_transition').detail,
    `The booking was checked in at ${checkedIn.checked_in_at}.`);
  assert.equal(assertStatus(await act(booking, 'complete'), 200).status, 'completed');
});

test('notes are edited by who has seen the version', async () => {
  const booking = await booked();
  const path = `/v1/bookings/${booking.id}`;
  assertProblem(await api.patch(path, { notes: 'x' }, { as }), 428, 'precondition_required');
  assertProblem(await api.patch(path, { notes: 'x' }, { as, headers: { 'If-Match': '"99999999999"' } }), 422, 'invalid_field', 'If-Match');
  const reply = await api.patch(path, { notes: 'Late' }, { as, version: 1 });
  assert.equal(assertStatus(reply, 200).notes, 'Late');
  assert.equal(reply.headers.get('etag'), '"2"');
  assert.equal(assertProblem(await api.patch(path, { notes: 'Early' }, { as, version: 1 }), 412, 'precondition_failed').version, 2);
  assert.equal(assertStatus(await api.patch(path, { notes: '' }, { as, version: 2 }), 200).notes, '');
});

test('keys do what their scopes say and reach no other organization', async () => {
  const booking = await booked();
  const path = `/v1/bookings/${booking.id}`;
  const target = await tenant.session(activity);
  const calls = {
    'bookings:read': [() => ['get', path], () => ['get', '/v1/bookings']],
    'bookings:write': [() => ['post', '/v1/bookings', inputFor(target)], () => ['patch', path, { notes: 'x' }],
      () => ['post', `${path}/cancel`], () => ['post', `${path}/reschedule`, { session_id: target.id }]],
    'bookings:check_in': ['check-in', 'no-show', 'complete'].map((action) => () => ['post', `${path}/${action}`]),
  };
  const everything = await keyScopes(database);
  for (const [scope, requests] of Object.entries(calls)) {
    const without = await apiKey(tenant, everything.filter((name) => name !== scope));
    for (const request of requests) {
      const [method, url, json] = request();
      const options = { as: without, version: method === 'patch' ? 1 : undefined };
      const call = (more) => (method === 'get' ? api.get(url, more) : api[method](url, json, more));
      assertProblem(await call(options), 403, 'permission_denied');
      assertProblem(await call({ ...options, as: undefined }), 401, 'unauthenticated');
      if (url.startsWith(path)) assertProblem(await call({ ...options, as: otherKey }), 404, 'booking_not_found');
    }
  }
  assert.equal(assertStatus(await api.get(path, { as }), 200).version, 1);
});

test('filters and search restrict the list', async () => {
  const own = await makeTenant(database, { timeZone: zone });
  const [walk, ride] = [await own.activity(), await own.activity()];
  const ownAs = await apiKey(own, await keyScopes(database));
  const list = (query) => ids(query, { as: ownAs });
  const start = new Date('2031-03-05T18:30:00Z');  // 00:15 of the next day at the venue
  const [early, late] = [await own.session(walk, { start }), await own.session(ride, { start: new Date('2031-03-07T10:00:00Z') })];
  const make = async (session, customer) => assertStatus(
    await api.post('/v1/bookings', inputFor(session, { customer: { ...ann, ...customer } }), { as: ownAs }), 201);
  const first = await make(late, { last_name: 'Müller', phone: '+49 (30) 123-456' });
  const second = await make(early, { last_name: '100%_Sure', email: 'zoe@example.com' });
  assertStatus(await api.post(`/v1/bookings/${second.id}/cancel`, undefined, { as: ownAs }), 200);
  const [a, b] = [first.id, second.id];
  const expectations = [
    [{}, [b, a]], [{ order: 'start_time' }, [b, a]], [{ order: 'newest', limit: 1 }, [b]],
    [{ status: 'confirmed' }, [a]], [{ status: 'canceled' }, [b]], [{ status: 'confirmed,cancelled' }, [b, a]], [{ status: 'no-show' }, []],
    [{ session_id: late.id }, [a]], [{ activity_id: walk.id }, [b]], [{ venue_id: own.venue.id }, [b, a]],
    [{ venue_id: tenant.venue.id }, []], [{ customer_id: first.customer_id }, [a]],
    [{ customer_id: first.customer_id, status: 'cancelled' }, []],
    [{ from: '2031-03-06', to: '2031-03-06' }, [b]], [{ from: '2031-03-07' }, [a]], [{ to: '2031-03-05' }, []],
    [{ q: first.booking_number }, [a]], [{ q: first.booking_number.toLowerCase().slice(3) }, [a]],
    [{ q: second.confirmation_code.toLowerCase() }, [b]], [{ q: 'MÜLL' }, [a]], [{ q: 'zoe@' }, [b]], [{ q: '4930123' }, [a]],
    [{ q: '+49 30' }, [a]], [{ q: '100%' }, [b]], [{ q: '100%_' }, [b]], [{ q: '1__%' }, []], [{ q: '%%' }, []],
    [{ q: "' or 1=1 --" }, []],
    [{ q: 'müller', status: 'cancelled' }, []], [{ q: 'example.com' }, []],
  ];
  for (const [query, expected] of expectations) assert.deepEqual(await list(query), expected, JSON.stringify(query));
});

test('a walk over pages meets every booking once, also while others are made', async () => {
  const own = await makeTenant(database);
  const ownAs = await apiKey(own, await keyScopes(database));
  const session = await own.session(await own.activity({ capacity: 200 }));
  const make = async () => assertStatus(
    await api.post('/v1/bookings', inputFor(session, { party_size: 1 }), { as: ownAs }), 201).id;
  const existing = [];
  for (let i = 0; i < 45; i += 1) existing.push(await make());
  for (const order of ['newest', 'start_time']) {
    const seen = [];
    for (let page; page?.has_more !== false;) {
      const query = { limit: 7, order, ...(page && { starting_after: page.data.at(-1).id }) };
      page = assertStatus(await api.get('/v1/bookings', { as: ownAs, query }), 200);
      seen.push(...page.data.map(({ id }) => id));
      if (seen.length < 30) await make();
    }
    assert.equal(new Set(seen).size, seen.length, `${order}: no booking is met twice`);
    assert.deepEqual(existing.filter((id) => !seen.includes(id)), [], `${order}: none that was there is missed`);
    const sorted = order === 'newest' ? [...seen].sort().reverse() : [...seen].sort();
    assert.deepEqual(seen, sorted, `${order}: in order`);
  }
});

const bad = await booked();
const badSession = await tenant.session(activity);
const good = inputFor(badSession, { customer: { ...ann, phone: '+44 1' }, notes: 'x', expected_version: 1 });
testBadInput(server, 'POST /v1/bookings refuses bad input', tenant, (request) => api.send('POST', '/v1/bookings', { as, ...request }), [
  ...badBodies,
  ...['/session_id', '/party_size', '/customer', '/customer/first_name', '/customer/last_name', '/customer/email']
    .flatMap((pointer) => missing(good, pointer)),
  ...invalidValues(good, '/session_id', ['', 'x', 7, `${badSession.id}0`]),
  ...invalidValues(good, '/party_size', [0, -1, 1001, 1.5, '2', true]),
  ...invalidValues(good, '/customer/first_name', ['', '  ', 'x'.repeat(101), 'a\u0000b', 7]),
  ...invalidValues(good, '/customer/email', ['', 'ann', 'ann@', '@example.com', 'a b@example.com', 7]),
  ...invalidValues(good, '/customer/phone', ['', 'x'.repeat(33), 'a\nb', 7]),
  ...invalidValues(good, '/notes', ['x'.repeat(2001), 'a\u0007b', 7]),
  ...invalidValues(good, '/expected_version', [-1, 2 ** 31, 1.5, '1']),
  ...['organization_id', 'price', 'status', 'source', 'created_by'].map((name) =>
    [`the member ${name}`, { json: { ...good, [name]: 'x' } }, 422, 'unknown_field', `/${name}`]),
  ['an empty Idempotency-Key', { json: good, headers: { 'Idempotency-Key': '' } }, 400, 'idempotency_key_invalid'],
  ['no session of ours', { json: { ...good, session_id: randomUUID() } }, 404, 'session_not_found'],
]);
testBadInput(server, 'the actions refuse bad input', tenant,
  ({ action, ...request }) => api.send('POST', `/v1/bookings/${request.id ?? bad.id}/${action}`, { as, ...request }), [
    ...['cancel', 'reschedule', 'check-in', 'no-show', 'complete'].flatMap((action) => [
      [`${action} of no id`, { action, id: 'x', json: { session_id: badSession.id } }, 404, 'booking_not_found'],
      [`${action} with unknown members`, { action, json: { session_id: badSession.id, force: true } }, 422, 'unknown_field',
        ['cancel', 'check-in', 'no-show', 'complete'].includes(action) ? '/session_id' : '/force'],
      [`${action} with half a body`, { action, body: '{', type: 'application/json' }, 400, 'malformed_json'],
    ]),
    ['a reason too long', { action: 'cancel', json: { reason: 'x'.repeat(501) } }, 422, 'invalid_field', '/reason'],
    ['reschedule to nothing', { action: 'reschedule', json: {} }, 422, 'missing_field', '/session_id'],
    ['reschedule without a body', { action: 'reschedule' }, 415, 'unsupported_media_type'],
    ['no booking of ours', { action: 'cancel', id: randomUUID() }, 404, 'booking_not_found'],
  ]);
testBadInput(server, 'PATCH /v1/bookings/{id} refuses bad input', tenant,
  (request) => api.send('PATCH', `/v1/bookings/${bad.id}`, { as, version: 1, ...request }), [
    ...badBodies,
    ...invalidValues({ notes: 'x' }, '/notes', ['x'.repeat(2001), 7, 'a\u0000']),
    ['another member', { json: { status: 'cancelled' } }, 422, 'unknown_field', '/status'],
    ...['3', '"x"', '*', 'W/"3"', '""', '"0"'].map((value) => [`If-Match ${value}`,
      { json: { notes: 'x' }, version: undefined, headers: { 'If-Match': value } }, 422, 'invalid_field', 'If-Match']),
  ]);
const invalidQueries = {
  status: ['held', 'confirmed,', ',', 'confirmed cancelled', ''], session_id: ['x'], activity_id: ['1'], venue_id: ['-'],
  customer_id: ['%'], from: ['2026-02-30', 'today', '2026-1-1'], to: ['yesterday'], q: ['x', ' ', 'x'.repeat(101), 'a\u0007b'],
  order: ['id', 'newest,start_time'], limit: ['0', '101', 'x'], starting_after: ['x'],
};
testBadInput(server, 'GET /v1/bookings refuses bad input', tenant, ({ query }) => api.get('/v1/bookings', { as, query }), [
  ...Object.entries(invalidQueries).flatMap(([name, values]) =>
    values.map((value) => [`${name}=${value.slice(0, 20)}`, { query: { [name]: value } }, 422, 'invalid_field', name])),
  ['an unknown filter', { query: { organization_id: other.organization.id } }, 422, 'unknown_field', 'organization_id'],
  ['days against the order', { query: { from: '2026-01-01', order: 'newest' } }, 422, 'invalid_field', 'order'],
  ['an end before the beginning', { query: { from: '2026-01-02', to: '2026-01-01' } }, 422, 'invalid_field', 'to'],
  ['a place to go on from that is none', { query: { order: 'start_time', starting_after: randomUUID() } }, 422, 'invalid_field',
    'starting_after'],
]);

test('afterwards the ledger holds', async () => {
  await assertLedger(database);
});
