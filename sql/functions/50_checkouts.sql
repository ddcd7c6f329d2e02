-- From a hold to a booking.

-- The next booking number: "BK-" and seven characters. A sequence makes it unique; multiplying by an odd
-- constant modulo 2^35 is a one-to-one mapping, so that numbers do not tell how much is sold.
create or replace function app.next_booking_number() returns text
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_number bigint := (nextval('booking_numbers') % 34359738368 * 101710957) % 34359738368;
    v_text text := '';
begin
    for i in 1..7 loop
        v_text := substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', (v_number % 32)::integer + 1, 1) || v_text;
        v_number := v_number / 32;
    end loop;
    return 'BK-' || v_text;
end
$$;
alter function app.next_booking_number() owner to bookingtms_engine;
revoke execute on function app.next_booking_number() from public;

-- A checkout with its booking, as the customer sees it.
create or replace function app.checkout_json(p_organization_id uuid, p_id uuid) returns jsonb
    language sql stable
    set search_path = pg_catalog, public, pg_temp
as $$
    select jsonb_build_object(
        'id', c.id, 'organization_id', c.organization_id, 'status', c.status,
        'amount_minor', c.amount_minor, 'currency', c.currency,
        'expires_at', c.expires_at, 'provider', c.provider, 'quote', c.quote,
        'payment', case when p.id is not null then jsonb_build_object('id', p.id, 'status', p.status, 'url', p.url) end,
        'booking', case when b.id is not null then jsonb_build_object(
            'id', b.id, 'booking_number', b.booking_number, 'confirmation_code', b.confirmation_code,
            'status', b.status, 'payment_status', b.payment_status, 'activity_id', b.activity_id,
            'session_id', b.session_id, 'start_time', b.start_time, 'end_time', b.end_time,
            'time_zone', v.time_zone, 'party_size', b.party_size, 'spots', b.spots,
            'total_minor', b.total_minor, 'balance_minor', app.balance_of(b), 'currency', b.currency,
            'customer', b.contact) end)
    from checkouts c
    left join payments p on p.organization_id = c.organization_id and p.checkout_id = c.id
    left join bookings b on b.organization_id = c.organization_id and b.id = c.booking_id
    left join venues v on v.organization_id = b.organization_id and v.id = b.venue_id
    where c.organization_id = p_organization_id and c.id = p_id
$$;
alter function app.checkout_json(uuid, uuid) owner to bookingtms_engine;
revoke execute on function app.checkout_json(uuid, uuid) from public;

-- {code: ok, checkout} | embed_not_found | checkout_not_found.
create or replace function app.read_checkout(p_id uuid) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.visitor_organization_id();
    v_checkout jsonb;
begin
    if v_organization_id is null then
        return '{"code": "embed_not_found"}';
    end if;
    v_checkout := app.checkout_json(v_organization_id, p_id);
    if v_checkout is null then
        return '{"code": "checkout_not_found"}';
    end if;
    return jsonb_build_object('code', 'ok', 'checkout', v_checkout);
end
$$;
alter function app.read_checkout(uuid) owner to bookingtms_engine;
revoke execute on function app.read_checkout(uuid) from public;
grant execute on function app.read_checkout(uuid) to anon;

-- Makes a confirmed booking of a live hold that the caller has locked with its session: finds or makes the customer,
-- converts the hold, keeps what was sold and for how much, posts what it costs, and tells the outbox and the customer.
-- The seats stay taken: they were the hold's, they are the booking's. p_quote: what app.price_booking said. p_prepared:
-- {booking_id, customer_id, confirmation_code}. p_checkout_id: how the customer checked out; null where staff booked
-- for them.
drop function if exists app.create_booking(
    slot_reservations, uuid, uuid, uuid, text, text, text, text, text, booking_source, uuid, text);
create or replace function app.create_booking(
    p_hold slot_reservations, p_checkout_id uuid, p_quote jsonb, p_prepared jsonb, p_contact jsonb,
    p_source booking_source, p_created_by uuid, p_notes text
) returns bookings
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_sold record;
    v_customer_id uuid;
    v_parts record;
    v_booking bookings;
