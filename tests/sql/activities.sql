-- Activities of the staff API, and their sessions, which follow.
begin;
select no_plan();
select test.tenant('north', 'UTC'), test.tenant('south', 'Asia/Tokyo');
select test.activity('south', 'kayak');
select test.user('north', 'max', 'manager'), test.user('north', 'sam', 'staff'), test.user('south', 'sue', 'super-admin');

-- Tomorrow, on the hour.
create function pg_temp.at(p_hour integer) returns timestamptz language sql as $$
    select (timezone('UTC', now())::date + 1 + make_interval(hours => p_hour)) at time zone 'UTC' $$;
-- The sessions at these hours, an hour long, as the arguments of a call.
create function pg_temp.sessions(p_hours integer[]) returns text language sql as $$
    select format('%L, %L, %L, %L, %L', now(), current_date + 60, array_agg(gen_random_uuid()),
        coalesce(array_agg(pg_temp.at(h)), '{}'), coalesce(array_agg(pg_temp.at(h) + interval '1 hour'), '{}')) from unnest(p_hours) h $$;
create function pg_temp.create_activity(p_user text, p_name text, p_venue text, p_hours integer[] default '{10,12}',
    p_time_zone text default 'UTC', p_key text default null, p_slug text default null) returns jsonb language sql as $$
    select test.as_user(p_user, format('select app.create_activity(%L, %L, %L, %L, %s, %L, ''f'')', test.id(p_name), test.id(p_venue),
        jsonb_build_object('name', p_name, 'slug', coalesce(p_slug, p_name), 'tagline', '', 'description', '', 'duration_minutes', 60, 'capacity', 10,
            'mode', 'shared', 'min_party', 1, 'max_party', 10, 'price_minor', 2500, 'booking_cutoff_minutes', 0,
            'schedule', '{"booking_window_days": 60}'::jsonb, 'organization_id', test.id('south'), 'currency', 'USD'),
        p_time_zone, pg_temp.sessions(p_hours), p_key))::jsonb $$;
create function pg_temp.update_activity(p_user text, p_name text, p_version integer, p_changes jsonb, p_hours integer[] default null,
    p_schedule_version integer default 1, p_time_zone text default 'UTC') returns jsonb language sql as $$
    select test.as_user(p_user, format('select app.update_activity(%L, %s, %L, %s, %L, %s)', test.id(p_name), p_version, p_changes,
        p_schedule_version, p_time_zone, case when p_hours is null then 'null, null, null, null, null' else pg_temp.sessions(p_hours) end))::jsonb $$;
create function pg_temp.starts(p_activity text) returns integer[] language sql as $$
    select coalesce(array_agg(extract(epoch from s.start_time - pg_temp.at(0))::integer / 3600 order by s.start_time), '{}')
    from activity_sessions s where s.activity_id = test.id(p_activity) and not s.is_closed $$;

-- Making.
select is(pg_temp.create_activity('max', 'walk', 'north', p_key => 'key') #- '{result,created_at}', jsonb_build_object('code', 'ok', 'result',
    jsonb_build_object('id', test.id('walk'), 'venue_id', test.id('north'), 'name', 'walk', 'slug', 'walk', 'tagline', '', 'description', '',
        'duration_minutes', 60, 'capacity', 10, 'mode', 'shared', 'min_party', 1, 'max_party', 10,
        'price', '{"amount": 2500, "currency": "GBP"}'::jsonb, 'deposit', '{"kind": "none"}'::jsonb,
        'cancellation_policy', '{"windows": [{"hours_before": 24, "refund_ppm": 1000000}], "fee": {"amount": 0, "currency": "GBP"},
            "reschedule_hours_before": 24, "no_show_fee_ppm": 1000000}'::jsonb, 'booking_cutoff_minutes', 0, 'schedule', '{"booking_window_days": 60}'::jsonb,
        'time_zone', 'UTC', 'is_active', true, 'version', 1,
        'sessions', '{"made": 2, "changed": 0, "removed": 0, "conflict_count": 0, "conflicts": []}'::jsonb)),
    'An activity is made with its sessions, in the currency of the organization');
