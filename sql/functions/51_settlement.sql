-- How a payment settles, whoever brings the news (docs/explanation/payments.md). Order of locks: booking, session,
-- hold, checkout, payment, promo code, gift card.

-- What an event of a payment does to its checkout: the state machine, without any table (drawn in
-- docs/explanation/payments.md). p_event: paid | failed | expired (the payment can no longer be made) | seats_gone
-- (they could not be taken again).
--   confirm  the hold becomes the booking                retake  take the seats again, then confirm; or seats_gone
--   return   the money goes back in full                 close   the checkout ends, the seats are free
--   ignore   nothing: the event is old or was handled
create or replace function app.settlement(p_event text, p_checkout checkout_status, p_hold reservation_status)
    returns text
    language plpgsql immutable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return case
        when p_checkout in ('complete', 'returned') then 'ignore'
        when p_event = 'seats_gone' then 'return'
        when p_event = 'paid' then case
            when p_checkout = 'requires_payment' and p_hold = 'held' then 'confirm'
            -- Another checkout of the same hold made the booking: this payment is one too many.
            when p_hold = 'converted' then 'return'
            else 'retake' end
        when p_checkout = 'requires_payment' then 'close'
        else 'ignore'
    end;
end
$$;

-- The way back of what the provider said of a payment, from a webhook, from the success page or because it was asked.
-- p_event: {provider, kind, id?, organization_id?, payment_id?, session_id?, intent_id?, amount_minor?, currency?,
-- ...}.
-- kind: paid | failed | expired | still_open | refund_succeeded | refund_failed | dispute_opened | dispute_won |
-- dispute_lost | ignored. An event with an id is handled once. {code: ok, result: repeated | waiting | unknown | <what
-- was done>}. Providers keep no order: what becomes of a payment that is not known to be made yet waits for it.
create or replace function app.apply_payment_event(p_event jsonb) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_payment payments;
    v_kind constant text := p_event ->> 'kind';
    v_result text;
begin
    -- An event that waits and the payment that it waits for do not miss each other.
    perform pg_advisory_xact_lock(hashtextextended('payment_event:' || (p_event ->> 'intent_id'), 0));
    if p_event ? 'id' then
        insert into payment_events (provider, event_id, kind)
        values ((p_event ->> 'provider')::payment_provider, p_event ->> 'id', v_kind)
        on conflict do nothing;
        if not found then
            return '{"code": "ok", "result": "repeated"}';
        end if;
    end if;
    v_payment := app.payment_of_event(p_event);
    if v_kind ~ '^(refund|dispute)_' and p_event ? 'id' and p_event ? 'intent_id'
       and (v_payment.id is null or v_payment.status = 'open') then
        update payment_events e set waiting = p_event
        where e.provider = (p_event ->> 'provider')::payment_provider and e.event_id = p_event ->> 'id';
        return '{"code": "ok", "result": "waiting"}';
    elsif v_payment.id is null then
        return '{"code": "ok", "result": "unknown"}';
    end if;
    update payment_events e set organization_id = v_payment.organization_id
    where e.provider = v_payment.provider and e.event_id = p_event ->> 'id';
    v_result := app.settle_payment_event(v_payment, p_event);
    if v_kind = 'paid' and p_event ? 'intent_id' then
        perform app.settle_waiting_events(v_payment, p_event ->> 'intent_id');
    end if;
    return jsonb_build_object('code', 'ok', 'result', v_result);
end
$$;

-- What an event does to its payment.
create or replace function app.settle_payment_event(p_payment payments, p_event jsonb) returns text
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_kind constant text := p_event ->> 'kind';
begin
    return case
        when v_kind in ('paid', 'failed', 'expired') and p_payment.purpose = 'checkout'
            then app.settle_checkout_payment(p_payment, p_event)
        when v_kind in ('paid', 'failed', 'expired') and p_payment.purpose = 'balance'
            then app.settle_balance_payment(p_payment, p_event)
        when v_kind in ('paid', 'failed', 'expired') and p_payment.purpose = 'gift_card'
            then app.settle_gift_card_payment(p_payment, p_event)
        when v_kind = 'still_open' then app.check_payment_later(p_payment)
        when v_kind in ('refund_succeeded', 'refund_failed') then app.settle_provider_refund(p_payment, p_event)
        when v_kind in ('dispute_opened', 'dispute_won', 'dispute_lost') then app.settle_dispute(p_payment, p_event)
        else 'ignored'
    end;
