// Sends so many requests of one kind over 64 connections: node requests.mjs KIND URL COUNT [SESSIONS]. KIND is hold (of one
// seat on random sessions of bench/sql/tenants.sql, each from another visitor) or get. Every reply must be the expected one.
import { Agent, request } from 'node:http';

const [kind, url, count, sessions = '1'] = process.argv.slice(2);
const connections = 64;
const agent = new Agent({ keepAlive: true, maxSockets: connections });
let left = Number(count);

function send(address, { method = 'GET', headers = {}, body, expected }) {
  return new Promise((settle, refuse) => {
    const sent = request(address, { method, agent, headers }, (reply) => {
      reply.resume().once('end', () => (reply.statusCode === expected ? settle() : refuse(new Error(`status ${reply.statusCode}`))));
    });
    sent.once('error', refuse).end(body);
  });
}

function hold(number) {
  const session = 1 + number % Number(sessions);
  const body = JSON.stringify({ session_id: `00000000-0000-7000-8000-${session.toString(16).padStart(12, '0')}`, spots: 1 });
  const address = [10, number >> 16 & 255, number >> 8 & 255, number & 255].join('.');
  return send(`${url}/v1/embed/emb_${'1'.padStart(24, '0')}/reservations`, { method: 'POST', expected: 201, body,
    headers: { 'Content-Type': 'application/json', 'Content-Length': body.length, 'X-Forwarded-For': address } });
}

const offset = Math.floor(Math.random() * 2 ** 23);
async function lane() {
  while (left > 0) {
    left -= 1;
    await (kind === 'hold' ? hold(offset + left) : send(url, { expected: 200 }));
  }
}
await Promise.all(Array.from({ length: connections }, lane));
agent.destroy();
