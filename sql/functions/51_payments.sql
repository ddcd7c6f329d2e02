-- Open payments: what their provider has to know, when it is asked, and how a checkout ends that nobody pays
-- (docs/explanation/payments.md). Nobody outside is called from here: the program asks the provider and tells these
-- functions what it said.

-- Opens the payment that a new checkout waits for, and keeps its seats for longer than it can be paid.
create or replace function app.open_payment(
    p_checkout checkouts, p_hold slot_reservations, p_payment_id uuid, p_hold_window interval
) returns void
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    update slot_reservations r
    set expires_at = greatest(r.expires_at, clock_timestamp() + p_hold_window)
    where r.organization_id = p_hold.organization_id and r.id = p_hold.id and r.status = 'held';
    insert into payments (organization_id, id, purpose, checkout_id, provider, account_id, status, amount_minor,
        currency, application_fee_minor, expires_at, check_at)
    values (p_checkout.organization_id, p_payment_id, 'checkout', p_checkout.id, p_checkout.provider::payment_provider,
        app.payment_account_of(p_checkout.organization_id, p_checkout.provider::payment_provider), 'open',
        p_checkout.amount_minor, p_checkout.currency,
        least((p_checkout.quote ->> 'application_fee_minor')::bigint, p_checkout.amount_minor), p_checkout.expires_at,
        clock_timestamp() + interval '2 minutes');
end
$$;

create or replace function app.payment_account_of(p_organization_id uuid, p_provider payment_provider) returns text
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (select a.account_id from payment_accounts a
            where a.organization_id = p_organization_id and a.provider = p_provider);
end
$$;

-- The name of the activity that a checkout is for.
create or replace function app.ordered_activity(p_checkout checkouts) returns text
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select a.name
        from slot_reservations r
        join activity_sessions s on s.organization_id = r.organization_id and s.id = r.session_id
        join activities a on a.organization_id = s.organization_id and a.id = s.activity_id
        where r.organization_id = p_checkout.organization_id and r.id = p_checkout.reservation_id);
end
$$;

-- What the provider needs to know to take a payment, and what it has said about it.
create or replace function app.payment_task(p_payment payments) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select jsonb_strip_nulls(jsonb_build_object(
            'organization_id', p_payment.organization_id, 'id', p_payment.id, 'purpose', p_payment.purpose,
            'provider', p_payment.provider, 'account_id', p_payment.account_id, 'session_id', p_payment.session_id,
            'intent_id', p_payment.intent_id, 'url', p_payment.url, 'status', p_payment.status,
            'amount_minor', p_payment.amount_minor, 'currency', p_payment.currency,
            'application_fee_minor', p_payment.application_fee_minor, 'expires_at', p_payment.expires_at,
            'is_over', p_payment.expires_at <= clock_timestamp() or coalesce(c.status <> 'requires_payment', false),
            'checkout_id', p_payment.checkout_id, 'booking_id', p_payment.booking_id,
            'success_url', coalesce(c.success_url, g.success_url), 'cancel_url', coalesce(c.cancel_url, g.cancel_url),
            'email', coalesce(c.contact, b.contact, g.contact) ->> 'email',
            'description', coalesce(app.ordered_activity(c), b.price_snapshot ->> 'activity_name', o.name)))
        from organizations o
        left join checkouts c on c.organization_id = o.id and c.id = p_payment.checkout_id
        left join bookings b on b.organization_id = o.id and b.id = p_payment.booking_id
        left join gift_card_orders g on g.organization_id = o.id and g.payment_id = p_payment.id
        where o.id = p_payment.organization_id);
end
$$;

-- A payment for who opens it at its provider. {code: ok, payment} | payment_not_found.
create or replace function app.read_payment_task(p_organization_id uuid, p_id uuid) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_payment payments;
begin
    select * into v_payment from payments p where p.organization_id = p_organization_id and p.id = p_id;
    if not found then
        return '{"code": "payment_not_found"}';
    end if;
    return jsonb_build_object('code', 'ok', 'payment', app.payment_task(v_payment));
end
$$;

