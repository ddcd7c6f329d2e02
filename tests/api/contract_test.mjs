// openapi.yaml is a sound document, the program's routes are its operations, and each of them answers as it says.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createConfig, lint } from '@redocly/openapi-core';
import { assertStatus } from '../support/assertions.mjs';
import { contract, judge, operations, root } from '../support/contract.mjs';
import { run } from '../support/program.mjs';
import { useServer } from '../support/server.mjs';
import { localDay, makeTenant } from '../support/tenant.mjs';

const server = await useServer();
const { test } = server;
const text = (path) => readFileSync(new URL(path, root), 'utf8');
const codes = Object.keys(contract['x-problems']);

test('the contract has no lint', async () => {
  const config = await createConfig({ extends: ['recommended-strict'], rules: {
    'no-ambiguous-paths': 'off',       // a path without variables wins, as OpenAPI says
    'operation-4xx-response': 'off',   // /live and its like cannot be asked wrongly
    'info-license': 'off',
    'no-invalid-media-type-examples': 'error',
    'no-unused-components': 'error',
  } });
  const problems = await lint({ ref: fileURLToPath(new URL('openapi/openapi.yaml', root)), config });
  assert.deepEqual(problems.map((p) => `${p.ruleId}: ${p.message} (${p.location[0].pointer})`), []);
});

test('the judge of the other tests lets examples of the contract pass and finds what differs from them', () => {
  const path = '/v1/embed/{embed_key}/reservations';
  const { post } = contract.paths[path];
  const json = post.requestBody.content['application/json'].examples.plain.value;
  const held = post.responses[201].content['application/json'].example;
  const full = post.responses[409].content['application/problem+json'].examples.insufficient_capacity.value;
  const common = { 'Request-Id': full.request_id, 'Cache-Control': 'no-store', 'Access-Control-Allow-Origin': '*', Vary: 'Origin' };
  const judged = (status, body, headers = {}, sent = json) => () => {
    const url = new URL(path.replace('{embed_key}', 'emb_1'), server.url);
    const type = status < 400 ? 'application/json' : 'application/problem+json';
    const reply = { status, body, headers: new Headers({ ...common, 'Content-Type': type, ...headers }) };
    judge({ method: 'POST', url, query: url.searchParams, json: sent }, reply);
  };
  judged(201, held)();
  judged(409, full)();
  const differing = {
    'must NOT have additional properties': judged(201, { ...held, secret: 1 }),
    "must have required property 'version'": judged(201, { ...held, version: undefined }),
    'must be integer': judged(201, { ...held, spots: '2' }),
    'must be equal to constant': judged(201, held, { 'Cache-Control': 'public' }),
    'Access-Control-Allow-Origin is null': judged(201, held, { 'Access-Control-Allow-Origin': 'null' }),
    'content type text/plain is not documented': judged(201, held, { 'Content-Type': 'text/plain' }),
    'the HTTP status is 422, not 409': judged(422, full),
    'title is "Full"': judged(409, { ...full, title: 'Full' }),
    'is not in x-problems': judged(409, { ...full, code: 'sold_out' }),
    'request_id is not the header': judged(409, full, { 'Request-Id': 'other' }),
    'accepted against the contract': judged(201, held, {}, { ...json, spots: 0 }),
    'but the contract allows it': judged(422, { ...full, code: 'invalid_field' }),
  };
  for (const [fault, judgement] of Object.entries(differing)) {
    assert.throws(judgement, (error) => error.message.includes(fault), fault);
  }
});

test('openapi.json is openapi.yaml, and it is what the server sends', async () => {
  assert.deepEqual(JSON.parse(text('openapi/openapi.json')), contract, 'run: npm --prefix tests run openapi');
  assert.deepEqual(assertStatus(await server.api.get('/openapi.json'), 200), contract);
});

test('the routes of the program are the operations of the contract', () => {
  const { stdout } = run(['routes']);
  const routes = stdout.trim().split('\n').map((line) => line.trim().split(/\s+/).slice(0, 2).join(' '));
  assert.deepEqual([...routes].sort(), operations.map(({ method, path }) => `${method} ${path}`).sort());
});

test('the error codes of the program are those of the contract', () => {
  const source = text('src/base/error.hpp');
  const body = source.slice(source.indexOf('enum class ErrorCode {'), source.indexOf('};'));
  const declared = [...body.matchAll(/^\s{4}([a-z_]+),/gm)].map((match) => match[1]);
  const notOnTheWire = ['invalid_configuration', 'migration_refused'];  // of the command line
  assert.deepEqual(declared.filter((code) => !notOnTheWire.includes(code)), codes);
});

