// What the program asks of a mail server: encryption, a sign-in, an answer in time.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import test from 'node:test';
import pg from 'pg';
import { certificate, startMailServer } from '../support/mail_server.mjs';
import { eventually, run, temporaryFolder } from '../support/program.mjs';
import { startServer } from '../support/server.mjs';
import { makeTenant } from '../support/tenant.mjs';

const tls = certificate();

// The program with a mail server and one mail that is due. Gives {post, recipient, mail()}.
async function sending(t, { flags = [], ...server } = {}) {
  const post = await startMailServer(server);
  t.after(() => post.close());
  const program = await startServer(['--smtp-url', post.url, ...flags]);
  t.after(() => program.stop());
  const database = new pg.Pool({ connectionString: program.dev.database_url, max: 1 });
  database.on('error', () => {});  // of an idle connection, which ends with its server
  t.after(() => database.end());
  const tenant = await makeTenant(database);
  const recipient = `ann-${randomUUID()}@example.com`;
  await database.query(`select app.queue_booking_mail($1, null, 'payment_returned', $2, 'once')`, [tenant.organization.id,
    { recipient, first_name: 'Ann', amount_minor: 100, currency: 'GBP', activity_name: 'Kayak' }]);
  const mail = async () => (await database.query('select * from mail_outbox where recipient = $1', [recipient])).rows[0];
  const tried = () => eventually('an attempt that failed', async () => {
    const found = await mail();
    return found.last_error && found;
  });
  return { post, recipient, mail, tried };
}

test('encryption that is required is used, with a certificate that is checked', async (t) => {
  const { post, recipient } = await sending(t, { ...tls, flags: ['--smtp-tls', 'required', '--smtp-ca-file', tls.file] });
  assert.equal((await post.mailTo(recipient)).isSecure, true);
});

test('a server without encryption gets no mail where it is required', async (t) => {
  const { post, recipient, tried } = await sending(t, { flags: ['--smtp-tls', 'required'] });
  const mail = await tried();
  assert.equal(mail.failed_at, null, 'it is tried again');
  assert.equal(post.attempts(recipient), 0);
});

test('a certificate of a stranger gets no mail where encryption is required', async (t) => {
  const { post, recipient, tried } = await sending(t, { ...tls, flags: ['--smtp-tls', 'required'] });
  assert.match((await tried()).last_error, /certificate/i);
  assert.equal(post.attempts(recipient), 0);
});

test('the program signs in, and a refused sign-in gives up no mail', async (t) => {
  const onAuth = ({ username, password }, _, done) => (password === 'right'
    ? done(null, { user: username }) : done(Object.assign(new Error('Bad sign-in'), { responseCode: 535 })));
  const flags = ['--smtp-tls', 'required', '--smtp-ca-file', tls.file, '--smtp-user', 'tours'];
  const good = await sending(t, { ...tls, onAuth, authOptional: false, flags: [...flags, '--smtp-password', 'right'] });
  assert.equal((await good.post.mailTo(good.recipient)).user, 'tours');
  const bad = await sending(t, { ...tls, onAuth, authOptional: false, flags: [...flags, '--smtp-password', 'wrong'] });
  const mail = await bad.tried();
  assert.equal(mail.failed_at, null);
  assert.ok(!mail.last_error.includes('wrong'));
});

test('a server that hangs is left after the timeout, and the mail is tried again', async (t) => {
  const judge = () => new Promise(() => {});
  const { post, recipient, tried } = await sending(t, { judge, flags: ['--smtp-timeout-seconds', '1'] });
  const mail = await tried();
  assert.match(mail.last_error, /timed out|timeout/i);
  assert.equal(mail.failed_at, null);
  assert.ok(mail.next_attempt_at > mail.created_at);
  assert.equal(post.mailsTo(recipient).length, 0);
});

test('settings that would send a password in the open, or that are no mail server, are refused at the start', async (t) => {
  const folder = await temporaryFolder(t);
  const refused = (...flags) => {
    const { code, stderr } = run(['dev', '--port', '0', '--data-dir', path.join(folder, 'data'), ...flags]);
    assert.notEqual(code, 0);
    return stderr;
  };
  assert.match(refused('--smtp-url', 'http://mail.example.com'), /must be smtp:\/\//);
  assert.match(refused('--smtp-url', 'smtp://mail.example.com', '--smtp-user', 'ann', '--smtp-tls', 'none'),
    /smtp_user would sign in .* without encryption/);
});
