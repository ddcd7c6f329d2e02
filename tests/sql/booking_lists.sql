-- Lists and search of bookings: complete, in order, of one organization, and as fast among 100,000 bookings as among
-- ten.
begin;
select no_plan();

select test.tenant('north', 'Asia/Tokyo'), test.tenant('south');
select test.activity('north', 'walk', 1000), test.activity('north', 'rare', 10), test.activity('south', 'kayak');
select test.session('walk', 'monday'), test.session('rare', 'sunday'), test.session('kayak', 'sunrise');
select test.user('north', 'manager', 'staff'), test.user('south', 'southerner', 'admin');
select test.api_key('north', 'narrow', '{bookings:write}');

-- 100,000 bookings of one organization over 1,000 days, one in a thousand cancelled, all of the first 100 days; written
-- without the triggers that would look for their holds.
insert into customers (organization_id, id, email, first_name, last_name)
    values (test.id('north'), test.id('regular'), 'regular@example.com', 'Reg', 'Ular'),
           (test.id('north'), test.id('one-off'), 'one@example.com', 'One', 'Off');
set session_replication_role = replica;
create function pg_temp.insert_bookings(p_from integer, p_until integer) returns void language sql as $$
    insert into bookings (organization_id, id, booking_number, confirmation_code, venue_id, activity_id, session_id,
        reservation_id, customer_id, status, payment_status, spots, party_size, start_time, end_time, booking_date,
        total_minor, currency, price_snapshot, contact)
    select test.id('north'), lpad(to_hex(n), 32, '0')::uuid, 'BK-' || lpad(n::text, 7, '0'), 'CODE' || lpad(n::text, 6, '0'),
        test.id('north'), case when n % 20000 = 7 then test.id('rare') else test.id('walk') end,
        case n when 7 then test.id('sunday') else md5((n / 50)::text)::uuid end, gen_random_uuid(),
        case when n % 10000 = 1 then test.id('one-off') else md5('customer' || n % 5000)::uuid end,
        case when n < 10000 and n % 100 = 3 then 'cancelled' when n % 3 = 0 then 'completed' else 'confirmed' end::booking_status,
        'unpaid', 1, 1, timestamptz '2026-01-01 00:00Z' + make_interval(mins => n * 14), timestamptz '2026-01-01 01:00Z'
            + make_interval(mins => n * 14), (timestamptz '2026-01-01 00:00Z' + make_interval(mins => n * 14))::date,
        100, 'GBP', '{}',
        jsonb_build_object('first_name', 'Ann', 'last_name', case when n % 1000 = 5 then 'Žofková' else 'Name' || n % 700 end,
            'email', 'person' || n || '@example.com', 'phone', '+44 (7700) ' || lpad((n % 900000)::text, 6, '0'))
    from generate_series(p_from, p_until) n
$$;
select pg_temp.insert_bookings(1, 100000);
insert into customers (organization_id, id, email, first_name, last_name, phone)
    select test.id('north'), lpad(to_hex(n), 32, '0')::uuid, 'person' || n || '@example.com', 'First' || n % 500,
           'Last' || n % 700, '+44 7700 ' || lpad(n::text, 6, '0')
    from generate_series(1, 50000) n;
set session_replication_role = origin;
analyze bookings, customers;
select test.book('manager', 'monday', 1);
insert into users (organization_id, id, email, full_name, role)
    select test.id('north'), test.id('owner'), 'owner@example.com', 'Owner', 'super-admin';
insert into sign_ins (organization_id, id, user_id, address, expires_at)
    values (test.id('north'), test.id('owner'), test.id('owner'), '192.0.2.1', now() + interval '1 day');
select test.booked('southerner', 'sunrise', 1);

-- Arguments of a list as JSON: what is not given is null.
create function pg_temp.list(p_arguments jsonb default '{}', p_user text default 'manager') returns jsonb language sql as $$
    select test.as_user(p_user, format(
        'select app.list_bookings(%L::booking_status[], %L, %L, %L, %L, %L, %L, %L, %L, %L, %L)',
        (select array_agg(s) from jsonb_array_elements_text(p_arguments -> 'status') s),
        p_arguments ->> 'session', p_arguments ->> 'activity', p_arguments ->> 'venue', p_arguments ->> 'customer',
        p_arguments ->> 'from', p_arguments ->> 'to', p_arguments ->> 'q', coalesce(p_arguments ->> 'order', 'newest'),
        p_arguments ->> 'after', coalesce(p_arguments ->> 'limit', '20')))::jsonb
$$;
-- The same from the table, read whole: ids in order, as the list must have them.
create function pg_temp.expected(p_arguments jsonb) returns uuid[] language plpgsql as $$
declare
    v_ids uuid[];
