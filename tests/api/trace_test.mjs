// W3C trace context: a request's trace is its caller's or a new one, stands in the log, and goes on to Stripe.
import assert from 'node:assert/strict';
import { after, beforeEach } from 'node:test';
import { assertStatus } from '../support/assertions.mjs';
import { eventually } from '../support/program.mjs';
import { useServer } from '../support/server.mjs';
import { makeUser, signIn } from '../support/staff.mjs';
import { startStripe } from '../support/stripe_server.mjs';
import { makeTenant } from '../support/tenant.mjs';

const stripe = await startStripe();
const { test, api, database, log } = await useServer([
  '--log-format', 'json', '--stripe-secret-key', stripe.secretKey, '--stripe-api-base', stripe.url, '--stripe-timeout-ms', '1500']);
after(() => stripe.stop());
beforeEach(() => { stripe.recover(); stripe.requests.length = 0; });

const id = '4bf92f3577b34da6a3ce929d0e0e4736';
const span = '00f067aa0ba902b7';
const written = /^00-([0-9a-f]{32})-([0-9a-f]{16})-(0[01])$/;

async function ask(headers) {
  const as = await signIn(api, await makeUser(await makeTenant(database), 'org-admin'));
  return api.send('POST', '/v1/payment-account/onboarding-link', { as, headers });
}

test('calls to Stripe carry the trace of the request, each as a span of its own', async () => {
  assertStatus(await ask({ traceparent: `00-${id}-${span}-01`, tracestate: 'vendor=1' }), 201);
  assert.equal(stripe.requests.length, 2);
  const spans = stripe.requests.map(({ headers }) => {
    const [, trace, own, flags] = headers.traceparent.match(written);
    assert.deepEqual([trace, flags, headers.tracestate], [id, '01', 'vendor=1']);
    return own;
  });
  assert.equal(new Set([...spans, span]).size, 3);
});

test('without a valid traceparent the server makes a trace', async () => {
  assertStatus(await ask({ traceparent: `00-${id}-${span}-0G`, tracestate: 'vendor=1' }), 201);
  const traces = stripe.requests.map(({ headers }) => headers.traceparent.match(written)[1]);
  assert.equal(new Set(traces).size, 1);
  assert.notEqual(traces[0], id);
  assert.ok(stripe.requests.every(({ headers }) => headers.tracestate === undefined));
});

test('log lines of a request name its trace', async () => {
  stripe.failNext('error');
  const reply = await ask({ traceparent: `00-${id}-${span}-00` });
  assert.ok(reply.status >= 500);
  await eventually('both lines', () => {
    const lines = log().filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
    const ours = lines.filter(({ trace_id: trace }) => trace === id).map(({ event }) => event);
    return ours.includes('stripe_call_failed') && ours.includes('request_failed');
  });
});
