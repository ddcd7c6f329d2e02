// kill -9 of the program, and of PostgreSQL alone, in the middle of a burst of holds and checkouts: whoever
// was told of a booking has it, once; who asks again with the same key gets the same answer; no seat is lost.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { test } from 'node:test';
import pg from 'pg';
import { Client, newVisitor } from '../support/api.mjs';
import { assertLedger } from '../support/ledger.mjs';
import { eventually, postgresProcess, start, temporaryFolder } from '../support/program.mjs';
import { generator, integer, pick, seed } from '../support/random.mjs';
import { makeTenant } from '../support/tenant.mjs';

const rounds = 3;
const buyers = 24;
const holdSeconds = 6;
console.log(`TEST_SEED=${seed}`);

// The program on a data folder that outlives it, with one tenant and some sessions.
class Site {
  static async make(t) {
    const site = Object.assign(new Site(), { t, folder: path.join(await temporaryFolder(t), 'data'), requests: [] });
    await site.start();
    const tenant = await makeTenant(site.database);
    const activity = await tenant.activity({ capacity: 200 });
    site.base = tenant.base;
    site.organizationId = tenant.organization.id;
    site.sessions = [];
    for (let i = 0; i < 6; i += 1) site.sessions.push(await tenant.session(activity));
    return site;
  }

  // Again at the same address: replies name it in the customer's link.
  async start() {
    const port = this.url ? new URL(this.url).port : '0';
    this.program = start(this.t, ['dev', '--port', port, '--data-dir', this.folder, '--holds-per-visitor-max', '0',
      '--hold-ttl-seconds', String(holdSeconds), '--expire-interval-ms', '200']);
    const dev = await this.program.ready(this.folder);
    this.url = dev.url;
    this.api = new Client(dev.url);
    this.database = new pg.Pool({ connectionString: dev.database_url, max: 2 });
    this.database.on('error', () => {});  // of idle connections, which end with their server
  }

  async rows(sql) {
    return (await this.database.query(sql, [this.organizationId])).rows;
  }

  // Sends a request, new or again. Its `reply` stays null where nobody can know what happened: the
  // connection broke, or the server itself had lost its database.
  async send(request) {
    try {
      const reply = await this.api.post(request.path, request.json, request);
      request.reply = reply.status < 500 ? reply : null;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;  // fetch says so of a connection; others are faults
    }
    return request;
  }

  // Holds seats and checks out, as one buyer, until the server does not answer.
  async buy(random, isOver) {
    while (!isOver()) {
      const hold = await this.send(this.request('/reservations',
        { session_id: pick(random, this.sessions).id, spots: integer(random, 1, 3) }));
      if (hold.reply === null) return;
      if (hold.reply.status !== 201 || random() < 0.3) continue;
      const booking = await this.send(this.request('/checkouts', { reservation_id: hold.reply.body.id, payment: 'pay_at_venue',
        customer: { first_name: 'Ann', last_name: 'Lee', email: `${pick(random, ['ann', 'bob', 'cid'])}@example.com` } }));
      if (booking.reply === null) return;
    }
  }

  request(name, json) {
    const request = { path: this.base + name, json, key: randomUUID(), visitor: newVisitor(), reply: null };
    this.requests.push(request);
    return request;
  }

  answered() {
    return this.requests.filter(({ reply }) => reply !== null);
  }

  // Runs a burst and calls `kill` in the middle of it. Gives how many requests were cut off.
  async burst(random, kill) {
    const enough = this.answered().length + integer(random, 30, 250);
    let isKilled = false;
    const burst = Promise.all(Array.from({ length: buyers }, () => this.buy(random, () => isKilled)));
    await eventually('the middle of the burst', () => this.answered().length >= enough);
    kill();
    isKilled = true;
    await burst;
    return this.requests.length - this.answered().length;
  }

  // Everybody asks again with the same key, as many at a time as there are buyers.
  async askAgain() {
    const waiting = [...this.requests];
    await Promise.all(Array.from({ length: buyers }, async () => {
      for (let request = waiting.pop(); request; request = waiting.pop()) await this.repeat(request);
    }));
  }

