// Starts the real program as a person would and looks at it from outside. No packages needed.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const waitSecondsMax = 60;

export const binary = path.resolve(process.env.BOOKINGTMS_BINARY ?? path.join(root, 'build/release/bookingtms'));

// The program refuses BOOKINGTMS_ names that it does not know, and ours is none of its settings.
export function environment(more = {}) {
  const ours = Object.entries(process.env).filter(([name]) => !name.startsWith('BOOKINGTMS_'));
  return { ...Object.fromEntries(ours), ...more };
}

// Tests send more requests a minute than people do. A flag wins over these, and tests/api/rate_limits_test.mjs has the
// limits of the product.
export const generousLimits = Object.fromEntries(['VISITOR', 'HOLDS', 'CHECKOUTS', 'SIGN_IN', 'USER', 'ADMIN', 'WEBHOOK']
  .map((name) => [`BOOKINGTMS_RATE_LIMIT_${name}`, '1000000']));

// Asks until `check` gives something true. There is no event for what happens in other processes.
export async function eventually(what, check, secondsMax = waitSecondsMax) {
  const deadline = Date.now() + secondsMax * 1000;
  for (;;) {
    const found = await check();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`${what} did not happen within ${secondsMax} s`);
    await pause(25);
  }
}

// A folder of its own for a test, which every account may enter: PostgreSQL runs under another one than root.
export async function temporaryFolder(t) {
  const folder = await mkdtemp(path.join(tmpdir(), 'bookingtms-test-'));
  await chmod(folder, 0o755);
  // Again and again, because what a killed program left may still be writing its last files.
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));
  return folder;
}

// Runs a command to its end. Gives {code, stdout, stderr}.
export function run(words, options = {}) {
  const ended = spawnSync(binary, words, { env: environment(), encoding: 'utf8', timeout: waitSecondsMax * 1000, ...options });
  if (ended.error) throw ended.error;
  return { code: ended.status, stdout: ended.stdout, stderr: ended.stderr };
}

// Starts a command that goes on. `ready()` waits for what `dev` prints last and gives dev.json; `ended` is
// the promise of its exit code or signal.
export function start(t, words, options = {}) {
  if (!existsSync(binary)) throw new Error(`There is no ${binary}; build it, or set BOOKINGTMS_BINARY.`);
  const { program: file = binary, ...others } = options;
  const child = spawn(file, words, { env: environment(generousLimits), stdio: ['ignore', 'pipe', 'pipe'], ...others });
  const program = { child, stdout: '', stderr: '' };
  child.stdout.on('data', (piece) => { program.stdout += piece; });
  child.stderr.on('data', (piece) => { program.stderr += piece; });
  program.ended = new Promise((settle) => { child.once('close', (code, signal) => settle(code ?? signal)); });
  program.said = (text) => eventually(`"${text}" in the output`, () => {
    if (program.stdout.includes(text)) return true;
    if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}: ${program.stderr}`);
    return false;
  });
  // Of `serve`, from its log.
  program.port = () => eventually('"ready" in the log', () => {
    if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}: ${program.stderr}`);
    return /\bready\b.*\bport=(\d+)/.exec(program.stdout + program.stderr)?.[1];
  });
  program.ready = async (folder) => {
    await program.said('Ctrl-C stops it.');
    return JSON.parse(readFileSync(path.join(folder, 'dev.json'), 'utf8'));
  };
  program.stop = async (signal = 'SIGTERM') => {
    child.kill(signal);
    return program.ended;
  };
  t.after(async () => {
    if (child.exitCode === null && child.signalCode === null) await program.stop('SIGKILL');
  });
  return program;
}

// One value from the database, through psql.
export function ask(url, sql) {
  const ended = spawnSync('psql', ['-X', '-A', '-t', '-q', '-v', 'ON_ERROR_STOP=1', '-d', url, '-c', sql], { encoding: 'utf8' });
  if (ended.status !== 0) throw new Error(ended.stderr);
  return ended.stdout.trim();
}

// A process that ended but was not collected by its parent yet (state Z) is not alive.
export function isAlive(processId) {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${processId}/stat`, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return false;
    throw error;
  }
}

// The process id of the private PostgreSQL of a data folder; null where none has said its own, as between two of them.
export function postgresProcess(folder) {
  try {
    return Number(readFileSync(path.join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]) || null;
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}
