-- What is sold and for how much: ticket types, price rules, taxes, fees, deposits, cancellation policies, promo codes
-- and gift cards. Amounts are minor units of the organization's currency; rates are parts per million (8.875 % is
-- 88,750). docs/explanation/pricing.md says how a price comes about, sql/functions/36_pricing.sql does it.

create type fee_mode           as enum ('absorbed', 'passed_on');
create type discount_kind      as enum ('percent', 'fixed', 'free');
create type discount_state     as enum ('reserved', 'settled', 'returned');
create type gift_card_status   as enum ('active', 'void');
create type gift_card_use_kind as enum ('redemption', 'credit');

-- Who may come for which price; of activities that are sold by the seat. Never deleted, since bookings name them.
create table ticket_types (
    organization_id uuid not null,
    id              uuid not null,
    activity_id     uuid not null,
    name            text not null check (length(name) between 1 and 100),
    -- In years, both included; null: no bound.
    min_age         integer check (min_age between 0 and 150),
    max_age         integer check (max_age between 0 and 150),
    price_minor     bigint not null check (price_minor between 0 and 100000000000),
    -- They are shown in this order. The first is what a person costs where nobody says which tickets.
    position        integer not null default 0 check (position between 0 and 10000),
    is_active       boolean not null default true,
    version         integer not null default 1,
    created_at      timestamptz not null default now(),
    primary key (organization_id, id),
    -- Price rules point at a ticket type of their own activity.
    unique (organization_id, activity_id, id),
    foreign key (organization_id, activity_id) references activities (organization_id, id),
    constraint ages_in_order check (min_age <= max_age)
);
create index ticket_types_shown on ticket_types (organization_id, activity_id, position, id);

-- Prices by weekday, time of day and season, by the clock of the venue at the start of a session. Of the rules of an
-- activity the first one that matches counts, and no other.
create table price_rules (
    organization_id uuid not null,
    id              uuid not null,
    activity_id     uuid not null,
    name            text not null check (length(name) between 1 and 100),
    -- Of this ticket type alone; null: of all, and of activities without ticket types.
    ticket_type_id  uuid,
    -- 1 is Monday, 7 Sunday; null: every day.
    weekdays        smallint[] check (cardinality(weekdays) between 1 and 7
        and weekdays <@ '{1,2,3,4,5,6,7}'::smallint[]),
    -- From this time on and before that one; null: no bound.
    from_time       time,
    to_time         time,
    -- From this day to that one, both included; null: no bound.
    from_date       date,
    to_date         date,
    -- What happens to the price: one of the three. No price falls below zero.
    change_ppm      integer check (change_ppm between -1000000 and 10000000),
    change_minor    bigint check (change_minor between -100000000000 and 100000000000),
    price_minor     bigint check (price_minor between 0 and 100000000000),
    position        integer not null default 0 check (position between 0 and 10000),
    is_active       boolean not null default true,
    version         integer not null default 1,
    created_at      timestamptz not null default now(),
    primary key (organization_id, id),
    foreign key (organization_id, activity_id) references activities (organization_id, id),
    foreign key (organization_id, activity_id, ticket_type_id)
        references ticket_types (organization_id, activity_id, id),
    constraint times_in_order check (from_time < to_time),
    constraint dates_in_order check (from_date <= to_date),
    constraint one_change check (num_nonnulls(change_ppm, change_minor, price_minor) = 1)
);
create index price_rules_order on price_rules (organization_id, activity_id, position, id);
create index price_rules_ticket_type on price_rules (organization_id, activity_id, ticket_type_id);

create table tax_rates (
    organization_id uuid not null references organizations (id),
    id              uuid not null,
    -- Null: of all activities.
    activity_id     uuid,
    name            text not null check (length(name) between 1 and 100),
    rate_ppm        integer not null check (rate_ppm between 0 and 1000000),
    -- The price has the tax in it; otherwise it comes on top.
    is_inclusive    boolean not null,
    position        integer not null default 0 check (position between 0 and 10000),
    is_active       boolean not null default true,
    version         integer not null default 1,
    created_at      timestamptz not null default now(),
    primary key (organization_id, id),
    foreign key (organization_id, activity_id) references activities (organization_id, id)
);
create index tax_rates_activity on tax_rates (organization_id, activity_id);

