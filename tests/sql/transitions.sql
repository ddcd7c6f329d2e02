-- The states in the database are those of src/domain/states.hpp, and the functions make exactly the
-- changes of a hold that its table lists: all pairs are tried.
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
select is((select count(*)::integer from listed), 3, 'The table of the program was read');

select test.tenant('north');
select test.activity('north', 'walk', 1000);
select test.session('walk', 'monday');

-- Each way to leave a state, tried on a hold in each state. Extending leads nowhere.
create function pg_temp.bring_to(p_reservation text, p_status text) returns void language plpgsql as $$
begin
    case p_status
        when 'held' then perform test.extend('north', p_reservation, p_extensions_max => 1000);
        when 'converted' then perform test.check_out('north', p_reservation);
        when 'released' then perform test.release('north', p_reservation);
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

select is_empty('table test.capacity_ledger', 'The ledger holds');
select * from finish();
rollback;
