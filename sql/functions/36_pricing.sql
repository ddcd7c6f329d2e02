-- How a price comes about. All of it is integers: minor units and parts per million. docs/explanation/pricing.md gives
-- the order of the steps and an example of each.

-- THE rounding rule: a part of an amount, to whole minor units, half away from zero. Everything that is not whole goes
-- through here, once for each line of a quote. The part is p_part of p_whole: parts per million unless that is said.
create or replace function app.part_of(p_amount bigint, p_part bigint, p_whole bigint default 1000000) returns bigint
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
declare
    v_product constant numeric := p_amount::numeric * p_part;
begin
    -- Whole numbers throughout: a division of numerics would round on its own.
    return sign(v_product) * div(2 * abs(v_product) + p_whole, 2 * p_whole);
end
$$;

-- What something costs at a session that begins at this time of the venue's clock: the first rule that matches changes
-- its price. Null as the rules: there are none.
create or replace function app.session_price(p_price_minor bigint, p_local_start timestamp, p_rules price_rules[])
    returns bigint
    language plpgsql immutable
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_rule price_rules;
begin
    foreach v_rule in array coalesce(p_rules, '{}') loop
        continue when extract(isodow from p_local_start)::smallint <> all (v_rule.weekdays)
            or p_local_start::time < v_rule.from_time or p_local_start::time >= v_rule.to_time
            or p_local_start::date < v_rule.from_date or p_local_start::date > v_rule.to_date;
        return greatest(0, case
            when v_rule.price_minor is not null then v_rule.price_minor
            when v_rule.change_minor is not null then p_price_minor + v_rule.change_minor
            else p_price_minor + app.part_of(p_price_minor, v_rule.change_ppm) end);
    end loop;
    return p_price_minor;
end
$$;

-- The rules for a ticket type of an activity, or for its sessions where that is null, in the order in which they are
-- tried. Null where there are none.
create or replace function app.rules_of(p_organization_id uuid, p_activity_id uuid, p_ticket_type_id uuid)
    returns price_rules[]
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select array_agg(r order by r.position, r.id) from price_rules r
        where r.organization_id = p_organization_id and r.activity_id = p_activity_id and r.is_active
          and (r.ticket_type_id is null or r.ticket_type_id = p_ticket_type_id));
end
$$;

-- What a person costs where nobody says which tickets: the first ticket type. All null where there is none, so that a
-- person costs what the session says.
create or replace function app.standard_ticket(p_organization_id uuid, p_activity_id uuid) returns ticket_types
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_ticket_type ticket_types;
begin
    select * into v_ticket_type from ticket_types t
    where t.organization_id = p_organization_id and t.activity_id = p_activity_id and t.is_active
    order by t.position, t.id
    limit 1;
    return v_ticket_type;
end
$$;

-- What a person, or the whole session where it is private, costs at this session without any choice of tickets.
create or replace function app.price_of(p_session activity_sessions) returns bigint
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_ticket_type constant ticket_types := app.standard_ticket(p_session.organization_id, p_session.activity_id);
begin
    return (
        select app.session_price(coalesce(v_ticket_type.price_minor, p_session.price_minor),
            p_session.start_time at time zone v.time_zone,
            app.rules_of(p_session.organization_id, p_session.activity_id, v_ticket_type.id))
        from venues v where v.organization_id = p_session.organization_id and v.id = p_session.venue_id);
end
$$;

-- The tickets of a party at a session, as lines. p_tickets: [{ticket_type_id, quantity}], or null, then each of the
-- party has the standard ticket; of a private session it is null. {code: ok, party_size, lines} | missing_field |
-- invalid_field.
create or replace function app.price_tickets(
    p_session activity_sessions, p_activity activities, p_party_size integer, p_tickets jsonb
) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_standard constant ticket_types := app.standard_ticket(p_session.organization_id, p_activity.id);
    v_party_size integer := p_party_size;
    v_units integer;
    v_unknown integer;
    v_unit_minor bigint;
    v_lines jsonb;
