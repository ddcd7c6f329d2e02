-- Promo codes as their staff see and edit them. None is deleted, since bookings name them; one that is not active is
-- not taken. What reserves and settles their uses stands in 38_discounts.sql.

create or replace function app.promo_code_document(p_promo_code promo_codes) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return jsonb_build_object('id', p_promo_code.id, 'code', p_promo_code.code, 'description', p_promo_code.description,
        'discount', jsonb_strip_nulls(jsonb_build_object('kind', p_promo_code.kind,
            'rate_ppm', p_promo_code.percent_ppm, 'amount', p_promo_code.amount_minor)),
        'validity', jsonb_strip_nulls(jsonb_build_object('from', app.iso(p_promo_code.valid_from),
            'until', app.iso(p_promo_code.valid_until))),
        'minimum', app.own_money(p_promo_code.organization_id, p_promo_code.minimum_minor),
        'limits', jsonb_strip_nulls(jsonb_build_object('uses', p_promo_code.max_uses,
            'uses_per_customer', p_promo_code.max_uses_per_customer)),
        'activity_ids', (
            select coalesce(jsonb_agg(a.activity_id order by a.activity_id), '[]') from promo_code_activities a
            where a.organization_id = p_promo_code.organization_id and a.promo_code_id = p_promo_code.id),
        'uses', jsonb_build_object('reserved', p_promo_code.uses_reserved, 'settled', p_promo_code.uses_settled),
        'is_active', p_promo_code.is_active, 'created_at', app.iso(p_promo_code.created_at),
        'version', p_promo_code.version);
end
$$;

-- In the order in which they were made; those that an activity takes, unless that is null. {code: ok, data, has_more} |
-- permission_denied.
create or replace function app.list_promo_codes(p_activity_id uuid, p_limit integer, p_after uuid) returns jsonb
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
    select coalesce(jsonb_agg(app.promo_code_document(page.row) order by (page.row).id), '[]') into v_data
    from (
        select p as row from promo_codes p
        where p.organization_id = v_organization_id and (p_activity_id is null or app.is_promo_for(p, p_activity_id))
          and (p_after is null or p.id > p_after)
        order by p.id
        limit p_limit + 1
    ) page;
    return jsonb_build_object('code', 'ok', 'data', v_data - p_limit, 'has_more', jsonb_array_length(v_data) > p_limit);
end
$$;

-- {code: ok, result} | permission_denied | promo_code_not_found.
create or replace function app.read_promo_code(p_id uuid) returns jsonb
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
        select jsonb_build_object('code', 'ok', 'result', app.promo_code_document(p)) from promo_codes p
        where p.organization_id = v_organization_id and p.id = p_id), '{"code": "promo_code_not_found"}');
end
$$;

-- Makes the activities of a code these, unless that is null; those that the organization does not have are left out,
-- and how many that were is returned.
create or replace function app.set_promo_activities(p_organization_id uuid, p_promo_code_id uuid, p_activity_ids uuid[])
    returns integer
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    if p_activity_ids is null then
        return 0;
    end if;
    delete from promo_code_activities a
    where a.organization_id = p_organization_id and a.promo_code_id = p_promo_code_id
      and a.activity_id <> all (p_activity_ids);
    insert into promo_code_activities (organization_id, promo_code_id, activity_id)
    select a.organization_id, p_promo_code_id, a.id from activities a
    where a.organization_id = p_organization_id and a.id = any (p_activity_ids)
    on conflict do nothing;
    return (select count(distinct wanted) from unnest(p_activity_ids) wanted
            where not exists (select from activities a where a.organization_id = p_organization_id and a.id = wanted));
end
$$;

