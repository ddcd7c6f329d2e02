// What things cost, in the admin app: ticket types, price rules, taxes and fees; customers pay what was saved.
import assert from 'node:assert/strict';
import { heading, settled, useAdmin } from '../support/admin.mjs';
import { assertStatus } from '../support/assertions.mjs';
import { faultsOf } from '../support/axe.mjs';
import { desktop, phone } from '../support/browser.mjs';
import { eventually } from '../support/program.mjs';
import { useServer } from '../support/server.mjs';
import { makePlatformAdmin, makeUser, signIn } from '../support/staff.mjs';
import { makeTenant } from '../support/tenant.mjs';

const server = await useServer();
const { test, api, database } = server;
const open = await useAdmin(server);
const london = { locale: 'en-GB', timezoneId: 'Europe/London' };

// A tenant with an admin, who is signed in to the API, too, and one activity at 25.00 with a session.
async function makeShop(columns = {}, options = {}) {
  const tenant = await makeTenant(database, options);
  const admin = await makeUser(tenant, 'admin');
  const activity = await tenant.activity({ name: 'River tour', ...columns });
  return { tenant, admin, as: await signIn(api, admin), activity, session: await tenant.session(activity) };
}

const make = async ({ as }, address, json) => assertStatus(await api.post(address, json, { as }), 201);
const ticketOf = (shop, json = {}) =>
  make(shop, '/v1/ticket-types', { activity_id: shop.activity.id, name: 'Adult', price: { amount: 3000 }, ...json });
const quote = async ({ tenant, session }, asked) =>
  assertStatus(await api.post(`${tenant.base}/quotes`, { session_id: session.id, ...asked }), 200);

const rowOf = (page, table, name) => page.getByRole('table', { name: table }).getByRole('row').filter({ hasText: name });
const isFaulty = (what, field) => eventually(what, async () => await field.getAttribute('aria-invalid') === 'true');
const isGone = (page) => page.getByRole('dialog').waitFor({ state: 'hidden' });