end
$$;

-- Settles what came before the payment of this intent, in the order in which it came.
create or replace function app.settle_waiting_events(p_payment payments, p_intent_id text) returns void
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_event payment_events;
    v_payment payments;
begin
    for v_event in
        select * from payment_events e
        where e.provider = p_payment.provider and e.waiting ->> 'intent_id' = p_intent_id
        order by e.received_at, e.event_id
    loop
        -- As it is now: each event changes it. One of another account stays unheard.
        v_payment := app.payment_of_event(v_event.waiting);
        if v_payment.id = p_payment.id then
            perform app.settle_payment_event(v_payment, v_event.waiting);
            update payment_events e set waiting = null, organization_id = v_payment.organization_id
            where e.provider = v_event.provider and e.event_id = v_event.event_id;
        end if;
    end loop;
end
$$;

-- The payment that an event is about, not locked. Its provider's objects find it; where the event came before they were
-- noted, the ids that we gave the provider do. A payment of another provider or account is not found.
create or replace function app.payment_of_event(p_event jsonb) returns payments
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_payment payments;
begin
    select p.* into v_payment
    from payment_objects o
    join payments p on p.organization_id = o.organization_id and p.id = o.payment_id
    where o.provider = (p_event ->> 'provider')::payment_provider
      and o.object_id in (p_event ->> 'session_id', p_event ->> 'intent_id')
    limit 1;
    if not found then
        select p.* into v_payment
        from payments p
        where p.organization_id = (p_event ->> 'organization_id')::uuid and p.id = (p_event ->> 'payment_id')::uuid
          and p.provider = (p_event ->> 'provider')::payment_provider;
    end if;
    if v_payment.account_id is distinct from coalesce(p_event ->> 'account_id', v_payment.account_id) then
        return null;
    end if;
    return v_payment;
end
$$;

-- Locks a payment until the end of the transaction, after all that it is about.
create or replace function app.lock_payment(p_organization_id uuid, p_id uuid) returns payments
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_payment payments;
begin
    select * into strict v_payment from payments p
    where p.organization_id = p_organization_id and p.id = p_id for update;
    return v_payment;
end
$$;

-- Notes that a locked payment was made: the money is there, and belongs to nothing yet.
create or replace function app.capture_payment(p_payment payments, p_event jsonb) returns payments
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_amount constant bigint := coalesce((p_event ->> 'amount_minor')::bigint, p_payment.amount_minor);
    v_cash constant ledger_account := case p_payment.provider when 'pay_at_venue' then 'venue_cash'
                                          else 'card_clearing' end;
    v_payment payments;
begin
    update payments p
    set status = 'succeeded', captured_minor = v_amount, ended_at = clock_timestamp(), check_at = null,
        intent_id = coalesce(p_event ->> 'intent_id', p.intent_id)
    where p.organization_id = p_payment.organization_id and p.id = p_payment.id and p.status <> 'succeeded'
    returning * into strict v_payment;
    insert into payment_objects (provider, object_id, organization_id, payment_id)
    select v_payment.provider, v_payment.intent_id, v_payment.organization_id, v_payment.id
    where v_payment.intent_id is not null
    on conflict do nothing;
    perform app.post_transfer(v_payment.organization_id, 'payment.captured', v_payment.currency, v_cash,
        'unapplied_payments', v_amount, jsonb_build_object('payment_id', v_payment.id));
    perform app.post_transfer(v_payment.organization_id, 'payment.fee', v_payment.currency, 'processing_fees', v_cash,
        v_payment.application_fee_minor, jsonb_build_object('payment_id', v_payment.id));
    return v_payment;
end
$$;

-- Applies the money of a captured payment to a locked booking.
create or replace function app.apply_payment(p_payment payments, p_booking bookings) returns bookings
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    update payments p set booking_id = p_booking.id
    where p.organization_id = p_payment.organization_id and p.id = p_payment.id;
    perform app.post_transfer(p_payment.organization_id, 'payment.applied', p_payment.currency, 'unapplied_payments',
        'receivable', p_payment.captured_minor,
        jsonb_build_object('payment_id', p_payment.id, 'booking_id', p_booking.id));
    insert into outbox (organization_id, topic, payload)
    values (p_payment.organization_id, 'payment.succeeded',
            jsonb_build_object('id', p_payment.id, 'booking_id', p_booking.id));
    return app.count_money(p_payment.organization_id, p_booking.id, p_payment.captured_minor, 0);
