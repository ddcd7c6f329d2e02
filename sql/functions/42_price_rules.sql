-- Price rules as their staff see and edit them. One that is not active changes no price.

create or replace function app.price_rule_document(p_price_rule price_rules) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return jsonb_build_object('id', p_price_rule.id, 'activity_id', p_price_rule.activity_id,
        'name', p_price_rule.name, 'ticket_type_id', p_price_rule.ticket_type_id,
        'applies', jsonb_strip_nulls(jsonb_build_object('weekdays', p_price_rule.weekdays,
            'from_time', to_char(p_price_rule.from_time, 'HH24:MI'),
            'to_time', to_char(p_price_rule.to_time, 'HH24:MI'),
            'from_date', p_price_rule.from_date, 'to_date', p_price_rule.to_date)),
        'change', case
            when p_price_rule.change_ppm is not null
                then jsonb_build_object('kind', 'percent', 'rate_ppm', p_price_rule.change_ppm)
            when p_price_rule.change_minor is not null
                then jsonb_build_object('kind', 'amount', 'amount', p_price_rule.change_minor)
            else jsonb_build_object('kind', 'price', 'amount', p_price_rule.price_minor) end,
        'position', p_price_rule.position, 'is_active', p_price_rule.is_active,
        'created_at', app.iso(p_price_rule.created_at), 'version', p_price_rule.version);
end
$$;

-- In the order in which they were made; of one activity, unless that is null. {code: ok, data, has_more} |
-- permission_denied.
create or replace function app.list_price_rules(p_activity_id uuid, p_limit integer, p_after uuid) returns jsonb
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
    select coalesce(jsonb_agg(app.price_rule_document(page.row) order by (page.row).id), '[]') into v_data
    from (
        select r as row from price_rules r
        where r.organization_id = v_organization_id and (p_activity_id is null or r.activity_id = p_activity_id)
          and (p_after is null or r.id > p_after)
        order by r.id
        limit p_limit + 1
    ) page;
    return jsonb_build_object('code', 'ok', 'data', v_data - p_limit, 'has_more', jsonb_array_length(v_data) > p_limit);
end
$$;

-- {code: ok, result} | permission_denied | price_rule_not_found.
create or replace function app.read_price_rule(p_id uuid) returns jsonb
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
        select jsonb_build_object('code', 'ok', 'result', app.price_rule_document(r)) from price_rules r
        where r.organization_id = v_organization_id and r.id = p_id), '{"code": "price_rule_not_found"}');
end
$$;

-- p_values has the columns that are not ids of the rule or its activity. {code: ok, result} | permission_denied |
-- idempotency_key_reused | activity_not_found | ticket_type_not_found, where the activity has no such ticket type.
create or replace function app.create_price_rule(
    p_id uuid, p_activity_id uuid, p_values jsonb, p_key text, p_fingerprint text
) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('pricing:write');
    v_new constant price_rules := jsonb_populate_record(null::price_rules, p_values);
    v_outcome jsonb;
    v_row price_rules;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    v_outcome := app.claim_idempotency_key(v_organization_id, p_key, p_fingerprint);
    if v_outcome is not null then
        return v_outcome;
    end if;
    if not exists (select from activities a where a.organization_id = v_organization_id and a.id = p_activity_id) then
        v_outcome := '{"code": "activity_not_found", "param": "/activity_id"}';
    elsif v_new.ticket_type_id is not null and not exists (
        select from ticket_types t
        where t.organization_id = v_organization_id and t.activity_id = p_activity_id
            and t.id = v_new.ticket_type_id) then
        v_outcome := '{"code": "ticket_type_not_found", "param": "/ticket_type_id"}';
    else
        insert into price_rules as r (organization_id, id, activity_id, name, ticket_type_id, weekdays, from_time,
            to_time, from_date, to_date, change_ppm, change_minor, price_minor, position)
        values (v_organization_id, p_id, p_activity_id, v_new.name, v_new.ticket_type_id, v_new.weekdays,
            v_new.from_time, v_new.to_time, v_new.from_date, v_new.to_date, v_new.change_ppm, v_new.change_minor,
            v_new.price_minor, coalesce(v_new.position, 0))
        returning * into v_row;
        v_outcome := jsonb_build_object('code', 'ok', 'result', app.price_rule_document(v_row));
    end if;
    return app.settle_idempotency_key(v_organization_id, p_key, v_outcome);
end
$$;

-- Changes the columns that p_changes has. {code: ok, result} | permission_denied | price_rule_not_found |
-- precondition_failed (with `version`).
create or replace function app.update_price_rule(p_id uuid, p_expected_version integer, p_changes jsonb) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('pricing:write');
    v_row price_rules;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    select * into v_row from price_rules r
    where r.organization_id = v_organization_id and r.id = p_id for no key update;
    if not found then
        return '{"code": "price_rule_not_found"}';
    elsif v_row.version <> p_expected_version then
        return jsonb_build_object('code', 'precondition_failed', 'version', v_row.version);
    end if;
    v_row := jsonb_populate_record(v_row, p_changes);
    update price_rules r
    set name = v_row.name, weekdays = v_row.weekdays, from_time = v_row.from_time, to_time = v_row.to_time,
        from_date = v_row.from_date, to_date = v_row.to_date, change_ppm = v_row.change_ppm,
        change_minor = v_row.change_minor, price_minor = v_row.price_minor, position = v_row.position,
        is_active = v_row.is_active
    where r.organization_id = v_organization_id and r.id = p_id
    returning * into v_row;
    return jsonb_build_object('code', 'ok', 'result', app.price_rule_document(v_row));
end
$$;

do $$
declare
    v_function text;
begin
    foreach v_function in array array['app.price_rule_document(price_rules)',
        'app.list_price_rules(uuid, integer, uuid)', 'app.read_price_rule(uuid)',
        'app.create_price_rule(uuid, uuid, jsonb, text, text)', 'app.update_price_rule(uuid, integer, jsonb)']
    loop
        execute format('alter function %s owner to bookingtms_engine', v_function);
        execute format('revoke execute on function %s from public', v_function);
    end loop;
end
$$;
grant execute on function app.list_price_rules(uuid, integer, uuid), app.read_price_rule(uuid),
    app.create_price_rule(uuid, uuid, jsonb, text, text), app.update_price_rule(uuid, integer, jsonb) to authenticated;
