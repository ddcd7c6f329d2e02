// /v1/sessions: the sessions of an organization, and what its staff do to one.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { assertProblem, assertStatus, tally } from '../support/assertions.mjs';
import { badBodies, invalidValues, missing, testBadInput } from '../support/bad_input.mjs';
import { assertLedger } from '../support/ledger.mjs';
import { useServer } from '../support/server.mjs';
import { apiKey } from '../support/staff.mjs';
import { day, hour, localDay, localTime, makeTenant, minute } from '../support/tenant.mjs';

const zone = 'Asia/Kathmandu';
const server = await useServer();
const { test, api, database } = server;
const tenant = await makeTenant(database, { timeZone: zone });
const other = await makeTenant(database);
const scopes = ['sessions:read', 'sessions:write', 'bookings:write'];
const as = await apiKey(tenant, scopes);
const stranger = await apiKey(other, scopes);
const activity = await tenant.activity({ capacity: 10 });

// Sessions of one activity may not overlap where they are opened again, so each has an hour of its own.
let hours = 0;
const newSession = (columns = {}) => {
  hours += 1;
  return tenant.session(columns.activity ?? activity, { start: new Date(Math.ceil(Date.now() / hour) * hour + day + hours * hour) });
};
const hold = async (session, spots = 1) => assertStatus(
  await api.post(`${tenant.base}/reservations`, { session_id: session.id, spots }), 201);
const book = async (session, spots) => assertStatus(await api.post('/v1/bookings', {
  session_id: session.id, party_size: spots, customer: { first_name: 'Ann', last_name: 'Lee', email: 'ann@example.com' },
}, { as }), 201);
const read = async (session) => assertStatus(await api.get(`/v1/sessions/${session.id}`, { as }), 200);
const act = (session, action, json, options = {}) => api.post(`/v1/sessions/${session.id}/${action}`, json, { as, ...options });
const list = async (query = {}, options = {}) => assertStatus(
  await api.get('/v1/sessions', { as, query: { limit: 100, ...query }, ...options }), 200);

test('a session shows what is held and booked; holds whose time is over are free', async () => {
  const session = await newSession();
  await hold(session, 2);
  await book(session, 3);
  const lapsed = await hold(session, 1);
  await tenant.lapse(lapsed.id);
  const { version, ...shown } = await read(session);
  assert.ok(version >= 4);
  assert.deepEqual(shown, {
    id: session.id, activity_id: activity.id, venue_id: tenant.venue.id, start_time: session.start_time.toISOString().replace('.000', ''),
    end_time: session.end_time.toISOString().replace('.000', ''), local_start: localTime(session.start_time, zone),
    capacity_total: 10, capacity_remaining: 5, held: 2, hold_count: 1, booked: 3, booking_count: 1,
    price: { amount: 2500, currency: 'GBP' }, is_closed: false, close_reason: null, note: '', is_customized: true,
  });
});

test('sessions are listed by time, by days of the venue, part by part', async () => {
  const own = await tenant.activity({ capacity: 4 });
  const sessions = [];
  for (let i = 0; i < 6; i += 1) sessions.push(await newSession({ activity: own }));
  assertStatus(await act(sessions[1], 'close'), 200);
  const of = async (query) => (await list({ activity_id: own.id, ...query })).data.map(({ id }) => id);
  const ids = sessions.map(({ id }) => id);
  assert.deepEqual(await of({}), ids);
  assert.deepEqual(await of({ is_closed: 'true' }), [ids[1]]);
  assert.deepEqual(await of({ is_closed: 'false' }), ids.filter((id) => id !== ids[1]));
  assert.deepEqual(await of({ venue_id: tenant.venue.id }), ids);
  assert.deepEqual(await of({ venue_id: other.venue.id }), []);
  const dayOf = (session) => localDay(session.start_time, zone);
  for (const session of sessions) {
    const expected = sessions.filter((s) => dayOf(s) === dayOf(session)).map(({ id }) => id);
    assert.deepEqual(await of({ from: dayOf(session), to: dayOf(session) }), expected);
  }
  assert.deepEqual(await of({ from: dayOf(sessions[0]) }), ids);
  assert.deepEqual(await of({ to: localDay(new Date(), zone) }), []);
  const parts = [];
  for (let more = true; more;) {
    const page = await list({ activity_id: own.id, limit: 4, ...(parts.length ? { starting_after: parts.at(-1) } : {}) });
    parts.push(...page.data.map(({ id }) => id));
    more = page.has_more;
  }
  assert.deepEqual(parts, ids);
});

