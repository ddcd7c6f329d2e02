// /v1/activities: what an organization offers, and the sessions that its schedules make.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { badBodies, changed, invalidValues, missing, testBadInput } from '../support/bad_input.mjs';
import { assertLedger, assertNothingChanges } from '../support/ledger.mjs';
import { useServer } from '../support/server.mjs';
import { apiKey } from '../support/staff.mjs';
import { day, localDay, localTime, makeTenant } from '../support/tenant.mjs';

const server = await useServer();
const { test, api, database } = server;
const zone = 'Europe/London';
const tenant = await makeTenant(database, { timeZone: zone });
const other = await makeTenant(database);
const scopes = ['activities:read', 'activities:write', 'sessions:read', 'sessions:write'];
const as = await apiKey(tenant, scopes);
const stranger = await apiKey(other, scopes);

const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const every = (...hours) => Object.fromEntries(days.map((name) => [name, hours.map(([start, end]) => ({ start, end }))]));
const scheduleOf = (weekly, more = {}) => ({ weekly, slot_interval_minutes: 60, ...more });
const inputFor = (more = {}) => ({
  venue_id: tenant.venue.id, mode: 'shared', name: 'River tour', slug: `activity-${randomUUID()}`, duration_minutes: 60, capacity: 12,
  price: { amount: 2500 }, schedule: scheduleOf(every(['10:00', '12:00'])), ...more,
});
const create = (input, options = {}) => api.post('/v1/activities', input, { as, ...options });
const made = async (more) => assertStatus(await create(inputFor(more)), 201);
const edit = (activity, change, options = {}) => api.patch(`/v1/activities/${activity.id}`, change,
  { as, version: activity.version, ...options });
const sessionsOf = async (activity, query = {}) => assertStatus(await api.get('/v1/sessions',
  { as, query: { activity_id: activity.id, limit: 100, ...query } }), 200).data;
const clocks = (sessions) => [...new Set(sessions.map(({ local_start: start }) => start.slice(11, 16)))].sort();
const hold = async (session) => assertStatus(await api.post(`${tenant.base}/reservations`, { session_id: session.id, spots: 1 }), 201);
const onDay = (offset) => localDay(new Date(Date.now() + offset * day), zone);

test('an activity is made with its sessions, and sold at once', async () => {
  const input = inputFor({ tagline: 'On the water', booking_cutoff_minutes: 30, price: { amount: 2500, currency: 'GBP' } });
  const reply = await create(input);
  const activity = assertStatus(reply, 201);
  const { id, created_at: createdAt, sessions, schedule, cancellation_policy: policy, deposit, ...rest } = activity;
  const { schedule: asked, ...others } = input;
  assert.deepEqual(rest, { ...others, description: '', min_party: 1, max_party: 12, time_zone: zone, is_active: true, version: 1 });
  assert.deepEqual(deposit, { kind: 'none' });
  assert.deepEqual(policy, { windows: [{ hours_before: 24, refund_ppm: 1_000_000 }], fee: { amount: 0, currency: 'GBP' },
    reschedule_hours_before: 24, no_show_fee_ppm: 1_000_000 });
  assert.deepEqual(schedule.weekly, { ...asked.weekly });
  assert.equal(schedule.booking_window_days, 60);
  assert.ok(sessions.made >= 180, `${sessions.made} sessions`);
  assert.deepEqual({ ...sessions, made: 0 }, { made: 0, changed: 0, removed: 0, conflict_count: 0, conflicts: [] });
  const { sessions: ignored, ...document } = activity;
  assert.deepEqual(assertStatus(await api.get(`/v1/activities/${id}`, { as }), 200), document);
  const listed = await sessionsOf(activity, { from: onDay(1), to: onDay(1) });
  assert.deepEqual(clocks(listed), ['10:00', '11:00']);
  assert.ok(listed.every((session) => session.capacity_total === 12 && session.price.amount === 2500));
  await hold(listed[0]);
});

