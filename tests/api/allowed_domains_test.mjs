// Which sites an embed answers (docs/decisions/0044-allowed-domains.md): their scripts, their forms, and their frames.
import assert from 'node:assert/strict';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { useServer } from '../support/server.mjs';
import { apiKey } from '../support/staff.mjs';
import { makeTenant } from '../support/tenant.mjs';

const server = await useServer();
const { test, api, database } = server;
const tenant = await makeTenant(database);
const as = await apiKey(tenant, ['embeds:read', 'embeds:write']);
const activity = await tenant.activity();
const session = await tenant.session(activity);

const domains = ['Example.com', '*.tours.example', 'http://localhost:3000'];
const made = async (allowed) => assertStatus(await api.post('/v1/embeds', { name: 'Website', allowed_domains: allowed }, { as }), 201);
const edit = (embed, change) => api.patch(`/v1/embeds/${embed.id}`, change, { as, version: embed.version });
const from = (origin) => ({ headers: { Origin: origin } });
const allowedOrigin = (reply) => reply.headers.get('access-control-allow-origin');
const holdsNow = async () => (await database.query('select count(*)::int from slot_reservations where organization_id = $1',
  [tenant.organization.id])).rows[0].count;
const ancestors = (reply) => /frame-ancestors ([^;]*)$/.exec(reply.headers.get('content-security-policy'))[1];

const embed = await made(domains);
const base = `/v1/embed/${embed.embed_key}`;
const own = server.url.replace(/\/$/, '');

test('domains are kept in their short form, read back, changed, and taken away', async () => {
  assert.deepEqual(embed.allowed_domains, ['example.com', '*.tours.example', 'http://localhost:3000']);
  const other = await made(undefined);
  assert.deepEqual(other.allowed_domains, []);
  const some = assertStatus(await edit(other, { allowed_domains: ['https://a.example/', 'A.example:443', 'b.example'] }), 200);
  assert.deepEqual(some.allowed_domains, ['a.example', 'b.example']);
  const same = assertStatus(await edit(some, { name: 'Shop' }), 200);
  assert.deepEqual(same.allowed_domains, some.allowed_domains);
  assert.deepEqual(assertStatus(await edit(same, { allowed_domains: [] }), 200).allowed_domains, []);
});

test('scripts of the allowed sites are answered, and told apart', async () => {
  for (const origin of ['https://example.com', 'https://a.tours.example', 'http://localhost:3000']) {
    const reply = await api.get(base, from(origin));
    assertStatus(reply, 200);
    assert.equal(allowedOrigin(reply), origin);
    assert.equal(reply.headers.get('vary'), 'Origin');
  }
});

test('scripts of other sites are refused, whatever they ask, and nothing happens', async () => {
  const strangers = ['https://evil.example', 'http://example.com', 'https://tours.example', 'https://example.com.evil.example', 'null'];
  for (const origin of strangers) {
    const before = await holdsNow();
    const replies = [
      await api.get(base, from(origin)),
      await api.get(`${base}/availability`, { ...from(origin), query: { activity_id: activity.id, from: '2026-01-01', to: '2026-01-01' } }),
      await api.post(`${base}/reservations`, { session_id: session.id, spots: 1 }, from(origin)),
      await api.post(`${base}/quotes`, { session_id: session.id, spots: 1 }, from(origin)),
    ];
    for (const reply of replies) {
      assertProblem(reply, 403, 'origin_not_allowed');
      assert.equal(allowedOrigin(reply), null);
    }
    assert.equal(await holdsNow(), before);
  }
});

test('our own pages and programs without a site are answered', async () => {
  for (const options of [{}, from(own)]) {
    const reply = await api.get(base, options);
    assertStatus(reply, 200);
    assert.equal(allowedOrigin(reply), '*');
  }
  const held = await api.post(`${base}/reservations`, { session_id: session.id, spots: 1 }, from('https://example.com'));
  assertStatus(held, 201);
});

test('only the allowed sites may frame the booking page, its refusals too; without domains every site may', async () => {
  const sources = "'self' https://example.com https://*.tours.example http://localhost:3000";
  for (const path of [embed.page_path, `${embed.page_path}/${activity.id}`, `${embed.page_path}/no-such-activity`]) {
    assert.equal(ancestors(await api.get(path)), sources, path);
  }
  assert.equal(ancestors(await api.get(`/book/${tenant.embedKey}`)), '*');
  assert.equal(ancestors(await api.get('/book/emb_000000000000000000000000')), '*');
});

test('a form of another site takes no seats', async () => {
  const before = await holdsNow();
  const reply = await api.send('POST', `${embed.page_path}/${activity.id}`, {
    headers: { Origin: 'https://evil.example', 'Content-Type': 'application/x-www-form-urlencoded' },
    body: `session=${session.id}&party=1` });
  assert.equal(reply.status, 403);
  assert.equal(await holdsNow(), before);
});

test('a change of the domains is seen at once', async () => {
  const changing = await made([]);
  const path = `/v1/embed/${changing.embed_key}`;
  const origin = 'https://new.example';
  assert.equal(allowedOrigin(await api.get(path, from(origin))), '*');
  const closed = assertStatus(await edit(changing, { allowed_domains: ['old.example'] }), 200);
  assertProblem(await api.get(path, from(origin)), 403, 'origin_not_allowed');
  assertStatus(await edit(closed, { allowed_domains: ['new.example'] }), 200);
  assert.equal(allowedOrigin(await api.get(path, from(origin))), origin);
});
