// Every view of the admin app by itself: can everybody use it, does it fit, who gets to see it, and what may a browser do?
import assert from 'node:assert/strict';
import { heading, settled, useAdmin } from '../support/admin.mjs';
import { faultsOf } from '../support/axe.mjs';
import { desktop, phone } from '../support/browser.mjs';
import { eventually } from '../support/program.mjs';
import { useServer } from '../support/server.mjs';
import { makePlatformAdmin, makeUser, signIn } from '../support/staff.mjs';
import { makeTenant, minute } from '../support/tenant.mjs';

const server = await useServer();
const { test, api } = server;
const open = await useAdmin(server);
const kilobytesMax = 200;

async function fill() {
  const tenant = await makeTenant(server.database);
  const activity = await tenant.activity({ name: 'River tour' });
  const session = await tenant.session(activity, { start: new Date(Date.now() - minute) });
  const owner = await makeUser(tenant, 'super-admin');
  const as = await signIn(api, owner);
  const { body: booking } = await api.post('/v1/bookings', {
    session_id: session.id, party_size: 2, customer: { first_name: 'Ann', last_name: 'Archer', email: 'ann@example.com' },
  }, { as });
  await api.post('/v1/api-keys', { name: 'Reporting', environment: 'live', scopes: ['bookings:read'] }, { as });
  return { tenant, activity, owner, booking };
}
const filled = await fill();
const { tenant, activity, owner, booking } = filled;
const platformAdmin = await makePlatformAdmin(server.database);

// Address, heading, and the permission that it takes.
const views = {
  '': ['Today'],
  '/calendar': ['Calendar'],
  '/calendar?view=day': ['Calendar'],
  '/calendar?view=month': ['Calendar'],
  '/dashboard': ['Dashboard'],
  '/bookings': ['Bookings'],
  [`/bookings/${booking.id}`]: [booking.booking_number],
  '/customers': ['Customers'],
  [`/customers/${booking.customer_id}`]: ['Ann Archer'],
  '/activities': ['Activities'],
  '/activities/new': ['New activity'],
  [`/activities/${activity.id}`]: ['River tour'],
  '/pricing': ['Prices'],
  '/promo-codes': ['Promo codes'],
  '/gift-cards': ['Gift cards'],
  '/venues': ['Venues'],
  '/embeds': ['Embeds'],
  '/staff': ['Staff'],
  '/api-keys': ['API keys'],
  '/audit-logs': ['Audit logs'],
  '/webhooks': ['Webhooks'],
  '/settings': ['Settings'],
  '/settings/mails': ['Settings'],
  '/settings/payments': ['Settings'],
  '/profile': ['Your account'],
  '/nonsense': ['Not found'],
};
// Dialogs, by the view and the button that opens them.
const dialogs = [
  ['', 'Walk-in booking'], ['', 'Find'], ['/calendar', /River tour/], [`/bookings/${booking.id}`, 'Cancel'], ['/venues', 'New venue'],
  ['/embeds', 'New embed'], ['/promo-codes', 'New promo code'], ['/gift-cards', 'Issue a gift card'],
  ['/staff', 'Invite'], ['/api-keys', 'New key'], ['/api-keys', 'Replace Reporting'], ['/profile', 'Set up'],
];

async function assertNoFaults(page, what) {
  await page.setViewportSize(phone);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  assert.deepEqual(await faultsOf(page), [], `${what}, on a phone, light`);
  await page.setViewportSize(desktop);
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  assert.deepEqual(await faultsOf(page), [], `${what}, on a desktop, dark`);
}

// The screen is also one of 1280 pixels at 400 %.
test('everybody can use every view, and none is wider than a screen of 320 pixels', async (t) => {
  const page = await open(t, owner, '', { bypassCSP: true });
  for (const [address, [name]] of Object.entries(views)) {
    await page.goto(`/admin${address}`);
    await settled(page, name);
    await assertNoFaults(page, address);
    await page.setViewportSize({ width: 320, height: 640 });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 320, `${address} is ${width} wide`);
  }
});