begin
    if p_tickets is null and p_party_size is null then
        return '{"code": "missing_field", "param": "/party_size",
            "detail": "Say how many people come, or which tickets."}';
    end if;
    if p_tickets is null and (p_activity.mode = 'private' or v_standard.id is null) then
        v_units := case p_activity.mode when 'private' then 1 else p_party_size end;
        v_unit_minor := app.price_of(p_session);
        return jsonb_build_object('code', 'ok', 'party_size', p_party_size, 'lines', jsonb_build_array(
            jsonb_build_object('kind', 'ticket', 'name', p_activity.name, 'quantity', v_units,
                'unit_minor', v_unit_minor, 'amount_minor', v_unit_minor * v_units)));
    end if;
    if p_activity.mode = 'private' then
        return '{"code": "invalid_field", "param": "/tickets", "detail": "This activity is sold as whole sessions."}';
    end if;

    with wanted as (
        select (w.ticket ->> 'ticket_type_id')::uuid as ticket_type_id, (w.ticket ->> 'quantity')::integer as quantity,
               w.ordinal
        from jsonb_array_elements(coalesce(p_tickets, jsonb_build_array(jsonb_build_object(
            'ticket_type_id', v_standard.id, 'quantity', p_party_size)))) with ordinality as w(ticket, ordinal)
    ), priced as (
        select t.id, t.name, t.position, w.quantity, w.ordinal,
               app.session_price(t.price_minor, p_session.start_time at time zone v.time_zone,
                   app.rules_of(p_session.organization_id, p_activity.id, t.id)) as unit_minor
        from wanted w
        join venues v on v.organization_id = p_session.organization_id and v.id = p_session.venue_id
        left join ticket_types t on t.organization_id = p_session.organization_id and t.activity_id = p_activity.id
            and t.id = w.ticket_type_id and t.is_active
    )
    select min(p.ordinal) filter (where p.id is null), sum(p.quantity), jsonb_agg(jsonb_build_object('kind', 'ticket',
               'name', p.name, 'quantity', p.quantity, 'unit_minor', p.unit_minor,
               'amount_minor', p.unit_minor * p.quantity, 'ticket_type_id', p.id) order by p.position, p.id, p.ordinal)
    into v_unknown, v_party_size, v_lines
    from priced p;
    if v_unknown is not null then
        return jsonb_build_object('code', 'invalid_field', 'param', format('/tickets/%s/ticket_type_id', v_unknown - 1),
            'detail', 'This activity has no such ticket type.');
    end if;
    if v_party_size <> p_party_size then
        return jsonb_build_object('code', 'invalid_field', 'param', '/tickets', 'detail', format(
            'The tickets are for %s, and the party is %s.', v_party_size, p_party_size));
    end if;
    return jsonb_build_object('code', 'ok', 'party_size', v_party_size, 'lines', v_lines);
end
$$;

-- The taxes of an activity on an amount, as lines. An inclusive tax is in the amount: of several, each has its share of
-- what is not price. An exclusive one comes on top, and is taken from the amount without the inclusive ones.
create or replace function app.tax_lines(p_organization_id uuid, p_activity_id uuid, p_amount bigint) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        with rate as (
            select r.*, sum(r.rate_ppm) filter (where r.is_inclusive) over () as inclusive_ppm
            from tax_rates r
            where r.organization_id = p_organization_id and (r.activity_id is null or r.activity_id = p_activity_id)
              and r.is_active and p_amount > 0
        ), inclusive as (
            select rate.id, app.part_of(p_amount, rate.rate_ppm, 1000000 + rate.inclusive_ppm) as amount_minor
            from rate where rate.is_inclusive
        )
        select coalesce(jsonb_agg(jsonb_build_object('kind', 'tax', 'name', rate.name, 'rate_ppm', rate.rate_ppm,
            'is_inclusive', rate.is_inclusive, 'tax_rate_id', rate.id,
            'amount_minor', coalesce(inclusive.amount_minor, app.part_of(
                p_amount - (select coalesce(sum(i.amount_minor), 0) from inclusive i)::bigint, rate.rate_ppm)))
            order by rate.position, rate.id), '[]')
        from rate left join inclusive on inclusive.id = rate.id);
