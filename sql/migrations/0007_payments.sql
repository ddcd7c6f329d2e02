-- Money that moves: checkouts that wait for a payment, payments, refunds, disputes, and the ledger that all of it is
-- booked in (docs/explanation/payments.md).

alter type payment_status add value 'partially_paid' after 'unpaid';
alter type checkout_status add value 'returned';

create type payment_provider as enum ('pay_at_venue', 'gift_card', 'test', 'stripe', 'none');
create type payment_state    as enum ('open', 'succeeded', 'failed', 'expired');
create type payment_purpose  as enum ('checkout', 'balance', 'gift_card', 'venue');
create type refund_target    as enum ('provider', 'gift_card', 'venue');
create type refund_state     as enum ('due', 'succeeded', 'failed');
create type dispute_state    as enum ('open', 'won', 'lost');
create type ledger_account   as enum (
    'receivable', 'card_clearing', 'venue_cash', 'gift_card_liability', 'sales', 'tax_payable', 'booking_fees',
    'processing_fees', 'disputes', 'unapplied_payments');

-- Where the money of an organization goes.
create table payment_accounts (
    organization_id   uuid not null primary key references organizations (id),
    provider          payment_provider not null check (provider = 'stripe'),
    account_id        text not null unique check (length(account_id) between 1 and 255),
    charges_enabled   boolean not null default false,
    payouts_enabled   boolean not null default false,
    details_submitted boolean not null default false,
    country           text,
    updated_at        timestamptz not null default now()
);

-- What visitors may choose beside online payment. An organization without a row takes payment at the venue.
create table payment_settings (
    organization_id uuid not null primary key references organizations (id),
    pay_at_venue    boolean not null default true,
    version         integer not null default 1
);

-- A checkout keeps what was ordered and for how much until it is a booking.
alter table checkouts
    drop constraint checkouts_provider_check,
    add column quote jsonb,
    add column contact jsonb,
    -- The ids and the code that the booking will have.
    add column prepared jsonb,
    add column success_url text,
    add column cancel_url text,
    add column ended_at timestamptz;
alter table checkouts
    add constraint checkouts_provider_check check (provider in ('pay_at_venue', 'test', 'stripe', 'none')) not valid;
alter table checkouts validate constraint checkouts_provider_check;
create index checkouts_email on checkouts (organization_id, (contact ->> 'email')) where contact is not null;

alter table bookings
    add column checkout_id uuid,
    -- What the booking costs now is total_minor + adjustment_minor: a cancellation takes back what is not kept.
    add column adjustment_minor bigint not null default 0,
    add column paid_minor bigint not null default 0,
    add column refunded_minor bigint not null default 0,
    -- False: sold before there was a ledger, and not moved since.
    add column is_ledgered boolean not null default false,
    add column checked_out_at timestamptz,
    -- Counts what customers have to be told: their calendars replace an older sequence.
    add column change_count integer not null default 0,
    add constraint costs_nothing_negative check (total_minor + adjustment_minor >= 0) not valid,
    add constraint refunded_at_most_paid check (refunded_minor between 0 and paid_minor) not valid;
alter table bookings validate constraint costs_nothing_negative;
alter table bookings validate constraint refunded_at_most_paid;

create table payments (
    organization_id       uuid not null,
    id                    uuid not null,
    purpose               payment_purpose not null,
    checkout_id           uuid,
    booking_id            uuid,
    gift_card_id          uuid,
    provider              payment_provider not null,
    -- Stripe's names of the connected account, the Checkout Session and the PaymentIntent.
    account_id            text,
    session_id            text,
    intent_id             text,
    url                   text,
    status                payment_state not null,
    amount_minor          bigint not null check (amount_minor > 0),
    currency              currency_code not null,
    application_fee_minor bigint not null default 0,
    captured_minor        bigint not null default 0,
    -- What went back or is due to go back.
    refunded_minor        bigint not null default 0,
    -- Until then the customer may pay.
    expires_at            timestamptz not null,
    -- When the provider is asked for the truth, whether or not a webhook came.
    check_at              timestamptz,
    checks                integer not null default 0,
    created_by            uuid,
    created_at            timestamptz not null default now(),
    ended_at              timestamptz,
    version               integer not null default 1,
    primary key (organization_id, id),
    foreign key (organization_id, checkout_id) references checkouts (organization_id, id),
    foreign key (organization_id, booking_id) references bookings (organization_id, id),
    -- One payment for one checkout: there is nothing to pay twice.
    unique (organization_id, checkout_id),
    constraint captured_when_succeeded check ((status = 'succeeded') = (captured_minor > 0)),
    constraint refunded_at_most_captured check (refunded_minor between 0 and captured_minor),
    constraint fee_below_amount check (application_fee_minor between 0 and amount_minor)
);
create index payments_id on payments (id);
create index payments_booking on payments (organization_id, booking_id);
create index payments_due on payments (check_at) where status = 'open';