test('everybody can use the views of the platform', async (t) => {
  const page = await open(t, platformAdmin, '', { bypassCSP: true });
  for (const [address, name] of [['/organizations', 'Organizations'], ['/health', 'Health']]) {
    await page.goto(`/admin${address}`);
    await settled(page, name);
    await assertNoFaults(page, address);
  }
  assert.match(await page.getByRole('row', { name: /^Database/ }).innerText(), /Healthy/);
});

test('everybody can use every dialog, and Escape closes it and gives the focus back', async (t) => {
  const page = await open(t, owner, '', { bypassCSP: true });
  for (const [address, button] of dialogs) {
    await page.goto(`/admin${address}`);
    const opener = page.getByRole('button', { name: button }).first();
    await opener.click();
    await page.getByRole('dialog').waitFor();
    await assertNoFaults(page, `${address} ${button}`);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await eventually(`the focus back on ${button}`, () => opener.evaluate((element) => element === document.activeElement));
  }
});

test('everybody can use the pages before the sign-in', async (t) => {
  const page = await open(t, null, '', { bypassCSP: true });
  for (const [address, name] of [['', 'Sign in'], ['/forgotten-password', 'Forgotten password'], ['/invitation', 'Welcome'],
    ['/password-reset', 'New password']]) {
    await page.goto(`/admin${address}`);
    await heading(page, name).waitFor();
    await assertNoFaults(page, address);
  }
});

// What a role is not offered, and is told when it goes there by address.
const closed = {
  staff: {
    '/dashboard': 'dashboard:read', '/api-keys': 'api_keys:read', '/audit-logs': 'audit_logs:read', '/organizations': 'platform:read',
    '/health': 'platform:read', '/gift-cards': 'gift_cards:read',
  },
  manager: {
    '/api-keys': 'api_keys:read', '/audit-logs': 'audit_logs:read', '/organizations': 'platform:read', '/health': 'platform:read',
  },
  admin: { '/organizations': 'platform:read', '/health': 'platform:read' },
  'org-admin': { '/organizations': 'platform:read', '/health': 'platform:read' },
  'super-admin': { '/organizations': 'platform:read', '/health': 'platform:read' },
};
// Buttons that change something, by the permission that they take.
const changes = {
  'bookings:write': ['', 'Walk-in booking'], 'activities:write': ['/activities', 'New activity'], 'venues:write': ['/venues', 'New venue'],
  'embeds:write': ['/embeds', 'New embed'], 'users:write': ['/staff', 'Invite'], 'organization:write': ['/settings', 'Save'],
  'pricing:write': ['/promo-codes', 'New promo code'], 'gift_cards:write': ['/gift-cards', 'Issue a gift card'],
};
const links = {
  '/dashboard': 'Dashboard', '/api-keys': 'API keys', '/audit-logs': 'Audit logs', '/organizations': 'Organizations', '/health': 'Health',
  '/gift-cards': 'Gift cards',
};

for (const role of Object.keys(closed)) {
  test(`a user with the role ${role} sees what they may do, and nothing else`, async (t) => {
    const user = await makeUser(tenant, role);
    const { body: me } = await api.get('/v1/me', { as: await signIn(api, user) });
    const page = await open(t, user);
    const navigation = page.getByRole('navigation', { name: 'Main' });
    for (const [address, name] of Object.entries(links)) {
      assert.equal(await navigation.getByRole('link', { name }).count(), closed[role][address] ? 0 : 1, name);
    }
    for (const [address, permission] of Object.entries(closed[role])) {
      await page.goto(`/admin${address}`);
      await heading(page, 'Not for your role').waitFor();
      await page.getByText(permission).waitFor();
    }
    for (const [permission, [address, button]] of Object.entries(changes)) {
      await page.goto(`/admin${address}`);
      await settled(page);
      const buttons = page.getByRole('button', { name: button, exact: true }).or(page.getByRole('link', { name: button, exact: true }));
      assert.equal(await buttons.count(), me.permissions.includes(permission) ? 1 : 0, `${button} for ${permission}`);
    }
  });
}

