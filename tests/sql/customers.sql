-- Customers: found, edited without losing anybody's edit, exported whole, and erased so that the books stay right.
begin;
select no_plan();

select test.tenant('north'), test.tenant('south');
select test.activity('north', 'walk', 100), test.activity('south', 'kayak');
select test.session('walk', 'monday'), test.session('walk', 'running', now() - interval '10 minutes'), test.session('kayak', 'sunrise');
select test.user('north', 'manager', 'manager'), test.user('north', 'door', 'staff'), test.user('north', 'boss', 'admin'),
       test.user('south', 'southerner', 'admin');
select test.book('manager', 'running', 2, 'ann@example.com', p_last_name => 'Žofková', p_phone => '+44 7700 900123', p_notes => 'Cake');
select test.book('manager', 'running', 3, 'bob@example.com', p_last_name => 'Kay');
select test.book('southerner', 'sunrise', 1, 'ann@example.com', p_last_name => 'South');
select test.held('north', 'monday', 1, 'ann-online'), test.check_out('north', 'ann-online', 'ann@example.com');
create temporary table people as select organization_id = test.id('north') as is_north, email::text as name, id from customers;
create function pg_temp.id_of(p_email text) returns uuid language sql as $$
    select id from people where is_north and name = p_email
$$;

create function pg_temp.call(p_user text, p_query text) returns jsonb language sql as $$ select test.as_user(p_user, p_query)::jsonb $$;
create function pg_temp.list(p_query text, p_user text default 'manager', p_after uuid default null, p_limit integer default 20)
    returns jsonb language sql as $$
    select pg_temp.call(p_user, format('select app.list_customers(%L, %L, %s)', p_query, p_after, p_limit))
$$;
create function pg_temp.edit(p_email text, p_version integer, p_user text default 'manager', p_first_name text default null,
    p_new_email text default null, p_phone text default null, p_notes text default null) returns jsonb language sql as $$
    select pg_temp.call(p_user, format('select app.edit_customer(%L, %L, %L, null, %L, %L, %L)', pg_temp.id_of(p_email),
        p_version, p_first_name, p_new_email, p_phone, p_notes))
$$;
create function pg_temp.erase(p_id uuid, p_user text default 'boss', p_key text default null) returns jsonb language sql as $$
    select pg_temp.call(p_user, format('select app.erase_customer(%L, %L, ''f'')', p_id, p_key))
$$;

-- Lists.
select is((select string_agg(c ->> 'email', ', ' order by c ->> 'email')
           from jsonb_array_elements(pg_temp.list(q) -> 'data') c), found, format('Search: %s', q))
