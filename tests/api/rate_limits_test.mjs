// Rate limits as clients meet them. The limits are small here, so that few requests reach them.
import assert from 'node:assert/strict';
import { assertProblem, assertStatus, tally } from '../support/assertions.mjs';
import { newVisitor } from '../support/api.mjs';
import { eventually, run } from '../support/program.mjs';
import { useServer } from '../support/server.mjs';
import { makeKey, makeUser, signIn } from '../support/staff.mjs';
import { makeTenant } from '../support/tenant.mjs';

const limits = { visitor: 12, holds: 5, checkouts: 4, sign_in: 3, user: 15, admin: 20, webhook: 25 };
const flagsOf = (values) => Object.entries(values).flatMap(([name, value]) => [`--rate-limit-${name.replace('_', '-')}`, `${value}`]);
const server = await useServer([...flagsOf(limits), '--holds-per-visitor-max', '1000']);
const distrustful = await useServer([...flagsOf(limits), '--trusted-proxies', '']);
const modern = await useServer([...flagsOf(limits), '--forwarded-header', 'forwarded']);
const off = await useServer([...flagsOf(limits), '--rate-limits', 'off']);
const { test, api, database } = server;

// Sends until one is refused, and checks what is said on the way: each reply one unit less, then 429. `limit` units are to
// be had at once; what comes back meanwhile is at most what the time gives.
async function spend(send, limit, cost = 1) {
  const begin = Date.now();
  const replies = [];
  for (;;) {
    const reply = await send(replies.length);
    replies.push(reply);
    assert.equal(reply.headers.get('ratelimit-limit'), `${limit}`);
    if (reply.status === 429) break;
    const back = Math.ceil((Date.now() - begin) * limit / 60000);
    const remaining = Number(reply.headers.get('ratelimit-remaining'));
    const least = limit - cost * replies.length;
    assert.ok(remaining >= Math.max(least, 0) && remaining <= least + back, `${remaining} left after ${replies.length} of ${limit}`);
    assert.ok(replies.length <= limit + back, `${replies.length} were admitted of ${limit}`);
  }
  const refusal = replies.at(-1);
  assertProblem(refusal, 429, 'rate_limited');
  const wait = Number(refusal.headers.get('retry-after'));
  assert.ok(wait >= 1 && wait <= Math.ceil(60 * cost / limit), `Retry-After: ${wait}`);
  assert.ok(Number(refusal.headers.get('ratelimit-remaining')) < cost);
  assert.ok(Number(refusal.headers.get('ratelimit-reset')) >= wait);
  assert.ok(replies.length - 1 >= Math.floor(limit / cost), `only ${replies.length - 1} were admitted of ${limit}`);
  return replies;
}

test('an address may send as many requests as the limit says, and another one as many again', async () => {
  const tenant = await makeTenant(database);
  for (const visitor of [newVisitor(), newVisitor()]) await spend(() => api.get(tenant.base, { visitor }), limits.visitor);
});

test('an IPv6 address counts with its /64', async () => {
  const tenant = await makeTenant(database);
  await spend((i) => api.get(tenant.base, { visitor: `2001:db8:0:1::${i + 1}` }), limits.visitor);
  assertStatus(await api.get(tenant.base, { visitor: '2001:db8:0:2::1' }), 200);
});

test('holds, checkouts, sign-ins and webhooks have limits of their own, whatever else was sent', async () => {
  const tenant = await makeTenant(database);
  const session = await tenant.session(await tenant.activity());
  const visitor = newVisitor();
  await spend(() => api.get(tenant.base, { visitor }), limits.visitor);
  const hold = { session_id: session.id, spots: 1 };
  const holds = await spend(() => api.post(`${tenant.base}/reservations`, hold, { visitor }), limits.holds);
  assert.equal(holds[0].status, 201);
  await spend((i) => api.post(`${tenant.base}/checkouts`, {}, { visitor, key: `checkout-${i}` }), limits.checkouts);
  const login = { email: 'nobody@example.com', password: 'not this one either' };
  await spend(() => api.post('/v1/auth/login', login, { visitor }), limits.sign_in);
  await spend(() => api.post('/v1/stripe/webhook', {}, { visitor }), limits.webhook);
});

