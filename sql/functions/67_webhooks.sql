-- Webhooks of organizations: their endpoints, and the log of deliveries that staff see. What makes and sends the
-- deliveries stands in 68_webhook_deliveries.sql. Order of locks: endpoint, then its deliveries.

-- The types of events that endpoints can hear of (docs/reference/webhooks.md). Each is a topic of the outbox.
create or replace function app.webhook_event_types() returns text[]
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select '{booking.confirmed, booking.rescheduled, booking.cancelled, booking.checked_in, booking.completed,
             booking.no_show, payment.succeeded, payment.failed, refund.succeeded, refund.failed, dispute.opened,
             dispute.closed, gift_card.issued}'::text[]
$$;

-- A new UUIDv7 (RFC 9562): ids sort by this time.
create or replace function app.time_ordered_id(p_at timestamptz) returns uuid
    language sql volatile
    set search_path = pg_catalog, pg_temp
as $$
    -- A version 4 with the milliseconds in front; bits 52 and 53 make its version 7.
    select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
        placing substring(int8send(floor(extract(epoch from p_at) * 1000)::bigint) from 3) from 1 for 6),
        52, 1), 53, 1), 'hex')::uuid
$$;

-- An endpoint as the API tells it. Nothing in it is secret.
create or replace function app.webhook_endpoint_document(p_endpoint webhook_endpoints) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return jsonb_build_object('id', p_endpoint.id, 'url', p_endpoint.url, 'description', p_endpoint.description,
        'event_types', to_jsonb(p_endpoint.event_types), 'is_active', p_endpoint.is_active,
        'disabled_reason', p_endpoint.disabled_reason, 'disabled_at', app.iso(p_endpoint.disabled_at),
        'failing_since', app.iso(p_endpoint.failing_since),
        'previous_secret_until', case when p_endpoint.overlap_until > now() then app.iso(p_endpoint.overlap_until) end,
        'created_by', p_endpoint.created_by, 'created_at', app.iso(p_endpoint.created_at),
        'version', p_endpoint.version);
end
$$;

-- In the order in which they were made. {code: ok, data, has_more} | permission_denied.
create or replace function app.list_webhook_endpoints(p_limit integer, p_after uuid) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('webhooks:read');
    v_data jsonb;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    select coalesce(jsonb_agg(app.webhook_endpoint_document(page.endpoint) order by (page.endpoint).id), '[]')
    into v_data
    from (
        select e as endpoint from webhook_endpoints e
        where e.organization_id = v_organization_id and e.deleted_at is null and (p_after is null or e.id > p_after)
        order by e.id
        limit p_limit + 1
    ) page;
    return jsonb_build_object('code', 'ok', 'data', v_data - p_limit, 'has_more', jsonb_array_length(v_data) > p_limit);
end
$$;

-- {code: ok, result} | permission_denied | webhook_endpoint_not_found.
create or replace function app.read_webhook_endpoint(p_id uuid) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('webhooks:read');
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    return coalesce((
        select jsonb_build_object('code', 'ok', 'result', app.webhook_endpoint_document(e)) from webhook_endpoints e
        where e.organization_id = v_organization_id and e.id = p_id and e.deleted_at is null),
        '{"code": "webhook_endpoint_not_found"}');
end
$$;

-- The refusal of event types that name one which there is not; null where all are.
create or replace function app.refusal_of_event_types(p_types text[]) returns jsonb
    language plpgsql immutable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select jsonb_build_object('code', 'invalid_field', 'param', '/event_types/' || min(t.position) - 1,
                                  'detail', 'There is no such type of event.')
        from unnest(p_types) with ordinality as t(type, position)
        where t.type <> all (app.webhook_event_types())
        having count(*) > 0);
end
$$;

