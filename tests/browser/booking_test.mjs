// The booking page in a real browser, as a visitor uses it: without JavaScript unless a test says otherwise.
import assert from 'node:assert/strict';
import { desktop, phone, useBrowser, withoutWidget } from '../support/browser.mjs';
import { assertLedger } from '../support/ledger.mjs';
import { useServer } from '../support/server.mjs';
import { localDay, localTime, makeTenant, minute } from '../support/tenant.mjs';

const server = await useServer();
const { test } = server;
const visit = await useBrowser(server.url);

// An organization with one activity and one session tomorrow.
async function offer(columns = {}, organization = {}) {
  const tenant = await makeTenant(server.database, organization);
  const activity = await tenant.activity(columns);
  const session = await tenant.session(activity);
  const path = `/book/${tenant.embedKey}/${activity.id}`;
  return { tenant, activity, session, path };
}

const times = (page) => page.locator('button.time');
const freeTimes = (page) => page.locator('button.time:enabled');

async function fillDetails(page, { first = 'Ann', last = 'Archer', email = 'ann@example.com' } = {}) {
  await page.getByLabel('First name').fill(first);
  await page.getByLabel('Last name').fill(last);
  await page.getByLabel('Email').fill(email);
}

async function holdsOf(tenant) {
  const { rows } = await server.database.query(
    'select id, status, party_size from slot_reservations where organization_id = $1 order by created_at', [tenant.organization.id]);
  return rows;
}

async function bookingsOf(tenant) {
  const { rows } = await server.database.query(
    'select * from bookings where organization_id = $1', [tenant.organization.id]);
  return rows;
}

// Presses a button and gives the status of the page that it leads to.
async function press(page, locator) {
  const [response] = await Promise.all([
    page.waitForResponse((r) => r.request().isNavigationRequest() && r.status() !== 303),
    locator.click(),
  ]);
  await page.waitForLoadState();
  return response.status();
}

for (const [device, viewport] of Object.entries({ phone, desktop })) {
  test(`a visitor books on a ${device} without JavaScript`, async (t) => {
    const page = await visit(t, { viewport });
    await page.goto(`/book/${server.dev.embeds[0].embed_key}`);
    await page.getByRole('link', { name: 'See times for Midnight on Clink Street' }).click();
    await page.getByRole('combobox', { name: 'People' }).selectOption('3');
    await page.getByRole('button', { name: 'Update times' }).click();
    await page.getByRole('link', { name: /^(Friday|Saturday) .*, \d times? free$/ }).first().click();
    const day = await page.locator('#times h2').innerText();
    assert.match(day, /^(Friday|Saturday) \d+ \w+, 3 people$/);
    await page.getByRole('button', { name: '20:00 to 21:15' }).click();

    await page.getByRole('heading', { level: 1, name: 'Your details' }).waitFor();
    await page.getByText('Your seats are held for 10 minutes').waitFor();
    assert.match(await page.locator('.total').innerText(), /£66\.00/);
    await fillDetails(page);
    await page.getByRole('button', { name: 'Confirm booking' }).click();

    await page.getByRole('heading', { level: 1, name: 'You are booked' }).waitFor();
    const code = await page.locator('.code strong').innerText();
    const { rows } = await server.database.query('select * from bookings where confirmation_code = $1', [code]);
    assert.equal(rows.length, 1);
    assert.equal(rows[0].party_size, 3);
    const text = await page.locator('main').innerText();
    assert.ok(text.includes(rows[0].booking_number));
    assert.ok(text.includes(day.split(',')[0]), 'the day is the chosen one');
    assert.match(text, /20:00 to 21:15/);
    assert.match(text, /To pay at the venue\s+£66\.00/);
    await page.reload();
    assert.equal(await page.locator('.code strong').innerText(), code, 'a reload shows the same booking');
  });
}

