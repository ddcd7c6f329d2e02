// The widget on somebody's site: a whole booking in every way that people do it.
import assert from 'node:assert/strict';
import { desktop, phone } from '../support/browser.mjs';
import { assertLedger } from '../support/ledger.mjs';
import { eventually } from '../support/program.mjs';
import { useServer } from '../support/server.mjs';
import { localTime, makeTenant } from '../support/tenant.mjs';
import { confirm, fillDetails, freeTimes, heading, hold, tag, useSite } from '../support/widget.mjs';

const server = await useServer();
const { test } = server;
const show = await useSite(server);

async function offer(columns = {}, organization = {}) {
  const tenant = await makeTenant(server.database, organization);
  const activity = await tenant.activity({ name: 'Harbour tour', ...columns });
  const session = await tenant.session(activity);
  return { tenant, activity, session, widget: (attributes) => tag(server.url, tenant.embedKey, attributes) };
}

async function bookingsOf(tenant) {
  const { rows } = await server.database.query('select * from bookings where organization_id = $1', [tenant.organization.id]);
  return rows;
}

for (const [device, viewport] of Object.entries({ phone, desktop })) {
  test(`a visitor books with the mouse or a finger on a ${device}`, async (t) => {
    const page = await show(t, tag(server.url, server.dev.embeds[0].embed_key), { viewport });
    await page.getByRole('button', { name: 'See times for Midnight on Clink Street' }).click();
    await page.getByLabel('How many people?').selectOption('3');
    await page.getByRole('button', { name: /^(Friday|Saturday) .*, \d times? free$/ }).first().click();
    await page.getByRole('button', { name: /20:00–21:15/ }).click();
    await heading(page, 'Your details').waitFor();
    assert.match(await page.getByRole('timer').innerText(), /(10:00|9:5\d)$/);
    await page.getByText('£66.00').first().waitFor();
    assert.match(await page.locator('.total').innerText(), /Total\s+£66\.00/);
    await fillDetails(page);
    await confirm(page);
    const code = await page.locator('p.code').innerText();
    const { rows: [booking] } = await server.database.query('select * from bookings where confirmation_code = $1', [code]);
    assert.equal(booking.party_size, 3);
    assert.ok((await page.locator('.root').innerText()).includes(booking.booking_number));
    const ticket = page.getByRole('img', { name: 'QR code of your ticket' });
    await ticket.evaluate((image) => image.decode());
    const calendar = await page.getByRole('link', { name: 'Add to calendar' }).getAttribute('href');
    assert.match(await (await fetch(calendar)).text(), /^BEGIN:VCALENDAR/);
    await page.reload();
    await heading(page, 'You are booked').waitFor();
    assert.equal(await page.locator('p.code').innerText(), code, 'a reload shows the same booking');
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= viewport.width, `${width} pixels wide`);
  });
}

test('a visitor books with the keyboard alone', async (t) => {
  const { tenant, session, widget } = await offer();
  const page = await show(t, widget());
  await freeTimes(page).first().waitFor();
  const focused = () => page.evaluate(() => {
    const element = document.activeElement.shadowRoot?.activeElement ?? document.activeElement;
    return element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent;
  });
  const tabTo = async (pattern) => {
    for (let i = 0; i < 40; i += 1) {
      if (pattern.test(await focused())) return;
      await page.keyboard.press('Tab');
    }
    assert.fail(`${pattern} was never reached with Tab`);
  };
  // The focus moves once the page is drawn anew.
  const focusMovesTo = (pattern) => eventually(`the focus on ${pattern}`, async () => pattern.test(await focused()));
  await tabTo(/How many people/);
  await page.keyboard.press('ArrowDown');
  await page.getByRole('heading', { name: /3 people$/ }).waitFor();
  await tabTo(/1 time free/);
  const before = await focused();
  await page.keyboard.press('ArrowRight');
  await focusMovesTo(/no times$/);
  await page.keyboard.press('PageDown');
  await page.keyboard.press('PageUp');
  await page.keyboard.press('ArrowLeft');
  await page.getByRole('button', { name: before }).click();
  await tabTo(new RegExp(localTime(session.start_time, 'Europe/London').slice(11, 16)));
  await page.keyboard.press('Enter');
  await heading(page, 'Your details').waitFor();
  await focusMovesTo(/^Your details$/);
  for (const [label, text] of [[/First name/, 'Kim'], [/Last name/, 'Keys'], [/Email/, 'kim@example.com']]) {
    await tabTo(label);
    await page.keyboard.type(text);
  }
  await page.keyboard.press('Enter');
  await heading(page, 'You are booked').waitFor();
  const [booking] = await bookingsOf(tenant);
  assert.equal(booking.party_size, 3);
  assert.equal(booking.contact.first_name, 'Kim');
});

