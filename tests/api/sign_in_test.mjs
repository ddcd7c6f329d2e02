// Signing in, staying signed in and signing out: by token and by cookie, and everything that must not let anybody in.
import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { newVisitor } from '../support/api.mjs';
import { assertProblem, assertStatus, tally } from '../support/assertions.mjs';
import { badBodies, invalidValues, missing, testBadInput } from '../support/bad_input.mjs';
import { useServer } from '../support/server.mjs';
import { apiKey, makePlatformAdmin, makeUser, password, signIn } from '../support/staff.mjs';
import { makeTenant } from '../support/tenant.mjs';

const server = await useServer();
const { test, api, database } = server;
const tenant = await makeTenant(database);

const logIn = (user, more = {}, options = {}) =>
  api.post('/v1/auth/login', { email: user.email, password, ...more }, options);
const refresh = (token, options) => api.post('/v1/auth/refresh', { refresh_token: token }, options);
const me = (token) => api.get('/v1/me', { as: token });

test('a sign-in gives who it is, an access token and a refresh token', async () => {
  const user = await makeUser(tenant, 'manager');
  const signedIn = assertStatus(await logIn(user, { email: user.email.toUpperCase() }), 200);
  assert.equal(signedIn.expires_in, 3600);
  assert.equal(signedIn.user.id, user.id);
  const seen = assertStatus(await me(signedIn.access_token), 200);
  assert.equal(seen.organization.id, tenant.organization.id);
  assert.ok(seen.permissions.includes('bookings:write') && !seen.permissions.includes('users:write'));
});

test('no account, no password yet, deactivated, of a deleted organization, a wrong password: one answer', async () => {
  const wrong = await makeUser(tenant, 'staff');
  const deactivated = await makeUser(tenant, 'staff', { is_active: false });
  const invited = await makeUser(tenant, 'staff', { joined_at: null });
  await database.query('delete from user_credentials where user_id = $1', [invited.id]);
  const gone = await makeTenant(database);
  const left = await makeUser(gone, 'super-admin');
  await database.query("update organizations set status = 'deleted', deleted_at = now() where id = $1", [gone.organization.id]);
  const replies = [
    await logIn(wrong, { password: 'another password altogether' }), await logIn(deactivated), await logIn(invited),
    await logIn(left), await logIn({ email: 'nobody@example.com' }),
  ];
  const answers = replies.map((reply) => {
    assertProblem(reply, 401, 'invalid_credentials');
    return { ...reply.body, request_id: null };
  });
  for (const answer of answers) assert.deepEqual(answer, answers[0]);
});

test('a suspended organization shows itself to the right password only', async () => {
  const closed = await makeTenant(database);
  const user = await makeUser(closed, 'super-admin');
  const signedIn = assertStatus(await logIn(user), 200);
  await database.query("update organizations set status = 'suspended' where id = $1", [closed.organization.id]);
  assertProblem(await logIn(user), 403, 'organization_suspended');
  assertProblem(await logIn(user, { password: 'another password altogether' }), 401, 'invalid_credentials');
  assertProblem(await refresh(signedIn.refresh_token), 403, 'organization_suspended');
  assertProblem(await me(signedIn.access_token), 403, 'organization_suspended');
});

test('a refresh token is good once; the use of an old one ends the sign-in', async () => {
  const user = await makeUser(tenant, 'staff');
  const first = assertStatus(await logIn(user), 200);
  const second = assertStatus(await refresh(first.refresh_token), 200);
  assertStatus(await me(second.access_token), 200);
  assertProblem(await refresh(first.refresh_token), 401, 'unauthenticated');
  assertProblem(await me(second.access_token), 401, 'unauthenticated');
  assertProblem(await refresh(second.refresh_token), 401, 'unauthenticated');
});

test('one refresh token sent many times at once gives one new one at most, and ends the sign-in', async () => {
  const user = await makeUser(tenant, 'staff');
  const { refresh_token: token } = assertStatus(await logIn(user), 200);
  const replies = await Promise.all(Array.from({ length: 12 }, () => refresh(token)));
  assert.deepEqual(tally(replies), { 200: 1, '401 unauthenticated': 11 });
  const { rows } = await database.query('select end_reason from sign_ins where user_id = $1', [user.id]);
  assert.deepEqual(rows, [{ end_reason: 'reuse' }]);
});

