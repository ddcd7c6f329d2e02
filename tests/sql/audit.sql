-- The audit trail: what is noted, with whose name, what nobody reads in it, and that nobody changes it.
begin;
select no_plan();
select test.tenant('north'), test.tenant('south');
select test.activity('north', 'walk', 100), test.session('walk', 'monday'), test.session('walk', 'tuesday', now() + interval '2 days');
select test.user('north', 'ada', 'admin'), test.user('north', 'max', 'manager'), test.user('south', 'sue', 'super-admin');
insert into users (organization_id, id, email, full_name, role)
values (app.platform_organization_id(), test.id('pat'), 'pat@example.com', 'pat', 'platform-admin');
insert into sign_ins (organization_id, id, user_id, address, expires_at)
values (app.platform_organization_id(), test.id('pat'), test.id('pat'), '192.0.2.1', now() + interval '1 day');
select test.api_key('north', 'reader', '{audit_logs:read}'), test.api_key('north', 'other', '{venues:read}');

-- The entries since the last call, and the last one.
create temporary table seen (id bigint);
insert into seen select coalesce(max(id), 0) from audit_logs;
create function pg_temp.new_entries() returns setof audit_logs language plpgsql as $$
declare
    v_seen bigint;
begin
    select s.id into v_seen from seen s;
    return query select * from audit_logs l where l.id > v_seen order by l.id;
    update seen set id = (select max(l.id) from audit_logs l);
end
$$;

-- Which tables.
create temporary table without_audit (name) as
    values ('outbox'), ('idempotency_keys'), ('sign_in_attempts'), ('code_attempts'), ('refresh_tokens'), ('password_reset_requests'),
           ('payment_objects'), ('payment_events'), ('ledger_entries'), ('webhook_events'), ('webhook_deliveries'), ('webhook_attempts'), ('outbox_positions'),
           ('organization_days'), ('organization_session_days'), ('organization_day_progress'), ('dashboard_refreshes'), ('job_reports'),
           ('business_figures'), ('funnel_days'),
           ('audit_logs'), ('audit_rounds'), ('audit_seals');
select is(array_agg(t.tgname::text order by t.tgname) filter (where t.tgenabled = 'O'),
    case when c.relname not in (select name from without_audit) then '{audit_delete,audit_insert,audit_update}'::text[] end,
    format('%s is %s', c.relname, case when c.relname in (select name from without_audit) then 'not under audit' else 'under audit' end))
from pg_class c left join pg_trigger t on t.tgrelid = c.oid and t.tgname like 'audit\_%' and not t.tgisinternal
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
  and c.relname not like 'bookingtms\_%'
group by c.relname order by c.relname;

-- What an entry says.
select pg_temp.new_entries();
insert into venues (organization_id, id, name, slug, time_zone) values (test.id('north'), test.id('quay'), 'Quay', 'quay', 'Europe/London');
create temporary table entries as select * from pg_temp.new_entries();
select is(jsonb_strip_nulls(to_jsonb(e) - '{id,created_at,transaction_id,new_values}'::text[]), jsonb_build_object(
    'organization_id', test.id('north'), 'actor_type', 'system', 'action', 'insert', 'resource_type', 'venues',
    'resource_id', test.id('quay')), 'A new row has one entry') from entries e;
select is(new_values, jsonb_strip_nulls(to_jsonb(v)), 'with the row as JSON') from entries, venues v where v.id = test.id('quay');
update venues set name = 'Pier' where id = test.id('quay');
select is(array_agg(array[action, old_values::text, new_values::text]),
    array[['update', '{"name": "Quay", "version": 1}', '{"name": "Pier", "version": 2}']],
    'A changed row has one, with the columns that changed') from pg_temp.new_entries();
update embed_configs set name = name where false;
update organizations set slug = slug where id = test.id('north');
select is_empty('select * from pg_temp.new_entries()', 'Nothing changed: no entry');
delete from venues where id = test.id('quay');
select is(array_agg(array[action, old_values ->> 'name', new_values::text, resource_id::text]),
    array[['delete', 'Pier', null, test.id('quay')::text]], 'A removed row has one, with what it was') from pg_temp.new_entries();
insert into venues (organization_id, id, name, slug, time_zone)
select test.id('north'), test.id('venue ' || n), 'Venue', 'venue-' || n, 'Europe/London' from generate_series(1, 300) n;
select is(count(distinct resource_id), 300::bigint, 'A statement with 300 rows has 300 entries') from pg_temp.new_entries();
update venues set name = 'Place' where slug like 'venue-%';
select is(count(*) filter (where old_values ->> 'name' = 'Venue' and new_values ->> 'name' = 'Place'), 300::bigint,
    'also where it changes them') from pg_temp.new_entries();
