-- Holds: every refusal, in its order and with its facts, and what becomes of a hold that was taken.
begin;
select no_plan();

select test.tenant('north');
select test.tenant('south', 'America/New_York');
select test.activity('north', 'walk', 10, 'shared', 2, 8);
select test.activity('north', 'room', 6, 'private', 2, 6);
select test.activity('south', 'kayak', 10);
select test.session('walk', 'monday');
select test.session('walk', 'tuesday', now() + interval '2 days');
select test.session('room', 'evening');
select test.session('kayak', 'sunrise');

-- One request that is wrong in every way. Each step mends what was refused, so that the next fault shows.
update activity_sessions set capacity_remaining = 7, version = 4 where id = test.id('monday');
insert into slot_reservations (organization_id, id, session_id, spots_reserved, party_size, visitor, expires_at)
    values (test.id('north'), test.id('ann'), test.id('monday'), 3, 3, 'ann', now() + interval '10 minutes');
insert into idempotency_keys (organization_id, key, fingerprint, outcome)
    values (test.id('north'), 'key', 'another request', '{}');
update activity_sessions set is_closed = true, close_reason = 'blocked' where id = test.id('monday');
update organizations set status = 'suspended' where id = test.id('north');

select is(test.hold('north', 'nowhere', 9, null, 3, 'ann', 'key', p_holds_max => 1) ->> 'code',
    'embed_not_found', '1. The embed key is not active');
update organizations set status = 'active' where id = test.id('north');
select is(test.hold('north', 'nowhere', 9, null, 3, 'ann', 'key', p_holds_max => 1) ->> 'code',
    'idempotency_key_reused', '2. The idempotency key belongs to another request');
select is(test.hold('north', 'nowhere', 9, null, 3, 'ann', p_holds_max => 1) ->> 'code',
    'session_not_found', '3. There is no such session');
select is(test.hold('north', 'monday', 9, null, 3, 'ann', p_holds_max => 1) - 'reservation_id',
    '{"code": "invalid_spots", "replayed": false, "party_size": 9, "capacity_remaining": 7, "version": 4,
      "party_min": 2, "party_max": 8}', '4. More people than may come, and how many may');
select is(test.hold('north', 'monday', 8, null, 3, 'ann', p_holds_max => 1) ->> 'code',
    'session_closed', '5. The session is closed');
update activity_sessions set is_closed = false, close_reason = null where id = test.id('monday');
select is(test.hold('north', 'monday', 8, null, 3, 'ann', p_holds_max => 1) - 'reservation_id',
    '{"code": "version_mismatch", "replayed": false, "party_size": 8, "capacity_remaining": 7, "version": 4,
      "party_min": 2, "party_max": 8}', '6. The session changed since, and what it is now');
select is(test.hold('north', 'monday', 8, null, 4, 'ann', p_holds_max => 1) ->> 'code',
    'too_many_holds', '7. The visitor has as many holds as one may have');
select is(test.hold('north', 'monday', 8, null, 4, 'bob', p_holds_max => 1) - 'reservation_id',
    '{"code": "insufficient_capacity", "replayed": false, "party_size": 8, "capacity_remaining": 7, "version": 4,
      "party_min": 2, "party_max": 8}', '8. Fewer seats are left');
select is(test.seats('monday'), '7 of 10, version 4', 'What was refused took nothing');
select is(test.events('session.changed'), 0, 'What was refused is no event');
select is(test.hold('north', 'monday', 7, 'bob', 4, 'bob', p_holds_max => 1) - 'expires_at',
    jsonb_build_object('code', 'held', 'replayed', false, 'reservation_id', test.id('bob'), 'spots', 7, 'party_size', 7,
        'capacity_remaining', 0, 'version', 5, 'party_min', 2, 'party_max', 8), '9. A hold, and what it left');
select ok(status = 'held' and ended_at is null and spots_reserved = 7 and party_size = 7 and visitor = 'bob'
          and expires_at = created_at + interval '10 minutes' and extensions = 0, 'The hold is kept as it was taken')
from slot_reservations where id = test.id('bob');

-- How many may come: the activity, the session and the server have a say.
select is(test.hold('north', 'tuesday', party) ->> 'code', 'invalid_spots', format('%s people are refused', party))
from unnest(array[1, 0, -3, -2147483648, 2147483647]) as party;
select is(test.hold('north', 'tuesday', null) ->> 'code', 'invalid_spots', 'No number of people is refused');
select is(test.hold('north', 'tuesday', 6, p_spots_max => 5) -> 'party_max', '5', 'The server limits a single hold');

