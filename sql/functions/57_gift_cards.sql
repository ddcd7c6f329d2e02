-- Gift cards as their staff see, issue and void them. What reserves and settles their money stands in 38_discounts.sql.
-- Only the SHA-256 of a code is kept: the server makes the code from the card's id, with its key, when somebody is
-- told.

create or replace function app.gift_card_document(p_gift_card gift_cards) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_document jsonb := jsonb_build_object('id', p_gift_card.id, 'last_four', p_gift_card.last_four,
        'status', p_gift_card.status, 'expires_at', app.iso(p_gift_card.expires_at),
        'recipient', jsonb_strip_nulls(jsonb_build_object('name', p_gift_card.recipient_name,
            'email', p_gift_card.recipient_email)),
        'message', p_gift_card.message, 'is_paid', p_gift_card.is_paid, 'refund_id', p_gift_card.refund_id,
        'created_by', p_gift_card.created_by, 'created_at', app.iso(p_gift_card.created_at),
        'voided_at', app.iso(p_gift_card.voided_at), 'version', p_gift_card.version);
begin
    return v_document || jsonb_build_object(
        'initial', jsonb_build_object('amount', p_gift_card.initial_minor, 'currency', p_gift_card.currency),
        'balance', jsonb_build_object('amount', p_gift_card.balance_minor, 'currency', p_gift_card.currency),
        'reserved', jsonb_build_object('amount', p_gift_card.reserved_minor, 'currency', p_gift_card.currency));
end
$$;

-- In the order in which they were made. {code: ok, data, has_more} | permission_denied.
create or replace function app.list_gift_cards(p_limit integer, p_after uuid) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('gift_cards:read');
    v_data jsonb;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    select coalesce(jsonb_agg(app.gift_card_document(page.row) order by (page.row).id), '[]') into v_data
    from (
        select g as row from gift_cards g
        where g.organization_id = v_organization_id and (p_after is null or g.id > p_after)
        order by g.id
        limit p_limit + 1
    ) page;
    return jsonb_build_object('code', 'ok', 'data', v_data - p_limit, 'has_more', jsonb_array_length(v_data) > p_limit);
end
$$;

-- With its last hundred uses, the newest first. {code: ok, result} | permission_denied | gift_card_not_found.
create or replace function app.read_gift_card(p_id uuid) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('gift_cards:read');
    v_card gift_cards;
    v_uses jsonb;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    select * into v_card from gift_cards g where g.organization_id = v_organization_id and g.id = p_id;
    if not found then
        return '{"code": "gift_card_not_found"}';
    end if;
    select coalesce(jsonb_agg(jsonb_build_object('id', u.id, 'kind', u.kind, 'state', u.state,
            'amount', jsonb_build_object('amount', u.amount_minor, 'currency', v_card.currency),
            'checkout_id', u.checkout_id, 'booking_id', u.booking_id, 'refund_id', u.refund_id,
            'created_at', app.iso(u.created_at), 'ended_at', app.iso(u.ended_at))
            order by u.created_at desc, u.id desc), '[]') into v_uses
    from (
        select * from gift_card_uses w
        where w.organization_id = v_organization_id and w.gift_card_id = p_id
        order by w.created_at desc, w.id desc
        limit 100
    ) u;
    return jsonb_build_object('code', 'ok', 'result', app.gift_card_document(v_card)
        || jsonb_build_object('uses', v_uses));
end
$$;

-- Writes the mail that tells a card's recipient its code, where there is a recipient; the mail job gets the code from
-- the card's id.
create or replace function app.queue_gift_card_mail(p_gift_card gift_cards) returns void
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    if p_gift_card.recipient_email is not null then
        perform app.queue_booking_mail(p_gift_card.organization_id, null, 'gift_card', jsonb_build_object(
            'recipient', p_gift_card.recipient_email, 'gift_card_id', p_gift_card.id,
            'recipient_name', p_gift_card.recipient_name, 'amount_minor', p_gift_card.initial_minor,
            'currency', p_gift_card.currency, 'expires_at', app.iso(p_gift_card.expires_at),
            'message', p_gift_card.message), 'gift_card.issued:' || p_gift_card.id);
    end if;
end
$$;

