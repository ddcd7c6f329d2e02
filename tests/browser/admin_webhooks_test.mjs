// Webhooks in the admin app: an endpoint is made, hears of what happens, fails, is replayed, changed and removed.
import assert from 'node:assert/strict';
import { heading, settled, useAdmin } from '../support/admin.mjs';
import { faultsOf } from '../support/axe.mjs';
import { desktop, phone } from '../support/browser.mjs';
import { eventually } from '../support/program.mjs';
import { useServer } from '../support/server.mjs';
import { makeUser, signIn } from '../support/staff.mjs';
import { makeTenant } from '../support/tenant.mjs';
import { isSignedWith, makeWebhook, startReceiver } from '../support/webhooks.mjs';

const server = await useServer(['--webhook-private-addresses', 'on']);
const { test, api } = server;
const open = await useAdmin(server);
const receiver = await startReceiver();
const tenant = await makeTenant(server.database);
const admin = await makeUser(tenant, 'admin');
const as = await signIn(api, admin);

async function assertNoFaults(page, what) {
  for (const [viewport, colorScheme] of [[phone, 'light'], [desktop, 'dark']]) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    assert.deepEqual(await faultsOf(page), [], `${what}, ${colorScheme}`);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= viewport.width, `${what} is ${width} wide`);
  }
}

