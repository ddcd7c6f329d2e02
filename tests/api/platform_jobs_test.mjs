// Background jobs as the platform's team sees them, of all nodes. GET /v1/platform/jobs
import assert from 'node:assert/strict';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { testBadInput } from '../support/bad_input.mjs';
import { eventually } from '../support/program.mjs';
import { useServer } from '../support/server.mjs';
import { apiKey, keyScopes, makePlatformAdmin, makeUser, signIn } from '../support/staff.mjs';
import { makeTenant } from '../support/tenant.mjs';

const server = await useServer();
const { test, api, database } = server;
const platform = await signIn(api, await makePlatformAdmin(database));
const tenant = await makeTenant(database);

const jobs = async () => assertStatus(await api.get('/v1/platform/jobs', { as: platform }), 200).data;
const nodesOf = async (name) => (await jobs()).find((job) => job.name === name)?.nodes ?? [];
// What the server itself says of a job, as soon as it fits.
const told = (name, what, fits) => eventually(`${name}: ${what}`, async () => (await nodesOf(name)).find(fits));

test('every job of the server is told of: when it ran, how it ended, and when it runs next', async () => {
  const job = await told('expire_holds', 'a round that went well', ({ last_result: result }) => result === 'ok');
  assert.equal(job.is_lost, false);
  assert.equal(job.last_error, undefined);
  assert.ok(Date.parse(job.started_at) <= Date.parse(job.reported_at));
  assert.equal(Date.parse(job.next_at) - Date.parse(job.ended_at), job.every_milliseconds);
  const names = (await jobs()).map(({ name }) => name);
  assert.deepEqual(names, [...names].sort());
  for (const name of ['deliver_webhooks', 'generate_sessions', 'seal_audit', 'send_mail', 'settle_payments', 'report_jobs']) {
    assert.ok(names.includes(name), name);
  }
});

test('a job that fails says so with a code and no internals, and keeps saying when after it went well again', async () => {
  await database.query('alter function app.take_due_refunds(integer, interval) rename to taken_away');
  const failing = await told('make_refunds', 'failed', ({ last_result: result }) => result === 'failed');
  assert.equal(failing.last_error.code, 'internal');
  assert.doesNotMatch(JSON.stringify(failing), /take_due_refunds|function/);
  await database.query('alter function app.taken_away(integer, interval) rename to take_due_refunds');
  const mended = await told('make_refunds', 'well again', ({ last_result: result }) => result === 'ok');
  assert.equal(mended.last_error.code, 'internal');
  assert.ok(Date.parse(mended.last_error.at) < Date.parse(mended.ended_at));
});

test('a node that was not heard of for a minute is lost, and after a day forgotten', async () => {
  const report = (node, age) => database.query(
    `insert into job_reports (node, job, every_milliseconds, started_at, reported_at)
     values ($1, 'send_mail', 1000, now() - $2::interval, now() - $2::interval)`, [node, age]);
  await report('web-7:8080', '2 minutes');
  await report('web-8:8080', '25 hours');
  const nodes = await eventually('web-8 is forgotten', async () => {
    const found = await nodesOf('send_mail');
    return found.some(({ node }) => node === 'web-7:8080') && !found.some(({ node }) => node === 'web-8:8080') && found;
  });
  assert.deepEqual(nodes.map(({ node, is_lost: isLost }) => [node === 'web-7:8080', isLost]).sort(), [[false, false], [true, true]]);
  assert.equal(nodes.find(({ node }) => node === 'web-7:8080').last_result, undefined);
});

test('only the team of the platform sees jobs', async () => {
  assertProblem(await api.get('/v1/platform/jobs'), 401, 'unauthenticated');
  const owner = await signIn(api, await makeUser(tenant, 'super-admin'));
  for (const as of [owner, await apiKey(tenant, await keyScopes(database))]) {
    assertProblem(await api.get('/v1/platform/jobs', { as }), 403, 'permission_denied');
  }
});

const read = ({ query }) => api.get('/v1/platform/jobs', { as: platform, query });
testBadInput(server, 'bad input of the list of jobs', tenant, read, [
  ['a parameter that it does not know', { query: { node: 'web-1' } }, 422, 'unknown_field', 'node'],
  ['a page, of a list that has none', { query: { limit: 5 } }, 422, 'unknown_field', 'limit'],
]);