test('an operation may cost more than one unit', async () => {
  const tenant = await makeTenant(database);
  const visitor = newVisitor();
  const quotes = await spend(() => api.post(`${tenant.base}/quotes`, {}, { visitor }), limits.visitor, 2);
  assert.ok(quotes.length - 1 < limits.visitor);
});

test('users are limited by themselves and not by their address, admins less than others', async () => {
  const tenant = await makeTenant(database);
  const visitor = newVisitor();
  for (const [role, limit] of [['manager', limits.user], ['staff', limits.user], ['admin', limits.admin], ['org-admin', limits.admin]]) {
    const as = await signIn(api, await makeUser(tenant, role));
    await spend(() => api.get('/v1/me', { visitor, as }), limit);
    assertProblem(await api.get('/v1/me', { as }), 429, 'rate_limited');  // from elsewhere, too
  }
});

test('an API key has the limit that it was given, and a new one counts at once', async () => {
  const tenant = await makeTenant(database);
  const visitor = newVisitor();
  const [few, many] = await Promise.all([6, 30].map((rate) => makeKey(tenant, ['venues:read'], { rate_limit: rate })));
  await spend(() => api.get('/v1/venues', { visitor, as: few.key }), 6);
  await spend(() => api.get('/v1/venues', { visitor, as: many.key }), 30);
  await database.query('update api_keys set rate_limit = 600 where id = $1', [few.id]);
  assert.equal((await api.get('/v1/venues', { visitor, as: few.key })).headers.get('ratelimit-limit'), '600');
  // Of the new limit something is back in a tenth of a second.
  await eventually('a reply', async () => (await api.get('/v1/venues', { visitor, as: few.key })).status === 200);
});

test('requests that are not permitted count, too', async () => {
  const tenant = await makeTenant(database);
  const { key } = await makeKey(tenant, ['venues:read'], { rate_limit: 4 });
  const replies = await spend(() => api.get('/v1/bookings', { as: key }), 4);
  assert.equal(replies[0].status, 403);
});

test('who guesses keys is refused before anybody looks, and nobody else at that address is', async () => {
  const tenant = await makeTenant(database);
  const visitor = newVisitor();
  const { key } = await makeKey(tenant, ['venues:read']);
  const as = await signIn(api, await makeUser(tenant, 'manager'));
  const guess = (i) => `${key.slice(0, -4)}${String(i).padStart(4, 'A')}`;
  const guesses = await spend((i) => api.get('/v1/venues', { visitor, as: guess(i) }), limits.visitor);
  assert.deepEqual(Object.keys(tally(guesses)).sort(), ['401 unauthenticated', '429 rate_limited']);
  assertProblem(await api.get('/v1/venues', { visitor, as: key }), 429, 'rate_limited');
  assertStatus(await api.get('/v1/venues', { visitor, as }), 200);
  assertStatus(await api.get('/v1/venues', { as: key }), 200);
  assertStatus(await api.get(tenant.base, { visitor }), 200);
});

test('requests without credentials are limited by address', async () => {
  const visitor = newVisitor();
  const replies = await spend(() => api.get('/v1/venues', { visitor }), limits.visitor);
  assert.equal(replies[0].status, 401);
});

test('of many requests at once exactly as many are admitted as the limit says', async () => {
  const tenant = await makeTenant(database);
  const visitor = newVisitor();
  const begin = Date.now();
  const replies = await Promise.all(Array.from({ length: 100 }, () => api.get(tenant.base, { visitor })));
  const { 200: admitted } = tally(replies);
  const back = Math.ceil((Date.now() - begin) * limits.visitor / 60000);
  assert.ok(admitted >= limits.visitor && admitted <= limits.visitor + back, `${admitted} were admitted of ${limits.visitor}`);
});

test('an address that no trusted proxy names is not believed, and one that a proxy names is', async () => {
  const tenant = await makeTenant(distrustful.database);
  const send = (headers) => distrustful.api.get(tenant.base, { headers });
  await spend((i) => send({ 'X-Forwarded-For': `192.0.2.${i}`, Forwarded: `for=192.0.2.${i}` }), limits.visitor);
  // The control: the same requests where the tests are a trusted proxy.
  const trusted = await makeTenant(database);
  for (let i = 0; i < 2 * limits.visitor; i += 1) {
    assertStatus(await api.get(trusted.base, { visitor: `192.0.2.${i}` }), 200);
  }
});

