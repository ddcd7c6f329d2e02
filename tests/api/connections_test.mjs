// Limits of the connections to PostgreSQL, as requests meet them.
import assert from 'node:assert/strict';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { useServer } from '../support/server.mjs';
import { apiKey } from '../support/staff.mjs';
import { makeTenant } from '../support/tenant.mjs';

const server = await useServer(['--lock-timeout-ms', '50', '--connection-lifetime-seconds', '1', '--connection-wait-ms', '500',
  '--threads', '1', '--write-connections', '1']);
const { test, api, database } = server;
const tenant = await makeTenant(database);
const as = await apiKey(tenant, ['venues:read', 'venues:write']);

const { data: [venue] } = assertStatus(await api.get('/v1/venues', { as }), 200);
const rename = (name, version) => api.patch(`/v1/venues/${venue.id}`, { name }, { as, version });

// Runs the callback while another transaction has this row.
async function whileLocked(callback) {
  const client = await database.connect();
  try {
    await client.query('begin');
    await client.query('select from venues where id = $1 for update', [venue.id]);
    await callback();
  } finally {
    await client.query('rollback');
    client.release();
  }
}

test('a change that waits longer than lock_timeout_ms for a row is a 503 with Retry-After, and nothing was changed', async () => {
  await whileLocked(async () => {
    const reply = await rename('Locked', venue.version);
    assertProblem(reply, 503, 'overloaded');
    assert.equal(reply.headers.get('retry-after'), '1');
  });
  assert.equal(assertStatus(await rename('Free', venue.version), 200).version, venue.version + 1);
});

test('connections older than connection_lifetime_seconds are replaced, and no request fails by it', async () => {
  const backends = async () => {
    const { rows } = await database.query(
      `select pid from pg_stat_activity where application_name in ('bookingtms read', 'bookingtms write')`);
    return rows.map(({ pid }) => pid);
  };
  const first = await backends();
  assert.ok(first.length >= 3);
  let { version } = assertStatus(await api.get(`/v1/venues/${venue.id}`, { as }), 200);
  let left = first;
  const giveUpAt = Date.now() + 8000;
  while (left.length > 0) {
    assert.ok(Date.now() < giveUpAt, `connections ${left} are still there`);
    version = assertStatus(await rename(`Renamed ${version}`, version), 200).version;
    const now = await backends();
    left = first.filter((pid) => now.includes(pid));
  }
});
