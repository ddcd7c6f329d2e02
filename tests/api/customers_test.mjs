// /v1/customers: who books, and what privacy law lets them ask for.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { badBodies, invalidValues, testBadInput } from '../support/bad_input.mjs';
import { assertLedger } from '../support/ledger.mjs';
import { useServer } from '../support/server.mjs';
import { apiKey, keyScopes, makeUser, signIn } from '../support/staff.mjs';
import { makeTenant, minute } from '../support/tenant.mjs';

const server = await useServer();
const { test, api, database } = server;
const tenant = await makeTenant(database);
const other = await makeTenant(database);
const activity = await tenant.activity({ capacity: 100 });
const as = await apiKey(tenant, await keyScopes(database));
const otherKey = await apiKey(other, await keyScopes(database));
const admin = await signIn(api, await makeUser(tenant, 'admin'));

// A booking for a new customer, who starts at `start`. Gives the booking.
async function booked(customer = {}, columns = {}) {
  const session = await tenant.session(activity, columns);
  const contact = { first_name: 'Ann', last_name: 'Lee', email: `ann-${randomUUID()}@example.com`, phone: '+44 1', ...customer };
  return assertStatus(await api.post('/v1/bookings', { session_id: session.id, party_size: 2, customer: contact }, { as }), 201);
}
const running = () => ({ start: new Date(Date.now() - Math.random() * 20 * minute - minute) });
const pathOf = (booking) => `/v1/customers/${booking.customer_id}`;
const read = async (booking) => assertStatus(await api.get(pathOf(booking), { as }), 200);
const erase = (booking, options = {}) => api.post(`${pathOf(booking)}/erase`, undefined, { as: admin, ...options });

test('a customer is read with their bookings', async () => {
  const first = await booked({ first_name: 'Zoë' });
  const second = await booked({ email: first.contact.email, first_name: 'Mallory' });
  assertStatus(await api.post(`/v1/bookings/${first.id}/cancel`, undefined, { as }), 200);
  const { created_at: createdAt, ...customer } = await read(first);
  assert.deepEqual(customer, { id: first.customer_id, first_name: 'Zoë', last_name: 'Lee', email: first.contact.email,
    phone: '+44 1', notes: '', version: 1, booking_count: 1, last_booking: { id: second.id,
      booking_number: second.booking_number, status: 'confirmed', start_time: second.start_time } });
  assert.ok(Date.parse(createdAt) <= Date.now());
});

test('customers are found by the beginning of what is known of them', async () => {
  const mark = randomUUID().slice(0, 8);
  const one = await booked({ first_name: `Zoë${mark}`, last_name: `Ö${mark}`, phone: `+1 (555) 77${Date.now()}` });
  const find = async (q) => assertStatus(await api.get('/v1/customers', { as, query: { q } }), 200).data.map(({ id }) => id);
  for (const q of [`zoë${mark}`, `ZOË${mark}`, `ö${mark}`, one.contact.email.toUpperCase(), one.contact.email.slice(0, 20),
    one.contact.phone, one.contact.phone.replace(/\D/g, '')]) {
    assert.deepEqual(await find(q), [one.customer_id], q);
  }
  for (const q of ['%%', '__', `%${mark}`, mark, "' or true --", '\\\\']) assert.deepEqual(await find(q), [], q);
  assert.deepEqual(assertStatus(await api.get('/v1/customers', { as: otherKey }), 200),
    { object: 'list', data: [], has_more: false });
});

test('a walk over pages meets every customer once', async () => {
  const own = await makeTenant(database);
  await database.query(
    `insert into customers (organization_id, id, email, first_name, last_name)
     select $1, gen_random_uuid(), 'person' || n || '@example.com', 'P', 'N' from generate_series(1, 53) n`, [own.organization.id]);
  const ownAs = await apiKey(own, ['customers:read']);
  const seen = [];
  for (let page; page?.has_more !== false;) {
    const query = { limit: 10, ...(page && { starting_after: page.data.at(-1).id }) };
    page = assertStatus(await api.get('/v1/customers', { as: ownAs, query }), 200);
    seen.push(...page.data.map(({ id }) => id));
  }
  assert.deepEqual(seen, [...new Set(seen)].sort().reverse());
  assert.equal(seen.length, 53);
});

