-- The core model: organization -> venue -> activity -> session -> reservation -> booking.
--
-- Rules that hold for every table here (docs/explanation/data-rules.md):
--   * tenant first: organization_id leads every primary key, unique key and foreign key, so a row
--     cannot point into another tenant;
--   * row-level security is forced and denies by default; what a role may see stands in 0002;
--   * money is integer minor units, time is timestamptz, statuses are enums.

create schema app;
comment on schema app is 'Functions that the program uses internally; tables stay in public.';

create type organization_status as enum ('pending', 'active', 'suspended', 'deleted');
create type booking_mode        as enum ('shared', 'private');
create type reservation_status  as enum ('held', 'converted', 'released', 'expired');
create type booking_status      as enum ('pending', 'confirmed', 'checked_in', 'completed', 'cancelled', 'no_show');
create type payment_status      as enum ('unpaid', 'paid', 'partially_refunded', 'refunded', 'failed', 'disputed');
create type checkout_status     as enum ('requires_payment', 'complete', 'expired', 'failed');
create type session_close_reason as enum ('closed_by_hand', 'blocked', 'not_in_schedule');

create domain email_address as text
    check (value = lower(btrim(value)) and value like '_%@_%' and length(value) <= 254);
create domain currency_code as text check (value ~ '^[A-Z]{3}$');

create table organizations (
    id            uuid primary key,
    name          text not null check (length(name) between 1 and 200),
    slug          text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    status        organization_status not null default 'pending',
    currency      currency_code not null,
    primary_color text not null default '#2563eb' check (primary_color ~ '^#[0-9a-f]{6}$'),
    created_at    timestamptz not null default now()
);

create table venues (
    organization_id uuid not null references organizations (id),
    id              uuid not null,
    name            text not null check (length(name) between 1 and 200),
    slug            text not null check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    address         text not null default '',
    -- IANA name. What a schedule means and what visitors see is this zone's wall clock.
    time_zone       text not null check (length(time_zone) between 1 and 64),
    is_active       boolean not null default true,
    created_at      timestamptz not null default now(),
    primary key (organization_id, id),
    unique (organization_id, slug)
);
create index venues_id on venues (id);

create table activities (
    organization_id        uuid not null,
    id                     uuid not null,
    venue_id               uuid not null,
    name                   text not null check (length(name) between 1 and 200),
    slug                   text not null check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    tagline                text not null default '',
    description            text not null default '',
    duration_minutes       integer not null check (duration_minutes between 5 and 1440),
    capacity               integer not null check (capacity between 1 and 1000),
    -- shared: sold by the seat. private: one party takes the whole session.
    mode                   booking_mode not null,
    min_party              integer not null default 1,
    max_party              integer not null,
    -- For one seat where shared, for the whole session where private.
    price_minor            bigint not null check (price_minor between 0 and 100000000000),
    currency               currency_code not null,
    -- Sales end this long before the start.
    booking_cutoff_minutes integer not null default 0 check (booking_cutoff_minutes between 0 and 43200),
    schedule               jsonb not null,
    -- How many days ahead visitors may book, today being 0.
    booking_window_days    integer not null generated always as ((schedule ->> 'booking_window_days')::integer) stored,
    -- Counts changes of schedule, duration, capacity and price, all that sessions are made from.
    schedule_version       integer not null default 1,
    -- What the sessions were last made from, and the last venue-local day they were made for.
    generated_version      integer not null default 0,
    generated_until        date,
    is_active              boolean not null default true,
    created_at             timestamptz not null default now(),
    primary key (organization_id, id),
    unique (organization_id, slug),
    foreign key (organization_id, venue_id) references venues (organization_id, id),
    check (min_party between 1 and max_party and max_party <= capacity)
);
create index activities_id on activities (id);
create index activities_venue on activities (organization_id, venue_id);

create table activity_sessions (
    organization_id    uuid not null,
    id                 uuid not null,
    activity_id        uuid not null,
    venue_id           uuid not null,
    start_time         timestamptz not null,
    end_time           timestamptz not null,
    capacity_total     integer not null,
    -- Changed by app.change_capacity() alone, with the row locked, and version with it.
    capacity_remaining integer not null,
    version            integer not null default 1,
    price_minor        bigint not null check (price_minor >= 0),
    currency           currency_code not null,
    is_closed          boolean not null default false,
    close_reason       session_close_reason,
    close_note         text not null default '',
    -- An operator resized it by hand: a changed schedule leaves it alone.
    is_customized      boolean not null default false,
    created_at         timestamptz not null default now(),
    primary key (organization_id, id),
    foreign key (organization_id, activity_id) references activities (organization_id, id),
    foreign key (organization_id, venue_id) references venues (organization_id, id),
    -- Generation is idempotent through this key.
    unique (organization_id, activity_id, start_time),
    constraint capacity_total_positive check (capacity_total between 1 and 1000),
    constraint capacity_remaining_in_range check (capacity_remaining between 0 and capacity_total),
    constraint ends_after_start check (end_time > start_time),
    constraint closed_has_reason check (is_closed = (close_reason is not null))
)
-- Holds update a session in place: no index has a column that they change, and pages keep room.
with (fillfactor = 70);
create index activity_sessions_id on activity_sessions (id);
create index activity_sessions_venue on activity_sessions (organization_id, venue_id, start_time);

