-- Activities as their staff see and edit them. What changes here changes what is sold, so sessions follow in the same
-- transaction (60_sessions.sql).

create or replace function app.activity_document(p_activity activities) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return jsonb_build_object('id', p_activity.id, 'venue_id', p_activity.venue_id, 'name', p_activity.name,
        'slug', p_activity.slug, 'tagline', p_activity.tagline, 'description', p_activity.description,
        'duration_minutes', p_activity.duration_minutes, 'capacity', p_activity.capacity, 'mode', p_activity.mode,
        'min_party', p_activity.min_party, 'max_party', p_activity.max_party,
        'price', jsonb_build_object('amount', p_activity.price_minor, 'currency', p_activity.currency),
        'booking_cutoff_minutes', p_activity.booking_cutoff_minutes, 'schedule', p_activity.schedule,
        'deposit', app.deposit_document(p_activity),
        'cancellation_policy', app.policy_document(p_activity.cancellation_policy, p_activity.currency),
        'time_zone', (select v.time_zone from venues v
                      where v.organization_id = p_activity.organization_id and v.id = p_activity.venue_id),
        'is_active', p_activity.is_active, 'created_at', app.iso(p_activity.created_at), 'version', p_activity.version);
end
$$;

-- In the order in which they were made; of one venue, unless that is null. {code: ok, data, has_more} |
-- permission_denied.
create or replace function app.list_activities(p_venue_id uuid, p_limit integer, p_after uuid) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('activities:read');
    v_data jsonb;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    select coalesce(jsonb_agg(app.activity_document(page.activity) order by (page.activity).id), '[]') into v_data
    from (
        select a as activity from activities a
        where a.organization_id = v_organization_id and (p_venue_id is null or a.venue_id = p_venue_id)
          and (p_after is null or a.id > p_after)
        order by a.id
        limit p_limit + 1
    ) page;
    return jsonb_build_object('code', 'ok', 'data', v_data - p_limit, 'has_more', jsonb_array_length(v_data) > p_limit);
end
$$;

-- {code: ok, result} | permission_denied | activity_not_found.
create or replace function app.read_activity(p_activity_id uuid) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('activities:read');
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    return coalesce((
        select jsonb_build_object('code', 'ok', 'result', app.activity_document(a)) from activities a
        where a.organization_id = v_organization_id and a.id = p_activity_id), '{"code": "activity_not_found"}');
end
$$;

-- What sessions of an activity are made from, before anything is changed: of one that is there, or of one that would be
-- at this venue (p_activity_id null). {code: ok, time_zone, currency, and of an activity result and schedule_version} |
-- permission_denied | activity_not_found | venue_not_found.
create or replace function app.read_session_basis(p_activity_id uuid, p_venue_id uuid, p_permission text) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted(p_permission);
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    if p_activity_id is not null then
        return coalesce((
            select jsonb_build_object('code', 'ok', 'time_zone', v.time_zone, 'currency', a.currency,
                'schedule_version', a.schedule_version, 'result', app.activity_document(a))
            from activities a
            join venues v on v.organization_id = a.organization_id and v.id = a.venue_id
            where a.organization_id = v_organization_id and a.id = p_activity_id), '{"code": "activity_not_found"}');
    end if;
    return coalesce((
        select jsonb_build_object('code', 'ok', 'time_zone', v.time_zone, 'currency', o.currency)
        from venues v
        join organizations o on o.id = v.organization_id
        where v.organization_id = v_organization_id and v.id = p_venue_id),
        '{"code": "venue_not_found", "param": "/venue_id"}');
end
$$;

-- Conflicts as the API tells them: the first hundred by time, and how many there are.
create or replace function app.conflicts_document(p_session_ids uuid[], p_starts timestamptz[], p_reasons text[])
    returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select jsonb_build_object('conflict_count', coalesce(cardinality(p_starts), 0), 'conflicts', coalesce(jsonb_agg(
            jsonb_strip_nulls(jsonb_build_object('session_id', c.session_id, 'start_time', app.iso(c.starts),
                                                 'reason', c.reason)) order by c.starts, c.session_id), '[]'))
        from (
            select * from unnest(p_session_ids, p_starts, p_reasons) as u(session_id, starts, reason)
            order by u.starts, u.session_id
            limit 100
        ) c);