test('refresh tokens that were never given are refused', async () => {
  const user = await makeUser(tenant, 'staff');
  const { refresh_token: token } = assertStatus(await logIn(user), 200);
  const [ids, secret] = token.split('.');
  for (const forged of ['x', `${ids}.`, `.${secret}`, ids, `${ids}.${secret}x`, `${ids}.${secret.slice(1)}`,
    `${Buffer.alloc(32, 7).toString('base64url')}.${secret}`, `${ids}=.${secret}`]) {
    assertProblem(await refresh(forged), 401, 'unauthenticated');
  }
  assertStatus(await refresh(token), 200);
});

test('an expired sign-in and an expired refresh token are over', async () => {
  const user = await makeUser(tenant, 'staff');
  const old = assertStatus(await logIn(user), 200);
  await database.query("update refresh_tokens set created_at = now() - interval '7 days' where sign_in_id in "
    + '(select id from sign_ins where user_id = $1)', [user.id]);
  assertProblem(await refresh(old.refresh_token), 401, 'unauthenticated');
  await database.query('update sign_ins set expires_at = now() where user_id = $1', [user.id]);
  assertProblem(await me(old.access_token), 401, 'unauthenticated');
});

test('access tokens that this server did not sign, or not so, let nobody in', async () => {
  const user = await makeUser(tenant, 'super-admin');
  const token = await signIn(api, user);
  const [header, payload, signature] = token.split('.');
  const coded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const read = (part) => JSON.parse(Buffer.from(part, 'base64url'));
  const sign = (key, head, body) => `${head}.${body}.${createHmac('sha256', key).update(`${head}.${body}`).digest('base64url')}`;
  const other = await makeUser(tenant, 'staff');
  const forged = {
    'no algorithm': `${coded({ alg: 'none', typ: 'JWT' })}.${payload}.`,
    'no algorithm, with the signature': `${coded({ alg: 'none', typ: 'JWT' })}.${payload}.${signature}`,
    'another algorithm': `${coded({ ...read(header), alg: 'HS512' })}.${payload}.${signature}`,
    'an asymmetric algorithm': sign('key', coded({ alg: 'RS256', typ: 'JWT' }), payload),
    'another key': sign('a key that we do not have, but long enough', header, payload),
    'an empty key': sign('', header, payload),
    'another user': `${header}.${coded({ ...read(payload), sub: other.id })}.${signature}`,
    'a longer life': `${header}.${coded({ ...read(payload), exp: read(payload).exp + 3600 })}.${signature}`,
    'no signature': `${header}.${payload}.`, 'two parts': `${header}.${payload}`, 'no token': 'token', nothing: '',
  };
  for (const [what, text] of Object.entries(forged)) {
    const reply = await me(text);
    assert.equal(reply.body.code, 'unauthenticated', what);
  }
  assertStatus(await me(token), 200);
});

test('signing out ends the sign-in at once; everywhere ends all of them', async () => {
  const user = await makeUser(tenant, 'staff');
  const [here, there, elsewhere] = [await logIn(user), await logIn(user), await logIn(user)].map((r) => assertStatus(r, 200));
  assertStatus(await api.post('/v1/auth/logout', {}, { as: here.access_token }), 204);
  assertProblem(await me(here.access_token), 401, 'unauthenticated');
  assertProblem(await refresh(here.refresh_token), 401, 'unauthenticated');
  assertStatus(await me(there.access_token), 200);
  assertStatus(await api.post('/v1/auth/logout-all', {}, { as: there.access_token }), 204);
  for (const token of [there, elsewhere]) assertProblem(await me(token.access_token), 401, 'unauthenticated');
});

