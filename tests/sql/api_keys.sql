-- API keys: finding the key of a request, and making, editing, rotating and revoking keys.
begin;
select no_plan();
select test.tenant('north');
select test.api_key('north', 'feed', array['venues:read', 'users:write', 'bookings:read']);

create function pg_temp.identify(p_public_id text, p_address text default '192.0.2.7') returns jsonb
    language sql as $$ select test.as_anybody(format('select app.identify_api_key(%L, %L)', p_public_id, p_address))::jsonb $$;

-- Finding the key of a request.
select is(pg_temp.identify(test.public_id('feed')) - 'key_hash',
    jsonb_build_object('code', 'ok', 'api_key_id', test.id('feed'), 'organization_id', test.id('north'), 'name', 'feed',
        'rate_limit', 1000, 'scopes', '["venues:read", "bookings:read"]'::jsonb, 'expired', false, 'revoked', false,
        'address_allowed', true, 'organization_status', 'active', 'touch_due', true),
    'A key is found by its public id, with the scopes that the matrix gives to keys');
select is(pg_temp.identify('0123456789abcdef'), '{"code": "unauthenticated"}', 'A public id of no key is unauthenticated');
select is(pg_temp.identify(null), '{"code": "unauthenticated"}', 'and so is none');
select throws_ok('select test.as_visitor(''north'', ''select app.identify_api_key(null, null)'')',
    '42501', null, 'Visitors cannot ask for keys');

update api_keys set expires_at = now() - interval '1 second' where id = test.id('feed');
select is(pg_temp.identify(test.public_id('feed')) -> 'expired', 'true', 'A key whose time is over is expired');
update api_keys set expires_at = null, revoked_at = now() where id = test.id('feed');
select is(pg_temp.identify(test.public_id('feed')) -> 'revoked', 'true', 'A revoked key says so');
update api_keys set revoked_at = null, scopes = '{}' where id = test.id('feed');
select is(pg_temp.identify(test.public_id('feed')) -> 'scopes', '[]', 'A key may have no scopes');
update organizations set status = 'suspended' where id = test.id('north');
select is(pg_temp.identify(test.public_id('feed')) ->> 'organization_status', 'suspended', 'The state of the organization is told');
update organizations set status = 'active' where id = test.id('north');

-- Networks.
update api_keys set allowed_networks = array['192.0.2.0/24', '2001:db8::/32']::cidr[] where id = test.id('feed');
select is(pg_temp.identify(test.public_id('feed'), address) -> 'address_allowed', to_jsonb(allowed),
    format('From %s: %s', coalesce(address, 'nowhere'), allowed))
from (values ('192.0.2.0', true), ('192.0.2.255', true), ('192.0.3.0', false), ('2001:db8::1', true), ('2001:db9::1', false),
             ('unix socket', false), ('', false), (null, false)) as a(address, allowed);

-- Noting the use of a key.
select test.as_key('feed', 'select app.touch_api_key(''192.0.2.9'')');
select is(last_used_address, '192.0.2.9', 'The use of a key is noted') from api_keys where id = test.id('feed');
select is(pg_temp.identify(test.public_id('feed')) -> 'touch_due', 'false', 'and is not due again at once');
select test.as_key('feed', 'select app.touch_api_key(''192.0.2.10'')');
select is(last_used_address, '192.0.2.9', 'A second use within the minute writes nothing') from api_keys where id = test.id('feed');
update api_keys set last_used_at = now() - interval '61 seconds' where id = test.id('feed');
select is(pg_temp.identify(test.public_id('feed')) -> 'touch_due', 'true', 'After a minute it is due');
select test.as_key('feed', 'select app.touch_api_key(''192.0.2.10'')');
select is(last_used_address, '192.0.2.10', 'and is noted again') from api_keys where id = test.id('feed');
select is(count(*), 2::bigint, 'Each note is an entry of the audit trail') from audit_logs
where action = 'api_key.used' and resource_id = test.id('feed') and api_key_id = test.id('feed');

-- Making.
select test.tenant('south');
select test.user('north', 'olga', 'super-admin'), test.user('north', 'ada', 'admin'), test.user('north', 'max', 'manager'),
       test.user('south', 'sue', 'super-admin');
create function pg_temp.create_key(p_user text, p_name text, p_scopes text[], p_key text default null) returns jsonb language sql as $$
    select test.as_user(p_user, format('select app.create_api_key(%L, %L, ''test'', %L, ''hash of %s'', %L, 500, null, ''{192.0.2.0/24}'', %L, ''f'')',
        test.id(p_name), p_name, test.public_id(p_name), p_name, p_scopes, p_key))::jsonb $$;
