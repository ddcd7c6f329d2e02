-- Sessions follow the schedule of their activity, except where somebody has a seat.
begin;
select no_plan();

select test.tenant('north');
select test.activity('north', 'walk', 10);
-- Tomorrow, on the hour, so that the sessions of a test lie where its times say.
create function pg_temp.at(p_clock text) returns timestamptz language sql as $$
    select (timezone('UTC', now())::date + 1 + p_clock::time) at time zone 'UTC'
$$;

-- Makes the sessions from `p_from` on those that start at these times. The answer: conflicts by time, then counts.
create function pg_temp.sync(p_clocks text[], p_minutes integer default 60, p_from timestamptz default pg_temp.at('00:00'),
    p_version integer default null) returns text[] language sql as $$
    select array_agg(case kind when 'done' then format('%s new, %s changed, %s gone', inserted, updated, removed)
                     else concat_ws(' ', to_char(timezone('UTC', start_time), 'HH24:MI'), reason,
                                    case when session_id is null then '(not made)' end) end
                     order by kind, start_time)
    from app.sync_sessions(test.id('north'), test.id('walk'),
        coalesce(p_version, (select schedule_version from activities where id = test.id('walk'))), p_from,
        current_date + 60, (select array_agg(gen_random_uuid()) from unnest(p_clocks)),
        (select array_agg(pg_temp.at(c)) from unnest(p_clocks) c),
        (select array_agg(pg_temp.at(c) + make_interval(mins => p_minutes)) from unnest(p_clocks) c))
$$;
-- All sessions: "10:00-11:00 10/10 v1", with the reason where closed.
create function pg_temp.sessions() returns text[] language sql as $$
    select coalesce(array_agg(concat_ws(' ', to_char(timezone('UTC', start_time), 'HH24:MI-') || to_char(timezone('UTC', end_time), 'HH24:MI'),
               capacity_remaining || '/' || capacity_total, 'v' || version, close_reason) order by start_time), '{}')
    from activity_sessions where activity_id = test.id('walk')
$$;
create function pg_temp.name(p_clock text, p_name text) returns void language sql as $$
    update activity_sessions set id = test.id(p_name) where activity_id = test.id('walk') and start_time = pg_temp.at(p_clock)
$$;

-- Idempotent.
select is(pg_temp.sync('{10:00,12:00,14:00}'), '{"3 new, 0 changed, 0 gone"}', 'A schedule makes its sessions');
select is(pg_temp.sessions(), '{"10:00-11:00 10/10 v1","12:00-13:00 10/10 v1","14:00-15:00 10/10 v1"}', 'as the activity says');
select is(pg_temp.sync('{10:00,12:00,14:00}'), '{"0 new, 0 changed, 0 gone"}', 'Doing it again changes nothing');
select is(pg_temp.sessions(), '{"10:00-11:00 10/10 v1","12:00-13:00 10/10 v1","14:00-15:00 10/10 v1"}', 'at all');
select is(array_agg(payload - 'id' - 'activity_id'),
    array_fill('{"capacity_total": 10, "capacity_remaining": 10, "version": 1, "is_closed": false}'::jsonb, array[3]),
    'Each new session is told once') from outbox where topic = 'session.changed';
select ok(generated_version = schedule_version and generated_until = current_date + 60, 'It is kept how far sessions were made')
from activities;

-- Only the schedule that was read counts.
select is(pg_temp.sync('{}', p_version => 2), null, 'For another version of the schedule nothing is done');
select is(cardinality(pg_temp.sessions()), 3, 'and nothing is lost');
select is_empty(format('select from app.sync_sessions(%L, %L, 1, now(), current_date, ''{}'', ''{}'', ''{}'')',
    test.id('north'), test.id('nothing')), 'An activity that is not there has no sessions');

