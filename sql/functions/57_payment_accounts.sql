-- The accounts at a payment provider that the money of organizations goes to (docs/how-to/stripe.md).

-- The account as the API shows it.
create or replace function app.payment_account_document(p_account payment_accounts) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return jsonb_strip_nulls(jsonb_build_object(
        'provider', p_account.provider, 'account_id', p_account.account_id, 'country', p_account.country,
        'charges_enabled', p_account.charges_enabled, 'payouts_enabled', p_account.payouts_enabled,
        'details_submitted', p_account.details_submitted, 'updated_at', app.iso(p_account.updated_at)));
end
$$;

-- {code: ok, result} | permission_denied | payment_account_not_found.
create or replace function app.read_payment_account() returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('organization:read');
    v_account payment_accounts;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    select * into v_account from payment_accounts a where a.organization_id = v_organization_id;
    if not found then
        return '{"code": "payment_account_not_found"}';
    end if;
    return jsonb_build_object('code', 'ok', 'result', app.payment_account_document(v_account));
end
$$;

-- Who is about to give a payment provider its details: {code: ok, organization_id, account_id?} | permission_denied.
create or replace function app.begin_onboarding() returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('organization:write');
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    return jsonb_strip_nulls(jsonb_build_object(
        'code', 'ok', 'organization_id', v_organization_id,
        'account_id', (select a.account_id from payment_accounts a where a.organization_id = v_organization_id)));
end
$$;

-- Notes the account that was made for the organization. The first one stays: {code: ok, result} with the one that
-- stands | permission_denied.
create or replace function app.attach_payment_account(p_account jsonb) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('organization:write');
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    insert into payment_accounts (organization_id, provider, account_id, country, charges_enabled, payouts_enabled,
                                  details_submitted)
    values (v_organization_id, 'stripe', p_account ->> 'account_id', p_account ->> 'country',
            (p_account ->> 'charges_enabled')::boolean, (p_account ->> 'payouts_enabled')::boolean,
            (p_account ->> 'details_submitted')::boolean)
    on conflict (organization_id) do nothing;
    return app.read_payment_account();
end
$$;

-- What the provider says of an account now. An account that is not ours changes nothing. {code: ok}.
create or replace function app.update_payment_account(p_account jsonb) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    update payment_accounts a
    set country = coalesce(p_account ->> 'country', a.country),
        charges_enabled = (p_account ->> 'charges_enabled')::boolean,
        payouts_enabled = (p_account ->> 'payouts_enabled')::boolean,
        details_submitted = (p_account ->> 'details_submitted')::boolean,
        updated_at = clock_timestamp()
    where a.provider = 'stripe' and a.account_id = p_account ->> 'account_id';
    return '{"code": "ok"}';
end
$$;

do $$
declare
    v_function regprocedure;
begin
    foreach v_function in array array['app.payment_account_document(payment_accounts)', 'app.read_payment_account()',
        'app.begin_onboarding()', 'app.attach_payment_account(jsonb)',
        'app.update_payment_account(jsonb)']::regprocedure[]
    loop
        execute format('alter function %s owner to bookingtms_engine', v_function);
        execute format('revoke execute on function %s from public', v_function);
    end loop;
end
$$;
grant execute on function app.read_payment_account(), app.begin_onboarding(), app.attach_payment_account(jsonb)
    to authenticated;
