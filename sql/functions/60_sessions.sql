-- Making sessions from schedules, and what operators do to a session.

-- What has to happen to the sessions of an activity (as the record says it, also where the row is not so yet) that
-- start from p_from on, and before p_to unless that is null, so that they are what its schedule makes: p_starts and
-- p_ends, one pair per session. The one rule for making sessions and for showing what that would do. Only sessions
-- without live holds (at p_now) and active bookings change:
--   make      wanted, and not there;
--   follow    wanted, but different: capacity (by `seats`), end and price follow the activity, the capacity unless
--             resized by hand; and opened, where it was closed as not_in_schedule;
--   remove    not wanted any more, and nothing names it; close, where old holds or bookings do;
--   conflict  taken, so it stays as it is: not_in_schedule or differs_from_activity; or without a session: it would
--             overlap one that stays, or one that runs at p_from, so it is not made:
--             overlaps_session_with_holds_or_bookings.
create or replace function app.plan_sessions(
    p_activity activities, p_now timestamptz, p_from timestamptz, p_to timestamptz,
    p_starts timestamptz[], p_ends timestamptz[]
) returns table (
    action text, session_id uuid, start_time timestamptz, end_time timestamptz, seats integer, reason text
)
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return query
    with existing as materialized (
        -- With those that still run at p_from; a session lasts a day at most.
        select s.*,
               exists (select from slot_reservations r where r.organization_id = s.organization_id
                       and r.session_id = s.id and r.status = 'held' and r.expires_at > p_now)
               or exists (select from bookings b where b.organization_id = s.organization_id
                          and b.session_id = s.id and b.status <> 'cancelled') as is_taken
        from activity_sessions s
        where s.organization_id = p_activity.organization_id and s.activity_id = p_activity.id
          and s.start_time > p_from - interval '1 day' and s.end_time > p_from
          and (p_to is null or s.start_time < p_to)
    ), timeline as (
        -- Who is there before and after each wanted session, in one pass by time.
        select t.starts, t.ends,
               max(t.taken_until) over (order by t.starts groups between unbounded preceding and 1 preceding) as before,
               min(t.taken_from) over (order by t.starts desc
                                       groups between unbounded preceding and 1 preceding) as after
        from (
            select w.starts, w.ends, null::timestamptz as taken_from, null::timestamptz as taken_until
            from unnest(p_starts, p_ends) as w(starts, ends)
            union all
            select e.start_time, null, e.start_time, e.end_time from existing e where e.is_taken
        ) t
    ), wanted as materialized (
        select t.starts, t.ends, coalesce(t.before <= t.starts, true) and coalesce(t.after >= t.ends, true) as fits
        from timeline t where t.ends is not null
    ), compared as (
        select e.*, w.starts is not null as is_wanted, coalesce(w.fits, false) as fits, w.ends as wanted_end,
               case when e.is_customized then 0 else p_activity.capacity - e.capacity_total end as more_seats,
               w.ends <> e.end_time or e.price_minor <> p_activity.price_minor or e.currency <> p_activity.currency
               or (e.capacity_total <> p_activity.capacity and not e.is_customized) as differs
        from existing e
        left join wanted w on w.starts = e.start_time
        where e.start_time >= p_from
    )
    select 'conflict', c.id, c.start_time, c.end_time, 0,
           case when c.is_wanted then 'differs_from_activity' else 'not_in_schedule' end
    from compared c
    where c.is_taken and (not c.is_wanted or c.differs)
    union all
    select case when h.has_history then 'close' else 'remove' end, c.id, c.start_time, c.end_time, 0, null
    from compared c
    cross join lateral (select
        exists (select from slot_reservations r where r.organization_id = c.organization_id and r.session_id = c.id)
        or exists (select from bookings b where b.organization_id = c.organization_id and b.session_id = c.id)
        as has_history) h
    where not c.is_taken and not c.fits and not (h.has_history and c.is_closed)
    union all
    select 'follow', c.id, c.start_time, c.wanted_end, c.more_seats, null
    from compared c
    where not c.is_taken and c.fits and (c.differs or c.close_reason = 'not_in_schedule')
    union all
    select case when w.fits then 'make' else 'conflict' end, null, w.starts, w.ends, 0,
           case when not w.fits then 'overlaps_session_with_holds_or_bookings' end
    from wanted w
    where not exists (select from existing e
                      where e.start_time = w.starts and (e.is_taken or w.fits));
end
$$;

