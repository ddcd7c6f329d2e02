// Every page by itself: can everybody read it, does it fit, and what does it let a browser do?
import assert from 'node:assert/strict';
import { faultsOf } from '../support/axe.mjs';
import { desktop, useBrowser, withoutWidget } from '../support/browser.mjs';
import { useServer } from '../support/server.mjs';
import { makeTenant } from '../support/tenant.mjs';

const server = await useServer();
const { test } = server;
const visit = await useBrowser(server.url);
const customer = { first_name: 'Ann', last_name: 'Archer', email: 'ann@example.com' };
// What the browser itself lets pass and the server does not.
const faulty = { 'First name': ' ', 'Last name': 'x'.repeat(101), Email: 'ann@localhost', Phone: '1'.repeat(33) };

// One page of every kind: a name, and what opens it.
async function everyPage() {
  const tenant = await makeTenant(server.database);
  const activity = await tenant.activity({ capacity: 6, tagline: 'One line', max_party: 4 });
  const free = await tenant.session(activity);
  const scarce = await tenant.session(activity);
  const full = await tenant.session(activity);
  const hold = async (session, spots) =>
    (await server.api.post(`${tenant.base}/reservations`, { session_id: session.id, spots })).body.id;
  const lapsed = await hold(free, 1);
  await tenant.lapse(lapsed);
  await hold(scarce, 4);
  await hold(full, 4);
  await hold(full, 2);
  const held = await hold(free, 2);
  const checkout = await server.api.post(`${tenant.base}/checkouts`,
    { reservation_id: await hold(free, 1), payment: 'pay_at_venue', customer }, { key: tenant.embedKey });

  const home = `/book/${tenant.embedKey}`;
  const at = (address) => (page) => page.goto(address);
  return {
    activities: at(home),
    times: at(`${home}/${activity.id}?party=3`),
    details: at(`${home}/holds/${held}`),
    faults: async (page) => {
      await page.goto(`${home}/holds/${held}`);
      for (const [label, text] of Object.entries(faulty)) await page.getByLabel(label).fill(text);
      await page.getByRole('button', { name: 'Confirm booking' }).click();
      await page.getByRole('alert').waitFor();
    },
    expired: at(`${home}/holds/${lapsed}`),
    confirmation: at(`${home}/confirmed/${checkout.body.id}`),
    'no such activity': at(`${home}/nonsense`),
    'no such embed': at('/book/emb_000000000000000000000000'),
    start: at('/'),
    documentation: at('/docs'),
  };
}
const pages = await everyPage();

for (const [name, open] of Object.entries(pages)) {
  test(`everybody can use the page: ${name}`, async (t) => {
    const page = await visit(t, {
      colorScheme: 'light', reducedMotion: 'reduce', javaScriptEnabled: true, bypassCSP: true,
    });
    await withoutWidget(page);
    await open(page);
    assert.deepEqual(await faultsOf(page), [], 'on a phone, light');
    assert.equal(await page.locator('h1').count(), 1);
    await page.setViewportSize(desktop);
    await page.emulateMedia({ colorScheme: 'dark' });
    assert.deepEqual(await faultsOf(page), [], 'on a desktop, dark');
  });
}

test('no page is wider than a screen of 320 pixels, which is also one of 1280 at 400 %', async (t) => {
  const page = await visit(t, { viewport: { width: 320, height: 640 } });
  for (const [name, open] of Object.entries(pages)) {
    await open(page);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 320, `${name} is ${width} wide`);
  }
});

test('every page forbids what it does not need', async () => {
  const { embed_key: embedKey } = server.dev.embeds[0];
  const widget = `script-src 'self'; connect-src 'self'; `;
  const policies = [[`/book/${embedKey}`, widget, '*'], ['/book/nothing', '', '*'], ['/docs', '', "'none'"], ['/', '', "'none'"]];
  for (const [address, scripts, framing] of policies) {
    const { headers } = await fetch(new URL(address, server.url));
    assert.equal(headers.get('content-security-policy'),
      `default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; ${scripts}frame-ancestors ${framing}`);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('referrer-policy'), 'same-origin');
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('set-cookie'), null);
    assert.equal(headers.get('content-type'), 'text/html; charset=utf-8');
  }
});

test('style sheets carry their content in their name and may be kept for ever', async () => {
  const text = await (await fetch(new URL('/docs', server.url))).text();
  const links = [...text.matchAll(/href="(\/assets\/[^"]+)"/g)].map((match) => match[1]);
  assert.equal(links.length, 3);
  for (const link of links) {
    const reply = await fetch(new URL(link, server.url));
    assert.equal(reply.status, 200);
    assert.equal(reply.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    assert.match(reply.headers.get('content-type'), /^(text\/css; charset=utf-8|image\/svg\+xml)$/);
    await reply.text();
  }
  const old = await server.api.get(links[0].replace(/\.[0-9a-f]{12}\./, '.000000000000.'));
  assert.equal(old.status, 404);
});

test('the pages have the colour of their organization', async (t) => {
  const { embed_key: embedKey } = server.dev.embeds[0];
  const page = await visit(t);
  await page.goto(`/book/${embedKey}`);
  const colour = await page.locator('header').evaluate((bar) => getComputedStyle(bar).backgroundColor);
  assert.equal(colour, 'rgb(124, 45, 18)');
});

test('a problem of the API is explained where its type points', async (t) => {
  const problem = (await server.api.get('/v1/embed/nothing')).body;
  const page = await visit(t);
  await page.goto(problem.type);
  await page.locator(`#${problem.code}`).getByText('No embed has this key').waitFor();
  assert.ok(await page.locator(`#${problem.code}`).evaluate((entry) => entry.matches(':target')));
});

test('the booking page works inside a page of another site', async (t) => {
  const { embed_key: embedKey } = server.dev.embeds[0];
  const page = await visit(t);
  await page.route('**/shop', (route) => route.fulfill({
    contentType: 'text/html',
    body: `<!doctype html><title>Shop</title><iframe title="Book" src="${server.url}/book/${embedKey}"></iframe>`,
  }));
  await page.goto('/shop');
  await page.frameLocator('iframe').getByRole('heading', { level: 1 }).waitFor();
});
