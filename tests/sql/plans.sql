-- What the queries of the product touch in an organization with thousands of bookings among others: no large table is read
-- from one end to the other, and no more rows are fetched than the answer needs. Counted by PostgreSQL itself, through all
-- functions that a query calls, so it holds whatever their plans are called.
begin;
select no_plan();
-- The rows are made without the trail of audit, and checked by nobody.
set local session_replication_role = replica;
\set organizations 160
\set big_sessions 1500
\set sessions_each 60
\set bookings_each 3
\i bench/sql/scale.sql
set local session_replication_role = origin;
-- What is forgotten after a while, none of it old yet.
insert into idempotency_keys (organization_id, key, fingerprint) select organization_id, 'key ' || id, 'f' from activity_sessions;
insert into code_attempts (organization_id, address) select organization_id, '192.0.2.1' from activity_sessions;
insert into users (organization_id, id, email, full_name, role)
select id, gen_random_uuid(), 'boss@' || slug || '.example.com', 'The boss', 'super-admin' from organizations where slug like 'scale-%';
insert into sign_ins (organization_id, id, user_id, address, expires_at)
select u.organization_id, gen_random_uuid(), u.id, '192.0.2.1', now() + interval '7 days' from users u, generate_series(1, 20)
where u.email like 'boss@scale-%';
insert into outbox (organization_id, topic, payload)
select organization_id, 'session.changed', jsonb_build_object('id', id, 'activity_id', activity_id) from activity_sessions;
do $$ begin
    while app.refresh_dashboard_if_due('0', 1000) loop null; end loop;
end $$;
analyze;

create function pg_temp.scale_id(p_kind integer, p_number integer) returns uuid language sql immutable as $$
    select ('00000000-0000-7000-801' || p_kind || '-' || lpad(to_hex(p_number), 12, '0'))::uuid
$$;

create temporary table counted (name text primary key, seq_scans bigint, rows bigint);
create function pg_temp.count_now() returns void language sql as $$
    delete from counted;
    -- Tables that grow with the business. A scan of an empty or tiny one is no fault, so these are not.
    insert into counted
    select relname, seq_scan, seq_tup_read + coalesce(idx_tup_fetch, 0) from pg_stat_xact_user_tables
    where schemaname = 'public' and relname in ('bookings', 'activity_sessions', 'slot_reservations', 'customers', 'payments',
        'ledger_entries', 'organization_days', 'organization_session_days', 'outbox', 'idempotency_keys', 'code_attempts', 'sign_ins');
$$;

-- Runs a query as an API key of the large organization, as a visitor of it, or as the engine, and compares what it touched.
create function pg_temp.touches(p_name text, p_actor text, p_query text, p_rows_max integer) returns setof text language plpgsql as $$
declare
    v_scanned text;
    v_rows bigint;
    v_answer text;
begin
    perform pg_temp.count_now();
    case p_actor
        when 'key' then v_answer := test.as_staff(jsonb_build_object('api_key_id', pg_temp.scale_id(5, 1)), p_query);
        when 'visitor' then v_answer := test.as_anon(jsonb_build_object('embed_key', 'emb_5' || lpad('1', 23, '0'))::text, p_query);
        else
            perform set_config('role', 'bookingtms_engine', true);
            execute p_query into v_answer;
            perform set_config('role', 'none', true);
    end case;
    select string_agg(t.relname, ', ') filter (where t.seq_scan > coalesce(c.seq_scans, 0)),
           sum(t.seq_tup_read + coalesce(t.idx_tup_fetch, 0) - coalesce(c.rows, 0))
    into v_scanned, v_rows
    from pg_stat_xact_user_tables t join counted c on c.name = t.relname and t.schemaname = 'public';
    return next ok(coalesce(v_answer, '') !~ 'permission_denied|not_found' and (v_answer is not null or p_actor = 'engine'),
                   p_name || ' answers');
    return next is(v_scanned, null, p_name || ' reads no large table as a whole');
    return next ok(coalesce(v_rows, 0) <= p_rows_max, format('%s touches at most %s rows, and did %s', p_name, p_rows_max, v_rows));
end
$$;

-- The named queries of sql/queries, and one of them with its parameters filled in: its rows, counted.
create temporary table named (name text primary key, text text);
\copy named from program 'awk ''/^-- name:/ { printf "%s%s\t", (NR > 1 ? "\n" : ""), $3; next } !/^--/ && NF { gsub(/\\/, "\\\\"); printf "%s\\n", $0 }'' sql/queries/*.sql'
create function pg_temp.filled(p_name text, variadic p_values text[]) returns text language plpgsql as $$
declare
    v_text text;
