-- What the pgTAP files share: pgTAP itself, made-up tenants, and calls in the name of a visitor.
create extension pgtap;
create schema test;

-- Ids and keys that a test names by a word.
create function test.id(p_name text) returns uuid language sql immutable as $$ select md5(p_name)::uuid $$;
create function test.embed_key(p_tenant text) returns text
    language sql immutable as $$ select 'emb_' || left(md5(p_tenant), 24) $$;

-- An active organization with one venue and one embed key, all of this name.
create function test.tenant(p_name text, p_time_zone text default 'Europe/London') returns void
    language sql as $$
    insert into organizations (id, name, slug, status, currency)
        values (test.id(p_name), p_name, p_name, 'active', 'GBP');
    insert into venues (organization_id, id, name, slug, time_zone)
        values (test.id(p_name), test.id(p_name), p_name, p_name, p_time_zone);
    insert into embed_configs (organization_id, id, name) values (test.id(p_name), test.id(p_name), p_name);
    insert into embed_keys (embed_key, organization_id, embed_config_id)
        values (test.embed_key(p_name), test.id(p_name), test.id(p_name));
$$;

-- An activity of one hour, 25.00 a seat (shared) or a session (private), up to 60 days ahead.
create function test.activity(p_tenant text, p_name text, p_capacity integer default 10,
    p_mode booking_mode default 'shared', p_min_party integer default 1, p_max_party integer default null)
    returns void language sql as $$
    insert into activities (organization_id, id, venue_id, name, slug, duration_minutes, capacity, mode,
        min_party, max_party, price_minor, currency, schedule)
    values (test.id(p_tenant), test.id(p_name), test.id(p_tenant), p_name, p_name, 60, p_capacity, p_mode,
        p_min_party, coalesce(p_max_party, p_capacity), 2500, 'GBP', '{"booking_window_days": 60}');
$$;

-- A free session of the activity.
create function test.session(p_activity text, p_name text, p_start timestamptz default now() + interval '1 day')
    returns void language sql as $$
    insert into activity_sessions (organization_id, id, activity_id, venue_id, start_time, end_time,
        capacity_total, capacity_remaining, price_minor, currency)
    select a.organization_id, test.id(p_name), a.id, a.venue_id, p_start,
           p_start + make_interval(mins => a.duration_minutes), a.capacity, a.capacity, a.price_minor, a.currency
    from activities a where a.id = test.id(p_activity);
$$;

-- The one value that a query gives to the role `anon` with these claims.
create function test.as_anon(p_claims text, p_query text) returns text language plpgsql as $$
declare
    v_result text;
begin
    perform set_config('role', 'anon', true), set_config('request.claims', coalesce(p_claims, ''), true);
    execute p_query into v_result;
    perform set_config('role', 'none', true), set_config('request.claims', '', true);
    return v_result;
end
$$;
create function test.as_visitor(p_tenant text, p_query text) returns text language sql as $$
    select test.as_anon(jsonb_build_object('embed_key', test.embed_key(p_tenant))::text, p_query)
$$;

-- People and programs of a tenant. A user has one sign-in, of the same id; a key has its own public id and a made-up hash.
create function test.user(p_tenant text, p_name text, p_role user_role default 'admin') returns void
    language sql as $$
    insert into users (organization_id, id, email, full_name, role)
        values (test.id(p_tenant), test.id(p_name), p_name || '@example.com', p_name, p_role);
    insert into user_emails values (p_name || '@example.com', test.id(p_tenant), test.id(p_name));
    insert into sign_ins (organization_id, id, user_id, address, expires_at)
        values (test.id(p_tenant), test.id(p_name), test.id(p_name), '192.0.2.1', now() + interval '1 day');
$$;
create function test.public_id(p_key text) returns text language sql immutable as $$ select left(md5(p_key), 16) $$;
create function test.api_key(p_tenant text, p_name text, p_scopes text[]) returns void
    language sql as $$
    insert into api_keys (organization_id, id, name, environment, key_prefix, scopes)
        values (test.id(p_tenant), test.id(p_name), p_name, 'live', 'btms_live_' || test.public_id(p_name), p_scopes);
    insert into api_key_secrets values (test.public_id(p_name), test.id(p_tenant), test.id(p_name), 'hash');
$$;

-- The one value that a query gives to the role `authenticated` with these claims; of a user, of a key, of nobody yet.
create function test.as_staff(p_claims jsonb, p_query text) returns text language plpgsql as $$
declare
    v_result text;
begin
    perform set_config('role', 'authenticated', true), set_config('request.claims', p_claims::text, true);
    execute p_query into v_result;
    perform set_config('role', 'none', true), set_config('request.claims', '', true);
    return v_result;
end
$$;
create function test.as_user(p_user text, p_query text) returns text language sql as $$
    select test.as_staff(jsonb_build_object('user_id', test.id(p_user), 'sign_in_id', test.id(p_user)), p_query)
$$;
create function test.as_key(p_key text, p_query text) returns text language sql as $$
    select test.as_staff(jsonb_build_object('api_key_id', test.id(p_key)), p_query)
