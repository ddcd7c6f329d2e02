// The server is restarted in the middle of a booking, and again after it: the visitor loses nothing and books once.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, test } from 'node:test';
import pg from 'pg';
import { assertLedger } from '../support/ledger.mjs';
import { start, temporaryFolder } from '../support/program.mjs';
import { makeTenant } from '../support/tenant.mjs';
import { confirm, fillDetails, freeTimes, heading, hold, tag, useSite } from '../support/widget.mjs';

const file = { after };
const folder = path.join(await temporaryFolder(file), 'data');

async function startProgram(port = '0') {
  const program = start(file, ['dev', '--port', port, '--data-dir', folder]);
  return { program, dev: await program.ready(folder) };
}

let { program, dev } = await startProgram();
const { url } = dev;
const show = await useSite({ url });

// As a deployment does it: what is under way ends, and the new program listens at the same address.
async function stop() {
  assert.equal(await program.stop(), 0);
}
async function startAgain() {
  ({ program, dev } = await startProgram(new URL(url).port));
  assert.equal(dev.url, url);
}

async function withDatabase(use) {
  const database = new pg.Pool({ connectionString: dev.database_url, max: 1 });
  const result = await use(database);
  await database.end();
  return result;
}

test('a restart in the middle of a booking loses nothing, and the times go on changing at once', async (t) => {
  const { tenant, session } = await withDatabase(async (database) => {
    const made = await makeTenant(database);
    return { tenant: made, session: await made.session(await made.activity({ name: 'Harbour tour', capacity: 4 })) };
  });
  const page = await show(t, tag(url, tenant.embedKey), { expected: /status of 503|ERR_CONNECTION|ERR_INCOMPLETE|ERR_EMPTY/ });
  const watching = await page.context().newPage();
  await watching.goto(page.url());
  await hold(page);
  await fillDetails(page);
  await watching.locator('button.time', { hasText: '2 left' }).waitFor();

  await stop();
  await page.getByRole('button', { name: 'Confirm booking' }).click();
  await page.getByRole('alert').getByText('The server cannot be reached').waitFor();
  await startAgain();
  assert.equal(await page.getByLabel('Email').inputValue(), 'ann@example.com');
  await confirm(page);
  const code = await page.locator('p.code').innerText();

  // The stream of the other tab is back by itself: it hears of seats that are taken after the restart.
  const reply = await fetch(`${url}${tenant.base}/reservations`, {
    method: 'POST', headers: { 'Content-Type': 'application/json', 'Idempotency-Key': 'after-the-restart' },
    body: JSON.stringify({ session_id: session.id, spots: 2 }),
  });
  assert.equal(reply.status, 201, await reply.text());
  await watching.locator('button.time:disabled', { hasText: 'Sold out' }).waitFor();
  assert.equal(await freeTimes(watching).count(), 0);

  await stop();
  await startAgain();
  await page.reload();
  await heading(page, 'You are booked').waitFor();
  assert.equal(await page.locator('p.code').innerText(), code);
  await withDatabase(async (database) => {
    const { rows } = await database.query('select party_size from bookings where organization_id = $1', [tenant.organization.id]);
    assert.deepEqual(rows, [{ party_size: 2 }]);
    await assertLedger(database);
  });
});
