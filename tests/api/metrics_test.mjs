// GET /metrics on the listener for operators.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { assertStatus } from '../support/assertions.mjs';
import { eventually } from '../support/program.mjs';
import { useServer } from '../support/server.mjs';
import { makeTenant } from '../support/tenant.mjs';

const port = await new Promise((resolve) => {
  const listener = createServer().listen(0, '127.0.0.1', () => {
    const { port: free } = listener.address();
    listener.close(() => resolve(free));
  });
});
// A replica that is away has its series, too.
const { test, api, database } = await useServer([
  '--operations-address', `127.0.0.1:${port}`, '--replica-url', 'postgresql://127.0.0.1:1/nobody']);
const tenant = await makeTenant(database);
const operations = `http://127.0.0.1:${port}`;

// Every series by its name with its labels, "http_requests_under_way" or 'pg_connections{lane="read"}'. Each line is what
// the text format of Prometheus allows.
async function series() {
  const reply = await fetch(`${operations}/metrics`);
  assert.equal(reply.status, 200);
  assert.equal(reply.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  const text = await reply.text();
  const found = new Map();
  for (const line of text.trimEnd().split('\n')) {
    if (/^# (HELP|TYPE) [a-z_]+ .+$/.test(line)) continue;
    const [, name, value] = line.match(/^([a-z_]+(?:\{[a-z_]+="[^"]*"(?:,[a-z_]+="[^"]*")*\})?) (\S+)$/) ?? assert.fail(line);
    assert.ok(!found.has(name), `${name} stands there twice`);
    found.set(name, Number(value));
  }
  return found;
}

test('replies are counted and timed by the template of their route, without any id', async () => {
  const path = '/v1/embed/{embed_key}';
  const count = `http_request_duration_seconds_count{method="GET",route="${path}",status="200"}`;
  const before = (await series()).get(count) ?? 0;
  for (let i = 0; i < 3; i += 1) assertStatus(await api.get(tenant.base), 200);
  assert.equal((await api.get('/v1/embed/emb_nobody')).status, 404);
  assert.equal((await fetch(`${api.url}/no/such/path`)).status, 404);
  const after = await series();
  assert.equal(after.get(count), before + 3);
  assert.ok(after.get(`http_request_duration_seconds_count{method="GET",route="${path}",status="404"}`) >= 1);
  assert.ok(after.get('http_request_duration_seconds_count{method="GET",route="none",status="404"}') >= 1);
  assert.equal(after.get('http_requests_under_way'), 0);
  for (const name of after.keys()) {
    assert.ok(!name.includes(tenant.organization.id) && !name.includes(tenant.embedKey), name);
  }
});

test('connections to the database, their transactions and the rounds of jobs are seen', async () => {
  const found = await series();
  for (const lane of ['read', 'write', 'hold', 'jobs']) assert.ok(found.get(`pg_connections{lane="${lane}"}`) >= 1, lane);
  assert.ok(found.get('pg_unit_duration_seconds_count{lane="read"}') > 0);
  assert.equal(found.get('pg_units_refused_total{lane="read",reason="overloaded"}'), 0);
  assert.ok(found.get('cache_reads_total{kind="offer",result="miss"}') >= 1);
  await eventually('a round of the job that ends holds',
    async () => (await series()).get('job_round_duration_seconds_count{job="expire_holds"}') > 0);
  assert.ok(found.get('process_resident_memory_bytes') > 1e6);
  assert.ok(found.get('process_cpu_seconds_total') > 0);
  assert.equal([...found.keys()].filter((name) => name.startsWith('bookingtms_build_info{version=')).length, 1);
});

test('holds are counted by what became of them, and the business is measured', async () => {
  const count = (found, result) => found.get(`holds_total{result="${result}"}`) ?? 0;
  const session = await tenant.session(await tenant.activity({ capacity: 2 }));
  const before = await series();
  const hold = (options) => api.post(`${tenant.base}/reservations`, { session_id: session.id, spots: 2 }, options);
  const key = randomUUID();
  for (let i = 0; i < 2; i += 1) assertStatus(await hold({ key }), 201);
  assertStatus(await hold(), 409);
  const after = await series();
  for (const result of ['made', 'repeated', 'insufficient_capacity']) {
    assert.equal(count(after, result), count(before, result) + 1, result);
  }
  assert.equal(after.get('pg_units_guarded_total{lane="hold"}'), 0);

  await eventually('the business is measured', async () => (await series()).get('business_measured_timestamp_seconds') > 1e9);
  const found = await series();
  assert.equal(found.get('capacity_drift_sessions'), 0);
  assert.equal(found.get('ledger_drift_transactions'), 0);
  for (const queue of ['outbox', 'mails', 'webhooks', 'payments', 'refunds', 'holds']) {
    assert.ok(found.get(`queue_rows{queue="${queue}"}`) >= 0, queue);
    assert.ok(found.get(`queue_oldest_seconds{queue="${queue}"}`) >= 0, queue);
  }
});

test('every metric is documented, and no other', async () => {
  const text = await (await fetch(`${operations}/metrics`)).text();
  const documented = await readFile(new URL('../../docs/reference/metrics.md', import.meta.url), 'utf8');
  const names = [...text.matchAll(/^# TYPE ([a-z_]+) /gm)].map(([, name]) => name);
  assert.deepEqual([...documented.matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, name]) => name).sort(), names.sort());
});

test('operators see metrics, and nothing else is there; the world does not see them', async () => {
  assert.equal((await fetch(`${operations}/`)).status, 404);
  assert.equal((await fetch(`${operations}/v1/me`)).status, 404);
  assert.equal((await fetch(`${operations}/metrics`, { method: 'POST' })).status, 405);
  assert.equal((await api.get('/metrics')).status, 404);
});
