-- Refunds: money that goes back, to where it came from, to a gift card or over the counter. Never more than was paid.

-- Notes a refund of a locked payment; p_booking is locked too, or none. What goes through a provider is due until the
-- job has made it (app.take_due_refunds); what goes to a gift card or over the counter is done at once.
create or replace function app.make_refund(
    p_payment payments, p_booking bookings, p_amount bigint, p_reason text, p_target refund_target, p_created_by uuid
) returns uuid
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_refund refunds;
begin
    update payments p set refunded_minor = p.refunded_minor + p_amount
    where p.organization_id = p_payment.organization_id and p.id = p_payment.id;
    insert into refunds (organization_id, id, payment_id, booking_id, amount_minor, currency, reason, target,
        created_by)
    values (p_payment.organization_id, gen_random_uuid(), p_payment.id, p_booking.id, p_amount, p_payment.currency,
        p_reason, case when p_target = 'provider' and p_payment.provider = 'pay_at_venue' then 'venue'
                       when p_target = 'provider' and p_payment.provider = 'gift_card' then 'gift_card'
                       else p_target end, p_created_by)
    returning * into strict v_refund;
    if v_refund.target = 'gift_card' then
        update refunds r
        set gift_card_id = app.credit_gift_card(r.organization_id, p_payment.gift_card_id, r.amount_minor, r.currency,
                                                r.id)
        where r.organization_id = v_refund.organization_id and r.id = v_refund.id
        returning * into strict v_refund;
    end if;
    if v_refund.target <> 'provider' then
        perform app.finish_refund(v_refund, null);
    end if;
    return v_refund.id;
end
$$;

-- A refund that was made: posted, counted, told. Its booking and payment are locked.
create or replace function app.finish_refund(p_refund refunds, p_provider_refund_id text) returns void
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_payment payments;
    v_before bigint;
    v_fee bigint;
    v_source constant ledger_account := case p_refund.target when 'provider' then 'card_clearing'
                                             when 'venue' then 'venue_cash' else 'gift_card_liability' end;
    v_references constant jsonb := jsonb_strip_nulls(jsonb_build_object('refund_id', p_refund.id,
        'payment_id', p_refund.payment_id, 'booking_id', p_refund.booking_id, 'gift_card_id', p_refund.gift_card_id));
begin
    select * into strict v_payment from payments p
    where p.organization_id = p_refund.organization_id and p.id = p_refund.payment_id;
    select coalesce(sum(r.amount_minor), 0) into strict v_before from refunds r
    where r.organization_id = p_refund.organization_id and r.payment_id = p_refund.payment_id
      and r.status = 'succeeded' and r.target = 'provider';
    update refunds r
    set status = 'succeeded', provider_refund_id = p_provider_refund_id, ended_at = clock_timestamp(),
        lease_until = null, last_error = null
    where r.organization_id = p_refund.organization_id and r.id = p_refund.id and r.status = 'due';
    if not found then
        raise exception 'a locked refund changed' using errcode = 'data_exception';
    end if;
    perform app.post_transfer(p_refund.organization_id, 'refund', p_refund.currency,
        case when p_refund.booking_id is null then 'unapplied_payments' else 'receivable' end::ledger_account, v_source,
        p_refund.amount_minor, v_references);
    if p_refund.target = 'provider' then
        -- The platform's fee goes back in proportion, and adds up whatever the parts.
        v_fee := round(v_payment.application_fee_minor * (v_before + p_refund.amount_minor)::numeric
                       / v_payment.captured_minor)
                 - round(v_payment.application_fee_minor * v_before::numeric / v_payment.captured_minor);
        perform app.post_transfer(p_refund.organization_id, 'refund.fee', p_refund.currency, 'card_clearing',
                                  'processing_fees', v_fee, v_references);
    end if;
    insert into outbox (organization_id, topic, payload)
    values (p_refund.organization_id, 'refund.succeeded', jsonb_strip_nulls(jsonb_build_object('id', p_refund.id,
        'booking_id', p_refund.booking_id, 'payment_id', p_refund.payment_id)));
    if p_refund.booking_id is not null then
        perform app.count_money(p_refund.organization_id, p_refund.booking_id, 0, p_refund.amount_minor);
        perform app.queue_booking_mail(p_refund.organization_id, p_refund.booking_id, 'booking_refunded',
            jsonb_build_object('amount_minor', p_refund.amount_minor, 'currency', p_refund.currency,
                               'target', p_refund.target),
            'refund.succeeded:' || p_refund.id);
    end if;
end
$$;

-- What can still go back of the payments of a booking.
create or replace function app.refundable_of(p_booking bookings) returns bigint
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (select coalesce(sum(p.captured_minor - p.refunded_minor), 0)::bigint from payments p
            where p.organization_id = p_booking.organization_id and p.booking_id = p_booking.id);
end
$$;

-- What was paid for a booking beyond what it costs, and is not on its way back yet.
create or replace function app.overpaid_of(p_booking bookings) returns bigint
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return greatest(0, app.refundable_of(p_booking) - app.charge_of(p_booking));
end
$$;

