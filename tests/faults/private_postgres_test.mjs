// The private PostgreSQL lives and dies with the program, and the next start recovers whatever happened.
import assert from 'node:assert/strict';
import { copyFileSync, chmodSync, chownSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { spawn } from 'node:child_process';
import { ask, binary, environment, eventually, isAlive, postgresProcess, start, temporaryFolder } from '../support/program.mjs';

const isRoot = process.getuid() === 0;
const nobody = 65534;

async function startDev(t, folder) {
  const program = start(t, ['dev', '--port', '0', '--data-dir', folder]);
  const { database_url: url } = await program.ready(folder);
  return { ...program, url, postgres: postgresProcess(folder) };
}

async function dataFolder(t) {
  return path.join(await temporaryFolder(t), 'data');
}

test('it is durable, and reachable through its socket only', async (t) => {
  const folder = await dataFolder(t);
  const program = await startDev(t, folder);
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums']) {
    assert.equal(ask(program.url, `show ${setting}`), 'on', setting);
  }
  assert.equal(ask(program.url, 'show listen_addresses'), '');
  assert.equal(statSync(path.join(folder, 'postgres')).mode & 0o777, 0o700);
  assert.equal(statSync(path.join(folder, 'run')).mode & 0o777, 0o700);
  assert.equal(ask(program.url, 'select rolsuper from pg_roles where rolname = current_user'), 'f');
  if (isRoot) assert.notEqual(statSync(path.join(folder, 'postgres')).uid, 0);
  assert.equal(await program.stop(), 0);
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  test(`${signal} stops both cleanly, and the next start finds its data`, async (t) => {
    const folder = await dataFolder(t);
    const first = await startDev(t, folder);
    ask(first.url, 'create table kept (id int); insert into kept values (7)');
    assert.equal(await first.stop(signal), 0);
    assert.equal(isAlive(first.postgres), false);
    assert.equal(existsSync(path.join(folder, 'postgres', 'postmaster.pid')), false);

    const second = await startDev(t, folder);
    assert.equal(ask(second.url, 'select id from kept'), '7');
    assert.doesNotMatch(second.stdout, /Making a new database/);
    assert.equal(await second.stop(), 0);
  });
}

// As `timeout` does: it signals the process, and then the group that the process is in.
test('SIGTERM again and again is one clean stop', async (t) => {
  const folder = await dataFolder(t);
  const program = await startDev(t, folder);
  const repeated = setInterval(() => program.child.kill('SIGTERM'), 1);
  const outcome = await program.stop('SIGTERM');
  clearInterval(repeated);
  assert.equal(outcome, 0);
  assert.equal(isAlive(program.postgres), false);
  assert.equal(existsSync(path.join(folder, 'dev.json')), false);
});

test('a killed program takes its PostgreSQL with it, and the next start has every committed row', async (t) => {
  const folder = await dataFolder(t);
  const first = await startDev(t, folder);
  ask(first.url, 'create table kept (id int); insert into kept values (7)');
  assert.equal(await first.stop('SIGKILL'), 'SIGKILL');
  // At once, while the old server may still be stopping.
  const second = await startDev(t, folder);
  assert.equal(isAlive(first.postgres), false);
  assert.equal(ask(second.url, 'select id from kept'), '7');
  assert.equal(await second.stop(), 0);
});

test('a killed program alone is enough for its PostgreSQL to end', async (t) => {
  const folder = await dataFolder(t);
  const program = await startDev(t, folder);
  await program.stop('SIGKILL');
  await eventually('the end of PostgreSQL', () => !isAlive(program.postgres), 30);
});

test('a killed PostgreSQL is started again with every committed row, and the program goes on', async (t) => {
  const folder = await dataFolder(t);
  const program = await startDev(t, folder);
  ask(program.url, 'create table kept (id int); insert into kept values (7)');
  process.kill(program.postgres, 'SIGKILL');
  const row = await eventually('the restart', () => {
    try {
      return ask(program.url, 'select id from kept');
    } catch {
      return null;
    }
  });
  assert.equal(row, '7');
  assert.notEqual(postgresProcess(folder), program.postgres);
  assert.equal(program.child.exitCode, null);
  assert.equal(await program.stop(), 0);
});

test('program and PostgreSQL killed together: the next start recovers', async (t) => {
  const folder = await dataFolder(t);
  const first = await startDev(t, folder);
  ask(first.url, 'create table kept (id int); insert into kept values (7)');
  process.kill(first.postgres, 'SIGKILL');
  await first.stop('SIGKILL');
  const second = await startDev(t, folder);
  assert.equal(ask(second.url, 'select id from kept'), '7');
  assert.equal(await second.stop(), 0);
});

test('a program killed while it makes its database leaves nothing half made', async (t) => {
  const folder = await dataFolder(t);
  const first = start(t, ['dev', '--port', '0', '--data-dir', folder]);
  await eventually('the beginning of initdb', () => existsSync(path.join(folder, 'postgres.new', 'PG_VERSION')));
  await first.stop('SIGKILL');
  assert.equal(existsSync(path.join(folder, 'postgres')), false);
  const second = await startDev(t, folder);
  assert.equal(existsSync(path.join(folder, 'postgres.new')), false);
  assert.equal(await second.stop(), 0);
});

test('the process number of a dead server that now belongs to another program of its account stops nobody', async (t) => {
  const folder = await dataFolder(t);
  const first = await startDev(t, folder);
  assert.equal(await first.stop(), 0);
  const cluster = path.join(folder, 'postgres');
  const owner = statSync(cluster);
  const other = spawn('sleep', ['600'], { uid: owner.uid, gid: owner.gid });
  t.after(() => other.kill());
  const processFile = path.join(cluster, 'postmaster.pid');
  writeFileSync(processFile, `${other.pid}\n${cluster}\n`);
  chownSync(processFile, owner.uid, owner.gid);
  const second = await startDev(t, folder);
  assert.equal(await second.stop(), 0);
});

test('a folder with a long path works: the socket is elsewhere, for the server\'s account only', async (t) => {
  const folder = path.join(await dataFolder(t), 'x'.repeat(90));
  const program = await startDev(t, folder);
  const socketFolder = new URL(program.url).searchParams.get('host');
  assert.match(socketFolder, /^\/tmp\/bookingtms-/);
  assert.equal(statSync(socketFolder).mode & 0o777, 0o700);
  assert.equal(ask(program.url, 'select 1'), '1');
  assert.equal(await program.stop(), 0);
});

test('the log of PostgreSQL is cut before it grows large', async (t) => {
  const folder = await dataFolder(t);
  const first = await startDev(t, folder);
  assert.equal(await first.stop(), 0);
  const log = path.join(folder, 'postgres.log');
  writeFileSync(log, 'x'.repeat(5 * 1024 * 1024));
  const second = await startDev(t, folder);
  assert.ok(statSync(log).size < 1024 * 1024);
  assert.equal(statSync(`${log}.1`).size, 5 * 1024 * 1024);
  assert.equal(await second.stop(), 0);
});

test('an ordinary user has an own server under the own account', { skip: !isRoot && 'needs root to become one' }, async (t) => {
  const home = await temporaryFolder(t);
  const program = path.join(home, 'bookingtms');
  copyFileSync(binary, program);
  chmodSync(program, 0o755);
  const parent = path.join(home, 'owned');
  mkdirSync(parent);
  chownSync(parent, nobody, nobody);
  const folder = path.join(parent, 'data');
  const child = spawn(program, ['dev', '--port', '0', '--data-dir', folder],
    { env: environment(), uid: nobody, gid: nobody, stdio: ['ignore', 'pipe', 'pipe'] });
  t.after(() => child.kill('SIGKILL'));
  let output = '';
  child.stdout.on('data', (piece) => { output += piece; });
  child.stderr.on('data', (piece) => { output += piece; });
  await eventually('the start', () => {
    assert.equal(child.exitCode, null, output);
    return output.includes('Ctrl-C stops it.');
  });
  assert.equal(statSync(path.join(folder, 'postgres')).uid, nobody);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  assert.ok(readdirSync(folder).includes('dev.json'));
  const ended = new Promise((settle) => { child.once('exit', settle); });
  child.kill('SIGINT');
  assert.equal(await ended, 0);
});
