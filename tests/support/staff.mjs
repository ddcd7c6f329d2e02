// People and programs of a tenant, made by SQL as the owner of the database.
import { createHash, randomBytes, randomUUID } from 'node:crypto';

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
