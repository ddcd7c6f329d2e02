// Mails: what arrives at a mail server, what a mail server may do, and what staff see of it. /v1/mails
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after } from 'node:test';
import ICAL from 'ical.js';
import jsqr from 'jsqr';
import { PNG } from 'pngjs';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { refusal, startMailServer } from '../support/mail_server.mjs';
import { eventually } from '../support/program.mjs';
import { useServer } from '../support/server.mjs';
import { apiKey, keyScopes, makeUser, signIn } from '../support/staff.mjs';
import { day, hour, makeTenant } from '../support/tenant.mjs';

// The address says what the server does with it.
function judge(address, attempt) {
  if (address.startsWith('later-')) return attempt < 3 ? refusal(451, 'Greylisted, try again later') : null;
  if (address.startsWith('never-')) return refusal(550, 'No such person here');
  return null;
}
const post = await startMailServer({ judge });
const server = await useServer(['--smtp-url', post.url, '--mail-from', 'Bookings <bookings@tours.example>']);
const { test, api, database } = server;
after(() => post.close());
const tenant = await makeTenant(database, { timeZone: 'Europe/London' });
const activity = await tenant.activity({ capacity: 50, name: 'Sea; kayak, "at" dawn' });
const as = await apiKey(tenant, await keyScopes(database));
const owner = await signIn(api, await makeUser(tenant, 'super-admin'));
const otherTenant = await makeTenant(database);
const otherAs = await apiKey(otherTenant, await keyScopes(database));
const otherOwner = await signIn(api, await makeUser(otherTenant, 'super-admin'));

const emailOf = (kind = 'ann') => `${kind}-${randomUUID()}@example.com`;
const customer = (more = {}) => ({ first_name: 'Ann', last_name: 'Lee', email: emailOf(), ...more });
async function book({ session, as: by = as, ...more } = {}) {
  const wanted = session ?? await tenant.session(activity);
  const reply = await api.post('/v1/bookings', { session_id: wanted.id, party_size: 2, customer: customer(), ...more }, { as: by });
  return assertStatus(reply, 201);
}
const change = async (json) => {
  const own = assertStatus(await api.get('/v1/organization', { as }), 200);
  return api.patch('/v1/organization', json, { as: owner, version: own.version });
};
const mailsOf = async (query = {}) => assertStatus(await api.get('/v1/mails', { as, query }), 200).data;
const mailOf = async (bookingId, template = 'booking_confirmed') => (await mailsOf({ limit: 100 }))
  .find((mail) => mail.booking_id === bookingId && mail.template === template);
const calendarOf = (mail) => {
  const file = mail.attachments.find(({ contentType }) => contentType === 'text/calendar');
  const calendar = new ICAL.Component(ICAL.parse(file.content.toString()));
  return { file, method: calendar.getFirstPropertyValue('method'), event: new ICAL.Event(calendar.getFirstSubcomponent('vevent')) };
};
const mailsFor = (address, count) => eventually(`${count} mails to ${address}`, () => {
  const found = post.mailsTo(address);
  return found.length >= count && found;
});
// Writes a mail as the functions do that tell of events.
const queue = (template, parameters, eventKey = randomUUID()) => database.query(
  'select app.queue_booking_mail($1, null, $2, $3, $4)', [tenant.organization.id, template, parameters, eventKey]);

test('a booking is confirmed as text, as HTML, with a calendar file and a QR code', async () => {
  const session = await tenant.session(activity, { start: new Date(Math.ceil(Date.now() / hour) * hour + 3 * day) });
  const booking = await book({ session });
  const mail = await post.mailTo(booking.contact.email);
  assert.equal(mail.from.name, tenant.organization.name);
  assert.equal(mail.from.address, 'bookings@tours.example');
  assert.deepEqual(mail.envelope.mailFrom.address, 'bookings@tours.example');
  assert.equal(mail.subject, `Your booking ${booking.booking_number}: ${activity.name}`);
  for (const content of [mail.text, mail.html]) {
    assert.match(content, new RegExp(booking.booking_number));
    assert.match(content, /Europe\/London/);
    assert.match(content, /£50\.00/);
    assert.match(content, /\/manage\/[\w-]+\.[\w-]+/);
  }
  assert.match(mail.headers['Content-Type'], /^multipart\/mixed/);

  const { file, method, event } = calendarOf(mail);
  assert.match(file.headers.get('content-type').params.method, /^REQUEST$/);
  assert.equal(method, 'REQUEST');
  assert.equal(event.uid, `${booking.id}@bookingtms`);
  assert.equal(event.summary, activity.name);
  assert.equal(event.startDate.toJSDate().getTime(), session.start_time.getTime());
  assert.equal(event.endDate.toJSDate().getTime(), session.end_time.getTime());
  for (const line of file.content.toString().split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75, line);

  const picture = mail.attachments.find(({ contentType }) => contentType === 'image/png');
  assert.ok(mail.html.includes(`cid:${picture.cid}`));
  const { data, width, height } = PNG.sync.read(picture.content);
  const code = jsqr(new Uint8ClampedArray(data), width, height).data;
  assert.match(code, /^[\w-]{64}$/);
  const bytes = Buffer.from(code, 'base64url').toString('hex');
  assert.equal(bytes.slice(32, 64), booking.id.replaceAll('-', ''));
});