-- Takes what is about to go back off the price of a locked booking, as far as it was not paid too much anyway.
create or replace function app.take_off_price(p_booking bookings, p_amount bigint) returns bookings
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return app.set_charge(p_booking,
        greatest(0, app.charge_of(p_booking) - greatest(0, p_amount - app.overpaid_of(p_booking))),
        p_booking.price_snapshot, 'booking.refund');
end
$$;

-- Gives an amount of what was paid for a locked booking back, the newest payment first and gift cards last. The caller
-- has seen that there is so much.
create or replace function app.refund_booking_money(
    p_booking bookings, p_amount bigint, p_reason text, p_target refund_target, p_created_by uuid
) returns void
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_payment payments;
    v_left bigint := p_amount;
    v_part bigint;
begin
    for v_payment in
        select * from payments p
        where p.organization_id = p_booking.organization_id and p.booking_id = p_booking.id
          and p.captured_minor > p.refunded_minor
        order by p.provider = 'gift_card', p.created_at desc, p.id
        for update
    loop
        exit when v_left = 0;
        v_part := least(v_left, v_payment.captured_minor - v_payment.refunded_minor);
        perform app.make_refund(v_payment, p_booking, v_part, p_reason, p_target, p_created_by);
        v_left := v_left - v_part;
    end loop;
    if v_left > 0 then
        raise exception 'more was to go back than was paid' using errcode = 'data_exception';
    end if;
end
$$;

-- What the cancellation policy that the booking was sold under gives back at this moment: of what was paid and has not
-- gone back, the part of the longest window that is kept, less the fee. Without a policy all of it, until the session
-- begins. What was paid too much goes back whatever the policy.
create or replace function app.refund_by_policy(p_booking bookings, p_now timestamptz) returns bigint
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_policy constant jsonb := p_booking.price_snapshot -> 'policy';
    v_overpaid constant bigint := app.overpaid_of(p_booking);
    v_ppm integer;
begin
    if coalesce(v_policy, 'null') = 'null' then
        v_ppm := case when p_now < p_booking.start_time then 1000000 else 0 end;
    else
        select (w ->> 'refund_ppm')::integer into v_ppm
        from jsonb_array_elements(v_policy -> 'windows') w
        where p_now <= p_booking.start_time - (w ->> 'hours_before')::integer * interval '1 hour'
        order by (w ->> 'hours_before')::integer desc
        limit 1;
    end if;
    return v_overpaid + greatest(0, app.part_of(app.refundable_of(p_booking) - v_overpaid, coalesce(v_ppm, 0))
                                    - coalesce((v_policy ->> 'fee_minor')::bigint, 0));
end
$$;

-- Refunds that the provider should make now, for the caller alone until the lease is over. {code: ok, refunds}.
create or replace function app.take_due_refunds(p_limit integer, p_lease interval) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_refunds jsonb;
begin
    with due as (
        select r.organization_id, r.id from refunds r
        where r.status = 'due' and r.next_attempt_at <= now() and coalesce(r.lease_until <= now(), true)
        order by r.next_attempt_at limit p_limit
        for update skip locked
    ), taken as (
        update refunds r set attempts = r.attempts + 1, lease_until = clock_timestamp() + p_lease
        from due d where r.organization_id = d.organization_id and r.id = d.id
        returning r.*
    )
    select jsonb_agg(jsonb_build_object('refund', jsonb_build_object('organization_id', t.organization_id, 'id', t.id,
               'amount_minor', t.amount_minor, 'currency', t.currency, 'reason', t.reason),
           'payment', app.payment_task(p)))
    into v_refunds
    from taken t
    join payments p on p.organization_id = t.organization_id and p.id = t.payment_id;
    return jsonb_build_object('code', 'ok', 'refunds', coalesce(v_refunds, '[]'));
end
$$;

-- What the provider said of a refund: {status: succeeded | pending | failed | unreachable, provider_refund_id?,
-- error?}.
-- Pending: a webhook or the next round tells. Unreachable: tried again, with growing pauses. {code: ok}.
create or replace function app.settle_refund(p_organization_id uuid, p_id uuid, p_answer jsonb) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_refund refunds;
begin
    perform app.lock_refund(p_organization_id, p_id);
    select * into v_refund from refunds r where r.organization_id = p_organization_id and r.id = p_id for update;
    if v_refund.status <> 'due' then
        return '{"code": "ok"}';
    end if;
    case p_answer ->> 'status'
        when 'succeeded' then perform app.finish_refund(v_refund, p_answer ->> 'provider_refund_id');
        when 'failed' then perform app.fail_refund(v_refund, p_answer ->> 'error');
        else
            update refunds r
            set lease_until = null, last_error = p_answer ->> 'error',
                provider_refund_id = coalesce(p_answer ->> 'provider_refund_id', r.provider_refund_id),
                next_attempt_at = clock_timestamp()
                    + least(interval '6 hours', interval '15 seconds' * 2 ^ least(r.attempts, 12))
            where r.organization_id = p_organization_id and r.id = p_id;
    end case;
    return '{"code": "ok"}';
end
$$;

