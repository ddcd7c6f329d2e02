-- What staff do with bookings: book by hand and cancel; moving and attendance have files of their own. Each is one
-- transaction with one winner: the booking is locked first, then its sessions in id order, then holds (ARCHITECTURE.md,
-- order of locks). docs/explanation/bookings.md says what each does to the seats.

-- An instant as the wall clock of a time zone, with its offset: "2026-03-29T02:30:00+01:00".
create or replace function app.local_iso(p_instant timestamptz, p_time_zone text) returns text
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    v_local constant timestamp := p_instant at time zone p_time_zone;
    v_offset constant integer := extract(epoch from v_local - (p_instant at time zone 'UTC'))::integer / 60;
begin
    return to_char(v_local, 'YYYY-MM-DD"T"HH24:MI:SS') || case when v_offset < 0 then '-' else '+' end
        || to_char(abs(v_offset) / 60, 'FM00') || ':' || to_char(abs(v_offset) % 60, 'FM00');
end
$$;
alter function app.local_iso(timestamptz, text) owner to bookingtms_engine;
revoke execute on function app.local_iso(timestamptz, text) from public;
grant execute on function app.local_iso(timestamptz, text) to authenticated;

-- What may be done with a booking in this state. The guards below and the document ask the same function; a test
-- compares it with the table of src/domain/states.hpp. A booking whose payment is open is not moved.
create or replace function app.booking_actions(p_status booking_status) returns text[]
    language plpgsql immutable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return case p_status
        when 'pending' then '{cancel}'
        when 'confirmed' then '{check_in,no_show,complete,reschedule,cancel}'
        when 'checked_in' then '{complete}'
        when 'no_show' then '{check_in}'
        else '{}'
    end;
end
$$;
alter function app.booking_actions(booking_status) owner to bookingtms_engine;
revoke execute on function app.booking_actions(booking_status) from public;

-- A booking as staff see it (openapi.yaml, Booking). What does not apply is absent.
create or replace function app.booking_json(p_booking bookings) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select jsonb_strip_nulls(jsonb_build_object(
            'id', p_booking.id, 'booking_number', p_booking.booking_number,
            'confirmation_code', p_booking.confirmation_code, 'status', p_booking.status,
            'payment_status', p_booking.payment_status, 'source', p_booking.source,
            'session_id', p_booking.session_id,
            'activity', jsonb_build_object('id', a.id, 'name', a.name),
            'venue', jsonb_build_object('id', v.id, 'name', v.name, 'time_zone', v.time_zone),
            'customer_id', p_booking.customer_id, 'contact', p_booking.contact,
            'start_time', app.iso(p_booking.start_time), 'end_time', app.iso(p_booking.end_time),
            'local_start', app.local_iso(p_booking.start_time, v.time_zone), 'booking_date', p_booking.booking_date,
            'party_size', p_booking.party_size, 'spots', p_booking.spots,
            'total', jsonb_build_object('amount', p_booking.total_minor, 'currency', p_booking.currency),
            'charge', jsonb_build_object('amount', app.charge_of(p_booking), 'currency', p_booking.currency),
            'balance', jsonb_build_object('amount', app.balance_of(p_booking), 'currency', p_booking.currency),
            'notes', p_booking.notes, 'created_at', app.iso(p_booking.created_at), 'created_by', p_booking.created_by,
            'checked_in_at', app.iso(p_booking.checked_in_at), 'checked_out_at', app.iso(p_booking.checked_out_at),
            'cancelled_at', app.iso(p_booking.cancelled_at),
            'cancellation_reason', nullif(p_booking.cancellation_reason, ''),
            'rescheduled_from', p_booking.rescheduled_from,
            'allowed_actions', to_jsonb(app.booking_actions(p_booking.status)), 'version', p_booking.version))
        from activities a, venues v
        where a.organization_id = p_booking.organization_id and a.id = p_booking.activity_id
          and v.organization_id = p_booking.organization_id and v.id = p_booking.venue_id);
end
$$;
alter function app.booking_json(bookings) owner to bookingtms_engine;
revoke execute on function app.booking_json(bookings) from public;

