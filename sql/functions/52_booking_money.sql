-- The money of a booking, as staff see it and change it.

-- A refund as staff see it (openapi.yaml, Refund).
create or replace function app.refund_json(p_refund refunds) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return jsonb_strip_nulls(jsonb_build_object('id', p_refund.id, 'payment_id', p_refund.payment_id,
        'booking_id', p_refund.booking_id,
        'amount', jsonb_build_object('amount', p_refund.amount_minor, 'currency', p_refund.currency),
        'reason', p_refund.reason, 'target', p_refund.target, 'status', p_refund.status,
        'attempts', p_refund.attempts, 'last_error', p_refund.last_error, 'created_by', p_refund.created_by,
        'created_at', app.iso(p_refund.created_at), 'ended_at', app.iso(p_refund.ended_at)));
end
$$;

-- A payment as staff see it (openapi.yaml, Payment).
create or replace function app.payment_json(p_payment payments) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return jsonb_strip_nulls(jsonb_build_object('id', p_payment.id, 'purpose', p_payment.purpose,
        'provider', p_payment.provider, 'status', p_payment.status,
        'amount', jsonb_build_object('amount', p_payment.amount_minor, 'currency', p_payment.currency),
        'refunded', jsonb_build_object('amount', p_payment.refunded_minor, 'currency', p_payment.currency),
        'booking_id', p_payment.booking_id, 'checkout_id', p_payment.checkout_id,
        'created_at', app.iso(p_payment.created_at), 'ended_at', app.iso(p_payment.ended_at)));
end
$$;

-- The money of a booking: what it costs and why, what was paid, what went back, what cancelling now would give back.
-- {code: ok, result} | permission_denied | booking_not_found.
create or replace function app.read_booking_money(p_id uuid) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('payments:read');
    v_booking bookings;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    select * into v_booking from bookings b where b.organization_id = v_organization_id and b.id = p_id;
    if not found then
        return '{"code": "booking_not_found"}';
    end if;
    return jsonb_build_object('code', 'ok', 'result', app.money_json(v_booking));
end
$$;

create or replace function app.money_json(p_booking bookings) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_money jsonb;
begin
    select jsonb_object_agg(name, jsonb_build_object('amount', minor, 'currency', p_booking.currency)) into v_money
    from (values ('total', p_booking.total_minor), ('charge', app.charge_of(p_booking)), ('paid', p_booking.paid_minor),
                 ('refunded', p_booking.refunded_minor), ('balance', app.balance_of(p_booking)),
                 ('refundable', app.refundable_of(p_booking)),
                 ('cancellation_refund', app.refund_by_policy(p_booking, clock_timestamp()))) as m(name, minor);
    return jsonb_build_object('booking_id', p_booking.id, 'payment_status', p_booking.payment_status,
        'lines', app.line_documents(p_booking.price_snapshot),
        'payments', (select coalesce(jsonb_agg(app.payment_json(p) order by p.created_at, p.id), '[]') from payments p
                     where p.organization_id = p_booking.organization_id and p.booking_id = p_booking.id),
        'refunds', (select coalesce(jsonb_agg(app.refund_json(r) order by r.created_at, r.id), '[]') from refunds r
                    where r.organization_id = p_booking.organization_id and r.booking_id = p_booking.id)) || v_money;
end
$$;

