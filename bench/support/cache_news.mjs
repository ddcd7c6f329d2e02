// For bench/load/cache.sh: how long after the reply to a hold a second node of the same database still shows the old
// seats, and how often replies come from memory while people look around and one in twenty takes a hold.
import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

const [binary, url, databaseUrl, path] = process.argv.slice(2);
const rounds = 200;
const lookers = 2000;

const port = 20000 + (process.pid % 20000);
const second = `http://127.0.0.1:${port}`;
const node = spawn(binary, ['serve', '--port', `${port}`, '--database-url', databaseUrl, '--log-level', 'warn',
  '--rate-limits', 'off', '--secret-key', randomBytes(32).toString('base64')], { stdio: 'inherit' });
process.once('exit', () => node.kill('SIGKILL'));
for (let tries = 0; tries < 400; tries += 1) {
  if (await fetch(`${second}/ready`).then(({ status }) => status === 200, () => false)) break;
  await pause(25);
}

const embed = path.slice(0, path.indexOf('/availability'));
let visitors = 0;
const visitor = () => { visitors += 1; return `10.1.${(visitors >> 8) & 255}.${visitors & 255}`; };
async function look(base) {
  const reply = await fetch(`${base}${path}`);
  return { hit: reply.headers.get('x-cache') === 'HIT', sessions: (await reply.json()).data };
}
async function hold(session) {
  const reply = await fetch(`${url}${embed}/reservations`, { method: 'POST', headers: {
    'Content-Type': 'application/json', 'Idempotency-Key': randomUUID(), 'X-Forwarded-For': visitor() },
  body: JSON.stringify({ session_id: session.id, spots: 2 }) });
  if (reply.status !== 201) throw new Error(`a hold was answered with ${reply.status}: ${await reply.text()}`);
  return (await reply.json()).id;
}
const release = (id) => fetch(`${url}${embed}/reservations/${id}`, { method: 'DELETE' }).then((reply) => reply.text());

const { sessions } = await look(second);
const session = sessions.find(({ capacity_remaining: seats, capacity_total: total }) => seats === total);
const seen = (list) => list.find(({ id }) => id === session.id).capacity_remaining;
const times = [];
for (let round = 0; round < rounds; round += 1) {
  while (!(await look(second)).hit || seen((await look(second)).sessions) !== session.capacity_total) await pause(5);
  const id = await hold(session);
  const began = performance.now();
  while (seen((await look(second)).sessions) === session.capacity_total) { /* ask again at once */ }
  times.push(performance.now() - began);
  await release(id);
}
times.sort((a, b) => a - b);

let hits = 0;
for (let looker = 0; looker < lookers; looker += 1) {
  if ((await look(looker % 2 ? url : second)).hit) hits += 1;
  if (looker % 20 === 0) await release(await hold(session));
}

console.log(`a hold is seen at another node: P50\t${times[Math.floor(rounds / 2)].toFixed(1)}\tms`);
console.log(`a hold is seen at another node: P99\t${times[Math.floor(rounds * 0.99)].toFixed(1)}\tms`);
console.log(`replies from memory, one hold and release in 20 looks\t${(hits / lookers * 100).toFixed(1)}\t%`);
node.kill('SIGTERM');