test('a visitor books with the keyboard alone', async (t) => {
  const { tenant, path } = await offer();
  const page = await visit(t, { viewport: desktop });
  await page.goto(path);
  // Goes on with Tab until the wanted thing has the focus, which must be visible.
  const tabTo = async (locator) => {
    for (let i = 0; i < 60; i += 1) {
      if (await locator.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    assert.fail('never reached with Tab');
  };
  await tabTo(page.getByRole('link', { name: 'Skip to the content' }));
  await tabTo(page.getByRole('combobox', { name: 'People' }));
  await page.keyboard.press('ArrowDown');
  await tabTo(page.getByRole('button', { name: 'Update times' }));
  await page.keyboard.press('Enter');
  await page.waitForURL(/party=3/);
  await tabTo(freeTimes(page).first());
  const outline = await freeTimes(page).first().evaluate((element) => getComputedStyle(element).outlineStyle);
  assert.equal(outline, 'solid');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/holds\//);
  for (const [label, text] of [['First name', 'Kim'], ['Last name', 'Keys'], ['Email', 'kim@example.com']]) {
    await tabTo(page.getByLabel(label));
    await page.keyboard.type(text);
  }
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/confirmed\//);
  const [booking] = await bookingsOf(tenant);
  assert.equal(booking.party_size, 3);
  assert.equal(booking.contact.first_name, 'Kim');
});

test('seats that are taken meanwhile are said so, with the next free times', async (t) => {
  const { tenant, activity, session, path } = await offer({ capacity: 4 });
  const later = await tenant.session(activity);
  const page = await visit(t);
  await page.goto(path);
  assert.equal(await freeTimes(page).count(), 2);
  const rival = await server.api.post(`${tenant.base}/reservations`, { session_id: session.id, spots: 3 });
  assert.equal(rival.status, 201);

  assert.equal(await press(page, times(page).first()), 409);
  await page.getByRole('alert').getByText('Somebody was quicker').waitFor();
  assert.match(await page.getByRole('alert').innerText(), /Only 1 seat is left/);
  assert.match(await times(page).first().innerText(), /Only 1 left/);
  assert.ok(await times(page).first().isDisabled());
  assert.equal((await holdsOf(tenant)).length, 1);

  assert.equal(await press(page, freeTimes(page).first()), 200);
  await page.getByRole('heading', { name: 'Your details' }).waitFor();
  const holds = await holdsOf(tenant);
  assert.deepEqual(holds.map((hold) => hold.status), ['held', 'held']);
  assert.equal((await tenant.sessionNow(later)).capacity_remaining, 2);
});

test('scarce and sold-out times are shown as what they are', async (t) => {
  const { tenant, activity, session, path } = await offer({ capacity: 5 });
  const full = await tenant.session(activity, { capacity_total: 2, capacity_remaining: 2 });
  await server.api.post(`${tenant.base}/reservations`, { session_id: session.id, spots: 2 });
  await server.api.post(`${tenant.base}/reservations`, { session_id: full.id, spots: 2 });
  const page = await visit(t);
  await page.goto(path);
  assert.match(await times(page).nth(0).innerText(), /3 left/);
  assert.match(await times(page).nth(1).innerText(), /Sold out/);
  assert.ok(await times(page).nth(1).isDisabled());
  await page.goto(`${path}?party=4`);
  await page.getByText('There is no free time for 4 people on this day').waitFor();
});

test('times are those that the clock at the venue shows', async (t) => {
  const timeZone = 'Australia/Lord_Howe';  // half an hour of summer time
  const { session, path } = await offer({}, { timeZone });
  const page = await visit(t, { timezoneId: 'America/New_York' });
  await page.goto(path);
  const clock = localTime(session.start_time, timeZone);
  assert.ok((await times(page).first().innerText()).startsWith(clock.slice(11, 16)));
  const day = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'long', day: 'numeric', month: 'long' });
  const words = day.format(session.start_time).replace(',', '');
  assert.equal(await page.locator('#times h2').innerText(), `${words}, 2 people`);
  await freeTimes(page).first().click();
  const until = localTime(new Date(Date.now() + 10 * minute), timeZone).slice(11, 16);
  const before = localTime(new Date(Date.now() + 9 * minute), timeZone).slice(11, 16);
  const shown = (await page.getByRole('status').innerText()).match(/until (\d\d:\d\d) at the venue/)[1];
  assert.ok([until, before].includes(shown), `${shown} is neither ${before} nor ${until}`);
});

test('a private activity is sold as a whole', async (t) => {
  const { tenant, session, path } = await offer({ mode: 'private', capacity: 6, min_party: 2, price_minor: 11400 });
  const page = await visit(t);
  await page.goto(`${path}?date=${localDay(session.start_time, 'Europe/London')}`);
  assert.match(await times(page).first().innerText(), /£114\.00 for the group/);
  await freeTimes(page).first().click();
  assert.match(await page.locator('.total').innerText(), /£114\.00/);
  assert.equal((await tenant.sessionNow(session)).capacity_remaining, 0);
  await page.goBack();
  assert.match(await times(page).first().innerText(), /Sold out/);
});

