-- What staff note of a booking at the venue: it came, it went, it did not come.

-- What happens to a locked booking, which may be none, at the venue: p_action is check_in (on its day in the venue's
-- calendar, or while its session runs), no_show or complete (once its session has begun). No seats move: who did not
-- come has kept others from coming; what they owe is the policy's no-show fee. {code: ok, result} | booking_not_found |
-- invalid_transition.
create or replace function app.attend_locked_booking(p_booking bookings, p_action text) returns jsonb
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_now constant timestamptz := clock_timestamp();
    v_outcome jsonb;
    v_booking bookings;
    v_today date;
    v_charge bigint;
begin
    select (v_now at time zone v.time_zone)::date into v_today
    from venues v where v.organization_id = p_booking.organization_id and v.id = p_booking.venue_id;
    v_outcome := coalesce(app.booking_refusal(p_booking, p_action), case
        when p_action = 'check_in' and p_booking.booking_date <> v_today
             and not v_now between p_booking.start_time and p_booking.end_time
            then jsonb_build_object('code', 'invalid_transition', 'detail', format(
                'The booking is for %s, and at its venue it is %s.', p_booking.booking_date, v_today))
        when p_action <> 'check_in' and v_now < p_booking.start_time
            then jsonb_build_object('code', 'invalid_transition', 'detail', format(
                'The session only begins at %s.', app.iso(p_booking.start_time)))
    end);
    if v_outcome is not null then
        return v_outcome;
    end if;
    update bookings b
    set status = case p_action when 'check_in' then 'checked_in' when 'no_show' then 'no_show'
                               when 'complete' then 'completed' end::booking_status,
        checked_in_at = case p_action when 'check_in' then v_now else b.checked_in_at end,
        checked_out_at = case p_action when 'complete' then v_now else b.checked_out_at end
    where b.organization_id = p_booking.organization_id and b.id = p_booking.id and b.status = p_booking.status
    returning * into strict v_booking;
    insert into outbox (organization_id, topic, payload)
    values (v_booking.organization_id, 'booking.' || v_booking.status, jsonb_build_object('id', v_booking.id));
    v_charge := case
        when p_action = 'no_show' then least(app.charge_of(v_booking), app.part_of(v_booking.total_minor,
            coalesce((v_booking.price_snapshot #>> '{policy,no_show_fee_ppm}')::integer, 1000000)))
        -- They came after all: what not coming took off the price is due again.
        when p_booking.status = 'no_show' then app.charge_of(v_booking) - (
            select coalesce(sum(e.amount_minor), 0) from ledger_entries e
            where e.organization_id = v_booking.organization_id and e.booking_id = v_booking.id
              and e.account = 'receivable' and e.kind = 'booking.no_show') end;
    if v_charge <> app.charge_of(v_booking) then
        v_booking := app.set_charge(v_booking, v_charge, v_booking.price_snapshot, 'booking.' || v_booking.status);
        perform app.lock_payments_of(v_booking);
        perform app.refund_overpayment(v_booking, 'What a no-show costs is less than what was paid.');
        select * into strict v_booking from bookings b
        where b.organization_id = v_booking.organization_id and b.id = v_booking.id;
    end if;
    return jsonb_build_object('code', 'ok', 'result', app.booking_json(v_booking));
end
$$;
alter function app.attend_locked_booking(bookings, text) owner to bookingtms_engine;
revoke execute on function app.attend_locked_booking(bookings, text) from public;

-- What staff note of a booking at the venue. {code: ok, result} | permission_denied | idempotency_key_reused |
-- booking_not_found | invalid_transition.
create or replace function app.attend_booking(p_id uuid, p_key text, p_fingerprint text, p_action text) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('bookings:check_in');
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
    return app.settle_idempotency_key(v_organization_id, p_key, app.attend_locked_booking(v_booking, p_action));
end
$$;
alter function app.attend_booking(uuid, text, text, text) owner to bookingtms_engine;
revoke execute on function app.attend_booking(uuid, text, text, text) from public;
grant execute on function app.attend_booking(uuid, text, text, text) to authenticated;

-- Lets in who shows a ticket: p_id where its code was read and found genuine, otherwise p_number, as people type it.
-- p_action: check_in or check_out. What is still to pay is asked for first, unless the venue lets them in all the same.
-- {code: ok, result} | permission_denied | idempotency_key_reused | booking_not_found | payment_due (balance) |
-- invalid_transition: a second scan, another day, cancelled.
create or replace function app.scan_ticket(
    p_id uuid, p_number text, p_key text, p_fingerprint text, p_action text, p_accept_unpaid boolean
) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('bookings:check_in');
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
    select l.* into v_booking
    from bookings b, app.lock_booking(b.organization_id, b.id) l
    where b.organization_id = v_organization_id
      and case when p_id is not null then b.id = p_id else b.booking_number = upper(btrim(p_number)) end;
    v_outcome := case when p_action = 'check_in' and not p_accept_unpaid and app.balance_of(v_booking) > 0
                           and v_booking.status in ('confirmed', 'no_show')
        then jsonb_build_object('code', 'payment_due', 'balance', app.balance_of(v_booking))
        else app.attend_locked_booking(v_booking, case p_action when 'check_out' then 'complete' else p_action end) end;
    return app.settle_idempotency_key(v_organization_id, p_key, v_outcome);
end
$$;
alter function app.scan_ticket(uuid, text, text, text, text, boolean) owner to bookingtms_engine;
revoke execute on function app.scan_ticket(uuid, text, text, text, text, boolean) from public;
grant execute on function app.scan_ticket(uuid, text, text, text, text, boolean) to authenticated;
