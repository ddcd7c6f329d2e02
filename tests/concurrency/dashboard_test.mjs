// A day of the dashboard is summed at the very moment at which something changes it. Whoever is first, what is kept is
// right afterwards. Without the lock it is not.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { before } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { root } from '../support/contract.mjs';
import { usePostgres } from '../support/database.mjs';
import { contact, newIds } from '../support/functions.mjs';
import { keyScopes, makeKey } from '../support/staff.mjs';
import { day, makeTenant } from '../support/tenant.mjs';

const { copy, test } = usePostgres();
let whole;
let unlocked;
before(async () => {
  [whole, unlocked] = [await copy(), await copy()];
  for (const name of ['reopen_session_days', 'reopen_days']) await unlocked.mutate(name, [['for no key update', '']]);
});

// An organization with two venues, and a booking of three days ago in a session of the same day.
async function prepare(database) {
  const tenant = await makeTenant(database);
  const key = await makeKey(tenant, await keyScopes(database));
  const { rows: [pier] } = await database.query(
    `insert into venues (organization_id, id, name, slug, time_zone) values ($1, $2, 'Pier', 'pier', 'Asia/Tokyo') returning *`,
    [tenant.organization.id, randomUUID()]);
  const session = await tenant.session(await tenant.activity());
  const elsewhere = await tenant.session(await tenant.activity({ venue_id: pier.id }));
  // One statement of staff, within a transaction that has been begun.
  const run = async (client, call, parameters) => {
    await client.query(`select set_config('role', 'authenticated', true), set_config('request.claims', $1, true)`,
      [JSON.stringify({ api_key_id: key.id })]);
    const { rows: [{ outcome }] } = await client.query(`select ${call} as outcome`, parameters);
    assert.equal(outcome.code, 'ok', JSON.stringify(outcome));
    return outcome.result;
  };
  const client = await database.connect();
  await client.query('begin');
  const booking = await run(client, 'app.book_by_hand($1, null, null, $2)',
    [{ session_id: session.id, party_size: 2, contact: contact('ann@example.com') }, newIds()]);
  await client.query('commit');
  client.release();
  const start = new Date(Date.now() - 3 * day);
  await database.query('update activity_sessions set start_time = $2, end_time = $3 where id = $1',
    [session.id, start, new Date(start.getTime() + 1)]);
  await database.query('update bookings set created_at = $2, start_time = $2, end_time = $3 where id = $1',
    [booking.id, start, new Date(start.getTime() + 1)]);
  return {
    cancel: (by) => run(by, `app.cancel_booking($1, null, null, null, 'policy')`, [booking.id]),
    move: (by) => run(by, 'app.reschedule_booking($1, null, null, $2, null, $3, false)', [booking.id, elsewhere.id, randomUUID()]),
  };
}

const waits = async (database) => (await database.query(
  `select count(*)::integer as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)).rows[0].count;

// Sums the days, and before that is committed lets `change` begin. Gives the rows of the checks, and whether the change
// had to wait.
async function whileSumming(database, change) {
  const staff = await prepare(database);
  const [job, clerk] = [await database.connect(), await database.connect()];
  try {
    await job.query('begin; select app.roll_up_days(100), app.roll_up_session_days(100)');
    await clerk.query('begin');
    const changed = staff[change](clerk).then(() => true);
    while (!(await Promise.race([changed, pause(20)])) && await waits(database) === 0) { /* it runs, and does not wait yet */ }
    const hasWaited = await waits(database) > 0;
    await job.query('commit');
    await changed;
    await clerk.query('commit');
    return { hasWaited, found: await disagreements(database) };
  } finally {
    job.release();
    clerk.release();
  }
}

async function disagreements(database) {
  const found = await Promise.all(['dashboard_days_agree', 'dashboard_sessions_agree'].map(async (check) => (
    await database.query(readFileSync(new URL(`sql/checks/${check}.sql`, root), 'utf8'))).rows));
  return found.flat();
}

for (const [change, what] of [['cancel', 'seats that come back'], ['move', 'a booking that moves to another venue']]) {
  test(`${what} while their day is summed wait, and open it again`, { on: () => whole }, async (database) => {
    const { hasWaited, found } = await whileSumming(database, change);
    assert.ok(hasWaited);
    assert.deepEqual(found, []);
    await database.query('select app.roll_up_days(100), app.roll_up_session_days(100)');
    assert.deepEqual(await disagreements(database), []);
  });

  test(`control without the lock: ${what} are forgotten`, { on: () => unlocked, broken: true }, async (database) => {
    assert.ok((await whileSumming(database, change)).found.length > 0);
  });
}