update organizations set name = 'North Sea' where id = test.id('north');
select is(array_agg(organization_id), array[test.id('north')], 'An organization''s own entry is its own') from pg_temp.new_entries();
update embed_keys set embed_key = 'emb_0123456789abcdef01234567' where embed_key = test.embed_key('north');
select is(array_agg(coalesce(old_values, new_values) ->> 'embed_key' order by old_values is null),
    array[test.embed_key('north'), 'emb_0123456789abcdef01234567'],
    'A row whose key changes is not lost') from pg_temp.new_entries();
update embed_keys set embed_key = test.embed_key('north') where embed_key = 'emb_0123456789abcdef01234567';

-- Holds, and every column of a session but seats and version.
select pg_temp.new_entries();
select test.held('north', 'monday', 2, 'hold');
select is(array_agg(array[action, resource_type, resource_id::text, actor_type::text] order by id), array[
    ['insert', 'slot_reservations', test.id('hold')::text, 'visitor']], 'A hold has one entry; seats follow from it') from pg_temp.new_entries();
create function pg_temp.changes_of(p_set text) returns text[] language plpgsql as $$
begin
    alter table activity_sessions disable trigger all;
    alter table activity_sessions enable trigger audit_update;
    alter table activity_sessions enable trigger audit_insert;
    perform pg_temp.new_entries();
    execute 'update activity_sessions set ' || p_set || ' where id = test.id(''tuesday'')';
    alter table activity_sessions enable trigger all;
    return (select array_agg(k order by k) from pg_temp.new_entries() e, jsonb_object_keys(e.new_values) k);
end
$$;
alter table activity_sessions drop constraint closed_has_reason;
select is(pg_temp.changes_of(format('%I = %s', a.attname, case
        when t.typname = 'uuid' then 'gen_random_uuid()' when t.typname = 'bool' then format('not %I', a.attname)
        when t.typname = 'timestamptz' and a.attname = 'start_time' then 'start_time - interval ''1 second'''
        when t.typname = 'timestamptz' then format('%I + interval ''1 second''', a.attname)
        when t.typname in ('int4', 'int8') and a.attname = 'capacity_remaining' then 'capacity_remaining - 1'
        when t.typname in ('int4', 'int8') then format('%I + 1', a.attname)
        when t.typname = 'session_close_reason' then '''blocked''' when t.typname = 'currency_code' then '''XYZ''' else '''changed''' end)),
    case when a.attname not in ('capacity_remaining', 'version') then array[a.attname::text] end,
    format('A session whose %s changes has %s entry', a.attname,
        case when a.attname in ('capacity_remaining', 'version') then 'no' else 'an' end))
from pg_attribute a join pg_type t on t.oid = a.atttypid
where a.attrelid = 'activity_sessions'::regclass and a.attnum > 0 and not a.attisdropped and a.attname not in ('id', 'organization_id')
order by a.attnum;
select is(pg_temp.changes_of('version = version + 1, close_note = ''both'''), '{close_note,version}', 'also together with its version');

-- Who, from where, in which request.
create function pg_temp.noted_with(p_claims jsonb) returns jsonb language plpgsql as $$
begin
    perform pg_temp.new_entries();
    perform set_config('request.claims', p_claims::text, true);
    update organizations set name = name || '.' where id = test.id('north');
    perform set_config('request.claims', '', true);
    return (select jsonb_build_object('type', actor_type, 'user', user_id, 'key', api_key_id, 'ip', ip_address,
        'agent', user_agent, 'request', request_id) from pg_temp.new_entries());
end
$$;
select is(jsonb_strip_nulls(pg_temp.noted_with(claims::jsonb)), expected::jsonb, what)
from (values
    (format('{"user_id": "%s", "address": "192.0.2.7", "agent": "curl/8", "request_id": "req_1"}', test.id('ada')),
     format('{"type": "user", "user": "%s", "ip": "192.0.2.7", "agent": "curl/8", "request": "req_1"}', test.id('ada')),
     'A user is noted with address, agent and request'),
    (format('{"api_key_id": "%s", "address": "2001:db8::1"}', test.id('reader')),
     format('{"type": "api_key", "key": "%s", "ip": "2001:db8::1"}', test.id('reader')), 'and so is a key'),
    ('{"embed_key": "emb_x", "address": "2001:db8::/64"}', '{"type": "visitor", "ip": "2001:db8::/64"}', 'and a visitor'),
    ('{}', '{"type": "system"}', 'The program itself has no name'),
    ('{"address": "unix socket"}', '{"type": "system"}', 'What is no address is left out'),
    ('{"address": "999.1.1.1"}', '{"type": "system"}', 'in every way'),
    ('{"address": "", "agent": ""}', '{"type": "system", "agent": ""}', 'and so is nothing')) as c(claims, expected, what);