test('Forwarded is read where proxies send it, and then X-Forwarded-For is not', async () => {
  const tenant = await makeTenant(modern.database);
  const send = (client, other) => modern.api.get(tenant.base, { visitor: other, headers: { Forwarded: `for="${client}";proto=https` } });
  await spend((i) => send('[2001:db8::7]:4711', `192.0.2.${i}`), limits.visitor);
  assertStatus(await send('203.0.113.9', '192.0.2.1'), 200);
  // The control: here the other one is not read.
  const here = await makeTenant(database);
  const visitor = newVisitor();
  await spend((i) => api.get(here.base, { visitor, headers: { Forwarded: `for=192.0.2.${i}` } }), limits.visitor);
});

test('people read a page and not a problem document', async () => {
  const tenant = await makeTenant(database);
  const headers = { 'X-Forwarded-For': newVisitor() };
  const send = () => fetch(new URL(`/book/${tenant.embedKey}`, server.url), { headers });
  for (let i = 0; i < limits.visitor; i += 1) assert.equal((await send()).status, 200);
  const refused = await send();
  assert.equal(refused.status, 429);
  assert.match(refused.headers.get('content-type'), /^text\/html/);
  assert.match(refused.headers.get('retry-after'), /^[1-9][0-9]*$/);
  assert.match(await refused.text(), /Wait a minute/);
});

test('liveness, readiness and health have no limit, and a refused address may still ask whether it may ask', async () => {
  const tenant = await makeTenant(database);
  const visitor = newVisitor();
  await spend(() => api.get(tenant.base, { visitor }), limits.visitor);
  for (const path of ['/live', '/ready', '/health']) {
    for (let i = 0; i < 2 * limits.visitor; i += 1) {
      const reply = await api.get(path, { visitor });
      assertStatus(reply, 200);
      assert.equal(reply.headers.get('ratelimit-limit'), null);
    }
  }
  const preflight = await fetch(new URL(tenant.base, server.url), { method: 'OPTIONS', headers: { 'X-Forwarded-For': visitor } });
  assert.equal(preflight.status, 204);
});

test('scripts of other sites may read the limit', async () => {
  const tenant = await makeTenant(database);
  const reply = await api.get(tenant.base);
  for (const name of ['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset', 'Retry-After']) {
    assert.ok(reply.headers.get('access-control-expose-headers').split(', ').includes(name), name);
  }
});

test('switched off, nothing is limited and nothing is said', async () => {
  const tenant = await makeTenant(off.database);
  for (let i = 0; i < 2 * limits.visitor; i += 1) {
    const reply = await fetch(new URL(tenant.base, off.url));
    await reply.text();
    assert.deepEqual([reply.status, reply.headers.get('ratelimit-limit')], [200, null]);
  }
});

test('unless somebody sets them the limits are those of the product', () => {
  const shown = run(['config', 'show']).stdout;
  const defaults = { visitor: 100, holds: 30, checkouts: 20, sign_in: 20, user: 1000, admin: 5000, webhook: 10000 };
  for (const [name, value] of Object.entries(defaults)) assert.match(shown, new RegExp(`rate_limit_${name}\\s.*\\b${value}\\b`));
  assert.match(shown, /rate_limits\s.*\bon\b/);
});

const wrongNumbers = ['0', '-1', '10000001', '1.5', 'many', ''];
const wrongSettings = [
  ...Object.keys(limits).flatMap((name) => wrongNumbers.map((value) => [`--rate-limit-${name.replace('_', '-')}`, value])),
  ['--rate-limits', 'no'], ['--rate-limits', ''], ['--forwarded-header', 'X-Real-IP'], ['--forwarded-header', ''],
  ['--trusted-proxies', '10.0.0.0/33'], ['--trusted-proxies', 'localhost'],
];

test('a wrong setting is refused by its name', () => {
  for (const [flag, value] of wrongSettings) {
    const { code, stderr } = run(['config', 'validate', `${flag}=${value}`]);
    assert.equal(code, 2, `${flag}=${value}`);
    assert.ok(stderr.includes(flag), stderr);
  }
});
