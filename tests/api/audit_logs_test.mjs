// The audit trail: what staff do is on record, who may read it, and that nobody can change what it says.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { eventually, run } from '../support/program.mjs';
import { useServer } from '../support/server.mjs';
import { apiKey, makeKey, makeUser, signIn } from '../support/staff.mjs';
import { makeTenant } from '../support/tenant.mjs';

const server = await useServer(['--audit-seal-interval-ms', '100']);
const { test, api, database } = server;
const path = '/v1/audit-logs';

const north = await makeTenant(database);
const south = await makeTenant(database);
const admin = await makeUser(north, 'admin');
const token = await signIn(api, admin);
const entries = async (query, as = token) => assertStatus(await api.get(path, { as, query }), 200).data;

test('a change is on record with who made it, from where, in which request, and what it was before', async () => {
  const venue = `/v1/venues/${north.venue.id}`;
  const headers = { 'User-Agent': 'Test of the trail', 'Request-Id': 'trail-1' };
  assertStatus(await api.patch(venue, { name: 'Renamed' }, { as: token, version: 1, visitor: '192.0.2.9', headers }), 200);
  const [entry] = await entries({ resource_type: 'venues', resource_id: north.venue.id, action: 'update' });
  assert.deepEqual({ ...entry, id: null, created_at: null }, {
    id: null, created_at: null, actor_type: 'user', user_id: admin.id, api_key_id: null, action: 'update',
    resource_type: 'venues', resource_id: north.venue.id, old_values: { name: 'Venue', version: 1 },
    new_values: { name: 'Renamed', version: 2 }, ip_address: '192.0.2.9', user_agent: 'Test of the trail', request_id: 'trail-1',
  });
});

test('every kind of staff action leaves its entry', async (t) => {
  const activity = await north.activity();
  const session = await north.session(activity);
  const customer = { first_name: 'Ann', last_name: 'Lee', email: `ann-${randomUUID()}@example.com` };
  const send = (method, target, json, more = {}) => api.send(method, target,
    { json, as: token, key: method === 'POST' ? randomUUID() : null, headers: { 'Request-Id': `act-${randomUUID()}` }, ...more });
  const booking = assertStatus(await send('POST', '/v1/bookings', { session_id: session.id, party_size: 2, customer }), 201);
  const actions = [
    ['POST', '/v1/venues', { name: 'New', slug: `new-${randomUUID().slice(0, 8)}`, time_zone: 'UTC' }, {}, 'venues', 'insert'],
    ['POST', '/v1/embeds', { name: 'New' }, {}, 'embed_configs', 'insert'],
    ['POST', `/v1/sessions/${session.id}/close`, {}, {}, 'activity_sessions', 'update'],
    ['POST', `/v1/sessions/${session.id}/open`, {}, {}, 'activity_sessions', 'update'],
    ['PATCH', `/v1/bookings/${booking.id}`, { notes: 'Birthday' }, { version: booking.version }, 'bookings', 'update'],
    ['POST', `/v1/bookings/${booking.id}/cancel`, {}, {}, 'bookings', 'update'],
    ['PATCH', `/v1/customers/${booking.customer_id}`, { first_name: 'Anna' }, { version: 1 }, 'customers', 'update'],
  ];
  for (const [method, target, json, more, resource, action] of actions) {
    await t.test(`${method} ${target}`, async () => {
      const reply = await send(method, target, json, more);
      assert.ok(reply.status < 300, JSON.stringify(reply.body));
      const { rows } = await database.query(
        `select user_id, ip_address from audit_logs where organization_id = $1 and request_id = $2 and resource_type = $3 and action = $4`,
        [north.organization.id, reply.headers.get('request-id'), resource, action]);
      assert.ok(rows.length >= 1, 'an entry');
      for (const row of rows) assert.equal(row.user_id, admin.id);
      for (const row of rows) assert.ok(row.ip_address);
    });
  }
});

test('secrets and personal data of customers are not in the trail', async () => {
  const { rows } = await database.query(
    'select coalesce(old_values, $1)::text || coalesce(new_values, $1)::text as text from audit_logs', ['{}']);
  for (const { text } of rows) assert.doesNotMatch(text, /argon2id|@example\.com.*first_name|"Ann"|"Birthday"/);
  const { key } = await makeKey(north, []);
  const secret = key.split('_').at(-1);
  assert.ok((await entries({ resource_type: 'api_key_secrets' })).every((entry) => !JSON.stringify(entry).includes(secret)));
});