test('with the same Idempotency-Key one activity is made, and the reply is the same', async () => {
  const input = inputFor();
  const key = randomUUID();
  const first = assertStatus(await create(input, { key }), 201);
  const again = await create(input, { key });
  assert.deepEqual(assertStatus(again, 201), first);
  assert.equal(again.headers.get('idempotency-replayed'), 'true');
});

test('activities are listed, all or those of a venue', async () => {
  const activity = await made();
  const list = async (query) => assertStatus(await api.get('/v1/activities', { as, query: { limit: 100, ...query } }), 200)
    .data.map(({ id }) => id);
  assert.ok((await list({})).includes(activity.id));
  assert.ok((await list({ venue_id: tenant.venue.id })).includes(activity.id));
  assert.deepEqual(await list({ venue_id: other.venue.id }), []);
  const [first, second] = await list({});
  const page = assertStatus(await api.get('/v1/activities', { as, query: { limit: 1, starting_after: first } }), 200);
  assert.deepEqual(page.data.map(({ id }) => id), [second]);
  assertProblem(await api.get('/v1/activities', { as, query: { venue_id: 'x' } }), 422, 'invalid_field', 'venue_id');
});

test('sessions follow a new schedule in the same request; those that somebody has stay and are named', async () => {
  const activity = await made();
  const sessions = await sessionsOf(activity, { from: onDay(2), to: onDay(2) });
  await hold(sessions[0]);
  const reply = await edit(activity, { schedule: scheduleOf(every(['14:00', '16:00'])) });
  const edited = assertStatus(reply, 200);
  assert.equal(edited.version, 2);
  assert.equal(edited.sessions.conflict_count, 1);
  assert.deepEqual(edited.sessions.conflicts,
    [{ session_id: sessions[0].id, start_time: sessions[0].start_time, reason: 'not_in_schedule' }]);
  assert.ok(edited.sessions.removed > 170 && edited.sessions.made > 170, JSON.stringify(edited.sessions));
  assert.deepEqual(clocks(await sessionsOf(activity, { from: onDay(2), to: onDay(2), is_closed: 'false' })), ['10:00', '14:00', '15:00']);
  assert.deepEqual(clocks(await sessionsOf(activity, { from: onDay(3), to: onDay(3), is_closed: 'false' })), ['14:00', '15:00']);
  await assertLedger(database);
});

test('capacity and price follow, too; a name changes no session', async () => {
  const activity = await made();
  const renamed = assertStatus(await edit(activity, { name: 'Lake tour', tagline: '' }), 200);
  assert.equal(renamed.sessions, undefined);
  const edited = assertStatus(await edit(renamed, { capacity: 20, price: { amount: 3000 } }), 200);
  assert.deepEqual([edited.capacity, edited.max_party, edited.price], [20, 12, { amount: 3000, currency: 'GBP' }]);
  assert.ok(edited.sessions.changed > 170);
  const [session] = await sessionsOf(activity, { from: onDay(3) });
  assert.deepEqual([session.capacity_total, session.capacity_remaining, session.price.amount], [20, 20, 3000]);
});

test('live availability hears of sessions that come and go', async () => {
  const activity = await made();
  const { rows: [{ last }] } = await database.query(
    'select max(id) as last from outbox where organization_id = $1', [tenant.organization.id]);
  const { sessions } = assertStatus(await edit(activity, { schedule: scheduleOf(every(['18:00', '19:00'])) }), 200);
  const { rows } = await database.query(
    `select payload ->> 'is_closed' as closed, count(*)::integer as count from outbox
     where organization_id = $1 and id > $2 and topic = 'session.changed' group by 1 order by 1`, [tenant.organization.id, last]);
  assert.deepEqual(rows, [{ closed: 'false', count: sessions.made }, { closed: 'true', count: sessions.removed }]);
});

