// What many tests ask of a reply.
import assert from 'node:assert/strict';

const shown = (reply) => `${reply.status} ${JSON.stringify(reply.body)}`;

export function assertStatus(reply, status) {
  assert.equal(reply.status, status, `expected ${status}, got ${shown(reply)}`);
  return reply.body;
}

// The reply is this problem; `param` undefined: no member is named.
export function assertProblem(reply, status, code, param) {
  assert.deepEqual({ status: reply.status, code: reply.body?.code, param: reply.body?.param },
    { status, code, param }, `unexpected reply: ${shown(reply)}`);
  return reply.body;
}

// How many replies there are of each kind: {'201': 3, '409 insufficient_capacity': 2}.
export function tally(replies) {
  const counts = {};
  for (const { status, body } of replies) {
    const kind = body?.code ? `${status} ${body.code}` : `${status}`;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}