-- A new endpoint. What is kept under the idempotency key has no secret. {code: ok, result} | permission_denied |
-- idempotency_key_reused | invalid_field (/event_types/N) | webhook_endpoint_limit_reached.
create or replace function app.create_webhook_endpoint(
    p_id uuid, p_url text, p_description text, p_event_types text[], p_secret_sealed text, p_endpoints_max integer,
    p_key text, p_fingerprint text
) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('webhooks:write');
    v_outcome jsonb;
    v_endpoint webhook_endpoints;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    v_outcome := app.claim_idempotency_key(v_organization_id, p_key, p_fingerprint);
    if v_outcome is not null then
        return v_outcome;
    end if;
    -- So that two of them cannot both be the last one.
    perform from organizations o where o.id = v_organization_id for no key update;
    v_outcome := app.refusal_of_event_types(p_event_types);
    if v_outcome is null and p_endpoints_max <= (
        select count(*) from webhook_endpoints e
        where e.organization_id = v_organization_id and e.deleted_at is null) then
        v_outcome := '{"code": "webhook_endpoint_limit_reached"}';
    end if;
    if v_outcome is null then
        insert into webhook_endpoints (organization_id, id, url, description, event_types, secret_sealed, created_by)
        values (v_organization_id, p_id, p_url, p_description, p_event_types, p_secret_sealed, auth.uid())
        returning * into v_endpoint;
        v_outcome := jsonb_build_object('code', 'ok', 'result', app.webhook_endpoint_document(v_endpoint));
    end if;
    return app.settle_idempotency_key(v_organization_id, p_key, v_outcome);
end
$$;

-- Stops an endpoint: it gets no new events, and what waited for it is given up.
create or replace function app.disable_webhook_endpoint(
    p_organization_id uuid, p_id uuid, p_reason webhook_disabled_reason
) returns void
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    update webhook_endpoints e
    set is_active = false, disabled_reason = p_reason, disabled_at = now(), version = e.version + 1
    where e.organization_id = p_organization_id and e.id = p_id and e.is_active;
    update webhook_deliveries d
    set status = 'failed', lease_until = null, error = 'The endpoint was disabled.'
    where d.organization_id = p_organization_id and d.endpoint_id = p_id and d.status = 'waiting';
end
$$;

-- Changes what is not null. {code: ok, result} | permission_denied | webhook_endpoint_not_found | precondition_failed
-- (with `version`) | invalid_field (/event_types/N).
create or replace function app.update_webhook_endpoint(
    p_id uuid, p_expected_version integer, p_url text, p_description text, p_event_types text[], p_is_active boolean
) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('webhooks:write');
    v_refusal constant jsonb := app.refusal_of_event_types(p_event_types);
    v_endpoint webhook_endpoints;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    select * into v_endpoint from webhook_endpoints e
    where e.organization_id = v_organization_id and e.id = p_id and e.deleted_at is null
    for no key update;
    if not found then
        return '{"code": "webhook_endpoint_not_found"}';
    elsif v_endpoint.version <> p_expected_version then
        return jsonb_build_object('code', 'precondition_failed', 'version', v_endpoint.version);
    elsif v_refusal is not null then
        return v_refusal;
    end if;
    if v_endpoint.is_active and not p_is_active then
        perform app.disable_webhook_endpoint(v_organization_id, p_id, 'staff');
    end if;
    update webhook_endpoints e
    set url = coalesce(p_url, e.url), description = coalesce(p_description, e.description),
        event_types = coalesce(p_event_types, e.event_types),
        is_active = coalesce(p_is_active, e.is_active),
        disabled_reason = case when p_is_active then null else e.disabled_reason end,
        disabled_at = case when p_is_active then null else e.disabled_at end,
        active_since = case when p_is_active and not e.is_active then clock_timestamp() else e.active_since end,
        -- Who switches it on again gives it time to show that it works.
        failing_since = case when p_is_active and not e.is_active then null else e.failing_since end,
        version = v_endpoint.version + 1
    where e.organization_id = v_organization_id and e.id = p_id
    returning * into v_endpoint;
    return jsonb_build_object('code', 'ok', 'result', app.webhook_endpoint_document(v_endpoint));
end
$$;

