-- Prices as visitors see them: what an activity offers, what a session costs, and the quote of a booking before it is
-- made.

-- What a person costs at the sessions of an activity that the visitor sees: the price of the standard ticket, null
-- where the sessions say it, and the rules that change it. Asked once for a whole list of sessions.
create or replace function app.visitor_prices(p_activity_id uuid, out standard_minor bigint, out rules price_rules[])
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.visitor_organization_id();
    v_ticket_type constant ticket_types := app.standard_ticket(v_organization_id, p_activity_id);
begin
    standard_minor := v_ticket_type.price_minor;
    rules := app.rules_of(v_organization_id, p_activity_id, v_ticket_type.id);
end
$$;

-- A cancellation policy as the API spells it.
create or replace function app.policy_document(p_policy jsonb, p_currency text) returns jsonb
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
begin
    return p_policy - 'fee_minor' || jsonb_build_object('fee', jsonb_build_object(
        'amount', p_policy -> 'fee_minor', 'currency', p_currency));
end
$$;

-- The deposit of an activity as the API spells it: {kind: none}, {kind: percent, rate_ppm} or {kind: fixed, amount}.
create or replace function app.deposit_document(p_activity activities) returns jsonb
    language plpgsql immutable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return case
        when p_activity.deposit_ppm is not null
            then jsonb_build_object('kind', 'percent', 'rate_ppm', p_activity.deposit_ppm)
        when p_activity.deposit_minor is not null
            then jsonb_build_object('kind', 'fixed', 'amount', p_activity.deposit_minor)
        else '{"kind": "none"}' end;
end
$$;

-- What an embed tells of an activity's prices: {ticket_types, deposit, cancellation_policy}. Null where the visitor
-- does not see the activity.
create or replace function app.activity_offer(p_activity_id uuid) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.visitor_organization_id();
begin
    return (
        select jsonb_build_object('deposit', app.deposit_document(a),
            'cancellation_policy', app.policy_document(a.cancellation_policy, a.currency), 'ticket_types', (
                select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('id', t.id, 'name', t.name,
                    'min_age', t.min_age, 'max_age', t.max_age, 'price', jsonb_build_object(
                        'amount', t.price_minor, 'currency', a.currency))) order by t.position, t.id), '[]')
                from ticket_types t
                where t.organization_id = a.organization_id and t.activity_id = a.id and t.is_active))
        from activities a where a.organization_id = v_organization_id and a.id = p_activity_id and a.is_active);
end
$$;

-- The lines of a quote or of what a booking was sold for, as the API spells them.
create or replace function app.line_documents(p_quote jsonb) returns jsonb
    language plpgsql immutable
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_currency constant text := p_quote ->> 'currency';
begin
    return (
        select coalesce(jsonb_agg(line - 'amount_minor' - 'unit_minor' - 'tax_rate_id'
            || jsonb_build_object('amount',
                jsonb_build_object('amount', line -> 'amount_minor', 'currency', v_currency))
            || case when line ? 'unit_minor' then jsonb_build_object('unit_price', jsonb_build_object(
                   'amount', line -> 'unit_minor', 'currency', v_currency)) else '{}' end order by ordinal), '[]')
        from jsonb_array_elements(p_quote -> 'lines') with ordinality as l(line, ordinal));
end
$$;

-- A quote (app.price_booking) as the API spells it.
create or replace function app.quote_document(p_quote jsonb) returns jsonb
    language plpgsql immutable
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_currency constant text := p_quote ->> 'currency';
    v_document jsonb := jsonb_build_object('currency', v_currency, 'party_size', p_quote -> 'party_size',
        'spots', p_quote -> 'spots', 'cancellation_policy', app.policy_document(p_quote -> 'policy', v_currency));
    v_name text;
begin
    foreach v_name in array array['subtotal', 'discount', 'fee', 'tax', 'total', 'gift_card', 'due', 'due_now'] loop
        v_document := v_document || jsonb_build_object(v_name, jsonb_build_object(
            'amount', p_quote -> (v_name || '_minor'), 'currency', v_currency));
    end loop;
    return v_document || jsonb_build_object('lines', app.line_documents(p_quote));
end
$$;

-- Guessing of promo codes and gift cards: ten that are none within a quarter of an hour, from one network address and
-- in one organization, and then none is looked at until that time is over. Null where the visitor may try; otherwise
-- {code: too_many_attempts, retry_after_seconds}. Visitors of one address are asked one after the other until the end
-- of the transaction, so that ten requests at once are ten attempts.
create or replace function app.refuse_guessing(p_organization_id uuid) returns jsonb
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_address constant text := app.my_network();
    v_tenth timestamptz;
