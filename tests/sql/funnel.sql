-- The funnel of an embed.
begin;
select no_plan();
select test.tenant('north', 'Pacific/Kiritimati'), test.tenant('south');
select test.user('north', 'max', 'manager'), test.user('south', 'sue', 'super-admin');

create function pg_temp.count(p_key text, p_step text, p_visits integer) returns void language sql as $$
    select app.count_funnel_steps(jsonb_build_array(jsonb_build_object('embed_key', p_key, 'step', p_step, 'visits', p_visits))) $$;
create function pg_temp.funnel(p_user text, p_tenant text, p_days integer default 7) returns jsonb language sql as $$
    select test.as_user(p_user, format('select app.read_funnel(%L, %s)', test.id(p_tenant), p_days))::jsonb $$;
create function pg_temp.visits(p_user text, p_tenant text, p_days integer default 7) returns text language sql as $$
    select string_agg(s ->> 'visits', ' ' order by n)
    from jsonb_array_elements(pg_temp.funnel(p_user, p_tenant, p_days) #> '{result,steps}') with ordinality e (s, n) $$;
create function pg_temp.today() returns date language sql as $$ select (now() at time zone 'Pacific/Kiritimati')::date $$;

select is(pg_temp.visits('max', 'north'), '0 0 0 0 0', 'Before the first visit every step is 0');
select pg_temp.count(test.embed_key('north'), 'view', 5), pg_temp.count(test.embed_key('north'), 'booked', 1);
select pg_temp.count(test.embed_key('north'), 'view', 2), pg_temp.count(test.embed_key('south'), 'view', 9);
select is(pg_temp.visits('max', 'north'), '7 0 0 0 1', 'Counts of several nodes add up, those of other organizations do not');
select is(pg_temp.funnel('max', 'north') #>> '{result,to}', pg_temp.today()::text, 'Today is the organization''s own');
select is(pg_temp.funnel('max', 'north') #>> '{result,from}', (pg_temp.today() - 6)::text, 'of as many days as were asked for');
select is(array_agg(distinct day), array[pg_temp.today()], 'Visits count on that day') from funnel_days where organization_id = test.id('north');
update funnel_days set day = day - 7 where step = 'booked';
select is(pg_temp.visits('max', 'north'), '7 0 0 0 0', 'What was earlier is not in it');
select is(pg_temp.visits('max', 'north', 30), '7 0 0 0 1', 'but in a longer time');
select pg_temp.count('emb_' || repeat('0', 24), 'view', 3);
select is(sum(visits), 17::numeric, 'A key that is nobody''s counts nothing') from funnel_days;
select throws_ok(format('select pg_temp.count(%L, ''elsewhere'', 1)', test.embed_key('north')), '23514', null, 'A step that does not exist is refused');
select is(pg_temp.funnel('max', 'south') ->> 'code', 'embed_not_found', 'Another organization''s embed is not found');
select throws_ok(format('select test.as_visitor(''north'', ''select app.read_funnel(''''%s'''', 7)'')', test.id('north')), '42501', null, 'Visitors do not read it');
select * from finish();
rollback;