test('an edit needs the version that was seen, and changes what is given', async () => {
  const [booking, neighbour] = [await booked(), await booked()];
  const path = pathOf(booking);
  assertProblem(await api.patch(path, { notes: 'x' }, { as }), 428, 'precondition_required');
  const reply = await api.patch(path, { last_name: 'Ōe', phone: '', notes: 'Vegan' }, { as, version: 1 });
  const { created_at: createdAt, ...edited } = assertStatus(reply, 200);
  assert.deepEqual([edited.first_name, edited.last_name, edited.phone, edited.notes, edited.version],
    ['Ann', 'Ōe', undefined, 'Vegan', 2]);
  assert.equal(reply.headers.get('etag'), '"2"');
  assert.equal(assertProblem(await api.patch(path, { notes: 'y' }, { as, version: 1 }), 412, 'precondition_failed').version, 2);
  assertProblem(await api.patch(path, { email: neighbour.contact.email }, { as, version: 2 }), 409, 'already_exists', '/email');
  const email = `New.${randomUUID()}@Example.com`;
  assert.equal(assertStatus(await api.patch(path, { email }, { as, version: 2 }), 200).email, email.toLowerCase());
  const { rows: [{ contact }] } = await database.query('select contact from bookings where id = $1', [booking.id]);
  assert.deepEqual(contact, booking.contact, 'the booking keeps what was typed for it');
});

test('an export has everything, and is on record', async () => {
  const booking = await booked();
  const reply = await api.get(`${pathOf(booking)}/export`, { as, headers: { 'User-Agent': 'export test' } });
  const everything = assertStatus(reply, 200);
  assert.deepEqual(everything.bookings, [booking]);
  assert.equal(everything.customer.email, booking.contact.email);
  assert.deepEqual(everything.reservations.map(({ customer_email: email, status }) => [email, status]),
    [[booking.contact.email, 'converted']]);
  assert.deepEqual(everything.checkouts, []);
  const { rows } = await database.query(
    `select user_agent, request_id from audit_logs where action = 'customer.exported' and resource_id = $1`, [booking.customer_id]);
  assert.deepEqual(rows, [{ user_agent: 'export test', request_id: reply.headers.get('request-id') }]);
});

test('erasing takes the person out and leaves the books', async () => {
  const booking = await booked({ first_name: 'Xanthippe' }, running());
  assertProblem(await erase(booking), 409, 'invalid_transition');
  assertProblem(await erase(booking, { as }), 403, 'permission_denied');
  assertStatus(await api.post(`/v1/bookings/${booking.id}/complete`, undefined, { as }), 200);
  const key = randomUUID();
  const erased = assertStatus(await erase(booking, { key }), 200);
  assert.deepEqual([erased.first_name, erased.last_name, erased.email, erased.phone],
    ['Erased', 'Customer', `erased-${booking.customer_id}@erased.invalid`, undefined]);
  const replayed = await erase(booking, { key });
  assert.deepEqual(assertStatus(replayed, 200), erased);
  assert.equal(replayed.headers.get('idempotency-replayed'), 'true');
  assert.deepEqual(assertStatus(await erase(booking), 200), erased, 'erasing once more changes nothing');
  const after = assertStatus(await api.get(`/v1/bookings/${booking.id}`, { as }), 200);
  assert.deepEqual([after.total, after.spots, after.start_time, after.contact.first_name],
    [booking.total, booking.spots, booking.start_time, 'Erased']);
  for (const table of ['customers', 'bookings', 'slot_reservations', 'outbox']) {
    const { rows } = await database.query(
      `select 1 from ${table} t where organization_id = $1 and (t::text ilike '%xanthippe%' or t::text like $2)`,
      [tenant.organization.id, `%${booking.contact.email}%`]);
    assert.deepEqual(rows, [], `nothing of the person is left in ${table}`);
  }
  assertProblem(await api.patch(pathOf(booking), { notes: 'x' }, { as, version: erased.version }), 409, 'invalid_transition');
});

