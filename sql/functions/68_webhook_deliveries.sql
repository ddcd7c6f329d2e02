-- Deliveries of webhooks: made from the outbox, each event once for each endpoint; taken by one node at a time; tried
-- again with growing pauses; and forgotten. docs/reference/webhooks.md.

-- What an event tells of, as the staff API shows it now; null where it is gone.
create or replace function app.webhook_object(p_organization_id uuid, p_type text, p_payload jsonb) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_id constant uuid := p_payload ->> 'id';
begin
    return case split_part(p_type, '.', 1)
        when 'booking' then (
            select app.booking_json(b) from bookings b where b.organization_id = p_organization_id and b.id = v_id)
        when 'payment' then (
            select app.payment_json(p) from payments p where p.organization_id = p_organization_id and p.id = v_id)
        when 'refund' then (
            select app.refund_json(r) from refunds r where r.organization_id = p_organization_id and r.id = v_id)
        when 'dispute' then (
            select app.dispute_json(d) from disputes d where d.organization_id = p_organization_id and d.id = v_id)
        when 'gift_card' then (
            select app.gift_card_document(g) from gift_cards g
            where g.organization_id = p_organization_id and g.id = v_id)
    end;
end
$$;

-- A dispute as events tell it (openapi.yaml, Dispute).
create or replace function app.dispute_json(p_dispute disputes) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select jsonb_build_object('id', p_dispute.id, 'payment_id', p.id, 'booking_id', p.booking_id,
            'status', p_dispute.status, 'reason', p_dispute.reason,
            'amount', jsonb_build_object('amount', p_dispute.amount_minor, 'currency', p_dispute.currency),
            'created_at', app.iso(p_dispute.created_at), 'ended_at', app.iso(p_dispute.ended_at))
        from payments p
        where p.organization_id = p_dispute.organization_id and p.id = p_dispute.payment_id);
end
$$;

-- The body that endpoints get (openapi.yaml, WebhookEvent).
create or replace function app.webhook_event_document(
    p_organization_id uuid, p_id uuid, p_type text, p_occurred_at timestamptz, p_object jsonb
) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return jsonb_build_object('id', p_id, 'type', p_type, 'created_at', app.iso(p_occurred_at), 'api_version', 'v1',
        'organization_id', p_organization_id, 'data', jsonb_build_object('object', p_object));
end
$$;

-- Whether the endpoint hears of an event of this type that happened then.
create or replace function app.hears_of(p_endpoint webhook_endpoints, p_type text, p_occurred_at timestamptz)
    returns boolean
    language sql immutable
    set search_path = pg_catalog, public, pg_temp
as $$
    select p_endpoint.is_active and p_endpoint.active_since <= p_occurred_at
       and (p_endpoint.event_types = '{}' or p_type = any (p_endpoint.event_types))
$$;

-- A database that was restored into another cluster counts transactions anew: rows of the outbox that came with it seem
-- to be of transactions to come, and a reader would wait for those, or skip what happens now. They get the transaction
-- of the caller instead, and the reader begins anew; what it has made of rows before is not made twice.
create or replace function app.outbox_position_of(p_reader text) returns outbox_positions
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_position outbox_positions;
begin
    select * into v_position from outbox_positions p where p.reader = p_reader for update skip locked;
    if v_position.transaction_id > pg_snapshot_xmax(pg_current_snapshot()) then
        update outbox set transaction_id = pg_current_xact_id()
        where transaction_id >= pg_snapshot_xmax(pg_current_snapshot());
        update outbox_positions p set transaction_id = '0', id = 0
        where p.reader = p_reader
        returning * into v_position;
    end if;
    return v_position;
end
$$;

-- Makes the deliveries of what happened since the position, for at most p_rows rows of the outbox. The position moves
-- in the same transaction, and one node at a time does this, so each event has one delivery for each endpoint that
-- hears of it, whoever is killed when. Rows of transactions that may still be running are left for later (decision
-- 0018). Returns how many rows were read; fewer than p_rows: all.
create or replace function app.plan_webhook_deliveries(p_rows integer) returns integer
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_from constant outbox_positions := app.outbox_position_of('webhooks');
    v_until record;
