// The request as HTTP: paths, methods, limits, slow and broken requests.
import assert from 'node:assert/strict';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { judge } from '../support/contract.mjs';
import { assertNothingChanges } from '../support/ledger.mjs';
import { exchange } from '../support/raw.mjs';
import { useServer } from '../support/server.mjs';
import { makeTenant } from '../support/tenant.mjs';

const server = await useServer();
const { test } = server;
const tenant = await makeTenant(server.database);
const session = await tenant.session(await tenant.activity());
const input = JSON.stringify({ session_id: session.id, spots: 1 });
const path = `${tenant.base}/reservations`;
const header = (lines = []) => [`POST ${path} HTTP/1.1`, 'Host: localhost', 'Content-Type: application/json',
  ...lines, '', ''].join('\r\n');

// An exchange byte by byte whose reply is judged by the contract.
async function raw(pieces, options) {
  const reply = await exchange(server.url, pieces, options);
  if (reply.status !== null) {
    const url = new URL('/unknown', server.url);
    judge({ method: 'GET', url, query: url.searchParams }, reply);
  }
  return reply;
}

async function assertAlive() {
  assertStatus(await server.api.get('/live'), 200);
}

test('paths that do not exist are not found', async () => {
  for (const wanted of ['/v1', '/v2/embed/x', '/v1/embed', '/v1/embed/', `${tenant.base}/`, `${tenant.base}/x`,
    `${path}/`, '/docs/x', '/book', '/health/x', '/HEALTH', '/%2e%2e/etc/passwd']) {
    const reply = await server.api.get(wanted);
    assert.equal(reply.status, 404, `${wanted}: ${reply.status}`);
  }
  assertProblem(await server.api.post('/v1/nothing', {}), 404, 'not_found');
});

test('a path with another method says which methods it has', async () => {
  const { base } = tenant;
  const allowed = {
    '/health': ['GET'], [base]: ['GET'], [`${base}/availability`]: ['GET'], [`${base}/reservations`]: ['POST'],
    [`${base}/reservations/x`]: ['DELETE', 'GET'], [`${base}/reservations/x/extend`]: ['POST'],
    [`${base}/checkouts`]: ['POST'], [`${base}/checkouts/x`]: ['GET'],
  };
  for (const [wanted, methods] of Object.entries(allowed)) {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((name) => !methods.includes(name))) {
      const reply = await server.api.send(method, wanted);
      assertProblem(reply, 405, 'method_not_allowed');
      const listed = reply.headers.get('allow').split(/,\s*/).filter((name) => !['HEAD', 'OPTIONS'].includes(name));
      assert.deepEqual(listed.sort(), methods, wanted);
    }
  }
});

test('browsers of any site may ask', async () => {
  const response = await fetch(new URL(path, server.url), { method: 'OPTIONS', headers: {
    Origin: 'https://example.com', 'Access-Control-Request-Method': 'POST',
    'Access-Control-Request-Headers': 'content-type, idempotency-key' } });
  assert.equal(response.status, 204);
  assert.equal(response.headers.get('access-control-allow-origin'), '*');
  assert.match(response.headers.get('access-control-allow-methods'), /POST/);
  assert.match(response.headers.get('access-control-allow-headers'), /content-type/i);
  assert.match(response.headers.get('access-control-allow-headers'), /idempotency-key/i);
  const reply = await server.api.get(tenant.base);
  assert.match(reply.headers.get('access-control-expose-headers'), /request-id/i);
  assert.equal((await server.api.get('/health')).headers.get('access-control-allow-origin'), null);
});

test('a request id is kept where it is one, and made otherwise', async () => {
  const idOf = async (id) => {
    const reply = await server.api.get('/live', { headers: { 'Request-Id': id } });
    return reply.headers.get('request-id');
  };
  for (const id of ['a', 'A-z_09', 'x'.repeat(64)]) assert.equal(await idOf(id), id);
  for (const id of ['', 'x'.repeat(65), 'a b', 'a;b', '"']) assert.notEqual(await idOf(id), id);
  assert.notEqual(await idOf(''), await idOf(''));
});

test('a body of exactly 65536 bytes is read', async () => {
  const body = input.padEnd(65_536, ' ');
  assertStatus(await server.api.send('POST', path, { body, type: 'application/json' }), 201);
});

test('a content type may have parameters and any case', async () => {
  for (const type of ['application/json; charset=utf-8', 'Application/JSON']) {
    assertStatus(await server.api.send('POST', path, { body: input, type }), 201);
  }
});

