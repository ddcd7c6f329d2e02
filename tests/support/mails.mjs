// The folder that the program delivers its mails to.
import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { simpleParser } from 'mailparser';
import { eventually } from './program.mjs';

// A folder for the mails of one test file; give `flags` to the program.
export function mailFolder() {
  const folder = path.join(mkdtempSync(path.join(tmpdir(), 'bookingtms-mail-')), 'mail');
  process.once('exit', () => rmSync(path.dirname(folder), { recursive: true, force: true }));
  return { folder, flags: ['--mail-folder', folder] };
}

// A mail as mailparser reads it, which is not ours: {headers, source, subject, text, html, from, replyTo, attachments}.
export async function parseMail(source) {
  const mail = await simpleParser(source, { keepCidLinks: true });
  const headers = Object.fromEntries(mail.headerLines.map(({ line }) => line.replace(/\r\n[ \t]/g, ' ').split(/: (.*)/s).slice(0, 2)));
  return {
    headers, source: source.toString('latin1'), subject: mail.subject, text: mail.text, html: mail.html,
    from: mail.from.value[0], replyTo: mail.replyTo?.value[0], attachments: mail.attachments,
  };
}

// Every mail to this address, in the order in which it was written.
export async function mailsTo(folder, address) {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.eml'));
  const mails = await Promise.all(names.map(async (name) => parseMail(await readFile(path.join(folder, name)))));
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
