// Webhooks: endpoints hear of what happens, signed, once more when they fail, and no longer when they fail for long.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { badBodies, changed, invalidValues, missing, testBadInput } from '../support/bad_input.mjs';
import { mailFolder, nextMail } from '../support/mails.mjs';
import { eventually } from '../support/program.mjs';
import { useServer } from '../support/server.mjs';
import { apiKey, makeUser, signIn } from '../support/staff.mjs';
import { day, makeTenant } from '../support/tenant.mjs';
import { isSignedWith, startReceiver } from '../support/webhooks.mjs';

const mails = mailFolder();
const server = await useServer(['--webhook-private-addresses', 'on', ...mails.flags]);
const { test, api, database } = server;

// A tenant of its own for each test, so that nobody hears of what another test does.
async function makeShop() {
  const tenant = await makeTenant(database);
  const as = await signIn(api, await makeUser(tenant, 'admin'));
  const session = await tenant.session(await tenant.activity({ capacity: 100 }));
  const endpoint = async (receiver, more = {}) => assertStatus(
    await api.post('/v1/webhook-endpoints', { url: receiver.url, ...more }, { as }), 201);
  const book = async () => assertStatus(await api.post('/v1/bookings', {
    session_id: session.id, party_size: 1, customer: { first_name: 'Zoë', last_name: '</script>', email: 'zoe@example.com' },
  }, { as }), 201);
  const get = async (path, query) => assertStatus(await api.get(path, { as, query }), 200);
  const deliveries = async (query) => (await get('/v1/webhook-deliveries', query)).data;
  // Waits until the newest delivery is in this state.
  const delivered = (status = 'delivered', query = {}) => eventually(`a delivery that is ${status}`, async () => {
    const [newest] = await deliveries(query);
    return newest?.status === status && newest.attempts > 0 && (status !== 'waiting' || newest.error !== null) && newest;
  });
  const act = (path, json, options) => api.post(`/v1/${path}`, json, { as, ...options });
  const makeDue = (id) => database.query('update webhook_deliveries set next_attempt_at = now() where id = $1', [id]);
  return { tenant, as, endpoint, book, get, deliveries, delivered, act, makeDue };
}

test('an endpoint hears of a booking: signed, with the document of the API', async () => {
  const shop = await makeShop();
  const receiver = await startReceiver();
  const { secret, id, created_at: createdAt, created_by: createdBy, ...rest } = await shop.endpoint(receiver, { description: 'Ledger' });
  assert.match(secret, /^whsec_[A-Za-z0-9_-]{43}$/);
  assert.deepEqual(rest, {
    url: receiver.url, description: 'Ledger', event_types: [], is_active: true, disabled_reason: null, disabled_at: null,
    failing_since: null, previous_secret_until: null, version: 1,
  });
  assert.ok(createdBy !== null && Date.parse(createdAt) > 0);
  const booking = await shop.book();

  const { headers, body } = await receiver.received(1);
  assert.ok(isSignedWith(secret, headers['bookingtms-signature'], body), 'the signature is right');
  assert.ok(!isSignedWith(secret.replace('whsec_', 'whsec-'), headers['bookingtms-signature'], body), 'of nobody else');
  assert.ok(!isSignedWith(secret, headers['bookingtms-signature'], body.replace('Zo', 'Jo')), 'and of nothing else');
  assert.equal(headers['content-type'], 'application/json');
  assert.equal(headers['user-agent'], 'BookingTMS-Webhooks/1');
  assert.equal(headers['bookingtms-attempt'], '1');
  const event = JSON.parse(body);
  assert.equal(event.type, 'booking.confirmed');
  assert.equal(event.organization_id, shop.tenant.organization.id);
  assert.deepEqual(event.data.object, booking);

  const delivery = await shop.delivered();
  assert.equal(delivery.id, headers['bookingtms-delivery']);
  assert.equal(delivery.endpoint_id, id);
  assert.equal(delivery.event_id, event.id);
  assert.deepEqual([delivery.attempts, delivery.reply_status, delivery.error, delivery.next_attempt_at], [1, 204, null, null]);
  const { event: sent, log } = await shop.get(`/v1/webhook-deliveries/${delivery.id}`);
  assert.deepEqual(sent, event);
  assert.deepEqual(log.map(({ number, reply_status: status, reply, error }) => ({ number, status, reply, error })),
    [{ number: 1, status: 204, reply: '', error: null }]);
});