  // Who had an answer gets that one; the others learn what happened.
  async repeat(request) {
    const earlier = request.reply;
    await this.send(request);
    assert.ok(request.reply, 'a server that is back answers');
    if (earlier?.status !== 201) return;
    assert.equal(request.reply.status, 201, `told 201 before, and now ${JSON.stringify(request.reply.body)}`);
    assert.deepEqual(request.reply.body, earlier.body);
    assert.equal(request.reply.headers.get('idempotency-replayed'), 'true');
  }

  told(name, read) {
    return this.requests.filter(({ path: at, reply }) => at.endsWith(name) && reply?.status === 201)
      .map(({ reply }) => read(reply.body));
  }

  // What was answered and what is in the database are one story.
  async verify() {
    const before = this.told('/checkouts', (body) => body.booking.id);
    const stored = new Set((await this.rows('select id from bookings where organization_id = $1')).map(({ id }) => id));
    for (const id of before) assert.ok(stored.has(id), `the booking ${id} was answered with 201 and is gone`);
    await this.askAgain();
    const bookings = await this.rows('select id, reservation_id from bookings where organization_id = $1');
    assert.deepEqual(bookings.map(({ id }) => id).sort(), this.told('/checkouts', (body) => body.booking.id).sort(),
      'every booking is somebody\'s, and everybody\'s is there once');
    assert.equal(new Set(bookings.map((booking) => booking.reservation_id)).size, bookings.length);
    const holds = await this.rows('select id from slot_reservations where organization_id = $1');
    assert.deepEqual(holds.map(({ id }) => id).sort(), this.told('/reservations', (body) => body.id).sort(),
      'every hold is somebody\'s, and everybody\'s is there once');
    await assertLedger(this.database);
  }

  // Holds that nobody can use any more come back by themselves.
  async verifyExpiry() {
    await eventually('the end of all holds', async () => (await this.rows(
      `select from slot_reservations where organization_id = $1 and status = 'held'`)).length === 0, holdSeconds + 20);
    const [{ taken }] = await this.rows(`select sum(capacity_total - capacity_remaining)::integer as taken
                                         from activity_sessions where organization_id = $1`);
    const [{ sold }] = await this.rows('select coalesce(sum(spots), 0)::integer as sold from bookings where organization_id = $1');
    assert.equal(taken, sold, 'all seats that were not sold are free');
    assert.ok(sold > 0);
    await assertLedger(this.database);
  }

  async stop() {
    await this.database.end();
    assert.equal(await this.program.stop(), 0);
  }
}

test(`the program is killed ${rounds} times in a burst`, async (t) => {
  const random = generator();
  const site = await Site.make(t);
  for (let round = 1; round <= rounds; round += 1) {
    const cutOff = await site.burst(random, () => site.program.child.kill('SIGKILL'));
    assert.ok(cutOff > 0, 'nobody was cut off, so nothing was interrupted');
    assert.equal(await site.program.ended, 'SIGKILL');
    await site.database.end();
    await site.start();
    await site.verify();
  }
  await site.verifyExpiry();
  await site.stop();
});

test(`PostgreSQL is killed ${rounds} times in a burst`, async (t) => {
  const random = generator(seed + 1);
  const site = await Site.make(t);
  for (let round = 1; round <= rounds; round += 1) {
    const killed = postgresProcess(site.folder);
    assert.ok(killed, 'there is no PostgreSQL to kill');
    // Perhaps nobody is cut off: the processes of a killed postmaster finish what they are doing, and the
    // program keeps the others waiting until the next one is there.
    await site.burst(random, () => process.kill(killed, 'SIGKILL'));
    await eventually('a new PostgreSQL', () => ![null, killed].includes(postgresProcess(site.folder)));
    await eventually('a ready server', async () => {
      const reply = await fetch(new URL('/ready', site.url));
      await reply.text();
      return reply.status === 200;
    });
    await site.verify();
  }
  await site.verifyExpiry();
  await site.stop();
});