-- Gives money back for a booking that goes on or is cancelled: p_amount of it, or all that can go back. What goes back
-- beyond what was paid too much is taken off the price. {code: ok, result} | permission_denied |
-- idempotency_key_reused | booking_not_found | refund_exceeds_payment (refundable).
create or replace function app.refund_booking(
    p_id uuid, p_key text, p_fingerprint text, p_amount bigint, p_target refund_target, p_reason text
) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('payments:refund');
    v_outcome jsonb;
    v_booking bookings;
    v_refundable bigint;
    v_amount bigint;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    v_outcome := app.claim_idempotency_key(v_organization_id, p_key, p_fingerprint);
    if v_outcome is not null then
        return v_outcome;
    end if;
    select * into v_booking from app.lock_booking(v_organization_id, p_id);
    if not found then
        return app.settle_idempotency_key(v_organization_id, p_key, '{"code": "booking_not_found"}');
    end if;
    perform app.lock_payments_of(v_booking);
    v_refundable := app.refundable_of(v_booking);
    v_amount := coalesce(p_amount, v_refundable);
    if v_amount > v_refundable or v_amount = 0 then
        return app.settle_idempotency_key(v_organization_id, p_key, jsonb_build_object(
            'code', 'refund_exceeds_payment', 'param', '/amount', 'refundable', v_refundable));
    end if;
    v_booking := app.take_off_price(v_booking, v_amount);
    perform app.refund_booking_money(v_booking, v_amount, p_reason, p_target, app.acting_id());
    select * into strict v_booking from bookings b where b.organization_id = v_organization_id and b.id = p_id;
    return app.settle_idempotency_key(v_organization_id, p_key, jsonb_build_object(
        'code', 'ok', 'result', app.money_json(v_booking)));
end
$$;

-- Locks the payments of a locked booking, in one order.
create or replace function app.lock_payments_of(p_booking bookings) returns void
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform from payments p
    where p.organization_id = p_booking.organization_id and p.booking_id = p_booking.id
    order by p.id for update;
end
$$;

-- Notes what a customer paid at the venue. {code: ok, result} | permission_denied | idempotency_key_reused |
-- booking_not_found | nothing_to_pay | invalid_field (more than is due).
create or replace function app.take_venue_payment(p_id uuid, p_key text, p_fingerprint text, p_amount bigint)
    returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('payments:write');
    v_outcome jsonb;
    v_booking bookings;
    v_payment payments;
    v_amount bigint;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    v_outcome := app.claim_idempotency_key(v_organization_id, p_key, p_fingerprint);
    if v_outcome is not null then
        return v_outcome;
    end if;
    select * into v_booking from app.lock_booking(v_organization_id, p_id);
    v_amount := coalesce(p_amount, app.balance_of(v_booking));
    v_outcome := case
        when v_booking.id is null then '{"code": "booking_not_found"}'
        when app.balance_of(v_booking) <= 0 then '{"code": "nothing_to_pay"}'
        when v_amount > app.balance_of(v_booking) then jsonb_build_object('code', 'invalid_field', 'param', '/amount',
            'detail', 'This is more than there is to pay.', 'balance', app.balance_of(v_booking)) end;
    if v_outcome is not null then
        return app.settle_idempotency_key(v_organization_id, p_key, v_outcome);
    end if;
    if not v_booking.is_ledgered then
        v_booking := app.set_charge(v_booking, app.charge_of(v_booking), v_booking.price_snapshot, 'booking.charge');
    end if;
    insert into payments (organization_id, id, purpose, booking_id, provider, status, amount_minor, currency,
        expires_at, created_by)
    values (v_organization_id, gen_random_uuid(), 'venue', v_booking.id, 'pay_at_venue', 'open', v_amount,
        v_booking.currency, clock_timestamp(), app.acting_id())
    returning * into strict v_payment;
    v_payment := app.capture_payment(v_payment, '{}');
    v_booking := app.apply_payment(v_payment, v_booking);
    return app.settle_idempotency_key(v_organization_id, p_key, jsonb_build_object(
        'code', 'ok', 'result', app.money_json(v_booking)));
end
$$;

do $$
declare
    v_function regprocedure;
begin
    foreach v_function in array array[
        'app.refund_json(refunds)'::regprocedure,
        'app.payment_json(payments)',
        'app.read_booking_money(uuid)',
        'app.money_json(bookings)',
        'app.refund_booking(uuid, text, text, bigint, refund_target, text)',
        'app.lock_payments_of(bookings)',
        'app.take_venue_payment(uuid, text, text, bigint)']
    loop
        execute format('alter function %s owner to bookingtms_engine', v_function);
        execute format('revoke execute on function %s from public', v_function);
    end loop;
end
$$;
grant execute on function app.read_booking_money(uuid),
    app.refund_booking(uuid, text, text, bigint, refund_target, text),
    app.take_venue_payment(uuid, text, text, bigint) to authenticated;