test('users see where they are signed in and end it; another user\'s sign-in is not found', async () => {
  const user = await makeUser(tenant, 'staff');
  const other = await makeUser(tenant, 'staff');
  const [here, there] = [await signIn(api, user), await signIn(api, user)];
  const theirs = await signIn(api, other);
  const list = assertStatus(await api.get('/v1/auth/sign-ins', { as: here }), 200).data;
  assert.deepEqual(list.map((signedIn) => signedIn.is_current).sort(), [false, true]);
  const { id } = list.find((signedIn) => !signedIn.is_current);
  assertProblem(await api.delete(`/v1/auth/sign-ins/${id}`, { as: theirs }), 404, 'not_found');
  assertProblem(await api.delete('/v1/auth/sign-ins/nonsense', { as: here }), 404, 'not_found');
  assertStatus(await api.delete(`/v1/auth/sign-ins/${id}`, { as: here }), 204);
  assertProblem(await api.delete(`/v1/auth/sign-ins/${id}`, { as: here }), 404, 'not_found');
  assertProblem(await me(there), 401, 'unauthenticated');
  assertStatus(await me(here), 200);
});

test('a new password ends every sign-in and begins a new one', async () => {
  const user = await makeUser(tenant, 'staff');
  const [here, there] = [await signIn(api, user), await signIn(api, user)];
  const change = (current, chosen) => api.post('/v1/auth/password',
    { current_password: current, new_password: chosen }, { as: here });
  assertProblem(await change('not this one at all', 'quite another sentence'), 401, 'invalid_credentials');
  for (const weak of ['too short', 'password1234', 'aaaaaaaaaaaaaaaa', user.email]) {
    assertProblem(await change(password, weak), 422, 'password_too_weak', '/new_password');
  }
  const changed = assertStatus(await change(password, ' quite another sentence '), 200);
  for (const token of [here, there]) assertProblem(await me(token), 401, 'unauthenticated');
  assertStatus(await me(changed.access_token), 200);
  assertStatus(await refresh(changed.refresh_token), 200);
  assertProblem(await logIn(user), 401, 'invalid_credentials');
  assertProblem(await logIn(user, { password: 'quite another sentence' }), 401, 'invalid_credentials');
  assertStatus(await logIn(user, { password: ' quite another sentence ' }), 200);
});

// What a browser keeps: {name: {value, ...attributes}}.
function cookiesOf(reply) {
  return Object.fromEntries(reply.headers.getSetCookie().map((line) => {
    const [pair, ...attributes] = line.split('; ');
    const [name, value] = pair.split(/=(.*)/s);
    return [name, { value, attributes }];
  }));
}
const cookieHeader = (cookies) => Object.entries(cookies).map(([name, { value }]) => `${name}=${value}`).join('; ');

test('a browser gets cookies that its scripts cannot read, and the token that proves its changes', async () => {
  const user = await makeUser(tenant, 'staff');
  const reply = await logIn(user, { cookie: true });
  const { csrf_token: csrf, ...rest } = assertStatus(reply, 200);
  assert.deepEqual(Object.keys(rest).sort(), ['expires_in', 'user']);
  const cookies = cookiesOf(reply);
  assert.deepEqual(cookies.btms_access.attributes, ['Max-Age=3600', 'Path=/', 'HttpOnly', 'SameSite=Lax']);
  assert.deepEqual(cookies.btms_refresh.attributes, ['Max-Age=604800', 'Path=/v1/auth', 'HttpOnly', 'SameSite=Strict']);

  const Cookie = cookieHeader(cookies);
  const seen = await api.get('/v1/me', { headers: { Cookie } });
  assert.equal(assertStatus(seen, 200).id, user.id);
  const rename = (headers) => api.patch('/v1/me', { full_name: 'Renamed' },
    { version: seen.body.version, headers: { Cookie, ...headers } });
  assertProblem(await rename({}), 403, 'csrf_token_invalid');
  assertProblem(await rename({ 'X-CSRF-Token': `${csrf}x` }), 403, 'csrf_token_invalid');
  const theirs = assertStatus(await logIn(await makeUser(tenant, 'staff'), { cookie: true }), 200);
  assertProblem(await rename({ 'X-CSRF-Token': theirs.csrf_token }), 403, 'csrf_token_invalid');
  assertStatus(await rename({ 'X-CSRF-Token': csrf }), 200);

  const next = await api.post('/v1/auth/refresh', {}, { headers: { Cookie } });
  assert.equal(assertStatus(next, 200).csrf_token, csrf, 'the sign-in is the same');
  assertProblem(await api.post('/v1/auth/refresh', {}), 401, 'unauthenticated');
  const out = await api.post('/v1/auth/logout', {}, { headers: { Cookie: cookieHeader(cookiesOf(next)), 'X-CSRF-Token': csrf } });
  assertStatus(out, 204);
  for (const { value, attributes } of Object.values(cookiesOf(out))) {
    assert.equal(value, '');
    assert.ok(attributes.includes('Max-Age=0'));
  }
});

