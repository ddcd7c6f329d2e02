// Keys for tests and keys for earnest: where payments are live a test key does nothing.
import assert from 'node:assert/strict';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { useServer } from '../support/server.mjs';
import { makeKey } from '../support/staff.mjs';
import { makeTenant } from '../support/tenant.mjs';

// Nobody pays in these tests, so Stripe is never asked.
const withStripe = (kind) => ['--stripe-secret-key', `${kind}_never_used`, '--stripe-webhook-secrets', 'whsec_never_used',
  '--stripe-api-base', 'http://127.0.0.1:9'];
const live = await useServer(withStripe('sk_live'));
const restricted = await useServer(withStripe('rk_live'));
const trial = await useServer(withStripe('sk_test'));

const use = async (server, environment) => {
  const { key } = await makeKey(await makeTenant(server.database), ['venues:read'], { environment });
  return server.api.get('/v1/venues', { as: key });
};

live.test('where payments are live, test keys are refused and say why; live keys work', async () => {
  for (const server of [live, restricted]) {
    const { detail } = assertProblem(await use(server, 'test'), 401, 'unauthenticated');
    assert.match(detail, /payments here are live/);
    assertStatus(await use(server, 'live'), 200);
  }
});

trial.test('with a test key of Stripe both work', async () => {
  for (const environment of ['test', 'live']) assertStatus(await use(trial, environment), 200);
});

live.test('who does not have the secret learns nothing about the key', async () => {
  const { key } = await makeKey(await makeTenant(live.database), ['venues:read'], { environment: 'test' });
  const reply = await live.api.get('/v1/venues', { as: `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}` });
  assert.doesNotMatch(assertProblem(reply, 401, 'unauthenticated').detail, /live/);
});
