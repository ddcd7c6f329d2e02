// The widget in a browser, on a site of its own that allows nothing but what docs/how-to/embed.md says it needs.
import { createServer } from 'node:http';
import { after } from 'node:test';
import { desktop, useBrowser } from './browser.mjs';

const page = (body) => `<!doctype html><html lang="en-GB"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>A site</title><main><h1>A site</h1>${body}</main></html>`;

async function startSite(url) {
  const bodies = new Map();
  const policy = `default-src 'none'; script-src ${url}; connect-src ${url}; img-src ${url}; frame-src ${url}`;
  const site = createServer((request, reply) => {
    const body = bodies.get(new URL(request.url, url).pathname);
    reply.writeHead(body ? 200 : 404, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': policy });
    reply.end(page(body ?? ''));
  });
  await new Promise((ready) => { site.listen(0, '127.0.0.1', ready); });
  after(() => {
    site.closeAllConnections();
    site.close();
  });
  const origin = `http://127.0.0.1:${site.address().port}`;
  return { origin, bodies };
}

export const tag = (url, embedKey, attributes = '') => `<script src="${url}/embed.js" data-key="${embedKey}" ${attributes} async></script>`;

// For the top of a test file: gives `show(t, body, options)`, which opens a page of the site for a new visitor: options are
// those of `visit`, and `prepare` gets the page before anything is loaded.
export async function useSite(server) {
  const visit = await useBrowser(server.url);
  const site = await startSite(server.url);
  let pages = 0;
  return async function show(t, body, { prepare = () => {}, ...options } = {}) {
    pages += 1;
    const path = `/${pages}`;
    site.bodies.set(path, body);
    // A header of ours would make the browser ask the server for permission, which no visitor's browser does.
    const opened = await visit(t, {
      extraHTTPHeaders: {},
      viewport: desktop, javaScriptEnabled: true, reducedMotion: 'reduce', site: site.origin, locale: 'en-GB',
        timezoneId: 'Europe/London', ...options,
    });
    await prepare(opened);
    await opened.goto(site.origin + path);
    return opened;
  };
}

export const freeTimes = (page) => page.locator('button.time:enabled');
export const heading = (page, name) => page.getByRole('heading', { name, exact: true });

export async function fillDetails(page, { first = 'Ann', last = 'Archer', email = 'ann@example.com' } = {}) {
  await page.getByLabel('First name').fill(first);
  await page.getByLabel('Last name').fill(last);
  await page.getByLabel('Email').fill(email);
}

// From the times to the details of the first free time.
export async function hold(page) {
  await freeTimes(page).first().click();
  await heading(page, 'Your details').waitFor();
}

export async function confirm(page) {
  await page.getByRole('button', { name: 'Confirm booking' }).click();
  await heading(page, 'You are booked').waitFor();
}
