// The backup is worth something: after a base backup and some more bookings, a table is emptied by mistake; the drill
// restores the moment before from the archive of the WAL, and finds every booking and an unbroken audit trail.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { appendFileSync, chmodSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { Client } from '../support/api.mjs';
import { assertStatus } from '../support/assertions.mjs';
import { binary, environment, eventually, start, temporaryFolder } from '../support/program.mjs';
import { freePort } from '../support/redis.mjs';
import { makeTenant } from '../support/tenant.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = spawnSync('sh', ['-c', 'ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1'], { encoding: 'utf8' }).stdout.trim();
// PostgreSQL refuses to run as root.
const asServer = process.getuid() === 0 ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups'] : [];
const secretKey = randomBytes(32).toString('base64');

// Runs a command as the account of PostgreSQL. Gives {status, stdout, stderr}.
function attempt(words, more = {}) {
  const all = [...asServer, ...words];
  return spawnSync(all[0], all.slice(1), { encoding: 'utf8', cwd: '/tmp', env: environment(more), timeout: 60_000 });
}

function run(words, more = {}) {
  const ended = attempt(words, more);
  assert.equal(ended.status, 0, `${words.join(' ')}: ${ended.stdout}${ended.stderr}`);
  return ended.stdout;
}

// The settings of ops/postgresql/primary.conf about the archive, with a folder of this test.
function archiveSettings(folder) {
  const shipped = readFileSync(path.join(root, 'ops/postgresql/primary.conf'), 'utf8');
  const lines = shipped.split('\n').filter((line) => /^(archive_|wal_)/.test(line));
  assert.ok(lines.length >= 4);
  return lines.join('\n').replaceAll('/var/backups/bookingtms/wal', path.join(folder, 'wal'));
}

async function startPostgres(t, folder) {
  for (const name of ['', 'wal', 'bases', 'sockets']) {
    mkdirSync(path.join(folder, name), { recursive: true });
    if (asServer.length > 0) spawnSync('chown', ['postgres:', path.join(folder, name)]);
  }
  const data = path.join(folder, 'data');
  run([`${bin}/initdb`, `--pgdata=${data}`, '--username=postgres', '--auth=trust', '--no-sync', '--no-instructions']);
  appendFileSync(path.join(data, 'postgresql.conf'),
    `${archiveSettings(folder)}\nlisten_addresses = ''\nunix_socket_directories = '${folder}/sockets'\n`);
  const words = [...asServer, `${bin}/postgres`, '-D', data];
  const child = spawn(words[0], words.slice(1), { stdio: 'ignore' });
  t.after(() => child.kill('SIGINT'));
  const database = (name) => new pg.Client({ host: `${folder}/sockets`, user: 'postgres', database: name });
  await eventually('PostgreSQL', async () => {
    const client = database('postgres');
    return client.connect().then(() => client.end()).then(() => true, () => false);
  });
  const administrator = database('postgres');
  await administrator.connect();
  await administrator.query('create role bookingtms login createrole');
  await administrator.query('create database bookingtms owner bookingtms');
  await administrator.end();
  return database('bookingtms');
}

async function book(api, tenant, session) {
  const hold = assertStatus(
    await api.post(`${tenant.base}/reservations`, { session_id: session.id, spots: 1 }, { key: randomUUID() }), 201);
  assertStatus(await api.post(`${tenant.base}/checkouts`, { reservation_id: hold.id, payment: 'pay_at_venue',
    customer: { first_name: 'Ann', last_name: 'Lee', email: 'ann@example.com' } }, { key: randomUUID() }), 201);
}

test('the drill brings back the moment before a mistake, and says so where the mistake came back too', async (t) => {
  const undone = [];
  t.after(async () => {
    for (const undo of undone) await undo();
  });
  const file = { after: (undo) => undone.unshift(undo) };
  const folder = path.join(await temporaryFolder(file), 'site');
  const database = await startPostgres(file, folder);
  const port = await freePort();
  const url = `postgresql://bookingtms@/bookingtms?host=${encodeURIComponent(`${folder}/sockets`)}`;
  start(file, ['serve', '--port', `${port}`, '--database-url', url, '--secret-key', secretKey, '--audit-seal-interval-ms', '100']);
  const api = new Client(`http://127.0.0.1:${port}`);
  await eventually('the server', () => fetch(`${api.url}/ready`).then(({ status }) => status === 200, () => false));
  await database.connect();
  file.after(() => database.end());
  const tenant = await makeTenant(database);
  const session = await tenant.session(await tenant.activity({ capacity: 50 }));
  for (let i = 0; i < 3; i += 1) await book(api, tenant, session);

  const base = run([path.join(root, 'ops/backup/base-backup'), `postgresql:///?host=${folder}/sockets&user=postgres`,
    `${folder}/bases`]).trim();
  for (let i = 0; i < 4; i += 1) await book(api, tenant, session);
  const value = async (sql) => Object.values((await database.query(sql)).rows[0])[0];
  const bookings = () => value('select count(*)::integer from bookings');
  assert.equal(await bookings(), 7);
  const moment = await value('select clock_timestamp()::text');
  await database.query(`begin; set local session_replication_role = replica; delete from bookings; commit`);
  assert.equal(await bookings(), 0);
  // A recovery stops at the first commit after the moment, and that one is in the archive.
  const last = await value('select pg_walfile_name(pg_switch_wal())');
  const archive = () => readdirSync(path.join(folder, 'wal'));
  await eventually('the archive', () => archive().includes(last));

  chmodSync(path.dirname(folder), 0o755);
  const drill = (...words) => attempt([path.join(root, 'ops/backup/drill'), base, `${folder}/wal`, ...words],
    { BOOKINGTMS: binary, BOOKINGTMS_SECRET_KEY: secretKey });
  const good = drill(moment);
  assert.equal(good.status, 0, good.stdout + good.stderr);
  assert.match(good.stdout, /7 bookings/);
  assert.match(good.stdout, /Nobody changed the audit trail/);
  assert.match(good.stdout, /The backup is good/);

  // Without the moment the mistake comes back too, and the ledger sees it.
  const late = drill();
  assert.notEqual(late.status, 0);
  assert.match(late.stdout + late.stderr, /capacity_ledger/);
});
