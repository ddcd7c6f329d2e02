// What people typed stays text on every view of the admin app: names, notes, messages, and what stands in the address.
import assert from 'node:assert/strict';
import { heading, settled, useAdmin } from '../support/admin.mjs';
import { assertStatus } from '../support/assertions.mjs';
import { useServer } from '../support/server.mjs';
import { makeUser, signIn } from '../support/staff.mjs';
import { makeTenant, minute } from '../support/tenant.mjs';

const server = await useServer();
const { test, api, database } = server;
const open = await useAdmin(server);

const evil = '<img src=x onerror="hit=1"><script>hit=1</script>{{7*7}}';

// An organization of which everything has this name.
async function fill() {
  const tenant = await makeTenant(database);
  const { id } = tenant.organization;
  await database.query('update organizations set name = $2 where id = $1', [id, evil]);
  await database.query('update venues set name = $2, address = $2 where organization_id = $1', [id, evil]);
  await database.query('update embed_configs set name = $2 where organization_id = $1', [id, evil]);
  const activity = await tenant.activity({ name: evil, description: evil });
  const session = await tenant.session(activity, { start: new Date(Date.now() - minute), close_note: evil });
  const owner = await makeUser(tenant, 'super-admin', { full_name: evil });
  const as = await signIn(api, owner);
  const make = async (address, json) => assertStatus(await api.post(address, json, { as }), 201);
  const booking = await make('/v1/bookings', {
    session_id: session.id, party_size: 2, notes: evil, customer: { first_name: evil, last_name: evil, email: 'ann@example.com' } });
  await database.query('update customers set notes = $2 where organization_id = $1', [id, evil]);
  await make('/v1/api-keys', { name: evil, environment: 'live', scopes: ['bookings:read'] });
  await make('/v1/webhook-endpoints', { url: 'https://example.com/webhooks', description: evil, event_types: [] });
  const ticket = await make('/v1/ticket-types', { activity_id: activity.id, name: evil, price: { amount: 1000 } });
  await make('/v1/price-rules', {
    activity_id: activity.id, ticket_type_id: ticket.id, name: evil, change: { kind: 'percent', rate_ppm: 100000 } });
  await make('/v1/tax-rates', { name: evil, rate_ppm: 200000, is_inclusive: true });
  await make('/v1/promo-codes', { code: 'EVIL', description: evil, discount: { kind: 'free' } });
  const card = await make('/v1/gift-cards', { initial: { amount: 5000 }, is_paid: true, recipient: { name: evil }, message: evil });
  return { owner, activity, booking, card };
}
const { owner, activity, booking, card } = await fill();

const addresses = [
  '', '/calendar', '/calendar?view=day', '/dashboard', '/bookings', `/bookings/${booking.id}`, '/customers',
  `/customers/${booking.customer_id}`, '/activities', `/activities/${activity.id}`, `/pricing?activity_id=${activity.id}`,
  '/promo-codes', '/gift-cards', `/gift-cards/${card.id}`, '/venues', '/embeds', '/staff', '/api-keys', '/webhooks', '/mails',
  '/audit-logs', '/settings', '/profile',
];

async function assertInert(page, what) {
  assert.equal(await page.locator('img[src="x"], body script').count(), 0, what);
  assert.equal(await page.evaluate(() => window.hit), undefined, what);
  assert.equal(await page.getByText('49', { exact: true }).count(), 0, what);
}

test('names, notes and messages of others are shown as they are, and do nothing', async (t) => {
  const page = await open(t, owner);
  const shown = [];
  for (const address of addresses) {
    await page.goto(`/admin${address}`);
    await settled(page);
    await assertInert(page, address);
    if ((await page.locator('body').innerText()).includes(evil)) shown.push(address);
  }
  assert.ok(shown.length > 15, `only these show it: ${shown}`);
});

test('what stands in the address does nothing', async (t) => {
  const page = await open(t, owner);
  // A slash would begin another part of the path.
  const text = encodeURIComponent(evil.replace('/', ''));
  for (const address of [`/bookings?q=${text}`, `/customers?q=${text}`, `/mails?status=${text}`, `/audit-logs?action=${text}`,
    `/calendar?view=${text}&day=${text}`, `/dashboard?from=${text}`, `/pricing?activity_id=${text}`, `/${text}`, `/bookings/${text}`,
    `/settings/${text}`]) {
    await page.goto(`/admin${address}`);
    await heading(page).waitFor();
    await assertInert(page, address);
  }
});