-- A private session is sold whole, to one party.
select is(test.hold('north', 'evening', 7) ->> 'code', 'invalid_spots', 'A party too large for a private session');
select is(test.hold('north', 'evening', 2, 'party') - 'expires_at' - 'reservation_id',
    '{"code": "held", "replayed": false, "spots": 6, "party_size": 2, "capacity_remaining": 0, "version": 2,
      "party_min": 2, "party_max": 6}', 'A party of two takes all six seats of a private session');
select is(test.hold('north', 'evening', 2) ->> 'code', 'insufficient_capacity', 'A private session has one party');
select is(test.seats('evening'), '0 of 6, version 2', 'The second party took nothing');

-- Another tenant's session is no session.
select is(test.hold('south', 'tuesday', 2) ->> 'code', 'session_not_found', 'A session of another tenant is not found');
select is(test.hold('nobody', 'tuesday', 2) ->> 'code', 'embed_not_found', 'Without an embed there is no tenant');

-- When a session is on sale. The state is changed, asked, and changed back.
create function pg_temp.code_after(p_change text) returns text language plpgsql as $$
declare
    v_code text;
begin
    execute p_change;
    v_code := test.hold('north', 'tuesday', 2) ->> 'code';
    raise exception using errcode = 'P0001', message = v_code;
exception when raise_exception then
    return sqlerrm;
end
$$;
select is(pg_temp.code_after(change), expected, what)
from (values
    ('select', 'held', 'A session is on sale'),
    ('update activities set is_active = false', 'session_closed', 'An activity that is not active is not sold'),
    ('update venues set is_active = false', 'session_closed', 'A venue that is not active sells nothing'),
    ('update embed_configs set is_active = false', 'embed_not_found', 'An embed that is not active sells nothing'),
    ($$ update activity_sessions set start_time = now() - interval '1 minute' where id = test.id('tuesday') $$, 'session_closed', 'The past is not sold'),
    ($$ update activities set booking_cutoff_minutes = 2880; update activity_sessions set start_time = now() + interval '2 days' where id = test.id('tuesday') $$,
        'session_closed', 'Sales end with the cutoff'),
    ($$ update activities set booking_cutoff_minutes = 2870 $$, 'held', 'Until the cutoff a session is sold'),
    ($$ update activities set schedule = '{"booking_window_days": 1}' $$, 'session_closed',
        'Beyond the booking window nothing is sold'),
    ($$ update activities set schedule = '{"booking_window_days": 2}' $$, 'held', 'The last day of the window is sold'))
    as t(change, expected, what);

-- The window counts days of the venue's calendar.
create function pg_temp.code_at(p_start timestamptz) returns text language plpgsql as $$
begin
    update activity_sessions set start_time = p_start, end_time = p_start + interval '1 hour' where id = test.id('sunrise');
    return test.hold('south', 'sunrise', 1) ->> 'code';
end
$$;
update activities set schedule = '{"booking_window_days": 1}' where id = test.id('kayak');
select is(pg_temp.code_at((timezone('America/New_York', now())::date + 2)::timestamp at time zone 'America/New_York'),
    'session_closed', 'The first moment after the last day of the window, at the venue, is not sold');
select is(pg_temp.code_at((timezone('America/New_York', now())::date + 2)::timestamp at time zone 'America/New_York' - interval '1 second'),
    'held', 'The last moment of that day is');
delete from slot_reservations where session_id = test.id('sunrise');
update activity_sessions set capacity_remaining = 10, version = 1 where id = test.id('sunrise');

-- A batch decides in order of arrival, each request by what the ones before left.
create function pg_temp.batch(p_tenants text[], p_sessions text[], p_parties integer[], p_versions integer[] default null,
    p_visitors text[] default null, p_keys text[] default null, p_holds_max integer default 0) returns text[]
    language sql as $$
    select array_agg(concat_ws(' ', h.code, h.capacity_remaining, h.version) order by h.ordinal)
    from app.create_reservations(
        (select array_agg(test.embed_key(t)) from unnest(p_tenants) t), (select array_agg(test.id(s)) from unnest(p_sessions) s),
        (select array_agg(gen_random_uuid()) from unnest(p_sessions)), p_parties,
        coalesce(p_versions, array_fill(null::integer, array[cardinality(p_sessions)])),
        array_fill(null::text, array[cardinality(p_sessions)]),
        coalesce(p_visitors, array_fill('visitor'::text, array[cardinality(p_sessions)])),
        coalesce(p_keys, array_fill(null::text, array[cardinality(p_sessions)])),
        array_fill('fingerprint'::text, array[cardinality(p_sessions)]), '10 minutes', 1000, p_holds_max) h