test('a change replaces the entry in the calendar, a cancellation removes it', async () => {
  const booking = await book();
  const act = (action, json) => api.post(`/v1/bookings/${booking.id}/${action}`, json, { as });
  const other = await tenant.session(activity);
  assertStatus(await act('reschedule', { session_id: other.id }), 200);
  assertStatus(await act('cancel', {}), 200);
  const mails = await mailsFor(booking.contact.email, 3);
  const calendars = mails.map(calendarOf).sort((a, b) => a.event.sequence - b.event.sequence);
  assert.deepEqual(calendars.map(({ method }) => method), ['REQUEST', 'REQUEST', 'CANCEL']);
  assert.equal(new Set(calendars.map(({ event }) => event.uid)).size, 1);
  assert.equal(new Set(calendars.map(({ event }) => event.sequence)).size, 3);
  assert.equal(calendars[1].event.startDate.toJSDate().getTime(), Math.floor(other.start_time.getTime() / 1000) * 1000);
  assert.equal(calendars[2].event.component.getFirstPropertyValue('status'), 'CANCELLED');
});

test('an event has one mail, however often it is told', async () => {
  const recipient = emailOf();
  const key = randomUUID();
  const parameters = { recipient, first_name: 'Ann', amount_minor: 5000, currency: 'GBP', activity_name: 'Kayak' };
  await Promise.all(Array.from({ length: 8 }, () => queue('payment_returned', parameters, key)));
  await post.mailTo(recipient);
  const { rows } = await database.query('select count(*)::int from mail_outbox where event_key = $1', [key]);
  assert.equal(rows[0].count, 1);
  assert.equal(post.mailsTo(recipient).length, 1);
});

test('names begin no header, no recipient and no HTML', async () => {
  const recipient = emailOf();
  const evil = 'Ann\r\nBcc: victim@example.com\r\n\r\n<img src=x onerror=alert(1)>{{link}}{{{organization}}}';
  await queue('payment_returned', { recipient, first_name: evil, activity_name: evil, amount_minor: 1, currency: 'KWD' });
  assertStatus(await change({ mail_sender_name: 'Tøurs "<x@example.com>", & Søns '.repeat(3) }), 200);
  const mail = await post.mailTo(recipient);
  assert.deepEqual(mail.envelope.rcptTo.map(({ address }) => address), [recipient]);
  assert.equal(mail.headers.Bcc, undefined);
  assert.ok(!mail.html.includes('<img src=x'));
  assert.ok(mail.html.includes('&lt;img src=x'));
  assert.ok(mail.text.includes('{{link}}'), 'a value is no template');
  assert.match(mail.text, /KWD.0\.001/);
  assertStatus(await change({ mail_sender_name: '' }), 200);
});

