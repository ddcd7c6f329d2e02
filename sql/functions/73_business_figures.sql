-- What operators watch of the business of all organizations together (docs/reference/metrics.md).

-- Of these sessions those whose seats do not add up, as sql/checks/capacity_ledger.sql says of all of them.
create or replace function app.drifting_sessions(p_session_ids uuid[]) returns uuid[]
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select coalesce(array_agg(s.id order by s.id), '{}')
        from activity_sessions s
        where s.id = any (p_session_ids)
          and s.capacity_total <> s.capacity_remaining
              + (select coalesce(sum(r.spots_reserved), 0) from slot_reservations r
                 where r.organization_id = s.organization_id and r.session_id = s.id and r.status = 'held')
              + (select coalesce(sum(b.spots), 0) from bookings b
                 where b.organization_id = s.organization_id and b.session_id = s.id and b.status <> 'cancelled'));
end
$$;

-- Transactions of the ledger of the last day that do not sum to zero.
create or replace function app.count_ledger_drift() returns bigint
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select count(*)
        from organizations g
        cross join lateral (
            select from ledger_entries l
            where l.organization_id = g.id and l.created_at > now() - interval '1 day'
            group by l.transaction_id, l.currency having sum(l.amount_minor) <> 0) t);
end
$$;

-- What waits to be done, and for how long the oldest has been due. No queue is counted beyond 100,000.
create or replace function app.measure_queues() returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        with waiting (queue, due_at) as (
            (select 'outbox', o.created_at from outbox_positions p
             join outbox o on (o.transaction_id, o.id) > (p.transaction_id, p.id)
             where p.reader = 'webhooks' limit 100000)
            union all
            (select 'mails', m.next_attempt_at from mail_outbox m
             where m.sent_at is null and m.failed_at is null and m.next_attempt_at <= now() limit 100000)
            union all
            (select 'webhooks', d.next_attempt_at from webhook_deliveries d
             join webhook_endpoints e on e.organization_id = d.organization_id and e.id = d.endpoint_id and e.is_active
             where d.status = 'waiting' and d.next_attempt_at <= now() limit 100000)
            union all
            (select 'payments', p.check_at from payments p
             where p.status = 'open' and p.check_at <= now() limit 100000)
            union all
            (select 'refunds', r.next_attempt_at from refunds r
             where r.status = 'due' and r.next_attempt_at <= now() limit 100000)
            union all
            (select 'holds', h.expires_at from slot_reservations h
             where h.status = 'held' and h.expires_at <= now() limit 100000)
        )
        select jsonb_object_agg(q.queue, jsonb_build_object('rows', coalesce(w.rows, 0),
                   'oldest_seconds', greatest(coalesce(extract(epoch from now() - w.oldest), 0), 0)))
        from unnest('{outbox, mails, webhooks, payments, refunds, holds}'::text[]) q (queue)
        left join (select queue, count(*) as rows, min(due_at) as oldest from waiting group by queue) w using (queue));
end
$$;

-- Moves the position of the figures in the outbox over what happened since, and says it: {events: {topic: how often},
-- session_ids: whose seats changed}.
create or replace function app.read_events_for_figures(p_from outbox_positions) returns jsonb
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_read record;
begin
    with page as materialized (
        select o.transaction_id, o.id, o.topic, o.payload from outbox o
        where (o.transaction_id, o.id) > (p_from.transaction_id, p_from.id)
          and o.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
        order by o.transaction_id, o.id
        limit 50000
    ), last_one as (
        select p.transaction_id, p.id from page p order by p.transaction_id desc, p.id desc limit 1
    )
    select (select jsonb_object_agg(t.topic, t.events) from (
                select p.topic, count(*) as events from page p
                where p.topic not in ('session.changed', 'row.changed') group by p.topic) t) as events,
           (select jsonb_agg(distinct p.payload -> 'id') from page p where p.topic = 'session.changed') as session_ids,
           (select l.transaction_id from last_one l) as transaction_id, (select l.id from last_one l) as id
    into v_read;
    if v_read.id is not null then
        update outbox_positions p set transaction_id = v_read.transaction_id, id = v_read.id
        where p.reader = p_from.reader;
    end if;
    return jsonb_build_object('events', coalesce(v_read.events, '{}'),
        'session_ids', coalesce(v_read.session_ids, '[]'));
end
$$;

-- The figures, measured anew where that is p_every ago and no other node does it: {events: {topic: since the first
-- measurement}, queues: {queue: {rows, oldest_seconds}}, drifting_sessions: [ids], unbalanced_transactions,
-- measured_at}. Before the first measurement {}.
create or replace function app.measure_business(p_every interval, p_ledger_every interval) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_known business_figures;
    v_from outbox_positions;
    v_news jsonb;
    v_checks_ledger boolean;
begin
    select * into strict v_known from business_figures;
    if v_known.measured_at > clock_timestamp() - p_every then
        return v_known.figures;
    end if;
    v_from := app.outbox_position_of('figures');
    if v_from.reader is null then
        return v_known.figures;
    end if;
    -- Whoever held the lock before has written what it counted.
    select * into strict v_known from business_figures;
    v_checks_ledger := coalesce(v_known.ledger_checked_at <= clock_timestamp() - p_ledger_every, true);
    v_news := app.read_events_for_figures(v_from);
    update business_figures f
    set measured_at = clock_timestamp(),
        ledger_checked_at = case when v_checks_ledger then clock_timestamp() else f.ledger_checked_at end,
        figures = jsonb_build_object(
            'events', (
                select coalesce(jsonb_object_agg(e.topic, e.events), '{}') from (
                    select t.key as topic, sum(t.value::bigint) as events
                    from (select * from jsonb_each_text(v_known.figures -> 'events')
                          union all select * from jsonb_each_text(v_news -> 'events')
                          -- A rate needs a beginning: what never happened is 0.
                          union all select e, '0'
                          from unnest(app.webhook_event_types() || 'payment.refund_due'::text) e) t
                    group by t.key) e),
            'queues', app.measure_queues(),
            -- Those that were found stay until they add up.
            'drifting_sessions', to_jsonb(app.drifting_sessions(array(
                select s::uuid from jsonb_array_elements_text(v_news -> 'session_ids') s
                union select s::uuid from jsonb_array_elements_text(v_known.figures -> 'drifting_sessions') s))),
            'unbalanced_transactions', case when v_checks_ledger then to_jsonb(app.count_ledger_drift())
                                            else v_known.figures -> 'unbalanced_transactions' end,
            'measured_at', extract(epoch from clock_timestamp()))
    returning * into v_known;
    return v_known.figures;
end
$$;

do $$
declare
    v_function text;
begin
    foreach v_function in array array['app.drifting_sessions(uuid[])', 'app.count_ledger_drift()',
        'app.measure_queues()', 'app.read_events_for_figures(outbox_positions)',
        'app.measure_business(interval, interval)']
    loop
        execute format('alter function %s owner to bookingtms_engine', v_function);
        execute format('revoke execute on function %s from public', v_function);
    end loop;
end
$$;
