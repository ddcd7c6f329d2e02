-- The permission matrix: the one place that says which role may do what, and which scopes an API key may have. The
-- policies, the functions and the API ask for these permissions by name; docs/reference/permissions.md is made from it.
-- A permission belongs to a resource and is `read`, `write` or a right of its own.
create or replace function app.permission_matrix()
    returns table (permission text, staff boolean, manager boolean, admin boolean, org_admin boolean,
                   super_admin boolean, platform_admin boolean, api_key boolean)
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    --                        staff  manager admin  org-    super- platform api
    --                                              admin   admin  admin    key
    values
        ('venues:read',        true,  true,  true,  true,  true,  true,  true),
        ('venues:write',       false, false, true,  true,  true,  true,  true),
        ('activities:read',    true,  true,  true,  true,  true,  true,  true),
        ('activities:write',   false, true,  true,  true,  true,  true,  true),
        ('sessions:read',      true,  true,  true,  true,  true,  true,  true),
        ('sessions:write',     false, true,  true,  true,  true,  true,  true),
        ('bookings:read',      true,  true,  true,  true,  true,  true,  true),
        ('bookings:write',     false, true,  true,  true,  true,  true,  true),
        ('bookings:check_in',  true,  true,  true,  true,  true,  true,  true),
        ('customers:read',     true,  true,  true,  true,  true,  true,  true),
        ('customers:write',    false, true,  true,  true,  true,  true,  true),
        ('customers:erase',    false, false, true,  true,  true,  true,  false),
        ('pricing:read',       true,  true,  true,  true,  true,  true,  true),
        ('pricing:write',      false, false, true,  true,  true,  true,  true),
        ('gift_cards:read',    false, true,  true,  true,  true,  true,  true),
        ('gift_cards:write',   false, false, true,  true,  true,  true,  true),
        ('payments:read',      false, true,  true,  true,  true,  true,  true),
        ('payments:write',     false, true,  true,  true,  true,  true,  true),
        ('payments:refund',    false, false, true,  true,  true,  true,  false),
        ('dashboard:read',     false, true,  true,  true,  true,  true,  true),
        ('webhooks:read',      false, false, true,  true,  true,  true,  true),
        ('webhooks:write',     false, false, true,  true,  true,  true,  false),
        ('embeds:read',        true,  true,  true,  true,  true,  true,  true),
        ('embeds:write',       false, false, true,  true,  true,  true,  true),
        ('users:read',         true,  true,  true,  true,  true,  true,  true),
        ('users:write',        false, false, false, true,  true,  true,  false),
        ('api_keys:read',      false, false, true,  true,  true,  true,  false),
        ('api_keys:write',     false, false, true,  true,  true,  true,  false),
        ('audit_logs:read',    false, false, true,  true,  true,  true,  true),
        ('organization:read',  true,  true,  true,  true,  true,  true,  true),
        ('organization:write', false, false, false, true,  true,  true,  false),
        ('platform:read',      false, false, false, false, false, true,  false),
        ('platform:write',     false, false, false, false, false, true,  false)
$$;

-- The permissions of a role, in the order of the matrix.
create or replace function app.permissions_of(p_role user_role) returns text[]
    language plpgsql immutable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select array_agg(m.permission)
        from app.permission_matrix() m
        where case p_role when 'staff' then m.staff when 'manager' then m.manager when 'admin' then m.admin
                          when 'org-admin' then m.org_admin when 'super-admin' then m.super_admin
                          when 'platform-admin' then m.platform_admin end);
end
$$;

-- 0 is the highest. Who grants a role or changes a user must stand above it.
create or replace function app.rank_of(p_role user_role) returns integer
    language plpgsql immutable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return array_position(enum_range(null::user_role), p_role) - 1;
end
$$;

grant execute on function app.permission_matrix(), app.permissions_of(user_role), app.rank_of(user_role) to authenticated;
