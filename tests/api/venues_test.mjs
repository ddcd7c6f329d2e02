// /v1/venues: where an organization offers its activities.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { badBodies, changed, invalidValues, missing, testBadInput } from '../support/bad_input.mjs';
import { useServer } from '../support/server.mjs';
import { apiKey } from '../support/staff.mjs';
import { localTime, makeTenant } from '../support/tenant.mjs';

const server = await useServer();
const { test, api, database } = server;
const tenant = await makeTenant(database);
const other = await makeTenant(database);
const as = await apiKey(tenant, ['venues:read', 'venues:write']);
const stranger = await apiKey(other, ['venues:read', 'venues:write']);

const inputFor = (more = {}) => ({
  name: 'Old Town', slug: `venue-${randomUUID()}`, address: '12 Candlemaker Row', time_zone: 'Europe/London', ...more,
});
const create = (input, options = {}) => api.post('/v1/venues', input, { as, ...options });
const made = async (more) => assertStatus(await create(inputFor(more)), 201);
const edit = (venue, change, options = {}) => api.patch(`/v1/venues/${venue.id}`, change, { as, version: venue.version, ...options });

test('a venue is made, read and listed', async () => {
  const input = inputFor({ name: '  Old Town ' });
  const reply = await create(input);
  const venue = assertStatus(reply, 201);
  const { id, created_at: createdAt, ...rest } = venue;
  assert.deepEqual(rest, { ...input, name: 'Old Town', is_active: true, version: 1 });
  assert.ok(Date.parse(createdAt) <= Date.now());
  assert.equal(reply.headers.get('etag'), '"1"');
  assert.deepEqual(assertStatus(await api.get(`/v1/venues/${id}`, { as }), 200), venue);
  const { data } = assertStatus(await api.get('/v1/venues', { as, query: { limit: 100 } }), 200);
  assert.ok(data.some((listed) => listed.id === id));
});

test('what may be left out is empty', async () => {
  const { address, ...input } = inputFor();
  assert.equal(assertStatus(await create(input), 201).address, '');
});

test('the list comes part by part, without gaps or repeats', async () => {
  for (let i = 0; i < 5; i += 1) await made();
  const all = assertStatus(await api.get('/v1/venues', { as, query: { limit: 100 } }), 200).data.map(({ id }) => id);
  const seen = [];
  for (let more = true, last = {}; more; last = { starting_after: seen.at(-1) }) {
    const page = assertStatus(await api.get('/v1/venues', { as, query: { limit: 2, ...last } }), 200);
    assert.ok(page.data.length <= 2);
    seen.push(...page.data.map(({ id }) => id));
    more = page.has_more;
  }
  assert.deepEqual(seen, all);
});

test('with the same Idempotency-Key one venue is made', async () => {
  const input = inputFor();
  const key = randomUUID();
  const first = await create(input, { key });
  const again = await create(input, { key });
  assert.deepEqual(assertStatus(again, 201), assertStatus(first, 201));
  assert.equal(again.headers.get('idempotency-replayed'), 'true');
  assertProblem(await create({ ...input, name: 'Other' }, { key }), 422, 'idempotency_key_reused');
});

test('a slug names one venue of an organization', async () => {
  const venue = await made();
  assertProblem(await create(inputFor({ slug: venue.slug })), 409, 'already_exists', '/slug');
  const second = await made();
  assertProblem(await edit(second, { slug: venue.slug }), 409, 'already_exists', '/slug');
  assertStatus(await create(inputFor({ slug: venue.slug }), { as: stranger }), 201);
});

test('an edit changes what it names and needs the version that was seen', async () => {
  const venue = await made();
  const reply = await edit(venue, { name: 'New Town', address: '' });
  const edited = assertStatus(reply, 200);
  assert.deepEqual(edited, { ...venue, name: 'New Town', address: '', version: 2 });
  assert.equal(reply.headers.get('etag'), '"2"');
  assert.equal(assertProblem(await edit(venue, { name: 'Lost' }), 412, 'precondition_failed').version, 2);
  assertProblem(await edit(venue, { name: 'Lost' }, { version: undefined }), 428, 'precondition_required');
  for (const tag of ['2', '"x"', '"2", "3"', 'W/"2"', '*', '"0"', '""']) {
    assertProblem(await edit(venue, { name: 'Lost' }, { version: undefined, headers: { 'If-Match': tag } }),
      422, 'invalid_field', 'If-Match');
  }
  assert.deepEqual(assertStatus(await api.get(`/v1/venues/${venue.id}`, { as }), 200), edited);
});

test('an edit that changes nothing keeps the version, so nobody is disturbed', async () => {
  const venue = await made();
  const reply = await edit(venue, { name: venue.name, slug: venue.slug });
  assert.deepEqual(assertStatus(reply, 200), venue);
  assert.equal(reply.headers.get('etag'), '"1"');
  assert.equal(assertStatus(await edit(venue, { name: 'New Town' }), 200).version, 2);
});

test('of edits at the same time one wins', async () => {
  const venue = await made();
  const replies = await Promise.all(['One', 'Two', 'Three', 'Four'].map((name) => edit(venue, { name })));
  assert.deepEqual(replies.map(({ status }) => status).sort(), [200, 412, 412, 412]);
});