test('an endpoint hears of the types that it asked for, others of all', async () => {
  const shop = await makeShop();
  const [some, all] = [await startReceiver(), await startReceiver()];
  const chosen = await shop.endpoint(some, { event_types: ['booking.cancelled'] });
  await shop.endpoint(all);
  const booking = await shop.book();
  assertStatus(await shop.act(`bookings/${booking.id}/cancel`, {}), 200);
  await all.received(2);
  await some.received(1);
  assert.deepEqual(some.requests.map(({ body }) => JSON.parse(body).type), ['booking.cancelled']);
  assert.deepEqual(all.requests.map(({ body }) => JSON.parse(body).type).sort(), ['booking.cancelled', 'booking.confirmed']);
  assert.equal((await shop.deliveries({ endpoint_id: chosen.id })).length, 1);
  assert.equal((await shop.deliveries({ event_type: 'booking.cancelled' })).length, 2);
  await shop.delivered('delivered', { event_type: 'booking.confirmed' });
});

test('what fails is sent again, the same text, until it is taken', async () => {
  const shop = await makeShop();
  const receiver = await startReceiver();
  const endpoint = await shop.endpoint(receiver);
  receiver.reply = (request, response) => response.writeHead(500).end(Buffer.from('no\0 \xff', 'latin1'));
  await shop.book();
  const failed = await shop.delivered('waiting');
  assert.equal(failed.reply_status, 500);
  assert.ok(Date.parse(failed.next_attempt_at) > Date.now(), 'it waits');
  assert.ok((await shop.get(`/v1/webhook-endpoints/${endpoint.id}`)).failing_since, 'the endpoint fails');
  receiver.reply = (request, response) => response.destroy();
  await shop.makeDue(failed.id);
  await eventually('the second attempt', async () => (await shop.deliveries())[0].error !== failed.error);
  receiver.reply = (request, response) => response.writeHead(200).end('taken');
  await shop.makeDue(failed.id);
  const delivered = await shop.delivered();
  const { log } = await shop.get(`/v1/webhook-deliveries/${failed.id}`);
  assert.deepEqual(log.map(({ reply_status: status, reply }) => [status, reply]), [[500, 'no  \uFFFD'], [null, null], [200, 'taken']]);
  assert.equal(delivered.error, null);
  assert.deepEqual([...new Set(receiver.requests.map(({ body }) => body))].length, 1, 'every attempt has the same body');
  assert.deepEqual(receiver.requests.map(({ headers }) => headers['bookingtms-attempt']), ['1', '2', '3']);
  assert.equal((await shop.get(`/v1/webhook-endpoints/${endpoint.id}`)).failing_since, null, 'the endpoint works');
});

test('redirects are not followed, and replies without end are not read', async () => {
  const shop = await makeShop();
  const [receiver, secret] = [await startReceiver(), await startReceiver()];
  await shop.endpoint(receiver);
  receiver.reply = (request, response) => response.writeHead(307, { Location: secret.url }).end();
  await shop.book();
  const failed = await shop.delivered('waiting');
  assert.deepEqual([failed.reply_status, failed.error], [307, 'The endpoint replied with a redirect, which is not followed.']);
  receiver.reply = (request, response) => response.writeHead(200).end('x'.repeat(100_000));
  await shop.makeDue(failed.id);
  await eventually('the second attempt', async () => /too large/.test((await shop.deliveries())[0].error));
  assert.equal(secret.connections(), 0);
});

test('an endpoint that does not answer keeps no other from its events', async () => {
  const shop = await makeShop();
  const [slow, quick] = [await startReceiver(), await startReceiver()];
  const open = [];
  slow.reply = (request, response) => { open.push(response); };
  await shop.endpoint(slow);
  await shop.endpoint(quick);
  for (let i = 0; i < 6; ++i) await shop.book();
  await quick.received(6);
  await slow.received(2);
  assert.equal(open.length, 2, 'no more than two requests wait for it');
  slow.reply = (request, response) => response.writeHead(204).end();
  for (const response of open) response.writeHead(204).end();
  await slow.received(6);
  assert.equal(new Set(slow.requests.map(({ body }) => body)).size, 6, 'it gets them all once it answers');
});

