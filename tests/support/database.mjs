// A PostgreSQL for one test file, with copies of our database to race, break and compare in.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { after, test as nodeTest } from 'node:test';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { assertLedger } from './ledger.mjs';
import { seed } from './random.mjs';

const launcher = fileURLToPath(new URL('throwaway_postgres', import.meta.url));

// Gives {host, stop()}. The launcher takes its server down when our end of the pipe closes, also when we die.
async function startPostgres() {
  const child = spawn(launcher, ['sh', '-c', 'echo "$PGHOST"; cat >/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((settle) => { child.once('exit', settle); });
  const host = await new Promise((settle, refuse) => {
    createInterface({ input: child.stdout }).once('line', settle);
    ended.then((code) => refuse(new Error(`${launcher} ended with ${code}`)));
  });
  return { host, stop: () => { child.stdin.end(); return ended; } };
}

// One copy of the database: a pool of a superuser's connections with what tests ask of it.
export class Database extends pg.Pool {
  constructor(host, name, connections) {
    super({ host, user: 'postgres', database: name, max: connections, idleTimeoutMillis: 0 });
    this.name = name;
    this.on('error', () => {});  // an idle connection that a crash test cut
  }

  // Runs one statement the way the server does: a transaction as `anon` with the claims of an embed key, and where
  // wanted of a network address. Gives its rows.
  async asVisitor(embedKey, sql, parameters, address = undefined) {
    const client = await this.connect();
    try {
      const claims = client.escapeLiteral(JSON.stringify({ embed_key: embedKey, address }));
      await client.query(`begin; select set_config('role', 'anon', true), set_config('request.claims', ${claims}, true)`);
      const { rows } = await client.query(sql, parameters);
      await client.query('commit');
      return rows;
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  }

  // Opens all connections, so that a crowd starts together.
  async warm() {
    const clients = await Promise.all(Array.from({ length: this.options.max }, () => this.connect()));
    for (const client of clients) client.release();
  }

  // Replaces a function by a copy in which each `from` reads `to`: the guard that a control switches off.
  async mutate(name, replacements) {
    const { rows } = await this.query(
      `select pg_get_functiondef(p.oid) as definition from pg_proc p
       where p.pronamespace in ('app'::regnamespace, 'public'::regnamespace) and p.proname = $1`, [name]);
    assert.equal(rows.length, 1, `there is one function ${name}`);
    let { definition } = rows[0];
    for (const [from, to] of replacements) {
      assert.ok(definition.includes(from), `${name} has no "${from}" to switch off`);
      definition = definition.replaceAll(from, to);
    }
    await this.query(definition);
  }
}

// For the top of a test file. Gives {copy(connections, from), test}: `copy` makes a database like ours, or
// like another copy that nobody is connected to. A test gets a copy of its own, or the one that `on` gives,
// and is followed by the ledger check, unless it says {broken: true} because it switched a guard off.
export function usePostgres() {
  console.log(`TEST_SEED=${seed}`);
  let starting;
  const copies = [];
  after(async () => {
    await Promise.all(copies.map((database) => database.ended || database.end()));
    await (await starting)?.stop();
  });

  async function copy(connections = 20, from = 'bookingtms') {
    starting ??= startPostgres();
    const { host } = await starting;
    const name = `copy_${copies.length + 1}`;
    const administrator = new pg.Client({ host, user: 'postgres', database: 'postgres' });
    await administrator.connect();
    await administrator.query(`create database ${name} template ${from}`);
    await administrator.end();
    const database = new Database(host, name, connections);
    copies.push(database);
    return database;
  }

  function test(title, options, body) {
    nodeTest(title, async (t) => {
      const database = options.on ? options.on() : await copy(options.connections);
      try {
        await body(database, t);
        if (!options.broken) await assertLedger(database);
      } catch (error) {
        t.diagnostic(`TEST_SEED=${seed}`);
        throw error;
      } finally {
        if (!options.on) await database.end();
      }
    });
  }
  return { copy, test };
}