test('time zone and schedule that change at the same time leave the sessions of the last of both', async () => {
  const shop = await makeTenant(database, { timeZone: 'Europe/London' });
  const owner = await apiKey(shop, [...scopes, 'venues:read', 'venues:write']);
  let activity = assertStatus(await create(inputFor({ venue_id: shop.venue.id }), { as: owner }), 201);
  let venue = { version: 1 };
  const moves = [['Asia/Tokyo', '08:00', '09:00'], ['America/New_York', '15:00', '16:00'], ['UTC', '20:00', '21:00']];
  for (const [timeZone, start, end] of moves) {
    const [moved, edited] = await Promise.all([
      api.patch(`/v1/venues/${shop.venue.id}`, { time_zone: timeZone }, { as: owner, version: venue.version }),
      edit(activity, { schedule: scheduleOf(every([start, end])) }, { as: owner }),
    ]);
    venue = assertStatus(moved, 200);
    if (edited.status === 200) {
      activity = edited.body;
    } else {
      assertProblem(edited, 409, 'version_mismatch');  // planned for the zone that was; the same request goes through now
      activity = assertStatus(await edit(activity, { schedule: scheduleOf(every([start, end])) }, { as: owner }), 200);
    }
    const { data } = assertStatus(await api.get('/v1/sessions', { as: owner, query: { activity_id: activity.id, limit: 100 } }), 200);
    assert.ok(data.length > 80);
    for (const session of data) {
      assert.equal(session.local_start, localTime(new Date(session.start_time), timeZone));
      assert.equal(session.local_start.slice(11, 16), start);
    }
  }
});

test('an activity that is not active is not sold', async () => {
  const activity = await made();
  const [session] = await sessionsOf(activity, { from: onDay(2) });
  const off = assertStatus(await edit(activity, { is_active: false }), 200);
  assertProblem(await api.post(`${tenant.base}/reservations`, { session_id: session.id, spots: 1 }), 409, 'session_closed');
  assertStatus(await edit(off, { is_active: true }), 200);
  await hold(session);
});

test('an edit needs the version that was seen', async () => {
  const activity = await made();
  assertProblem(await edit(activity, { name: 'Lost' }, { version: undefined }), 428, 'precondition_required');
  assert.equal(assertProblem(await edit(activity, { name: 'Lost' }, { version: 2 }), 412, 'precondition_failed').version, 1);
  const replies = await Promise.all([1, 2, 3].map((n) => edit(activity, { capacity: 20 + n })));
  assert.deepEqual(replies.map(({ status }) => status).sort(), [200, 412, 412]);
});

test('the parts of an activity have to fit together, also after an edit', async () => {
  const activity = await made({ capacity: 10, min_party: 2, max_party: 6 });
  assertProblem(await edit(activity, { max_party: 11 }), 422, 'invalid_field', '/max_party');
  assertProblem(await edit(activity, { capacity: 5 }), 422, 'invalid_field', '/max_party');
  assertProblem(await edit(activity, { min_party: 7 }), 422, 'invalid_field', '/max_party');
  assertProblem(await edit(activity, { price: { amount: 1, currency: 'USD' } }), 422, 'invalid_field', '/price/currency');
  assertProblem(await edit(activity, { duration_minutes: 180 }), 422, 'invalid_field', '/schedule/weekly/monday/0/end');
  assertStatus(await edit(activity, { capacity: 5, max_party: 5 }), 200);
});

test('a slug names one activity of an organization', async () => {
  const activity = await made();
  assertProblem(await create(inputFor({ slug: activity.slug })), 409, 'already_exists', '/slug');
  assertProblem(await edit(await made(), { slug: activity.slug }), 409, 'already_exists', '/slug');
});