end
$$;

-- Redeems what a confirmed checkout took of a gift card: the money was reserved with the checkout.
create or replace function app.pay_by_gift_card(p_booking bookings, p_quote jsonb) returns bookings
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_amount constant bigint := coalesce((p_quote ->> 'gift_card_minor')::bigint, 0);
    v_payment payments;
begin
    if v_amount = 0 then
        return p_booking;
    end if;
    insert into payments (organization_id, id, purpose, booking_id, gift_card_id, provider, status, amount_minor,
        captured_minor, currency, expires_at, ended_at)
    values (p_booking.organization_id, gen_random_uuid(), 'checkout', p_booking.id, (p_quote ->> 'gift_card_id')::uuid,
        'gift_card', 'succeeded', v_amount, v_amount, p_booking.currency, clock_timestamp(), clock_timestamp())
    returning * into strict v_payment;
    perform app.post_transfer(p_booking.organization_id, 'gift_card.redeemed', p_booking.currency,
        'gift_card_liability', 'receivable', v_amount, jsonb_build_object('payment_id', v_payment.id,
            'booking_id', p_booking.id, 'gift_card_id', v_payment.gift_card_id));
    return app.count_money(p_booking.organization_id, p_booking.id, v_amount, 0);
end
$$;

-- A payment that will not be made any more, as far as its provider says. Locked.
create or replace function app.fail_payment(p_payment payments, p_kind text) returns void
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    update payments p
    set status = case p_kind when 'failed' then 'failed' else 'expired' end::payment_state,
        ended_at = clock_timestamp(), check_at = null
    where p.organization_id = p_payment.organization_id and p.id = p_payment.id and p.status = 'open';
    if found and p_kind = 'failed' then
        insert into outbox (organization_id, topic, payload)
        values (p_payment.organization_id, 'payment.failed', jsonb_strip_nulls(jsonb_build_object('id', p_payment.id,
            'checkout_id', p_payment.checkout_id, 'booking_id', p_payment.booking_id)));
    end if;
end
$$;

-- Takes again what an ended checkout let go, for a payment that came late: its discounts, and its seats where its hold
-- has ended. The hold to confirm with; none where something of it is gone, and then nothing was taken.
create or replace function app.retake(p_checkout checkouts, p_hold slot_reservations) returns slot_reservations
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_hold slot_reservations := p_hold;
    v_id constant uuid := gen_random_uuid();
begin
    if p_checkout.status <> 'requires_payment' then
        -- What another checkout of the same hold has reserved meanwhile is for the same seats.
        perform app.end_open_checkouts(p_checkout.organization_id, p_checkout.reservation_id);
    end if;
    if p_checkout.status <> 'requires_payment'
       and app.reserve_discounts(p_checkout.organization_id, p_checkout.id, p_checkout.quote,
                                 p_checkout.contact ->> 'email') ->> 'code' <> 'ok' then
        return null;
    end if;
    if p_hold.status <> 'held' then
        if app.hold_for_staff(p_checkout.organization_id, p_hold.session_id, v_id, p_hold.party_size, null,
                              '') ->> 'code' <> 'held' then
            if p_checkout.status <> 'requires_payment' then
                perform app.return_discounts(p_checkout.organization_id, p_checkout.id);
            end if;
            return null;
        end if;
        select * into strict v_hold from slot_reservations r
        where r.organization_id = p_checkout.organization_id and r.id = v_id;
    end if;
    return v_hold;
end
$$;

-- paid, failed or expired for the payment of a checkout: one winner under the locks of session, hold, checkout and
-- payment. What came of it.
create or replace function app.settle_checkout_payment(p_payment payments, p_event jsonb) returns text
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_hold slot_reservations;
    v_checkout checkouts;
    v_payment payments;
    v_step text;
    v_is_other_amount boolean;
