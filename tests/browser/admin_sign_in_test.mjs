// Coming into the admin app and leaving it: password, second factor, the links of mails, and what a browser keeps.
import assert from 'node:assert/strict';
import { fillSignIn, heading, useAdmin } from '../support/admin.mjs';
import { codeOf } from '../support/authenticator.mjs';
import { mailFolder, nextMail, tokenOf } from '../support/mails.mjs';
import { useServer } from '../support/server.mjs';
import { makeUser, password, signIn } from '../support/staff.mjs';
import { makeTenant } from '../support/tenant.mjs';

const mails = mailFolder();
const server = await useServer(mails.flags);
const { test, api } = server;
const open = await useAdmin(server);
const tenant = await makeTenant(server.database);
const newUser = (role = 'super-admin', columns = {}) => makeUser(tenant, role, columns);
const chosen = 'quite another sentence';

test('a user signs in, stays signed in over a reload, and signs out', async (t) => {
  const user = await newUser();
  const page = await open(t, user, '/profile');
  await heading(page, 'Your account').waitFor();
  await page.reload();
  await heading(page, 'Your account').waitFor();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await heading(page, 'Sign in').waitFor();
  await page.goto('/admin/profile');
  await heading(page, 'Sign in').waitFor();
});

test('a wrong password is refused in the words of the server', async (t) => {
  const page = await open(t, null);
  await fillSignIn(page, (await newUser()).email, 'not the password at all');
  await page.getByRole('alert').getByText('Invalid credentials').waitFor();
});

test('scripts cannot read the tokens', async (t) => {
  const page = await open(t, await newUser());
  assert.equal(await page.evaluate(() => document.cookie), '');
  const cookies = await page.context().cookies();
  assert.ok(cookies.length === 2 && cookies.every(({ httpOnly }) => httpOnly));
});

test('a user sets up a second factor by its QR code or key, keeps recovery codes, and signs in with either', async (t) => {
  const user = await newUser('staff');
  const page = await open(t, user, '/profile');
  await page.getByRole('button', { name: 'Set up' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Your password').fill(password);
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await dialog.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor();
  await dialog.getByText('Cannot scan it?').click();
  const secret = await dialog.locator('code').innerText();
  await dialog.getByRole('textbox', { name: 'Code' }).fill(codeOf(secret, -1));
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  const codes = (await dialog.getByRole('region', { name: 'Recovery codes' }).innerText()).split('\n');
  assert.equal(codes.length, 10);
  await dialog.getByRole('button', { name: 'I have kept them' }).click();
  await page.getByText('You have 10 recovery codes left.').waitFor();

  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await fillSignIn(page, user.email);
  await heading(page, 'Second factor').waitFor();
  await page.getByLabel('Code').fill(codeOf(secret));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await fillSignIn(page, user.email);
  await page.getByRole('button', { name: 'Use a recovery code' }).click();
  await page.getByLabel('Recovery code').fill(codes[0]);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
  await page.goto('/admin/profile');
  await page.getByText('You have 9 recovery codes left.').waitFor();
});

test('an organization that asks for a second factor leads its admins to it, and nowhere else', async (t) => {
  const strict = await makeTenant(server.database);
  await server.database.query('update organizations set requires_second_factor = true where id = $1', [strict.organization.id]);
  const page = await open(t, await makeUser(strict, 'admin'), '/bookings');
  await heading(page, 'Your account').waitFor();
  await page.getByText('Your organization asks for a second factor').waitFor();
});

test('a forgotten password is replaced by the link of a mail, whose token leaves the address', async (t) => {
  const user = await newUser();
  const page = await open(t, null);
  await page.getByRole('link', { name: 'Forgotten your password?' }).click();
  await page.getByLabel('Email').fill(user.email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await page.getByText('a mail with a link is on its way').waitFor();
  const mail = await nextMail(mails.folder, user.email, /password/i);
  await page.goto(`/admin/password-reset#${tokenOf(mail)}`);
  await page.getByLabel('New password').fill('password1234');
  assert.equal(new URL(page.url()).hash, '');
  await page.getByRole('button', { name: 'Save the password' }).click();
  await page.locator('[aria-invalid=true], [role=alert]').first().waitFor();
  await page.getByLabel('New password').fill(chosen);
  await page.getByRole('button', { name: 'Save the password' }).click();
  await heading(page, 'Password saved').waitFor();
  await page.getByRole('link', { name: 'Go to sign-in' }).click();
  await fillSignIn(page, user.email, chosen);
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
});

test('an invitation is accepted by the link of its mail', async (t) => {
  const owner = await signIn(api, await newUser());
  const email = 'invited@example.com';
  await api.post('/v1/users', { email, full_name: 'Ann Lee', role: 'staff' }, { as: owner });
  const mail = await nextMail(mails.folder, email, /./);
  const page = await open(t, null, `/invitation#${tokenOf(mail)}`);
  await page.getByLabel(/^Your name/).fill('Ann Archer-Lee');
  await page.getByLabel('New password').fill(chosen);
  await page.getByRole('button', { name: 'Save the password' }).click();
  await page.getByRole('link', { name: 'Go to sign-in' }).click();
  await fillSignIn(page, email, chosen);
  await page.getByRole('link', { name: /Ann Archer-Lee/ }).waitFor();
});

test('when the access token has run out, the next request renews it, also for changes', async (t) => {
  const page = await open(t, await newUser(), '/profile');
  await page.context().clearCookies({ name: 'btms_access' });
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Ann Renewed');
  await page.getByRole('region', { name: 'Name' }).getByRole('button', { name: 'Save' }).click();
  await page.getByRole('link', { name: /Ann Renewed/ }).waitFor();
});

test('two tabs whose token has run out at the same time both stay signed in', async (t) => {
  const page = await open(t, await newUser(), '/profile');
  const other = await page.context().newPage();
  await other.goto('/admin/profile');
  await heading(other, 'Your account').waitFor();
  await page.context().clearCookies({ name: 'btms_access' });
  await Promise.all([page.reload(), other.reload()]);
  await heading(page, 'Your account').waitFor();
  await heading(other, 'Your account').waitFor();
});

test('signing out in one tab signs the others out', async (t) => {
  const page = await open(t, await newUser());
  const other = await page.context().newPage();
  await other.goto('/admin/profile');
  await heading(other, 'Your account').waitFor();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await heading(other, 'Sign in').waitFor();
});

test('a user changes the password, which ends the other sign-ins', async (t) => {
  const user = await newUser('staff');
  const elsewhere = await signIn(api, user);
  const page = await open(t, user, '/profile');
  await page.getByLabel('Password now').fill(password);
  await page.getByLabel('New password').fill(chosen);
  await page.getByRole('button', { name: 'Change the password' }).click();
  await page.getByText('Your password is changed').waitFor();
  assert.equal((await api.get('/v1/me', { as: elsewhere })).status, 401);
  await page.reload();
  await heading(page, 'Your account').waitFor();
});
