-- Taking seats. One function admits holds, alone or combined in a batch, so there is one set of rules.

-- For each request of a batch, in its order: the live holds of its visitor in its organization.
--
-- Only the index on visitors may be used: one that begins with the organization would read all its holds for
-- each request, and without statistics, as in the first minute of a sale, both look the same to the planner.
-- So "is true" hides the other conditions from it, and no plan may read the table.
create or replace function app.count_live_holds(p_organization_ids uuid[], p_visitors text[], p_now timestamptz)
    returns integer[]
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
    set plan_cache_mode = force_generic_plan
    set enable_seqscan = off
as $$
begin
    return (
        select array_agg(live.holds order by i.ordinal)
        from unnest(p_organization_ids, p_visitors) with ordinality as i(organization_id, visitor, ordinal)
        cross join lateral (
            select count(*)::integer as holds
            from slot_reservations r
            where r.visitor = i.visitor and r.status = 'held'
              and (r.organization_id = i.organization_id) is true and (r.expires_at > p_now) is true
        ) live);
end
$$;

-- Admits holds in arrival order: item k of the arrays is the k-th request. All touched sessions are
-- locked once, each is updated once, and every request gets its own verdict, exactly the one it would
-- have got alone at that moment.
--
-- Checks, in this order: embed_not_found (organization id null), idempotency (idempotency_key_reused,
-- idempotency_key_in_use), session_not_found, invalid_spots, session_closed, version_mismatch,
-- too_many_holds, insufficient_capacity. Otherwise the code is `held`.
--
-- p_parties: people who come; a private session is taken whole, whatever the party.
-- p_holds_per_visitor_max: live holds one visitor may have in one organization, 0 for no limit.
-- p_by_staff: staff may book for a customer until the session ends, past the cutoff and beyond the booking window.
drop function if exists app.create_holds(uuid[], uuid[], uuid[], integer[], integer[], text[], text[], text[], text[], interval, integer, integer);
drop function if exists app.create_holds(
    uuid[], uuid[], uuid[], integer[], integer[], text[], text[], text[], text[], interval, integer, integer, boolean);
create function app.create_holds(
    p_organization_ids uuid[], p_session_ids uuid[], p_reservation_ids uuid[], p_parties integer[],
    p_expected_versions integer[], p_emails text[], p_visitors text[], p_keys text[], p_fingerprints text[],
    p_hold_ttl interval, p_spots_per_hold_max integer, p_holds_per_visitor_max integer, p_by_staff boolean
) returns table (
    ordinal integer, code text, replayed boolean, reservation_id uuid, spots integer, party_size integer,
    expires_at timestamptz, capacity_remaining integer, version integer, party_min integer, party_max integer,
    activity_id uuid
)
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
    -- Planning costs more than running: the plans are lookups by key whatever the arrays hold, and however small
    -- the tables are.
    set plan_cache_mode = force_generic_plan
    set enable_seqscan = off
as $$
declare
    v_count constant integer := cardinality(p_session_ids);
    v_codes text[] := array_fill(null::text, array[v_count]);
    v_replayed boolean[] := array_fill(false, array[v_count]);
    v_ids uuid[] := p_reservation_ids;
    v_spots integer[] := array_fill(null::integer, array[v_count]);
    v_parties integer[] := p_parties;
    v_expiries timestamptz[] := array_fill(null::timestamptz, array[v_count]);
    v_remainings integer[] := array_fill(null::integer, array[v_count]);
    v_versions integer[] := array_fill(null::integer, array[v_count]);
    v_minima integer[] := array_fill(null::integer, array[v_count]);
    v_maxima integer[] := array_fill(null::integer, array[v_count]);
    v_activities uuid[] := array_fill(null::uuid, array[v_count]);
    v_has_keys constant boolean := exists (select from unnest(p_keys) k where k is not null);
    v_now timestamptz;
    v_expires_at timestamptz;
    v_live_holds integer[];
    -- Per session and per visitor of the batch, what the requests before the current one left.
    v_session_remaining integer[] := '{}';
    v_session_version integer[] := '{}';
    v_visitor_holds integer[] := '{}';
    v_item record;
    v_kept record;
    v_seats integer;
    v_remaining integer;
    v_version integer;
    v_code text;