from (values (null, 'ann@example.com, bob@example.com'), ('ŽOFK', 'ann@example.com'), ('zofk', null),
    ('AN', 'ann@example.com, bob@example.com'), ('ann@', 'ann@example.com'), ('Bob@EXAMPLE.com', 'bob@example.com'),
    ('+44 (7700)', 'ann@example.com'), ('south', null), ('%', null), ('_o', null), ('\', null), ('''', null)) as t(q, found);
select is(pg_temp.list(null, p_limit => 1) ->> 'has_more', 'true', 'A page says that there is more');
select is(pg_temp.list(null, p_limit => 1, p_after => (pg_temp.list(null, p_limit => 1) #>> '{data,0,id}')::uuid) #>> '{data,0,email}',
    (select name from people where is_north order by id limit 1), 'The next page goes on after the last one seen: newest first');
select is(pg_temp.list(null, 'nobody') ->> 'code', 'permission_denied', 'Who is nobody sees nobody');

-- One.
select is(pg_temp.call('door', format('select app.read_customer(%L)', pg_temp.id_of('ann@example.com'))) -> 'result'
        #- '{created_at}' #- '{last_booking,id}' #- '{last_booking,booking_number}', jsonb_build_object(
    'id', pg_temp.id_of('ann@example.com'), 'first_name', 'Ann', 'last_name', 'Žofková', 'email', 'ann@example.com',
    'phone', '+44 7700 900123', 'notes', '', 'version', 1, 'booking_count', 2, 'last_booking', jsonb_build_object(
        'status', 'confirmed', 'start_time', last.start_time)), 'A customer with their bookings')
from (select app.iso(b.start_time) as start_time from bookings b
      where b.customer_id = pg_temp.id_of('ann@example.com') order by id desc limit 1) last;
select is(pg_temp.call('southerner', format(query, pg_temp.id_of('ann@example.com'))) ->> 'code', 'customer_not_found',
    'Another organization finds nobody: ' || query)
from (values ('select app.read_customer(%L)'), ('select app.export_customer(%L)'), ('select app.erase_customer(%L, null, null)'),
    ('select app.edit_customer(%L, 1, null, null, null, null, null)')) as t(query);

-- Edits.
select is(pg_temp.edit('ann@example.com', 1, 'door', 'Eve') ->> 'code', 'permission_denied', 'Staff at the door edit nobody');
select is(pg_temp.edit('ann@example.com', 1, p_first_name => 'Anna', p_phone => '', p_notes => 'Regular') -> 'result'
    @> '{"first_name": "Anna", "last_name": "Žofková", "notes": "Regular", "version": 2}', true, 'What is given changes');
select is((select phone from customers where id = pg_temp.id_of('ann@example.com')), null, 'An empty phone is none');
select is(pg_temp.edit('ann@example.com', 1, p_first_name => 'Eve'), '{"code": "precondition_failed", "version": 2}',
    'Nobody overwrites what they have not seen');
select is(pg_temp.edit('ann@example.com', 2, p_new_email => 'bob@example.com') ->> 'code', 'already_exists',
    'An address belongs to one customer');
select is(pg_temp.edit('ann@example.com', 2, p_new_email => 'anna@example.com') #>> '{result,email}', 'anna@example.com',
    'A new address is theirs');
select is((select count(*)::integer from bookings where contact ->> 'first_name' = 'Ann' and customer_id = pg_temp.id_of('ann@example.com')),
    2, 'Bookings keep what was typed for them');

-- Export.
create temporary table exported as
    select pg_temp.call('door', format('select app.export_customer(%L)', pg_temp.id_of('ann@example.com'))) -> 'result' as result;
select is(result #>> '{customer,email}', 'anna@example.com', 'An export has the profile') from exported;
select is(jsonb_array_length(result -> part), size, format('%s %s', size, part))
from exported, (values ('bookings', 2), ('checkouts', 1), ('reservations', 2)) as t(part, size);
select is(count(*)::integer, 1, 'An export is on record')
from audit_logs where action = 'customer.exported' and resource_id = pg_temp.id_of('ann@example.com') and user_id = test.id('door');

-- Erasure.
create temporary table books as
    select sum(total_minor) as total, sum(spots) as spots, count(*) as bookings from bookings;
select is(pg_temp.erase(pg_temp.id_of('ann@example.com'), 'manager') ->> 'code', 'permission_denied', 'A manager erases nobody');
select is(pg_temp.erase(pg_temp.id_of('ann@example.com')) ->> 'code', 'invalid_transition', 'A booking is still to come');
select is(pg_temp.erase(gen_random_uuid()) ->> 'code', 'customer_not_found', 'Nobody is not found');
select is((select count(*)::integer from customers where erased_at is not null), 0, 'Refused, nothing is erased');
select is(pg_temp.call('manager', format('select app.cancel_booking(%L, null, null, ''Ann is ill'', ''policy'')', b.id)) ->> 'code', 'ok', 'Cancelled')
from bookings b where b.session_id = test.id('monday');
select is(pg_temp.call('manager', format('select app.attend_booking(%L, null, null, ''complete'')', b.id)) ->> 'code', 'ok', 'Completed')
from bookings b where b.customer_id = pg_temp.id_of('ann@example.com') and b.status = 'confirmed';
update activity_sessions set end_time = now() where id = test.id('running');
create temporary table erased as select pg_temp.erase(pg_temp.id_of('ann@example.com'), p_key => 'e1') as outcome;
select is(outcome -> 'result' #- '{created_at}' #- '{erased_at}', jsonb_build_object('id', pg_temp.id_of('ann@example.com'),
    'first_name', 'Erased', 'last_name', 'Customer',
    'email', 'erased-' || pg_temp.id_of('ann@example.com') || '@erased.invalid', 'notes', '', 'version', 4), 'Erased') from erased;
select is(pg_temp.erase(pg_temp.id_of('ann@example.com'), p_key => 'e1'), outcome || '{"replayed": true}',
    'A repeated request is the first one') from erased;
select is(pg_temp.erase(pg_temp.id_of('ann@example.com')) -> 'result', outcome -> 'result', 'Erasing again changes nothing') from erased;
select is((select count(*)::integer from audit_logs where action = 'customer.erased'), 1, 'and is on record once');
select is_empty(format('select 1 from %I t where organization_id = %L and t::text ~* %L', name, test.id('north'),
        'ann@|anna|žofk|7700|cake|ill|regular'),
    format('Nothing of the person is left in %s', name))
from unnest(array['customers', 'bookings', 'slot_reservations', 'checkouts', 'outbox']) name;
select is((sum(b.total_minor), sum(b.spots), count(*))::text, (k.total, k.spots, k.bookings)::text, 'The books stay as they were')
from bookings b, books k group by k.total, k.spots, k.bookings;
select is((select count(*)::integer from customers where organization_id = test.id('south') and email = 'ann@example.com'), 1,
    'The same person elsewhere is another customer');
select is(pg_temp.edit('ann@example.com', 4, p_first_name => 'Ann') ->> 'code', 'invalid_transition', 'Who was erased is not edited');
select is(test.book('manager', 'monday', 1, 'ann@example.com') #>> '{result,contact,email}', 'ann@example.com', 'They may come back,');
select isnt((select id from customers where organization_id = test.id('north') and email = 'ann@example.com'),
    pg_temp.id_of('ann@example.com'), 'as a new customer');

select is_empty('table test.capacity_ledger', 'The ledger holds');
select is_empty('table test.holds_and_bookings_agree', 'Holds and bookings agree');
select * from finish();
rollback;