test('an Arabic visitor books from right to left', async (t) => {
  const { tenant, widget } = await offer();
  const page = await show(t, widget('data-lang="ar"'), { viewport: phone });
  await freeTimes(page).first().click();
  await page.getByRole('heading', { name: 'بياناتك' }).waitFor();
  assert.equal(await page.locator('.root').evaluate((root) => getComputedStyle(root).direction), 'rtl');
  await page.getByLabel('الاسم الأول').fill('ليلى');
  await page.getByLabel('اسم العائلة').fill('حداد');
  await page.getByLabel('البريد الإلكتروني').fill('layla@example.com');
  await page.getByRole('button', { name: 'تأكيد الحجز' }).click();
  await page.getByRole('heading', { name: 'تم حجزك' }).waitFor();
  assert.equal((await bookingsOf(tenant))[0].contact.last_name, 'حداد');
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= phone.width);
});

for (const [language, word] of Object.entries({ es: 'Sus datos', fr: 'Vos coordonnées', de: 'Ihre Angaben' })) {
  test(`the site chooses the language: ${language}`, async (t) => {
    const { widget } = await offer();
    const page = await show(t, widget(`data-lang="${language}"`));
    await freeTimes(page).first().click();
    await page.getByRole('heading', { name: word }).waitFor();
  });
}

test('tickets, a promo code and a gift card change the price line by line', async (t) => {
  const { tenant, activity, widget } = await offer();
  const organization = tenant.organization.id;
  for (const [name, price, position] of [['Adult', 2500, 1], ['Child', 1000, 2]]) {
    await server.database.query(`insert into ticket_types (organization_id, id, activity_id, name, price_minor, position)
      values ($1, gen_random_uuid(), $2, $3, $4, $5)`, [organization, activity.id, name, price, position]);
  }
  await server.database.query(`insert into promo_codes (organization_id, id, code, kind, percent_ppm)
    values ($1, gen_random_uuid(), 'SPRING10', 'percent', 100000)`, [organization]);
  const page = await show(t, widget());
  await page.getByLabel(/^Child/).selectOption('1');
  await hold(page);
  const lines = page.locator('.line');
  await page.getByText('1 × Child').waitFor();
  assert.match(await page.locator('.total').innerText(), /£60\.00/);
  await page.getByText('Promo code or gift card').click();
  await page.getByLabel('Promo code').fill('NOTHING');
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.getByText('This promo code is not valid for this booking.').waitFor();
  assert.equal(await page.getByLabel('Promo code').getAttribute('aria-invalid'), 'true');
  await page.getByLabel('Promo code').fill('SPRING10');
  await page.getByRole('button', { name: 'Apply' }).click();
  await lines.filter({ hasText: 'SPRING10' }).waitFor();
  assert.match(await page.locator('.total').innerText(), /£54\.00/);
  await fillDetails(page);
  await confirm(page);
  const [booking] = await bookingsOf(tenant);
  assert.equal(Number(booking.total_minor), 5400);
  assert.equal(booking.party_size, 3);
});

test('visitors elsewhere see their own time beside that of the venue', async (t) => {
  const { session, widget } = await offer();
  const page = await show(t, widget(), { timezoneId: 'America/New_York' });
  const text = await freeTimes(page).first().innerText();
  assert.ok(text.startsWith(localTime(session.start_time, 'Europe/London').slice(11, 16)), text);
  assert.ok(text.includes(`${localTime(session.start_time, 'America/New_York').slice(11, 16)} where you are`), text);
});

test('a session that ends after midnight is told by its times alone', async (t) => {
  const tenant = await makeTenant(server.database, { timeZone: 'UTC' });
  const start = new Date();
  start.setUTCHours(24 + 23, 30, 0, 0);
  await tenant.session(await tenant.activity({ duration_minutes: 150 }), { start });
  const page = await show(t, tag(server.url, tenant.embedKey));
  await freeTimes(page).getByText('23:30–02:00').waitFor();
});

test('a button opens the widget in a dialog', async (t) => {
  const { tenant, widget } = await offer();
  const page = await show(t, widget('data-mode="button" data-label="Book a tour"'));
  await page.getByRole('button', { name: 'Book a tour' }).click();
  await page.getByRole('dialog', { name: 'Book a tour' }).waitFor();
  await hold(page);
  await fillDetails(page);
  await confirm(page);
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  assert.equal((await bookingsOf(tenant)).length, 1);
});

