// A mail server on loopback (npm smtp-server), and how it misbehaves.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SMTPServer } from 'smtp-server';
import { parseMail } from './mails.mjs';
import { eventually } from './program.mjs';

// A certificate for localhost that signs itself: {key, cert, file}.
export function certificate() {
  const folder = mkdtempSync(path.join(tmpdir(), 'bookingtms-certificate-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const key = path.join(folder, 'key.pem');
  const file = path.join(folder, 'cert.pem');
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', file, '-days', '2',
    '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'], { stdio: 'ignore' });
  return { key: readFileSync(key), cert: readFileSync(file), file };
}

export function refusal(code, words) {
  return Object.assign(new Error(words), { responseCode: code });
}

// Starts one. `options` go to smtp-server. `judge(address, attempt)` may return an error that refuses the recipient, or
// a promise that never ends. Gives {port, url, mails, attempts(address), mailTo(address), close()}.
export async function startMailServer({ judge = () => null, ...options } = {}) {
  const mails = [];
  const attempts = new Map();
  const server = new SMTPServer({
    authOptional: true, disabledCommands: options.key ? [] : ['STARTTLS'], logger: false, closeTimeout: 100,
    onRcptTo({ address }, _, done) {
      attempts.set(address, (attempts.get(address) ?? 0) + 1);
      Promise.resolve(judge(address, attempts.get(address))).then((error) => done(error ?? undefined));
    },
    onData(stream, session, done) {
      const pieces = [];
      stream.on('data', (piece) => pieces.push(piece));
      stream.on('end', () => parseMail(Buffer.concat(pieces)).then((mail) => {
        mails.push({ ...mail, envelope: session.envelope, isSecure: session.secure, user: session.user });
        done();
      }, done));
    },
    ...options,
  });
  server.on('error', () => {});  // of clients that go away
  await new Promise((settle) => { server.listen(0, '127.0.0.1', settle); });
  const { port } = server.server.address();
  const mailsTo = (address) => mails.filter(({ envelope }) => envelope.rcptTo.some((to) => to.address === address));
  return {
    port, url: `smtp://localhost:${port}`, mails, mailsTo,
    attempts: (address) => attempts.get(address) ?? 0,
    mailTo: (address) => eventually(`a mail to ${address}`, () => mailsTo(address)[0]),
    close: () => new Promise((settle) => { server.close(settle); }),
  };
}
