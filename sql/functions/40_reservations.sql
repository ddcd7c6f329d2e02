-- The life of a hold after it was taken. held -> converted | released | expired: each change is one
-- guarded transition, decided under the lock of the session, with exactly one winner.

-- A hold as visitors see it. A hold whose time is over is shown as expired, swept or not.
create or replace function app.reservation_json(p_reservation slot_reservations, p_now timestamptz) returns jsonb
    language sql stable
    set search_path = pg_catalog, public, pg_temp
as $$
    select jsonb_build_object(
        'id', p_reservation.id, 'session_id', p_reservation.session_id, 'activity_id', s.activity_id,
        'spots', p_reservation.spots_reserved, 'party_size', p_reservation.party_size,
        'status', case when p_reservation.status = 'held' and p_reservation.expires_at <= p_now then 'expired'
                       else p_reservation.status::text end,
        'expires_at', p_reservation.expires_at, 'extensions', p_reservation.extensions,
        'start_time', s.start_time, 'end_time', s.end_time, 'time_zone', v.time_zone,
        'mode', a.mode, 'price_minor', app.price_of(s), 'currency', s.currency,
        'capacity_remaining', s.capacity_remaining, 'version', s.version,
        'checkout_id', (select c.id from checkouts c
                        where c.organization_id = p_reservation.organization_id
                          and c.reservation_id = p_reservation.id and c.status = 'complete'))
    from activity_sessions s
    join activities a on a.organization_id = s.organization_id and a.id = s.activity_id
    join venues v on v.organization_id = s.organization_id and v.id = s.venue_id
    where s.organization_id = p_reservation.organization_id and s.id = p_reservation.session_id
$$;

-- {code: ok, reservation} | embed_not_found | reservation_not_found. The id is the visitor's proof: it
-- has 74 random bits.
create or replace function app.read_reservation(p_id uuid) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.visitor_organization_id();
    v_hold slot_reservations;
begin
    if v_organization_id is null then
        return '{"code": "embed_not_found"}';
    end if;
    select * into v_hold from slot_reservations r where r.organization_id = v_organization_id and r.id = p_id;
    if not found then
        return '{"code": "reservation_not_found"}';
    end if;
    return jsonb_build_object('code', 'ok', 'reservation', app.reservation_json(v_hold, clock_timestamp()));
end
$$;
grant execute on function app.read_reservation(uuid) to anon;

-- Locks the hold's session, then the hold, and gives the hold as it is under the locks; no row where
-- there is no such hold. Whoever ends a hold begins here.
create or replace function app.lock_reservation(p_organization_id uuid, p_id uuid) returns setof slot_reservations
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform app.lock_sessions(array[r.organization_id], array[r.session_id])
    from slot_reservations r where r.organization_id = p_organization_id and r.id = p_id;
    return query
    select * from slot_reservations r
    where r.organization_id = p_organization_id and r.id = p_id
    for no key update;
end
$$;

-- Gives a hold back before its time. Releasing what already came back is no error: the visitor has what
-- they wanted. {code: ok, reservation} | embed_not_found | reservation_not_found | reservation_already_used.
create or replace function app.release_reservation(p_id uuid) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.visitor_organization_id();
    v_hold slot_reservations;
    v_now timestamptz;
begin
    if v_organization_id is null then
        return '{"code": "embed_not_found"}';
    end if;
    select * into v_hold from app.lock_reservation(v_organization_id, p_id);
    if not found then
        return '{"code": "reservation_not_found"}';
    end if;
    if v_hold.status = 'converted' then
        return '{"code": "reservation_already_used"}';
    end if;
    v_now := clock_timestamp();
    if v_hold.status = 'held' then
        -- Who has been shown an expired hold is never shown it as released.
        update slot_reservations r
        set status = case when r.expires_at <= v_now then 'expired' else 'released' end::reservation_status,
            ended_at = v_now
        where r.organization_id = v_organization_id and r.id = p_id and r.status = 'held'
        returning * into strict v_hold;
        perform app.change_capacity(array[v_organization_id], array[v_hold.session_id],
                                    array[v_hold.spots_reserved], array[0], array[1]);
        -- Nobody should still pay for what was given back.
        perform app.end_open_checkouts(v_organization_id, p_id);
    end if;
    return jsonb_build_object('code', 'ok', 'reservation', app.reservation_json(v_hold, v_now));
