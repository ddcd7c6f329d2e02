// /v1/dashboard: what an organization sold, earned and filled.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { testBadInput } from '../support/bad_input.mjs';
import { eventually } from '../support/program.mjs';
import { useServer } from '../support/server.mjs';
import { apiKey, makeUser, signIn } from '../support/staff.mjs';
import { day, makeTenant } from '../support/tenant.mjs';

const server = await useServer();
const { test, api, database } = server;
const scopes = ['dashboard:read', 'bookings:read', 'bookings:write', 'payments:read', 'payments:write', 'sessions:read'];

// A tenant with an activity and somebody who sells there.
async function makeShop(options) {
  const tenant = await makeTenant(database, options);
  const activity = await tenant.activity();
  const as = await apiKey(tenant, scopes);
  const read = async (query = {}) => assertStatus(await api.get('/v1/dashboard', { as, query }), 200);
  const sell = async (session, partySize) => assertStatus(await api.post('/v1/bookings', {
    session_id: session.id, party_size: partySize,
    customer: { first_name: 'Ann', last_name: 'Lee', email: `ann-${randomUUID()}@example.com` },
  }, { as, key: randomUUID() }), 201);
  const pay = async (booking) => assertStatus(
    await api.post(`/v1/bookings/${booking.id}/payments`, {}, { as, key: randomUUID() }), 201);
  return { tenant, activity, as, read, sell, pay };
}

test('what was just sold, paid, given back and cancelled is there at once', async () => {
  const shop = await makeShop();
  const session = await shop.tenant.session(shop.activity);
  const before = await shop.read();
  assert.equal(before.current.bookings, 0);
  const first = await shop.sell(session, 2);
  const second = await shop.sell(session, 1);
  await shop.pay(first);
  await shop.pay(second);
  const owner = await signIn(api, await makeUser(shop.tenant, 'super-admin'));
  assertStatus(await api.post(`/v1/bookings/${first.id}/refunds`, { amount: 500, reason: 'Rain' }, { as: owner, key: randomUUID() }), 201);
  assertStatus(await api.post(`/v1/bookings/${second.id}/cancel`, { refund: 'none' }, { as: owner, key: randomUUID() }), 200);
  const { current, today, days } = await shop.read();
  assert.deepEqual(
    { bookings: current.bookings, cancelled: current.cancelled, captured: current.captured.amount, refunded: current.refunded.amount,
      revenue: current.revenue.amount },
    { bookings: 2, cancelled: 1, captured: 7500, refunded: 500, revenue: 7000 });
  assert.equal(today.bookings, 2);
  assert.equal(today.revenue.amount, 7000);
  assert.deepEqual(days.at(-1).bookings, 2);
});

test('a period has a row for each of its days, and of those before it', async () => {
  const shop = await makeShop();
  for (const [query, count] of [[{ period: '7d' }, 7], [{ period: '90d' }, 90], [{}, 30]]) {
    const found = await shop.read(query);
    assert.equal(found.days.length, count);
    assert.equal(found.previous_days.length, count);
    assert.equal(found.days[0].date, found.from);
    assert.equal(found.days.at(-1).date, found.to);
    assert.equal(found.previous_days[0].date, found.previous_from);
  }
});

test('sessions that have begun make the occupancy, by activity and by the hour of their venue', async () => {
  const shop = await makeShop({ timeZone: 'Asia/Kolkata' });
  const session = await shop.tenant.session(shop.activity);
  await shop.sell(session, 4);
  assert.equal((await shop.read()).current.sessions, 0);
  const start = new Date(Date.now() - day);
  await database.query(`update activity_sessions set start_time = $2, end_time = $2::timestamptz + interval '1 hour' where id = $1`,
    [session.id, start]);
  const found = await shop.read();
  assert.deepEqual(found.by_activity, [
    { activity_id: shop.activity.id, name: shop.activity.name, sessions: 1, seats: 10, seats_sold: 4 }]);
  const hour = Number(new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone: 'Asia/Kolkata' }).format(start));
  assert.deepEqual(found.by_hour, [{ hour, sessions: 1, seats: 10, seats_sold: 4 }]);
});