-- Notes where the customer pays. Repeated with the same answer of the provider it changes nothing.
create or replace function app.attach_payment_session(
    p_organization_id uuid, p_id uuid, p_session_id text, p_url text
) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    update payments p set session_id = p_session_id, url = p_url
    where p.organization_id = p_organization_id and p.id = p_id and p.session_id is null;
    if found then
        insert into payment_objects (provider, object_id, organization_id, payment_id)
        select p.provider, p_session_id, p.organization_id, p.id
        from payments p where p.organization_id = p_organization_id and p.id = p_id;
    end if;
    return '{"code": "ok"}';
end
$$;

-- Ends the open checkouts of a hold that the caller has locked: their discounts are free again, and their payments are
-- closed at the provider by the job. One of them that is paid all the same is settled as late.
create or replace function app.end_open_checkouts(p_organization_id uuid, p_reservation_id uuid) returns void
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_id uuid;
begin
    for v_id in
        select c.id from checkouts c
        where c.organization_id = p_organization_id and c.reservation_id = p_reservation_id
          and c.status = 'requires_payment'
        order by c.id for update
    loop
        perform app.end_checkout(p_organization_id, v_id, 'expired');
    end loop;
end
$$;

-- Ends a locked checkout that is not paid.
create or replace function app.end_checkout(p_organization_id uuid, p_id uuid, p_status checkout_status) returns void
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    update checkouts c set status = p_status, ended_at = clock_timestamp()
    where c.organization_id = p_organization_id and c.id = p_id and c.status = 'requires_payment';
    update payments p set check_at = now()
    where p.organization_id = p_organization_id and p.checkout_id = p_id and p.status = 'open';
    perform app.return_discounts(p_organization_id, p_id);
    insert into outbox (organization_id, topic, payload)
    values (p_organization_id, 'checkout.' || p_status, jsonb_build_object('id', p_id));
end
$$;

-- Frees the seats of a locked hold before its time.
create or replace function app.free_hold(p_hold slot_reservations) returns void
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    update slot_reservations r set status = 'released', ended_at = clock_timestamp()
    where r.organization_id = p_hold.organization_id and r.id = p_hold.id and r.status = 'held';
    if found then
        perform app.change_capacity(array[p_hold.organization_id], array[p_hold.session_id],
                                    array[p_hold.spots_reserved], array[0], array[1]);
    end if;
end
$$;

-- The provider has not decided yet; it is asked again, less and less often, and when the time to pay is over.
create or replace function app.check_payment_later(p_payment payments) returns text
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    update payments p
    set checks = p.checks + 1,
        check_at = case when p.expires_at > clock_timestamp()
                        then least(p.expires_at, clock_timestamp() + interval '2 minutes' * (p.checks + 1))
                        else clock_timestamp()
                             + least(interval '10 minutes', interval '15 seconds' * (p.checks + 1)) end
    where p.organization_id = p_payment.organization_id and p.id = p_payment.id and p.status = 'open';
    return 'still_open';
end
$$;

-- Open payments whose provider should be asked now, for the caller alone until the lease is over. {code: ok, payments}.
create or replace function app.take_open_payments(p_limit integer, p_lease interval) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_payments jsonb;
begin
    with due as (
        select p.organization_id, p.id from payments p
        where p.status = 'open' and p.check_at <= now()
        order by p.check_at limit p_limit
        for update skip locked
    ), taken as (
        update payments p set check_at = clock_timestamp() + p_lease
        from due d where p.organization_id = d.organization_id and p.id = d.id
        returning p.*
    )
    select jsonb_agg(app.payment_task(t::payments)) into v_payments from taken t;
    return jsonb_build_object('code', 'ok', 'payments', coalesce(v_payments, '[]'));
end
$$;

do $$
declare
    v_function regprocedure;
begin
    foreach v_function in array array[
        'app.open_payment(checkouts, slot_reservations, uuid, interval)'::regprocedure,
        'app.payment_account_of(uuid, payment_provider)',
        'app.ordered_activity(checkouts)',
        'app.payment_task(payments)',
        'app.read_payment_task(uuid, uuid)',
        'app.attach_payment_session(uuid, uuid, text, text)',
        'app.end_open_checkouts(uuid, uuid)',
        'app.end_checkout(uuid, uuid, checkout_status)',
        'app.free_hold(slot_reservations)',
        'app.check_payment_later(payments)',
        'app.take_open_payments(integer, interval)']
    loop
        execute format('alter function %s owner to bookingtms_engine', v_function);
        execute format('revoke execute on function %s from public', v_function);
    end loop;
end
$$;
