-- Customers as staff see them, and what privacy law asks for: a copy of all that is held of a person, and its erasure.
-- docs/how-to/customers-and-privacy.md

-- A customer (openapi.yaml, Customer). What does not apply is absent.
create or replace function app.customer_json(p_customer customers) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return jsonb_strip_nulls(jsonb_build_object(
        'id', p_customer.id, 'first_name', p_customer.first_name, 'last_name', p_customer.last_name,
        'email', p_customer.email, 'phone', p_customer.phone, 'notes', p_customer.notes,
        'created_at', app.iso(p_customer.created_at), 'erased_at', app.iso(p_customer.erased_at),
        'version', p_customer.version));
end
$$;
alter function app.customer_json(customers) owner to bookingtms_engine;
revoke execute on function app.customer_json(customers) from public;
grant execute on function app.customer_json(customers) to authenticated;

-- A page of customers, newest first. p_query: the beginning of a first or last name, of an email address, or of the
-- digits of a phone number. p_starting_after: the last one of the page before. {code: ok, data, has_more} |
-- permission_denied.
create or replace function app.list_customers(p_query text, p_starting_after uuid, p_limit integer) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('customers:read');
    v_digits constant text := regexp_replace(p_query, '[^0-9]', '', 'g');
    -- The range of the primary key that has them, and not an equality: app.booking_search_branch says why.
    v_range constant text := format($sql$(c.organization_id, c.id) >= ($1, '00000000-0000-0000-0000-000000000000')
        and (c.organization_id, c.id) < ($1, %s)$sql$,
        case when p_starting_after is null then '''ffffffff-ffff-ffff-ffff-ffffffffffff''' else '$2' end);
    v_condition text;
    v_sql text;
    v_ids uuid[];
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    -- Of constant pieces, and planned with the values. Searched like bookings.
    v_condition := 'c.organization_id = $1' || case when p_starting_after is null then '' else ' and c.id < $2' end
        || $sql$ and (c.email collate "C" ^@ $3
            or lower(c.first_name collate "und-x-icu") collate "C" ^@ $3
            or lower(c.last_name collate "und-x-icu") collate "C" ^@ $3$sql$
        || case when length(v_digits) >= 2
                then $sql$ or regexp_replace(c.phone, '[^0-9]', '', 'g') collate "C" ^@ $4)$sql$ else ')' end;
    v_sql := case when p_query is null
        then 'select c.id from customers c where ' || v_range || ' order by c.organization_id desc, c.id desc limit $5'
        else format($sql$
            with near as materialized (
                select c.id
                from (select * from customers c where %2$s order by c.organization_id desc, c.id desc limit $5 * 20) c
                where %1$s
                order by c.id desc limit $5
            ), every as materialized (
                select c.id from customers c where %1$s
            )
            select n.id from near n where (select count(*) from near) = $5
            union all
            select e.id from every e where (select count(*) from near) < $5$sql$, v_condition, v_range) end;
    execute format('select array_agg(id order by id desc)
        from (select * from (%s) found order by id desc limit $5) page', v_sql)
    into v_ids
    using v_organization_id, p_starting_after, lower(p_query collate "und-x-icu"), v_digits, p_limit + 1;
    return jsonb_build_object('code', 'ok', 'has_more', coalesce(cardinality(v_ids), 0) > p_limit,
        'data', coalesce((
            select jsonb_agg(app.customer_json(c) order by c.id desc)
            from customers c where c.organization_id = v_organization_id and c.id = any (v_ids[:p_limit])), '[]'));
end
$$;
alter function app.list_customers(text, uuid, integer) owner to bookingtms_engine;
revoke execute on function app.list_customers(text, uuid, integer) from public;
grant execute on function app.list_customers(text, uuid, integer) to authenticated;

-- A customer with how many bookings they have that were not cancelled, and the last they made. {code: ok, result} |
-- permission_denied | customer_not_found.
create or replace function app.read_customer(p_id uuid) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('customers:read');
    v_customer customers;
    v_last bookings;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    select * into v_customer from customers c where c.organization_id = v_organization_id and c.id = p_id;
    if not found then
        return '{"code": "customer_not_found"}';
    end if;
    select * into v_last from bookings b
    where b.organization_id = v_organization_id and b.customer_id = p_id
    order by b.id desc limit 1;
    return jsonb_build_object('code', 'ok', 'result', app.customer_json(v_customer)
        || jsonb_build_object('booking_count', (
            select count(*) from bookings b
            where b.organization_id = v_organization_id and b.customer_id = p_id and b.status <> 'cancelled'))
        || case when v_last.id is null then '{}' else jsonb_build_object('last_booking', jsonb_build_object(
            'id', v_last.id, 'booking_number', v_last.booking_number, 'status', v_last.status,
            'start_time', app.iso(v_last.start_time))) end);
end
$$;
alter function app.read_customer(uuid) owner to bookingtms_engine;
revoke execute on function app.read_customer(uuid) from public;
grant execute on function app.read_customer(uuid) to authenticated;

-- Changes a customer's own record, with the rights of who asks; bookings keep what was typed for them. Null leaves a
-- value; an empty phone removes it. {code: ok, result} | permission_denied | customer_not_found | precondition_failed
-- | invalid_transition (erased) | already_exists (the address of another customer).
create or replace function app.edit_customer(
    p_id uuid, p_expected_version integer, p_first_name text, p_last_name text, p_email text, p_phone text, p_notes text
) returns jsonb
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_customer customers;
begin
    if not app.has_permission('customers:write') then
        return '{"code": "permission_denied"}';
    end if;
    select * into v_customer from customers c
    where c.organization_id = public.get_my_organization_id_safe() and c.id = p_id
    for update;
    if not found then
        return '{"code": "customer_not_found"}';
    end if;
    if v_customer.version <> p_expected_version then
        return jsonb_build_object('code', 'precondition_failed', 'version', v_customer.version);
    end if;
    if v_customer.erased_at is not null then
        return jsonb_build_object('code', 'invalid_transition', 'detail', format('The customer was erased at %s.',
            app.iso(v_customer.erased_at)));
    end if;
    begin
        update customers c
        set first_name = coalesce(p_first_name, c.first_name), last_name = coalesce(p_last_name, c.last_name),
            email = coalesce(p_email, c.email), phone = nullif(coalesce(p_phone, c.phone), ''),
            notes = coalesce(p_notes, c.notes)
        where c.organization_id = v_customer.organization_id and c.id = p_id;
    exception when unique_violation then
        return '{"code": "already_exists", "param": "/email", "detail": "Another customer has this address."}';
    end;
    return app.read_customer(p_id);
end
$$;
alter function app.edit_customer(uuid, integer, text, text, text, text, text) owner to bookingtms_engine;
revoke execute on function app.edit_customer(uuid, integer, text, text, text, text, text) from public;
grant execute on function app.edit_customer(uuid, integer, text, text, text, text, text) to authenticated;

-- The addresses under which something of a customer may be held: theirs, and those that their bookings were made with.
create or replace function app.customer_emails(p_organization_id uuid, p_id uuid) returns text[]
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select array_agg(distinct known.email)
        from (select c.email::text as email from customers c where c.organization_id = p_organization_id and c.id = p_id
              union all
              select b.contact ->> 'email' from bookings b
              where b.organization_id = p_organization_id and b.customer_id = p_id) known);
