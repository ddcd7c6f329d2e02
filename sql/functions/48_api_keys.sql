-- API keys: which key a request comes with, and making, editing, rotating and revoking them. The secret of a key stands
-- nowhere: what is stored is the SHA-256 of the whole key.

-- What decides whether a key may be used, for the server, which compares the hash. The scopes are those that count:
-- what the matrix does not give to keys is left out, whatever the row says. touch_due: its use was not noted for a
-- minute. {code: ok, key_hash, api_key_id, organization_id, name, scopes, rate_limit, expired, revoked,
-- address_allowed, organization_status, touch_due} | unauthenticated, where no key has this public id.
create or replace function app.identify_api_key(p_public_id text, p_address text) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return coalesce((
        select jsonb_build_object('code', 'ok', 'key_hash', s.key_hash, 'api_key_id', k.id,
            'organization_id', k.organization_id, 'name', k.name, 'rate_limit', k.rate_limit,
            'scopes', (select coalesce(jsonb_agg(m.permission), '[]')
                       from app.permission_matrix() m where m.api_key and m.permission = any (k.scopes)),
            'expired', coalesce(k.expires_at <= now(), false), 'revoked', k.revoked_at is not null,
            'address_allowed', app.is_in_networks(p_address, k.allowed_networks),
            'organization_status', o.status,
            'touch_due', coalesce(k.last_used_at < now() - interval '1 minute', true))
        from api_key_secrets s
        join api_keys k on k.organization_id = s.organization_id and k.id = s.api_key_id
        join organizations o on o.id = k.organization_id
        where s.public_id = p_public_id), '{"code": "unauthenticated"}');
end
$$;

-- Whether the address is in one of the networks. No network: anywhere. Text that is no address is in none.
create or replace function app.is_in_networks(p_address text, p_networks cidr[]) returns boolean
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
begin
    return cardinality(p_networks) = 0 or coalesce(p_address::inet <<= any (p_networks), false);
exception
    when invalid_text_representation then
        return false;
end
$$;

-- Notes that the key of the claims was used from this address, unless that was noted within the last minute.
create or replace function app.touch_api_key(p_address text) returns void
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id uuid;
    v_api_key_id uuid;
begin
    update api_keys k
    set last_used_at = now(), last_used_address = p_address
    from app.current_api_key() current
    where k.organization_id = current.organization_id and k.id = current.id
      and (k.last_used_at is null or k.last_used_at < now() - interval '1 minute')
    returning k.organization_id, k.id into v_organization_id, v_api_key_id;
    if found then
        perform app.audit_event(v_organization_id, 'api_key.used', 'api_keys', v_api_key_id, null);
    end if;
end
$$;

-- A key as the API tells it. Nothing in it is secret.
create or replace function app.api_key_document(p_api_key api_keys) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return jsonb_build_object('id', p_api_key.id, 'name', p_api_key.name, 'environment', p_api_key.environment,
        'prefix', p_api_key.key_prefix, 'scopes', to_jsonb(p_api_key.scopes), 'rate_limit', p_api_key.rate_limit,
        'allowed_networks', to_jsonb(p_api_key.allowed_networks::text[]), 'expires_at', app.iso(p_api_key.expires_at),
        'status', case when p_api_key.revoked_at is not null then 'revoked'
                       when p_api_key.expires_at <= now() then 'expired' else 'active' end,
        'created_by', p_api_key.created_by, 'created_at', app.iso(p_api_key.created_at),
        'last_used_at', app.iso(p_api_key.last_used_at), 'last_used_address', p_api_key.last_used_address,
        'revoked_at', app.iso(p_api_key.revoked_at), 'successor_id', p_api_key.successor_id,
        'version', p_api_key.version);
end
$$;

-- In the order in which they were made, those that ended, too. {code: ok, data, has_more}.
create or replace function app.list_api_keys(p_limit integer, p_after uuid) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := public.get_my_organization_id_safe();
    v_data jsonb;
begin
    select coalesce(jsonb_agg(app.api_key_document(page.api_key) order by (page.api_key).id), '[]') into v_data
    from (
        select k as api_key from api_keys k
        where k.organization_id = v_organization_id and (p_after is null or k.id > p_after)
        order by k.id
        limit p_limit + 1
    ) page;
    return jsonb_build_object('code', 'ok', 'data', v_data - p_limit, 'has_more', jsonb_array_length(v_data) > p_limit);
end
$$;

-- {code: ok, result} | api_key_not_found.
create or replace function app.read_api_key(p_api_key_id uuid) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return coalesce((
        select jsonb_build_object('code', 'ok', 'result', app.api_key_document(k)) from api_keys k
        where k.organization_id = public.get_my_organization_id_safe() and k.id = p_api_key_id),
        '{"code": "api_key_not_found"}');
end
$$;

