// /v1/api-keys, and requests with keys.
import assert from 'node:assert/strict';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { badBodies, changed, invalidValues, missing, testBadInput } from '../support/bad_input.mjs';
import { contract } from '../support/contract.mjs';
import { run } from '../support/program.mjs';
import { useServer } from '../support/server.mjs';
import { apiKey, keyScopes, makeKey, makeUser, signIn } from '../support/staff.mjs';
import { day, makeTenant } from '../support/tenant.mjs';

const server = await useServer();
const { test, api, database } = server;
const tenant = await makeTenant(database);
const other = await makeTenant(database);
const admin = await makeUser(tenant, 'admin');
const as = await signIn(api, admin);
const manager = await signIn(api, await makeUser(tenant, 'manager'));
const stranger = await signIn(api, await makeUser(other, 'super-admin'));

const inputFor = (more = {}) => ({ name: 'Reporting', environment: 'live', scopes: ['venues:read'], ...more });
const create = (input, options = {}) => api.post('/v1/api-keys', input, { as, ...options });
const made = async (more) => assertStatus(await create(inputFor(more)), 201);
const act = (key, action, json, options = {}) => api.post(`/v1/api-keys/${key.id}/${action}`, json, { as, ...options });
const edit = (key, change, options = {}) => api.patch(`/v1/api-keys/${key.id}`, change, { as, version: key.version, ...options });
const read = async (key) => assertStatus(await api.get(`/v1/api-keys/${key.id}`, { as }), 200);
const use = (key, options = {}) => api.get('/v1/venues', { as: key, ...options });

test('a key is made, told once, and works for what it is for', async () => {
  const reply = await create(inputFor({ environment: 'test', scopes: ['venues:write'] }));
  const { key, id, prefix, created_at: createdAt, ...rest } = assertStatus(reply, 201);
  assert.match(key, /^btms_test_[0-9a-f]{16}_[A-Za-z0-9_-]{43}$/);
  assert.equal(prefix, key.slice(0, 26));
  assert.deepEqual(rest, {
    name: 'Reporting', environment: 'test', scopes: ['venues:read', 'venues:write'], rate_limit: 1000, allowed_networks: [],
    expires_at: null, status: 'active', created_by: admin.id, last_used_at: null, last_used_address: null, revoked_at: null,
    successor_id: null, version: 1,
  });
  assertStatus(await use(key), 200);
  assertProblem(await api.get('/v1/embeds', { as: key }), 403, 'permission_denied');
  const shown = await read({ id });
  assert.equal(shown.key, undefined);
  assert.equal(Date.parse(shown.last_used_at) > 0, true, 'its use is noted');
});

test('an organization has as many keys as it wants, listed without secrets', async () => {
  const keys = [await made({ name: 'First' }), await made({ name: 'Second' })];
  for (const { key } of keys) assertStatus(await use(key), 200);
  const list = assertStatus(await api.get('/v1/api-keys', { as, query: { limit: 100 } }), 200);
  for (const { id, key } of keys) {
    assert.ok(list.data.some((listed) => listed.id === id));
    assert.ok(!JSON.stringify(list).includes(key.slice(27)));
  }
  const page = assertStatus(await api.get('/v1/api-keys', { as, query: { limit: 1, starting_after: list.data[0].id } }), 200);
  assert.deepEqual(page.data, [list.data[1]]);
});

test('the secret stands nowhere: not in the database, not in the log, not in the trail', async () => {
  const since = server.logged();
  const { key, id } = await made();
  assertStatus(await use(key), 200);
  const secret = key.slice(27);
  const { rows } = await database.query(
    `select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`);
  for (const { table_name: name } of rows) {
    const found = await database.query(`select count(*)::integer as count from ${name} t where strpos(t::text, $1) > 0`, [secret]);
    assert.equal(found.rows[0].count, 0, `${name} has the secret`);
  }
  assert.ok(!server.log(since).join('\n').includes(secret), 'the log has the secret');
  const { rows: [{ key_hash: hash }] } = await database.query('select key_hash from api_key_secrets where api_key_id = $1', [id]);
  assert.equal(hash, createHash('sha256').update(key).digest('hex'));
  const trail = await database.query(`select count(*)::integer as count from audit_logs t where strpos(t::text, $1) > 0`, [hash]);
  assert.equal(trail.rows[0].count, 0, 'the trail has not even the hash');
});

