// For bench/load/cache_flow.sh: visitors who see what is offered and look at the free times of two fortnights; one of
// SHARE takes a hold, books it and looks at the times again. Prints the hit rate of each kind of remembered reply.
import { randomUUID } from 'node:crypto';

const [embed, metrics, share] = process.argv.slice(2);
const visitors = 2000;
const atOnce = 50;

const day = (count) => new Date(Date.now() + count * 86_400_000).toISOString().slice(0, 10);

// hit and miss of each kind, up to now.
async function reads() {
  const text = await (await fetch(metrics)).text();
  const counts = {};
  for (const [, labels, value] of text.matchAll(/^cache_reads_total\{([^}]*)\} (\S+)$/gm)) {
    const kind = labels.match(/kind="(\w+)"/)[1];
    const result = labels.match(/result="(\w+)"/)[1];
    (counts[kind] ??= { hit: 0, miss: 0 })[result] = Number(value);
  }
  return counts;
}

async function get(path) {
  const reply = await fetch(embed + path);
  if (reply.status !== 200) throw new Error(`GET ${path}: ${reply.status} ${await reply.text()}`);
  return reply.json();
}

const post = (path, address, body) => fetch(embed + path, { method: 'POST', headers: {
  'Content-Type': 'application/json', 'Idempotency-Key': randomUUID(), 'X-Forwarded-For': address },
body: JSON.stringify(body) });

let booked = 0;
async function visit(number) {
  const { activities } = await get('');
  const activity = activities[number % activities.length];
  const times = (from, to) => get(`/availability?activity_id=${activity.id}&from=${day(from)}&to=${day(to)}`);
  const { data } = await times(0, 13);
  await times(14, 27);
  const free = data.filter(({ capacity_remaining: seats }) => seats >= activity.min_party);
  if (number % share !== 0 || free.length === 0) return;
  const address = `10.2.${(number >> 8) & 255}.${number & 255}`;
  const hold = await post('/reservations', address,
    { session_id: free[number % free.length].id, spots: activity.min_party });
  if (hold.status === 409) return;
  if (hold.status !== 201) throw new Error(`a hold was answered with ${hold.status}: ${await hold.text()}`);
  const checkout = await post('/checkouts', address, { reservation_id: (await hold.json()).id, payment: 'pay_at_venue',
    customer: { first_name: 'Ann', last_name: 'Visitor', email: `visitor-${number}@example.com` } });
  if (checkout.status !== 201) throw new Error(`a checkout was answered with ${checkout.status}: ${await checkout.text()}`);
  booked += 1;
  await times(0, 13);
}

const before = await reads();
let next = 0;
await Promise.all(Array.from({ length: atOnce }, async () => {
  while (next < visitors) await visit(next++);
}));
const after = await reads();
let hits = 0;
let all = 0;
for (const [kind, { hit, miss }] of Object.entries(after)) {
  const [newHits, newMisses] = [hit - (before[kind]?.hit ?? 0), miss - (before[kind]?.miss ?? 0)];
  if (newHits + newMisses === 0) continue;
  hits += newHits;
  all += newHits + newMisses;
  console.log(`hits of ${kind}\t${(newHits / (newHits + newMisses) * 100).toFixed(1)}\t%`);
}
console.log(`hits of all\t${(hits / all * 100).toFixed(1)}\t%`);
console.log(`bookings\t${booked}\trows`);
