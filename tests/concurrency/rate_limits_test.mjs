// Several nodes with one Redis admit together what one node alone would; without Redis each admits as much.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { newVisitor } from '../support/api.mjs';
import { eventually } from '../support/program.mjs';
import { startRedis } from '../support/redis.mjs';
import { startServer } from '../support/server.mjs';

const limit = 20;
const redis = await startRedis({ after });
const flags = ['--rate-limit-visitor', `${limit}`, '--threads', '2'];
const nodes = [];
after(async () => { for (const node of nodes) await node.stop(); });

async function twoNodes(more) {
  const started = [await startServer([...flags, ...more]), await startServer([...flags, ...more])];
  nodes.push(...started);
  return started;
}

const together = await twoNodes(['--redis-url', redis.url]);
const apart = await twoNodes([]);

const atOnce = 4;  // to each node

// How many of `each` requests to every node are admitted, sent from one address, and how many more than the limit may be
// because of the time it took. Few at once: an answer of Redis that takes 50 ms is none.
async function admitted(urls, each, visitor = newVisitor()) {
  const begin = Date.now();
  const statuses = [];
  const ask = async (url) => {
    for (let i = 0; i < each / atOnce; i += 1) {
      const reply = await fetch(new URL('/openapi.json', url), { method: 'HEAD', headers: { 'X-Forwarded-For': visitor } });
      statuses.push(reply.status);
    }
  };
  await Promise.all(urls.flatMap(({ url }) => Array.from({ length: atOnce }, () => ask(url))));
  assert.deepEqual(statuses.filter((status) => status !== 200 && status !== 429), [], 'only admitted or refused');
  const count = statuses.filter((status) => status === 200).length;
  return { count, back: Math.ceil((Date.now() - begin) * limit / 60000) };
}

function assertCount({ count, back }, expected) {
  assert.ok(count >= expected && count <= expected + back, `${count} were admitted, not ${expected} (and ${back} by time)`);
}

// Whether the nodes share their books, each with both threads: new addresses show it.
async function share() {
  for (let round = 0; round < 3; round += 1) {
    const { count, back } = await admitted(together, limit);
    if (count > limit + back) return false;
  }
  return true;
}

test('two nodes with one Redis admit the limit once, and without it each node admits it', async () => {
  await eventually('both nodes share their books', share);
  // An answer of Redis that comes too late on a busy machine may let one request more through.
  const rounds = [];
  for (let round = 0; round < 5; round += 1) rounds.push(await admitted(together, 60));
  for (const { count, back } of rounds) assert.ok(count >= limit && count <= limit + back + 2 * atOnce, `${count} were admitted`);
  assert.ok(rounds.filter(({ count, back }) => count <= limit + back).length >= 3, JSON.stringify(rounds));
  const control = await admitted(apart, 60);
  assert.ok(control.count >= 2 * limit, `only ${control.count} were admitted by two nodes apart`);
});

test('an address that Redis knows as spent is refused by a node that it never asked', async () => {
  await eventually('both nodes share their books', share);
  const visitor = newVisitor();
  assertCount(await admitted([together[0]], limit, visitor), limit);
  const elsewhere = await admitted([together[1]], limit, visitor);
  assert.ok(elsewhere.count <= 2, `${elsewhere.count} were admitted elsewhere`);
});

test('Redis may be killed in the middle of requests: none fails, and each node goes on with books of its own', async () => {
  await eventually('both nodes share their books', share);
  const visitors = Array.from({ length: 20 }, newVisitor);
  const under = visitors.map((visitor) => admitted(together, 30, visitor));
  await redis.kill();
  for (const { count, back } of await Promise.all(under)) {
    assert.ok(count >= limit && count <= 2 * (limit + back), `${count} were admitted`);
  }
  const alone = await admitted(together, 60);
  assert.ok(alone.count >= 2 * limit && alone.count <= 2 * limit + 2 * alone.back, `${alone.count} were admitted`);
  await redis.start();
  await eventually('both nodes share their books again', share);
  const again = await admitted(together, 60);
  assert.ok(again.count <= limit + again.back + 2 * atOnce, `${again.count} were admitted`);
});