end
$$;
alter function app.customer_emails(uuid, uuid) owner to bookingtms_engine;
revoke execute on function app.customer_emails(uuid, uuid) from public;

-- All that is held of a customer: profile, bookings, their checkouts, and holds under their addresses. It is noted in
-- the audit trail, so it writes. {code: ok, result} | permission_denied | customer_not_found.
create or replace function app.export_customer(p_id uuid) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('customers:read');
    v_customer customers;
    v_bookings jsonb;
    v_checkouts jsonb;
    v_reservations jsonb;
    v_emails constant text[] := app.customer_emails(v_organization_id, p_id);
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    select * into v_customer from customers c where c.organization_id = v_organization_id and c.id = p_id;
    if not found then
        return '{"code": "customer_not_found"}';
    end if;
    select coalesce(jsonb_agg(app.booking_json(b) order by b.id), '[]') into v_bookings
    from bookings b where b.organization_id = v_organization_id and b.customer_id = p_id;
    select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'booking_id', c.booking_id, 'provider', c.provider,
            'status', c.status, 'amount', c.amount_minor, 'currency', c.currency, 'created_at', app.iso(c.created_at))
            order by c.id), '[]') into v_checkouts
    from bookings b
    join checkouts c on c.organization_id = b.organization_id and c.booking_id = b.id
    where b.organization_id = v_organization_id and b.customer_id = p_id;
    select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'session_id', r.session_id, 'status', r.status,
            'spots', r.spots_reserved, 'party_size', r.party_size, 'customer_email', r.customer_email,
            'visitor', r.visitor, 'created_at', app.iso(r.created_at)) order by r.id), '[]') into v_reservations
    from slot_reservations r
    where r.organization_id = v_organization_id
      and r.customer_email = any (v_emails);
    perform app.audit_event(v_organization_id, 'customer.exported', 'customers', p_id, null);
    return jsonb_build_object('code', 'ok', 'result', jsonb_build_object('exported_at', app.iso(clock_timestamp()),
        'customer', app.customer_json(v_customer), 'bookings', v_bookings, 'checkouts', v_checkouts,
        'reservations', v_reservations, 'discounts', app.discounts_of(v_organization_id, v_emails)));
