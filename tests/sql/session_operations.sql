-- What operators and staff do to a session: closing, opening, resizing; and how staff see sessions.
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

-- A session that has begun is history, whoever asks.
select test.session('walk', 'running', now() - interval '10 minutes');
select is(pg_temp.close('running', 'closed_by_hand') ->> 'code', 'invalid_transition', 'A session that has begun is not closed');
select is(pg_temp.resize('running', 5), 'invalid_transition', 'nor resized');

-- Opening brings no session back where its schedule has none, nor on top of another.
select test.session('walk', 'noon', now() + interval '5 days'), test.session('walk', 'half past', now() + interval '5 days 30 minutes');
select is(pg_temp.close('noon', null) ->> 'code', 'ok', 'A session that is open already stays open');
select is(pg_temp.close('half past', 'blocked') ->> 'code', 'ok', 'One of two that overlap is blocked');
select is(pg_temp.close('half past', null) ->> 'code', 'invalid_transition', 'It is not opened while the other is sold');
select is(pg_temp.close('noon', 'blocked') ->> 'code', 'ok', 'With the other one blocked');
select is(pg_temp.close('half past', null) ->> 'code', 'ok', 'it is');
update activity_sessions set is_closed = true, close_reason = 'not_in_schedule' where id = test.id('half past');
select is(pg_temp.close('half past', null) ->> 'code', 'invalid_transition', 'Where the schedule has no session, none is opened by hand');

-- Staff.
select test.tenant('south');
select test.user('north', 'max', 'manager'), test.user('north', 'sam', 'staff'), test.user('south', 'sue', 'super-admin');
select test.session('walk', 'tuesday', now() + interval '2 days');
select test.held('north', 'tuesday', 3, 'dan'), test.held('north', 'tuesday', 2, 'eve'), test.held('north', 'tuesday', 1, 'fay');
select test.check_out('north', 'dan');
select test.lapse('fay');
create function pg_temp.staff_close(p_user text, p_session text, p_reason text, p_note text default null, p_key text default null) returns jsonb
    language sql as $$ select test.as_user(p_user, format('select app.staff_set_session_closed(%L, %L, %L, %L, ''f'')', test.id(p_session),
        p_reason, p_note, p_key))::jsonb $$;
create function pg_temp.staff_resize(p_user text, p_session text, p_capacity integer, p_version integer default null, p_key text default null)
    returns jsonb language sql as $$ select test.as_user(p_user, format('select app.staff_resize_session(%L, %s, %L, %L, ''f'')',
        test.id(p_session), p_capacity, p_version, p_key))::jsonb $$;
create function pg_temp.read(p_user text, p_session text) returns jsonb language sql as $$
    select test.as_user(p_user, format('select app.read_staff_session(%L)', test.id(p_session)))::jsonb $$;

select is(pg_temp.read('sam', 'tuesday'), jsonb_build_object('code', 'ok', 'result', jsonb_build_object('id', test.id('tuesday'),
    'activity_id', test.id('walk'), 'venue_id', test.id('north'), 'start_time', app.iso(s.start_time), 'end_time', app.iso(s.end_time),
    'local_start', app.local_iso(s.start_time, 'Europe/London'), 'capacity_total', 10, 'capacity_remaining', 5, 'held', 2, 'hold_count', 1,
    'booked', 3, 'booking_count', 1, 'price', '{"amount": 2500, "currency": "GBP"}'::jsonb, 'is_closed', false, 'close_reason', null,
    'note', '', 'is_customized', false, 'version', s.version)), 'Staff see what is taken; lapsed holds are free')
from activity_sessions s where s.id = test.id('tuesday');
select is(pg_temp.read('sue', 'tuesday') ->> 'code', 'session_not_found', 'Another organization''s session is not found');
select is(pg_temp.staff_close('max', 'tuesday', 'blocked', 'painters', 'key') -> 'result' ->> 'booking_count', '1',
    'A manager blocks a session and learns whom that touches');
