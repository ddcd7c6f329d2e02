-- Making sessions from schedules, and what operators do to a session.

-- Brings the sessions of an activity that start from p_from on in line with what its schedule makes:
-- p_starts and p_ends, one pair per session (p_ids: ids for new ones). Idempotent. Only sessions without
-- live holds and active bookings change:
--   not wanted any more  -> deleted, or closed as not_in_schedule where old holds or bookings name them;
--   wanted, but different -> capacity, end and price follow the activity, the capacity unless resized by hand;
--   wanted again          -> opened, where it was closed as not_in_schedule.
-- The others stay as they are and come back as conflicts, with the reason. What would overlap one that
-- stays, or one that runs at p_from, is not wanted, and is a conflict too (session_id null).
-- No row with kind 'done' means: the schedule changed meanwhile, ask again.
drop function if exists app.sync_sessions(uuid, uuid, integer, timestamptz, date, uuid[], timestamptz[], timestamptz[]);
create function app.sync_sessions(
    p_organization_id uuid, p_activity_id uuid, p_schedule_version integer, p_from timestamptz,
    p_until date, p_ids uuid[], p_starts timestamptz[], p_ends timestamptz[]
) returns table (
    kind text, session_id uuid, start_time timestamptz, reason text,
    inserted integer, updated integer, removed integer
)
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_activity activities;
    v_existing uuid[];
    v_taken uuid[];
    v_free uuid[];
    v_ids uuid[];
    v_starts timestamptz[];
    v_ends timestamptz[];
    v_changed uuid[];
    v_seats integer[];
    v_inserted integer;
    v_updated integer;
    v_removed integer;
begin
    select * into v_activity from activities a
    where a.organization_id = p_organization_id and a.id = p_activity_id
    for no key update;
    if not found or v_activity.schedule_version <> p_schedule_version then
        return;
    end if;

    -- With those that still run at p_from; a session lasts a day at most.
    select coalesce(array_agg(s.id), '{}') into v_existing
    from activity_sessions s
    where s.organization_id = p_organization_id and s.activity_id = p_activity_id
      and s.start_time > p_from - interval '1 day' and s.end_time > p_from;
    perform app.lock_sessions(array_fill(p_organization_id, array[cardinality(v_existing)]), v_existing);
    perform app.expire_holds(array_fill(p_organization_id, array[cardinality(v_existing)]), v_existing,
                             clock_timestamp());

    select coalesce(array_agg(s.id) filter (where t.is_taken), '{}'),
           coalesce(array_agg(s.id) filter (where not t.is_taken and s.start_time >= p_from), '{}')
    into v_taken, v_free
    from activity_sessions s
    cross join lateral (select
        exists (select from slot_reservations r where r.organization_id = s.organization_id
                and r.session_id = s.id and r.status = 'held')
        or exists (select from bookings b where b.organization_id = s.organization_id
                   and b.session_id = s.id and b.status <> 'cancelled') as is_taken) t
    where s.organization_id = p_organization_id and s.id = any (v_existing);

    select coalesce(array_agg(w.id), '{}'), coalesce(array_agg(w.starts), '{}'), coalesce(array_agg(w.ends), '{}')
    into v_ids, v_starts, v_ends
    from unnest(p_ids, p_starts, p_ends) as w(id, starts, ends)
    where not exists (select from activity_sessions s
                      where s.organization_id = p_organization_id and s.id = any (v_taken)
                        and s.start_time <> w.starts and s.start_time < w.ends and w.starts < s.end_time);
    return query
    select 'conflict', s.id, s.start_time,
           case when w.starts is null then 'not_in_schedule' else 'differs_from_activity' end, 0, 0, 0
    from activity_sessions s
    left join unnest(p_starts, p_ends) as w(starts, ends) on w.starts = s.start_time
    where s.organization_id = p_organization_id and s.id = any (v_taken) and s.start_time >= p_from
      and (w.starts is null or s.end_time <> w.ends or s.price_minor <> v_activity.price_minor
           or s.currency <> v_activity.currency
           or (s.capacity_total <> v_activity.capacity and not s.is_customized));
    return query
    select 'conflict', null::uuid, w.starts, 'overlaps_session_with_holds_or_bookings', 0, 0, 0
    from unnest(p_starts) as w(starts) where w.starts <> all (v_starts);

    -- Not wanted any more.
    delete from activity_sessions s
    where s.organization_id = p_organization_id and s.id = any (v_free) and s.start_time <> all (v_starts)
      and not exists (select from slot_reservations r
                      where r.organization_id = s.organization_id and r.session_id = s.id)
      and not exists (select from bookings b where b.organization_id = s.organization_id and b.session_id = s.id);
    get diagnostics v_removed = row_count;
    with closed as (
        update activity_sessions s
        set is_closed = true, close_reason = 'not_in_schedule'
        where s.organization_id = p_organization_id and s.id = any (v_free) and s.start_time <> all (v_starts)
          and not s.is_closed
        returning s.id
    )
    select coalesce(array_agg(c.id), '{}'), coalesce(array_agg(0), '{}') into v_changed, v_seats from closed c;
    v_removed := v_removed + cardinality(v_changed);
    perform app.change_capacity(array_fill(p_organization_id, array[cardinality(v_changed)]), v_changed, v_seats,
                                v_seats, array_fill(1, array[cardinality(v_changed)]));

    -- Wanted, and free to follow the activity.
    with differing as (
        select s.id, w.ends, case when s.is_customized then 0 else v_activity.capacity - s.capacity_total end as seats
        from activity_sessions s
        join unnest(v_starts, v_ends) as w(starts, ends) on w.starts = s.start_time
        where s.organization_id = p_organization_id and s.id = any (v_free)
    ), followed as (
        update activity_sessions s
        set end_time = d.ends, price_minor = v_activity.price_minor, currency = v_activity.currency,
            is_closed = s.is_closed and s.close_reason <> 'not_in_schedule',
            close_reason = nullif(s.close_reason, 'not_in_schedule')
        from differing d
        where s.organization_id = p_organization_id and s.id = d.id
          and (d.seats <> 0 or s.end_time <> d.ends or s.price_minor <> v_activity.price_minor
               or s.currency <> v_activity.currency or s.close_reason = 'not_in_schedule')
        returning s.id, d.seats
    )
    select coalesce(array_agg(f.id), '{}'), coalesce(array_agg(f.seats), '{}') into v_changed, v_seats from followed f;
    v_updated := cardinality(v_changed);
    perform app.change_capacity(array_fill(p_organization_id, array[v_updated]), v_changed, v_seats, v_seats,
                                array_fill(1, array[v_updated]));

    insert into activity_sessions (organization_id, id, activity_id, venue_id, start_time, end_time,
        capacity_total, capacity_remaining, price_minor, currency)
    select p_organization_id, w.id, p_activity_id, v_activity.venue_id, w.starts, w.ends,
           v_activity.capacity, v_activity.capacity, v_activity.price_minor, v_activity.currency
    from unnest(v_ids, v_starts, v_ends) as w(id, starts, ends)
    on conflict on constraint activity_sessions_organization_id_activity_id_start_time_key do nothing;
    get diagnostics v_inserted = row_count;

    update activities a
    set generated_version = p_schedule_version, generated_until = p_until
    where a.organization_id = p_organization_id and a.id = p_activity_id;
    return query select 'done', null::uuid, null::timestamptz, null::text, v_inserted, v_updated, v_removed;
