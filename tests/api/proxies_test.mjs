// Whose X-Forwarded-For is believed: here only that of a proxy that the tests are not.
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { useServer } from '../support/server.mjs';
import { makeTenant } from '../support/tenant.mjs';

const server = await useServer(['--trusted-proxies', '203.0.113.0/24', '--holds-per-visitor-max', '2']);
const { test } = server;

test('without a trusted proxy the address of the connection counts', async () => {
  const tenant = await makeTenant(server.database);
  const session = await tenant.session(await tenant.activity());
  const hold = () => server.api.post(`${tenant.base}/reservations`, { session_id: session.id, spots: 1 });
  assertStatus(await hold(), 201);
  assertStatus(await hold(), 201);
  assertProblem(await hold(), 429, 'too_many_holds');
});
