// One refresh token shown many times at once: one new token at most, and the sign-in ends. Attempts that come at once: no
// more than the limit. With the locks switched off the same crowds get more than one, and more than the limit.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { usePostgres } from '../support/database.mjs';
import { makeUser } from '../support/staff.mjs';
import { makeTenant } from '../support/tenant.mjs';

const { test } = usePostgres();
const crowd = 8;
const rounds = 20;

// One call in a transaction of its own, as somebody who is not known yet.
async function asNobody(database, sql, parameters) {
  const client = await database.connect();
  try {
    await client.query(`begin; select set_config('role', 'authenticated', true),
      set_config('request.claims', '{"address": "192.0.2.1"}', true)`);
    const { rows: [{ outcome }] } = await client.query(`select ${sql} as outcome`, parameters);
    await client.query('commit');
    return outcome;
  } finally {
    client.release();
  }
}

// How many of a crowd got a new token for the same one, in each round.
async function refreshWinners(database) {
  const tenant = await makeTenant(database);
  const user = await makeUser(tenant, 'staff');
  const winners = [];
  for (let round = 0; round < rounds; round += 1) {
    const [signInId, tokenId] = [randomUUID(), randomUUID()];
    await database.query(`insert into sign_ins (organization_id, id, user_id, address, expires_at)
      values ($1, $2, $3, '192.0.2.1', now() + interval '1 day')`, [tenant.organization.id, signInId, user.id]);
    await database.query("insert into refresh_tokens (organization_id, id, sign_in_id, secret_hash) values ($1, $2, $3, 'hash')",
      [tenant.organization.id, tokenId, signInId]);
    const outcomes = await Promise.all(Array.from({ length: crowd }, () => asNobody(database,
      "app.refresh_sign_in($1, $2, 'hash', $3, 'next')", [tenant.organization.id, tokenId, randomUUID()])));
    winners.push(outcomes.filter(({ code }) => code === 'ok').length);
  }
  return winners;
}

// How many of a crowd were let through to have their password compared, where ten may.
async function attemptsLetThrough(database) {
  const outcomes = await Promise.all(Array.from({ length: 40 }, () => asNobody(database,
    "app.begin_sign_in('somebody@example.com')", [])));
  return outcomes.filter(({ code }) => code === 'ok').length;
}

test('of a crowd with one refresh token one gets the next', {}, async (database) => {
  assert.deepEqual(await refreshWinners(database), Array(rounds).fill(1));
  const { rows } = await database.query('select distinct end_reason from sign_ins');
  assert.deepEqual(rows, [{ end_reason: 'reuse' }]);
});

test('control: without the lock on the sign-in several get one', { broken: true }, async (database) => {
  await database.mutate('refresh_sign_in', [['    for no key update;', '    ;'],
    ["if v_token.used_at is not null then", 'perform pg_sleep(0.005); if v_token.used_at is not null then']]);
  assert.ok(Math.max(...await refreshWinners(database)) > 1);
});

test('of a crowd of attempts ten are let through', {}, async (database) => {
  assert.equal(await attemptsLetThrough(database), 10);
});

test('control: without the lock of attempts more are let through', { broken: true }, async (database) => {
  await database.mutate('begin_attempt', [['pg_advisory_xact_lock(k.key)', 'k.key']]);
  assert.ok(await attemptsLetThrough(database) > 10);
});
