// The server that one writes in an afternoon: Node's http module and pg with a pool, one transaction for each hold. It
// serves the same two requests on the same tables as the product, and leaves out what costs the product time: row-level
// security, limits, idempotency, the audit trail, events. Prints its address. DATABASE_URL says where.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 16, options: '-c role=bookingtms_engine' });
const holdPath = /^\/v1\/embed\/(emb_[0-9a-f]{24})\/reservations$/;
const availabilityPath = /^\/v1\/embed\/(emb_[0-9a-f]{24})\/availability$/;

async function readJson(request) {
  let text = '';
  for await (const piece of request) text += piece;
  return JSON.parse(text);
}

async function hold(embedKey, { session_id: sessionId, spots }) {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const { rows: [session] } = await client.query({
      name: 'lock',
      text: `select s.organization_id, s.capacity_remaining, s.version from embed_keys k
             join activity_sessions s on s.organization_id = k.organization_id
             where k.embed_key = $1 and s.id = $2 and not s.is_closed for update of s`,
      values: [embedKey, sessionId] });
    if (!session || session.capacity_remaining < spots) {
      await client.query('rollback');
      return [session ? 409 : 404, { code: session ? 'insufficient_capacity' : 'session_not_found' }];
    }
    const { rows: [held] } = await client.query({
      name: 'hold',
      text: `insert into slot_reservations (organization_id, id, session_id, spots_reserved, party_size, visitor, expires_at)
             values ($1, $2, $3, $4, $4, 'peer', now() + interval '10 minutes') returning id, expires_at`,
      values: [session.organization_id, randomUUID(), sessionId, spots] });
    await client.query({
      name: 'take',
      text: `update activity_sessions set capacity_remaining = capacity_remaining - $3, version = version + 1
             where organization_id = $1 and id = $2`,
      values: [session.organization_id, sessionId, spots] });
    await client.query('commit');
    return [201, { id: held.id, session_id: sessionId, spots, party_size: spots, status: 'held', expires_at: held.expires_at,
      capacity_remaining: session.capacity_remaining - spots, version: session.version + 1 }];
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

async function availability(embedKey, query) {
  const { rows } = await pool.query({
    name: 'availability',
    text: `select s.id, s.activity_id, s.start_time, s.end_time, s.capacity_total, s.capacity_remaining, s.version, s.price_minor,
                  s.currency, v.time_zone
           from embed_keys k
           join activity_sessions s on s.organization_id = k.organization_id
           join venues v on v.organization_id = s.organization_id and v.id = s.venue_id
           where k.embed_key = $1 and s.activity_id = $2 and not s.is_closed and s.start_time > now()
             and s.start_time >= $3::date::timestamp at time zone v.time_zone
             and s.start_time < ($4::date + 1)::timestamp at time zone v.time_zone
           order by s.start_time`,
    values: [embedKey, query.get('activity_id'), query.get('from'), query.get('to')] });
  return [200, { data: rows.map(({ price_minor: amount, currency, ...session }) => ({ ...session,
    price: { amount: Number(amount), currency } })) }];
}

async function answer(request) {
  const url = new URL(request.url, 'http://localhost');
  const toHold = request.method === 'POST' && holdPath.exec(url.pathname);
  if (toHold) return hold(toHold[1], await readJson(request));
  const toRead = request.method === 'GET' && availabilityPath.exec(url.pathname);
  return toRead ? availability(toRead[1], url.searchParams) : [404, { code: 'not_found' }];
}

const server = createServer(async (request, response) => {
  const [status, body] = await answer(request).catch((error) => [500, { code: 'internal', detail: error.message }]);
  const text = JSON.stringify(body);
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }).end(text);
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
