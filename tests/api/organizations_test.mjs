// Organizations: made with all that they need, suspended, reactivated, deleted; edited by their owners.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { assertProblem, assertStatus, tally } from '../support/assertions.mjs';
import { badBodies, invalidValues, missing, testBadInput } from '../support/bad_input.mjs';
import { mailFolder, nextMail, tokenOf } from '../support/mails.mjs';
import { eventually, start } from '../support/program.mjs';
import { useServer } from '../support/server.mjs';
import { makeKey, makePlatformAdmin, makeUser, password, signIn } from '../support/staff.mjs';
import { makeTenant } from '../support/tenant.mjs';

const { folder, flags } = mailFolder();
const server = await useServer(flags);
const { test, api, database } = server;
const platform = await signIn(api, await makePlatformAdmin(database));
const asPlatform = (options = {}) => ({ as: platform, ...options });

const input = (more = {}) => ({
  name: 'Harbour Tours', slug: `harbour-${randomUUID()}`, currency: 'GBP', time_zone: 'Europe/London',
  owner_email: `owner-${randomUUID()}@example.com`, owner_name: 'Ann Lee', ...more,
});
const create = (more, options) => api.post('/v1/organizations', input(more), asPlatform(options));
const act = (id, what, json = {}) => api.post(`/v1/organizations/${id}/${what}`, json, asPlatform());

test('a new organization has a venue, an embed that works and an owner who is invited', async () => {
  const made = assertStatus(await create({ venue_name: 'Old Harbour' }), 201);
  assert.equal(made.status, 'active');
  const embed = assertStatus(await api.get(`/v1/embed/${made.embed_key}`), 200);
  assert.equal(embed.organization.name, 'Harbour Tours');
  const { rows: venues } = await database.query('select name, time_zone from venues where organization_id = $1', [made.id]);
  assert.deepEqual(venues, [{ name: 'Old Harbour', time_zone: 'Europe/London' }]);
  const token = tokenOf(await nextMail(folder, made.owner.email, /Harbour Tours invites/));
  assertStatus(await api.post('/v1/auth/invitation/accept', { token, password }), 200);
  const owner = await signIn(api, made.owner);
  const own = assertStatus(await api.get('/v1/organization', { as: owner }), 200);
  assert.equal(own.id, made.id);
  assertProblem(await api.get('/v1/organizations', { as: owner }), 403, 'permission_denied');
});

test('all or nothing: a slug or an owner that is taken leaves nothing behind', async () => {
  const first = assertStatus(await create(), 201);
  const count = async () => (await database.query('select count(*) from organizations')).rows[0].count;
  const before = await count();
  assertProblem(await create({ slug: first.slug }), 409, 'already_exists');
  assertProblem(await create({ owner_email: first.owner.email }), 409, 'already_exists');
  assert.equal(await count(), before);
  const slug = `twice-${randomUUID()}`;
  const replies = await Promise.all(Array.from({ length: 4 }, () => create({ slug })));
  assert.deepEqual(tally(replies), { 201: 1, '409 already_exists': 3 });
});

test('repeated with its Idempotency-Key it is the same organization', async () => {
  const json = input();
  const key = randomUUID();
  const first = assertStatus(await api.post('/v1/organizations', json, asPlatform({ key })), 201);
  const again = await api.post('/v1/organizations', json, asPlatform({ key }));
  assert.deepEqual(assertStatus(again, 201), first);
  assert.equal(again.headers.get('idempotency-replayed'), 'true');
});

test('suspended, nobody of it does anything and its pages are closed; reactivated, all is as before', async () => {
  const tenant = await makeTenant(database);
  const owner = await makeUser(tenant, 'super-admin');
  const token = await signIn(api, owner);
  const { key } = await makeKey(tenant, ['venues:read']);
  const { id } = tenant.organization;
  assertProblem(await act(id, 'reactivate'), 409, 'invalid_transition');
  const suspended = assertStatus(await act(id, 'suspend', { reason: 'The invoice of March is open.' }), 200);
  assert.deepEqual([suspended.status, suspended.suspension_reason], ['suspended', 'The invoice of March is open.']);
  assertProblem(await act(id, 'suspend', { reason: 'Again.' }), 409, 'invalid_transition');
  for (const as of [token, key]) assertProblem(await api.get('/v1/venues', { as }), 403, 'organization_suspended');
  assertProblem(await api.get(tenant.base), 404, 'embed_not_found');
  assertStatus(await act(id, 'reactivate'), 200);
  for (const as of [token, key]) assertStatus(await api.get('/v1/venues', { as }), 200);
  assertStatus(await api.get(tenant.base), 200);
});

