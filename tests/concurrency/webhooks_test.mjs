// Webhooks with many writers and several nodes: each event has one delivery for each endpoint, and each attempt is one
// node's, whoever is killed when.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { usePostgres } from '../support/database.mjs';
import { generator, integer } from '../support/random.mjs';
import { makeTenant } from '../support/tenant.mjs';

const { test } = usePostgres();
const random = generator();
const writers = 8;
const writesEach = 40;
const endpoints = 2;

async function makeShop(database) {
  const tenant = await makeTenant(database);
  for (let i = 0; i < endpoints; i += 1) {
    await database.query(`insert into webhook_endpoints (organization_id, id, url, secret_sealed, created_at)
      values ($1, $2, 'https://example.com/', 'sealed', now() - interval '1 hour')`, [tenant.organization.id, randomUUID()]);
  }
  await database.query(`insert into payments (organization_id, id, purpose, provider, status, amount_minor, currency, expires_at)
    values ($1, $2, 'balance', 'test', 'open', 100, 'GBP', now())`, [tenant.organization.id, tenant.organization.id]);
  return tenant;
}

// Opens a transaction in which something happened, and which goes on until it is told how to end.
async function beginEvent(database, tenant) {
  const client = await database.connect();
  await client.query('begin');
  await client.query(`insert into outbox (organization_id, topic, payload)
    values ($1::uuid, 'payment.failed', jsonb_build_object('id', $1::uuid))`, [tenant.organization.id]);
  return async (how) => {
    await client.query(how);
    client.release();
  };
}

const plan = async (database, rows) => (await database.query('select app.plan_webhook_deliveries($1) as count', [rows])).rows[0].count;

async function planAll(database) {
  while (await plan(database, 1000)) { /* until nothing is left */ }
}

async function assertOnceEach(database) {
  const { rows } = await database.query(`
    select o.id, count(d.id)::integer as deliveries
    from outbox o
    left join webhook_events e on e.organization_id = o.organization_id and e.outbox_id = o.id
    left join webhook_deliveries d on d.organization_id = e.organization_id and d.event_id = e.id
    where o.topic = 'payment.failed'
    group by o.id`);
  assert.ok(rows.length > 0);
  assert.deepEqual(rows.filter(({ deliveries }) => deliveries !== endpoints), [], 'each event has one delivery for each endpoint');
  const { rows: [{ count }] } = await database.query('select count(*)::integer from webhook_deliveries');
  assert.equal(count, rows.length * endpoints, 'there are no others');
}

async function commitLate(database) {
  const tenant = await makeShop(database);
  const end = await beginEvent(database, tenant);
  await (await beginEvent(database, tenant))('commit');
  await planAll(database);
  await end('commit');
  await planAll(database);
}

test('an event that commits late is told', { connections: 4 }, async (database) => {
  await commitLate(database);
  await assertOnceEach(database);
});

test('control: without waiting for open transactions it is left out', { connections: 4, broken: true }, async (database) => {
  await database.mutate('plan_webhook_deliveries', [['o.transaction_id < pg_snapshot_xmin(pg_current_snapshot())', 'true']]);
  await commitLate(database);
  await assert.rejects(assertOnceEach(database), /one delivery for each endpoint/);
});

// Writers that commit or roll back, nodes that plan, and somebody who kills nodes in the middle of it.
async function planWhileWriting(database) {
  const tenants = [await makeShop(database), await makeShop(database)];
  let writing = writers;
  let killed = 0;
  const rounds = [];
  const write = async (i) => {
    for (let n = 0; n < writesEach; n += 1) {
      const end = await beginEvent(database, tenants[(i + n) % tenants.length]);
      await end(random() < 0.2 ? 'rollback' : 'commit');
    }
    writing -= 1;
  };
  // A node whose transaction is cut off before it commits.
  const die = async () => {
    while (writing > 0) {
      const client = await database.connect();
      await client.query('begin');
      await plan(client, integer(random, 1, 20));
      await client.query('rollback');
      client.release();
      killed += 1;
    }
  };
  const node = async (rows) => {
    while (writing > 0) rounds.push(await plan(database, rows));
  };
  await Promise.all([...Array.from({ length: writers }, (_, i) => write(i)), node(integer(random, 1, 5)), node(integer(random, 5, 50)),
    node(1000), die()]);
  await planAll(database);
  assert.ok(killed > 0 && rounds.filter((count) => count > 0).length > 1, 'they planned while others wrote');
}

test(`${writers} writers, some of which roll back, three nodes, and one that is killed again and again`, { connections: writers + 6 },
  async (database) => {
    await planWhileWriting(database);
    await assertOnceEach(database);
  });

test('control: with nodes that plan at once, and no key of what was planned, events are told twice',
  { connections: writers + 6, broken: true },
  async (database) => {
    await database.mutate('outbox_position_of', [['for update skip locked', '']]);
    await database.query('alter table webhook_events drop constraint webhook_events_organization_id_outbox_id_key');
    await database.mutate('plan_webhook_deliveries', [['on conflict (organization_id, outbox_id) do nothing', '']]);
    await planWhileWriting(database);
    await assert.rejects(assertOnceEach(database), /one delivery for each endpoint/);
  });

async function takeAll(database, nodes) {
  const tenant = await makeShop(database);
  for (let i = 0; i < 30; i += 1) await (await beginEvent(database, tenant))('commit');
  await planAll(database);
  const taken = [];
  let most = 0;
  const node = async () => {
    for (;;) {
      const { rows: [{ delivery }] } = await database.query(`select app.take_webhook_delivery(2, '1 minute') -> 'delivery' as delivery`);
      if (delivery === null) {
        const { rows: [{ count }] } = await database.query(`select count(*)::integer from webhook_deliveries where status = 'waiting'`);
        if (count === 0) return;
        continue;
      }
      taken.push(`${delivery.id} ${delivery.attempt}`);
      const { rows } = await database.query(
        'select count(*)::integer from webhook_deliveries where lease_until > now() group by endpoint_id');
      most = Math.max(most, ...rows.map(({ count }) => count));
      await database.query('select app.settle_webhook_delivery($1, $2, $3, 200, $4, 1, null)',
        [delivery.organization_id, delivery.id, delivery.attempt, '']);
    }
  };
  await Promise.all(Array.from({ length: nodes }, node));
  assert.equal(taken.length, 30 * endpoints);
  assert.equal(new Set(taken).size, taken.length, 'each attempt is of one node');
  assert.ok(most <= 2, `${most} attempts for one endpoint at once`);
}

test('six nodes take each delivery once, and two of an endpoint at a time', { connections: 8 }, (database) => takeAll(database, 6));

test('control: without the lock of the endpoint more are under way than may be', { connections: 8, broken: true }, async (database) => {
  await database.mutate('take_webhook_delivery', [['for no key update skip locked', '']]);
  await assert.rejects(takeAll(database, 6), /attempts for one endpoint at once/);
});