-- p_values has the columns that are not ids; null as the activities: for all of them. {code: ok, result} |
-- permission_denied | idempotency_key_reused | activity_not_found | already_exists, where the code is taken.
create or replace function app.create_promo_code(
    p_id uuid, p_activity_ids uuid[], p_values jsonb, p_key text, p_fingerprint text
) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('pricing:write');
    v_new constant promo_codes := jsonb_populate_record(null::promo_codes, p_values);
    v_outcome jsonb;
    v_row promo_codes;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    v_outcome := app.claim_idempotency_key(v_organization_id, p_key, p_fingerprint);
    if v_outcome is not null then
        return v_outcome;
    end if;
    begin
        insert into promo_codes as p (organization_id, id, code, description, kind, percent_ppm, amount_minor,
            valid_from, valid_until, minimum_minor, max_uses, max_uses_per_customer)
        values (v_organization_id, p_id, v_new.code, coalesce(v_new.description, ''), v_new.kind, v_new.percent_ppm,
            v_new.amount_minor, v_new.valid_from, v_new.valid_until, coalesce(v_new.minimum_minor, 0), v_new.max_uses,
            v_new.max_uses_per_customer)
        returning * into v_row;
        if app.set_promo_activities(v_organization_id, p_id, p_activity_ids) > 0 then
            -- Takes the code back, too.
            raise foreign_key_violation;
        end if;
        v_outcome := jsonb_build_object('code', 'ok', 'result', app.promo_code_document(v_row));
    exception
        when unique_violation then
            v_outcome := '{"code": "already_exists", "param": "/code", "detail": "Another promo code is spelled so."}';
        when foreign_key_violation then
            v_outcome := '{"code": "activity_not_found", "param": "/activity_ids"}';
    end;
    return app.settle_idempotency_key(v_organization_id, p_key, v_outcome);
end
$$;

-- Changes the columns that p_changes has, and the activities unless they are null. {code: ok, result} |
-- permission_denied | promo_code_not_found | precondition_failed (with `version`) | invalid_field, where fewer uses
-- would be left than were taken (with `uses_taken`) | activity_not_found.
create or replace function app.update_promo_code(
    p_id uuid, p_expected_version integer, p_changes jsonb, p_activity_ids uuid[]
) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('pricing:write');
    v_row promo_codes;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    select * into v_row from promo_codes p
    where p.organization_id = v_organization_id and p.id = p_id for no key update;
    if not found then
        return '{"code": "promo_code_not_found"}';
    elsif v_row.version <> p_expected_version then
        return jsonb_build_object('code', 'precondition_failed', 'version', v_row.version);
    end if;
    v_row := jsonb_populate_record(v_row, p_changes);
    if v_row.max_uses < v_row.uses_reserved + v_row.uses_settled then
        return jsonb_build_object('code', 'invalid_field', 'param', '/limits/uses',
            'uses_taken', v_row.uses_reserved + v_row.uses_settled,
            'detail', 'Must not be below the uses that were taken: uses_taken says how many.');
    end if;
    update promo_codes p
    set description = v_row.description, kind = v_row.kind, percent_ppm = v_row.percent_ppm,
        amount_minor = v_row.amount_minor, valid_from = v_row.valid_from, valid_until = v_row.valid_until,
        minimum_minor = v_row.minimum_minor, max_uses = v_row.max_uses,
        max_uses_per_customer = v_row.max_uses_per_customer, is_active = v_row.is_active
    where p.organization_id = v_organization_id and p.id = p_id
    returning * into v_row;
    if app.set_promo_activities(v_organization_id, p_id, p_activity_ids) > 0 then
        raise foreign_key_violation;
    end if;
    return jsonb_build_object('code', 'ok', 'result', app.promo_code_document(v_row));
exception
    when foreign_key_violation then
        return '{"code": "activity_not_found", "param": "/activity_ids"}';
end
$$;

do $$
declare
    v_function text;
begin
    foreach v_function in array array['app.promo_code_document(promo_codes)',
        'app.set_promo_activities(uuid, uuid, uuid[])',
        'app.list_promo_codes(uuid, integer, uuid)', 'app.read_promo_code(uuid)',
        'app.create_promo_code(uuid, uuid[], jsonb, text, text)', 'app.update_promo_code(uuid, integer, jsonb, uuid[])']
    loop
        execute format('alter function %s owner to bookingtms_engine', v_function);
        execute format('revoke execute on function %s from public', v_function);
    end loop;
end
$$;
grant execute on function app.list_promo_codes(uuid, integer, uuid), app.read_promo_code(uuid),
    app.create_promo_code(uuid, uuid[], jsonb, text, text), app.update_promo_code(uuid, integer, jsonb, uuid[])
        to authenticated;