test('questions about the list are checked', async () => {
  const ask = (query) => api.get('/v1/sessions', { as, query });
  assertProblem(await ask({ from: '2026-02-30' }), 422, 'invalid_field', 'from');
  assertProblem(await ask({ from: '2026-03-02', to: '2026-03-01' }), 422, 'invalid_field', 'to');
  assertProblem(await ask({ is_closed: 'yes' }), 422, 'invalid_field', 'is_closed');
  assertProblem(await ask({ activity_id: 'x' }), 422, 'invalid_field', 'activity_id');
  assertProblem(await ask({ venue_id: 'x' }), 422, 'invalid_field', 'venue_id');
  assertProblem(await ask({ limit: '101' }), 422, 'invalid_field', 'limit');
  assertProblem(await ask({ day: '1' }), 422, 'unknown_field', 'day');
  assertProblem(await ask({ starting_after: randomUUID() }), 422, 'invalid_field', 'starting_after');
});

test('blocking stops the sale, keeps what was sold, and says whom it touches', async () => {
  const session = await newSession();
  const held = await hold(session, 2);
  await book(session, 1);
  const blocked = assertStatus(await act(session, 'block', { reason: ' The boat is in repair ' }), 200);
  assert.deepEqual([blocked.is_closed, blocked.close_reason, blocked.note, blocked.hold_count, blocked.booking_count],
    [true, 'blocked', 'The boat is in repair', 1, 1]);
  assertProblem(await api.post(`${tenant.base}/reservations`, { session_id: session.id, spots: 1 }), 409, 'session_closed');
  assertStatus(await api.post(`${tenant.base}/checkouts`, {
    reservation_id: held.id, customer: { first_name: 'Bob', last_name: 'Lee', email: 'bob@example.com' }, payment: 'pay_at_venue',
  }, { key: randomUUID() }), 201);
  const open = assertStatus(await act(session, 'open'), 200);
  assert.deepEqual([open.is_closed, open.close_reason, open.note, open.booking_count], [false, null, '', 2]);
  await hold(session);
});

test('a session is closed with a note or without, once per Idempotency-Key', async () => {
  const session = await newSession();
  const key = randomUUID();
  const closed = assertStatus(await act(session, 'close', { note: 'Sold at the door' }, { key }), 200);
  assert.deepEqual([closed.close_reason, closed.note, closed.version], ['closed_by_hand', 'Sold at the door', 2]);
  const again = await act(session, 'close', { note: 'Sold at the door' }, { key });
  assert.deepEqual(assertStatus(again, 200), closed);
  assert.equal(again.headers.get('idempotency-replayed'), 'true');
  assertProblem(await act(session, 'close', { note: 'Other' }, { key }), 422, 'idempotency_key_reused');
  assert.equal((await read(session)).version, 2);
  assert.equal(assertStatus(await act(session, 'close'), 200).note, '');
});

test('a session is resized, not below what is taken, and only as it was seen', async () => {
  const session = await newSession();
  await hold(session, 4);
  const seen = await read(session);
  assertProblem(await act(session, 'resize', { capacity_total: 20, expected_version: 1 }), 409, 'version_mismatch');
  assert.equal(assertProblem(await act(session, 'resize', { capacity_total: 3 }), 422, 'invalid_spots', '/capacity_total').taken, 4);
  const grown = assertStatus(await act(session, 'resize', { capacity_total: 20, expected_version: seen.version }), 200);
  assert.deepEqual([grown.capacity_total, grown.capacity_remaining, grown.held], [20, 16, 4]);
  const shrunk = assertStatus(await act(session, 'resize', { capacity_total: 4 }), 200);
  assert.deepEqual([shrunk.capacity_total, shrunk.capacity_remaining], [4, 0]);
  await assertLedger(database);
});