end
$$;
alter function app.export_customer(uuid) owner to bookingtms_engine;
revoke execute on function app.export_customer(uuid) from public;
grant execute on function app.export_customer(uuid) to authenticated;

-- Takes the person out of what is kept: names, addresses, phone numbers and free text of the customer, of their
-- bookings and of their holds. Seats, times and amounts stay for the books. Refused while a booking is still to come.
-- Erasing once more changes nothing. {code: ok, result} | permission_denied | idempotency_key_reused |
-- customer_not_found | invalid_transition.
create or replace function app.erase_customer(p_id uuid, p_key text, p_fingerprint text) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('customers:erase');
    v_email constant text := 'erased-' || p_id || '@erased.invalid';
    v_kept jsonb;
    v_customer customers;
    v_booking_ids uuid[];
    v_emails text[];
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    v_kept := app.claim_idempotency_key(v_organization_id, p_key, p_fingerprint);
    if v_kept is not null then
        return v_kept;
    end if;

    -- Bookings, then holds, then the customer: the order of locks. With the customer locked no booking can be added.
    select coalesce(array_agg(locked.id), '{}') into v_booking_ids from (
        select b.id from bookings b
        where b.organization_id = v_organization_id and b.customer_id = p_id order by b.id for update) locked;
    v_emails := app.customer_emails(v_organization_id, p_id);
    perform from slot_reservations r
    where r.organization_id = v_organization_id
      and r.customer_email = any (v_emails)
    order by r.id for update;
    select * into v_customer from customers c where c.organization_id = v_organization_id and c.id = p_id for update;
    if not found then
        return app.settle_idempotency_key(v_organization_id, p_key, '{"code": "customer_not_found"}');
    end if;
    if exists (select from bookings b
               where b.organization_id = v_organization_id and b.customer_id = p_id
                 and (b.id <> all (v_booking_ids)
                      or b.end_time > clock_timestamp() and b.status in ('pending', 'confirmed', 'checked_in'))) then
        return app.settle_idempotency_key(v_organization_id, p_key, '{"code": "invalid_transition",
            "detail": "The customer has a booking that is still to come. Cancel it first."}');
    end if;

    if v_customer.erased_at is null then
        -- The network address of who held seats is theirs, too.
        update slot_reservations r
        set customer_email = v_email, visitor = case r.status when 'held' then r.visitor else 'erased' end
        where r.organization_id = v_organization_id
          and r.customer_email = any (v_emails);
        perform app.forget_mails_to(v_organization_id, v_emails, v_email);
        perform app.forget_discounts_of(v_organization_id, v_emails);
        update gift_card_orders g
        set contact = jsonb_build_object('first_name', 'Erased', 'last_name', 'Customer', 'email', v_email)
        where g.organization_id = v_organization_id and g.contact ->> 'email' = any (v_emails);
        -- Orders that became no booking.
        update checkouts c
        set contact = jsonb_build_object('first_name', 'Erased', 'last_name', 'Customer', 'email', v_email)
        where c.organization_id = v_organization_id and c.contact ->> 'email' = any (v_emails);
        update bookings b
        set contact = jsonb_build_object('first_name', 'Erased', 'last_name', 'Customer', 'email', v_email),
            notes = '', cancellation_reason = ''
        where b.organization_id = v_organization_id and b.customer_id = p_id;
        update customers c
        set first_name = 'Erased', last_name = 'Customer', email = v_email, phone = null, notes = '',
            erased_at = clock_timestamp()
        where c.organization_id = v_organization_id and c.id = p_id
        returning * into strict v_customer;
        perform app.forget_webhook_events_of(v_organization_id, v_booking_ids);
        perform app.audit_event(v_organization_id, 'customer.erased', 'customers', p_id, null);
    end if;
    return app.settle_idempotency_key(v_organization_id, p_key, jsonb_build_object(
        'code', 'ok', 'result', app.customer_json(v_customer)));
end
$$;
alter function app.erase_customer(uuid, text, text) owner to bookingtms_engine;
revoke execute on function app.erase_customer(uuid, text, text) from public;
grant execute on function app.erase_customer(uuid, text, text) to authenticated;
