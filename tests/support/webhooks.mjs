// Endpoints that receive webhooks, and what stands in the log of deliveries.
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import http from 'node:http';
import { after } from 'node:test';
import { eventually } from './program.mjs';

// An HTTP server on loopback that keeps what it is sent. Gives {url, requests, reply, connections()}: `reply` is a
// function (request, response) that tests replace; it says 204 at first. A request is {headers, body, path}.
export async function startReceiver() {
  let connections = 0;
  const receiver = { requests: [], reply: (request, response) => response.writeHead(204).end(), connections: () => connections };
  const server = http.createServer(async (request, response) => {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const kept = { headers: request.headers, body: Buffer.concat(pieces).toString(), path: request.url };
    receiver.requests.push(kept);
    receiver.reply(kept, response);
  });
  server.on('connection', () => { connections += 1; });
  await new Promise((settle) => { server.listen(0, '127.0.0.1', settle); });
  receiver.port = server.address().port;
  receiver.url = `http://127.0.0.1:${receiver.port}/hook`;
  after(() => {
    server.closeAllConnections?.();
    server.close();
  });
  // Waits for so many requests in all, and gives the last one.
  receiver.received = (count) => eventually(`${count} requests at the endpoint`,
    () => receiver.requests.length >= count && receiver.requests[count - 1]);
  return receiver;
}

// What docs/how-to/webhooks.md tells receivers to do.
export function isSignedWith(secret, header, body, toleranceSeconds = 300) {
  const parts = header.split(',').map((part) => part.split('='));
  const time = parts.find(([name]) => name === 't')?.[1];
  if (Math.abs(Date.now() / 1000 - Number(time)) > toleranceSeconds) return false;
  const expected = createHmac('sha256', secret).update(`${time}.${body}`).digest();
  return parts.some(([name, value]) => {
    const given = Buffer.from(value, 'hex');
    return name === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
  });
}

// An endpoint of the tenant with one delivery that has failed, written as the owner of the database; nothing is sent to it.
export async function makeWebhook(tenant, { url = 'https://example.com/hook' } = {}) {
  const { database, organization } = tenant;
  const [endpointId, eventId, deliveryId] = [randomUUID(), randomUUID(), randomUUID()];
  await database.query(
    `insert into webhook_endpoints (organization_id, id, url, event_types, secret_sealed)
     values ($1, $2, $3, '{gift_card.issued}', 'sealed')`,
    [organization.id, endpointId, url]);
  await database.query(
    `insert into webhook_events (organization_id, id, type, occurred_at, document)
     values ($1, $2::uuid, 'ping', now(), app.webhook_event_document($1, $2::uuid, 'ping', now(), '{}'))`, [organization.id, eventId]);
  await database.query(
    `insert into webhook_deliveries (organization_id, id, endpoint_id, event_id, event_type, status)
     values ($1, $2, $3, $4, 'ping', 'failed')`, [organization.id, deliveryId, endpointId, eventId]);
  return { endpointId, eventId, deliveryId };
}
