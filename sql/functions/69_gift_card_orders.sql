-- Gift cards that visitors buy online, and how an organization takes payments at all.

-- An order as its buyer sees it (openapi.yaml, GiftCardOrder).
create or replace function app.gift_card_order_json(p_organization_id uuid, p_id uuid) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select jsonb_build_object('id', g.id, 'organization_id', g.organization_id, 'payment_id', p.id, 'url', p.url,
            'amount_minor', g.amount_minor, 'currency', g.currency, 'expires_at', p.expires_at,
            'status', case when g.issued_at is not null then 'complete' when p.status = 'open' then 'requires_payment'
                           when p.status = 'failed' then 'failed' else 'expired' end)
        from gift_card_orders g
        join payments p on p.organization_id = g.organization_id and p.id = g.payment_id
        where g.organization_id = p_organization_id and g.id = p_id);
end
$$;

-- Opens the payment for a gift card. p_order: {amount_minor, provider, contact, recipient_name?, recipient_email?,
-- message?, success_url, cancel_url}. {code: ok, order} | embed_not_found | idempotency_key_reused |
-- payment_method_unavailable.
create or replace function app.order_gift_card(
    p_order jsonb, p_key text, p_fingerprint text, p_id uuid, p_payment_id uuid, p_payment_window interval
) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.visitor_organization_id();
    v_provider constant payment_provider := p_order ->> 'provider';
    v_outcome jsonb;
    v_currency text;
begin
    if v_organization_id is null then
        return '{"code": "embed_not_found"}';
    end if;
    v_outcome := app.claim_idempotency_key(v_organization_id, p_key, p_fingerprint);
    if v_outcome is not null then
        return v_outcome;
    end if;
    if v_provider = 'pay_at_venue' or not app.takes_payment_by(v_organization_id, v_provider) then
        return app.settle_idempotency_key(v_organization_id, p_key,
            '{"code": "payment_method_unavailable", "param": "/payment"}');
    end if;
    select o.currency into strict v_currency from organizations o where o.id = v_organization_id;
    insert into payments (organization_id, id, purpose, gift_card_id, provider, account_id, status, amount_minor,
        currency, expires_at, check_at)
    values (v_organization_id, p_payment_id, 'gift_card', p_id, v_provider,
        app.payment_account_of(v_organization_id, v_provider), 'open', (p_order ->> 'amount_minor')::bigint, v_currency,
        clock_timestamp() + p_payment_window, clock_timestamp() + interval '2 minutes');
    insert into gift_card_orders (organization_id, id, payment_id, amount_minor, currency, contact, recipient_name,
        recipient_email, message, success_url, cancel_url)
    values (v_organization_id, p_id, p_payment_id, (p_order ->> 'amount_minor')::bigint, v_currency,
        p_order -> 'contact', p_order ->> 'recipient_name', p_order ->> 'recipient_email',
        coalesce(p_order ->> 'message', ''), p_order ->> 'success_url', p_order ->> 'cancel_url');
    return app.settle_idempotency_key(v_organization_id, p_key, jsonb_build_object('code', 'ok',
        'order', app.gift_card_order_json(v_organization_id, p_id)));
end
$$;

-- {code: ok, order} | embed_not_found | gift_card_not_found.
create or replace function app.read_gift_card_order(p_id uuid) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.visitor_organization_id();
    v_order jsonb;
begin
    if v_organization_id is null then
        return '{"code": "embed_not_found"}';
    end if;
    v_order := app.gift_card_order_json(v_organization_id, p_id);
    if v_order is null then
        return '{"code": "gift_card_not_found"}';
    end if;
    return jsonb_build_object('code', 'ok', 'order', v_order);
end
$$;

-- paid, failed or expired for the payment of a gift card. The card is made once; its code comes with the mail.
create or replace function app.settle_gift_card_payment(p_payment payments, p_event jsonb) returns text
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_payment payments := app.lock_payment(p_payment.organization_id, p_payment.id);
    v_order gift_card_orders;