test('one venue alone, and never another organization\'s', async () => {
  const shop = await makeShop();
  const other = await makeShop();
  await shop.sell(await shop.tenant.session(shop.activity), 1);
  assert.equal((await shop.read({ venue_id: shop.tenant.venue.id })).current.bookings, 1);
  assert.equal((await other.read()).current.bookings, 0);
  assertProblem(await api.get('/v1/dashboard', { as: other.as, query: { venue_id: shop.tenant.venue.id } }), 404, 'venue_not_found');
});

test('roles from manager upwards see it', async () => {
  const { tenant } = await makeShop();
  for (const [role, status] of [['staff', 403], ['manager', 200], ['admin', 200], ['org-admin', 200], ['super-admin', 200]]) {
    assertStatus(await api.get('/v1/dashboard', { as: await signIn(api, await makeUser(tenant, role)) }), status);
  }
  assertProblem(await api.get('/v1/dashboard', { as: await apiKey(tenant, ['payments:read', 'bookings:read']) }), 403, 'permission_denied');
});

test('the program refreshes the overview by itself, and says when', async () => {
  const shop = await makeShop();
  await shop.pay(await shop.sell(await shop.tenant.session(shop.activity), 2));
  const { id } = shop.tenant.organization;
  await database.query(`update bookings set created_at = created_at - interval '3 days' where organization_id = $1`, [id]);
  await database.query('update organization_day_progress set rolled_until = null where organization_id = $1', [id]);
  await database.query('update dashboard_refreshes set refreshed_at = null');
  const found = await eventually('a refresh', async () => {
    const dashboard = await shop.read();
    return dashboard.overview?.bookings_30d === 1 && dashboard;
  }, 60);
  assert.equal(found.overview.venues, 1);
  assert.ok(Date.parse(found.refreshed_at) <= Date.now());
});

test('one node refreshes, nobody waits for it: other nodes go on, staff read, visitors hold', async () => {
  const shop = await makeShop();
  const session = await shop.tenant.session(shop.activity);
  const refresh = `select app.refresh_dashboard_if_due('0 seconds', 100000) as more`;
  const nodes = [await database.connect(), await database.connect()];
  try {
    for (const node of nodes) await node.query(`begin; set local role bookingtms_engine; set local lock_timeout = '5s'`);
    while ((await nodes[0].query(refresh)).rows[0].more) { /* there are days to sum first */ }
    const { rows: [{ refreshed_at: mine }] } = await nodes[0].query('select refreshed_at from dashboard_refreshes');
    assert.equal((await nodes[1].query(refresh)).rows[0].more, false);
    const { rows: [{ refreshed_at: seen }] } = await nodes[1].query('select refreshed_at from dashboard_refreshes');
    assert.notDeepEqual(seen, mine, 'the second one did not do it again');
    await shop.read();
    assertStatus(await api.post(`${shop.tenant.base}/reservations`, { session_id: session.id, spots: 1 }), 201);
    await shop.pay(await shop.sell(session, 1));
    for (const node of nodes) await node.query('commit');
  } finally {
    for (const node of nodes) node.release(true);
  }
});

const strict = await makeShop();
testBadInput(server, 'bad questions are refused', strict.tenant,
  (request) => api.get('/v1/dashboard', { as: strict.as, ...request }), [
    ...['1d', '30', '30D', '-7d', '365d', '30d,7d', 'today', '', '9'.repeat(500), "30d' or true", '30d ']
      .map((period) => [`period ${period.slice(0, 20)}`, { query: { period } }, 422, 'invalid_field', 'period']),
    ...['x', '1', `${randomUUID()}0`, '%00', '*']
      .map((id) => [`venue_id ${id}`, { query: { venue_id: id } }, 422, 'invalid_field', 'venue_id']),
    ['a venue that is none', { query: { venue_id: randomUUID() } }, 404, 'venue_not_found'],
    ['a parameter that is not known', { query: { from: '2026-01-01' } }, 422, 'unknown_field', 'from'],
    ['another organization', { query: { organization_id: randomUUID() } }, 422, 'unknown_field', 'organization_id'],
  ]);