test('a venue that is not active sells nothing and is not seen by visitors', async () => {
  const shop = await makeTenant(database);
  const owner = await apiKey(shop, ['venues:read', 'venues:write']);
  const activity = await shop.activity();
  const session = await shop.session(activity);
  const day = { from: session.start_time.toISOString().slice(0, 10), to: session.start_time.toISOString().slice(0, 10) };
  const hold = () => api.post(`${shop.base}/reservations`, { session_id: session.id, spots: 1 });
  assertStatus(await hold(), 201);
  const venue = assertStatus(await api.get(`/v1/venues/${shop.venue.id}`, { as: owner }), 200);
  assertStatus(await edit(venue, { is_active: false }, { as: owner }), 200);
  assertProblem(await hold(), 409, 'session_closed');
  assertProblem(await api.get(`${shop.base}/availability`, { query: { activity_id: activity.id, ...day } }), 404, 'activity_not_found');
  assert.deepEqual(assertStatus(await api.get(shop.base), 200).activities, []);
  assertStatus(await edit(venue, { is_active: true }, { as: owner, version: 2 }), 200);
  assertStatus(await hold(), 201);
});

test('another time zone moves the sessions to their hour there, except those that somebody has', async () => {
  const shop = await makeTenant(database, { timeZone: 'Europe/London' });
  const owner = await apiKey(shop, ['venues:read', 'venues:write', 'activities:read', 'activities:write', 'sessions:read']);
  const weekly = Object.fromEntries(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
    .map((day) => [day, [{ start: '10:00', end: '11:00' }]]));
  const activity = assertStatus(await api.post('/v1/activities', {
    venue_id: shop.venue.id, mode: 'shared', name: 'Walk', slug: 'walk', duration_minutes: 60, capacity: 5, price: { amount: 100 },
    schedule: { weekly, slot_interval_minutes: 60 },
  }, { as: owner }), 201);
  const sessions = async () => assertStatus(await api.get('/v1/sessions',
    { as: owner, query: { activity_id: activity.id, limit: 100, is_closed: 'false' } }), 200).data;
  const before = await sessions();
  const held = before[5];
  assertStatus(await api.post(`${shop.base}/reservations`, { session_id: held.id, spots: 1 }), 201);
  const venue = assertStatus(await api.get(`/v1/venues/${shop.venue.id}`, { as: owner }), 200);
  assertStatus(await edit(venue, { time_zone: 'Asia/Tokyo' }, { as: owner }), 200);
  const after = await sessions();
  assert.ok(after.length > 80);
  for (const session of after) {
    assert.equal(session.local_start, localTime(new Date(session.start_time), 'Asia/Tokyo'));
    if (session.id === held.id) assert.equal(session.start_time, held.start_time);
    else assert.equal(session.local_start.slice(11, 16), '10:00');
  }
  assert.ok(after.some(({ id }) => id === held.id));
});

test('another organization\'s venue is not found', async () => {
  const venue = await made();
  for (const id of [venue.id, randomUUID(), 'venue']) {
    assertProblem(await api.get(`/v1/venues/${id}`, { as: stranger }), 404, 'venue_not_found');
    assertProblem(await edit({ id, version: 1 }, { name: 'Mine' }, { as: stranger }), 404, 'venue_not_found');
  }
  const { data } = assertStatus(await api.get('/v1/venues', { as: stranger, query: { limit: 100 } }), 200);
  assert.ok(data.every(({ id }) => id !== venue.id));
  const after = assertStatus(await api.get('/v1/venues', { as: stranger, query: { starting_after: venue.id } }), 200);
  assert.ok(after.data.every(({ id }) => id !== venue.id));
});

test('questions about a list are checked', async () => {
  const ask = (query) => api.get('/v1/venues', { as, query });
  for (const limit of ['0', '101', 'x', '1.5', '-1']) assertProblem(await ask({ limit }), 422, 'invalid_field', 'limit');
  assertProblem(await ask({ starting_after: 'x' }), 422, 'invalid_field', 'starting_after');
  assertProblem(await ask({ name: 'x' }), 422, 'unknown_field', 'name');
});

const good = inputFor({ slug: 'good' });
const shared = [
  ...invalidValues(good, '/name', ['', '  ', 5, [], {}, 'x'.repeat(201), 'a\u0000b', 'a\nb']),
  ...invalidValues(good, '/slug', ['', 'Old', '-old', 'old town', 'öld', 'x'.repeat(64), 7]),
  ...invalidValues(good, '/address', [7, 'x'.repeat(501), ['x']]),
  ...invalidValues(good, '/time_zone', ['', 'Mars/Base', 'europe/london', 'Europe/London2', '+01:00', '../etc/passwd', 5]),
];
testBadInput(server, 'bad venues are refused', tenant, (request) => api.send('POST', '/v1/venues', { as, ...request }), [
  ...badBodies, ...missing(good, '/name'), ...missing(good, '/slug'), ...missing(good, '/time_zone'), ...shared,
  ['an unknown member', { json: { ...good, is_active: true } }, 422, 'unknown_field', '/is_active'],
  ['an organization', { json: { ...good, organization_id: other.organization.id } }, 422, 'unknown_field', '/organization_id'],
  ['an empty Idempotency-Key', { json: good, key: '' }, 400, 'idempotency_key_invalid'],
]);
const subject = await made();
testBadInput(server, 'bad edits are refused', tenant,
  (request) => api.send('PATCH', `/v1/venues/${subject.id}`, { as, version: 1, ...request }), [
    ...badBodies, ...shared.map(([what, { json }, ...rest]) => [what, { json: { ...json } }, ...rest]),
    ...invalidValues({ is_active: true }, '/is_active', ['yes', 1, []]),
    ['a version in the body', { json: { version: 7 } }, 422, 'unknown_field', '/version'],
    ['another organization', { json: changed({}, '/organization_id', other.organization.id) }, 422, 'unknown_field', '/organization_id'],
  ]);
