-- The books of an organization: double entry, append-only (docs/explanation/payments.md).

-- Posts one transaction. p_entries: [{account, amount_minor}], debit positive, credit negative, zero amounts left out;
-- they sum to zero, or a trigger refuses them. p_references: {booking_id, payment_id, refund_id, gift_card_id}, each
-- optional. The id of the transaction; null where there was nothing to post.
create or replace function app.post_ledger(
    p_organization_id uuid, p_kind text, p_currency text, p_entries jsonb, p_references jsonb
) returns uuid
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_transaction_id constant uuid := gen_random_uuid();
begin
    insert into ledger_entries (organization_id, transaction_id, kind, account, amount_minor, currency, booking_id,
        payment_id, refund_id, gift_card_id)
    select p_organization_id, v_transaction_id, p_kind, e.account, e.amount_minor, p_currency,
           (p_references ->> 'booking_id')::uuid, (p_references ->> 'payment_id')::uuid,
           (p_references ->> 'refund_id')::uuid, (p_references ->> 'gift_card_id')::uuid
    from jsonb_to_recordset(p_entries) as e(account ledger_account, amount_minor bigint)
    where e.amount_minor <> 0;
    return case when found then v_transaction_id end;
end
$$;

-- An amount that moves from one account to another.
create or replace function app.post_transfer(
    p_organization_id uuid, p_kind text, p_currency text, p_debit ledger_account, p_credit ledger_account,
    p_amount bigint, p_references jsonb
) returns void
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform app.post_ledger(p_organization_id, p_kind, p_currency, jsonb_build_array(
        jsonb_build_object('account', p_debit, 'amount_minor', p_amount),
        jsonb_build_object('account', p_credit, 'amount_minor', -p_amount)), p_references);
end
$$;

-- What a charge consists of: tax and the booking fee in the proportion of the quote, the rest is sales. The parts of a
-- smaller charge follow from the charge alone, so that any number of corrections adds up to the last one.
create or replace function app.charge_parts(
    p_quote jsonb, p_charge bigint, out sales bigint, out tax bigint, out fee bigint
)
    language plpgsql immutable
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_total constant numeric := (p_quote ->> 'total_minor')::numeric;
begin
    tax := coalesce(round((p_quote ->> 'tax_minor')::numeric * p_charge / nullif(v_total, 0)), 0);
    fee := coalesce(round((p_quote ->> 'fee_minor')::numeric * p_charge / nullif(v_total, 0)), 0);
    sales := p_charge - tax - fee;
end
$$;

-- What a booking costs now.
create or replace function app.charge_of(p_booking bookings) returns bigint
    language plpgsql immutable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return p_booking.total_minor + p_booking.adjustment_minor;
end
$$;

-- What is still to pay; below zero where more was paid than the booking costs and has not gone back yet.
create or replace function app.balance_of(p_booking bookings) returns bigint
    language plpgsql immutable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return app.charge_of(p_booking) - p_booking.paid_minor + p_booking.refunded_minor;
end
$$;

-- payment_status follows from the money; a dispute shows above all else until it is decided.
create or replace function app.payment_status_of(p_booking bookings) returns payment_status
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return case
        when exists (
            select from payments p
            join disputes d on d.organization_id = p.organization_id and d.payment_id = p.id
            where p.organization_id = p_booking.organization_id and p.booking_id = p_booking.id and d.status = 'open')
            then 'disputed'
        when p_booking.paid_minor = 0 then case when p_booking.total_minor = 0 then 'paid' else 'unpaid' end
        when p_booking.refunded_minor = p_booking.paid_minor then 'refunded'
        when p_booking.refunded_minor > 0 then 'partially_refunded'
        when p_booking.paid_minor < app.charge_of(p_booking) then 'partially_paid'
        else 'paid'
    end;
end
$$;

-- Changes what a locked booking costs to p_charge, of p_quote where it was priced anew, and posts the difference.
create or replace function app.set_charge(p_booking bookings, p_charge bigint, p_quote jsonb, p_kind text)
    returns bookings
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_old record;
    v_new record;
    v_booking bookings;
begin
    select * into strict v_old
    from app.charge_parts(p_booking.price_snapshot,
                          case when p_booking.is_ledgered then app.charge_of(p_booking) else 0 end);
    select * into strict v_new from app.charge_parts(p_quote, p_charge);
    update bookings b
    set price_snapshot = p_quote, total_minor = (p_quote ->> 'total_minor')::bigint,
        adjustment_minor = p_charge - (p_quote ->> 'total_minor')::bigint, is_ledgered = true
    where b.organization_id = p_booking.organization_id and b.id = p_booking.id
    returning * into strict v_booking;
    perform app.post_ledger(v_booking.organization_id, p_kind, v_booking.currency, jsonb_build_array(
        jsonb_build_object('account', 'receivable', 'amount_minor',
            v_new.sales + v_new.tax + v_new.fee - v_old.sales - v_old.tax - v_old.fee),
        jsonb_build_object('account', 'sales', 'amount_minor', v_old.sales - v_new.sales),
        jsonb_build_object('account', 'tax_payable', 'amount_minor', v_old.tax - v_new.tax),
        jsonb_build_object('account', 'booking_fees', 'amount_minor', v_old.fee - v_new.fee)),
        jsonb_build_object('booking_id', v_booking.id));
    return app.show_payment_status(v_booking);
end
$$;

-- Adds to what was paid for a locked booking and what went back.
create or replace function app.count_money(p_organization_id uuid, p_booking_id uuid, p_paid bigint, p_refunded bigint)
    returns bookings
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_booking bookings;
begin
    update bookings b set paid_minor = b.paid_minor + p_paid, refunded_minor = b.refunded_minor + p_refunded
    where b.organization_id = p_organization_id and b.id = p_booking_id
    returning * into strict v_booking;
    return app.show_payment_status(v_booking);
end
$$;

-- Brings the payment status of a locked booking in line with its money.
create or replace function app.show_payment_status(p_booking bookings) returns bookings
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_status constant payment_status := app.payment_status_of(p_booking);
    v_booking bookings;
begin
    if v_status = p_booking.payment_status then
        return p_booking;
    end if;
    update bookings b set payment_status = v_status
    where b.organization_id = p_booking.organization_id and b.id = p_booking.id
    returning * into strict v_booking;
    return v_booking;
end
$$;

do $$
declare
    v_function regprocedure;
begin
    foreach v_function in array array[
        'app.post_ledger(uuid, text, text, jsonb, jsonb)'::regprocedure,
        'app.post_transfer(uuid, text, text, ledger_account, ledger_account, bigint, jsonb)',
        'app.charge_parts(jsonb, bigint)', 'app.charge_of(bookings)', 'app.balance_of(bookings)',
        'app.payment_status_of(bookings)', 'app.set_charge(bookings, bigint, jsonb, text)',
        'app.count_money(uuid, uuid, bigint, bigint)', 'app.show_payment_status(bookings)']
    loop
        execute format('alter function %s owner to bookingtms_engine', v_function);
        execute format('revoke execute on function %s from public', v_function);
    end loop;
end
$$;