test('a session that has begun is history', async () => {
  const session = await tenant.session(activity, { start: new Date(Date.now() - 3 * minute) });
  for (const [action, json] of [['close'], ['block', { reason: 'x' }], ['open'], ['resize', { capacity_total: 20 }]]) {
    assertProblem(await act(session, action, json), 409, 'invalid_transition');
  }
  assert.equal((await read(session)).version, 1);
});

test('opening brings no session back on top of another, nor where the schedule has none', async () => {
  const own = await tenant.activity({ capacity: 4 });
  const start = new Date(Date.now() + 3 * day);
  const first = await tenant.session(own, { start });
  const second = await tenant.session(own, { start: new Date(start.getTime() + 30 * minute), is_closed: true, close_reason: 'blocked' });
  assertProblem(await act(second, 'open'), 409, 'invalid_transition');
  assertStatus(await act(first, 'close'), 200);
  assertStatus(await act(second, 'open'), 200);
  assertProblem(await act(first, 'open'), 409, 'invalid_transition');
  await database.query(`update activity_sessions set is_closed = true, close_reason = 'not_in_schedule' where id = $1`, [second.id]);
  assertProblem(await act(second, 'open'), 409, 'invalid_transition');
  assertStatus(await act(first, 'open'), 200);
});

test('of two sessions at the same time that are opened at once, one is', async () => {
  for (let round = 0; round < 5; round += 1) {
    const own = await tenant.activity({ capacity: 4 });
    const start = new Date(Date.now() + 3 * day);
    const sessions = [];
    for (let i = 0; i < 4; i += 1) {
      sessions.push(await tenant.session(own, { start: new Date(start.getTime() + i * minute), is_closed: true, close_reason: 'blocked' }));
    }
    const replies = await Promise.all(sessions.map((session) => act(session, 'open')));
    assert.deepEqual(tally(replies), { 200: 1, '409 invalid_transition': 3 });
  }
});

test('another organization\'s session is not found', async () => {
  const session = await newSession();
  for (const id of [session.id, randomUUID(), 'session']) {
    assertProblem(await api.get(`/v1/sessions/${id}`, { as: stranger }), 404, 'session_not_found');
    for (const [action, json] of [['close'], ['open'], ['block', { reason: 'x' }], ['resize', { capacity_total: 5 }]]) {
      assertProblem(await act({ id }, action, json, { as: stranger }), 404, 'session_not_found');
    }
  }
  assert.deepEqual((await list({}, { as: stranger })).data, []);
  assertProblem(await api.get('/v1/sessions', { as: stranger, query: { starting_after: session.id } }),
    422, 'invalid_field', 'starting_after');
});

const subject = await newSession();
const operation = (action) => (request) => api.send('POST', `/v1/sessions/${subject.id}/${action}`, { as, ...request });
testBadInput(server, 'bad blocks are refused', tenant, operation('block'), [
  ...badBodies, ...missing({ reason: 'x' }, '/reason'), ...invalidValues({ reason: 'x' }, '/reason', ['', ' ', 5, 'x'.repeat(501)]),
  ['an unknown member', { json: { reason: 'x', note: 'y' } }, 422, 'unknown_field', '/note'],
]);
testBadInput(server, 'bad closes are refused', tenant, operation('close'), [
  ...badBodies, ...invalidValues({ note: 'x' }, '/note', [5, 'x'.repeat(501), []]),
  ['an unknown member', { json: { reason: 'y' } }, 422, 'unknown_field', '/reason'],
]);
testBadInput(server, 'bad openings are refused', tenant, operation('open'), [
  ...badBodies, ['a note', { json: { note: 'x' } }, 422, 'unknown_field', '/note'],
]);
testBadInput(server, 'bad sizes are refused', tenant, operation('resize'), [
  ...badBodies, ...missing({ capacity_total: 5 }, '/capacity_total'),
  ...invalidValues({ capacity_total: 5 }, '/capacity_total', [0, -1, 1001, 2.5, '5']),
  ...invalidValues({ capacity_total: 5, expected_version: 1 }, '/expected_version', [0, -1, 1.5, '1', 2147483648]),
  ['an unknown member', { json: { capacity_total: 5, capacity_remaining: 5 } }, 422, 'unknown_field', '/capacity_remaining'],
]);
