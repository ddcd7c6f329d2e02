-- Who sees and may do what: nothing without claims, and with them the public things of one tenant.
begin;
select no_plan();

select test.tenant('north');
select test.tenant('south');
select test.activity('north', 'walk', 10), test.activity('north', 'old-walk', 10), test.activity('south', 'kayak', 10);
select test.session('walk', 'monday'), test.session('walk', 'closed', now() + interval '2 days'), test.session('kayak', 'sunrise');
update activities set is_active = false where id = test.id('old-walk');
update activity_sessions set is_closed = true, close_reason = 'blocked' where id = test.id('closed');
select test.held('north', 'monday', 1, 'ann'), test.held('south', 'sunrise', 1, 'bob');
select test.check_out('north', 'ann'), test.check_out('south', 'bob');
select test.held('north', 'monday', 1, 'cid'), test.held('south', 'sunrise', 1, 'dee');
insert into idempotency_keys (organization_id, key, fingerprint, outcome) values
    (test.id('north'), 'key', 'f', '{}'), (test.id('south'), 'key', 'f', '{}');

-- Every table of the product, so that a new one is looked at here too.
create temporary table tables as
    select c.relname::text as name from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p');
create temporary table visible (name text, columns text, rows integer);
insert into visible values
    ('organizations', 'id,name,slug,currency,primary_color', 1),
    ('venues', 'organization_id,id,name,address,time_zone,is_active', 1),
    ('activities', 'organization_id,id,venue_id,name,slug,tagline,description,duration_minutes,capacity,mode,min_party,'
        'max_party,price_minor,currency,booking_cutoff_minutes,booking_window_days,is_active', 1),
    ('activity_sessions', 'organization_id,id,activity_id,venue_id,start_time,end_time,capacity_total,'
        'capacity_remaining,version,price_minor,currency,is_closed', 1);

-- The error of a query as a visitor, 'none' where it is answered.
create function pg_temp.error_of(p_query text) returns text language plpgsql as $$
begin
    perform test.as_visitor('north', p_query);
    return 'none';
exception when others then
    return sqlstate;
end
$$;

-- Reading.
select is(test.as_visitor('north', format('select count(%s) from %I', split_part(columns, ',', 1), name)), rows::text,
    format('A visitor sees what is active and theirs of %s', name)) from visible order by name;
select is(test.as_anon('', format('select count(%s) from %I', split_part(columns, ',', 1), name)), '0',
    format('Without claims nobody sees %s', name)) from visible order by name;
select is(test.as_visitor('north', format('select string_agg(%s::text, '','') from %I', id, name)), test.id(expected)::text,
    format('What a visitor sees of %s is their tenant''s', name))
from (values ('organizations', 'id', 'north'), ('venues', 'organization_id', 'north'), ('activities', 'id', 'walk'),
             ('activity_sessions', 'id', 'monday')) as t(name, id, expected);
select is(pg_temp.error_of(format('select %I from %I', a.attname, t.name)),
    case when a.attname = any (string_to_array(v.columns, ',')) then 'none' else '42501' end,
    format('%s.%s is %s', t.name, a.attname,
        case when a.attname = any (string_to_array(v.columns, ',')) then 'public' else 'not for visitors' end))
from tables t
join pg_attribute a on a.attrelid = t.name::regclass and a.attnum > 0 and not a.attisdropped
left join visible v on v.name = t.name
order by t.name, a.attnum;

-- Writing: no table, no way. The right itself is missing, so no row decides.
select is(pg_temp.error_of(format(statement, name)), '42501', format('A visitor may not %s', format(statement, name)))
from tables cross join (values ('insert into %I default values'), ('delete from %I'), ('truncate %I')) as s(statement)
order by statement, name;
select is(pg_temp.error_of(format('update %I set %I = default', t.name, a.attname)), '42501',
    format('A visitor may not update %s', t.name))
from tables t join pg_attribute a on a.attrelid = t.name::regclass and a.attnum = 1 order by t.name;
select is(pg_temp.error_of(query), '42501', format('A visitor may not %s', query))
from (values ($$ select nextval('booking_numbers') $$), ('create table public.mine (id integer)'),
             ('create function app.mine() returns void language sql as $x$ select $x$'),
             ('alter table organizations disable row level security'), ('drop policy visitor_reads on organizations'),
             ('select app.embed_organization_id(null)'), ('select public.cleanup_expired_reservations()'),
             ($$ select public.reserve_session_capacity(md5('monday')::uuid, 1) $$),
             ($$ select app.set_session_closed(null, null, null, null) $$), ('select app.resize_session(null, null, 1)')) as q(query);

