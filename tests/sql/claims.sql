-- Claims that are not what the server writes never open a tenant.
begin;
select no_plan();

select test.tenant('north');
select test.activity('north', 'walk', 10);
select test.session('walk', 'monday');
select test.held('north', 'monday', 2, 'ann');

create function pg_temp.tenant_of(p_claims text) returns text language plpgsql as $$
begin
    return coalesce(test.as_anon(p_claims, 'select app.visitor_organization_id()'), 'nobody''s');
exception when invalid_text_representation or untranslatable_character then
    return 'refused';
end
$$;
select is(pg_temp.tenant_of(format('{"embed_key": "%s"}', test.embed_key('north'))), test.id('north')::text,
    'The claims of a request name its tenant');
select is(pg_temp.tenant_of(replace(claims, 'KEY', test.embed_key('north'))), expected, format('Claims: %s', claims))
from (values
    ('', 'nobody''s'), ('{}', 'nobody''s'), ('null', 'nobody''s'), ('[]', 'nobody''s'), ('1', 'nobody''s'), ('"KEY"', 'nobody''s'),
    ('["embed_key", "KEY"]', 'nobody''s'), ('[{"embed_key": "KEY"}]', 'nobody''s'), ('{"embed_key": null}', 'nobody''s'),
    ('{"embed_key": ["KEY"]}', 'nobody''s'), ('{"embed_key": {"embed_key": "KEY"}}', 'nobody''s'), ('{"embed_key": true}', 'nobody''s'),
    ('{"embed_key": ""}', 'nobody''s'), ('{"embed_key": "%"}', 'nobody''s'), ('{"embed_key": "KEY "}', 'nobody''s'),
    ('{"EMBED_KEY": "KEY"}', 'nobody''s'), ('{"embed_key": "KEY'' or true --"}', 'nobody''s'),
    ('{"embed_key": "KEY", "embed_key": "emb_000000000000000000000000"}', 'nobody''s'),
    ('{"organization_id": "' || test.id('north') || '"}', 'nobody''s'), ('{"role": "bookingtms_engine"}', 'nobody''s'),
    ('{"embed_key": "KEY"', 'refused'), ('embed_key=KEY', 'refused'), ('{"embed_key": "KEY"} {}', 'refused'),
    ('{"embed_key": "KEY\u0000"}', 'refused'), (' ', 'refused')) as t(claims, expected);

-- What a visitor without a tenant gets from every function.
select is(test.as_anon(claims, call)::jsonb ->> 'code', 'embed_not_found', format('%s with the claims %s', call, claims))
from (values ('{}'), ('[]'), ('{"embed_key": "emb_000000000000000000000000"}')) as c(claims)
cross join (values
    (format('select app.read_reservation(%L)', test.id('ann'))), (format('select app.release_reservation(%L)', test.id('ann'))),
    (format('select app.extend_reservation(%L, null, null, ''10 minutes'', 9)', test.id('ann'))),
    ('select app.check_out(''{}'', null, null, ''{}'', ''1 minute'', ''2 minutes'')'),
    (format('select app.read_checkout(%L)', test.id('ann')))) as f(call);
select is(test.as_anon('{}', 'select count(*) from app.lapsed_seats()'), '0', 'No tenant has no lapsed seats');

-- The claims end with their transaction: a pooled connection hands nobody on.
select is(test.as_anon(null, 'select app.claim(''embed_key'')'), null, 'A request without claims has none');
select is(test.status('ann'), 'held', 'Nothing happened to the hold');
select is(test.seats('monday'), '8 of 10, version 2', 'nor to its session');

select * from finish();
rollback;
