-- Ticket types as their staff see and edit them. None is deleted, since bookings name them; one that is not active is
-- not sold.

create or replace function app.ticket_type_document(p_ticket_type ticket_types) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return jsonb_build_object('id', p_ticket_type.id, 'activity_id', p_ticket_type.activity_id,
        'name', p_ticket_type.name,
        'ages', jsonb_strip_nulls(jsonb_build_object('min', p_ticket_type.min_age, 'max', p_ticket_type.max_age)),
        'price', app.own_money(p_ticket_type.organization_id, p_ticket_type.price_minor),
        'position', p_ticket_type.position, 'is_active', p_ticket_type.is_active,
        'created_at', app.iso(p_ticket_type.created_at), 'version', p_ticket_type.version);
end
$$;

-- An amount in the currency of an organization.
create or replace function app.own_money(p_organization_id uuid, p_amount_minor bigint) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (select jsonb_build_object('amount', p_amount_minor, 'currency', o.currency)
            from organizations o where o.id = p_organization_id);
end
$$;

-- In the order in which they were made; of one activity, unless that is null. {code: ok, data, has_more} |
-- permission_denied.
create or replace function app.list_ticket_types(p_activity_id uuid, p_limit integer, p_after uuid) returns jsonb
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
    select coalesce(jsonb_agg(app.ticket_type_document(page.row) order by (page.row).id), '[]') into v_data
    from (
        select t as row from ticket_types t
        where t.organization_id = v_organization_id and (p_activity_id is null or t.activity_id = p_activity_id)
          and (p_after is null or t.id > p_after)
        order by t.id
        limit p_limit + 1
    ) page;
    return jsonb_build_object('code', 'ok', 'data', v_data - p_limit, 'has_more', jsonb_array_length(v_data) > p_limit);
end
$$;

-- {code: ok, result} | permission_denied | ticket_type_not_found.
create or replace function app.read_ticket_type(p_id uuid) returns jsonb
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
        select jsonb_build_object('code', 'ok', 'result', app.ticket_type_document(t)) from ticket_types t
        where t.organization_id = v_organization_id and t.id = p_id), '{"code": "ticket_type_not_found"}');
end
$$;

-- p_values has the columns that are not ids. {code: ok, result} | permission_denied | idempotency_key_reused |
-- activity_not_found | invalid_field, where the activity is sold as whole sessions.
create or replace function app.create_ticket_type(
    p_id uuid, p_activity_id uuid, p_values jsonb, p_key text, p_fingerprint text
) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('pricing:write');
    v_new constant ticket_types := jsonb_populate_record(null::ticket_types, p_values);
    v_kept jsonb;
    v_mode booking_mode;
    v_row ticket_types;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    v_kept := app.claim_idempotency_key(v_organization_id, p_key, p_fingerprint);
    if v_kept is not null then
        return v_kept;
    end if;
    select a.mode into v_mode from activities a where a.organization_id = v_organization_id and a.id = p_activity_id;
    if v_mode = 'shared' then
        insert into ticket_types as t (organization_id, id, activity_id, name, min_age, max_age, price_minor, position)
        values (v_organization_id, p_id, p_activity_id, v_new.name, v_new.min_age, v_new.max_age, v_new.price_minor,
                coalesce(v_new.position, 0))
        returning * into v_row;
    end if;
    return app.settle_idempotency_key(v_organization_id, p_key, case
        when v_mode is null then '{"code": "activity_not_found", "param": "/activity_id"}'::jsonb
        when v_mode = 'private' then '{"code": "invalid_field", "param": "/activity_id",
            "detail": "This activity is sold as whole sessions."}'
        else jsonb_build_object('code', 'ok', 'result', app.ticket_type_document(v_row)) end);
end
$$;

-- Changes the columns that p_changes has. {code: ok, result} | permission_denied | ticket_type_not_found |
-- precondition_failed (with `version`).
create or replace function app.update_ticket_type(p_id uuid, p_expected_version integer, p_changes jsonb) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('pricing:write');
    v_row ticket_types;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    select * into v_row from ticket_types t
    where t.organization_id = v_organization_id and t.id = p_id for no key update;
    if not found then
        return '{"code": "ticket_type_not_found"}';
    elsif v_row.version <> p_expected_version then
        return jsonb_build_object('code', 'precondition_failed', 'version', v_row.version);
    end if;
    v_row := jsonb_populate_record(v_row, p_changes);
    update ticket_types t
    set name = v_row.name, min_age = v_row.min_age, max_age = v_row.max_age, price_minor = v_row.price_minor,
        position = v_row.position, is_active = v_row.is_active
    where t.organization_id = v_organization_id and t.id = p_id
    returning * into v_row;
    return jsonb_build_object('code', 'ok', 'result', app.ticket_type_document(v_row));
end
$$;

do $$
declare
    v_function text;
begin
    foreach v_function in array array['app.ticket_type_document(ticket_types)', 'app.own_money(uuid, bigint)',
        'app.list_ticket_types(uuid, integer, uuid)', 'app.read_ticket_type(uuid)',
        'app.create_ticket_type(uuid, uuid, jsonb, text, text)', 'app.update_ticket_type(uuid, integer, jsonb)']
    loop
        execute format('alter function %s owner to bookingtms_engine', v_function);
        execute format('revoke execute on function %s from public', v_function);
    end loop;
end
$$;
grant execute on function app.list_ticket_types(uuid, integer, uuid), app.read_ticket_type(uuid),
    app.create_ticket_type(uuid, uuid, jsonb, text, text), app.update_ticket_type(uuid, integer, jsonb)
        to authenticated;
