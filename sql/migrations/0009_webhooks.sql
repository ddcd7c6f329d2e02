-- Webhooks: the addresses that organizations want to hear at, what they are told, and what became of it
-- (docs/reference/webhooks.md).

alter type mail_template add value if not exists 'webhook_disabled';

create type webhook_delivery_status as enum ('waiting', 'delivered', 'failed');
create type webhook_disabled_reason as enum ('staff', 'failing');

create table webhook_endpoints (
    organization_id        uuid not null references organizations (id),
    id                     uuid not null,
    url                    text not null check (length(url) between 1 and 2000),
    description            text not null default '' check (length(description) <= 500),
    -- Empty: every type.
    event_types            text[] not null default '{}',
    -- Sealed with the server's key. While one takes over from another, deliveries are signed with both.
    secret_sealed          text not null,
    previous_secret_sealed text,
    overlap_until          timestamptz,
    is_active              boolean not null default true,
    -- What happened before is not told: neither from before it was made, nor from while it was disabled.
    active_since           timestamptz not null default now(),
    disabled_reason        webhook_disabled_reason,
    disabled_at            timestamptz,
    -- The first failure since the last success.
    failing_since          timestamptz,
    -- The row stays for as long as there are deliveries to it.
    deleted_at             timestamptz,
    created_by             uuid,
    created_at             timestamptz not null default now(),
    version                integer not null default 1,
    primary key (organization_id, id),
    constraint disabled_has_reason check (is_active = (disabled_reason is null)
                                          and is_active = (disabled_at is null)),
    constraint deleted_is_disabled check (deleted_at is null or not is_active),
    constraint previous_secret_ends check ((previous_secret_sealed is null) = (overlap_until is null))
);
-- For the endpoints that an event goes to, and to remove those that are gone.
create index webhook_endpoints_active on webhook_endpoints (organization_id) where is_active;
create index webhook_endpoints_deleted on webhook_endpoints (deleted_at) where deleted_at is not null;

-- What happened, as the endpoints are told: made once, so that every attempt sends the same text.
create table webhook_events (
    organization_id uuid not null references organizations (id),
    id              uuid not null,
    -- The row of the outbox that it was made from, once; null for a ping.
    outbox_id       bigint,
    type            text not null,
    -- That it is about, so that a customer can be erased from it.
    booking_id      uuid,
    occurred_at     timestamptz not null,
    document        jsonb not null,
    planned_at      timestamptz not null default now(),
    primary key (organization_id, id),
    unique (organization_id, outbox_id)
);
create index webhook_events_booking on webhook_events (organization_id, booking_id) where booking_id is not null;
create index webhook_events_age on webhook_events (planned_at);

create table webhook_deliveries (
    organization_id uuid not null,
    id              uuid not null,
    endpoint_id     uuid not null,
    event_id        uuid not null,
    event_type      text not null,
    status          webhook_delivery_status not null default 'waiting',
    attempts        integer not null default 0,
    -- Failures since it was made or asked for again; they lengthen the pauses.
    failures        integer not null default 0,
    -- While an attempt is under way: when another one may begin, should nothing be heard of it.
    next_attempt_at timestamptz not null default now(),
    lease_until     timestamptz,
    -- No attempt begins later.
    retry_until     timestamptz not null default now() + interval '3 days',
    -- Of the last attempt.
    reply_status    integer,
    duration_ms     integer,
    error           text,
    created_at      timestamptz not null default now(),
    delivered_at    timestamptz,
    primary key (organization_id, id),
    unique (organization_id, event_id, endpoint_id),
    foreign key (organization_id, endpoint_id) references webhook_endpoints (organization_id, id),
    foreign key (organization_id, event_id) references webhook_events (organization_id, id) on delete cascade,
    constraint delivered_has_time check ((status = 'delivered') = (delivered_at is not null)),
    constraint leased_while_waiting check (lease_until is null or status = 'waiting')
);
create index webhook_deliveries_waiting on webhook_deliveries (organization_id, endpoint_id, next_attempt_at)
    where status = 'waiting';
create index webhook_deliveries_leased on webhook_deliveries (organization_id, endpoint_id)
    where lease_until is not null;
-- Newest first; of all, of an endpoint, in a state.
create index webhook_deliveries_endpoint on webhook_deliveries (organization_id, endpoint_id, id);
create index webhook_deliveries_status on webhook_deliveries (organization_id, status, id);

create table webhook_attempts (
    organization_id uuid not null,
    delivery_id     uuid not null,
    number          integer not null,
    ended_at        timestamptz not null default now(),
    duration_ms     integer not null,
    -- Null where no reply came; the error says why.
    reply_status    integer,
    -- The beginning of it.
    reply           text,
    error           text,
    primary key (organization_id, delivery_id, number),
    foreign key (organization_id, delivery_id) references webhook_deliveries (organization_id, id) on delete cascade
);

-- How far the outbox was read, by whom. A reader moves its position in the transaction of what it made of the rows.
create table outbox_positions (
    reader         text primary key,
    transaction_id xid8 not null,
    id             bigint not null
);

do $$
declare
    v_table text;
begin
    foreach v_table in array array['webhook_endpoints', 'webhook_events', 'webhook_deliveries', 'webhook_attempts',
        'outbox_positions']
    loop
        execute format('alter table %I enable row level security', v_table);
        execute format('alter table %I force row level security', v_table);
        execute format('create policy engine_all on %I to bookingtms_engine using (true) with check (true)', v_table);
        execute format('grant select, insert, update, delete on %I to bookingtms_engine', v_table);
    end loop;
    -- Not under audit: events (each tells of a change that is), deliveries and attempts (a log themselves), and the
    -- positions of readers.
    perform app.keep_audit_of('webhook_endpoints', p_redacted => '{secret_sealed, previous_secret_sealed}',
        p_bookkeeping => '{failing_since}');
end
$$;

-- What happens from now on.
set local role bookingtms_engine;
insert into outbox_positions (reader, transaction_id, id)
values ('webhooks', pg_snapshot_xmin(pg_current_snapshot()), 0);
reset role;