-- {code: ok, result} | permission_denied | booking_not_found.
create or replace function app.read_booking(p_id uuid) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('bookings:read');
    v_booking bookings;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    select * into v_booking from bookings b where b.organization_id = v_organization_id and b.id = p_id;
    if not found then
        return '{"code": "booking_not_found"}';
    end if;
    return jsonb_build_object('code', 'ok', 'result', app.booking_json(v_booking));
end
$$;
alter function app.read_booking(uuid) owner to bookingtms_engine;
revoke execute on function app.read_booking(uuid) from public;
grant execute on function app.read_booking(uuid) to authenticated;

-- Takes seats for a booking by staff, who may do so until the session ends. The session's price and size of party hold
-- for them as for visitors. {code: held} | session_not_found | invalid_spots | session_closed | version_mismatch |
-- insufficient_capacity, with the numbers that explain it. p_party_param: the member of the request that is at fault
-- where the party does not fit.
create or replace function app.hold_for_staff(
    p_organization_id uuid, p_session_id uuid, p_reservation_id uuid, p_party_size integer, p_expected_version integer,
    p_party_param text
) returns jsonb
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_verdict record;
begin
    select * into strict v_verdict
    from app.create_holds(array[p_organization_id], array[p_session_id], array[p_reservation_id], array[p_party_size],
        array[p_expected_version], array[null::text], array['staff'], array[null::text], array[null::text],
        interval '1 minute', 1000, 0, true);
    if v_verdict.code = 'invalid_spots' then
        return jsonb_build_object('code', v_verdict.code, 'param', p_party_param,
            'min_party', v_verdict.party_min, 'max_party', v_verdict.party_max);
    end if;
    return jsonb_strip_nulls(jsonb_build_object('code', v_verdict.code,
        'capacity_remaining', v_verdict.capacity_remaining, 'version', v_verdict.version));
end
$$;
alter function app.hold_for_staff(uuid, uuid, uuid, integer, integer, text) owner to bookingtms_engine;
revoke execute on function app.hold_for_staff(uuid, uuid, uuid, integer, integer, text) from public;

-- Who acts for the organization: a key or a user; null where the program or a customer does.
create or replace function app.acting_id() returns uuid
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return coalesce(app.claim_uuid('api_key_id'), app.claim_uuid('user_id'));
end
$$;
alter function app.acting_id() owner to bookingtms_engine;
revoke execute on function app.acting_id() from public;

-- Books for a customer, who pays at the venue or by the link of the mail. p_order: {session_id, party_size,
-- expected_version?, contact, tickets?, promo_code?, gift_card_code?, notes?}. p_prepared: new ids and the code:
-- {reservation_id, checkout_id, booking_id, customer_id, confirmation_code}. {code: ok, result} | permission_denied |
-- idempotency_key_reused | the refusals of app.hold_for_staff, app.price_booking and app.reserve_discounts.
drop function if exists app.book_by_hand(
    text, text, uuid, integer, integer, uuid, uuid, uuid, text, text, text, text, text, text);
