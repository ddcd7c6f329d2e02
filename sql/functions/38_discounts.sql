-- Promo uses and gift card money through the life of a checkout: reserved when it begins, settled with its booking,
-- returned when it ends without one. Locks come after those of session, hold and checkout: promo code, then gift card.

-- Reserves what a quote (app.price_booking) takes: one use of its promo code and the money of its gift card. What was
-- returned is reserved anew, for a payment that came late. {code: ok} | promo_code_used_up | gift_card_balance_changed:
-- somebody was faster than this checkout, and the price is another one now.
create or replace function app.reserve_discounts(
    p_organization_id uuid, p_checkout_id uuid, p_quote jsonb, p_email text
) returns jsonb
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_promo_code_id constant uuid := p_quote ->> 'promo_code_id';
    v_gift_card_id constant uuid := p_quote ->> 'gift_card_id';
    v_amount_minor constant bigint := p_quote ->> 'gift_card_minor';
    v_promo promo_codes;
    v_gift_card gift_cards;
begin
    -- Both are locked and looked at before anything is written: a refusal leaves nothing behind.
    select * into v_promo from promo_codes p
    where p.organization_id = p_organization_id and p.id = v_promo_code_id for no key update;
    select * into v_gift_card from gift_cards g
    where g.organization_id = p_organization_id and g.id = v_gift_card_id for no key update;
    if v_promo.uses_reserved + v_promo.uses_settled >= v_promo.max_uses
       or app.promo_uses_of(p_organization_id, v_promo_code_id, p_email) >= v_promo.max_uses_per_customer
       or not v_promo.is_active then
        return '{"code": "promo_code_used_up", "param": "/promo_code"}';
    end if;
    if v_gift_card.balance_minor - v_gift_card.reserved_minor < v_amount_minor or v_gift_card.status <> 'active' then
        return '{"code": "gift_card_balance_changed", "param": "/gift_card_code"}';
    end if;

    if v_promo_code_id is not null then
        insert into promo_code_uses as u (organization_id, checkout_id, promo_code_id, email, discount_minor)
        values (p_organization_id, p_checkout_id, v_promo.id, p_email, (p_quote ->> 'discount_minor')::bigint)
        on conflict (organization_id, checkout_id) do update
        set state = 'reserved', ended_at = null, promo_code_id = excluded.promo_code_id, email = excluded.email,
            discount_minor = excluded.discount_minor
        where u.state = 'returned';
        if not found then
            raise exception 'the promo use of checkout % is not returned', p_checkout_id
                using errcode = 'data_exception';
        end if;
        update promo_codes p set uses_reserved = p.uses_reserved + 1
        where p.organization_id = p_organization_id and p.id = v_promo_code_id;
    end if;
    if v_gift_card_id is not null then
        insert into gift_card_uses as u (organization_id, gift_card_id, kind, checkout_id, amount_minor)
        values (p_organization_id, v_gift_card.id, 'redemption', p_checkout_id, v_amount_minor)
        on conflict (organization_id, checkout_id) do update
        set state = 'reserved', ended_at = null, gift_card_id = excluded.gift_card_id,
            amount_minor = excluded.amount_minor
        where u.state = 'returned';
        if not found then
            raise exception 'the gift card use of checkout % is not returned', p_checkout_id
                using errcode = 'data_exception';
        end if;
        update gift_cards g set reserved_minor = g.reserved_minor + v_amount_minor
        where g.organization_id = p_organization_id and g.id = v_gift_card_id;
    end if;
    return '{"code": "ok"}';
end
$$;

-- What a checkout has reserved is used up by its booking. Where it has nothing reserved there is nothing to do.
create or replace function app.settle_discounts(p_organization_id uuid, p_checkout_id uuid, p_booking_id uuid)
    returns void
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_promo_code_id uuid;
    v_gift_card_use gift_card_uses;
begin
    update promo_code_uses u set state = 'settled', ended_at = clock_timestamp(), booking_id = p_booking_id
    where u.organization_id = p_organization_id and u.checkout_id = p_checkout_id and u.state = 'reserved'
    returning u.promo_code_id into v_promo_code_id;
    update promo_codes p set uses_reserved = p.uses_reserved - 1, uses_settled = p.uses_settled + 1
    where p.organization_id = p_organization_id and p.id = v_promo_code_id;
    update gift_card_uses u set state = 'settled', ended_at = clock_timestamp(), booking_id = p_booking_id
    where u.organization_id = p_organization_id and u.checkout_id = p_checkout_id and u.state = 'reserved'
    returning * into v_gift_card_use;
    update gift_cards g
    set balance_minor = g.balance_minor - v_gift_card_use.amount_minor,
        reserved_minor = g.reserved_minor - v_gift_card_use.amount_minor
    where g.organization_id = p_organization_id and g.id = v_gift_card_use.gift_card_id;
end
$$;

-- What a checkout has reserved is free again. Where it has nothing reserved there is nothing to do; what its booking
-- used up stays used.
create or replace function app.return_discounts(p_organization_id uuid, p_checkout_id uuid) returns void
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_promo_code_id uuid;
    v_gift_card_use gift_card_uses;
