// What people write stays text: names and notes of the organization, settings of the site, addresses, and what a visitor
// types. And the pages forbid the browser to run it, should one of us ever forget.
import assert from 'node:assert/strict';
import { assertStatus } from '../support/assertions.mjs';
import { useBrowser } from '../support/browser.mjs';
import { useServer } from '../support/server.mjs';
import { makeTenant } from '../support/tenant.mjs';
import { confirm, fillDetails, hold, tag, useSite } from '../support/widget.mjs';

const server = await useServer();
const { test } = server;
const show = await useSite(server);
const visit = await useBrowser(server.url);

const run = 'window.owned=1';
const evil = {
  'a script': `"><script>${run}</script>`,
  'handlers of events': `<img src=x onerror="${run}"><svg/onload=${run}>`,
  'out of an attribute': `' autofocus onfocus='${run}' x="`,
  'out of a style': `</style><style>*{background:url(//evil.example/a)}</style>;}*{color:red`,
  'an address': `javascript:${run}`,
  templates: `{{{title}}}{{#title}}{name}\${${run}}<!--`,
  'out of the text around it': `</textarea></title></script><script>${run}</script>]]>`,
  'odd characters': `\u2028${run}//\u202e"<\u00ad&lt;script&gt;`,
};
const texts = Object.values(evil);
const names = ['label', 'font', 'accent', 'radius', 'theme', 'lang', 'activity', 'mode', 'checkout', 'parent', 'style',
  'onclick', 'onfocus', 'src'];
const queryOf = (text) => names.map((name) => `${name}=${encodeURIComponent(text)}`).join('&');
const strange = 'img[src="x"], svg, [autofocus], [onfocus], [onerror], [onload], [onclick], a[href^="javascript"], style:not(head *)';

async function assertInert(page, what) {
  assert.equal(await page.evaluate(() => window.owned), undefined, what);
  for (const frame of page.frames()) assert.equal(await frame.locator(strange).count(), 0, what);
}

// An organization that has the texts for its names, with an activity for each, and one session to book.
async function evilTenant() {
  const tenant = await makeTenant(server.database);
  const organization = tenant.organization.id;
  for (const text of texts) await tenant.activity({ name: text, tagline: text, description: text });
  const { rows } = await server.database.query('select * from activities where organization_id = $1 order by name', [organization]);
  for (const { id, name } of rows) {
    await server.database.query(`insert into ticket_types (organization_id, id, activity_id, name, price_minor, position)
      values ($1, gen_random_uuid(), $2, $3, 2500, 1)`, [organization, id, name]);
  }
  const all = [organization, texts.join(' ').slice(0, 200)];
  await server.database.query('update organizations set name = $2 where id = $1', all);
  await server.database.query('update venues set name = $2, address = $2 where organization_id = $1', all);
  return { tenant, activity: rows[0], session: await tenant.session(rows[0]) };
}

test('names of an organization and of its visitors stay text', async (t) => {
  const { tenant, activity, session } = await evilTenant();
  const page = await show(t, tag(server.url, tenant.embedKey));
  await page.getByRole('heading', { name: 'What would you like to do?' }).waitFor();
  const shown = await page.locator('.root').evaluate((root) => root.textContent);
  for (const [name, text] of Object.entries(evil)) assert.ok(shown.includes(text), name);
  await assertInert(page, 'the activities');
  await page.getByRole('button', { name: `See times for ${activity.name}`, exact: true }).click();
  await hold(page);
  await fillDetails(page, { first: texts[0], last: texts[1] });
  await assertInert(page, 'the details');
  await confirm(page);
  assert.ok((await page.locator('.root').innerText()).includes(texts[0]));
  await assertInert(page, 'the confirmation');

  for (const [name, text] of Object.entries(evil)) {
    const held = assertStatus(await server.api.post(`${tenant.base}/reservations`, { session_id: session.id, spots: 1 }), 201);
    const customer = { first_name: text, last_name: text, email: 'ann@example.com' };
    const order = { reservation_id: held.id, payment: 'pay_at_venue', customer };
    const { id, booking } = assertStatus(await server.api.post(`${tenant.base}/checkouts`, order, { key: held.id }), 201);
    for (const address of [`/book/${tenant.embedKey}/confirmed/${id}`, new URL(booking.manage_url).pathname]) {
      await page.goto(server.url + address);
      await page.getByRole('heading', { level: 1 }).or(page.locator('bookingtms-widget h2')).first().waitFor();
      await assertInert(page, `${name} on ${address}`);
    }
  }
});

