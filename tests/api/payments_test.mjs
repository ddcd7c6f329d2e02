// Money over HTTP: checkouts that wait for a payment, the money of a booking, refunds and the till, tickets at the door,
// and what customers do by the link of their mail.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import jsqr from 'jsqr';
import { PNG } from 'pngjs';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { badBodies, invalidValues, missing, testBadInput } from '../support/bad_input.mjs';
import { assertLedger } from '../support/ledger.mjs';
import { mailFolder, nextMail } from '../support/mails.mjs';
import { useServer } from '../support/server.mjs';
import { makeUser, signIn } from '../support/staff.mjs';
import { day, hour, makeTenant, minute } from '../support/tenant.mjs';

const mails = mailFolder();
const { test, api, database, ...server } = await useServer(mails.flags);
const tenant = await makeTenant(database);
const other = await makeTenant(database);
const as = await signIn(api, await makeUser(tenant, 'super-admin'));
const otherBoss = await signIn(api, await makeUser(other, 'super-admin'));
const activity = await tenant.activity({ capacity: 1000 });
const money = (amount) => ({ amount, currency: 'GBP' });

async function hold(session, spots = 2) {
  return assertStatus(await api.post(`${tenant.base}/reservations`, { session_id: session.id, spots }), 201);
}

// A checkout of two seats at 25.00; by the test provider it waits for its payment.
async function checkOut({ session, payment = 'test', email = `${randomUUID()}@example.com` } = {}) {
  const held = await hold(session ?? await tenant.session(activity));
  const order = { reservation_id: held.id, payment, customer: { first_name: 'Ann', last_name: 'Lee', email } };
  return { ...assertStatus(await api.post(`${tenant.base}/checkouts`, order, { key: randomUUID() }), 201), email };
}
const checkoutNow = async ({ id }) => assertStatus(await api.get(`${tenant.base}/checkouts/${id}`), 200);

// Presses a button of the test provider's page.
async function press({ url }, action) {
  const path = new URL(url).pathname;
  const html = assertStatus(await api.get(path), 200);
  const hidden = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]);
  const body = new URLSearchParams([...hidden, ['action', action]]).toString();
  return api.send('POST', path, { body, type: 'application/x-www-form-urlencoded' });
}

// A booking that was paid online (or is to be paid at the venue), with its mail's link and ticket.
async function book(options = {}) {
  const checkout = await checkOut(options);
  if (checkout.url) await press(checkout, 'pay');
  const { booking } = await checkoutNow(checkout);
  const mail = await nextMail(mails.folder, checkout.email, /./);
  const [, token] = mail.text.match(/\/manage\/(\S+)/);
  const { data, width, height } = PNG.sync.read(mail.attachments.find(({ contentType }) => contentType === 'image/png').content);
  return { ...booking, token, ticket: jsqr(new Uint8ClampedArray(data), width, height).data };
}

const moneyOf = async ({ id }) => assertStatus(await api.get(`/v1/bookings/${id}/payments`, { as }), 200);
const refund = ({ id }, json, options = {}) => api.post(`/v1/bookings/${id}/refunds`, json, { as, key: randomUUID(), ...options });
const take = ({ id }, json = {}, options = {}) => api.post(`/v1/bookings/${id}/payments`, json, { as, key: randomUUID(), ...options });
const scan = (code, more = {}, options = {}) => api.post('/v1/check-ins', { code, ...more }, { as, ...options });
const manage = ({ token }, action, json, options = {}) =>
  api.post(`/v1/manage/${token}/${action}`, json, { key: randomUUID(), ...options });
const managed = async ({ token }) => assertStatus(await api.get(`/v1/manage/${token}`), 200);
const runningSession = () => tenant.session(activity, { start: new Date(Date.now() + minute + Math.random() * minute) });

test('a checkout gives the address where to pay, and becomes a booking when that is done', async () => {
  const checkout = await checkOut();
  assert.deepEqual([checkout.status, checkout.payment, checkout.amount, checkout.booking], ['requires_payment', 'test', 5000, undefined]);
  assert.equal((await checkoutNow(checkout)).url, checkout.url);
  await press(checkout, 'pay');
  const { status, url, booking } = await checkoutNow(checkout);
  assert.deepEqual([status, url, booking.payment_status, booking.balance], ['complete', undefined, 'paid', money(0)]);
  await assertLedger(database);
});

test('a payment that fails ends the checkout, and one that comes late is booked while there are seats', async () => {
  const session = await tenant.session(activity);
  const failed = await checkOut({ session });
  await press(failed, 'fail');
  assert.equal((await checkoutNow(failed)).status, 'failed');
  assert.equal((await tenant.sessionNow(session)).capacity_remaining, 1000);
  const late = await checkOut({ session });
  await press(late, 'pay_too_late');
  assert.equal((await checkoutNow(late)).status, 'complete');
  await assertLedger(database);
});