begin
    select rtrim(text, E' \n;') into strict v_text from named where name = p_name;
    for i in reverse cardinality(p_values)..1 loop
        v_text := replace(v_text, '$' || i, coalesce(quote_literal(p_values[i]), 'null'));
    end loop;
    return v_text;
end
$$;

-- Of what is asked for: some session to come, some booking, a day.
create temporary table sample as
select s.id as session_id, s.activity_id, b.id as booking_id, b.customer_id, b.contact ->> 'email' as email,
       b.booking_number, b.confirmation_code, b.booking_date
from activity_sessions s
join bookings b on b.organization_id = s.organization_id and b.session_id = s.id and b.status = 'confirmed'
where s.organization_id = pg_temp.scale_id(1, 1) and s.start_time > now() + interval '5 days'
order by s.start_time, b.id limit 1;

create temporary table queries (name text, actor text, query text, rows_max integer);
insert into queries
select q.* from sample, lateral (values
    ('list_availability, a fortnight', 'visitor', pg_temp.filled('list_availability', activity_id::text, booking_date::text, (booking_date + 14)::text, '2'), 200),
    ('read_session', 'visitor', pg_temp.filled('read_session', session_id::text), 5),
    ('list_bookings, newest', 'key', 'select app.list_bookings(null, null, null, null, null, null, null, null, ''newest'', null, 20)', 350),
    ('list_bookings, of a status', 'key', 'select app.list_bookings(''{confirmed}'', null, null, null, null, null, null, null, ''newest'', null, 20)', 150),
    ('list_bookings, of a day', 'key', format('select app.list_bookings(null, null, null, null, null, %L, %L, null, ''start_time'', null, 20)',
        booking_date, booking_date), 400),
    ('list_bookings, of an activity', 'key', format('select app.list_bookings(null, null, %L, null, null, null, null, null, ''newest'', null, 20)',
        activity_id), 350),
    ('list_bookings, of a venue by the calendar', 'key', format(
        'select app.list_bookings(null, null, null, %L, null, %L, null, null, ''start_time'', null, 20)', pg_temp.scale_id(1, 1), booking_date), 400),
    ('list_bookings, of a session', 'key', format('select app.list_bookings(null, %L, null, null, null, null, null, null, ''newest'', null, 20)', session_id), 100),
    ('list_bookings, of a customer', 'key', format('select app.list_bookings(null, null, null, null, %L, null, null, null, ''newest'', null, 20)', customer_id), 100),
    ('list_bookings, searched by email', 'key', format('select app.list_bookings(null, null, null, null, null, null, null, %L, ''newest'', null, 20)', email), 620),
    ('list_bookings, searched by number', 'key', format('select app.list_bookings(null, null, null, null, null, null, null, %L, ''newest'', null, 20)', booking_number), 620),
    -- Hundreds of bookings and all of them old: the newest are looked through first, then only those that fit.
    ('list_bookings, searched for guests of long ago', 'key',
        'select app.list_bookings(null, null, null, null, null, null, null, ''guest2'', ''newest'', null, 20)', 850),
    ('list_bookings, searched for what most have', 'key',
        'select app.list_bookings(null, null, null, null, null, null, null, ''guest'', ''newest'', null, 20)', 700),
    ('list_bookings, the last page of all', 'key', format(
        'select app.list_bookings(null, null, null, null, null, null, null, null, ''newest'', %L, 20)', pg_temp.scale_id(4, 30)), 350),
    ('read_booking', 'key', format('select app.read_booking(%L)', booking_id), 20),
    ('read_booking_money', 'key', format('select app.read_booking_money(%L)', booking_id), 20),
    ('list_customers', 'key', 'select app.list_customers(null, null, 20)', 60),
    ('list_customers, searched', 'key', 'select app.list_customers(''guest10'', null, 20)', 600),
    ('list_customers, searched for some of long ago', 'key', 'select app.list_customers(''guest2'', null, 20)', 700),
    ('list_customers, searched for what most have', 'key', 'select app.list_customers(''guest'', null, 20)', 500),
    ('read_customer', 'key', format('select app.read_customer(%L)', customer_id), 50),
    ('list_sessions, of a day', 'key', format('select app.list_sessions(null, null, %L, %L, null, 20, null)', booking_date, booking_date), 600),
    ('list_sessions, closed ones', 'key', format('select app.list_sessions(null, null, %L, null, true, 20, null)', booking_date), 20),
    ('read_staff_session', 'key', format('select app.read_staff_session(%L)', session_id), 30),
    ('list_activities', 'key', pg_temp.filled('list_activities', null, '20', null), 20),
    ('list_venues', 'key', pg_temp.filled('list_venues', '20', null), 20),
    -- Sums of 60 days. What was booked today is not summed yet: 3 a minute.
    ('read_dashboard', 'key', 'select app.read_dashboard(30, null)', 1800),
    ('read_dashboard, a quarter of a year', 'key', 'select app.read_dashboard(90, null)', 2500),
    ('list_session_changes', 'engine', pg_temp.filled('list_session_changes', pg_snapshot_xmin(pg_current_snapshot())::text, '0', '100'), 5),
    ('cleanup_expired_reservations', 'engine', pg_temp.filled('cleanup_expired_reservations', '100'), 5),
    ('take_open_payments', 'engine', pg_temp.filled('take_open_payments', '10', '60', '900'), 5),
    ('take_due_refunds', 'engine', 'select app.take_due_refunds(10, ''1 minute'')::text', 5),
    ('roll_up_days, when all is summed', 'engine', 'select app.roll_up_days(100)::text', 5),
    ('roll_up_session_days, when all is summed', 'engine', 'select app.roll_up_session_days(100)::text', 5),
    ('forget_idempotency_keys', 'engine', 'select app.forget_idempotency_keys(''1 day'')::text', 5),
    ('forget_outbox', 'engine', 'select app.forget_outbox(''1 day'')::text', 5),
    ('forget_code_attempts', 'engine', 'select app.forget_code_attempts(''1 day'')::text', 5),
    ('forget_sign_ins', 'engine', 'select app.forget_sign_ins()::text', 5)
) as q(name, actor, query, rows_max);
select pg_temp.touches(name, actor, query, rows_max) from queries;
-- One hold: the session, its hold, and what says that the visitor has not too many.
select pg_temp.touches('create_reservations', 'visitor', format(
    'select code from app.create_reservations(array[%L], array[%L]::uuid[], array[gen_random_uuid()], array[1], array[null]::integer[], array[null], array[%L],
        array[null], array[null], ''10 minutes'', 1000, 0)', 'emb_5' || lpad('1', 23, '0'), session_id, 'visitor'), 20) from sample;

-- What has a page as its answer does not read more as an organization grows: the first one has 25 times as many bookings
-- as the second. Up to twice, and a search looks through up to 420 of the newest where the small one has only 180.
create function pg_temp.rows_of(p_organization integer, p_query text) returns bigint language plpgsql as $$
begin
    perform pg_temp.count_now(), test.as_staff(jsonb_build_object('api_key_id', pg_temp.scale_id(5, p_organization)), p_query);
    return (select sum(t.seq_tup_read + coalesce(t.idx_tup_fetch, 0) - coalesce(c.rows, 0))
            from pg_stat_xact_user_tables t join counted c on c.name = t.relname and t.schemaname = 'public');
end
$$;
select cmp_ok(pg_temp.rows_of(1, format(g.query, g.large)), '<=', 2 * pg_temp.rows_of(2, format(g.query, g.small)) + g.searched,
    'Not more for 25 times as many bookings: ' || g.name)
from (values
    ('the newest', 'select app.list_bookings(null, null, null, null, null, null, null, null, ''newest'', null, 20)', '', '', 0),
    ('of a status', 'select app.list_bookings(''{completed}'', null, null, null, null, null, null, null, ''newest'', null, 20)', '', '', 0),
    ('by the calendar', 'select app.list_bookings(null, null, null, null, null, current_date, null, null, ''start_time'', null, 20)', '', '', 0),
    ('one guest', 'select app.list_bookings(null, null, null, null, null, null, null, %L, ''newest'', null, 20)', 'guest700@', 'guest1510@', 240),
    ('nobody', 'select app.list_bookings(null, null, null, null, null, null, null, %L, ''newest'', null, 20)', 'nobody', 'nobody', 240),
    ('customers', 'select app.list_customers(null, null, 20)', '', '', 0),
    ('one customer', 'select app.list_customers(%L, null, 20)', 'guest700@', 'guest1510@', 360)
) as g(name, query, large, small, searched);

-- An organization that has a good share of all rows, and whose newest are old: at ten million bookings the index of ids
-- alone looked cheapest, and had all bookings of the others in front. Pages that are dear to reach make it look so here:
-- then all 4,500 bookings and 1,500 customers of the organization may be read, and none of others.
set local random_page_cost = 16;
set local enable_seqscan = off;
select cmp_ok(pg_temp.rows_of(1, q.query), '<=', q.rows_max::bigint, 'Not through the rows of others: ' || q.query)
from (values
    ('select app.list_bookings(null, null, null, null, null, null, null, ''guest2'', ''newest'', null, 20)', 5000),
    ('select app.list_bookings(null, null, null, null, null, null, null, null, ''newest'', null, 20)', 170),
    ('select app.list_customers(null, null, 20)', 60),
    ('select app.list_customers(''guest2'', null, 20)', 2000)
) as q(query, rows_max);
set local random_page_cost = 4;
set local enable_seqscan = on;

-- The counting itself notices what it is there for.
select pg_temp.count_now();
do $$ begin perform set_config('enable_indexscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
    set_config('enable_indexonlyscan', 'off', true); end $$;
create temporary table control as select count(*) from bookings where organization_id = pg_temp.scale_id(1, 2);
select ok(exists (select from pg_stat_xact_user_tables t join counted c on c.name = t.relname and t.schemaname = 'public'
    where t.relname = 'bookings' and t.seq_scan > c.seq_scans), 'A query without its index is noticed');
do $$ begin perform set_config('enable_indexscan', 'on', true), set_config('enable_bitmapscan', 'on', true),
    set_config('enable_indexonlyscan', 'on', true); end $$;

-- The indexes of task 1.2, by what each is for; docs/explanation/performance.md says why they look as they do.
create function pg_temp.plan_of(p_query text) returns text language plpgsql as $$
declare
    v_line text;
    v_plan text := '';
begin
    for v_line in execute 'explain (costs off) ' || p_query loop v_plan := v_plan || v_line || E'\n'; end loop;
    return v_plan;
end
$$;
set local enable_seqscan = off;
create temporary table wanted (purpose text, query text, index text);
insert into wanted
select w.* from sample, lateral (values
    ('idx_sessions_availability', format('select * from activity_sessions where organization_id = %L and activity_id = %L and start_time > now()
        and start_time < now() + interval ''3 days'' and not is_closed', pg_temp.scale_id(1, 1), activity_id), 'activity_sessions_organization_id_activity_id_start_time_key'),
    ('idx_bookings_org_date_status', format('select * from bookings where organization_id = %L and booking_date = %L and status = ''confirmed''',
        pg_temp.scale_id(1, 1), booking_date), 'bookings_status_date'),
    ('idx_bookings_session', format('select * from bookings where organization_id = %L and session_id = %L and status <> ''cancelled''',
        pg_temp.scale_id(1, 1), session_id), 'bookings_session'),
    ('idx_customers_org_email', format('select * from customers where organization_id = %L and email = %L', pg_temp.scale_id(1, 1), email),
        'customers_organization_id_email_key'),
    ('idx_venues_embed_key', 'select * from embed_keys where embed_key = ''emb_500000000000000000000001''', 'embed_keys_pkey')
) as w(purpose, query, index);
select matches(pg_temp.plan_of(query), index || '\M', format('%s is served by %s', purpose, index)) from wanted;
-- Three activities of an organization are read faster without an index; of many organizations' the key begins with theirs.
select is(count(*)::integer, 1, 'idx_activities_org_venue_active: the activities of a venue have an index that begins with organization and venue')
from pg_indexes where tablename = 'activities' and indexdef like '%(organization_id, venue_id)';

-- Every index is valid, is the only one of its kind, and none holds what a hold changes in place.
select is(count(*)::integer, 0, 'No index is invalid') from pg_index where not indisvalid or not indisready;
select is(string_agg(a.indexrelid::regclass || ' = ' || b.indexrelid::regclass, ', '), null, 'No index is there twice')
from pg_index a join pg_index b on a.indrelid = b.indrelid and a.indexrelid < b.indexrelid and a.indkey::text = b.indkey::text
    and a.indclass::text = b.indclass::text and a.indcollation::text = b.indcollation::text and a.indoption::text = b.indoption::text
    and coalesce(pg_get_expr(a.indexprs, a.indrelid), '') = coalesce(pg_get_expr(b.indexprs, b.indrelid), '')
    and coalesce(pg_get_expr(a.indpred, a.indrelid), '') = coalesce(pg_get_expr(b.indpred, b.indrelid), '')
join pg_class c on c.oid = a.indrelid and c.relnamespace = 'public'::regnamespace;
select is(string_agg(i.indexrelid::regclass::text, ', '), null, 'No index of sessions has a column that holds change')
from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey::smallint[])
where i.indrelid = 'activity_sessions'::regclass and a.attname in ('capacity_remaining', 'version');

select * from finish();
rollback;