test('a hold that expired leads back to the free times, and nothing is booked', async (t) => {
  const { tenant, session, path } = await offer();
  const page = await visit(t);
  await page.goto(path);
  await freeTimes(page).first().click();
  await fillDetails(page);
  const [hold] = await holdsOf(tenant);
  await tenant.lapse(hold.id);

  assert.equal(await press(page, page.getByRole('button', { name: 'Confirm booking' })), 410);
  await page.getByRole('alert').getByText('The time to finish ran out').waitFor();
  assert.equal((await page.reload()).status(), 410);
  await page.getByRole('alert').waitFor();
  assert.deepEqual(await bookingsOf(tenant), []);

  await freeTimes(page).first().click();
  await fillDetails(page);
  await page.getByRole('button', { name: 'Confirm booking' }).click();
  await page.getByRole('heading', { name: 'You are booked' }).waitFor();
  await tenant.settle();
  assert.equal((await tenant.sessionNow(session)).capacity_remaining, 8);
});

test('a form sent twice at once makes one hold and one booking', async (t) => {
  const { tenant, session, path } = await offer();
  const page = await visit(t);
  await page.goto(path);
  const hidden = async (name) => page.locator(`input[name="${name}"]`).first().getAttribute('value');
  const form = {
    session_id: session.id, party: await hidden('party'), request: await hidden('request'),
  };
  const send = (address, fields) => page.request.post(address, { form: fields, maxRedirects: 0 });
  const address = await page.locator('form[method="post"]').getAttribute('action');
  const replies = await Promise.all(Array.from({ length: 6 }, () => send(address, form)));
  assert.deepEqual(replies.map((reply) => reply.status()), Array(6).fill(303));
  const places = new Set(replies.map((reply) => reply.headers().location));
  assert.equal(places.size, 1);
  assert.equal((await holdsOf(tenant)).length, 1);

  const details = { action: 'confirm', first_name: 'Ann', last_name: 'Archer', email: 'ann@example.com' };
  const [hold] = places;
  await page.goto(hold);
  details.request = await hidden('request');
  const confirmed = await Promise.all(Array.from({ length: 6 }, () => send(hold, details)));
  assert.deepEqual(confirmed.map((reply) => reply.status()), Array(6).fill(303));
  const other = await send(hold, { ...details, first_name: 'Bob' });
  assert.equal(other.status(), 303, 'a hold that is a booking leads to it');
  const last = new Set([...confirmed, other].map((reply) => reply.headers().location));
  assert.equal(last.size, 1);
  assert.equal((await bookingsOf(tenant)).length, 1);
  assert.equal((await send(hold, { action: 'release' })).status(), 303, 'a booking is not given back');
  assert.equal((await tenant.sessionNow(session)).capacity_remaining, 8);
});

test('faults stand at their fields, and what was typed stays', async (t) => {
  const { tenant, path } = await offer();
  const page = await visit(t);
  await page.goto(path);
  await freeTimes(page).first().click();
  await fillDetails(page, { first: ' ', last: 'x'.repeat(101), email: 'ann@localhost' });
  await page.getByLabel('Phone').fill('+44 20 7946 0000');

  assert.equal(await press(page, page.getByRole('button', { name: 'Confirm booking' })), 422);
  assert.match(await page.title(), /^Error: /);
  const fault = (label) => page.getByLabel(label).evaluate((input) => {
    const described = document.getElementById(input.getAttribute('aria-describedby'));
    return input.getAttribute('aria-invalid') === 'true' ? described?.textContent : undefined;
  });
  assert.equal(await fault('First name'), 'Enter your first name.');
  assert.equal(await fault('Last name'), 'Your last name must have 1 to 100 characters.');
  assert.equal(await fault('Email'), 'Enter an email address like ann@example.com.');
  assert.equal(await fault('Phone'), undefined);
  assert.equal(await page.getByLabel('Phone').inputValue(), '+44 20 7946 0000');
  assert.equal(await page.getByLabel('Last name').inputValue(), 'x'.repeat(101));
  assert.equal(await page.getByRole('alert').getByRole('link').count(), 3);
  assert.deepEqual(await bookingsOf(tenant), []);

  await fillDetails(page);
  assert.equal(await press(page, page.getByRole('button', { name: 'Confirm booking' })), 200);
  assert.equal((await bookingsOf(tenant))[0].contact.phone, '+44 20 7946 0000');
});