test('an endpoint that fails for five days is disabled, and its owners are told', async () => {
  const shop = await makeShop();
  const owner = await makeUser(shop.tenant, 'super-admin');
  const receiver = await startReceiver();
  receiver.reply = (request, response) => response.writeHead(503).end();
  const endpoint = await shop.endpoint(receiver);
  await database.query(`update webhook_endpoints set failing_since = now() - interval '5 days 1 minute' where id = $1`, [endpoint.id]);
  await shop.book();
  const failed = await shop.delivered('failed');
  const disabled = await shop.get(`/v1/webhook-endpoints/${endpoint.id}`);
  assert.deepEqual([disabled.is_active, disabled.disabled_reason], [false, 'failing']);
  const mail = await nextMail(mails.folder, owner.email, /webhook/i);
  assert.ok(mail.text.includes(receiver.url), mail.text);
  await shop.book();
  const reply = await shop.act(`webhook-deliveries/${failed.id}/replay`, {});
  assertProblem(reply, 409, 'invalid_transition');

  receiver.reply = (request, response) => response.writeHead(204).end();
  const enabled = assertStatus(await api.patch(`/v1/webhook-endpoints/${endpoint.id}`, { is_active: true },
    { as: shop.as, version: disabled.version }), 200);
  assert.deepEqual([enabled.is_active, enabled.disabled_at, enabled.failing_since], [true, null, null]);
  assert.equal(assertStatus(await shop.act(`webhook-deliveries/${failed.id}/replay`, {}), 200).status, 'waiting');
  await shop.delivered('delivered');
  assert.equal((await shop.deliveries()).length, 1, 'what happened while it was off is not told');
});

test('what was delivered is sent once more on demand', async () => {
  const shop = await makeShop();
  const receiver = await startReceiver();
  await shop.endpoint(receiver);
  await shop.book();
  const { id } = await shop.delivered();
  const key = randomUUID();
  const first = assertStatus(await shop.act(`webhook-deliveries/${id}/replay`, {}, { key }), 200);
  const again = await shop.act(`webhook-deliveries/${id}/replay`, {}, { key });
  assert.deepEqual(assertStatus(again, 200), first);
  assert.equal(again.headers.get('idempotency-replayed'), 'true');
  await receiver.received(2);
  assert.equal(receiver.requests[0].body, receiver.requests[1].body);
  assert.equal((await shop.delivered()).attempts, 2);
});

test('after a rotation both secrets sign until the overlap is over, then the new one alone', async () => {
  const shop = await makeShop();
  const receiver = await startReceiver();
  const old = await shop.endpoint(receiver);
  const key = randomUUID();
  const path = `webhook-endpoints/${old.id}/rotate-secret`;
  const rotated = assertStatus(await shop.act(path, { overlap_seconds: 3600 }, { key }), 200);
  assert.notEqual(rotated.secret, old.secret);
  assert.ok(Math.abs(Date.parse(rotated.previous_secret_until) - Date.now() - 3_600_000) < 60_000);
  assert.deepEqual(assertStatus(await shop.act(path, { overlap_seconds: 3600 }, { key }), 200), { ...rotated, secret: null });
  await shop.book();
  const both = await receiver.received(1);
  for (const { secret } of [old, rotated]) assert.ok(isSignedWith(secret, both.headers['bookingtms-signature'], both.body));
  await database.query('update webhook_endpoints set overlap_until = now() where id = $1', [old.id]);
  await shop.book();
  const one = await receiver.received(2);
  assert.ok(isSignedWith(rotated.secret, one.headers['bookingtms-signature'], one.body));
  assert.ok(!isSignedWith(old.secret, one.headers['bookingtms-signature'], one.body));
});

test('a ping is sent to whoever asks for it', async () => {
  const shop = await makeShop();
  const receiver = await startReceiver();
  const { secret, ...endpoint } = await shop.endpoint(receiver, { event_types: ['gift_card.issued'] });
  const delivery = assertStatus(await shop.act(`webhook-endpoints/${endpoint.id}/test`, {}), 201);
  assert.equal(delivery.event_type, 'ping');
  const { headers, body } = await receiver.received(1);
  assert.ok(isSignedWith(secret, headers['bookingtms-signature'], body));
  assert.deepEqual(JSON.parse(body).data.object, endpoint);
  await shop.delivered();
});