-- What every booking of an organization costs besides its price. One row for each organization.
create table organization_pricing (
    organization_id    uuid primary key references organizations (id),
    booking_fee_name   text not null default 'Booking fee' check (length(booking_fee_name) between 1 and 100),
    booking_fee_ppm    integer not null default 0 check (booking_fee_ppm between 0 and 1000000),
    booking_fee_minor  bigint not null default 0 check (booking_fee_minor between 0 and 100000000),
    -- Passed on, the customer pays it as a line of its own; absorbed, it is in the price and costs the organization.
    booking_fee_mode   fee_mode not null default 'passed_on',
    -- Taxes are taken from the booking fee as from the price.
    booking_fee_taxed  boolean not null default true,
    -- What the platform keeps of a payment. Platform admins alone write it.
    platform_fee_ppm   integer not null default 0 check (platform_fee_ppm between 0 and 1000000),
    platform_fee_minor bigint not null default 0 check (platform_fee_minor between 0 and 100000000),
    version            integer not null default 1
);

create table promo_codes (
    organization_id       uuid not null references organizations (id),
    id                    uuid not null,
    -- In capitals; customers may write it as they like.
    code                  text not null check (code ~ '^[A-Z0-9][A-Z0-9_-]{2,39}$'),
    description           text not null default '' check (length(description) <= 200),
    kind                  discount_kind not null,
    percent_ppm           integer check (percent_ppm between 1 and 1000000),
    amount_minor          bigint check (amount_minor between 1 and 100000000000),
    -- From this moment on and before that one; null: no bound.
    valid_from            timestamptz,
    valid_until           timestamptz,
    minimum_minor         bigint not null default 0 check (minimum_minor between 0 and 100000000000),
    max_uses              integer check (max_uses between 1 and 1000000000),
    max_uses_per_customer integer check (max_uses_per_customer between 1 and 1000000000),
    -- By open checkouts, and by bookings.
    uses_reserved         integer not null default 0 check (uses_reserved >= 0),
    uses_settled          integer not null default 0 check (uses_settled >= 0),
    is_active             boolean not null default true,
    version               integer not null default 1,
    created_at            timestamptz not null default now(),
    primary key (organization_id, id),
    unique (organization_id, code),
    constraint dates_in_order check (valid_from < valid_until),
    constraint percent_has_rate check ((kind = 'percent') = (percent_ppm is not null)),
    constraint fixed_has_amount check ((kind = 'fixed') = (amount_minor is not null)),
    constraint uses_within_limit check (uses_reserved + uses_settled <= max_uses)
);

-- The activities that a code is for; a code without any is for all.
create table promo_code_activities (
    organization_id uuid not null,
    promo_code_id   uuid not null,
    activity_id     uuid not null,
    primary key (organization_id, promo_code_id, activity_id),
    foreign key (organization_id, promo_code_id) references promo_codes (organization_id, id),
    foreign key (organization_id, activity_id) references activities (organization_id, id)
);
create index promo_code_activities_activity on promo_code_activities (organization_id, activity_id);

-- A checkout has one use at most. Its checkout may be written later in the same transaction.
create table promo_code_uses (
    organization_id uuid not null,
    checkout_id     uuid not null,
    promo_code_id   uuid not null,
    -- Null once the customer is erased.
    email           email_address,
    discount_minor  bigint not null check (discount_minor >= 0),
    booking_id      uuid,
    state           discount_state not null default 'reserved',
    created_at      timestamptz not null default now(),
    ended_at        timestamptz,
    primary key (organization_id, checkout_id),
    foreign key (organization_id, checkout_id) references checkouts (organization_id, id)
        deferrable initially deferred,
    foreign key (organization_id, promo_code_id) references promo_codes (organization_id, id),
    foreign key (organization_id, booking_id) references bookings (organization_id, id),
    constraint ended_exactly_when_not_reserved check ((state = 'reserved') = (ended_at is null)),
    constraint settled_has_booking check ((state = 'settled') = (booking_id is not null))
);
create index promo_code_uses_customer on promo_code_uses (organization_id, promo_code_id, email);
create index promo_code_uses_email on promo_code_uses (organization_id, email) where email is not null;
create index promo_code_uses_booking on promo_code_uses (organization_id, booking_id);