-- Another secret; the old one signs, too, until the overlap is over. {code: ok, result} | permission_denied |
-- idempotency_key_reused | webhook_endpoint_not_found.
create or replace function app.rotate_webhook_secret(
    p_id uuid, p_secret_sealed text, p_overlap interval, p_key text, p_fingerprint text
) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('webhooks:write');
    v_kept jsonb;
    v_endpoint webhook_endpoints;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    v_kept := app.claim_idempotency_key(v_organization_id, p_key, p_fingerprint);
    if v_kept is not null then
        return v_kept;
    end if;
    update webhook_endpoints e
    set secret_sealed = p_secret_sealed, previous_secret_sealed = e.secret_sealed,
        overlap_until = now() + p_overlap, version = e.version + 1
    where e.organization_id = v_organization_id and e.id = p_id and e.deleted_at is null
    returning * into v_endpoint;
    return app.settle_idempotency_key(v_organization_id, p_key,
        case when found then jsonb_build_object('code', 'ok', 'result', app.webhook_endpoint_document(v_endpoint))
             else '{"code": "webhook_endpoint_not_found"}' end);
end
$$;

-- Ends an endpoint for good. Its deliveries stay readable for as long as the log is kept. {code: ok} |
-- permission_denied | webhook_endpoint_not_found.
create or replace function app.delete_webhook_endpoint(p_id uuid) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('webhooks:write');
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    perform from webhook_endpoints e
    where e.organization_id = v_organization_id and e.id = p_id and e.deleted_at is null
    for no key update;
    if not found then
        return '{"code": "webhook_endpoint_not_found"}';
    end if;
    perform app.disable_webhook_endpoint(v_organization_id, p_id, 'staff');
    update webhook_endpoints e
    set deleted_at = now(), secret_sealed = '', previous_secret_sealed = null, overlap_until = null
    where e.organization_id = v_organization_id and e.id = p_id;
    return '{"code": "ok"}';
end
$$;

-- A delivery as lists show it.
create or replace function app.webhook_delivery_document(p_delivery webhook_deliveries) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return jsonb_build_object('id', p_delivery.id, 'endpoint_id', p_delivery.endpoint_id,
        'event_id', p_delivery.event_id, 'event_type', p_delivery.event_type, 'status', p_delivery.status,
        'attempts', p_delivery.attempts,
        'next_attempt_at', case when p_delivery.status = 'waiting' then app.iso(p_delivery.next_attempt_at) end,
        'reply_status', p_delivery.reply_status, 'duration_ms', p_delivery.duration_ms, 'error', p_delivery.error,
        'created_at', app.iso(p_delivery.created_at), 'delivered_at', app.iso(p_delivery.delivered_at));
end
$$;

-- The log, newest first. {code: ok, data, has_more} | permission_denied.
create or replace function app.list_webhook_deliveries(
    p_endpoint_id uuid, p_status webhook_delivery_status, p_event_type text, p_limit integer, p_after uuid
) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('webhooks:read');
    v_data jsonb;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    select coalesce(jsonb_agg(app.webhook_delivery_document(page.delivery) order by (page.delivery).id desc), '[]')
    into v_data
    from (
        select d as delivery from webhook_deliveries d
        where d.organization_id = v_organization_id and (p_endpoint_id is null or d.endpoint_id = p_endpoint_id)
          and (p_status is null or d.status = p_status) and (p_event_type is null or d.event_type = p_event_type)
          and (p_after is null or d.id < p_after)
        order by d.id desc
        limit p_limit + 1
    ) page;
    return jsonb_build_object('code', 'ok', 'data', v_data - p_limit, 'has_more', jsonb_array_length(v_data) > p_limit);
end
$$;

-- A delivery with its attempts and the event that was sent; who may not see all that events tell of (an API key with
-- few scopes) does not see it here either. {code: ok, result} | permission_denied | webhook_delivery_not_found.
create or replace function app.read_webhook_delivery(p_id uuid) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('webhooks:read');
    v_shows_event constant boolean :=
        app.my_permissions() @> '{bookings:read, payments:read, gift_cards:read}'::text[];
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    return coalesce((
        select jsonb_build_object('code', 'ok', 'result', app.webhook_delivery_document(d) || jsonb_build_object(
            'event', case when v_shows_event then v.document end,
            'log', (select coalesce(jsonb_agg(jsonb_build_object('number', a.number, 'ended_at', app.iso(a.ended_at),
                        'duration_ms', a.duration_ms, 'reply_status', a.reply_status, 'reply', a.reply,
                        'error', a.error) order by a.number), '[]')
                    from webhook_attempts a
                    where a.organization_id = d.organization_id and a.delivery_id = d.id)))
        from webhook_deliveries d
        join webhook_events v on v.organization_id = d.organization_id and v.id = d.event_id
        where d.organization_id = v_organization_id and d.id = p_id),
        '{"code": "webhook_delivery_not_found"}');