end
$$;
alter function app.sync_sessions(uuid, uuid, integer, timestamptz, date, uuid[], timestamptz[], timestamptz[]) owner to bookingtms_engine;
revoke execute on function app.sync_sessions(uuid, uuid, integer, timestamptz, date, uuid[], timestamptz[], timestamptz[]) from public;

-- Stops or resumes the sale of a session. Holds and bookings that exist stay.
-- {code: ok, session} | session_not_found.
create or replace function app.set_session_closed(
    p_organization_id uuid, p_session_id uuid, p_reason session_close_reason, p_note text
) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_session activity_sessions;
begin
    perform app.lock_sessions(array[p_organization_id], array[p_session_id]);
    update activity_sessions s
    set is_closed = p_reason is not null, close_reason = p_reason, close_note = coalesce(p_note, '')
    where s.organization_id = p_organization_id and s.id = p_session_id;
    if not found then
        return '{"code": "session_not_found"}';
    end if;
    perform app.change_capacity(array[p_organization_id], array[p_session_id], array[0], array[0], array[1]);
    select * into v_session from activity_sessions s
    where s.organization_id = p_organization_id and s.id = p_session_id;
    return jsonb_build_object('code', 'ok', 'session', to_jsonb(v_session));
end
$$;
alter function app.set_session_closed(uuid, uuid, session_close_reason, text) owner to bookingtms_engine;
revoke execute on function app.set_session_closed(uuid, uuid, session_close_reason, text) from public;

-- Gives a session another number of seats, not fewer than are taken; at least 1, at most 1000.
-- {code: ok, session} | session_not_found | invalid_spots (with `taken`).
create or replace function app.resize_session(p_organization_id uuid, p_session_id uuid, p_capacity_total integer)
    returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_session activity_sessions;
begin
    perform app.lock_sessions(array[p_organization_id], array[p_session_id]);
    perform app.expire_holds(array[p_organization_id], array[p_session_id], clock_timestamp());
    select * into v_session from activity_sessions s
    where s.organization_id = p_organization_id and s.id = p_session_id;
    if not found then
        return '{"code": "session_not_found"}';
    end if;
    if (p_capacity_total between 1 and 1000) is not true
       or p_capacity_total < v_session.capacity_total - v_session.capacity_remaining
       -- A private session is sold whole: it keeps its size while somebody has it.
       or (v_session.capacity_remaining < v_session.capacity_total and exists (
            select from activities a where a.organization_id = p_organization_id
            and a.id = v_session.activity_id and a.mode = 'private')) then
        return jsonb_build_object('code', 'invalid_spots',
            'taken', v_session.capacity_total - v_session.capacity_remaining);
    end if;
    update activity_sessions s set is_customized = true
    where s.organization_id = p_organization_id and s.id = p_session_id;
    perform app.change_capacity(array[p_organization_id], array[p_session_id],
        array[p_capacity_total - v_session.capacity_total],
        array[p_capacity_total - v_session.capacity_total], array[1]);
    select * into v_session from activity_sessions s
    where s.organization_id = p_organization_id and s.id = p_session_id;
    return jsonb_build_object('code', 'ok', 'session', to_jsonb(v_session));
end
$$;
alter function app.resize_session(uuid, uuid, integer) owner to bookingtms_engine;
revoke execute on function app.resize_session(uuid, uuid, integer) from public;
