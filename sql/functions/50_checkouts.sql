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
        'id', c.id, 'status', c.status, 'amount_minor', c.amount_minor, 'currency', c.currency,
        'expires_at', c.expires_at,
        'booking', case when b.id is not null then jsonb_build_object(
            'id', b.id, 'booking_number', b.booking_number, 'confirmation_code', b.confirmation_code,
            'status', b.status, 'payment_status', b.payment_status, 'activity_id', b.activity_id,
            'session_id', b.session_id, 'start_time', b.start_time, 'end_time', b.end_time,
            'time_zone', v.time_zone, 'party_size', b.party_size, 'spots', b.spots,
            'total_minor', b.total_minor, 'currency', b.currency, 'customer', b.contact) end)
    from checkouts c
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
-- converts the hold, keeps what was sold and for how much, and tells the outbox. The seats stay taken: they were the
-- hold's, they are the booking's. p_checkout_id: how the customer checked out; null where staff booked for them.
create or replace function app.create_booking(
    p_hold slot_reservations, p_booking_id uuid, p_customer_id uuid, p_checkout_id uuid, p_confirmation_code text,
    p_first_name text, p_last_name text, p_email text, p_phone text, p_source booking_source, p_created_by uuid,
    p_notes text
) returns bookings
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_sold record;
    v_customer_id uuid;
    v_units integer;
    v_booking bookings;
begin
    select s.activity_id, s.venue_id, s.start_time, s.end_time, s.price_minor, s.currency, a.mode, a.name,
           (s.start_time at time zone v.time_zone)::date as booking_date
    into strict v_sold
    from activity_sessions s
    join activities a on a.organization_id = s.organization_id and a.id = s.activity_id
    join venues v on v.organization_id = s.organization_id and v.id = s.venue_id
    where s.organization_id = p_hold.organization_id and s.id = p_hold.session_id;
    v_units := case v_sold.mode when 'private' then 1 else p_hold.party_size end;

    -- A known customer keeps their own record: who types an address has not proved it. Between our two statements the
    -- customer may be erased or change the address; then there is none to find, and the new one is made.
    while v_customer_id is null loop
        insert into customers (organization_id, id, email, first_name, last_name, phone)
        values (p_hold.organization_id, p_customer_id, p_email, p_first_name, p_last_name, p_phone)
        on conflict (organization_id, email) do nothing;
        select c.id into v_customer_id
        from customers c where c.organization_id = p_hold.organization_id and c.email = p_email
        for key share;
    end loop;

    update slot_reservations r
    set status = 'converted', ended_at = clock_timestamp(), customer_email = p_email
    where r.organization_id = p_hold.organization_id and r.id = p_hold.id and r.status = 'held';
    if not found then
        raise exception 'a locked hold changed' using errcode = 'data_exception';
    end if;

    insert into bookings (organization_id, id, booking_number, confirmation_code, venue_id, activity_id,
        session_id, reservation_id, customer_id, status, payment_status, spots, party_size, start_time,
        end_time, booking_date, total_minor, currency, price_snapshot, contact, source, created_by, notes)
    values (p_hold.organization_id, p_booking_id, app.next_booking_number(), p_confirmation_code, v_sold.venue_id,
        v_sold.activity_id, p_hold.session_id, p_hold.id, v_customer_id, 'confirmed', 'unpaid',
        p_hold.spots_reserved, p_hold.party_size, v_sold.start_time, v_sold.end_time, v_sold.booking_date,
        v_sold.price_minor * v_units, v_sold.currency,
        jsonb_build_object('activity_name', v_sold.name, 'mode', v_sold.mode, 'unit_minor', v_sold.price_minor,
            'units', v_units, 'total_minor', v_sold.price_minor * v_units, 'currency', v_sold.currency),
        jsonb_strip_nulls(jsonb_build_object('first_name', p_first_name, 'last_name', p_last_name,
            'email', p_email, 'phone', p_phone)),
        p_source, p_created_by, p_notes)
    returning * into strict v_booking;

    insert into outbox (organization_id, topic, payload)
    values (p_hold.organization_id, 'booking.confirmed', jsonb_strip_nulls(jsonb_build_object('id', p_booking_id,
        'session_id', p_hold.session_id, 'checkout_id', p_checkout_id)));
    return v_booking;
end
$$;
alter function app.create_booking(
    slot_reservations, uuid, uuid, uuid, text, text, text, text, text, booking_source, uuid, text)
    owner to bookingtms_engine;
revoke execute on function app.create_booking(
    slot_reservations, uuid, uuid, uuid, text, text, text, text, text, booking_source, uuid, text)
    from public;

-- Checks out a hold that is paid at the venue: the hold becomes a confirmed booking, its seats stay taken.
-- The hold is checked before anything is written. p_ids: new ids for checkout, booking and customer.
-- {code: ok, checkout} | embed_not_found | idempotency_key_reused | reservation_not_found |
-- reservation_already_used | reservation_released | reservation_expired.
create or replace function app.check_out_at_venue(
    p_reservation_id uuid, p_key text, p_fingerprint text, p_checkout_id uuid, p_booking_id uuid,
    p_customer_id uuid, p_confirmation_code text, p_first_name text, p_last_name text, p_email text, p_phone text
) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.visitor_organization_id();
    v_kept jsonb;
    v_hold slot_reservations;
    v_booking bookings;
    v_code text;
begin
    if v_organization_id is null then
        return '{"code": "embed_not_found"}';
    end if;
    v_kept := app.claim_idempotency_key(v_organization_id, p_key, p_fingerprint);
    if v_kept is not null then
        return v_kept;
    end if;

    select * into v_hold from app.lock_reservation(v_organization_id, p_reservation_id);
    v_code := case
        when v_hold.id is null then 'reservation_not_found'
        when v_hold.status = 'converted' then 'reservation_already_used'
        when v_hold.status = 'released' then 'reservation_released'
        when v_hold.status = 'expired' or v_hold.expires_at <= clock_timestamp() then 'reservation_expired'
    end;
    if v_code is not null then
        return app.settle_idempotency_key(v_organization_id, p_key, jsonb_build_object('code', v_code));
    end if;

    v_booking := app.create_booking(v_hold, p_booking_id, p_customer_id, p_checkout_id, p_confirmation_code,
        p_first_name, p_last_name, p_email, p_phone, 'widget', null, '');
    insert into checkouts (organization_id, id, reservation_id, booking_id, provider, status, amount_minor,
        currency, expires_at)
    values (v_organization_id, p_checkout_id, p_reservation_id, p_booking_id, 'pay_at_venue', 'complete',
        v_booking.total_minor, v_booking.currency, v_hold.expires_at);
    return app.settle_idempotency_key(v_organization_id, p_key, jsonb_build_object(
        'code', 'ok', 'checkout', app.checkout_json(v_organization_id, p_checkout_id)));
end
$$;
alter function app.check_out_at_venue(uuid, text, text, uuid, uuid, uuid, text, text, text, text, text) owner to bookingtms_engine;
revoke execute on function app.check_out_at_venue(uuid, text, text, uuid, uuid, uuid, text, text, text, text, text) from public;
grant execute on function app.check_out_at_venue(uuid, text, text, uuid, uuid, uuid, text, text, text, text, text) to anon;