end
$$;

-- The promo code that a customer wrote, for an activity and a subtotal. {code: ok, id, name, discount_minor} |
-- invalid_promo_code, in the same words whether there is no such code or it is not valid any more, since everybody may
-- try. p_email: null where it is not known yet; then how often one customer may use it is for app.reserve_discounts.
create or replace function app.promo_discount(
    p_organization_id uuid, p_activity_id uuid, p_code text, p_subtotal_minor bigint, p_email text, p_now timestamptz
) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_promo promo_codes;
begin
    select * into v_promo from promo_codes p
    where p.organization_id = p_organization_id and p.code = upper(btrim(p_code));
    if v_promo.id is null or not v_promo.is_active or p_now < v_promo.valid_from or p_now >= v_promo.valid_until
       or v_promo.uses_reserved + v_promo.uses_settled >= v_promo.max_uses
       or app.promo_uses_of(p_organization_id, v_promo.id, p_email) >= v_promo.max_uses_per_customer
       or not app.is_promo_for(v_promo, p_activity_id) then
        return '{"code": "invalid_promo_code", "param": "/promo_code",
            "detail": "This promo code is not valid for this booking."}';
    end if;
    if p_subtotal_minor < v_promo.minimum_minor then
        return jsonb_build_object('code', 'invalid_promo_code', 'param', '/promo_code',
            'minimum_minor', v_promo.minimum_minor,
            'detail', 'This promo code is for a larger booking: minimum_minor says from which subtotal on.');
    end if;
    return jsonb_build_object('code', 'ok', 'id', v_promo.id, 'name', v_promo.code, 'discount_minor', case v_promo.kind
        when 'percent' then app.part_of(p_subtotal_minor, v_promo.percent_ppm)
        when 'fixed' then least(v_promo.amount_minor, p_subtotal_minor)
        when 'free' then p_subtotal_minor end);
end
$$;

-- Whether a promo code is for an activity: it names it, or it names none.
create or replace function app.is_promo_for(p_promo_code promo_codes, p_activity_id uuid) returns boolean
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select count(*) = 0 or bool_or(a.activity_id = p_activity_id) from promo_code_activities a
        where a.organization_id = p_promo_code.organization_id and a.promo_code_id = p_promo_code.id);
end
$$;

-- How many uses of a promo code a customer has, open checkouts included. 0 where the customer is not known.
create or replace function app.promo_uses_of(p_organization_id uuid, p_promo_code_id uuid, p_email text) returns bigint
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select count(*) from promo_code_uses u
        where u.organization_id = p_organization_id and u.promo_code_id = p_promo_code_id and u.email = p_email
          and u.state <> 'returned');
end
$$;

-- SHA-256 of a gift card's code, however it is written: capitals or not, with dashes, spaces or none.
create or replace function app.gift_card_hash(p_code text) returns text
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
begin
    return encode(sha256(convert_to(upper(regexp_replace(p_code, '[[:space:]-]', '', 'g')), 'UTF8')), 'hex');
end
$$;

-- What a booking costs and what of it is to pay now, from what is sold at this moment; it changes nothing. p_party_size
-- may be null where p_tickets ([{ticket_type_id, quantity}]) is not, and the other way round. The quote: {currency,
-- lines, subtotal_minor, discount_minor, fee_minor, absorbed_fee_minor, tax_minor, total_minor (what the booking
-- costs), gift_card_minor, due_minor (the rest), due_now_minor (the deposit or all of it), application_fee_minor (of
-- the platform, of due_now_minor), promo_code_id?, gift_card_id?, party_size, spots, tickets, policy}. Lines that take
-- something off are negative; the lines without the inclusive taxes add up to due_minor. {code: ok, quote} |
-- session_not_found | missing_field | invalid_field | invalid_promo_code | invalid_gift_card.
create or replace function app.price_booking(
    p_organization_id uuid, p_session_id uuid, p_party_size integer, p_tickets jsonb, p_promo_code text,
    p_gift_card_code text, p_email text, p_now timestamptz
) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_session activity_sessions;
    v_activity activities;
    v_sold jsonb;
    v_subtotal_minor bigint;
    v_promo jsonb := '{"code": "ok", "discount_minor": 0}';
    v_charges jsonb;
    v_gift_card gift_cards;
    v_total_minor bigint;
    v_gift_card_minor bigint := 0;
    v_quote jsonb;
