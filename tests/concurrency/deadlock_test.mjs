// Batches that touch the same sessions, visitors and keys in opposite orders wait for each other, never in a
// circle. Locked in the order of the requests, they do.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before } from 'node:test';
import { usePostgres } from '../support/database.mjs';
import { checkOut, cleanup, createReservations, release } from '../support/functions.mjs';
import { generator, integer } from '../support/random.mjs';
import { makeTenant } from '../support/tenant.mjs';

const { copy, test } = usePostgres();
const random = generator();
const deadlock = '40P01';
const connections = 8;
let whole;
let unordered;
before(async () => {
  [whole, unordered] = [await copy(connections), await copy(connections)];
  await unordered.query(`
    create or replace function app.lock_sessions(p_organization_ids uuid[], p_session_ids uuid[]) returns void
        language plpgsql set search_path = pg_catalog, public, pg_temp as $$
    begin
        for i in 1..cardinality(p_session_ids) loop
            perform 1 from activity_sessions s where s.id = p_session_ids[i] for no key update;
            perform pg_sleep(0.002);
        end loop;
    end $$`);
});

async function prepare(database, sessionCount) {
  const tenant = await makeTenant(database);
  const activity = await tenant.activity({ capacity: 1000 });
  const sessions = [];
  for (let i = 0; i < sessionCount; i += 1) sessions.push(await tenant.session(activity));
  return { tenant, requests: sessions.map(({ id }) => ({ embedKey: tenant.embedKey, session: id, spots: 1 })) };
}

function shuffled(list) {
  const copied = [...list];
  for (let i = copied.length - 1; i > 0; i -= 1) {
    const j = integer(random, 0, i);
    [copied[i], copied[j]] = [copied[j], copied[i]];
  }
  return copied;
}

// The errors of `lanes` that each do `action` some times.
async function errorsOf(times, action) {
  const errors = [];
  await Promise.all(Array.from({ length: connections }, async (_, lane) => {
    for (let i = 0; i < times; i += 1) await action(lane, i).catch((error) => errors.push(error));
  }));
  return errors;
}

const inBothOrders = (database, requests) => (lane) =>
  createReservations(database, lane % 2 === 0 ? requests : [...requests].reverse());

test('batches over the same sessions in opposite orders', { on: () => whole }, async (database) => {
  const { requests } = await prepare(database, 10);
  const errors = await errorsOf(50, inBothOrders(database, requests));
  assert.deepEqual(errors, []);
});

test('control: locked in the order of the requests they wait in a circle', { on: () => unordered }, async (database) => {
  const { requests } = await prepare(database, 10);
  const errors = await errorsOf(3, inBothOrders(database, requests));
  assert.ok(errors.some(({ code }) => code === deadlock), 'there was no deadlock');
});

test('the same with keys and visitors, next to everything else that locks', { on: () => whole }, async (database) => {
  const { tenant, requests } = await prepare(database, 6);
  const keys = Array.from({ length: 40 }, () => randomUUID());
  const visitors = ['ann', 'bob', 'cid'];
  const errors = await errorsOf(60, async (lane, i) => {
    if (lane === 0) {
      await database.query(`update slot_reservations set expires_at = clock_timestamp() where status = 'held' and id in (
        select id from slot_reservations where status = 'held' order by md5(id::text || $1) limit 3 for update skip locked)`, [i]);
      await cleanup(database);
      return;
    }
    const batch = shuffled(requests).map((request) => ({ ...request,
      visitor: visitors[integer(random, 0, 2)], key: keys[integer(random, 0, keys.length - 1)] }));
    const verdicts = await createReservations(database, batch, { ttl: '10 minutes', spotsMax: 10, holdsMax: 500 });
    for (const { code, reservation_id: id } of verdicts) {
      if (code !== 'held') continue;
      if (random() < 0.3) await release(database, tenant.embedKey, id);
      else if (random() < 0.3) await checkOut(database, tenant.embedKey, id, { email: `${integer(random, 1, 3)}@example.com` });
    }
  });
  assert.deepEqual(errors, []);
});
