// The disk of the database becomes full under load: what buyers see, that service comes back by itself with the space,
// and that every acknowledged booking is there.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { mkdirSync, statfsSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import pg from 'pg';
import { Client, newVisitor } from '../support/api.mjs';
import { assertLedger } from '../support/ledger.mjs';
import { eventually, start, temporaryFolder } from '../support/program.mjs';
import { makeTenant } from '../support/tenant.mjs';

const isRoot = process.getuid() === 0;
const diskMegabytes = 400;
const buyers = 8;

// A folder on a small disk of its own; null where the machine does not let us mount one.
async function smallDisk(t) {
  const disk = path.join(await temporaryFolder(t), 'disk');
  mkdirSync(disk);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${diskMegabytes}m,mode=755`, 'tmpfs', disk]);
  if (mounted.status !== 0) return null;
  return disk;
}

test('a disk that becomes full under load', { skip: !isRoot && 'mounting takes root' }, async (t) => {
  const disk = await smallDisk(t);
  if (disk === null) return t.skip('this machine does not let us mount');
  try {
    await fillUnderLoad(t, disk);
  } finally {
    spawnSync('umount', ['--lazy', disk]);
  }
});

async function fillUnderLoad(t, disk) {
  const folder = path.join(disk, 'data');
  const program = start(t, ['dev', '--port', '0', '--data-dir', folder, '--holds-per-visitor-max', '0']);
  const dev = await program.ready(folder);
  const api = new Client(dev.url);
  const database = new pg.Pool({ connectionString: dev.database_url, max: 2 });
  database.on('error', () => {});  // of idle connections, which end with their server
  const tenant = await makeTenant(database);
  const activity = await tenant.activity({ capacity: 500 });
  const sessions = [];
  for (let i = 0; i < buyers; i += 1) sessions.push(await tenant.session(activity));

  const statuses = new Map();
  const booked = [];
  let isOver = false;
  const send = async (name, json, key) => {
    const reply = await api.post(tenant.base + name, json, { key, visitor: newVisitor() });
    statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
    if (reply.status >= 500) assert.equal(reply.body.code, 'database_unavailable', JSON.stringify(reply.body));
    return reply;
  };
  const buy = async (session) => {
    const hold = await send('/reservations', { session_id: session.id, spots: 1 }, randomUUID());
    if (hold.status !== 201) return false;
    const checkout = await send('/checkouts', { reservation_id: hold.body.id, payment: 'pay_at_venue',
      customer: { first_name: 'Ann', last_name: 'Lee', email: 'ann@example.com' } }, randomUUID());
    if (checkout.status !== 201) return false;
    booked.push(checkout.body.booking.id);
    return true;
  };
  const crowd = Promise.all(sessions.map(async (session) => { while (!isOver) await buy(session); }));

  await eventually('bookings', () => booked.length >= 20, 10);
  spawnSync('dd', ['if=/dev/zero', `of=${path.join(disk, 'filler')}`, 'bs=64k']);
  assert.ok(statfsSync(disk).bavail * statfsSync(disk).bsize < 1e6, 'the disk is full');
  const before = booked.length;
  await eventually('refusals', () => (statuses.get(503) ?? 0) >= 20, 10);
  assert.equal((await fetch(new URL('/live', dev.url))).status, 200, 'the program goes on');

  const freed = Date.now();
  unlinkSync(path.join(disk, 'filler'));
  const during = booked.length;
  await eventually('bookings again', () => booked.length > during + 20, 10);
  t.diagnostic(`${before} bookings before, ${during - before} until the disk had no page left, then ${statuses.get(503)} replies `
    + `with 503; bookings again ${Date.now() - freed} ms after there was space`);
  isOver = true;
  await crowd;

  const { rows } = await database.query('select id from bookings where organization_id = $1', [tenant.organization.id]);
  const kept = new Set(rows.map(({ id }) => id));
  assert.deepEqual(booked.filter((id) => !kept.has(id)), [], 'every acknowledged booking is there');
  await assertLedger(database);
  await database.end();
  assert.equal(await program.stop(), 0);
}
