// The admin app during the day: what is on, check-in, booking by hand, the calendar, bookings, customers.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { heading, useAdmin } from '../support/admin.mjs';
import { assertLedger } from '../support/ledger.mjs';
import { useServer } from '../support/server.mjs';
import { makeUser, signIn } from '../support/staff.mjs';
import { localDay, makeTenant, minute } from '../support/tenant.mjs';

const server = await useServer();
const { test, api } = server;
const open = await useAdmin(server);

// A tenant with one activity, and a user of this role with what the API needs to act as an owner.
async function venueOf(role, columns = {}) {
  const tenant = await makeTenant(server.database);
  const activity = await tenant.activity({ name: 'River tour', ...columns });
  const user = await makeUser(tenant, role);
  const owner = await signIn(api, await makeUser(tenant, 'super-admin'));
  return { tenant, activity, user, owner };
}

const customer = { first_name: 'Ann', last_name: 'Archer', email: 'ann@example.com' };

async function book(owner, session, columns = {}) {
  const reply = await api.post('/v1/bookings', { session_id: session.id, party_size: 2, customer, ...columns }, { as: owner });
  assert.equal(reply.status, 201, JSON.stringify(reply.body));
  return reply.body;
}

const bookingNow = async (id) => (await server.database.query('select * from bookings where id = $1', [id])).rows[0];
// Of a session that is on now, whatever the time is, so its day is today.
const aMinuteAgo = () => new Date(Date.now() - minute);

test('staff find a booking by its number and check the party in', async (t) => {
  const { tenant, activity, user, owner } = await venueOf('staff');
  const session = await tenant.session(activity, { start: aMinuteAgo() });
  const booking = await book(owner, session);
  const page = await open(t, user);
  await heading(page, 'Today').waitFor();
  await page.getByLabel(/^Booking number/).fill(booking.booking_number.toLowerCase());
  const found = page.getByRole('region', { name: 'Find a booking' });
  await found.getByText('Ann Archer').waitFor();
  await found.getByRole('button', { name: 'Check in: Ann Archer' }).click();
  await page.getByText('Ann Archer, 2 people: checked in').waitFor();
  await found.getByText('Checked in').waitFor();
  assert.equal((await bookingNow(booking.id)).status, 'checked_in');
});

test('a check-in that is refused says why, where it was asked for', async (t) => {
  const { tenant, activity, user, owner } = await venueOf('staff');
  const booking = await book(owner, await tenant.session(activity, { start: new Date(Date.now() + 3 * 86_400_000) }));
  const page = await open(t, user);
  await page.getByLabel(/^Booking number/).fill(booking.confirmation_code);
  await page.getByRole('button', { name: 'Check in: Ann Archer' }).click();
  await page.getByRole('alert').getByText(/./).waitFor();
  assert.equal((await bookingNow(booking.id)).status, 'confirmed');
});

test('a manager books for who walks in, by keyboard alone', async (t) => {
  const { tenant, activity, user } = await venueOf('manager');
  await tenant.session(activity, { start: aMinuteAgo() });
  const page = await open(t, user);
  await page.getByRole('button', { name: /^Book \d\d:\d\d River tour/ }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'New booking' });
  await dialog.waitFor();
  for (const [label, text] of Object.entries({ 'First name': 'Tom', 'Last name': 'Okafor', Email: 'tom@example.com' })) {
    await dialog.getByLabel(label).focus();
    await page.keyboard.type(text);
  }
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Tom Okafor' }).waitFor();
  const { rows } = await server.database.query('select * from bookings where organization_id = $1', [tenant.organization.id]);
  assert.equal(rows.length, 1);
  assert.equal(rows[0].party_size, 2);
  await assertLedger(server.database);
});