select is(length(pg_temp.noted_with(jsonb_build_object('agent', repeat('x', 5000))) ->> 'agent'), 300, 'A long agent is cut');

-- Secrets and customers' data.
insert into user_credentials (organization_id, user_id, password_hash, totp_sealed, recovery_code_hashes)
values (test.id('north'), test.id('ada'), 'SECRET-1', 'SECRET-2', '{SECRET-3}')
on conflict (organization_id, user_id) do update set password_hash = 'SECRET-1', totp_sealed = 'SECRET-2', recovery_code_hashes = '{SECRET-3}';
select pg_temp.new_entries();
update user_credentials set password_hash = 'SECRET-4', recovery_code_hashes = '{}' where user_id = test.id('ada');
select is(array_agg(array[old_values::text, new_values::text]), array_fill('{"password_hash": "[redacted]", "recovery_code_hashes": "[redacted]"}'::text, '{1, 2}'),
    'A new password is noted as changed, not what it was or is') from pg_temp.new_entries();
update api_key_secrets set key_hash = 'SECRET-5' where api_key_id = test.id('reader');
delete from user_credentials where user_id = test.id('ada');
select test.check_out('north', 'hold', 'secret-6@example.com', null, 'f', 'SECRET-7');
update customers set phone = 'SECRET-8', notes = 'SECRET-9';
update bookings set notes = 'SECRET-10', cancellation_reason = 'SECRET-13';
update slot_reservations set customer_email = 'secret-11@example.com' where id = test.id('hold');
update users set phone = 'SECRET-12' where id = test.id('ada');
select is_empty($$ select action, resource_type, old_values, new_values from audit_logs
                   where old_values::text ilike '%secret-%' or new_values::text ilike '%secret-%' $$,
    'No secret and nothing about a customer is in the trail');
select isnt_empty($$ select from audit_logs where resource_type = 'customers' and new_values ->> 'phone' = '[redacted]' $$, 'but that it changed');
-- A column whose name sounds like a secret is redacted, also one that is made next year.
select is_empty($$ select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       join pg_trigger t on t.tgrelid = c.oid and t.tgname = 'audit_insert'
       where a.attname ~ '(password|secret|hash|sealed|token|code_hashes|confirmation_code)' and a.attname not in ('password_changed_at', 'requires_second_factor')
         and c.relkind = 'r' and position(a.attname in encode(t.tgargs, 'escape')) = 0 $$, 'Columns that sound like secrets are redacted');

-- Bookkeeping.
select pg_temp.new_entries();
update users set last_login_at = now();
update api_keys set last_used_at = now(), last_used_address = '192.0.2.1';
update activities set generated_until = current_date;
update sign_ins set refreshed_at = now() + interval '1 second', expires_at = expires_at + interval '1 hour';
select is_empty('select * from pg_temp.new_entries()', 'Bookkeeping is no news');
update users set last_login_at = now() + interval '1 hour', full_name = 'Ada L.' where id = test.id('ada');
select is(count(*), 1::bigint, 'but does not hide any') from pg_temp.new_entries();

-- Who reads.
select is(test.as_user(actor, format('select count(*) > 0 from audit_logs where organization_id = %L', test.id(tenant))), may::text,
    format('%s %s the trail of %s', actor, case when may then 'reads' else 'does not read' end, tenant))
from (values ('ada', 'north', true), ('ada', 'south', false), ('max', 'north', false), ('sue', 'south', true),
             ('sue', 'north', false), ('pat', 'north', true), ('pat', 'south', true)) as t(actor, tenant, may);
select is(test.as_key('reader', 'select count(distinct organization_id) from audit_logs'), '1', 'A key with the scope reads its own');
select is(test.as_key('other', 'select count(*) from audit_logs'), '0', 'and one without reads nothing');
select is(test.as_anybody('select count(*) from audit_logs'), '0', 'nor does anybody without claims');

