// The widget when things go wrong: others are faster, time runs out, connections break, tabs come and go.
import assert from 'node:assert/strict';
import { faultsOf } from '../support/axe.mjs';
import { assertLedger } from '../support/ledger.mjs';
import { useServer } from '../support/server.mjs';
import { localTime, makeTenant } from '../support/tenant.mjs';
import { confirm, fillDetails, freeTimes, heading, hold, tag, useSite } from '../support/widget.mjs';

const server = await useServer();
const { test } = server;
const show = await useSite(server);
const broken = { expected: /status of (4\d\d|503)|ERR_FAILED|ERR_INTERNET_DISCONNECTED|ERR_CONNECTION/ };

async function offer(columns = {}) {
  const tenant = await makeTenant(server.database);
  const activity = await tenant.activity({ name: 'Harbour tour', ...columns });
  const session = await tenant.session(activity);
  return { tenant, activity, session, widget: tag(server.url, tenant.embedKey) };
}

const rowsOf = async (table, tenant) => (await server.database.query(
  `select * from ${table} where organization_id = $1 order by created_at`, [tenant.organization.id])).rows;

async function rivalHolds(tenant, session, spots) {
  const reply = await server.api.post(`${tenant.base}/reservations`, { session_id: session.id, spots });
  assert.equal(reply.status, 201);
  return reply.body.id;
}

const clock = (session) => localTime(session.start_time, 'Europe/London').slice(11, 16);

test('a time that sells out and frees up changes under the eyes of the visitor', async (t) => {
  const { tenant, session, widget } = await offer({ capacity: 4 });
  const page = await show(t, widget, { bypassCSP: true });
  await freeTimes(page).first().waitFor();
  const rival = await rivalHolds(tenant, session, 4);
  await page.locator('button.time:disabled', { hasText: 'Sold out' }).waitFor();
  await page.getByRole('status').getByText('has just been sold out').waitFor();
  await page.getByRole('button', { name: /, sold out$/ }).waitFor();
  await page.getByText('There is no later one either').waitFor();
  assert.deepEqual(await faultsOf(page), [], 'everybody can use what is left');
  assert.equal((await server.api.delete(`${tenant.base}/reservations/${rival}`)).status, 200);
  await freeTimes(page).first().waitFor();
  await page.getByRole('status').getByText('is free again').waitFor();
});

test('of two visitors who want the last seat one gets it, and the other is offered the next times', async (t) => {
  const { tenant, activity, widget } = await offer({ capacity: 2 });
  const later = await tenant.session(activity);
  const [one, other] = await Promise.all([show(t, widget, broken), show(t, widget, broken)]);
  // The stream is fast; whoever clicks at the same moment has not heard of it yet.
  for (const page of [one, other]) {
    await page.route('**/availability/stream**', (route) => route.abort());
    await freeTimes(page).first().waitFor();
  }
  await Promise.all([one, other].map((page) => freeTimes(page).first().click()));
  await Promise.any([one, other].map((page) => heading(page, 'Your details').waitFor()));
  const loser = await heading(one, 'Your details').count() === 1 ? other : one;
  const alert = loser.getByRole('alert');
  await alert.getByText('Somebody was quicker').waitFor();
  await alert.getByRole('button', { name: new RegExp(clock(later)) }).click();
  await hold(loser);
  assert.equal((await tenant.sessionNow(later)).capacity_remaining, 0);
  await assertLedger(server.database);
});

test('a hold that ends is said so, and the same time can be taken again', async (t) => {
  const { tenant, session, widget } = await offer();
  const page = await show(t, widget, { bypassCSP: true });
  await hold(page);
  await fillDetails(page);
  const [{ id }] = await rowsOf('slot_reservations', tenant);
  await tenant.lapse(id);
  await page.getByRole('button', { name: 'Confirm booking' }).click();
  await page.getByRole('alert').getByText('The time to finish ran out').waitFor();
  assert.deepEqual(await faultsOf(page), [], 'everybody can use what is left');
  await hold(page);
  assert.equal(await page.getByLabel('Email').inputValue(), 'ann@example.com', 'what was typed stays');
  await confirm(page);
  await tenant.settle();
  assert.equal((await tenant.sessionNow(session)).capacity_remaining, 8);
});

