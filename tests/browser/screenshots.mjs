// Takes the pictures of the booking page for the documentation: docs/images/booking-*.png.
// Run after a change of the pages: node tests/browser/screenshots.mjs (against build/release/bookingtms)
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { desktop, launchBrowser, phone } from '../support/browser.mjs';
import { startServer } from '../support/server.mjs';

const folder = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const url = process.argv[2];
const embedKey = 'emb_1a57e2c0ffee000000000001';
const activity = 'Midnight on Clink Street';

async function book(page, shoot) {
  await page.goto(`/book/${embedKey}`);
  await shoot('activities');
  await page.getByRole('link', { name: `See times for ${activity}` }).click();
  await page.getByRole('combobox', { name: 'People' }).selectOption('4');
  await page.getByRole('button', { name: 'Update times' }).click();
  await page.locator('a.day').nth(2).click();
  await shoot('times');
  await page.locator('button.time:enabled').first().click();
  await page.getByLabel('First name').fill('Ann');
  await page.getByLabel('Last name').fill('Archer');
  await page.getByLabel('Email').fill('ann@example.com');
  await shoot('details');
  await page.getByRole('button', { name: 'Confirm booking' }).click();
  await page.getByRole('heading', { name: 'You are booked' }).waitFor();
  await shoot('confirmation');
}

mkdirSync(folder, { recursive: true });
const server = url ? { url, stop: () => {} } : await startServer();
const browser = await launchBrowser();
try {
  for (const [device, viewport] of Object.entries({ phone, desktop })) {
    const context = await browser.newContext({ baseURL: server.url, viewport, javaScriptEnabled: false });
    const page = await context.newPage();
    await book(page, (step) => page.screenshot({ path: `${folder}booking-${step}-${device}.png` }));
    await context.close();
  }
} finally {
  await browser.close();
  await server.stop();
}
