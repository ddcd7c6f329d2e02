-- Venues of the staff API.
begin;
select no_plan();
select test.tenant('north', 'Europe/London'), test.tenant('south', 'Asia/Tokyo');
select test.activity('north', 'walk'), test.activity('south', 'kayak');
select test.user('north', 'ada', 'admin'), test.user('north', 'sam', 'staff'), test.user('south', 'sue', 'super-admin');

create function pg_temp.create_venue(p_user text, p_name text, p_slug text, p_key text default null, p_fingerprint text default 'f')
    returns jsonb language sql as $$
    select test.as_user(p_user, format('select app.create_venue(%L, %L, %L, ''Quay 1'', ''Europe/Paris'', %L, %L)',
        test.id(p_name), p_name, p_slug, p_key, p_fingerprint))::jsonb $$;
create function pg_temp.update_venue(p_user text, p_venue text, p_version integer, p_rest text default '''New'', null, null, null, null')
    returns jsonb language sql as $$
    select test.as_user(p_user, format('select app.update_venue(%L, %s, ', test.id(p_venue), p_version) || p_rest || ')')::jsonb $$;
create function pg_temp.list(p_user text, p_limit integer default 20, p_after text default null) returns jsonb language sql as $$
    select test.as_user(p_user, format('select app.list_venues(%s, %L)', p_limit, test.id(p_after)))::jsonb $$;

-- Making.
select is(pg_temp.create_venue('ada', 'harbour', 'harbour', 'key') #- '{result,created_at}', jsonb_build_object('code', 'ok', 'result',
    jsonb_build_object('id', test.id('harbour'), 'name', 'harbour', 'slug', 'harbour', 'address', 'Quay 1',
        'time_zone', 'Europe/Paris', 'is_active', true, 'version', 1)), 'A venue is made');
select is(organization_id, test.id('north'), 'in the organization of who made it') from venues where id = test.id('harbour');
select is(pg_temp.create_venue('ada', 'other', 'other', 'key') ->> 'replayed', 'true', 'With the same Idempotency-Key it is made once');
select is(pg_temp.create_venue('ada', 'other', 'other', 'key', 'another') ->> 'code', 'idempotency_key_reused', 'for the same request');
select is(pg_temp.create_venue('ada', 'second', 'harbour', 'key 2') ->> 'code', 'already_exists', 'A slug names one venue');
select is(pg_temp.create_venue('ada', 'second', 'second', 'key 2') ->> 'code', 'ok', 'A refusal gives the key back');
select is(pg_temp.create_venue('sue', 'theirs', 'harbour') ->> 'code', 'ok', 'Another organization may use the same slug');
select is(pg_temp.create_venue('sam', 'x', 'x') ->> 'code', 'permission_denied', 'Staff make no venues');
select is(test.as_anybody('select app.create_venue(gen_random_uuid(), ''x'', ''x'', '''', ''UTC'', null, null)')::jsonb ->> 'code',
    'permission_denied', 'nor does nobody');

-- Reading.
select is(test.as_user('sam', format('select app.read_venue(%L)', test.id('harbour')))::jsonb #>> '{result,name}', 'harbour', 'Staff read venues');
select is(test.as_user('sue', format('select app.read_venue(%L)', test.id('harbour')))::jsonb ->> 'code', 'venue_not_found',
    'Another organization''s venue is not found');
select is(test.as_anybody(format('select app.read_venue(%L)', test.id('harbour')))::jsonb ->> 'code', 'venue_not_found', 'by nobody');
select is(array(select v ->> 'name' from jsonb_array_elements(pg_temp.list('sam') -> 'data') v order by v ->> 'id'),
    array(select name from venues where organization_id = test.id('north') order by id::text), 'The list has the own venues, by id');
select is(pg_temp.list('sam') -> 'has_more', 'false', 'all of them');
select is(jsonb_array_length(pg_temp.list('sam', 2) -> 'data'), 2, 'or as many as asked for');
select is(pg_temp.list('sam', 2) -> 'has_more', 'true', 'and says that there are more');
select is(pg_temp.list('sam', 2) #>> '{data,1,id}' < v ->> 'id', true, 'which come after the last one')
from (select test.as_user('sam', format('select app.list_venues(2, %L)', pg_temp.list('sam', 2) #>> '{data,1,id}'))::jsonb #> '{data,0}' as v) x;

-- Editing.
select is(pg_temp.update_venue('ada', 'harbour', 1) #>> '{result,name}', 'New', 'A venue is renamed');
select is(address || ' ' || version, 'Quay 1 2', 'What is null stays, and the version grows') from venues where id = test.id('harbour');
select is(pg_temp.update_venue('ada', 'harbour', 1), '{"code": "precondition_failed", "version": 2}', 'Who saw an older version overwrites nothing');
select is(pg_temp.update_venue('ada', 'harbour', 2, 'null, null, '''', null, false') #>> '{result,address}', '', 'An empty text clears');
select is(pg_temp.update_venue('ada', 'harbour', 3, 'null, ''second'', null, null, null') ->> 'code', 'already_exists', 'A slug that is taken is refused');
select is(pg_temp.update_venue('sam', 'harbour', 3) ->> 'code', 'permission_denied', 'Staff edit no venues');
select is(pg_temp.update_venue('sue', 'harbour', 3) ->> 'code', 'venue_not_found', 'Nor does another organization');
select is(version, 3, 'What was refused changed nothing') from venues where id = test.id('harbour');

-- Another time zone: sessions are made anew.
select is(pg_temp.update_venue('ada', 'north', 1, 'null, null, null, ''Europe/London'', null') ->> 'code', 'ok', 'The same time zone');
select is(schedule_version, 1, 'changes no schedule') from activities where id = test.id('walk');
select is(pg_temp.update_venue('ada', 'north', 1, 'null, null, null, ''Europe/Paris'', null') ->> 'code', 'ok', 'Another time zone');
select is(schedule_version, 2, 'makes the sessions of the venue be made anew') from activities where id = test.id('walk');
select is(version, 1, 'and nobody who edits the activity is disturbed') from activities where id = test.id('walk');
select is(schedule_version, 1, 'Those of other venues stay') from activities where id = test.id('kayak');

-- A venue that is not active sells nothing.
select test.session('walk', 'monday');
select is(test.hold('north', 'monday', 1) ->> 'code', 'held', 'An active venue sells');
select is(pg_temp.update_venue('ada', 'north', 2, 'null, null, null, null, false') #>> '{result,is_active}', 'false', 'A venue is closed');
select is(test.hold('north', 'monday', 1) ->> 'code', 'session_closed', 'and sells no seats');
select is(test.as_visitor('north', format('select count(*) from venues where id = %L', test.id('north'))), '0', 'and visitors do not see it');

select * from finish();
rollback;