-- Tells who watches about sessions that came or that go, before they go: those are closed, in a version that nobody has
-- seen yet. What changes in a session that stays is told by app.change_capacity().
create or replace function app.tell_of_sessions(p_organization_id uuid, p_session_ids uuid[], p_gone boolean)
    returns void
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into outbox (organization_id, topic, payload)
    select s.organization_id, 'session.changed', jsonb_build_object(
        'id', s.id, 'activity_id', s.activity_id, 'capacity_total', s.capacity_total,
        'capacity_remaining', s.capacity_remaining, 'version', s.version + p_gone::integer,
        'is_closed', s.is_closed or p_gone)
    from activity_sessions s
    where s.organization_id = p_organization_id and s.id = any (p_session_ids);
end
$$;

-- Brings the sessions of an activity that start from p_from on in line with what its schedule makes: p_starts and
-- p_ends, one pair per session (p_ids: ids for new ones), as app.plan_sessions() says. Idempotent. Conflicts come back
-- as rows. No row with kind 'done' means: the schedule changed meanwhile, ask again.
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
    v_now timestamptz;
    v_actions text[];
    v_ids uuid[];
    v_starts timestamptz[];
    v_ends timestamptz[];
    v_seats integer[];
    v_reasons text[];
    v_made uuid[];
    v_changed uuid[];
    v_changes integer[];
    v_gone uuid[];
begin
    select * into v_activity from activities a
    where a.organization_id = p_organization_id and a.id = p_activity_id
    for no key update;
    if not found or v_activity.schedule_version <> p_schedule_version then
        return;
    end if;

    select coalesce(array_agg(s.id), '{}') into v_existing
    from activity_sessions s
    where s.organization_id = p_organization_id and s.activity_id = p_activity_id
      and s.start_time > p_from - interval '1 day' and s.end_time > p_from;
    perform app.lock_sessions(array_fill(p_organization_id, array[cardinality(v_existing)]), v_existing);
    v_now := clock_timestamp();
    perform app.expire_holds(array_fill(p_organization_id, array[cardinality(v_existing)]), v_existing, v_now);

    select array_agg(p.action), array_agg(p.session_id), array_agg(p.start_time), array_agg(p.end_time),
           array_agg(p.seats), array_agg(p.reason)
    into v_actions, v_ids, v_starts, v_ends, v_seats, v_reasons
    from app.plan_sessions(v_activity, v_now, p_from, null, p_starts, p_ends) p;
    return query
    select 'conflict', p.id, p.starts, p.reason, 0, 0, 0
    from unnest(v_actions, v_ids, v_starts, v_reasons) as p(action, id, starts, reason) where p.action = 'conflict';

    select coalesce(array_agg(p.id), '{}') into v_gone
    from unnest(v_actions, v_ids) as p(action, id) where p.action = 'remove';
    perform app.tell_of_sessions(p_organization_id, v_gone, true);
    delete from activity_sessions s where s.organization_id = p_organization_id and s.id = any (v_gone);

    update activity_sessions s
    set is_closed = true, close_reason = 'not_in_schedule'
    from unnest(v_actions, v_ids) as p(action, id)
    where p.action = 'close' and s.organization_id = p_organization_id and s.id = p.id;
    update activity_sessions s
    set end_time = p.ends, price_minor = v_activity.price_minor, currency = v_activity.currency,
        is_closed = s.is_closed and s.close_reason <> 'not_in_schedule',
        close_reason = nullif(s.close_reason, 'not_in_schedule')
    from unnest(v_actions, v_ids, v_ends) as p(action, id, ends)
    where p.action = 'follow' and s.organization_id = p_organization_id and s.id = p.id;
    select coalesce(array_agg(p.id), '{}'), coalesce(array_agg(p.seats), '{}') into v_changed, v_changes
    from unnest(v_actions, v_ids, v_seats) as p(action, id, seats) where p.action in ('close', 'follow');
    perform app.change_capacity(array_fill(p_organization_id, array[cardinality(v_changed)]), v_changed, v_changes,
                                v_changes, array_fill(1, array[cardinality(v_changed)]));

    with made as (
        insert into activity_sessions (organization_id, id, activity_id, venue_id, start_time, end_time,
            capacity_total, capacity_remaining, price_minor, currency)
        select p_organization_id, w.id, p_activity_id, v_activity.venue_id, w.starts, w.ends,
               v_activity.capacity, v_activity.capacity, v_activity.price_minor, v_activity.currency
        from unnest(p_ids, p_starts, p_ends) as w(id, starts, ends)
        join unnest(v_actions, v_starts) as p(action, starts) on p.action = 'make' and p.starts = w.starts
        on conflict on constraint activity_sessions_organization_id_activity_id_start_time_key do nothing
        returning id
    )
    select coalesce(array_agg(m.id), '{}') into v_made from made m;
    perform app.tell_of_sessions(p_organization_id, v_made, false);

    update activities a
    set generated_version = p_schedule_version, generated_until = p_until
    where a.organization_id = p_organization_id and a.id = p_activity_id;
    return query
    select 'done', null::uuid, null::timestamptz, null::text, cardinality(v_made),
           (count(*) filter (where p.action = 'follow'))::integer,
           (count(*) filter (where p.action in ('remove', 'close')))::integer
    from unnest(v_actions) as p(action);
