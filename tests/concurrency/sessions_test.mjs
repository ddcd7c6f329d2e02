// Operators and schedules against buyers: closing, resizing and regenerating a session while a crowd wants it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before } from 'node:test';
import { usePostgres } from '../support/database.mjs';
import { hold, release } from '../support/functions.mjs';
import { generator, integer } from '../support/random.mjs';
import { day, hour, makeTenant } from '../support/tenant.mjs';

const { copy, test } = usePostgres();
const random = generator();
const connections = 20;
const rounds = 10;
let whole;
let unlocked;
before(async () => {
  [whole, unlocked] = [await copy(connections + 1), await copy(connections + 1)];
  await unlocked.mutate('lock_sessions', [['for no key update', '']]);
  await unlocked.mutate('create_holds',
    [['insert into slot_reservations (', 'perform pg_sleep(0.02); insert into slot_reservations (']]);
  await unlocked.mutate('resize_session',
    [['update activity_sessions s set is_customized', 'perform pg_sleep(0.02); update activity_sessions s set is_customized']]);
  await unlocked.query('alter table activity_sessions drop constraint capacity_remaining_in_range');
});

async function prepare(database, columns = { capacity: 1000 }) {
  const tenant = await makeTenant(database);
  const activity = await tenant.activity(columns);
  await database.warm();
  return { tenant, activity };
}

const crowd = (action) => Promise.all(Array.from({ length: connections }, (_, i) => action(i)));
const wants = (tenant, session, spots = 1) => ({ embedKey: tenant.embedKey, session: session.id, spots });

async function operate(database, call, parameters) {
  return (await database.query(`select app.${call} as outcome`, parameters)).rows[0].outcome;
}

// How often a session changed after it was closed: only sales change it here.
async function soldAfterClosing(database) {
  const { tenant, activity } = await prepare(database);
  let count = 0;
  for (let round = 0; round < rounds; round += 1) {
    const session = await tenant.session(activity);
    const buy = () => hold(database, wants(tenant, session));
    const close = () => operate(database, `set_session_closed($1, $2, 'blocked', '')`, [tenant.organization.id, session.id]);
    const [closed] = await Promise.all([buy().then(close), crowd(() => buy().then(buy))]);
    if ((await tenant.sessionNow(session)).version > closed.session.version) count += 1;
  }
  return count;
}

test('nothing is sold after the moment of closing', { on: () => whole }, async (database) => {
  assert.equal(await soldAfterClosing(database), 0);
});

test('control without the lock: a closed session is sold', { on: () => unlocked, broken: true }, async (database) => {
  assert.ok(await soldAfterClosing(database) > 0);
});

// How often a session ended with more seats taken than it has.
async function overfilled(database) {
  const { tenant, activity } = await prepare(database, { capacity: 30 });
  let count = 0;
  for (let round = 0; round < rounds; round += 1) {
    const session = await tenant.session(activity);
    await Promise.all([operate(database, 'resize_session($1, $2, 5)', [tenant.organization.id, session.id]),
      crowd(() => hold(database, wants(tenant, session)))]);
    const { capacity_remaining: remaining } = await tenant.sessionNow(session);
    if (remaining < 0) count += 1;
  }
  return count;
}

test('a session never shrinks below what is taken', { on: () => whole }, async (database) => {
  assert.equal(await overfilled(database), 0);
});

test('control without the lock: it does', { on: () => unlocked, broken: true }, async (database) => {
  assert.ok(await overfilled(database) > 0);
});

// Makes the sessions of an activity at these hours, tomorrow.
async function sync(database, activity, hours) {
  const midnight = Math.ceil(Date.now() / day) * day + day;
  const starts = hours.map((at) => new Date(midnight + at * hour));
  const { rows } = await database.query(`select * from app.sync_sessions($1, $2, 1, $3, '2999-12-31', $4, $5, $6)`,
    [activity.organization_id, activity.id, new Date(midnight), starts.map(() => randomUUID()), starts,
      starts.map((start) => new Date(start.getTime() + hour))]);
  return rows;
}

test('the same schedule from 20 connections at once makes each session once', { on: () => whole }, async (database) => {
  const { activity } = await prepare(database);
  const hours = [8, 10, 12, 14, 16];
  const made = (await crowd(() => sync(database, activity, hours))).flat();
  assert.deepEqual([...new Set(made.map(({ kind }) => kind))], ['done']);
  assert.equal(made.reduce((sum, { inserted }) => sum + inserted, 0), hours.length);
  const { rows } = await database.query('select from activity_sessions where activity_id = $1', [activity.id]);
  assert.equal(rows.length, hours.length);
});

test('a schedule that changes under a crowd takes nobody\'s seat away', { on: () => whole }, async (database) => {
  const { tenant, activity } = await prepare(database, { capacity: 40 });
  const held = [];
  for (let round = 0; round < rounds; round += 1) {
    await sync(database, activity, [8, 10, 12]);
    const { rows: sessions } = await database.query('select id from activity_sessions where activity_id = $1', [activity.id]);
    await Promise.all([sync(database, activity, [9, 11, 13]), crowd(async (i) => {
      const verdict = await hold(database, wants(tenant, sessions[i % sessions.length]));
      assert.match(verdict.code, /^(held|session_not_found|session_closed|insufficient_capacity)$/);
      if (verdict.code !== 'held') return;
      if (integer(random, 0, 1) === 0) held.push(verdict.reservation_id);
      else assert.equal((await release(database, tenant.embedKey, verdict.reservation_id)).code, 'ok');
    })]);
  }
  const { rows } = await database.query(`select r.id, s.is_closed from slot_reservations r
    join activity_sessions s on s.id = r.session_id where r.organization_id = $1 and r.status = 'held'`, [tenant.organization.id]);
  assert.deepEqual(rows.map(({ id }) => id).sort(), held.sort());
  assert.ok(rows.every((row) => !row.is_closed), 'a session that somebody has is not closed by a schedule');
});