-- Functions: which ones visitors may call stands in functions.sql; everybody else calls none.
create role nobody_in_particular;
select is_empty($$ select p.oid::regprocedure from pg_proc p
       where p.pronamespace in ('app'::regnamespace, 'public'::regnamespace)
         and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
         and has_function_privilege('nobody_in_particular', p.oid, 'execute') $$, 'Another role may call none');
select is_empty($$ select name from tables where has_any_column_privilege('nobody_in_particular', name, 'select,insert,update,references')
       or has_table_privilege('nobody_in_particular', name, 'delete,truncate,trigger') $$, 'nor do anything with a table');
select ok(not rolsuper and not rolbypassrls and not rolcanlogin, format('%s is no role with special rights', rolname))
from pg_roles where rolname in ('anon', 'bookingtms_engine') order by rolname;

-- Whose tenant is not active sees nothing.
create function pg_temp.sees_after(p_change text) returns text language plpgsql as $$
declare
    v_sees text;
begin
    execute p_change;
    v_sees := test.as_visitor('north', 'select format(''%s %s %s %s'', (select count(id) from organizations),
        (select count(id) from venues), (select count(id) from activities), (select count(id) from activity_sessions))');
    raise exception using errcode = 'P0001', message = v_sees;
exception when raise_exception then
    return sqlerrm;
end
$$;
select is(pg_temp.sees_after(change), expected, what)
from (values ('select', '1 1 1 1', 'A visitor sees their tenant'),
             ($$ update organizations set status = 'suspended' $$, '0 0 0 0', 'A suspended organization shows nothing'),
             ($$ update organizations set status = 'pending' $$, '0 0 0 0', 'nor does a pending one'),
             ($$ update organizations set status = 'deleted' $$, '0 0 0 0', 'nor a deleted one'),
             ('update embed_configs set is_active = false', '0 0 0 0', 'nor an embed that is switched off'),
             ('update venues set is_active = false', '1 0 1 1', 'A venue that is not active is not shown'),
             ('update activities set is_active = false', '1 1 0 1', 'nor an activity'),
             ($$ update activity_sessions set is_closed = true, close_reason = 'blocked' where not is_closed $$, '1 1 1 0',
              'nor a closed session')) as t(change, expected, what);

-- The owner of the tables is no exception: without the engine's role it sees nothing.
create role plain_owner;
grant usage on schema public to plain_owner;
grant create on schema public to plain_owner;
alter table organizations owner to plain_owner;
set local role plain_owner;
create temporary table owner_saw as select count(*)::integer as rows from organizations;
reset role;
select is(rows, 0, 'The owner of a table sees no rows without a policy') from owner_saw;

-- A tenant's keys: no row points into another tenant.
select throws_ok(format('update activity_sessions set activity_id = %L where id = %L', test.id('kayak'), test.id('monday')),
    '23503', null, 'A session is of its own tenant''s activity');
select throws_ok(format('update slot_reservations set session_id = %L where id = %L', test.id('sunrise'), test.id('cid')),
    '23503', null, 'A hold is of its own tenant''s session');
select throws_ok(format('update embed_keys set organization_id = %L where embed_key = %L', test.id('south'), test.embed_key('north')),
    '23503', null, 'An embed key is of its own tenant''s embed');

-- Tables that a visitor makes for themselves do not mislead a function that runs as the engine.
create function pg_temp.with_own_tables() returns text language plpgsql as $$
begin
    set local role anon;
    create temporary table embed_keys (embed_key text, organization_id uuid, embed_config_id uuid);
    create temporary table embed_configs (organization_id uuid, id uuid, is_active boolean);
    create temporary table organizations (id uuid, status public.organization_status);
    insert into embed_keys values ('emb_mine', md5('south')::uuid, md5('south')::uuid);
    insert into embed_configs values (md5('south')::uuid, md5('south')::uuid, true);
    insert into organizations values (md5('south')::uuid, 'active');
    grant select on embed_keys, embed_configs, organizations to public;
    perform set_config('request.claims', '{"embed_key": "emb_mine"}', true);
    return coalesce(app.visitor_organization_id()::text, 'nobody''s');
end
$$;
grant usage on schema test to anon;
select set_config('request.claims', '', true);
create temporary table answers as select pg_temp.with_own_tables() as tenant;
reset role;
select is(tenant, 'nobody''s', 'A visitor''s own tables do not make them a tenant') from answers;

select * from finish();
rollback;