begin
    select r.* into strict v_hold
    from checkouts c, app.lock_reservation(c.organization_id, c.reservation_id) r
    where c.organization_id = p_payment.organization_id and c.id = p_payment.checkout_id;
    select * into strict v_checkout from checkouts c
    where c.organization_id = p_payment.organization_id and c.id = p_payment.checkout_id for update;
    v_payment := app.lock_payment(p_payment.organization_id, p_payment.id);
    if v_payment.status = 'succeeded' then
        return 'ignore';
    end if;
    -- A hold is used up by any checkout that became a booking, also where that had to take its seats again and where
    -- the booking was moved afterwards.
    v_step := app.settlement(p_event ->> 'kind', v_checkout.status, case when exists (
        select from checkouts c
        where c.organization_id = v_checkout.organization_id and c.reservation_id = v_checkout.reservation_id
          and c.status = 'complete') then 'converted' else v_hold.status end);
    if p_event ->> 'kind' <> 'paid' then
        perform app.fail_payment(v_payment, p_event ->> 'kind');
        if v_step = 'close' then
            perform app.end_checkout(v_checkout.organization_id, v_checkout.id,
                case p_event ->> 'kind' when 'failed' then 'failed' else 'expired' end::checkout_status);
            perform app.free_hold(v_hold);
        end if;
        return v_step;
    end if;
    v_payment := app.capture_payment(v_payment, p_event);
    -- Money that is not what was asked for confirms nothing.
    v_is_other_amount := v_payment.captured_minor <> v_payment.amount_minor
        or coalesce(p_event ->> 'currency', v_payment.currency) <> v_payment.currency;
    if v_is_other_amount then
        v_step := case v_step when 'ignore' then v_step else 'return' end;
    end if;
    if v_step = 'retake' then
        v_hold := app.retake(v_checkout, v_hold);
        if v_hold.id is null then
            v_step := app.settlement('seats_gone', v_checkout.status, 'expired');
        end if;
    end if;
    if v_step in ('confirm', 'retake') then
        perform app.apply_payment(v_payment, app.complete_checkout(v_checkout, v_hold));
    else
        perform app.return_payment(v_payment, v_checkout, case
            when v_is_other_amount then 'The payment was not of the amount that was asked for.'
            when v_checkout.status = 'complete' or exists (
                select from checkouts c
                where c.organization_id = v_checkout.organization_id and c.reservation_id = v_checkout.reservation_id
                  and c.status = 'complete') then 'The booking was paid already.'
            else 'The seats were gone when the payment came.' end);
    end if;
    return v_step;
end
$$;

-- Gives a captured payment back in full: there is no booking for it. The customer is told.
drop function if exists app.return_payment(payments, checkouts);
create or replace function app.return_payment(p_payment payments, p_checkout checkouts, p_reason text) returns void
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    if p_checkout.status = 'requires_payment' then
        perform app.return_discounts(p_checkout.organization_id, p_checkout.id);
    end if;
    update checkouts c set status = 'returned', ended_at = clock_timestamp()
    where c.organization_id = p_checkout.organization_id and c.id = p_checkout.id
      and c.status in ('requires_payment', 'expired', 'failed');
    perform app.make_refund(p_payment, null, p_payment.captured_minor, p_reason, 'provider', null);
    insert into outbox (organization_id, topic, payload)
    values (p_payment.organization_id, 'payment.refund_due',
            jsonb_build_object('id', p_payment.id, 'checkout_id', p_checkout.id));
    perform app.queue_booking_mail(p_payment.organization_id, null, 'payment_returned',
        jsonb_build_object('recipient', p_checkout.contact ->> 'email',
            'first_name', p_checkout.contact ->> 'first_name',
            'amount_minor', p_payment.captured_minor, 'currency', p_payment.currency,
            'activity_name', app.ordered_activity(p_checkout)),
        'payment.returned:' || p_payment.id);
end
$$;

-- paid, failed or expired for what was still to pay of a booking.
create or replace function app.settle_balance_payment(p_payment payments, p_event jsonb) returns text
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_booking bookings;
    v_payment payments;
    v_too_much bigint;
