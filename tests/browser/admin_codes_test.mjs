// Promo codes and gift cards in the admin app: made, edited, used by customers, ended, and refused at the field at fault.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { heading, settled, useAdmin } from '../support/admin.mjs';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { faultsOf } from '../support/axe.mjs';
import { desktop, phone } from '../support/browser.mjs';
import { eventually } from '../support/program.mjs';
import { useServer } from '../support/server.mjs';
import { makeUser, signIn } from '../support/staff.mjs';
import { makeTenant } from '../support/tenant.mjs';

const server = await useServer();
const { test, api, database } = server;
const open = await useAdmin(server);
const london = { timezoneId: 'Europe/London', locale: 'en-GB' };

// A tenant with an admin, who is signed in to the API, too.
async function makeShop(currency = 'GBP') {
  const tenant = await makeTenant(database, { currency });
  const admin = await makeUser(tenant, 'admin');
  return { tenant, admin, as: await signIn(api, admin), activity: await tenant.activity({ name: 'River tour' }) };
}

// A customer books a seat at 25.00 and pays what is left at the venue.
async function buy({ tenant, activity }, codes) {
  const session = await tenant.session(activity);
  const held = assertStatus(await api.post(`${tenant.base}/reservations`, { session_id: session.id, spots: 1 }), 201);
  const customer = { first_name: 'Ann', last_name: 'Lee', email: `${randomUUID()}@example.com` };
  const input = { reservation_id: held.id, customer, payment: 'pay_at_venue', ...codes };
  return api.post(`${tenant.base}/checkouts`, input, { key: randomUUID() });
}

const makeCode = async ({ as }, input) => assertStatus(
  await api.post('/v1/promo-codes', { discount: { kind: 'percent', rate_ppm: 100_000 }, ...input }, { as, key: randomUUID() }), 201);
const makeCard = async ({ as }, input = {}) => assertStatus(
  await api.post('/v1/gift-cards', { initial: { amount: 5000 }, is_paid: true, ...input }, { as, key: randomUUID() }), 201);

const isFaulty = (what, field) => eventually(what, async () => await field.getAttribute('aria-invalid') === 'true');
const codeRow = (page, code) => page.getByRole('table', { name: 'Promo codes' }).getByRole('row').filter({ hasText: code });

async function assertNoFaults(page, what) {
  for (const [viewport, colorScheme] of [[phone, 'light'], [desktop, 'dark']]) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    assert.deepEqual(await faultsOf(page), [], `${what}, ${colorScheme}`);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= viewport.width, `${what} is ${width} wide`);
  }
}