test('staff see the money of a booking, give some of it back, and never more than there is', async () => {
  const booking = await book();
  const before = await moneyOf(booking);
  assert.deepEqual([before.total, before.paid, before.balance, before.refundable], [money(5000), money(5000), money(0), money(5000)]);
  assert.deepEqual(before.payments.map(({ provider, status, amount }) => [provider, status, amount]), [['test', 'succeeded', money(5000)]]);
  const key = randomUUID();
  const part = assertStatus(await refund(booking, { amount: 1500, reason: 'Rain' }, { key }), 201);
  assert.deepEqual([part.charge, part.refundable], [money(3500), money(3500)]);
  const again = await refund(booking, { amount: 1500, reason: 'Rain' }, { key });
  assert.equal(again.headers.get('idempotency-replayed'), 'true');
  const tooMuch = await refund(booking, { amount: 3501, reason: 'Rain' });
  assert.equal(assertProblem(tooMuch, 422, 'refund_exceeds_payment', '/amount').refundable, 3500);
  const rest = assertStatus(await refund(booking, { to: 'venue', reason: 'Rain' }), 201);
  assert.deepEqual([rest.charge, rest.refundable], [money(0), money(0)]);
  assertProblem(await refund(booking, { reason: 'Rain' }), 422, 'refund_exceeds_payment', '/amount');
  await assertLedger(database);
});

test('the till takes what is due, and no more', async () => {
  const booking = await book({ payment: 'pay_at_venue' });
  assert.equal(assertStatus(await take(booking, { amount: 2000 }), 201).payment_status, 'partially_paid');
  assertProblem(await take(booking, { amount: 3001 }), 422, 'invalid_field', '/amount');
  const paid = assertStatus(await take(booking), 201);
  assert.deepEqual([paid.payment_status, paid.balance, paid.payments.length], ['paid', money(0), 2]);
  assertProblem(await take(booking), 409, 'nothing_to_pay');
  await assertLedger(database);
});

test('another organization has none of it', async () => {
  const booking = await book();
  assertProblem(await api.get(`/v1/bookings/${booking.id}/payments`, { as: otherBoss }), 404, 'booking_not_found');
  assertProblem(await take(booking, {}, { as: otherBoss }), 404, 'booking_not_found');
  assertProblem(await refund(booking, { reason: 'Mine' }, { as: otherBoss }), 404, 'booking_not_found');
  assertProblem(await scan(booking.ticket, {}, { as: otherBoss }), 422, 'ticket_invalid', '/code');
  assertProblem(await scan(booking.booking_number, {}, { as: otherBoss }), 404, 'booking_not_found');
});

test('a ticket lets in once, on its day', async () => {
  const booking = await book({ session: await runningSession() });
  assert.equal(assertStatus(await scan(booking.ticket), 200).status, 'checked_in');
  const second = assertProblem(await scan(booking.ticket), 409, 'invalid_transition');
  assert.match(second.detail, /checked in at/);
  const tomorrow = await book({ session: await tenant.session(activity, { start: new Date(Date.now() + 2 * day) }) });
  assert.match(assertProblem(await scan(tomorrow.ticket), 409, 'invalid_transition').detail, /at its venue it is/);
  const cancelled = await book({ session: await runningSession() });
  assertStatus(await api.post(`/v1/bookings/${cancelled.id}/cancel`, {}, { as }), 200);
  assert.match(assertProblem(await scan(cancelled.ticket), 409, 'invalid_transition').detail, /was cancelled at/);
});

test('who has not paid is let in by who says so, also by the number of the booking', async () => {
  const booking = await book({ session: await runningSession(), payment: 'pay_at_venue' });
  assert.equal(assertProblem(await scan(booking.ticket), 409, 'payment_due').balance, 5000);
  assert.equal(assertStatus(await scan(` ${booking.booking_number.toLowerCase()} `, { accept_unpaid: true }), 200).status, 'checked_in');
});

test('a code that nobody signed opens no door', async () => {
  const booking = await book({ session: await runningSession() });
  const { ticket, token } = booking;
  const flipped = (at) => ticket.slice(0, at) + (ticket[at] === 'A' ? 'B' : 'A') + ticket.slice(at + 1);
  for (const code of [flipped(0), flipped(30), flipped(ticket.length - 3), ticket.slice(0, -2), `${ticket}AA`, token, 'x'.repeat(200)]) {
    assertProblem(await scan(code), 422, 'ticket_invalid', '/code');
  }
  assertProblem(await scan('BK-0000000'), 404, 'booking_not_found');
  assert.equal((await moneyOf(booking)).payment_status, 'paid');
});

test('a customer cancels for what they were shown', async () => {
  const booking = await book({ session: await tenant.session(activity, { start: new Date(Date.now() + 30 * day) }) });
  const shown = await managed(booking);
  assert.deepEqual([shown.cancellation_refund, shown.allowed_actions.includes('cancel')], [money(5000), true]);
  const wrong = assertProblem(await manage(booking, 'cancel', { expected_refund: 4999 }), 409, 'refund_changed');
  assert.equal(wrong.cancellation_refund, 5000);
  const cancelled = assertStatus(await manage(booking, 'cancel', { expected_refund: 5000 }), 200);
  assert.deepEqual([cancelled.status, cancelled.allowed_actions], ['cancelled', []]);
  assertProblem(await manage(booking, 'cancel', { expected_refund: 0 }), 409, 'invalid_transition');
  await assertLedger(database);
});