$$;
select is(pg_temp.batch('{north,south,north,north,south,nobody,north}', '{tuesday,sunrise,tuesday,tuesday,sunrise,sunrise,tuesday}',
        '{6,4,5,3,6,1,2}'),
    '{"held 4 2","held 6 2","insufficient_capacity 4 2","held 1 3","held 0 3","embed_not_found","insufficient_capacity 1 3"}',
    'A batch spans tenants and sessions, and a refusal leaves the seats to the next');
select is(test.seats('tuesday'), '1 of 10, version 3', 'The batch updated the session once, by all its holds');
select is(payload -> 'version', '3', 'and that is one event') from outbox
where payload ->> 'id' = test.id('tuesday')::text;

update activity_sessions set capacity_remaining = 10 where id = test.id('sunrise');
delete from slot_reservations where session_id = test.id('sunrise');
select is(pg_temp.batch('{south,south,south}', '{sunrise,sunrise,sunrise}', '{1,1,1}', '{3,3,4}'),
    '{"held 9 4","version_mismatch 9 4","held 8 5"}', 'An expected version is compared with what the batch left');
select is(pg_temp.batch('{south,south,south,south}', '{sunrise,sunrise,sunrise,sunrise}', '{1,1,1,1}',
        p_visitors => '{cid,dee,cid,cid}', p_holds_max => 2),
    '{"held 7 6","held 6 7","held 5 8","too_many_holds 5 8"}', 'A batch counts the holds of each visitor');
update slot_reservations set expires_at = now() - interval '1 second' where visitor = 'cid';
select is(pg_temp.batch('{south}', '{sunrise}', '{1}', p_visitors => '{cid}', p_holds_max => 2), '{"held 4 9"}',
    'Holds whose time is over do not count for the visitor');
select is(pg_temp.batch('{south,south}', '{sunrise,sunrise}', '{6,-100}'), '{"held 0 12","invalid_spots 0 12"}',
    'Lapsed seats come back for the one who asks, whatever else the batch contains');

-- Reading, extending and releasing.
select is(test.as_visitor('north', format('select app.read_reservation(%L)', test.id('bob')))::jsonb #- '{reservation,expires_at}',
    jsonb_build_object('code', 'ok', 'reservation', jsonb_build_object(
        'id', test.id('bob'), 'session_id', test.id('monday'), 'activity_id', test.id('walk'), 'spots', 7, 'party_size', 7,
        'status', 'held', 'extensions', 0, 'start_time', now() + interval '1 day', 'end_time', now() + interval '25 hours',
        'time_zone', 'Europe/London', 'mode', 'shared', 'price_minor', 2500, 'currency', 'GBP',
        'capacity_remaining', 0, 'version', 5, 'checkout_id', null)), 'A visitor reads their hold');
select is(test.as_visitor(tenant, format('select app.read_reservation(%L)', test.id(hold)))::jsonb, expected::jsonb, what)
from (values ('south', 'bob', '{"code": "reservation_not_found"}', 'Another tenant does not find the hold'),
             ('nobody', 'bob', '{"code": "embed_not_found"}', 'Without an embed nothing is read'),
             ('north', 'nothing', '{"code": "reservation_not_found"}', 'What is not there is not found'))
    as t(tenant, hold, expected, what);

update slot_reservations set expires_at = now() + interval '1 minute' where id = test.id('bob');
select is(test.extend('north', 'bob') #> '{reservation,extensions}', '1', 'A hold is extended');
select ok(expires_at > now() + interval '9 minutes', 'and its time starts anew') from slot_reservations where id = test.id('bob');
select is(test.extend('north', 'bob', p_extensions_max => 1) ->> 'code', 'extension_limit_reached', 'but not for ever');
select is(test.extend('south', 'bob') ->> 'code', 'reservation_not_found', 'Another tenant does not extend it');
select is(test.extend('nobody', 'bob') ->> 'code', 'embed_not_found', 'Without an embed nothing is extended');
select is(test.seats('monday'), '0 of 10, version 5', 'Extending takes no seats');

select is(test.release('south', 'bob') ->> 'code', 'reservation_not_found', 'Another tenant does not release a hold');
select is(test.release('nobody', 'bob') ->> 'code', 'embed_not_found', 'Without an embed nothing is released');
select is(test.release('north', 'bob') #>> '{reservation,status}', 'released', 'A hold is released');
select is(test.seats('monday'), '7 of 10, version 6', 'and its seats come back');
select is(test.release('north', 'bob') #>> '{reservation,status}', 'released', 'Releasing again is no error');
select is(test.seats('monday'), '7 of 10, version 6', 'and gives nothing back a second time');

select is_empty('table test.capacity_ledger', 'The ledger holds');
select is_empty('table test.holds_and_bookings_agree', 'Holds and bookings agree');
select * from finish();
rollback;