end
$$;
grant execute on function app.release_reservation(uuid) to anon;

-- Starts the time of a live hold anew, a limited number of times. It takes no seats, so only the hold is
-- locked. {code: ok, reservation} | embed_not_found | idempotency_key_reused | reservation_not_found |
-- reservation_already_used | reservation_released | reservation_expired | extension_limit_reached.
create or replace function app.extend_reservation(
    p_id uuid, p_key text, p_fingerprint text, p_hold_ttl interval, p_extensions_max integer
) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.visitor_organization_id();
    v_kept jsonb;
    v_hold slot_reservations;
    v_now timestamptz;
    v_code text;
begin
    if v_organization_id is null then
        return '{"code": "embed_not_found"}';
    end if;
    v_kept := app.claim_idempotency_key(v_organization_id, p_key, p_fingerprint);
    if v_kept is not null then
        return v_kept;
    end if;
    select * into v_hold from slot_reservations r
    where r.organization_id = v_organization_id and r.id = p_id for no key update;
    v_now := clock_timestamp();
    v_code := case
        when v_hold.id is null then 'reservation_not_found'
        when v_hold.status = 'converted' then 'reservation_already_used'
        when v_hold.status = 'released' then 'reservation_released'
        when v_hold.status = 'expired' or v_hold.expires_at <= v_now then 'reservation_expired'
        when v_hold.extensions >= p_extensions_max then 'extension_limit_reached'
    end;
    if v_code is not null then
        return app.settle_idempotency_key(v_organization_id, p_key, jsonb_build_object('code', v_code));
    end if;
    update slot_reservations r
    set expires_at = v_now + p_hold_ttl, extensions = r.extensions + 1
    where r.organization_id = v_organization_id and r.id = p_id and r.status = 'held'
    returning * into strict v_hold;
    return app.settle_idempotency_key(v_organization_id, p_key, jsonb_build_object(
        'code', 'ok', 'reservation', app.reservation_json(v_hold, v_now)));
end
$$;
grant execute on function app.extend_reservation(uuid, text, text, interval, integer) to anon;

-- Task 1.4 of the task list, corrected: ends every hold whose time is over and gives its seats back,
-- whatever else expired in the same session. Returns holds and seats. At most p_sessions_max sessions a
-- call, so that a backlog does not hold locks for long; call again while it returns holds.
drop function if exists public.cleanup_expired_reservations(integer);
create function public.cleanup_expired_reservations(p_sessions_max integer default 500)
    returns table (holds integer, spots integer)
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_ids uuid[];
    v_session_ids uuid[];
    -- Not called in the query: no index serves a comparison with a volatile function.
    v_now constant timestamptz := clock_timestamp();
begin
    select array_agg(due.organization_id), array_agg(due.session_id)
    into v_organization_ids, v_session_ids
    from (
        select distinct r.organization_id, r.session_id
        from (
            select h.organization_id, h.session_id from slot_reservations h
            where h.status = 'held' and h.expires_at <= v_now
            order by h.expires_at
            limit p_sessions_max
        ) r
    ) due;
    if v_session_ids is null then
        return query select 0, 0;
        return;
    end if;
    perform app.lock_sessions(v_organization_ids, v_session_ids);
    return query select e.holds, e.spots from app.expire_holds(v_organization_ids, v_session_ids, clock_timestamp()) e;
end
$$;
grant execute on function public.cleanup_expired_reservations(integer) to bookingtms_engine;
