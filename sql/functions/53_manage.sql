-- What customers do with their own booking, by the signed link of their mail. The program has checked the link; these
-- functions are the engine's, and name the organization and the booking that the link names.

-- A booking as its customer sees it (openapi.yaml, ManagedBooking): what they may still do, what cancelling gives back,
-- and what there is to pay.
create or replace function app.managed_booking_json(p_booking bookings) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_now constant timestamptz := clock_timestamp();
    v_currency constant jsonb := jsonb_build_object('currency', p_booking.currency);
begin
    return (
        select jsonb_strip_nulls(jsonb_build_object(
            'id', p_booking.id, 'booking_number', p_booking.booking_number,
            'confirmation_code', p_booking.confirmation_code, 'status', p_booking.status,
            'payment_status', p_booking.payment_status, 'session_id', p_booking.session_id,
            'organization', jsonb_build_object('name', o.name, 'contact_email', o.contact_email,
                'primary_color', o.primary_color),
            'activity', jsonb_build_object('id', a.id, 'name', a.name, 'slug', a.slug),
            'venue', jsonb_build_object('id', v.id, 'name', v.name, 'address', v.address, 'time_zone', v.time_zone),
            'customer', p_booking.contact, 'start_time', app.iso(p_booking.start_time),
            'end_time', app.iso(p_booking.end_time), 'local_start', app.local_iso(p_booking.start_time, v.time_zone),
            'party_size', p_booking.party_size, 'lines', app.line_documents(p_booking.price_snapshot),
            'total', v_currency || jsonb_build_object('amount', p_booking.total_minor),
            'charge', v_currency || jsonb_build_object('amount', app.charge_of(p_booking)),
            'paid', v_currency || jsonb_build_object('amount', p_booking.paid_minor),
            'refunded', v_currency || jsonb_build_object('amount', p_booking.refunded_minor),
            'balance', v_currency || jsonb_build_object('amount', app.balance_of(p_booking)),
            'cancellation_refund', v_currency || jsonb_build_object('amount', app.refund_by_policy(p_booking, v_now)),
            'cancellation_policy', app.policy_document(p_booking.price_snapshot -> 'policy', p_booking.currency),
            'allowed_actions', to_jsonb(app.customer_actions(p_booking, v_now)),
            'payment_methods', (select jsonb_agg(m) from unnest('{stripe,test}'::payment_provider[]) m
                                where app.takes_payment_by(p_booking.organization_id, m)),
            'change_count', p_booking.change_count, 'version', p_booking.version))
        from organizations o, activities a, venues v
        where o.id = p_booking.organization_id
          and a.organization_id = p_booking.organization_id and a.id = p_booking.activity_id
          and v.organization_id = p_booking.organization_id and v.id = p_booking.venue_id);
end
$$;

