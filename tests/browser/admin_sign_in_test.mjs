// Coming into the admin app and leaving it: password, second factor, the links of mails, and what a browser keeps.
import assert from 'node:assert/strict';
import { fillSignIn, heading, useAdmin } from '../support/admin.mjs';
import { faultsOf } from '../support/axe.mjs';
import { mailFolder, nextMail } from '../support/mails.mjs';
import { useServer } from '../support/server.mjs';
import { makeUser, password } from '../support/staff.mjs';
import { makeTenant } from '../support/tenant.mjs';

const mails = mailFolder();
const server = await useServer(mails.flags);
const { test } = server;
const open = await useAdmin(server);
const tenant = await makeTenant(server.database);
const newUser = (role = 'super-admin', columns = {}) => makeUser(tenant, role, columns);

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