-- Who writes, changes and removes: nobody.
create function pg_temp.error_as(p_role text, p_query text) returns text language plpgsql as $$
begin
    perform set_config('role', p_role, true);
    execute p_query;
    perform set_config('role', 'none', true);
    return 'none';
exception when others then
    return sqlstate;
end
$$;
create temporary table partition as
    select inhrelid::regclass::text as name from pg_inherits where inhparent = 'audit_logs'::regclass order by 1 limit 1;
select is(pg_temp.error_as(role, format(query, target)), '42501', format('%s may not %s', role, format(query, target)))
from unnest('{anon,authenticated,bookingtms_engine,bookingtms,postgres}'::text[]) role
cross join (values ('update %s set action = ''x'''), ('delete from %s'), ('truncate %s')) q(query)
cross join (select 'audit_logs' as target union all select name from partition) t
order by 1;
select is(pg_temp.error_as(role, query), '42501', format('%s may not %s', role, query))
from unnest('{anon,authenticated,bookingtms_engine,bookingtms,postgres}'::text[]) role
cross join (values ('update audit_seals set seal = ''x'''), ('delete from audit_seals'), ('truncate audit_seals'),
                   ('update audit_rounds set seal = ''x'''), ('delete from audit_rounds'), ('truncate audit_rounds')) q(query)
order by 1;
select is(pg_temp.error_as(role, query), '42501', format('%s may not %s', role, query))
from unnest('{anon,authenticated}'::text[]) role
cross join (values ('insert into audit_logs (organization_id, actor_type, action, resource_type) select null, ''system'', ''x'', ''x'''),
                   ('select app.audit_event(null, ''x'', ''x'', null, null)'), ('select app.make_audit_partition(current_date)'),
                   ('select app.drop_audit_partition(current_date)'), ('select app.begin_audit_round(null, 1, 1)'), ('select app.audit_horizon()'),
                   ('select app.finish_audit_round(''{}'')'), ('select app.read_audit_round(1, null)')) q(query);
select is(pg_temp.error_as('bookingtms_engine', format(
        'insert into audit_logs (organization_id, actor_type, action, resource_type, %s) select test.id(''north''), ''system'', ''x'', ''x'', %s', name, value)),
    code, format('The engine does not say %s', name))