create table slot_reservations (
    organization_id uuid not null,
    id              uuid not null,
    session_id      uuid not null,
    status          reservation_status not null default 'held',
    -- Seats that the hold takes from the session, and how many people come.
    spots_reserved  integer not null constraint positive_spots check (spots_reserved > 0),
    party_size      integer not null check (party_size > 0),
    customer_email  email_address,
    -- Whose hold it is, as far as we can know before they say: the network address.
    visitor         text not null,
    expires_at      timestamptz not null,
    extensions      integer not null default 0,
    created_at      timestamptz not null default now(),
    -- When it left `held`.
    ended_at        timestamptz,
    primary key (organization_id, id),
    foreign key (organization_id, session_id) references activity_sessions (organization_id, id),
    constraint ended_exactly_when_not_held check ((status = 'held') = (ended_at is null))
) with (fillfactor = 85);
create index slot_reservations_id on slot_reservations (id);
create index slot_reservations_session on slot_reservations (organization_id, session_id);
create index slot_reservations_live on slot_reservations (organization_id, session_id, expires_at)
    where status = 'held';
create index slot_reservations_due on slot_reservations (expires_at) where status = 'held';
create index slot_reservations_visitor on slot_reservations (visitor) where status = 'held';

create table customers (
    organization_id uuid not null references organizations (id),
    id              uuid not null,
    email           email_address not null,
    first_name      text not null check (length(first_name) between 1 and 100),
    last_name       text not null check (length(last_name) between 1 and 100),
    phone           text,
    created_at      timestamptz not null default now(),
    primary key (organization_id, id),
    unique (organization_id, email)
);
create index customers_id on customers (id);

create sequence booking_numbers as bigint;

create table bookings (
    organization_id   uuid not null,
    id                uuid not null,
    booking_number    text not null,
    confirmation_code text not null check (length(confirmation_code) >= 8),
    venue_id          uuid not null,
    activity_id       uuid not null,
    session_id        uuid not null,
    reservation_id    uuid not null,
    customer_id       uuid not null,
    status            booking_status not null,
    payment_status    payment_status not null,
    -- Seats taken from the session while the booking is active (not cancelled), and people who come.
    spots             integer not null check (spots > 0),
    party_size        integer not null check (party_size > 0),
    -- What was sold and for how much, as it was at the moment of booking.
    start_time        timestamptz not null,
    end_time          timestamptz not null,
    booking_date      date not null,
    total_minor       bigint not null check (total_minor >= 0),
    currency          currency_code not null,
    price_snapshot    jsonb not null,
    -- What this customer wrote on this booking; the customer's own record may say otherwise.
    contact           jsonb not null,
    version           integer not null default 1,
    created_at        timestamptz not null default now(),
    primary key (organization_id, id),
    unique (organization_id, booking_number),
    unique (organization_id, reservation_id),
    foreign key (organization_id, venue_id) references venues (organization_id, id),
    foreign key (organization_id, activity_id) references activities (organization_id, id),
    foreign key (organization_id, session_id) references activity_sessions (organization_id, id),
    foreign key (organization_id, reservation_id) references slot_reservations (organization_id, id),
    foreign key (organization_id, customer_id) references customers (organization_id, id)
);
create index bookings_id on bookings (id);
create index bookings_session on bookings (organization_id, session_id) where status <> 'cancelled';
create index bookings_session_all on bookings (organization_id, session_id);
create index bookings_customer on bookings (organization_id, customer_id);
create index bookings_activity on bookings (organization_id, activity_id);
create index bookings_venue on bookings (organization_id, venue_id);
create index bookings_date on bookings (organization_id, booking_date, status);

create table checkouts (
    organization_id uuid not null,
    id              uuid not null,
    reservation_id  uuid not null,
    booking_id      uuid,
    provider        text not null check (provider in ('pay_at_venue')),
    status          checkout_status not null,
    amount_minor    bigint not null check (amount_minor >= 0),
    currency        currency_code not null,
    expires_at      timestamptz not null,
    created_at      timestamptz not null default now(),
    primary key (organization_id, id),
    foreign key (organization_id, reservation_id) references slot_reservations (organization_id, id),
    foreign key (organization_id, booking_id) references bookings (organization_id, id),
    constraint complete_has_booking check ((status = 'complete') = (booking_id is not null))
);
create index checkouts_id on checkouts (id);
create index checkouts_reservation on checkouts (organization_id, reservation_id);
create index checkouts_booking on checkouts (organization_id, booking_id);

create table embed_configs (
    organization_id uuid not null references organizations (id),
    id              uuid not null,
    name            text not null check (length(name) between 1 and 200),
    is_active       boolean not null default true,
    created_at      timestamptz not null default now(),
    primary key (organization_id, id)
);
create index embed_configs_id on embed_configs (id);

-- Unique across tenants by nature: it is how a visitor's request finds its tenant.
create table embed_keys (
    embed_key       text primary key check (embed_key ~ '^emb_[0-9a-f]{24}$'),
    organization_id uuid not null,
    embed_config_id uuid not null,
    foreign key (organization_id, embed_config_id) references embed_configs (organization_id, id)
);
create index embed_keys_config on embed_keys (organization_id, embed_config_id);

-- A key is claimed, the change made and the reply kept in one transaction.
create table idempotency_keys (
    organization_id uuid not null references organizations (id),
    key             text not null check (length(key) between 1 and 255),
    -- SHA-256 of method, path and body: the same key with another request is refused.
    fingerprint     text not null,
    -- What the operation returned; null only inside the transaction that claims the key.
    outcome         jsonb,
    created_at      timestamptz not null default now(),
    primary key (organization_id, key)
);
create index idempotency_keys_age on idempotency_keys (created_at);

-- What others must learn of a change, written with the change.
create table outbox (
    organization_id uuid not null references organizations (id),
    id              bigint generated always as identity,
    topic           text not null,
    payload         jsonb not null,
    -- Ids are given before commit; readers use the transaction to not skip what commits late.
    transaction_id  xid8 not null default pg_current_xact_id(),
    created_at      timestamptz not null default now(),
    primary key (organization_id, id)
);
create index outbox_position on outbox (transaction_id, id);
create index outbox_age on outbox (created_at);
