-- Signing in, refreshing, signing out, and how often anybody may try.
begin;
select no_plan();

select test.tenant('north'), test.tenant('south');
create function pg_temp.person(p_tenant text, p_name text, p_role user_role default 'admin') returns void language sql as $$
    select test.user(p_tenant, p_name, p_role);
    update users set joined_at = now() where id = test.id(p_name);
    insert into user_credentials (organization_id, user_id, password_hash)
        values (test.id(p_tenant), test.id(p_name), 'hash of ' || p_name);
$$;
select pg_temp.person('north', 'ann'), pg_temp.person('north', 'bob'), pg_temp.person('south', 'sue');
select test.user('north', 'ivy');
update users set joined_at = null where id = test.id('ivy');

-- What nobody yet calls from an address.
create function pg_temp.from_address(p_address text, p_query text) returns jsonb language sql as $$
    select test.as_staff(jsonb_build_object('address', p_address, 'agent', 'Test'), p_query)::jsonb
$$;
create function pg_temp.begins(p_name text, p_address text default '192.0.2.7') returns jsonb language sql as $$
    select pg_temp.from_address(p_address, format('select app.begin_sign_in(%L)', p_name || '@example.com'))
$$;
-- The second half, with the right password unless another is given.
create function pg_temp.finishes(p_begun jsonb, p_sign_in text, p_hash text default null, p_step bigint default null,
    p_recovery text default null, p_address text default '192.0.2.7') returns jsonb language sql as $$
    select pg_temp.from_address(p_address, format(
        'select app.finish_sign_in(%L, %L, %L, %L, null, %L, %L, %L, %L, %L)', p_begun ->> 'attempt_id',
        p_begun ->> 'organization_id', p_begun ->> 'user_id', coalesce(p_hash, p_begun ->> 'password_hash'), p_step,
        p_recovery, test.id(p_sign_in), test.id(p_sign_in || ' token'), 'secret of ' || p_sign_in))
$$;
create function pg_temp.refreshes(p_tenant text, p_token text, p_secret text, p_new text) returns jsonb language sql as $$
    select pg_temp.from_address('192.0.2.7', format('select app.refresh_sign_in(%L, %L, %L, %L, %L)', test.id(p_tenant),
        test.id(p_token), p_secret, test.id(p_new), 'secret of ' || p_new))
$$;
create function pg_temp.end_reason(p_sign_in text) returns text language sql as $$
    select coalesce(end_reason, 'goes on') from sign_ins where id = test.id(p_sign_in)
$$;

-- What is handed out.
select is(pg_temp.begins('ann') - 'attempt_id', jsonb_build_object('code', 'ok', 'organization_id', test.id('north'),
    'user_id', test.id('ann'), 'full_name', 'ann', 'password_hash', 'hash of ann', 'totp_sealed', null,
    'second_factor', false, 'totp_last_step', 0, 'recovery_code_hashes', '[]'::jsonb, 'refusal', null),
    'An account with its password');
select is(pg_temp.begins('nobody') - 'attempt_id', jsonb_build_object('code', 'ok', 'organization_id', null,
    'user_id', null, 'full_name', null, 'password_hash', null, 'totp_sealed', null,
    'second_factor', false, 'totp_last_step', 0, 'recovery_code_hashes', '[]'::jsonb, 'refusal', null),
    'No such account has the same members, all empty');
select is(pg_temp.begins('ivy') -> 'password_hash', 'null', 'Who never joined has no password');
select is(attempts, 3::bigint, 'Every attempt is counted, of whomever') from (
    select count(*) as attempts from sign_in_attempts where not succeeded) counted;

select is(pg_temp.from_address('192.0.2.7', format('select app.withdraw_attempt(%L)', pg_temp.begins('ann') ->> 'attempt_id')),
    '{"code": "ok"}', 'An attempt whose password nobody compared is taken back');