test('an endpoint that was removed hears of nothing, and its log stays', async () => {
  const shop = await makeShop();
  const receiver = await startReceiver();
  const endpoint = await shop.endpoint(receiver);
  await shop.book();
  const before = await shop.delivered();
  assertStatus(await api.delete(`/v1/webhook-endpoints/${endpoint.id}`, { as: shop.as }), 204);
  assertProblem(await api.get(`/v1/webhook-endpoints/${endpoint.id}`, { as: shop.as }), 404, 'webhook_endpoint_not_found');
  assertProblem(await api.delete(`/v1/webhook-endpoints/${endpoint.id}`, { as: shop.as }), 404, 'webhook_endpoint_not_found');
  const witness = await startReceiver();
  await shop.endpoint(witness);
  await shop.book();
  await witness.received(1);
  assert.equal(receiver.requests.length, 1);
  assert.deepEqual(await shop.deliveries({ endpoint_id: endpoint.id }), [before]);
});

test('endpoints and deliveries are listed in parts, and edits need the version that was seen', async () => {
  const shop = await makeShop();
  const receiver = await startReceiver();
  const made = [];
  for (const description of ['First', 'Second', 'Third']) {
    const { secret, ...endpoint } = await shop.endpoint(receiver, { description });
    made.push(endpoint);
  }
  assert.deepEqual((await shop.get('/v1/webhook-endpoints')).data, made);
  assert.deepEqual((await shop.get('/v1/webhook-endpoints', { limit: 1, starting_after: made[0].id })).data, [made[1]]);
  const edit = (change, options = {}) => api.patch(`/v1/webhook-endpoints/${made[0].id}`, change, { as: shop.as, version: 1, ...options });
  const edited = assertStatus(await edit({ description: '', event_types: ['booking.cancelled'], url: `${receiver.url}?v=2` }), 200);
  assert.deepEqual(edited, { ...made[0], description: '', event_types: ['booking.cancelled'], url: `${receiver.url}?v=2`, version: 2 });
  assertProblem(await edit({ description: 'Lost' }), 412, 'precondition_failed');
  assertProblem(await edit({ description: 'Lost' }, { version: undefined }), 428, 'precondition_required');

  await shop.book();
  await receiver.received(2);
  await eventually('both deliveries', async () => (await shop.deliveries({ status: 'delivered' })).length === 2);
  const all = await shop.deliveries();
  assert.deepEqual(await shop.deliveries({ limit: 1 }), [all[0]]);
  assert.deepEqual(await shop.deliveries({ limit: 1, starting_after: all[0].id }), [all[1]]);
  assert.deepEqual(await shop.deliveries({ status: 'failed' }), []);
});

test('an organization has at most twenty endpoints', async () => {
  const shop = await makeShop();
  const receiver = await startReceiver();
  const many = await Promise.all(Array.from({ length: 25 },
    () => api.post('/v1/webhook-endpoints', { url: receiver.url }, { as: shop.as })));
  assert.equal(many.filter(({ status }) => status === 201).length, 20);
  for (const reply of many.filter(({ status }) => status !== 201)) assertProblem(reply, 409, 'webhook_endpoint_limit_reached');
});

test('a secret stands nowhere but in the reply that tells it', async () => {
  const shop = await makeShop();
  const receiver = await startReceiver();
  const since = server.logged();
  const key = randomUUID();
  const send = () => api.post('/v1/webhook-endpoints', { url: receiver.url }, { as: shop.as, key });
  const { secret, ...document } = assertStatus(await send(), 201);
  assert.deepEqual(assertStatus(await send(), 201), { ...document, secret: null });
  await shop.book();
  await shop.delivered();
  const { rows } = await database.query(
    `select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`);
  for (const { table_name: name } of rows) {
    const found = await database.query(`select count(*)::integer as count from ${name} t where strpos(t::text, $1) > 0`, [secret.slice(6)]);
    assert.equal(found.rows[0].count, 0, `${name} has the secret`);
  }
  assert.ok(!server.log(since).join('\n').includes(secret.slice(6)), 'the log has the secret');
});

