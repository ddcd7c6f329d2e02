// Mails in the admin app: why one was given up is seen, and it is sent once more, by itself or with all others.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after } from 'node:test';
import { heading, useAdmin } from '../support/admin.mjs';
import { assertStatus } from '../support/assertions.mjs';
import { faultsOf } from '../support/axe.mjs';
import { desktop, phone } from '../support/browser.mjs';
import { refusal, startMailServer } from '../support/mail_server.mjs';
import { eventually } from '../support/program.mjs';
import { useServer } from '../support/server.mjs';
import { makeUser, signIn } from '../support/staff.mjs';
import { makeTenant } from '../support/tenant.mjs';

// Whom the mail server refuses.
const refused = new Set();
const post = await startMailServer({ judge: (address) => (refused.has(address) ? refusal(550, 'No <b>such</b> person') : null) });
const server = await useServer(['--smtp-url', post.url, '--mail-from', 'bookings@tours.example']);
const { test, api } = server;
after(() => post.close());
const open = await useAdmin(server);
const tenant = await makeTenant(server.database);
const activity = await tenant.activity({ capacity: 50 });
const owner = await makeUser(tenant, 'super-admin');
const as = await signIn(api, owner);

async function book(kind) {
  const email = `${kind}-${randomUUID().slice(0, 8)}@example.com`;
  if (kind === 'refused') refused.add(email);
  const session = await tenant.session(activity);
  const customer = { first_name: 'Ann', last_name: 'Lee', email };
  const reply = await api.post('/v1/bookings', { session_id: session.id, party_size: 2, customer }, { as });
  assertStatus(reply, 201);
  const isSettled = async () => (await api.get('/v1/mails', { as })).body.data.find(({ recipient, status }) =>
    recipient === email && status !== 'waiting');
  await eventually(`the end of the mail to ${email}`, isSettled);
  return { email, booking: reply.body };
}
const rowOf = (page, email) => page.getByRole('row', { name: new RegExp(email) });

test('an owner sees why a mail was given up and sends it once more', async (t) => {
  const [{ email: taken }, { email, booking }] = await Promise.all([book('taken'), book('refused')]);
  const page = await open(t, owner, '/mails');
  await rowOf(page, taken).getByText('Sent').waitFor();
  const row = rowOf(page, email);
  await row.getByText('Given up').waitFor();
  assert.match(await row.innerText(), /Booking confirmed[^]*550 No <b>such<\/b> person/);

  await page.getByLabel('State').selectOption('Given up');
  await rowOf(page, taken).waitFor({ state: 'detached' });
  await page.reload();
  await row.waitFor();
  assert.equal(await rowOf(page, taken).count(), 0, 'a reload keeps the filter');

  refused.delete(email);
  await page.getByRole('button', { name: `Send once more to ${email}` }).click();
  await page.getByText(`The mail to ${email} is on its way`).waitFor();
  await post.mailTo(email);
  // The list reads it anew only now and then, so it is chosen when the mail is on record as sent.
  await eventually('the mail on record as sent', async () => (await api.get('/v1/mails', { as })).body.data.some((mail) =>
    mail.recipient === email && mail.status === 'sent'));
  await page.getByText('No mail is in this state').waitFor();
  await page.getByLabel('State').selectOption('Sent');
  await row.getByRole('link', { name: 'Booking' }).click();
  await heading(page, booking.booking_number).waitFor();
});

test('all mails that were given up are sent at once; those of erased people are left and counted', async (t) => {
  const [first, second, erased] = await Promise.all(['refused', 'refused', 'refused'].map(book));
  await server.database.query("update mail_outbox set recipient = 'gone@erased.invalid' where recipient = $1", [erased.email]);
  refused.delete(first.email);
  refused.delete(second.email);
  const page = await open(t, owner, '/mails');
  await page.getByRole('button', { name: 'Send all that was given up' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Send them' }).click();
  await page.getByText('2 mails on the way, 1 left: the recipient was erased').waitFor();
  await post.mailTo(first.email);
  await post.mailTo(second.email);
  await page.getByRole('button', { name: 'Send once more to gone@erased.invalid' }).click();
  await page.getByRole('alert').waitFor();
});

test('everybody can use the view; staff see it without buttons, and other organizations see nothing of it', async (t) => {
  const { email } = await book('refused');
  const page = await open(t, owner, '/mails', { bypassCSP: true });
  await rowOf(page, email).waitFor();
  for (const [viewport, colorScheme] of [[phone, 'light'], [desktop, 'dark']]) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    assert.deepEqual(await faultsOf(page), [], colorScheme);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= viewport.width, `it is ${width} wide`);
  }
  const staff = await open(t, await makeUser(tenant, 'staff'), '/mails');
  await rowOf(staff, email).waitFor();
  assert.equal(await staff.getByRole('button', { name: /^Send/ }).count(), 0);
  const stranger = await open(t, await makeUser(await makeTenant(server.database), 'super-admin'), '/mails');
  await stranger.getByText('Nothing was written yet').waitFor();
});