test('a busy server loses nothing that was typed, and another try books once', async (t) => {
  const { tenant, path } = await offer();
  const page = await visit(t);
  await page.goto(path);
  await freeTimes(page).first().click();
  await fillDetails(page);
  const rival = await server.database.connect();
  try {
    await rival.query('begin');
    await rival.query('select from slot_reservations where organization_id = $1 for update', [tenant.organization.id]);
    assert.equal(await press(page, page.getByRole('button', { name: 'Confirm booking' })), 503);
  } finally {
    await rival.query('rollback');
    rival.release();
  }
  await page.getByRole('alert').getByText('We are busy right now').waitFor();
  assert.equal(await page.getByLabel('Email').inputValue(), 'ann@example.com');
  assert.equal(await press(page, page.getByRole('button', { name: 'Confirm booking' })), 200);
  await page.getByRole('heading', { name: 'You are booked' }).waitFor();
  assert.equal((await bookingsOf(tenant)).length, 1);
});

test('more time is given a limited number of times and keeps what was typed', async (t) => {
  const { tenant, path } = await offer();
  const page = await visit(t);
  await page.goto(path);
  await freeTimes(page).first().click();
  await page.getByLabel('First name').fill('Ann');
  const more = page.getByRole('button', { name: 'I need more time' });
  const extensions = async () => (await server.database.query(
    'select extensions from slot_reservations where organization_id = $1', [tenant.organization.id])).rows[0].extensions;

  const stale = await page.locator('input[name="request"]').getAttribute('value');
  assert.equal(await press(page, more), 200);
  assert.equal(await page.getByLabel('First name').inputValue(), 'Ann');
  const again = await page.request.post(page.url(), { form: { action: 'extend', request: stale } });
  assert.equal(again.status(), 200);
  assert.equal(await extensions(), 1, 'a reload extends nothing twice');
  assert.equal(await press(page, more), 200);
  assert.equal(await extensions(), 2);
  assert.equal(await more.count(), 0);
  const third = await page.request.post(page.url(), { form: { action: 'extend', request: 'f'.repeat(32) } });
  assert.equal(third.status(), 409);
  assert.match(await third.text(), /There is no more time to add/);
});

test('seats can be given back', async (t) => {
  const { tenant, session, path } = await offer();
  const page = await visit(t);
  await page.goto(path);
  await freeTimes(page).first().click();
  await page.getByRole('button', { name: 'Give the seats back' }).click();
  await page.getByRole('alert').getByText('You gave the seats back').waitFor();
  assert.equal((await tenant.sessionNow(session)).capacity_remaining, 10);
  assert.equal((await holdsOf(tenant))[0].status, 'released');
  assert.equal(await freeTimes(page).count(), 1, 'and another time can be chosen at once');
});