begin
    if v_payment.status = 'succeeded' then
        return 'ignore';
    end if;
    if p_event ->> 'kind' <> 'paid' then
        perform app.fail_payment(v_payment, p_event ->> 'kind');
        return 'close';
    end if;
    v_payment := app.capture_payment(v_payment, p_event);
    if v_payment.captured_minor <> v_payment.amount_minor
       or coalesce(p_event ->> 'currency', v_payment.currency) <> v_payment.currency then
        perform app.make_refund(v_payment, null, v_payment.captured_minor,
                                'Another amount was paid than was asked for.',
                                'provider', null);
        return 'return';
    end if;
    update gift_card_orders g set issued_at = clock_timestamp()
    where g.organization_id = v_payment.organization_id and g.payment_id = v_payment.id and g.issued_at is null
    returning * into strict v_order;
    insert into gift_cards (organization_id, id, currency, initial_minor, balance_minor, recipient_name,
        recipient_email, message, is_paid)
    values (v_order.organization_id, v_order.id, v_order.currency, v_order.amount_minor, v_order.amount_minor,
        v_order.recipient_name, v_order.recipient_email, v_order.message, true);
    perform app.post_transfer(v_order.organization_id, 'gift_card.sold', v_order.currency, 'unapplied_payments',
        'gift_card_liability', v_order.amount_minor,
        jsonb_build_object('payment_id', v_payment.id, 'gift_card_id', v_order.id));
    insert into outbox (organization_id, topic, payload)
    values (v_order.organization_id, 'gift_card.issued', jsonb_build_object('id', v_order.id)),
           (v_order.organization_id, 'payment.succeeded', jsonb_build_object('id', v_payment.id));
    perform app.queue_booking_mail(v_order.organization_id, null, 'gift_card', jsonb_strip_nulls(jsonb_build_object(
        'recipient', coalesce(v_order.recipient_email, v_order.contact ->> 'email'), 'gift_card_id', v_order.id,
        'first_name', coalesce(v_order.recipient_name, v_order.contact ->> 'first_name'),
        'from_name', case when v_order.recipient_email is not null
                          then (v_order.contact ->> 'first_name') || ' ' || (v_order.contact ->> 'last_name') end,
        'message', v_order.message, 'amount_minor', v_order.amount_minor, 'currency', v_order.currency)),
        'gift_card.issued:' || v_order.id);
    return 'confirm';
end
$$;

-- {code: ok, result} | permission_denied.
create or replace function app.read_payment_settings() returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('organization:read');
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    return jsonb_build_object('code', 'ok', 'result', (
        select jsonb_build_object('pay_at_venue', coalesce(s.pay_at_venue, true), 'version', coalesce(s.version, 1))
        from (values (v_organization_id)) as o(id) left join payment_settings s on s.organization_id = o.id));
end
$$;

-- {code: ok, result} | permission_denied | precondition_failed.
create or replace function app.update_payment_settings(p_expected_version integer, p_pay_at_venue boolean) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('organization:write');
    v_version integer;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    insert into payment_settings (organization_id) values (v_organization_id) on conflict do nothing;
    select s.version into strict v_version from payment_settings s
    where s.organization_id = v_organization_id for update;
    if v_version <> p_expected_version then
        return jsonb_build_object('code', 'precondition_failed', 'version', v_version);
    end if;
    update payment_settings s set pay_at_venue = coalesce(p_pay_at_venue, s.pay_at_venue)
    where s.organization_id = v_organization_id and s.pay_at_venue <> coalesce(p_pay_at_venue, s.pay_at_venue);
    return app.read_payment_settings();
end
$$;

do $$
declare
    v_function regprocedure;
begin
    foreach v_function in array array['app.gift_card_order_json(uuid, uuid)'::regprocedure,
        'app.order_gift_card(jsonb, text, text, uuid, uuid, interval)', 'app.read_gift_card_order(uuid)',
        'app.settle_gift_card_payment(payments, jsonb)', 'app.read_payment_settings()',
        'app.update_payment_settings(integer, boolean)']
    loop
        execute format('alter function %s owner to bookingtms_engine', v_function);
        execute format('revoke execute on function %s from public', v_function);
    end loop;
end
$$;
grant execute on function app.order_gift_card(jsonb, text, text, uuid, uuid, interval), app.read_gift_card_order(uuid)
    to anon;
grant execute on function app.read_payment_settings(), app.update_payment_settings(integer, boolean) to authenticated;