test('a replay says what was made, without the key', async () => {
  const idempotencyKey = randomUUID();
  const input = inputFor();
  const first = assertStatus(await create(input, { key: idempotencyKey }), 201);
  const again = await create(input, { key: idempotencyKey });
  assert.deepEqual(assertStatus(again, 201), { ...first, key: null });
  assert.equal(again.headers.get('idempotency-replayed'), 'true');
});

test('a forged key, a wrong secret and other texts are all the same stranger', async () => {
  const { key } = await made();
  const secret = () => randomBytes(32).toString('base64url');
  const last = key.endsWith('A') ? 'B' : 'A';
  for (const forged of [
    `${key.slice(0, 27)}${secret()}`, `${key.slice(0, -1)}${last}`, `btms_live_${randomBytes(8).toString('hex')}_${secret()}`,
    key.replace('live', 'test'), key.toUpperCase(), `${key}x`, key.slice(0, -1), 'btms_live_', `btms_live_${'0'.repeat(16)}`,
    `btms_live_${"' or 1=1 --".padEnd(16, 'x')}_${secret()}`,
  ]) {
    const { detail } = assertProblem(await use(forged), 401, 'unauthenticated');
    assert.equal(detail, 'Sign in, or send an access token or an API key.', forged);
  }
  assertStatus(await use(key), 200);
});

test('a key ends with its time', async () => {
  const expires = new Date(Date.now() + day).toISOString();
  const made1 = await made({ expires_at: expires });
  assert.equal(Date.parse(made1.expires_at), Math.floor(Date.parse(expires) / 1000) * 1000);
  assertStatus(await use(made1.key), 200);
  await database.query(`update api_keys set expires_at = now() - interval '1 second' where id = $1`, [made1.id]);
  assertProblem(await use(made1.key), 401, 'api_key_expired');
  assert.equal((await read(made1)).status, 'expired');
  assertProblem(await create(inputFor({ expires_at: '2020-01-01T00:00:00Z' })), 422, 'invalid_field', '/expires_at');
});

test('a revoked key ends with the next request, and revoking again changes nothing', async () => {
  const made1 = await made();
  assertStatus(await use(made1.key), 200);
  const revoked = assertStatus(await act(made1, 'revoke'), 200);
  assertProblem(await use(made1.key), 401, 'api_key_revoked');
  assert.equal(revoked.status, 'revoked');
  assert.deepEqual(assertStatus(await act(made1, 'revoke'), 200), revoked);
  assertProblem(await edit(revoked, { name: 'x' }), 409, 'invalid_transition');
  assertProblem(await act(made1, 'rotate', { overlap_seconds: 60 }), 409, 'invalid_transition');
});

test('a key works from its networks alone', async () => {
  const made1 = await made({ allowed_networks: ['192.0.2.0/24', '198.51.100.7', '2001:db8::1/32'] });
  assert.deepEqual(made1.allowed_networks, ['192.0.2.0/24', '198.51.100.7/32', '2001:db8::/32']);
  for (const visitor of ['192.0.2.1', '192.0.2.255', '198.51.100.7', '2001:db8:5::9']) {
    assertStatus(await use(made1.key, { visitor }), 200);
  }
  for (const visitor of ['192.0.3.1', '198.51.100.8', '2001:db9::1', '10.0.0.1', 'unknown']) {
    assertProblem(await use(made1.key, { visitor }), 403, 'address_not_allowed');
  }
  const edited = assertStatus(await edit(made1, { allowed_networks: [] }), 200);
  assert.deepEqual(edited.allowed_networks, []);
  assertStatus(await use(made1.key, { visitor: '10.0.0.1' }), 200);
});

test('an edit changes what it names and needs the version that was seen', async () => {
  const made1 = await made();
  const { key, ...document } = made1;
  const edited = assertStatus(await edit(made1, { name: 'Feed', rate_limit: 50 }), 200);
  assert.deepEqual(edited, { ...document, name: 'Feed', rate_limit: 50, version: 2 });
  assertProblem(await edit(made1, { name: 'Lost' }), 412, 'precondition_failed');
  assertProblem(await edit(made1, { name: 'Lost' }, { version: undefined }), 428, 'precondition_required');
});