select is(count(*), 3::bigint, 'and does not count') from sign_in_attempts where not succeeded;

-- Success.
select is(pg_temp.finishes(pg_temp.begins('ann'), 'first') ->> 'code', 'ok', 'The right password signs in');
select ok(s.user_id = test.id('ann') and s.address = '192.0.2.7' and s.user_agent = 'Test' and not s.second_factor
          and s.expires_at = now() + interval '30 days' and u.last_login_at = now(), 'The sign-in is on record')
from sign_ins s join users u on u.id = s.user_id where s.id = test.id('first');
select is(count(*), 1::bigint, 'Only the successful attempt counts as one') from sign_in_attempts where succeeded;
select is(pg_temp.from_address('192.0.2.7', format('select app.withdraw_attempt(%s)', (
    select id from sign_in_attempts where succeeded))), '{"code": "ok"}', 'One that succeeded');
select is(count(*), 1::bigint, 'stays') from sign_in_attempts where succeeded;
select is(pg_temp.finishes(pg_temp.begins('ann'), 'stale', 'hash of before') ->> 'code', 'invalid_credentials',
    'A password that was changed while it was compared is refused');
select is(count(*), 0::bigint, 'Who is refused has no sign-in') from sign_ins where id = test.id('stale');

-- Those who may not come in, with the right password.
update users set is_active = false where id = test.id('bob');
select is(pg_temp.begins('bob') ->> 'refusal', 'invalid_credentials', 'A deactivated user is as a wrong password');
select is(pg_temp.finishes(pg_temp.begins('bob'), 'bob in') ->> 'code', 'invalid_credentials',
    'Who was deactivated meanwhile does not come in either');
update users set is_active = true where id = test.id('bob');
update organizations set status = 'suspended' where id = test.id('south');
select is(pg_temp.begins('sue') ->> 'refusal', 'organization_suspended', 'Of a suspended organization');
select is(pg_temp.finishes(pg_temp.begins('sue'), 'sue in') ->> 'code', 'organization_suspended', 'Suspended meanwhile');
update organizations set status = 'deleted' where id = test.id('south');
select is(pg_temp.begins('sue') ->> 'refusal', 'invalid_credentials', 'Of a deleted organization');
update organizations set status = 'active' where id = test.id('south');

-- The second factor.
update user_credentials set totp_sealed = 'sealed', totp_confirmed_at = now(), totp_last_step = 100,
    recovery_code_hashes = '{one,two}' where user_id = test.id('bob');
select is(pg_temp.finishes(pg_temp.begins('bob'), 'in') ->> 'code', 'second_factor_required', 'Without the second factor');
select is(pg_temp.finishes(pg_temp.begins('bob'), 'in', p_step => 100) ->> 'code', 'second_factor_invalid',
    'A code that was used before');
select is(pg_temp.finishes(pg_temp.begins('bob'), 'in', p_step => 101) ->> 'code', 'ok', 'A new code');
select ok(second_factor, 'The sign-in says so') from sign_ins where id = test.id('in');
select is(pg_temp.finishes(pg_temp.begins('bob'), 'again', p_step => 101) ->> 'code', 'second_factor_invalid',
    'The same code once more');
select is(pg_temp.finishes(pg_temp.begins('bob'), 'three', p_recovery => 'three') ->> 'code', 'second_factor_invalid',
    'A recovery code of somebody else');
select is(pg_temp.finishes(pg_temp.begins('bob'), 'one', p_recovery => 'one') ->> 'code', 'ok', 'A recovery code');
select is(pg_temp.finishes(pg_temp.begins('bob'), 'once more', p_recovery => 'one') ->> 'code', 'second_factor_invalid',
    'A recovery code is good once');