begin
    if v_has_keys then
        -- Claimed in key order, so that batches of two nodes never wait for each other in a circle.
        for v_item in
            with item as (
                select i.* from unnest(p_organization_ids, p_keys, p_fingerprints) with ordinality
                    as i(organization_id, key, fingerprint, ordinal)
                where i.organization_id is not null and i.key is not null
            ), claimed as (
                insert into idempotency_keys as k (organization_id, key, fingerprint)
                select distinct on (item.organization_id, item.key) item.organization_id, item.key, item.fingerprint
                from item order by item.organization_id, item.key, item.ordinal
                on conflict do nothing
                returning k.organization_id, k.key
            )
            select item.ordinal::integer as ordinal, item.organization_id, item.key, item.fingerprint,
                   claimed.key is not null and item.ordinal = min(item.ordinal) over (
                       partition by item.organization_id, item.key) as is_ours,
                   claimed.key is not null as is_in_this_batch
            from item left join claimed using (organization_id, key)
        loop
            continue when v_item.is_ours;
            if v_item.is_in_this_batch then
                v_codes[v_item.ordinal] := 'idempotency_key_in_use';
            else
                select k.fingerprint, k.outcome into v_kept
                from idempotency_keys k
                where k.organization_id = v_item.organization_id and k.key = v_item.key;
                if not found then
                    -- Given back by its first owner between our two statements: worth another try.
                    v_codes[v_item.ordinal] := 'idempotency_key_in_use';
                elsif v_kept.fingerprint <> v_item.fingerprint then
                    v_codes[v_item.ordinal] := 'idempotency_key_reused';
                else
                    v_codes[v_item.ordinal] := 'held';
                    v_replayed[v_item.ordinal] := true;
                    v_ids[v_item.ordinal] := (v_kept.outcome ->> 'reservation_id')::uuid;
                    v_spots[v_item.ordinal] := (v_kept.outcome ->> 'spots')::integer;
                    v_parties[v_item.ordinal] := (v_kept.outcome ->> 'party_size')::integer;
                    v_expiries[v_item.ordinal] := (v_kept.outcome ->> 'expires_at')::timestamptz;
                    v_remainings[v_item.ordinal] := (v_kept.outcome ->> 'capacity_remaining')::integer;
                    v_versions[v_item.ordinal] := (v_kept.outcome ->> 'version')::integer;
                end if;
            end if;
        end loop;
    end if;

    if p_holds_per_visitor_max > 0 then
        perform pg_advisory_xact_lock(visitor.lock)
        from (
            select distinct hashtextextended(i.organization_id::text || ' ' || i.visitor, 0) as lock
            from unnest(p_organization_ids, p_visitors) as i(organization_id, visitor)
            where i.organization_id is not null
            order by 1
        ) visitor;
    end if;

    perform app.lock_sessions(p_organization_ids, p_session_ids);
    v_now := clock_timestamp();
    v_expires_at := v_now + p_hold_ttl;

    -- Seats of holds whose time is over come back now, where this batch asks for more than is left.
    perform app.expire_holds(array_agg(w.organization_id), array_agg(w.session_id), v_now)
    from (
        select i.organization_id, i.session_id, sum(greatest(i.party, 0)) as seats
        from unnest(p_organization_ids, p_session_ids, p_parties) as i(organization_id, session_id, party)
        group by i.organization_id, i.session_id
    ) w
    join activity_sessions s on s.organization_id = w.organization_id and s.id = w.session_id
    where s.capacity_remaining < w.seats
       or s.capacity_remaining < s.capacity_total and (
              select a.mode from activities a
              where a.organization_id = s.organization_id and a.id = s.activity_id) = 'private'
    having count(*) > 0;

    if p_holds_per_visitor_max > 0 then
        v_live_holds := app.count_live_holds(p_organization_ids, p_visitors, v_now);
    end if;

    for v_item in
        select i.ordinal::integer as ordinal, i.organization_id, i.party, i.expected_version,
               s.id as session_id, s.activity_id, s.capacity_total, s.capacity_remaining as remaining,
               s.version as session_version,
               a.mode, a.min_party, least(a.max_party, s.capacity_total, p_spots_per_hold_max) as max_party,
               (s.is_closed or not a.is_active or not v.is_active
                   or case when p_by_staff then s.end_time <= v_now
                           else s.start_time - make_interval(mins => a.booking_cutoff_minutes) <= v_now
                                or (s.start_time at time zone v.time_zone)::date
                                   - (v_now at time zone v.time_zone)::date > a.booking_window_days
                      end) as is_closed,
               dense_rank() over (order by s.organization_id, s.id) as session_index,
               dense_rank() over (order by i.organization_id, i.visitor) as visitor_index, i.holds
        from unnest(p_organization_ids, p_session_ids, p_parties, p_expected_versions, p_visitors, v_live_holds)
            with ordinality as i(organization_id, session_id, party, expected_version, visitor, holds, ordinal)
        left join activity_sessions s on s.organization_id = i.organization_id and s.id = i.session_id
        left join activities a on a.organization_id = s.organization_id and a.id = s.activity_id
        left join venues v on v.organization_id = s.organization_id and v.id = s.venue_id
        order by i.ordinal
    loop
        continue when v_codes[v_item.ordinal] is not null;
        v_remaining := coalesce(v_session_remaining[v_item.session_index], v_item.remaining);
        v_version := coalesce(v_session_version[v_item.session_index], v_item.session_version);
        v_seats := case v_item.mode when 'private' then v_item.capacity_total else v_item.party end;

        v_code := case
            when v_item.organization_id is null then 'embed_not_found'
            when v_item.session_id is null then 'session_not_found'
            when (v_item.party between v_item.min_party and v_item.max_party) is not true then 'invalid_spots'
            when v_item.is_closed then 'session_closed'
            when v_item.expected_version is not null and v_item.expected_version <> v_version then 'version_mismatch'
            when p_holds_per_visitor_max > 0 and coalesce(v_visitor_holds[v_item.visitor_index], v_item.holds)
                 >= p_holds_per_visitor_max then 'too_many_holds'
            when v_seats > v_remaining then 'insufficient_capacity'
            else 'held'
        end;
        if v_code = 'held' then
            v_remaining := v_remaining - v_seats;
            v_version := v_version + 1;
            v_session_remaining[v_item.session_index] := v_remaining;
            v_session_version[v_item.session_index] := v_version;
            v_visitor_holds[v_item.visitor_index] :=
                coalesce(v_visitor_holds[v_item.visitor_index], v_item.holds) + 1;
            v_spots[v_item.ordinal] := v_seats;
            v_expiries[v_item.ordinal] := v_expires_at;
        end if;
        v_codes[v_item.ordinal] := v_code;
        v_remainings[v_item.ordinal] := v_remaining;
        v_versions[v_item.ordinal] := v_version;
        v_minima[v_item.ordinal] := v_item.min_party;
        v_maxima[v_item.ordinal] := v_item.max_party;
        v_activities[v_item.ordinal] := v_item.activity_id;
    end loop;

    insert into slot_reservations (organization_id, id, session_id, spots_reserved, party_size,
                                   customer_email, visitor, expires_at, created_at)
    select i.organization_id, i.id, i.session_id, i.spots, i.party, i.email, i.visitor, v_expires_at, v_now
    from unnest(p_organization_ids, p_reservation_ids, p_session_ids, v_spots, p_parties, p_emails,
                p_visitors, v_codes, v_replayed)
        as i(organization_id, id, session_id, spots, party, email, visitor, code, replayed)
    where i.code = 'held' and not i.replayed;

    if found then
        perform app.change_capacity(array_agg(t.organization_id), array_agg(t.session_id), array_agg(-t.seats),
                                    array_agg(0), array_agg(t.holds))
        from (
            select i.organization_id, i.session_id, sum(i.spots)::integer as seats, count(*)::integer as holds
            from unnest(p_organization_ids, p_session_ids, v_spots, v_codes, v_replayed)
                as i(organization_id, session_id, spots, code, replayed)
            where i.code = 'held' and not i.replayed
            group by i.organization_id, i.session_id
        ) t;
    end if;

    if v_has_keys then
        update idempotency_keys k
        set outcome = jsonb_build_object('reservation_id', i.id, 'spots', i.spots, 'party_size', i.party,
            'expires_at', i.expires_at, 'capacity_remaining', i.remaining, 'version', i.version)
        from unnest(p_organization_ids, p_keys, v_codes, v_replayed, v_ids, v_spots, v_parties, v_expiries,
                    v_remainings, v_versions)
            as i(organization_id, key, code, replayed, id, spots, party, expires_at, remaining, version)
        where k.organization_id = i.organization_id and k.key = i.key and k.outcome is null
          and i.code = 'held' and not i.replayed;
        delete from idempotency_keys k
        using unnest(p_organization_ids, p_keys) as i(organization_id, key)
        where k.organization_id = i.organization_id and k.key = i.key and k.outcome is null;
    end if;

    return query
    select i.ordinal::integer, i.code, i.replayed, i.id, i.spots, i.party, i.expires_at, i.remaining, i.version,
           i.party_min, i.party_max, i.activity_id
    from unnest(v_codes, v_replayed, v_ids, v_spots, v_parties, v_expiries, v_remainings, v_versions,
                v_minima, v_maxima, v_activities) with ordinality
        as i(code, replayed, id, spots, party, expires_at, remaining, version, party_min, party_max, activity_id,
             ordinal)
    order by i.ordinal;