select is(close_note || ' ' || close_reason, 'painters blocked', 'The reason is kept') from activity_sessions where id = test.id('tuesday');
select is(pg_temp.staff_close('max', 'tuesday', 'blocked', 'painters', 'key') ->> 'replayed', 'true', 'once per Idempotency-Key');
select is(pg_temp.staff_resize('max', 'tuesday', 20, 1, 'key 2'), '{"code": "version_mismatch", "version": 6}', 'A session that changed meanwhile is not resized');
select is(pg_temp.staff_resize('max', 'tuesday', 4, null, 'key 2'), '{"code": "invalid_spots", "taken": 5}', 'nor below what is taken');
select is(pg_temp.staff_resize('max', 'tuesday', 20, null, 'key 2') -> 'result' ->> 'capacity_remaining', '15', 'A refusal gives the key back');
select is(pg_temp.staff_close('max', 'tuesday', null) -> 'result' ->> 'is_closed', 'false', 'It is opened again');
select is(pg_temp.staff_close('sam', 'tuesday', 'blocked') ->> 'code', 'permission_denied', 'Staff close nothing');
select is(pg_temp.staff_resize('sam', 'tuesday', 30) ->> 'code', 'permission_denied', 'and resize nothing');
select is(pg_temp.staff_close('sue', 'tuesday', 'blocked') ->> 'code', 'session_not_found', 'nor does another organization');
select is(pg_temp.staff_resize('sue', 'tuesday', 30) ->> 'code', 'session_not_found', 'by either way');

-- The list.
create function pg_temp.list(p_rest text, p_user text default 'sam') returns text[] language sql as $$
    select coalesce(array_agg(v ->> 'id' order by n), '{}') from jsonb_array_elements(test.as_user(p_user,
        'select app.list_sessions(' || p_rest || ')')::jsonb -> 'data') with ordinality as e(v, n) $$;
create function pg_temp.ids(p_where text) returns text[] language plpgsql as $$
declare v_ids text[];
begin
    execute 'select coalesce(array_agg(id::text order by start_time, id), ''{}'') from activity_sessions where organization_id = '
        || quote_literal(test.id('north')) || ' and ' || p_where into v_ids;
    return v_ids;
end
$$;
select is(pg_temp.list('null, null, null, null, null, 20, null'), pg_temp.ids('true'), 'All sessions, by time');
select is(pg_temp.list(format('%L, null, null, null, null, 20, null', test.id('room'))), pg_temp.ids('activity_id = test.id(''room'')'), 'of an activity');
select is(pg_temp.list(format('null, %L, null, null, null, 20, null', test.id('south'))), '{}', 'of a venue, of the own ones alone');
select is(pg_temp.list('null, null, null, null, true, 20, null'), pg_temp.ids('is_closed'), 'closed ones');
select is(pg_temp.list(format('null, null, %L, %1$L, null, 20, null', (now() at time zone 'Europe/London')::date + 2)),
          pg_temp.ids('(start_time at time zone ''Europe/London'')::date = (now() at time zone ''Europe/London'')::date + 2'), 'of one day at the venue');
select is(pg_temp.list('null, null, null, null, null, 2, null') || pg_temp.list(format('null, null, null, null, null, 20, %L', (pg_temp.ids('true'))[2])),
    pg_temp.ids('true'), 'part by part');
select is(test.as_user('sam', 'select app.list_sessions(null, null, null, null, null, 20, gen_random_uuid())')::jsonb - 'detail',
    '{"code": "invalid_field", "param": "starting_after"}',
    'after a session that is there');
select is(pg_temp.list('null, null, null, null, null, 20, null', 'sue'), '{}', 'Another organization sees none of them');
select is(test.as_anybody('select app.list_sessions(null, null, null, null, null, 20, null)')::jsonb ->> 'code', 'permission_denied', 'nobody none at all');

select is_empty('table test.capacity_ledger', 'The ledger holds');
select is_empty('table test.holds_and_bookings_agree', 'Holds and bookings agree');
select * from finish();
rollback;
