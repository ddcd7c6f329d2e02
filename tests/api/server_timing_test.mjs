// Server-Timing: where a reply tells how long it took and how much of it the database, and where it does not.
import assert from 'node:assert/strict';
import { startNodeOn } from '../support/node.mjs';
import { useServer } from '../support/server.mjs';
import { makeTenant } from '../support/tenant.mjs';

const server = await useServer();
const { test, api, database } = server;
const tenant = await makeTenant(database);
const activity = await tenant.activity();
const session = await tenant.session(activity);

// What a reply says: {db, calls, total}, times in milliseconds.
function timingOf(reply) {
  const [, db, calls, total] = /^db;dur=(\d+\.\d\d);desc="(\d+) calls", total;dur=(\d+\.\d\d)$/.exec(reply.headers.get('server-timing'));
  return { db: Number(db), calls: Number(calls), total: Number(total) };
}

test('a reply of bookingtms dev tells its time and that of the database', async () => {
  const read = timingOf(await api.get(tenant.base));
  assert.equal(read.calls, 1);
  assert.ok(read.db > 0 && read.total >= read.db, JSON.stringify(read));
});

test('a hold tells the time of its batch, a refusal that asks nobody none', async () => {
  const hold = timingOf(await api.post(`${tenant.base}/reservations`, { session_id: session.id, spots: 1 }));
  assert.ok(hold.db > 0 && hold.calls >= 1 && hold.total >= hold.db, JSON.stringify(hold));
  assert.deepEqual([timingOf(await api.get('/v1/nothing')).calls, timingOf(await api.get('/v1/nothing')).db], [0, 0]);
});

test('a server that is not for development tells it only where it is told to', async (t) => {
  const { api: silent } = await startNodeOn(t, server.dev.database_url);
  assert.equal((await silent.get(tenant.base)).headers.get('server-timing'), null);
  const { api: told } = await startNodeOn(t, server.dev.database_url, ['--server-timing', 'on']);
  assert.equal(timingOf(await told.get(tenant.base)).calls, 1);
});
