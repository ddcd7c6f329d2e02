-- Holds whose time is over: they come back once, by the job or when somebody asks, and are counted.
begin;
select no_plan();

select test.tenant('north');
select test.tenant('south');
select test.activity('north', 'walk', 10);
select test.activity('north', 'room', 6, 'private', 1, 6);
select test.activity('south', 'kayak', 10);
select test.session('walk', 'monday');
select test.session('walk', 'tuesday', now() + interval '2 days');
select test.session('room', 'evening');
select test.session('kayak', 'sunrise');

create function pg_temp.cleanup(p_sessions_max integer default 500) returns text language sql as $$
    select format('%s holds, %s spots', holds, spots) from public.cleanup_expired_reservations(p_sessions_max)
$$;

select is(pg_temp.cleanup(), '0 holds, 0 spots', 'Nothing to expire');

-- Two holds of one session expire together.
select test.held('north', 'monday', 2, 'ann'), test.held('north', 'monday', 3, 'bob'), test.held('north', 'monday', 1, 'live');
select test.lapse('ann'), test.lapse('bob');
select is(pg_temp.cleanup(), '2 holds, 5 spots', 'Two holds of one session expire together, and the count says so');
select is(test.seats('monday'), '9 of 10, version 6', 'Both come back, and the version counts both');
select is(array[test.status('ann'), test.status('bob'), test.status('live')], '{expired,expired,held}', 'Who has time left stays');
select ok(ended_at between now() and clock_timestamp(), 'It is kept when a hold ended') from slot_reservations where id = test.id('ann');
select is(pg_temp.cleanup(), '0 holds, 0 spots', 'They come back once');
select is(test.seats('monday'), '9 of 10, version 6', 'and only once');

-- Several sessions and tenants, in rounds.
select test.held('north', 'monday', 1, 'a1'), test.held('north', 'tuesday', 2, 'a2'), test.held('south', 'sunrise', 4, 'a3');
select test.lapse('a1'), test.lapse('a2'), test.lapse('a3');
select is(pg_temp.cleanup(1), '1 holds, 1 spots', 'A round is limited to some sessions, the longest lapsed first');
select is(pg_temp.cleanup(), '2 holds, 6 spots', 'and the next round takes the rest, whichever tenant they belong to');
select is(array[test.seats('monday'), test.seats('tuesday'), test.seats('sunrise')],
    '{"9 of 10, version 8","10 of 10, version 3","10 of 10, version 3"}', 'All seats are back');

-- When somebody asks before the job comes.
select test.held('north', 'tuesday', 6, 'b1');
select test.lapse('b1');
select is(test.as_visitor('north', $$ select concat_ws(' ', session_id = test_id, spots, holds)
    from app.lapsed_seats(), (select md5('tuesday')::uuid as test_id) t $$), 't 6 1', 'A visitor sees lapsed seats as free');
select is(test.as_visitor('south', 'select count(*) from app.lapsed_seats()'), '0', 'of their own tenant alone');
select is(test.hold('north', 'tuesday', 4, 'b2') ->> 'code', 'held', 'Where enough is left, nothing needs to come back');
select is(test.status('b1'), 'held', 'and nothing does');
select is(test.hold('north', 'tuesday', 6, 'b3') ->> 'code', 'held', 'Who asks for more gets the lapsed seats at once');
select is(test.status('b1'), 'expired', 'by ending the lapsed hold');
select is(test.seats('tuesday'), '0 of 10, version 7', 'and every change is counted');
select is(test.hold('north', 'tuesday', 1) ->> 'code', 'insufficient_capacity', 'Live holds are not taken away');
select test.held('north', 'evening', 2, 'party');
select test.lapse('party');
select is(test.hold('north', 'evening', 3, 'party 2') ->> 'code', 'held', 'A lapsed private session goes to the next party');

-- What visitors are told of a lapsed hold.
select test.lapse('b2');
select is(test.as_visitor('north', format('select app.read_reservation(%L)', test.id('b2')))::jsonb #>> '{reservation,status}',
    'expired', 'A lapsed hold is shown as expired before it is swept');
select is(test.extend('north', 'b2') ->> 'code', 'reservation_expired', 'It cannot be extended');
select is(test.check_out('north', 'b2') ->> 'code', 'reservation_expired', 'nor booked');
select is(test.release('north', 'b2') #>> '{reservation,status}', 'expired', 'but released, and stays what it was shown as');
select is(test.seats('tuesday'), '4 of 10, version 8', 'which gives its seats back');
select is(pg_temp.cleanup(), '0 holds, 0 spots', 'once');
select is(test.extend('north', 'b1') ->> 'code', 'reservation_expired', 'An expired hold is over');
select is(test.release('north', 'b1') #>> '{reservation,status}', 'expired', 'Releasing it is no error and changes nothing');
select is(test.seats('tuesday'), '4 of 10, version 8', 'not its seats either');

-- Old events are forgotten.
update outbox set created_at = now() - interval '8 days' where payload ->> 'id' = test.id('sunrise')::text;
select is(app.forget_outbox('7 days', 1), 1, 'Old events are forgotten, so many at a time');
select is(app.forget_outbox('7 days', 5), 1, 'and then what is left of them');
select is(app.forget_outbox('7 days', 5), 0, 'until there are none');
select ok(test.events('session.changed') > 0, 'and the others stay');

select is_empty('table test.capacity_ledger', 'The ledger holds');
select is_empty('table test.holds_and_bookings_agree', 'Holds and bookings agree');
select * from finish();
rollback;
