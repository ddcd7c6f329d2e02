// The admin app where something is set up: activities with schedules, venues, embeds, staff, API keys, the organization,
// the platform, and the audit trail of it all.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after } from 'node:test';
import { heading, useAdmin } from '../support/admin.mjs';
import { faultsOf } from '../support/axe.mjs';
import { mailFolder, nextMail } from '../support/mails.mjs';
import { eventually } from '../support/program.mjs';
import { useServer } from '../support/server.mjs';
import { makePlatformAdmin, makeUser, signIn } from '../support/staff.mjs';
import { startStripe } from '../support/stripe_server.mjs';
import { localDay, makeTenant } from '../support/tenant.mjs';

const mails = mailFolder();
const stripe = await startStripe();
after(() => stripe.stop());
const server = await useServer([...mails.flags, '--stripe-secret-key', stripe.secretKey,
  '--stripe-webhook-secrets', stripe.webhookSecret, '--stripe-api-base', stripe.url]);
const { test, api } = server;
const open = await useAdmin(server);

// A tenant, and a user of this role who is signed in to the API, too.
async function tenantWith(role) {
  const tenant = await makeTenant(server.database);
  const user = await makeUser(tenant, role);
  return { tenant, user, as: await signIn(api, user) };
}

test('a manager offers an activity: preview of its sessions, then they are there', async (t) => {
  const { user, as } = await tenantWith('manager');
  const page = await open(t, user, '/activities');
  await page.getByRole('link', { name: 'New activity' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Café & Bar Tour');
  assert.equal(await page.getByLabel('Short name').inputValue(), 'cafe-bar-tour');
  await page.getByLabel(/^Price a person/).fill('25.5');
  await page.getByRole('button', { name: 'Remove Sunday, 10:00 to 18:00' }).click();
  await page.getByRole('button', { name: 'Preview the sessions' }).click();
  const preview = page.getByRole('dialog', { name: 'The next four weeks' });
  await preview.getByText(/^1\d\d sessions in Europe\/London\.$/).waitFor();
  assert.equal(await preview.getByText(/^Sun/).count(), 0);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Offer the activity' }).click();
  await heading(page, 'Café & Bar Tour').waitFor();
  const { body: { data: [activity] } } = await api.get('/v1/activities', { as });
  assert.equal(activity.price.amount, 2550);
  assert.deepEqual(activity.schedule.weekly.sunday ?? [], []);
  const { body: sessions } = await api.get('/v1/sessions', { as, query: { activity_id: activity.id, limit: 1 } });
  assert.equal(sessions.data.length, 1);
});

test('a manager says what is paid at once and what cancelling gives back', async (t) => {
  const { tenant, user, as } = await tenantWith('manager');
  const { id } = await tenant.activity({ name: 'River tour' });
  const page = await open(t, user, `/activities/${id}`, { bypassCSP: true });
  await page.getByLabel('Paid when booking').selectOption('A part, the rest at the venue');
  await page.getByLabel('Part (%)').fill('33.5');
  await page.getByLabel('Hours before the start, or more').fill('48');
  await page.getByRole('button', { name: 'Add a line' }).click();
  await page.getByLabel('Given back (%)').last().fill('50');
  await page.getByRole('button', { name: 'Remove line 2' }).click();
  await page.getByLabel(/^Kept in any case/).fill('some');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('An amount in GBP, or 0.').waitFor();
  assert.deepEqual(await faultsOf(page), []);
  await page.getByLabel(/^Kept in any case/).fill('2.50');
  await page.getByLabel('Can be moved until … hours before').fill('12');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  const { body: saved } = await api.get(`/v1/activities/${id}`, { as });
  assert.deepEqual(saved.deposit, { kind: 'percent', rate_ppm: 335_000 });
  const { windows, fee, reschedule_hours_before: hours } = saved.cancellation_policy;
  assert.deepEqual([windows, fee.amount, hours], [[{ hours_before: 48, refund_ppm: 1_000_000 }], 250, 12]);
});

test('a changed schedule names the sessions that somebody has and that stay', async (t) => {
  const { tenant, user, as } = await tenantWith('manager');
  const { body: made } = await api.post('/v1/activities', {
    venue_id: tenant.venue.id, mode: 'shared', name: 'River tour', slug: 'river-tour', duration_minutes: 60, capacity: 8,
    price: { amount: 2500 },
    schedule: {
      weekly: Object.fromEntries(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
        .map((day) => [day, [{ start: '10:00', end: '12:00' }]])), slot_interval_minutes: 60,
    },
  }, { as });
  const tomorrow = localDay(new Date(Date.now() + 86_400_000), 'Europe/London');
  const { body: { data: [session] } } = await api.get('/v1/sessions', { as, query: { activity_id: made.id, from: tomorrow, limit: 1 } });
  await api.post('/v1/bookings', {
    session_id: session.id, party_size: 2, customer: { first_name: 'Ann', last_name: 'Archer', email: 'ann@example.com' },
  }, { as });
  const page = await open(t, user, `/activities/${made.id}`);
  await page.getByRole('button', { name: 'Add a day without sessions' }).click();
  await page.getByLabel('Day without sessions').fill(tomorrow);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText(/^Saved\. 0 sessions made, 0 changed, 1 removed\.$/).waitFor();
  await page.getByText(/has bookings or holds, and the new schedule has no session then/).waitFor();
});

test('an admin opens a venue, corrects it, and is told when somebody else was faster', async (t) => {
  const { tenant, user, as } = await tenantWith('admin');
  const page = await open(t, user, '/venues');
  await page.getByRole('button', { name: 'New venue' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill('Old Town');
  await dialog.getByLabel('Time zone').selectOption('America/New_York');
  await dialog.getByRole('button', { name: 'Open the venue' }).click();
  await page.getByRole('row', { name: /Old Town/ }).getByText('America/New_York').waitFor();

  await page.getByRole('button', { name: `Edit ${tenant.venue.name}` }).click();
  await dialog.getByLabel('Address').fill('12 Candlemaker Row');
  const { body: before } = await api.get(`/v1/venues/${tenant.venue.id}`, { as });
  await api.patch(`/v1/venues/${tenant.venue.id}`, { name: 'The Vaults' }, { as, version: before.version });
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  const conflict = dialog.getByRole('alert');
  assert.match(await conflict.innerText(), /Name\s*Venue → The Vaults/);
  await conflict.getByRole('button', { name: 'Drop my changes' }).click();
  assert.equal(await dialog.getByLabel('Name', { exact: true }).inputValue(), 'The Vaults');
  assert.equal(await dialog.getByLabel('Address').inputValue(), '');
});

test('an admin makes an embed, whose code leads to the booking page', async (t) => {
  const { tenant, user } = await tenantWith('admin');
  await tenant.activity({ name: 'River tour' });
  const page = await open(t, user, '/embeds');
  await page.getByRole('button', { name: 'New embed' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Website');
  await page.getByRole('button', { name: 'Make it' }).click();
  const codeFor = async (kind) => {
    await page.getByRole('group', { name: 'Kind of code, Website' }).getByRole('button', { name: kind, exact: true }).click();
    return page.getByRole('region', { name: `${kind} code, Website` }).innerText();
  };
  const [, address] = (await codeFor('Frame')).match(/^<iframe src="([^"]+)"/);
  assert.equal((await fetch(address)).status, 200);
  const [, script, key] = (await codeFor('WordPress')).match(/^<script src="([^"]+)" data-key="(emb_\w+)" async><\/script>$/);
  assert.equal((await fetch(script)).status, 200);
  assert.ok(address.endsWith(key));
  assert.match(await codeFor('React'), new RegExp(`<bookingtms-widget embed-key="${key}" />`));

  await page.locator('.embed', { has: page.getByRole('heading', { name: 'Website' }) }).getByText('Preview', { exact: true }).click();
  await page.frameLocator('iframe').getByRole('heading', { name: 'River tour' }).waitFor();

  // The preview was a visit as well.
  for (const step of ['view', 'view', 'view', 'booked']) {
    await fetch(new URL(`/v1/embed/${key}/steps/${step}`, server.url), { method: 'POST' });
  }
  await eventually('the counts', async () => {
    const { rows: [{ visits }] } = await server.database.query('select sum(visits) as visits from funnel_days where organization_id = $1',
      [tenant.organization.id]);
    return Number(visits) === 5;
  });
  await page.locator('.embed', { has: page.getByRole('heading', { name: 'Website' }) }).getByText('How far visitors come').click();
  await page.getByRole('row', { name: /^Booked 1 25/ }).waitFor();

  await page.getByRole('button', { name: 'Edit Website' }).click();
  const sites = page.getByRole('dialog').getByLabel('Sites that may show it');
  await sites.fill('tours.example\ntours.example/shop');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Must be a site such as example.com').waitFor();
  assert.equal(await sites.getAttribute('aria-invalid'), 'true');
  await sites.fill('tours.example, *.tours.example');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  const asked = await fetch(new URL(`/v1/embed/${key}`, server.url), { headers: { Origin: 'https://evil.example' } });
  assert.equal((await asked.json()).code, 'origin_not_allowed');
});

test('an owner invites somebody, changes the role, deactivates them; roles above are not offered', async (t) => {
  const { tenant, user, as } = await tenantWith('org-admin');
  const page = await open(t, user, '/staff');
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Mina Sato');
  await dialog.getByLabel('Email').fill('mina@example.com');
  assert.deepEqual(await dialog.getByLabel('Role').locator('option').allInnerTexts(), ['Admin', 'Manager', 'Staff']);
  await dialog.getByRole('button', { name: 'Invite' }).click();
  const row = page.getByRole('row', { name: /Mina Sato/ });
  await row.getByText('Invited').waitFor();
  await nextMail(mails.folder, 'mina@example.com', /./);
  await server.database.query('update users set joined_at = now() where organization_id = $1 and email = $2',
    [tenant.organization.id, 'mina@example.com']);
  await page.reload();
  await page.getByRole('button', { name: 'Edit Mina Sato' }).click();
  await dialog.getByLabel('Role').selectOption('Manager');
  await dialog.getByLabel('May sign in').uncheck();
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await row.getByText('Deactivated').waitFor();
  const { body: { data } } = await api.get('/v1/users', { as });
  const { role, is_active: isActive } = data.find(({ email }) => email === 'mina@example.com');
  assert.deepEqual([role, isActive], ['manager', false]);
});

test('an admin makes an API key that is shown once, replaces it and revokes it', async (t) => {
  const { user } = await tenantWith('admin');
  const page = await open(t, user, '/api-keys');
  await page.getByText('No API keys yet').waitFor();
  await page.getByRole('button', { name: 'New key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Reporting');
  await dialog.getByRole('button', { name: 'Make the key' }).click();
  await dialog.getByText('Choose at least one.').waitFor();
  await dialog.getByLabel('Read venues').check();
  await dialog.getByRole('button', { name: 'Make the key' }).click();
  const shown = page.getByRole('dialog', { name: 'Your new key' });
  const key = await shown.locator('code').first().innerText();
  assert.match(key, /^btms_live_/);
  await shown.getByRole('button', { name: 'I have kept it' }).click();
  assert.equal((await api.get('/v1/venues', { as: key })).status, 200);
  assert.equal((await api.get('/v1/customers', { as: key })).status, 403);
  await page.reload();
  await page.getByRole('row', { name: /Reporting/ }).waitFor();
  assert.ok(!(await page.content()).includes(key));

  await page.getByRole('button', { name: 'Replace Reporting' }).click();
  await dialog.getByLabel('The old key ends').selectOption('At once');
  await dialog.getByRole('button', { name: 'Make the successor' }).click();
  const successor = await shown.locator('code').first().innerText();
  await shown.getByRole('button', { name: 'I have kept it' }).click();
  assert.equal((await api.get('/v1/venues', { as: successor })).status, 200);
  assert.equal((await api.get('/v1/venues', { as: key })).status, 401);

  await page.getByRole('button', { name: 'Revoke Reporting' }).click();
  await page.getByRole('button', { name: 'Revoke it' }).click();
  await page.getByText('The key is revoked').waitFor();
  assert.equal((await api.get('/v1/venues', { as: successor })).status, 401);
});

test('an owner changes the organization', async (t) => {
  const { user, as } = await tenantWith('super-admin');
  const page = await open(t, user, '/settings');
  await page.getByLabel('Name').fill('Harbour Tours');
  await page.getByLabel('Contact email').fill('nobody');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByLabel('Contact email').fill('hello@example.com');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('.organization').getByText('Harbour Tours').waitFor();
  assert.equal((await api.get('/v1/organization', { as })).body.contact_email, 'hello@example.com');
});

test('an organization admin sets up mails, and is told when somebody else was faster', async (t) => {
  const { user, as } = await tenantWith('org-admin');
  const page = await open(t, user, '/settings');
  await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'Mail texts' }).click();
  await page.getByLabel('Language').selectOption('Deutsch');
  await page.getByLabel('Remind so many hours').fill('48');
  await page.getByLabel('Answers go to').fill('desk@nowhere');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('.field.faulty', { hasText: 'Answers go to' }).locator('.fault').waitFor();
  await page.getByLabel('Answers go to').fill('desk@example.com');
  const { body: { version } } = await api.get('/v1/organization', { as });
  await api.patch('/v1/organization', { mail_footer: 'Pier 5' }, { as, version });
  await page.getByRole('button', { name: 'Save' }).click();
  assert.match(await page.getByRole('alert').innerText(), /Last lines\s*\(empty\) → Pier 5/);
  await page.getByRole('button', { name: 'Save my changes, too' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  const { body: saved } = await api.get('/v1/organization', { as });
  assert.deepEqual([saved.language, saved.reminder_hours_before, saved.mail_reply_to, saved.mail_footer],
    ['de', 48, 'desk@example.com', 'Pier 5']);
});

test('an owner decides about payment at the venue and connects Stripe; others see how it is', async (t) => {
  const { tenant, user, as } = await tenantWith('super-admin');
  const page = await open(t, user, '/settings/payments', { site: stripe.url });
  const { body: before } = await api.get('/v1/payment-settings', { as });
  await page.getByLabel('Customers may pay at the venue').click();
  // A link that was clicked by mistake.
  page.once('dialog', (question) => question.dismiss());
  await page.getByRole('link', { name: 'Mail texts' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  assert.equal((await api.get('/v1/payment-settings', { as })).body.pay_at_venue, !before.pay_at_venue);

  await page.getByRole('button', { name: 'Connect Stripe' }).click();
  await page.waitForURL(`${stripe.url}/setup/**`);
  const { account_id: account } = (await api.get('/v1/payment-account', { as })).body;
  const { body: asked } = stripe.requests.findLast(({ path }) => path === '/v1/account_links');
  await page.goto(new URLSearchParams(asked.toString()).get('return_url'));
  await page.getByRole('button', { name: 'Go on at Stripe' }).waitFor();
  await stripe.deliver(stripe.changeAccount(account, { charges_enabled: true, details_submitted: true, country: 'GB' }),
    new URL('/v1/stripe/webhook', server.url));
  const manager = await open(t, await makeUser(tenant, 'manager'), '/settings/payments');
  await manager.getByText(account).waitFor();
  await manager.getByText(before.pay_at_venue ? 'Customers cannot pay at the venue.' : 'Customers may pay at the venue.').waitFor();
  assert.equal(await manager.getByRole('button', { name: /Save|Stripe/ }).count(), 0);
});

test('the trail tells who changed what, is filtered, and is exported', async (t) => {
  const { tenant, user, as } = await tenantWith('admin');
  const { body: venue } = await api.get(`/v1/venues/${tenant.venue.id}`, { as });
  await api.patch(`/v1/venues/${tenant.venue.id}`, { name: 'The Vaults' }, { as, version: venue.version });
  const page = await open(t, user, '/audit-logs');
  const entries = page.locator('.entry');
  await entries.getByText('Signed in').first().waitFor();
  await page.getByLabel('What', { exact: true }).selectOption('Venue');
  await page.getByLabel('Action', { exact: true }).selectOption('Changed');
  await page.getByLabel('Who', { exact: true }).selectOption(user.full_name);
  await entries.getByText('Signed in').first().waitFor({ state: 'detached' });
  await entries.getByText('Venue changed').click();
  assert.match(await entries.innerText(), /Name\s*Venue → The Vaults/);
  assert.equal(await entries.count(), 1);
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export as CSV' }).click()]);
  const text = await readFile(await file.path(), 'utf8');
  assert.equal(file.suggestedFilename(), 'audit-logs.csv');
  assert.match(text, /The Vaults/);
});

test('a platform admin makes an organization, suspends it and deletes it', async (t) => {
  const page = await open(t, await makePlatformAdmin(server.database), '/organizations');
  await page.getByRole('button', { name: 'New organization' }).click();
  const dialog = page.getByRole('dialog');
  const fields = { 'Name': 'Thistle Escapes', 'Owner’s name': 'Ann Lee', 'Owner’s email': 'ann.lee@example.com' };
  for (const [label, text] of Object.entries(fields)) await dialog.getByLabel(label, { exact: true }).fill(text);
  await dialog.getByRole('button', { name: 'Make it' }).click();
  await nextMail(mails.folder, 'ann.lee@example.com', /./);
  const row = page.getByRole('row', { name: /Thistle Escapes/ });
  await row.waitFor();
  await page.getByRole('button', { name: 'Suspend Thistle Escapes' }).click();
  await dialog.getByLabel('Reason').fill('The invoice of March is open.');
  await dialog.getByRole('button', { name: 'Suspend' }).click();
  await row.getByText('The invoice of March is open.').waitFor();
  await page.getByRole('button', { name: 'Delete Thistle Escapes' }).click();
  await dialog.getByRole('button', { name: 'Delete for good' }).click();
  await dialog.getByText('Type thistle-escapes to confirm.').waitFor();
  await dialog.getByRole('textbox').fill('thistle-escapes');
  await dialog.getByRole('button', { name: 'Delete for good' }).click();
  await row.getByText('Deleted').waitFor();
});