test('an admin makes a promo code for one activity; what is wrong with it stands at its field', async (t) => {
  const shop = await makeShop();
  await shop.tenant.activity({ name: 'Harbour walk' });
  await makeCode(shop, { code: 'TAKEN' });
  const page = await open(t, shop.admin, '/promo-codes', london);
  await codeRow(page, 'TAKEN').getByText('All activities').waitFor();
  await page.getByRole('button', { name: 'New promo code' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Code', { exact: true }).fill('taken');
  await dialog.getByLabel('Part (%)').fill('12.5');
  await dialog.getByLabel(/^Valid from/).fill('2020-06-01T10:00');
  await dialog.getByLabel(/^Valid until/).fill('2020-05-01T10:00');
  await dialog.getByLabel(/^From this price/).fill('twenty');
  await dialog.getByLabel(/^Uses at most/).fill('100');
  await dialog.getByLabel('All activities').uncheck();
  await dialog.getByLabel('Harbour walk').waitFor();
  await dialog.getByRole('button', { name: 'Make the code' }).click();
  await dialog.getByText('Must come after the beginning.').waitFor();
  await dialog.getByText('Write an amount, such as 25 or 25.50.').waitFor();
  await dialog.getByText('Choose at least one.').waitFor();
  await dialog.getByLabel(/^Valid until/).fill('2099-12-31T23:59');
  await dialog.getByLabel(/^From this price/).fill('20');
  await dialog.getByLabel('River tour').check();
  await dialog.getByRole('button', { name: 'Make the code' }).click();
  await isFaulty('the fault of a code that there is, at the code', dialog.getByLabel('Code', { exact: true }));
  await dialog.getByLabel('Code', { exact: true }).fill('spring10');
  await dialog.getByRole('button', { name: 'Make the code' }).click();
  const row = codeRow(page, 'SPRING10');
  for (const text of ['12.5% off', 'Bookings from £20.00', '0 of 100 uses', 'River tour', 'Active']) await row.getByText(text).waitFor();
  const { body } = await api.get('/v1/promo-codes', { as: shop.as });
  const { discount, validity, minimum, limits, activity_ids: ids } = body.data.find(({ code }) => code === 'SPRING10');
  assert.deepEqual([discount, minimum.amount, limits, ids],
    [{ kind: 'percent', rate_ppm: 125_000 }, 2000, { uses: 100 }, [shop.activity.id]]);
  assert.deepEqual(validity, { from: '2020-06-01T09:00:00Z', until: '2099-12-31T23:59:00Z' });

  await page.getByLabel('Activity').selectOption('Harbour walk');
  await row.waitFor({ state: 'detached' });
  await codeRow(page, 'TAKEN').waitFor();
});

test('a code that gives an amount, in a currency without smaller units', async (t) => {
  const shop = await makeShop('JPY');
  const page = await open(t, shop.admin, '/promo-codes');
  await page.getByText('No promo codes yet').waitFor();
  await page.getByRole('button', { name: 'New promo code' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Code', { exact: true }).fill('YEN');
  await dialog.getByLabel('What it gives').selectOption('An amount off the price');
  await dialog.getByLabel('Amount off (JPY)').fill('12.5');
  await dialog.getByRole('button', { name: 'Make the code' }).click();
  await dialog.getByText('Write an amount, such as 2500.').waitFor();
  await dialog.getByLabel('Amount off (JPY)').fill('500');
  await dialog.getByRole('button', { name: 'Make the code' }).click();
  await codeRow(page, 'YEN').getByText(/500 off$/).waitFor();
  const { body: { data: [made] } } = await api.get('/v1/promo-codes', { as: shop.as });
  assert.deepEqual(made.discount, { kind: 'fixed', amount: 500 });
});

test('a code that was used keeps its uses: no lower limit, an edit beside another\'s, and an end', async (t) => {
  const shop = await makeShop();
  const { as } = shop;
  const until = '2099-01-01T00:00:30Z';
  const ids = [shop.activity.id];
  const promo = await makeCode(shop, { code: 'SUMMER', limits: { uses: 5, uses_per_customer: 1 }, validity: { until }, activity_ids: ids });
  for (const _ of [1, 2]) assertStatus(await buy(shop, { promo_code: 'summer' }), 201);
  const page = await open(t, shop.admin, '/promo-codes', london);
  const row = codeRow(page, 'SUMMER');
  await row.getByText('2 of 5 uses').waitFor();
  await page.getByRole('button', { name: 'Edit SUMMER' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit SUMMER' });
  await dialog.getByText('The code itself cannot be changed').waitFor();
  await eventually('the activity of the code to be chosen', () => dialog.getByLabel('River tour').isChecked());
  const limit = dialog.getByLabel(/^Uses at most/);
  await limit.fill('1');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await isFaulty('the fault of a limit below the uses, at the limit', limit);
  await dialog.getByText('2 uses are taken already').waitFor();

  await limit.fill('3');
  await dialog.getByLabel(/^Valid from/).fill('2020-01-01T00:00');
  const { version } = assertStatus(await api.get(`/v1/promo-codes/${promo.id}`, { as }), 200);
  const theirs = { description: 'Newsletter', limits: { uses: 5, uses_per_customer: 2 } };
  assertStatus(await api.patch(`/v1/promo-codes/${promo.id}`, theirs, { as, version }), 200);
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  const conflict = dialog.getByRole('alert').filter({ hasText: 'Somebody else has changed this' });
  assert.match(await conflict.innerText(), /What it is for\s*\(empty\) → Newsletter/);
  await conflict.getByRole('button', { name: 'Save my changes, too' }).click();
  await row.getByText('2 of 3 uses').waitFor();
  await row.getByText('Newsletter').waitFor();
  const saved = assertStatus(await api.get(`/v1/promo-codes/${promo.id}`, { as }), 200);
  assert.deepEqual([saved.limits, saved.activity_ids], [{ uses: 3, uses_per_customer: 2 }, ids]);
  assert.deepEqual(saved.validity, { from: '2020-01-01T00:00:00Z', until }, 'seconds, which the form does not show, stay');

  await page.getByRole('button', { name: 'Edit SUMMER' }).click();
  await dialog.getByLabel('River tour').uncheck();
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await dialog.getByText('Choose at least one.').waitFor();
  await dialog.getByLabel('River tour').check();
  await dialog.getByLabel('Customers can use it').uncheck();
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await row.getByText('Ended').waitFor();
  assert.deepEqual(assertStatus(await api.get(`/v1/promo-codes/${promo.id}`, { as }), 200).activity_ids, ids);
  assertProblem(await buy(shop, { promo_code: 'summer' }), 422, 'invalid_promo_code', '/promo_code');
});

test('uses of open checkouts stand apart, and a code without any left says so', async (t) => {
  const shop = await makeShop();
  const promo = await makeCode(shop, { code: 'LAST', limits: { uses: 1 } });
  await database.query('update promo_codes set uses_reserved = 1 where id = $1', [promo.id]);
  const page = await open(t, shop.admin, '/promo-codes');
  await codeRow(page, 'LAST').getByText('1 more in open checkouts').waitFor();
  await codeRow(page, 'LAST').getByText('Used up').waitFor();
  await database.query('update promo_codes set uses_reserved = 0 where id = $1', [promo.id]);
  await page.getByRole('button', { name: 'Refresh' }).click();
  await codeRow(page, 'LAST').getByText('Active').waitFor();
});

test('an admin issues a gift card, whose code is shown once; it pays for a booking, and is voided', async (t) => {
  const shop = await makeShop();
  const page = await open(t, shop.admin, '/gift-cards', { ...london, permissions: ['clipboard-read', 'clipboard-write'] });
  await page.getByText('No gift cards yet').waitFor();
  await page.getByRole('button', { name: 'Issue a gift card' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Amount (GBP)').fill('0');
  await dialog.getByLabel('Who pays for it').selectOption('Paid at the venue, to you');
  await dialog.getByLabel(/^Name of who gets it/).fill('Bob Lee');
  await dialog.getByLabel(/^Expires/).fill('2020-01-01T00:00');
  await dialog.getByRole('button', { name: 'Issue the card' }).click();
  await dialog.getByText('Write an amount, such as 25 or 25.50.').waitFor();
  await dialog.getByLabel('Amount (GBP)').fill('50');
  await dialog.getByRole('button', { name: 'Issue the card' }).click();
  await isFaulty('the fault of an expiry that is over, at the expiry', dialog.getByLabel(/^Expires/));
  await dialog.getByLabel(/^Expires/).fill('2099-07-01T12:00');
  await dialog.getByRole('button', { name: 'Issue the card' }).click();
  const shown = page.getByRole('dialog', { name: 'Gift card of £50.00' });
  const code = await shown.locator('code').innerText();
  assert.match(code, /^(\w{4}-){3}\w{4}$/);
  await shown.getByRole('button', { name: 'Copy code' }).click();
  await shown.getByText('Copied').waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), code);
  await shown.getByRole('button', { name: 'I have kept it' }).click();
  await shown.waitFor({ state: 'detached' });
  const row = page.getByRole('table', { name: 'Gift cards' }).getByRole('row').filter({ hasText: code.slice(-4) });
  for (const text of ['Bob Lee', '£50.00 left of £50.00', 'Expires 1 Jul 2099, 12:00', 'Active']) await row.getByText(text).waitFor();
  assert.ok(!(await page.content()).includes(code), 'the code stands nowhere any more');

  const { booking } = assertStatus(await buy(shop, { gift_card_code: code }), 201);
  await row.getByRole('link', { name: `Card ending in ${code.slice(-4)}` }).click();
  await heading(page, `Card ending in ${code.slice(-4)}`).waitFor();
  await page.getByText('£25.00 left of £50.00').waitFor();
  await page.getByText('Issued, paid at the venue').waitFor();
  const use = page.getByRole('table', { name: 'Uses' }).getByRole('row').filter({ hasText: '−£25.00' });
  await use.getByText('Paid', { exact: true }).waitFor();
  assert.equal(await use.getByRole('link').getAttribute('href'), `/admin/bookings/${booking.id}`);

  await database.query('update gift_cards set reserved_minor = 1 where last_four = $1 and organization_id = $2',
    [code.slice(-4), shop.tenant.organization.id]);
  await page.getByRole('button', { name: 'Void the card' }).click();
  await dialog.getByText('£25.00 is left on it and will pay nothing any more').waitFor();
  await dialog.getByText('This cannot be undone').waitFor();
  await dialog.getByRole('button', { name: 'Void it for good' }).click();
  await dialog.getByRole('alert').getByText('An open checkout is about to pay with it').waitFor();
  await database.query('update gift_cards set reserved_minor = 0 where last_four = $1 and organization_id = $2',
    [code.slice(-4), shop.tenant.organization.id]);
  await dialog.getByRole('button', { name: 'Void it for good' }).click();
  await page.locator('.badge').getByText('Void', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Void the card' }).waitFor({ state: 'detached' });
  assertProblem(await buy(shop, { gift_card_code: code }), 422, 'invalid_gift_card', '/gift_card_code');
});

test('a card that somebody else has voided meanwhile says so', async (t) => {
  const shop = await makeShop();
  const { id } = await makeCard(shop, { is_paid: false, recipient: { name: 'Cleo' } });
  const page = await open(t, shop.admin, `/gift-cards/${id}`);
  await page.getByText('Issued as a present').waitFor();
  await page.getByText('It was not used yet').waitFor();
  await page.getByRole('button', { name: 'Void the card' }).click();
  assertStatus(await api.post(`/v1/gift-cards/${id}/void`, {}, { as: shop.as, key: randomUUID() }), 200);
  await page.getByRole('button', { name: 'Void it for good' }).click();
  await page.getByRole('alert').getByText(/^Somebody voided it /).waitFor();
  await page.locator('.badge').getByText('Void', { exact: true }).waitFor();
});

test('where the reply with the code was lost, the app says that the code cannot be told again', async (t) => {
  const shop = await makeShop();
  const page = await open(t, shop.admin, '/gift-cards');
  await page.route('**/v1/gift-cards', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    await route.fetch();
    return route.fulfill({ response: await route.fetch() });
  });
  await page.getByRole('button', { name: 'Issue a gift card' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Amount (GBP)').fill('10.50');
  await dialog.getByLabel('Who pays for it').selectOption('Nobody: it is a present of yours');
  await dialog.getByRole('button', { name: 'Issue the card' }).click();
  const shown = page.getByRole('dialog', { name: 'Gift card of £10.50' });
  await shown.getByText('cannot be told again').waitFor();
  await shown.getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByText('£10.50 left of £10.50').waitFor();
});

test('a manager reads codes and cards and changes none; staff see no cards; other organizations see nothing', async (t) => {
  const shop = await makeShop();
  await makeCode(shop, { code: 'READABLE' });
  const card = await makeCard(shop);
  const manager = await open(t, await makeUser(shop.tenant, 'manager'), '/promo-codes');
  await codeRow(manager, 'READABLE').waitFor();
  assert.equal(await manager.locator('main').getByRole('button', { name: /promo code|READABLE/ }).count(), 0);
  await manager.goto(`/admin/gift-cards/${card.id}`);
  await settled(manager, `Card ending in ${card.last_four}`);
  assert.equal(await manager.getByRole('button', { name: 'Void the card' }).count(), 0);
  await manager.goto('/admin/gift-cards');
  await settled(manager, 'Gift cards');
  assert.equal(await manager.getByRole('button', { name: 'Issue a gift card' }).count(), 0);

  const staff = await open(t, await makeUser(shop.tenant, 'staff'), '/promo-codes');
  await codeRow(staff, 'READABLE').waitFor();
  assert.equal(await staff.getByRole('link', { name: 'Gift cards' }).count(), 0);
  await staff.goto('/admin/gift-cards');
  await heading(staff, 'Not for your role').waitFor();

  const other = await makeShop();
  const stranger = await open(t, other.admin, `/gift-cards/${card.id}`);
  await stranger.getByRole('alert').getByText('not found').waitFor();
  await stranger.goto('/admin/promo-codes');
  await stranger.getByText('No promo codes yet').waitFor();
});

test('everybody can use the views of promo codes and gift cards', async (t) => {
  const shop = await makeShop();
  await makeCode(shop, { code: 'AUTUMN', description: 'Flyer', limits: { uses: 10 }, activity_ids: [shop.activity.id] });
  const card = await makeCard(shop, { recipient: { name: 'Bob Lee', email: 'bob@example.com' }, message: 'Happy birthday' });
  assertStatus(await buy(shop, { gift_card_code: card.code }), 201);
  const page = await open(t, shop.admin, '', { bypassCSP: true });
  for (const [address, name] of [['/promo-codes', 'Promo codes'], ['/gift-cards', 'Gift cards'],
    [`/gift-cards/${card.id}`, `Card ending in ${card.last_four}`]]) {
    await page.goto(`/admin${address}`);
    await settled(page, name);
    await assertNoFaults(page, address);
  }
  for (const [address, button] of [[`/gift-cards/${card.id}`, 'Void the card'], ['/gift-cards', 'Issue a gift card'],
    ['/promo-codes', 'Edit AUTUMN'], ['/promo-codes', 'New promo code']]) {
    await page.goto(`/admin${address}`);
    await page.getByRole('button', { name: button }).click();
    await page.getByRole('dialog').waitFor();
    await assertNoFaults(page, button);
  }
  await page.getByLabel('All activities').uncheck();
  await page.getByLabel('Code', { exact: true }).fill('AUTUMN');
  await page.getByRole('button', { name: 'Make the code' }).click();
  await page.getByText('Choose at least one.').waitFor();
  await assertNoFaults(page, 'New promo code with a fault');
});
