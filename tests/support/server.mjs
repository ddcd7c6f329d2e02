// Starts the real program with a private PostgreSQL for one test file, and takes it down again.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { chmod, mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { after, test as nodeTest } from 'node:test';
import pg from 'pg';
import { Client } from './api.mjs';
import { binary, environment, generousLimits } from './program.mjs';
import { seed } from './random.mjs';

const startSecondsMax = 60;
const stopSecondsMax = 30;
const logLinesShown = 30;

async function waitUntilReady(child, dataDir, log) {
  const deadline = Date.now() + startSecondsMax * 1000;
  while (Date.now() < deadline) {
    const outcome = child.exitCode ?? child.signalCode;
    if (outcome !== null) throw new Error(`${binary} ended with ${outcome}:\n${log().join('\n')}`);
    const description = await readFile(path.join(dataDir, 'dev.json'), 'utf8').catch(() => null);
    if (description) {
      const dev = JSON.parse(description);
      const ready = await fetch(new URL('/ready', dev.url)).catch(() => null);
      await ready?.text();
      if (ready?.status === 200) return dev;
    }
    await pause(20);
  }
  throw new Error(`${binary} was not ready within ${startSecondsMax} s:\n${log().join('\n')}`);
}

// A copy of the data folder that scripts/run-suites prepared: starting on it takes a third of the time of making a
// database from nothing, which happens where a test file runs by itself.
function copyPreparedData(dataDir) {
  const prepared = process.env.BOOKINGTMS_TEST_DATA;
  if (!prepared) return;
  const { status, stderr } = spawnSync('cp', ['-a', prepared, dataDir]);
  if (status !== 0) throw new Error(`${prepared} cannot be copied: ${stderr}`);
}

// Starts `bookingtms dev` on a free port with a data folder of its own. `flags` go to the program.
// Gives {url, dev, dataDir, process, log(), logged(), stop()}: `process` is its id, `log(since)` are the last lines
// written after `since` characters.
export async function startServer(flags = []) {
  if (!existsSync(binary)) throw new Error(`There is no ${binary}; build it, or set BOOKINGTMS_BINARY.`);
  const folder = await mkdtemp(path.join(tmpdir(), 'bookingtms-test-'));
  await chmod(folder, 0o755);  // the private PostgreSQL runs as another user when we are root
  const dataDir = path.join(folder, 'data');
  copyPreparedData(dataDir);
  let output = '';
  const log = (since = 0) => output.slice(since).trim().split('\n').slice(-logLinesShown);
  const child = spawn(binary, ['dev', '--port', '0', '--data-dir', dataDir, ...flags],
    { env: environment(generousLimits), stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => { output += piece; });
  const ended = new Promise((settle) => { child.once('exit', (code, signal) => settle(code ?? signal)); });
  // Also when the test program ends in a way that nobody planned.
  const clean = () => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', clean);

  const stop = async () => {
    child.kill('SIGTERM');
    const late = pause(stopSecondsMax * 1000, 'late', { ref: false });
    const outcome = await Promise.race([ended, late]);
    clean();
    process.removeListener('exit', clean);
    if (outcome !== 0) throw new Error(`the server did not stop cleanly (${outcome}):\n${log().join('\n')}`);
  };
  try {
    const dev = await waitUntilReady(child, dataDir, log);
    return { url: dev.url, dev, dataDir, process: child.pid, log, logged: () => output.length, stop };
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
}

// For the top of a test file: a server for all its tests. Gives {url, dev, dataDir, log, logged, api, database,
// test}: `api` is a judging client, `database` a pool of its owner's connections, and `test` is node's, but shows what
// the server logged when a test fails.
export async function useServer(flags = []) {
  console.log(`TEST_SEED=${seed}`);
  const { url, dev, dataDir, log, logged, stop } = await startServer(flags);
  const database = new pg.Pool({ connectionString: dev.database_url, max: 4 });
  database.on('error', () => {});  // of idle connections, which end with their server
  after(async () => {
    await database.end();
    await stop();
  });
  const test = (name, body) => nodeTest(name, async (t) => {
    const since = logged();
    try {
      await body(t);
    } catch (error) {
      t.diagnostic(`TEST_SEED=${seed}; what the server said meanwhile:`);
      for (const line of log(since)) t.diagnostic(line);
      throw error;
    }
  });
  return { url, dev, dataDir, log, logged, api: new Client(url), database, test };
}
