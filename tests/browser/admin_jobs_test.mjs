// Background jobs in the admin app: how they do on every node, for the platform's team alone.
import assert from 'node:assert/strict';
import { heading, settled, useAdmin } from '../support/admin.mjs';
import { faultsOf } from '../support/axe.mjs';
import { desktop, phone } from '../support/browser.mjs';
import { useServer } from '../support/server.mjs';
import { makePlatformAdmin, makeUser } from '../support/staff.mjs';
import { makeTenant } from '../support/tenant.mjs';

const server = await useServer();
const { test, database } = server;
const open = await useAdmin(server);
const platformAdmin = await makePlatformAdmin(database);
// What another node would have said, which went away meanwhile.
await database.query(
  `insert into job_reports (node, job, every_milliseconds, started_at, ended_at, next_at, is_failing, failed_at, error_code,
       error_detail, reported_at)
   select 'web-7:8080', job, every, at, at, at, failing, case when failing then at end, case when failing then 'database_unavailable' end,
       case when failing then 'The <b>database</b> cannot be reached.' end, at
   from (values ('remind', 60000, true, now() - interval '5 minutes'), ('seal_audit', 3600000, false, now() - interval '2 hours'))
       as reports (job, every, failing, at)`);

test('a platform admin sees how each job does on each node, as it is now', async (t) => {
  const page = await open(t, platformAdmin, '/jobs', { bypassCSP: true });
  const own = page.getByRole('row', { name: /^Expire holds/ });
  // The view asks every few seconds, and may have come upon the job in the middle of a round.
  await own.filter({ hasText: /every 1 s.*:\d+.*Well.*Began just now.*Again in a moment/ }).waitFor();
  const lost = page.getByRole('row', { name: /Remind.*web-7:8080/ });
  await lost.filter({ hasText: /Last heard of \d minutes ago/ })
    .filter({ hasText: /Last failed \d minutes ago: The <b>database<\/b> cannot be reached/ }).waitFor();

  await database.query(`update job_reports set reported_at = now(), started_at = now() + interval '1 second' where node = 'web-7:8080'`);
  await page.getByRole('button', { name: 'Refresh' }).click();
  await lost.getByText('Failed', { exact: true }).waitFor();
  await lost.getByText('Has not ended').waitFor();

  await settled(page, 'Jobs');
  for (const [viewport, colorScheme] of [[phone, 'light'], [desktop, 'dark']]) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    assert.deepEqual(await faultsOf(page), [], colorScheme);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= viewport.width, `it is ${width} wide`);
  }
});

test('an owner is not offered the view and does not get it', async (t) => {
  const page = await open(t, await makeUser(await makeTenant(database), 'super-admin'), '/jobs');
  await heading(page, 'Not for your role').waitFor();
  assert.equal(await page.getByRole('link', { name: 'Jobs' }).count(), 0);
});