test('another site can neither sign anybody in nor use their refresh cookie', async () => {
  const user = await makeUser(tenant, 'staff');
  const Cookie = cookieHeader(cookiesOf(await logIn(user, { cookie: true })));
  const { host } = new URL(server.url);
  for (const headers of [{ 'Sec-Fetch-Site': 'cross-site' }, { 'Sec-Fetch-Site': 'same-site' },
    { Origin: 'https://evil.example' }, { Origin: `http://${host}.evil.example` }, { Origin: 'null' }]) {
    assertProblem(await logIn(user, { cookie: true }, { headers }), 403, 'csrf_token_invalid');
    assertProblem(await api.post('/v1/auth/refresh', {}, { headers: { Cookie, ...headers } }), 403, 'csrf_token_invalid');
  }
  assertStatus(await logIn(user, { cookie: true }, { headers: { Origin: `http://${host}` } }), 200);
  assertStatus(await api.post('/v1/auth/refresh', {}, { headers: { Cookie, 'Sec-Fetch-Site': 'same-origin' } }), 200);
});

test('strangers who guess lock nobody out: the owner signs in from where they did before', async () => {
  const user = await makeUser(tenant, 'super-admin');
  const home = newVisitor();
  assertStatus(await logIn(user, {}, { visitor: home }), 200);
  for (let stranger = 0; stranger < 3; stranger += 1) {
    const visitor = newVisitor();
    const guess = () => logIn(user, { password: 'a guess of a stranger' }, { visitor });
    for (let i = 0; i < 10; i += 1) assertProblem(await guess(), 401, 'invalid_credentials');
    const refused = await guess();
    assertProblem(refused, 429, 'too_many_attempts');
    assert.ok(Number(refused.headers.get('retry-after')) <= 3600);
  }
  assertProblem(await logIn(user), 429, 'too_many_attempts');
  assertStatus(await logIn(user, {}, { visitor: home }), 200);
});

test('guesses that come at once are counted one by one', async () => {
  const user = await makeUser(tenant, 'staff');
  const visitor = newVisitor();
  const replies = await Promise.all(Array.from({ length: 24 }, () => logIn(user, { password: 'a guess, at once' }, { visitor })));
  assert.deepEqual(tally(replies), { '401 invalid_credentials': 10, '429 too_many_attempts': 14 });
});

test('every sign-in and every refusal is on record, with address and request', async () => {
  const user = await makeUser(tenant, 'staff');
  const visitor = newVisitor();
  await logIn(user, { password: 'a wrong password' }, { visitor });
  const { headers } = await logIn(user, {}, { visitor });
  const { rows } = await database.query(`select action, host(ip_address) as address, request_id from audit_logs
    where organization_id = $1 and ip_address = $2 and action like 'sign_in.%' order by id`, [tenant.organization.id, visitor]);
  assert.deepEqual(rows.map(({ action, address }) => [action, address]), [['sign_in.failed', visitor], ['sign_in.succeeded', visitor]]);
  assert.equal(rows[1].request_id, headers.get('request-id'));
});

