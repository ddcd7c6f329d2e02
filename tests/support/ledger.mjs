// What must be true of the database whatever happened.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { root } from './contract.mjs';

const folder = new URL('sql/checks/', root);
const checks = readdirSync(folder).filter((name) => name.endsWith('.sql')).sort()
  .map((name) => ({ name, sql: readFileSync(new URL(name, folder), 'utf8') }));

// Every check under sql/checks gives no rows: no seat sold twice, none lost.
export async function assertLedger(database) {
  assert.ok(checks.length > 0, 'sql/checks has no checks');
  for (const { name, sql } of checks) {
    const { rows } = await database.query(sql);
    assert.deepEqual(rows, [], `sql/checks/${name} found rows`);
  }
}

const tenantTables = ['venues', 'activities', 'activity_sessions', 'slot_reservations', 'customers', 'bookings',
  'checkouts', 'embed_configs', 'embed_keys', 'webhook_endpoints', 'idempotency_keys', 'outbox', 'ticket_types',
  'price_rules', 'tax_rates', 'organization_pricing', 'promo_codes', 'promo_code_activities', 'promo_code_uses', 'gift_cards',
  'gift_card_uses'];

// All rows of an organization, as one value to compare: table -> rows in a fixed order.
export async function contentOf(database, organizationId) {
  const content = {};
  for (const table of tenantTables) {
    const { rows } = await database.query(
      `select t::text as row from ${table} t where organization_id = $1 order by 1`, [organizationId]);
    content[table] = rows.map(({ row }) => row);
  }
  return content;
}

// Runs `action` and asserts that the organization's rows are afterwards what they were before.
export async function assertNothingChanges(database, organizationId, action) {
  const earlier = await contentOf(database, organizationId);
  const result = await action();
  assert.deepEqual(await contentOf(database, organizationId), earlier, 'the organization\'s rows changed');
  return result;
}
