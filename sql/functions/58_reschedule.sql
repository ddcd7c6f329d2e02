-- Moving a booking to another session, and settling what the prices differ by.

-- What a booking would cost in another session: its tickets at that session's prices, less the discount that it was
-- sold with. {code: ok, quote} | the refusals of app.price_booking.
create or replace function app.price_anew(p_booking bookings, p_session_id uuid) returns jsonb
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_outcome jsonb;
    v_quote jsonb;
    v_gross bigint;
    v_discount bigint;
begin
    v_outcome := app.price_booking(p_booking.organization_id, p_session_id, p_booking.party_size,
        (select jsonb_agg(jsonb_build_object('ticket_type_id', t -> 'ticket_type_id', 'quantity', t -> 'quantity'))
         from jsonb_array_elements(p_booking.price_snapshot -> 'tickets') t where t ? 'ticket_type_id'),
        null, null, p_booking.contact ->> 'email', clock_timestamp());
    if v_outcome ->> 'code' <> 'ok' then
        return v_outcome;
    end if;
    v_quote := v_outcome -> 'quote';
    v_gross := (v_quote ->> 'total_minor')::bigint;
    v_discount := least(v_gross, coalesce((p_booking.price_snapshot ->> 'discount_minor')::bigint, 0));
    if v_discount > 0 then
        v_quote := v_quote || jsonb_build_object(
            'lines', v_quote -> 'lines' || jsonb_build_array(jsonb_build_object(
                'kind', 'discount', 'name', 'Discount of the booking', 'amount_minor', -v_discount)),
            'discount_minor', v_discount, 'total_minor', v_gross - v_discount,
            'tax_minor', round((v_quote ->> 'tax_minor')::numeric * (v_gross - v_discount) / v_gross),
            'fee_minor', round((v_quote ->> 'fee_minor')::numeric * (v_gross - v_discount) / v_gross));
    end if;
    return jsonb_build_object('code', 'ok', 'quote', v_quote);
end
$$;
alter function app.price_anew(bookings, uuid) owner to bookingtms_engine;
revoke execute on function app.price_anew(bookings, uuid) from public;

-- Moves a locked booking to another session: both sessions are locked, the new seats are taken by the ordinary
-- admission, and only then the old ones come back. p_at_new_price: the difference is due, or goes back; otherwise the
-- agreed price stays. p_reservation_id: the id of the hold that takes the new seats; the old one ends as released.
-- {code: ok}, or invalid_field (the same session, another currency) | the refusals of app.hold_for_staff and
-- app.price_booking: then the booking has what it had.
create or replace function app.reschedule_locked_booking(
    p_booking bookings, p_session_id uuid, p_expected_version integer, p_reservation_id uuid, p_at_new_price boolean
) returns jsonb
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_quote jsonb;
    v_outcome jsonb;
    v_booking bookings;
begin
    if p_session_id = p_booking.session_id then
        return '{"code": "invalid_field", "param": "/session_id",
            "detail": "The booking is for this session already."}';
    end if;
    perform app.lock_sessions(array[p_booking.organization_id, p_booking.organization_id],
                              array[p_booking.session_id, p_session_id]);
    if exists (select from activity_sessions s where s.organization_id = p_booking.organization_id
               and s.id = p_session_id and s.currency <> p_booking.currency) then
        return jsonb_build_object('code', 'invalid_field', 'param', '/session_id',
            'detail', format('The booking was sold in %s, and this session is not.', p_booking.currency));
    end if;
    if p_at_new_price then
        v_outcome := app.price_anew(p_booking, p_session_id);
        if v_outcome ->> 'code' not in ('ok', 'session_not_found') then
            return v_outcome;
        end if;
        v_quote := v_outcome -> 'quote';
    end if;
    v_outcome := app.hold_for_staff(p_booking.organization_id, p_session_id, p_reservation_id, p_booking.party_size,
                                    p_expected_version, '/session_id');
    if v_outcome ->> 'code' <> 'held' then
        return v_outcome;
    end if;
    v_booking := app.move_booking(p_booking, p_reservation_id);
    if v_quote is not null then
        v_booking := app.set_charge(v_booking, (v_quote ->> 'total_minor')::bigint,
            v_booking.price_snapshot || v_quote, 'booking.rescheduled');
        perform app.lock_payments_of(v_booking);
        perform app.refund_overpayment(v_booking, 'The new session costs less.');
    end if;
    perform app.queue_booking_mail(v_booking.organization_id, v_booking.id, 'booking_changed', '{}',
        format('booking.rescheduled:%s:%s', v_booking.id, v_booking.change_count));
    return '{"code": "ok"}';