from (values ('created_at', 'now()', '42501'), ('transaction_id', '''1''::xid8', '42501'), ('id', '1', '42501')) as c(name, value, code);

-- Events.
select is(test.as_user('ada', format('select app.log_my_event(%L, ''venues'', null, ''{}'')', action))::jsonb ->> 'code', code,
    format('The server %s %s in a user''s name', case code when 'ok' then 'may note' else 'may not note' end, coalesce(action, 'nothing')))
from (values ('access.refused', 'ok'), ('platform.accessed', 'ok'), ('audit.exported', 'ok'), ('insert', 'permission_denied'),
             ('delete', 'permission_denied'), ('sign_in.succeeded', 'permission_denied'), ('', 'permission_denied'),
             (null, 'permission_denied')) as a(action, code);
select is(organization_id || ' ' || user_id, test.id('north') || ' ' || test.id('ada'), 'It is noted where they work')
from audit_logs where action = 'access.refused' order by id desc limit 1;
select is(test.as_anybody('select app.log_my_event(''access.refused'', ''venues'', null, null)')::jsonb ->> 'code', 'permission_denied',
    'Who is nobody notes nothing');

-- Months: every write has its partition, and fails without it.
select is_empty('select * from test.audit_partitions_ahead', 'The months ahead have their partitions');
select lives_ok('select app.make_audit_partitions()', 'Making them again changes nothing');
select lives_ok('select app.make_audit_partition(date ''2019-02-01'')', 'Any month may be made');
select is_empty('select * from test.row_level_security', 'and is as closed as the others');
select is_empty('select * from test.tenant_first_keys');
select is(app.make_audit_partition(date '2019-02-17')::text, '', 'A day names its month');
insert into audit_logs (organization_id, actor_type, action, resource_type, created_at)
values (test.id('north'), 'system', 'x', 'x', '2019-02-01T00:00:00Z'), (test.id('north'), 'system', 'x', 'x', '2019-02-28T23:59:59.999999Z');
select is(count(*), 2::bigint, 'It holds the month from its first to its last moment') from audit_logs_2019_02;
savepoint no_drop;
select throws_ok('select app.drop_audit_partition(date ''2019-02-01'')', '42501', 'No round of sealing dropped this month.',
    'A month goes only by a round that says so');
insert into audit_rounds (number, sealed_at, until_id, dropped_months, digest, previous, seal)
values (1, now(), 1, '{2019-02-01}', repeat('0', 64), '', repeat('0', 64));
select lives_ok('select app.drop_audit_partition(date ''2019-02-01'')', 'and then it does');
select hasnt_table('audit_logs_2019_02'::name);
rollback to no_drop;
savepoint no_partition;
select is(test.seats('monday'), '98 of 100, version 2', 'Before');
do $$ begin execute format('alter table audit_logs detach partition audit_logs_%s', to_char(now() at time zone 'UTC', 'YYYY_MM')); end $$;
select throws_ok($$ select test.hold('north', 'monday', 1) $$, '23514', null, 'What cannot be noted does not happen');
select is(test.seats('monday'), '98 of 100, version 2', 'and costs no seat');
select is(count(*), 1::bigint, 'The check sees the month that is missing') from test.audit_partitions_ahead;
rollback to no_partition;

-- Lists: filters and pages.
create function pg_temp.list(p_filter jsonb default '{}', p_limit integer default 20, p_before jsonb default null, p_user text default 'ada')
    returns jsonb language sql as $$
    select test.as_user(p_user, format('select app.list_audit_logs(%L, %L, %L, %L, %L, %L, %L, %L, %L, %L)', p_filter ->> 'user_id',
        p_filter ->> 'api_key_id', p_filter ->> 'resource_type', p_filter ->> 'resource_id', p_filter ->> 'action',
        p_filter ->> 'from', p_filter ->> 'to', p_before ->> 'time', p_before ->> 'id', p_limit))::jsonb $$;
select is(pg_temp.list(p_user => 'max') ->> 'code', 'permission_denied', 'A manager has no list of the trail');
select is(pg_temp.list() ->> 'has_more', 'true', 'A list has a next page');
select is(jsonb_array_length(pg_temp.list(filter) -> 'data') > 0
          and not exists (select from jsonb_array_elements(pg_temp.list(filter, 100) -> 'data') d where not d @> expected), true, filter::text || ' is what the list shows')
from (values (jsonb_build_object('resource_type', 'customers'), '{"resource_type": "customers"}'::jsonb),
             (jsonb_build_object('resource_id', test.id('hold')), jsonb_build_object('resource_id', test.id('hold'))),
             (jsonb_build_object('action', 'delete'), '{"action": "delete"}'),
             (jsonb_build_object('user_id', test.id('ada')), jsonb_build_object('user_id', test.id('ada'))),
             (jsonb_build_object('api_key_id', test.id('reader')), jsonb_build_object('api_key_id', test.id('reader'))),
             (jsonb_build_object('to', '2019-03-01', 'from', '2019-02-28'), '{"created_at": "2019-02-28T23:59:59Z"}')) as f(filter, expected);
create function pg_temp.pages(p_filter jsonb, p_limit integer) returns text[] language plpgsql as $$
declare
    v_ids text[] := '{}';
    v_before jsonb;
    v_page jsonb;
    v_last text;
begin
    loop
        v_page := pg_temp.list(p_filter, p_limit, v_before);
        select v_ids || array_agg(d ->> 'id' order by n), (array_agg(d ->> 'id' order by n desc))[1] into v_ids, v_last
        from jsonb_array_elements(v_page -> 'data') with ordinality as e(d, n);
        exit when not (v_page ->> 'has_more')::boolean;
        v_before := jsonb_build_object('id', split_part(v_last, '-', 2),
            'time', to_timestamp(0) + split_part(v_last, '-', 1)::bigint * interval '1 microsecond');
    end loop;
    return v_ids;
end
$$;
select is(pg_temp.pages('{"resource_type": "venues"}', 7), (
        select array_agg(format('%s-%s', (extract(epoch from created_at) * 1000000)::bigint, id) order by created_at desc, id desc)
        from audit_logs where organization_id = test.id('north') and resource_type = 'venues'),
    'Pages of seven show every entry once, newest first');

-- The queries of the list read an index of the organization, and only the months that are asked for.
create function pg_temp.plan_of(p_condition text) returns text language plpgsql as $$
declare
    v_line text;
    v_plan text := '';
begin
    set local enable_seqscan = off;
    for v_line in execute format('explain (costs off) select * from audit_logs l where l.organization_id = %L and %s
        order by l.created_at desc, l.id desc limit 21', test.id('north'), p_condition) loop
        v_plan := v_plan || v_line || E'\n';
    end loop;
    return v_plan;
end
$$;
select ok(pg_temp.plan_of(condition) ~ index, format('%s uses %s', condition, index))
from (values ('l.created_at > now() - interval ''1 hour''', '_pkey'), ('l.user_id = md5(''x'')::uuid', 'organization_id_user_id'),
             ('l.api_key_id = md5(''x'')::uuid', 'organization_id_api_key_id'), ('l.resource_id = md5(''x'')::uuid', 'resource_id'),
             ('l.resource_type = ''venues''', 'organization_id_resource_type'),
             ('l.action = ''delete''', 'organization_id_action')) t(condition, index);