begin
    execute format('select array_agg(id order by %s) from bookings b where organization_id = %L and (%s)',
        case p_arguments ->> 'order' when 'start_time' then 'booking_date, start_time, id' else 'id desc' end,
        test.id('north'), p_arguments ->> 'where') into v_ids;
    return coalesce(v_ids, '{}');
end
$$;
create function pg_temp.ids(p_list jsonb) returns uuid[] language sql as $$
    select coalesce(array_agg((b ->> 'id')::uuid order by ordinal), '{}')
    from jsonb_array_elements(p_list -> 'data') with ordinality as t(b, ordinal)
$$;
-- Rows of a table that this transaction has looked at so far.
create function pg_temp.rows_read(p_table regclass default 'bookings') returns bigint language sql as $$
    select seq_tup_read + coalesce(idx_tup_fetch, 0) from pg_stat_xact_user_tables where relid = p_table
$$;

create temporary table lists (arguments jsonb, condition text, rows_max integer);
insert into lists values
    ('{}', 'true', 200),
    ('{"status": ["confirmed"]}', $$status = 'confirmed'$$, 100),
    ('{"status": ["cancelled"]}', $$status = 'cancelled'$$, 100),
    ('{"status": ["cancelled", "pending", "completed"]}', $$status in ('cancelled', 'pending', 'completed')$$, 150),
    ('{"status": ["no_show"]}', 'false', 100),
    (jsonb_build_object('activity', test.id('walk')), format('activity_id = %L', test.id('walk')), 200),
    (jsonb_build_object('activity', test.id('rare')), format('activity_id = %L', test.id('rare')), 200),
    (jsonb_build_object('activity', test.id('rare'), 'status', '["cancelled"]'::jsonb), 'false', 200),
    (jsonb_build_object('activity', test.id('walk'), 'status', '["cancelled"]'::jsonb), $$status = 'cancelled'$$, 200),
    (jsonb_build_object('activity', test.id('kayak')), 'false', 200),
    (jsonb_build_object('venue', test.id('north')), 'true', 200),
    (jsonb_build_object('venue', test.id('north'), 'status', '["cancelled"]'::jsonb), $$status = 'cancelled'$$, 200),
    (jsonb_build_object('venue', test.id('north'), 'activity', test.id('rare')), format('activity_id = %L', test.id('rare')), 200),
    (jsonb_build_object('venue', test.id('elsewhere'), 'activity', test.id('walk')), 'false', 100),
    (jsonb_build_object('session', test.id('sunday')), format('session_id = %L', test.id('sunday')), 200),
    (jsonb_build_object('customer', test.id('one-off')), format('customer_id = %L', test.id('one-off')), 200),
    (jsonb_build_object('customer', md5('customer7')::uuid, 'status', '["completed"]'::jsonb),
        format($$customer_id = %L and status = 'completed'$$, md5('customer7')::uuid), 200),
    ('{"q": "BK-0012345"}', $$booking_number = 'BK-0012345'$$, 520),
    ('{"q": "bk-001234"}', $$booking_number like 'BK-001234_'$$, 620),
    ('{"q": "0012345"}', $$booking_number = 'BK-0012345' or regexp_replace(contact ->> 'phone', '\D', '', 'g') like '0012345%'$$, 520),
    ('{"q": "code012345"}', $$confirmation_code = 'CODE012345'$$, 520),
    ('{"q": "person4321@EXAMPLE"}', $$contact ->> 'email' = 'person4321@example.com'$$, 520),
    ('{"q": "person4321"}', $$contact ->> 'email' like 'person4321%'$$, 620),
    ('{"q": "žofk"}', $$contact ->> 'last_name' = 'Žofková'$$, 920),
    ('{"q": "ŽOFKOVÁ"}', $$contact ->> 'last_name' = 'Žofková'$$, 920),
    ('{"q": "na"}', $$contact ->> 'last_name' like 'Na%'$$, 1420),
    ('{"q": "+44 7700-012345"}', $$contact ->> 'phone' = '+44 (7700) 012345'$$, 620),
    ('{"q": "pe_son"}', 'false', 520), ('{"q": "%%"}', 'false', 520), ('{"q": "person4321%"}', 'false', 520),
    ('{"q": "\\\\"}', 'false', 520), ('{"q": "'' or true --"}', 'false', 520), ('{"q": "$1"}', 'false', 520),
    ('{"order": "start_time"}', 'true', 200),
    ('{"order": "start_time", "status": ["cancelled"]}', $$status = 'cancelled'$$, 100),
    ('{"order": "start_time", "from": "2027-05-01"}', $$booking_date >= '2027-05-01'$$, 200),
    ('{"order": "start_time", "from": "2027-05-01", "to": "2027-05-01"}', $$booking_date = '2027-05-01'$$, 200),
    ('{"order": "start_time", "to": "2020-01-01"}', 'false', 200),
    ('{"order": "start_time", "from": "2027-05-01", "status": ["cancelled"]}', 'false', 200),
    (jsonb_build_object('order', 'start_time', 'activity', test.id('rare'), 'from', '2026-02-01'),
        format($$activity_id = %L and booking_date >= '2026-02-01'$$, test.id('rare')), 200),
    (jsonb_build_object('order', 'start_time', 'venue', test.id('north'), 'status', '["completed"]'::jsonb, 'from', '2027-01-01',
        'to', '2027-01-02'), $$status = 'completed' and booking_date between '2027-01-01' and '2027-01-02'$$, 200);

