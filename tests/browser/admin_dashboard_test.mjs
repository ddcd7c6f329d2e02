// The dashboard of the admin app: the figures of the program as charts and as tables, of the days and the venue that are asked for.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { heading, useAdmin } from '../support/admin.mjs';
import { assertStatus } from '../support/assertions.mjs';
import { faultsOf } from '../support/axe.mjs';
import { desktop, phone } from '../support/browser.mjs';
import { useServer } from '../support/server.mjs';
import { makeUser, signIn } from '../support/staff.mjs';
import { day, makeTenant } from '../support/tenant.mjs';

const server = await useServer();
const { test, api, database } = server;
const open = await useAdmin(server);

// A shop with two venues. Three bookings of 50.00 are paid, one of them ten days ago; 5.00 went back today.
async function makeShop() {
  const tenant = await makeTenant(database);
  const manager = await makeUser(tenant, 'manager');
  const owner = await signIn(api, await makeUser(tenant, 'super-admin'));
  const activity = await tenant.activity({ name: 'River tour' });
  const pier = assertStatus(await api.post('/v1/venues', { name: 'Pier', slug: 'pier', time_zone: 'Asia/Tokyo' }, { as: owner }), 201);
  const sell = async (session) => {
    const booking = assertStatus(await api.post('/v1/bookings', {
      session_id: session.id, party_size: 2, customer: { first_name: 'Ann', last_name: 'Archer', email: `ann-${randomUUID()}@example.com` },
    }, { as: owner, key: randomUUID() }), 201);
    assertStatus(await api.post(`/v1/bookings/${booking.id}/payments`, {}, { as: owner, key: randomUUID() }), 201);
    return booking;
  };
  const session = await tenant.session(activity);
  const booking = await sell(session);
  await sell(session);
  assertStatus(await api.post(`/v1/bookings/${booking.id}/refunds`, { amount: 500, reason: 'Rain' },
    { as: owner, key: randomUUID() }), 201);
  const old = await sell(session);
  await database.query(`update bookings set created_at = now() - interval '10 days' where id = $1`, [old.id]);
  await database.query(`update activity_sessions set start_time = $2, end_time = $2::timestamptz + interval '1 hour' where id = $1`,
    [session.id, new Date(Date.now() - day)]);
  return { tenant, manager, pier, sell, activity };
}
const shop = await makeShop();

// What a figure says: "Revenue" -> "£145.00".
const figure = (page, name) => page.locator('.figures > div').filter({ has: page.locator('dt', { hasText: name }) }).locator('dd').first();
const says = async (page, name, text) => assert.equal(await figure(page, name).innerText(), text, name);

test('a manager sees what was sold, earned and filled, and compares it with the days before', async (t) => {
  const page = await open(t, shop.manager, '/dashboard');
  await heading(page, 'Dashboard').waitFor();
  await figure(page, 'Revenue').waitFor();
  await says(page, 'Revenue', '£145.00');
  await says(page, 'Bookings', '3');
  await says(page, 'Occupancy', '60%');
  await page.getByRole('img', { name: 'Revenue by day, a chart' }).waitFor();
  await page.getByRole('row', { name: /River tour/ }).getByText('6 of 10').waitFor();
  // The week has two of the bookings, and the week before it the third.
  await page.getByLabel('Period').selectOption('Last 7 days');
  await page.waitForURL(/period=7d/);
  await page.getByText('+100% · 1 in the 7 days before').waitFor();
  await says(page, 'Bookings', '2');
  // The address keeps it.
  await page.reload();
  await figure(page, 'Bookings').waitFor();
  await says(page, 'Bookings', '2');
});

test('every chart is there as a table, with the same figures', async (t) => {
  const page = await open(t, shop.manager, '/dashboard?period=7d');
  await page.getByText('Bookings by day as a table').click();
  const rows = page.getByRole('table', { name: 'Bookings by day' }).locator('tbody tr');
  assert.equal(await rows.count(), 7);
  assert.equal(await rows.last().locator('td').first().innerText(), '2');
  assert.deepEqual((await rows.locator('td:last-child').allInnerTexts()).map(Number).sort(), [0, 0, 0, 0, 0, 0, 1]);
  await page.getByText('Revenue by day as a table').click();
  const today = page.getByRole('table', { name: 'Revenue by day' }).locator('tbody tr').last();
  assert.equal(await today.locator('td').first().innerText(), '£145.00');
  await page.getByText('Occupancy by hour as a table').click();
  assert.equal(await page.getByRole('table', { name: 'Occupancy by hour' }).locator('tbody td').innerText(), '60%');
});

test('one venue alone has its own figures', async (t) => {
  const page = await open(t, shop.manager, '/dashboard');
  await page.getByLabel('Venue', { exact: true }).selectOption('Pier');
  await page.getByText('Nothing was sold in these days').waitFor();
  await page.getByLabel('Venue', { exact: true }).selectOption('Venue');
  await figure(page, 'Bookings').waitFor();
  await says(page, 'Bookings', '3');
});

test('everybody can use it with its tables open, in light and dark, on a desktop and on a phone', async (t) => {
  const page = await open(t, shop.manager, '/dashboard', { bypassCSP: true });
  await figure(page, 'Revenue').waitFor();
  for (const name of ['Revenue by day', 'Bookings by day', 'Occupancy by hour']) await page.getByText(`${name} as a table`).click();
  for (const colorScheme of ['light', 'dark']) {
    for (const viewport of [phone, desktop]) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      assert.deepEqual(await faultsOf(page), [], `${colorScheme}, ${viewport.width} wide`);
    }
  }
});

test('where the server does not answer it says so, and goes on when it does', async (t) => {
  const page = await open(t, shop.manager, '', { expected: /status of 401|ERR_FAILED/ });
  await page.route('**/v1/dashboard*', (route) => route.abort());
  await page.getByRole('link', { name: 'Dashboard' }).click();
  await page.getByRole('alert').getByText('The server cannot be reached').waitFor();
  await page.unroute('**/v1/dashboard*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await figure(page, 'Revenue').waitFor();
});