test('API keys have no account', async () => {
  const key = await apiKey(tenant, ['users:read']);
  const calls = [
    () => api.get('/v1/me', { as: key }), () => api.patch('/v1/me', { full_name: 'Key' }, { as: key, version: 1 }),
    () => api.get('/v1/auth/sign-ins', { as: key }), () => api.post('/v1/auth/logout', {}, { as: key }),
    () => api.post('/v1/auth/logout-all', {}, { as: key }), () => api.delete(`/v1/auth/sign-ins/${randomUUID()}`, { as: key }),
    () => api.post('/v1/auth/password', { current_password: password, new_password: 'quite another sentence' }, { as: key }),
    () => api.post('/v1/auth/second-factor', { password }, { as: key }),
    () => api.post('/v1/auth/second-factor/confirm', { code: '123456' }, { as: key }),
    () => api.post('/v1/auth/second-factor/recovery-codes', { password, code: '123456' }, { as: key }),
    () => api.send('DELETE', '/v1/auth/second-factor', { json: { password, code: '123456' }, as: key }),
  ];
  for (const call of calls) assertProblem(await call(), 403, 'permission_denied');
});

test('claims, headers and members that would raise one\'s rights do nothing', async () => {
  const user = await makeUser(tenant, 'staff');
  const token = await signIn(api, user);
  const foreign = await makeTenant(database);
  assertProblem(await api.get('/v1/me', { as: token, organization: foreign.organization.id }), 404, 'organization_not_found');
  const { version } = assertStatus(await me(token), 200);
  for (const [name, value] of Object.entries({ role: 'super-admin', organization_id: foreign.organization.id,
    is_platform_team: true, permissions: ['platform:write'], email: 'other@example.com', is_active: true })) {
    assertProblem(await api.patch('/v1/me', { [name]: value }, { as: token, version }), 422, 'unknown_field', `/${name}`);
  }
  const before = assertStatus(await me(token), 200);
  const headers = { 'X-Role': 'platform-admin', 'X-User-Id': (await makePlatformAdmin(database)).id };
  assert.deepEqual(assertStatus(await api.get('/v1/me', { as: token, headers }), 200), before);
  assertProblem(await api.get('/v1/organizations', { as: token, headers }), 403, 'permission_denied');
});

test('nobody overwrites their own name unseen', async () => {
  const token = await signIn(api, await makeUser(tenant, 'staff'));
  const change = (json, version) => api.patch('/v1/me', json, { as: token, version });
  assertProblem(await change({ full_name: 'Ann' }), 428, 'precondition_required');
  const changed = await change({ full_name: 'Ann', phone: '+44 131 496 0000' }, 1);
  assert.equal(assertStatus(changed, 200).phone, '+44 131 496 0000');
  assert.equal(changed.headers.get('etag'), '"2"');
  assertProblem(await change({ full_name: 'Bob' }, 1), 412, 'precondition_failed');
  assert.equal(assertStatus(await change({ phone: '' }, 2), 200).phone, undefined);
});

const good = { email: 'ann@example.com', password: 'a password that is wrong' };
testBadInput(server, 'bad input of a sign-in', tenant, (request) => api.send('POST', '/v1/auth/login', request), [
  ...badBodies, ...missing(good, '/email'), ...missing(good, '/password'),
  ...invalidValues(good, '/email', ['', 'ann', 'ann@', 5, {}, `${'a'.repeat(250)}@example.com`]),
  ...invalidValues(good, '/password', ['', 5, {}, [], true, 'x'.repeat(257)]),
  ...invalidValues(good, '/code', [5, {}, 'x'.repeat(33)]), ...invalidValues(good, '/cookie', ['true', 1, {}]),
  ['an unknown member', { json: { ...good, role: 'super-admin' } }, 422, 'unknown_field', '/role'],
  ['both second factors', { json: { ...good, code: '1', recovery_code: '2' } }, 422, 'invalid_field', '/recovery_code'],
]);
testBadInput(server, 'bad input of a refresh', tenant, (request) => api.send('POST', '/v1/auth/refresh', request), [
  ...badBodies, ...invalidValues({}, '/refresh_token', ['', 5, {}, 'x'.repeat(201)]),
  ['an unknown member', { json: { token: 'x' } }, 422, 'unknown_field', '/token'],
]);
testBadInput(server, 'bad input of a forgotten password', tenant, (request) => api.send('POST', '/v1/auth/password/forgot', request), [
  ...badBodies, ...missing({ email: 'ann@example.com' }, '/email'), ...invalidValues({}, '/email', ['', 'ann', 5]),
]);