-- What customers may do themselves: cancel until the session begins, move it until the policy's hours before, pay what
-- is due while the booking is not cancelled.
create or replace function app.customer_actions(p_booking bookings, p_now timestamptz) returns text[]
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return array_remove(array[
        case when p_booking.status = 'confirmed' and p_now < p_booking.start_time then 'cancel' end,
        case when p_booking.status = 'confirmed' and p_now < p_booking.start_time - interval '1 hour'
                  * coalesce((p_booking.price_snapshot #>> '{policy,reschedule_hours_before}')::integer, 0)
             then 'reschedule' end,
        case when app.balance_of(p_booking) > 0 and p_booking.status <> 'cancelled' then 'pay' end], null);
end
$$;

-- {code: ok, result} | booking_not_found.
create or replace function app.read_managed_booking(p_organization_id uuid, p_id uuid) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_booking bookings;
begin
    select b.* into v_booking
    from bookings b join organizations o on o.id = b.organization_id
    where b.organization_id = p_organization_id and b.id = p_id and o.status in ('pending', 'active');
    if not found then
        return '{"code": "booking_not_found"}';
    end if;
    return jsonb_build_object('code', 'ok', 'result', app.managed_booking_json(v_booking));
end
$$;

-- Why a customer may not do this with their locked booking, which may be none; null where they may.
create or replace function app.customer_refusal(p_booking bookings, p_action text) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return case
        when p_booking.id is null then '{"code": "booking_not_found"}'
        when p_action = any (app.customer_actions(p_booking, clock_timestamp())) then null
        else coalesce(app.booking_refusal(p_booking, p_action),
                      '{"code": "invalid_transition", "detail": "It is too late for this; please ask the venue."}')
    end;
end
$$;

-- The customer cancels; the policy decides what goes back. p_expected_refund: what they were shown, so that nobody
-- cancels at the edge of a window for less than they saw. {code: ok, result} | idempotency_key_reused |
-- booking_not_found | invalid_transition | refund_changed (cancellation_refund).
create or replace function app.cancel_managed_booking(
    p_organization_id uuid, p_id uuid, p_key text, p_fingerprint text, p_expected_refund bigint
) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_outcome jsonb;
    v_booking bookings;
    v_refund bigint;
begin
    v_outcome := app.claim_idempotency_key(p_organization_id, p_key, p_fingerprint);
    if v_outcome is not null then
        return v_outcome;
    end if;
    select * into v_booking from app.lock_booking(p_organization_id, p_id);
    v_refund := app.refund_by_policy(v_booking, clock_timestamp());
    v_outcome := coalesce(app.customer_refusal(v_booking, 'cancel'), case when v_refund <> p_expected_refund
        then jsonb_build_object('code', 'refund_changed', 'cancellation_refund', v_refund) end);
    if v_outcome is null then
        v_booking := app.cancel_locked_booking(v_booking, v_refund, 'The customer cancelled.');
        v_outcome := jsonb_build_object('code', 'ok', 'result', app.managed_booking_json(v_booking));
    end if;
    return app.settle_idempotency_key(p_organization_id, p_key, v_outcome);
end
$$;

-- The customer moves their booking to another session that visitors may book, of the same activity, at its price.
-- {code: ok, result} | idempotency_key_reused | booking_not_found | invalid_transition | session_not_found |
-- session_closed | the refusals of app.reschedule_locked_booking.
create or replace function app.reschedule_managed_booking(
    p_organization_id uuid, p_id uuid, p_key text, p_fingerprint text, p_session_id uuid, p_reservation_id uuid
) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_outcome jsonb;
    v_booking bookings;
begin
    v_outcome := app.claim_idempotency_key(p_organization_id, p_key, p_fingerprint);
    if v_outcome is not null then
        return v_outcome;
    end if;
    select * into v_booking from app.lock_booking(p_organization_id, p_id);
    v_outcome := app.customer_refusal(v_booking, 'reschedule');
    if v_outcome is null then
        select case when s.start_time <= clock_timestamp() + a.booking_cutoff_minutes * interval '1 minute'
                    then jsonb_build_object('code', 'session_closed') end
        into v_outcome
        from activity_sessions s
        join activities a on a.organization_id = s.organization_id and a.id = s.activity_id
        where s.organization_id = p_organization_id and s.id = p_session_id and s.activity_id = v_booking.activity_id
          and a.is_active;
        if not found then
            v_outcome := '{"code": "session_not_found"}';
        end if;
    end if;
    v_outcome := coalesce(v_outcome,
        app.reschedule_locked_booking(v_booking, p_session_id, null, p_reservation_id, true));
    if v_outcome ->> 'code' = 'ok' then
        select * into strict v_booking from bookings b where b.organization_id = p_organization_id and b.id = p_id;
        v_outcome := jsonb_build_object('code', 'ok', 'result', app.managed_booking_json(v_booking));
    end if;
    return app.settle_idempotency_key(p_organization_id, p_key, v_outcome);
end
$$;

-- Opens a payment for what is still to pay of a booking; the one that is open already, where there is one for the same
-- amount. {code: ok, payment} | idempotency_key_reused | booking_not_found | nothing_to_pay |
-- payment_method_unavailable.
create or replace function app.open_balance_payment(
    p_organization_id uuid, p_id uuid, p_key text, p_fingerprint text, p_payment_id uuid, p_provider text,
    p_payment_window interval
) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_outcome jsonb;
    v_booking bookings;
    v_payment payments;
begin
    v_outcome := app.claim_idempotency_key(p_organization_id, p_key, p_fingerprint);
    if v_outcome is not null then
        return v_outcome;
    end if;
    select * into v_booking from app.lock_booking(p_organization_id, p_id);
    v_outcome := case
        when v_booking.id is null then '{"code": "booking_not_found"}'
        when v_booking.status = 'cancelled' or app.balance_of(v_booking) <= 0 then '{"code": "nothing_to_pay"}'
        when not app.takes_payment_by(p_organization_id, p_provider::payment_provider) or p_provider = 'pay_at_venue'
            then '{"code": "payment_method_unavailable", "param": "/payment"}' end;
    if v_outcome is not null then
        return app.settle_idempotency_key(p_organization_id, p_key, v_outcome);
    end if;
    if not v_booking.is_ledgered then
        v_booking := app.set_charge(v_booking, app.charge_of(v_booking), v_booking.price_snapshot, 'booking.charge');
    end if;
    select * into v_payment from payments p
    where p.organization_id = p_organization_id and p.booking_id = p_id and p.purpose = 'balance' and p.status = 'open'
      and p.provider::text = p_provider and p.amount_minor = app.balance_of(v_booking)
      and p.expires_at > clock_timestamp();
    if not found then
        insert into payments (organization_id, id, purpose, booking_id, provider, account_id, status, amount_minor,
            currency, application_fee_minor, expires_at, check_at)
        values (p_organization_id, p_payment_id, 'balance', p_id, p_provider::payment_provider,
            app.payment_account_of(p_organization_id, p_provider::payment_provider), 'open', app.balance_of(v_booking),
            v_booking.currency, 0, clock_timestamp() + p_payment_window, clock_timestamp() + interval '2 minutes')
        returning * into strict v_payment;
    end if;
    return app.settle_idempotency_key(p_organization_id, p_key, jsonb_build_object(
        'code', 'ok', 'payment', app.payment_task(v_payment)));
end
$$;

do $$
declare
    v_function regprocedure;
begin
    foreach v_function in array array[
        'app.managed_booking_json(bookings)'::regprocedure, 'app.customer_actions(bookings, timestamptz)',
        'app.read_managed_booking(uuid, uuid)', 'app.customer_refusal(bookings, text)',
        'app.cancel_managed_booking(uuid, uuid, text, text, bigint)',
        'app.reschedule_managed_booking(uuid, uuid, text, text, uuid, uuid)',
        'app.open_balance_payment(uuid, uuid, text, text, uuid, text, interval)']
    loop
        execute format('alter function %s owner to bookingtms_engine', v_function);
        execute format('revoke execute on function %s from public', v_function);
    end loop;
end
$$;