begin
    select * into v_session from activity_sessions s
    where s.organization_id = p_organization_id and s.id = p_session_id;
    if not found then
        return '{"code": "session_not_found"}';
    end if;
    select * into strict v_activity from activities a
    where a.organization_id = p_organization_id and a.id = v_session.activity_id;
    v_sold := app.price_tickets(v_session, v_activity, p_party_size, p_tickets);
    if v_sold ->> 'code' <> 'ok' then
        return v_sold;
    end if;
    v_subtotal_minor := (select sum((line ->> 'amount_minor')::bigint)
                         from jsonb_array_elements(v_sold -> 'lines') line);
    if p_promo_code is not null then
        v_promo := app.promo_discount(p_organization_id, v_activity.id, p_promo_code, v_subtotal_minor, p_email, p_now);
        if v_promo ->> 'code' <> 'ok' then
            return v_promo;
        end if;
    end if;
    v_charges := app.charges_on(p_organization_id, v_activity.id,
        v_subtotal_minor - (v_promo ->> 'discount_minor')::bigint);
    v_total_minor := (v_charges ->> 'total_minor')::bigint;
    if p_gift_card_code is not null then
        select * into v_gift_card from gift_cards g
        where g.organization_id = p_organization_id and g.code_hash = app.gift_card_hash(p_gift_card_code)
          and g.status = 'active' and g.currency = v_session.currency and g.balance_minor > g.reserved_minor
          and (g.expires_at > p_now or g.expires_at is null);
        if not found then
            return '{"code": "invalid_gift_card", "param": "/gift_card_code",
                "detail": "This gift card cannot pay for this booking."}';
        end if;
        v_gift_card_minor := least(v_gift_card.balance_minor - v_gift_card.reserved_minor, v_total_minor);
    end if;

    v_quote := (v_charges - 'lines')
        || app.due_document(p_organization_id, v_activity, v_total_minor, v_gift_card_minor)
        || jsonb_build_object('currency', v_session.currency, 'subtotal_minor', v_subtotal_minor,
            'discount_minor', v_promo -> 'discount_minor', 'party_size', v_sold -> 'party_size',
            'spots', case v_activity.mode when 'private' then to_jsonb(v_session.capacity_total)
                                          else v_sold -> 'party_size' end,
            'tickets', v_sold -> 'lines', 'policy', v_activity.cancellation_policy, 'lines', v_sold -> 'lines');
    if (v_promo ->> 'discount_minor')::bigint > 0 then
        v_quote := v_quote || jsonb_build_object('promo_code_id', v_promo -> 'id', 'lines', v_quote -> 'lines'
            || jsonb_build_object('kind', 'discount', 'name', v_promo -> 'name',
                                  'amount_minor', -(v_promo ->> 'discount_minor')::bigint));
    end if;
    v_quote := jsonb_set(v_quote, '{lines}', v_quote -> 'lines' || (v_charges -> 'lines'));
    if v_gift_card_minor > 0 then
        v_quote := v_quote || jsonb_build_object('gift_card_id', v_gift_card.id, 'lines', v_quote -> 'lines'
            || jsonb_build_object('kind', 'gift_card', 'name', 'Gift card ' || v_gift_card.last_four,
                                  'amount_minor', -v_gift_card_minor));
    end if;
    return jsonb_build_object('code', 'ok', 'quote', v_quote);
end
$$;

-- What comes on top of the price after discounts: the booking fee where it is passed on, then the taxes. Nothing comes
-- on top of nothing. {lines, fee_minor, absorbed_fee_minor, tax_minor, total_minor}.
create or replace function app.charges_on(p_organization_id uuid, p_activity_id uuid, p_net_minor bigint) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_pricing organization_pricing;
    v_fee_minor bigint := 0;
    v_is_passed_on boolean;
    v_taxes jsonb;
    v_tax_minor bigint;
    v_added_minor bigint;
