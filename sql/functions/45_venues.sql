-- Venues as their staff see and edit them, with the rights of whoever asks: row-level security decides, too. A venue is
-- never deleted; one that is not active sells nothing.

create or replace function app.venue_document(p_venue venues) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return jsonb_build_object('id', p_venue.id, 'name', p_venue.name, 'slug', p_venue.slug, 'address', p_venue.address,
        'time_zone', p_venue.time_zone, 'is_active', p_venue.is_active, 'created_at', app.iso(p_venue.created_at),
        'version', p_venue.version);
end
$$;

-- In the order in which they were made. {code: ok, data, has_more}.
create or replace function app.list_venues(p_limit integer, p_after uuid) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := public.get_my_organization_id_safe();
    v_data jsonb;
begin
    select coalesce(jsonb_agg(app.venue_document(page.venue) order by (page.venue).id), '[]') into v_data
    from (
        select v as venue from venues v
        where v.organization_id = v_organization_id and (p_after is null or v.id > p_after)
        order by v.id
        limit p_limit + 1
    ) page;
    return jsonb_build_object('code', 'ok', 'data', v_data - p_limit, 'has_more', jsonb_array_length(v_data) > p_limit);
end
$$;

-- {code: ok, result} | venue_not_found.
create or replace function app.read_venue(p_venue_id uuid) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return coalesce((
        select jsonb_build_object('code', 'ok', 'result', app.venue_document(v)) from venues v
        where v.organization_id = public.get_my_organization_id_safe() and v.id = p_venue_id),
        '{"code": "venue_not_found"}');
end
$$;

-- {code: ok, result} | permission_denied | idempotency_key_reused | already_exists, where the slug is taken.
create or replace function app.create_venue(
    p_venue_id uuid, p_name text, p_slug text, p_address text, p_time_zone text, p_key text, p_fingerprint text
) returns jsonb
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('venues:write');
    v_kept jsonb;
    v_venue venues;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    v_kept := app.claim_my_idempotency_key(p_key, p_fingerprint);
    if v_kept is not null then
        return v_kept;
    end if;
    insert into venues as v (organization_id, id, name, slug, address, time_zone)
    values (v_organization_id, p_venue_id, p_name, p_slug, p_address, p_time_zone)
    on conflict (organization_id, slug) do nothing
    returning * into v_venue;
    return app.settle_my_idempotency_key(p_key, case when v_venue.id is null
        then '{"code": "already_exists", "param": "/slug", "detail": "Another venue has this slug."}'::jsonb
        else jsonb_build_object('code', 'ok', 'result', app.venue_document(v_venue)) end);
end
$$;

-- Changes what is not null. Another time zone makes the sessions of the venue be made anew (app.follow_time_zone()).
-- {code: ok, result} | permission_denied | venue_not_found | precondition_failed (with `version`) | already_exists.
create or replace function app.update_venue(
    p_venue_id uuid, p_expected_version integer, p_name text, p_slug text, p_address text, p_time_zone text,
    p_is_active boolean
) returns jsonb
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('venues:write');
    v_venue venues;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    update venues v
    set name = coalesce(p_name, v.name), slug = coalesce(p_slug, v.slug), address = coalesce(p_address, v.address),
        time_zone = coalesce(p_time_zone, v.time_zone), is_active = coalesce(p_is_active, v.is_active)
    where v.organization_id = v_organization_id and v.id = p_venue_id and v.version = p_expected_version
    returning * into v_venue;
    if found then
        return jsonb_build_object('code', 'ok', 'result', app.venue_document(v_venue));
    end if;
    return coalesce((
        select jsonb_build_object('code', 'precondition_failed', 'version', v.version) from venues v
        where v.organization_id = v_organization_id and v.id = p_venue_id), '{"code": "venue_not_found"}');
exception
    when unique_violation then
        return '{"code": "already_exists", "param": "/slug", "detail": "Another venue has this slug."}';
end
$$;

grant execute on function app.venue_document(venues), app.list_venues(integer, uuid), app.read_venue(uuid),
    app.create_venue(uuid, text, text, text, text, text, text),
    app.update_venue(uuid, integer, text, text, text, text, boolean) to authenticated;
