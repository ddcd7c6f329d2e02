-- Tax rates as their staff see and edit them. None is deleted, since bookings name them; one that is not active is not
-- charged.

create or replace function app.tax_rate_document(p_tax_rate tax_rates) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return jsonb_build_object('id', p_tax_rate.id, 'activity_id', p_tax_rate.activity_id, 'name', p_tax_rate.name,
        'rate_ppm', p_tax_rate.rate_ppm, 'is_inclusive', p_tax_rate.is_inclusive, 'position', p_tax_rate.position,
        'is_active', p_tax_rate.is_active, 'created_at', app.iso(p_tax_rate.created_at),
        'version', p_tax_rate.version);
end
$$;

-- In the order in which they were made; those that an activity has, unless that is null. {code: ok, data, has_more} |
-- permission_denied.
create or replace function app.list_tax_rates(p_activity_id uuid, p_limit integer, p_after uuid) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('pricing:read');
    v_data jsonb;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    select coalesce(jsonb_agg(app.tax_rate_document(page.row) order by (page.row).id), '[]') into v_data
    from (
        select t as row from tax_rates t
        where t.organization_id = v_organization_id
            and (p_activity_id is null or t.activity_id is null or t.activity_id = p_activity_id)
          and (p_after is null or t.id > p_after)
        order by t.id
        limit p_limit + 1
    ) page;
    return jsonb_build_object('code', 'ok', 'data', v_data - p_limit, 'has_more', jsonb_array_length(v_data) > p_limit);
end
$$;

-- {code: ok, result} | permission_denied | tax_rate_not_found.
create or replace function app.read_tax_rate(p_id uuid) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('pricing:read');
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    return coalesce((
        select jsonb_build_object('code', 'ok', 'result', app.tax_rate_document(t)) from tax_rates t
        where t.organization_id = v_organization_id and t.id = p_id), '{"code": "tax_rate_not_found"}');
end
$$;

-- Null as the activity: for all of them. p_values has the columns that are not ids. {code: ok, result} |
-- permission_denied | idempotency_key_reused | activity_not_found.
create or replace function app.create_tax_rate(
    p_id uuid, p_activity_id uuid, p_values jsonb, p_key text, p_fingerprint text
) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('pricing:write');
    v_new constant tax_rates := jsonb_populate_record(null::tax_rates, p_values);
    v_outcome jsonb;
    v_row tax_rates;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    v_outcome := app.claim_idempotency_key(v_organization_id, p_key, p_fingerprint);
    if v_outcome is not null then
        return v_outcome;
    end if;
    if p_activity_id is not null and not exists (
        select from activities a where a.organization_id = v_organization_id and a.id = p_activity_id) then
        v_outcome := '{"code": "activity_not_found", "param": "/activity_id"}';
    else
        insert into tax_rates as t (organization_id, id, activity_id, name, rate_ppm, is_inclusive, position)
        values (v_organization_id, p_id, p_activity_id, v_new.name, v_new.rate_ppm, v_new.is_inclusive,
                coalesce(v_new.position, 0))
        returning * into v_row;
        v_outcome := jsonb_build_object('code', 'ok', 'result', app.tax_rate_document(v_row));
    end if;
    return app.settle_idempotency_key(v_organization_id, p_key, v_outcome);
end
$$;

-- Changes the columns that p_changes has. {code: ok, result} | permission_denied | tax_rate_not_found |
-- precondition_failed (with `version`).
create or replace function app.update_tax_rate(p_id uuid, p_expected_version integer, p_changes jsonb) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('pricing:write');
    v_row tax_rates;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    select * into v_row from tax_rates t
    where t.organization_id = v_organization_id and t.id = p_id for no key update;
    if not found then
        return '{"code": "tax_rate_not_found"}';
    elsif v_row.version <> p_expected_version then
        return jsonb_build_object('code', 'precondition_failed', 'version', v_row.version);
    end if;
    v_row := jsonb_populate_record(v_row, p_changes);
    update tax_rates t
    set name = v_row.name, rate_ppm = v_row.rate_ppm, is_inclusive = v_row.is_inclusive, position = v_row.position,
        is_active = v_row.is_active
    where t.organization_id = v_organization_id and t.id = p_id
    returning * into v_row;
    return jsonb_build_object('code', 'ok', 'result', app.tax_rate_document(v_row));
end
$$;

do $$
declare
    v_function text;
begin
    foreach v_function in array array['app.tax_rate_document(tax_rates)',
        'app.list_tax_rates(uuid, integer, uuid)', 'app.read_tax_rate(uuid)',
        'app.create_tax_rate(uuid, uuid, jsonb, text, text)', 'app.update_tax_rate(uuid, integer, jsonb)']
    loop
        execute format('alter function %s owner to bookingtms_engine', v_function);
        execute format('revoke execute on function %s from public', v_function);
    end loop;
end
$$;
grant execute on function app.list_tax_rates(uuid, integer, uuid), app.read_tax_rate(uuid),
    app.create_tax_rate(uuid, uuid, jsonb, text, text), app.update_tax_rate(uuid, integer, jsonb) to authenticated;