begin
    select * into strict v_pricing from organization_pricing p where p.organization_id = p_organization_id;
    if p_net_minor > 0 then
        v_fee_minor := app.part_of(p_net_minor, v_pricing.booking_fee_ppm) + v_pricing.booking_fee_minor;
    end if;
    v_is_passed_on := v_pricing.booking_fee_mode = 'passed_on';
    v_taxes := app.tax_lines(p_organization_id, p_activity_id, p_net_minor
        + case when v_is_passed_on and v_pricing.booking_fee_taxed then v_fee_minor else 0 end);
    select coalesce(sum((line ->> 'amount_minor')::bigint), 0),
           coalesce(sum((line ->> 'amount_minor')::bigint) filter (where not (line ->> 'is_inclusive')::boolean), 0)
    into v_tax_minor, v_added_minor
    from jsonb_array_elements(v_taxes) line;
    return jsonb_build_object(
        'lines', case when v_is_passed_on and v_fee_minor > 0 then jsonb_build_array(jsonb_build_object(
            'kind', 'fee', 'name', v_pricing.booking_fee_name, 'amount_minor', v_fee_minor)) else '[]' end || v_taxes,
        'fee_minor', case when v_is_passed_on then v_fee_minor else 0 end,
        'absorbed_fee_minor', case when v_is_passed_on then 0 else v_fee_minor end,
        'tax_minor', v_tax_minor,
        'total_minor', p_net_minor + case when v_is_passed_on then v_fee_minor else 0 end + v_added_minor);
end
$$;

-- What of a total is left to pay after a gift card, what of that is to pay now, and what the platform keeps of it. The
-- gift card pays the deposit first. {gift_card_minor, due_minor, due_now_minor, application_fee_minor}.
create or replace function app.due_document(
    p_organization_id uuid, p_activity activities, p_total_minor bigint, p_gift_card_minor bigint
) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_deposit_minor constant bigint := least(p_total_minor, coalesce(p_activity.deposit_minor,
        app.part_of(p_total_minor, p_activity.deposit_ppm), p_total_minor));
    v_due_now_minor constant bigint := greatest(v_deposit_minor - p_gift_card_minor, 0);
begin
    return jsonb_build_object('gift_card_minor', p_gift_card_minor, 'due_minor', p_total_minor - p_gift_card_minor,
        'due_now_minor', v_due_now_minor, 'application_fee_minor', (
            select least(v_due_now_minor, app.part_of(v_due_now_minor, p.platform_fee_ppm)
                + case when v_due_now_minor > 0 then p.platform_fee_minor else 0 end)
            from organization_pricing p where p.organization_id = p_organization_id));
end
$$;

do $$
declare
    v_function text;
begin
    foreach v_function in array array['app.part_of(bigint, bigint, bigint)',
        'app.session_price(bigint, timestamp, price_rules[])', 'app.rules_of(uuid, uuid, uuid)',
        'app.standard_ticket(uuid, uuid)', 'app.price_of(activity_sessions)',
        'app.price_tickets(activity_sessions, activities, integer, jsonb)', 'app.tax_lines(uuid, uuid, bigint)',
        'app.promo_discount(uuid, uuid, text, bigint, text, timestamptz)', 'app.promo_uses_of(uuid, uuid, text)',
        'app.is_promo_for(promo_codes, uuid)', 'app.gift_card_hash(text)',
        'app.price_booking(uuid, uuid, integer, jsonb, text, text, text, timestamptz)',
        'app.charges_on(uuid, uuid, bigint)', 'app.due_document(uuid, activities, bigint, bigint)']
    loop
        execute format('alter function %s owner to bookingtms_engine', v_function);
        execute format('revoke execute on function %s from public', v_function);
    end loop;
end
$$;
-- Shown to visitors with every session of an availability list.
grant execute on function app.session_price(bigint, timestamp, price_rules[]), app.part_of(bigint, bigint, bigint)
    to anon;
