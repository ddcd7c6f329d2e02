// POST, GET and DELETE /v1/embed/{embed_key}/reservations, and extend
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { newVisitor } from '../support/api.mjs';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { badBodies, changed, invalidValues, missing, testBadInput } from '../support/bad_input.mjs';
import { assertLedger, assertNothingChanges } from '../support/ledger.mjs';
import { useServer } from '../support/server.mjs';
import { day, hour, makeTenant, minute } from '../support/tenant.mjs';

const extensionsMax = 3;
const holdsPerVisitorMax = 4;
const spotsPerHoldMax = 12;
const server = await useServer(['--hold-extensions-max', `${extensionsMax}`,
  '--holds-per-visitor-max', `${holdsPerVisitorMax}`, '--spots-per-hold-max', `${spotsPerHoldMax}`]);
const { test } = server;
const tenant = await makeTenant(server.database);
const other = await makeTenant(server.database);
const activity = await tenant.activity({ capacity: 10, max_party: 8 });

const hold = (session, spots, more = {}, options = {}) => server.api.post(
  `${tenant.base}/reservations`, { session_id: session.id, spots, ...more }, options);
const at = (id, owner = tenant) => `${owner.base}/reservations/${id}`;
const seats = async (session) => {
  const { capacity_remaining: remaining, version } = await tenant.sessionNow(session);
  return { remaining, version };
};
const checkOut = (id) => server.api.post(`${tenant.base}/checkouts`, {
  reservation_id: id, customer: { first_name: 'Ann', last_name: 'Lee', email: 'ann@example.com' },
  payment: 'pay_at_venue' }, { key: randomUUID() });

async function held(spots = 2) {
  const session = await tenant.session(activity);
  return { session, reservation: assertStatus(await hold(session, spots), 201) };
}

test('a hold takes seats for ten minutes', async () => {
  const session = await tenant.session(activity);
  const earliest = Date.now();
  const reservation = assertStatus(await hold(session, 3, { customer_email: 'Ann@Example.com' }), 201);
  const { id, expires_at: expiresAt, ...others } = reservation;
  assert.deepEqual(others, { session_id: session.id, spots: 3, party_size: 3, status: 'held',
    capacity_remaining: 7, version: 2 });
  const lives = Date.parse(expiresAt) - earliest;
  assert.ok(lives > 9 * minute && lives < 11 * minute, `lives ${lives} ms`);
  assert.deepEqual(await seats(session), { remaining: 7, version: 2 });
  assert.deepEqual(assertStatus(await server.api.get(at(id)), 200), reservation);
  const { rows } = await server.database.query('select customer_email from slot_reservations where id = $1', [id]);
  assert.deepEqual(rows, [{ customer_email: 'ann@example.com' }]);
});

test('a private session is held as a whole, whatever the party', async () => {
  const room = await tenant.activity({ mode: 'private', capacity: 6, min_party: 2 });
  const session = await tenant.session(room);
  const reservation = assertStatus(await hold(session, 2), 201);
  assert.deepEqual([reservation.spots, reservation.party_size, reservation.capacity_remaining], [6, 2, 0]);
  const problem = assertProblem(await hold(session, 2), 409, 'insufficient_capacity');
  assert.equal(problem.capacity_remaining, 0);
});

test('what is more than the seats that are left is refused with their number', async () => {
  const session = await tenant.session(activity);
  assertStatus(await hold(session, 8), 201);
  const problem = assertProblem(await hold(session, 3), 409, 'insufficient_capacity');
  assert.deepEqual([problem.capacity_remaining, problem.version], [2, 2]);
  assertStatus(await hold(session, 2), 201);
  assert.deepEqual(await seats(session), { remaining: 0, version: 3 });
});

test('expected_version holds only what has not changed', async () => {
  const session = await tenant.session(activity);
  const first = assertStatus(await hold(session, 1, { expected_version: 1 }), 201);
  const problem = assertProblem(await hold(session, 1, { expected_version: 1 }), 409, 'version_mismatch');
  assert.deepEqual([problem.capacity_remaining, problem.version], [9, first.version]);
  assertStatus(await hold(session, 1, { expected_version: first.version }), 201);
  assertStatus(await hold(session, 1, { expected_version: null }), 201);
});