begin
    select s.activity_id, s.venue_id, s.start_time, s.end_time, a.mode, a.name,
           (s.start_time at time zone v.time_zone)::date as booking_date
    into strict v_sold
    from activity_sessions s
    join activities a on a.organization_id = s.organization_id and a.id = s.activity_id
    join venues v on v.organization_id = s.organization_id and v.id = s.venue_id
    where s.organization_id = p_hold.organization_id and s.id = p_hold.session_id;

    -- A known customer keeps their own record: who types an address has not proved it. Between our two statements the
    -- customer may be erased or change the address; then there is none to find, and the new one is made.
    while v_customer_id is null loop
        insert into customers (organization_id, id, email, first_name, last_name, phone)
        values (p_hold.organization_id, (p_prepared ->> 'customer_id')::uuid, p_contact ->> 'email',
                p_contact ->> 'first_name', p_contact ->> 'last_name', p_contact ->> 'phone')
        on conflict (organization_id, email) do nothing;
        select c.id into v_customer_id
        from customers c where c.organization_id = p_hold.organization_id and c.email = p_contact ->> 'email'
        for key share;
    end loop;

    update slot_reservations r
    set status = 'converted', ended_at = clock_timestamp(), customer_email = p_contact ->> 'email'
    where r.organization_id = p_hold.organization_id and r.id = p_hold.id and r.status = 'held';
    if not found then
        raise exception 'a locked hold changed' using errcode = 'data_exception';
    end if;

    insert into bookings (organization_id, id, booking_number, confirmation_code, venue_id, activity_id,
        session_id, reservation_id, checkout_id, customer_id, status, payment_status, spots, party_size, start_time,
        end_time, booking_date, total_minor, currency, price_snapshot, contact, source, created_by, notes, is_ledgered)
    values (p_hold.organization_id, (p_prepared ->> 'booking_id')::uuid, app.next_booking_number(),
        p_prepared ->> 'confirmation_code', v_sold.venue_id, v_sold.activity_id, p_hold.session_id, p_hold.id,
        p_checkout_id, v_customer_id, 'confirmed',
        case when (p_quote ->> 'total_minor')::bigint = 0 then 'paid' else 'unpaid' end::payment_status,
        p_hold.spots_reserved, p_hold.party_size, v_sold.start_time, v_sold.end_time, v_sold.booking_date,
        (p_quote ->> 'total_minor')::bigint, p_quote ->> 'currency',
        jsonb_build_object('activity_name', v_sold.name, 'mode', v_sold.mode) || p_quote, p_contact, p_source,
        p_created_by, p_notes, true)
    returning * into strict v_booking;

    select * into strict v_parts from app.charge_parts(p_quote, v_booking.total_minor);
    perform app.post_ledger(v_booking.organization_id, 'booking.charge', v_booking.currency, jsonb_build_array(
        jsonb_build_object('account', 'receivable', 'amount_minor', v_booking.total_minor),
        jsonb_build_object('account', 'sales', 'amount_minor', -v_parts.sales),
        jsonb_build_object('account', 'tax_payable', 'amount_minor', -v_parts.tax),
        jsonb_build_object('account', 'booking_fees', 'amount_minor', -v_parts.fee)),
        jsonb_build_object('booking_id', v_booking.id));
    insert into outbox (organization_id, topic, payload)
    values (p_hold.organization_id, 'booking.confirmed', jsonb_strip_nulls(jsonb_build_object('id', v_booking.id,
        'session_id', p_hold.session_id, 'checkout_id', p_checkout_id)));
    perform app.queue_booking_mail(v_booking.organization_id, v_booking.id, 'booking_confirmed', '{}',
                                   'booking.confirmed:' || v_booking.id);
    return v_booking;
end
$$;
alter function app.create_booking(slot_reservations, uuid, jsonb, jsonb, jsonb, booking_source, uuid, text)
    owner to bookingtms_engine;
revoke execute on function app.create_booking(slot_reservations, uuid, jsonb, jsonb, jsonb, booking_source, uuid, text)
    from public;

