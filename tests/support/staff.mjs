// People and programs of a tenant, made by SQL as the owner of the database.
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { assertStatus } from './assertions.mjs';

// Every permission that an API key may have.
export async function keyScopes(database) {
  const { rows } = await database.query('select permission from app.permission_matrix() where api_key');
  return rows.map(({ permission }) => permission);
}

// A new API key of the tenant with these scopes; `columns` of api_keys to differ from. Gives its text, as the
// `as` of a request, and what identifies it.
export async function makeKey(tenant, scopes, columns = {}) {
  const publicId = randomBytes(8).toString('hex');
  const prefix = `btms_${columns.environment ?? 'live'}_${publicId}`;
  const key = `${prefix}_${randomBytes(32).toString('base64url')}`;
  const row = {
    organization_id: tenant.organization.id, id: randomUUID(), name: 'Test', environment: 'live', key_prefix: prefix,
    scopes, ...columns,
  };
  const names = Object.keys(row);
  await tenant.database.query(
    `insert into api_keys (${names}) values (${names.map((_, i) => `$${i + 1}`)})`, Object.values(row));
  await tenant.database.query(
    'insert into api_key_secrets (public_id, organization_id, api_key_id, key_hash) values ($1, $2, $3, $4)',
    [publicId, row.organization_id, row.id, createHash('sha256').update(key).digest('hex')]);
  return { key, id: row.id, publicId };
}

// The text of a new API key with these scopes.
export async function apiKey(tenant, scopes) {
  return (await makeKey(tenant, scopes)).key;
}

// The password of every user that tests make, and its argon2id hash.
export const password = 'correct horse battery staple';
const passwordHash = '$argon2id$v=19$m=19456,t=2,p=1$JKLZUzbTvIAV2dkIipVRkg$FJ+nlRKVnuyN07Mv0r6RmcpKKpSubmbcO5mYd0tFSfU';

// A user of the tenant who has joined; `columns` of users to differ from. Gives {id, email, role}.
export async function makeUser(tenant, role, columns = {}) {
  const user = {
    organization_id: tenant.organization.id, id: randomUUID(), email: `${role}-${randomUUID()}@example.com`,
    full_name: `The ${role}`, role, joined_at: new Date(), ...columns,
  };
  const names = Object.keys(user);
  await tenant.database.query(
    `insert into users (${names}) values (${names.map((_, i) => `$${i + 1}`)})`, Object.values(user));
  await tenant.database.query('insert into user_emails (email, organization_id, user_id) values ($1, $2, $3)',
    [user.email, user.organization_id, user.id]);
  await tenant.database.query(
    'insert into user_credentials (organization_id, user_id, password_hash) values ($1, $2, $3)',
    [user.organization_id, user.id, passwordHash]);
  return user;
}

// A platform admin, who belongs to the platform's own organization.
export function makePlatformAdmin(database) {
  return makeUser({ database, organization: { id: '00000000-0000-7000-8000-000000000001' } }, 'platform-admin');
}

// Signs the user in through the API. Gives the access token, as the `as` of a request.
export async function signIn(api, user) {
  const reply = await api.post('/v1/auth/login', { email: user.email, password });
  return assertStatus(reply, 200).access_token;
}