test('a hold of a visitor is on record as a visitor\'s', async () => {
  const session = await north.session(await north.activity());
  const held = assertStatus(await api.post(`${north.base}/reservations`, { session_id: session.id, spots: 1 }), 201);
  const [entry] = await entries({ resource_id: held.id });
  assert.deepEqual([entry.actor_type, entry.action, entry.resource_type], ['visitor', 'insert', 'slot_reservations']);
});

test('filters and pages show each entry once, newest first', async () => {
  const all = [];
  let page = { data: [], has_more: true };
  while (page.has_more) {
    const query = { limit: '3', to: '2999-01-01T00:00:00Z', ...(all.length > 0 ? { starting_after: all.at(-1).id } : {}) };
    page = assertStatus(await api.get(path, { as: token, query }), 200);
    all.push(...page.data);
  }
  assert.ok(all.length > 10);
  assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
  assert.deepEqual(all.map(({ created_at: at }) => at), all.map(({ created_at: at }) => at).sort().reverse());
  const { rows: [{ count }] } = await database.query(
    'select count(*)::integer from audit_logs where organization_id = $1', [north.organization.id]);
  assert.ok(all.length <= count && all.length >= count - 2);
  for (const [name, value] of [['user_id', admin.id], ['resource_type', 'venues'], ['action', 'insert']]) {
    const found = await entries({ [name]: value, limit: '100' });
    assert.ok(found.length > 0, name);
    for (const entry of found) assert.equal(entry[name], value);
  }
  assert.deepEqual(await entries({ to: '2000-01-01T00:00:00Z' }), []);
});

test('the trail of another organization is not shown, and staff without the permission see none', async () => {
  const stranger = await signIn(api, await makeUser(south, 'super-admin'));
  const seen = await entries({ limit: '100' }, stranger);
  assert.ok(seen.length > 0);
  assert.ok(seen.every((entry) => !JSON.stringify(entry).includes(north.venue.id)));
  assert.deepEqual(await entries({ resource_id: north.venue.id }, stranger), []);
  for (const role of ['staff', 'manager']) {
    assertProblem(await api.get(path, { as: await signIn(api, await makeUser(north, role)) }), 403, 'permission_denied');
  }
  assertStatus(await api.get(path, { as: await apiKey(north, ['audit_logs:read']) }), 200);
});

test('bad questions are refused by name', async (t) => {
  for (const [query, code, param] of [
    [{ user_id: 'x' }, 'invalid_field', 'user_id'], [{ api_key_id: '1' }, 'invalid_field', 'api_key_id'],
    [{ resource_id: 'x' }, 'invalid_field', 'resource_id'], [{ from: 'yesterday' }, 'invalid_field', 'from'],
    [{ to: '2026-13-01T00:00:00Z' }, 'invalid_field', 'to'], [{ starting_after: 'x' }, 'invalid_field', 'starting_after'],
    [{ starting_after: '1-' }, 'invalid_field', 'starting_after'],
    [{ starting_after: `${'9'.repeat(19)}-1` }, 'invalid_field', 'starting_after'],
    [{ limit: '0' }, 'invalid_field', 'limit'], [{ limit: '101' }, 'invalid_field', 'limit'], [{ limit: 'many' }, 'invalid_field', 'limit'],
    [{ resource_type: 'x'.repeat(101) }, 'invalid_field', 'resource_type'],
    [{ organization_id: south.organization.id }, 'unknown_field', 'organization_id'],
  ]) {
    await t.test(JSON.stringify(query).slice(0, 60), async () => {
      assertProblem(await api.get(path, { as: token, query }), 422, code, param);
    });
  }
  assertProblem(await api.get(`${path}/export`, { as: token, query: { format: 'xml' } }), 422, 'invalid_field', 'format');
});

test('the trail is exported whole as JSON Lines and as CSV that no spreadsheet takes for formulas', async () => {
  const renamed = await makeTenant(database);
  const owner = await signIn(api, await makeUser(renamed, 'admin'));
  assertStatus(await api.post('/v1/venues', { name: '=1+1', slug: 'formula', time_zone: 'UTC' },
    { as: owner, key: randomUUID(), headers: { 'User-Agent': '=cmd()' } }), 201);
  const lines = assertStatus(await api.get(`${path}/export`, { as: owner }), 200).trimEnd().split('\n').map((line) => JSON.parse(line));
  const listed = assertStatus(await api.get(path, { as: owner, query: { limit: '100' } }), 200).data;
  assert.ok(lines.length > 3);
  const known = new Set(listed.map(({ id }) => id));
  assert.ok(lines.every(({ id }) => known.has(id)));
  const csv = assertStatus(await api.get(`${path}/export`, { as: owner, query: { format: 'csv' } }), 200);
  assert.equal(csv.split('\r\n')[0], 'id,created_at,actor_type,user_id,api_key_id,action,resource_type,resource_id,'
    + 'old_values,new_values,ip_address,user_agent,request_id');
  assert.match(csv, /"'=cmd\(\)"/);
  assert.equal(listed.filter(({ action }) => action === 'audit.exported').length >= 1, true);
});