test('the time that is left runs down to the end, is announced, and leads back', async (t) => {
  const { tenant, widget } = await offer();
  const page = await show(t, widget);
  await hold(page);
  const letRemain = async (seconds) => {
    await page.evaluate((milliseconds) => {
      const [[name, text]] = Object.entries(sessionStorage);
      const memory = JSON.parse(text);
      memory.hold.endsAt = Date.now() + milliseconds;
      sessionStorage.setItem(name, JSON.stringify(memory));
    }, seconds * 1000);
    await page.reload();
  };
  await letRemain(62);
  await page.getByRole('status').getByText('one more minute').waitFor();
  await letRemain(4);
  await heading(page, 'Your details').waitFor();
  const [{ id }] = await rowsOf('slot_reservations', tenant);
  await tenant.lapse(id);
  await page.getByRole('alert').getByText('The time to finish ran out').waitFor();
});

test('more time is given a limited number of times', async (t) => {
  const { tenant, widget } = await offer();
  const page = await show(t, widget);
  await hold(page);
  const more = page.getByRole('button', { name: 'I need more time' });
  const extensions = async () => (await rowsOf('slot_reservations', tenant))[0].extensions;
  let given = 0;
  while (await page.getByText('You cannot get more time').count() === 0) {
    assert.ok(given < 10, 'ends');
    await Promise.all([page.waitForResponse(/\/extend$/), more.click()]);
    await page.getByRole('status').getByText('You have 10 minutes more').or(page.getByText('You cannot get more time')).first().waitFor();
    given += 1;
    if (await extensions() < given) await page.getByText('You cannot get more time').waitFor();
  }
  assert.ok(await extensions() >= 1);
});

test('reload, back and forward keep the seats and what was typed, and another time gives the first one back', async (t) => {
  const { tenant, activity, session, widget } = await offer();
  const later = await tenant.session(activity);
  const page = await show(t, widget);
  await hold(page);
  await fillDetails(page);
  await page.reload();
  await heading(page, 'Your details').waitFor();
  assert.equal(await page.getByLabel('Email').inputValue(), 'ann@example.com');
  await page.goBack();
  await heading(page, 'Harbour tour').waitFor();
  await page.getByText('Your seats are held for').waitFor();
  await page.goForward();
  await heading(page, 'Your details').waitFor();
  await page.goBack();
  await page.getByRole('button', { name: new RegExp(clock(later)) }).click();
  await heading(page, 'Your details').waitFor();
  assert.deepEqual((await rowsOf('slot_reservations', tenant)).map(({ status }) => status), ['released', 'held']);
  assert.equal((await tenant.sessionNow(session)).capacity_remaining, 10);
  await confirm(page);
  await page.goBack();
  await heading(page, 'Harbour tour').waitFor();
  await page.goForward();
  await heading(page, 'You are booked').waitFor();
  assert.equal((await rowsOf('bookings', tenant)).length, 1);
});

test('a copy of the tab books nothing twice', async (t) => {
  const { tenant, widget } = await offer();
  const page = await show(t, widget);
  await hold(page);
  await fillDetails(page);
  // What a browser does when a tab is duplicated.
  const remembered = await page.evaluate(() => ({ ...sessionStorage }));
  const copy = await page.context().newPage();
  await copy.addInitScript((values) => Object.entries(values).forEach(([name, value]) => sessionStorage.setItem(name, value)), remembered);
  await copy.goto(page.url());
  await heading(copy, 'Your details').waitFor();
  await confirm(page);
  await copy.getByRole('button', { name: 'Confirm booking' }).click();
  await copy.getByText('These seats are booked already').waitFor();
  assert.equal((await rowsOf('bookings', tenant)).length, 1);
});

test('a booking whose answer got lost is found again, not made again', async (t) => {
  const { tenant, widget } = await offer();
  const page = await show(t, widget, broken);
  await hold(page);
  await fillDetails(page);
  // The request arrives, and the answer does not.
  await page.route('**/checkouts', async (route) => {
    await route.fetch();
    await route.abort();
  }, { times: 1 });
  await page.getByRole('button', { name: 'Confirm booking' }).click();
  await page.getByRole('alert').getByText('The server cannot be reached').waitFor();
  await page.getByLabel('First name').fill('Anna');
  await confirm(page);
  const bookings = await rowsOf('bookings', tenant);
  assert.equal(bookings.length, 1);
  assert.equal(bookings[0].contact.first_name, 'Ann');
});

