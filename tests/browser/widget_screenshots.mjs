// Takes the pictures of the widget for the documentation: docs/images/widget-*.png.
// Run after a change of the widget: node tests/browser/widget_screenshots.mjs (against build/release/bookingtms)
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { desktop, launchBrowser, phone } from '../support/browser.mjs';
import { startServer } from '../support/server.mjs';

const folder = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const embedKey = 'emb_1a57e2c0ffee000000000001';

async function book(page, shoot) {
  await page.getByRole('button', { name: 'See times for Midnight on Clink Street' }).click();
  await page.getByLabel('How many people?').selectOption('4');
  await page.locator('button.time:enabled').first().waitFor();
  await shoot('times');
  await page.locator('button.time:enabled').first().click();
  await page.getByLabel('First name').fill('Ann');
  await page.getByLabel('Last name').fill('Archer');
  await page.getByLabel('Email').fill('ann@example.com');
  await page.locator('.total').waitFor();
  await shoot('details');
  await page.getByRole('button', { name: 'Confirm booking' }).click();
  await page.getByRole('heading', { name: 'You are booked' }).waitFor();
  await page.locator('img.qr').evaluate((image) => image.decode());
  await shoot('confirmation');
}

mkdirSync(folder, { recursive: true });
const server = await startServer();
const browser = await launchBrowser();
try {
  for (const [device, viewport] of Object.entries({ phone, desktop })) {
    for (const colorScheme of ['light', 'dark']) {
      const context = await browser.newContext({
        baseURL: server.url, viewport, colorScheme, locale: 'en-GB', timezoneId: 'Europe/London', reducedMotion: 'reduce',
      });
      const page = await context.newPage();
      await page.goto(`/book/${embedKey}`);
      await book(page, (step) => page.screenshot({ path: `${folder}widget-${step}-${device}-${colorScheme}.png`, fullPage: true }));
      await context.close();
    }
  }
  const context = await browser.newContext({ baseURL: server.url, viewport: phone, locale: 'ar' });
  const page = await context.newPage();
  await page.goto(`/book/${embedKey}?lang=ar`);
  await page.locator('bookingtms-widget button').nth(1).click();
  await page.locator('button.time:enabled').first().waitFor();
  await page.screenshot({ path: `${folder}widget-times-arabic.png`, fullPage: true });
} finally {
  await browser.close();
  await server.stop();
}