end
$$;

-- Brings the sessions of an activity that is locked in line with its schedule; what was done, and the conflicts.
create or replace function app.follow_activity(
    p_activity activities, p_from timestamptz, p_until date, p_ids uuid[], p_starts timestamptz[], p_ends timestamptz[]
) returns jsonb
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select jsonb_build_object('made', max(s.inserted), 'changed', max(s.updated), 'removed', max(s.removed))
            || app.conflicts_document(
                array_agg(s.session_id) filter (where s.kind = 'conflict'),
                array_agg(s.start_time) filter (where s.kind = 'conflict'),
                array_agg(s.reason) filter (where s.kind = 'conflict'))
        from app.sync_sessions(p_activity.organization_id, p_activity.id, p_activity.schedule_version, p_from, p_until,
                               p_ids, p_starts, p_ends) s);
end
$$;

-- A new activity with its sessions. p_activity has the columns that are not ids; the sessions are those that its
-- schedule makes in p_time_zone. {code: ok, result} | permission_denied | idempotency_key_reused | venue_not_found |
-- version_mismatch, where the venue has another time zone meanwhile | already_exists, where the slug is taken.
create or replace function app.create_activity(
    p_activity_id uuid, p_venue_id uuid, p_activity jsonb, p_time_zone text, p_from timestamptz, p_until date,
    p_ids uuid[], p_starts timestamptz[], p_ends timestamptz[], p_key text, p_fingerprint text
) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('activities:write');
    v_new constant activities := jsonb_populate_record(null::activities, p_activity);
    v_kept jsonb;
    v_time_zone text;
    v_activity activities;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    v_kept := app.claim_idempotency_key(v_organization_id, p_key, p_fingerprint);
    if v_kept is not null then
        return v_kept;
    end if;
    select v.time_zone into v_time_zone from venues v
    where v.organization_id = v_organization_id and v.id = p_venue_id
    for share;
    if v_time_zone = p_time_zone then
        insert into activities as a (organization_id, id, venue_id, name, slug, tagline, description, duration_minutes,
            capacity, mode, min_party, max_party, price_minor, currency, booking_cutoff_minutes, schedule)
        select o.id, p_activity_id, p_venue_id, v_new.name, v_new.slug, v_new.tagline, v_new.description,
               v_new.duration_minutes, v_new.capacity, v_new.mode, v_new.min_party, v_new.max_party, v_new.price_minor,
               o.currency, v_new.booking_cutoff_minutes, v_new.schedule
        from organizations o where o.id = v_organization_id
        on conflict (organization_id, slug) do nothing
        returning * into v_activity;
    end if;
    return app.settle_idempotency_key(v_organization_id, p_key, case
        when v_time_zone is null then '{"code": "venue_not_found", "param": "/venue_id"}'::jsonb
        when v_time_zone <> p_time_zone then
            '{"code": "version_mismatch", "detail": "The venue has another time zone now. Send the request again."}'
        when v_activity.id is null then
            '{"code": "already_exists", "param": "/slug", "detail": "Another activity has this slug."}'
        else jsonb_build_object('code', 'ok', 'result', app.activity_document(v_activity) || jsonb_build_object(
            'sessions', app.follow_activity(v_activity, p_from, p_until, p_ids, p_starts, p_ends))) end);
end
$$;