-- The scopes of a key that asks for these, in the order of the matrix: a right to change includes the right to read.
-- Null where one of them is none that a key may have.
create or replace function app.scopes_of(p_asked text[]) returns text[]
    language plpgsql immutable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    if exists (select from unnest(p_asked) asked
               where asked not in (select m.permission from app.permission_matrix() m where m.api_key)) then
        return null;
    end if;
    return (
        select array_agg(m.permission)
        from app.permission_matrix() m
        where m.api_key and (m.permission = any (p_asked)
            or m.permission in (select split_part(asked, ':', 1) || ':read' from unnest(p_asked) asked)));
end
$$;

-- The refusal of scopes for which app.scopes_of() has nothing; it names the first that no key may have.
create or replace function app.refusal_of_scopes(p_asked text[]) returns jsonb
    language plpgsql immutable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select jsonb_build_object('code', 'invalid_field', 'param', '/scopes/' || coalesce(min(s.position) - 1, 0),
                                  'detail', 'This is no permission that an API key can have.')
        from unnest(p_asked) with ordinality as s(scope, position) where app.scopes_of(array[s.scope]) is null);
end
$$;

-- Adds a key of the organization, whoever asks: staff through app.create_api_key() and app.rotate_api_key(), operators
-- from the command line. p_key_hash is the SHA-256 of the whole key.
create or replace function app.add_api_key(
    p_organization_id uuid, p_api_key_id uuid, p_name text, p_environment api_key_environment, p_public_id text,
    p_key_hash text, p_scopes text[], p_rate_limit integer, p_expires_at timestamptz, p_networks cidr[]
) returns api_keys
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_api_key api_keys;
begin
    insert into api_keys as k (organization_id, id, name, environment, key_prefix, scopes, rate_limit, expires_at,
                               allowed_networks, created_by)
    values (p_organization_id, p_api_key_id, p_name, p_environment, format('btms_%s_%s', p_environment, p_public_id),
            p_scopes, p_rate_limit, p_expires_at, p_networks, auth.uid())
    returning * into v_api_key;
    insert into api_key_secrets (public_id, organization_id, api_key_id, key_hash)
    values (p_public_id, p_organization_id, p_api_key_id, p_key_hash);
    return v_api_key;
end
$$;

-- A new key. What is kept under the idempotency key has no secret: the secret never comes here. {code: ok, result} |
-- permission_denied | idempotency_key_reused | invalid_field, with the `index` of a scope that no key may have |
-- not_grantable, where the creator has less than the key would.
create or replace function app.create_api_key(
    p_api_key_id uuid, p_name text, p_environment api_key_environment, p_public_id text, p_key_hash text,
    p_scopes text[], p_rate_limit integer, p_expires_at timestamptz, p_networks cidr[], p_key text, p_fingerprint text
) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('api_keys:write');
    v_scopes constant text[] := app.scopes_of(p_scopes);
    v_kept jsonb;
    v_outcome jsonb;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    v_kept := app.claim_idempotency_key(v_organization_id, p_key, p_fingerprint);
    if v_kept is not null then
        return v_kept;
    end if;
    if v_scopes is null then
        v_outcome := app.refusal_of_scopes(p_scopes);
    elsif not v_scopes <@ app.my_permissions() then
        v_outcome := '{"code": "not_grantable"}';
    else
        v_outcome := jsonb_build_object('code', 'ok', 'result', app.api_key_document(app.add_api_key(
            v_organization_id, p_api_key_id, p_name, p_environment, p_public_id, p_key_hash, v_scopes, p_rate_limit,
            p_expires_at, p_networks)));
    end if;
    return app.settle_idempotency_key(v_organization_id, p_key, v_outcome);
end
$$;

-- Changes what is not null. {code: ok, result} | permission_denied | api_key_not_found | precondition_failed (with
-- `version`) | invalid_transition, where the key was revoked.
create or replace function app.update_api_key(
    p_api_key_id uuid, p_expected_version integer, p_name text, p_rate_limit integer, p_networks cidr[]
) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('api_keys:write');
    v_api_key api_keys;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    select * into v_api_key from api_keys k
    where k.organization_id = v_organization_id and k.id = p_api_key_id
    for no key update;
    if not found then
        return '{"code": "api_key_not_found"}';
    elsif v_api_key.version <> p_expected_version then
        return jsonb_build_object('code', 'precondition_failed', 'version', v_api_key.version);
    elsif v_api_key.revoked_at is not null then
        return '{"code": "invalid_transition"}';
    end if;
    update api_keys k
    set name = coalesce(p_name, k.name), rate_limit = coalesce(p_rate_limit, k.rate_limit),
        allowed_networks = coalesce(p_networks, k.allowed_networks), version = k.version + 1
    where k.organization_id = v_organization_id and k.id = p_api_key_id
    returning * into v_api_key;
    return jsonb_build_object('code', 'ok', 'result', app.api_key_document(v_api_key));
end
$$;