test('a booking that does not fit says so at the field, and nothing is lost', async (t) => {
  const { tenant, activity, user } = await venueOf('manager', { max_party: 4 });
  await tenant.session(activity, { start: aMinuteAgo() });
  const page = await open(t, user);
  await page.getByRole('button', { name: /^Book \d\d:\d\d River tour/ }).click();
  const dialog = page.getByRole('dialog', { name: 'New booking' });
  await dialog.getByLabel('People').fill('5');
  await dialog.getByLabel('First name').fill('Tom');
  await dialog.getByLabel('Last name').fill('Okafor');
  await dialog.getByLabel('Email').fill('tom@localhost');
  await dialog.getByRole('button', { name: 'Book' }).click();
  await dialog.getByText('Must be an email address.').waitFor();
  assert.equal(await dialog.getByLabel('Email').getAttribute('aria-invalid'), 'true');
  await dialog.getByLabel('Email').fill('tom@example.com');
  await dialog.getByRole('button', { name: 'Book' }).click();
  await dialog.locator('[aria-invalid=true]').waitFor();
  assert.equal(await dialog.getByLabel('People').getAttribute('aria-invalid'), 'true');
  await dialog.getByLabel('People').fill('4');
  await dialog.getByRole('button', { name: 'Book' }).click();
  await dialog.waitFor({ state: 'detached' });
});

test('a manager closes, opens, resizes and blocks a session from the calendar', async (t) => {
  const { tenant, activity, user } = await venueOf('manager');
  const session = await tenant.session(activity);
  const day = localDay(session.start_time, tenant.venue.time_zone);
  const page = await open(t, user, `/calendar?view=day&day=${day}`);
  const card = page.getByRole('button', { name: /River tour/ });
  const act = async (button, confirm, fields = {}) => {
    await page.getByRole('dialog').getByRole('button', { name: button, exact: true }).click();
    const asked = page.getByRole('dialog').last();
    for (const [label, text] of Object.entries(fields)) await asked.getByLabel(label).fill(text);
    await asked.getByRole('button', { name: confirm }).click();
  };
  await card.click();
  await act('Close session', 'Close it', { 'Note for staff': 'Sold at the door' });
  await page.getByText('Closed: Sold at the door').waitFor();
  assert.equal((await tenant.sessionNow(session)).is_closed, true);
  await act('Open session', 'Open it');
  await page.getByRole('dialog').getByRole('button', { name: 'Close session' }).waitFor();
  await act('Change the seats', 'Save', { Seats: '14' });
  await page.getByRole('dialog').getByText('0 of 14 booked').waitFor();
  await act('Block session', 'Block it', { Reason: 'The boat is in repair' });
  await page.getByText('Blocked: The boat is in repair').waitFor();
  const now = await tenant.sessionNow(session);
  assert.equal(now.capacity_total, 14);
  assert.equal(now.is_closed, true);
});

test('bookings are searched and filtered, and the address keeps the filter', async (t) => {
  const { tenant, activity, user, owner } = await venueOf('staff');
  const session = await tenant.session(activity);
  await book(owner, session);
  await book(owner, session, { customer: { first_name: 'Ines', last_name: 'Laurent', email: 'ines@example.com' } });
  const page = await open(t, user, '/bookings');
  await page.getByRole('table', { name: 'Bookings' }).getByText('Ann Archer').waitFor();
  await page.getByLabel('Search').fill('laur');
  await page.getByText('Ann Archer').waitFor({ state: 'detached' });
  await page.getByText('Ines Laurent').waitFor();
  await page.reload();
  await page.getByText('Ines Laurent').waitFor();
  assert.equal(await page.getByLabel('Search').inputValue(), 'laur');
  await page.getByLabel('State').selectOption('Cancelled');
  await page.getByText('No booking fits').waitFor();
  await page.getByRole('button', { name: 'Show all bookings' }).click();
  await page.getByText('Ann Archer').waitFor();
});

