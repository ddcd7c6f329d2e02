-- API keys: finding the key of a request.
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

select * from finish();
rollback;
