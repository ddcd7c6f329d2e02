-- What visitors see of seats.

-- Seats of the visitor's organization that still count as held although their hold's time is over: they
-- are free for whoever asks (app.create_holds takes them back first). Usually none, so the index on what is due
-- is right; "is true" keeps the planner from reading all holds of the organization instead.
create or replace function app.lapsed_seats() returns table (session_id uuid, spots integer, holds integer)
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.visitor_organization_id();
    -- Not called in the query: no index serves a comparison with a volatile function.
    v_now constant timestamptz := clock_timestamp();
begin
    return query
    select r.session_id, sum(r.spots_reserved)::integer, count(*)::integer
    from slot_reservations r
    where r.status = 'held' and r.expires_at <= v_now and (r.organization_id = v_organization_id) is true
    group by r.session_id;
end
$$;
grant execute on function app.lapsed_seats() to anon;
