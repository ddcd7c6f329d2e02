// Check-in at the door by camera: Chromium films a real ticket of a real booking.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { PNG } from 'pngjs';
import { useAdmin } from '../support/admin.mjs';
import { assertStatus } from '../support/assertions.mjs';
import { faultsOf } from '../support/axe.mjs';
import { phone } from '../support/browser.mjs';
import { useServer } from '../support/server.mjs';
import { makeUser } from '../support/staff.mjs';
import { makeTenant, minute } from '../support/tenant.mjs';

const server = await useServer();
const { test, api } = server;

// Where it is about noon now: check-in is for the day of the booking there, and no day ends during the test.
const offset = 12 - new Date().getUTCHours();
const tenant = await makeTenant(server.database, { timeZone: `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset)}` });
const activity = await tenant.activity({ name: 'River tour' });

// A booking by a customer, who will pay at the venue, and the link to it.
async function booked() {
  const session = await tenant.session(activity, { start: new Date(Date.now() + 30 * minute) });
  const reservation = assertStatus(await api.post(`${tenant.base}/reservations`, { session_id: session.id, spots: 2 }), 201);
  return assertStatus(await api.post(`${tenant.base}/checkouts`, {
    reservation_id: reservation.id, payment: 'pay_at_venue',
    customer: { first_name: 'Ann', last_name: 'Archer', email: 'ann@example.com' },
  }, { key: randomUUID() }), 201).booking;
}

// A film of one picture: grey, with the ticket in the middle.
function filmOf(ticket) {
  const [width, height] = [640, 480];
  const scale = Math.max(1, Math.floor(400 / ticket.width));
  const [left, top] = [(width - ticket.width * scale) >> 1, (height - ticket.height * scale) >> 1];
  const light = Buffer.alloc(width * height, 160);
  for (let y = 0; y < ticket.height * scale; y += 1) {
    for (let x = 0; x < ticket.width * scale; x += 1) {
      const pixel = 4 * (Math.floor(y / scale) * ticket.width + Math.floor(x / scale));
      light[(top + y) * width + left + x] = ticket.data[pixel];
    }
  }
  const frame = [Buffer.from('FRAME\n'), light, Buffer.alloc(width * height / 2, 128)];
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`), ...frame, ...frame]);
}

const booking = await booked();
const ticket = await fetch(`${server.url}${new URL(booking.manage_url).pathname}/ticket.png`);
assert.equal(ticket.status, 200);
const folder = mkdtempSync(path.join(tmpdir(), 'bookingtms-film-'));
after(() => rmSync(folder, { recursive: true }));
const film = path.join(folder, 'ticket.y4m');
writeFileSync(film, filmOf(PNG.sync.read(Buffer.from(await ticket.arrayBuffer()))));
const open = await useAdmin(server, ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`]);
const user = await makeUser(tenant, 'staff');

const statusOf = async ({ id }) => (await server.database.query('select status from bookings where id = $1', [id])).rows[0].status;
async function scan(page) {
  await page.getByRole('button', { name: 'Scan tickets' }).click();
  return page.getByRole('dialog', { name: 'Scan tickets' });
}

test('without leave for the camera the dialog says what to do, and a number lets people in', async (t) => {
  const other = await booked();
  const page = await open(t, user, '', { viewport: phone, bypassCSP: true });
  const dialog = await scan(page);
  await dialog.getByText('does not let this page use the camera').waitFor();
  assert.deepEqual(await faultsOf(page), []);
  await dialog.getByLabel('Or the booking number').fill('BK-0000000');
  await page.keyboard.press('Enter');
  await dialog.getByText('not found', { exact: false }).first().waitFor();
  await dialog.getByLabel('Or the booking number').fill(other.booking_number);
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Let them in all the same' }).click();
  await dialog.getByText('Ann Archer, 2 people: checked in').waitFor();
  assert.equal(await statusOf(other), 'checked_in');
});

test('the camera reads a ticket; what is still to pay is said first, and a second scan is refused', async (t) => {
  const page = await open(t, user, '', { viewport: phone, permissions: ['camera'] });
  const dialog = await scan(page);
  await dialog.getByLabel('What the camera sees').waitFor();
  const letIn = dialog.getByRole('button', { name: 'Let them in all the same' });
  await letIn.waitFor();
  assert.equal(await statusOf(booking), 'confirmed');
  await letIn.click();
  await dialog.getByText('Ann Archer, 2 people: checked in').waitFor();
  assert.equal(await statusOf(booking), 'checked_in');

  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await (await scan(page)).getByText(/^The booking was checked in at /).waitFor();
  const tracks = await page.evaluate(() => document.querySelector('video').srcObject.getTracks().map((track) => track.readyState));
  assert.deepEqual(tracks, ['live']);
});

test('the ticket of another organization opens nothing, and says nothing', async (t) => {
  const stranger = await makeUser(await makeTenant(server.database), 'super-admin');
  const page = await open(t, stranger, '', { viewport: phone, permissions: ['camera'], bypassCSP: true });
  const dialog = await scan(page);
  await dialog.locator('.notice.bad').waitFor();
  assert.doesNotMatch(await dialog.innerText(), /Archer|BK-/);
  assert.deepEqual(await faultsOf(page), []);
});