select is(organization_id, test.id('north'), 'in the organization of who made it, whatever was said') from activities where id = test.id('walk');
select is(pg_temp.starts('walk'), '{10,12}', 'The sessions are there');
select ok(generated_version = schedule_version and generated_until = current_date + 60, 'and need not be made again') from activities where id = test.id('walk');
select is(pg_temp.create_activity('max', 'x', 'north', p_key => 'key') ->> 'replayed', 'true', 'With the same Idempotency-Key it is made once');
select is(pg_temp.create_activity('max', 'x', 'north', p_slug => 'walk') ->> 'code', 'already_exists', 'A slug names one activity');
select is(pg_temp.create_activity('max', 'x', 'south') ->> 'code', 'venue_not_found', 'Another organization''s venue is not found');
select is(pg_temp.create_activity('max', 'x', 'north', p_time_zone => 'Asia/Tokyo') ->> 'code', 'version_mismatch',
    'Sessions for another time zone than the venue''s are refused');
select is(pg_temp.create_activity('sam', 'x', 'north') ->> 'code', 'permission_denied', 'Staff make no activities');
select is(count(*), 1::bigint, 'What was refused made nothing') from activities where organization_id = test.id('north');

-- Reading.
select is(test.as_user('sam', format('select app.read_activity(%L)', test.id('walk')))::jsonb #>> '{result,name}', 'walk', 'Staff read activities');
select is(test.as_user('sue', format('select app.read_activity(%L)', test.id('walk')))::jsonb ->> 'code', 'activity_not_found',
    'Another organization''s activity is not found');
select is(test.as_anybody(format('select app.read_activity(%L)', test.id('walk')))::jsonb ->> 'code', 'permission_denied', 'by nobody');
select is(pg_temp.create_activity('max', 'climb', 'north', '{}') #>> '{result,sessions,made}', '0', 'A second activity without sessions');
select is(jsonb_array_length(test.as_user('sam', 'select app.list_activities(null, 20, null)')::jsonb -> 'data'), 2, 'The list has both');
select is(test.as_user('sam', 'select app.list_activities(null, 1, null)')::jsonb -> 'has_more', 'true', 'part by part');
select is(test.as_user('sam', format('select app.list_activities(%L, 20, null)', test.id('south')))::jsonb -> 'data', '[]', 'and of one venue');
select is(test.as_user('sam', format('select app.read_session_basis(%L, null, ''activities:write'')', test.id('walk')))::jsonb ->> 'code',
    'permission_denied', 'What sessions are made from is asked for with the permission to change them');
select is(test.as_user('sue', format('select app.read_session_basis(%L, null, ''activities:write'')', test.id('walk')))::jsonb ->> 'code',
    'activity_not_found', 'in the own organization');
select is(test.as_user('max', format('select app.read_session_basis(null, %L, ''activities:write'')', test.id('south')))::jsonb ->> 'code',
    'venue_not_found', 'for a venue, too');
select is(test.as_user('max', format('select app.read_session_basis(null, %L, ''activities:write'')', test.id('north')))::jsonb,
    '{"code": "ok", "time_zone": "UTC", "currency": "GBP"}', 'which tells time zone and currency');

-- Editing.
select is(pg_temp.update_activity('max', 'walk', 1, '{"name": "Stroll"}') -> 'result' -> 'sessions', null, 'A new name moves no sessions');
select is(name || ' ' || version || ' ' || schedule_version, 'Stroll 2 1', 'It changes the name') from activities where id = test.id('walk');
select is(pg_temp.update_activity('max', 'walk', 1, '{"name": "x"}'), '{"code": "precondition_failed", "version": 2}', 'Who saw an older version overwrites nothing');
select is(pg_temp.update_activity('max', 'walk', 2, '{"slug": "climb"}') ->> 'code', 'already_exists', 'A slug that is taken is refused');
select is(pg_temp.update_activity('sue', 'walk', 2, '{"name": "x"}') ->> 'code', 'activity_not_found', 'Another organization''s activity is not found');
select is(pg_temp.update_activity('sam', 'walk', 2, '{"name": "x"}') ->> 'code', 'permission_denied', 'Staff edit no activities');
select is(pg_temp.update_activity('max', 'walk', 2, '{"capacity": 12}', '{10}', p_schedule_version => 3) ->> 'code', 'version_mismatch',
    'A plan from another schedule is refused');
select is(pg_temp.update_activity('max', 'walk', 2, '{"capacity": 12}', '{10}', p_time_zone => 'Asia/Tokyo') ->> 'code', 'version_mismatch',
    'and so is one for another time zone');
select is(name || ' ' || version, 'Stroll 2', 'What was refused changed nothing') from activities where id = test.id('walk');

-- Sessions follow; those that somebody has stay, and are named.
update activity_sessions set id = test.id('ten') where activity_id = test.id('walk') and start_time = pg_temp.at(10);
select test.held('north', 'ten', 2, 'ann');
select is(pg_temp.update_activity('max', 'walk', 2, '{"capacity": 12, "schedule": {"booking_window_days": 30}}', '{14,16}') #> '{result,sessions}',
    jsonb_build_object('made', 2, 'changed', 0, 'removed', 1, 'conflict_count', 1, 'conflicts', jsonb_build_array(jsonb_build_object(
        'session_id', test.id('ten'), 'start_time', app.iso(pg_temp.at(10)), 'reason', 'not_in_schedule'))), 'Sessions follow a new schedule');
select is(pg_temp.starts('walk'), '{10,14,16}', 'except the one that is held');
select is(schedule_version || ' ' || generated_version, '2 2', 'Nothing is left to do') from activities where id = test.id('walk');

-- The preview changes nothing.
create function pg_temp.preview(p_user text, p_hours integer[], p_from integer default 0, p_to integer default 24) returns jsonb language sql as $$
    select test.as_user(p_user, format('select app.preview_conflicts(%L, %L, %L, %L, %L)', test.id('walk'), pg_temp.at(p_from), pg_temp.at(p_to),
        coalesce(array_agg(pg_temp.at(h)), '{}'), coalesce(array_agg(pg_temp.at(h) + interval '90 minutes'), '{}')))::jsonb from unnest(p_hours) h $$;
select is(pg_temp.preview('sam', '{9,13}') -> 'conflicts', jsonb_build_array(
    jsonb_build_object('start_time', app.iso(pg_temp.at(9)), 'reason', 'overlaps_session_with_holds_or_bookings'),
    jsonb_build_object('session_id', test.id('ten'), 'start_time', app.iso(pg_temp.at(10)), 'reason', 'not_in_schedule')),
    'A preview tells the conflicts that there would be');
select is(pg_temp.preview('sam', '{10}') #>> '{conflicts,0,reason}', 'differs_from_activity', 'also with a session that would last longer');
select is(pg_temp.preview('sam', '{}', 11) -> 'conflicts', '[]', 'from one moment');
select is(pg_temp.preview('sam', '{}', 0, 10) -> 'conflict_count', '0', 'to another');
select is(pg_temp.preview('sue', '{10}') ->> 'code', 'activity_not_found', 'for the own activities');
select is(pg_temp.starts('walk'), '{10,14,16}', 'and changes nothing');
select test.lapse('ann');
select is(pg_temp.preview('sam', '{}') -> 'conflict_count', '0', 'A hold whose time is over is no conflict');
select is(test.status('ann'), 'held', 'and still is not touched');

-- Many conflicts are counted, and the first are told.
insert into activity_sessions (organization_id, id, activity_id, venue_id, start_time, end_time, capacity_total, capacity_remaining, price_minor, currency)
select test.id('north'), gen_random_uuid(), test.id('climb'), test.id('north'), pg_temp.at(h), pg_temp.at(h) + interval '1 hour', 10, 9, 2500, 'GBP'
from generate_series(1, 120) h;
insert into slot_reservations (organization_id, id, session_id, spots_reserved, party_size, visitor, expires_at)
select organization_id, gen_random_uuid(), id, 1, 1, 'x', now() + interval '1 hour' from activity_sessions where activity_id = test.id('climb');
create temporary table reply as select pg_temp.update_activity('max', 'climb', 1, '{"price_minor": 3000}', '{}') -> 'result' -> 'sessions' as sessions;
select is(sessions -> 'conflict_count', '120', 'All conflicts are counted') from reply;
select is(jsonb_array_length(sessions -> 'conflicts'), 100, 'and the first hundred are told') from reply;
select is(sessions #>> '{conflicts,99,start_time}', app.iso(pg_temp.at(100)), 'by time') from reply;

select is_empty('table test.capacity_ledger', 'The ledger holds');
select * from finish();
rollback;
