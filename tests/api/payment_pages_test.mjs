// The pages with money: choosing how to pay, the test provider, codes, and the customer's own booking. As a browser
// without JavaScript sends them.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import ICAL from 'ical.js';
import jsqr from 'jsqr';
import { PNG } from 'pngjs';
import { assertStatus } from '../support/assertions.mjs';
import { assertLedger } from '../support/ledger.mjs';
import { mailFolder, nextMail } from '../support/mails.mjs';
import { useServer } from '../support/server.mjs';
import { makeTenant } from '../support/tenant.mjs';

const { folder, flags } = mailFolder();
const server = await useServer(flags);
const { test, database } = server;
const customer = { first_name: 'Ann', last_name: 'Archer', email: 'ann@example.com' };

const pathOf = (address) => new URL(address, server.url).pathname + new URL(address, server.url).search;
const post = (path, fields) => server.api.send('POST', path,
  { body: new URLSearchParams(fields).toString(), type: 'application/x-www-form-urlencoded' });
async function read(address) {
  const { pathname, searchParams } = new URL(address, server.url);
  return assertStatus(await server.api.get(pathname, { query: Object.fromEntries(searchParams) }), 200);
}
const hiddenOf = (html) => Object.fromEntries(
  [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]));

// Sends the form that a page shows, and gives the address of the next page.
async function submit(path, fields) {
  const reply = await post(path, { ...hiddenOf(await read(path)), ...fields });
  assert.equal(reply.status, 303, reply.body);
  return pathOf(reply.headers.get('location'));
}

async function rowsOf(table, tenant) {
  const { rows } = await database.query(`select * from ${table} where organization_id = $1 order by id`,
    [tenant.organization.id]);
  return rows;
}

// Two seats of a session that are held, at £25.00 each.
async function held(columns = {}) {
  const tenant = await makeTenant(database);
  const activity = await tenant.activity({ capacity: 4, ...columns });
  const session = await tenant.session(activity);
  const reply = await server.api.post(`${tenant.base}/reservations`, { session_id: session.id, spots: 2 });
  const { id } = assertStatus(reply, 201);
  return { tenant, activity, session, id, path: `/book/${tenant.embedKey}/holds/${id}` };
}

const confirm = (path, fields = {}) => submit(path, { ...customer, payment: 'test', action: 'confirm', ...fields });

