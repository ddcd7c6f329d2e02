// Every route of the program, walked from its own list: nobody gets in without the right, and nobody reaches what is
// another organization's. A route that this file does not know fails it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { assertNothingChanges } from '../support/ledger.mjs';
import { run } from '../support/program.mjs';
import { useServer } from '../support/server.mjs';
import { apiKey, keyScopes, makeKey, makePlatformAdmin, makeUser, signIn } from '../support/staff.mjs';
import { makeTenant } from '../support/tenant.mjs';
import { makeWebhook } from '../support/webhooks.mjs';

const server = await useServer();
const { test, api, database } = server;
const routes = run(['routes']).stdout.trim().split('\n').map((line) => {
  const [method, path, access] = line.trim().split(/\s+/);
  return { method, path, access };
});
const guarded = routes.filter(({ access }) => access !== 'open');

// What may be called by everybody. A new route is not open by accident: it has to be written down here.
const open = [
  /^\/v1\/stripe\/webhook$/, /^\/v1\/embed\//, /^\/book\//, /^\/assets\//, /^\/test-payments\//,
  /^\/(docs|openapi\.json|health|live|ready)?$/,
  /^(\/v1)?\/manage\//, /^\/admin(\/|$)/, /^\/embed\.js$/, /^\/widget\/assets\//,
  /^\/v1\/auth\/(login|refresh|password\/forgot|password\/reset|invitation\/accept)$/,
];

