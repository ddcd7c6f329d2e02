// A server of its own for a run, with a tenant that has enough to sell, what is seen in it meanwhile, and its ledger.
import { readFileSync, readdirSync } from 'node:fs';
import pg from '../tests/node_modules/pg/lib/index.js';
import { assertLedger } from '../tests/support/ledger.mjs';
import { startServer } from '../tests/support/server.mjs';
import { makeUser, password } from '../tests/support/staff.mjs';
import { hour, makeTenant } from '../tests/support/tenant.mjs';

const activitiesCount = 10;
const sessionsEach = 40;  // within the fourteen days that a visitor looks at
const seatsEach = 1000;   // the most that the product allows
const fewSeats = 50;      // of the first of each activity, so that some sell out
const bookingsBefore = 200;

async function fillTenant(tenant) {
  for (let i = 0; i < activitiesCount; i += 1) {
    const activity = await tenant.activity({ capacity: seatsEach, max_party: 10 });
    for (let j = 0; j < sessionsEach; j += 1) {
      const start = new Date(Math.floor(Date.now() / hour) * hour + (24 + 7 * j) * hour);
      await tenant.session(activity, { start, capacity_total: j < 4 ? fewSeats : seatsEach });
    }
  }
}

// What staff see: bookings that visitors have made.
async function sell(url, tenant) {
  const { rows } = await tenant.database.query(
    'select id from activity_sessions where organization_id = $1 and capacity_total = $2', [tenant.organization.id, seatsEach]);
  const post = async (name, i, body) => {
    const headers = { 'Content-Type': 'application/json', 'X-Forwarded-For': `10.0.0.${i}`, 'Idempotency-Key': `load-before-${name}-${i}` };
    const reply = await fetch(`${url}${tenant.base}/${name}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (reply.status !== 201) throw new Error(`${name} was answered with ${reply.status}: ${await reply.text()}`);
    return reply.json();
  };
  for (let i = 0; i < bookingsBefore; i += 1) {
    const hold = await post('reservations', i, { session_id: rows[i % rows.length].id, spots: 2 });
    const customer = { first_name: 'Load', last_name: 'Customer', email: `before-${i}@example.com` };
    await post('checkouts', i, { reservation_id: hold.id, customer, payment: 'pay_at_venue' });
  }
}

// Resident memory and open files of a process, as Linux tells them.
function usageOf(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return {
    server_memory_mb: Math.round(Number(/^VmRSS:\s*(\d+)/m.exec(status)[1]) / 1024),
    server_open_files: readdirSync(`/proc/${pid}/fd`).length,
  };
}

// Gives {variables, sample(row), findings(result), stop()}: `findings` is what goes into the result, with `passed`.
export async function startLoadServer({ flow, flags }) {
  const server = await startServer(flags);
  const database = new pg.Pool({ connectionString: server.dev.database_url, max: 2 });
  const stop = async () => {
    await database.end();
    await server.stop();
  };
  const timeline = [];
  const sample = async (row) => {
    const { rows: [{ connections }] } = await database.query(
      `select count(*)::int as connections from pg_stat_activity where backend_type = 'client backend'`);
    timeline.push({ at: new Date().toISOString(), ...row, ...usageOf(server.process), database_connections: connections });
  };
  try {
    const tenant = await makeTenant(database);
    await fillTenant(tenant);
    const user = await makeUser(tenant, 'super-admin');
    if (flow === 'dashboard-load') await sell(server.url, tenant);
    const bookings = async () => (await database.query(
      'select count(*)::int as count from bookings where organization_id = $1', [tenant.organization.id])).rows[0].count;
    const before = await bookings();

    const findings = async ({ metrics, passed }) => {
      const problems = [];
      const made = await bookings() - before;
      const told = metrics.bookings_made?.count ?? 0;
      // One whose answer got lost is in the database too, and is counted as an error of the flow.
      if (made < told) problems.push(`${told} bookings were confirmed, but ${made} are in the database.`);
      await assertLedger(database).catch((error) => problems.push(error.message));
      return { passed: passed && problems.length === 0, problems, bookings_in_database: made, flags, timeline };
    };
    const variables = { BASE_URL: server.url, EMBED_KEY: tenant.embedKey, EMAIL: user.email, PASSWORD: password };
    return { variables, sample, findings, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
