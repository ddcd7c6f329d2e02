// The commands of docs/tutorial/first-booking.md work as the page says.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { start, temporaryFolder } from '../support/program.mjs';
import { read } from './repository.mjs';

test('the tutorial leads to a booking', async (t) => {
  const folder = await temporaryFolder(t);
  const dataFolder = path.join(folder, 'data');
  const program = start(t, ['dev', '--port', '0', '--data-dir', dataFolder]);
  const { url } = await program.ready(dataFolder);

  const blocks = [...read('docs/tutorial/first-booking.md').matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, block]) => block);
  const script = blocks.join('\n').replaceAll('http://localhost:8080', url).replaceAll('/tmp/', `${folder}/`);
  const ended = spawnSync('bash', ['-euo', 'pipefail', '-c', script], { encoding: 'utf8', timeout: 30_000 });
  assert.equal(ended.status, 0, ended.stderr);
  const said = ended.stdout;
  for (const expected of ['"capacity":18', '"status":"held"', '"code":"invalid_spots"', '"status":"complete"',
    '"confirmation_code"', 'Idempotency-Replayed: true']) {
    assert.ok(said.includes(expected), `no ${expected} in what the tutorial printed:\n${said}`);
  }
  const numbers = [...said.matchAll(/"booking_number":"([^"]+)"/g)].map(([, number]) => number);
  assert.equal(numbers.length, 2);
  assert.equal(new Set(numbers).size, 1, 'the repeated checkout made a second booking');
  assert.equal(await program.stop(), 0);
});