test('a frame shows the same, grows with it, and tells the site what happens', async (t) => {
  const { tenant, widget } = await offer();
  const page = await show(t, widget('data-mode="frame" data-accent="#006400"'));
  await page.evaluate(() => {
    window.heard = [];
    for (const type of ['step', 'booked']) {
      document.addEventListener(`bookingtms:${type}`, ({ detail }) => window.heard.push([type, detail]));
    }
  });
  const frame = page.frameLocator('iframe');
  await frame.locator('button.time:enabled').first().click();
  await fillDetails(frame);
  await frame.getByRole('button', { name: 'Confirm booking' }).click();
  await frame.getByRole('heading', { name: 'You are booked' }).waitFor();
  const height = () => page.locator('iframe').evaluate((element) => [element.clientHeight, element.style.height]);
  const content = await frame.locator('bookingtms-widget').evaluate((element) => element.getBoundingClientRect().bottom);
  assert.ok((await height())[0] >= content - 1, `${await height()} for ${content}`);
  const [booking] = await bookingsOf(tenant);
  const heard = await page.evaluate(() => window.heard);
  assert.deepEqual(heard.filter(([type]) => type === 'booked').map(([, detail]) => detail.booking_number), [booking.booking_number]);
  assert.ok(heard.some(([type, detail]) => type === 'step' && detail.step === 'details'));
  // Nobody else can speak for the frame.
  await page.evaluate(() => window.postMessage({ source: 'bookingtms', type: 'booked', detail: { booking_number: 'BK-FALSE' } }, '*'));
  assert.equal(await page.evaluate(() => window.heard.filter(([type]) => type === 'booked').length), 1);
});

test('several widgets stand on one page and do not disturb each other', async (t) => {
  const one = await offer({ name: 'Harbour tour' });
  const other = await offer({ name: 'Castle walk' });
  const page = await show(t, one.widget() + other.widget() + one.widget());
  const widgets = page.locator('bookingtms-widget');
  await widgets.nth(2).locator('button.time:enabled').first().waitFor();
  await widgets.nth(0).locator('button.time:enabled').first().click();
  await widgets.nth(0).getByRole('heading', { name: 'Your details' }).waitFor();
  await widgets.nth(1).locator('button.time:enabled').first().click();
  await widgets.nth(1).getByRole('heading', { name: 'Your details' }).waitFor();
  assert.equal(await widgets.nth(2).getByRole('heading', { name: 'Your details' }).count(), 0);
  await page.goBack();
  await widgets.nth(1).getByRole('heading', { name: 'Castle walk' }).waitFor();
  await widgets.nth(0).getByRole('heading', { name: 'Your details' }).waitFor();
  await page.reload();
  await widgets.nth(0).getByRole('heading', { name: 'Your details' }).waitFor();
});

test('the hosted page becomes the widget, and its confirmation, too', async (t) => {
  const { tenant, activity } = await offer();
  const page = await show(t, 'Not the widget');
  await page.goto(`${server.url}/book/${tenant.embedKey}/${activity.id}?lang=de`);
  await page.locator('bookingtms-widget').getByRole('button', { name: /\d frei(er|e) Termin/ }).first().waitFor();
  await page.goto(`${server.url}/book/${tenant.embedKey}`);
  await hold(page);
  await fillDetails(page);
  await confirm(page);
  assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
});

test('every ledger is whole after all that', () => assertLedger(server.database));

test('a visit is counted once at each step, reloads or not, and leaves no cookie', async (t) => {
  const { tenant, widget } = await offer();
  const counted = async () => {
    const { rows } = await server.database.query('select step, visits::int from funnel_days where organization_id = $1',
      [tenant.organization.id]);
    return JSON.stringify(Object.fromEntries(rows.map(({ step, visits }) => [step, visits]).sort()));
  };
  const looker = await show(t, widget());
  await freeTimes(looker).first().waitFor();
  const page = await show(t, widget());
  await freeTimes(page).first().waitFor();
  await page.reload();
  await hold(page);
  await page.reload();
  await fillDetails(page);
  await confirm(page);
  await page.reload();
  await heading(page, 'You are booked').waitFor();
  await eventually('the funnel', async () => (await counted()) === '{"booked":1,"checkout":1,"date":1,"time":1,"view":2}');
  assert.deepEqual(await page.context().cookies(), []);
});
