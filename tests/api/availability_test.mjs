// GET /v1/embed/{embed_key}/availability
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { testBadInput } from '../support/bad_input.mjs';
import { useServer } from '../support/server.mjs';
import { day, hour, localDay, localTime, makeTenant, minute } from '../support/tenant.mjs';

const server = await useServer();
const { test } = server;
const zone = 'Europe/London';
const tenant = await makeTenant(server.database, { timeZone: zone });
const other = await makeTenant(server.database);

const from = (milliseconds) => new Date(Date.now() + milliseconds);

async function list(owner, activity, query = {}) {
  const { time_zone: timeZone } = owner.venue;
  return server.api.get(`${owner.base}/availability`, { query: {
    activity_id: activity.id, from: localDay(from(0), timeZone), to: localDay(from(10 * day), timeZone), ...query } });
}

const idsOf = async (...question) => assertStatus(await list(...question), 200).data.map((session) => session.id);

test('a session is shown with its times, seats, version and price', async () => {
  const activity = await tenant.activity({ capacity: 8, price_minor: 1999 });
  const start = new Date(Math.ceil(from(2 * day).getTime() / minute) * minute);
  const session = await tenant.session(activity, { start, price_minor: 2100 });
  const reply = await list(tenant, activity);
  assert.deepEqual(assertStatus(reply, 200), { object: 'list', has_more: false, data: [{
    id: session.id, activity_id: activity.id, start_time: start.toISOString().replace('.000Z', 'Z'),
    end_time: new Date(start.getTime() + hour).toISOString().replace('.000Z', 'Z'),
    local_start: localTime(start, zone), capacity_total: 8, capacity_remaining: 8, version: 1,
    price: { amount: 2100, currency: 'GBP' } }] });
  assert.equal(reply.headers.get('x-cache'), 'MISS');
});

test('sessions are sorted by start', async () => {
  const activity = await tenant.activity();
  const starts = [5, 1, 3, 2, 4];
  for (const days of starts) await tenant.session(activity, { start: from(days * day) });
  const { data } = assertStatus(await list(tenant, activity), 200);
  const times = data.map((session) => session.start_time);
  assert.equal(times.length, starts.length);
  assert.deepEqual(times, [...times].sort());
});

test('sold-out sessions are shown without seats, and left out where seats are asked for', async () => {
  const activity = await tenant.activity({ capacity: 4 });
  const [soldOut, almost, free] = await Promise.all(
    [1, 2, 3].map((days) => tenant.session(activity, { start: from(days * day) })));
  for (const [session, spots] of [[soldOut, 4], [almost, 3]]) {
    assertStatus(await server.api.post(`${tenant.base}/reservations`, { session_id: session.id, spots }), 201);
  }
  const { data } = assertStatus(await list(tenant, activity), 200);
  assert.deepEqual(data.map((s) => [s.id, s.capacity_remaining, s.version]),
    [[soldOut.id, 0, 2], [almost.id, 1, 2], [free.id, 4, 1]]);
  assert.deepEqual(await idsOf(tenant, activity, { spots: '1' }), [almost.id, free.id]);
  assert.deepEqual(await idsOf(tenant, activity, { spots: '2' }), [free.id]);
  assert.deepEqual(await idsOf(tenant, activity, { spots: '5' }), []);
});

test('a private session is free or taken as a whole', async () => {
  const activity = await tenant.activity({ mode: 'private', capacity: 6, min_party: 2 });
  const session = await tenant.session(activity);
  assert.deepEqual(await idsOf(tenant, activity, { spots: '2' }), [session.id]);
  assertStatus(await server.api.post(`${tenant.base}/reservations`, { session_id: session.id, spots: 2 }), 201);
  assert.deepEqual(await idsOf(tenant, activity, { spots: '2' }), []);
  assert.equal(assertStatus(await list(tenant, activity), 200).data[0].capacity_remaining, 0);
});

test('what cannot be booked now is not shown', async () => {
  const activity = await tenant.activity({ booking_cutoff_minutes: 60, booking_window_days: 5 });
  await tenant.session(activity, { start: from(-2 * hour) });
  await tenant.session(activity, { start: from(59 * minute) });
  await tenant.session(activity, { start: from(2 * day), is_closed: true, close_reason: 'closed_by_hand' });
  await tenant.session(activity, { start: from(7 * day) });
  const bookable = await tenant.session(activity, { start: from(3 * day) });
  assert.deepEqual(await idsOf(tenant, activity), [bookable.id]);
});

test('seats of holds whose time is over are shown again', async () => {
  const activity = await tenant.activity({ capacity: 2 });
  const session = await tenant.session(activity);
  const hold = assertStatus(
    await server.api.post(`${tenant.base}/reservations`, { session_id: session.id, spots: 2 }), 201);
  await tenant.lapse(hold.id);
  await tenant.settle();
  assert.equal(assertStatus(await list(tenant, activity), 200).data[0].capacity_remaining, 2);
});

