-- Who asks, and what they may do. The server verifies the token or the key, then sets the claims of the transaction:
-- user_id and sign_in_id of a user, or api_key_id of a key, and organization_id where a platform admin works in an
-- organization. These functions decide from the rows as they are now, so who was deactivated, signed out, revoked or
-- demoted has lost their rights with the very next statement. They read the tables as the engine does, so no policy
-- calls itself (task 1.3).

create or replace function app.claim_uuid(p_name text) returns uuid
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
begin
    return nullif(app.claim(p_name), '')::uuid;
end
$$;

-- The user of the claims, while the account is active and the sign-in goes on. No row otherwise.
create or replace function app.current_user_row() returns setof users
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return query
    select u.*
    from users u
    join sign_ins s on s.organization_id = u.organization_id and s.user_id = u.id
    where u.id = app.claim_uuid('user_id') and s.id = app.claim_uuid('sign_in_id')
      and u.is_active and s.ended_at is null and s.expires_at > now();
end
$$;

-- The signed-in user; null for visitors and keys, and for who is not active any more.
create or replace function auth.uid() returns uuid
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (select u.id from app.current_user_row() u);
end
$$;

-- The key of the claims, while it lives. No row otherwise.
create or replace function app.current_api_key() returns setof api_keys
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return query
    select k.* from api_keys k
    where k.id = app.claim_uuid('api_key_id') and k.revoked_at is null
      and (k.expires_at is null or k.expires_at > now());
end
$$;

create or replace function public.is_platform_admin() returns boolean
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return exists (select from app.current_user_row() u
                   where u.is_platform_team and app.has_second_factor_if_required(u.organization_id, u.id, u.role));
end
$$;

-- Whether the user may do anything yet: where the organization asks for a second factor, users from admin upwards
-- have to set one up first.
create or replace function app.has_second_factor_if_required(p_organization_id uuid, p_user_id uuid, p_role user_role)
    returns boolean
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return app.rank_of(p_role) > app.rank_of('admin')
        or not exists (select from organizations o where o.id = p_organization_id and o.requires_second_factor)
        or exists (select from user_credentials c
                   where c.organization_id = p_organization_id and c.user_id = p_user_id
                     and c.totp_confirmed_at is not null);
end
$$;

-- The organization that the request works in: a user's or key's own, or the one that a platform admin named. Null for
-- whoever has none, and for the staff of a deleted organization.
create or replace function public.get_my_organization_id_safe() returns uuid
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id uuid;
begin
    if app.claim('api_key_id') is not null then
        select k.organization_id into v_organization_id from app.current_api_key() k;
    else
        select case when u.is_platform_team then coalesce(app.claim_uuid('organization_id'), u.organization_id)
                    else u.organization_id end
        into v_organization_id from app.current_user_row() u;
    end if;
    return (select o.id from organizations o where o.id = v_organization_id and o.status <> 'deleted');
end
$$;

-- Whether the request may see this organization at all.
create or replace function public.can_access_organization(p_org_id uuid) returns boolean
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return coalesce(p_org_id = public.get_my_organization_id_safe(), false) or public.is_platform_admin();
end
$$;

-- What the request may do: the permissions of the user's role, or the scopes of the key. While an organization is
-- suspended its own people and keys may do nothing.
create or replace function app.my_permissions() returns text[]
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_permissions text[];
begin
    if app.claim('api_key_id') is not null then
        select array_agg(m.permission) into v_permissions
        from app.current_api_key() k
        join organizations o on o.id = k.organization_id and o.status in ('pending', 'active')
        join app.permission_matrix() m on m.permission = any (k.scopes) and m.api_key;
    else
        select app.permissions_of(u.role) into v_permissions
        from app.current_user_row() u
        join organizations o on o.id = u.organization_id and o.status in ('pending', 'active')
        where app.has_second_factor_if_required(u.organization_id, u.id, u.role);
    end if;
    return coalesce(v_permissions, '{}');
end
$$;

create or replace function app.has_permission(p_permission text) returns boolean
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return p_permission = any (app.my_permissions());
end
$$;

-- For functions that run as the engine: the organization to work in, null where the request has not this permission.
-- Every such function begins with it and answers {"code": "permission_denied"} to null.
create or replace function app.organization_if_permitted(p_permission text) returns uuid
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    if app.has_permission(p_permission) then
        return public.get_my_organization_id_safe();
    end if;
    return null;
end
$$;

-- Who the claims of a user are, as the server asks before everything else. organization_id of the claims is the
-- organization that a platform admin wants to work in; others may name their own only.
-- {code: ok, user_id, email, full_name, role, organization_id, organization_status, permissions,
-- needs_second_factor} | unauthenticated | organization_not_found.
create or replace function app.who_am_i() returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_user users;
    v_organization organizations;
begin
    select * into v_user from app.current_user_row();
    if not found then
        return '{"code": "unauthenticated"}';
    end if;
    select * into v_organization from organizations o where o.id = public.get_my_organization_id_safe();
    if not found or v_organization.id <> coalesce(app.claim_uuid('organization_id'), v_organization.id) then
        return '{"code": "organization_not_found"}';
    end if;
    return jsonb_build_object('code', 'ok', 'user_id', v_user.id, 'email', v_user.email, 'full_name', v_user.full_name,
        'role', v_user.role, 'is_platform_team', v_user.is_platform_team,
        'home_organization_id', v_user.organization_id, 'organization_id', v_organization.id,
        'organization_status', v_organization.status, 'permissions', to_jsonb(app.my_permissions()),
        'needs_second_factor',
        not app.has_second_factor_if_required(v_user.organization_id, v_user.id, v_user.role));
end
$$;

-- Idempotency keys of the staff API, for functions that run with the rights of who asks: the organization is that of
-- the claims. 20_idempotency.sql says what they do.
create or replace function app.claim_my_idempotency_key(p_key text, p_fingerprint text) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return app.claim_idempotency_key(public.get_my_organization_id_safe(), p_key, p_fingerprint);
end
$$;

create or replace function app.settle_my_idempotency_key(p_key text, p_outcome jsonb) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return app.settle_idempotency_key(public.get_my_organization_id_safe(), p_key, p_outcome);
end
$$;

-- An instant as the API spells it: "2026-03-29T01:30:00Z".
create or replace function app.iso(p_instant timestamptz) returns text
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select to_char(p_instant at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
$$;

grant execute on function app.claim_uuid(text), auth.uid(), public.is_platform_admin(),
    public.get_my_organization_id_safe(), public.can_access_organization(uuid), app.my_permissions(),
    app.has_permission(text), app.organization_if_permitted(text), app.who_am_i(),
    app.claim_my_idempotency_key(text, text),
    app.settle_my_idempotency_key(text, jsonb), app.iso(timestamptz), app.claim(text) to authenticated;
