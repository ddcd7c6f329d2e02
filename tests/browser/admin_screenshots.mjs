// Takes the pictures of the admin app for the documentation, or with a folder one of every view, to look at.
// Run after a change of its looks: node tests/browser/admin_screenshots.mjs [FOLDER] (against build/release/bookingtms)
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { fillSignIn } from '../support/admin.mjs';
import { Client } from '../support/api.mjs';
import { desktop, launchBrowser, phone } from '../support/browser.mjs';
import { startServer } from '../support/server.mjs';

const folder = process.argv[2] ?? fileURLToPath(new URL('../../docs/images/', import.meta.url));
// Those that documents show.
const shown = [
  'today-light', 'today-phone', 'calendar-light', 'calendar-day-light', 'calendar-month-dark', 'palette-dark',
  'dashboard-light',
];
const isWanted = (picture) => process.argv[2] !== undefined || shown.includes(picture);
const looks = {
  light: { viewport: desktop, colorScheme: 'light' },
  dark: { viewport: desktop, colorScheme: 'dark' },
  phone: { viewport: phone, colorScheme: 'light' },
};
const people = [
  ['Ada', 'Marsh', 2], ['Tom', 'Okafor', 4], ['Ines', 'Laurent', 3], ['Mina', 'Sato', 2], ['Jonas', 'Berg', 5], ['Leah', 'Stone', 2],
];

// Books for people, so that the views have something to show; some of them are there already.
async function fill(api, as) {
  const today = new Date().toISOString().slice(0, 10);
  const week = new Date(Date.now() + 6 * 86_400_000).toISOString().slice(0, 10);
  const { data: sessions } = (await api.get('/v1/sessions', { as, query: { from: today, to: week, limit: 100, is_closed: 'false' } })).body;
  const free = sessions.filter(({ end_time: end, capacity_remaining: seats }) => Date.parse(end) > Date.now() && seats > 1);
  let booked = 0;
  for (const [index, session] of free.slice(0, 40).entries()) {
    const [first, last, party] = people[index % people.length];
    const reply = await api.post('/v1/bookings', {
      session_id: session.id, party_size: Math.min(party, session.capacity_remaining),
      customer: { first_name: first, last_name: last, email: `${first}.${last}@example.com`.toLowerCase() },
    }, { as, key: session.id });
    if (reply.status !== 201) continue;
    booked += 1;
    if (booked <= 3) await api.post(`/v1/bookings/${reply.body.id}/check-in`, {}, { as });
  }
  await api.post('/v1/api-keys', { name: 'Reporting', environment: 'live', scopes: ['bookings:read', 'activities:read'] }, { as });
  await api.post('/v1/users', { email: 'mina@example.com', full_name: 'Mina Sato', role: 'manager' }, { as });
}

// Takes what was booked for later a month and a week back and lets it be paid, so that the dashboard has a past.
async function fillPast(api, as, url) {
  const { data: bookings } = (await api.get('/v1/bookings', { as, query: { status: 'confirmed', limit: 100 } })).body;
  for (const { id } of bookings) await api.post(`/v1/bookings/${id}/payments`, {}, { as, key: id });
  const database = new pg.Client({ connectionString: url });
  await database.connect();
  await database.query(`
    alter table ledger_entries disable trigger append_only;
    create temporary table moved as
      select b.id, b.session_id, (row_number() over (order by b.id) ^ 2)::integer % 43 * interval '1 day' as ago from bookings b;
    update bookings b set created_at = b.created_at - m.ago from moved m where m.id = b.id;
    update ledger_entries l set created_at = l.created_at - m.ago
    from moved m join payments p on p.booking_id = m.id where p.id = l.payment_id;
    update organization_day_progress set rolled_until = null;
    update activity_sessions s set start_time = start_time - interval '8 days', end_time = end_time - interval '8 days'
    where s.id in (select session_id from moved)`);
  await database.end();
}

async function views(page, shoot) {
  const visit = async (address, name) => {
    await page.goto(`/admin${address}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    await shoot(name);
  };
  await visit('', 'today');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('mar');
  await page.getByRole('option', { name: /Ada Marsh/ }).first().waitFor();
  await shoot('palette');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  await shoot('shortcuts');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Scan tickets' }).click();
  await page.getByText('Type the code').waitFor();
  await shoot('scanner');
  await page.keyboard.press('Escape');
  await visit('/calendar', 'calendar');
  await visit('/calendar?parties=yes', 'calendar-parties');
  // Tomorrow: late in the evening nobody of today can be moved any more.
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  await visit(`/calendar?view=day&day=${tomorrow}`, 'calendar-day');
  await page.getByRole('button', { name: /^Move .* to…$/ }).first().click();
  await page.getByRole('dialog').waitFor();
  await page.waitForLoadState('networkidle');
  await shoot('move');
  await visit('/calendar?view=month', 'calendar-month');
  await visit('/bookings', 'bookings');
  await page.getByRole('row').nth(1).getByRole('link').first().click();
  await page.getByText('Confirmation code').waitFor();
  await page.waitForLoadState('networkidle');
  await shoot('booking');
  await visit('/activities', 'activities');
  await page.getByRole('row').nth(1).getByRole('link').click();
  await page.getByText('The week').waitFor();
  await shoot('activity');
  for (const name of ['customers', 'pricing', 'promo-codes', 'gift-cards', 'venues', 'embeds', 'staff', 'api-keys', 'audit-logs',
    'webhooks', 'mails', 'settings', 'settings/mails', 'settings/payments', 'profile']) {
    await visit(`/${name}`, name.replace('/', '-'));
  }
}

mkdirSync(folder, { recursive: true });
const server = await startServer();
const browser = await launchBrowser();
try {
  const owner = server.dev.users.find(({ role, email }) => role === 'super-admin' && email.includes('lantern'));
  const api = new Client(server.url);
  const { body } = await api.post('/v1/auth/login', { email: owner.email, password: owner.password });
  await fill(api, body.access_token);
  // Signs the owner in with each of the looks.
  const inEachLook = async (look) => {
    for (const [name, options] of Object.entries(looks)) {
      const context = await browser.newContext({ baseURL: server.url, reducedMotion: 'reduce', ...options });
      const page = await context.newPage();
      const shoot = async (view) => {
        const picture = `${view}-${name}`;
        if (isWanted(picture)) await page.screenshot({ path: path.join(folder, `admin-${picture}.png`) });
      };
      await page.goto('/admin');
      await page.getByLabel('Email').waitFor();
      await shoot('sign-in');
      await fillSignIn(page, owner.email, owner.password);
      await page.locator('.shell').waitFor();
      await look(page, shoot);
      await context.close();
    }
  };
  await inEachLook(views);
  await fillPast(api, body.access_token, server.dev.database_url);
  await inEachLook(async (page, shoot) => {
    await page.goto('/admin/dashboard');
    await page.getByText('Occupancy by activity').first().waitFor();
    await page.waitForLoadState('networkidle');
    await shoot('dashboard');
  });
} finally {
  await browser.close();
  await server.stop();
}
