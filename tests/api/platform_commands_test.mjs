// What begins a platform, from the command line: the first platform admin, and an organization without one.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { Client } from '../support/api.mjs';
import { assertStatus } from '../support/assertions.mjs';
import { mailFolder, nextMail, tokenOf } from '../support/mails.mjs';
import { run, start, temporaryFolder } from '../support/program.mjs';
import { password, signIn } from '../support/staff.mjs';

const linkIn = (text) => text.match(/\/admin\/invitation#(\S+)/)[1];

test('a platform admin and an organization, made beside the running server', async (t) => {
  const data = path.join(await temporaryFolder(t), 'data');
  const { folder, flags } = mailFolder();
  const server = start(t, ['dev', '--port', '0', '--data-dir', data, ...flags]);
  const { url } = await server.ready(data);
  const api = new Client(url);
  const command = (...words) => run([...words, '--data-dir', data]);

  const admin = command('user', 'create-admin', ' Pat@Example.com', 'Pat');
  assert.equal(admin.code, 0, admin.stderr);
  const mail = await nextMail(folder, 'pat@example.com', /invites/);
  assert.equal(linkIn(admin.stdout), tokenOf(mail), 'the printed link is the mailed one');
  assertStatus(await api.post('/v1/auth/invitation/accept', { token: linkIn(admin.stdout), password }), 200);
  const platform = await signIn(api, { email: 'pat@example.com' });
  assert.equal(assertStatus(await api.get('/v1/me', { as: platform }), 200).role, 'platform-admin');

  const words = ['Harbour Tours', 'harbour-tours', 'GBP', 'Europe/London', 'owner@example.com', 'Olga Owner'];
  const made = command('tenant', 'create', ...words);
  assert.equal(made.code, 0, made.stderr);
  assertStatus(await api.post('/v1/auth/invitation/accept', { token: linkIn(made.stdout), password }), 200);
  const owner = await signIn(api, { email: 'owner@example.com' });
  assert.equal(assertStatus(await api.get('/v1/organization', { as: owner }), 200).slug, 'harbour-tours');

  const refused = (...all) => {
    const { code, stderr } = command(...all);
    assert.equal(code, 1);
    return stderr;
  };
  assert.match(refused('user', 'create-admin', 'pat@example.com', 'Pat'), /There is already a user with the address pat@example.com/);
  assert.match(refused('user', 'create-admin', 'pat', 'Pat'), /\/EMAIL: Must be an email address/);
  assert.match(refused('tenant', 'create', ...words), /There is already an organization harbour-tours or a user/);
  assert.match(refused('tenant', 'create', 'A', 'a', 'gold', ...words.slice(3)), /\/currency: Must/);
  assert.match(refused('tenant', 'create', 'A', 'a', 'GBP', 'Nowhere', 'a@example.com', 'A'), /\/time_zone: Must be a time zone/);
});
