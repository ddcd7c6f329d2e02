// Sealing the audit trail while many write: every entry gets exactly one seal, whenever it commits and however many
// nodes seal.
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { usePostgres } from '../support/database.mjs';
import { generator, integer } from '../support/random.mjs';
import { makeTenant } from '../support/tenant.mjs';

const { test } = usePostgres();
const random = generator();
const writers = 12;
const writesEach = 40;

// What a node does, but for the key: seals of these tests are numbers.
async function seal(database, entriesMax) {
  const { rows: [{ horizon }] } = await database.query('select app.audit_horizon() as horizon');
  const { rows: [{ round }] } = await database.query('select app.begin_audit_round($1, $2, 90) as round', [horizon, entriesMax]);
  if (round.seals.length === 0) return 0;
  const text = (value) => createHash('sha256').update(value).digest('hex');
  for (const part of round.seals) part.seal = text(`${part.organization_id} ${part.sequence}`);
  await database.query('select app.finish_audit_round($1)', [{ ...round, digest: text('digest'), seal: text(`round ${round.number}`) }]);
  return round.seals.length;
}

// Opens a transaction that has written an entry and goes on until it is told how to end.
async function beginWrite(database, tenant) {
  const client = await database.connect();
  await client.query('begin');
  await client.query('update organizations set name = $2 where id = $1', [tenant.organization.id, randomUUID()]);
  return async (how) => {
    await client.query(how);
    client.release();
  };
}

// Entries, seals and whether each round still finds what it sealed.
async function assertAllSealed(database) {
  const { rows: [count] } = await database.query(`select (select count(*)::integer from audit_logs) as entries,
    (select sum(entries)::integer from audit_seals) as sealed`);
  assert.equal(count.sealed, count.entries, 'every entry is sealed once');
  const { rows: different } = await database.query(`
    with ranges as (select number, lag(until_id, 1, '-9223372036854775808') over (order by number) as after_id, until_id from audit_rounds),
         now as (select r.number, d.* from ranges r cross join lateral app.audit_digests(r.after_id, r.until_id, null) d)
    select n.number, s.round from now n
    full join audit_seals s on s.round = n.number and s.organization_id = n.organization_id and s.month = n.month
    where (n.entries, n.digest) is distinct from (s.entries, s.digest)`);
  assert.deepEqual(different, [], 'every round finds what it sealed');
  const { rows: [chain] } = await database.query(`select count(*)::integer as gaps from (
    select sequence - lag(sequence, 1, 0::bigint) over (partition by organization_id order by sequence) as step from audit_seals) s
    where step <> 1`);
  assert.equal(chain.gaps, 0, 'the seals of an organization are numbered through');
}

// An entry whose id is lower than one that is sealed meanwhile, and which commits last.
async function commitLate(database) {
  const tenant = await makeTenant(database);
  const other = await makeTenant(database);
  const end = await beginWrite(database, tenant);
  await (await beginWrite(database, other))('commit');
  await seal(database, 1000);
  await end('commit');
  while (await seal(database, 1000)) { /* until nothing is left */ }
}

test('an entry that commits late is sealed', { connections: 4 }, async (database) => {
  await commitLate(database);
  await assertAllSealed(database);
});

test('control: without waiting for open transactions it is left out', { connections: 4, broken: true }, async (database) => {
  await database.mutate('has_ended_up_to', [['> p_transaction_id', 'is not null']]);
  await commitLate(database);
  await assert.rejects(assertAllSealed(database), /every entry is sealed once/);
});

test(`${writers} writers, some of which roll back, and three nodes that seal`, { connections: writers + 6 }, async (database) => {
  const tenants = [await makeTenant(database), await makeTenant(database), await makeTenant(database)];
  let writing = writers;
  const write = async (i) => {
    for (let n = 0; n < writesEach; n += 1) {
      const end = await beginWrite(database, tenants[(i + n) % tenants.length]);
      await end(random() < 0.2 ? 'rollback' : 'commit');
    }
    writing -= 1;
  };
  const rounds = [];
  const sealUntilDone = async (entriesMax) => {
    while (writing > 0) rounds.push(await seal(database, entriesMax));
  };
  await Promise.all([...Array.from({ length: writers }, (_, i) => write(i)),
    sealUntilDone(integer(random, 1, 5)), sealUntilDone(integer(random, 5, 50)), sealUntilDone(1000)]);
  while (await seal(database, 1000)) { /* until nothing is left */ }
  assert.ok(rounds.filter((parts) => parts > 0).length > 1, 'they sealed while others wrote');
  await assertAllSealed(database);
});
