// /v1/embeds: what an organization puts on its site, as its staff see it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { badBodies, invalidValues, missing, testBadInput } from '../support/bad_input.mjs';
import { useServer } from '../support/server.mjs';
import { apiKey } from '../support/staff.mjs';
import { makeTenant } from '../support/tenant.mjs';

const server = await useServer();
const { test, api, database } = server;
const tenant = await makeTenant(database);
const other = await makeTenant(database);
const as = await apiKey(tenant, ['embeds:read', 'embeds:write']);
const stranger = await apiKey(other, ['embeds:read', 'embeds:write']);
const create = (input, options = {}) => api.post('/v1/embeds', input, { as, ...options });
const made = async (name = 'Website') => assertStatus(await create({ name }), 201);
const edit = (embed, change, options = {}) => api.patch(`/v1/embeds/${embed.id}`, change, { as, version: embed.version, ...options });

test('an embed is made with a key that visitors can use', async () => {
  const reply = await create({ name: ' Website ' });
  const embed = assertStatus(reply, 201);
  assert.equal(embed.name, 'Website');
  assert.match(embed.embed_key, /^emb_[0-9a-f]{24}$/);
  assert.equal(embed.page_path, `/book/${embed.embed_key}`);
  assert.equal(reply.headers.get('etag'), '"1"');
  assert.deepEqual(assertStatus(await api.get(`/v1/embeds/${embed.id}`, { as }), 200), embed);
  assert.equal(assertStatus(await api.get(`/v1/embed/${embed.embed_key}`), 200).organization.slug, tenant.organization.slug);
  assertStatus(await api.get(embed.page_path), 200);
});

test('embeds are listed part by part', async () => {
  await made('First');
  await made('Second');
  const all = assertStatus(await api.get('/v1/embeds', { as, query: { limit: 100 } }), 200);
  assert.equal(all.has_more, false);
  const page = assertStatus(await api.get('/v1/embeds', { as, query: { limit: 1, starting_after: all.data[0].id } }), 200);
  assert.deepEqual(page, { object: 'list', data: [all.data[1]], has_more: all.data.length > 2 });
  assertProblem(await api.get('/v1/embeds', { as, query: { name: 'x' } }), 422, 'unknown_field', 'name');
});

test('with the same Idempotency-Key one embed is made', async () => {
  const key = randomUUID();
  const first = assertStatus(await create({ name: 'Once' }, { key }), 201);
  const again = await create({ name: 'Once' }, { key });
  assert.deepEqual(assertStatus(again, 201), first);
  assert.equal(again.headers.get('idempotency-replayed'), 'true');
});

test('an embed that is switched off answers to nobody, until it is switched on', async () => {
  const embed = await made();
  const off = assertStatus(await edit(embed, { is_active: false }), 200);
  assert.deepEqual(off, { ...embed, is_active: false, version: 2 });
  assertProblem(await api.get(`/v1/embed/${embed.embed_key}`), 404, 'embed_not_found');
  assertStatus(await edit(off, { is_active: true, name: 'Shop' }), 200);
  assertStatus(await api.get(`/v1/embed/${embed.embed_key}`), 200);
});

test('an edit needs the version that was seen', async () => {
  const embed = await made();
  assertProblem(await edit(embed, { name: 'Lost' }, { version: undefined }), 428, 'precondition_required');
  assertStatus(await edit(embed, { name: 'Shop' }), 200);
  assert.equal(assertProblem(await edit(embed, { name: 'Lost' }), 412, 'precondition_failed').version, 2);
});

test('another organization\'s embed is not found', async () => {
  const embed = await made();
  for (const id of [embed.id, randomUUID(), 'embed']) {
    assertProblem(await api.get(`/v1/embeds/${id}`, { as: stranger }), 404, 'embed_not_found');
    assertProblem(await edit({ id, version: 1 }, { name: 'Mine' }, { as: stranger }), 404, 'embed_not_found');
  }
  const { data } = assertStatus(await api.get('/v1/embeds', { as: stranger, query: { limit: 100 } }), 200);
  assert.ok(data.every(({ id }) => id !== embed.id));
});

const badDomains = ['', ' ', '*', '*.com', 'https://', 'example.com/shop', 'example.com?x', 'ftp://example.com', 'user@example.com',
  'a b.example', 'exämple.com', '-a.example', 'a..example', `${'x'.repeat(64)}.example`, 'example.com:0', 'example.com:65536', 'a:b',
  "'self'", 'example.com; script-src *', '[::1]'];
const wrongDomains = badDomains.map((domain) => [`the allowed domain ${domain}`,
  { json: { name: 'x', allowed_domains: ['a.example', domain] } }, 422, 'invalid_field', '/allowed_domains/1']);

testBadInput(server, 'bad embeds are refused', tenant, (request) => api.send('POST', '/v1/embeds', { as, ...request }), [
  ...badBodies, ...missing({ name: 'x' }, '/name'), ...invalidValues({ name: 'x' }, '/name', ['', ' ', 5, 'x'.repeat(201)]),
  ...wrongDomains, ...invalidValues({ name: 'x' }, '/allowed_domains', ['a.example', {}, Array(51).fill('a.example')]),
  ['a key of the client\'s choice', { json: { name: 'x', embed_key: 'emb_0123' } }, 422, 'unknown_field', '/embed_key'],
]);
const subject = await made();
testBadInput(server, 'bad edits are refused', tenant,
  (request) => api.send('PATCH', `/v1/embeds/${subject.id}`, { as, version: 1, ...request }), [
    ...badBodies, ...invalidValues({ name: 'x' }, '/name', ['', 5]), ...invalidValues({ is_active: true }, '/is_active', ['no', 0]),
    ['another key', { json: { embed_key: 'emb_0123' } }, 422, 'unknown_field', '/embed_key'],
  ]);
