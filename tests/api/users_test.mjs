// The life of a user, by mail and over HTTP: invited, joined, changed, deactivated, locked out and back in.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { assertProblem, assertStatus, tally } from '../support/assertions.mjs';
import { badBodies, invalidValues, missing, testBadInput } from '../support/bad_input.mjs';
import { mailFolder, mailsTo, nextMail, tokenOf } from '../support/mails.mjs';
import { useServer } from '../support/server.mjs';
import { apiKey, makePlatformAdmin, makeUser, password, signIn } from '../support/staff.mjs';
import { makeTenant } from '../support/tenant.mjs';

const { folder, flags } = mailFolder();
const server = await useServer(flags);
const { test, api, database } = server;
const tenant = await makeTenant(database);
const owner = await signIn(api, await makeUser(tenant, 'super-admin'));

const address = () => `new-${randomUUID()}@example.com`;
const invite = (as, more = {}, options = {}) =>
  api.post('/v1/users', { email: address(), full_name: 'Zoë Ünger', role: 'staff', ...more }, { as, ...options });
const accept = (token, more = {}) => api.post('/v1/auth/invitation/accept', { token, password, ...more });
const change = (as, user, json, version = user.version) => api.patch(`/v1/users/${user.id}`, json, { as, version });
const me = (as) => api.get('/v1/me', { as });

test('from the invitation to the end: invited, joined, promoted, reset, deactivated', async () => {
  const invited = assertStatus(await invite(owner, { role: 'manager' }), 201);
  assert.equal(invited.joined_at, undefined);
  const mail = await nextMail(folder, invited.email, /invites you/);
  assert.equal(mail.subject, `${tenant.organization.name} invites you to BookingTMS`);
  assert.match(mail.text, /Zoë Ünger/);
  assertProblem(await api.post('/v1/auth/login', { email: invited.email, password }), 401, 'invalid_credentials');

  const joined = assertStatus(await accept(tokenOf(mail), { full_name: 'Zoë' }), 200);
  assert.deepEqual(joined, { email: invited.email });
  assertProblem(await accept(tokenOf(mail)), 410, 'link_invalid');
  const token = await signIn(api, invited);
  const seen = assertStatus(await me(token), 200);
  assert.equal(seen.full_name, 'Zoë');
  assert.ok(seen.joined_at);

  const current = assertStatus(await api.get(`/v1/users/${invited.id}`, { as: owner }), 200);
  const promoted = assertStatus(await change(owner, current, { role: 'admin' }), 200);
  assert.equal(promoted.role, 'admin');
  assertProblem(await me(token), 401, 'unauthenticated');
  const again = await signIn(api, invited);
  assert.ok(assertStatus(await me(again), 200).permissions.includes('venues:write'));

  assertStatus(await api.post('/v1/auth/password/forgot', { email: invited.email }), 202);
  const reset = tokenOf(await nextMail(folder, invited.email, /new password/));
  const weak = await api.post('/v1/auth/password/reset', { token: reset, new_password: 'password' });
  assertProblem(weak, 422, 'password_too_weak', '/new_password');
  assertStatus(await api.post('/v1/auth/password/reset', { token: reset, new_password: 'quite another sentence' }), 200);
  assertProblem(await api.post('/v1/auth/password/reset', { token: reset, new_password: 'and yet another one' }), 410, 'link_invalid');
  assertProblem(await me(again), 401, 'unauthenticated');
  await nextMail(folder, invited.email, /was changed/);
  const back = assertStatus(await api.post('/v1/auth/login', { email: invited.email, password: 'quite another sentence' }), 200);

  const deactivated = assertStatus(await change(owner, promoted, { is_active: false }), 200);
  assertProblem(await me(back.access_token), 401, 'unauthenticated');
  assertProblem(await api.post('/v1/auth/refresh', { refresh_token: back.refresh_token }), 401, 'unauthenticated');
  assertProblem(await api.post('/v1/auth/login', { email: invited.email, password: 'quite another sentence' }), 401, 'invalid_credentials');
  assertStatus(await change(owner, deactivated, { is_active: true }), 200);
  assertProblem(await me(back.access_token), 401, 'unauthenticated');
});

test('mails can be read by their owner only, and carry no secret that the database has', async () => {
  const invited = assertStatus(await invite(owner), 201);
  const mail = await nextMail(folder, invited.email, /invites/);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  const { rows: [queued] } = await database.query('select * from mail_outbox where recipient = $1', [invited.email]);
  const { rows: [link] } = await database.query('select * from one_time_links where user_id = $1', [invited.id]);
  const [, signature] = tokenOf(mail).split('.');
  assert.ok(!JSON.stringify([queued, link]).includes(signature));
});