test('what people type stays text', async (t) => {
  const evil = `"><script>document.title='owned'</script><img src=x onerror="document.title='owned'">{{title}}`;
  const { tenant, path } = await offer({ tagline: evil, description: evil });
  await server.database.query('update activities set name = $2 where organization_id = $1', [tenant.organization.id, evil]);
  await server.database.query('update organizations set name = $2 where id = $1', [tenant.organization.id, evil]);
  await server.database.query('update venues set name = $2, address = $2 where organization_id = $1', [tenant.organization.id, evil]);
  const page = await visit(t, { javaScriptEnabled: true });
  await withoutWidget(page);
  const assertInert = async () => {
    assert.notEqual(await page.title(), 'owned');
    assert.equal(await page.locator('script:not([src="/embed.js"]), img').count(), 0);
  };
  await page.goto(`/book/${tenant.embedKey}`);
  await assertInert();
  assert.ok((await page.locator('main').innerText()).includes(evil));
  await page.goto(`${path}?date=${encodeURIComponent(evil)}&party=${encodeURIComponent(evil)}`);
  await assertInert();
  await freeTimes(page).first().click();
  await fillDetails(page, { first: evil.slice(0, 100), last: evil.slice(0, 100), email: 'nobody@x' });
  assert.equal(await press(page, page.getByRole('button', { name: 'Confirm booking' })), 422);
  await assertInert();
  assert.equal(await page.getByLabel('First name').inputValue(), evil.slice(0, 100));
  await page.getByLabel('Email').fill('ann@example.com');
  await page.getByRole('button', { name: 'Confirm booking' }).click();
  await page.waitForURL(/\/confirmed\//);
  await assertInert();
  assert.ok((await page.locator('main').innerText()).includes(evil.slice(0, 100)));
  for (const address of [`/book/${encodeURIComponent(evil)}`, `/book/${tenant.embedKey}/${encodeURIComponent(evil)}`]) {
    assert.equal((await page.goto(address)).status(), 404);
    await assertInert();
  }
});

test('what is not there is said, with a way on where there is one', async (t) => {
  const { tenant, session, path } = await offer();
  const stranger = await offer();
  const page = await visit(t);
  const read = async (address) => {
    const response = await page.goto(address);
    return [response.status(), await page.locator('h1').innerText(), await page.getByRole('link', { name: 'See all activities' }).count()];
  };
  const home = `/book/${tenant.embedKey}`;
  const nothing = '01900000-0000-7000-8000-00000000dead';
  assert.deepEqual(await read('/book/emb_000000000000000000000000'), [404, 'There is no booking page here', 0]);
  assert.deepEqual(await read(`${home}/${nothing}`), [404, 'This activity is not on sale', 1]);
  assert.deepEqual(await read(`${home}/nonsense`), [404, 'This activity is not on sale', 1]);
  assert.deepEqual(await read(`${home}/${stranger.activity.id}`), [404, 'This activity is not on sale', 1]);
  assert.deepEqual(await read(`${home}/holds/${nothing}`), [404, 'There is no such booking here', 1]);
  assert.deepEqual(await read(`${home}/holds/nonsense`), [404, 'There is no such booking here', 0]);
  assert.deepEqual(await read(`${home}/confirmed/${nothing}`), [404, 'There is no such booking here', 1]);

  await page.goto(path);
  await server.database.query(`update activity_sessions set is_closed = true, close_reason = 'blocked' where id = $1`, [session.id]);
  assert.equal(await press(page, freeTimes(page).first()), 409);
  await page.getByRole('alert').getByText('That time can no longer be booked').waitFor();
});

test('forms that our pages did not make change nothing', async (t) => {
  const { tenant, session, path } = await offer();
  const page = await visit(t);
  const request = 'a'.repeat(32);
  const good = { session_id: session.id, party: '2', request };
  const send = async (options) => (await page.request.post(path, { maxRedirects: 0, ...options })).status();
  const body = (data, type = 'application/x-www-form-urlencoded') => ({ data, headers: { 'Content-Type': type } });
  for (const broken of [{ party: '0' }, { party: '-1' }, { party: '2.5' }, { party: '99999999999999999999' },
    { session_id: 'x' }, { request: '' }, { request: 'A'.repeat(32) }, { request: 'a'.repeat(500) }]) {
    assert.equal(await send({ form: { ...good, ...broken } }), 422, JSON.stringify(broken));
  }
  assert.equal(await send({ form: {} }), 422);
  assert.equal(await send(body('{}', 'application/json')), 415);
  assert.equal(await send(body('party=%zz')), 400);
  assert.equal(await send(body('party=%ff')), 400);
  assert.equal(await send(body(`party=2&party=3&session_id=${session.id}&request=${request}`)), 422);
  assert.equal(await send(body('x'.repeat(65537))), 413);
  assert.equal(await send({ form: { ...good, party: '21' } }), 422, 'more than one hold may take');
  assert.deepEqual(await holdsOf(tenant), []);
  assert.equal(await send({ form: good }), 303);
});

test('a visitor who holds too much reads what to do', async (t) => {
  const { tenant, session, path } = await offer({ capacity: 50 });
  const page = await visit(t);
  await page.goto(path);
  const most = 10;
  for (let i = 0; i < most; i += 1) {
    const form = { session_id: session.id, party: '1', request: String(i).repeat(32) };
    assert.equal((await page.request.post(path, { form, maxRedirects: 0 })).status(), 303);
  }
  assert.equal(await press(page, freeTimes(page).first()), 429);
  await page.getByRole('alert').getByText('You are holding too many seats already').waitFor();
  assert.equal((await holdsOf(tenant)).length, most);
});

test('the months and weeks lead through the whole booking window and not beyond', async (t) => {
  const { path } = await offer({ booking_window_days: 40 });
  const page = await visit(t);
  await page.goto(path);
  const later = page.getByRole('link', { name: 'Later' });
  let steps = 0;
  while (await later.count()) {
    await later.click();
    steps += 1;
    assert.ok(steps <= 4, 'ends');
  }
  assert.ok(steps >= 2);
  await page.getByText('Later days have none either').waitFor();
  const earlier = page.getByRole('link', { name: 'Earlier' });
  while (await earlier.count()) await earlier.click();
  await page.getByRole('link', { name: /1 time free/ }).click();
  assert.equal(await freeTimes(page).count(), 1);
});

test('every ledger is whole after all that', () => assertLedger(server.database));