-- A gift card that staff issue, against money at the venue or as a present. p_code: what the server made from p_id.
-- p_values: {initial_minor, is_paid, expires_at?, recipient_name?, recipient_email?, message?}. {code: ok, result} |
-- permission_denied | idempotency_key_reused | invalid_field, where it would have expired already.
create or replace function app.issue_gift_card(p_id uuid, p_code text, p_values jsonb, p_key text, p_fingerprint text)
    returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('gift_cards:write');
    v_new constant gift_cards := jsonb_populate_record(null::gift_cards, p_values);
    v_outcome jsonb;
    v_card gift_cards;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    v_outcome := app.claim_idempotency_key(v_organization_id, p_key, p_fingerprint);
    if v_outcome is not null then
        return v_outcome;
    end if;
    if v_new.expires_at <= clock_timestamp() then
        return app.settle_idempotency_key(v_organization_id, p_key,
            '{"code": "invalid_field", "param": "/expires_at", "detail": "Must be in the future."}');
    end if;
    insert into gift_cards as g (organization_id, id, code_hash, last_four, currency, initial_minor, balance_minor,
        is_paid, expires_at, recipient_name, recipient_email, message, created_by)
    select o.id, p_id, app.gift_card_hash(p_code), right(p_code, 4), o.currency, v_new.initial_minor,
           v_new.initial_minor, v_new.is_paid, v_new.expires_at, v_new.recipient_name, v_new.recipient_email,
           coalesce(v_new.message, ''), coalesce(app.claim_uuid('api_key_id'), app.claim_uuid('user_id'))
    from organizations o where o.id = v_organization_id
    returning * into v_card;
    -- A present is not sold: it lowers what is.
    perform app.post_ledger(v_organization_id, 'gift_card.issue', v_card.currency, jsonb_build_array(
        jsonb_build_object('account', case when v_card.is_paid then 'venue_cash' else 'sales' end,
                           'amount_minor', v_card.initial_minor),
        jsonb_build_object('account', 'gift_card_liability', 'amount_minor', -v_card.initial_minor)),
        jsonb_build_object('gift_card_id', v_card.id));
    insert into outbox (organization_id, topic, payload)
    values (v_organization_id, 'gift_card.issued', jsonb_build_object('id', p_id));
    perform app.queue_gift_card_mail(v_card);
    return app.settle_idempotency_key(v_organization_id, p_key, jsonb_build_object(
        'code', 'ok', 'result', app.gift_card_document(v_card)));
end
$$;

-- Ends a card: what is left of it pays nothing any more. {code: ok, result} | permission_denied |
-- idempotency_key_reused | gift_card_not_found | invalid_transition, where it is void or an open checkout has some of
-- it.
create or replace function app.void_gift_card(p_id uuid, p_key text, p_fingerprint text) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('gift_cards:write');
    v_outcome jsonb;
    v_card gift_cards;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    v_outcome := app.claim_idempotency_key(v_organization_id, p_key, p_fingerprint);
    if v_outcome is not null then
        return v_outcome;
    end if;
    select * into v_card from gift_cards g
    where g.organization_id = v_organization_id and g.id = p_id for no key update;
    v_outcome := case
        when v_card.id is null then '{"code": "gift_card_not_found"}'::jsonb
        when v_card.status = 'void' then jsonb_build_object('code', 'invalid_transition', 'detail', format(
            'The gift card was voided at %s.', app.iso(v_card.voided_at)))
        when v_card.reserved_minor > 0 then
            '{"code": "invalid_transition",
              "detail": "An open checkout is about to pay with this gift card. Try again."}' end;
    if v_outcome is not null then
        return app.settle_idempotency_key(v_organization_id, p_key, v_outcome);
    end if;
    update gift_cards g set status = 'void', voided_at = clock_timestamp()
    where g.organization_id = v_organization_id and g.id = p_id
    returning * into v_card;
    perform app.post_ledger(v_organization_id, 'gift_card.void', v_card.currency, jsonb_build_array(
        jsonb_build_object('account', 'gift_card_liability', 'amount_minor', v_card.balance_minor),
        jsonb_build_object('account', 'sales', 'amount_minor', -v_card.balance_minor)),
        jsonb_build_object('gift_card_id', v_card.id));
    return app.settle_idempotency_key(v_organization_id, p_key, jsonb_build_object(
        'code', 'ok', 'result', app.gift_card_document(v_card)));
end
$$;

-- Gives a card the code that the server made from its id, for who is about to tell it: a card of a refund has none
-- until then. A card that has a code keeps it. Returns whether p_code is its code now.
create or replace function app.give_gift_card_code(p_organization_id uuid, p_id uuid, p_code text) returns boolean
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    update gift_cards g set code_hash = app.gift_card_hash(p_code), last_four = right(p_code, 4)
    where g.organization_id = p_organization_id and g.id = p_id and g.code_hash is null;
    return exists (select from gift_cards g
                   where g.organization_id = p_organization_id and g.id = p_id
                     and g.code_hash = app.gift_card_hash(p_code));
end
$$;

do $$
declare
    v_function text;
begin
    foreach v_function in array array['app.gift_card_document(gift_cards)', 'app.queue_gift_card_mail(gift_cards)',
        'app.list_gift_cards(integer, uuid)',
        'app.read_gift_card(uuid)', 'app.issue_gift_card(uuid, text, jsonb, text, text)',
        'app.void_gift_card(uuid, text, text)', 'app.give_gift_card_code(uuid, uuid, text)']
    loop
        execute format('alter function %s owner to bookingtms_engine', v_function);
        execute format('revoke execute on function %s from public', v_function);
    end loop;
end
$$;
grant execute on function app.list_gift_cards(integer, uuid), app.read_gift_card(uuid),
    app.issue_gift_card(uuid, text, jsonb, text, text), app.void_gift_card(uuid, text, text) to authenticated;