begin
    if v_from.reader is null then
        return 0;
    end if;
    select count(*) over () as rows, page.transaction_id, page.id into v_until
    from (
        select o.transaction_id, o.id from outbox o
        where (o.transaction_id, o.id) > (v_from.transaction_id, v_from.id)
          and o.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
        order by o.transaction_id, o.id
        limit p_rows
    ) page
    order by page.transaction_id desc, page.id desc
    limit 1;
    if not found then
        return 0;
    end if;
    -- Nobody stops an endpoint while it is given deliveries: they would wait for ever.
    perform from webhook_endpoints e
    where e.is_active and e.organization_id in (
        select o.organization_id from outbox o
        where (o.transaction_id, o.id) > (v_from.transaction_id, v_from.id)
          and (o.transaction_id, o.id) <= (v_until.transaction_id, v_until.id)
          and o.topic = any (app.webhook_event_types()))
    for share;

    with heard as materialized (
        select o.organization_id, o.id as outbox_id, app.time_ordered_id(o.created_at) as id, o.topic, o.created_at,
               o.payload, app.webhook_object(o.organization_id, o.topic, o.payload) as object
        from outbox o
        join organizations g on g.id = o.organization_id and g.status <> 'deleted'
        where (o.transaction_id, o.id) > (v_from.transaction_id, v_from.id)
          and (o.transaction_id, o.id) <= (v_until.transaction_id, v_until.id)
          and o.topic = any (app.webhook_event_types())
          and exists (select from webhook_endpoints e
                      where e.organization_id = o.organization_id and e.is_active
                        and app.hears_of(e, o.topic, o.created_at))
    ), made as (
        insert into webhook_events (organization_id, id, outbox_id, type, booking_id, occurred_at, document)
        select h.organization_id, h.id, h.outbox_id, h.topic,
               case when h.topic like 'booking.%' then h.payload ->> 'id' else h.payload ->> 'booking_id' end::uuid,
               h.created_at, app.webhook_event_document(h.organization_id, h.id, h.topic, h.created_at, h.object)
        from heard h
        where h.object is not null
        on conflict (organization_id, outbox_id) do nothing
        returning organization_id, id, type, occurred_at
    )
    insert into webhook_deliveries (organization_id, id, endpoint_id, event_id, event_type)
    select m.organization_id, app.time_ordered_id(m.occurred_at), e.id, m.id, m.type
    from made m
    join webhook_endpoints e on e.organization_id = m.organization_id and e.is_active
                            and app.hears_of(e, m.type, m.occurred_at);

    update outbox_positions p set transaction_id = v_until.transaction_id, id = v_until.id where p.reader = 'webhooks';
    return v_until.rows;
end
$$;

-- Sends an endpoint an event that tells of nothing but the endpoint. {code: ok, result: the delivery} |
-- permission_denied | idempotency_key_reused | webhook_endpoint_not_found | invalid_transition.
create or replace function app.test_webhook_endpoint(p_id uuid, p_key text, p_fingerprint text) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('webhooks:write');
    v_event_id constant uuid := app.time_ordered_id(now());
    v_outcome jsonb;
    v_endpoint webhook_endpoints;
    v_delivery webhook_deliveries;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    v_outcome := app.claim_idempotency_key(v_organization_id, p_key, p_fingerprint);
    if v_outcome is not null then
        return v_outcome;
    end if;
    select * into v_endpoint from webhook_endpoints e
    where e.organization_id = v_organization_id and e.id = p_id and e.deleted_at is null
    for share;
    if not found then
        v_outcome := '{"code": "webhook_endpoint_not_found"}';
    elsif not v_endpoint.is_active then
        v_outcome := '{"code": "invalid_transition", "detail": "The endpoint is not active."}';
    else
        insert into webhook_events (organization_id, id, type, occurred_at, document)
        values (v_organization_id, v_event_id, 'ping', now(), app.webhook_event_document(
            v_organization_id, v_event_id, 'ping', now(), app.webhook_endpoint_document(v_endpoint)));
        insert into webhook_deliveries (organization_id, id, endpoint_id, event_id, event_type)
        values (v_organization_id, app.time_ordered_id(now()), p_id, v_event_id, 'ping')
        returning * into v_delivery;
        v_outcome := jsonb_build_object('code', 'ok', 'result', app.webhook_delivery_document(v_delivery));
    end if;
    return app.settle_idempotency_key(v_organization_id, p_key, v_outcome);
end
$$;

-- Takes the delivery that has been due for longest, for as long as the lease lasts, and leaves alone those of endpoints
-- that have p_per_endpoint under way: one slow endpoint keeps no other from its events. It steps from endpoint to
-- endpoint through an index, so a long backlog of one costs nothing. {code: ok, delivery: null where nothing is due}.
create or replace function app.take_webhook_delivery(p_per_endpoint integer, p_lease interval) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_due record;
    v_endpoint webhook_endpoints;
    v_delivery webhook_deliveries;
