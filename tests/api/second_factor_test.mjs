// The second factor: set up, asked for, each code good once, recovery codes, and organizations that require it.
import assert from 'node:assert/strict';
import { assertProblem, assertStatus, tally } from '../support/assertions.mjs';
import { codeOf } from '../support/authenticator.mjs';
import { mailFolder, nextMail } from '../support/mails.mjs';
import { useServer } from '../support/server.mjs';
import { makeUser, password, signIn } from '../support/staff.mjs';
import { makeTenant } from '../support/tenant.mjs';

const { folder, flags } = mailFolder();
const server = await useServer(flags);
const { test, api, database } = server;
const tenant = await makeTenant(database);

const wrongCode = (secret) => ['000000', '000001', '000002', '000003'].find((code) =>
  ![-1, 0, 1].some((steps) => codeOf(secret, steps) === code));

const logIn = (user, more = {}) => api.post('/v1/auth/login', { email: user.email, password, ...more });
const start = (as) => api.post('/v1/auth/second-factor', { password }, { as });
const confirm = (as, code) => api.post('/v1/auth/second-factor/confirm', { code }, { as });
const remove = (as, json) => api.send('DELETE', '/v1/auth/second-factor', { as, json });

// A user with a second factor. The code of the step before now confirmed it, so that the present one is unused.
async function protectedUser(role = 'staff') {
  const user = await makeUser(tenant, role);
  const token = await signIn(api, user);
  const { secret } = assertStatus(await start(token), 200);
  const { recovery_codes: recoveryCodes } = assertStatus(await confirm(token, codeOf(secret, -1)), 200);
  return { user, token, secret, recoveryCodes };
}

test('setting up: the password, a secret, a first code, and then it counts', async () => {
  const user = await makeUser(tenant, 'staff');
  const [here, there] = [await signIn(api, user), await signIn(api, user)];
  assertProblem(await confirm(here, '123456'), 409, 'second_factor_missing');
  assertProblem(await api.post('/v1/auth/second-factor', { password: 'not this one at all' }, { as: here }), 401, 'invalid_credentials');
  const first = assertStatus(await start(here), 200);
  const { secret, uri } = assertStatus(await start(here), 200);
  assert.notEqual(secret, first.secret, 'starting again makes a new secret');
  assert.match(uri, new RegExp(`^otpauth://totp/BookingTMS:.*secret=${secret}`));
  assertProblem(await confirm(here, wrongCode(secret)), 401, 'second_factor_invalid');
  assertStatus(await logIn(user), 200);
  const { recovery_codes: codes } = assertStatus(await confirm(here, codeOf(secret)), 200);
  assert.equal(new Set(codes).size, 10);
  assertProblem(await api.get('/v1/me', { as: there }), 401, 'unauthenticated');
  const me = assertStatus(await api.get('/v1/me', { as: here }), 200);
  assert.deepEqual([me.has_second_factor, me.recovery_codes_left], [true, 10]);
  assertProblem(await start(here), 409, 'second_factor_exists');
  assertProblem(await confirm(here, codeOf(secret, 1)), 409, 'second_factor_exists');
  await nextMail(folder, user.email, /has a second factor/);
  const { rows: [kept] } = await database.query('select * from user_credentials where user_id = $1', [user.id]);
  assert.ok(!JSON.stringify(kept).includes(secret) && codes.every((code) => !JSON.stringify(kept).includes(code)));
});

test('it is asked for only after the right password', async () => {
  const { user, secret } = await protectedUser();
  assertProblem(await logIn(user, { password: 'another password altogether', code: codeOf(secret) }), 401, 'invalid_credentials');
  assertProblem(await logIn(user), 401, 'second_factor_required');
  assertProblem(await logIn(user, { code: wrongCode(secret) }), 401, 'second_factor_invalid');
  assertStatus(await logIn(user, { code: codeOf(secret) }), 200);
});

test('a code is good once, also when it comes several times at once', async () => {
  const { user, secret } = await protectedUser();
  const code = codeOf(secret);
  const replies = await Promise.all(Array.from({ length: 5 }, () => logIn(user, { code })));
  assert.deepEqual(tally(replies), { 200: 1, '401 second_factor_invalid': 4 });
  assertProblem(await logIn(user, { code: codeOf(secret, -1) }), 401, 'second_factor_invalid');
});