end
$$;
alter function app.reschedule_locked_booking(bookings, uuid, integer, uuid, boolean) owner to bookingtms_engine;
revoke execute on function app.reschedule_locked_booking(bookings, uuid, integer, uuid, boolean) from public;

-- Gives back what was paid for a locked booking beyond what it costs now.
create or replace function app.refund_overpayment(p_booking bookings, p_reason text) returns void
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_amount constant bigint := app.overpaid_of(p_booking);
begin
    if v_amount > 0 then
        perform app.refund_booking_money(p_booking, v_amount, p_reason, 'provider', app.acting_id());
    end if;
end
$$;
alter function app.refund_overpayment(bookings, text) owner to bookingtms_engine;
revoke execute on function app.refund_overpayment(bookings, text) from public;

-- Moves a booking to another session, at the agreed price or at the price of the new session. {code: ok, result} |
-- permission_denied | idempotency_key_reused | booking_not_found | invalid_transition | the refusals of
-- app.reschedule_locked_booking.
drop function if exists app.reschedule_booking(uuid, text, text, uuid, integer, uuid);
create or replace function app.reschedule_booking(
    p_id uuid, p_key text, p_fingerprint text, p_session_id uuid, p_expected_version integer, p_reservation_id uuid,
    p_at_new_price boolean
) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('bookings:write');
    v_outcome jsonb;
    v_booking bookings;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    v_outcome := app.claim_idempotency_key(v_organization_id, p_key, p_fingerprint);
    if v_outcome is not null then
        return v_outcome;
    end if;
    select * into v_booking from app.lock_booking(v_organization_id, p_id);
    v_outcome := coalesce(app.booking_refusal(v_booking, 'reschedule'), app.reschedule_locked_booking(
        v_booking, p_session_id, p_expected_version, p_reservation_id, p_at_new_price));
    if v_outcome ->> 'code' = 'ok' then
        select * into strict v_booking from bookings b where b.organization_id = v_organization_id and b.id = p_id;
        v_outcome := jsonb_build_object('code', 'ok', 'result', app.booking_json(v_booking));
    end if;
    return app.settle_idempotency_key(v_organization_id, p_key, v_outcome);
end
$$;
alter function app.reschedule_booking(uuid, text, text, uuid, integer, uuid, boolean) owner to bookingtms_engine;
revoke execute on function app.reschedule_booking(uuid, text, text, uuid, integer, uuid, boolean) from public;
grant execute on function app.reschedule_booking(uuid, text, text, uuid, integer, uuid, boolean) to authenticated;

-- Gives a locked booking the seats of a new hold, and the old ones back; both sessions are locked.
create or replace function app.move_booking(p_booking bookings, p_reservation_id uuid) returns bookings
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_booking bookings;
begin
    update slot_reservations r
    set status = 'converted', ended_at = clock_timestamp(), customer_email = p_booking.contact ->> 'email'
    where r.organization_id = p_booking.organization_id and r.id = p_reservation_id and r.status = 'held';
    update bookings b
    set session_id = s.id, reservation_id = r.id, spots = r.spots_reserved, activity_id = s.activity_id,
        venue_id = s.venue_id, start_time = s.start_time, end_time = s.end_time,
        booking_date = (s.start_time at time zone v.time_zone)::date, rescheduled_from = p_booking.session_id,
        change_count = b.change_count + 1
    from slot_reservations r
    join activity_sessions s on s.organization_id = r.organization_id and s.id = r.session_id
    join venues v on v.organization_id = s.organization_id and v.id = s.venue_id
    where b.organization_id = p_booking.organization_id and b.id = p_booking.id and b.status = p_booking.status
      and r.organization_id = b.organization_id and r.id = p_reservation_id and r.status = 'converted'
    returning b.* into strict v_booking;
    update slot_reservations r
    set status = 'released', ended_at = clock_timestamp()
    where r.organization_id = p_booking.organization_id and r.id = p_booking.reservation_id and r.status = 'converted';
    if not found then
        raise exception 'the hold of a locked booking changed' using errcode = 'data_exception';
    end if;
    perform app.change_capacity(array[p_booking.organization_id], array[p_booking.session_id], array[p_booking.spots],
                                array[0], array[1]);
    insert into outbox (organization_id, topic, payload)
    values (p_booking.organization_id, 'booking.rescheduled', jsonb_build_object('id', p_booking.id,
        'session_id', v_booking.session_id, 'rescheduled_from', p_booking.session_id));
    return v_booking;
end
$$;
alter function app.move_booking(bookings, uuid) owner to bookingtms_engine;
revoke execute on function app.move_booking(bookings, uuid) from public;