test('a preview shows the sessions of a schedule, and what a change of clocks leaves out', async () => {
  const london = await makeTenant(database, { timeZone: 'Europe/London' });
  const key = await apiKey(london, ['activities:read']);
  const ask = (more) => api.post('/v1/activities/preview', {
    venue_id: london.venue.id, duration_minutes: 30, schedule: scheduleOf(every(['00:30', '03:30'])), ...more,
  }, { as: key });
  const spring = assertStatus(await ask({ from: '2026-03-29', days: 1 }), 200);
  assert.equal(spring.time_zone, 'Europe/London');
  assert.deepEqual(spring.sessions.map(({ start_time: start, local_start: local }) => [start, local]), [
    ['2026-03-29T00:30:00Z', '2026-03-29T00:30:00+00:00'], ['2026-03-29T01:30:00Z', '2026-03-29T02:30:00+01:00']]);
  assert.deepEqual(spring.skipped, [{ local_start: '2026-03-29T01:30', reason: 'clock_change' }]);
  assert.deepEqual([spring.conflict_count, spring.conflicts], [0, []]);
  const autumn = assertStatus(await ask({ from: '2026-10-25', days: 1 }), 200);
  assert.deepEqual(autumn.sessions.map(({ start_time: start }) => start),
    ['2026-10-24T23:30:00Z', '2026-10-25T00:30:00Z', '2026-10-25T02:30:00Z']);
  const usual = assertStatus(await ask({}), 200);
  assert.equal(usual.sessions.length, 14 * 3);
  assert.equal(usual.sessions[0].local_start, localTime(new Date(usual.sessions[0].start_time), 'Europe/London'));
  assertProblem(await ask({ duration_minutes: 240 }), 422, 'invalid_field', '/schedule/weekly/monday/0/end');
  assertProblem(await ask({ venue_id: other.venue.id }), 404, 'venue_not_found', '/venue_id');
});

test('a preview of an activity names its conflicts, changes nothing, and says what an edit then does', async () => {
  const activity = await made();
  const [held] = await sessionsOf(activity, { from: onDay(4), to: onDay(4) });
  await hold(held);
  const preview = (json, options = {}) => api.post(`/v1/activities/${activity.id}/preview`, json, { as, ...options });
  const schedule = scheduleOf(every(['09:30', '12:30']));
  const shown = await assertNothingChanges(database, tenant.organization.id, async () => assertStatus(await preview({ schedule }), 200));
  const overlaps = `${onDay(4)}T09:30`;
  const conflicts = shown.conflicts.map(({ session_id: id, start_time: start, reason }) =>
    [id, localTime(new Date(start), zone).slice(0, 16), reason]);
  assert.deepEqual(conflicts, [
    [undefined, overlaps, 'overlaps_session_with_holds_or_bookings'], [held.id, `${onDay(4)}T10:00`, 'not_in_schedule'],
    [undefined, `${onDay(4)}T10:30`, 'overlaps_session_with_holds_or_bookings']]);
  assert.equal(shown.sessions.length, 14 * 3);
  const edited = assertStatus(await edit(activity, { schedule }), 200);
  assert.deepEqual(edited.sessions.conflicts, shown.conflicts);
  const unchanged = assertStatus(await preview(undefined), 200);
  assert.equal(unchanged.conflict_count, 3, 'without a body the activity is shown as it is');
  assert.equal(assertStatus(await preview({ from: onDay(5), days: 3 }), 200).conflict_count, 0);
  assertProblem(await preview({ schedule }, { as: stranger }), 404, 'activity_not_found');
  assertProblem(await preview({ days: 63 }), 422, 'invalid_field', '/days');
  assertProblem(await preview({ from: '2026-02-30' }), 422, 'invalid_field', '/from');
});

test('another organization\'s activity and venue are not found', async () => {
  const activity = await made();
  for (const id of [activity.id, randomUUID(), 'activity']) {
    assertProblem(await api.get(`/v1/activities/${id}`, { as: stranger }), 404, 'activity_not_found');
    assertProblem(await edit({ id, version: 1 }, { name: 'Mine' }, { as: stranger }), 404, 'activity_not_found');
  }
  assertProblem(await create(inputFor(), { as: stranger }), 404, 'venue_not_found', '/venue_id');
});