-- Ends a checkout as a booking: the caller has locked the hold with its session, and the checkout; what the checkout
-- reserved of a promo code and a gift card is settled. The money of a payment is applied by who took it.
create or replace function app.complete_checkout(p_checkout checkouts, p_hold slot_reservations) returns bookings
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_booking bookings;
begin
    v_booking := app.create_booking(p_hold, p_checkout.id, p_checkout.quote, p_checkout.prepared, p_checkout.contact,
                                    'widget', null, '');
    update checkouts c
    set status = 'complete', booking_id = v_booking.id, ended_at = clock_timestamp(),
        -- The booking has them now.
        contact = null, prepared = null
    where c.organization_id = p_checkout.organization_id and c.id = p_checkout.id and c.status = p_checkout.status;
    if not found then
        raise exception 'a locked checkout changed' using errcode = 'data_exception';
    end if;
    perform app.settle_discounts(p_checkout.organization_id, p_checkout.id, v_booking.id);
    -- What else was begun for these seats.
    perform app.end_open_checkouts(p_checkout.organization_id, p_checkout.reservation_id);
    return app.pay_by_gift_card(v_booking, p_checkout.quote);
end
$$;
alter function app.complete_checkout(checkouts, slot_reservations) owner to bookingtms_engine;
revoke execute on function app.complete_checkout(checkouts, slot_reservations) from public;

-- Why a hold cannot be checked out; null where it can.
create or replace function app.hold_refusal(p_hold slot_reservations) returns text
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return case
        when p_hold.id is null then 'reservation_not_found'
        when p_hold.status = 'converted' then 'reservation_already_used'
        when p_hold.status = 'released' then 'reservation_released'
        when p_hold.status = 'expired' or p_hold.expires_at <= clock_timestamp() then 'reservation_expired'
    end;
end
$$;
alter function app.hold_refusal(slot_reservations) owner to bookingtms_engine;
revoke execute on function app.hold_refusal(slot_reservations) from public;

-- Whether the organization takes this way of payment. The test provider is the server's to allow.
create or replace function app.takes_payment_by(p_organization_id uuid, p_provider payment_provider) returns boolean
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return case p_provider
        when 'pay_at_venue' then coalesce((select s.pay_at_venue from payment_settings s
                                           where s.organization_id = p_organization_id), true)
        when 'stripe' then exists (select from payment_accounts a
                                   where a.organization_id = p_organization_id and a.charges_enabled)
        when 'test' then true
        else false
    end;
end
$$;
alter function app.takes_payment_by(uuid, payment_provider) owner to bookingtms_engine;
revoke execute on function app.takes_payment_by(uuid, payment_provider) from public;

-- Checks out a hold (task 1.4: the reservation is validated before any payment). What is free or paid at the venue
-- becomes a confirmed booking at once; otherwise the checkout waits for its payment, and the hold with it:
-- p_payment_window is how long the customer may pay, p_hold_window how long the seats are kept, which is longer.
-- p_order: {reservation_id, contact, provider, tickets?, promo_code?, gift_card_code?, success_url?, cancel_url?}.
-- p_prepared: new ids and the code: {checkout_id, payment_id, booking_id, customer_id, confirmation_code}.
-- {code: ok, checkout} | embed_not_found | idempotency_key_reused | reservation_not_found | reservation_already_used |
-- reservation_released | reservation_expired | payment_method_unavailable | the refusals of app.price_booking and
-- app.reserve_discounts. A hold has one open checkout: a new one takes the place of the one before, unless that was
-- paid meanwhile.
drop function if exists app.check_out_at_venue(
    uuid, text, text, uuid, uuid, uuid, text, text, text, text, text);
create or replace function app.check_out(
    p_order jsonb, p_key text, p_fingerprint text, p_prepared jsonb, p_payment_window interval, p_hold_window interval
) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.visitor_organization_id();
    v_outcome jsonb;
    v_hold slot_reservations;
    v_code text;
    v_checkout checkouts;
