-- Sessions as the staff of an organization see and change them. What a change does stands in 60_sessions.sql; these
-- functions ask who wants it, and shape the documents of the API.

-- A session with what is taken of it now. Seats of holds whose time is over are free, whether or not they were given
-- back.
create or replace function app.session_document(p_session activity_sessions) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
    -- Looked up by key for every session of a list: planned once.
    set plan_cache_mode = force_generic_plan
as $$
declare
    v_held record;
    v_booked record;
begin
    select coalesce(sum(r.spots_reserved), 0)::integer as seats, count(*)::integer as count into v_held
    from slot_reservations r
    where r.organization_id = p_session.organization_id and r.session_id = p_session.id
      and r.status = 'held' and r.expires_at > now();
    select coalesce(sum(b.spots), 0)::integer as seats, count(*)::integer as count into v_booked
    from bookings b
    where b.organization_id = p_session.organization_id and b.session_id = p_session.id and b.status <> 'cancelled';
    return jsonb_build_object('id', p_session.id, 'activity_id', p_session.activity_id, 'venue_id', p_session.venue_id,
        'start_time', app.iso(p_session.start_time), 'end_time', app.iso(p_session.end_time),
        'local_start', (select app.local_iso(p_session.start_time, v.time_zone) from venues v
                        where v.organization_id = p_session.organization_id and v.id = p_session.venue_id),
        'capacity_total', p_session.capacity_total,
        'capacity_remaining', p_session.capacity_total - v_held.seats - v_booked.seats,
        'held', v_held.seats, 'hold_count', v_held.count, 'booked', v_booked.seats, 'booking_count', v_booked.count,
        'price', jsonb_build_object('amount', p_session.price_minor, 'currency', p_session.currency),
        'is_closed', p_session.is_closed, 'close_reason', p_session.close_reason, 'note', p_session.close_note,
        'is_customized', p_session.is_customized, 'version', p_session.version);
end
$$;

-- The sessions from one day to another, both included, in the calendars of their venues; by time. What is null does not
-- filter. Every combination has an index, so the plan is made for the filters that are given.
-- {code: ok, data, has_more} | permission_denied | invalid_field: no session has the id p_after.
create or replace function app.list_sessions(
    p_activity_id uuid, p_venue_id uuid, p_from date, p_to date, p_is_closed boolean, p_limit integer, p_after uuid
) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('sessions:read');
    -- A day is somewhere from 14 hours before to 12 hours after the same day in UTC.
    v_from constant timestamptz := coalesce((p_from - 1)::timestamp at time zone 'UTC', '-infinity');
    v_to constant timestamptz := coalesce((p_to + 2)::timestamp at time zone 'UTC', 'infinity');
    v_after_time timestamptz := '-infinity';
    v_data jsonb;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    if p_after is not null then
        select s.start_time into v_after_time from activity_sessions s
        where s.organization_id = v_organization_id and s.id = p_after;
        if not found then
            return '{"code": "invalid_field", "param": "starting_after", "detail": "There is no such session."}';
        end if;
    end if;
    select coalesce(jsonb_agg(app.session_document(page.session)
                              order by (page.session).start_time, (page.session).id), '[]')
    into v_data
    from (
        select s as session
        from activity_sessions s
        join venues v on v.organization_id = s.organization_id and v.id = s.venue_id
        where s.organization_id = v_organization_id
          and (p_activity_id is null or s.activity_id = p_activity_id)
          and (p_venue_id is null or s.venue_id = p_venue_id)
          and (p_is_closed is null or s.is_closed = p_is_closed)
          and s.start_time >= greatest(v_from, v_after_time) and s.start_time < v_to
          and (p_after is null or (s.start_time, s.id) > (v_after_time, p_after))
          and (p_from is null or (s.start_time at time zone v.time_zone)::date >= p_from)
          and (p_to is null or (s.start_time at time zone v.time_zone)::date <= p_to)
        order by s.start_time, s.id
        limit p_limit + 1
    ) page;
    return jsonb_build_object('code', 'ok', 'data', v_data - p_limit, 'has_more', jsonb_array_length(v_data) > p_limit);
end
$$;

-- {code: ok, result} | permission_denied | session_not_found.
create or replace function app.read_staff_session(p_session_id uuid) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('sessions:read');
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    return coalesce((
        select jsonb_build_object('code', 'ok', 'result', app.session_document(s)) from activity_sessions s
        where s.organization_id = v_organization_id and s.id = p_session_id), '{"code": "session_not_found"}');
end
$$;

-- What a change of a session comes to for its staff: the document in place of the row, kept under the idempotency key.
create or replace function app.settle_session_change(
    p_organization_id uuid, p_session_id uuid, p_outcome jsonb, p_key text
) returns jsonb
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    if p_outcome ->> 'code' = 'ok' then
        p_outcome := jsonb_build_object('code', 'ok', 'result', (
            select app.session_document(s) from activity_sessions s
            where s.organization_id = p_organization_id and s.id = p_session_id));
    end if;
    return app.settle_idempotency_key(p_organization_id, p_key, p_outcome);
end
$$;

-- app.set_session_closed() for staff. {code: ok, result} | permission_denied | idempotency_key_reused | its refusals.
create or replace function app.staff_set_session_closed(
    p_session_id uuid, p_reason session_close_reason, p_note text, p_key text, p_fingerprint text
) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('sessions:write');
    v_kept jsonb;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    v_kept := app.claim_idempotency_key(v_organization_id, p_key, p_fingerprint);
    if v_kept is not null then
        return v_kept;
    end if;
    return app.settle_session_change(v_organization_id, p_session_id,
        app.set_session_closed(v_organization_id, p_session_id, p_reason, p_note), p_key);
end
$$;

-- app.resize_session() for staff. {code: ok, result} | permission_denied | idempotency_key_reused | its refusals.
create or replace function app.staff_resize_session(
    p_session_id uuid, p_capacity_total integer, p_expected_version integer, p_key text, p_fingerprint text
) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('sessions:write');
    v_kept jsonb;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    v_kept := app.claim_idempotency_key(v_organization_id, p_key, p_fingerprint);
    if v_kept is not null then
        return v_kept;
    end if;
    return app.settle_session_change(v_organization_id, p_session_id,
        app.resize_session(v_organization_id, p_session_id, p_capacity_total, p_expected_version), p_key);
end
$$;

grant execute on function app.list_sessions(uuid, uuid, date, date, boolean, integer, uuid),
    app.read_staff_session(uuid),
    app.staff_set_session_closed(uuid, session_close_reason, text, text, text),
    app.staff_resize_session(uuid, integer, integer, text, text) to authenticated;