test('keys do what their scopes say and reach no other organization', async () => {
  const booking = await booked();
  const path = pathOf(booking);
  const [readOnly, writeOnly] = [await apiKey(tenant, ['customers:read']), await apiKey(tenant, ['customers:write'])];
  for (const url of ['/v1/customers', path, `${path}/export`]) {
    assertProblem(await api.get(url, { as: writeOnly }), 403, 'permission_denied');
    assertProblem(await api.get(url), 401, 'unauthenticated');
    if (url !== '/v1/customers') assertProblem(await api.get(url, { as: otherKey }), 404, 'customer_not_found');
  }
  assertProblem(await api.patch(path, { notes: 'x' }, { as: readOnly, version: 1 }), 403, 'permission_denied');
  assertProblem(await api.patch(path, { notes: 'x' }, { as: otherKey, version: 1 }), 404, 'customer_not_found');
  const stranger = await signIn(api, await makeUser(other, 'admin'));
  assertProblem(await erase(booking, { as: stranger }), 404, 'customer_not_found');
  assertProblem(await erase(booking, { as: undefined }), 401, 'unauthenticated');
  assert.equal((await read(booking)).version, 1);
});

const target = await booked();
const good = { first_name: 'Ann', last_name: 'Lee', email: 'ann@example.com', phone: '+44 1', notes: 'x' };
testBadInput(server, 'PATCH /v1/customers/{id} refuses bad input', tenant,
  ({ id = target.customer_id, ...request }) => api.send('PATCH', `/v1/customers/${id}`, { as, version: 1, ...request }), [
    ...badBodies,
    ...invalidValues(good, '/first_name', ['', '  ', 'x'.repeat(101), 7]),
    ...invalidValues(good, '/last_name', ['', 'a\u0007', []]),
    ...invalidValues(good, '/email', ['', 'ann', 'a@b@example.com', 7]),
    ...invalidValues(good, '/phone', ['x'.repeat(33), 7]),
    ...invalidValues(good, '/notes', ['x'.repeat(2001), {}]),
    ...['organization_id', 'erased_at', 'version', 'id'].map((name) =>
      [`the member ${name}`, { json: { ...good, [name]: 'x' } }, 422, 'unknown_field', `/${name}`]),
    ['no id', { id: 'x', json: good }, 404, 'customer_not_found'],
    ['no customer of ours', { id: randomUUID(), json: good }, 404, 'customer_not_found'],
  ]);
testBadInput(server, 'the other operations refuse bad input', tenant, ({ method = 'GET', path, ...request }) =>
  api.send(method, `/v1/customers${path}`, { as: admin, ...request }), [
  ...Object.entries({ q: ['x', '  ', 'x'.repeat(101)], limit: ['0', '101'], starting_after: ['x'] }).flatMap(([name, values]) =>
    values.map((value) => [`${name}=${value.slice(0, 20)}`, { path: '', query: { [name]: value } }, 422, 'invalid_field', name])),
  ['an unknown filter', { path: '', query: { email: 'x' } }, 422, 'unknown_field', 'email'],
  ['reading no id', { path: '/x' }, 404, 'customer_not_found'],
  ['exporting nobody', { path: `/${randomUUID()}/export` }, 404, 'customer_not_found'],
  ['erasing nobody', { method: 'POST', path: `/${randomUUID()}/erase` }, 404, 'customer_not_found'],
  ['erasing with members', { method: 'POST', path: `/${target.customer_id}/erase`, json: { force: true } }, 422, 'unknown_field', '/force'],
]);

test('afterwards the ledger holds', () => assertLedger(database));
