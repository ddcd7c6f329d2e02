// What surrounds every view of the admin app: the command palette, shortcuts, what is new, a lost connection, unsaved text.
import assert from 'node:assert/strict';
import { heading, useAdmin } from '../support/admin.mjs';
import { faultsOf } from '../support/axe.mjs';
import { useServer } from '../support/server.mjs';
import { makeUser, signIn } from '../support/staff.mjs';
import { makeTenant, minute } from '../support/tenant.mjs';

const server = await useServer();
const { test, api } = server;
const open = await useAdmin(server);

const tenant = await makeTenant(server.database);
const activity = await tenant.activity({ name: 'River tour' });
const session = await tenant.session(activity, { start: new Date(Date.now() - minute) });
const owner = await signIn(api, await makeUser(tenant, 'super-admin'));
const manager = await makeUser(tenant, 'manager');

async function book(firstName, lastName) {
  const customer = { first_name: firstName, last_name: lastName, email: `${lastName}@example.com`.toLowerCase() };
  const { status, body } = await api.post('/v1/bookings', { session_id: session.id, party_size: 2, customer }, { as: owner });
  assert.equal(status, 201);
  return body;
}
const booking = await book('Ann', 'Archer');

test('a booking is found and opened from anywhere by keyboard alone', async (t) => {
  const page = await open(t, manager, '/venues', { bypassCSP: true });
  await heading(page, 'Venues').waitFor();
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Find, go, do' });
  await palette.getByRole('combobox').waitFor();
  await page.keyboard.type('arch');
  await palette.getByRole('option', { name: new RegExp(`Ann Archer, ${booking.booking_number}`) }).waitFor();
  assert.deepEqual(await faultsOf(page), []);
  await page.keyboard.press('Enter');
  await heading(page, booking.booking_number).waitFor();
  assert.equal(await palette.count(), 0);
});

test('the palette offers what the role may do, and nothing of other organizations', async (t) => {
  const stranger = await makeUser(await makeTenant(server.database), 'staff');
  const page = await open(t, stranger);
  await page.getByRole('button', { name: 'Find' }).first().click();
  const options = page.getByRole('dialog').getByRole('option');
  await options.first().waitFor();
  const names = await options.allInnerTexts();
  assert.ok(names.includes('Calendar') && names.includes('Keyboard shortcuts'));
  for (const name of ['API keys', 'Audit logs', 'Organizations', 'New booking']) assert.ok(!names.includes(name), name);
  await page.keyboard.type('Archer');
  await page.getByText('Nothing fits.').waitFor();
});

test('keys lead to views, are explained, do nothing in fields, and can be switched off', async (t) => {
  const page = await open(t, manager, '', { bypassCSP: true });
  await page.keyboard.press('g');
  await page.keyboard.press('b');
  await heading(page, 'Bookings').waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('g c?');
  assert.equal(await page.getByLabel('Search').inputValue(), 'g c?');
  await heading(page, 'Bookings').focus();
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await help.waitFor();
  assert.deepEqual(await faultsOf(page), []);
  const views = await page.getByRole('navigation').getByRole('link').allInnerTexts();
  const told = await help.getByRole('definition').allInnerTexts();
  assert.deepEqual(views.filter((name) => !told.includes(name)), [], 'every view of the menu has keys');
  await help.getByLabel('Shortcuts of single keys').uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await page.keyboard.press('n');
  assert.equal(await page.getByRole('dialog').count(), 0);
  await heading(page, 'Bookings').waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog', { name: 'Find, go, do' }).waitFor();
});

test('what customers book meanwhile appears by itself, on request, and says how fresh it is', async (t) => {
  const page = await open(t, manager);
  await page.getByText(/^As of /).waitFor();
  await page.clock.install();
  await page.reload();
  await page.getByRole('link', { name: 'Ann Archer' }).waitFor();
  await book('Ines', 'Laurent');
  await page.clock.fastForward(31_000);
  await page.getByRole('link', { name: 'Ines Laurent' }).waitFor();
  await book('Tom', 'Okafor');
  await page.getByRole('button', { name: 'Refresh' }).click();
  await page.getByRole('link', { name: 'Tom Okafor' }).waitFor();
});

test('a lost connection is told, nothing on the screen is lost, and all goes on when it is back', async (t) => {
  const page = await open(t, manager, `/bookings/${booking.id}`, { bypassCSP: true, expected: /status of 4|ERR_INTERNET_DISCONNECTED/ });
  await page.getByLabel('Notes', { exact: true }).fill('Comes with a dog');
  await page.context().setOffline(true);
  await page.getByText('No connection to the server').waitFor();
  assert.deepEqual(await faultsOf(page), []);
  await page.getByRole('button', { name: 'Save notes' }).click();
  await page.getByRole('alert').getByText('The server cannot be reached').waitFor();
  await page.getByText('Ann Archer').first().waitFor();
  await page.context().setOffline(false);
  await page.getByText('The connection is back').waitFor();
  assert.equal(await page.getByLabel('Notes', { exact: true }).inputValue(), 'Comes with a dog');
  await page.getByRole('button', { name: 'Save notes' }).click();
  await page.getByText('Notes saved').waitFor();
  const { rows } = await server.database.query('select notes from bookings where id = $1', [booking.id]);
  assert.equal(rows[0].notes, 'Comes with a dog');
});

test('leaving with unsaved text asks first', async (t) => {
  const page = await open(t, manager, `/bookings/${booking.id}`);
  await page.getByLabel('Notes', { exact: true }).fill('A long note');
  const answer = (how) => new Promise((resolve) => {
    page.once('dialog', (dialog) => { dialog[how]().then(() => resolve(dialog.message())); });
  });
  let asked = answer('dismiss');
  await page.getByRole('link', { name: 'Customers' }).click();
  assert.match(await asked, /Leave without saving/);
  assert.equal(await page.getByLabel('Notes', { exact: true }).inputValue(), 'A long note');
  asked = answer('accept');
  await page.getByRole('link', { name: 'Customers' }).click();
  await asked;
  await heading(page, 'Customers').waitFor();
  await page.getByRole('link', { name: 'Venues' }).click();
  await heading(page, 'Venues').waitFor();
});
