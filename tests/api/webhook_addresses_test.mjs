// Webhooks go to the public internet only: URLs that lead elsewhere are refused, and names that resolve to a private
// address get no connection.
import assert from 'node:assert/strict';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { eventually } from '../support/program.mjs';
import { useServer } from '../support/server.mjs';
import { makeUser, signIn } from '../support/staff.mjs';
import { makeTenant } from '../support/tenant.mjs';
import { startReceiver } from '../support/webhooks.mjs';

const { test, api, database } = await useServer();
const tenant = await makeTenant(database);
const as = await signIn(api, await makeUser(tenant, 'admin'));
const create = (url) => api.post('/v1/webhook-endpoints', { url }, { as });

test('a URL that leads into a private network is refused when it is given, and when it is changed', async (t) => {
  const good = assertStatus(await create('https://example.com:8443/hook?tenant=7'), 201);
  const refused = [
    'http://example.com/', 'https://localhost/', 'https://LOCALHOST./', 'https://hook.localhost/', 'https://127.0.0.1/',
    'https://127.1/', 'https://2130706433/', 'https://0x7f.1/', 'https://0177.0.0.1/', 'https://0.0.0.0/', 'https://[::]/',
    'https://[::1]/', 'https://[::ffff:127.0.0.1]/', 'https://[::ffff:a00:1]/', 'https://10.1.2.3/', 'https://172.16.0.1/',
    'https://192.168.0.1/', 'https://100.64.0.1/', 'https://169.254.169.254/latest/meta-data/', 'https://[fd00:ec2::254]/',
    'https://[fe80::1]/', 'https://[64:ff9b::a9fe:a9fe]/', 'https://[2002:7f00:1::]/', 'https://224.0.0.1/', 'https://168.63.129.16/',
    'https://metadata.google.internal/', 'https://intranet/', 'https://printer.local/',
  ];
  for (const url of refused) {
    await t.test(url, async () => {
      assertProblem(await create(url), 422, 'invalid_field', '/url');
      assertProblem(await api.patch(`/v1/webhook-endpoints/${good.id}`, { url }, { as, version: 1 }), 422, 'invalid_field', '/url');
    });
  }
});

// What the form of a name does not tell is seen when it is connected to. The URL is changed behind the program's back, as if
// the name had resolved to something public when it was given.
test('a name that resolves to a private address gets no connection', async (t) => {
  const receiver = await startReceiver();
  for (const host of ['localhost', '127.0.0.1', '[::ffff:127.0.0.1]']) {
    await t.test(host, async () => {
      const { id } = assertStatus(await create('https://example.com/'), 201);
      await database.query('update webhook_endpoints set url = $2 where id = $1', [id, `http://${host}:${receiver.port}/`]);
      const { id: deliveryId } = assertStatus(await api.post(`/v1/webhook-endpoints/${id}/test`, {}, { as }), 201);
      const tried = await eventually('an attempt', async () => {
        const delivery = assertStatus(await api.get(`/v1/webhook-deliveries/${deliveryId}`, { as }), 200);
        return delivery.log.length > 0 && delivery;
      });
      assert.deepEqual([tried.status, tried.reply_status, tried.error],
        ['waiting', null, 'The address is not one that may be connected to.']);
      assert.equal(receiver.connections(), 0);
    });
  }
});