test('a rotated key and its successor both work during the overlap, then the successor alone', async () => {
  const old = await made({ allowed_networks: ['10.0.0.0/8'], rate_limit: 77 });
  const idempotencyKey = randomUUID();
  const successor = assertStatus(await act(old, 'rotate', { overlap_seconds: 3600 }, { key: idempotencyKey }), 201);
  assert.deepEqual([successor.scopes, successor.rate_limit, successor.allowed_networks, successor.environment, successor.expires_at],
    [old.scopes, 77, ['10.0.0.0/8'], 'live', null]);
  assert.equal(assertStatus(await act(old, 'rotate', { overlap_seconds: 3600 }, { key: idempotencyKey }), 201).key, null);
  const now = await read(old);
  assert.equal(now.successor_id, successor.id);
  assert.ok(Math.abs(Date.parse(now.expires_at) - Date.now() - 3_600_000) < 60_000, now.expires_at);
  for (const { key } of [old, successor]) assertStatus(await use(key), 200);
  await database.query(`update api_keys set expires_at = now() where id = $1`, [old.id]);
  assertProblem(await use(old.key), 401, 'api_key_expired');
  assertStatus(await use(successor.key), 200);
  assertProblem(await act(old, 'rotate', { overlap_seconds: 0 }), 409, 'invalid_transition');
});

test('of rotations at the same time one makes a successor', async () => {
  const old = await made();
  const replies = await Promise.all([1, 2, 3, 4].map(() => act(old, 'rotate', { overlap_seconds: 60 })));
  assert.deepEqual(replies.map(({ status }) => status).sort(), [201, 409, 409, 409]);
});

test('without an overlap the old key ends at once', async () => {
  const old = await made();
  assertStatus(await act(old, 'rotate', { overlap_seconds: 0 }), 201);
  assertProblem(await use(old.key), 401, 'api_key_expired');
});

test('scopes are those of the matrix that keys may have', async () => {
  const allowed = await keyScopes(database);
  assert.deepEqual(contract.components.schemas.Scope.enum.toSorted(), allowed.toSorted());
  const everything = await made({ scopes: allowed });
  assert.deepEqual(everything.scopes, allowed);
  for (const scope of ['users:write', 'api_keys:read', 'api_keys:write', 'customers:erase', 'organization:write', 'platform:read',
    'admin:full', '*']) {
    assertProblem(await create(inputFor({ scopes: ['venues:read', scope] })), 422, 'invalid_field', '/scopes/1');
  }
});

test('keys manage no keys, managers neither', async () => {
  const key = await apiKey(tenant, [...await keyScopes(database), 'api_keys:read', 'api_keys:write']);
  const target = await made();
  for (const token of [key, manager]) {
    assertProblem(await create(inputFor(), { as: token }), 403, 'permission_denied');
    assertProblem(await api.get('/v1/api-keys', { as: token }), 403, 'permission_denied');
    assertProblem(await act(target, 'rotate', { overlap_seconds: 60 }, { as: token }), 403, 'permission_denied');
    assertProblem(await act(target, 'revoke', undefined, { as: token }), 403, 'permission_denied');
  }
});

test('another organization\'s key is not found', async () => {
  const target = await made();
  for (const id of [target.id, randomUUID(), 'key']) {
    assertProblem(await api.get(`/v1/api-keys/${id}`, { as: stranger }), 404, 'api_key_not_found');
    assertProblem(await edit({ id, version: 1 }, { name: 'Mine' }, { as: stranger }), 404, 'api_key_not_found');
    assertProblem(await act({ id }, 'rotate', { overlap_seconds: 60 }, { as: stranger }), 404, 'api_key_not_found');
    assertProblem(await act({ id }, 'revoke', undefined, { as: stranger }), 404, 'api_key_not_found');
  }
  assertStatus(await use(target.key), 200);
});

test('a key reaches its own organization, whatever the request says', async () => {
  const { key } = await makeKey(tenant, ['venues:read']);
  assertProblem(await use(key, { organization: other.organization.id }), 404, 'organization_not_found');
  const { data } = assertStatus(await use(key, { organization: tenant.organization.id }), 200);
  assert.deepEqual(data.map(({ id }) => id), [tenant.venue.id]);
});

test('the use of a key is noted once a minute', async () => {
  const { key, id } = await made();
  await Promise.all(Array.from({ length: 10 }, () => use(key)));
  const uses = async () => (await database.query(
    `select count(*)::integer as count from audit_logs where action = 'api_key.used' and api_key_id = $1`, [id])).rows[0].count;
  assert.equal(await uses(), 1);
  await database.query(`update api_keys set last_used_at = now() - interval '61 seconds' where id = $1`, [id]);
  assertStatus(await use(key, { visitor: '203.0.113.9' }), 200);
  assert.equal(await uses(), 2);
  assert.equal((await read({ id })).last_used_address, '203.0.113.9');
});