end
$$;

-- Why a session cannot be changed any more, null where it can: it has begun, or opening it would bring it back where
-- its schedule has none, or on top of another one.
create or replace function app.refusal_to_change_session(p_session activity_sessions, p_is_opened boolean) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return case
        when p_session.id is null then '{"code": "session_not_found"}'
        when p_session.start_time <= now() then '{"code": "invalid_transition", "detail": "This session has begun."}'
        when p_is_opened and p_session.close_reason = 'not_in_schedule' then
            '{"code": "invalid_transition", "detail": "The schedule of the activity has no session at this time."}'
        when p_is_opened and exists (
            select from activity_sessions o
            where o.organization_id = p_session.organization_id and o.activity_id = p_session.activity_id
              and o.id <> p_session.id and not o.is_closed and o.start_time > p_session.start_time - interval '1 day'
              and o.start_time < p_session.end_time and o.end_time > p_session.start_time) then
            '{"code": "invalid_transition", "detail": "Another session of the activity is open at this time."}'
        end::jsonb;
end
$$;

-- Stops the sale of a session, or resumes it where the reason is null. Holds and bookings that exist stay.
-- {code: ok, session} | session_not_found | invalid_transition.
create or replace function app.set_session_closed(
    p_organization_id uuid, p_session_id uuid, p_reason session_close_reason, p_note text
) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_session activity_sessions;
    v_refusal jsonb;
begin
    -- No session comes between looking for others at its time and opening it: making sessions locks the activity, too.
    perform 1 from activities a
    join activity_sessions s on s.organization_id = a.organization_id and s.activity_id = a.id
    where s.organization_id = p_organization_id and s.id = p_session_id
    for no key update of a;
    perform app.lock_sessions(array[p_organization_id], array[p_session_id]);
    select * into v_session from activity_sessions s
    where s.organization_id = p_organization_id and s.id = p_session_id;
    v_refusal := app.refusal_to_change_session(v_session, v_session.is_closed and p_reason is null);
    if v_refusal is not null then
        return v_refusal;
    end if;
    update activity_sessions s
    set is_closed = p_reason is not null, close_reason = p_reason, close_note = coalesce(p_note, '')
    where s.organization_id = p_organization_id and s.id = p_session_id;
    perform app.change_capacity(array[p_organization_id], array[p_session_id], array[0], array[0], array[1]);
    select * into v_session from activity_sessions s
    where s.organization_id = p_organization_id and s.id = p_session_id;
    return jsonb_build_object('code', 'ok', 'session', to_jsonb(v_session));
end
$$;

-- Gives a session another number of seats, not fewer than are taken; at least 1, at most 1000.
-- {code: ok, session} | session_not_found | invalid_transition | version_mismatch (with `version`) where another one is
-- expected | invalid_spots (with `taken`).
drop function if exists app.resize_session(uuid, uuid, integer);
create or replace function app.resize_session(
    p_organization_id uuid, p_session_id uuid, p_capacity_total integer, p_expected_version integer default null
) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_session activity_sessions;
    v_refusal jsonb;
begin
    perform app.lock_sessions(array[p_organization_id], array[p_session_id]);
    perform app.expire_holds(array[p_organization_id], array[p_session_id], clock_timestamp());
    select * into v_session from activity_sessions s
    where s.organization_id = p_organization_id and s.id = p_session_id;
    v_refusal := app.refusal_to_change_session(v_session, false);
    if v_refusal is not null then
        return v_refusal;
    end if;
    if v_session.version <> p_expected_version then
        return jsonb_build_object('code', 'version_mismatch', 'version', v_session.version);
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
