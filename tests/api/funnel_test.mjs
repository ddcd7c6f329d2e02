// The funnel of an embed: visits are counted, and staff read how far they came.
import assert from 'node:assert/strict';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { startNodeOn } from '../support/node.mjs';
import { eventually } from '../support/program.mjs';
import { useServer } from '../support/server.mjs';
import { apiKey } from '../support/staff.mjs';
import { makeTenant } from '../support/tenant.mjs';

const server = await useServer();
const { test, api, database } = server;
const tenant = await makeTenant(database);
const as = await apiKey(tenant, ['embeds:read', 'embeds:write']);
const made = async () => assertStatus(await api.post('/v1/embeds', { name: 'Website' }, { as }), 201);
const count = (embed, step, options) => api.post(`/v1/embed/${embed.embed_key}/steps/${step}`, undefined, options);
const read = async (embed, query) => assertStatus(await api.get(`/v1/embeds/${embed.id}/funnel`, { as, query }), 200);
const visits = (funnel) => Object.fromEntries(funnel.steps.map((step) => [step.step, step.visits]));
const none = { view: 0, date: 0, time: 0, checkout: 0, booked: 0 };

test('each step of a visit counts once for each time that it is told, apart for each embed', async () => {
  const [embed, other] = [await made(), await made()];
  assert.deepEqual(visits(await read(embed)), none);
  const steps = ['view', 'view', 'view', 'date', 'date', 'time', 'checkout', 'booked'];
  for (const reply of await Promise.all(steps.map((step) => count(embed, step)))) assertStatus(reply, 204);
  const expected = { view: 3, date: 2, time: 1, checkout: 1, booked: 1 };
  await eventually('the counts', async () => JSON.stringify(visits(await read(embed))) === JSON.stringify(expected));
  assert.deepEqual(visits(await read(other)), none);
});

test('the time is the last days up to today, where the organization is', async () => {
  const embed = await made();
  const days = (funnel) => (Date.parse(funnel.to) - Date.parse(funnel.from)) / 86_400_000 + 1;
  assert.equal(days(await read(embed)), 30);
  assert.equal(days(await read(embed, { period: '7d' })), 7);
  assert.equal(days(await read(embed, { period: '90d' })), 90);
  const path = `/v1/embeds/${embed.id}/funnel`;
  assertProblem(await api.get(path, { as, query: { period: '1d' } }), 422, 'invalid_field', 'period');
  assertProblem(await api.get(path, { as, query: { days: '7' } }), 422, 'unknown_field', 'days');
});

test('what is no step or no embed counts nothing', async () => {
  const embed = await made();
  for (const step of ['paid', 'VIEW', 'view%20', encodeURIComponent("';--")]) {
    assertProblem(await count(embed, step), 422, 'invalid_field', 'step');
  }
  for (const key of [`emb_${'0'.repeat(24)}`, 'emb', '%F0%9F%98%80']) {
    assertProblem(await count({ embed_key: key }, 'view'), 404, 'embed_not_found');
  }
  const off = assertStatus(await api.patch(`/v1/embeds/${embed.id}`, { is_active: false }, { as, version: 1 }), 200);
  await eventually('the end of the embed', async () => (await count(off, 'view')).status === 404);
});

test('sites that the embed is not for cannot count', async () => {
  const embed = assertStatus(await api.post('/v1/embeds', { name: 'Website', allowed_domains: ['example.com'] }, { as }), 201);
  assertProblem(await count(embed, 'view', { headers: { Origin: 'https://evil.example' } }), 403, 'origin_not_allowed');
  assertStatus(await count(embed, 'view', { headers: { Origin: 'https://example.com' } }), 204);
});

test('what was counted in the last seconds is kept when a node stops', async (t) => {
  const embed = await made();
  const { api: nodeApi, node } = await startNodeOn(t, server.dev.database_url);
  assertStatus(await nodeApi.post(`/v1/embed/${embed.embed_key}/steps/view`), 204);
  assert.equal(await node.stop(), 0);
  assert.deepEqual(visits(await read(embed)), { ...none, view: 1 });
});
