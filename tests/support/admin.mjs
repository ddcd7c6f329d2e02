// The admin app in a browser, signed in as a user of a tenant.
import { desktop, useBrowser } from './browser.mjs';
import { eventually } from './program.mjs';
import { password } from './staff.mjs';

// Fills in the form of the sign-in page that is open.
export async function fillSignIn(page, email, secret = password) {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(secret);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

const underWay = new WeakMap();

function countRequests(page) {
  const requests = new Set();
  underWay.set(page, requests);
  page.on('request', (request) => requests.add(request));
  for (const end of ['requestfinished', 'requestfailed']) page.on(end, (request) => requests.delete(request));
}

// Waits until the view with this heading (any, without a name) has all that it asked for. One quiet look is not enough:
// what has just come may make the view ask for more. Playwright's "networkidle" is the same, after half a second.
export async function settled(page, name) {
  await heading(page, name).waitFor();
  let quiet = 0;
  await eventually('a view that asks for nothing more', async () => {
    const isQuiet = underWay.get(page).size === 0 && await page.locator('.loading').count() === 0;
    quiet = isQuiet ? quiet + 1 : 0;
    return quiet > 2;
  });
}

// For the top of a test file: gives `open(t, user, address, options)`, which signs the user in and shows the view at
// `/admin` + address. The test fails where the browser reports a fault or asks another server for anything. `args` are more
// arguments for Chromium.
export async function useAdmin(server, args = []) {
  const visit = await useBrowser(server.url, args);
  return async function open(t, user, address = '', options = {}) {
    const page = await visit(t, { viewport: desktop, javaScriptEnabled: true, reducedMotion: 'reduce', ...options });
    countRequests(page);
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
