-- The one path by which the seats of a session change.
--
-- Functions that run for every hold or read are in plpgsql: it keeps the plans of its statements as long as
-- the connection lives, where a function in SQL plans them anew at every call (figures:
-- docs/explanation/performance.md).

-- Adds to the seats of sessions that the caller has locked. Per session: seats given back (negative:
-- taken), seats added to the total, and how many changes that is, by which `version` grows. The CHECK
-- constraints refuse a session that would end below zero or above its total. Every change is an event.
create or replace function app.change_capacity(
    p_organization_ids uuid[], p_session_ids uuid[], p_seats integer[], p_totals integer[], p_changes integer[]
) returns void
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    with changed as (
        update activity_sessions s
        set capacity_remaining = s.capacity_remaining + c.seats,
            capacity_total = s.capacity_total + c.total,
            version = s.version + c.changes
        from unnest(p_organization_ids, p_session_ids, p_seats, p_totals, p_changes)
             as c(organization_id, session_id, seats, total, changes)
        where s.organization_id = c.organization_id and s.id = c.session_id
        returning s.organization_id, s.id, s.activity_id, s.capacity_total, s.capacity_remaining, s.version, s.is_closed
    )
    insert into outbox (organization_id, topic, payload)
    select organization_id, 'session.changed', jsonb_build_object(
        'id', id, 'activity_id', activity_id, 'capacity_total', capacity_total,
        'capacity_remaining', capacity_remaining, 'version', version, 'is_closed', is_closed)
    from changed;
end
$$;

-- Ends live holds whose time is over, in sessions that the caller has locked, and gives their seats
-- back once. Returns how many holds and seats that were. Both expiry by the job and lazy expiry come here.
create or replace function app.expire_holds(
    p_organization_ids uuid[], p_session_ids uuid[], p_now timestamptz,
    out holds integer, out spots integer
)
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_ids uuid[];
    v_session_ids uuid[];
    v_spots integer[];
    v_holds integer[];
begin
    with lapsed as (
        update slot_reservations r
        set status = 'expired', ended_at = p_now
        from unnest(p_organization_ids, p_session_ids) as s(organization_id, session_id)
        where r.organization_id = s.organization_id and r.session_id = s.session_id
          and r.status = 'held' and r.expires_at <= p_now
        returning r.organization_id, r.session_id, r.spots_reserved
    ), sums as (
        select organization_id, session_id, sum(spots_reserved)::integer as spots, count(*)::integer as holds
        from lapsed group by organization_id, session_id
    )
    select array_agg(s.organization_id), array_agg(s.session_id), array_agg(s.spots), array_agg(s.holds),
           coalesce(sum(s.holds), 0), coalesce(sum(s.spots), 0)
    into v_organization_ids, v_session_ids, v_spots, v_holds, holds, spots
    from sums s;

    if holds > 0 then
        perform app.change_capacity(v_organization_ids, v_session_ids, v_spots,
                                    array_fill(0, array[cardinality(v_spots)]), v_holds);
    end if;
end
$$;

-- Locks sessions until the end of the transaction, in id order: two transactions that touch the same
-- sessions never wait for each other in a circle.
create or replace function app.lock_sessions(p_organization_ids uuid[], p_session_ids uuid[]) returns void
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform 1
    from activity_sessions s
    where (s.organization_id, s.id) in (
        select u.organization_id, u.session_id
        from unnest(p_organization_ids, p_session_ids) as u(organization_id, session_id))
    order by s.id
    for no key update;
end
$$;
