-- API keys: which key a request comes with, and making, editing, rotating and revoking them. The secret of a key stands
-- nowhere: what is stored is the SHA-256 of the whole key.

-- What decides whether a key may be used, for the server, which compares the hash. The scopes are those that count:
-- what the matrix does not give to keys is left out, whatever the row says. touch_due: its use was not noted for a minute.
-- {code: ok, key_hash, api_key_id, organization_id, name, scopes, rate_limit, expired, revoked, address_allowed,
-- organization_status, touch_due} | unauthenticated, where no key has this public id.
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
begin
    update api_keys k
    set last_used_at = now(), last_used_address = p_address
    from app.current_api_key() current
    where k.organization_id = current.organization_id and k.id = current.id
      and (k.last_used_at is null or k.last_used_at < now() - interval '1 minute');
end
$$;

alter function app.identify_api_key(text, text) owner to bookingtms_engine;
alter function app.is_in_networks(text, cidr[]) owner to bookingtms_engine;
alter function app.touch_api_key(text) owner to bookingtms_engine;
revoke execute on function app.identify_api_key(text, text) from public;
revoke execute on function app.is_in_networks(text, cidr[]) from public;
revoke execute on function app.touch_api_key(text) from public;
grant execute on function app.identify_api_key(text, text), app.touch_api_key(text) to authenticated;
