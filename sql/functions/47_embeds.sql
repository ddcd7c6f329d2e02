-- Embeds as their staff see and edit them: what an organization puts on its site. The key is public; an embed that is
-- not active answers to nobody.

create or replace function app.embed_document(p_embed embed_configs) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_embed_key text;
begin
    select min(k.embed_key) into v_embed_key from embed_keys k
    where k.organization_id = p_embed.organization_id and k.embed_config_id = p_embed.id;
    return jsonb_build_object('id', p_embed.id, 'name', p_embed.name, 'embed_key', v_embed_key,
        'page_path', '/book/' || v_embed_key, 'is_active', p_embed.is_active,
        'allowed_domains', to_jsonb(p_embed.allowed_domains), 'created_at', app.iso(p_embed.created_at),
        'version', p_embed.version);
end
$$;

-- In the order in which they were made. {code: ok, data, has_more}.
create or replace function app.list_embeds(p_limit integer, p_after uuid) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := public.get_my_organization_id_safe();
    v_data jsonb;
begin
    select coalesce(jsonb_agg(app.embed_document(page.embed) order by (page.embed).id), '[]') into v_data
    from (
        select e as embed from embed_configs e
        where e.organization_id = v_organization_id and (p_after is null or e.id > p_after)
        order by e.id
        limit p_limit + 1
    ) page;
    return jsonb_build_object('code', 'ok', 'data', v_data - p_limit, 'has_more', jsonb_array_length(v_data) > p_limit);
end
$$;

-- {code: ok, result} | embed_not_found.
create or replace function app.read_embed(p_embed_id uuid) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return coalesce((
        select jsonb_build_object('code', 'ok', 'result', app.embed_document(e)) from embed_configs e
        where e.organization_id = public.get_my_organization_id_safe() and e.id = p_embed_id),
        '{"code": "embed_not_found"}');
end
$$;

-- {code: ok, result} | permission_denied | idempotency_key_reused.
drop function if exists app.create_embed(uuid, text, text, text, text);
create or replace function app.create_embed(
    p_embed_id uuid, p_name text, p_embed_key text, p_key text, p_fingerprint text,
    p_allowed_domains text[] default '{}'
) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('embeds:write');
    v_kept jsonb;
    v_embed embed_configs;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    v_kept := app.claim_idempotency_key(v_organization_id, p_key, p_fingerprint);
    if v_kept is not null then
        return v_kept;
    end if;
    insert into embed_configs as e (organization_id, id, name, allowed_domains)
    values (v_organization_id, p_embed_id, p_name, p_allowed_domains)
    returning * into v_embed;
    insert into embed_keys (embed_key, organization_id, embed_config_id)
    values (p_embed_key, v_organization_id, p_embed_id);
    return app.settle_idempotency_key(v_organization_id, p_key,
        jsonb_build_object('code', 'ok', 'result', app.embed_document(v_embed)));
end
$$;

-- Changes what is not null. {code: ok, result} | permission_denied | embed_not_found | precondition_failed (with
-- `version`).
drop function if exists app.update_embed(uuid, integer, text, boolean);
create or replace function app.update_embed(
    p_embed_id uuid, p_expected_version integer, p_name text, p_is_active boolean, p_allowed_domains text[] default null
) returns jsonb
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('embeds:write');
    v_embed embed_configs;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    update embed_configs e
    set name = coalesce(p_name, e.name), is_active = coalesce(p_is_active, e.is_active),
        allowed_domains = coalesce(p_allowed_domains, e.allowed_domains)
    where e.organization_id = v_organization_id and e.id = p_embed_id and e.version = p_expected_version
    returning * into v_embed;
    if found then
        return jsonb_build_object('code', 'ok', 'result', app.embed_document(v_embed));
    end if;
    return coalesce((
        select jsonb_build_object('code', 'precondition_failed', 'version', e.version) from embed_configs e
        where e.organization_id = v_organization_id and e.id = p_embed_id), '{"code": "embed_not_found"}');
end
$$;

grant execute on function app.embed_document(embed_configs), app.list_embeds(integer, uuid), app.read_embed(uuid),
    app.create_embed(uuid, text, text, text, text, text[]), app.update_embed(uuid, integer, text, boolean, text[])
    to authenticated;

-- The sites that may show the embed of the visitor's key, with its organization: {organization_id, allowed_domains};
-- null where the key is not active.
create or replace function app.visitor_allowed_domains() returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select jsonb_build_object('organization_id', e.organization_id, 'allowed_domains', e.allowed_domains)
        from embed_keys k
        join embed_configs e on (e.organization_id, e.id) = (k.organization_id, k.embed_config_id)
        where k.embed_key = app.claim('embed_key') and e.organization_id = app.visitor_organization_id());
end
$$;
alter function app.visitor_allowed_domains() owner to bookingtms_engine;
revoke execute on function app.visitor_allowed_domains() from public;
grant execute on function app.visitor_allowed_domains() to anon;
