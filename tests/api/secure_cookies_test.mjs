// Behind https the cookies of a browser never travel in the clear.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { Client } from '../support/api.mjs';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { eventually, start } from '../support/program.mjs';
import { useServer } from '../support/server.mjs';
import { makeUser, password } from '../support/staff.mjs';
import { makeTenant } from '../support/tenant.mjs';

const publicUrl = 'https://book.example.com';
const server = await useServer();
const { test, database } = server;
const tenant = await makeTenant(database);

// A port that nobody listens on.
const freePort = () => new Promise((settle) => {
  const listener = createServer().listen(0, '127.0.0.1', () => {
    const { port } = listener.address();
    listener.close(() => settle(port));
  });
});

// Another node on the same database, behind a proxy that speaks https with browsers. Gives a client of it.
async function startBehindHttps(t) {
  const port = await freePort();
  start(t, ['serve', '--port', String(port), '--database-url', server.dev.database_url, '--secret-key', randomBytes(32).toString('base64'),
    '--public-url', publicUrl]);
  const url = `http://127.0.0.1:${port}`;
  await eventually('the second node', () => fetch(`${url}/ready`).then(({ status }) => status === 200, () => false));
  return new Client(url);
}

const logIn = (api, user, headers) =>
  api.post('/v1/auth/login', { email: user.email, password, cookie: true }, { headers: { Origin: publicUrl, ...headers } });
const cookiesOf = (reply) => reply.headers.getSetCookie().map((line) => line.split('; '));

// Every cookie that is set, by name, with its attributes.
const attributesOf = (reply) => Object.fromEntries(cookiesOf(reply).map(([pair, ...attributes]) => [pair.split('=')[0], attributes]));
const access = (age) => [`Max-Age=${age}`, 'Path=/', 'HttpOnly', 'SameSite=Lax', 'Secure'];
const refresh = (age) => [`Max-Age=${age}`, 'Path=/v1/auth', 'HttpOnly', 'SameSite=Strict', 'Secure'];

test('cookies are Secure where browsers reach the server by https, from the sign-in to its end', async (t) => {
  const api = await startBehindHttps(t);
  const signedIn = await logIn(api, await makeUser(tenant, 'manager'));
  const { csrf_token: csrf } = assertStatus(signedIn, 200);
  assert.deepEqual(attributesOf(signedIn), { btms_access: access(3600), btms_refresh: refresh(604800) });

  const sent = (reply) => cookiesOf(reply).map(([pair]) => pair).join('; ');
  const next = await api.post('/v1/auth/refresh', {}, { headers: { Origin: publicUrl, Cookie: sent(signedIn) } });
  assertStatus(next, 200);
  assert.deepEqual(attributesOf(next), attributesOf(signedIn));

  const out = await api.post('/v1/auth/logout', {}, { headers: { Cookie: sent(next), 'X-CSRF-Token': csrf } });
  assertStatus(out, 204);
  assert.deepEqual(attributesOf(out), { btms_access: access(0), btms_refresh: refresh(0) });
});

test('the origin of the server is the public one, with its scheme', async (t) => {
  const api = await startBehindHttps(t);
  const user = await makeUser(tenant, 'manager');
  for (const origin of ['http://book.example.com', 'https://book.example.com.evil.example', 'https://book.example.com:8443']) {
    assertProblem(await logIn(api, user, { Origin: origin }), 403, 'csrf_token_invalid');
  }
});