-- Refreshing.
select is(pg_temp.refreshes('north', 'first token', 'secret of other', 'x') ->> 'code', 'unauthenticated', 'Another secret');
select is(pg_temp.refreshes('south', 'first token', 'secret of first', 'x') ->> 'code', 'unauthenticated', 'Another tenant');
select is(pg_temp.refreshes('north', 'nowhere', 'secret of first', 'x') ->> 'code', 'unauthenticated', 'No such token');
select is(pg_temp.end_reason('first'), 'goes on', 'A guess ends nobody''s sign-in');
select is(pg_temp.refreshes('north', 'first token', 'secret of first', 'second token') - 'user',
    jsonb_build_object('code', 'ok', 'user_id', test.id('ann'), 'sign_in_id', test.id('first')), 'The next token');
update organizations set status = 'suspended' where id = test.id('north');
select is(pg_temp.refreshes('north', 'second token', 'secret of second token', 'x') ->> 'code', 'organization_suspended',
    'Nothing new for a suspended organization');
update organizations set status = 'active' where id = test.id('north');
update users set is_active = false where id = test.id('ann');
select is(pg_temp.refreshes('north', 'second token', 'secret of second token', 'x') ->> 'code', 'unauthenticated',
    'Nothing new for who was deactivated');
update users set is_active = true where id = test.id('ann');
update refresh_tokens set created_at = now() - interval '7 days' where id = test.id('second token');
select is(pg_temp.refreshes('north', 'second token', 'secret of second token', 'x') ->> 'code', 'unauthenticated',
    'A token lives seven days');
update refresh_tokens set created_at = now() where id = test.id('second token');
select is(pg_temp.refreshes('north', 'first token', 'secret of first', 'x') ->> 'code', 'unauthenticated',
    'An old token gives none');
select is(pg_temp.end_reason('first'), 'reuse', 'and ends the sign-in');
select is(pg_temp.refreshes('north', 'second token', 'secret of second token', 'x') ->> 'code', 'unauthenticated',
    'also for who has the newest token');
select ok(exists (select from mail_outbox where recipient = 'ann@example.com' and template = 'refresh_token_reused'),
    'The user is told');
select ok(exists (select from audit_logs where action = 'refresh_token.reused' and organization_id = test.id('north')),
    'and the audit trail');

-- Where one is signed in, and the end of it. The sign-in of a user has the id of the user.
select is(jsonb_array_length(test.as_user('bob', 'select app.list_my_sign_ins()')::jsonb -> 'data'), 3, 'Three sign-ins');
select is(test.as_user('bob', format('select app.end_my_sign_in(%L)', test.id('ann')))::jsonb ->> 'code', 'not_found',
    'Another user''s sign-in is not found');
select is(test.as_user('bob', format('select app.end_my_sign_in(%L)', test.id('in')))::jsonb ->> 'code', 'ok', 'One of them');
select is(pg_temp.end_reason('in'), 'signed_out', 'has ended');
select is(test.as_user('bob', 'select app.end_my_sign_ins()')::jsonb ->> 'code', 'ok', 'All of them');
select is(count(*), 0::bigint, 'have ended') from sign_ins where user_id = test.id('bob') and ended_at is null;
select is(test.as_user('bob', 'select app.list_my_sign_ins()')::jsonb ->> 'code', 'permission_denied', 'Nobody is left');
select test.api_key('north', 'key', '{}');
select is(test.as_key('key', 'select ' || call)::jsonb ->> 'code', 'permission_denied', format('A key may not call %s', call))
from unnest(array['app.list_my_sign_ins()', 'app.end_my_sign_in(null)', 'app.end_my_sign_ins()', 'app.read_me()',
    'app.begin_password_check()']) as call;

-- How often anybody may try. Each part begins without attempts.
create function pg_temp.fail(p_name text, p_address text, p_times integer) returns void language sql as $$
    select pg_temp.begins(p_name, p_address) from generate_series(1, p_times)