test('settings of a site stay values', async (t) => {
  const { tenant } = await evilTenant();
  const tags = texts.map((text) => {
    const quoted = text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
    return tag(server.url, tenant.embedKey, names.map((name) => `data-${name}="${quoted}"`).join(' '));
  });
  const page = await show(t, tags.join(''));
  const roots = page.locator('bookingtms-widget .root');
  for (let i = 0; i < texts.length; i += 1) {
    await roots.nth(i).getByRole('heading').first().waitFor();
    assert.match(await roots.nth(i).getAttribute('style'), /^--accent: #[0-9a-f]{6}; --on-accent: #[0-9a-f]{6};$/);
  }
  await assertInert(page, 'the settings');
});

test('addresses stay addresses', async (t) => {
  const { tenant, activity } = await evilTenant();
  const home = `/book/${tenant.embedKey}`;
  const page = await visit(t, { javaScriptEnabled: true, extraHTTPHeaders: {} });
  for (const [name, text] of Object.entries(evil)) {
    const value = encodeURIComponent(text);
    for (const address of [`${home}?${queryOf(text)}`, `${home}/${activity.id}?party=${value}&day=${value}&month=${value}`,
      `${home}/${value}`, `/book/${value}`, `/manage/${value}`]) {
      const reply = await page.goto(address);
      // What is no address at all is refused before it is a page.
      if (!reply.headers()['content-type'].startsWith('text/html')) continue;
      await page.locator('h1, bookingtms-widget h2').first().waitFor();
      await assertInert(page, `${name} in ${address}`);
    }
  }
});

// An address of every kind of page, with and without what it is about.
async function addresses() {
  const tenant = await makeTenant(server.database);
  const activity = await tenant.activity();
  const session = await tenant.session(activity);
  const held = async () => (await server.api.post(`${tenant.base}/reservations`, { session_id: session.id, spots: 1 })).body.id;
  const customer = { first_name: 'Ann', last_name: 'Archer', email: 'ann@example.com' };
  const checkOut = async (payment) => (await server.api.post(`${tenant.base}/checkouts`,
    { reservation_id: await held(), payment, customer }, { key: `${tenant.embedKey}-${payment}` })).body;
  const booked = await checkOut('pay_at_venue');
  const paying = await checkOut('test');
  const home = `/book/${tenant.embedKey}`;
  return [
    home, `${home}/${activity.id}`, `${home}/holds/${await held()}`, `${home}/confirmed/${booked.id}`, `${home}/confirmed/${paying.id}`,
    new URL(booked.booking.manage_url).pathname, new URL(paying.url).pathname, '/', '/docs', '/admin', '/admin/bookings', '/admin/sign-in',
    '/book/nothing', `${home}/nothing`, '/manage/nothing', '/test-payments/nothing/nothing',
  ];
}

test('no page allows scripts or styles but those of the server', async (t) => {
  const page = await visit(t, { extraHTTPHeaders: {} });
  for (const address of await addresses()) {
    const reply = await page.goto(address);
    const policy = Object.fromEntries((reply.headers()['content-security-policy'] ?? '').split('; ').map((part) => {
      const [directive, ...sources] = part.split(' ');
      return [directive, sources.join(' ')];
    }));
    assert.equal(policy['default-src'], "'none'", address);
    assert.equal(policy['base-uri'], "'none'", address);
    assert.ok([undefined, "'self'"].includes(policy['script-src']), `${address}: ${policy['script-src']}`);
    assert.ok([undefined, "'self'"].includes(policy['style-src']), `${address}: ${policy['style-src']}`);
    assert.doesNotMatch(reply.headers()['content-security-policy'], /unsafe|data:.*script|\shttps?:(\s|;|$)/, address);
    const html = await reply.text();
    assert.doesNotMatch(html, /<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:/i, address);
  }
});
