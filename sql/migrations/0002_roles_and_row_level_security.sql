-- Who may see what. Requests run as `anon` (visitors) for one transaction with verified claims; the
-- engine role owns the functions that change capacity and is never a request's role.

-- Whoever migrates must be able to become both roles. An administrator may have made and granted them
-- before; then the right to make roles is not needed (docs/how-to/use-your-own-postgresql.md).
do $$
declare
    v_role text;
begin
    foreach v_role in array array['anon', 'bookingtms_engine'] loop
        if not exists (select from pg_roles where rolname = v_role) then
            execute format('create role %I nologin noinherit', v_role);
            execute format('grant %I to current_user', v_role);
        elsif not pg_has_role(current_user, v_role, 'member') then
            execute format('grant %I to current_user', v_role);
        end if;
    end loop;
end
$$;

revoke all on schema public, app from public;
revoke all on all tables in schema public from public;
alter default privileges revoke execute on functions from public;
grant usage on schema public, app to anon, bookingtms_engine;
grant create on schema public, app to bookingtms_engine;

grant select, insert, update, delete on all tables in schema public to bookingtms_engine;
grant usage on all sequences in schema public to bookingtms_engine;
-- The migration ledger is the owner's alone.
do $$
begin
    if to_regclass('public.bookingtms_migrations') is not null then
        revoke all on public.bookingtms_migrations from bookingtms_engine;
    end if;
end
$$;

do $$
declare
    v_table text;
begin
    foreach v_table in array array['organizations', 'venues', 'activities', 'activity_sessions',
        'slot_reservations', 'customers', 'bookings', 'checkouts', 'embed_configs', 'embed_keys',
        'idempotency_keys', 'outbox']
    loop
        execute format('alter table %I enable row level security', v_table);
        execute format('alter table %I force row level security', v_table);
        execute format('create policy engine_all on %I to bookingtms_engine using (true) with check (true)', v_table);
    end loop;
end
$$;

-- The claims of the running request: set for one transaction by the server, null without. This and the next two
-- run in every statement of a visitor, so they are in plpgsql, which keeps its plans.
create function app.claim(p_name text) returns text
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
begin
    return nullif(current_setting('request.claims', true), '')::jsonb ->> p_name;
end
$$;

-- The organization of an embed key, null where the key, its embed or its organization is not active.
create function app.embed_organization_id(p_embed_key text) returns uuid
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select k.organization_id
        from embed_keys k
        join embed_configs e on (e.organization_id, e.id) = (k.organization_id, k.embed_config_id)
        join organizations o on o.id = k.organization_id
        where k.embed_key = p_embed_key and e.is_active and o.status = 'active');
end
$$;

-- The tenant of a visitor's request: the one of the embed key it came with.
create function app.visitor_organization_id() returns uuid
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return app.embed_organization_id(app.claim('embed_key'));
end
$$;

alter function app.embed_organization_id(text) owner to bookingtms_engine;
alter function app.visitor_organization_id() owner to bookingtms_engine;
revoke execute on function app.claim(text), app.embed_organization_id(text), app.visitor_organization_id() from public;
grant execute on function app.claim(text), app.visitor_organization_id() to anon, bookingtms_engine;
grant execute on function app.embed_organization_id(text) to bookingtms_engine;

-- Visitors see the public columns of the active things of one organization, and nothing else.
grant select (id, name, slug, currency, primary_color) on organizations to anon;
grant select (organization_id, id, name, address, time_zone, is_active) on venues to anon;
grant select (organization_id, id, venue_id, name, slug, tagline, description, duration_minutes,
    capacity, mode, min_party, max_party, price_minor, currency, booking_cutoff_minutes,
    booking_window_days, is_active) on activities to anon;
grant select (organization_id, id, activity_id, venue_id, start_time, end_time, capacity_total,
    capacity_remaining, version, price_minor, currency, is_closed) on activity_sessions to anon;

create policy visitor_reads on organizations for select to anon
    using (id = (select app.visitor_organization_id()));
create policy visitor_reads on venues for select to anon
    using (organization_id = (select app.visitor_organization_id()) and is_active);
create policy visitor_reads on activities for select to anon
    using (organization_id = (select app.visitor_organization_id()) and is_active);
create policy visitor_reads on activity_sessions for select to anon
    using (organization_id = (select app.visitor_organization_id()) and not is_closed);