test('the organization chooses name, answers, footer, colour and language', async () => {
  const settings = { mail_sender_name: 'Tøurs, "Harbour"', mail_reply_to: 'desk@tours.example', mail_footer: 'Pier 5 <b>',
    primary_color: '#00ff00', language: 'de' };
  const changed = assertStatus(await change(settings), 200);
  for (const [name, value] of Object.entries(settings)) assert.equal(changed[name], value);
  const booking = await book();
  const mail = await post.mailTo(booking.contact.email);
  assert.equal(mail.from.name, settings.mail_sender_name);
  assert.equal(mail.replyTo.address, settings.mail_reply_to);
  assert.match(mail.subject, /^Ihre Buchung/);
  assert.match(mail.text, /50,00\u00a0£/);
  assert.match(mail.text, /Pier 5 <b>/);
  assert.match(mail.html, /Pier 5 &lt;b&gt;/);
  assert.match(mail.html, /#00ff00/);
  assertStatus(await change({ mail_sender_name: '', mail_reply_to: '', mail_footer: '', language: 'en' }), 200);
  assertProblem(await change({ language: 'xx' }), 422, 'invalid_field', '/language');
  assertProblem(await change({ reminder_hours_before: 721 }), 422, 'invalid_field', '/reminder_hours_before');
});

test('every mail is whole in every language', async () => {
  const { rows: [{ templates }] } = await database.query('select enum_range(null::mail_template)::text[] as templates');
  const start = new Date(Math.ceil(Date.now() / hour) * hour + day);
  const iso = (date) => date.toISOString().replace('.000', '');
  const recipientOf = (language, template) => `${language}-${template.replaceAll('_', '-')}@example.com`;
  const wanted = ['en', 'es', 'fr', 'de', 'ar'].flatMap((language) => templates.map((template) => ({ language, template })));
  // All are queued before the first is awaited: a round of the job takes many.
  for (const { language, template } of wanted) {
    const card = randomUUID();
    await database.query(`insert into gift_cards (organization_id, id, currency, initial_minor, balance_minor)
      values ($1, $2, 'EUR', 1, 1)`, [tenant.organization.id, card]);
    await queue(template, { recipient: recipientOf(language, template), language, name: 'Ann', first_name: 'Ann',
      amount_minor: 123_456, currency: 'EUR', activity_name: 'Kayak', booking_number: 'BK-1', party_size: 2,
      start_time: iso(start), end_time: iso(start), sequence: 0, venue_name: 'Pier', venue_address: '', time_zone: 'Asia/Tokyo',
      lines: [], total_minor: 123_456, paid_minor: 0, message: 'With love', since: iso(start), url: 'https://example.com',
      gift_card_id: card });
  }
  for (const { language, template } of wanted) {
    const recipient = recipientOf(language, template);
    const mail = await post.mailTo(recipient);
    assert.ok(mail.subject.length > 5, recipient);
    assert.ok(!/\{\{|undefined|null/.test(mail.text + mail.html), recipient);
    assert.match(mail.html, new RegExp(`<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">`));
  }
});

test('a server that says "later" gets the mail later', async () => {
  const booking = await book({ customer: customer({ email: emailOf('later') }) });
  await eventually('two attempts', async () => {
    await database.query('update mail_outbox set next_attempt_at = now() where booking_id = $1 and sent_at is null', [booking.id]);
    return post.attempts(booking.contact.email) >= 3;
  });
  await post.mailTo(booking.contact.email);
  const mail = await eventually('the mail settled', async () => {
    const found = await mailOf(booking.id);
    return found.status === 'sent' && found;
  });
  assert.ok(mail.attempts >= 3);
});

test('a server that says "never" makes a dead letter, which staff see and send again', async () => {
  const booking = await book({ customer: customer({ email: emailOf('never') }) });
  const failed = () => eventually('a dead letter', async () => {
    const found = await mailOf(booking.id);
    return found.status === 'failed' && found;
  });
  const mail = await failed();
  assert.match(mail.last_error, /550 .*No such person/);
  assert.equal(mail.attempts, 1);
  assert.equal(post.attempts(booking.contact.email), 1);
  assert.ok((await mailsOf({ status: 'failed', limit: 100 })).some(({ id }) => id === mail.id));
  assert.equal((await mailsOf({ status: 'sent', limit: 100 })).some(({ id }) => id === mail.id), false);

  const retry = (id, by = owner, json = {}) => api.post(`/v1/mails/${id}/retry`, json, { as: by });
  assertProblem(await retry(mail.id, otherOwner), 404, 'mail_not_found');
  assertProblem(await retry(randomUUID()), 404, 'mail_not_found');
  const again = assertStatus(await retry(mail.id), 200);
  assert.equal(again.status, 'waiting');
  await eventually('a second attempt', () => post.attempts(booking.contact.email) === 2);
  await failed();
});

test('what was sent is not sent again, and mails are listed page by page, newest first', async () => {
  const booking = await book();
  await post.mailTo(booking.contact.email);
  const mail = await eventually('the mail settled', async () => {
    const found = await mailOf(booking.id);
    return found.status === 'sent' && found;
  });
  assertProblem(await api.post(`/v1/mails/${mail.id}/retry`, {}, { as: owner }), 409, 'invalid_transition');
  const [first, second] = await mailsOf({ limit: 2 });
  assert.deepEqual(await mailsOf({ limit: 1, starting_after: first.id }), [second]);
  assertProblem(await api.get('/v1/mails', { as, query: { status: 'lost' } }), 422, 'invalid_field', 'status');
  assert.ok(!(assertStatus(await api.get('/v1/mails', { as: otherAs }), 200)).data.some(({ id }) => id === mail.id));
});

test('a reminder is written once when its time comes, unless the customer has just heard of the booking', async () => {
  const session = await tenant.session(activity, { start: new Date(Date.now() + 20 * hour) });
  const fresh = await book({ session });
  const old = await book({ session });
  await post.mailTo(old.contact.email);
  await database.query(`update mail_outbox set created_at = now() - interval '2 days' where booking_id = $1`, [old.id]);
  const remind = async () => (await database.query('select app.queue_reminders(100) as count')).rows[0].count;
  const counts = await Promise.all([remind(), remind(), remind()]);
  await remind();
  const { rows } = await database.query(
    `select booking_id from mail_outbox where template = 'booking_reminder' and booking_id = any ($1)`, [[old.id, fresh.id]]);
  assert.deepEqual(rows, [{ booking_id: old.id }], `${counts}`);
  const mails = await mailsFor(old.contact.email, 2);
  assert.match(mails[1].subject, /^Soon: /);
});