begin
    perform pg_advisory_xact_lock(hashtextextended('code ' || p_organization_id || ' ' || v_address, 0));
    select a.attempted_at into v_tenth from code_attempts a
    where a.organization_id = p_organization_id and a.address = v_address
      and a.attempted_at > clock_timestamp() - interval '15 minutes'
    order by a.attempted_at desc
    offset 9 limit 1;
    if found then
        return jsonb_build_object('code', 'too_many_attempts', 'retry_after_seconds', ceil(extract(epoch from
            v_tenth + interval '15 minutes' - clock_timestamp()))::integer);
    end if;
    return null;
end
$$;

-- Notes an outcome that says that a code is none; any other is nothing to note.
create or replace function app.note_guess(p_organization_id uuid, p_outcome jsonb) returns void
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    if p_outcome ->> 'code' in ('invalid_promo_code', 'invalid_gift_card') then
        insert into code_attempts (organization_id, address) values (p_organization_id, app.my_network());
    end if;
end
$$;

-- The network that the running request comes from: an IPv4 address, the /64 of an IPv6 one, or 'unknown'.
create or replace function app.my_network() returns text
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_address constant inet := (app.audit_actor()).ip_address;
begin
    return coalesce(network(set_masklen(v_address, case family(v_address) when 6 then 64 else 32 end))::text,
        'unknown');
end
$$;

-- What a booking would cost, for a session or for the session and party of a hold. p_question: {session_id |
-- reservation_id, party_size?, tickets?, promo_code?, gift_card_code?, email?}. {code: ok, result} | embed_not_found |
-- session_not_found | session_closed | invalid_spots (with min_party, max_party) | reservation_not_found |
-- reservation_already_used | reservation_released | reservation_expired | too_many_attempts | the refusals of
-- app.price_booking.
create or replace function app.quote_booking(p_question jsonb) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.visitor_organization_id();
    v_hold slot_reservations;
    v_session_id uuid := p_question ->> 'session_id';
    v_party_size integer := p_question ->> 'party_size';
    v_offered record;
    v_outcome jsonb;
begin
    if v_organization_id is null then
        return '{"code": "embed_not_found"}';
    end if;
    if p_question ? 'reservation_id' then
        select * into v_hold from slot_reservations r
        where r.organization_id = v_organization_id and r.id = (p_question ->> 'reservation_id')::uuid;
        if v_hold.id is null or v_hold.status <> 'held' or v_hold.expires_at <= clock_timestamp() then
            return jsonb_build_object('code', case coalesce(v_hold.status::text, '')
                when '' then 'reservation_not_found' when 'converted' then 'reservation_already_used'
                when 'released' then 'reservation_released' else 'reservation_expired' end);
        end if;
        v_session_id := v_hold.session_id;
        v_party_size := v_hold.party_size;
    end if;
    select s.is_closed, a.min_party, least(a.max_party, s.capacity_total) as max_party into v_offered
    from activity_sessions s
    join activities a on a.organization_id = s.organization_id and a.id = s.activity_id and a.is_active
    join venues v on v.organization_id = s.organization_id and v.id = s.venue_id and v.is_active
    where s.organization_id = v_organization_id and s.id = v_session_id;
    if not found then
        return '{"code": "session_not_found"}';
    elsif v_offered.is_closed then
        return '{"code": "session_closed"}';
    end if;

    if p_question ? 'promo_code' or p_question ? 'gift_card_code' then
        v_outcome := app.refuse_guessing(v_organization_id);
        if v_outcome is not null then
            return v_outcome;
        end if;
    end if;
    v_outcome := app.price_booking(v_organization_id, v_session_id, v_party_size, p_question -> 'tickets',
        p_question ->> 'promo_code', p_question ->> 'gift_card_code', p_question ->> 'email', clock_timestamp());
    perform app.note_guess(v_organization_id, v_outcome);
    if v_outcome ->> 'code' <> 'ok' then
        return v_outcome;
    end if;
    if (v_outcome #>> '{quote,party_size}')::integer not between v_offered.min_party and v_offered.max_party then
        return jsonb_build_object('code', 'invalid_spots',
            'param', case when p_question ? 'tickets' then '/tickets' else '/party_size' end,
            'min_party', v_offered.min_party, 'max_party', v_offered.max_party);
    end if;
    return jsonb_build_object('code', 'ok', 'result', jsonb_build_object('session_id', v_session_id)
        || app.quote_document(v_outcome -> 'quote'));
end
$$;

do $$
declare
    v_function text;
begin
    foreach v_function in array array['app.visitor_prices(uuid)', 'app.policy_document(jsonb, text)',
        'app.deposit_document(activities)', 'app.activity_offer(uuid)', 'app.line_documents(jsonb)',
        'app.quote_document(jsonb)',
        'app.refuse_guessing(uuid)', 'app.note_guess(uuid, jsonb)', 'app.my_network()', 'app.quote_booking(jsonb)']
    loop
        execute format('alter function %s owner to bookingtms_engine', v_function);
        execute format('revoke execute on function %s from public', v_function);
    end loop;
end
$$;
grant execute on function app.visitor_prices(uuid), app.activity_offer(uuid), app.quote_booking(jsonb) to anon;