// The ids of a tenant's things, by what a path calls them: [pattern of the path, what it names].
const named = [
  [/^\/v1\/venues\//, 'venue'], [/^\/v1\/activities\//, 'activity'], [/^\/v1\/sessions\//, 'session'],
  [/^\/v1\/bookings\//, 'booking'], [/^\/v1\/customers\//, 'customer'], [/^\/v1\/users\//, 'user'],
  [/^\/v1\/embeds\//, 'embed'], [/^\/v1\/api-keys\//, 'apiKey'], [/^\/v1\/organizations\//, 'organization'],
  [/^\/v1\/auth\/sign-ins\//, 'signIn'], [/^\/v1\/ticket-types\//, 'ticketType'], [/^\/v1\/price-rules\//, 'priceRule'],
  [/^\/v1\/tax-rates\//, 'taxRate'], [/^\/v1\/promo-codes\//, 'promoCode'], [/^\/v1\/gift-cards\//, 'giftCard'],
  [/^\/v1\/webhook-endpoints\//, 'webhookEndpoint'],
  [/^\/v1\/webhook-deliveries\//, 'webhookDelivery'], [/^\/v1\/mails\//, 'mail'],
];

// A body that each change with an id would take, so that a refusal is about whose thing it is and not about what is said.
const bodies = {
  'PATCH /v1/venues/{id}': { name: 'Taken' },
  'PATCH /v1/activities/{id}': { name: 'Taken' },
  'POST /v1/sessions/{id}/block': { reason: 'Taken' },
  'POST /v1/bookings/{id}/refunds': { reason: 'Taken' },
  'POST /v1/sessions/{id}/resize': { capacity_total: 5 },
  'PATCH /v1/bookings/{id}': { notes: 'Taken' },
  'POST /v1/bookings/{id}/reschedule': { session_id: randomUUID() },
  'PATCH /v1/customers/{id}': { first_name: 'Taken' },
  'PATCH /v1/embeds/{id}': { name: 'Taken' },
  'PATCH /v1/api-keys/{id}': { name: 'Taken' },
  'POST /v1/api-keys/{id}/rotate': { overlap_seconds: 60 },
  'PATCH /v1/users/{id}': { full_name: 'Taken' },
  'PATCH /v1/ticket-types/{id}': { name: 'Taken' },
  'PATCH /v1/price-rules/{id}': { name: 'Taken' },
  'PATCH /v1/tax-rates/{id}': { name: 'Taken' },
  'PATCH /v1/promo-codes/{id}': { description: 'Taken' },
  'PATCH /v1/webhook-endpoints/{id}': { description: 'Taken' },
  'POST /v1/webhook-endpoints/{id}/rotate-secret': { overlap_seconds: 60 },
};

// A tenant with one of everything.
async function makeFullTenant() {
  const tenant = await makeTenant(database);
  const activity = await tenant.activity();
  const session = await tenant.session(activity);
  const held = assertStatus(await api.post(`${tenant.base}/reservations`, { session_id: session.id, spots: 1 }), 201);
  const customer = { first_name: 'Ann', last_name: 'Lee', email: `ann-${randomUUID()}@example.com` };
  const checkout = assertStatus(await api.post(`${tenant.base}/checkouts`,
    { reservation_id: held.id, customer, payment: 'pay_at_venue' }, { key: randomUUID() }), 201);
  const { rows: [booking] } = await database.query('select * from bookings where id = $1', [checkout.booking.id]);
  const { rows: [embed] } = await database.query('select id from embed_configs where organization_id = $1', [tenant.organization.id]);
  const { rows: [mail] } = await database.query('select id from mail_outbox where booking_id = $1', [booking.id]);
  const user = await makeUser(tenant, 'staff');
  const { rows: [signedIn] } = await database.query('select id from sign_ins where user_id = $1', [user.id]);
  const key = await makeKey(tenant, ['venues:read']);
  const webhook = await makeWebhook(tenant);
  const seller = await apiKey(tenant, ['pricing:write', 'gift_cards:write']);
  const added = async (path, input) => assertStatus(await api.post(path, input, { as: seller }), 201).id;
  const priced = {
    ticketType: await added('/v1/ticket-types', { activity_id: activity.id, name: 'Adult', price: { amount: 1 } }),
    priceRule: await added('/v1/price-rules', { activity_id: activity.id, name: 'Free', change: { kind: 'price', amount: 0 } }),
    taxRate: await added('/v1/tax-rates', { name: 'VAT', rate_ppm: 200000, is_inclusive: true }),
    promoCode: await added('/v1/promo-codes', { code: 'SPRING', discount: { kind: 'free' } }),
    giftCard: await added('/v1/gift-cards', { initial: { amount: 1 }, is_paid: true }),
  };
  const paymentAccount = `acct_${randomUUID()}`;
  await database.query(`insert into payment_accounts (organization_id, provider, account_id) values ($1, 'stripe', $2)`,
    [tenant.organization.id, paymentAccount]);
  const ids = {
    ...priced, paymentAccount, venue: tenant.venue.id, activity: activity.id, session: session.id, booking: booking.id,
    customer: booking.customer_id,
    user: user.id, embed: embed.id, apiKey: key.id, organization: tenant.organization.id, signIn: signedIn?.id ?? randomUUID(),
    webhookEndpoint: webhook.endpointId, webhookDelivery: webhook.deliveryId, mail: mail.id,
  };
  return { tenant, ids };
}

const north = await makeFullTenant();
const south = await makeFullTenant();

function pathFor({ path }, ids) {
  if (!path.includes('{')) return path;
  const kind = named.find(([pattern]) => pattern.test(path))?.[1];
  assert.ok(kind, `${path} is not in the table of this test`);
  assert.equal(path.match(/\{/g).length, 1, `${path} has more than one parameter`);
  return path.replace(/\{[^}]+\}/, ids[kind]);
}

const mapped = (object, change) => Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));

const send = (route, ids, options) => api.send(route.method, pathFor(route, ids), {
  ...(route.method === 'GET' || route.method === 'DELETE' ? {} : { json: bodies[`${route.method} ${route.path}`] ?? {} }),
  ...(route.method === 'PATCH' ? { version: 1 } : {}), key: route.method === 'POST' ? randomUUID() : null, ...options,
});

test('only what is meant for everybody is open', () => {
  const strange = routes.filter(({ path, access }) => access === 'open' && !open.some((pattern) => pattern.test(path)));
  assert.deepEqual(strange, []);
});

test('every permission that a route asks for is in the matrix', async () => {
  const { rows } = await database.query('select permission from app.permission_matrix()');
  const known = new Set([...rows.map(({ permission }) => permission), 'signed_in']);
  assert.deepEqual(guarded.filter(({ access }) => !known.has(access)), []);
});

test('without a sign-in every guarded route says 401, and tells what would help', async (t) => {
  for (const route of guarded) {
    await t.test(`${route.method} ${route.path}`, async () => {
      const reply = await send(route, north.ids);
      assertProblem(reply, 401, 'unauthenticated');
      assert.equal(reply.headers.get('www-authenticate'), 'Bearer');
    });
  }
});

test('a key without the scope gets 403 from every route that takes a permission', async (t) => {
  const all = await keyScopes(database);
  for (const route of guarded.filter(({ access }) => access !== 'signed_in')) {
    await t.test(`${route.method} ${route.path}`, async () => {
      const others = all.filter((scope) => scope !== route.access);
      assertProblem(await send(route, north.ids, { as: await apiKey(north.tenant, others) }), 403, 'permission_denied');
      assertProblem(await send(route, north.ids, { as: await apiKey(north.tenant, []) }), 403, 'permission_denied');
    });
  }
});

test('another organization\'s id is not found, whatever the route does with it, and nothing happens to it', async (t) => {
  const owner = await signIn(api, await makeUser(south.tenant, 'super-admin'));
  const key = await apiKey(south.tenant, await keyScopes(database));
  for (const route of guarded.filter(({ path, access }) => path.includes('{') && !access.startsWith('platform:'))) {
    await t.test(`${route.method} ${route.path}`, async () => {
      const foreign = await assertNothingChanges(database, north.tenant.organization.id, () => send(route, north.ids, { as: owner }));
      assert.equal(foreign.status, 404, JSON.stringify(foreign.body));
      const nowhere = await send(route, mapped(north.ids, () => randomUUID()), { as: owner });
      assert.deepEqual([nowhere.status, nowhere.body.code, nowhere.body.detail], [404, foreign.body.code, foreign.body.detail],
        'nothing tells apart what is another\'s and what does not exist');
      const byKey = await send(route, north.ids, { as: key });
      assert.ok([403, 404].includes(byKey.status), JSON.stringify(byKey.body));
    });
  }
});

test('platform routes are for platform admins alone', async (t) => {
  const owner = await signIn(api, await makeUser(north.tenant, 'super-admin'));
  for (const route of guarded.filter(({ access }) => access.startsWith('platform:'))) {
    await t.test(`${route.method} ${route.path}`, async () => {
      const reply = await assertNothingChanges(database, north.tenant.organization.id, () => send(route, north.ids, { as: owner }));
      assertProblem(reply, 403, 'permission_denied');
    });
  }
});

test('lists show what is of the own organization and nothing else', async (t) => {
  const owner = await signIn(api, await makeUser(south.tenant, 'super-admin'));
  const foreign = new Set(Object.values(north.ids));
  // The trail also keeps what somebody asked for in vain; audit_logs_test.mjs looks at it.
  const lists = guarded.filter(({ method, path }) => method === 'GET' && !path.includes('{') && !path.startsWith('/v1/audit-logs'));
  for (const route of lists.filter(({ access }) => !access.startsWith('platform:'))) {
    await t.test(`${route.method} ${route.path}`, async () => {
      const reply = await send(route, south.ids, { as: owner });
      if (reply.status !== 422) assertStatus(reply, 200);
      const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
      for (const id of foreign) assert.ok(!text.includes(id), `${id} of north in ${text}`);
    });
  }
});

test('no header and no member of a body raises a right', async () => {
  const staff = await signIn(api, await makeUser(north.tenant, 'staff'));
  const claims = { role: 'platform-admin', is_platform_team: true, organization_id: south.tenant.organization.id };
  for (const [name, value] of [['X-User-Role', 'platform-admin'], ['X-Organization-Id', south.tenant.organization.id],
    ['X-User-Id', randomUUID()], ['X-Forwarded-User', 'root'], ['request.claims', JSON.stringify(claims)]]) {
    const reply = await api.post('/v1/venues', { name: 'Mine', slug: 'mine', time_zone: 'UTC' },
      { as: staff, headers: { [name]: value }, key: randomUUID() });
    assertProblem(reply, 403, 'permission_denied');
  }
  assertProblem(await api.get('/v1/venues', { as: staff, organization: south.tenant.organization.id }), 404, 'organization_not_found');
  assertProblem(await api.get('/v1/venues', { as: staff, organization: 'nonsense' }), 404, 'organization_not_found');
  assertStatus(await api.get('/v1/venues', { as: staff, organization: north.tenant.organization.id }), 200);
  const { version } = assertStatus(await api.get('/v1/me', { as: staff }), 200);
  for (const [member, value] of Object.entries({ role: 'super-admin', ...claims })) {
    const reply = await api.patch('/v1/me', { full_name: 'Me', [member]: value }, { as: staff, version: version ?? 1 });
    assertProblem(reply, 422, 'unknown_field', `/${member}`);
  }
});

test('a platform admin works in the organization that they name, and that is on its record', async () => {
  const admin = await signIn(api, await makePlatformAdmin(database));
  const { data } = assertStatus(await api.get('/v1/venues', { as: admin, organization: north.tenant.organization.id }), 200);
  assert.deepEqual(data.map(({ id }) => id), [north.ids.venue]);
  assert.deepEqual(assertStatus(await api.get('/v1/venues', { as: admin }), 200).data, []);
  assertProblem(await api.get('/v1/venues', { as: admin, organization: randomUUID() }), 404, 'organization_not_found');
  const { rows } = await database.query(
    `select resource_type, ip_address, request_id from audit_logs where organization_id = $1 and action = 'platform.accessed'`,
    [north.tenant.organization.id]);
  assert.equal(rows.length, 1);
  assert.equal(rows[0].resource_type, 'GET /v1/venues');
  assert.ok(rows[0].ip_address && rows[0].request_id);
});

test('a refusal for want of a permission is on record, with who it was', async () => {
  const user = await makeUser(north.tenant, 'staff');
  assertProblem(await api.post('/v1/venues', {}, { as: await signIn(api, user), key: randomUUID() }), 403, 'permission_denied');
  const { rows } = await database.query(
    `select resource_type from audit_logs where organization_id = $1 and action = 'access.refused' and user_id = $2`,
    [north.tenant.organization.id, user.id]);
  assert.deepEqual(rows, [{ resource_type: 'POST /v1/venues' }]);
});