test('after a refusal the connection goes on', async () => {
  const bad = `${header(['Content-Length: 1'])}{`;
  const good = `GET /live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
  const { hostname, port } = new URL(server.url);
  const { default: net } = await import('node:net');
  const text = await new Promise((settle, refuse) => {
    let all = '';
    const socket = net.connect({ host: hostname, port: Number(port) }, () => socket.write(bad + good));
    socket.on('data', (piece) => { all += piece; });
    socket.on('end', () => settle(all));
    socket.on('error', refuse);
  });
  assert.deepEqual(text.match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 400', 'HTTP/1.1 200']);
});

test('what is too large is refused, however it is sent', async () => {
  const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
  await assertNothingChanges(server.database, tenant.organization.id, async () => {
    assertProblem(await raw([header(['Content-Length: 65537'])]), 413, 'body_too_large');
    assertProblem(await raw([header(['Content-Length: 99999999999999'])]), 413, 'body_too_large');
    assertProblem(await raw([header(['Transfer-Encoding: chunked']), chunk.repeat(5)]), 413, 'body_too_large');
    assertProblem(await raw([header([`X-Large: ${'x'.repeat(17_000)}`])]), 431, 'header_too_large');
    assertProblem(await raw([header(Array.from({ length: 3000 }, (_, i) => `X-${i}: 1`))]), 431, 'header_too_large');
    const long = await raw([`GET /${'x'.repeat(5000)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`]);
    assert.ok([400, 404, 431].includes(long.status), `${long.status}`);
  });
  await assertAlive();
});

test('what is not HTTP is refused', async () => {
  const close = 'Host: localhost\r\nConnection: close\r\n';
  const cases = {
    'no HTTP at all': 'hello\r\n\r\n',
    'TLS to the plain port': Buffer.from('16030100a5010000a10303', 'hex'),
    'a broken percent-encoding': `GET /book/%zz HTTP/1.1\r\n${close}\r\n`,
    'a NUL in the path': `GET /book/%00 HTTP/1.1\r\n${close}\r\n`,
    'a path that is not UTF-8': `GET /book/%ff HTTP/1.1\r\n${close}\r\n`,
    'a header without a colon': `GET /live HTTP/1.1\r\n${close}broken\r\n\r\n`,
    'two lengths': header(['Content-Length: 5', 'Content-Length: 6']),
    'a negative length': header(['Content-Length: -1']),
    'a length and chunks': `${header(['Content-Length: 5', 'Transfer-Encoding: chunked'])}0\r\n\r\n`,
    'a chunk whose length is no number': `${header(['Transfer-Encoding: chunked'])}zz\r\n{}\r\n`,
  };
  await assertNothingChanges(server.database, tenant.organization.id, async () => {
    for (const [what, bytes] of Object.entries(cases)) {
      const reply = await raw([bytes], { end: true });
      assert.equal(reply.status, 400, `${what}: ${reply.status}`);
      assertProblem(reply, 400, 'malformed_request');
    }
  });
  await assertAlive();
});

test('a request that ends too early changes nothing', async () => {
  await assertNothingChanges(server.database, tenant.organization.id, async () => {
    const truncated = [header([`Content-Length: ${input.length}`]) + input.slice(0, 20),
      header([`Content-Length: ${input.length}`]), 'POST /v1/emb',
      `${header(['Transfer-Encoding: chunked'])}${input.length.toString(16)}\r\n${input}\r\n`];
    for (const bytes of truncated) {
      const reply = await raw([bytes], { end: true });
      assert.ok(reply.status === null || reply.status === 400, `${reply.status}`);
    }
  });
  await assertAlive();
});

test('a request that comes too slowly is cut off after ten seconds, and others are served meanwhile', async () => {
  const complete = header([`Content-Length: ${input.length}`]) + input;
  const dripped = [...complete.slice(0, 60)];
  const stuck = complete.slice(0, -1);
  await assertNothingChanges(server.database, tenant.organization.id, async () => {
    const slow = Promise.all([raw(dripped, { pauseMs: 250 }), raw([stuck])]);
    await assertAlive();
    for (const reply of await slow) {
      assertProblem(reply, 408, 'request_timeout');
      assert.ok(reply.closed);
      assert.ok(reply.seconds > 8, `cut off after ${reply.seconds} s`);
    }
  });
});

test('HEAD is GET without a body', async () => {
  for (const wanted of ['/health', tenant.base]) {
    const head = `HEAD ${wanted} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
    const reply = await exchange(server.url, [head]);
    assert.equal(reply.status, 200);
    assert.equal(reply.body, '');
  }
});
