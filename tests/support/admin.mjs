// The admin app in a browser, signed in as a user of a tenant.
import { desktop, useBrowser } from './browser.mjs';
import { password } from './staff.mjs';

// Fills in the form of the sign-in page that is open.
export async function fillSignIn(page, email, secret = password) {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(secret);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

// For the top of a test file: gives `open(t, user, address, options)`, which signs the user in and shows the view at
// `/admin` + address. The test fails where the browser reports a fault or asks another server for anything.
export async function useAdmin(server) {
  const visit = await useBrowser(server.url);
  return async function open(t, user, address = '', options = {}) {
    const page = await visit(t, { viewport: desktop, javaScriptEnabled: true, reducedMotion: 'reduce', ...options });
    await page.goto(`/admin${address}`);
    if (user) {
      await fillSignIn(page, user.email);
      await page.locator('.shell').waitFor();
    }
    return page;
  };
}

// The heading of the view that is open.
export const heading = (page, name) => page.getByRole('heading', { level: 1, name });
