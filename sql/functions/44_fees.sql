-- What every booking of an organization costs besides its price, as its staff see and edit it.

create or replace function app.pricing_document(p_pricing organization_pricing) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return jsonb_build_object(
        'booking_fee', jsonb_build_object('name', p_pricing.booking_fee_name, 'rate_ppm', p_pricing.booking_fee_ppm,
            'fixed', app.own_money(p_pricing.organization_id, p_pricing.booking_fee_minor),
            'mode', p_pricing.booking_fee_mode, 'is_taxed', p_pricing.booking_fee_taxed),
        'platform_fee', jsonb_build_object('rate_ppm', p_pricing.platform_fee_ppm,
            'fixed', app.own_money(p_pricing.organization_id, p_pricing.platform_fee_minor)),
        'version', p_pricing.version);
end
$$;

-- {code: ok, result} | permission_denied.
create or replace function app.read_pricing() returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('pricing:read');
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    return (select jsonb_build_object('code', 'ok', 'result', app.pricing_document(p))
            from organization_pricing p where p.organization_id = v_organization_id);
end
$$;

-- Changes the columns that p_changes has; the platform's fee is for platform admins alone. {code: ok, result} |
-- permission_denied | precondition_failed (with `version`).
create or replace function app.update_pricing(p_expected_version integer, p_changes jsonb) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('pricing:write');
    v_row organization_pricing;
begin
    if v_organization_id is null
       or (p_changes ?| '{platform_fee_ppm,platform_fee_minor}' and not app.has_permission('platform:write')) then
        return '{"code": "permission_denied"}';
    end if;
    select * into strict v_row from organization_pricing p
    where p.organization_id = v_organization_id for no key update;
    if v_row.version <> p_expected_version then
        return jsonb_build_object('code', 'precondition_failed', 'version', v_row.version);
    end if;
    v_row := jsonb_populate_record(v_row, p_changes);
    update organization_pricing p
    set booking_fee_name = v_row.booking_fee_name, booking_fee_ppm = v_row.booking_fee_ppm,
        booking_fee_minor = v_row.booking_fee_minor, booking_fee_mode = v_row.booking_fee_mode,
        booking_fee_taxed = v_row.booking_fee_taxed, platform_fee_ppm = v_row.platform_fee_ppm,
        platform_fee_minor = v_row.platform_fee_minor
    where p.organization_id = v_organization_id
    returning * into v_row;
    return jsonb_build_object('code', 'ok', 'result', app.pricing_document(v_row));
end
$$;

alter function app.pricing_document(organization_pricing) owner to bookingtms_engine;
alter function app.read_pricing() owner to bookingtms_engine;
alter function app.update_pricing(integer, jsonb) owner to bookingtms_engine;
revoke execute on function app.pricing_document(organization_pricing), app.read_pricing(),
    app.update_pricing(integer, jsonb) from public;
grant execute on function app.read_pricing(), app.update_pricing(integer, jsonb) to authenticated;
