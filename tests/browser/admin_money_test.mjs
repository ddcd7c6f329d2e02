// The admin app: what a booking costs, what was paid and what goes back.
import assert from 'node:assert/strict';
import { useAdmin } from '../support/admin.mjs';
import { faultsOf } from '../support/axe.mjs';
import { desktop, phone } from '../support/browser.mjs';
import { assertLedger } from '../support/ledger.mjs';
import { useServer } from '../support/server.mjs';
import { makeUser, signIn } from '../support/staff.mjs';
import { day, makeTenant } from '../support/tenant.mjs';

const server = await useServer();
const { test, api } = server;
const open = await useAdmin(server, ['--lang=en-GB']);

// A tenant with a booking for two at 25.00 each, and a user of this role.
async function bookingFor(role) {
  const tenant = await makeTenant(server.database);
  const activity = await tenant.activity({ name: 'River tour', price_minor: 2500 });
  const session = await tenant.session(activity, { start: new Date(Date.now() + 10 * day) });
  const owner = await signIn(api, await makeUser(tenant, 'super-admin'));
  const customer = { first_name: 'Ann', last_name: 'Archer', email: 'ann@example.com' };
  const reply = await api.post('/v1/bookings', { session_id: session.id, party_size: 2, customer }, { as: owner });
  assert.equal(reply.status, 201, JSON.stringify(reply.body));
  return { tenant, owner, booking: reply.body, user: await makeUser(tenant, role) };
}

const moneyOf = async ({ owner, booking }) => (await api.get(`/v1/bookings/${booking.id}/payments`, { as: owner })).body;

test('what was paid at the venue is noted, a part goes back, and the sums say so', async (t) => {
  const made = await bookingFor('admin');
  const page = await open(t, made.user, `/bookings/${made.booking.id}`);
  const panel = page.getByRole('region', { name: 'Money' });
  await panel.getByRole('button', { name: 'Note a payment' }).click();
  const paying = page.getByRole('dialog', { name: 'Note a payment' });
  const amount = paying.getByLabel(/^Amount/);
  assert.equal(await amount.inputValue(), '50');
  await amount.fill('50.001');
  await paying.getByRole('button', { name: 'Note the payment' }).click();
  await paying.getByText('Write an amount, such as 25 or 25.50.').waitFor();
  await amount.fill('60');
  await paying.getByText(/^At most .*50\.00\.$/).waitFor();
  await amount.fill('50');
  await paying.getByRole('button', { name: 'Note the payment' }).click();
  await paying.waitFor({ state: 'detached' });
  assert.equal((await moneyOf(made)).paid.amount, 5000);

  await panel.getByRole('button', { name: 'Give money back' }).click();
  const giving = page.getByRole('dialog', { name: 'Give money back' });
  await giving.getByLabel(/^Amount/).fill('12.50');
  await giving.getByLabel('Where to').selectOption('venue');
  await giving.getByLabel('Reason').fill('It rained.');
  await giving.getByRole('button', { name: 'Give it back' }).click();
  await panel.getByText(/It rained\./).waitFor();
  await panel.getByText('Partially refunded').waitFor();
  assert.equal((await moneyOf(made)).refunded.amount, 1250);

  const history = page.getByRole('region', { name: 'History' });
  await history.getByText('Given back £12.50').waitFor();
  const told = await history.innerText();
  assert.match(told, /Given back £12\.50[^]*Given back\s*£0\.00 → £12\.50/);
  assert.match(told, /Payment: Partially refunded[^]*Payment status\s*Paid → Partially refunded/);
  assert.match(told, /Payment: Paid[^]*To pay at the venue → Paid[^]*Paid £50\.00[^]*Paid\s*£0\.00 → £50\.00/);
  assert.doesNotMatch(told, /_|minor|version/i);
  await assertLedger(server.database);
});

test('before a booking is cancelled it is said what goes back', async (t) => {
  const made = await bookingFor('admin');
  await api.post(`/v1/bookings/${made.booking.id}/payments`, {}, { as: made.owner, key: true });
  const back = (await moneyOf(made)).cancellation_refund;
  const page = await open(t, made.user, `/bookings/${made.booking.id}`);
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(new RegExp(`${(back.amount / 100).toFixed(2)}.*goes back to the customer`)).waitFor();
  await dialog.getByRole('button', { name: 'Cancel the booking' }).click();
  await page.getByText('Cancelled').first().waitFor();
  assert.equal((await moneyOf(made)).refunded.amount, back.amount);
});

test('staff see no money, managers give none back, and another tenant has no such booking', async (t) => {
  const made = await bookingFor('staff');
  const staffPage = await open(t, made.user, `/bookings/${made.booking.id}`);
  await staffPage.getByRole('region', { name: 'Booking' }).waitFor();
  assert.equal(await staffPage.getByRole('region', { name: 'Money' }).count(), 0);
  await staffPage.context().close();
  await api.post(`/v1/bookings/${made.booking.id}/payments`, {}, { as: made.owner, key: true });
  const managerPage = await open(t, await makeUser(made.tenant, 'manager'), `/bookings/${made.booking.id}`);
  const panel = managerPage.getByRole('region', { name: 'Money' });
  await panel.getByText('Paid', { exact: true }).first().waitFor();
  assert.equal(await panel.getByRole('button', { name: 'Give money back' }).count(), 0);
  await managerPage.context().close();
  const stranger = await open(t, (await bookingFor('admin')).user, `/bookings/${made.booking.id}`);
  await stranger.getByRole('alert').getByText(/./).first().waitFor();
  assert.equal(await stranger.getByText('Ann Archer').count(), 0);
});

test('axe finds nothing wrong with the money of a booking and its dialogs', async (t) => {
  const made = await bookingFor('admin');
  await api.post(`/v1/bookings/${made.booking.id}/payments`, { amount: 2000 }, { as: made.owner, key: true });
  for (const [viewport, colorScheme] of [[phone, 'light'], [desktop, 'dark']]) {
    const page = await open(t, made.user, `/bookings/${made.booking.id}`, { viewport, colorScheme, bypassCSP: true });
    const panel = page.getByRole('region', { name: 'Money' });
    for (const name of ['Note a payment', 'Give money back']) {
      await panel.getByRole('button', { name }).click();
      await page.getByRole('dialog', { name }).waitFor();
      assert.deepEqual(await faultsOf(page), []);
      await page.keyboard.press('Escape');
    }
    assert.deepEqual(await faultsOf(page), []);
    if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/money-${colorScheme}.png`, fullPage: true });
    await page.context().close();
  }
});