test('a customer moves to another time, and pays what it costs more', async () => {
  const booking = await book({ session: await tenant.session(activity, { start: new Date(Date.now() + 30 * day) }) });
  const dearer = await tenant.session(activity, { start: new Date(Date.now() + 31 * day), price_minor: 3000 });
  const moved = assertStatus(await manage(booking, 'reschedule', { session_id: dearer.id }), 200);
  assert.deepEqual([moved.session_id, moved.payment_status, moved.balance], [dearer.id, 'partially_paid', money(1000)]);
  const payment = assertStatus(await manage(booking, 'payments', { payment: 'test' }), 201);
  assert.deepEqual([payment.status, payment.amount], ['open', money(1000)]);
  await press(payment, 'pay');
  assert.deepEqual((await managed(booking)).balance, money(0));
  assertProblem(await manage(booking, 'payments', { payment: 'test' }), 409, 'nothing_to_pay');
  const foreign = await other.session(await other.activity());
  assertProblem(await manage(booking, 'reschedule', { session_id: foreign.id }), 404, 'session_not_found');
  const past = await tenant.session(activity, { start: new Date(Date.now() - hour) });
  assertProblem(await manage(booking, 'reschedule', { session_id: past.id }), 409, 'session_closed');
  await assertLedger(database);
});

test('a link that nobody signed leads nowhere', async () => {
  const [one, two] = [await book(), await book()];
  const half = one.token.indexOf('.');
  for (const token of [one.token.slice(0, -2), one.token.slice(0, half) + two.token.slice(half), one.ticket, 'x']) {
    assertProblem(await api.get(`/v1/manage/${token}`), 404, 'booking_not_found');
    assertProblem(await manage({ token }, 'cancel', { expected_refund: 0 }), 404, 'booking_not_found');
    assertProblem(await manage({ token }, 'reschedule', { session_id: randomUUID() }), 404, 'booking_not_found');
    assertProblem(await manage({ token }, 'payments', { payment: 'test' }), 404, 'booking_not_found');
  }
});

const target = await book();
const amounts = [0, -1, 1.5, '5', true, [], {}, 100_000_000_001, 1e300];
const context = { test, api, database, ...server };
const sends = (path, options) => (request) => api.send('POST', path, { key: randomUUID(), ...options, ...request });
testBadInput(context, 'refunds refuse bad input', tenant, sends(`/v1/bookings/${target.id}/refunds`, { as }), [
  ...badBodies, ...missing({ reason: 'Rain' }, '/reason'), ...invalidValues({ reason: 'Rain' }, '/reason', [5, [], 'x'.repeat(501)]),
  ...invalidValues({ reason: 'Rain', amount: 1 }, '/amount', amounts),
  ...invalidValues({ reason: 'Rain', to: 'venue' }, '/to', ['provider', 'card', 5]),
  ['an unknown member', { json: { reason: 'Rain', currency: 'GBP' } }, 422, 'unknown_field', '/currency']]);
testBadInput(context, 'the till refuses bad input', tenant, sends(`/v1/bookings/${target.id}/payments`, { as }), [
  ...badBodies, ...invalidValues({ amount: 1 }, '/amount', amounts),
  ['an unknown member', { json: { tip: 5 } }, 422, 'unknown_field', '/tip']]);
testBadInput(context, 'the door refuses bad input', tenant, sends('/v1/check-ins', { as }), [
  ...badBodies, ...missing({ code: 'BK-0000000' }, '/code'), ...invalidValues({ code: 'BK-0000000' }, '/code', [5, 'x'.repeat(201), []]),
  ...invalidValues({ code: 'BK-0000000', action: 'check_in' }, '/action', ['no_show', 5]),
  ...invalidValues({ code: 'BK-0000000', accept_unpaid: true }, '/accept_unpaid', ['yes', 1])]);
testBadInput(context, 'cancelling by the link refuses bad input', tenant, sends(`/v1/manage/${target.token}/cancel`), [
  ...badBodies, ...missing({ expected_refund: 0 }, '/expected_refund'),
  ...invalidValues({ expected_refund: 0 }, '/expected_refund', amounts.slice(1)),
  ['an unknown member', { json: { expected_refund: 0, reason: 'x' } }, 422, 'unknown_field', '/reason']]);
testBadInput(context, 'moving by the link refuses bad input', tenant, sends(`/v1/manage/${target.token}/reschedule`), [
  ...badBodies, ...missing({ session_id: target.session_id }, '/session_id'),
  ...invalidValues({ session_id: target.session_id }, '/session_id', ['x', 5, target.session_id])]);
testBadInput(context, 'paying by the link refuses bad input', tenant, sends(`/v1/manage/${target.token}/payments`), [
  ...badBodies, ...missing({ payment: 'test' }, '/payment'), ...invalidValues({ payment: 'test' }, '/payment', [5, 'x'.repeat(33), []])]);
