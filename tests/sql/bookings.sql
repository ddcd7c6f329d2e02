-- What staff do with bookings: by hand, cancel, move, attend, edit. Seats come and go exactly once.
begin;
select no_plan();

select test.tenant('north', 'Asia/Tokyo'), test.tenant('south');
select test.activity('north', 'walk', 10, 'shared', 1, 8), test.activity('north', 'room', 6, 'private', 2, 6),
       test.activity('south', 'kayak');
-- 00:30 in Tokyo is 15:30 of the day before in UTC.
select test.session('walk', 'monday', (timezone('Asia/Tokyo', now())::date + 1 + time '00:30') at time zone 'Asia/Tokyo'),
       test.session('walk', 'tuesday', now() + interval '2 days'), test.session('walk', 'running', now() - interval '10 minutes'),
       test.session('walk', 'over', now() - interval '2 hours'), test.session('walk', 'far', now() + interval '200 days'),
       test.session('walk', 'closed', now() + interval '3 days'), test.session('room', 'evening'),
       test.session('room', 'night', now() + interval '3 days'), test.session('kayak', 'sunrise');
update activities set booking_cutoff_minutes = 600 where id = test.id('walk');
update activity_sessions set is_closed = true, close_reason = 'blocked' where id = test.id('closed');
select test.user('north', 'manager', 'manager'), test.user('north', 'door', 'staff'), test.user('south', 'southerner', 'admin');
select test.api_key('north', 'key', '{bookings:read,bookings:write}');

create function pg_temp.read(p_id uuid, p_user text default 'manager') returns jsonb language sql as $$
    select test.as_user(p_user, format('select app.read_booking(%L)', p_id))::jsonb
$$;
create function pg_temp.cancel(p_id uuid, p_user text default 'manager', p_key text default null, p_reason text default 'ill')
    returns jsonb language sql as $$
    select test.as_user(p_user, format('select app.cancel_booking(%L, %L, ''f'', %L, ''policy'')', p_id, p_key, p_reason))::jsonb
$$;
create function pg_temp.move(p_id uuid, p_session text, p_user text default 'manager', p_key text default null,
    p_version integer default null) returns jsonb language sql as $$
    select test.as_user(p_user, format('select app.reschedule_booking(%L, %L, ''f'', %L, %L, %L, false)',
        p_id, p_key, test.id(p_session), p_version, gen_random_uuid()))::jsonb
$$;
create function pg_temp.attend(p_id uuid, p_action text, p_user text default 'door', p_key text default null)
    returns jsonb language sql as $$
    select test.as_user(p_user, format('select app.attend_booking(%L, %L, ''f'', %L)', p_id, p_key, p_action))::jsonb
$$;
create function pg_temp.counts() returns text language sql as $$
    select format('%s bookings, %s holds, %s customers, %s events', (select count(*) from bookings),
        (select count(*) from slot_reservations), (select count(*) from customers), (select count(*) from outbox))
$$;

-- By hand: the same admission as for visitors, except for the time.
create temporary table before as select pg_temp.counts() as counts;
insert into idempotency_keys (organization_id, key, fingerprint, outcome) values (test.id('north'), 'used', 'another', '{}');
select is(test.book(staff, session, party, p_key => key, p_version => version) ->> 'code', code, what)
from (values
    ('door', 'monday', 1, null, null, 'permission_denied', '1. Staff at the door do not book'),
    ('manager', 'nothing', 0, 'used', null, 'idempotency_key_reused', '2. The key belongs to another request'),
    ('manager', 'sunrise', 0, null, null, 'session_not_found', '3. Another organization has no such session'),
    ('manager', 'closed', 9, null, null, 'invalid_spots', '4. The largest party holds for staff, too'),
    ('manager', 'evening', 1, null, null, 'invalid_spots', '4. and so does the smallest'),
    ('manager', 'closed', 2, null, 7, 'session_closed', '5. What is closed is closed for staff'),
    ('manager', 'over', 2, null, 7, 'session_closed', '5. and so is what is over'),
    ('manager', 'monday', 2, null, 7, 'version_mismatch', '6. It changed since they looked')
) as t(staff, session, party, key, version, code, what);
select is(test.book('manager', 'evening', 1), '{"code": "invalid_spots", "param": "/party_size", "min_party": 2, "max_party": 6}',
    'A party that does not fit is told which does');