end
$$;

-- What the server calls: each request proves its tenant by its embed key, so a batch may span tenants.
drop function if exists app.create_reservations(text[], uuid[], uuid[], integer[], integer[], text[], text[], text[], text[], interval, integer, integer);
create function app.create_reservations(
    p_embed_keys text[], p_session_ids uuid[], p_reservation_ids uuid[], p_parties integer[],
    p_expected_versions integer[], p_emails text[], p_visitors text[], p_keys text[], p_fingerprints text[],
    p_hold_ttl interval, p_spots_per_hold_max integer, p_holds_per_visitor_max integer
) returns table (
    ordinal integer, code text, replayed boolean, reservation_id uuid, spots integer, party_size integer,
    expires_at timestamptz, capacity_remaining integer, version integer, party_min integer, party_max integer,
    activity_id uuid
)
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_ids uuid[];
begin
    select array_agg(embed.organization_id order by k.ordinal) into v_organization_ids
    from unnest(p_embed_keys) with ordinality as k(embed_key, ordinal)
    left join (
        select d.embed_key, app.embed_organization_id(d.embed_key) as organization_id
        from (select distinct u.embed_key from unnest(p_embed_keys) as u(embed_key)) d
    ) embed on embed.embed_key = k.embed_key;

    return query select * from app.create_holds(
        v_organization_ids, p_session_ids, p_reservation_ids, p_parties, p_expected_versions, p_emails,
        p_visitors, p_keys, p_fingerprints, p_hold_ttl, p_spots_per_hold_max, p_holds_per_visitor_max, false);