begin
    if v_organization_id is null then
        return '{"code": "embed_not_found"}';
    end if;
    v_outcome := app.claim_idempotency_key(v_organization_id, p_key, p_fingerprint);
    if v_outcome is not null then
        return v_outcome;
    end if;
    select * into v_hold from app.lock_reservation(v_organization_id, (p_order ->> 'reservation_id')::uuid);
    v_code := coalesce(app.hold_refusal(v_hold), case
        when not app.takes_payment_by(v_organization_id, (p_order ->> 'provider')::payment_provider)
            then 'payment_method_unavailable' end);
    if v_code is not null then
        return app.settle_idempotency_key(v_organization_id, p_key, jsonb_strip_nulls(jsonb_build_object('code', v_code,
            'param', case v_code when 'payment_method_unavailable' then '/payment' end)));
    end if;
    if p_order ? 'promo_code' or p_order ? 'gift_card_code' then
        v_outcome := app.refuse_guessing(v_organization_id);
        if v_outcome is not null then
            return app.settle_idempotency_key(v_organization_id, p_key, v_outcome);
        end if;
    end if;
    -- A refusal takes back what was done up to it: the checkout before this one stays as it was.
    begin
        perform app.end_open_checkouts(v_organization_id, v_hold.id);
        v_outcome := app.price_booking(v_organization_id, v_hold.session_id, v_hold.party_size, p_order -> 'tickets',
            p_order ->> 'promo_code', p_order ->> 'gift_card_code', p_order #>> '{contact,email}', clock_timestamp());
        if v_outcome ->> 'code' = 'ok' then
            v_checkout := app.new_checkout(v_hold, p_order, p_prepared, v_outcome -> 'quote', p_payment_window);
            v_outcome := app.reserve_discounts(v_organization_id, v_checkout.id, v_checkout.quote,
                                               p_order #>> '{contact,email}');
        end if;
        if v_outcome ->> 'code' <> 'ok' then
            raise sqlstate 'BT001';
        end if;
    exception when sqlstate 'BT001' then
        perform app.note_guess(v_organization_id, v_outcome);
        return app.settle_idempotency_key(v_organization_id, p_key, v_outcome);
    end;
    if v_checkout.provider = 'pay_at_venue' or v_checkout.amount_minor = 0 then
        perform app.complete_checkout(v_checkout, v_hold);
    else
        perform app.open_payment(v_checkout, v_hold, (p_prepared ->> 'payment_id')::uuid, p_hold_window);
    end if;
    return app.settle_idempotency_key(v_organization_id, p_key, jsonb_build_object(
        'code', 'ok', 'checkout', app.checkout_json(v_organization_id, v_checkout.id)));
end
$$;
alter function app.check_out(jsonb, text, text, jsonb, interval, interval) owner to bookingtms_engine;
revoke execute on function app.check_out(jsonb, text, text, jsonb, interval, interval) from public;
grant execute on function app.check_out(jsonb, text, text, jsonb, interval, interval) to anon;

-- Writes a checkout of a locked hold, with the amount that this way of payment is to bring.
create or replace function app.new_checkout(
    p_hold slot_reservations, p_order jsonb, p_prepared jsonb, p_quote jsonb, p_payment_window interval
) returns checkouts
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_checkout checkouts;
begin
    insert into checkouts (organization_id, id, reservation_id, provider, status, amount_minor, currency, expires_at,
        quote, contact, prepared, success_url, cancel_url)
    select p_hold.organization_id, (p_prepared ->> 'checkout_id')::uuid, p_hold.id, o.provider, 'requires_payment',
           o.due_minor, p_quote ->> 'currency',
           case when o.provider = 'pay_at_venue' then p_hold.expires_at
                else clock_timestamp() + p_payment_window end,
           p_quote, p_order -> 'contact', p_prepared, p_order ->> 'success_url', p_order ->> 'cancel_url'
    from (select p_order ->> 'provider' as provider,
                 (p_quote ->> case p_order ->> 'provider' when 'pay_at_venue' then 'due_minor'
                                                          else 'due_now_minor' end)::bigint as due_minor) o
    returning * into strict v_checkout;
    return v_checkout;
end
$$;
alter function app.new_checkout(slot_reservations, jsonb, jsonb, jsonb, interval) owner to bookingtms_engine;
revoke execute on function app.new_checkout(slot_reservations, jsonb, jsonb, jsonb, interval) from public;
