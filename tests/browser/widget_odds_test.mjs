// The widget on odd days and odd networks: the clocks change, no event stream comes through, a gift card pays.
import assert from 'node:assert/strict';
import { assertStatus } from '../support/assertions.mjs';
import { phone } from '../support/browser.mjs';
import { useServer } from '../support/server.mjs';
import { apiKey } from '../support/staff.mjs';
import { makeTenant } from '../support/tenant.mjs';
import { confirm, fillDetails, freeTimes, heading, hold, tag, useSite } from '../support/widget.mjs';

const server = await useServer();
const { test } = server;
const show = await useSite(server);

async function offer(columns = {}) {
  const tenant = await makeTenant(server.database);
  const activity = await tenant.activity({ name: 'Harbour tour', ...columns });
  return { tenant, activity, widget: tag(server.url, tenant.embedKey) };
}

// The last Sunday of the next March, when London's clocks go from 01:00 to 02:00.
function nextSpring() {
  const now = new Date();
  const year = now.getUTCFullYear() + (now.getUTCMonth() >= 2 ? 1 : 0);
  const last = new Date(Date.UTC(year, 2, 31));
  return new Date(last.getTime() - last.getUTCDay() * 86_400_000);
}

test('on the day of a clock change the times are those that the clock of the venue shows', async (t) => {
  const { tenant, activity, widget } = await offer({ booking_window_days: 400 });
  const at = (hours) => new Date(nextSpring().getTime() + hours * 3_600_000);
  await tenant.session(activity, { start: at(0.5) });
  const after = await tenant.session(activity, { start: at(1.5) });
  const page = await show(t, widget);
  const next = page.getByRole('button', { name: 'Next month' });
  const day = page.getByRole('button', { name: /^Sunday.? .*, 2 times free$/ });
  await next.waitFor();
  for (let month = 0; month < 14 && await day.count() === 0; month += 1) {
    const read = page.waitForResponse(/\/availability\?/);
    await next.click();
    await read;
    await page.locator('[aria-busy="false"]').waitFor();
  }
  await day.click();
  const texts = await freeTimes(page).allInnerTexts();
  assert.match(texts[0], /^00:30–02:30/, 'an hour that ends after the change');
  assert.match(texts[1], /^02:30–03:30/, 'an hour after it');
  await freeTimes(page).nth(1).click();
  await heading(page, 'Your details').waitFor();
  await fillDetails(page);
  await confirm(page);
  const { rows: [booking] } = await server.database.query('select * from bookings where organization_id = $1', [tenant.organization.id]);
  assert.equal(booking.session_id, after.id);
});

test('where no event stream comes through, what changes is asked for', async (t) => {
  const { tenant, activity, widget } = await offer({ capacity: 4 });
  const session = await tenant.session(activity);
  const prepare = async (page) => {
    await page.clock.install();
    await page.route('**/availability/stream**', (route) => route.abort());
  };
  const page = await show(t, widget, { prepare, expected: /ERR_FAILED/ });
  await freeTimes(page).first().waitFor();
  assert.equal((await server.api.post(`${tenant.base}/reservations`, { session_id: session.id, spots: 4 })).status, 201);
  assert.equal(await freeTimes(page).count(), 1, 'not heard of yet');
  await page.clock.fastForward(21_000);
  await page.locator('button.time:disabled', { hasText: 'Sold out' }).waitFor();
});

test('a booking asks nobody but the server, and leaves no cookie', async (t) => {
  const { tenant, activity, widget } = await offer();
  await tenant.session(activity);
  const asked = new Set();
  const prepare = (page) => page.on('request', (request) => asked.add(new URL(request.url()).origin));
  const page = await show(t, widget, { viewport: phone, prepare });
  await hold(page);
  await fillDetails(page);
  await confirm(page);
  assert.deepEqual([...asked].sort(), [new URL(page.url()).origin, new URL(server.url).origin].sort());
  assert.deepEqual(await page.context().cookies(), []);
});

test('a gift card pays its share, and another code is refused beside its field', async (t) => {
  const { tenant, activity, widget } = await offer();
  await tenant.session(activity);
  const as = await apiKey(tenant, ['gift_cards:read', 'gift_cards:write']);
  const issued = await server.api.post('/v1/gift-cards', { initial: { amount: 2000 }, is_paid: true }, { as });
  const { code, id } = assertStatus(issued, 201);
  const page = await show(t, widget, { expected: /status of 4\d\d/ });
  await hold(page);
  await page.getByText('Promo code or gift card').click();
  await page.getByLabel('Gift card').fill('AAAA-AAAA-AAAA-AAAA');
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.locator('input[name="gift_card_code"][aria-invalid="true"]').waitFor();
  await page.getByLabel('Gift card').fill(code);
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.locator('.total').getByText('£30.00').waitFor();
  await fillDetails(page);
  await confirm(page);
  const card = assertStatus(await server.api.get(`/v1/gift-cards/${id}`, { as }), 200);
  assert.deepEqual([card.balance.amount, card.reserved.amount], [0, 0], 'spent, not only reserved');
});