end
$$;
grant execute on function app.create_reservations(text[], uuid[], uuid[], integer[], integer[], text[], text[], text[], text[], interval, integer, integer)
    to anon;

-- Task 1.1 of the task list, corrected: seats are taken together with a hold that gives them back, the
-- expected version is a condition only where one is given, and every refusal has its code. For tools
-- that work inside the database; visitors come through app.create_reservations.
drop function if exists public.reserve_session_capacity(uuid, integer, integer);
create function public.reserve_session_capacity(
    p_session_id uuid, p_spots integer, p_expected_version integer default null
) returns table (success boolean, new_version integer, remaining integer, code text, reservation_id uuid)
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return query
    select h.code = 'held', h.version, h.capacity_remaining,
           -- Without an organization there is no such session: no embed key has a part in this call.
           case h.code when 'embed_not_found' then 'session_not_found' else h.code end,
           case when h.code = 'held' then h.reservation_id end
    from app.create_holds(
        array[(select s.organization_id from activity_sessions s where s.id = p_session_id)],
        array[p_session_id], array[gen_random_uuid()], array[coalesce(p_spots, 0)], array[p_expected_version],
        array[null::text], array['database'], array[null::text], array[null::text],
        interval '10 minutes', 1000, 0, false) h;
end
$$;
grant execute on function public.reserve_session_capacity(uuid, integer, integer) to bookingtms_engine;