test('deleted, nothing of it gets in any more, its addresses are free and its trail stays', async () => {
  const tenant = await makeTenant(database);
  const owner = await makeUser(tenant, 'super-admin');
  const token = await signIn(api, owner);
  const { key } = await makeKey(tenant, ['venues:read']);
  const { id } = tenant.organization;
  const deleted = assertStatus(await api.delete(`/v1/organizations/${id}`, asPlatform()), 200);
  assert.equal(deleted.status, 'deleted');
  for (const as of [token, key]) assert.equal((await api.get('/v1/venues', { as })).status, 401);
  assertProblem(await api.get(tenant.base), 404, 'embed_not_found');
  assertProblem(await api.delete(`/v1/organizations/${id}`, asPlatform()), 409, 'invalid_transition');
  assertProblem(await act(id, 'reactivate'), 409, 'invalid_transition');
  const renamed = await api.patch(`/v1/organizations/${id}`, { name: 'Back' }, asPlatform({ version: deleted.version }));
  assertProblem(renamed, 409, 'invalid_transition');
  assertStatus(await create({ owner_email: owner.email }), 201);
  const { rows } = await database.query(
    "select count(*)::integer as count from audit_logs where organization_id = $1 and resource_type = 'organizations'", [id]);
  assert.ok(rows[0].count > 0);
});

test('a month after it was deleted the job of a server that starts removes its rows, and its trail stays', async (t) => {
  const tenant = await makeTenant(database);
  const { id } = tenant.organization;
  const owner = await makeUser(tenant, 'super-admin');
  await signIn(api, owner);
  const activity = await tenant.activity();
  const sessions = [await tenant.session(activity), await tenant.session(activity)];
  for (const session of sessions) {
    assertStatus(await api.post(`${tenant.base}/reservations`, { session_id: session.id, spots: 2 }), 201);
  }
  assertStatus(await api.delete(`/v1/organizations/${id}`, asPlatform()), 200);
  const recent = await makeTenant(database);
  assertStatus(await api.delete(`/v1/organizations/${recent.organization.id}`, asPlatform()), 200);
  await database.query("update organizations set deleted_at = now() - interval '31 days' where id = $1", [id]);
  const entriesOf = async () => {
    const { rows } = await database.query('select id from audit_logs where organization_id = $1 order by id', [id]);
    return rows.map((row) => row.id);
  };
  const before = await entriesOf();
  assert.ok(before.length > 0);

  start(t, ['serve', '--port', '0', '--database-url', server.dev.database_url,
    '--secret-key', randomBytes(32).toString('base64'), ...flags]);
  await eventually('the end of the rows', async () => {
    const { rows } = await database.query('select from organizations where id = $1', [id]);
    return rows.length === 0;
  });
  for (const table of ['users', 'user_credentials', 'sign_ins', 'activities', 'activity_sessions', 'slot_reservations', 'venues']) {
    const { rows } = await database.query(`select count(*)::integer as count from ${table} where organization_id = $1`, [id]);
    assert.equal(rows[0].count, 0, table);
  }
  const { rows } = await database.query('select status from organizations where id = $1', [recent.organization.id]);
  assert.deepEqual(rows, [{ status: 'deleted' }], 'one that was deleted today stays');
  const after = await entriesOf();
  assert.deepEqual(after.slice(0, before.length), before, 'nothing of the trail is gone');
  assert.ok(after.length > before.length, 'the purge itself is on record');
});