-- Gift cards that visitors buy: the card is made when the payment came.
create table gift_card_orders (
    organization_id uuid not null,
    -- The id that the card will have.
    id              uuid not null,
    payment_id      uuid not null,
    amount_minor    bigint not null check (amount_minor > 0),
    currency        currency_code not null,
    contact         jsonb not null,
    recipient_name  text check (length(recipient_name) between 1 and 200),
    recipient_email email_address,
    message         text not null default '' check (length(message) <= 500),
    success_url     text,
    cancel_url      text,
    issued_at       timestamptz,
    created_at      timestamptz not null default now(),
    primary key (organization_id, id),
    foreign key (organization_id, payment_id) references payments (organization_id, id)
);
create index gift_card_orders_payment on gift_card_orders (organization_id, payment_id);
create index gift_card_orders_email on gift_card_orders (organization_id, (contact ->> 'email'));

-- Unique across tenants by nature: it is how an event of a provider finds its payment.
create table payment_objects (
    provider        payment_provider not null,
    object_id       text not null check (length(object_id) between 1 and 255),
    organization_id uuid not null,
    payment_id      uuid not null,
    primary key (provider, object_id),
    foreign key (organization_id, payment_id) references payments (organization_id, id)
);
create index payment_objects_payment on payment_objects (organization_id, payment_id);

-- Each event of a provider is handled once, in the transaction that notes it here.
create table payment_events (
    provider        payment_provider not null,
    event_id        text not null check (length(event_id) between 1 and 255),
    organization_id uuid references organizations (id),
    kind            text not null,
    -- The event itself, while it came before the payment that it is about was made: a dispute, a refund.
    waiting         jsonb,
    received_at     timestamptz not null default now(),
    primary key (provider, event_id)
);
create index payment_events_waiting on payment_events (provider, (waiting ->> 'intent_id')) where waiting is not null;
create index payment_events_organization on payment_events (organization_id);
create index payment_events_age on payment_events (received_at);

create table refunds (
    organization_id    uuid not null,
    id                 uuid not null,
    payment_id         uuid not null,
    booking_id         uuid,
    amount_minor       bigint not null check (amount_minor > 0),
    currency           currency_code not null,
    reason             text not null check (length(reason) between 1 and 500),
    target             refund_target not null,
    gift_card_id       uuid,
    status             refund_state not null default 'due',
    provider_refund_id text,
    attempts           integer not null default 0,
    next_attempt_at    timestamptz not null default now(),
    lease_until        timestamptz,
    last_error         text,
    created_by         uuid,
    created_at         timestamptz not null default now(),
    ended_at           timestamptz,
    primary key (organization_id, id),
    foreign key (organization_id, payment_id) references payments (organization_id, id),
    foreign key (organization_id, booking_id) references bookings (organization_id, id)
);
create index refunds_id on refunds (id);
create index refunds_payment on refunds (organization_id, payment_id);
create index refunds_booking on refunds (organization_id, booking_id);
create index refunds_due on refunds (next_attempt_at) where status = 'due';
create unique index refunds_provider_id on refunds (organization_id, provider_refund_id);