test('what belongs to another organization is not there, also by its address', async (t) => {
  const stranger = await makeUser(await makeTenant(server.database), 'super-admin');
  const page = await open(t, stranger);
  for (const address of [`/bookings/${booking.id}`, `/customers/${booking.customer_id}`, `/activities/${activity.id}`]) {
    await page.goto(`/admin${address}`);
    await page.getByRole('alert').getByText('not found').waitFor();
  }
  for (const address of ['', '/dashboard', '/bookings', '/customers', '/activities', '/staff', '/api-keys', '/audit-logs']) {
    await page.goto(`/admin${address}`);
    await settled(page);
    assert.doesNotMatch(await page.locator('main').innerText(), /Archer|River tour|Reporting/);
  }
});

test('a platform admin works in an organization, sees its things, and goes back', async (t) => {
  const page = await open(t, platformAdmin, '/organizations');
  await page.getByRole('button', { name: /^Organization: / }).click();
  await page.getByRole('dialog').getByLabel('Search').fill(tenant.organization.name);
  await page.getByRole('dialog').getByRole('button', { name: tenant.organization.name }).click();
  await page.getByRole('button', { name: `Organization: ${tenant.organization.name}` }).waitFor();
  await page.getByRole('link', { name: 'Bookings' }).click();
  await page.getByText('Ann Archer').waitFor();
  await page.getByRole('button', { name: 'Back to the platform' }).click();
  await page.getByRole('link', { name: 'Bookings' }).click();
  await page.getByText('No bookings yet').waitFor();
});

test('without a connection a view says so, and goes on when it is back', async (t) => {
  const page = await open(t, owner, '/bookings', { expected: /status of 401|ERR_FAILED/ });
  await page.getByText('Ann Archer').waitFor();
  await page.route('**/v1/**', (route) => route.abort());
  await page.getByRole('link', { name: 'Customers' }).click();
  await page.getByRole('alert').getByText('The server cannot be reached').waitFor();
  await page.unroute('**/v1/**');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('table', { name: 'Customers' }).waitFor();
});

test('moving to another view moves the focus to its heading and names the window', async (t) => {
  const page = await open(t, owner, '', { viewport: phone });
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('link', { name: 'Customers' }).click();
  await heading(page, 'Customers').waitFor();
  await eventually('the focus on the heading', () => page.evaluate(() => document.activeElement.tagName === 'H1'));
  assert.equal(await page.title(), 'Customers · BookingTMS');
});

test('the app forbids browsers what it does not need, and is never cached where it may change', async () => {
  const reply = await fetch(new URL('/admin/bookings', server.url));
  assert.equal(reply.status, 200);
  assert.equal(reply.headers.get('cache-control'), 'no-cache');
  const policy = reply.headers.get('content-security-policy');
  assert.match(policy, /default-src 'none'; script-src 'self'; style-src 'self';/);
  assert.doesNotMatch(policy, /unsafe|\*|data:|https?:/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.match(reply.headers.get('permissions-policy'), /camera=\(self\).*microphone=\(\)/);
  const page = await reply.text();
  assert.doesNotMatch(page, /<script(?![^>]* src=)|<style| style=| on\w+=/);
});

test(`what the first view loads is at most ${kilobytesMax} kB as it is sent, and may be kept for ever`, async (t) => {
  const page = await open(t, null);
  const files = [];
  page.on('response', (response) => { if (response.url().includes('/admin/')) files.push(response); });
  await page.goto('/admin');
  await settled(page, 'Sign in');
  const bytes = files.reduce((sum, file) => sum + Number(file.headers()['content-length']), 0);
  t.diagnostic(`${Math.round(bytes / 1000)} kB in ${files.length} files`);
  assert.ok(files.length >= 3 && bytes <= kilobytesMax * 1000, `${bytes} bytes`);
  const script = files.find((file) => file.url().endsWith('.js'));
  assert.equal(script.headers()['content-encoding'], 'gzip');
  assert.equal(script.headers()['cache-control'], 'public, max-age=31536000, immutable');
  const plain = await fetch(script.url(), { headers: { 'Accept-Encoding': 'identity' } });
  assert.equal(plain.headers.get('content-encoding'), null);
  assert.equal(plain.headers.get('content-type'), 'text/javascript; charset=utf-8');
  await plain.text();
  for (const name of ['index-00000000.js', `${new URL(script.url()).pathname.split('/').at(-1)}.gz`]) {
    assert.equal((await api.get(`/admin/assets/${name}`)).status, 404);
  }
});
