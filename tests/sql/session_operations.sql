-- What operators do to a session: closing, opening, resizing.
begin;
select no_plan();

select test.tenant('north');
select test.activity('north', 'walk', 10);
select test.activity('north', 'room', 6, 'private', 1, 6);
select test.session('walk', 'monday');
select test.session('room', 'evening');

create function pg_temp.close(p_session text, p_reason session_close_reason, p_note text default null) returns jsonb
    language sql as $$ select app.set_session_closed(test.id('north'), test.id(p_session), p_reason, p_note) $$;
create function pg_temp.resize(p_session text, p_capacity integer) returns text language sql as $$
    select concat_ws(' ', r ->> 'code', 'taken ' || (r ->> 'taken')) from app.resize_session(test.id('north'), test.id(p_session), p_capacity) r
$$;

-- Closing.
select test.held('north', 'monday', 3, 'ann'), test.held('north', 'monday', 2, 'bob'), test.held('north', 'monday', 1, 'cid');
select is(pg_temp.close('monday', 'closed_by_hand', 'storm') #- '{session,created_at}' -> 'session' ->> 'close_note', 'storm',
    'A session is closed with a note');
select is(test.seats('monday'), '4 of 10, version 5', 'and its version tells');
select is(payload -> 'is_closed', 'true', 'and an event') from outbox order by id desc limit 1;
select is(test.hold('north', 'monday', 1) ->> 'code', 'session_closed', 'It is not sold any more');
select is(test.check_out('north', 'ann') ->> 'code', 'ok', 'Who has a hold may still book');
select is(test.extend('north', 'bob') ->> 'code', 'ok', 'extend');
select is(test.release('north', 'bob') ->> 'code', 'ok', 'or release it');
select test.lapse('cid');
select is(c.holds, 1, 'and its holds expire as ever') from public.cleanup_expired_reservations() c;
select is(test.seats('monday'), '7 of 10, version 7', 'with their seats');
select is(pg_temp.close('monday', null) #>> '{session,close_reason}', null, 'A session is opened again');
select is(test.seats('monday'), '7 of 10, version 8', 'and its version tells');
select is(test.hold('north', 'monday', 1) ->> 'code', 'held', 'and it is sold again');
select is(pg_temp.close('nowhere', 'blocked') ->> 'code', 'session_not_found', 'What is not there cannot be closed');
select is(app.set_session_closed(test.id('south'), test.id('monday'), 'blocked', '') ->> 'code', 'session_not_found',
    'nor what belongs to another tenant');

-- Resizing.
select is(pg_temp.resize('monday', 20), 'ok', 'A session grows');
select is(test.seats('monday'), '16 of 20, version 10', 'by free seats');
select ok(is_customized, 'and is marked as resized by hand') from activity_sessions where id = test.id('monday');
select is(pg_temp.resize('monday', 4), 'ok', 'It shrinks to what is taken');
select is(test.seats('monday'), '0 of 4, version 11', 'and is full then');
select is(pg_temp.resize('monday', capacity), 'invalid_spots taken 4', format('but not to %s', coalesce(capacity::text, 'nothing')))
from unnest(array[3, 1, 0, -1, 1001, null]) as capacity;
select is(test.seats('monday'), '0 of 4, version 11', 'What was refused changed nothing');
update slot_reservations set expires_at = clock_timestamp() - interval '1 second' where status = 'held';
select is(pg_temp.resize('monday', 3), 'ok', 'Lapsed holds are not in the way');
select is(test.seats('monday'), '0 of 3, version 13', 'they come back first');
select is(pg_temp.resize('nowhere', 5), 'session_not_found', 'What is not there cannot be resized');
select is(app.resize_session(test.id('south'), test.id('monday'), 9) ->> 'code', 'session_not_found',
    'nor what belongs to another tenant');

-- A private session is sold whole, so it keeps its size while somebody has it.
select is(pg_temp.resize('evening', 4), 'ok', 'A free private session changes its size');
select test.held('north', 'evening', 2, 'party');
select is(pg_temp.resize('evening', 8), 'invalid_spots taken 4', 'one that is taken does not');
select test.release('north', 'party');
select is(pg_temp.resize('evening', 8), 'ok', 'until it is free again');
select is(test.seats('evening'), '8 of 8, version 5', 'whole');

select is_empty('table test.capacity_ledger', 'The ledger holds');
select is_empty('table test.holds_and_bookings_agree', 'Holds and bookings agree');
select * from finish();
rollback;