create table disputes (
    organization_id     uuid not null,
    id                  uuid not null,
    payment_id          uuid not null,
    provider_dispute_id text not null,
    amount_minor        bigint not null check (amount_minor > 0),
    currency            currency_code not null,
    reason              text not null default '',
    status              dispute_state not null,
    created_at          timestamptz not null default now(),
    ended_at            timestamptz,
    primary key (organization_id, id),
    foreign key (organization_id, payment_id) references payments (organization_id, id),
    unique (organization_id, provider_dispute_id)
);
create index disputes_payment on disputes (organization_id, payment_id);

-- Double entry: what one transaction posts sums to zero. Debit is positive, credit negative. Balances are sums.
create table ledger_entries (
    organization_id uuid not null references organizations (id),
    id              uuid not null default gen_random_uuid(),
    transaction_id  uuid not null,
    kind            text not null check (kind ~ '^[a-z_.]{1,50}$'),
    account         ledger_account not null,
    amount_minor    bigint not null check (amount_minor <> 0),
    currency        currency_code not null,
    booking_id      uuid,
    payment_id      uuid,
    refund_id       uuid,
    gift_card_id    uuid,
    created_at      timestamptz not null default now(),
    primary key (organization_id, id)
);
create index ledger_entries_booking on ledger_entries (organization_id, booking_id);
create index ledger_entries_payment on ledger_entries (organization_id, payment_id);
create index ledger_entries_account on ledger_entries (organization_id, account, created_at);
create index ledger_entries_time on ledger_entries (organization_id, created_at, id);

create function app.refuse_unbalanced() returns trigger
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    if exists (select from new_rows n group by n.organization_id, n.transaction_id, n.currency
               having sum(n.amount_minor) <> 0) then
        raise exception 'the entries of a ledger transaction do not sum to zero' using errcode = 'check_violation';
    end if;
    return null;
end
$$;
create function app.refuse_ledger_change() returns trigger
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    raise exception 'the ledger is append-only' using errcode = 'insufficient_privilege';
end
$$;
revoke execute on function app.refuse_unbalanced(), app.refuse_ledger_change() from public;
create trigger balanced after insert on ledger_entries referencing new table as new_rows
    for each statement execute function app.refuse_unbalanced();
create trigger append_only before update or delete or truncate on ledger_entries
    for each statement execute function app.refuse_ledger_change();

do $$
declare
    v_table text;
begin
    foreach v_table in array array['payment_accounts', 'payment_settings', 'payments', 'payment_objects',
                                   'payment_events', 'refunds', 'disputes', 'ledger_entries', 'gift_card_orders'] loop
        execute format('alter table %I enable row level security', v_table);
        execute format('alter table %I force row level security', v_table);
        execute format('create policy engine_all on %I to bookingtms_engine using (true) with check (true)', v_table);
        execute format('grant select, insert, update, delete on %I to bookingtms_engine', v_table);
    end loop;
    foreach v_table in array array['payment_accounts', 'payment_settings', 'payments', 'refunds', 'disputes',
                                   'ledger_entries'] loop
        execute format(
            'create policy staff_reads on %I for select to authenticated using (
                (organization_id = (select public.get_my_organization_id_safe())
                 and (select app.has_permission(''payments:read'')))
                or (select public.is_platform_admin()))', v_table);
        execute format('grant select on %I to authenticated', v_table);
    end loop;
end
$$;
revoke update, delete on ledger_entries from bookingtms_engine;
create trigger count_version before update on payment_settings for each row execute function app.count_version();
create trigger count_version before update on payments for each row execute function app.count_version();

do $$
begin
    perform app.keep_audit_of(name::regclass, p_key => 'organization_id', p_resource => 'organization_id')
    from unnest('{payment_accounts, payment_settings}'::text[]) name;
    perform app.keep_audit_of('payments', p_redacted => '{url}', p_bookkeeping => '{check_at, checks}');
    perform app.keep_audit_of('refunds', p_bookkeeping => '{attempts, next_attempt_at, lease_until, last_error}');
    perform app.keep_audit_of('disputes');
    perform app.keep_audit_of('gift_card_orders',
        p_redacted => '{contact, recipient_name, recipient_email, message, success_url, cancel_url}');
end
$$;