test('a recovery code is good once, however it is typed', async () => {
  const { user, recoveryCodes: [first, second] } = await protectedUser();
  assertStatus(await logIn(user, { recovery_code: ` ${first.toLowerCase().replace('-', ' ')} ` }), 200);
  assertProblem(await logIn(user, { recovery_code: first }), 401, 'second_factor_invalid');
  const replies = await Promise.all(Array.from({ length: 5 }, () => logIn(user, { recovery_code: second })));
  assert.deepEqual(tally(replies), { 200: 1, '401 second_factor_invalid': 4 });
});

test('new recovery codes make the old ones worthless', async () => {
  const { user, token, secret, recoveryCodes } = await protectedUser();
  const renew = (json) => api.post('/v1/auth/second-factor/recovery-codes', json, { as: token });
  assertProblem(await renew({ password }), 401, 'second_factor_required');
  assertProblem(await renew({ password: 'not this one at all', code: codeOf(secret) }), 401, 'invalid_credentials');
  const { recovery_codes: renewed } = assertStatus(await renew({ password, code: codeOf(secret) }), 200);
  assertProblem(await logIn(user, { recovery_code: recoveryCodes[0] }), 401, 'second_factor_invalid');
  assertStatus(await logIn(user, { recovery_code: renewed[0] }), 200);
});

test('removing it takes the password and a code, and ends the other sign-ins', async () => {
  const { user, token, secret, recoveryCodes } = await protectedUser();
  const other = assertStatus(await logIn(user, { recovery_code: recoveryCodes[0] }), 200).access_token;
  assertProblem(await remove(token, { password }), 401, 'second_factor_required');
  assertProblem(await remove(token, { password, code: wrongCode(secret) }), 401, 'second_factor_invalid');
  assertStatus(await remove(token, { password, code: codeOf(secret) }), 204);
  assertProblem(await remove(token, { password, code: codeOf(secret) }), 409, 'second_factor_missing');
  assertProblem(await api.get('/v1/me', { as: other }), 401, 'unauthenticated');
  assertStatus(await logIn(user), 200);
  await nextMail(folder, user.email, /was removed/);
});

test('a secret that is moved to another account opens nothing there', async () => {
  const { secret } = await protectedUser();
  const { user: victim, secret: theirs } = await protectedUser();
  await database.query(`update user_credentials set totp_last_step = 0, totp_sealed = (
    select totp_sealed from user_credentials where user_id <> $1 and totp_sealed is not null
    order by password_changed_at desc limit 1) where user_id = $1`, [victim.id]);
  for (const code of [codeOf(secret), codeOf(theirs)]) assertProblem(await logIn(victim, { code }), 401, 'second_factor_invalid');
});

test('where the organization asks for it, admins set one up before they do anything; staff need none', async () => {
  const strict = await makeTenant(database);
  const owner = await makeUser(strict, 'super-admin');
  const staff = await makeUser(strict, 'staff');
  const [token, staffToken] = [await signIn(api, owner), await signIn(api, staff)];
  assertStatus(await api.patch('/v1/organization', { requires_second_factor: true }, { as: token, version: 1 }), 200);
  assertProblem(await api.get('/v1/users', { as: token }), 403, 'second_factor_setup_required');
  assertStatus(await api.get('/v1/users', { as: staffToken }), 200);
  const me = assertStatus(await api.get('/v1/me', { as: token }), 200);
  assert.deepEqual([me.second_factor_required, me.permissions], [true, []]);
  const { secret } = assertStatus(await start(token), 200);
  assertStatus(await confirm(token, codeOf(secret)), 200);
  assertStatus(await api.get('/v1/users', { as: token }), 200);
});

test('codes are guessed ten times at most', async () => {
  const { user, token, secret } = await protectedUser();
  const visitor = '198.51.100.77';
  const guess = () => api.post('/v1/auth/login', { email: user.email, password, code: wrongCode(secret) }, { visitor });
  for (let i = 0; i < 10; i += 1) assertProblem(await guess(), 401, 'second_factor_invalid');
  assertProblem(await guess(), 429, 'too_many_attempts');
  assertStatus(await api.get('/v1/me', { as: token }), 200);
});