test('a party that does not fit is refused with the limits of the activity', async () => {
  const group = await tenant.activity({ capacity: 10, min_party: 3, max_party: 6 });
  const session = await tenant.session(group);
  for (const spots of [1, 2, 7, 11, 1000]) {
    const problem = assertProblem(await hold(session, spots), 422, 'invalid_spots', '/spots');
    assert.deepEqual([problem.min_party, problem.max_party], [3, 6]);
  }
  const hall = await tenant.activity({ capacity: 50 });
  const large = await tenant.session(hall);
  assertProblem(await hold(large, spotsPerHoldMax + 1), 422, 'invalid_spots', '/spots');
  assertStatus(await hold(large, spotsPerHoldMax), 201);
  const shrunk = await tenant.session(hall, { capacity_total: 4 });
  assertProblem(await hold(shrunk, 5), 422, 'invalid_spots', '/spots');
  assertStatus(await hold(shrunk, 4), 201);
});

test('sessions that are not on sale are closed', async () => {
  const strict = await tenant.activity({ booking_cutoff_minutes: 60, booking_window_days: 5 });
  const inactive = await tenant.activity({ is_active: false });
  const start = (milliseconds) => ({ start: new Date(Date.now() + milliseconds) });
  const sessions = {
    closed: await tenant.session(activity, { ...start(day), is_closed: true, close_reason: 'closed_by_hand' }),
    blocked: await tenant.session(activity, { ...start(2 * day), is_closed: true, close_reason: 'blocked' }),
    past: await tenant.session(activity, start(-2 * hour)),
    'past its cutoff': await tenant.session(strict, start(59 * minute)),
    'outside the booking window': await tenant.session(strict, start(7 * day)),
    'of an activity that is switched off': await tenant.session(inactive, start(day)),
  };
  for (const [what, session] of Object.entries(sessions)) {
    const reply = await assertNothingChanges(server.database, tenant.organization.id, () => hold(session, 1));
    const problem = assertProblem(reply, 409, 'session_closed');
    assert.deepEqual([problem.capacity_remaining, problem.version], [session.capacity_total, 1], what);
  }
});

test('the first of several faults is the one reported', async () => {
  const session = await tenant.session(activity, { is_closed: true, close_reason: 'closed_by_hand' });
  const everything = { expected_version: 99 };
  const start = (days) => ({ start: new Date(Date.now() + days * day) });
  assertProblem(await server.api.post('/v1/embed/emb_x/reservations', { session_id: randomUUID(), spots: 999 }),
    404, 'embed_not_found');
  assertProblem(await hold({ id: randomUUID() }, 999, everything), 404, 'session_not_found');
  assertProblem(await hold(session, 999, everything), 422, 'invalid_spots', '/spots');
  assertProblem(await hold(session, 1, everything), 409, 'session_closed');
  const full = await tenant.session(activity, { ...start(3), capacity_total: 1 });
  assertStatus(await hold(full, 1), 201);
  const visitor = newVisitor();
  for (let i = 0; i < holdsPerVisitorMax; i += 1) {
    const free = await tenant.session(activity, start(4 + i));
    assertStatus(await hold(free, 1, {}, { visitor }), 201);
  }
  assertProblem(await hold(full, 1, everything, { visitor }), 409, 'version_mismatch');
  assertProblem(await hold(full, 1, {}, { visitor }), 429, 'too_many_holds');
  assertProblem(await hold(full, 1), 409, 'insufficient_capacity');
});

test('sessions of others are not found', async () => {
  const foreign = await other.session(await other.activity());
  for (const id of [foreign.id, activity.id, tenant.venue.id, tenant.organization.id, randomUUID()]) {
    const reply = await assertNothingChanges(server.database, other.organization.id, () => hold({ id }, 1));
    assertProblem(reply, 404, 'session_not_found');
  }
});

test('a released hold gives its seats back once', async () => {
  const { session, reservation } = await held(4);
  const released = assertStatus(await server.api.delete(at(reservation.id)), 200);
  assert.deepEqual([released.status, released.capacity_remaining, released.version], ['released', 10, 3]);
  assert.deepEqual(await seats(session), { remaining: 10, version: 3 });
  const again = await assertNothingChanges(server.database, tenant.organization.id,
    () => server.api.delete(at(reservation.id)));
  assert.deepEqual(assertStatus(again, 200), released);
  assertProblem(await server.api.post(`${at(reservation.id)}/extend`, {}), 410, 'reservation_released');
  assertProblem(await checkOut(reservation.id), 410, 'reservation_released');
});