test('an admin makes ticket types, and customers pay them', async (t) => {
  const shop = await makeShop();
  const page = await open(t, shop.admin, '/pricing', london);
  await page.getByText('everybody pays £25.00').waitFor();
  await page.getByRole('button', { name: 'New ticket type' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Child');
  await dialog.getByLabel('Price of a person').fill('12.5.0');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await isFaulty('no amount', dialog.getByLabel('Price of a person'));
  await dialog.getByLabel('Price of a person').fill('12.50');
  await dialog.getByLabel('From this age on').fill('15');
  await dialog.getByLabel('Up to this age').fill('4');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await isFaulty('ages the wrong way round', dialog.getByLabel('Up to this age'));
  await dialog.getByLabel('From this age on').fill('4');
  await dialog.getByLabel('Up to this age').fill('15');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await isGone(page);
  const row = rowOf(page, 'Ticket types', 'Child');
  for (const text of ['£12.50', '4 to 15', 'Active']) await row.getByText(text, { exact: true }).waitFor();
  assert.equal((await quote(shop, { party_size: 2 })).total.amount, 2500);

  await page.getByRole('button', { name: 'Edit Child' }).click();
  await dialog.getByLabel('Price of a person').fill('14');
  await dialog.getByLabel('Up to this age').fill('');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await isGone(page);
  for (const text of ['£14.00', '4 and older']) await row.getByText(text, { exact: true }).waitFor();
  assert.equal((await quote(shop, { party_size: 2 })).total.amount, 2800);
});

test('an admin makes weekends dearer, for one ticket, and the rule says what it does', async (t) => {
  const shop = await makeShop();
  await ticketOf(shop);
  const page = await open(t, shop.admin, `/pricing?activity_id=${shop.activity.id}`, london);
  await page.getByText('every session costs the same').waitFor();
  await page.getByRole('button', { name: 'New price rule' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Weekend evenings');
  await dialog.getByLabel('For', { exact: true }).selectOption('Adult');
  for (const day of ['Saturday', 'Sunday']) await dialog.getByLabel(day).check();
  await dialog.getByLabel('From this time on').fill('21:00');
  await dialog.getByLabel('Before this time').fill('17:00');
  await dialog.getByLabel('Part (%)').fill('25');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await isFaulty('times the wrong way round', dialog.getByLabel('Before this time'));
  await dialog.getByLabel('From this time on').fill('17:00');
  await dialog.getByLabel('Before this time').fill('');
  await dialog.getByText('Saturday and Sunday from 17:00: 25% more', { exact: true }).waitFor();
  await dialog.getByRole('button', { name: 'Add' }).click();
  await isGone(page);
  const row = rowOf(page, 'Price rules', 'Weekend evenings');
  for (const text of ['Saturday and Sunday from 17:00: 25% more', 'Adult']) await row.getByText(text, { exact: true }).waitFor();

  // Always and a part less, so that the session of this shop has that price.
  await page.getByRole('button', { name: 'Edit Weekend evenings' }).click();
  await dialog.getByText('For: Adult. Bookings keep the price that they were made for.').waitFor();
  for (const day of ['Saturday', 'Sunday']) await dialog.getByLabel(day).uncheck();
  await dialog.getByLabel('From this time on').fill('');
  await dialog.getByLabel('What it costs then').selectOption('A part less');
  await dialog.getByLabel('Part (%)').fill('10');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await isGone(page);
  await row.getByText('Always: 10% less', { exact: true }).waitFor();
  assert.equal((await quote(shop, { party_size: 1 })).total.amount, 2700);

  await page.getByRole('button', { name: 'Edit Weekend evenings' }).click();
  await dialog.getByLabel('Counts').uncheck();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await row.getByText('Ended').waitFor();
  assert.equal((await quote(shop, { party_size: 1 })).total.amount, 3000);
});

test('an admin adds a tax and a booking fee, and both are lines of a quote', async (t) => {
  const shop = await makeShop();
  const page = await open(t, shop.admin, '/pricing', london);
  await page.getByRole('button', { name: 'New tax rate' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('City tax');
  await dialog.getByLabel('Rate (%)').fill('8.875');
  await dialog.getByLabel('Prices').selectOption('are without it, it comes on top');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await isGone(page);
  const row = rowOf(page, 'Taxes', 'City tax');
  for (const text of ['8.875%', 'On top of the price', 'All activities']) await row.getByText(text, { exact: true }).waitFor();

  await page.getByRole('button', { name: 'Edit the fees' }).click();
  await dialog.getByLabel('Part of the price (%)').fill('2');
  await dialog.getByLabel('And an amount').fill('0.30');
  await dialog.getByLabel('Who pays it').selectOption('The customer, as a line of its own');
  await dialog.getByLabel('Name of the line').fill('Service');
  assert.equal(await dialog.getByText('Fee of the platform').count(), 0, 'that is the platform\'s');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await isGone(page);
  const fees = page.getByRole('region', { name: 'Fees' });
  for (const text of ['2% and £0.30', 'The customer, as a line of its own (“Service”)']) await fees.getByText(text).waitFor();
  const { lines } = await quote(shop, { party_size: 1 });
  assert.deepEqual(lines.map(({ name, amount }) => [name, amount.amount]).slice(-2), [['Service', 80], ['City tax', 229]]);
});

test('the chosen activity stays over a reload; a tax above 100 % is not sent, and one that ended is no line any more', async (t) => {
  const shop = await makeShop();
  const walk = await shop.tenant.activity({ name: 'Harbour walk' });
  await ticketOf(shop, { activity_id: walk.id, name: 'Walker' });
  const page = await open(t, shop.admin, `/pricing?activity_id=${shop.activity.id}`, london);
  const choice = page.getByRole('search').getByLabel('Activity');
  await choice.selectOption('Harbour walk');
  await rowOf(page, 'Ticket types', 'Walker').waitFor();
  await page.reload();
  await rowOf(page, 'Ticket types', 'Walker').waitFor();
  assert.equal(await choice.inputValue(), walk.id);

  await page.getByRole('button', { name: 'New tax rate' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Of', { exact: true }).selectOption('River tour');
  await dialog.getByLabel('Name').fill('VAT');
  await dialog.getByLabel('Rate (%)').fill('101');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await dialog.locator('input:invalid:focus').waitFor();
  await dialog.getByLabel('Rate (%)').fill('20');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await isGone(page);
  const row = rowOf(page, 'Taxes', 'VAT');
  for (const text of ['20%', 'In the price', 'River tour']) await row.getByText(text, { exact: true }).waitFor();
  const taxes = async () => (await quote(shop, { party_size: 1 })).lines.filter(({ kind }) => kind === 'tax').length;
  assert.equal(await taxes(), 1);
  await page.getByRole('button', { name: 'Edit VAT' }).click();
  await dialog.getByText('Of: River tour.').waitFor();
  await dialog.getByLabel('Counts').uncheck();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await row.getByText('Ended').waitFor();
  assert.equal(await taxes(), 0);
});

test('the platform sets what it keeps', async (t) => {
  const shop = await makeShop();
  const page = await open(t, await makePlatformAdmin(database), '', london);
  await page.evaluate((id) => sessionStorage.setItem('btms_organization', id), shop.tenant.organization.id);
  await page.goto('/admin/pricing');
  await settled(page, 'Prices');
  await page.getByRole('button', { name: 'Edit the fees' }).click();
  const platform = page.getByRole('dialog').getByRole('group', { name: 'Fee of the platform' });
  await platform.getByLabel('Part of the price (%)').fill('1.29');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await isGone(page);
  await page.getByRole('region', { name: 'Fees' }).getByText('1.29%').waitFor();
  assert.equal(assertStatus(await api.get('/v1/pricing', { as: shop.as }), 200).platform_fee.rate_ppm, 12900);
});

test('what somebody else changed meanwhile is shown, not overwritten', async (t) => {
  const shop = await makeShop();
  const ticket = await ticketOf(shop);
  const page = await open(t, shop.admin, '/pricing', london);
  await page.getByRole('button', { name: 'Edit Adult' }).click();
  assertStatus(await api.patch(`/v1/ticket-types/${ticket.id}`, { price: { amount: 3300 } }, { as: shop.as, version: 1 }), 200);
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Grown-up');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByRole('alert').filter({ hasText: /Price\s*£30\.00 → £33\.00/ }).waitFor();
  await dialog.getByRole('button', { name: 'Save my changes, too' }).click();
  await isGone(page);
  await rowOf(page, 'Ticket types', 'Grown-up').getByText('£33.00').waitFor();
});

test('what the API replaces whole keeps what somebody else changed of it: a season, ages, the name of the fee', async (t) => {
  const shop = await makeShop();
  const { as } = shop;
  const ticket = await ticketOf(shop, { ages: { min: 16 } });
  const rule = await make(shop, '/v1/price-rules', {
    activity_id: shop.activity.id, name: 'Summer', applies: { weekdays: [6], to_time: '24:00' },
    change: { kind: 'percent', rate_ppm: 1000 } });
  const page = await open(t, shop.admin, '/pricing', london);
  const dialog = page.getByRole('dialog');
  const read = async (address) => assertStatus(await api.get(address, { as }), 200);
  async function editBeside(button, address, theirs, type) {
    await page.getByRole('button', { name: button }).click();
    const { version } = await read(address);
    assertStatus(await api.patch(address, theirs, { as, version }), 200);
    await type();
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.getByRole('button', { name: 'Save my changes, too' }).click();
    await isGone(page);
    return read(address);
  }
  const { applies } = await editBeside('Edit Summer', `/v1/price-rules/${rule.id}`, { applies: { weekdays: [6], from_date: '2027-06-01' } },
    () => dialog.getByLabel('From this time on').fill('17:00'));
  assert.deepEqual(applies, { weekdays: [6], from_time: '17:00', from_date: '2027-06-01' });
  const { ages } = await editBeside('Edit Adult', `/v1/ticket-types/${ticket.id}`, { ages: { min: 18 } },
    () => dialog.getByLabel('Up to this age').fill('64'));
  assert.deepEqual(ages, { min: 18, max: 64 });
  const { booking_fee: { fixed: _, ...fee } } = await read('/v1/pricing');
  const { booking_fee: saved } = await editBeside('Edit the fees', '/v1/pricing',
    { booking_fee: { ...fee, fixed: { amount: 30 }, name: 'Service' } }, () => dialog.getByLabel('Part of the price (%)').fill('2'));
  assert.deepEqual([saved.name, saved.rate_ppm, saved.fixed.amount], ['Service', 20_000, 30]);
});

test('a private activity has one price, and currencies have the decimals that they have', async (t) => {
  const shop = await makeShop({ mode: 'private', price_minor: 9000 }, { currency: 'JPY' });
  const page = await open(t, shop.admin, '/pricing', london);
  await page.getByText('has one price for the whole group, JP¥9,000').waitFor();
  assert.equal(await page.getByRole('button', { name: 'New ticket type' }).count(), 0);
  await page.getByRole('button', { name: 'New price rule' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Summer');
  await dialog.getByLabel('What it costs then').selectOption('A price of its own');
  await dialog.getByLabel('Price (JPY)').fill('9500.50');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await isFaulty('half a yen', dialog.getByLabel('Price (JPY)'));
  await dialog.getByLabel('Price (JPY)').fill('9500');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await isGone(page);
  await rowOf(page, 'Price rules', 'Summer').getByText('JP¥9,500').waitFor();
});

test('a manager reads prices and cannot change them, and sees none of another organization', async (t) => {
  const shop = await makeShop();
  await ticketOf(shop);
  const page = await open(t, await makeUser(shop.tenant, 'manager'), '/pricing', london);
  await rowOf(page, 'Ticket types', 'Adult').waitFor();
  await page.getByRole('region', { name: 'Fees' }).getByText('Who pays it').waitFor();
  assert.equal(await page.getByRole('main').getByRole('button', { name: /New|Edit/ }).count(), 0);
  const other = await makeShop({ name: 'Harbour walk' });
  const stranger = await open(t, other.admin, `/pricing?activity_id=${shop.activity.id}`, london);
  await settled(stranger, 'Prices');
  assert.doesNotMatch(await stranger.locator('main').innerText(), /River tour|Adult/);
});

test('everybody can use the view and its dialogs, in light and dark, on a desktop and on a phone', async (t) => {
  const shop = await makeShop();
  await ticketOf(shop);
  await make(shop, '/v1/price-rules', {
    activity_id: shop.activity.id, name: 'Summer', applies: { from_date: '2027-06-01', to_date: '2027-08-31' },
    change: { kind: 'amount', amount: -500 } });
  await make(shop, '/v1/tax-rates', { name: 'VAT', rate_ppm: 200_000, is_inclusive: true });
  const page = await open(t, shop.admin, '/pricing', { ...london, bypassCSP: true });
  await heading(page, 'Prices').waitFor();
  await rowOf(page, 'Price rules', 'Summer').getByText('£5.00 less').waitFor();
  for (const button of [null, 'Edit Adult', 'Edit Summer', 'Edit VAT', 'Edit the fees']) {
    if (button) await page.getByRole('button', { name: button }).click();
    for (const [viewport, colorScheme] of [[phone, 'light'], [desktop, 'dark']]) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      assert.deepEqual(await faultsOf(page), [], `${button}, ${colorScheme}`);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= viewport.width, `${button} is ${width} wide`);
    }
    if (button) await page.keyboard.press('Escape');
  }
});
