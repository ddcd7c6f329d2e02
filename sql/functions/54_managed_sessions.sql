-- Where customers can move their own booking to.

-- The next sessions of the same activity that take the party of a booking, and what it would cost there; of
-- p_session_id alone where that is given. For the engine, which has checked the link. {code: ok, data: [{id,
-- start_time, end_time, total}]} | booking_not_found.
create or replace function app.list_managed_sessions(
    p_organization_id uuid, p_id uuid, p_session_id uuid, p_limit integer
) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_booking bookings;
    v_session record;
    v_price jsonb;
    v_data jsonb := '[]';
begin
    select b.* into v_booking from bookings b where b.organization_id = p_organization_id and b.id = p_id;
    if not found then
        return '{"code": "booking_not_found"}';
    end if;
    for v_session in
        select s.id, s.start_time, s.end_time
        from activities a
        join venues v on v.organization_id = a.organization_id and v.id = a.venue_id
        join activity_sessions s on s.organization_id = a.organization_id and s.activity_id = a.id
        where a.organization_id = p_organization_id and a.id = v_booking.activity_id and a.is_active
          -- The first of the two is what an index can find.
          and s.start_time > now() and s.start_time > clock_timestamp() + a.booking_cutoff_minutes * interval '1 minute'
          and (s.start_time at time zone v.time_zone)::date
              <= (clock_timestamp() at time zone v.time_zone)::date + a.booking_window_days
          and not s.is_closed and s.id <> v_booking.session_id and s.id = coalesce(p_session_id, s.id)
          and s.currency = v_booking.currency
          and v_booking.party_size between a.min_party and least(a.max_party, s.capacity_total)
          and s.capacity_remaining >= case a.mode when 'private' then s.capacity_total else v_booking.party_size end
        order by s.start_time, s.id
        limit p_limit
    loop
        v_price := app.price_anew(v_booking, v_session.id);
        if v_price ->> 'code' = 'ok' then
            v_data := v_data || jsonb_build_object('id', v_session.id, 'start_time', app.iso(v_session.start_time),
                'end_time', app.iso(v_session.end_time), 'total', jsonb_build_object(
                    'amount', v_price #> '{quote,total_minor}', 'currency', v_booking.currency));
        end if;
    end loop;
    return jsonb_build_object('code', 'ok', 'data', v_data);
end
$$;
alter function app.list_managed_sessions(uuid, uuid, uuid, integer) owner to bookingtms_engine;
revoke execute on function app.list_managed_sessions(uuid, uuid, uuid, integer) from public;