test('an admin makes an endpoint, pings it, sees why it failed, and replays the event', async (t) => {
  const page = await open(t, admin, '/webhooks');
  await page.getByText('No endpoints yet').waitFor();
  await page.getByText('Nothing was sent yet').waitFor();
  await page.getByRole('button', { name: 'New endpoint' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('URL').fill('not a URL');
  await dialog.getByLabel('Everything').uncheck();
  await dialog.getByRole('button', { name: 'Make the endpoint' }).click();
  await dialog.getByText('Choose at least one.').waitFor();
  await dialog.getByLabel('Booking cancelled').check();
  await dialog.getByRole('button', { name: 'Make the endpoint' }).click();
  await eventually('the fault stands at the URL', async () => await dialog.getByLabel('URL').getAttribute('aria-invalid') === 'true');
  await dialog.getByLabel('URL').fill(receiver.url);
  await dialog.getByRole('button', { name: 'Make the endpoint' }).click();
  const shown = page.getByRole('dialog', { name: 'The secret of the endpoint' });
  const secret = await shown.locator('code').first().innerText();
  await shown.getByRole('button', { name: 'I have kept it' }).click();
  const endpoints = page.getByRole('table', { name: 'Endpoints' });
  await endpoints.getByRole('row', { name: /Booking cancelled/ }).getByText('Active').waitFor();

  receiver.reply = (request, response) => response.writeHead(500).end('<b>out of order</b>');
  await page.getByRole('button', { name: `Send a ping to ${receiver.url}` }).click();
  await heading(page, 'Ping').waitFor();
  await page.getByText('Replied with 500').waitFor();
  await page.getByText('What it replied').click();
  await page.getByText('<b>out of order</b>').waitFor();
  const request = await receiver.received(1);
  assert.ok(isSignedWith(secret, request.headers['bookingtms-signature'], request.body), 'the secret that was shown signs');

  receiver.reply = (_, response) => response.writeHead(204).end();
  await page.getByRole('button', { name: 'Replay' }).click();
  await page.getByText('Replied with 204').waitFor();
  await page.locator('.badge').getByText('Delivered', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Webhooks' }).first().click();
  await page.getByLabel('State', { exact: true }).selectOption('Delivered');
  await page.getByRole('table', { name: 'Deliveries' }).getByRole('link', { name: 'Ping' }).waitFor();
  await page.getByLabel('State', { exact: true }).selectOption('Given up');
  await page.getByText('No delivery fits the filters').waitFor();
});

test('an endpoint gets a new secret, is paused although somebody else was faster, and is removed', async (t) => {
  const { endpointId } = await makeWebhook(tenant, { url: 'https://ledger.example.com/hook' });
  const page = await open(t, admin, '/webhooks');
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Replace the secret of https://ledger' }).click();
  await dialog.getByRole('button', { name: 'Make a new secret' }).click();
  await page.getByRole('dialog', { name: 'The secret of the endpoint' }).getByRole('button', { name: 'I have kept it' }).click();
  const row = page.getByRole('row', { name: /ledger\.example\.com.*Gift card/ });
  await row.getByText(/^The old secret ends/).waitFor();

  await page.getByRole('button', { name: 'Edit https://ledger' }).click();
  await dialog.getByLabel('Gets events').uncheck();
  const { body: { version } } = await api.get(`/v1/webhook-endpoints/${endpointId}`, { as });
  await api.patch(`/v1/webhook-endpoints/${endpointId}`, { description: 'The ledger' }, { as, version });
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  assert.match(await dialog.getByRole('alert').innerText(), /What it is for\s*\(empty\) → The ledger/);
  await dialog.getByRole('button', { name: 'Save my changes, too' }).click();
  await row.getByText('Paused').waitFor();
  const { body: saved } = await api.get(`/v1/webhook-endpoints/${endpointId}`, { as });
  assert.deepEqual([saved.is_active, saved.description, saved.event_types], [false, 'The ledger', ['gift_card.issued']]);

  await page.getByRole('button', { name: 'Remove https://ledger' }).click();
  await dialog.getByRole('button', { name: 'Remove it' }).click();
  await row.waitFor({ state: 'detached' });
  assert.equal((await api.get(`/v1/webhook-endpoints/${endpointId}`, { as })).status, 404);
});

test('all that was given up is replayed at once; what has no endpoint any more is left and counted', async (t) => {
  const other = await makeTenant(server.database);
  const somebody = await makeUser(other, 'admin');
  const { endpointId: gone } = await makeWebhook(other, { url: 'https://gone.example.com/hook' });
  await api.delete(`/v1/webhook-endpoints/${gone}`, { as: await signIn(api, somebody) });
  const { body: made } = await api.post('/v1/webhook-endpoints', { url: receiver.url }, { as: await signIn(api, somebody) });
  const { deliveryId } = await makeWebhook(other);
  await server.database.query('update webhook_deliveries set endpoint_id = $1 where id = $2', [made.id, deliveryId]);
  const before = receiver.requests.length;
  const page = await open(t, somebody, '/webhooks');
  await page.getByRole('button', { name: 'Replay what was given up' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Replay', exact: true }).click();
  await page.getByText('1 event sent once more, 1 left: the endpoint is paused or removed').waitFor();
  await receiver.received(before + 1);
});

test('everybody can use the views of webhooks; other organizations and lower roles do not see them', async (t) => {
  const { deliveryId } = await makeWebhook(tenant, { url: 'https://ledger.example.com/another-hook' });
  const page = await open(t, admin, '', { bypassCSP: true });
  for (const [address, name] of [['/webhooks', 'Webhooks'], [`/webhooks/${deliveryId}`, 'Ping']]) {
    await page.goto(`/admin${address}`);
    await settled(page, name);
    await assertNoFaults(page, address);
  }
  await page.goto('/admin/webhooks');
  await page.getByRole('button', { name: 'New endpoint' }).click();
  await page.getByLabel('Everything').uncheck();
  await assertNoFaults(page, 'New endpoint');

  const stranger = await open(t, await makeUser(await makeTenant(server.database), 'super-admin'), `/webhooks/${deliveryId}`);
  await stranger.getByRole('alert').getByText('not found').waitFor();
  await stranger.goto('/admin/webhooks');
  await stranger.getByText('Nothing was sent yet').waitFor();
  assert.doesNotMatch(await stranger.locator('main').innerText(), /ledger/);

  const manager = await open(t, await makeUser(tenant, 'manager'), '/webhooks');
  await heading(manager, 'Not for your role').waitFor();
  assert.equal(await manager.getByRole('link', { name: 'Webhooks' }).count(), 0);
});