select is(pg_temp.create_key('ada', 'till', '{venues:write}', 'key') #- '{result,created_at}', jsonb_build_object('code', 'ok', 'result', jsonb_build_object(
    'id', test.id('till'), 'name', 'till', 'environment', 'test', 'prefix', 'btms_test_' || test.public_id('till'),
    'scopes', '["venues:read", "venues:write"]'::jsonb, 'rate_limit', 500, 'allowed_networks', '["192.0.2.0/24"]'::jsonb,
    'expires_at', null, 'status', 'active', 'created_by', test.id('ada'), 'last_used_at', null, 'last_used_address', null,
    'revoked_at', null, 'successor_id', null, 'version', 1)), 'A key is made; the right to change includes the right to read');
select is(pg_temp.identify(test.public_id('till')) ->> 'key_hash', 'hash of till', 'and is found');
select is(pg_temp.create_key('ada', 'second', '{venues:read}', 'key') #>> '{result,id}', test.id('till')::text, 'The same Idempotency-Key makes no other');
select ok(outcome::text not like '%hash%', 'and nothing secret is kept with it') from idempotency_keys where key = 'key';
select is(pg_temp.create_key('ada', 'second', '{venues:read}') ->> 'code', 'ok', 'An organization has several keys');
select is(pg_temp.create_key('ada', 'x', scopes) - 'detail', jsonb_build_object('code', 'invalid_field', 'param', '/scopes/' || index),
    format('%s names no right of a key', scopes))
from (values ('{users:write}'::text[], 0), ('{venues:read,platform:read}', 1), ('{venues:read,"",everything}', 1),
             ('{venues:read,api_keys:write}', 1), ('{customers:erase}', 0), ('{"venues:read "}', 0)) as v(scopes, index);
select is(pg_temp.create_key('max', 'x', '{venues:read}') ->> 'code', 'permission_denied', 'A manager makes no keys');
select is(test.as_key('till', 'select app.create_api_key(gen_random_uuid(), ''x'', ''live'', ''0123456789abcdef'', ''x'', ''{venues:read}'', 1, null, ''{}'', null, null)')::jsonb
    ->> 'code', 'permission_denied', 'and no key makes keys');

-- Today who may make keys has every right that a key may have. This makes sure for a matrix in which that is not so.
savepoint other_matrix;
create or replace function app.permissions_of(p_role user_role) returns text[] language sql immutable
    as $$ select '{venues:read,api_keys:read,api_keys:write}'::text[] $$;
select is(pg_temp.create_key('ada', 'small', '{venues:read}') ->> 'code', 'ok', 'Who makes a key gives what they have');
select is(pg_temp.create_key('ada', 'large', '{venues:write}') ->> 'code', 'not_grantable', 'and nothing else');
select is(test.as_user('ada', format('select app.rotate_api_key(%L, gen_random_uuid(), ''0123456789abcdef'', ''x'', ''0'', null, null)',
    test.id('till')))::jsonb ->> 'code', 'not_grantable', 'nor by rotating a key that has more');
rollback to other_matrix;

-- Reading.
select is(test.as_user('ada', format('select app.read_api_key(%L)', test.id('till')))::jsonb #>> '{result,name}', 'till', 'A key is read');
select ok(test.as_user('ada', 'select app.list_api_keys(20, null)') not like '%hash%', 'without anything secret');
select is(jsonb_array_length(test.as_user('ada', 'select app.list_api_keys(20, null)')::jsonb -> 'data'), 3, 'with all others');
select is(test.as_user('sue', format('select app.read_api_key(%L)', test.id('till')))::jsonb ->> 'code', 'api_key_not_found',
    'Another organization''s key is not found');
select is(test.as_user('max', format('select app.read_api_key(%L)', test.id('till')))::jsonb ->> 'code', 'api_key_not_found', 'Managers see no keys');

-- Editing.
create function pg_temp.update_key(p_user text, p_version integer) returns jsonb language sql as $$
    select test.as_user(p_user, format('select app.update_api_key(%L, %s, ''Till 1'', null, ''{}'')', test.id('till'), p_version))::jsonb $$;
select is(pg_temp.update_key('ada', 1) -> 'result' ->> 'name', 'Till 1', 'A key is edited');
select is(allowed_networks::text || rate_limit || ' ' || version, '{}500 2', 'and what is null stays') from api_keys where id = test.id('till');
select is(pg_temp.update_key('ada', 1), '{"code": "precondition_failed", "version": 2}', 'by who saw it as it is');
select is(pg_temp.update_key('sue', 2) ->> 'code', 'api_key_not_found', 'in their own organization');
select is(pg_temp.update_key('max', 2) ->> 'code', 'permission_denied', 'and with the permission');

-- Rotating.
create function pg_temp.rotate(p_user text, p_name text, p_successor text, p_overlap interval default '1 hour', p_key text default null)
    returns jsonb language sql as $$
    select test.as_user(p_user, format('select app.rotate_api_key(%L, %L, %L, ''new hash'', %L, %L, ''f'')', test.id(p_name),
        test.id(p_successor), test.public_id(p_successor), p_overlap, p_key))::jsonb $$;
select is(pg_temp.rotate('sue', 'till', 'thief') ->> 'code', 'api_key_not_found', 'Another organization''s key is not rotated');
select is(pg_temp.rotate('max', 'till', 'thief') ->> 'code', 'permission_denied', 'nor without the permission');
select is(pg_temp.rotate('ada', 'till', 'till 2', p_key => 'rotation') #>> '{result,id}', test.id('till 2')::text, 'A key gets a successor');
select is(to_jsonb(n) - '{id,key_prefix,version}'::text[], to_jsonb(o) - '{id,key_prefix,version}'::text[]
    || '{"successor_id": null, "expires_at": null}', 'with the same rights') from api_keys o join api_keys n on n.id = o.successor_id where o.id = test.id('till');
select is(expires_at, now() + interval '1 hour', 'and ends after the overlap') from api_keys where id = test.id('till');
select is(pg_temp.identify(test.public_id('till')) -> 'expired', 'false', 'until then both are good');
select is(pg_temp.rotate('ada', 'till', 'x', p_key => 'rotation') ->> 'replayed', 'true', 'The same Idempotency-Key rotates once');
select is(pg_temp.rotate('ada', 'till', 'x') ->> 'code', 'invalid_transition', 'A key has one successor');
update api_keys set expires_at = now() + interval '5 minutes' where id = test.id('till 2');
select is(pg_temp.rotate('ada', 'till 2', 'till 3', '30 days') #>> '{result,expires_at}', app.iso(now() + interval '5 minutes'),
    'A successor ends when the old key would have ended');
select is(expires_at, now() + interval '5 minutes', 'and no overlap makes the old one live longer') from api_keys where id = test.id('till 2');
update api_keys set expires_at = now() where id = test.id('till 3');
select is(pg_temp.rotate('ada', 'till 3', 'x') ->> 'code', 'invalid_transition', 'What has ended is not rotated');

-- Revoking.
create function pg_temp.revoke(p_user text, p_name text) returns jsonb language sql as $$
    select test.as_user(p_user, format('select app.revoke_api_key(%L, null, null)', test.id(p_name)))::jsonb $$;
select is(pg_temp.revoke('sue', 'second') ->> 'code', 'api_key_not_found', 'Another organization''s key is not revoked');
select is(pg_temp.revoke('max', 'second') ->> 'code', 'permission_denied', 'nor without the permission');
select is(pg_temp.revoke('ada', 'second') #>> '{result,status}', 'revoked', 'A key is revoked');
select is(pg_temp.revoke('ada', 'second') #>> '{result,version}', '2', 'once; again changes nothing');
select is(pg_temp.identify(test.public_id('second')) -> 'revoked', 'true', 'and cannot be used');
select is(test.as_key('second', 'select app.has_permission(''venues:read'')'), 'false', 'by any function');
select is(pg_temp.rotate('ada', 'second', 'x') ->> 'code', 'invalid_transition', 'It is not rotated');
select is(test.as_user('ada', format('select app.update_api_key(%L, 2, ''x'', null, null)', test.id('second')))::jsonb ->> 'code',
    'invalid_transition', 'nor edited');

-- Operators.
select is(app.operator_create_api_key('north', test.id('ops'), 'ops', 'live', test.public_id('ops'), 'h', '{bookings:write}')
    #>> '{result,scopes}', '["bookings:read", "bookings:write"]', 'Operators make keys for an organization');
select is(app.operator_create_api_key('nowhere', test.id('x'), 'x', 'live', test.public_id('x'), 'h', '{bookings:write}'),
    '{"code": "organization_not_found"}', 'that is there');
select is(app.operator_create_api_key('north', test.id('x'), 'x', 'live', test.public_id('x'), 'h', '{all}') - 'detail',
    '{"code": "invalid_field", "param": "/scopes/0"}', 'with rights that keys may have');
select is(jsonb_array_length(app.operator_list_api_keys('north') -> 'data'), 6, 'They see its keys');
select is(app.operator_revoke_api_key(test.id('ops')) #>> '{result,status}', 'revoked', 'and revoke them');
select is(app.operator_revoke_api_key(test.id('nothing')), '{"code": "api_key_not_found"}', 'if they are there');
select throws_ok('select test.as_user(''olga'', ''select app.operator_list_api_keys(null)'')', '42501', null, 'Nobody else may call these');

select * from finish();
rollback;