begin
    update promo_code_uses u set state = 'returned', ended_at = clock_timestamp()
    where u.organization_id = p_organization_id and u.checkout_id = p_checkout_id and u.state = 'reserved'
    returning u.promo_code_id into v_promo_code_id;
    update promo_codes p set uses_reserved = p.uses_reserved - 1
    where p.organization_id = p_organization_id and p.id = v_promo_code_id;
    update gift_card_uses u set state = 'returned', ended_at = clock_timestamp()
    where u.organization_id = p_organization_id and u.checkout_id = p_checkout_id and u.state = 'reserved'
    returning * into v_gift_card_use;
    update gift_cards g set reserved_minor = g.reserved_minor - v_gift_card_use.amount_minor
    where g.organization_id = p_organization_id and g.id = v_gift_card_use.gift_card_id;
end
$$;

-- Puts the money of a refund on a gift card. Null as the card, or a card that nobody can use any more: on a new one, of
-- the customer of the refund's booking, which gets its code when they are told of it by mail (app.give_gift_card_code).
-- A refund does so once, however often it is asked to. Returns the card.
create or replace function app.credit_gift_card(
    p_organization_id uuid, p_gift_card_id uuid, p_amount_minor bigint, p_currency text, p_refund_id uuid
) returns uuid
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_gift_card_id uuid;
    v_card gift_cards;
begin
    -- The card that this refund went to before: by a use, or made by it. A new card has the id of its refund.
    select coalesce(
        (select u.gift_card_id from gift_card_uses u
         where u.organization_id = p_organization_id and u.refund_id = p_refund_id),
        (select g.id from gift_cards g where g.organization_id = p_organization_id and g.id = p_refund_id))
    into v_gift_card_id;
    if v_gift_card_id is not null then
        return v_gift_card_id;
    end if;
    select g.id into v_gift_card_id from gift_cards g
    where g.organization_id = p_organization_id and g.id = p_gift_card_id and g.currency = p_currency
      and g.status = 'active' and (g.expires_at > clock_timestamp() or g.expires_at is null)
    for no key update;
    if not found then
        insert into gift_cards as g (organization_id, id, currency, initial_minor, balance_minor, refund_id,
            recipient_name, recipient_email)
        select p_organization_id, p_refund_id, p_currency, p_amount_minor, p_amount_minor, p_refund_id,
               nullif(left(concat_ws(' ', b.contact ->> 'first_name', b.contact ->> 'last_name'), 200), ''),
               b.contact ->> 'email'
        from refunds r
        left join bookings b on b.organization_id = r.organization_id and b.id = r.booking_id
        where r.organization_id = p_organization_id and r.id = p_refund_id
        returning * into strict v_card;
        perform app.queue_gift_card_mail(v_card);
        insert into outbox (organization_id, topic, payload)
        values (p_organization_id, 'gift_card.issued', jsonb_build_object('id', p_refund_id));
        return p_refund_id;
    end if;
    insert into gift_card_uses (organization_id, gift_card_id, kind, refund_id, amount_minor, state, ended_at)
    values (p_organization_id, v_gift_card_id, 'credit', p_refund_id, p_amount_minor, 'settled', clock_timestamp());
    update gift_cards g set balance_minor = g.balance_minor + p_amount_minor
    where g.organization_id = p_organization_id and g.id = v_gift_card_id;
    return v_gift_card_id;
end
$$;

-- Promo codes that somebody used and gift cards that are for them, by their addresses: what is held of a customer.
create or replace function app.discounts_of(p_organization_id uuid, p_emails text[]) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return jsonb_build_object(
        'promo_codes', (
            select coalesce(jsonb_agg(jsonb_build_object('code', p.code, 'checkout_id', u.checkout_id, 'state', u.state,
                'created_at', app.iso(u.created_at)) order by u.created_at, u.checkout_id), '[]')
            from promo_code_uses u
            join promo_codes p on p.organization_id = u.organization_id and p.id = u.promo_code_id
            where u.organization_id = p_organization_id and u.email = any (p_emails)),
        'gift_cards', (
            select coalesce(jsonb_agg(app.gift_card_document(g) order by g.id), '[]') from gift_cards g
            where g.organization_id = p_organization_id and g.recipient_email = any (p_emails)));
end
$$;

-- Takes the person out of them. The uses and the money stay.
create or replace function app.forget_discounts_of(p_organization_id uuid, p_emails text[]) returns void
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    update promo_code_uses u set email = null
    where u.organization_id = p_organization_id and u.email = any (p_emails);
    update gift_cards g set recipient_name = null, recipient_email = null, message = ''
    where g.organization_id = p_organization_id and g.recipient_email = any (p_emails);
end
$$;

do $$
declare
    v_function text;
begin
    foreach v_function in array array['app.reserve_discounts(uuid, uuid, jsonb, text)',
        'app.settle_discounts(uuid, uuid, uuid)', 'app.return_discounts(uuid, uuid)',
        'app.credit_gift_card(uuid, uuid, bigint, text, uuid)',
        'app.discounts_of(uuid, text[])', 'app.forget_discounts_of(uuid, text[])']
    loop
        execute format('alter function %s owner to bookingtms_engine', v_function);
        execute format('revoke execute on function %s from public', v_function);
    end loop;
end
$$;
