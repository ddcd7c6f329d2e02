// GET /v1/embed/{embed_key}
import assert from 'node:assert/strict';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { useServer } from '../support/server.mjs';
import { makeTenant } from '../support/tenant.mjs';

const server = await useServer();
const { test } = server;
const tenant = await makeTenant(server.database, { timeZone: 'America/New_York', currency: 'USD' });

test('an embed tells what can be booked, how and for how much', async () => {
  const escape = await tenant.activity({
    name: 'Cellar', tagline: 'One way out', mode: 'private', capacity: 6, min_party: 2, max_party: 5,
    price_minor: 12_000, duration_minutes: 75, booking_window_days: 30, booking_cutoff_minutes: 90,
  });
  const tour = await tenant.activity({ name: 'Tour', capacity: 20, max_party: 8, price_minor: 1550 });
  const embed = assertStatus(await server.api.get(tenant.base), 200);

  assert.deepEqual(embed.organization,
    { name: tenant.organization.name, slug: tenant.organization.slug, currency: 'USD' });
  assert.equal(embed.time_zone, 'America/New_York');
  assert.equal(embed.currency, 'USD');
  assert.equal(embed.hold_ttl_seconds, 600);
  assert.deepEqual(embed.payment_methods, ['pay_at_venue', 'test']);
  assert.deepEqual(embed.venues.map((v) => [v.id, v.name, v.time_zone]),
    [[tenant.venue.id, 'Venue', 'America/New_York']]);

  const shown = new Map(embed.activities.map((activity) => [activity.id, activity]));
  assert.deepEqual([...shown.keys()].sort(), [escape.id, tour.id].sort());
  const { price, ...cellar } = shown.get(escape.id);
  assert.deepEqual(price, { amount: 12_000, currency: 'USD', per: 'session' });
  for (const [name, value] of Object.entries({
    venue_id: tenant.venue.id, name: 'Cellar', tagline: 'One way out', mode: 'private', capacity: 6, min_party: 2,
    max_party: 5, duration_minutes: 75, booking_window_days: 30, booking_cutoff_minutes: 90,
  })) assert.equal(cellar[name], value, name);
  assert.deepEqual(shown.get(tour.id).price, { amount: 1550, currency: 'USD', per: 'person' });
});

test('what is switched off is not shown', async () => {
  const other = await makeTenant(server.database);
  const active = await other.activity();
  await other.activity({ is_active: false });
  const embed = assertStatus(await server.api.get(other.base), 200);
  assert.deepEqual(embed.activities.map((activity) => activity.id), [active.id]);
});

test('an embed shows nothing of another organization', async () => {
  const other = await makeTenant(server.database);
  await other.activity();
  await tenant.activity();
  const embed = assertStatus(await server.api.get(other.base), 200);
  assert.equal(embed.activities.length, 1);
  assert.ok(!JSON.stringify(embed).includes(tenant.organization.id));
});

test('an embed without activities is empty, not an error', async () => {
  const empty = await makeTenant(server.database);
  assert.deepEqual(assertStatus(await server.api.get(empty.base), 200).activities, []);
});

test('keys that stand for nothing are not found', async () => {
  const off = await makeTenant(server.database);
  await server.database.query('update embed_configs set is_active = false where organization_id = $1',
    [off.organization.id]);
  const suspended = await makeTenant(server.database);
  await server.database.query('update organizations set status = \'suspended\' where id = $1',
    [suspended.organization.id]);
  const keys = [off.embedKey, suspended.embedKey, `emb_${'0'.repeat(24)}`, 'emb_', 'x', tenant.organization.id,
    tenant.embedKey.toUpperCase(), `${tenant.embedKey}%20`, '%27%20or%201=1--', 'é', 'x'.repeat(2000)];
  for (const key of keys) {
    assertProblem(await server.api.get(`/v1/embed/${key}`), 404, 'embed_not_found');
  }
});

test('an embed takes no parameters', async () => {
  assertProblem(await server.api.get(tenant.base, { query: { language: 'en' } }), 422, 'unknown_field', 'language');
});

test('dev.json names embeds that work', async () => {
  assert.ok(server.dev.embeds.length > 0);
  for (const { embed_key: key, activity_ids: ids } of server.dev.embeds) {
    const embed = assertStatus(await server.api.get(`/v1/embed/${key}`), 200);
    assert.deepEqual(embed.activities.map((activity) => activity.id).sort(), [...ids].sort());
  }
});