test('every problem can be read about where its type points', async () => {
  const page = assertStatus(await server.api.get('/docs'), 200);
  for (const code of codes) assert.ok(page.includes(`id="${code}"`), `/docs has no anchor ${code}`);
  for (const { operation } of operations) {
    assert.ok(page.includes(operation.operationId), `/docs does not name ${operation.operationId}`);
  }
});

// Sends the form of a page, filled in with `fields`, and gives the path of the page that comes next.
async function submit(path, html, fields) {
  const hidden = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  const form = { ...Object.fromEntries(hidden.map(([, name, value]) => [name, value])), ...fields };
  const reply = await server.api.send('POST', path, {
    body: new URLSearchParams(form).toString(), type: 'application/x-www-form-urlencoded' });
  assert.equal(reply.status, 303, reply.body);
  return reply.headers.get('location');
}

test('a booking from the first question to the confirmation, through the API and through the pages', async () => {
  const tenant = await makeTenant(server.database);
  const activity = await tenant.activity();
  const { start_time: start } = await tenant.session(activity);
  const date = localDay(start, tenant.venue.time_zone);
  const { api } = server;

  assertStatus(await api.get(tenant.base), 200);
  assertStatus(await api.post(`${tenant.base}/steps/view`), 204);
  const { data: [session] } = assertStatus(await api.get(`${tenant.base}/availability`,
    { query: { activity_id: activity.id, from: date, to: date, spots: '2' } }), 200);
  const input = { session_id: session.id, spots: 2, expected_version: session.version };
  const given = assertStatus(await api.post(`${tenant.base}/reservations`, input), 201);
  assertStatus(await api.delete(`${tenant.base}/reservations/${given.id}`), 200);
  const held = assertStatus(await api.post(`${tenant.base}/reservations`, { session_id: session.id, spots: 2 }), 201);
  assertStatus(await api.get(`${tenant.base}/reservations/${held.id}`), 200);
  assertStatus(await api.post(`${tenant.base}/reservations/${held.id}/extend`, {}), 200);
  const customer = { first_name: 'Ann', last_name: 'Lee', email: 'ann@example.com' };
  const checkout = assertStatus(await api.post(`${tenant.base}/checkouts`,
    { reservation_id: held.id, customer, payment: 'pay_at_venue' }, { key: randomUUID() }), 201);
  assertStatus(await api.get(`${tenant.base}/checkouts/${checkout.id}`), 200);

  const page = `/book/${tenant.embedKey}`;
  assertStatus(await api.get(page), 200);
  assertStatus(await api.get(`${page}/theme.css`), 200);
  const choice = { query: { date, party: '2' } };
  const times = assertStatus(await api.get(`${page}/${activity.id}`, choice), 200);
  assertStatus(await api.get(times.match(/\/assets\/[^"]+\.css/)[0]), 200);
  const chosen = await submit(`${page}/${activity.id}`, times, { session_id: session.id });
  const details = assertStatus(await api.get(chosen), 200);
  const booked = await submit(chosen, details, { ...customer, action: 'confirm' });
  assert.match(assertStatus(await api.get(booked), 200), /BK-/);

  const app = assertStatus(await api.get('/admin'), 200);
  for (const path of ['/admin/bookings', '/admin/bookings/1', app.match(/\/admin\/assets\/[^"]+\.js/)[0]]) {
    assertStatus(await api.get(path), 200);
  }
  const module = assertStatus(await api.get('/embed.js'), 200).match(/\/widget\/assets\/[\w-]+\.js/)[0];
  assertStatus(await api.get(module), 200);
  for (const path of ['/', '/health', '/live', '/ready', '/openapi.json', '/docs']) {
    assertStatus(await api.get(path), 200);
  }
  // A stream has no end to wait for; stream_test.mjs reads it. What staff do, prices and payments are told by the tests of
  // each thing.
  const elsewhere = /^\/v1\/(?!embed\/)|\/quotes$|\/gift-card|^\/manage\/|^\/test-payments\//;
  const expected = operations.filter(({ path, operation }) => !elsewhere.test(path)
    && !operation.responses['200']?.content?.['text/event-stream']);
  assert.deepEqual([...api.succeeded].sort(), expected.map(({ operation }) => operation.operationId).sort());
});

test('the health page tells how the database is doing', async () => {
  const health = assertStatus(await server.api.get('/health'), 200);
  assert.equal(health.status, 'healthy');
  assert.equal(health.checks.database.status, 'healthy');
  assert.equal(health.version, contract.info.version);
  assert.ok(Math.abs(Date.parse(health.timestamp) - Date.now()) < 60_000);
});
