-- The states in the database are those of src/domain/states.hpp, and the functions make exactly the
-- changes that its tables list: all pairs are tried.
begin;
select no_plan();

\set code `tr -d '\n' < src/domain/states.hpp`

-- "{a, b}" from "enum class Name { a, b };"
create function pg_temp.states_in_code(p_code text, p_name text) returns text[] language sql as $$
    select string_to_array(regexp_replace((regexp_match(p_code, 'enum class ' || p_name || ' \{([^}]*)\}'))[1], '\s', '', 'g'), ',')
$$;
select is(enum_range(null::reservation_status)::text[], pg_temp.states_in_code(:'code', 'ReservationStatus'), 'States of a hold');
select is(enum_range(null::booking_status)::text[], pg_temp.states_in_code(:'code', 'BookingStatus'), 'States of a booking');
select is(enum_range(null::payment_status)::text[], pg_temp.states_in_code(:'code', 'PaymentStatus'), 'States of a payment');

create temporary table listed as
    select m[1] as from_status, m[2] as to_status, m[3]::boolean as returns_seats
    from regexp_matches(:'code', '\{ReservationStatus::(\w+), ReservationStatus::(\w+), (true|false)\}', 'g') m;
select is((select count(*)::integer from listed), 4, 'The table of holds was read');

select test.tenant('north');
select test.activity('north', 'walk', 1000);
select test.session('walk', 'monday'), test.session('walk', 'tuesday', now() + interval '2 days');
select test.user('north', 'manager', 'manager');

-- Each way to leave a state, tried on a hold in each state. Extending leads nowhere. A booked hold is only released by
-- moving its booking; its owner may not.
create function pg_temp.bring_to(p_reservation text, p_status text) returns void language plpgsql as $$
begin
    case p_status
        when 'held' then perform test.extend('north', p_reservation, p_extensions_max => 1000);
        when 'converted' then perform test.check_out('north', p_reservation);
        when 'released' then
            perform test.release('north', p_reservation);
            perform test.as_user('manager', format('select app.reschedule_booking(%L, null, null, %L, null, %L, false)',
                b.id, test.id('tuesday'), gen_random_uuid()))
            from bookings b where b.reservation_id = test.id(p_reservation);
        when 'expired' then
            perform test.lapse(p_reservation);
            perform public.cleanup_expired_reservations();
    end case;
end
$$;
create function pg_temp.remaining() returns integer language sql as $$
    select capacity_remaining from activity_sessions where id = test.id('monday')
$$;
create temporary table tried (from_status text, to_status text, became text, seats_back integer);
do $$
declare
    v_from text;
    v_to text;
    v_name text;
    v_remaining integer;
begin
    foreach v_from in array enum_range(null::reservation_status)::text[] loop
        foreach v_to in array enum_range(null::reservation_status)::text[] loop
            v_name := v_from || ' to ' || v_to;
            perform test.held('north', 'monday', 3, v_name), pg_temp.bring_to(v_name, v_from);
            assert test.status(v_name) = v_from, v_name;
            v_remaining := pg_temp.remaining();
            perform pg_temp.bring_to(v_name, v_to);
            insert into tried values (v_from, v_to, test.status(v_name), pg_temp.remaining() - v_remaining);
        end loop;
    end loop;
end
$$;
select is((select count(*)::integer from tried), 16, 'All pairs were tried');
select is(t.became, case when l.from_status is not null then t.to_status else t.from_status end,
    format('%s -> %s: %s', t.from_status, t.to_status, case when l.from_status is not null then 'a change' else 'none' end))
from tried t left join listed l using (from_status, to_status) order by t.from_status, t.to_status;
select is(t.seats_back, case when l.returns_seats then 3 else 0 end,
    format('%s -> %s: %s seats come back', t.from_status, t.to_status, case when l.returns_seats then 'its' else 'no' end))
from tried t left join listed l using (from_status, to_status) order by t.from_status, t.to_status;

-- The same for bookings: every action of staff on a booking in every state. The session has just begun, so that time allows
-- them all.
create temporary table listed_bookings as
    select m[1]::booking_status as from_status, m[2]::booking_status as to_status, m[3]::boolean as returns_seats
    from regexp_matches(:'code', '\{BookingStatus::(\w+), BookingStatus::(\w+), (true|false)\}', 'g') m;
select is((select count(*)::integer from listed_bookings), 8, 'The table of bookings was read');
create temporary table actions (action text, to_status booking_status, call text);
insert into actions values
    ('cancel', 'cancelled', 'app.cancel_booking(%L, null, null, null, ''policy'')'),
    ('check_in', 'checked_in', 'app.attend_booking(%L, null, null, ''check_in'')'),
    ('no_show', 'no_show', 'app.attend_booking(%L, null, null, ''no_show'')'),
    ('complete', 'completed', 'app.attend_booking(%L, null, null, ''complete'')');
select test.session('walk', 'now', now() - interval '1 minute');
create temporary table tried_bookings (from_status booking_status, action text, became booking_status, code text,
    seats_back integer, was_allowed boolean);
do $$
declare
    v_pair record;
    v_id uuid;
    v_outcome jsonb;
    v_seats integer;
begin
    for v_pair in select s.status, a.* from unnest(enum_range(null::booking_status)) as s(status) cross join actions a loop
        v_id := test.booked('manager', 'now', 3);
        if v_pair.status = 'cancelled' then
            perform test.as_user('manager', format('select app.cancel_booking(%L, null, null, null, ''policy'')', v_id));
        else
            update bookings b set status = v_pair.status, checked_in_at = now() where b.id = v_id;
        end if;
        select capacity_remaining into v_seats from activity_sessions where id = test.id('now');
        v_outcome := test.as_user('manager', format('select ' || v_pair.call, v_id));
        insert into tried_bookings
        select v_pair.status, v_pair.action, b.status, v_outcome ->> 'code', s.capacity_remaining - v_seats,
               v_pair.action = any (app.booking_actions(v_pair.status))
        from bookings b join activity_sessions s on s.id = b.session_id where b.id = v_id;
    end loop;
end
$$;
select is((select count(*)::integer from tried_bookings), 24, 'All pairs of bookings were tried');
select is((t.became, t.code, t.seats_back, t.was_allowed)::text,
    (case when l.from_status is not null then a.to_status else t.from_status end,
     case when l.from_status is not null then 'ok' else 'invalid_transition' end,
     case when l.returns_seats then 3 else 0 end, l.from_status is not null)::text,
    format('%s, %s: %s', t.from_status, t.action, case when l.from_status is not null then 'a change' else 'none' end))
from tried_bookings t join actions a using (action)
left join listed_bookings l on l.from_status = t.from_status and l.to_status = a.to_status
order by t.from_status, t.action;
select is(l.to_status, 'confirmed', 'What the table lists and staff do not do is the payment''s')
from listed_bookings l where not exists (select from actions a where a.to_status = l.to_status);

select is_empty('table test.capacity_ledger', 'The ledger holds');
select is_empty('table test.holds_and_bookings_agree', 'Holds and bookings agree');
select * from finish();
rollback;