begin
    for v_due in
        with recursive endpoints as (
            (select d.organization_id, d.endpoint_id from webhook_deliveries d
             where d.status = 'waiting' order by d.organization_id, d.endpoint_id limit 1)
            union all
            select next.* from endpoints e cross join lateral (
                select d.organization_id, d.endpoint_id from webhook_deliveries d
                where d.status = 'waiting' and (d.organization_id, d.endpoint_id) > (e.organization_id, e.endpoint_id)
                order by d.organization_id, d.endpoint_id limit 1) next
        )
        select e.organization_id, e.endpoint_id
        from endpoints e
        cross join lateral (
            select d.next_attempt_at from webhook_deliveries d
            where d.status = 'waiting' and d.organization_id = e.organization_id and d.endpoint_id = e.endpoint_id
            order by d.next_attempt_at limit 1) first
        where first.next_attempt_at <= now()
        order by first.next_attempt_at
    loop
        -- Another node that takes from it now counts first.
        select * into v_endpoint from webhook_endpoints e
        where e.organization_id = v_due.organization_id and e.id = v_due.endpoint_id and e.is_active
        for no key update skip locked;
        continue when not found or p_per_endpoint <= (
            select count(*) from webhook_deliveries d
            where d.organization_id = v_endpoint.organization_id and d.endpoint_id = v_endpoint.id
              and d.lease_until > now());
        update webhook_deliveries d
        set attempts = d.attempts + 1, lease_until = now() + p_lease, next_attempt_at = now() + p_lease
        where d.organization_id = v_endpoint.organization_id and d.id = (
            select w.id from webhook_deliveries w
            where w.organization_id = v_endpoint.organization_id and w.endpoint_id = v_endpoint.id
              and w.status = 'waiting' and w.next_attempt_at <= now()
            order by w.next_attempt_at limit 1
            for update skip locked)
        returning * into v_delivery;
        exit when found;
    end loop;
    return jsonb_build_object('code', 'ok', 'delivery', (
        select jsonb_build_object('organization_id', v.organization_id, 'id', v_delivery.id,
            'attempt', v_delivery.attempts, 'endpoint_id', v_endpoint.id, 'url', v_endpoint.url,
            'secret_sealed', v_endpoint.secret_sealed,
            'previous_secret_sealed', case when v_endpoint.overlap_until > now()
                                           then v_endpoint.previous_secret_sealed end,
            'body', v.document::text)
        from webhook_events v
        where v.organization_id = v_delivery.organization_id and v.id = v_delivery.event_id));
end
$$;

-- How long to wait after so many failures: 10 seconds, doubled each time up to six hours, and up to a quarter less or
-- more, so that what failed together does not come back together.
create or replace function app.webhook_pause(p_failures integer) returns interval
    language sql volatile
    set search_path = pg_catalog, pg_temp
as $$
    select least(interval '6 hours', interval '10 seconds' * 2 ^ least(p_failures - 1, 12)) * (0.75 + random() / 2)
$$;

-- Tells the owners of an organization that an endpoint of theirs was disabled.
create or replace function app.mail_webhook_disabled(p_endpoint webhook_endpoints) returns void
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform app.queue_mail(u.organization_id, u.email, 'webhook_disabled', jsonb_build_object('name', u.full_name,
        'organization', o.name, 'url', p_endpoint.url, 'since', app.iso(p_endpoint.failing_since)), null)
    from users u
    join organizations o on o.id = u.organization_id
    where u.organization_id = p_endpoint.organization_id and u.role = 'super-admin' and u.is_active
      and u.joined_at is not null
    order by u.id;
end
$$;

-- What became of an attempt: a reply, or an error that says why it is none of success. An endpoint whose attempts have
-- all failed for five days is disabled. Returns delivered | waiting | failed; gone, where the log was cut meanwhile.
create or replace function app.settle_webhook_delivery(
    p_organization_id uuid, p_id uuid, p_attempt integer, p_reply_status integer, p_reply text, p_duration_ms integer,
    p_error text
) returns text
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_endpoint webhook_endpoints;
    v_delivery webhook_deliveries;
    v_next timestamptz;