test('owners edit their organization, and nobody overwrites it unseen', async () => {
  const tenant = await makeTenant(database);
  const token = await signIn(api, await makeUser(tenant, 'super-admin'));
  const change = (json, version, as = token) => api.patch('/v1/organization', json, { as, version });
  const reply = await change({ name: 'Renamed', primary_color: '#00aa00', contact_email: 'Ann@Example.com' }, 1);
  const changed = assertStatus(reply, 200);
  assert.deepEqual([changed.name, changed.primary_color, changed.contact_email], ['Renamed', '#00aa00', 'ann@example.com']);
  assert.equal(reply.headers.get('etag'), `"${changed.version}"`);
  assertProblem(await change({ name: 'Late' }, 1), 412, 'precondition_failed');
  assertProblem(await change({ name: 'Blind' }), 428, 'precondition_required');
  assert.equal(assertStatus(await change({ contact_email: '' }, changed.version), 200).contact_email, undefined);
  const staff = await signIn(api, await makeUser(tenant, 'staff'));
  assertProblem(await change({ name: 'Mine' }, 3, staff), 403, 'permission_denied');
});

test('the platform edits any organization of customers, and not its own', async () => {
  const tenant = await makeTenant(database);
  const path = `/v1/organizations/${tenant.organization.id}`;
  assertStatus(await api.patch(path, { requires_second_factor: true }, asPlatform({ version: 1 })), 200);
  assert.equal(assertStatus(await api.get(path, asPlatform()), 200).requires_second_factor, true);
  const own = '00000000-0000-7000-8000-000000000001';
  assertProblem(await api.get(`/v1/organizations/${own}`, asPlatform()), 404, 'organization_not_found');
  assertProblem(await api.delete(`/v1/organizations/${own}`, asPlatform()), 404, 'organization_not_found');
  assertProblem(await api.get(`/v1/organizations/${randomUUID()}`, asPlatform()), 404, 'organization_not_found');
});

test('the list has every organization of customers once', async () => {
  const seen = [];
  let page;
  do {
    const after = seen.length ? { starting_after: seen.at(-1) } : {};
    page = assertStatus(await api.get('/v1/organizations', asPlatform({ query: { limit: 3, ...after } })), 200);
    seen.push(...page.data.map(({ id }) => id));
  } while (page.has_more);
  const { rows } = await database.query('select id from organizations where not is_platform order by id');
  assert.deepEqual(seen, rows.map(({ id }) => id));
});

const good = input();
const bystander = await makeTenant(database);
const send = (request) => api.send('POST', '/v1/organizations', asPlatform(request));
testBadInput(server, 'bad input of a new organization', bystander, send, [
  ...badBodies, ...['/name', '/slug', '/currency', '/time_zone', '/owner_email', '/owner_name'].flatMap((member) => missing(good, member)),
  ...invalidValues(good, '/name', ['', 'x'.repeat(201), 5]), ...invalidValues(good, '/slug', ['', 'Ä', '-a', 'a b', 'x'.repeat(64), 5]),
  ...invalidValues(good, '/currency', ['', 'gbp', 'POUND', 'ZZZ', 5]),
  ...invalidValues(good, '/time_zone', ['', 'Nowhere/Land', '../etc', 5]),
  ...invalidValues(good, '/owner_email', ['', 'ann', 5]),
  ['a status', { json: { ...good, status: 'deleted' } }, 422, 'unknown_field', '/status'],
]);
testBadInput(server, 'bad input of a change of an organization', bystander,
  (request) => api.send('PATCH', `/v1/organizations/${bystander.organization.id}`, asPlatform({ version: 1, ...request })), [
    ...badBodies, ...invalidValues({}, '/name', ['', 5]), ...invalidValues({}, '/primary_color', ['red', '#12345', '#12345G', 5]),
    ...invalidValues({}, '/contact_email', ['ann', 5]), ...invalidValues({}, '/requires_second_factor', ['true', 1]),
    ['a currency', { json: { currency: 'EUR' } }, 422, 'unknown_field', '/currency'],
  ]);
testBadInput(server, 'bad input of a suspension', bystander,
  (request) => api.send('POST', `/v1/organizations/${bystander.organization.id}/suspend`, asPlatform(request)), [
    ...badBodies, ...missing({ reason: 'x' }, '/reason'), ...invalidValues({}, '/reason', ['', 'x'.repeat(501), 5]),
  ]);
