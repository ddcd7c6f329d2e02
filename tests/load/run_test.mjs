// load/run with the flows that k6 runs too: thresholds decide, the data are checked, other machines are left alone.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { assertLedger } from '../support/ledger.mjs';
import { temporaryFolder } from '../support/program.mjs';
import { useServer } from '../support/server.mjs';

const command = fileURLToPath(new URL('../../load/run', import.meta.url));
const { test, dataDir, database } = await useServer();
const demo = ['--dev', path.join(dataDir, 'dev.json')];

// Runs it to its end, in a folder of its own. Gives {code, output, result()}.
async function load(t, ...words) {
  const folder = await temporaryFolder(t);
  const options = { stdio: ['ignore', 'pipe', 'pipe'], cwd: folder };
  const child = spawn(command, [...words, '--think', '0.1', '--out', 'result.json'], options);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => { output += piece; });
  const code = await new Promise((settle) => { child.once('close', settle); });
  return { code, output, result: () => JSON.parse(readFileSync(path.join(folder, 'result.json'), 'utf8')) };
}

test('a server of its own is filled, visited, looked at and checked', async (t) => {
  const { code, output, result } = await load(t, '--minutes', '0.05', '--p95', '5000');
  assert.equal(code, 0, output);
  const found = result();
  assert.ok(found.metrics.bookings_made.count > 0);
  assert.equal(found.bookings_in_database, found.metrics.bookings_made.count);
  assert.deepEqual(found.problems, []);
  assert.equal(found.metrics.http_req_failed.rate, 0);
  assert.ok(found.timeline.length > 0 && found.timeline.every((row) => row.server_memory_mb > 0 && row.database_connections > 0));
});

test('visitors and staff of the demo tenant find what they ask for', async (t) => {
  for (const flow of ['booking-flow', 'availability-check', 'dashboard-load']) {
    const { code, output, result } = await load(t, flow, ...demo, '--minutes', '0.02', '--p95', '5000');
    assert.equal(code, 0, output);
    assert.equal(result().metrics.http_req_failed.rate, 0);
    assert.ok(result().metrics.iterations.count > 0);
  }
  await assertLedger(database);
});

test('a threshold that is missed fails the run and is named', async (t) => {
  const { code, output, result } = await load(t, 'availability-check', ...demo, '--minutes', '0.01', '--p95', '0.001');
  assert.equal(code, 1);
  assert.match(output, /MISSED: http_req_duration p\(95\)<0\.001/);
  assert.equal(result().passed, false);
});

test('requests that fail miss the threshold of errors', async (t) => {
  const server = ['--url', new URL(JSON.parse(readFileSync(demo[1], 'utf8')).url).origin];
  const unknown = ['--embed-key', 'emb_000000000000000000000000'];
  const { code, output } = await load(t, 'availability-check', ...server, ...unknown, '--minutes', '0.01');
  assert.equal(code, 1);
  assert.match(output, /MISSED: http_req_failed rate<0\.01/);
});

test('a server on another machine is refused before anything is sent', async (t) => {
  for (const url of ['http://192.0.2.1', 'https://localhost.example.com:443']) {
    const { code, output } = await load(t, 'booking-flow', '--url', url, '--embed-key', 'emb_1');
    assert.equal(code, 2);
    assert.match(output, /is not on this machine\. Say --allow-remote/);
  }
});

test('what there is not is said', async (t) => {
  assert.match((await load(t, 'checkout-flow')).output, /no flow "checkout-flow"/);
  const unknown = await load(t, 'booking-flow', ...demo, '--profile', 'huge');
  assert.deepEqual([unknown.code, /no profile "huge"/.test(unknown.output)], [2, true]);
});