select is(pg_temp.counts(), counts, 'No refusal leaves anything behind') from before;
select is(test.book('manager', session, 2) ->> 'code', 'ok', what)
from (values ('running', 'Staff book past the cutoff, until the session ends'),
             ('far', 'and beyond the booking window')) as t(session, what);

create temporary table made as select test.book('manager', 'monday', 3, p_key => 'k1', p_phone => '+81 3 1234', p_notes => 'Cake')
    as outcome;
create temporary table ann as select (outcome #>> '{result,id}')::uuid as id from made;
select is(outcome -> 'result' #- '{id}' #- '{booking_number}' #- '{customer_id}' #- '{created_at}', jsonb_build_object(
    'confirmation_code', 'K7QX2M9TBD', 'status', 'confirmed', 'payment_status', 'unpaid', 'source', 'staff',
    'session_id', test.id('monday'), 'activity', jsonb_build_object('id', test.id('walk'), 'name', 'walk'),
    'venue', jsonb_build_object('id', test.id('north'), 'name', 'north', 'time_zone', 'Asia/Tokyo'),
    'contact', '{"first_name": "Ann", "last_name": "Lee", "email": "ann@example.com", "phone": "+81 3 1234"}'::jsonb,
    'start_time', app.iso(s.start_time), 'end_time', app.iso(s.end_time),
    'local_start', to_char(timezone('Asia/Tokyo', now())::date + 1, 'YYYY-MM-DD') || 'T00:30:00+09:00',
    'booking_date', timezone('Asia/Tokyo', now())::date + 1, 'party_size', 3, 'spots', 3,
    'total', '{"amount": 7500, "currency": "GBP"}'::jsonb, 'charge', '{"amount": 7500, "currency": "GBP"}'::jsonb,
    'balance', '{"amount": 7500, "currency": "GBP"}'::jsonb, 'notes', 'Cake', 'created_by', test.id('manager'),
    'allowed_actions', '["check_in", "no_show", "complete", "reschedule", "cancel"]'::jsonb, 'version', 1),
    'A booking by hand is told whole') from made, activity_sessions s where s.id = test.id('monday');
select is(test.seats('monday'), '7 of 10, version 2', 'It takes its seats');
select is(test.events('booking.confirmed'), 3, 'and is an event');
select is(test.book('manager', 'monday', 3, p_key => 'k1'), outcome || '{"replayed": true}', 'Asked again it is told again')
from made;
select is(test.seats('monday'), '7 of 10, version 2', 'and takes no more seats');
select is(test.book('manager', 'monday', 8), '{"code": "insufficient_capacity", "capacity_remaining": 7, "version": 2}',
    'Nobody books beyond what is free');