-- Free sessions go and come.
select is(pg_temp.sync('{10:00,13:00}'), '{"1 new, 0 changed, 2 gone"}', 'Free sessions follow a new schedule');
select is(pg_temp.sessions(), '{"10:00-11:00 10/10 v1","13:00-14:00 10/10 v1"}', 'Those that nobody ever had are deleted');
select is(count(*), 2::bigint, 'and are told to be closed, in a version that nobody has seen') from outbox
where topic = 'session.changed' and payload ->> 'is_closed' = 'true' and payload ->> 'version' = '2';
select is(pg_temp.sync('{}', p_from => pg_temp.at('11:00')), '{"0 new, 0 changed, 1 gone"}', 'What starts before stays as it was');
select is(pg_temp.sessions(), '{"10:00-11:00 10/10 v1"}', 'untouched');

-- A session that once had a hold is closed, and opened when it is wanted again.
select pg_temp.name('10:00', 'ten');
select test.held('north', 'ten', 2, 'ann');
select test.release('north', 'ann');
select is(pg_temp.sync('{}'), '{"0 new, 0 changed, 1 gone"}', 'A free session with a history goes');
select is(pg_temp.sessions(), '{"10:00-11:00 10/10 v4 not_in_schedule"}', 'by being closed, which its version tells');
select is(payload - 'id' - 'activity_id', '{"capacity_total": 10, "capacity_remaining": 10, "version": 4, "is_closed": true}',
    'and an event') from outbox where topic = 'session.changed' order by id desc limit 1;
select is(pg_temp.sync('{}'), '{"0 new, 0 changed, 0 gone"}', 'once');
select is(pg_temp.sync('{10:00}'), '{"0 new, 1 changed, 0 gone"}', 'It comes back');
select is(pg_temp.sessions(), '{"10:00-11:00 10/10 v5"}', 'when it is wanted again');
select is(payload -> 'is_closed', 'false', 'and that is an event') from outbox where topic = 'session.changed' order by id desc limit 1;

-- What an operator closed stays closed.
select app.set_session_closed(test.id('north'), test.id('ten'), 'blocked', 'painters') ->> 'code' as closed \gset
select is(pg_temp.sync('{10:00}'), '{"0 new, 0 changed, 0 gone"}', 'A blocked session is nothing to change');
select is(pg_temp.sync('{}'), '{"0 new, 0 changed, 0 gone"}', 'whether it is wanted or not');
select is(pg_temp.sessions(), '{"10:00-11:00 10/10 v6 blocked"}', 'It stays blocked');
select app.set_session_closed(test.id('north'), test.id('ten'), null, null) ->> 'code' as opened \gset

-- Capacity, price and length follow the activity; a session resized by hand keeps its size.
update activities set capacity = 12, max_party = 12, price_minor = 3000, schedule_version = 2;
select is(pg_temp.sync('{10:00,14:00}', 90), '{"1 new, 1 changed, 0 gone"}', 'A session that changes in two ways is one change');
select is(pg_temp.sessions(), '{"10:00-11:30 12/12 v8","14:00-15:30 12/12 v1"}', 'Free sessions get the new size and end');
select is(array_agg(price_minor), '{3000,3000}', 'and price') from activity_sessions;
select is(payload - 'id' - 'activity_id', '{"capacity_total": 12, "capacity_remaining": 12, "version": 8, "is_closed": false}',
    'in one event') from outbox where topic = 'session.changed' and payload ->> 'id' = test.id('ten')::text order by id desc limit 1;
select is(pg_temp.sync('{10:00,14:00}', 90), '{"0 new, 0 changed, 0 gone"}', 'and once');
select app.resize_session(test.id('north'), test.id('ten'), 5) ->> 'code' as resized \gset
update activities set capacity = 8, max_party = 8;
select is(pg_temp.sync('{10:00,14:00}', 60), '{"0 new, 2 changed, 0 gone"}', 'A changed activity');
select is(pg_temp.sessions(), '{"10:00-11:00 5/5 v10","14:00-15:00 8/8 v2"}', 'changes all but the size that was set by hand');

