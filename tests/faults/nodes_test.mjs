// Three nodes on one database and one Redis, behind HAProxy with the configuration of ops/haproxy: what one node is told
// all know, a rolling restart fails no request, and a node that is killed takes only what was in flight on it.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Client, newVisitor } from '../support/api.mjs';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { Database, usePostgres } from '../support/database.mjs';
import { assertLedger } from '../support/ledger.mjs';
import { binary, eventually, start, temporaryFolder } from '../support/program.mjs';
import { freePort, startRedis } from '../support/redis.mjs';
import { keyScopes, makeKey } from '../support/staff.mjs';
import { makeTenant } from '../support/tenant.mjs';

// Another version of the program, on which the nodes begin: then the rolling restart is an upgrade.
const previous = process.env.BOOKINGTMS_PREVIOUS_BINARY;
const buyers = 8;
const nodesCount = 3;
const { copy } = usePostgres();

// What is undone when the file ends, newest first.
const undone = [];
const file = { after: (undo) => undone.unshift(undo) };
after(async () => {
  for (const undo of undone) await undo();
});

let folder;
let database;
let databaseUrl;
let redis;
let front;  // the API behind HAProxy
let tenant;
const nodes = [];
const secretKey = randomBytes(32).toString('base64');

const isReady = (url) => fetch(`${url}/ready`).then(({ status }) => status === 200, () => false);

// Starts the node, or starts it again at its address.
async function startNode(node, program = binary) {
  const { stdout: flags } = spawnSync(program, ['serve', '--help'], { encoding: 'utf8' });
  node.program = start(file, ['serve', '--port', `${node.port}`, '--database-url', databaseUrl, '--secret-key', secretKey,
    '--threads', '1', '--redis-url', redis.url, '--mail-folder', path.join(folder, 'mail'), '--holds-per-visitor-max', '0',
    ...(flags.includes('--drain-seconds') ? ['--drain-seconds', '2'] : [])], { program });
  await eventually(`node ${node.name}`, () => isReady(node.url));
}

// The configuration that is shipped, with the addresses of this test, without TLS, and quicker checks.
function proxyConfiguration(port) {
  const shipped = readFileSync(new URL('../../ops/haproxy/haproxy.cfg', import.meta.url), 'utf8');
  const servers = nodes.map(({ name, port: at }) => `    server ${name} 127.0.0.1:${at} check`).join('\n');
  const replacements = [
    [/^ {4}(log|user|group|maxconn|option httplog).*\n/gm, ''],
    [/^global\n/m, `global\n    stats socket ${path.join(folder, 'haproxy.socket')}\n`],
    [/^ {4}bind .*\n {4}bind .*\n/m, `    bind 127.0.0.1:${port}\n`],
    [/^ {4}http-request redirect scheme.*\n/m, ''],
    [/inter 1s fastinter 500ms downinter 1s/, 'inter 250ms fastinter 100ms downinter 250ms'],
    [/^( {4}server .*\n)+/m, `${servers}\n`],
  ];
  return replacements.reduce((text, [from, to]) => {
    assert.match(text, from);
    return text.replace(from, to);
  }, shipped);
}

// What HAProxy thinks of each node: {node1: 'UP', ...}.
async function states() {
  const socket = connect(path.join(folder, 'haproxy.socket'));
  socket.end('show stat\n');
  let text = '';
  for await (const piece of socket) text += piece;
  const rows = text.trim().split('\n').map((line) => line.split(','));
  const column = rows[0].indexOf('status');
  return Object.fromEntries(rows.filter(([backend, name]) => backend === 'nodes' && name !== 'BACKEND')
    .map((row) => [row[1], row[column]]));
}

const areAllUp = () => eventually('every node in HAProxy', async () => Object.values(await states()).every((state) => state === 'UP'));

before(async () => {
  folder = await temporaryFolder(file);
  const { host } = (await copy(1)).options;
  const administrator = new Database(host, 'postgres', 1);
  await administrator.query('create database nodes owner bookingtms');
  await administrator.end();
  databaseUrl = `postgresql://bookingtms@/nodes?host=${encodeURIComponent(host)}`;
  redis = await startRedis(file);
  for (let i = 1; i <= nodesCount; i += 1) {
    const port = await freePort();
    nodes.push({ name: `node${i}`, port, url: `http://127.0.0.1:${port}`, api: new Client(`http://127.0.0.1:${port}`) });
  }
  // The first one migrates, the others wait for it.
  await Promise.all(nodes.map((node) => startNode(node, previous)));
  database = new Database(host, 'nodes', 4);
  file.after(() => database.end());
  tenant = await makeTenant(database);
  const port = await freePort();
  const configuration = path.join(folder, 'haproxy.cfg');
  writeFileSync(configuration, proxyConfiguration(port));
  const proxy = spawn('haproxy', ['-q', '-db', '-f', configuration], { stdio: ['ignore', 'ignore', 'inherit'] });
  file.after(() => { proxy.kill('SIGKILL'); });
  front = new Client(`http://127.0.0.1:${port}`);
  await eventually('HAProxy', () => isReady(front.url));
  await areAllUp();
});

// Buyers who take holds through HAProxy until told to stop, and ask again with the same key where they had no answer.
class Crowd {
  constructor(sessions) {
    Object.assign(this, { sessions, isOver: false, answered: [], failures: [] });
    this.ended = Promise.all(Array.from({ length: buyers }, (_, i) => this.buy(i)));
  }