create temporary table walked (arguments jsonb, page integer, ids uuid[], has_more boolean, rows_read bigint);
do $$
declare
    v_list record;
    v_page jsonb;
    v_before bigint;
    v_arguments jsonb;
begin
    for v_list in table lists loop
        v_arguments := v_list.arguments;
        for i in 1..3 loop
            v_before := pg_temp.rows_read();
            v_page := pg_temp.list(v_arguments);
            insert into walked values (v_list.arguments, i, pg_temp.ids(v_page), (v_page ->> 'has_more')::boolean,
                                       pg_temp.rows_read() - v_before);
            exit when not (v_page ->> 'has_more')::boolean;
            v_arguments := v_list.arguments || jsonb_build_object('after', v_page #>> '{data,-1,id}');
        end loop;
    end loop;
end
$$;
select is(w.ids, e.ids[(w.page - 1) * 20 + 1 : w.page * 20], format('%s, page %s', w.arguments, w.page))
from walked w join lists l using (arguments)
cross join lateral pg_temp.expected(jsonb_build_object('where', l.condition, 'order', l.arguments ->> 'order')) as e(ids)
order by w.arguments::text, w.page;
select is(w.has_more, cardinality(e.ids) > w.page * 20, format('%s, page %s: whether there are more', w.arguments, w.page))
from walked w join lists l using (arguments)
cross join lateral pg_temp.expected(jsonb_build_object('where', l.condition)) as e(ids)
order by w.arguments::text, w.page;
select cmp_ok(max(w.rows_read), '<=', l.rows_max::bigint, format('%s reads few of 100,000 rows', l.arguments))
from walked w join lists l using (arguments) group by l.arguments, l.rows_max order by l.arguments::text;
select cmp_ok((select count(*) from walked where page = 3), '>', 10::bigint, 'Some lists have many pages');

-- Customers, who are found the same way.
create temporary table searched (q text, found integer, rows_read bigint);
do $$
declare
    v_q text;
    v_before bigint;
    v_list jsonb;
begin
    foreach v_q in array array[null, 'person43', 'person43210@example.com', 'first7', 'LAST699', '44 7700 0432', 'la', 'zz', '%%'] loop
        v_before := pg_temp.rows_read('customers');
        v_list := test.as_user('manager', format('select app.list_customers(%L, null, 20)', v_q))::jsonb;
        insert into searched values (v_q, jsonb_array_length(v_list -> 'data'), pg_temp.rows_read('customers') - v_before);
    end loop;
end
$$;
select is(s.found, least(20, (select count(*)::integer from customers c where organization_id = test.id('north') and (
        s.q is null or c.email like lower(s.q) || '%' or lower(c.first_name) like lower(s.q) || '%'
        or lower(c.last_name) like lower(s.q) || '%' or regexp_replace(c.phone, '[^0-9]', '', 'g') like replace(s.q, ' ', '') || '%'))),
    format('Customers: %s', s.q)) from searched s where s.q is distinct from '%%';
select is(found, 0, 'Nobody begins with a percent sign') from searched where q = '%%';
-- The newest 420 are looked through, then what the indexes find: 1,111 for these two.
select cmp_ok(rows_read, '<=', case when q in ('person43', 'first7') then 1700 else 600 end::bigint, format('Customers: %s reads few of 50,000', q))
from searched;

-- Rights, and whose.
select is(pg_temp.list(p_user => 'nobody') ->> 'code', 'permission_denied', 'Who is nobody sees no list');
select is(test.as_key('narrow', $$ select app.list_bookings(null, null, null, null, null, null, null, null, 'newest', null, 20) $$)::jsonb
    ->> 'code', 'permission_denied', 'nor does who may not read');
select is(jsonb_array_length(pg_temp.list(p_user => 'southerner') -> 'data'), 1, 'Each organization lists its own');
select is(pg_temp.list(jsonb_build_object('order', 'start_time', 'after', (select id from bookings
    where organization_id = test.id('south')))) ->> 'param', 'starting_after', 'Another''s booking is no place to go on from');
select is(pg_temp.list('{"limit": 1}') #> '{data,0}',
    test.as_user('manager', format('select app.read_booking(%L)', pg_temp.list('{"limit": 1}') #>> '{data,0,id}'))::jsonb -> 'result',
    'A list has the whole documents');
select * from finish();
rollback;