test('links that were changed, used for something else, outdated or replaced open nothing', async () => {
  const invited = assertStatus(await invite(owner), 201);
  const first = await nextMail(folder, invited.email, /invites/);
  const token = tokenOf(first);
  const [ids, signature] = token.split('.');
  const other = Buffer.from(ids, 'base64url');
  other[20] ^= 1;
  for (const forged of ['x', ids, `${ids}.`, `.${signature}`, `${ids}.${signature.slice(2)}`, `${ids}.${'A'.repeat(43)}`,
    `${other.toString('base64url')}.${signature}`]) {
    assertProblem(await accept(forged), 410, 'link_invalid');
  }
  assertProblem(await api.post('/v1/auth/password/reset', { token, new_password: password }), 410, 'link_invalid');
  assertStatus(await api.post(`/v1/users/${invited.id}/invitation`, {}, { as: owner }), 200);
  const second = await nextMail(folder, invited.email, /invites/, [first]);
  assertProblem(await accept(token), 410, 'link_invalid');
  await database.query(
    "update one_time_links set expires_at = now() - interval '1 second' where user_id = $1 and used_at is null", [invited.id]);
  assertProblem(await accept(tokenOf(second)), 410, 'link_invalid');
});

test('an invitation accepted many times at once is accepted once', async () => {
  const invited = assertStatus(await invite(owner), 201);
  const token = tokenOf(await nextMail(folder, invited.email, /invites/));
  const replies = await Promise.all(Array.from({ length: 6 }, () => accept(token)));
  assert.deepEqual(tally(replies), { 200: 1, '410 link_invalid': 5 });
});

test('a forgotten password is answered alike for everybody; only an account gets a mail', async () => {
  const user = await makeUser(tenant, 'staff');
  const deactivated = await makeUser(tenant, 'staff', { is_active: false });
  const ask = (email) => api.post('/v1/auth/password/forgot', { email });
  const replies = [await ask('nobody@example.com'), await ask(deactivated.email), await ask(user.email)];
  for (const reply of replies) assert.deepEqual(assertStatus(reply, 202), replies[0].body);
  await nextMail(folder, user.email, /new password/);
  // Requests are answered in their order: the mail after theirs is there, so theirs would be.
  for (const email of ['nobody@example.com', deactivated.email]) assert.deepEqual(await mailsTo(folder, email), []);
});

test('roles are granted only below one\'s own, and only those below are changed', async () => {
  const roles = ['super-admin', 'org-admin', 'admin', 'manager', 'staff'];
  const orgAdmin = await signIn(api, await makeUser(tenant, 'org-admin'));
  const platformAdmin = await signIn(api, await makePlatformAdmin(database));
  const inside = { organization: tenant.organization.id };
  for (const [rank, role] of roles.entries()) {
    const byOwner = await invite(owner, { role });
    const byOrgAdmin = await invite(orgAdmin, { role });
    assertStatus(await invite(platformAdmin, { role }, inside), 201);
    if (rank > 0) assertStatus(byOwner, 201);
    else assertProblem(byOwner, 403, 'not_grantable');
    if (rank > 1) assertStatus(byOrgAdmin, 201);
    else assertProblem(byOrgAdmin, 403, 'not_grantable');
  }
  assertProblem(await invite(owner, { role: 'platform-admin' }), 403, 'not_grantable');
  assertProblem(await invite(platformAdmin, { role: 'platform-admin' }, inside), 403, 'not_grantable');
  assertProblem(await invite(platformAdmin), 403, 'not_grantable');

  const peer = await makeUser(tenant, 'org-admin');
  const boss = await makeUser(tenant, 'super-admin');
  for (const user of [peer, boss]) assertProblem(await change(orgAdmin, user, { full_name: 'Mine' }, 1), 403, 'not_grantable');
  const staff = await makeUser(tenant, 'staff');
  assertProblem(await change(orgAdmin, staff, { role: 'org-admin' }, 1), 403, 'not_grantable');
  assertProblem(await change(orgAdmin, staff, { role: 'platform-admin' }, 1), 403, 'not_grantable');
  assertStatus(await change(orgAdmin, staff, { role: 'admin' }, 1), 200);
});

test('an organization keeps an owner, also when two leave at once', async () => {
  const other = await makeTenant(database);
  const owners = [await makeUser(other, 'super-admin'), await makeUser(other, 'super-admin')];
  const platformAdmin = await signIn(api, await makePlatformAdmin(database));
  const replies = await Promise.all(owners.map((user) => api.patch(`/v1/users/${user.id}`, { is_active: false },
    { as: platformAdmin, version: 1, organization: other.organization.id })));
  assert.deepEqual(tally(replies), { 200: 1, '409 last_owner': 1 });
});

test('an address has one account, in whichever organization', async () => {
  const other = await makeTenant(database);
  const theirs = await makeUser(other, 'staff');
  const refused = assertProblem(await invite(owner, { email: theirs.email }), 409, 'already_exists');
  assert.ok(!JSON.stringify(refused).includes(other.organization.id));
  assertProblem(await invite(owner, { email: theirs.email.toUpperCase() }), 409, 'already_exists');
  const email = address();
  const replies = await Promise.all(Array.from({ length: 5 }, () => invite(owner, { email })));
  assert.deepEqual(tally(replies), { 201: 1, '409 already_exists': 4 });
});