begin
    select * into strict v_booking from app.lock_booking(p_payment.organization_id, p_payment.booking_id);
    v_payment := app.lock_payment(p_payment.organization_id, p_payment.id);
    if v_payment.status = 'succeeded' then
        return 'ignore';
    end if;
    if p_event ->> 'kind' <> 'paid' then
        perform app.fail_payment(v_payment, p_event ->> 'kind');
        return 'close';
    end if;
    v_payment := app.capture_payment(v_payment, p_event);
    v_booking := app.apply_payment(v_payment, v_booking);
    -- Cancelled, or paid in another way meanwhile: what is too much goes back.
    v_too_much := least(app.overpaid_of(v_booking), v_payment.captured_minor);
    if v_too_much > 0 then
        perform app.make_refund(v_payment, v_booking, v_too_much, 'The booking was paid already.', 'provider', null);
        return 'return';
    end if;
    return 'confirm';
end
$$;

-- A dispute takes the money away while it is open; lost, it stays away.
create or replace function app.settle_dispute(p_payment payments, p_event jsonb) returns text
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_booking bookings;
    v_status constant dispute_state := case p_event ->> 'kind' when 'dispute_opened' then 'open'
                                            when 'dispute_won' then 'won' else 'lost' end;
    v_dispute disputes;
    v_references constant jsonb := jsonb_build_object('payment_id', p_payment.id);
begin
    if p_payment.booking_id is not null then
        select * into strict v_booking from app.lock_booking(p_payment.organization_id, p_payment.booking_id);
    end if;
    perform app.lock_payment(p_payment.organization_id, p_payment.id);
    insert into disputes (organization_id, id, payment_id, provider_dispute_id, amount_minor, currency, reason, status)
    values (p_payment.organization_id, gen_random_uuid(), p_payment.id, p_event ->> 'dispute_id',
            (p_event ->> 'amount_minor')::bigint, p_payment.currency, coalesce(p_event ->> 'reason', ''), 'open')
    on conflict (organization_id, provider_dispute_id) do nothing
    returning * into v_dispute;
    if found then
        perform app.post_transfer(p_payment.organization_id, 'dispute.opened', p_payment.currency, 'disputes',
                                  'card_clearing', v_dispute.amount_minor, v_references);
        insert into outbox (organization_id, topic, payload)
        values (p_payment.organization_id, 'dispute.opened', jsonb_strip_nulls(jsonb_build_object(
            'id', v_dispute.id, 'payment_id', p_payment.id, 'booking_id', p_payment.booking_id)));
    end if;
    if v_status <> 'open' then
        update disputes d set status = v_status, ended_at = clock_timestamp()
        where d.organization_id = p_payment.organization_id and d.provider_dispute_id = p_event ->> 'dispute_id'
          and d.status = 'open'
        returning * into v_dispute;
        if not found then
            return 'ignore';
        end if;
        if v_status = 'won' then
            perform app.post_transfer(p_payment.organization_id, 'dispute.won', p_payment.currency, 'card_clearing',
                                      'disputes', v_dispute.amount_minor, v_references);
        end if;
        insert into outbox (organization_id, topic, payload)
        values (p_payment.organization_id, 'dispute.closed', jsonb_strip_nulls(jsonb_build_object(
            'id', v_dispute.id, 'payment_id', p_payment.id, 'booking_id', p_payment.booking_id)));
    end if;
    if v_booking.id is not null then
        perform app.show_payment_status(v_booking);
    end if;
    return p_event ->> 'kind';
end
$$;

do $$
declare
    v_function regprocedure;
begin
    foreach v_function in array array[
        'app.settlement(text, checkout_status, reservation_status)'::regprocedure,
        'app.apply_payment_event(jsonb)',
        'app.settle_payment_event(payments, jsonb)',
        'app.settle_waiting_events(payments, text)',
        'app.payment_of_event(jsonb)',
        'app.lock_payment(uuid, uuid)',
        'app.capture_payment(payments, jsonb)',
        'app.apply_payment(payments, bookings)',
        'app.pay_by_gift_card(bookings, jsonb)',
        'app.fail_payment(payments, text)',
        'app.retake(checkouts, slot_reservations)',
        'app.settle_checkout_payment(payments, jsonb)',
        'app.return_payment(payments, checkouts, text)',
        'app.settle_balance_payment(payments, jsonb)',
        'app.settle_dispute(payments, jsonb)']
    loop
        execute format('alter function %s owner to bookingtms_engine', v_function);
        execute format('revoke execute on function %s from public', v_function);
    end loop;
end
$$;
