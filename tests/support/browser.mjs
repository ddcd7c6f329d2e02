// A browser for tests: Debian's Chromium, driven by playwright-core, which brings none of its own.
import assert from 'node:assert/strict';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { after } from 'node:test';
import { chromium } from 'playwright-core';
import { newVisitor } from './api.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome'];
// A machine that is busy with other tests may take seconds for what takes milliseconds.
const stepMillisecondsMax = 30_000;

export const phone = { width: 360, height: 740 };
export const desktop = { width: 1280, height: 800 };

function executable() {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    for (const name of names) {
      const file = path.join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch { /* not in this folder */ }
    }
  }
  throw new Error(`No browser on the PATH (${names.join(', ')}). On Debian: apt-get install chromium`);
}

// Chromium's sandbox does not work for root.
export function launchBrowser(more = []) {
  return chromium.launch({
    executablePath: executable(),
    args: [...more, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });
}

// For the top of a test file: gives `visit(t, options)`, which opens a page for a visitor who has never been
// here, on a phone, without JavaScript; `options` are those of Playwright's newContext, `expected`, a pattern of faults that
// the test brings about itself, and `site`, the address of a site that shows our pages. The test fails where the browser
// reports another fault or asks another server for anything. `args` are more arguments for Chromium.
export async function useBrowser(url, args = []) {
  const browser = await launchBrowser(args);
  after(() => browser.close());
  return async function visit(t, { expected = /status of (4\d\d|503)/, site = url, ...options } = {}) {
    const context = await browser.newContext({
      baseURL: url, viewport: phone, javaScriptEnabled: false,
      extraHTTPHeaders: { 'X-Forwarded-For': newVisitor() }, ...options,
    });
    context.setDefaultTimeout(stepMillisecondsMax);
    const page = await context.newPage();
    const faults = [];
    page.on('console', (message) => {
      // A refusal is a page like any other; Chromium says so on its console.
      if (message.type() === 'error' && !expected.test(message.text())) faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('request', (request) => {
      if (![url, site].some((known) => request.url().startsWith(known))) faults.push(`asked for ${request.url()}`);
    });
    t.after(async () => {
      await context.close();
      assert.deepEqual(faults, []);
    });
    return page;
  };
}

// Scripts run in this page, but the booking page stays as it is where they do not.
export function withoutWidget(page) {
  return page.route('**/embed.js', (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
}