begin
    select * into v_endpoint from webhook_endpoints e
    where e.organization_id = p_organization_id and e.id = (
        select d.endpoint_id from webhook_deliveries d where d.organization_id = p_organization_id and d.id = p_id)
    for no key update;
    select * into v_delivery from webhook_deliveries d
    where d.organization_id = p_organization_id and d.id = p_id
    for update;
    if not found then
        return 'gone';
    end if;
    insert into webhook_attempts (organization_id, delivery_id, number, duration_ms, reply_status, reply, error)
    values (p_organization_id, p_id, p_attempt, p_duration_ms, p_reply_status, p_reply, p_error);

    if p_error is null then
        update webhook_deliveries d
        set status = 'delivered', delivered_at = coalesce(d.delivered_at, now()), lease_until = null,
            reply_status = p_reply_status, duration_ms = p_duration_ms, error = null
        where d.organization_id = p_organization_id and d.id = p_id
        returning * into v_delivery;
        update webhook_endpoints e set failing_since = null
        where e.organization_id = p_organization_id and e.id = v_endpoint.id and e.failing_since is not null;
        return v_delivery.status;
    end if;

    -- An attempt whose lease ran out has no say any more: another one has begun.
    if v_delivery.status = 'waiting' and v_delivery.attempts = p_attempt then
        v_next := now() + app.webhook_pause(v_delivery.failures + 1);
        update webhook_deliveries d
        set status = case when v_next > d.retry_until then 'failed'::webhook_delivery_status else d.status end,
            failures = d.failures + 1, next_attempt_at = v_next, lease_until = null,
            reply_status = p_reply_status, duration_ms = p_duration_ms, error = p_error
        where d.organization_id = p_organization_id and d.id = p_id
        returning * into v_delivery;
    end if;
    if v_endpoint.failing_since is null then
        update webhook_endpoints e set failing_since = now()
        where e.organization_id = p_organization_id and e.id = v_endpoint.id and e.is_active;
    elsif v_endpoint.is_active and v_endpoint.failing_since < now() - interval '5 days' then
        perform app.disable_webhook_endpoint(p_organization_id, v_endpoint.id, 'failing');
        perform app.mail_webhook_disabled(v_endpoint);
        v_delivery.status := case when v_delivery.status = 'waiting' then 'failed' else v_delivery.status end;
    end if;
    return v_delivery.status;
end
$$;

-- Removes what events say of these bookings, with their deliveries: their customer is erased.
create or replace function app.forget_webhook_events_of(p_organization_id uuid, p_booking_ids uuid[]) returns void
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    delete from webhook_events v where v.organization_id = p_organization_id and v.booking_id = any (p_booking_ids);
end
$$;

-- Removes events older than this with their deliveries, at most p_events of them, and deleted endpoints that have no
-- deliveries any more. Returns how many events went.
create or replace function app.forget_webhooks(p_age interval, p_events integer) returns integer
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_count integer;
begin
    -- Materialized: a plan that read the subquery again for each event would skip what it has locked, and take more.
    with gone as materialized (
        select old.organization_id, old.id from webhook_events old
        where old.planned_at < now() - p_age
        order by old.planned_at limit p_events for update skip locked)
    delete from webhook_events v using gone
    where v.organization_id = gone.organization_id and v.id = gone.id;
    get diagnostics v_count = row_count;
    delete from webhook_endpoints e
    where e.deleted_at is not null
      and not exists (select from webhook_deliveries d
                      where d.organization_id = e.organization_id and d.endpoint_id = e.id);
    return v_count;
end
$$;

do $$
declare
    v_function text;
begin
    foreach v_function in array array['app.webhook_object(uuid, text, jsonb)', 'app.dispute_json(disputes)',
        'app.webhook_event_document(uuid, uuid, text, timestamptz, jsonb)',
        'app.hears_of(webhook_endpoints, text, timestamptz)', 'app.outbox_position_of(text)',
        'app.plan_webhook_deliveries(integer)', 'app.test_webhook_endpoint(uuid, text, text)',
        'app.take_webhook_delivery(integer, interval)', 'app.webhook_pause(integer)',
        'app.mail_webhook_disabled(webhook_endpoints)',
        'app.settle_webhook_delivery(uuid, uuid, integer, integer, text, integer, text)',
        'app.forget_webhook_events_of(uuid, uuid[])', 'app.forget_webhooks(interval, integer)']
    loop
        execute format('alter function %s owner to bookingtms_engine', v_function);
        execute format('revoke execute on function %s from public', v_function);
    end loop;
end
$$;
grant execute on function app.test_webhook_endpoint(uuid, text, text) to authenticated;