test('a reload after the answer got lost shows the booking', async (t) => {
  const { tenant, widget } = await offer();
  const page = await show(t, widget, broken);
  await hold(page);
  await fillDetails(page);
  await page.route('**/checkouts', async (route) => {
    await route.fetch();
    await route.abort();
  }, { times: 1 });
  await page.getByRole('button', { name: 'Confirm booking' }).click();
  await page.getByRole('alert').waitFor();
  await page.reload();
  await heading(page, 'You are booked').waitFor();
  assert.equal((await rowsOf('bookings', tenant)).length, 1);
});

test('a hold whose answer got lost is the same hold when it is asked for again', async (t) => {
  const { tenant, session, widget } = await offer();
  const page = await show(t, widget, broken);
  await freeTimes(page).first().waitFor();
  await page.route('**/reservations', async (route) => {
    await route.fetch();
    await route.abort();
  }, { times: 1 });
  await freeTimes(page).first().click();
  await page.getByRole('alert').getByText('The server cannot be reached').waitFor();
  await hold(page);
  assert.equal((await rowsOf('slot_reservations', tenant)).length, 1);
  assert.equal((await tenant.sessionNow(session)).capacity_remaining, 8);
});

test('offline is said so, and goes on where it stopped', async (t) => {
  const { widget } = await offer();
  const page = await show(t, widget, broken);
  await freeTimes(page).first().waitFor();
  await page.context().setOffline(true);
  await freeTimes(page).first().click();
  await page.getByRole('alert').getByText('Check your connection').waitFor();
  await page.context().setOffline(false);
  await hold(page);
});

for (const [button, title] of [['Pay', 'You are booked'], ['Fail', null]]) {
  test(`a payment leads to its page and back: ${button}`, async (t) => {
    const { tenant, widget } = await offer();
    const page = await show(t, widget);
    const site = page.url();
    await hold(page);
    await fillDetails(page);
    await page.getByText('Test payment').click();
    await page.getByRole('button', { name: 'Book and pay £50.00' }).click();
    await page.getByRole('heading', { name: 'Test payment' }).waitFor();
    // Back without paying, and on to the payment once more.
    await page.goBack();
    await heading(page, 'Your payment is not here yet').waitFor();
    await page.getByRole('link', { name: 'Pay £50.00' }).click();
    await page.getByRole('button', { name: button, exact: true }).click();
    await page.getByRole('link', { name: 'Go on' }).click();
    await page.waitForURL(site);
    if (title) await heading(page, title).waitFor();
    else {
      await page.getByRole('alert').getByText('The payment did not work').waitFor();
      await page.getByRole('button', { name: 'Try again' }).click();
      await hold(page);
      await page.getByText('Pay at the venue').click();
      await confirm(page);
    }
    const bookings = await rowsOf('bookings', tenant);
    assert.deepEqual(bookings.map(({ payment_status: status }) => status), [title ? 'paid' : 'unpaid']);
  });
}

for (const [seats, areFree] of [['free', true], ['gone', false]]) {
  test(`a payment that comes after the hold has ended, when the seats are ${seats}`, async (t) => {
    const { tenant, session, widget } = await offer();
    const page = await show(t, widget);
    const site = page.url();
    await hold(page);
    await fillDetails(page);
    await page.getByText('Test payment').click();
    await page.getByRole('button', { name: 'Book and pay £50.00' }).click();
    await page.getByRole('heading', { name: 'Test payment' }).waitFor();
    if (!areFree) {
      await server.database.query(`update activity_sessions set is_closed = true, close_reason = 'blocked' where id = $1`, [session.id]);
    }
    await page.getByRole('button', { name: 'Pay later than the hold' }).click();
    await page.getByRole('link', { name: 'Go on' }).click();
    await page.waitForURL(site);
    if (areFree) await heading(page, 'You are booked').waitFor();
    else {
      await page.getByRole('alert').getByText('Your payment came too late').waitFor();
      await page.getByRole('button', { name: 'Try again' }).click();
      await heading(page, 'Harbour tour').waitFor();
      assert.equal(await page.getByText('Your seats are held').count(), 0);
    }
    assert.equal((await rowsOf('bookings', tenant)).length, areFree ? 1 : 0);
    assert.deepEqual((await rowsOf('refunds', tenant)).map((refund) => Number(refund.amount_minor)), areFree ? [] : [5000]);
  });
}

test('every ledger is whole after all that', () => assertLedger(server.database));
