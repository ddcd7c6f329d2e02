// A database that stops answering: requests are refused clearly and in time, and service comes back by itself.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { assertLedger } from '../support/ledger.mjs';
import { useServer } from '../support/server.mjs';
import { makeTenant } from '../support/tenant.mjs';

const waitingMax = 10;
const server = await useServer(['--threads', '1', '--queue-max', String(waitingMax)]);
const { test } = server;
const tenant = await makeTenant(server.database);

// The parent of a process, null where it has ended meanwhile.
function parentOf(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^PPid:\s*(\d+)$/m.exec(status)[1]);
  } catch {
    return null;
  }
}

// The postmaster of the server under test and everything it has started, stopped or continued together.
function signalPostgres(signal) {
  const socketFolder = new URL(server.dev.database_url).searchParams.get('host');
  const pidFile = path.join(path.dirname(socketFolder), 'postgres', 'postmaster.pid');
  const postmaster = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  const backends = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number)
    .filter((pid) => parentOf(pid) === postmaster);
  for (const pid of [postmaster, ...backends]) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;  // it has ended meanwhile
    }
  }
}

test('a database that hangs makes /health unhealthy and /ready not ready, each within a second', async () => {
  signalPostgres('SIGSTOP');
  try {
    const began = performance.now();
    const [health, ready, live] = await Promise.all(
      ['/health', '/ready', '/live'].map((url) => server.api.get(url)));
    const took = performance.now() - began;
    assert.equal(assertStatus(health, 503).status, 'unhealthy');
    assert.equal(health.body.checks.database.status, 'unhealthy');
    assert.equal(ready.status, 503);
    assertStatus(live, 200);
    assert.ok(took < 5000, `the answers took ${took} ms`);  // a second, and what a busy test machine adds
  } finally {
    signalPostgres('SIGCONT');
  }
});

test('holds beyond what may wait are refused at once with Retry-After; those that wait get their seats', async () => {
  const session = await tenant.session(await tenant.activity({ capacity: 100 }));
  const ask = () => server.api.post(`${tenant.base}/reservations`, { session_id: session.id, spots: 1 });
  signalPostgres('SIGSTOP');
  const asked = Array.from({ length: 5 * waitingMax }, ask);
  let refusedWhileAway = 0;
  for (const reply of asked) reply.then((r) => { if (r.status === 503) refusedWhileAway += 1; });
  while (refusedWhileAway === 0) await new Promise((resolve) => { setTimeout(resolve, 20); });
  signalPostgres('SIGCONT');
  const replies = await Promise.all(asked);
  const refused = replies.filter((reply) => reply.status === 503);
  for (const reply of refused) {
    assertProblem(reply, 503, 'overloaded');
    assert.equal(reply.headers.get('retry-after'), '1');
  }
  const held = replies.filter((reply) => reply.status === 201);
  assert.equal(held.length + refused.length, replies.length);
  // One session has half of the places, the others are for everybody else.
  assert.ok(held.length >= waitingMax / 2, `${held.length} were held`);
  const { rows } = await server.database.query(
    `select count(*)::int as holds from slot_reservations where session_id = $1 and status = 'held'`, [session.id]);
  assert.equal(rows[0].holds, held.length);
  await assertLedger(server.database);
});

test('afterwards everything is well again', async () => {
  assert.equal(assertStatus(await server.api.get('/health'), 200).status, 'healthy');
  assertStatus(await server.api.get('/ready'), 200);
});
