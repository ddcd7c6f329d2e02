-- Seats change on one path, inside the bounds that the table keeps, and every change is counted.
begin;
select no_plan();

select test.tenant('north');
select test.activity('north', 'walk', 10);
select test.session('walk', 'monday');

create function pg_temp.change(p_session text, p_seats integer, p_total integer, p_changes integer) returns void
    language sql as $$
    select app.change_capacity(array[test.id('north')], array[test.id(p_session)], array[p_seats], array[p_total],
                               array[p_changes])
$$;
create function pg_temp.reserve(p_session text, p_spots integer, p_version integer default null) returns text
    language sql as $$
    select concat_ws(' ', code, success, 'version ' || new_version, 'remaining ' || remaining,
                     case when reservation_id is not null then 'with a hold' end)
    from public.reserve_session_capacity(test.id(p_session), p_spots, p_version)
$$;

select pg_temp.change('monday', -4, 0, 1);
select is(test.seats('monday'), '6 of 10, version 2', 'Seats that are taken leave the session and count as one change');
select is(test.events('session.changed'), 1, 'A change is an event');
select is(payload, jsonb_build_object('id', test.id('monday'), 'activity_id', test.id('walk'), 'capacity_total', 10,
    'capacity_remaining', 6, 'version', 2, 'is_closed', false), 'The event tells the session as it became')
from outbox where topic = 'session.changed';
select pg_temp.change('monday', 4, 0, 3);
select is(test.seats('monday'), '10 of 10, version 5', 'Several changes at once grow the version by their number');

select throws_ok($$ select pg_temp.change('monday', 1, 0, 1) $$, '23514', null,
    'Seats that come back twice are refused by the table, not clamped');
select throws_ok($$ select pg_temp.change('monday', -11, 0, 1) $$, '23514', null,
    'A session never has less than no seat');
select throws_ok($$ select pg_temp.change('monday', -10, -10, 1) $$, '23514', null, 'A session has at least one seat');
select throws_ok($$ select pg_temp.change('monday', null, 0, 1) $$, '23502', null, 'No number of seats is no change');
select throws_ok($$ update activity_sessions set version = null where id = test.id('monday') $$, '23502', null,
    'A session without a version cannot exist');
select throws_ok($$ update activity_sessions set is_closed = true where id = test.id('monday') $$, '23514', null,
    'Who closes a session says why');
select throws_ok($$ update activity_sessions set end_time = start_time where id = test.id('monday') $$, '23514', null,
    'A session ends after it starts');
select is(test.seats('monday'), '10 of 10, version 5', 'What was refused changed nothing');

-- public.reserve_session_capacity: what task 1.1 asks for, by its name.
select is(pg_temp.reserve('monday', 3), 'held t version 6 remaining 7 with a hold', 'Seats are reserved with a hold');
select is(pg_temp.reserve('monday', 2, 6), 'held t version 7 remaining 5 with a hold', 'The expected version fits');
select is(pg_temp.reserve('monday', 1, 6), 'version_mismatch f version 7 remaining 5',
    'Who expects an old version learns the new one');
select is(pg_temp.reserve('monday', 6), 'insufficient_capacity f version 7 remaining 5', 'More than there is, is refused');
select is(pg_temp.reserve('monday', spots), 'invalid_spots f version 7 remaining 5', format('%s seats are refused', coalesce(spots::text, 'no number of')))
from unnest(array[0, -5, 11, 2147483647, null]) as spots;
select is(pg_temp.reserve('nowhere', 1), 'session_not_found f', 'A session that is not there cannot be reserved');
select is(pg_temp.reserve(null, 1), 'session_not_found f', 'No session cannot be reserved');
select app.set_session_closed(test.id('north'), test.id('monday'), 'closed_by_hand', '') is not null as closed \gset
select is(pg_temp.reserve('monday', 1), 'session_closed f version 8 remaining 5', 'A closed session cannot be reserved');
select is(count(*)::integer, 2, 'Only the reservations that succeeded left a hold')
from slot_reservations where session_id = test.id('monday');

select is_empty('table test.capacity_ledger', 'The ledger holds');
select * from finish();
rollback;