test('a key that may not see bookings sees deliveries without their events', async () => {
  const shop = await makeShop();
  const receiver = await startReceiver();
  await shop.endpoint(receiver);
  await shop.book();
  const { id } = await shop.delivered();
  const seen = async (...scopes) => assertStatus(
    await api.get(`/v1/webhook-deliveries/${id}`, { as: await apiKey(shop.tenant, scopes) }), 200).event;
  assert.equal(await seen('webhooks:read'), null);
  assert.equal((await seen('webhooks:read', 'bookings:read', 'payments:read', 'gift_cards:read')).type, 'booking.confirmed');
});

const strict = await makeShop();
const good = { url: 'https://example.com/hook', description: 'Ledger', event_types: ['booking.confirmed'] };
testBadInput(server, 'what is wrong with a new endpoint is told, and none is made', strict.tenant,
  (request) => api.send('POST', '/v1/webhook-endpoints', { as: strict.as, ...request }), [
    ...badBodies,
    ...missing(good, '/url'),
    ...invalidValues(good, '/url', [5, '', ' ', 'example.com', 'ftp://example.com', 'https://', 'https://user:pass@example.com/',
      'https://example.com/#part', 'https://example.com:0/', 'https://exa mple.com/', 'https://bücher.example/',
      `https://example.com/${'x'.repeat(2000)}`]),
    ...invalidValues(good, '/description', [5, 'x'.repeat(501), 'line\nend']),
    ...invalidValues(good, '/event_types', [5, 'booking.confirmed', Array(51).fill('booking.confirmed')]),
    ...[5, null, '', 'booking.made', 'ping', '*'].map((type) => [`/event_types/0 is ${type}`,
      { json: { ...good, event_types: [type] } }, 422, 'invalid_field', '/event_types/0']),
    ['the second type is wrong', { json: { ...good, event_types: ['booking.confirmed', 'x'] } }, 422, 'invalid_field', '/event_types/1'],
    ['a member that there is not', { json: { ...good, secret: 'mine' } }, 422, 'unknown_field', '/secret'],
  ]);

const kept = await strict.endpoint({ url: good.url });
const keptPath = `/v1/webhook-endpoints/${kept.id}`;
testBadInput(server, 'what is wrong with an edit is told, and nothing changes', strict.tenant,
  (request) => api.send('PATCH', keptPath, { as: strict.as, version: 1, ...request }), [
    ...badBodies,
    ...invalidValues(good, '/url', [5, '', 'javascript:alert(1)', 'https://example.com/#part']),
    ...invalidValues({ ...good, is_active: true }, '/is_active', [5, 'yes', {}]),
    ['a type that there is not', { json: { event_types: ['x'] } }, 422, 'invalid_field', '/event_types/0'],
    ['a member that there is not', { json: { id: kept.id } }, 422, 'unknown_field', '/id'],
  ]);
testBadInput(server, 'what is wrong with a rotation is told', strict.tenant,
  (request) => api.send('POST', `${keptPath}/rotate-secret`, { as: strict.as, ...request }), [
    ...badBodies,
    ...missing({ overlap_seconds: 1 }, '/overlap_seconds'),
    ...invalidValues({ overlap_seconds: 1 }, '/overlap_seconds', [-1, 604_801, 1.5, '60']),
    ['a member that there is not', { json: changed({ overlap_seconds: 1 }, '/secret', 'mine') }, 422, 'unknown_field', '/secret'],
  ]);
testBadInput(server, 'what is wrong with a question for deliveries is told', strict.tenant,
  ({ query }) => api.get('/v1/webhook-deliveries', { as: strict.as, query }), [
    ['an endpoint that is no id', { query: { endpoint_id: 'x' } }, 422, 'invalid_field', 'endpoint_id'],
    ['a state that there is not', { query: { status: 'lost' } }, 422, 'invalid_field', 'status'],
    ['a type that is too long', { query: { event_type: 'x'.repeat(65) } }, 422, 'invalid_field', 'event_type'],
    ['a filter that there is not', { query: { type: 'ping' } }, 422, 'unknown_field', 'type'],
    ['a limit beyond the limit', { query: { limit: 101 } }, 422, 'invalid_field', 'limit'],
  ]);
