// The calendar of the admin app: a month at a glance, and bookings moved by dragging, by keyboard, and against others.
import assert from 'node:assert/strict';
import { useAdmin } from '../support/admin.mjs';
import { faultsOf } from '../support/axe.mjs';
import { phone } from '../support/browser.mjs';
import { assertLedger } from '../support/ledger.mjs';
import { useServer } from '../support/server.mjs';
import { makeUser, signIn } from '../support/staff.mjs';
import { hour, localDay, makeTenant } from '../support/tenant.mjs';

const server = await useServer();
const { test, api } = server;
const open = await useAdmin(server);
const zone = 'Europe/London';

// Noon UTC of tomorrow: the sessions of a test are on one day, in London, too.
const tomorrow = new Date(Math.floor(Date.now() / (24 * hour) + 1) * 24 * hour + 12 * hour);
const dayOfThem = localDay(tomorrow, zone);

// Three sessions: one with a booking of two, a free one, and one that is closed.
async function threeSessions(role) {
  const tenant = await makeTenant(server.database);
  const activity = await tenant.activity({ name: 'River tour' });
  const at = (hours, columns) => tenant.session(activity, { start: new Date(tomorrow.getTime() + hours * hour), ...columns });
  const [from, to, closed] = [await at(0), await at(2), await at(4, { is_closed: true, close_reason: 'closed_by_hand' })];
  const owner = await signIn(api, await makeUser(tenant, 'super-admin'));
  const { status, body: booking } = await api.post('/v1/bookings', {
    session_id: from.id, party_size: 2, customer: { first_name: 'Ann', last_name: 'Archer', email: 'ann@example.com' },
  }, { as: owner });
  assert.equal(status, 201);
  return { tenant, activity, from, to, closed, owner, booking, user: await makeUser(tenant, role) };
}

const sessionOf = async (booking) =>
  (await server.database.query('select session_id from bookings where id = $1', [booking.id])).rows[0].session_id;
const card = (page, session) => page.locator('.session', { has: page.getByText(timeOf(session), { exact: true }) });
const timeOf = (session) => new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: zone }).format(session.start_time);
const day = (page, view = 'day') => page.goto(`/admin/calendar?view=${view}&day=${dayOfThem}`);

test('a month shows how full each day is, and a day leads to its sessions', async (t) => {
  const { user } = await threeSessions('staff');
  const page = await open(t, user, `/calendar?view=month&day=${dayOfThem}`, { bypassCSP: true });
  const cell = page.getByRole('button', { name: /: 3 sessions, 2 of 20 seats taken, 1 closed$/ });
  await cell.waitFor();
  assert.deepEqual(await faultsOf(page), []);
  await page.setViewportSize(phone);
  assert.deepEqual(await faultsOf(page), [], 'on a phone');
  await page.getByRole('button', { name: 'The month after' }).click();
  await cell.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'The month before' }).click();
  await cell.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Ann Archer, 2 people' }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Day', exact: true }).getAttribute('aria-pressed'), 'true');
  // Staff look; moving takes bookings:write.
  assert.equal(await page.getByRole('button', { name: /^Move/ }).count(), 0);
  assert.equal(await page.locator('[draggable=true]').count(), 0);
});

test('a booking is dragged onto another session and moves when that is confirmed, not before', async (t) => {
  const { user, from, to, closed, booking } = await threeSessions('manager');
  const page = await open(t, user, '', { bypassCSP: true });
  await day(page);
  const party = card(page, from).locator('.party');
  await party.dragTo(card(page, closed));
  assert.equal(await page.getByRole('dialog').count(), 0, 'a closed session takes nobody');
  await party.dragTo(card(page, to));
  const dialog = page.getByRole('dialog', { name: 'Move Ann Archer?' });
  await dialog.getByText(`${timeOf(to)} (10 of 10 seats free)`).waitFor();
  assert.deepEqual(await faultsOf(page), []);
  await page.keyboard.press('Escape');
  assert.equal(await sessionOf(booking), from.id);

  await party.dragTo(card(page, to));
  await dialog.getByRole('button', { name: 'Move the booking' }).click();
  await card(page, to).getByRole('link', { name: 'Ann Archer, 2 people' }).waitFor();
  await card(page, from).getByText('0 of 10 booked').waitFor();
  assert.equal(await sessionOf(booking), to.id);
  await assertLedger(server.database);
});

test('a booking is moved by keyboard alone', async (t) => {
  const { user, to, booking } = await threeSessions('manager');
  const page = await open(t, user);
  await day(page);
  await page.getByRole('button', { name: 'Move Ann Archer to…' }).focus();
  await page.keyboard.press('Enter');
  const time = page.getByRole('dialog').getByRole('group', { name: 'Times' }).getByRole('button', { name: timeOf(to) });
  await time.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: /^Move to / }).focus();
  await page.keyboard.press('Enter');
  await card(page, to).getByRole('link', { name: 'Ann Archer, 2 people' }).waitFor();
  assert.equal(await sessionOf(booking), to.id);
});

test('a session that fills up while somebody drags refuses, and the booking stays where it was', async (t) => {
  const { user, from, to, owner, booking } = await threeSessions('manager');
  const page = await open(t, user);
  await day(page);
  await card(page, from).locator('.party').dragTo(card(page, to));
  await page.getByRole('dialog', { name: 'Move Ann Archer?' }).waitFor();
  const customer = { first_name: 'Tom', last_name: 'Okafor', email: 'tom@example.com' };
  const taken = await api.post('/v1/bookings', { session_id: to.id, party_size: 9, customer }, { as: owner });
  assert.equal(taken.status, 201);
  await page.getByRole('dialog').getByRole('button', { name: 'Move the booking' }).click();
  await page.getByRole('dialog').getByRole('alert').waitFor();
  assert.equal(await sessionOf(booking), from.id);
  await assertLedger(server.database);
});

test('seats that somebody else changed meanwhile are shown, not overwritten', async (t) => {
  const { tenant, user, to, owner } = await threeSessions('manager');
  const page = await open(t, user);
  await day(page);
  await card(page, to).getByRole('button', { name: /River tour/ }).click();
  await page.getByRole('button', { name: 'Change the seats' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change the seats' });
  await dialog.getByLabel('Seats').fill('12');
  assert.equal((await api.post(`/v1/sessions/${to.id}/resize`, { capacity_total: 8 }, { as: owner })).status, 200);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('it had 10 seats, 0 taken; now it has 8 seats, 0 taken').waitFor();
  assert.equal((await tenant.sessionNow(to)).capacity_total, 8);
  await dialog.getByRole('button', { name: 'Go on with mine' }).click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.equal((await tenant.sessionNow(to)).capacity_total, 12);
});

test('the calendar of another organization shows nothing of this one', async (t) => {
  const { from } = await threeSessions('manager');
  const stranger = await makeUser(await makeTenant(server.database), 'super-admin');
  const page = await open(t, stranger);
  for (const view of ['day', 'month']) {
    await page.goto(`/admin/calendar?view=${view}&day=${dayOfThem}&activity_id=${from.activity_id}`);
    await page.getByText(/^As of/).waitFor();
    assert.doesNotMatch(await page.locator('main').innerText(), /Archer|River tour|\/ 20/);
  }
});