test('operators make, list and revoke keys from the command line', async () => {
  const command = (...words) => run(['key', ...words, '--database-url', server.dev.database_url]);
  const { slug } = tenant.organization;
  const created = command('create', slug, 'Operator', 'venues:write', 'embeds:read');
  assert.equal(created.code, 0, created.stderr);
  const [line, key] = created.stdout.split('\n');
  const [id, prefix, status] = line.split(/\s+/);
  assert.deepEqual([key.startsWith(`${prefix}_`), status], [true, 'active']);
  assertStatus(await use(key), 200);
  assert.match(command('list', slug).stdout, new RegExp(`^${id}  ${prefix}  active  Operator  venues:read,venues:write,embeds:read$`, 'm'));
  assert.equal(command('revoke', id).code, 0);
  assertProblem(await use(key), 401, 'api_key_revoked');
  for (const [words, says] of [
    [['create', 'nowhere', 'x', 'venues:read'], /no such organization/], [['create', slug, 'x', 'all'], /scopes\/0/],
    [['list', 'nowhere'], /no such organization/], [['revoke', randomUUID()], /no such API key/],
    [['revoke', 'x'], /not the id of an API key/],
  ]) {
    const refused = command(...words);
    assert.notEqual(refused.code, 0);
    assert.match(refused.stderr, says);
  }
});

const good = inputFor({ rate_limit: 500, allowed_networks: ['10.0.0.0/8'], expires_at: '2037-01-01T00:00:00Z' });
const shared = [
  ...invalidValues(good, '/name', ['', ' ', 5, 'x'.repeat(201)]),
  ...invalidValues(good, '/rate_limit', [0, 100001, '5', 1.5]),
  ...invalidValues(good, '/allowed_networks', ['10.0.0.0/8', 5, {}, Array(51).fill('10.0.0.0/8')]),
  ...['10.0.0.0/33', '10.0.0', 'localhost', '10.0.0.0/8,11.0.0.0/8', '::1/129', '10.0.0.0/-1', '', 5].map((network) => [
    `the network ${network}`, { json: changed(good, '/allowed_networks', ['10.0.0.0/8', network]) },
    422, 'invalid_field', '/allowed_networks/1']),
];
testBadInput(server, 'bad keys are refused', tenant, (request) => api.send('POST', '/v1/api-keys', { as, ...request }), [
  ...badBodies, ...missing(good, '/name'), ...missing(good, '/environment'), ...missing(good, '/scopes'), ...shared,
  ...invalidValues(good, '/environment', ['dev', '', 5]),
  ...invalidValues(good, '/scopes', [[], 'venues:read', 5, {}]),
  ...[5, '', 'venues', 'venues:READ'].map((scope) => [
    `the scope ${scope}`, { json: changed(good, '/scopes', [scope]) }, 422, 'invalid_field', '/scopes/0']),
  ...invalidValues(good, '/expires_at', ['tomorrow', 5, '2026-13-01T00:00:00Z', '2037-01-01']),
  ['a key of the client\'s choice', { json: { ...good, key: 'btms_live_x' } }, 422, 'unknown_field', '/key'],
  ['who made it', { json: { ...good, created_by: randomUUID() } }, 422, 'unknown_field', '/created_by'],
]);
const subject = await made();
testBadInput(server, 'bad edits are refused', tenant,
  (request) => api.send('PATCH', `/v1/api-keys/${subject.id}`, { as, version: 1, ...request }), [
    ...badBodies,
    ...shared.map(([what, { json }, ...rest]) => [what,
      { json: { name: json.name, rate_limit: json.rate_limit, allowed_networks: json.allowed_networks } }, ...rest]),
    ['more scopes', { json: { scopes: ['bookings:write'] } }, 422, 'unknown_field', '/scopes'],
    ['a later end', { json: { expires_at: null, revoked_at: null, environment: 'test' } }, 422, 'unknown_field', '/expires_at'],
  ]);
testBadInput(server, 'bad rotations are refused', tenant,
  (request) => api.send('POST', `/v1/api-keys/${subject.id}/rotate`, { as, ...request }), [
    ...badBodies, ...missing({ overlap_seconds: 5 }, '/overlap_seconds'),
    ...invalidValues({ overlap_seconds: 5 }, '/overlap_seconds', [-1, 2592001, 1.5, '5']),
  ]);