test('an invitation repeated with its Idempotency-Key is the same one', async () => {
  const key = randomUUID();
  const json = { email: address(), full_name: 'Ann', role: 'staff' };
  const first = await api.post('/v1/users', json, { as: owner, key });
  const second = await api.post('/v1/users', json, { as: owner, key });
  assert.deepEqual(assertStatus(second, 201), assertStatus(first, 201));
  assert.equal(second.headers.get('idempotency-replayed'), 'true');
  assertProblem(await api.post('/v1/users', { ...json, full_name: 'Bob' }, { as: owner, key }), 422, 'idempotency_key_reused');
});

test('only who never joined is deleted; the address is free again', async () => {
  const invited = assertStatus(await invite(owner), 201);
  const mail = await nextMail(folder, invited.email, /invites/);
  assertStatus(await api.delete(`/v1/users/${invited.id}`, { as: owner }), 204);
  assertProblem(await api.get(`/v1/users/${invited.id}`, { as: owner }), 404, 'user_not_found');
  assertProblem(await accept(tokenOf(mail)), 410, 'link_invalid');
  assertStatus(await invite(owner, { email: invited.email }), 201);
  const joined = await makeUser(tenant, 'staff');
  assertProblem(await api.delete(`/v1/users/${joined.id}`, { as: owner }), 409, 'invalid_transition');
  assertProblem(await api.post(`/v1/users/${joined.id}/invitation`, {}, { as: owner }), 409, 'invalid_transition');
});

test('nobody overwrites a user unseen', async () => {
  const user = await makeUser(tenant, 'staff');
  const reply = await change(owner, user, { phone: '+1 555 0100' }, 1);
  assert.equal(assertStatus(reply, 200).phone, '+1 555 0100');
  assert.equal(reply.headers.get('etag'), '"2"');
  assertProblem(await change(owner, user, { full_name: 'Late' }, 1), 412, 'precondition_failed');
  assertProblem(await api.patch(`/v1/users/${user.id}`, { full_name: 'Blind' }, { as: owner }), 428, 'precondition_required');
});

test('the list goes on where it ended, and shows nobody of another organization', async () => {
  const other = await makeTenant(database);
  const boss = await signIn(api, await makeUser(other, 'super-admin'));
  for (let i = 0; i < 4; i += 1) await makeUser(other, 'staff');
  const seen = [];
  let page;
  do {
    const after = seen.length ? { starting_after: seen.at(-1) } : {};
    page = assertStatus(await api.get('/v1/users', { as: boss, query: { limit: 2, ...after } }), 200);
    seen.push(...page.data.map(({ id }) => id));
  } while (page.has_more);
  const { rows } = await database.query('select id from users where organization_id = $1 order by id', [other.organization.id]);
  assert.deepEqual(seen, rows.map(({ id }) => id));
});

test('API keys read users and change none', async () => {
  const key = await apiKey(tenant, ['users:read', 'users:write']);
  const { data: [first] } = assertStatus(await api.get('/v1/users', { as: key, query: { limit: 1 } }), 200);
  assertProblem(await invite(key), 403, 'permission_denied');
  assertProblem(await change(key, first, { full_name: 'Robot' }), 403, 'permission_denied');
});

const good = { email: 'ann@example.com', full_name: 'Ann', role: 'staff' };
testBadInput(server, 'bad input of an invitation', tenant, (request) => api.send('POST', '/v1/users', { as: owner, ...request }), [
  ...badBodies, ...missing(good, '/email'), ...missing(good, '/full_name'), ...missing(good, '/role'),
  ...invalidValues(good, '/email', ['', 'ann', 5]), ...invalidValues(good, '/full_name', ['', ' ', 'x'.repeat(201), 'a\nb', 5]),
  ...invalidValues(good, '/role', ['owner', 'Staff', '', 5, {}]),
  ...['organization_id', 'is_platform_team', 'is_active', 'id', 'password'].map((name) =>
    [`the member ${name}`, { json: { ...good, [name]: 'x' } }, 422, 'unknown_field', `/${name}`]),
]);
const someone = await makeUser(tenant, 'staff');
testBadInput(server, 'bad input of a change of a user', tenant,
  (request) => api.send('PATCH', `/v1/users/${someone.id}`, { as: owner, version: 1, ...request }), [
    ...badBodies, ...invalidValues({}, '/role', ['owner', 5]), ...invalidValues({}, '/is_active', ['true', 1]),
    ...invalidValues({}, '/full_name', ['', 5]), ...invalidValues({}, '/phone', ['1'.repeat(33), 5]),
    ['another email', { json: { email: 'b@example.com' } }, 422, 'unknown_field', '/email'],
    ['no UUID', { json: {}, version: 'x' }, 422, 'invalid_field', 'If-Match'],
  ]);
testBadInput(server, 'bad input of an accepted invitation', tenant, (request) => api.send('POST', '/v1/auth/invitation/accept', request), [
  ...badBodies, ...missing({ token: 'x', password }, '/token'), ...missing({ token: 'x', password }, '/password'),
  ...invalidValues({ token: 'x', password }, '/token', ['', 5, 'x'.repeat(201)]),
  ['a role', { json: { token: 'x', password, role: 'super-admin' } }, 422, 'unknown_field', '/role'],
]);
