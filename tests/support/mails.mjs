// The folder that the program delivers its mails to.
import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventually } from './program.mjs';

// A folder for the mails of one test file; give `flags` to the program.
export function mailFolder() {
  const folder = path.join(mkdtempSync(path.join(tmpdir(), 'bookingtms-mail-')), 'mail');
  process.once('exit', () => rmSync(path.dirname(folder), { recursive: true, force: true }));
  return { folder, flags: ['--mail-folder', folder] };
}

const decodedWord = (_, text) => Buffer.from(text, 'base64').toString();

function parseMail(source) {
  const end = source.indexOf('\r\n\r\n');
  const lines = source.slice(0, end).replace(/\?=\r\n =\?/g, '?==?').replace(/\r\n /g, ' ').split('\r\n');
  const headers = Object.fromEntries(lines.map((line) => line.split(/: (.*)/s).slice(0, 2)));
  const bytes = source.slice(end + 4).replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (__, digits) => String.fromCharCode(Number.parseInt(digits, 16)));
  return {
    headers, source,
    subject: headers.Subject.replace(/=\?utf-8\?B\?([^?]*)\?=/g, decodedWord),
    text: Buffer.from(bytes, 'latin1').toString().replaceAll('\r\n', '\n'),
  };
}

// Every mail to this address, in the order in which it was written.
export async function mailsTo(folder, address) {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.eml'));
  const mails = await Promise.all(names.map(async (name) => parseMail(await readFile(path.join(folder, name), 'latin1'))));
  return mails.filter(({ headers }) => headers.To === address);
}

// Waits for the mail to this address whose subject fits and that is none of `known`.
export async function nextMail(folder, address, subject, known = []) {
  const seen = known.map((mail) => mail.headers['Message-ID']);
  return eventually(`a mail "${subject}" to ${address}`, async () => (await mailsTo(folder, address))
    .find((mail) => subject.test(mail.subject) && !seen.includes(mail.headers['Message-ID'])));
}

// What stands behind '#' in the link of a mail.
export const tokenOf = (mail) => mail.text.match(/^https?:\/\/\S+#(\S+)$/m)[1];