$$;
create function test.as_anybody(p_query text) returns text language sql as $$ select test.as_staff('{}', p_query) $$;

-- One hold through the visitor's function: its whole verdict, without what is null.
create function test.hold(p_tenant text, p_session text, p_party integer, p_reservation text default null,
    p_version integer default null, p_visitor text default 'visitor', p_key text default null,
    p_fingerprint text default 'fingerprint', p_ttl interval default '10 minutes',
    p_spots_max integer default 1000, p_holds_max integer default 0) returns jsonb language sql as $$
    select jsonb_strip_nulls(test.as_visitor(p_tenant, format(
        'select to_jsonb(h) - ''ordinal'' - ''activity_id'' from app.create_reservations(array[%L], array[%L]::uuid[], array[%L]::uuid[],
            array[%L]::integer[], array[%L]::integer[], array[null], array[%L], array[%L], array[%L], %L, %L, %L) h',
        test.embed_key(p_tenant), test.id(p_session), coalesce(test.id(p_reservation), gen_random_uuid()), p_party,
        p_version, p_visitor, p_key, p_fingerprint, p_ttl, p_spots_max, p_holds_max))::jsonb)
$$;

-- A hold that must be taken, of this name.
create function test.held(p_tenant text, p_session text, p_party integer, p_reservation text) returns void
    language plpgsql as $$
declare
    v_verdict constant jsonb := test.hold(p_tenant, p_session, p_party, p_reservation);
begin
    assert v_verdict ->> 'code' = 'held', v_verdict;
end
$$;
create function test.lapse(p_reservation text) returns void language sql as $$
    update slot_reservations set expires_at = clock_timestamp() - interval '1 second'
    where id = test.id(p_reservation)
$$;

-- The other calls of visitors.
create function test.release(p_tenant text, p_reservation text) returns jsonb language sql as $$
    select test.as_visitor(p_tenant, format('select app.release_reservation(%L)', test.id(p_reservation)))::jsonb
$$;
create function test.extend(p_tenant text, p_reservation text, p_key text default null,
    p_fingerprint text default 'fingerprint', p_extensions_max integer default 2) returns jsonb language sql as $$
    select test.as_visitor(p_tenant, format('select app.extend_reservation(%L, %L, %L, ''10 minutes'', %s)',
        test.id(p_reservation), p_key, p_fingerprint, p_extensions_max))::jsonb
$$;
-- The ids and the code that a new checkout or booking gets.
create function test.prepared() returns jsonb language sql as $$
    select jsonb_build_object('reservation_id', gen_random_uuid(), 'checkout_id', gen_random_uuid(),
        'payment_id', gen_random_uuid(), 'booking_id', gen_random_uuid(), 'customer_id', gen_random_uuid(),
        'confirmation_code', 'K7QX2M9TBD')
$$;
create function test.check_out(p_tenant text, p_reservation text, p_email text default 'ann@example.com',
    p_key text default null, p_fingerprint text default 'fingerprint', p_first_name text default 'Ann')
    returns jsonb language sql as $$
    select test.as_visitor(p_tenant, format('select app.check_out(%L, %L, %L, %L, ''15 minutes'', ''40 minutes'')',
        jsonb_build_object('reservation_id', test.id(p_reservation), 'provider', 'pay_at_venue', 'contact',
            jsonb_build_object('first_name', p_first_name, 'last_name', 'Lee', 'email', p_email)),
        p_key, p_fingerprint, test.prepared()))::jsonb
$$;
-- Booking by hand: the whole outcome, or the id of a booking that must be made.
create function test.book(p_user text, p_session text, p_party integer, p_email text default 'ann@example.com',
    p_key text default null, p_fingerprint text default 'fingerprint', p_version integer default null,
    p_last_name text default 'Lee', p_phone text default null, p_notes text default null) returns jsonb language sql as $$
    select test.as_user(p_user, format('select app.book_by_hand(%L, %L, %L, %L)',
        jsonb_strip_nulls(jsonb_build_object('session_id', test.id(p_session), 'party_size', p_party,
            'expected_version', p_version, 'notes', p_notes, 'contact', jsonb_build_object('first_name', 'Ann',
                'last_name', p_last_name, 'email', p_email, 'phone', p_phone))),
        p_key, p_fingerprint, test.prepared()))::jsonb
$$;
create function test.booked(p_user text, p_session text, p_party integer) returns uuid language plpgsql as $$
declare
    v_outcome constant jsonb := test.book(p_user, p_session, p_party);
begin
    assert v_outcome ->> 'code' = 'ok', v_outcome;
    return v_outcome #>> '{result,id}';
end
$$;

-- "7 of 10, version 4"
create function test.seats(p_session text) returns text language sql as $$
    select format('%s of %s, version %s', capacity_remaining, capacity_total, version)
    from activity_sessions where id = test.id(p_session)
$$;
create function test.status(p_reservation text) returns text language sql as $$
    select status::text from slot_reservations where id = test.id(p_reservation)
$$;
create function test.events(p_topic text) returns integer language sql as $$
    select count(*)::integer from outbox where topic = p_topic
$$;
