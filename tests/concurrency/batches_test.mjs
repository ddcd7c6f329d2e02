// A batch decides as its requests would have been decided one after another: the same random requests are
// sent as one batch, in batches of random size, and one by one, to three databases that begin equal.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before } from 'node:test';
import { usePostgres } from '../support/database.mjs';
import { cleanup, createReservations, release } from '../support/functions.mjs';
import { assertLedger } from '../support/ledger.mjs';
import { generator, integer, pick } from '../support/random.mjs';
import { makeTenant } from '../support/tenant.mjs';

const { copy, test } = usePostgres();
const random = generator();
const cases = 300;
const requestsMax = 15;
let databases;
let world;

before(async () => {
  const model = await copy(1);
  world = await makeWorld(model);
  await model.end();
  databases = [await copy(1, model.name), await copy(1, model.name), await copy(1, model.name)];
});

// Two tenants with sessions of every kind.
async function makeWorld(database) {
  const tenants = [];
  for (let i = 0; i < 2; i += 1) {
    const tenant = await makeTenant(database);
    const shared = await tenant.activity({ capacity: 12, min_party: 1, max_party: 8 });
    const room = await tenant.activity({ capacity: 6, mode: 'private', min_party: 2 });
    const sessions = [await tenant.session(shared), await tenant.session(shared), await tenant.session(room),
      await tenant.session(room), await tenant.session(shared, { is_closed: true, close_reason: 'blocked' })];
    tenants.push({ embedKey: tenant.embedKey, sessions: sessions.map(({ id }) => id) });
  }
  return { tenants, keys: [], owners: new Map() };
}

// Mostly a tenant's own session, at times another's, one that is not there, or no tenant.
function aim() {
  const [tenant, other] = random() < 0.5 ? world.tenants : [...world.tenants].reverse();
  const embedKey = random() < 0.05 ? 'emb_000000000000000000000000' : tenant.embedKey;
  const chance = random();
  if (chance < 0.04) return { embedKey, session: randomUUID() };
  return { embedKey, session: pick(random, chance < 0.08 ? other.sessions : tenant.sessions) };
}

// A list of requests. Where holds have lapsed, a batch may take them back earlier than single requests would,
// as the sweeping job may at any time; nobody asks for a version then, or keeps a reply that tells one.
async function makeCase(number) {
  const hasLapsed = random() < 0.25;
  const { rows } = await databases[0].query('select id, version from activity_sessions');
  const versions = new Map(rows.map(({ id, version }) => [id, version]));
  const unused = new Set(world.keys);
  const requests = Array.from({ length: integer(random, 1, requestsMax) }, (_, i) => {
    const request = { ...aim(), id: randomUUID(), spots: integer(random, -1, 7),
      visitor: pick(random, ['ann', 'bob', 'cid', 'dee']), email: pick(random, [null, 'ann@example.com']) };
    world.owners.set(request.id, request.embedKey);
    if (hasLapsed) return request;
    if (random() < 0.2) request.version = (versions.get(request.session) ?? 1) + integer(random, 0, 2);
    if (random() < 0.3) {
      const old = [...unused];
      const used = old.length > 0 && random() < 0.5 ? pick(random, old) : { name: `key ${number} ${i}`, request };
      unused.delete(used);
      if (used.request === request) world.keys.push(used);
      if (random() < 0.7) Object.assign(request, { ...used.request, id: request.id });
      request.key = used.name;
      request.fingerprint = [request.session, request.spots, request.version].join(' ');
    }
    return request;
  });
  return { requests, hasLapsed, rules: { ttl: '10 minutes', spotsMax: 6, holdsMax: pick(random, [0, 1, 3]) } };
}

function split(requests) {
  const batches = [];
  for (let i = 0; i < requests.length;) {
    const size = integer(random, 1, requests.length - i);
    batches.push(requests.slice(i, i + size));
    i += size;
  }
  return batches;
}

async function decide(database, batches, { rules, hasLapsed }) {
  const verdicts = [];
  for (const batch of batches) verdicts.push(...await createReservations(database, batch, rules));
  return verdicts.map(({ ordinal, expires_at: expiry, capacity_remaining: remaining, version, ...verdict }) => ({
    ...verdict, expires: expiry !== null, ...(hasLapsed ? {} : { remaining, version }) }));
}

// All that the requests of a case could have changed, without the clock.
async function stateOf(database, requests) {
  const ids = requests.map(({ id }) => id);
  const [sessions, holds, keys] = await Promise.all([
    database.query('select id, capacity_total, capacity_remaining, version from activity_sessions order by id'),
    database.query(`select id, session_id, status, spots_reserved, party_size, visitor, customer_email
                    from slot_reservations where status = 'held' or id = any ($1) order by id`, [ids]),
    database.query(`select organization_id, key, fingerprint, outcome - 'expires_at' as outcome
                    from idempotency_keys order by 1, 2`)]);
  return { sessions: sessions.rows, holds: holds.rows, keys: keys.rows };
}

// Lets some holds end and gives some back, the same in every database.
async function disturb(hasLapsed) {
  const { rows } = await databases[0].query(`select id from slot_reservations where status = 'held' order by id`);
  const ids = rows.map(({ id }) => id).filter(() => random() < 0.3);
  for (const database of databases) {
    if (hasLapsed) {
      await database.query(
        `update slot_reservations set expires_at = clock_timestamp() - interval '1 second' where id = any ($1)`, [ids]);
    } else {
      for (const id of ids.slice(0, 2)) await release(database, world.owners.get(id), id);
    }
  }
}

test(`${cases} random cases: one batch, random batches and single requests agree`, { on: () => databases[0] }, async () => {
  const seen = {};
  for (let number = 1; number <= cases; number += 1) {
    const { requests, hasLapsed, rules } = await makeCase(number);
    await disturb(hasLapsed);
    const ways = [[requests], split(requests), requests.map((request) => [request])];
    const decided = await Promise.all(databases.map((database, i) => decide(database, ways[i], { rules, hasLapsed })));
    await Promise.all(databases.map((database) => cleanup(database)));
    const states = await Promise.all(databases.map((database) => stateOf(database, requests)));
    const place = `in case ${number}: ${JSON.stringify({ requests, rules, sizes: ways[1].map((batch) => batch.length) })}`;
    for (const i of [1, 2]) {
      assert.deepEqual(decided[i], decided[0], `verdicts differ ${place}`);
      assert.deepEqual(states[i], states[0], `states differ ${place}`);
    }
    for (const { code, replayed } of decided[0]) {
      const kind = replayed ? 'replayed' : code;
      seen[kind] = (seen[kind] ?? 0) + 1;
    }
  }
  for (const database of databases) await assertLedger(database);
  const kinds = ['embed_not_found', 'held', 'idempotency_key_reused', 'insufficient_capacity', 'invalid_spots', 'replayed',
    'session_closed', 'session_not_found', 'too_many_holds', 'version_mismatch'];
  assert.deepEqual(Object.keys(seen).sort(), kinds, 'every verdict occurred');
  console.log(`verdicts: ${JSON.stringify(seen)}`);
});