test('what the filters leave is exported for spreadsheets, in which nothing becomes a formula', async (t) => {
  const { tenant, activity, user, owner } = await venueOf('staff');
  const session = await tenant.session(activity);
  const booking = await book(owner, session, { customer: { first_name: '=1+1', last_name: 'Laurent, "Ines"', email: 'ines@example.com' } });
  await book(owner, session);
  const page = await open(t, user, '/bookings?q=ines%40example.com');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export as CSV' }).click();
  const file = await download;
  assert.equal(file.suggestedFilename(), 'bookings.csv');
  const [head, row, ...others] = (await readFile(await file.path(), 'utf8')).trimEnd().split('\r\n');
  assert.match(head, /^\uFEFFBooking,Code,State,Customer,/);
  const customer = `"'=1+1 Laurent, ""Ines""",ines@example.com,`;
  assert.ok(row.startsWith(`${booking.booking_number},${booking.confirmation_code},Confirmed,${customer}`), row);
  assert.deepEqual(others, []);
});

test('a manager moves a booking to another session and then cancels it', async (t) => {
  const { tenant, activity, user, owner } = await venueOf('manager');
  const session = await tenant.session(activity);
  const other = await tenant.session(activity, { start: new Date(session.start_time.getTime() + 3_600_000) });
  const booking = await book(owner, session);
  const page = await open(t, user, `/bookings/${booking.id}`);
  await page.getByRole('button', { name: 'Move' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Day').fill(localDay(other.start_time, tenant.venue.time_zone));
  await dialog.getByRole('group', { name: 'Times' }).getByRole('button').first().click();
  await dialog.getByRole('button', { name: /^Move to / }).click();
  await page.getByText('It was for another time before.').waitFor();
  assert.equal((await bookingNow(booking.id)).session_id, other.id);

  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await dialog.getByLabel('Reason').fill('They are ill.');
  await dialog.getByRole('button', { name: 'Cancel the booking' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('They are ill.').waitFor();
  assert.equal((await bookingNow(booking.id)).status, 'cancelled');
  assert.equal(await page.getByRole('button', { name: 'Move' }).count(), 0);
  await assertLedger(server.database);
});

test('a manager corrects a customer; an edit by somebody else meanwhile is shown, not overwritten', async (t) => {
  const { tenant, activity, user, owner } = await venueOf('manager');
  const booking = await book(owner, await tenant.session(activity));
  const page = await open(t, user, `/customers/${booking.customer_id}`);
  await page.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Last name').fill('Fletcher');
  const { body: before } = await api.get(`/v1/customers/${booking.customer_id}`, { as: owner });
  await api.patch(`/v1/customers/${booking.customer_id}`, { phone: '+44 131 496 0000' }, { as: owner, version: before.version });

  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  const conflict = dialog.getByRole('alert');
  await conflict.getByText('Somebody else has changed this').waitFor();
  assert.match(await conflict.innerText(), /Phone\s*\(empty\) → \+44 131 496 0000/);
  await conflict.getByRole('button', { name: 'Save my changes, too' }).click();
  await heading(page, 'Ann Fletcher').waitFor();
  const { body: after } = await api.get(`/v1/customers/${booking.customer_id}`, { as: owner });
  assert.equal(after.phone, '+44 131 496 0000');
});

test('an admin erases a customer whose visits are over', async (t) => {
  const { tenant, activity, user, owner } = await venueOf('admin');
  const booking = await book(owner, await tenant.session(activity));
  await api.post(`/v1/bookings/${booking.id}/cancel`, {}, { as: owner });
  const page = await open(t, user, `/customers/${booking.customer_id}`);
  await page.getByRole('button', { name: 'Erase' }).click();
  await page.getByRole('button', { name: 'Erase for good' }).click();
  await heading(page, 'Erased customer').waitFor();
  assert.equal(await page.getByText('Archer').count(), 0);
});

test('what customers type stays text', async (t) => {
  const { tenant, activity, user, owner } = await venueOf('manager');
  const evil = '<img src=x onerror="document.title=1">';
  const booking = await book(owner, await tenant.session(activity),
    { notes: evil, customer: { first_name: evil, last_name: '{{7*7}}', email: 'x@example.com' } });
  const page = await open(t, user, `/bookings/${booking.id}`);
  await page.getByRole('link', { name: evil }).waitFor();
  await page.goto('/admin/bookings');
  await page.getByText(`${evil} {{7*7}}`).waitFor();
  assert.equal(await page.locator('main img').count(), 0);
});
