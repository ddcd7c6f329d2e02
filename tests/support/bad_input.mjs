// Tables of requests that must be refused: the documented status and code, nothing changed, server alive.
import assert from 'node:assert/strict';
import { assertProblem, assertStatus } from './assertions.mjs';
import { assertLedger, assertNothingChanges } from './ledger.mjs';

const json = 'application/json';
const deep = (levels) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

// Rows for every operation that takes a JSON body: [what, request, status, code, param?].
export const badBodies = [
  ['a body that ends too early', { body: '{"spots": 2', type: json }, 400, 'malformed_json'],
  ['a body that is no JSON', { body: 'spots=2', type: json }, 400, 'malformed_json'],
  ['text after the object', { body: '{} {}', type: json }, 400, 'malformed_json'],
  ['a comment', { body: '{/* */}', type: json }, 400, 'malformed_json'],
  ['single quotes', { body: "{'spots': 2}", type: json }, 400, 'malformed_json'],
  ['a number that is none', { body: '{"spots": NaN}', type: json }, 400, 'malformed_json'],
  ['bytes that are not UTF-8', { body: Buffer.from('7b2261223a22ff227d', 'hex'), type: json }, 400, 'malformed_json'],
  ['an array', { body: '[]', type: json }, 400, 'malformed_json'],
  ['a number', { body: '5', type: json }, 400, 'malformed_json'],
  ['null', { body: 'null', type: json }, 400, 'malformed_json'],
  ['a text', { body: '"{}"', type: json }, 400, 'malformed_json'],
  ['too many levels', { body: deep(40), type: json }, 400, 'malformed_json'],
  ['a hundred thousand brackets, too large', { body: '['.repeat(100_000), type: json }, 413, 'body_too_large'],
  ['a body one byte over the limit', { body: `{${' '.repeat(65_535)}}`, type: json }, 413, 'body_too_large'],
  ['no content type', { body: Buffer.from('{}') }, 415, 'unsupported_media_type'],
  ['a form', { body: 'spots=2', type: 'application/x-www-form-urlencoded' }, 415, 'unsupported_media_type'],
  ['plain text, although the body is broken too', { body: '{', type: 'text/plain' }, 415, 'unsupported_media_type'],
];

// `good` with the member at `pointer` ("/customer/email") replaced, or removed where the value is undefined.
export function changed(good, pointer, value) {
  const copy = structuredClone(good);
  const names = pointer.slice(1).split('/');
  const last = names.pop();
  const holder = names.reduce((part, name) => part[name], copy);
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return copy;
}

// Rows that replace one member by each of `values`, all refused as invalid_field at this member.
export function invalidValues(good, pointer, values) {
  return values.map((value) => [`${pointer} is ${JSON.stringify(value)?.slice(0, 40)}`,
    { json: changed(good, pointer, value) }, 422, 'invalid_field', pointer]);
}

// Rows for a required member: absent, and null, which is the same.
export function missing(good, pointer) {
  return [undefined, null].map((value) => [`${pointer} is ${value}`,
    { json: changed(good, pointer, value) }, 422, 'missing_field', pointer]);
}

// Sends every row and looks at the reply and at the tenant's rows; then at the server and the ledger.
// `send` sends the request of a row.
export function testBadInput(server, title, tenant, send, rows) {
  server.test(title, async (t) => {
    await tenant.settle();  // holds of earlier tests would end meanwhile
    for (const [what, request, status, code, param] of rows) {
      await t.test(what, async () => {
        const reply = await assertNothingChanges(server.database, tenant.organization.id, () => send(request));
        assertProblem(reply, status, code, param);
      });
    }
    assert.equal(assertStatus(await server.api.get('/live'), 200).status, 'live');
    await assertLedger(server.database);
  });
}