test('an expired hold is expired at once, and its seats come back once', async () => {
  const { session, reservation } = await held(4);
  await tenant.lapse(reservation.id);
  assert.equal(assertStatus(await server.api.get(at(reservation.id)), 200).status, 'expired');
  assertProblem(await server.api.post(`${at(reservation.id)}/extend`, {}), 410, 'reservation_expired');
  assertProblem(await checkOut(reservation.id), 410, 'reservation_expired');
  // Whoever asks for the seats gets them, also before the job has come by.
  const next = assertStatus(await hold(session, 8), 201);
  assert.equal(next.capacity_remaining, 2);
  assertStatus(await server.api.delete(at(reservation.id)), 200);
  await tenant.settle();
  assert.equal((await seats(session)).remaining, 2);
  await assertLedger(server.database);
});

test('a hold can be extended a limited number of times', async () => {
  const { session, reservation } = await held();
  let last = reservation;
  for (let i = 0; i < extensionsMax; i += 1) {
    // Without a body, with an empty one, and with an empty object.
    const options = [{}, { json: {} }, { body: '', type: 'application/json' }][i % 3];
    const extended = assertStatus(await server.api.send('POST', `${at(reservation.id)}/extend`, options), 200);
    assert.ok(extended.expires_at > last.expires_at, `${extended.expires_at} > ${last.expires_at}`);
    assert.deepEqual({ ...extended, expires_at: '' }, { ...last, expires_at: '' });
    last = extended;
  }
  const refused = await assertNothingChanges(server.database, tenant.organization.id,
    () => server.api.post(`${at(reservation.id)}/extend`, {}));
  assertProblem(refused, 409, 'extension_limit_reached');
  assert.deepEqual(await seats(session), { remaining: 8, version: 2 });
});

test('a hold that became a booking stays one', async () => {
  const { session, reservation } = await held(3);
  assertStatus(await checkOut(reservation.id), 201);
  assert.equal(assertStatus(await server.api.get(at(reservation.id)), 200).status, 'converted');
  await assertNothingChanges(server.database, tenant.organization.id, async () => {
    assertProblem(await server.api.delete(at(reservation.id)), 409, 'reservation_already_used');
    assertProblem(await server.api.post(`${at(reservation.id)}/extend`, {}), 409, 'reservation_already_used');
  });
  assert.equal((await seats(session)).remaining, 7);
});

test('holds of others, and ids that are none, are not found', async () => {
  const { reservation } = await held();
  const ids = [[reservation.id, other], [randomUUID(), tenant], [activity.id, tenant], ['x', tenant],
    [reservation.id.replaceAll('-', ''), tenant], [`${reservation.id}0`, tenant], ['%27', tenant]];
  await assertNothingChanges(server.database, tenant.organization.id, async () => {
    for (const [id, owner] of ids) {
      assertProblem(await server.api.get(at(id, owner)), 404, 'reservation_not_found');
      assertProblem(await server.api.delete(at(id, owner)), 404, 'reservation_not_found');
      assertProblem(await server.api.post(`${at(id, owner)}/extend`, {}), 404, 'reservation_not_found');
    }
    const nobody = { base: `/v1/embed/emb_${'0'.repeat(24)}` };
    assertProblem(await server.api.get(at(reservation.id, nobody)), 404, 'embed_not_found');
    assertProblem(await server.api.delete(at(reservation.id, nobody)), 404, 'embed_not_found');
    assertProblem(await server.api.post(`${at(reservation.id, nobody)}/extend`, {}), 404, 'embed_not_found');
  });
});

test('one visitor has a limited number of open holds', async () => {
  const wide = await tenant.activity({ capacity: 100 });
  const session = await tenant.session(wide);
  const visitor = newVisitor();
  const reservations = [];
  for (let i = 0; i < holdsPerVisitorMax; i += 1) {
    reservations.push(assertStatus(await hold(session, 1, {}, { visitor }), 201));
  }
  const refused = await assertNothingChanges(server.database, tenant.organization.id,
    () => hold(session, 1, {}, { visitor }));
  assertProblem(refused, 429, 'too_many_holds');
  assertStatus(await hold(session, 1), 201);  // somebody else

  assertStatus(await server.api.delete(at(reservations[0].id)), 200);
  assertStatus(await hold(session, 1, {}, { visitor }), 201);
  await tenant.lapse(reservations[1].id);
  assertStatus(await hold(session, 1, {}, { visitor }), 201);
  assertStatus(await checkOut(reservations[2].id), 201);
  assertStatus(await hold(session, 1, {}, { visitor }), 201);
  assertProblem(await hold(session, 1, {}, { visitor }), 429, 'too_many_holds');
  await tenant.settle();
});