create table gift_cards (
    organization_id uuid not null references organizations (id),
    id              uuid not null,
    -- SHA-256 of the code. The code is made from the id with the server's key, so it stands nowhere; a card that a
    -- refund made has none until its customer is told.
    code_hash       text check (code_hash ~ '^[0-9a-f]{64}$'),
    last_four       text check (length(last_four) = 4),
    currency        currency_code not null,
    initial_minor   bigint not null check (initial_minor between 1 and 100000000000),
    -- What is left, and how much of it open checkouts have.
    balance_minor   bigint not null check (balance_minor >= 0),
    reserved_minor  bigint not null default 0 check (reserved_minor >= 0),
    status          gift_card_status not null default 'active',
    expires_at      timestamptz,
    recipient_name  text check (length(recipient_name) between 1 and 200),
    recipient_email email_address,
    message         text not null default '' check (length(message) <= 500),
    -- The refund that made it; null: staff issued it.
    refund_id       uuid,
    -- Staff issued it against money; otherwise it is a present.
    is_paid         boolean not null default false,
    created_by      uuid,
    version         integer not null default 1,
    created_at      timestamptz not null default now(),
    voided_at       timestamptz,
    primary key (organization_id, id),
    unique (organization_id, code_hash),
    constraint code_has_last_four check ((code_hash is null) = (last_four is null)),
    constraint reserved_within_balance check (reserved_minor <= balance_minor),
    constraint void_has_moment check ((status = 'void') = (voided_at is not null)),
    constraint void_has_no_reservation check (status = 'active' or reserved_minor = 0)
);
create index gift_cards_recipient on gift_cards (organization_id, recipient_email) where recipient_email is not null;

-- What a card paid (a redemption, of one checkout) and what came back to it (a credit, of one refund).
create table gift_card_uses (
    organization_id uuid not null,
    id              uuid not null default gen_random_uuid(),
    gift_card_id    uuid not null,
    kind            gift_card_use_kind not null,
    checkout_id     uuid,
    refund_id       uuid,
    booking_id      uuid,
    amount_minor    bigint not null check (amount_minor > 0),
    state           discount_state not null default 'reserved',
    created_at      timestamptz not null default now(),
    ended_at        timestamptz,
    primary key (organization_id, id),
    -- A checkout is paid by one card at most, and a refund goes to one card.
    unique (organization_id, checkout_id),
    unique (organization_id, refund_id),
    foreign key (organization_id, gift_card_id) references gift_cards (organization_id, id),
    foreign key (organization_id, checkout_id) references checkouts (organization_id, id)
        deferrable initially deferred,
    foreign key (organization_id, booking_id) references bookings (organization_id, id),
    constraint redemption_has_checkout check ((kind = 'redemption') = (checkout_id is not null)),
    constraint credit_has_refund check ((kind = 'credit') = (refund_id is not null)),
    constraint credit_is_settled check (kind = 'redemption' or state = 'settled'),
    constraint ended_exactly_when_not_reserved check ((state = 'reserved') = (ended_at is null))
);
create index gift_card_uses_card on gift_card_uses (organization_id, gift_card_id, created_at, id);
create index gift_card_uses_booking on gift_card_uses (organization_id, booking_id);

-- Codes that visitors tried and that were none, so that nobody guesses for long.
create table code_attempts (
    organization_id uuid not null references organizations (id),
    id              bigint generated always as identity,
    -- IPv6 as its /64.
    address         text not null,
    attempted_at    timestamptz not null default clock_timestamp(),
    primary key (organization_id, id)
);
create index code_attempts_address on code_attempts (organization_id, address, attempted_at);
create index code_attempts_age on code_attempts (attempted_at);

