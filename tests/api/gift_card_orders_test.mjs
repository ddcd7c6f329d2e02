// /v1/embed/{embed_key}/gift-cards: a visitor buys a gift card online, and it comes by mail once it is paid.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { badBodies, invalidValues, missing, testBadInput } from '../support/bad_input.mjs';
import { mailFolder, mailsTo, nextMail } from '../support/mails.mjs';
import { useServer } from '../support/server.mjs';
import { apiKey } from '../support/staff.mjs';
import { makeTenant } from '../support/tenant.mjs';

const { folder, flags } = mailFolder();
const server = await useServer(flags);
const { test, api, database } = server;
const tenant = await makeTenant(database);
const other = await makeTenant(database);
const as = await apiKey(tenant, ['gift_cards:read']);
const path = `${tenant.base}/gift-cards`;
const good = {
  amount: 5000, customer: { first_name: 'Ann', last_name: 'Lee', email: 'ann@example.com' }, recipient_name: 'Bob',
  recipient_email: 'bob@example.com', message: 'Happy birthday!', payment: 'test',
};

const order = (more = {}, key = randomUUID()) => api.post(path, { ...good, ...more }, { key });
const ordered = async (more) => assertStatus(await order(more), 201);
const look = async ({ id }) => assertStatus(await api.get(`${path}/${id}`), 200);

// Presses a button of the test provider's page.
async function press({ url }, action) {
  const { pathname } = new URL(url);
  const html = assertStatus(await api.get(pathname), 200);
  const hidden = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]);
  const body = new URLSearchParams([...hidden, ['action', action]]).toString();
  return api.send('POST', pathname, { body, type: 'application/x-www-form-urlencoded' });
}

async function cards() {
  const { data } = assertStatus(await api.get('/v1/gift-cards', { as, query: { limit: 100 } }), 200);
  return data;
}

test('a card that was paid comes by mail to its recipient, and pays for a booking', async () => {
  const recipient = `${randomUUID()}@example.com`;
  const { id, url, expires_at: expiresAt, ...rest } = await ordered({ recipient_email: recipient });
  assert.deepEqual(rest, { status: 'requires_payment', amount: { amount: 5000, currency: 'GBP' } });
  assert.ok(Date.parse(expiresAt) > Date.now());
  assert.deepEqual(await cards(), [], 'there is no card before it is paid');

  await press({ url }, 'pay');
  assert.deepEqual(await look({ id }), { id, status: 'complete', amount: rest.amount, expires_at: expiresAt });
  const [card] = await cards();
  assert.deepEqual([card.id, card.initial.amount, card.balance.amount, card.is_paid], [id, 5000, 5000, true]);
  const mail = await nextMail(folder, recipient, /gift card/i);
  const [code] = mail.text.match(/([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}/);
  assert.ok(mail.text.includes('Happy birthday!') && mail.text.includes('Ann Lee'), mail.text);

  const session = await tenant.session(await tenant.activity());
  const held = assertStatus(await api.post(`${tenant.base}/reservations`, { session_id: session.id, spots: 1 }), 201);
  const checkout = assertStatus(await api.post(`${tenant.base}/checkouts`,
    { reservation_id: held.id, customer: good.customer, payment: 'pay_at_venue', gift_card_code: code }, { key: randomUUID() }), 201);
  assert.equal(checkout.status, 'complete');
  assert.deepEqual((await cards()).map(({ balance }) => balance.amount), [2500]);
});

test('without a recipient the card comes to who paid for it', async () => {
  const buyer = `${randomUUID()}@example.com`;
  const customer = { ...good.customer, email: buyer };
  await press(await ordered({ customer, recipient_name: null, recipient_email: null, message: null }), 'pay');
  assert.match((await nextMail(folder, buyer, /gift card/i)).text, /([0-9A-Z]{4}-){3}[0-9A-Z]{4}/);
});

test('a payment that failed makes no card, and one that comes twice makes one', async () => {
  const before = await cards();
  const failed = await ordered({ recipient_email: 'failed@example.com' });
  await press(failed, 'fail');
  assert.equal((await look(failed)).status, 'failed');
  assert.deepEqual(await cards(), before);
  const recipient = `${randomUUID()}@example.com`;
  const twice = await ordered({ recipient_email: recipient });
  await Promise.all([press(twice, 'pay'), press(twice, 'pay')]);
  assert.equal((await cards()).length, before.length + 1);
  await nextMail(folder, recipient, /gift card/i);
  assert.deepEqual(await mailsTo(folder, 'failed@example.com'), []);
});

test('an order with the same key is the same order', async () => {
  const key = randomUUID();
  const first = assertStatus(await order({}, key), 201);
  const again = await order({}, key);
  assert.deepEqual(assertStatus(again, 201), first);
  assert.equal(again.headers.get('idempotency-replayed'), 'true');
  assertProblem(await order({ amount: 6000 }, key), 422, 'idempotency_key_reused');
});

test('an order is seen with a key of its organization only', async () => {
  const mine = await ordered();
  assertProblem(await api.get(`${other.base}/gift-cards/${mine.id}`), 404, 'gift_card_not_found');
  assertProblem(await api.get(`${path}/${randomUUID()}`), 404, 'gift_card_not_found');
  assertProblem(await api.get(`${path}/1`), 404, 'gift_card_not_found');
  assertProblem(await api.get(`/v1/embed/emb_nobody/gift-cards/${mine.id}`), 404, 'embed_not_found');
});

testBadInput(server, 'orders that are refused', tenant,
  ({ key, ...request }) => api.send('POST', path, { key: key === undefined ? randomUUID() : key, ...request }), [
    ...badBodies,
    ['no key', { json: good, key: null }, 400, 'idempotency_key_required'],
    ...missing(good, '/amount'),
    ...invalidValues(good, '/amount', [0, -1, 1.5, '5000', 100_000_000_001, true]),
    ...missing(good, '/customer'),
    ...missing(good, '/customer/email'),
    ...invalidValues(good, '/customer/email', ['ann', 'ann@', 5]),
    ...invalidValues(good, '/recipient_name', ['', 'a'.repeat(201), 'a\nb', 5]),
    ...invalidValues(good, '/recipient_email', ['bob', 'bob@example.com\r\nBcc: eve@example.com', 5]),
    ...invalidValues(good, '/message', ['a'.repeat(501), 5]),
    ...missing(good, '/payment'),
    ...invalidValues(good, '/payment', ['', 'p'.repeat(33), 5]),
    ...invalidValues(good, '/success_url', ['javascript:alert(1)', 'relative', 5]),
    ...invalidValues(good, '/cancel_url', ['javascript:alert(1)', 'relative', 5]),
    ['a payment that there is not', { json: { ...good, payment: 'gold' } }, 422, 'payment_method_unavailable', '/payment'],
    ['payment at the venue', { json: { ...good, payment: 'pay_at_venue' } }, 422, 'payment_method_unavailable', '/payment'],
    ['a member that there is not', { json: { ...good, currency: 'EUR' } }, 422, 'unknown_field', '/currency'],
  ]);