$$;
delete from sign_in_attempts;
select pg_temp.fail('ann', '198.51.100.1', 10);
select is(pg_temp.begins('ann', '198.51.100.1') - 'retry_after_seconds', '{"code": "too_many_attempts"}',
    'Ten failures on an account from one address are enough');
select is((pg_temp.begins('ann', '198.51.100.1') ->> 'retry_after_seconds')::integer, 900, 'and when they are forgotten');
select is(pg_temp.begins('ann', '198.51.100.2') ->> 'code', 'ok', 'From another address the account goes on');
select is(pg_temp.begins('sue', '198.51.100.1') ->> 'code', 'ok', 'and from this address other accounts');
update sign_in_attempts set attempted_at = now() - interval '15 minutes' where address = '198.51.100.1';
select is(pg_temp.begins('ann', '198.51.100.1') ->> 'code', 'ok', 'After a quarter of an hour they count no more');

delete from sign_in_attempts;
select pg_temp.fail('nobody', '198.51.100.1', 10);
select is(pg_temp.begins('nobody', '198.51.100.1') ->> 'code', 'too_many_attempts', 'Accounts that do not exist count alike');

-- Strangers try all day from everywhere; the owner signs in as ever, from where they did before.
delete from sign_in_attempts;
update sign_ins set ended_at = null, end_reason = null where id = test.id('ann');
select is(pg_temp.finishes(pg_temp.begins('ann', '203.0.113.5'), 'at home', p_address => '203.0.113.5') ->> 'code', 'ok',
    'The owner at home');
select pg_temp.fail('ann', format('198.51.100.%s', n), 3) from generate_series(1, 10) n;
select is(pg_temp.begins('ann', '198.51.100.99') ->> 'code', 'too_many_attempts',
    'Thirty failures of strangers close the account to strangers');
select is(pg_temp.finishes(pg_temp.begins('ann', '203.0.113.5'), 'at home again', p_address => '203.0.113.5') ->> 'code', 'ok',
    'but not to its owner');
select pg_temp.fail('ann', '203.0.113.5', 10);
select is(pg_temp.begins('ann', '203.0.113.5') ->> 'code', 'too_many_attempts', 'At home, too, ten failures are enough');

delete from sign_in_attempts;
insert into sign_in_attempts (email_hash, address, succeeded)
select 'hash ' || n, '198.51.100.1', false from generate_series(1, 100) n;
select is(pg_temp.begins('ann', '198.51.100.1') ->> 'code', 'too_many_attempts', 'An address may not try one account each');

select is(app.network_of('198.51.100.1'), '198.51.100.1', 'An IPv4 address counts for itself');
select is(app.network_of('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2::/64', 'An IPv6 address as its network');

-- Forgotten passwords: counted apart, and the same for everybody.
delete from sign_in_attempts;
select is(pg_temp.from_address('192.0.2.7', format('select app.request_password_reset(%L)', email)), '{"code": "ok"}',
    format('%s may ask', email)) from unnest(array['ann@example.com', 'nobody@example.com']) email;
select pg_temp.from_address('192.0.2.7', 'select app.request_password_reset(''ann@example.com'')') from generate_series(1, 2);
select is(pg_temp.from_address('192.0.2.7', 'select app.request_password_reset(''ann@example.com'')') ->> 'code',
    'too_many_attempts', 'but not again and again');
select is(pg_temp.begins('ann') ->> 'code', 'ok', 'which keeps nobody from signing in');

-- What is forgotten.
update sign_in_attempts set attempted_at = now() - interval '25 hours' where kind = 'password_reset';
update sign_ins set expires_at = now() - interval '1 second' where id = test.id('first');
select ok(app.forget_sign_ins() >= 1, 'Old sign-ins are forgotten');
select is(count(*), 0::bigint, 'with their tokens') from refresh_tokens where sign_in_id = test.id('first');
select is(count(*), 0::bigint, 'and failures of yesterday') from sign_in_attempts where kind = 'password_reset';

select * from finish();
rollback;
