// docs/how-to/embed-demo.html, the site that shows all ways of putting the widget into it, on an origin of its own.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { after } from 'node:test';
import { desktop, useBrowser } from '../support/browser.mjs';
import { useServer } from '../support/server.mjs';
import { makeTenant } from '../support/tenant.mjs';
import { confirm, fillDetails, freeTimes, heading } from '../support/widget.mjs';

const server = await useServer();
const { test } = server;
const visit = await useBrowser(server.url);
const demo = readFileSync(new URL('../../docs/how-to/embed-demo.html', import.meta.url), 'utf8');

let html = '';
const listener = createServer((request, reply) => {
  reply.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
  reply.end(html);
});
await new Promise((ready) => { listener.listen(0, '127.0.0.1', ready); });
after(() => {
  listener.closeAllConnections();
  listener.close();
});
const site = `http://127.0.0.1:${listener.address().port}`;

async function openDemo(t, options = {}) {
  const tenant = await makeTenant(server.database);
  await tenant.session(await tenant.activity({ name: 'Harbour tour' }));
  html = demo.replaceAll('https://bookings.example.com', server.url).replaceAll('emb_1a57e2c0ffee000000000001', tenant.embedKey);
  const page = await visit(t, { javaScriptEnabled: true, extraHTTPHeaders: {}, site, locale: 'en-GB', viewport: desktop, ...options });
  await page.goto(`${site}/`);
  return { page, tenant, heard: () => page.locator('#heard li').allInnerTexts() };
}

const numbersOf = async (tenant) => (await server.database.query(
  'select booking_number from bookings where organization_id = $1 order by created_at', [tenant.organization.id])).rows
  .map((row) => row.booking_number);

test('a site books in its page, behind its button and in its frame, and hears of each booking', async (t) => {
  const { page, tenant, heard } = await openDemo(t);
  const places = { inline: page.locator('#inline'), button: page.locator('#button'), frame: page.frameLocator('iframe') };
  for (const [name, place] of Object.entries(places)) {
    if (name === 'button') await place.getByRole('button', { name: 'Book now' }).click();
    await freeTimes(place).first().click();
    await heading(place, 'Your details').waitFor();
    await fillDetails(place);
    await confirm(place);
    await page.locator('#heard li', { hasText: `${name}: booked` }).waitFor();
    if (name === 'button') await place.getByRole('button', { name: 'Close' }).click();
  }
  const numbers = await numbersOf(tenant);
  assert.equal(numbers.length, 3);
  const booked = (await heard()).filter((line) => line.includes(': booked '));
  assert.deepEqual(booked.map((line) => /"booking_number":"([^"]+)"/.exec(line)[1]), numbers, 'one message for each booking');
  assert.doesNotMatch(booked.join(), /Ann|Archer|example\.com/, 'nothing personal');
});

test('messages of others are not believed, and the frame tells nobody else', async (t) => {
  const { page, tenant, heard } = await openDemo(t, { expected: /target origin provided \('https:\/\/other.example'\)/ });
  const frame = page.frameLocator('iframe[title="Book"]');
  await freeTimes(frame).first().waitFor();
  await page.locator('#heard li', { hasText: 'frame: step' }).first().waitFor();
  const before = await heard();
  await page.evaluate((address) => {
    const forged = { source: 'bookingtms', type: 'booked', detail: { booking_number: 'BK-FALSE' } };
    window.postMessage(forged, '*');
    // The right origin in another frame, and another origin.
    const other = document.createElement('iframe');
    other.src = `${address}?lang=de`;
    other.title = 'Another';
    document.body.append(other);
    return new Promise((loaded) => { other.addEventListener('load', loaded); }).then(() => true);
  }, `${server.url}/book/${tenant.embedKey}`);
  await page.frameLocator('iframe[title="Another"]').locator('button.time:enabled').first().waitFor();
  assert.deepEqual(await heard(), before);
  // Where another site is named as the one around the frame, the browser delivers nothing to the one that is.
  await page.locator('iframe[title="Book"]').evaluate((element, address) => { element.src = address; },
    `${server.url}/book/${tenant.embedKey}?lang=fr&parent=${encodeURIComponent('https://other.example')}`);
  const renamed = page.frameLocator('iframe[title="Book"]');
  await renamed.getByRole('heading', { name: 'Quel jour ?' }).waitFor();
  await freeTimes(renamed).first().click();
  await renamed.getByLabel('Prénom').waitFor();
  assert.deepEqual(await heard(), before);
});