end
$$;

-- Sends an event once more, as it was: at once, and for three days if need be. {code: ok, result} | permission_denied |
-- idempotency_key_reused | webhook_delivery_not_found | invalid_transition.
create or replace function app.replay_webhook_delivery(p_id uuid, p_key text, p_fingerprint text) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('webhooks:write');
    v_outcome jsonb;
    v_is_active boolean;
    v_delivery webhook_deliveries;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    v_outcome := app.claim_idempotency_key(v_organization_id, p_key, p_fingerprint);
    if v_outcome is not null then
        return v_outcome;
    end if;
    select e.is_active into v_is_active from webhook_endpoints e
    where e.organization_id = v_organization_id and e.id = (
        select d.endpoint_id from webhook_deliveries d where d.organization_id = v_organization_id and d.id = p_id)
    for no key update;
    select * into v_delivery from webhook_deliveries d
    where d.organization_id = v_organization_id and d.id = p_id
    for update;
    if not found then
        v_outcome := '{"code": "webhook_delivery_not_found"}';
    elsif not v_is_active then
        v_outcome := '{"code": "invalid_transition", "detail": "The endpoint is not active."}';
    elsif v_delivery.lease_until > now() then
        v_outcome := '{"code": "invalid_transition", "detail": "An attempt is under way."}';
    else
        update webhook_deliveries d
        set status = 'waiting', failures = 0, next_attempt_at = now(), retry_until = now() + interval '3 days',
            delivered_at = null, lease_until = null
        where d.organization_id = v_organization_id and d.id = p_id
        returning * into v_delivery;
        v_outcome := jsonb_build_object('code', 'ok', 'result', app.webhook_delivery_document(v_delivery));
    end if;
    return app.settle_idempotency_key(v_organization_id, p_key, v_outcome);
end
$$;

do $$
declare
    v_function text;
begin
    foreach v_function in array array['app.webhook_event_types()', 'app.time_ordered_id(timestamptz)',
        'app.webhook_endpoint_document(webhook_endpoints)', 'app.list_webhook_endpoints(integer, uuid)',
        'app.read_webhook_endpoint(uuid)', 'app.refusal_of_event_types(text[])',
        'app.create_webhook_endpoint(uuid, text, text, text[], text, integer, text, text)',
        'app.disable_webhook_endpoint(uuid, uuid, webhook_disabled_reason)',
        'app.update_webhook_endpoint(uuid, integer, text, text, text[], boolean)',
        'app.rotate_webhook_secret(uuid, text, interval, text, text)', 'app.delete_webhook_endpoint(uuid)',
        'app.webhook_delivery_document(webhook_deliveries)',
        'app.list_webhook_deliveries(uuid, webhook_delivery_status, text, integer, uuid)',
        'app.read_webhook_delivery(uuid)', 'app.replay_webhook_delivery(uuid, text, text)']
    loop
        execute format('alter function %s owner to bookingtms_engine', v_function);
        execute format('revoke execute on function %s from public', v_function);
    end loop;
end
$$;
grant execute on function app.list_webhook_endpoints(integer, uuid), app.read_webhook_endpoint(uuid),
    app.create_webhook_endpoint(uuid, text, text, text[], text, integer, text, text),
    app.update_webhook_endpoint(uuid, integer, text, text, text[], boolean),
    app.rotate_webhook_secret(uuid, text, interval, text, text), app.delete_webhook_endpoint(uuid),
    app.list_webhook_deliveries(uuid, webhook_delivery_status, text, integer, uuid),
    app.read_webhook_delivery(uuid), app.replay_webhook_delivery(uuid, text, text) to authenticated;