-- A successor with the same rights; the old key ends after the overlap, or when it would have ended anyway. Once per
-- key. {code: ok, result: the successor} | permission_denied | idempotency_key_reused | api_key_not_found |
-- invalid_transition, where the key has ended or has a successor | not_grantable.
create or replace function app.rotate_api_key(
    p_api_key_id uuid, p_successor_id uuid, p_public_id text, p_key_hash text, p_overlap interval, p_key text,
    p_fingerprint text
) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('api_keys:write');
    v_kept jsonb;
    v_old api_keys;
    v_outcome jsonb;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    v_kept := app.claim_idempotency_key(v_organization_id, p_key, p_fingerprint);
    if v_kept is not null then
        return v_kept;
    end if;
    select * into v_old from api_keys k
    where k.organization_id = v_organization_id and k.id = p_api_key_id
    for no key update;
    if not found then
        v_outcome := '{"code": "api_key_not_found"}';
    elsif v_old.revoked_at is not null or v_old.expires_at <= now() or v_old.successor_id is not null then
        v_outcome := '{"code": "invalid_transition"}';
    elsif not v_old.scopes <@ app.my_permissions() then
        v_outcome := '{"code": "not_grantable"}';
    else
        v_outcome := jsonb_build_object('code', 'ok', 'result', app.api_key_document(app.add_api_key(
            v_organization_id, p_successor_id, v_old.name, v_old.environment, p_public_id, p_key_hash, v_old.scopes,
            v_old.rate_limit, v_old.expires_at, v_old.allowed_networks)));
        update api_keys k
        set successor_id = p_successor_id, expires_at = least(k.expires_at, now() + p_overlap), version = k.version + 1
        where k.organization_id = v_organization_id and k.id = p_api_key_id;
    end if;
    return app.settle_idempotency_key(v_organization_id, p_key, v_outcome);
end
$$;

-- Ends a key for good; again is no fault. {code: ok, result} | api_key_not_found.
create or replace function app.end_api_key(p_organization_id uuid, p_api_key_id uuid) returns jsonb
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    update api_keys k set revoked_at = now(), version = k.version + 1
    where k.organization_id = p_organization_id and k.id = p_api_key_id and k.revoked_at is null;
    return coalesce((
        select jsonb_build_object('code', 'ok', 'result', app.api_key_document(k)) from api_keys k
        where k.organization_id = p_organization_id and k.id = p_api_key_id), '{"code": "api_key_not_found"}');
end
$$;

-- {code: ok, result} | permission_denied | idempotency_key_reused | api_key_not_found.
create or replace function app.revoke_api_key(p_api_key_id uuid, p_key text, p_fingerprint text) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('api_keys:write');
    v_kept jsonb;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    v_kept := app.claim_idempotency_key(v_organization_id, p_key, p_fingerprint);
    if v_kept is not null then
        return v_kept;
    end if;
    return app.settle_idempotency_key(v_organization_id, p_key, app.end_api_key(v_organization_id, p_api_key_id));
end
$$;

-- The same for operators, who work from the command line for any organization.
-- {code: ok, result} | organization_not_found | invalid_field, for a scope that no key may have.
create or replace function app.operator_create_api_key(
    p_slug text, p_api_key_id uuid, p_name text, p_environment api_key_environment, p_public_id text, p_key_hash text,
    p_scopes text[]
) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := (
        select o.id from organizations o where o.slug = p_slug and o.status <> 'deleted');
    v_scopes constant text[] := app.scopes_of(p_scopes);
begin
    if v_organization_id is null then
        return '{"code": "organization_not_found"}';
    elsif v_scopes is null then
        return app.refusal_of_scopes(p_scopes);
    end if;
    return jsonb_build_object('code', 'ok', 'result', app.api_key_document(app.add_api_key(v_organization_id,
        p_api_key_id, p_name, p_environment, p_public_id, p_key_hash, v_scopes, 1000, null, '{}')));
end
$$;

-- Every key of the organization. {code: ok, data} | organization_not_found.
create or replace function app.operator_list_api_keys(p_slug text) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := (select o.id from organizations o where o.slug = p_slug);
begin
    if v_organization_id is null then
        return '{"code": "organization_not_found"}';
    end if;
    return (
        select jsonb_build_object('code', 'ok',
                                  'data', coalesce(jsonb_agg(app.api_key_document(k) order by k.id), '[]'))
        from api_keys k where k.organization_id = v_organization_id);
end
$$;

-- {code: ok, result} | api_key_not_found.
create or replace function app.operator_revoke_api_key(p_api_key_id uuid) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return app.end_api_key((select k.organization_id from api_keys k where k.id = p_api_key_id), p_api_key_id);
end
$$;

grant execute on function app.identify_api_key(text, text), app.touch_api_key(text), app.api_key_document(api_keys),
    app.list_api_keys(integer, uuid), app.read_api_key(uuid),
    app.create_api_key(
        uuid, text, api_key_environment, text, text, text[], integer, timestamptz, cidr[], text, text),
    app.update_api_key(uuid, integer, text, integer, cidr[]),
    app.rotate_api_key(uuid, uuid, text, text, interval, text, text), app.revoke_api_key(uuid, text, text)
    to authenticated;
