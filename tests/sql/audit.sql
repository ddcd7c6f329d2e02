-- What is on record: every table, what changed, who it was, and that secrets are not.
begin;
select no_plan();

-- Tables that the trail does not follow, each for a reason that stands in migration 0004.
select set_eq($$
    select c.relname::text from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and c.relname not like 'bookingtms\_%'
      and (select count(*) from pg_trigger t where t.tgrelid = c.oid and t.tgname like 'audit\_%') <> 3 $$,
    string_to_array('audit_logs audit_rounds audit_seals idempotency_keys outbox password_reset_requests '
        'refresh_tokens sign_in_attempts', ' '), 'Every table is under audit, or here');

select test.tenant('north');
select test.activity('north', 'walk', 10), test.session('walk', 'monday');
create temporary table seen as select max(id) as id from audit_logs;
create function pg_temp.entries() returns setof audit_logs language sql as $$
    select * from audit_logs where id > (select id from seen) order by id
$$;

select set_config('request.claims', jsonb_build_object('user_id', test.id('ann'), 'address', '192.0.2.7',
    'agent', repeat('x', 1000), 'request_id', 'r1')::text, true);
update venues set name = 'New' where id = test.id('north');
select results_eq($$ select action, resource_type, resource_id, old_values, new_values, actor_type::text, user_id,
        host(ip_address), length(user_agent), request_id from pg_temp.entries() $$,
    $$ values ('update', 'venues', test.id('north'), '{"name": "north", "version": 1}'::jsonb,
        '{"name": "New", "version": 2}'::jsonb, 'user', test.id('ann'), '192.0.2.7', 300, 'r1') $$,
    'An update is one entry with what changed, who it was and from where');

update seen set id = (select max(id) from audit_logs);
update activities set generated_until = '2030-01-01', generated_version = 7;
select is((select count(*) from pg_temp.entries()), 0::bigint, 'Bookkeeping alone is no news');
update venues set address = address;
select is((select array_agg(new_values) from pg_temp.entries()), array['{"version": 3}'::jsonb], 'nor is what stays as it is');

update seen set id = (select max(id) from audit_logs);
select set_config('request.claims', '{"address": "no address", "embed_key": "emb_1"}', true);
insert into customers (organization_id, id, email, first_name, last_name)
values (test.id('north'), test.id('bob'), 'bob@example.com', 'Bob', 'Ray'), (test.id('north'), test.id('cid'), 'cid@example.com', 'Cid', 'Ray');
select is((select count(*) from pg_temp.entries()), 2::bigint, 'Each row of a statement has its entry');
select is((select count(*) from pg_temp.entries() where actor_type = 'visitor' and ip_address is null), 2::bigint,
    'What is no address fails no write');
select is((select string_agg(new_values::text, '') ~ 'bob|Bob|Ray' from pg_temp.entries()), false, 'Customers'' data are not in the trail');
delete from customers where id = test.id('cid');
select is((select old_values ->> 'id' from pg_temp.entries() where action = 'delete'), test.id('cid')::text, 'What is deleted stays on record');

-- Nobody writes what did not happen, or takes away what did.
create function pg_temp.error_of(p_role text, p_statement text) returns text language plpgsql as $$
begin
    perform set_config('role', p_role, true);
    execute p_statement;
    return 'none';
exception when others then
    return sqlstate;
end
$$;
select is(pg_temp.error_of(role, statement), '42501', format('%s: %s', role, statement))
from (values ('bookingtms_engine'), ('authenticated'), ('anon'), ('bookingtms')) r(role)
cross join (values ('update audit_logs set action = action'), ('delete from audit_logs'), ('truncate audit_logs'),
                   ('truncate audit_seals'), ('delete from audit_rounds')) s(statement)
-- The owner of the tables sees no rows to update or delete.
where not (role = 'bookingtms' and statement not like 'truncate%');
select is(pg_temp.error_of('authenticated', $$ insert into audit_logs (organization_id, actor_type, action, resource_type)
    values (gen_random_uuid(), 'system', 'insert', 'bookings') $$), '42501', 'Who is signed in writes no entry');
select is(pg_temp.error_of('bookingtms_engine', $$ insert into audit_logs (organization_id, actor_type, action, resource_type, created_at)
    values (gen_random_uuid(), 'system', 'insert', 'bookings', now() - interval '1 day') $$), '42501', 'The engine says not when');
select set_config('request.claims', '{}', true);
select is(pg_temp.error_of('authenticated', $$ select app.audit_event(null, 'x', 'x', null, null) $$), '42501', 'nor an event by name');
set local role authenticated;
select is(app.log_my_event('insert', 'bookings', null, '{}') ->> 'code', 'permission_denied', 'Nobody notes a change as an event');
reset role;

-- The queries of the list read an index of the organization and only the months that are asked for.
create function pg_temp.plan_of(p_query text) returns text language plpgsql as $$
declare
    v_line text;
    v_plan text := '';
begin
    set local enable_seqscan = off;
    for v_line in execute 'explain (costs off) ' || p_query loop
        v_plan := v_plan || v_line || E'\n';
    end loop;
    return v_plan;
end
$$;
select ok(pg_temp.plan_of(format('select * from audit_logs l where l.organization_id = %L and %s order by l.created_at desc, l.id desc limit 21',
        test.id('north'), replace(condition, 'ID', quote_literal(test.id('ann'))))) ~ index, format('%s uses %s', condition, index))
from (values ('l.created_at > now() - interval ''1 hour''', '_pkey'), ('l.user_id = ID', 'organization_id_user_id'),
             ('l.api_key_id = ID', 'organization_id_api_key_id'), ('l.resource_id = ID', 'resource_id'),
             ('l.resource_type = ''venues''', 'organization_id_resource_type'),
             ('l.action = ''delete''', 'organization_id_action')) t(condition, index);

select * from finish();
rollback;