select ok(plan like '%audit_logs_2019_02%' and plan not like '%audit_logs_202%', 'Other months are not looked at')
from pg_temp.plan_of('l.created_at >= ''2019-02-03'' and l.created_at < ''2019-02-05''') plan;

-- An organization's entries stay when it goes.
select is(count(*) > 0, true, 'South has a trail') from audit_logs where organization_id = test.id('south');
delete from embed_keys where organization_id = test.id('south');
delete from embed_configs where organization_id = test.id('south');
delete from venues where organization_id = test.id('south');
delete from sign_ins where organization_id = test.id('south');
delete from user_emails where organization_id = test.id('south');
delete from user_credentials where organization_id = test.id('south');
delete from users where organization_id = test.id('south');
delete from organization_pricing where organization_id = test.id('south');
delete from organization_day_progress where organization_id = test.id('south');
delete from outbox where organization_id = test.id('south');
delete from organizations where id = test.id('south');
select is(array_agg(distinct action order by action), '{delete,insert}', 'It outlives the organization')
from audit_logs where organization_id = test.id('south') and resource_type = 'organizations';

-- Digests: what a seal is made of notices everything.
create function pg_temp.digest() returns text language sql as $$
    select string_agg(d.entries || ' ' || d.digest, ' ') from app.audit_digests(0, 9223372036854775807, null) d
    where d.organization_id = test.id('north') $$;
create temporary table before as select pg_temp.digest() as digest;
select is(pg_temp.digest(), digest, 'The same entries have the same digest') from before;
set local timezone = 'Asia/Tokyo';
set local datestyle = 'German';
set local extra_float_digits = 0;
select is(pg_temp.digest(), digest, 'whatever the settings of the session') from before;
reset timezone;
reset datestyle;
reset extra_float_digits;
create function pg_temp.digest_after(p_change text) returns text language plpgsql as $$
declare
    v_digest text;
begin
    set local session_replication_role = replica;
    execute p_change;
    v_digest := pg_temp.digest();
    raise exception using errcode = 'P0001', message = v_digest;
exception when raise_exception then
    return sqlerrm;
end
$$;
create temporary table victim as select id from audit_logs where organization_id = test.id('north') and user_id is not null order by id limit 1;
select isnt(pg_temp.digest_after(format(change, (select id from victim))), digest, format('The digest notices: %s', change))
from before, (values ('delete from audit_logs where id = %s'), ('update audit_logs set action = ''x'' where id = %s'),
    ('update audit_logs set user_id = null where id = %s'), ('update audit_logs set api_key_id = gen_random_uuid() where id = %s'),
    ('update audit_logs set actor_type = ''system'' where id = %s'), ('update audit_logs set created_at = created_at + interval ''1 microsecond'' where id = %s'),
    ('update audit_logs set resource_type = ''x'' where id = %s'), ('update audit_logs set resource_id = gen_random_uuid() where id = %s'),
    ('update audit_logs set old_values = ''{"a": 1}'' where id = %s'), ('update audit_logs set new_values = ''{"a": 1}'' where id = %s'),
    ('update audit_logs set ip_address = ''192.0.2.99'' where id = %s'), ('update audit_logs set ip_address = ''192.0.2.0/24'' where id = %s'),
    ('update audit_logs set user_agent = ''x'' where id = %s'),
    ('update audit_logs set request_id = ''x'' where id = %s'), ('update audit_logs set organization_id = gen_random_uuid() where id = %s'),
    ('update audit_logs set transaction_id = ''1'' where id = %s'),
    ('insert into audit_logs (organization_id, actor_type, action, resource_type) select organization_id, ''system'', ''x'', ''x'' from audit_logs where id = %s')) as c(change);

select * from finish();
rollback;