// What the proxy in front of us added last is true; what stands before it the client may have made up.
const oneVisitor = {
  'addresses that a visitor makes up': (i) => `203.0.113.${i}, 10.255.0.1`,
  'addresses of one IPv6 network': (i) => `2001:db8:1:2:${i}::${i}`,
};
for (const [what, address] of Object.entries(oneVisitor)) {
  test(`${what} do not get past the limit`, async () => {
    const session = await tenant.session(await tenant.activity({ capacity: 100 }));
    for (let i = 0; i < holdsPerVisitorMax; i += 1) {
      assertStatus(await hold(session, 1, {}, { visitor: address(i) }), 201);
    }
    assertProblem(await hold(session, 1, {}, { visitor: address(99) }), 429, 'too_many_holds');
  });
}

test('a crowd from one address does not get past the limit', async () => {
  const session = await tenant.session(await tenant.activity({ capacity: 100 }));
  const visitor = newVisitor();
  const replies = await Promise.all(Array.from({ length: 40 }, () => hold(session, 1, {}, { visitor })));
  assert.equal(replies.filter((reply) => reply.status === 201).length, holdsPerVisitorMax);
  for (const reply of replies.filter(({ status }) => status !== 201)) assertProblem(reply, 429, 'too_many_holds');
  assert.equal((await seats(session)).remaining, 100 - holdsPerVisitorMax);
});

const good = () => ({ session_id: randomUUID(), spots: 2, expected_version: 1, customer_email: 'ann@example.com' });
const wrongIds = ['', 'x', 5, true, [], {}, randomUUID().replaceAll('-', ''), ` ${randomUUID()}`, `${randomUUID()}0`];
testBadInput(server, 'reservations that are refused', tenant,
  (request) => server.api.send('POST', `${tenant.base}/reservations`, request), [
    ...badBodies,
    ['no body', { type: 'application/json' }, 400, 'malformed_json'],
    ...missing(good(), '/session_id'),
    ...missing(good(), '/spots'),
    ...invalidValues(good(), '/session_id', wrongIds),
    ...invalidValues(good(), '/spots', [1e300, 2.5, '2', '', true, [2], {}]),
    ...[0, -1, -5, 1001, 2 ** 31, -(2 ** 31), 2 ** 53].map((spots) =>
      [`${spots} spots`, { json: changed(good(), '/spots', spots) }, 422, 'invalid_spots', '/spots']),
    ...invalidValues(good(), '/expected_version', [-1, 1.5, '1', true, [], 2 ** 31, 1e300]),
    ...invalidValues(good(), '/customer_email', ['', 'x', 'a@b', '@b.de', 'a@', 'a b@c.de', 'a@b.de\n,c@d.de',
      'a@@b.de', `${'a'.repeat(250)}@b.de`, 5, true, [], {}]),
    ['an unknown member', { json: { ...good(), price: 1 } }, 422, 'unknown_field', '/price'],
    ['an organization of the client\'s choice', { json: { ...good(), organization_id: randomUUID() } },
      422, 'unknown_field', '/organization_id'],
    ['an end of the client\'s choice', { json: { ...good(), expires_at: '2099-01-01T00:00:00Z' } },
      422, 'unknown_field', '/expires_at'],
    ['an unknown member with an awkward name', { json: { ...good(), 'a/b~c': 1 } }, 422, 'unknown_field', '/a~1b~0c'],
    ['two faults: the first member counts', { json: { ...good(), session_id: 'x', spots: 0 } },
      422, 'invalid_field', '/session_id'],
    ['a faulty and an unknown member', { json: { ...changed(good(), '/spots', '2'), price: 1 } },
      422, 'invalid_field', '/spots'],
    ['a session that does not exist', { json: good() }, 404, 'session_not_found'],
  ]);

const { reservation: subject } = await held();
testBadInput(server, 'extensions that are refused', tenant,
  (request) => server.api.send('POST', `${at(subject.id)}/extend`, request), [
    ...badBodies,
    ['a number of minutes', { json: { minutes: 60 } }, 422, 'unknown_field', '/minutes'],
    ['an end of the client\'s choice', { json: { expires_at: '2099-01-01T00:00:00Z' } },
      422, 'unknown_field', '/expires_at'],
  ]);