-- Sessions with holds or bookings stay as they are and are named.
select pg_temp.name('14:00', 'two');
select test.held('north', 'ten', 1, 'bob'), test.held('north', 'two', 2, 'cid');
select is(test.check_out('north', 'bob') ->> 'code', 'ok', 'Ten o''clock is booked, two o''clock is held');
update activities set capacity = 20, max_party = 20, price_minor = 9900;
select is(pg_temp.sync('{10:00,16:00}', 60), '{"10:00 differs_from_activity","14:00 not_in_schedule","1 new, 0 changed, 0 gone"}',
    'Sessions that somebody has are conflicts, each with its reason');
select is(pg_temp.sessions(), '{"10:00-11:00 4/5 v11","14:00-15:00 6/8 v3","16:00-17:00 20/20 v1"}', 'and stay as they are');
select is(price_minor, 3000::bigint, 'price included') from activity_sessions where id = test.id('two');

-- Nothing is ever put on top of a session that stays.
select is(pg_temp.sync('{10:30,13:00,15:00}', 90),
    '{"10:00 not_in_schedule","10:30 overlaps_session_with_holds_or_bookings (not made)",
      "13:00 overlaps_session_with_holds_or_bookings (not made)","14:00 not_in_schedule","1 new, 0 changed, 1 gone"}',
    'A new session that would overlap one that stays is not made');
select is(pg_temp.sessions(), '{"10:00-11:00 4/5 v11","14:00-15:00 6/8 v3","15:00-16:30 20/20 v1"}',
    'one that only touches it is');
select is(pg_temp.sync('{12:00,15:00}', 30), '{"10:00 not_in_schedule","14:00 not_in_schedule","1 new, 1 changed, 0 gone"}', 'A short session before');
select is(pg_temp.sync('{12:00,15:00}', 150), '{"10:00 not_in_schedule","12:00 overlaps_session_with_holds_or_bookings (not made)",
      "14:00 not_in_schedule","0 new, 1 changed, 1 gone"}', 'does not grow into one that stays: it goes');
select is(pg_temp.sessions(), '{"10:00-11:00 4/5 v11","14:00-15:00 6/8 v3","15:00-17:30 20/20 v3"}', 'and is a conflict');
update activity_sessions set end_time = pg_temp.at('11:30') where id = test.id('ten');
select is(pg_temp.sync('{10:00,11:00}', 60), '{"10:00 differs_from_activity","11:00 overlaps_session_with_holds_or_bookings (not made)",
      "14:00 not_in_schedule","0 new, 0 changed, 1 gone"}', 'A booked session that is longer than the new ones keeps its time to itself');
select is(pg_temp.sync('{10:45,11:30}', 30, pg_temp.at('10:40')), '{"10:45 overlaps_session_with_holds_or_bookings (not made)",
      "14:00 not_in_schedule","1 new, 0 changed, 0 gone"}', 'and so does one that is already running');

-- Free again, they follow.
select test.lapse('cid');
select is(pg_temp.sync('{10:00}', 60), '{"10:00 differs_from_activity","0 new, 0 changed, 2 gone"}', 'A lapsed hold keeps no session');
select is(test.status('cid'), 'expired', 'It ends on the way');
update bookings set status = 'cancelled';
update activity_sessions set capacity_remaining = 5 where id = test.id('ten');
select is(pg_temp.sync('{10:00}', 60), '{"0 new, 1 changed, 0 gone"}', 'nor does a cancelled booking');
select is(pg_temp.sessions(), '{"10:00-11:00 5/5 v12","14:00-15:00 8/8 v5 not_in_schedule"}', 'but the rows that others name stay');

select throws_ok($$ insert into activity_sessions select (s).* from (select s from activity_sessions s limit 1) x $$, '23505', null,
    'An activity has one session at a time');

select is_empty('table test.capacity_ledger', 'The ledger holds');
select * from finish();
rollback;
