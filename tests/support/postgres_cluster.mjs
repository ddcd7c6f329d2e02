// A PostgreSQL primary, its streaming standby and PgBouncer for one test, on loopback, as they come from Debian's packages.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, chownSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { eventually, temporaryFolder } from './program.mjs';
import { freePort, listens } from './redis.mjs';

const versions = '/usr/lib/postgresql';
const programs = path.join(versions, readdirSync(versions).sort((a, b) => b - a)[0], 'bin');

// PostgreSQL refuses to run as root.
const account = process.getuid() === 0 ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups'] : [];
const asServer = (words) => [...account, ...words];

function runAsServer(words) {
  const [program, ...rest] = asServer(words);
  const ended = spawnSync(program, rest, { encoding: 'utf8', cwd: '/' });
  if (ended.status !== 0) throw new Error(`${words[0]}: ${ended.stderr}`);
}

// The children of a process; none of one that has just ended.
function childrenOf(processId) {
  try {
    return readFileSync(`/proc/${processId}/task/${processId}/children`, 'utf8').split(' ').filter(Boolean);
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return [];
    throw error;
  }
}

// The process and all it has started, those first.
function family(processId) {
  return [...childrenOf(processId).flatMap(family), Number(processId)];
}

// One server, with the superuser `postgres` and everybody let in. `variables` are more of its environment.
export class PostgresServer {
  constructor(folder, name, port, variables = {}) {
    Object.assign(this, { name, port, variables, data: path.join(folder, name), log: '' });
    this.address = `127.0.0.1:${port}`;
    this.pool = new pg.Pool({ host: '127.0.0.1', port, user: 'postgres', database: 'bookingtms', max: 4, idleTimeoutMillis: 100 });
    this.pool.on('error', () => {});  // of connections that end with their server
  }

  // The URL of the program for one server or several.
  static url(...servers) {
    return `postgresql://bookingtms@${servers.map(({ address }) => address).join(',')}/bookingtms`;
  }

  async start() {
    const variables = Object.entries(this.variables).map(([name, value]) => `${name}=${value}`);
    const [program, ...words] = asServer(
      ['env', ...variables, path.join(programs, 'postgres'), '-D', this.data, '-p', `${this.port}`]);
    this.child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'], cwd: '/' });
    for (const stream of [this.child.stdout, this.child.stderr]) stream.on('data', (piece) => { this.log += piece; });
    await eventually(`${this.name} takes connections`, () => {
      if (this.child.exitCode !== null) throw new Error(`${this.name} ended:\n${this.log}`);
      return this.administer('select').then(() => true, () => false);
    });
  }

  // Outside of the database of the program.
  async administer(sql) {
    const client = new pg.Client({ host: '127.0.0.1', port: this.port, user: 'postgres', database: 'postgres' });
    client.on('error', () => {});
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  }

  async rows(sql, parameters) {
    return (await this.pool.query(sql, parameters)).rows;
  }

  // To the server and everything it has started.
  signal(name) {
    for (const processId of family(this.child.pid)) {
      try {
        process.kill(processId, name);
      } catch (error) {
        if (error.code !== 'ESRCH') throw error;
      }
    }
  }

  // As if the machine lost its power: no process of it does anything any more.
  async kill() {
    if (!this.child || this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.signal('SIGKILL');
    await ended;
  }
}

function stopAfter(t, server) {
  t.after(async () => {
    await server.pool.end();
    await server.kill();
  });
}

// The role and the database are those of docs/how-to/use-your-own-postgresql.md, and statements are counted.
export async function startPrimary(t, variables) {
  const folder = await temporaryFolder(t);
  if (process.getuid() === 0) {
    const { stdout } = spawnSync('id', ['-u', 'postgres'], { encoding: 'utf8' });
    chownSync(folder, Number(stdout), -1);
  }
  const primary = new PostgresServer(folder, 'primary', await freePort(), variables);
  stopAfter(t, primary);
  runAsServer([path.join(programs, 'initdb'), '--pgdata', primary.data, '--username=postgres', '--auth=trust', '--encoding=UTF8',
    '--locale=C', '--no-sync', '--no-instructions']);
  appendFileSync(path.join(primary.data, 'postgresql.conf'), `
    listen_addresses = '127.0.0.1'
    unix_socket_directories = ''
    max_connections = 120
    fsync = off  # a killed server keeps what it wrote: the machine goes on
    wal_keep_size = '64MB'
    hot_standby_feedback = on
    wal_retrieve_retry_interval = '200ms'
    shared_preload_libraries = 'pg_stat_statements'
    pg_stat_statements.track = 'top'
    timezone = 'Asia/Kolkata'
  `);
  await primary.start();
  await primary.administer('create role bookingtms login createrole');
  await primary.administer('create database bookingtms owner bookingtms');
  await primary.rows('create extension pg_stat_statements');
  return primary;
}

// A server that follows the primary.
export async function addStandby(t, primary) {
  const standby = new PostgresServer(path.dirname(primary.data), 'standby', await freePort());
  stopAfter(t, standby);
  runAsServer([path.join(programs, 'pg_basebackup'), '-D', standby.data, '-R', '--checkpoint=fast', '--no-sync',
    '-d', `host=127.0.0.1 port=${primary.port} user=postgres application_name=standby`]);
  await standby.start();
  return standby;
}

// PgBouncer in front of a server, with pool_mode = transaction and few connections, so that transactions of different
// clients take turns on one. Gives {address, kill(), start(), log()}: `start` brings it back at the same address.
export async function startPgBouncer(t, server, { poolSize = 3 } = {}) {
  const folder = await temporaryFolder(t);
  const port = await freePort();
  const files = Object.fromEntries(['pgbouncer.ini', 'users.txt'].map((name) => [name, path.join(folder, name)]));
  writeFileSync(files['users.txt'], '"bookingtms" ""\n');
  writeFileSync(files['pgbouncer.ini'], `
[databases]
bookingtms = host=127.0.0.1 port=${server.port} dbname=bookingtms

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${files['users.txt']}
pool_mode = transaction
default_pool_size = ${poolSize}
max_client_conn = 500
`);
  let child;
  let log = '';
  const start = async () => {
    const [program, ...words] = asServer(['/usr/sbin/pgbouncer', files['pgbouncer.ini']]);
    child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'], cwd: '/' });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => { log += piece; });
    await eventually('pgbouncer listens', () => {
      if (child.exitCode !== null) throw new Error(`pgbouncer ended:\n${log}`);
      return listens(port);
    });
  };
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  t.after(kill);
  await start();
  return { address: `127.0.0.1:${port}`, kill, start, log: () => log };
}
