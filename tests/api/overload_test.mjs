// More sign-ins than passwords can be hashed: they are refused clearly, and nothing else is held up.
import assert from 'node:assert/strict';
import { assertProblem, assertStatus } from '../support/assertions.mjs';
import { useServer } from '../support/server.mjs';
import { makeUser, password } from '../support/staff.mjs';
import { day, makeTenant } from '../support/tenant.mjs';

// One password is compared, one more waits.
const server = await useServer(['--blocking-threads', '1', '--blocking-queue-max', '1']);
const { test, api, database } = server;
const tenant = await makeTenant(database);

const logIn = (user, options) => api.post('/v1/auth/login', { email: user.email, password }, options);

test('sign-ins beyond what may wait get a 503 with Retry-After at once; availability goes on', async () => {
  const activity = await tenant.activity();
  await tenant.session(activity);
  const users = await Promise.all(Array.from({ length: 6 }, () => makeUser(tenant, 'staff')));
  const replies = [];
  let goesOn = true;
  const crowd = users.map(async (user) => {
    while (goesOn) replies.push(await logIn(user));
  });
  const refused = () => replies.filter(({ status }) => status === 503);
  const [from, to] = [0, 14].map((days) => new Date(Date.now() + days * day).toISOString().slice(0, 10));
  const query = { activity_id: activity.id, from, to };
  let reads = 0;
  try {
    while (refused().length < 20 || reads < 20) {
      assertStatus(await api.get(`${tenant.base}/availability`, { query }), 200);
      reads += 1;
    }
  } finally {
    goesOn = false;
    await Promise.all(crowd);
  }
  for (const reply of refused()) {
    assertProblem(reply, 503, 'overloaded');
    assert.equal(reply.headers.get('retry-after'), '1');
  }
  const signedIn = replies.filter(({ status }) => status === 200);
  assert.ok(signedIn.length > 0);
  assert.equal(signedIn.length + refused().length, replies.length);

  // What the server had no time for counts for nobody as a wrong password.
  const { rows } = await database.query('select count(*)::int as attempts from sign_in_attempts where not succeeded');
  assert.equal(rows[0].attempts, 0);
  assertStatus(await logIn(users[0]), 200);
});

test('so do changes for which a password is asked again', async () => {
  const user = await makeUser(tenant, 'staff');
  const token = assertStatus(await logIn(user), 200).access_token;
  const begin = () => api.post('/v1/auth/second-factor', { password: 'another password altogether' }, { as: token });
  const replies = await Promise.all(Array.from({ length: 8 }, begin));
  const wrong = replies.filter(({ status }) => status === 401);
  const refused = replies.filter(({ status }) => status === 503);
  assert.ok(refused.length > 0);
  assert.equal(wrong.length + refused.length, replies.length);
  const { rows } = await database.query('select count(*)::int as attempts from sign_in_attempts where not succeeded');
  assert.equal(rows[0].attempts, wrong.length);
});