const good = inputFor({ slug: 'good', min_party: 1, max_party: 12, tagline: '', description: '', booking_cutoff_minutes: 0 });
const badSchedules = [
  ...invalidValues(good, '/schedule', ['x', 5, []]),
  ...invalidValues(good, '/schedule/slot_interval_minutes', [4, 1441, '60', 60.5]),
  ['no weekly hours', { json: changed(good, '/schedule/weekly', undefined) }, 422, 'missing_field', '/schedule/weekly'],
  ...invalidValues(good, '/schedule/weekly/monday/0/start', ['24:00', '9:00', 'x', 900]),
  ['hours that overlap',
    { json: changed(good, '/schedule/weekly/monday', [{ start: '10:00', end: '14:00' }, { start: '13:00', end: '15:00' }]) },
    422, 'invalid_field', '/schedule/weekly/monday/1/start'],
  ['hours that run into the next day\'s', { json: changed(good, '/schedule/weekly/monday', [{ start: '20:00', end: '11:00' }]) },
    422, 'invalid_field', '/schedule/weekly/tuesday/0/start'],
  ['hours shorter than a session', { json: changed(good, '/schedule/weekly/monday', [{ start: '10:00', end: '10:30' }]) },
    422, 'invalid_field', '/schedule/weekly/monday/0/end'],
  ['a day that is none', { json: changed(good, '/schedule/weekly/someday', []) }, 422, 'unknown_field', '/schedule/weekly/someday'],
  ['a date that is none', { json: changed(good, '/schedule/blocked_dates', ['2026-02-30']) },
    422, 'invalid_field', '/schedule/blocked_dates/0'],
];
const shared = [
  ...invalidValues(good, '/name', ['', ' ', 5, 'x'.repeat(201)]),
  ...invalidValues(good, '/slug', ['Tour', '-tour', '']),
  ...invalidValues(good, '/duration_minutes', [4, 1441, 'x', 60.5, -60]),
  ...invalidValues(good, '/capacity', [0, 1001, -1, 2.5, '12']),
  ...invalidValues(good, '/min_party', [0, 1001]),
  ...invalidValues(good, '/max_party', [0, 1001]),
  ...invalidValues(good, '/price', [5, 'x', []]),
  ...invalidValues(good, '/price/amount', [-1, 100000000001, 25.5, '25']),
  ...invalidValues(good, '/booking_cutoff_minutes', [-1, 43201, 'x']),
  ...badSchedules,
];
testBadInput(server, 'bad activities are refused', tenant, (request) => api.send('POST', '/v1/activities', { as, ...request }), [
  ...badBodies, ...['/venue_id', '/mode', '/name', '/slug', '/duration_minutes', '/capacity', '/price', '/schedule']
    .flatMap((pointer) => missing(good, pointer)),
  ...shared,
  ...invalidValues(good, '/venue_id', ['x', 5]),
  ...invalidValues(good, '/mode', ['public', '', 5]),
  ['a party larger than the capacity', { json: { ...good, max_party: 13 } }, 422, 'invalid_field', '/max_party'],
  ['a party from more to less', { json: { ...good, min_party: 5, max_party: 4 } }, 422, 'invalid_field', '/max_party'],
  ['another currency', { json: changed(good, '/price/currency', 'USD') }, 422, 'invalid_field', '/price/currency'],
  ['a venue that is not there', { json: { ...good, venue_id: randomUUID() } }, 404, 'venue_not_found', '/venue_id'],
  ['an unknown member', { json: { ...good, price_minor: 5 } }, 422, 'unknown_field', '/price_minor'],
  ['an unknown member of the price', { json: changed(good, '/price/per', 'seat') }, 422, 'unknown_field', '/price/per'],
]);
const subject = await made();
const { venue_id: ignoredVenue, mode: ignoredMode, ...editable } = good;
testBadInput(server, 'bad edits are refused', tenant,
  (request) => api.send('PATCH', `/v1/activities/${subject.id}`, { as, version: 1, ...request }), [
    ...badBodies,
    ...shared.map(([what, { json }, ...rest]) => {
      const { venue_id: venue, mode, ...members } = json;
      return [what, { json: members }, ...rest];
    }),
    ['another venue', { json: { venue_id: other.venue.id } }, 422, 'unknown_field', '/venue_id'],
    ['another mode', { json: { mode: 'private' } }, 422, 'unknown_field', '/mode'],
    ['another version of the schedule', { json: { ...editable, schedule_version: 9 } }, 422, 'unknown_field', '/schedule_version'],
  ]);