create or replace function app.book_by_hand(p_order jsonb, p_key text, p_fingerprint text, p_prepared jsonb)
    returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('bookings:write');
    v_checkout_id constant uuid := (p_prepared ->> 'checkout_id')::uuid;
    v_outcome jsonb;
    v_quote jsonb;
    v_hold slot_reservations;
    v_booking bookings;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    v_outcome := app.claim_idempotency_key(v_organization_id, p_key, p_fingerprint);
    if v_outcome is not null then
        return v_outcome;
    end if;
    -- A refusal takes back what was done up to it.
    begin
        v_outcome := app.hold_for_staff(v_organization_id, (p_order ->> 'session_id')::uuid,
            (p_prepared ->> 'reservation_id')::uuid, (p_order ->> 'party_size')::integer,
            (p_order ->> 'expected_version')::integer, '/party_size');
        if v_outcome ->> 'code' <> 'held' then
            raise sqlstate 'BT001';
        end if;
        v_outcome := app.price_booking(v_organization_id, (p_order ->> 'session_id')::uuid,
            (p_order ->> 'party_size')::integer, p_order -> 'tickets', p_order ->> 'promo_code',
            p_order ->> 'gift_card_code', p_order #>> '{contact,email}', clock_timestamp());
        if v_outcome ->> 'code' = 'ok' then
            v_quote := v_outcome -> 'quote';
            v_outcome := app.reserve_discounts(v_organization_id, v_checkout_id, v_quote,
                                               p_order #>> '{contact,email}');
        end if;
        if v_outcome ->> 'code' <> 'ok' then
            raise sqlstate 'BT001';
        end if;
    exception when sqlstate 'BT001' then
        return app.settle_idempotency_key(v_organization_id, p_key, v_outcome);
    end;
    select * into strict v_hold from slot_reservations r
    where r.organization_id = v_organization_id and r.id = (p_prepared ->> 'reservation_id')::uuid;
    v_booking := app.create_booking(v_hold, null, v_quote, p_prepared, p_order -> 'contact', 'staff', app.acting_id(),
                                    coalesce(p_order ->> 'notes', ''));
    perform app.settle_discounts(v_organization_id, v_checkout_id, v_booking.id);
    v_booking := app.pay_by_gift_card(v_booking, v_quote);
    return app.settle_idempotency_key(v_organization_id, p_key, jsonb_build_object(
        'code', 'ok', 'result', app.booking_json(v_booking)));
end
$$;
alter function app.book_by_hand(jsonb, text, text, jsonb) owner to bookingtms_engine;
revoke execute on function app.book_by_hand(jsonb, text, text, jsonb) from public;
grant execute on function app.book_by_hand(jsonb, text, text, jsonb) to authenticated;

-- Locks a booking until the end of the transaction, before its sessions: who changes its state or its session begins
-- here, so both stay as they are read. No row where there is no such booking.
create or replace function app.lock_booking(p_organization_id uuid, p_id uuid) returns setof bookings
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return query select * from bookings b where b.organization_id = p_organization_id and b.id = p_id for update;
end
$$;
alter function app.lock_booking(uuid, uuid) owner to bookingtms_engine;
revoke execute on function app.lock_booking(uuid, uuid) from public;

-- Why an action is not possible with this booking, which may be none; null where it is.
create or replace function app.booking_refusal(p_booking bookings, p_action text) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    if p_booking.id is null then
        return '{"code": "booking_not_found"}';
    end if;
    if p_action = any (app.booking_actions(p_booking.status)) then
        return null;
    end if;
    return jsonb_build_object('code', 'invalid_transition', 'detail', case p_booking.status
        when 'cancelled' then format('The booking was cancelled at %s.', app.iso(p_booking.cancelled_at))
        when 'checked_in' then format('The booking was checked in at %s.', app.iso(p_booking.checked_in_at))
        when 'completed' then 'The booking is completed.'
        when 'no_show' then 'The customer did not show up.'
        else format('The booking is %s.', p_booking.status) end);
end
$$;
alter function app.booking_refusal(bookings, text) owner to bookingtms_engine;
revoke execute on function app.booking_refusal(bookings, text) from public;

-- Cancels a locked booking: its seats are free again, all of them where the session is private; p_refund of what was
-- paid goes back, and the rest is what the booking costs now.
create or replace function app.cancel_locked_booking(p_booking bookings, p_refund bigint, p_reason text)
    returns bookings
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_booking bookings;
    v_kept bigint;
begin
    perform app.lock_sessions(array[p_booking.organization_id], array[p_booking.session_id]);
    perform app.lock_payments_of(p_booking);
    v_kept := app.refundable_of(p_booking) - p_refund;
    update bookings b
    set status = 'cancelled', cancelled_at = clock_timestamp(), cancellation_reason = p_reason,
        change_count = b.change_count + 1
    where b.organization_id = p_booking.organization_id and b.id = p_booking.id and b.status = p_booking.status
    returning * into strict v_booking;
    perform app.change_capacity(array[v_booking.organization_id], array[v_booking.session_id], array[v_booking.spots],
                                array[0], array[1]);
    insert into outbox (organization_id, topic, payload)
    values (v_booking.organization_id, 'booking.cancelled',
            jsonb_build_object('id', v_booking.id, 'session_id', v_booking.session_id));
    if app.charge_of(v_booking) <> v_kept then
        v_booking := app.set_charge(v_booking, v_kept, v_booking.price_snapshot, 'booking.cancelled');
    end if;
    if p_refund > 0 then
        perform app.refund_booking_money(v_booking, p_refund, 'The booking was cancelled.', 'provider',
                                         app.acting_id());
    end if;
    perform app.queue_booking_mail(v_booking.organization_id, v_booking.id, 'booking_cancelled',
        jsonb_build_object('refund_minor', p_refund, 'currency', v_booking.currency),
        'booking.cancelled:' || v_booking.id);
    select * into strict v_booking from bookings b
    where b.organization_id = v_booking.organization_id and b.id = v_booking.id;
    return v_booking;
end
$$;
alter function app.cancel_locked_booking(bookings, bigint, text) owner to bookingtms_engine;
revoke execute on function app.cancel_locked_booking(bookings, bigint, text) from public;

-- Cancels a booking. p_refund: policy (what the customer would get), full or none; giving back more than the policy
-- does takes payments:refund. {code: ok, result} | permission_denied | idempotency_key_reused | booking_not_found |
-- invalid_transition.
drop function if exists app.cancel_booking(uuid, text, text, text);
create or replace function app.cancel_booking(p_id uuid, p_key text, p_fingerprint text, p_reason text, p_refund text)
    returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('bookings:write');
    v_outcome jsonb;
    v_booking bookings;
begin
    if v_organization_id is null or (p_refund = 'full' and not app.has_permission('payments:refund')) then
        return '{"code": "permission_denied"}';
    end if;
    v_outcome := app.claim_idempotency_key(v_organization_id, p_key, p_fingerprint);
    if v_outcome is not null then
        return v_outcome;
    end if;
    select * into v_booking from app.lock_booking(v_organization_id, p_id);
    v_outcome := app.booking_refusal(v_booking, 'cancel');
    if v_outcome is not null then
        return app.settle_idempotency_key(v_organization_id, p_key, v_outcome);
    end if;
    v_booking := app.cancel_locked_booking(v_booking, case p_refund
        when 'full' then app.refundable_of(v_booking) when 'none' then 0
        else app.refund_by_policy(v_booking, clock_timestamp()) end, coalesce(p_reason, ''));
    return app.settle_idempotency_key(v_organization_id, p_key, jsonb_build_object(
        'code', 'ok', 'result', app.booking_json(v_booking)));
end
$$;
alter function app.cancel_booking(uuid, text, text, text, text) owner to bookingtms_engine;
revoke execute on function app.cancel_booking(uuid, text, text, text, text) from public;
grant execute on function app.cancel_booking(uuid, text, text, text, text) to authenticated;

-- Changes what staff note on a booking, with the rights of who asks; null leaves it. {code: ok, result} |
-- permission_denied | booking_not_found | precondition_failed.
create or replace function app.edit_booking(p_id uuid, p_expected_version integer, p_notes text) returns jsonb
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_version integer;
begin
    if not app.has_permission('bookings:write') then
        return '{"code": "permission_denied"}';
    end if;
    select b.version into v_version from bookings b
    where b.organization_id = public.get_my_organization_id_safe() and b.id = p_id
    for update;
    if not found then
        return '{"code": "booking_not_found"}';
    end if;
    if v_version <> p_expected_version then
        return jsonb_build_object('code', 'precondition_failed', 'version', v_version);
    end if;
    update bookings b set notes = coalesce(p_notes, b.notes)
    where b.organization_id = public.get_my_organization_id_safe() and b.id = p_id;
    return app.read_booking(p_id);
end
$$;
alter function app.edit_booking(uuid, integer, text) owner to bookingtms_engine;
revoke execute on function app.edit_booking(uuid, integer, text) from public;
grant execute on function app.edit_booking(uuid, integer, text) to authenticated;