select is(test.as_key('key', format('select app.book_by_hand(%L, null, null, %L)', jsonb_build_object('session_id', test.id('tuesday'),
    'party_size', 1, 'contact', '{"first_name": "Eve", "last_name": "Fox", "email": "ann@example.com"}'::jsonb), test.prepared()))::jsonb
    #>> '{result,created_by}', test.id('key')::text, 'A program books with its key');
select is(count(*)::integer, 1, 'The same address is one customer') from customers;
select is(first_name, 'Ann', 'who keeps their own record') from customers;

-- Who reads.
select is(pg_temp.read(id, 'door') -> 'result', outcome -> 'result', 'Everybody of the organization reads it') from ann, made;
select is(pg_temp.read(id, 'southerner') ->> 'code', 'booking_not_found', 'nobody else does') from ann;
select is(call ->> 'code', 'booking_not_found', 'For another organization there is nothing to change')
from ann, lateral (values (pg_temp.cancel(id, 'southerner')), (pg_temp.move(id, 'sunrise', 'southerner')),
    (pg_temp.attend(id, 'check_in', 'southerner'))) as t(call);
select is(call ->> 'code', 'permission_denied', 'Who only checks in neither cancels nor moves')
from ann, lateral (values (pg_temp.cancel(id, 'door')), (pg_temp.move(id, 'tuesday', 'door'))) as t(call);

-- Moving: new seats first, then the old come back.
select is(pg_temp.move(id, session, p_key => key, p_version => version) - 'capacity_remaining' - 'version', outcome::jsonb, what)
from ann, (values
    ('nothing', 'used', null, '{"code": "idempotency_key_reused"}', 'The key belongs to another request'),
    ('monday', null, null, '{"code": "invalid_field", "param": "/session_id",
        "detail": "The booking is for this session already."}', 'A booking moves somewhere'),
    ('sunrise', null, null, '{"code": "session_not_found"}', 'Another organization''s session is none'),
    ('closed', null, null, '{"code": "session_closed"}', 'A closed session takes nobody'),
    ('tuesday', null, 9, '{"code": "version_mismatch"}', 'The new session changed since they looked')
) as t(session, key, version, outcome, what);
select test.held('north', 'tuesday', 7, 'crowd');
select is(pg_temp.move(id, 'tuesday') ->> 'code', 'insufficient_capacity', 'There is no room for them') from ann;
select is(test.seats('monday'), '7 of 10, version 2', 'Who cannot move keeps their seats');
select is((pg_temp.read(id) -> 'result') - 'version', (outcome -> 'result') - 'version', 'and their booking') from ann, made;
select test.release('north', 'crowd');
create temporary table old_hold as select reservation_id as id from bookings where id = (select id from ann);
select is(pg_temp.move(ann.id, 'tuesday', p_key => 'k2') -> 'result'
        @> jsonb_build_object('session_id', test.id('tuesday'), 'rescheduled_from', test.id('monday'), 'version', 2,
            'start_time', app.iso(s.start_time), 'total', '{"amount": 7500, "currency": "GBP"}'::jsonb),
    true, 'Moved, at the price that was agreed') from ann, activity_sessions s where s.id = test.id('tuesday');
select is(test.seats('monday'), '10 of 10, version 3', 'The old seats came back');
select is(test.seats('tuesday'), '6 of 10, version 5', 'the new ones are taken');
select is(booking_date, timezone('Asia/Tokyo', start_time)::date, 'The day follows') from bookings where id = (select id from ann);
select is(status::text, 'released', 'The old hold ended') from slot_reservations where id = (select id from old_hold);
select is(test.events('booking.rescheduled'), 1, 'and others learn of it');
select is(pg_temp.move(id, 'tuesday', p_key => 'k2') ->> 'replayed', 'true', 'Asked again, it is told again') from ann;
-- To another activity, a private one: it takes the whole room.
select is(pg_temp.move(id, 'evening') #>> '{result,spots}', '6', 'A party takes a private session whole') from ann;
select is(test.seats('evening'), '0 of 6, version 2', 'with all its seats');
select is(pg_temp.move(id, 'night') #>> '{result,spots}', '6', 'and moves on whole') from ann;
select is(test.seats('evening'), '6 of 6, version 3', 'leaving nothing behind');
update activity_sessions set currency = 'EUR' where id = test.id('evening');
select is(pg_temp.move(id, 'evening') ->> 'detail', 'The booking was sold in GBP, and this session is not.',
    'A booking stays in its currency') from ann;

-- Attending.
create temporary table bob as select test.booked('manager', 'running', 2) as id;
select is(pg_temp.attend(ann.id, 'check_in') ->> 'detail', format('The booking is for %s, and at its venue it is %s.',
    (select booking_date from bookings where id = ann.id), timezone('Asia/Tokyo', now())::date),
    'Nobody is checked in on another day') from ann;
select is(pg_temp.attend(id, action) ->> 'detail', format('The session only begins at %s.',
    (select app.iso(start_time) from bookings where id = ann.id)), 'Before it begins it is not over')
from ann, (values ('no_show'), ('complete')) as t(action);
select is(pg_temp.attend(id, 'no_show') #>> '{result,status}', 'no_show', 'They did not come') from bob;
select is(test.seats('running'), '6 of 10, version 3', 'which frees no seats');
select is(pg_temp.attend(id, 'check_in', p_key => 'k3') -> 'result' ->> 'status', 'checked_in', 'They came after all') from bob;
select is(pg_temp.attend(id, 'check_in', p_key => 'k3') ->> 'replayed', 'true', 'A repeated request is the first one') from bob;
select is(pg_temp.attend(id, 'check_in'), jsonb_build_object('code', 'invalid_transition', 'detail',
    format('The booking was checked in at %s.', app.iso(checked_in_at))), 'Who is in, is in since then')
from bookings where id = (select id from bob);
select is(pg_temp.cancel(id) ->> 'code', 'invalid_transition', 'and is not cancelled any more') from bob;
select is(pg_temp.attend(id, 'complete') #>> '{result,allowed_actions}', '[]', 'Completed, nothing is left to do') from bob;
select is(test.events('booking.' || topic), 1, format('booking.%s is an event', topic))
from unnest(array['no_show', 'checked_in', 'completed']) topic;

-- Cancelling.
select is(pg_temp.cancel(id, p_key => 'k4') -> 'result' @> '{"status": "cancelled", "cancellation_reason": "ill"}', true,
    'Cancelled') from ann;
select is(test.seats('night'), '6 of 6, version 3', 'The seats came back');
select is(pg_temp.cancel(id, p_key => 'k4') ->> 'replayed', 'true', 'A repeated request is the first one') from ann;
select is(pg_temp.cancel(id), jsonb_build_object('code', 'invalid_transition', 'detail',
    format('The booking was cancelled at %s.', app.iso(cancelled_at))), 'A booking is cancelled once')
from bookings where id = (select id from ann);
select is(test.seats('night'), '6 of 6, version 3', 'and its seats come back once');
select is(test.events('booking.cancelled'), 1, 'It is an event');
select is(pg_temp.move(id, 'tuesday') ->> 'code', 'invalid_transition', 'What is cancelled does not move') from ann;

-- Notes, with the rights of who asks.
create function pg_temp.edit(p_id uuid, p_version integer, p_notes text, p_user text default 'manager') returns jsonb
    language sql as $$
    select test.as_user(p_user, format('select app.edit_booking(%L, %L, %L)', p_id, p_version, p_notes))::jsonb
$$;
select is(pg_temp.edit(id, 1, 'x', staff) ->> 'code', code, format('%s edits: %s', staff, code))
from ann, (values ('door', 'permission_denied'), ('southerner', 'booking_not_found'), ('manager', 'precondition_failed'))
    as t(staff, code);
create temporary table edited as
    select pg_temp.edit(b.id, b.version, 'Late', 'manager') as outcome, b.version from bookings b where b.id = (select id from ann);
select is(outcome #>> '{result,notes}', 'Late', 'Notes are edited') from edited;
select is((outcome #>> '{result,version}')::integer, version + 1, 'which makes a new version') from edited;

-- An instant on the wall clock of a zone, whatever its offset.
select is(app.local_iso(instant, zone), expected, expected)
from (values ('2026-03-29 00:59:59Z'::timestamptz, 'Europe/London', '2026-03-29T00:59:59+00:00'),
             ('2026-03-29 01:00:00Z', 'Europe/London', '2026-03-29T02:00:00+01:00'),
             ('2026-06-01 12:00:00Z', 'America/St_Johns', '2026-06-01T09:30:00-02:30'),
             ('2026-06-01 12:00:00Z', 'Asia/Kathmandu', '2026-06-01T17:45:00+05:45')) as t(instant, zone, expected);

select is_empty('table test.capacity_ledger', 'The ledger holds');
select is_empty('table test.holds_and_bookings_agree', 'Holds and bookings agree');
select * from finish();
rollback;