for (const timeZone of ['Pacific/Auckland', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe']) {
  test(`from and to are days of the venue's calendar in ${timeZone}`, async () => {
    const owner = await makeTenant(server.database, { timeZone });
    const activity = await owner.activity();
    // Every three hours for two days: some of them on another day in UTC.
    const base = Math.ceil(from(3 * day).getTime() / hour) * hour;
    const starts = Array.from({ length: 16 }, (_, i) => new Date(base + i * 3 * hour));
    for (const start of starts) await owner.session(activity, { start });
    const asked = localDay(new Date(base + day), timeZone);
    const { data } = assertStatus(await list(owner, activity, { from: asked, to: asked }), 200);
    const expected = starts.filter((start) => localDay(start, timeZone) === asked);
    assert.ok(expected.length >= 7);
    assert.deepEqual(data.map((s) => s.local_start), expected.map((start) => localTime(start, timeZone)));
  });
}

// The next moment when the clocks of London go forward: 01:00 UTC on the last Sunday of March.
function nextSpringChange(year = new Date().getUTCFullYear()) {
  const change = new Date(Date.UTC(year, 2, 31, 1));
  change.setUTCDate(31 - change.getUTCDay());
  return change.getTime() > Date.now() + day ? change : nextSpringChange(year + 1);
}

test('local_start has the offset of its own side of a clock change', async () => {
  const change = nextSpringChange();
  const activity = await tenant.activity({ booking_window_days: 730 });
  for (const minutes of [-30, 0, 30]) {
    await tenant.session(activity, { start: new Date(change.getTime() + minutes * minute) });
  }
  const date = localDay(change, zone);
  const { data } = assertStatus(await list(tenant, activity, { from: date, to: date }), 200);
  assert.deepEqual(data.map((s) => s.local_start),
    [`${date}T00:30:00+00:00`, `${date}T02:00:00+01:00`, `${date}T02:30:00+01:00`]);
});

test('62 days may be asked for, and days without sessions are an empty list', async () => {
  const activity = await tenant.activity();
  assert.deepEqual(await idsOf(tenant, activity, { from: '2026-01-01', to: '2026-03-03' }), []);
  assert.deepEqual(await idsOf(tenant, activity, { from: '2000-01-01', to: '2000-01-01' }), []);
  assert.deepEqual(await idsOf(tenant, activity, { from: '2037-12-31', to: '2037-12-31' }), []);
});

test('activities that this embed does not offer are not found', async () => {
  const foreign = await other.activity();
  const inactive = await tenant.activity({ is_active: false });
  for (const id of [foreign.id, inactive.id, tenant.venue.id, randomUUID()]) {
    assertProblem(await list(tenant, { id }), 404, 'activity_not_found');
  }
  const activity = await tenant.activity();
  const unknown = { ...tenant, base: `/v1/embed/emb_${'0'.repeat(24)}` };
  assertProblem(await list(unknown, activity), 404, 'embed_not_found');
});

const good = () => ({ activity_id: randomUUID(), from: '2026-03-01', to: '2026-03-02' });
const query = (changes) => ({ query: { ...good(), ...changes } });
const without = (name) => ({ query: Object.fromEntries(Object.entries(good()).filter(([key]) => key !== name)) });
const twice = (name, value) => ({ query: [...Object.entries(good()), [name, value]] });
testBadInput(server, 'questions that are refused', tenant,
  (request) => server.api.get(`${tenant.base}/availability`, request), [
    ...['activity_id', 'from', 'to'].flatMap((name) => [
      [`no ${name}`, without(name), 422, 'missing_field', name],
      [`an empty ${name}`, query({ [name]: '' }), 422, 'missing_field', name],
      [`${name} twice`, twice(name, good()[name]), 422, 'invalid_field', name]]),
    ...['x', '5', `${randomUUID()}0`, randomUUID().replaceAll('-', ''), `{${randomUUID()}}`].map((id) =>
      [`activity_id is ${id}`, query({ activity_id: id }), 422, 'invalid_field', 'activity_id']),
    ...['2026-02-30', '2026-13-01', '2026-00-10', '2026-3-1', '26-03-01', '20260301', 'today', '2026-03-01T00:00:00Z',
      ' 2026-03-01', '+2026-03-01', '1999-12-31', '9999-12-31', '-2026-03-01', '2027-02-29'].flatMap((date) => [
      [`from is ${date}`, query({ from: date }), 422, 'invalid_field', 'from'],
      [`to is ${date}`, query({ to: date }), 422, 'invalid_field', 'to']]),
    ['a reversed range', query({ from: '2026-03-02', to: '2026-03-01' }), 422, 'invalid_field', 'to'],
    ['63 days', query({ from: '2026-01-01', to: '2026-03-04' }), 422, 'invalid_field', 'to'],
    ['37 years', query({ from: '2000-01-01', to: '2037-01-01' }), 422, 'invalid_field', 'to'],
    ...['0', '-1', '1001', '2.5', 'x', '', '1e1', '99999999999999999999', '0x2', '٣'].map((spots) =>
      [`spots is ${spots}`, query({ spots }), 422, 'invalid_field', 'spots']),
    ['spots twice', { query: [...twice('spots', '2').query, ['spots', '2']] }, 422, 'invalid_field', 'spots'],
    ['an unknown parameter', query({ date: '2026-03-01' }), 422, 'unknown_field', 'date'],
    ['an unknown parameter, reported after a faulty one', query({ date: '2026-03-01', to: 'x' }),
      422, 'invalid_field', 'to'],
  ]);