-- Locks what a refund is about, in order: its booking, then its payment.
create or replace function app.lock_refund(p_organization_id uuid, p_id uuid) returns void
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform from refunds r, app.lock_booking(r.organization_id, r.booking_id)
    where r.organization_id = p_organization_id and r.id = p_id and r.booking_id is not null;
    perform app.lock_payment(r.organization_id, r.payment_id) from refunds r
    where r.organization_id = p_organization_id and r.id = p_id;
end
$$;

-- A refund that the provider refused for good, or that the customer's bank sent back after it was made: the money is
-- still there, and staff see it.
create or replace function app.fail_refund(p_refund refunds, p_error text) returns void
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    update refunds r set status = 'failed', last_error = p_error, ended_at = clock_timestamp(), lease_until = null
    where r.organization_id = p_refund.organization_id and r.id = p_refund.id and r.status = p_refund.status;
    update payments p set refunded_minor = p.refunded_minor - p_refund.amount_minor
    where p.organization_id = p_refund.organization_id and p.id = p_refund.payment_id;
    if p_refund.status = 'succeeded' then
        perform app.post_ledger(p_refund.organization_id, e.kind, p_refund.currency,
            jsonb_agg(jsonb_build_object('account', e.account, 'amount_minor', -e.amount_minor)),
            jsonb_build_object('refund_id', p_refund.id, 'payment_id', p_refund.payment_id,
                               'booking_id', p_refund.booking_id))
        from ledger_entries e
        where e.organization_id = p_refund.organization_id and e.payment_id = p_refund.payment_id
          and e.refund_id = p_refund.id
        group by e.kind;
        if p_refund.booking_id is not null then
            perform app.count_money(p_refund.organization_id, p_refund.booking_id, 0, -p_refund.amount_minor);
        end if;
    end if;
    insert into outbox (organization_id, topic, payload)
    values (p_refund.organization_id, 'refund.failed', jsonb_strip_nulls(jsonb_build_object('id', p_refund.id,
        'booking_id', p_refund.booking_id, 'payment_id', p_refund.payment_id)));
end
$$;

-- refund_succeeded or refund_failed from a webhook. A refund that we did not make was made at the provider by hand: it
-- is noted, and taken off the price.
create or replace function app.settle_provider_refund(p_payment payments, p_event jsonb) returns text
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_booking bookings;
    v_payment payments;
    v_refund refunds;
    v_refund_id uuid;
    v_amount bigint;
begin
    if p_payment.booking_id is not null then
        select * into strict v_booking from app.lock_booking(p_payment.organization_id, p_payment.booking_id);
    end if;
    v_payment := app.lock_payment(p_payment.organization_id, p_payment.id);
    select * into v_refund from refunds r
    where r.organization_id = v_payment.organization_id and r.payment_id = v_payment.id
      and (r.provider_refund_id = p_event ->> 'refund_id' or r.id::text = p_event ->> 'refund_reference')
    for update;
    if found then
        if p_event ->> 'kind' = 'refund_failed' and v_refund.status <> 'failed' and v_refund.target = 'provider' then
            perform app.fail_refund(v_refund, coalesce(p_event ->> 'reason', 'refused'));
        elsif p_event ->> 'kind' = 'refund_succeeded' and v_refund.status = 'due' then
            perform app.finish_refund(v_refund, p_event ->> 'refund_id');
        else
            return 'ignore';
        end if;
        return p_event ->> 'kind';
    end if;
    v_amount := least((p_event ->> 'amount_minor')::bigint, v_payment.captured_minor - v_payment.refunded_minor);
    if p_event ->> 'kind' <> 'refund_succeeded' or coalesce(v_amount, 0) <= 0 then
        return 'ignore';
    end if;
    if v_booking.id is not null then
        v_booking := app.take_off_price(v_booking, v_amount);
    end if;
    v_refund_id := app.make_refund(v_payment, v_booking, v_amount, 'Made at the payment provider.', 'provider', null);
    select * into strict v_refund from refunds r
    where r.organization_id = v_payment.organization_id and r.id = v_refund_id;
    perform app.finish_refund(v_refund, p_event ->> 'refund_id');
    return p_event ->> 'kind';
end
$$;

do $$
declare
    v_function regprocedure;
begin
    foreach v_function in array array[
        'app.make_refund(payments, bookings, bigint, text, refund_target, uuid)'::regprocedure,
        'app.finish_refund(refunds, text)',
        'app.refundable_of(bookings)',
        'app.overpaid_of(bookings)',
        'app.take_off_price(bookings, bigint)',
        'app.refund_booking_money(bookings, bigint, text, refund_target, uuid)',
        'app.refund_by_policy(bookings, timestamptz)',
        'app.take_due_refunds(integer, interval)',
        'app.settle_refund(uuid, uuid, jsonb)',
        'app.lock_refund(uuid, uuid)',
        'app.fail_refund(refunds, text)',
        'app.settle_provider_refund(payments, jsonb)']
    loop
        execute format('alter function %s owner to bookingtms_engine', v_function);
        execute format('revoke execute on function %s from public', v_function);
    end loop;
end
$$;