-- A part of the total, or an amount for each booking, is paid at once and the rest at the venue; null: all at once.
alter table activities
    add column deposit_ppm integer check (deposit_ppm between 1 and 1000000),
    add column deposit_minor bigint check (deposit_minor between 1 and 100000000000),
    add constraint one_deposit check (num_nonnulls(deposit_ppm, deposit_minor) <= 1),
    -- What a customer who cancels gets back: of the windows whose hours are still left before the start the one with
    -- the most hours counts, less the fee; in none of them nothing. Moving is possible until so many hours before. Who
    -- does not come pays this part of the total.
    add column cancellation_policy jsonb not null default
        '{"windows": [{"hours_before": 24, "refund_ppm": 1000000}], "fee_minor": 0, "reschedule_hours_before": 24,
          "no_show_fee_ppm": 1000000}',
    add constraint cancellation_policy_is_whole check (
        jsonb_path_match(cancellation_policy, '$.windows.type() == "array" && $.windows.size() <= 10
            && $.fee_minor >= 0 && $.fee_minor <= 100000000000 && $.fee_minor == $.fee_minor.floor()
            && $.reschedule_hours_before >= 0 && $.reschedule_hours_before <= 8760
            && $.reschedule_hours_before == $.reschedule_hours_before.floor()
            && $.no_show_fee_ppm >= 0 && $.no_show_fee_ppm <= 1000000
            && $.no_show_fee_ppm == $.no_show_fee_ppm.floor()', silent => true) is true
        -- Every window is one of the whole ones.
        and jsonb_path_query_array(cancellation_policy, '$.windows[*]') = jsonb_path_query_array(cancellation_policy,
            '$.windows[*] ? (@.hours_before >= 0 && @.hours_before <= 8760 && @.hours_before == @.hours_before.floor()
                && @.refund_ppm >= 0 && @.refund_ppm <= 1000000 && @.refund_ppm == @.refund_ppm.floor())',
            silent => true));

-- An edit of what is new counts as one of the others does.
drop trigger count_version on activities;
create trigger count_version before update of name, slug, tagline, description, duration_minutes, capacity, min_party,
    max_party, price_minor, booking_cutoff_minutes, schedule, is_active, deposit_ppm, deposit_minor, cancellation_policy
    on activities for each row execute function app.count_version();
create trigger count_version before update on ticket_types for each row execute function app.count_version();
create trigger count_version before update on price_rules for each row execute function app.count_version();
create trigger count_version before update on tax_rates for each row execute function app.count_version();
create trigger count_version before update on organization_pricing for each row execute function app.count_version();
-- Uses and money that come and go are no edits.
create trigger count_version before update of code, description, kind, percent_ppm, amount_minor, valid_from,
    valid_until, minimum_minor, max_uses, max_uses_per_customer, is_active
    on promo_codes for each row execute function app.count_version();
create trigger count_version before update of code_hash, status, expires_at, recipient_name, recipient_email, message
    on gift_cards for each row execute function app.count_version();

-- Visitors and staff reach all of it through functions alone.
do $$
declare
    v_table text;
begin
    foreach v_table in array array['ticket_types', 'price_rules', 'tax_rates', 'organization_pricing', 'promo_codes',
        'promo_code_activities', 'promo_code_uses', 'gift_cards', 'gift_card_uses', 'code_attempts']
    loop
        execute format('alter table %I enable row level security', v_table);
        execute format('alter table %I force row level security', v_table);
        execute format('create policy engine_all on %I to bookingtms_engine using (true) with check (true)', v_table);
        execute format('grant select, insert, update, delete on %I to bookingtms_engine', v_table);
    end loop;
end
$$;

-- Attempts at codes are not under audit: they are of nobody, and gone after a day.
do $$
begin
    perform app.keep_audit_of(name::regclass) from unnest('{ticket_types, price_rules, tax_rates}'::text[]) name;
    perform app.keep_audit_of('organization_pricing', p_key => 'organization_id', p_resource => 'organization_id');
    perform app.keep_audit_of('promo_codes', p_bookkeeping => '{uses_reserved, uses_settled}');
    -- Within one statement the activities of one code change.
    perform app.keep_audit_of('promo_code_activities', p_key => 'activity_id', p_resource => 'promo_code_id');
    perform app.keep_audit_of('promo_code_uses', p_key => 'checkout_id', p_resource => 'promo_code_id',
        p_redacted => '{email}');
    perform app.keep_audit_of('gift_cards', p_bookkeeping => '{reserved_minor}',
        p_redacted => '{code_hash, recipient_name, recipient_email, message}');
    perform app.keep_audit_of('gift_card_uses', p_resource => 'gift_card_id');
end
$$;

-- An organization has its pricing from the moment that it is there, whichever version of the program makes it.
create function app.add_organization_pricing() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into organization_pricing (organization_id) values (new.id);
    return null;
end
$$;
revoke execute on function app.add_organization_pricing() from public;
alter function app.add_organization_pricing() owner to bookingtms_engine;
create trigger add_pricing after insert on organizations for each row execute function app.add_organization_pricing();
set local role bookingtms_engine;
insert into organization_pricing (organization_id) select id from organizations;
reset role;