const verify = (...organization) =>
  run(['audit', 'verify', ...organization, '--data-dir', server.dataDir, '--log-level', 'error']);

// Everything that is written now has its seal.
const settled = () => eventually('the seal of every entry', async () => {
  const { rows: [{ open }] } = await database.query(`select count(*)::integer as open from audit_logs l
    where l.id > (select r.until_id from audit_rounds r order by number desc limit 1)`);
  return open === 0;
});

const trail = ['audit_logs', 'audit_seals', 'audit_rounds'];

// What somebody could do who owns the database: triggers off, a change, triggers on.
async function tamper(sql, parameters = undefined) {
  const client = await database.connect();
  try {
    await client.query('begin');
    const alter = (...changes) => client.query(changes.flatMap((change) =>
      ['audit_logs', 'audit_seals', 'audit_rounds'].map((table) => `alter table ${table} ${change}`)).join(';'));
    await alter('disable trigger user', 'no force row level security');
    const result = await client.query(sql, parameters);
    await alter('force row level security', 'enable trigger user');
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

test('verify finds entries, seals and rounds that were edited, removed or put in; each undone it passes', async (t) => {
  await settled();
  const clean = verify();
  assert.equal(clean.code, 0, clean.stdout + clean.stderr);
  assert.match(clean.stdout, /Nobody changed the audit trail/);
  const { rows: [entry] } = await database.query(`select * from audit_logs where organization_id = $1 and resource_type = 'venues'
    and action = 'update' limit 1`, [north.organization.id]);
  const where = 'organization_id = $1 and created_at = $2 and id = $3';
  const which = [entry.organization_id, entry.created_at, entry.id];
  await t.test('edited', async () => {
    await tamper(`update audit_logs set user_id = gen_random_uuid() where id = $1`, [entry.id]);
    const found = verify();
    assert.equal(found.code, 1, found.stdout);
    assert.match(found.stdout, /An entry of organization .* was changed/);
    for (const name of [north.organization.slug, north.organization.id.toUpperCase()]) {
      const own = verify(name);
      assert.equal(own.code, 1, own.stdout);
      assert.match(own.stdout, /An entry of organization .* was changed/);
    }
    const others = verify(south.organization.slug);
    assert.equal(others.code, 0, others.stdout);
    assert.match(others.stdout, new RegExp(`Nobody changed the audit trail of ${south.organization.slug}`));
    await tamper(`update audit_logs set user_id = $2 where id = $1`, [entry.id, entry.user_id]);
    assert.equal(verify().code, 0);
  });
  await t.test('removed', async () => {
    await tamper('create table public.bookingtms_kept as select * from audit_logs where id = ' + entry.id);
    await tamper('delete from audit_logs where id = $1', [entry.id]);
    const found = verify();
    assert.equal(found.code, 1);
    assert.match(found.stdout, /entries of organization .* were sealed, .* are there/);
    await tamper('insert into audit_logs overriding system value select * from public.bookingtms_kept');
    await tamper('drop table public.bookingtms_kept');
    assert.equal(verify().code, 0, verify().stdout);
  });
  await t.test('put in', async () => {
    await tamper(`insert into audit_logs (organization_id, id, created_at, actor_type, action, resource_type) overriding system value
      select organization_id, -1, created_at, 'system', 'invented', 'bookings' from audit_logs where id = $1`, [entry.id]);
    assert.match(verify().stdout, /were sealed|never sealed/);
    await tamper(`delete from audit_logs where action = 'invented'`);
    assert.equal(verify().code, 0);
  });
  await t.test('a seal that was changed', async () => {
    const { rows: [seal] } = await database.query(
      'select * from audit_seals where organization_id = $1 order by sequence limit 1', [north.organization.id]);
    const count = (change) => tamper(`update audit_seals set entries = entries ${change} where organization_id = $1 and sequence = $2`,
      [seal.organization_id, seal.sequence]);
    await count('+ 1');
    assert.match(verify().stdout, /is not ours, or was changed/);
    assert.match(verify(north.organization.slug).stdout, /is not ours, or was changed/);
    assert.equal(verify(south.organization.slug).code, 0);
    await count('- 1');
    assert.equal(verify().code, 0);
  });
  await t.test('the last seals of an organization', async () => {
    const own = `organization_id = '${north.organization.id}'`;
    const last = `${own} and sequence = (select max(sequence) from audit_seals where ${own})`;
    await tamper(`create table public.bookingtms_kept as select * from audit_seals where ${last}`);
    await tamper(`delete from audit_seals where ${last}`);
    assert.match(verify(north.organization.slug).stdout, /a seal in it was changed or removed/);
    await tamper('insert into audit_seals select * from public.bookingtms_kept');
    await tamper('drop table public.bookingtms_kept');
    assert.equal(verify(north.organization.slug).code, 0);
  });
  await t.test('a round that was removed', async () => {
    await tamper('create table public.bookingtms_kept as select * from audit_rounds where number = 1');
    await tamper('delete from audit_rounds where number = 1');
    assert.match(verify().stdout, /Round 1 is gone/);
    await tamper('insert into audit_rounds select * from public.bookingtms_kept');
    await tamper('drop table public.bookingtms_kept');
    assert.equal(verify().code, 0);
  });
});

test('verify knows the organization by slug or id, and says where there is none', () => {
  for (const name of ['nobody', '00000000-0000-7000-8000-00000000ffff']) {
    const found = verify(name);
    assert.equal(found.code, 1);
    assert.match(found.stderr, /organization/);
    assert.equal(found.stdout, '');
  }
});

test('retention drops whole months that are over, and verify still passes', async () => {
  await settled();
  const month = '2020-01-01';
  // In one transaction: a round in between would drop the empty month.
  await tamper(`select app.make_audit_partition('${month}');
    insert into audit_logs (organization_id, created_at, actor_type, action, resource_type)
    values ('${north.organization.id}', '2020-01-15', 'system', 'old', 'bookings')`);
  await eventually('the end of the old month', async () => {
    const { rows } = await database.query(`select to_regclass('public.audit_logs_2020_01') as there`);
    return rows[0].there === null;
  });
  const { rows } = await database.query('select dropped_months::text[] as months from audit_rounds where cardinality(dropped_months) > 0');
  assert.deepEqual(rows, [{ months: [month] }]);
  await settled();
  const after = verify();
  assert.equal(after.code, 0, after.stdout);
  assert.match(after.stdout, /1 entries were dropped by retention/);
});

test('where an entry cannot be written nothing is changed', async () => {
  const session = await north.session(await north.activity());
  await database.query(`alter table audit_logs add constraint nothing_more
    check (action <> 'insert' or resource_type <> 'slot_reservations') not valid`);
  try {
    assertProblem(await api.post(`${north.base}/reservations`, { session_id: session.id, spots: 1 }), 500, 'internal');
    assert.equal((await north.sessionNow(session)).capacity_remaining, session.capacity_remaining);
  } finally {
    await database.query('alter table audit_logs drop constraint nothing_more');
  }
  assertStatus(await api.post(`${north.base}/reservations`, { session_id: session.id, spots: 1 }), 201);
});

test('nobody changes the trail by SQL: not the engine, not the owner, not who is signed in', async () => {
  for (const role of ['bookingtms_engine', 'authenticated', 'anon']) {
    for (const sql of ['update audit_logs set action = null', 'delete from audit_logs', 'truncate audit_logs']) {
      await assert.rejects(database.query(`do $$ begin set local role ${role}; ${sql}; end $$`), { code: '42501' }, `${role}: ${sql}`);
    }
  }
  for (const sql of ['truncate audit_logs', 'truncate audit_seals', 'truncate audit_rounds', 'delete from audit_seals']) {
    await assert.rejects(database.query(sql), { code: '42501' }, sql);
  }
});

// The last test: what was put in is sealed, so verify says so for good.
test('verify finds an entry that is dated back', async () => {
  await database.query("select app.make_audit_partition((now() at time zone 'UTC' - interval '1 month')::date)");
  await tamper(`insert into audit_logs (organization_id, created_at, actor_type, action, resource_type)
    values ($1, now() - interval '1 month', 'system', 'invented', 'bookings')`, [north.organization.id]);
  await settled();
  const found = verify();
  assert.equal(found.code, 1, found.stdout);
  assert.match(found.stdout, /is dated before the round that came before it/);
});