  async buy(i) {
    while (!this.isOver) {
      const key = randomUUID();
      const json = { session_id: this.sessions[(i + this.answered.length) % this.sessions.length].id, spots: 1 };
      let reply = null;
      while (reply === null) reply = await this.ask(json, key);
      this.answered.push(reply.id);
    }
  }

  // The hold, or null where the request failed. Only what clients meet when a node dies is a failure.
  async ask(json, key) {
    try {
      // Not judged by the contract, which knows nothing of the pages of HAProxy, nor of earlier versions.
      const reply = await fetch(new URL(`${tenant.base}/reservations`, front.url), {
        method: 'POST', body: JSON.stringify(json),
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key, 'X-Forwarded-For': newVisitor() } });
      const text = await reply.text();
      if (reply.status === 201) return JSON.parse(text);
      this.failures.push(`${reply.status} ${text}`);
    } catch (error) {
      this.failures.push(`${error.message} ${error.cause?.message}`);  // of the connection
    }
    return null;
  }

  // Waits for so many more answers, so that the load is known to go on.
  more(count) {
    const enough = this.answered.length + count;
    return eventually(`${count} more answers`, () => this.answered.length >= enough);
  }

  async stop() {
    this.isOver = true;
    await this.ended;
    const { rows } = await database.query('select id from slot_reservations where session_id = any($1)',
      [this.sessions.map(({ id }) => id)]);
    assert.deepEqual(rows.map(({ id }) => id).sort(), [...this.answered].sort(),
      'every hold is somebody\'s, and everybody\'s is there once');
    await assertLedger(database);
  }
}

async function crowd() {
  const activity = await tenant.activity({ capacity: 1000 });
  return new Crowd(await Promise.all(Array.from({ length: 20 }, () => tenant.session(activity))));
}

// An earlier version has a contract of its own.
test('what one node is told, all know: a changed activity, a revoked key', { skip: Boolean(previous) }, async () => {
  const activity = await tenant.activity({ name: 'Before' });
  const name = async (api) => assertStatus(await api.get(tenant.base), 200).activities.find(({ id }) => id === activity.id).name;
  const { key, id } = await makeKey(tenant, await keyScopes(database));
  for (const { api } of nodes) {
    await eventually('a remembered offer', async () => (await api.get(tenant.base)).headers.get('x-cache') === 'HIT');
    assert.equal(await name(api), 'Before');
    assertStatus(await api.get('/v1/bookings', { as: key }), 200);
  }
  const { body: read, status } = await front.get(`/v1/activities/${activity.id}`, { as: key });
  assert.equal(status, 200);
  assertStatus(await front.patch(`/v1/activities/${activity.id}`, { name: 'After' }, { as: key, version: read.version }), 200);
  for (const { api } of nodes) await eventually('the new name', async () => await name(api) === 'After', 5);
  await database.query(`update api_keys set revoked_at = now() where id = $1`, [id]);
  for (const { api } of nodes) assertProblem(await api.get('/v1/bookings', { as: key }), 401, 'api_key_revoked');
});

test('nodes count requests together', async () => {
  const limit = 30;
  const { key } = await makeKey(tenant, await keyScopes(database), { rate_limit: limit });
  const began = Date.now();
  let admitted = 0;
  for (let i = 0; i < 2 * limit; i += 1) {
    const { status } = await nodes[i % nodesCount].api.get('/v1/bookings', { as: key });
    if (status === 200) admitted += 1;
    else assert.equal(status, 429);
  }
  const cameBack = Math.ceil((Date.now() - began) * limit / 60_000);
  assert.ok(admitted >= limit && admitted <= limit + cameBack, `${admitted} were admitted of ${limit}`);
});

test('a mail that a dead node had taken is sent when its lease is over, and every mail is sent once', async () => {
  const sent = () => readdirSync(path.join(folder, 'mail')).filter((name) => name.endsWith('.eml')).length;
  const parameters = JSON.stringify({ first_name: 'Ann', amount_minor: 5000, currency: 'GBP', activity_name: 'Kayak' });
  const insert = (recipient) => `insert into mail_outbox (organization_id, recipient, template, parameters)
    values ('${tenant.organization.id}', '${recipient}', 'payment_returned', '${parameters}')`;
  // In one transaction, as a node takes it; nobody ever says what became of it.
  await database.query(`begin; ${insert('left@example.com')}; select app.take_mails(10, '2 seconds'); commit`);
  await database.query(Array.from({ length: 20 }, (_, i) => insert(`p${i}@example.com`)).join(';'));
  await eventually('every mail', async () => (await database.query('select from mail_outbox where sent_at is null')).rows.length === 0);
  assert.equal(sent(), 21);
});

test('a rolling restart under load fails no request', async () => {
  const load = await crowd();
  for (const node of nodes) {
    await load.more(50);
    assert.equal(await node.program.stop('SIGTERM'), 0);
    if (!previous) assert.match(node.program.stderr + node.program.stdout, /draining/);
    await load.more(50);
    await startNode(node);
    await areAllUp();
  }
  await load.stop();
  assert.deepEqual(load.failures, []);
});

test('a killed node takes only what was in flight on it, and who asks again is served once', async () => {
  const load = await crowd();
  await load.more(100);
  assert.equal(await nodes[0].program.stop('SIGKILL'), 'SIGKILL');
  await load.more(200);
  await startNode(nodes[0]);
  await areAllUp();
  await load.more(50);
  await load.stop();
  assert.ok(load.failures.length <= buyers, `more than one request of a buyer failed: ${load.failures}`);
});