-- Changes the columns that p_changes has. Where p_starts is not null, the sessions follow: those that the changed
-- schedule makes in p_time_zone, read with p_schedule_version. {code: ok, result, with `sessions` where they followed}
-- | permission_denied | activity_not_found | precondition_failed (with `version`) | version_mismatch, where what
-- sessions are made from has changed since it was read | already_exists.
create or replace function app.update_activity(
    p_activity_id uuid, p_expected_version integer, p_changes jsonb, p_schedule_version integer, p_time_zone text,
    p_from timestamptz, p_until date, p_ids uuid[], p_starts timestamptz[], p_ends timestamptz[]
) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('activities:write');
    v_time_zone text;
    v_activity activities;
    v_document jsonb;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    -- The venue first, as where its time zone changes.
    select v.time_zone into v_time_zone
    from activities a
    join venues v on v.organization_id = a.organization_id and v.id = a.venue_id
    where a.organization_id = v_organization_id and a.id = p_activity_id
    for share of v;
    select * into v_activity from activities a
    where a.organization_id = v_organization_id and a.id = p_activity_id
    for no key update;
    if not found then
        return '{"code": "activity_not_found"}';
    elsif v_activity.version <> p_expected_version then
        return jsonb_build_object('code', 'precondition_failed', 'version', v_activity.version);
    elsif p_starts is not null
        and (v_activity.schedule_version <> p_schedule_version or v_time_zone <> p_time_zone) then
        return '{"code": "version_mismatch", "detail": "Its schedule or time zone has changed. Try again."}';
    end if;
    v_activity := jsonb_populate_record(v_activity, p_changes);
    update activities a
    set name = v_activity.name, slug = v_activity.slug, tagline = v_activity.tagline,
        description = v_activity.description, duration_minutes = v_activity.duration_minutes,
        capacity = v_activity.capacity, min_party = v_activity.min_party, max_party = v_activity.max_party,
        price_minor = v_activity.price_minor, booking_cutoff_minutes = v_activity.booking_cutoff_minutes,
        schedule = v_activity.schedule, is_active = v_activity.is_active, deposit_ppm = v_activity.deposit_ppm,
        deposit_minor = v_activity.deposit_minor, cancellation_policy = v_activity.cancellation_policy
    where a.organization_id = v_organization_id and a.id = p_activity_id
    returning * into v_activity;
    v_document := app.activity_document(v_activity);
    if p_starts is not null then
        v_document := v_document || jsonb_build_object(
            'sessions', app.follow_activity(v_activity, p_from, p_until, p_ids, p_starts, p_ends));
    end if;
    return jsonb_build_object('code', 'ok', 'result', v_document);
exception
    when unique_violation then
        return '{"code": "already_exists", "param": "/slug", "detail": "Another activity has this slug."}';
end
$$;

-- The conflicts that sessions of an activity from p_from to p_to would have with those that somebody has, if its
-- schedule made these. Changes nothing. {code: ok, conflict_count, conflicts} | permission_denied | activity_not_found.
create or replace function app.preview_conflicts(
    p_activity_id uuid, p_from timestamptz, p_to timestamptz, p_starts timestamptz[], p_ends timestamptz[]
) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('activities:read');
    v_activity activities;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    select * into v_activity from activities a
    where a.organization_id = v_organization_id and a.id = p_activity_id;
    if not found then
        return '{"code": "activity_not_found"}';
    end if;
    return (
        select jsonb_build_object('code', 'ok')
            || app.conflicts_document(array_agg(p.session_id), array_agg(p.start_time), array_agg(p.reason))
        from app.plan_sessions(v_activity, clock_timestamp(), p_from, p_to, p_starts, p_ends) p
        where p.action = 'conflict');
end
$$;

grant execute on function app.list_activities(uuid, integer, uuid), app.read_activity(uuid),
    app.read_session_basis(uuid, uuid, text),
    app.create_activity(uuid, uuid, jsonb, text, timestamptz, date, uuid[], timestamptz[], timestamptz[], text, text),
    app.update_activity(uuid, integer, jsonb, integer, text, timestamptz, date, uuid[], timestamptz[], timestamptz[]),
    app.preview_conflicts(uuid, timestamptz, timestamptz, timestamptz[], timestamptz[]) to authenticated;