test('a visitor pays online and is booked', async () => {
  const { tenant, path } = await held();
  const form = await read(path);
  assert.match(form, /name="payment" value="pay_at_venue" checked/);
  assert.match(form, /name="payment" value="test"/);
  assert.match(form, /£50\.00 now/);

  const payment = await confirm(path);
  assert.match(payment, /^\/test-payments\//);
  const page = await read(payment);
  assert.match(page, /This is only a test/);
  assert.match(page, /£50\.00/);
  const [checkout] = await rowsOf('checkouts', tenant);
  assert.match(await read(`/book/${tenant.embedKey}/confirmed/${checkout.id}`), /Your payment is not here yet/);

  const confirmation = await submit(payment, { action: 'pay' });
  assert.match(confirmation, /\/confirmed\//);
  const html = await read(confirmation);
  assert.match(html, /You are booked/);
  assert.match(html, /<dt>Paid<\/dt><dd>£50\.00/);
  assert.match(await read(payment), /This payment was made/);
  assert.equal((await post(payment, { action: 'pay' })).status, 200, 'a second press says how it is');
  const [booking] = await rowsOf('bookings', tenant);
  assert.equal(Number(booking.paid_minor), 5000);
  await assertLedger(database);
});

test('a payment that fails books nothing and gives the seats back', async () => {
  const { tenant, session, path } = await held();
  await submit(await confirm(path), { action: 'fail' });
  const [checkout] = await rowsOf('checkouts', tenant);
  assert.match(await read(`/book/${tenant.embedKey}/confirmed/${checkout.id}`), /The payment did not work/);
  assert.deepEqual(await rowsOf('bookings', tenant), []);
  assert.equal((await tenant.sessionNow(session)).capacity_remaining, 4);
});

test('a payment that comes too late is booked where the seats are still free', async () => {
  const { tenant, session, path } = await held();
  assert.match(await read(await submit(await confirm(path), { action: 'pay_too_late' })), /You are booked/);
  assert.equal((await rowsOf('bookings', tenant)).length, 1);
  assert.equal((await tenant.sessionNow(session)).capacity_remaining, 2);
  await assertLedger(database);
});

test('a payment that comes after the seats are gone goes back in full', async () => {
  const { tenant, session, path } = await held();
  const payment = await confirm(path);
  // Nobody can book the session any more, so there are no seats to take again.
  await database.query(`update activity_sessions set is_closed = true, close_reason = 'blocked' where id = $1`, [session.id]);
  const html = await read(await submit(payment, { action: 'pay_too_late' }));
  assert.match(html, /Your payment goes back to you/);
  assert.match(html, /£50\.00/);
  assert.deepEqual(await rowsOf('bookings', tenant), []);
  const [refund] = await rowsOf('refunds', tenant);
  assert.equal(Number(refund.amount_minor), 5000);
  await assertLedger(database);
});

test('one showing of the form is one checkout, and another way of paying is another', async () => {
  const { tenant, path } = await held();
  const form = { ...hiddenOf(await read(path)), ...customer, action: 'confirm' };
  const twice = await Promise.all([post(path, { ...form, payment: 'test' }), post(path, { ...form, payment: 'test' })]);
  assert.deepEqual(twice.map((reply) => reply.status), [303, 303]);
  assert.equal(new Set(twice.map((reply) => reply.headers.get('location'))).size, 1);
  assert.equal((await rowsOf('payments', tenant)).length, 1);

  const other = await post(path, { ...form, payment: 'pay_at_venue' });
  assert.match(await read(other.headers.get('location')), /To pay at the venue<\/dt><dd>£50\.00/);
  assert.deepEqual((await rowsOf('checkouts', tenant)).map(({ status }) => status).sort(), ['complete', 'expired']);
  assert.equal((await rowsOf('bookings', tenant)).length, 1);
});

test('codes are applied before the visitor confirms, and what is none says so at its field', async () => {
  const { tenant, path } = await held();
  await database.query(
    `insert into promo_codes (organization_id, id, code, kind, percent_ppm)
     values ($1, gen_random_uuid(), 'TENTH', 'percent', 100000)`, [tenant.organization.id]);
  const apply = (fields) => post(path, { ...fields, action: 'apply' });
  const page = assertStatus(await apply({ promo_code: ' tenth ', first_name: 'Ann' }), 200);
  assert.match(page, /TENTH/);
  assert.match(page, /-£5\.00/);
  assert.match(page, /Total<\/dt><dd>£45\.00/);
  assert.match(page, /name="first_name"[^>]*value="Ann"/);

  const refused = await apply({ promo_code: 'NONE', gift_card_code: '<b>' });
  assert.equal(refused.status, 422);
  assert.match(refused.body, /This promo code cannot be used/);
  assert.match(refused.body, /This gift card is not known/);
  assert.ok(!refused.body.includes('<b>'));
  assert.match(refused.body, /Total<\/dt><dd>£50\.00/);

  const html = await read(await confirm(path, { payment: 'pay_at_venue', promo_code: 'TENTH' }));
  assert.match(html, /To pay at the venue<\/dt><dd>£45\.00/);
});

test('a payment that is none of the test provider is not there', async () => {
  const none = '00000000-0000-7000-8000-000000000000';
  for (const path of [`/test-payments/${none}/${none}`, '/test-payments/x/y']) {
    assert.equal((await server.api.get(path)).status, 404);
    assert.equal((await post(path, { action: 'pay' })).status, 404);
  }
});

// A booking of two seats, and the address of its page as the mail of the confirmation has it.
async function booked(payment, columns = {}) {
  const email = `${randomUUID()}@example.com`;
  const booking = await held(columns);
  const next = await confirm(booking.path, { payment, email });
  if (payment === 'test') await submit(next, { action: 'pay' });
  const mail = await nextMail(folder, email, /./);
  const [manage] = mail.text.match(/\/manage\/[\w.-]+/);
  return { ...booking, manage, mail };
}

test('a customer cancels by the link of the mail, and is told first what goes back', async () => {
  const { tenant, session, manage } = await booked('test');
  assert.match(await read(manage), /Paid<\/dt><dd>£50\.00/);
  const step = `${manage}?step=cancel`;
  const html = await read(step);
  assert.match(html, /Cancel this booking\?/);
  const form = { ...hiddenOf(html), action: 'cancel' };
  assert.match(html, new RegExp(form.expected_refund === '0' ? 'nothing of what you paid goes back' : 'goes back to you'));
  assert.equal((await rowsOf('bookings', tenant))[0].status, 'confirmed', 'looking changes nothing');

  const stale = await post(manage, { ...form, expected_refund: String(Number(form.expected_refund) + 1) });
  assert.equal(stale.status, 409);
  assert.match(stale.body, /What goes back has changed/);
  const twice = await Promise.all([post(manage, form), post(manage, form)]);
  assert.deepEqual(twice.map((reply) => reply.status), [303, 303]);
  assert.match(await read(twice[0].headers.get('location')), /This booking is cancelled/);
  assert.equal((await tenant.sessionNow(session)).capacity_remaining, 4);
  await assertLedger(database);
});

test('a customer moves the booking to another time', async () => {
  const { tenant, activity, session, manage } = await booked('test');
  assert.match(await read(`${manage}?step=reschedule`), /There is no other time/);
  const dearer = await tenant.session(activity, { price_minor: 3000 });
  assert.match(await read(`${manage}?step=reschedule`), /£60\.00, £10\.00 more/);
  const step = `${manage}?step=reschedule&session_id=${dearer.id}`;
  const form = { ...hiddenOf(await read(step)), action: 'reschedule' };
  const moved = await post(manage, form);
  assert.equal(moved.status, 303, moved.body);
  const html = await read(moved.headers.get('location'));
  assert.match(html, /Your booking was moved/);
  assert.match(html, /Still to pay<\/dt><dd>£10\.00/);
  assert.equal((await tenant.sessionNow(session)).capacity_remaining, 4);
  assert.equal((await tenant.sessionNow(dearer)).capacity_remaining, 2);
  await assertLedger(database);
});

test('a customer pays what is still to pay', async () => {
  const { tenant, manage } = await booked('pay_at_venue');
  assert.match(await read(manage), /Still to pay<\/dt><dd>£50\.00/);
  const payment = await submit(manage, { payment: 'test', action: 'pay' });
  assert.match(payment, /^\/test-payments\//);
  assert.equal(await submit(payment, { action: 'pay' }), manage);
  const html = await read(manage);
  assert.match(html, /Paid<\/dt><dd>£50\.00/);
  assert.doesNotMatch(html, /Still to pay/);
  assert.equal((await rowsOf('bookings', tenant))[0].payment_status, 'paid');
  await assertLedger(database);
});

test('a link that is forged, cut or of another booking is not there', async () => {
  const [one, other] = await Promise.all([booked('pay_at_venue'), booked('pay_at_venue')]);
  const [name] = one.manage.split('.');
  const signature = other.manage.split('.')[1];
  for (const path of [`${name}.${signature}`, name, one.manage.slice(0, -2), '/manage/x', '/manage/x.y']) {
    assert.equal((await server.api.get(path)).status, 404, path);
    assert.equal((await post(path, { action: 'cancel', request: '0'.repeat(32), expected_refund: '0' })).status, 404, path);
  }
  assert.equal((await rowsOf('bookings', one.tenant))[0].status, 'confirmed');
});

const codeOf = (picture) => {
  const { data, width, height } = PNG.sync.read(picture);
  return jsqr(new Uint8ClampedArray(data), width, height).data;
};
const eventOf = (text) => new ICAL.Event(new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent('vevent'));

test('a customer has the same ticket and the same calendar entry by link and by mail', async () => {
  const { manage, mail } = await booked('test');
  assert.match(await read(manage), /ticket\.png/);
  const picture = await fetch(new URL(`${manage}/ticket.png`, server.url));
  assert.deepEqual([picture.status, picture.headers.get('content-type')], [200, 'image/png']);
  const attached = (type) => mail.attachments.find(({ contentType }) => contentType === type).content;
  assert.equal(codeOf(Buffer.from(await picture.arrayBuffer())), codeOf(attached('image/png')));

  const mailed = eventOf(attached('text/calendar').toString());
  const linked = eventOf(await read(`${manage}/calendar.ics`));
  assert.deepEqual([linked.uid, linked.sequence, linked.summary], [mailed.uid, mailed.sequence, mailed.summary]);
  assert.equal(linked.startDate.toJSDate().getTime(), mailed.startDate.toJSDate().getTime());

  const form = { ...hiddenOf(await read(`${manage}?step=cancel`)), action: 'cancel' };
  assert.equal((await post(manage, form)).status, 303);
  assert.equal((await fetch(new URL(`${manage}/ticket.png`, server.url))).status, 409, 'a cancelled booking lets nobody in');
  const cancelled = await read(`${manage}/calendar.ics`);
  assert.match(cancelled, /STATUS:CANCELLED/);
  assert.ok(eventOf(cancelled).sequence > linked.sequence);
});
