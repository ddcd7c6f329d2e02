-- The schema that sql/migrations make, for readers; made by scripts/dump-schema, never applied.

CREATE SCHEMA app;

COMMENT ON SCHEMA app IS 'Functions that the program uses internally; tables stay in public.';

CREATE SCHEMA auth;

CREATE TYPE public.api_key_environment AS ENUM (
    'live',
    'test'
);

CREATE TYPE public.attempt_kind AS ENUM (
    'sign_in',
    'password_reset'
);

CREATE TYPE public.audit_actor AS ENUM (
    'user',
    'api_key',
    'visitor',
    'system'
);

CREATE TYPE public.booking_mode AS ENUM (
    'shared',
    'private'
);

CREATE TYPE public.booking_source AS ENUM (
    'widget',
    'staff'
);

CREATE TYPE public.booking_status AS ENUM (
    'pending',
    'confirmed',
    'checked_in',
    'completed',
    'cancelled',
    'no_show'
);

CREATE TYPE public.checkout_status AS ENUM (
    'requires_payment',
    'complete',
    'expired',
    'failed',
    'returned'
);

CREATE DOMAIN public.currency_code AS text
	CONSTRAINT currency_code_check CHECK ((VALUE ~ '^[A-Z]{3}$'::text));

CREATE TYPE public.discount_kind AS ENUM (
    'percent',
    'fixed',
    'free'
);

CREATE TYPE public.discount_state AS ENUM (
    'reserved',
    'settled',
    'returned'
);

CREATE TYPE public.dispute_state AS ENUM (
    'open',
    'won',
    'lost'
);

CREATE DOMAIN public.email_address AS text
	CONSTRAINT email_address_check CHECK (((VALUE = lower(btrim(VALUE))) AND (VALUE ~~ '_%@_%'::text) AND (length(VALUE) <= 254)));

CREATE TYPE public.fee_mode AS ENUM (
    'absorbed',
    'passed_on'
);

CREATE TYPE public.gift_card_status AS ENUM (
    'active',
    'void'
);

CREATE TYPE public.gift_card_use_kind AS ENUM (
    'redemption',
    'credit'
);

CREATE TYPE public.ledger_account AS ENUM (
    'receivable',
    'card_clearing',
    'venue_cash',
    'gift_card_liability',
    'sales',
    'tax_payable',
    'booking_fees',
    'processing_fees',
    'disputes',
    'unapplied_payments'
);

CREATE TYPE public.link_purpose AS ENUM (
    'invitation',
    'password_reset'
);

CREATE TYPE public.mail_template AS ENUM (
    'invitation',
    'password_reset',
    'password_changed',
    'second_factor_added',
    'second_factor_removed',
    'recovery_codes_renewed',
    'refresh_token_reused',
    'booking_confirmed',
    'booking_changed',
    'booking_cancelled',
    'booking_refunded',
    'booking_reminder',
    'payment_returned',
    'gift_card',
    'webhook_disabled'
);

CREATE TYPE public.organization_status AS ENUM (
    'pending',
    'active',
    'suspended',
    'deleted'
);

CREATE TYPE public.payment_provider AS ENUM (
    'pay_at_venue',
    'gift_card',
    'test',
    'stripe',
    'none'
);

CREATE TYPE public.payment_purpose AS ENUM (
    'checkout',
    'balance',
    'gift_card',
    'venue'
);

CREATE TYPE public.payment_state AS ENUM (
    'open',
    'succeeded',
    'failed',
    'expired'
);

CREATE TYPE public.payment_status AS ENUM (
    'unpaid',
    'partially_paid',
    'paid',
    'partially_refunded',
    'refunded',
    'failed',
    'disputed'
);

CREATE TYPE public.refund_state AS ENUM (
    'due',
    'succeeded',
    'failed'
);

CREATE TYPE public.refund_target AS ENUM (
    'provider',
    'gift_card',
    'venue'
);

CREATE TYPE public.reservation_status AS ENUM (
    'held',
    'converted',
    'released',
    'expired'
);

CREATE TYPE public.session_close_reason AS ENUM (
    'closed_by_hand',
    'blocked',
    'not_in_schedule'
);

CREATE TYPE public.user_role AS ENUM (
    'platform-admin',
    'super-admin',
    'org-admin',
    'admin',
    'manager',
    'staff'
);

CREATE TYPE public.webhook_delivery_status AS ENUM (
    'waiting',
    'delivered',
    'failed'
);

CREATE TYPE public.webhook_disabled_reason AS ENUM (
    'staff',
    'failing'
);

CREATE TABLE public.activities (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    venue_id uuid NOT NULL,
    name text NOT NULL,
    slug text NOT NULL,
    tagline text DEFAULT ''::text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    duration_minutes integer NOT NULL,
    capacity integer NOT NULL,
    mode public.booking_mode NOT NULL,
    min_party integer DEFAULT 1 NOT NULL,
    max_party integer NOT NULL,
    price_minor bigint NOT NULL,
    currency public.currency_code NOT NULL,
    booking_cutoff_minutes integer DEFAULT 0 NOT NULL,
    schedule jsonb NOT NULL,
    booking_window_days integer GENERATED ALWAYS AS (((schedule ->> 'booking_window_days'::text))::integer) STORED NOT NULL,
    schedule_version integer DEFAULT 1 NOT NULL,
    generated_version integer DEFAULT 0 NOT NULL,
    generated_until date,
    is_active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    deposit_ppm integer,
    deposit_minor bigint,
    cancellation_policy jsonb DEFAULT '{"windows": [{"refund_ppm": 1000000, "hours_before": 24}], "fee_minor": 0, "no_show_fee_ppm": 1000000, "reschedule_hours_before": 24}'::jsonb NOT NULL,
    CONSTRAINT activities_booking_cutoff_minutes_check CHECK (((booking_cutoff_minutes >= 0) AND (booking_cutoff_minutes <= 43200))),
    CONSTRAINT activities_capacity_check CHECK (((capacity >= 1) AND (capacity <= 1000))),
    CONSTRAINT activities_check CHECK ((((min_party >= 1) AND (min_party <= max_party)) AND (max_party <= capacity))),
    CONSTRAINT activities_deposit_minor_check CHECK (((deposit_minor >= 1) AND (deposit_minor <= '100000000000'::bigint))),
    CONSTRAINT activities_deposit_ppm_check CHECK (((deposit_ppm >= 1) AND (deposit_ppm <= 1000000))),
    CONSTRAINT activities_duration_minutes_check CHECK (((duration_minutes >= 5) AND (duration_minutes <= 1440))),
    CONSTRAINT activities_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    CONSTRAINT activities_price_minor_check CHECK (((price_minor >= 0) AND (price_minor <= '100000000000'::bigint))),
    CONSTRAINT activities_slug_check CHECK ((slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'::text)),
    CONSTRAINT cancellation_policy_is_whole CHECK (((jsonb_path_match(cancellation_policy, '(((((((((($."windows".type() == "array" && $."windows".size() <= 10) && $."fee_minor" >= 0) && $."fee_minor" <= 100000000000) && $."fee_minor" == $."fee_minor".floor()) && $."reschedule_hours_before" >= 0) && $."reschedule_hours_before" <= 8760) && $."reschedule_hours_before" == $."reschedule_hours_before".floor()) && $."no_show_fee_ppm" >= 0) && $."no_show_fee_ppm" <= 1000000) && $."no_show_fee_ppm" == $."no_show_fee_ppm".floor())'::jsonpath, silent => true) IS TRUE) AND (jsonb_path_query_array(cancellation_policy, '$."windows"[*]'::jsonpath) = jsonb_path_query_array(cancellation_policy, '$."windows"[*]?(((((@."hours_before" >= 0 && @."hours_before" <= 8760) && @."hours_before" == @."hours_before".floor()) && @."refund_ppm" >= 0) && @."refund_ppm" <= 1000000) && @."refund_ppm" == @."refund_ppm".floor())'::jsonpath, silent => true)))),
    CONSTRAINT one_deposit CHECK ((num_nonnulls(deposit_ppm, deposit_minor) <= 1))
);

ALTER TABLE ONLY public.activities FORCE ROW LEVEL SECURITY;

CREATE TABLE public.api_keys (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    environment public.api_key_environment NOT NULL,
    key_prefix text NOT NULL,
    scopes text[] NOT NULL,
    rate_limit integer DEFAULT 1000 NOT NULL,
    expires_at timestamp with time zone,
    allowed_networks cidr[] DEFAULT '{}'::cidr[] NOT NULL,
    created_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_used_at timestamp with time zone,
    last_used_address text,
    revoked_at timestamp with time zone,
    successor_id uuid,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT api_keys_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    CONSTRAINT api_keys_rate_limit_check CHECK (((rate_limit >= 1) AND (rate_limit <= 100000)))
);

ALTER TABLE ONLY public.api_keys FORCE ROW LEVEL SECURITY;

CREATE TABLE public.bookings (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    booking_number text NOT NULL,
    confirmation_code text NOT NULL,
    venue_id uuid NOT NULL,
    activity_id uuid NOT NULL,
    session_id uuid NOT NULL,
    reservation_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    status public.booking_status NOT NULL,
    payment_status public.payment_status NOT NULL,
    spots integer NOT NULL,
    party_size integer NOT NULL,
    start_time timestamp with time zone NOT NULL,
    end_time timestamp with time zone NOT NULL,
    booking_date date NOT NULL,
    total_minor bigint NOT NULL,
    currency public.currency_code NOT NULL,
    price_snapshot jsonb NOT NULL,
    contact jsonb NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    source public.booking_source DEFAULT 'widget'::public.booking_source NOT NULL,
    notes text DEFAULT ''::text NOT NULL,
    created_by uuid,
    checked_in_at timestamp with time zone,
    cancelled_at timestamp with time zone,
    cancellation_reason text DEFAULT ''::text NOT NULL,
    rescheduled_from uuid,
    checkout_id uuid,
    adjustment_minor bigint DEFAULT 0 NOT NULL,
    paid_minor bigint DEFAULT 0 NOT NULL,
    refunded_minor bigint DEFAULT 0 NOT NULL,
    is_ledgered boolean DEFAULT false NOT NULL,
    checked_out_at timestamp with time zone,
    change_count integer DEFAULT 0 NOT NULL,
    CONSTRAINT bookings_cancellation_reason_check CHECK ((length(cancellation_reason) <= 500)),
    CONSTRAINT bookings_confirmation_code_check CHECK ((length(confirmation_code) >= 8)),
    CONSTRAINT bookings_notes_check CHECK ((length(notes) <= 2000)),
    CONSTRAINT bookings_party_size_check CHECK ((party_size > 0)),
    CONSTRAINT bookings_spots_check CHECK ((spots > 0)),
    CONSTRAINT bookings_total_minor_check CHECK ((total_minor >= 0)),
    CONSTRAINT costs_nothing_negative CHECK (((total_minor + adjustment_minor) >= 0)),
    CONSTRAINT refunded_at_most_paid CHECK (((refunded_minor >= 0) AND (refunded_minor <= paid_minor)))
);

ALTER TABLE ONLY public.bookings FORCE ROW LEVEL SECURITY;

CREATE TABLE public.payments (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    purpose public.payment_purpose NOT NULL,
    checkout_id uuid,
    booking_id uuid,
    gift_card_id uuid,
    provider public.payment_provider NOT NULL,
    account_id text,
    session_id text,
    intent_id text,
    url text,
    status public.payment_state NOT NULL,
    amount_minor bigint NOT NULL,
    currency public.currency_code NOT NULL,
    application_fee_minor bigint DEFAULT 0 NOT NULL,
    captured_minor bigint DEFAULT 0 NOT NULL,
    refunded_minor bigint DEFAULT 0 NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    check_at timestamp with time zone,
    checks integer DEFAULT 0 NOT NULL,
    created_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    ended_at timestamp with time zone,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT captured_when_succeeded CHECK (((status = 'succeeded'::public.payment_state) = (captured_minor > 0))),
    CONSTRAINT fee_below_amount CHECK (((application_fee_minor >= 0) AND (application_fee_minor <= amount_minor))),
    CONSTRAINT payments_amount_minor_check CHECK ((amount_minor > 0)),
    CONSTRAINT refunded_at_most_captured CHECK (((refunded_minor >= 0) AND (refunded_minor <= captured_minor)))
);

ALTER TABLE ONLY public.payments FORCE ROW LEVEL SECURITY;

CREATE TABLE public.audit_logs (
    organization_id uuid NOT NULL,
    id bigint NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    transaction_id xid8 DEFAULT pg_current_xact_id() NOT NULL,
    actor_type public.audit_actor NOT NULL,
    user_id uuid,
    api_key_id uuid,
    action text NOT NULL,
    resource_type text NOT NULL,
    resource_id uuid,
    old_values jsonb,
    new_values jsonb,
    ip_address inet,
    user_agent text,
    request_id text
)
PARTITION BY RANGE (created_at);

ALTER TABLE ONLY public.audit_logs FORCE ROW LEVEL SECURITY;

CREATE TABLE public.checkouts (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    reservation_id uuid NOT NULL,
    booking_id uuid,
    provider text NOT NULL,
    status public.checkout_status NOT NULL,
    amount_minor bigint NOT NULL,
    currency public.currency_code NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    quote jsonb,
    contact jsonb,
    prepared jsonb,
    success_url text,
    cancel_url text,
    ended_at timestamp with time zone,
    CONSTRAINT checkouts_amount_minor_check CHECK ((amount_minor >= 0)),
    CONSTRAINT checkouts_provider_check CHECK ((provider = ANY (ARRAY['pay_at_venue'::text, 'test'::text, 'stripe'::text, 'none'::text]))),
    CONSTRAINT complete_has_booking CHECK (((status = 'complete'::public.checkout_status) = (booking_id IS NOT NULL)))
);

ALTER TABLE ONLY public.checkouts FORCE ROW LEVEL SECURITY;

CREATE TABLE public.slot_reservations (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    session_id uuid NOT NULL,
    status public.reservation_status DEFAULT 'held'::public.reservation_status NOT NULL,
    spots_reserved integer NOT NULL,
    party_size integer NOT NULL,
    customer_email public.email_address,
    visitor text NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    extensions integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT ended_exactly_when_not_held CHECK (((status = 'held'::public.reservation_status) = (ended_at IS NULL))),
    CONSTRAINT positive_spots CHECK ((spots_reserved > 0)),
    CONSTRAINT slot_reservations_party_size_check CHECK ((party_size > 0))
)
WITH (fillfactor='85');

ALTER TABLE ONLY public.slot_reservations FORCE ROW LEVEL SECURITY;

CREATE TABLE public.users (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    email public.email_address NOT NULL,
    full_name text NOT NULL,
    phone text,
    role public.user_role NOT NULL,
    is_platform_team boolean GENERATED ALWAYS AS ((role = 'platform-admin'::public.user_role)) STORED NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    invited_by uuid,
    joined_at timestamp with time zone,
    last_login_at timestamp with time zone,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT platform_team_is_apart CHECK (((role = 'platform-admin'::public.user_role) = (organization_id = '00000000-0000-7000-8000-000000000001'::uuid))),
    CONSTRAINT users_full_name_check CHECK (((length(full_name) >= 1) AND (length(full_name) <= 200))),
    CONSTRAINT users_phone_check CHECK (((length(phone) >= 1) AND (length(phone) <= 32)))
);

ALTER TABLE ONLY public.users FORCE ROW LEVEL SECURITY;

CREATE TABLE public.customers (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    email public.email_address NOT NULL,
    first_name text NOT NULL,
    last_name text NOT NULL,
    phone text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    notes text DEFAULT ''::text NOT NULL,
    erased_at timestamp with time zone,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT customers_first_name_check CHECK (((length(first_name) >= 1) AND (length(first_name) <= 100))),
    CONSTRAINT customers_last_name_check CHECK (((length(last_name) >= 1) AND (length(last_name) <= 100))),
    CONSTRAINT customers_notes_check CHECK ((length(notes) <= 2000))
);

ALTER TABLE ONLY public.customers FORCE ROW LEVEL SECURITY;

CREATE TABLE public.disputes (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    payment_id uuid NOT NULL,
    provider_dispute_id text NOT NULL,
    amount_minor bigint NOT NULL,
    currency public.currency_code NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    status public.dispute_state NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT disputes_amount_minor_check CHECK ((amount_minor > 0))
);

ALTER TABLE ONLY public.disputes FORCE ROW LEVEL SECURITY;

CREATE TABLE public.embed_configs (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    allowed_domains text[] DEFAULT '{}'::text[] NOT NULL,
    CONSTRAINT embed_configs_allowed_domains CHECK (((cardinality(allowed_domains) <= 50) AND (array_to_string(allowed_domains, ','::text, ''::text) ~ '^[a-z0-9.:/*,-]*$'::text))),
    CONSTRAINT embed_configs_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);

ALTER TABLE ONLY public.embed_configs FORCE ROW LEVEL SECURITY;

CREATE TABLE public.refunds (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    payment_id uuid NOT NULL,
    booking_id uuid,
    amount_minor bigint NOT NULL,
    currency public.currency_code NOT NULL,
    reason text NOT NULL,
    target public.refund_target NOT NULL,
    gift_card_id uuid,
    status public.refund_state DEFAULT 'due'::public.refund_state NOT NULL,
    provider_refund_id text,
    attempts integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone DEFAULT now() NOT NULL,
    lease_until timestamp with time zone,
    last_error text,
    created_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT refunds_amount_minor_check CHECK ((amount_minor > 0)),
    CONSTRAINT refunds_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 500)))
);

ALTER TABLE ONLY public.refunds FORCE ROW LEVEL SECURITY;

CREATE TABLE public.gift_cards (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    code_hash text,
    last_four text,
    currency public.currency_code NOT NULL,
    initial_minor bigint NOT NULL,
    balance_minor bigint NOT NULL,
    reserved_minor bigint DEFAULT 0 NOT NULL,
    status public.gift_card_status DEFAULT 'active'::public.gift_card_status NOT NULL,
    expires_at timestamp with time zone,
    recipient_name text,
    recipient_email public.email_address,
    message text DEFAULT ''::text NOT NULL,
    refund_id uuid,
    is_paid boolean DEFAULT false NOT NULL,
    created_by uuid,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    voided_at timestamp with time zone,
    CONSTRAINT code_has_last_four CHECK (((code_hash IS NULL) = (last_four IS NULL))),
    CONSTRAINT gift_cards_balance_minor_check CHECK ((balance_minor >= 0)),
    CONSTRAINT gift_cards_code_hash_check CHECK ((code_hash ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT gift_cards_initial_minor_check CHECK (((initial_minor >= 1) AND (initial_minor <= '100000000000'::bigint))),
    CONSTRAINT gift_cards_last_four_check CHECK ((length(last_four) = 4)),
    CONSTRAINT gift_cards_message_check CHECK ((length(message) <= 500)),
    CONSTRAINT gift_cards_recipient_name_check CHECK (((length(recipient_name) >= 1) AND (length(recipient_name) <= 200))),
    CONSTRAINT gift_cards_reserved_minor_check CHECK ((reserved_minor >= 0)),
    CONSTRAINT reserved_within_balance CHECK ((reserved_minor <= balance_minor)),
    CONSTRAINT void_has_moment CHECK (((status = 'void'::public.gift_card_status) = (voided_at IS NOT NULL))),
    CONSTRAINT void_has_no_reservation CHECK (((status = 'active'::public.gift_card_status) OR (reserved_minor = 0)))
);

ALTER TABLE ONLY public.gift_cards FORCE ROW LEVEL SECURITY;

CREATE TABLE public.webhook_endpoints (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    url text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    event_types text[] DEFAULT '{}'::text[] NOT NULL,
    secret_sealed text NOT NULL,
    previous_secret_sealed text,
    overlap_until timestamp with time zone,
    is_active boolean DEFAULT true NOT NULL,
    active_since timestamp with time zone DEFAULT now() NOT NULL,
    disabled_reason public.webhook_disabled_reason,
    disabled_at timestamp with time zone,
    failing_since timestamp with time zone,
    deleted_at timestamp with time zone,
    created_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT deleted_is_disabled CHECK (((deleted_at IS NULL) OR (NOT is_active))),
    CONSTRAINT disabled_has_reason CHECK (((is_active = (disabled_reason IS NULL)) AND (is_active = (disabled_at IS NULL)))),
    CONSTRAINT previous_secret_ends CHECK (((previous_secret_sealed IS NULL) = (overlap_until IS NULL))),
    CONSTRAINT webhook_endpoints_description_check CHECK ((length(description) <= 500)),
    CONSTRAINT webhook_endpoints_url_check CHECK (((length(url) >= 1) AND (length(url) <= 2000)))
);

ALTER TABLE ONLY public.webhook_endpoints FORCE ROW LEVEL SECURITY;

CREATE TABLE public.promo_codes (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    code text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    kind public.discount_kind NOT NULL,
    percent_ppm integer,
    amount_minor bigint,
    valid_from timestamp with time zone,
    valid_until timestamp with time zone,
    minimum_minor bigint DEFAULT 0 NOT NULL,
    max_uses integer,
    max_uses_per_customer integer,
    uses_reserved integer DEFAULT 0 NOT NULL,
    uses_settled integer DEFAULT 0 NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT dates_in_order CHECK ((valid_from < valid_until)),
    CONSTRAINT fixed_has_amount CHECK (((kind = 'fixed'::public.discount_kind) = (amount_minor IS NOT NULL))),
    CONSTRAINT percent_has_rate CHECK (((kind = 'percent'::public.discount_kind) = (percent_ppm IS NOT NULL))),
    CONSTRAINT promo_codes_amount_minor_check CHECK (((amount_minor >= 1) AND (amount_minor <= '100000000000'::bigint))),
    CONSTRAINT promo_codes_code_check CHECK ((code ~ '^[A-Z0-9][A-Z0-9_-]{2,39}$'::text)),
    CONSTRAINT promo_codes_description_check CHECK ((length(description) <= 200)),
    CONSTRAINT promo_codes_max_uses_check CHECK (((max_uses >= 1) AND (max_uses <= 1000000000))),
    CONSTRAINT promo_codes_max_uses_per_customer_check CHECK (((max_uses_per_customer >= 1) AND (max_uses_per_customer <= 1000000000))),
    CONSTRAINT promo_codes_minimum_minor_check CHECK (((minimum_minor >= 0) AND (minimum_minor <= '100000000000'::bigint))),
    CONSTRAINT promo_codes_percent_ppm_check CHECK (((percent_ppm >= 1) AND (percent_ppm <= 1000000))),
    CONSTRAINT promo_codes_uses_reserved_check CHECK ((uses_reserved >= 0)),
    CONSTRAINT promo_codes_uses_settled_check CHECK ((uses_settled >= 0)),
    CONSTRAINT uses_within_limit CHECK (((uses_reserved + uses_settled) <= max_uses))
);

ALTER TABLE ONLY public.promo_codes FORCE ROW LEVEL SECURITY;

CREATE TABLE public.job_reports (
    node text NOT NULL,
    job text NOT NULL,
    every_milliseconds integer NOT NULL,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    next_at timestamp with time zone,
    is_failing boolean DEFAULT false NOT NULL,
    failed_at timestamp with time zone,
    error_code text,
    error_detail text,
    reported_at timestamp with time zone NOT NULL,
    CONSTRAINT job_reports_every_milliseconds_check CHECK ((every_milliseconds > 0)),
    CONSTRAINT job_reports_job_check CHECK (((length(job) >= 1) AND (length(job) <= 100))),
    CONSTRAINT job_reports_node_check CHECK (((length(node) >= 1) AND (length(node) <= 300)))
);

ALTER TABLE ONLY public.job_reports FORCE ROW LEVEL SECURITY;

CREATE TABLE public.user_credentials (
    organization_id uuid NOT NULL,
    user_id uuid NOT NULL,
    password_hash text NOT NULL,
    password_changed_at timestamp with time zone DEFAULT now() NOT NULL,
    totp_sealed text,
    totp_confirmed_at timestamp with time zone,
    totp_last_step bigint DEFAULT 0 NOT NULL,
    recovery_code_hashes text[] DEFAULT '{}'::text[] NOT NULL
);

ALTER TABLE ONLY public.user_credentials FORCE ROW LEVEL SECURITY;

CREATE TABLE public.mail_outbox (
    organization_id uuid NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    recipient public.email_address NOT NULL,
    template public.mail_template NOT NULL,
    parameters jsonb NOT NULL,
    link_id uuid,
    attempts integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone DEFAULT now() NOT NULL,
    lease_until timestamp with time zone,
    sent_at timestamp with time zone,
    failed_at timestamp with time zone,
    last_error text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    booking_id uuid,
    event_key text,
    retried_at timestamp with time zone,
    CONSTRAINT mail_outbox_event_key_check CHECK (((length(event_key) >= 1) AND (length(event_key) <= 200))),
    CONSTRAINT sent_or_failed CHECK (((sent_at IS NULL) OR (failed_at IS NULL)))
);

ALTER TABLE ONLY public.mail_outbox FORCE ROW LEVEL SECURITY;

CREATE TABLE public.outbox_positions (
    reader text NOT NULL,
    transaction_id xid8 NOT NULL,
    id bigint NOT NULL
);

ALTER TABLE ONLY public.outbox_positions FORCE ROW LEVEL SECURITY;

CREATE TABLE public.payment_accounts (
    organization_id uuid NOT NULL,
    provider public.payment_provider NOT NULL,
    account_id text NOT NULL,
    charges_enabled boolean DEFAULT false NOT NULL,
    payouts_enabled boolean DEFAULT false NOT NULL,
    details_submitted boolean DEFAULT false NOT NULL,
    country text,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT payment_accounts_account_id_check CHECK (((length(account_id) >= 1) AND (length(account_id) <= 255))),
    CONSTRAINT payment_accounts_provider_check CHECK ((provider = 'stripe'::public.payment_provider))
);

ALTER TABLE ONLY public.payment_accounts FORCE ROW LEVEL SECURITY;

CREATE TABLE public.activity_sessions (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    activity_id uuid NOT NULL,
    venue_id uuid NOT NULL,
    start_time timestamp with time zone NOT NULL,
    end_time timestamp with time zone NOT NULL,
    capacity_total integer NOT NULL,
    capacity_remaining integer NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    price_minor bigint NOT NULL,
    currency public.currency_code NOT NULL,
    is_closed boolean DEFAULT false NOT NULL,
    close_reason public.session_close_reason,
    close_note text DEFAULT ''::text NOT NULL,
    is_customized boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT activity_sessions_price_minor_check CHECK ((price_minor >= 0)),
    CONSTRAINT capacity_remaining_in_range CHECK (((capacity_remaining >= 0) AND (capacity_remaining <= capacity_total))),
    CONSTRAINT capacity_total_positive CHECK (((capacity_total >= 1) AND (capacity_total <= 1000))),
    CONSTRAINT closed_has_reason CHECK ((is_closed = (close_reason IS NOT NULL))),
    CONSTRAINT ends_after_start CHECK ((end_time > start_time))
)
WITH (fillfactor='70');

ALTER TABLE ONLY public.activity_sessions FORCE ROW LEVEL SECURITY;

CREATE TABLE public.price_rules (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    activity_id uuid NOT NULL,
    name text NOT NULL,
    ticket_type_id uuid,
    weekdays smallint[],
    from_time time without time zone,
    to_time time without time zone,
    from_date date,
    to_date date,
    change_ppm integer,
    change_minor bigint,
    price_minor bigint,
    "position" integer DEFAULT 0 NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT dates_in_order CHECK ((from_date <= to_date)),
    CONSTRAINT one_change CHECK ((num_nonnulls(change_ppm, change_minor, price_minor) = 1)),
    CONSTRAINT price_rules_change_minor_check CHECK (((change_minor >= '-100000000000'::bigint) AND (change_minor <= '100000000000'::bigint))),
    CONSTRAINT price_rules_change_ppm_check CHECK (((change_ppm >= '-1000000'::integer) AND (change_ppm <= 10000000))),
    CONSTRAINT price_rules_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
    CONSTRAINT price_rules_position_check CHECK ((("position" >= 0) AND ("position" <= 10000))),
    CONSTRAINT price_rules_price_minor_check CHECK (((price_minor >= 0) AND (price_minor <= '100000000000'::bigint))),
    CONSTRAINT price_rules_weekdays_check CHECK ((((cardinality(weekdays) >= 1) AND (cardinality(weekdays) <= 7)) AND (weekdays <@ '{1,2,3,4,5,6,7}'::smallint[]))),
    CONSTRAINT times_in_order CHECK ((from_time < to_time))
);

ALTER TABLE ONLY public.price_rules FORCE ROW LEVEL SECURITY;

CREATE TABLE public.organization_pricing (
    organization_id uuid NOT NULL,
    booking_fee_name text DEFAULT 'Booking fee'::text NOT NULL,
    booking_fee_ppm integer DEFAULT 0 NOT NULL,
    booking_fee_minor bigint DEFAULT 0 NOT NULL,
    booking_fee_mode public.fee_mode DEFAULT 'passed_on'::public.fee_mode NOT NULL,
    booking_fee_taxed boolean DEFAULT true NOT NULL,
    platform_fee_ppm integer DEFAULT 0 NOT NULL,
    platform_fee_minor bigint DEFAULT 0 NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT organization_pricing_booking_fee_minor_check CHECK (((booking_fee_minor >= 0) AND (booking_fee_minor <= 100000000))),
    CONSTRAINT organization_pricing_booking_fee_name_check CHECK (((length(booking_fee_name) >= 1) AND (length(booking_fee_name) <= 100))),
    CONSTRAINT organization_pricing_booking_fee_ppm_check CHECK (((booking_fee_ppm >= 0) AND (booking_fee_ppm <= 1000000))),
    CONSTRAINT organization_pricing_platform_fee_minor_check CHECK (((platform_fee_minor >= 0) AND (platform_fee_minor <= 100000000))),
    CONSTRAINT organization_pricing_platform_fee_ppm_check CHECK (((platform_fee_ppm >= 0) AND (platform_fee_ppm <= 1000000)))
);

ALTER TABLE ONLY public.organization_pricing FORCE ROW LEVEL SECURITY;

CREATE TABLE public.ticket_types (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    activity_id uuid NOT NULL,
    name text NOT NULL,
    min_age integer,
    max_age integer,
    price_minor bigint NOT NULL,
    "position" integer DEFAULT 0 NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ages_in_order CHECK ((min_age <= max_age)),
    CONSTRAINT ticket_types_max_age_check CHECK (((max_age >= 0) AND (max_age <= 150))),
    CONSTRAINT ticket_types_min_age_check CHECK (((min_age >= 0) AND (min_age <= 150))),
    CONSTRAINT ticket_types_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
    CONSTRAINT ticket_types_position_check CHECK ((("position" >= 0) AND ("position" <= 10000))),
    CONSTRAINT ticket_types_price_minor_check CHECK (((price_minor >= 0) AND (price_minor <= '100000000000'::bigint)))
);

ALTER TABLE ONLY public.ticket_types FORCE ROW LEVEL SECURITY;

CREATE TABLE public.tax_rates (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    activity_id uuid,
    name text NOT NULL,
    rate_ppm integer NOT NULL,
    is_inclusive boolean NOT NULL,
    "position" integer DEFAULT 0 NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT tax_rates_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
    CONSTRAINT tax_rates_position_check CHECK ((("position" >= 0) AND ("position" <= 10000))),
    CONSTRAINT tax_rates_rate_ppm_check CHECK (((rate_ppm >= 0) AND (rate_ppm <= 1000000)))
);

ALTER TABLE ONLY public.tax_rates FORCE ROW LEVEL SECURITY;

CREATE TABLE public.venues (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    slug text NOT NULL,
    address text DEFAULT ''::text NOT NULL,
    time_zone text NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT venues_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    CONSTRAINT venues_slug_check CHECK ((slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'::text)),
    CONSTRAINT venues_time_zone_check CHECK (((length(time_zone) >= 1) AND (length(time_zone) <= 64)))
);

ALTER TABLE ONLY public.venues FORCE ROW LEVEL SECURITY;

CREATE TABLE public.webhook_deliveries (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    endpoint_id uuid NOT NULL,
    event_id uuid NOT NULL,
    event_type text NOT NULL,
    status public.webhook_delivery_status DEFAULT 'waiting'::public.webhook_delivery_status NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    failures integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone DEFAULT now() NOT NULL,
    lease_until timestamp with time zone,
    retry_until timestamp with time zone DEFAULT (now() + '3 days'::interval) NOT NULL,
    reply_status integer,
    duration_ms integer,
    error text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    delivered_at timestamp with time zone,
    CONSTRAINT delivered_has_time CHECK (((status = 'delivered'::public.webhook_delivery_status) = (delivered_at IS NOT NULL))),
    CONSTRAINT leased_while_waiting CHECK (((lease_until IS NULL) OR (status = 'waiting'::public.webhook_delivery_status)))
);

ALTER TABLE ONLY public.webhook_deliveries FORCE ROW LEVEL SECURITY;

CREATE TABLE public.api_key_secrets (
    public_id text NOT NULL,
    organization_id uuid NOT NULL,
    api_key_id uuid NOT NULL,
    key_hash text NOT NULL,
    CONSTRAINT api_key_secrets_public_id_check CHECK ((public_id ~ '^[0-9a-f]{16}$'::text))
);

ALTER TABLE ONLY public.api_key_secrets FORCE ROW LEVEL SECURITY;

ALTER TABLE public.audit_logs ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_logs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.audit_rounds (
    number bigint NOT NULL,
    sealed_at timestamp with time zone NOT NULL,
    until_id bigint NOT NULL,
    dropped_months date[] DEFAULT '{}'::date[] NOT NULL,
    digest text NOT NULL,
    previous text NOT NULL,
    seal text NOT NULL,
    CONSTRAINT audit_rounds_digest_check CHECK ((digest ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT audit_rounds_number_check CHECK ((number > 0)),
    CONSTRAINT audit_rounds_seal_check CHECK ((seal ~ '^[0-9a-f]{64}$'::text))
);

ALTER TABLE ONLY public.audit_rounds FORCE ROW LEVEL SECURITY;

CREATE TABLE public.audit_seals (
    organization_id uuid NOT NULL,
    sequence bigint NOT NULL,
    round bigint NOT NULL,
    month date NOT NULL,
    entries bigint NOT NULL,
    digest text NOT NULL,
    previous text NOT NULL,
    seal text NOT NULL,
    CONSTRAINT audit_seals_digest_check CHECK ((digest ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT audit_seals_entries_check CHECK ((entries > 0)),
    CONSTRAINT audit_seals_seal_check CHECK ((seal ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT audit_seals_sequence_check CHECK ((sequence > 0))
);

ALTER TABLE ONLY public.audit_seals FORCE ROW LEVEL SECURITY;

CREATE SEQUENCE public.booking_numbers
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE public.business_figures (
    is_only_row boolean DEFAULT true NOT NULL,
    measured_at timestamp with time zone,
    ledger_checked_at timestamp with time zone,
    figures jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT business_figures_is_only_row_check CHECK (is_only_row)
);

ALTER TABLE ONLY public.business_figures FORCE ROW LEVEL SECURITY;

CREATE TABLE public.code_attempts (
    organization_id uuid NOT NULL,
    id bigint NOT NULL,
    address text NOT NULL,
    attempted_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

ALTER TABLE ONLY public.code_attempts FORCE ROW LEVEL SECURITY;

ALTER TABLE public.code_attempts ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.code_attempts_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.dashboard_refreshes (
    is_only_row boolean DEFAULT true NOT NULL,
    refreshed_at timestamp with time zone,
    CONSTRAINT dashboard_refreshes_is_only_row_check CHECK (is_only_row)
);

ALTER TABLE ONLY public.dashboard_refreshes FORCE ROW LEVEL SECURITY;

CREATE TABLE public.embed_keys (
    embed_key text NOT NULL,
    organization_id uuid NOT NULL,
    embed_config_id uuid NOT NULL,
    CONSTRAINT embed_keys_embed_key_check CHECK ((embed_key ~ '^emb_[0-9a-f]{24}$'::text))
);

ALTER TABLE ONLY public.embed_keys FORCE ROW LEVEL SECURITY;

CREATE TABLE public.funnel_days (
    organization_id uuid NOT NULL,
    embed_config_id uuid NOT NULL,
    day date NOT NULL,
    step text NOT NULL,
    visits bigint NOT NULL,
    CONSTRAINT funnel_days_step_check CHECK ((step = ANY (ARRAY['view'::text, 'date'::text, 'time'::text, 'checkout'::text, 'booked'::text]))),
    CONSTRAINT funnel_days_visits_check CHECK ((visits > 0))
);

ALTER TABLE ONLY public.funnel_days FORCE ROW LEVEL SECURITY;

CREATE TABLE public.gift_card_orders (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    payment_id uuid NOT NULL,
    amount_minor bigint NOT NULL,
    currency public.currency_code NOT NULL,
    contact jsonb NOT NULL,
    recipient_name text,
    recipient_email public.email_address,
    message text DEFAULT ''::text NOT NULL,
    success_url text,
    cancel_url text,
    issued_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT gift_card_orders_amount_minor_check CHECK ((amount_minor > 0)),
    CONSTRAINT gift_card_orders_message_check CHECK ((length(message) <= 500)),
    CONSTRAINT gift_card_orders_recipient_name_check CHECK (((length(recipient_name) >= 1) AND (length(recipient_name) <= 200)))
);

ALTER TABLE ONLY public.gift_card_orders FORCE ROW LEVEL SECURITY;

CREATE TABLE public.gift_card_uses (
    organization_id uuid NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    gift_card_id uuid NOT NULL,
    kind public.gift_card_use_kind NOT NULL,
    checkout_id uuid,
    refund_id uuid,
    booking_id uuid,
    amount_minor bigint NOT NULL,
    state public.discount_state DEFAULT 'reserved'::public.discount_state NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT credit_has_refund CHECK (((kind = 'credit'::public.gift_card_use_kind) = (refund_id IS NOT NULL))),
    CONSTRAINT credit_is_settled CHECK (((kind = 'redemption'::public.gift_card_use_kind) OR (state = 'settled'::public.discount_state))),
    CONSTRAINT ended_exactly_when_not_reserved CHECK (((state = 'reserved'::public.discount_state) = (ended_at IS NULL))),
    CONSTRAINT gift_card_uses_amount_minor_check CHECK ((amount_minor > 0)),
    CONSTRAINT redemption_has_checkout CHECK (((kind = 'redemption'::public.gift_card_use_kind) = (checkout_id IS NOT NULL)))
);

ALTER TABLE ONLY public.gift_card_uses FORCE ROW LEVEL SECURITY;

CREATE TABLE public.idempotency_keys (
    organization_id uuid NOT NULL,
    key text NOT NULL,
    fingerprint text NOT NULL,
    outcome jsonb,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT idempotency_keys_key_check CHECK (((length(key) >= 1) AND (length(key) <= 255)))
);

ALTER TABLE ONLY public.idempotency_keys FORCE ROW LEVEL SECURITY;

CREATE TABLE public.ledger_entries (
    organization_id uuid NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    transaction_id uuid NOT NULL,
    kind text NOT NULL,
    account public.ledger_account NOT NULL,
    amount_minor bigint NOT NULL,
    currency public.currency_code NOT NULL,
    booking_id uuid,
    payment_id uuid,
    refund_id uuid,
    gift_card_id uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ledger_entries_amount_minor_check CHECK ((amount_minor <> 0)),
    CONSTRAINT ledger_entries_kind_check CHECK ((kind ~ '^[a-z_.]{1,50}$'::text))
);

ALTER TABLE ONLY public.ledger_entries FORCE ROW LEVEL SECURITY;

CREATE TABLE public.one_time_links (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    purpose public.link_purpose NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.one_time_links FORCE ROW LEVEL SECURITY;

CREATE TABLE public.organization_day_progress (
    organization_id uuid NOT NULL,
    time_zone text NOT NULL,
    rolled_until date,
    sessions_until date
);

ALTER TABLE ONLY public.organization_day_progress FORCE ROW LEVEL SECURITY;

CREATE TABLE public.organization_days (
    organization_id uuid NOT NULL,
    day date NOT NULL,
    venue_id uuid,
    bookings integer NOT NULL,
    cancelled integer NOT NULL,
    captured_minor bigint NOT NULL,
    refunded_minor bigint NOT NULL
);

ALTER TABLE ONLY public.organization_days FORCE ROW LEVEL SECURITY;

CREATE TABLE public.organizations (
    id uuid NOT NULL,
    name text NOT NULL,
    slug text NOT NULL,
    status public.organization_status DEFAULT 'pending'::public.organization_status NOT NULL,
    currency public.currency_code NOT NULL,
    primary_color text DEFAULT '#2563eb'::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    is_platform boolean DEFAULT false NOT NULL,
    contact_email public.email_address,
    requires_second_factor boolean DEFAULT false NOT NULL,
    suspension_reason text DEFAULT ''::text NOT NULL,
    deleted_at timestamp with time zone,
    version integer DEFAULT 1 NOT NULL,
    language text DEFAULT 'en'::text NOT NULL,
    mail_sender_name text,
    mail_reply_to public.email_address,
    mail_footer text DEFAULT ''::text NOT NULL,
    reminder_hours_before integer DEFAULT 24 NOT NULL,
    CONSTRAINT organizations_language_check CHECK ((language = ANY (ARRAY['en'::text, 'es'::text, 'fr'::text, 'de'::text, 'ar'::text]))),
    CONSTRAINT organizations_mail_footer_check CHECK ((length(mail_footer) <= 500)),
    CONSTRAINT organizations_mail_sender_name_check CHECK (((length(mail_sender_name) >= 1) AND (length(mail_sender_name) <= 100))),
    CONSTRAINT organizations_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    CONSTRAINT organizations_primary_color_check CHECK ((primary_color ~ '^#[0-9a-f]{6}$'::text)),
    CONSTRAINT organizations_reminder_hours_before_check CHECK (((reminder_hours_before >= 0) AND (reminder_hours_before <= 720))),
    CONSTRAINT organizations_slug_check CHECK ((slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'::text)),
    CONSTRAINT organizations_suspension_reason_check CHECK ((length(suspension_reason) <= 500))
);

ALTER TABLE ONLY public.organizations FORCE ROW LEVEL SECURITY;

CREATE MATERIALIZED VIEW public.organization_dashboard_stats AS
 SELECT o.id AS organization_id,
    o.currency,
    venues.count AS venue_count,
    activities.count AS activity_count,
    progress.rolled_until AS until,
    days.bookings AS bookings_30d,
    days.cancelled AS cancelled_30d,
    days.revenue_minor AS revenue_30d
   FROM ((((public.organizations o
     LEFT JOIN public.organization_day_progress progress ON ((progress.organization_id = o.id)))
     CROSS JOIN LATERAL ( SELECT count(*) AS count
           FROM public.venues v
          WHERE ((v.organization_id = o.id) AND v.is_active)) venues)
     CROSS JOIN LATERAL ( SELECT count(*) AS count
           FROM public.activities a
          WHERE ((a.organization_id = o.id) AND a.is_active)) activities)
     CROSS JOIN LATERAL ( SELECT COALESCE(sum(d.bookings), (0)::bigint) AS bookings,
            COALESCE(sum(d.cancelled), (0)::bigint) AS cancelled,
            COALESCE(sum((d.captured_minor - d.refunded_minor)), (0)::numeric) AS revenue_minor
           FROM public.organization_days d
          WHERE ((d.organization_id = o.id) AND (d.day > (progress.rolled_until - 30)) AND (d.day <= progress.rolled_until))) days)
  WHERE (o.status <> 'deleted'::public.organization_status)
  WITH NO DATA;

CREATE TABLE public.organization_session_days (
    organization_id uuid NOT NULL,
    day date NOT NULL,
    venue_id uuid NOT NULL,
    activity_id uuid,
    hour smallint,
    sessions integer NOT NULL,
    seats integer NOT NULL,
    sold integer NOT NULL,
    CONSTRAINT organization_session_days_check CHECK ((num_nonnulls(activity_id, hour) = 1))
);

ALTER TABLE ONLY public.organization_session_days FORCE ROW LEVEL SECURITY;

CREATE TABLE public.outbox (
    organization_id uuid NOT NULL,
    id bigint NOT NULL,
    topic text NOT NULL,
    payload jsonb NOT NULL,
    transaction_id xid8 DEFAULT pg_current_xact_id() NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.outbox FORCE ROW LEVEL SECURITY;

ALTER TABLE public.outbox ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.outbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.password_reset_requests (
    id bigint NOT NULL,
    email public.email_address NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.password_reset_requests FORCE ROW LEVEL SECURITY;

ALTER TABLE public.password_reset_requests ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.password_reset_requests_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.payment_events (
    provider public.payment_provider NOT NULL,
    event_id text NOT NULL,
    organization_id uuid,
    kind text NOT NULL,
    waiting jsonb,
    received_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT payment_events_event_id_check CHECK (((length(event_id) >= 1) AND (length(event_id) <= 255)))
);

ALTER TABLE ONLY public.payment_events FORCE ROW LEVEL SECURITY;

CREATE TABLE public.payment_objects (
    provider public.payment_provider NOT NULL,
    object_id text NOT NULL,
    organization_id uuid NOT NULL,
    payment_id uuid NOT NULL,
    CONSTRAINT payment_objects_object_id_check CHECK (((length(object_id) >= 1) AND (length(object_id) <= 255)))
);

ALTER TABLE ONLY public.payment_objects FORCE ROW LEVEL SECURITY;

CREATE TABLE public.payment_settings (
    organization_id uuid NOT NULL,
    pay_at_venue boolean DEFAULT true NOT NULL,
    version integer DEFAULT 1 NOT NULL
);

ALTER TABLE ONLY public.payment_settings FORCE ROW LEVEL SECURITY;

CREATE TABLE public.promo_code_activities (
    organization_id uuid NOT NULL,
    promo_code_id uuid NOT NULL,
    activity_id uuid NOT NULL
);

ALTER TABLE ONLY public.promo_code_activities FORCE ROW LEVEL SECURITY;

CREATE TABLE public.promo_code_uses (
    organization_id uuid NOT NULL,
    checkout_id uuid NOT NULL,
    promo_code_id uuid NOT NULL,
    email public.email_address,
    discount_minor bigint NOT NULL,
    booking_id uuid,
    state public.discount_state DEFAULT 'reserved'::public.discount_state NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT ended_exactly_when_not_reserved CHECK (((state = 'reserved'::public.discount_state) = (ended_at IS NULL))),
    CONSTRAINT promo_code_uses_discount_minor_check CHECK ((discount_minor >= 0)),
    CONSTRAINT settled_has_booking CHECK (((state = 'settled'::public.discount_state) = (booking_id IS NOT NULL)))
);

ALTER TABLE ONLY public.promo_code_uses FORCE ROW LEVEL SECURITY;

CREATE TABLE public.refresh_tokens (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    sign_in_id uuid NOT NULL,
    secret_hash text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    used_at timestamp with time zone
);

ALTER TABLE ONLY public.refresh_tokens FORCE ROW LEVEL SECURITY;

CREATE TABLE public.sign_in_attempts (
    id bigint NOT NULL,
    email_hash text NOT NULL,
    address text NOT NULL,
    succeeded boolean NOT NULL,
    attempted_at timestamp with time zone DEFAULT now() NOT NULL,
    kind public.attempt_kind DEFAULT 'sign_in'::public.attempt_kind NOT NULL,
    from_known_address boolean DEFAULT false NOT NULL
);

ALTER TABLE ONLY public.sign_in_attempts FORCE ROW LEVEL SECURITY;

ALTER TABLE public.sign_in_attempts ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.sign_in_attempts_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.sign_ins (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    second_factor boolean DEFAULT false NOT NULL,
    address text NOT NULL,
    user_agent text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    refreshed_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    end_reason text,
    CONSTRAINT ended_has_reason CHECK (((ended_at IS NULL) = (end_reason IS NULL)))
);

ALTER TABLE ONLY public.sign_ins FORCE ROW LEVEL SECURITY;

CREATE TABLE public.user_emails (
    email public.email_address NOT NULL,
    organization_id uuid NOT NULL,
    user_id uuid NOT NULL
);

ALTER TABLE ONLY public.user_emails FORCE ROW LEVEL SECURITY;

CREATE TABLE public.webhook_attempts (
    organization_id uuid NOT NULL,
    delivery_id uuid NOT NULL,
    number integer NOT NULL,
    ended_at timestamp with time zone DEFAULT now() NOT NULL,
    duration_ms integer NOT NULL,
    reply_status integer,
    reply text,
    error text
);

ALTER TABLE ONLY public.webhook_attempts FORCE ROW LEVEL SECURITY;

CREATE TABLE public.webhook_events (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    outbox_id bigint,
    type text NOT NULL,
    booking_id uuid,
    occurred_at timestamp with time zone NOT NULL,
    document jsonb NOT NULL,
    planned_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.webhook_events FORCE ROW LEVEL SECURITY;

ALTER TABLE ONLY public.activities
    ADD CONSTRAINT activities_organization_id_slug_key UNIQUE (organization_id, slug);

ALTER TABLE ONLY public.activities
    ADD CONSTRAINT activities_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY public.activity_sessions
    ADD CONSTRAINT activity_sessions_organization_id_activity_id_start_time_key UNIQUE (organization_id, activity_id, start_time);

ALTER TABLE ONLY public.activity_sessions
    ADD CONSTRAINT activity_sessions_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY public.api_key_secrets
    ADD CONSTRAINT api_key_secrets_pkey PRIMARY KEY (public_id);

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY public.audit_logs
    ADD CONSTRAINT audit_logs_pkey PRIMARY KEY (organization_id, created_at, id);

ALTER TABLE ONLY public.audit_rounds
    ADD CONSTRAINT audit_rounds_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.audit_seals
    ADD CONSTRAINT audit_seals_pkey PRIMARY KEY (organization_id, sequence);

ALTER TABLE ONLY public.bookings
    ADD CONSTRAINT bookings_organization_id_booking_number_key UNIQUE (organization_id, booking_number);

ALTER TABLE ONLY public.bookings
    ADD CONSTRAINT bookings_organization_id_reservation_id_key UNIQUE (organization_id, reservation_id);

ALTER TABLE ONLY public.bookings
    ADD CONSTRAINT bookings_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY public.business_figures
    ADD CONSTRAINT business_figures_pkey PRIMARY KEY (is_only_row);

ALTER TABLE ONLY public.checkouts
    ADD CONSTRAINT checkouts_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY public.code_attempts
    ADD CONSTRAINT code_attempts_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY public.customers
    ADD CONSTRAINT customers_organization_id_email_key UNIQUE (organization_id, email);

ALTER TABLE ONLY public.customers
    ADD CONSTRAINT customers_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY public.dashboard_refreshes
    ADD CONSTRAINT dashboard_refreshes_pkey PRIMARY KEY (is_only_row);

ALTER TABLE ONLY public.disputes
    ADD CONSTRAINT disputes_organization_id_provider_dispute_id_key UNIQUE (organization_id, provider_dispute_id);

ALTER TABLE ONLY public.disputes
    ADD CONSTRAINT disputes_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY public.embed_configs
    ADD CONSTRAINT embed_configs_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY public.embed_keys
    ADD CONSTRAINT embed_keys_pkey PRIMARY KEY (embed_key);

ALTER TABLE ONLY public.funnel_days
    ADD CONSTRAINT funnel_days_pkey PRIMARY KEY (organization_id, embed_config_id, day, step);

ALTER TABLE ONLY public.gift_card_orders
    ADD CONSTRAINT gift_card_orders_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY public.gift_card_uses
    ADD CONSTRAINT gift_card_uses_organization_id_checkout_id_key UNIQUE (organization_id, checkout_id);

ALTER TABLE ONLY public.gift_card_uses
    ADD CONSTRAINT gift_card_uses_organization_id_refund_id_key UNIQUE (organization_id, refund_id);

ALTER TABLE ONLY public.gift_card_uses
    ADD CONSTRAINT gift_card_uses_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY public.gift_cards
    ADD CONSTRAINT gift_cards_organization_id_code_hash_key UNIQUE (organization_id, code_hash);

ALTER TABLE ONLY public.gift_cards
    ADD CONSTRAINT gift_cards_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (organization_id, key);

ALTER TABLE ONLY public.job_reports
    ADD CONSTRAINT job_reports_pkey PRIMARY KEY (node, job);

ALTER TABLE ONLY public.ledger_entries
    ADD CONSTRAINT ledger_entries_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY public.mail_outbox
    ADD CONSTRAINT mail_outbox_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY public.one_time_links
    ADD CONSTRAINT one_time_links_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY public.organization_day_progress
    ADD CONSTRAINT organization_day_progress_pkey PRIMARY KEY (organization_id);

ALTER TABLE ONLY public.organization_pricing
    ADD CONSTRAINT organization_pricing_pkey PRIMARY KEY (organization_id);

ALTER TABLE ONLY public.organizations
    ADD CONSTRAINT organizations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organizations
    ADD CONSTRAINT organizations_slug_key UNIQUE (slug);

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY public.outbox_positions
    ADD CONSTRAINT outbox_positions_pkey PRIMARY KEY (reader);

ALTER TABLE ONLY public.password_reset_requests
    ADD CONSTRAINT password_reset_requests_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.payment_accounts
    ADD CONSTRAINT payment_accounts_account_id_key UNIQUE (account_id);

ALTER TABLE ONLY public.payment_accounts
    ADD CONSTRAINT payment_accounts_pkey PRIMARY KEY (organization_id);

ALTER TABLE ONLY public.payment_events
    ADD CONSTRAINT payment_events_pkey PRIMARY KEY (provider, event_id);

ALTER TABLE ONLY public.payment_objects
    ADD CONSTRAINT payment_objects_pkey PRIMARY KEY (provider, object_id);

ALTER TABLE ONLY public.payment_settings
    ADD CONSTRAINT payment_settings_pkey PRIMARY KEY (organization_id);

ALTER TABLE ONLY public.payments
    ADD CONSTRAINT payments_organization_id_checkout_id_key UNIQUE (organization_id, checkout_id);

ALTER TABLE ONLY public.payments
    ADD CONSTRAINT payments_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY public.price_rules
    ADD CONSTRAINT price_rules_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY public.promo_code_activities
    ADD CONSTRAINT promo_code_activities_pkey PRIMARY KEY (organization_id, promo_code_id, activity_id);

ALTER TABLE ONLY public.promo_code_uses
    ADD CONSTRAINT promo_code_uses_pkey PRIMARY KEY (organization_id, checkout_id);

ALTER TABLE ONLY public.promo_codes
    ADD CONSTRAINT promo_codes_organization_id_code_key UNIQUE (organization_id, code);

ALTER TABLE ONLY public.promo_codes
    ADD CONSTRAINT promo_codes_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY public.refresh_tokens
    ADD CONSTRAINT refresh_tokens_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY public.refunds
    ADD CONSTRAINT refunds_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY public.sign_in_attempts
    ADD CONSTRAINT sign_in_attempts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sign_ins
    ADD CONSTRAINT sign_ins_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY public.slot_reservations
    ADD CONSTRAINT slot_reservations_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY public.tax_rates
    ADD CONSTRAINT tax_rates_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY public.ticket_types
    ADD CONSTRAINT ticket_types_organization_id_activity_id_id_key UNIQUE (organization_id, activity_id, id);

ALTER TABLE ONLY public.ticket_types
    ADD CONSTRAINT ticket_types_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY public.user_credentials
    ADD CONSTRAINT user_credentials_pkey PRIMARY KEY (organization_id, user_id);

ALTER TABLE ONLY public.user_emails
    ADD CONSTRAINT user_emails_pkey PRIMARY KEY (email);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY public.venues
    ADD CONSTRAINT venues_organization_id_slug_key UNIQUE (organization_id, slug);

ALTER TABLE ONLY public.venues
    ADD CONSTRAINT venues_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY public.webhook_attempts
    ADD CONSTRAINT webhook_attempts_pkey PRIMARY KEY (organization_id, delivery_id, number);

ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_organization_id_event_id_endpoint_id_key UNIQUE (organization_id, event_id, endpoint_id);

ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY public.webhook_endpoints
    ADD CONSTRAINT webhook_endpoints_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY public.webhook_events
    ADD CONSTRAINT webhook_events_organization_id_outbox_id_key UNIQUE (organization_id, outbox_id);

ALTER TABLE ONLY public.webhook_events
    ADD CONSTRAINT webhook_events_pkey PRIMARY KEY (organization_id, id);

CREATE INDEX activities_id ON public.activities USING btree (id);

CREATE INDEX activities_venue ON public.activities USING btree (organization_id, venue_id);

CREATE INDEX activity_sessions_closed ON public.activity_sessions USING btree (organization_id, start_time, id) WHERE is_closed;

CREATE INDEX activity_sessions_id ON public.activity_sessions USING btree (id);

CREATE INDEX activity_sessions_start ON public.activity_sessions USING btree (organization_id, start_time, id);

CREATE INDEX activity_sessions_venue ON public.activity_sessions USING btree (organization_id, venue_id, start_time);

CREATE INDEX api_key_secrets_key ON public.api_key_secrets USING btree (organization_id, api_key_id);

CREATE INDEX api_keys_id ON public.api_keys USING btree (id);

CREATE INDEX api_keys_successor ON public.api_keys USING btree (organization_id, successor_id);

CREATE INDEX audit_logs_action ON ONLY public.audit_logs USING btree (organization_id, action, created_at, id) WHERE (action <> ALL (ARRAY['insert'::text, 'update'::text]));

CREATE INDEX audit_logs_api_key ON ONLY public.audit_logs USING btree (organization_id, api_key_id, created_at, id) WHERE (api_key_id IS NOT NULL);

CREATE INDEX audit_logs_position ON ONLY public.audit_logs USING btree (id);

CREATE INDEX audit_logs_resource ON ONLY public.audit_logs USING btree (resource_id, created_at);

CREATE INDEX audit_logs_type ON ONLY public.audit_logs USING btree (organization_id, resource_type, created_at, id) WHERE (resource_type <> 'slot_reservations'::text);

CREATE INDEX audit_logs_user ON ONLY public.audit_logs USING btree (organization_id, user_id, created_at, id) WHERE (user_id IS NOT NULL);

CREATE INDEX audit_rounds_dropped ON public.audit_rounds USING btree (number) WHERE (dropped_months <> '{}'::date[]);

CREATE INDEX audit_seals_round ON public.audit_seals USING btree (round);

CREATE INDEX bookings_activity_date ON public.bookings USING btree (organization_id, activity_id, status, booking_date, start_time, id);

CREATE INDEX bookings_cancelled ON public.bookings USING btree (organization_id, cancelled_at) WHERE (cancelled_at IS NOT NULL);

CREATE INDEX bookings_code ON public.bookings USING btree (organization_id, confirmation_code COLLATE "C");

CREATE INDEX bookings_created ON public.bookings USING btree (organization_id, created_at);

CREATE INDEX bookings_email ON public.bookings USING btree (organization_id, ((contact ->> 'email'::text)) COLLATE "C");

CREATE INDEX bookings_id ON public.bookings USING btree (id);

CREATE INDEX bookings_last_name ON public.bookings USING btree (organization_id, lower(((contact ->> 'last_name'::text) COLLATE "und-x-icu")) COLLATE "C");

CREATE INDEX bookings_number ON public.bookings USING btree (organization_id, booking_number COLLATE "C");

CREATE INDEX bookings_of_activity ON public.bookings USING btree (organization_id, activity_id, status, id);

CREATE INDEX bookings_of_customer ON public.bookings USING btree (organization_id, customer_id, id);

CREATE INDEX bookings_of_venue ON public.bookings USING btree (organization_id, venue_id, status, id);

CREATE INDEX bookings_phone ON public.bookings USING btree (organization_id, regexp_replace((contact ->> 'phone'::text), '[^0-9]'::text, ''::text, 'g'::text) COLLATE "C");

CREATE INDEX bookings_session ON public.bookings USING btree (organization_id, session_id) WHERE (status <> 'cancelled'::public.booking_status);

CREATE INDEX bookings_session_all ON public.bookings USING btree (organization_id, session_id);

CREATE INDEX bookings_status ON public.bookings USING btree (organization_id, status, id);

CREATE INDEX bookings_status_date ON public.bookings USING btree (organization_id, status, booking_date, start_time, id);

CREATE INDEX bookings_venue_date ON public.bookings USING btree (organization_id, venue_id, status, booking_date, start_time, id);

CREATE INDEX checkouts_booking ON public.checkouts USING btree (organization_id, booking_id);

CREATE INDEX checkouts_email ON public.checkouts USING btree (organization_id, ((contact ->> 'email'::text))) WHERE (contact IS NOT NULL);

CREATE INDEX checkouts_id ON public.checkouts USING btree (id);

CREATE INDEX checkouts_reservation ON public.checkouts USING btree (organization_id, reservation_id);

CREATE INDEX code_attempts_address ON public.code_attempts USING btree (organization_id, address, attempted_at);

CREATE INDEX code_attempts_age ON public.code_attempts USING btree (attempted_at);

CREATE INDEX customers_email ON public.customers USING btree (organization_id, email COLLATE "C");

CREATE INDEX customers_first_name ON public.customers USING btree (organization_id, lower((first_name COLLATE "und-x-icu")) COLLATE "C");

CREATE INDEX customers_id ON public.customers USING btree (id);

CREATE INDEX customers_last_name ON public.customers USING btree (organization_id, lower((last_name COLLATE "und-x-icu")) COLLATE "C");

CREATE INDEX customers_phone ON public.customers USING btree (organization_id, regexp_replace(phone, '[^0-9]'::text, ''::text, 'g'::text) COLLATE "C");

CREATE INDEX disputes_payment ON public.disputes USING btree (organization_id, payment_id);

CREATE INDEX embed_configs_id ON public.embed_configs USING btree (id);

CREATE INDEX embed_keys_config ON public.embed_keys USING btree (organization_id, embed_config_id);

CREATE INDEX gift_card_orders_email ON public.gift_card_orders USING btree (organization_id, ((contact ->> 'email'::text)));

CREATE INDEX gift_card_orders_payment ON public.gift_card_orders USING btree (organization_id, payment_id);

CREATE INDEX gift_card_uses_booking ON public.gift_card_uses USING btree (organization_id, booking_id);

CREATE INDEX gift_card_uses_card ON public.gift_card_uses USING btree (organization_id, gift_card_id, created_at, id);

CREATE INDEX gift_cards_recipient ON public.gift_cards USING btree (organization_id, recipient_email) WHERE (recipient_email IS NOT NULL);

CREATE INDEX idempotency_keys_age ON public.idempotency_keys USING btree (created_at);

CREATE INDEX ledger_entries_account ON public.ledger_entries USING btree (organization_id, account, created_at);

CREATE INDEX ledger_entries_booking ON public.ledger_entries USING btree (organization_id, booking_id);

CREATE INDEX ledger_entries_payment ON public.ledger_entries USING btree (organization_id, payment_id);

CREATE INDEX ledger_entries_time ON public.ledger_entries USING btree (organization_id, created_at, id);

CREATE INDEX mail_outbox_age ON public.mail_outbox USING btree (created_at);

CREATE INDEX mail_outbox_booking ON public.mail_outbox USING btree (organization_id, booking_id);

CREATE INDEX mail_outbox_due ON public.mail_outbox USING btree (next_attempt_at) WHERE ((sent_at IS NULL) AND (failed_at IS NULL));

CREATE UNIQUE INDEX mail_outbox_event ON public.mail_outbox USING btree (organization_id, event_key) WHERE (event_key IS NOT NULL);

CREATE INDEX mail_outbox_page ON public.mail_outbox USING btree (organization_id, created_at DESC, id DESC);

CREATE INDEX mail_outbox_recipient ON public.mail_outbox USING btree (organization_id, recipient);

CREATE INDEX one_time_links_expiry ON public.one_time_links USING btree (expires_at);

CREATE INDEX one_time_links_user ON public.one_time_links USING btree (organization_id, user_id);

CREATE UNIQUE INDEX organization_dashboard_stats_key ON public.organization_dashboard_stats USING btree (organization_id);

CREATE UNIQUE INDEX organization_days_key ON public.organization_days USING btree (organization_id, day, venue_id) NULLS NOT DISTINCT;

CREATE UNIQUE INDEX organization_session_days_key ON public.organization_session_days USING btree (organization_id, day, venue_id, activity_id, hour) NULLS NOT DISTINCT;

CREATE UNIQUE INDEX organizations_platform ON public.organizations USING btree (is_platform) WHERE is_platform;

CREATE INDEX outbox_age ON public.outbox USING btree (created_at);

CREATE INDEX outbox_organization_age ON public.outbox USING btree (organization_id, created_at);

CREATE INDEX outbox_position ON public.outbox USING btree (transaction_id, id);

CREATE INDEX payment_events_age ON public.payment_events USING btree (received_at);

CREATE INDEX payment_events_organization ON public.payment_events USING btree (organization_id);

CREATE INDEX payment_events_waiting ON public.payment_events USING btree (provider, ((waiting ->> 'intent_id'::text))) WHERE (waiting IS NOT NULL);

CREATE INDEX payment_objects_payment ON public.payment_objects USING btree (organization_id, payment_id);

CREATE INDEX payments_booking ON public.payments USING btree (organization_id, booking_id);

CREATE INDEX payments_due ON public.payments USING btree (check_at) WHERE (status = 'open'::public.payment_state);

CREATE INDEX payments_id ON public.payments USING btree (id);

CREATE INDEX price_rules_order ON public.price_rules USING btree (organization_id, activity_id, "position", id);

CREATE INDEX price_rules_ticket_type ON public.price_rules USING btree (organization_id, activity_id, ticket_type_id);

CREATE INDEX promo_code_activities_activity ON public.promo_code_activities USING btree (organization_id, activity_id);

CREATE INDEX promo_code_uses_booking ON public.promo_code_uses USING btree (organization_id, booking_id);

CREATE INDEX promo_code_uses_customer ON public.promo_code_uses USING btree (organization_id, promo_code_id, email);

CREATE INDEX promo_code_uses_email ON public.promo_code_uses USING btree (organization_id, email) WHERE (email IS NOT NULL);

CREATE INDEX refresh_tokens_sign_in ON public.refresh_tokens USING btree (organization_id, sign_in_id);

CREATE INDEX refunds_booking ON public.refunds USING btree (organization_id, booking_id);

CREATE INDEX refunds_due ON public.refunds USING btree (next_attempt_at) WHERE (status = 'due'::public.refund_state);

CREATE INDEX refunds_id ON public.refunds USING btree (id);

CREATE INDEX refunds_payment ON public.refunds USING btree (organization_id, payment_id);

CREATE UNIQUE INDEX refunds_provider_id ON public.refunds USING btree (organization_id, provider_refund_id);

CREATE INDEX sign_in_attempts_address ON public.sign_in_attempts USING btree (address, attempted_at);

CREATE INDEX sign_in_attempts_age ON public.sign_in_attempts USING btree (attempted_at);

CREATE INDEX sign_in_attempts_email ON public.sign_in_attempts USING btree (email_hash, attempted_at);

CREATE INDEX sign_ins_expiry ON public.sign_ins USING btree (expires_at);

CREATE INDEX sign_ins_id ON public.sign_ins USING btree (id);

CREATE INDEX sign_ins_user ON public.sign_ins USING btree (organization_id, user_id);

CREATE INDEX slot_reservations_customer ON public.slot_reservations USING btree (organization_id, customer_email) WHERE (customer_email IS NOT NULL);

CREATE INDEX slot_reservations_due ON public.slot_reservations USING btree (expires_at) WHERE (status = 'held'::public.reservation_status);

CREATE INDEX slot_reservations_id ON public.slot_reservations USING btree (id);

CREATE INDEX slot_reservations_live ON public.slot_reservations USING btree (organization_id, session_id, expires_at) WHERE (status = 'held'::public.reservation_status);

CREATE INDEX slot_reservations_session ON public.slot_reservations USING btree (organization_id, session_id);

CREATE INDEX slot_reservations_visitor ON public.slot_reservations USING btree (visitor) WHERE (status = 'held'::public.reservation_status);

CREATE INDEX tax_rates_activity ON public.tax_rates USING btree (organization_id, activity_id);

CREATE INDEX ticket_types_shown ON public.ticket_types USING btree (organization_id, activity_id, "position", id);

CREATE INDEX user_emails_user ON public.user_emails USING btree (organization_id, user_id);

CREATE INDEX users_id ON public.users USING btree (id);

CREATE INDEX venues_id ON public.venues USING btree (id);

CREATE INDEX webhook_deliveries_endpoint ON public.webhook_deliveries USING btree (organization_id, endpoint_id, id);

CREATE INDEX webhook_deliveries_leased ON public.webhook_deliveries USING btree (organization_id, endpoint_id) WHERE (lease_until IS NOT NULL);

CREATE INDEX webhook_deliveries_status ON public.webhook_deliveries USING btree (organization_id, status, id);

CREATE INDEX webhook_deliveries_waiting ON public.webhook_deliveries USING btree (organization_id, endpoint_id, next_attempt_at) WHERE (status = 'waiting'::public.webhook_delivery_status);

CREATE INDEX webhook_endpoints_active ON public.webhook_endpoints USING btree (organization_id) WHERE is_active;

CREATE INDEX webhook_endpoints_deleted ON public.webhook_endpoints USING btree (deleted_at) WHERE (deleted_at IS NOT NULL);

CREATE INDEX webhook_events_age ON public.webhook_events USING btree (planned_at);

CREATE INDEX webhook_events_booking ON public.webhook_events USING btree (organization_id, booking_id) WHERE (booking_id IS NOT NULL);

CREATE TRIGGER add_day_progress AFTER INSERT ON public.organizations FOR EACH ROW EXECUTE FUNCTION app.add_day_progress();

CREATE TRIGGER add_pricing AFTER INSERT ON public.organizations FOR EACH ROW EXECUTE FUNCTION app.add_organization_pricing();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.ledger_entries FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_ledger_change();

CREATE TRIGGER audit_delete AFTER DELETE ON public.activities REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{generated_version,generated_until}');

CREATE TRIGGER audit_delete AFTER DELETE ON public.activity_sessions REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{capacity_remaining,version}');

CREATE TRIGGER audit_delete AFTER DELETE ON public.api_key_secrets REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('public_id', 'api_key_id', 'organization_id', '{"key_hash": "[redacted]"}', '{}');

CREATE TRIGGER audit_delete AFTER DELETE ON public.api_keys REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{last_used_at,last_used_address}');

CREATE TRIGGER audit_delete AFTER DELETE ON public.bookings REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{"notes": "[redacted]", "contact": "[redacted]", "confirmation_code": "[redacted]", "cancellation_reason": "[redacted]"}', '{}');

CREATE TRIGGER audit_delete AFTER DELETE ON public.checkouts REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{"contact": "[redacted]", "prepared": "[redacted]", "cancel_url": "[redacted]", "success_url": "[redacted]"}', '{}');

CREATE TRIGGER audit_delete AFTER DELETE ON public.customers REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{"email": "[redacted]", "notes": "[redacted]", "phone": "[redacted]", "last_name": "[redacted]", "first_name": "[redacted]"}', '{}');

CREATE TRIGGER audit_delete AFTER DELETE ON public.disputes REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_delete AFTER DELETE ON public.embed_configs REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_delete AFTER DELETE ON public.embed_keys REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('embed_key', 'embed_config_id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_delete AFTER DELETE ON public.gift_card_orders REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{"contact": "[redacted]", "message": "[redacted]", "cancel_url": "[redacted]", "success_url": "[redacted]", "recipient_name": "[redacted]", "recipient_email": "[redacted]"}', '{}');

CREATE TRIGGER audit_delete AFTER DELETE ON public.gift_card_uses REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'gift_card_id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_delete AFTER DELETE ON public.gift_cards REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{"message": "[redacted]", "code_hash": "[redacted]", "recipient_name": "[redacted]", "recipient_email": "[redacted]"}', '{reserved_minor}');

CREATE TRIGGER audit_delete AFTER DELETE ON public.mail_outbox REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{"recipient": "[redacted]", "last_error": "[redacted]", "parameters": "[redacted]"}', '{attempts,next_attempt_at,lease_until}');

CREATE TRIGGER audit_delete AFTER DELETE ON public.one_time_links REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_delete AFTER DELETE ON public.organization_pricing REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('organization_id', 'organization_id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_delete AFTER DELETE ON public.organizations REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'id', '{}', '{}');

CREATE TRIGGER audit_delete AFTER DELETE ON public.payment_accounts REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('organization_id', 'organization_id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_delete AFTER DELETE ON public.payment_settings REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('organization_id', 'organization_id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_delete AFTER DELETE ON public.payments REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{"url": "[redacted]"}', '{check_at,checks}');

CREATE TRIGGER audit_delete AFTER DELETE ON public.price_rules REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_delete AFTER DELETE ON public.promo_code_activities REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('activity_id', 'promo_code_id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_delete AFTER DELETE ON public.promo_code_uses REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('checkout_id', 'promo_code_id', 'organization_id', '{"email": "[redacted]"}', '{}');

CREATE TRIGGER audit_delete AFTER DELETE ON public.promo_codes REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{uses_reserved,uses_settled}');

CREATE TRIGGER audit_delete AFTER DELETE ON public.refunds REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{attempts,next_attempt_at,lease_until,last_error}');

CREATE TRIGGER audit_delete AFTER DELETE ON public.sign_ins REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{refreshed_at,expires_at}');

CREATE TRIGGER audit_delete AFTER DELETE ON public.slot_reservations REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{"customer_email": "[redacted]"}', '{}');

CREATE TRIGGER audit_delete AFTER DELETE ON public.tax_rates REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_delete AFTER DELETE ON public.ticket_types REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_delete AFTER DELETE ON public.user_credentials REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('user_id', 'user_id', 'organization_id', '{"totp_sealed": "[redacted]", "password_hash": "[redacted]", "recovery_code_hashes": "[redacted]"}', '{totp_last_step}');

CREATE TRIGGER audit_delete AFTER DELETE ON public.user_emails REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('email', 'user_id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_delete AFTER DELETE ON public.users REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{"phone": "[redacted]"}', '{last_login_at}');

CREATE TRIGGER audit_delete AFTER DELETE ON public.venues REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_delete AFTER DELETE ON public.webhook_endpoints REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{"secret_sealed": "[redacted]", "previous_secret_sealed": "[redacted]"}', '{failing_since}');

CREATE TRIGGER audit_insert AFTER INSERT ON public.activities REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{generated_version,generated_until}');

CREATE TRIGGER audit_insert AFTER INSERT ON public.activity_sessions REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{capacity_remaining,version}');

CREATE TRIGGER audit_insert AFTER INSERT ON public.api_key_secrets REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('public_id', 'api_key_id', 'organization_id', '{"key_hash": "[redacted]"}', '{}');

CREATE TRIGGER audit_insert AFTER INSERT ON public.api_keys REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{last_used_at,last_used_address}');

CREATE TRIGGER audit_insert AFTER INSERT ON public.bookings REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{"notes": "[redacted]", "contact": "[redacted]", "confirmation_code": "[redacted]", "cancellation_reason": "[redacted]"}', '{}');

CREATE TRIGGER audit_insert AFTER INSERT ON public.checkouts REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{"contact": "[redacted]", "prepared": "[redacted]", "cancel_url": "[redacted]", "success_url": "[redacted]"}', '{}');

CREATE TRIGGER audit_insert AFTER INSERT ON public.customers REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{"email": "[redacted]", "notes": "[redacted]", "phone": "[redacted]", "last_name": "[redacted]", "first_name": "[redacted]"}', '{}');

CREATE TRIGGER audit_insert AFTER INSERT ON public.disputes REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_insert AFTER INSERT ON public.embed_configs REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_insert AFTER INSERT ON public.embed_keys REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('embed_key', 'embed_config_id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_insert AFTER INSERT ON public.gift_card_orders REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{"contact": "[redacted]", "message": "[redacted]", "cancel_url": "[redacted]", "success_url": "[redacted]", "recipient_name": "[redacted]", "recipient_email": "[redacted]"}', '{}');

CREATE TRIGGER audit_insert AFTER INSERT ON public.gift_card_uses REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'gift_card_id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_insert AFTER INSERT ON public.gift_cards REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{"message": "[redacted]", "code_hash": "[redacted]", "recipient_name": "[redacted]", "recipient_email": "[redacted]"}', '{reserved_minor}');

CREATE TRIGGER audit_insert AFTER INSERT ON public.mail_outbox REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{"recipient": "[redacted]", "last_error": "[redacted]", "parameters": "[redacted]"}', '{attempts,next_attempt_at,lease_until}');

CREATE TRIGGER audit_insert AFTER INSERT ON public.one_time_links REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_insert AFTER INSERT ON public.organization_pricing REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('organization_id', 'organization_id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_insert AFTER INSERT ON public.organizations REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'id', '{}', '{}');

CREATE TRIGGER audit_insert AFTER INSERT ON public.payment_accounts REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('organization_id', 'organization_id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_insert AFTER INSERT ON public.payment_settings REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('organization_id', 'organization_id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_insert AFTER INSERT ON public.payments REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{"url": "[redacted]"}', '{check_at,checks}');

CREATE TRIGGER audit_insert AFTER INSERT ON public.price_rules REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_insert AFTER INSERT ON public.promo_code_activities REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('activity_id', 'promo_code_id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_insert AFTER INSERT ON public.promo_code_uses REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('checkout_id', 'promo_code_id', 'organization_id', '{"email": "[redacted]"}', '{}');

CREATE TRIGGER audit_insert AFTER INSERT ON public.promo_codes REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{uses_reserved,uses_settled}');

CREATE TRIGGER audit_insert AFTER INSERT ON public.refunds REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{attempts,next_attempt_at,lease_until,last_error}');

CREATE TRIGGER audit_insert AFTER INSERT ON public.sign_ins REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{refreshed_at,expires_at}');

CREATE TRIGGER audit_insert AFTER INSERT ON public.slot_reservations REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{"customer_email": "[redacted]"}', '{}');

CREATE TRIGGER audit_insert AFTER INSERT ON public.tax_rates REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_insert AFTER INSERT ON public.ticket_types REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_insert AFTER INSERT ON public.user_credentials REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('user_id', 'user_id', 'organization_id', '{"totp_sealed": "[redacted]", "password_hash": "[redacted]", "recovery_code_hashes": "[redacted]"}', '{totp_last_step}');

CREATE TRIGGER audit_insert AFTER INSERT ON public.user_emails REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('email', 'user_id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_insert AFTER INSERT ON public.users REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{"phone": "[redacted]"}', '{last_login_at}');

CREATE TRIGGER audit_insert AFTER INSERT ON public.venues REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_insert AFTER INSERT ON public.webhook_endpoints REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{"secret_sealed": "[redacted]", "previous_secret_sealed": "[redacted]"}', '{failing_since}');

CREATE TRIGGER audit_update AFTER UPDATE ON public.activities REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{generated_version,generated_until}');

CREATE TRIGGER audit_update AFTER UPDATE ON public.activity_sessions REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{capacity_remaining,version}');

CREATE TRIGGER audit_update AFTER UPDATE ON public.api_key_secrets REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('public_id', 'api_key_id', 'organization_id', '{"key_hash": "[redacted]"}', '{}');

CREATE TRIGGER audit_update AFTER UPDATE ON public.api_keys REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{last_used_at,last_used_address}');

CREATE TRIGGER audit_update AFTER UPDATE ON public.bookings REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{"notes": "[redacted]", "contact": "[redacted]", "confirmation_code": "[redacted]", "cancellation_reason": "[redacted]"}', '{}');

CREATE TRIGGER audit_update AFTER UPDATE ON public.checkouts REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{"contact": "[redacted]", "prepared": "[redacted]", "cancel_url": "[redacted]", "success_url": "[redacted]"}', '{}');

CREATE TRIGGER audit_update AFTER UPDATE ON public.customers REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{"email": "[redacted]", "notes": "[redacted]", "phone": "[redacted]", "last_name": "[redacted]", "first_name": "[redacted]"}', '{}');

CREATE TRIGGER audit_update AFTER UPDATE ON public.disputes REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_update AFTER UPDATE ON public.embed_configs REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_update AFTER UPDATE ON public.embed_keys REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('embed_key', 'embed_config_id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_update AFTER UPDATE ON public.gift_card_orders REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{"contact": "[redacted]", "message": "[redacted]", "cancel_url": "[redacted]", "success_url": "[redacted]", "recipient_name": "[redacted]", "recipient_email": "[redacted]"}', '{}');

CREATE TRIGGER audit_update AFTER UPDATE ON public.gift_card_uses REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'gift_card_id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_update AFTER UPDATE ON public.gift_cards REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{"message": "[redacted]", "code_hash": "[redacted]", "recipient_name": "[redacted]", "recipient_email": "[redacted]"}', '{reserved_minor}');

CREATE TRIGGER audit_update AFTER UPDATE ON public.mail_outbox REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{"recipient": "[redacted]", "last_error": "[redacted]", "parameters": "[redacted]"}', '{attempts,next_attempt_at,lease_until}');

CREATE TRIGGER audit_update AFTER UPDATE ON public.one_time_links REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_update AFTER UPDATE ON public.organization_pricing REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('organization_id', 'organization_id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_update AFTER UPDATE ON public.organizations REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'id', '{}', '{}');

CREATE TRIGGER audit_update AFTER UPDATE ON public.payment_accounts REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('organization_id', 'organization_id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_update AFTER UPDATE ON public.payment_settings REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('organization_id', 'organization_id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_update AFTER UPDATE ON public.payments REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{"url": "[redacted]"}', '{check_at,checks}');

CREATE TRIGGER audit_update AFTER UPDATE ON public.price_rules REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_update AFTER UPDATE ON public.promo_code_activities REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('activity_id', 'promo_code_id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_update AFTER UPDATE ON public.promo_code_uses REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('checkout_id', 'promo_code_id', 'organization_id', '{"email": "[redacted]"}', '{}');

CREATE TRIGGER audit_update AFTER UPDATE ON public.promo_codes REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{uses_reserved,uses_settled}');

CREATE TRIGGER audit_update AFTER UPDATE ON public.refunds REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{attempts,next_attempt_at,lease_until,last_error}');

CREATE TRIGGER audit_update AFTER UPDATE ON public.sign_ins REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{refreshed_at,expires_at}');

CREATE TRIGGER audit_update AFTER UPDATE ON public.slot_reservations REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{"customer_email": "[redacted]"}', '{}');

CREATE TRIGGER audit_update AFTER UPDATE ON public.tax_rates REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_update AFTER UPDATE ON public.ticket_types REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_update AFTER UPDATE ON public.user_credentials REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('user_id', 'user_id', 'organization_id', '{"totp_sealed": "[redacted]", "password_hash": "[redacted]", "recovery_code_hashes": "[redacted]"}', '{totp_last_step}');

CREATE TRIGGER audit_update AFTER UPDATE ON public.user_emails REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('email', 'user_id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_update AFTER UPDATE ON public.users REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{"phone": "[redacted]"}', '{last_login_at}');

CREATE TRIGGER audit_update AFTER UPDATE ON public.venues REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{}', '{}');

CREATE TRIGGER audit_update AFTER UPDATE ON public.webhook_endpoints REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.log_audit_event('id', 'id', 'organization_id', '{"secret_sealed": "[redacted]", "previous_secret_sealed": "[redacted]"}', '{failing_since}');

CREATE TRIGGER balanced AFTER INSERT ON public.ledger_entries REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_unbalanced();

CREATE TRIGGER count_schedule_version BEFORE UPDATE OF schedule, duration_minutes, capacity, price_minor, currency ON public.activities FOR EACH ROW EXECUTE FUNCTION app.count_schedule_version();

CREATE TRIGGER count_version BEFORE UPDATE OF name, slug, tagline, description, duration_minutes, capacity, min_party, max_party, price_minor, booking_cutoff_minutes, schedule, is_active, deposit_ppm, deposit_minor, cancellation_policy ON public.activities FOR EACH ROW EXECUTE FUNCTION app.count_version();

CREATE TRIGGER count_version BEFORE UPDATE ON public.bookings FOR EACH ROW EXECUTE FUNCTION app.count_version();

CREATE TRIGGER count_version BEFORE UPDATE ON public.customers FOR EACH ROW EXECUTE FUNCTION app.count_version();

CREATE TRIGGER count_version BEFORE UPDATE ON public.embed_configs FOR EACH ROW EXECUTE FUNCTION app.count_version();

CREATE TRIGGER count_version BEFORE UPDATE OF code_hash, status, expires_at, recipient_name, recipient_email, message ON public.gift_cards FOR EACH ROW EXECUTE FUNCTION app.count_version();

CREATE TRIGGER count_version BEFORE UPDATE ON public.organization_pricing FOR EACH ROW EXECUTE FUNCTION app.count_version();

CREATE TRIGGER count_version BEFORE UPDATE OF name, status, primary_color, contact_email, requires_second_factor ON public.organizations FOR EACH ROW EXECUTE FUNCTION app.count_version();

CREATE TRIGGER count_version BEFORE UPDATE ON public.payment_settings FOR EACH ROW EXECUTE FUNCTION app.count_version();

CREATE TRIGGER count_version BEFORE UPDATE ON public.payments FOR EACH ROW EXECUTE FUNCTION app.count_version();

CREATE TRIGGER count_version BEFORE UPDATE ON public.price_rules FOR EACH ROW EXECUTE FUNCTION app.count_version();

CREATE TRIGGER count_version BEFORE UPDATE OF code, description, kind, percent_ppm, amount_minor, valid_from, valid_until, minimum_minor, max_uses, max_uses_per_customer, is_active ON public.promo_codes FOR EACH ROW EXECUTE FUNCTION app.count_version();

CREATE TRIGGER count_version BEFORE UPDATE ON public.tax_rates FOR EACH ROW EXECUTE FUNCTION app.count_version();

CREATE TRIGGER count_version BEFORE UPDATE ON public.ticket_types FOR EACH ROW EXECUTE FUNCTION app.count_version();

CREATE TRIGGER count_version BEFORE UPDATE OF email, full_name, phone, role, is_active ON public.users FOR EACH ROW EXECUTE FUNCTION app.count_version();

CREATE TRIGGER count_version BEFORE UPDATE OF name, slug, address, time_zone, is_active ON public.venues FOR EACH ROW EXECUTE FUNCTION app.count_version();

CREATE TRIGGER follow_time_zone AFTER UPDATE OF time_zone ON public.venues FOR EACH ROW WHEN ((new.time_zone IS DISTINCT FROM old.time_zone)) EXECUTE FUNCTION app.follow_time_zone();

CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_logs FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_audit_change();

CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_rounds FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_audit_change();

CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_seals FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_audit_change();

CREATE TRIGGER reopen_days AFTER UPDATE OF venue_id ON public.bookings FOR EACH ROW WHEN ((old.venue_id IS DISTINCT FROM new.venue_id)) EXECUTE FUNCTION app.reopen_days();

CREATE TRIGGER reopen_session_days AFTER UPDATE OF start_time, activity_id, venue_id, capacity_total, capacity_remaining, is_closed ON public.activity_sessions FOR EACH ROW WHEN ((LEAST(old.start_time, new.start_time) <= (now() - '00:30:00'::interval))) EXECUTE FUNCTION app.reopen_session_days();

CREATE TRIGGER reopen_session_days_by_new AFTER INSERT ON public.activity_sessions FOR EACH ROW WHEN ((new.start_time <= (now() - '00:30:00'::interval))) EXECUTE FUNCTION app.reopen_session_days();

CREATE TRIGGER reopen_venue_days AFTER UPDATE OF time_zone ON public.venues FOR EACH ROW WHEN ((old.time_zone IS DISTINCT FROM new.time_zone)) EXECUTE FUNCTION app.reopen_venue_days();

CREATE TRIGGER tell_of_change AFTER INSERT OR UPDATE ON public.activities FOR EACH ROW EXECUTE FUNCTION app.tell_of_change('organizations', 'organization_id', 'organization_id');

CREATE TRIGGER tell_of_change AFTER INSERT OR UPDATE ON public.embed_configs FOR EACH ROW EXECUTE FUNCTION app.tell_of_change('organizations', 'organization_id', 'organization_id');

CREATE TRIGGER tell_of_change AFTER UPDATE ON public.organization_pricing FOR EACH ROW EXECUTE FUNCTION app.tell_of_change('organizations', 'organization_id', 'organization_id');

CREATE TRIGGER tell_of_change AFTER UPDATE ON public.organizations FOR EACH ROW EXECUTE FUNCTION app.tell_of_change('organizations', 'id', 'id');

CREATE TRIGGER tell_of_change AFTER INSERT OR UPDATE ON public.payment_accounts FOR EACH ROW EXECUTE FUNCTION app.tell_of_change('organizations', 'organization_id', 'organization_id');

CREATE TRIGGER tell_of_change AFTER INSERT OR UPDATE ON public.payment_settings FOR EACH ROW EXECUTE FUNCTION app.tell_of_change('organizations', 'organization_id', 'organization_id');

CREATE TRIGGER tell_of_change AFTER INSERT OR UPDATE ON public.price_rules FOR EACH ROW EXECUTE FUNCTION app.tell_of_change('organizations', 'organization_id', 'organization_id');

CREATE TRIGGER tell_of_change AFTER INSERT OR UPDATE ON public.ticket_types FOR EACH ROW EXECUTE FUNCTION app.tell_of_change('organizations', 'organization_id', 'organization_id');

CREATE TRIGGER tell_of_change AFTER INSERT OR UPDATE ON public.venues FOR EACH ROW EXECUTE FUNCTION app.tell_of_change('organizations', 'organization_id', 'organization_id');

ALTER TABLE ONLY public.activities
    ADD CONSTRAINT activities_organization_id_venue_id_fkey FOREIGN KEY (organization_id, venue_id) REFERENCES public.venues(organization_id, id);

ALTER TABLE ONLY public.activity_sessions
    ADD CONSTRAINT activity_sessions_organization_id_activity_id_fkey FOREIGN KEY (organization_id, activity_id) REFERENCES public.activities(organization_id, id);

ALTER TABLE ONLY public.activity_sessions
    ADD CONSTRAINT activity_sessions_organization_id_venue_id_fkey FOREIGN KEY (organization_id, venue_id) REFERENCES public.venues(organization_id, id);

ALTER TABLE ONLY public.api_key_secrets
    ADD CONSTRAINT api_key_secrets_organization_id_api_key_id_fkey FOREIGN KEY (organization_id, api_key_id) REFERENCES public.api_keys(organization_id, id);

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_organization_id_successor_id_fkey FOREIGN KEY (organization_id, successor_id) REFERENCES public.api_keys(organization_id, id);

ALTER TABLE ONLY public.bookings
    ADD CONSTRAINT bookings_organization_id_activity_id_fkey FOREIGN KEY (organization_id, activity_id) REFERENCES public.activities(organization_id, id);

ALTER TABLE ONLY public.bookings
    ADD CONSTRAINT bookings_organization_id_customer_id_fkey FOREIGN KEY (organization_id, customer_id) REFERENCES public.customers(organization_id, id);

ALTER TABLE ONLY public.bookings
    ADD CONSTRAINT bookings_organization_id_reservation_id_fkey FOREIGN KEY (organization_id, reservation_id) REFERENCES public.slot_reservations(organization_id, id);

ALTER TABLE ONLY public.bookings
    ADD CONSTRAINT bookings_organization_id_session_id_fkey FOREIGN KEY (organization_id, session_id) REFERENCES public.activity_sessions(organization_id, id);

ALTER TABLE ONLY public.bookings
    ADD CONSTRAINT bookings_organization_id_venue_id_fkey FOREIGN KEY (organization_id, venue_id) REFERENCES public.venues(organization_id, id);

ALTER TABLE ONLY public.checkouts
    ADD CONSTRAINT checkouts_organization_id_booking_id_fkey FOREIGN KEY (organization_id, booking_id) REFERENCES public.bookings(organization_id, id);

ALTER TABLE ONLY public.checkouts
    ADD CONSTRAINT checkouts_organization_id_reservation_id_fkey FOREIGN KEY (organization_id, reservation_id) REFERENCES public.slot_reservations(organization_id, id);

ALTER TABLE ONLY public.code_attempts
    ADD CONSTRAINT code_attempts_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

ALTER TABLE ONLY public.customers
    ADD CONSTRAINT customers_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

ALTER TABLE ONLY public.disputes
    ADD CONSTRAINT disputes_organization_id_payment_id_fkey FOREIGN KEY (organization_id, payment_id) REFERENCES public.payments(organization_id, id);

ALTER TABLE ONLY public.embed_configs
    ADD CONSTRAINT embed_configs_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

ALTER TABLE ONLY public.embed_keys
    ADD CONSTRAINT embed_keys_organization_id_embed_config_id_fkey FOREIGN KEY (organization_id, embed_config_id) REFERENCES public.embed_configs(organization_id, id);

ALTER TABLE ONLY public.funnel_days
    ADD CONSTRAINT funnel_days_organization_id_embed_config_id_fkey FOREIGN KEY (organization_id, embed_config_id) REFERENCES public.embed_configs(organization_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.gift_card_orders
    ADD CONSTRAINT gift_card_orders_organization_id_payment_id_fkey FOREIGN KEY (organization_id, payment_id) REFERENCES public.payments(organization_id, id);

ALTER TABLE ONLY public.gift_card_uses
    ADD CONSTRAINT gift_card_uses_organization_id_booking_id_fkey FOREIGN KEY (organization_id, booking_id) REFERENCES public.bookings(organization_id, id);

ALTER TABLE ONLY public.gift_card_uses
    ADD CONSTRAINT gift_card_uses_organization_id_checkout_id_fkey FOREIGN KEY (organization_id, checkout_id) REFERENCES public.checkouts(organization_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gift_card_uses
    ADD CONSTRAINT gift_card_uses_organization_id_gift_card_id_fkey FOREIGN KEY (organization_id, gift_card_id) REFERENCES public.gift_cards(organization_id, id);

ALTER TABLE ONLY public.gift_cards
    ADD CONSTRAINT gift_cards_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

ALTER TABLE ONLY public.ledger_entries
    ADD CONSTRAINT ledger_entries_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

ALTER TABLE ONLY public.mail_outbox
    ADD CONSTRAINT mail_outbox_booking FOREIGN KEY (organization_id, booking_id) REFERENCES public.bookings(organization_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.mail_outbox
    ADD CONSTRAINT mail_outbox_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

ALTER TABLE ONLY public.one_time_links
    ADD CONSTRAINT one_time_links_organization_id_user_id_fkey FOREIGN KEY (organization_id, user_id) REFERENCES public.users(organization_id, id);

ALTER TABLE ONLY public.organization_day_progress
    ADD CONSTRAINT organization_day_progress_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

ALTER TABLE ONLY public.organization_days
    ADD CONSTRAINT organization_days_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

ALTER TABLE ONLY public.organization_pricing
    ADD CONSTRAINT organization_pricing_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

ALTER TABLE ONLY public.organization_session_days
    ADD CONSTRAINT organization_session_days_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

ALTER TABLE ONLY public.payment_accounts
    ADD CONSTRAINT payment_accounts_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

ALTER TABLE ONLY public.payment_events
    ADD CONSTRAINT payment_events_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

ALTER TABLE ONLY public.payment_objects
    ADD CONSTRAINT payment_objects_organization_id_payment_id_fkey FOREIGN KEY (organization_id, payment_id) REFERENCES public.payments(organization_id, id);

ALTER TABLE ONLY public.payment_settings
    ADD CONSTRAINT payment_settings_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

ALTER TABLE ONLY public.payments
    ADD CONSTRAINT payments_organization_id_booking_id_fkey FOREIGN KEY (organization_id, booking_id) REFERENCES public.bookings(organization_id, id);

ALTER TABLE ONLY public.payments
    ADD CONSTRAINT payments_organization_id_checkout_id_fkey FOREIGN KEY (organization_id, checkout_id) REFERENCES public.checkouts(organization_id, id);

ALTER TABLE ONLY public.price_rules
    ADD CONSTRAINT price_rules_organization_id_activity_id_fkey FOREIGN KEY (organization_id, activity_id) REFERENCES public.activities(organization_id, id);

ALTER TABLE ONLY public.price_rules
    ADD CONSTRAINT price_rules_organization_id_activity_id_ticket_type_id_fkey FOREIGN KEY (organization_id, activity_id, ticket_type_id) REFERENCES public.ticket_types(organization_id, activity_id, id);

ALTER TABLE ONLY public.promo_code_activities
    ADD CONSTRAINT promo_code_activities_organization_id_activity_id_fkey FOREIGN KEY (organization_id, activity_id) REFERENCES public.activities(organization_id, id);

ALTER TABLE ONLY public.promo_code_activities
    ADD CONSTRAINT promo_code_activities_organization_id_promo_code_id_fkey FOREIGN KEY (organization_id, promo_code_id) REFERENCES public.promo_codes(organization_id, id);

ALTER TABLE ONLY public.promo_code_uses
    ADD CONSTRAINT promo_code_uses_organization_id_booking_id_fkey FOREIGN KEY (organization_id, booking_id) REFERENCES public.bookings(organization_id, id);

ALTER TABLE ONLY public.promo_code_uses
    ADD CONSTRAINT promo_code_uses_organization_id_checkout_id_fkey FOREIGN KEY (organization_id, checkout_id) REFERENCES public.checkouts(organization_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.promo_code_uses
    ADD CONSTRAINT promo_code_uses_organization_id_promo_code_id_fkey FOREIGN KEY (organization_id, promo_code_id) REFERENCES public.promo_codes(organization_id, id);

ALTER TABLE ONLY public.promo_codes
    ADD CONSTRAINT promo_codes_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

ALTER TABLE ONLY public.refresh_tokens
    ADD CONSTRAINT refresh_tokens_organization_id_sign_in_id_fkey FOREIGN KEY (organization_id, sign_in_id) REFERENCES public.sign_ins(organization_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.refunds
    ADD CONSTRAINT refunds_organization_id_booking_id_fkey FOREIGN KEY (organization_id, booking_id) REFERENCES public.bookings(organization_id, id);

ALTER TABLE ONLY public.refunds
    ADD CONSTRAINT refunds_organization_id_payment_id_fkey FOREIGN KEY (organization_id, payment_id) REFERENCES public.payments(organization_id, id);

ALTER TABLE ONLY public.sign_ins
    ADD CONSTRAINT sign_ins_organization_id_user_id_fkey FOREIGN KEY (organization_id, user_id) REFERENCES public.users(organization_id, id);

ALTER TABLE ONLY public.slot_reservations
    ADD CONSTRAINT slot_reservations_organization_id_session_id_fkey FOREIGN KEY (organization_id, session_id) REFERENCES public.activity_sessions(organization_id, id);

ALTER TABLE ONLY public.tax_rates
    ADD CONSTRAINT tax_rates_organization_id_activity_id_fkey FOREIGN KEY (organization_id, activity_id) REFERENCES public.activities(organization_id, id);

ALTER TABLE ONLY public.tax_rates
    ADD CONSTRAINT tax_rates_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

ALTER TABLE ONLY public.ticket_types
    ADD CONSTRAINT ticket_types_organization_id_activity_id_fkey FOREIGN KEY (organization_id, activity_id) REFERENCES public.activities(organization_id, id);

ALTER TABLE ONLY public.user_credentials
    ADD CONSTRAINT user_credentials_organization_id_user_id_fkey FOREIGN KEY (organization_id, user_id) REFERENCES public.users(organization_id, id);

ALTER TABLE ONLY public.user_emails
    ADD CONSTRAINT user_emails_organization_id_user_id_fkey FOREIGN KEY (organization_id, user_id) REFERENCES public.users(organization_id, id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

ALTER TABLE ONLY public.venues
    ADD CONSTRAINT venues_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

ALTER TABLE ONLY public.webhook_attempts
    ADD CONSTRAINT webhook_attempts_organization_id_delivery_id_fkey FOREIGN KEY (organization_id, delivery_id) REFERENCES public.webhook_deliveries(organization_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_organization_id_endpoint_id_fkey FOREIGN KEY (organization_id, endpoint_id) REFERENCES public.webhook_endpoints(organization_id, id);

ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_organization_id_event_id_fkey FOREIGN KEY (organization_id, event_id) REFERENCES public.webhook_events(organization_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.webhook_endpoints
    ADD CONSTRAINT webhook_endpoints_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

ALTER TABLE ONLY public.webhook_events
    ADD CONSTRAINT webhook_events_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

ALTER TABLE public.activities ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.activity_sessions ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.api_key_secrets ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.api_keys ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.audit_logs ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.audit_rounds ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.audit_seals ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.bookings ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.business_figures ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.checkouts ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.code_attempts ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.customers ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.dashboard_refreshes ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.disputes ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.embed_configs ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.embed_keys ENABLE ROW LEVEL SECURITY;

CREATE POLICY engine_adds ON public.audit_logs FOR INSERT TO bookingtms_engine WITH CHECK (true);

CREATE POLICY engine_adds ON public.audit_rounds FOR INSERT TO bookingtms_engine WITH CHECK (true);

CREATE POLICY engine_adds ON public.audit_seals FOR INSERT TO bookingtms_engine WITH CHECK (true);

CREATE POLICY engine_all ON public.activities TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.activity_sessions TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.api_key_secrets TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.api_keys TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.bookings TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.business_figures TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.checkouts TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.code_attempts TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.customers TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.dashboard_refreshes TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.disputes TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.embed_configs TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.embed_keys TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.funnel_days TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.gift_card_orders TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.gift_card_uses TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.gift_cards TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.idempotency_keys TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.job_reports TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.ledger_entries TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.mail_outbox TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.one_time_links TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.organization_day_progress TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.organization_days TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.organization_pricing TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.organization_session_days TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.organizations TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.outbox TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.outbox_positions TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.password_reset_requests TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.payment_accounts TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.payment_events TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.payment_objects TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.payment_settings TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.payments TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.price_rules TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.promo_code_activities TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.promo_code_uses TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.promo_codes TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.refresh_tokens TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.refunds TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.sign_in_attempts TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.sign_ins TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.slot_reservations TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.tax_rates TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.ticket_types TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.user_credentials TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.user_emails TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.users TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.venues TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.webhook_attempts TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.webhook_deliveries TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.webhook_endpoints TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_all ON public.webhook_events TO bookingtms_engine USING (true) WITH CHECK (true);

CREATE POLICY engine_reads ON public.audit_logs FOR SELECT TO bookingtms_engine USING (true);

CREATE POLICY engine_reads ON public.audit_rounds FOR SELECT TO bookingtms_engine USING (true);

CREATE POLICY engine_reads ON public.audit_seals FOR SELECT TO bookingtms_engine USING (true);

ALTER TABLE public.funnel_days ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.gift_card_orders ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.gift_card_uses ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.gift_cards ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.idempotency_keys ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.job_reports ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.ledger_entries ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.mail_outbox ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.one_time_links ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.organization_day_progress ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.organization_days ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.organization_pricing ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.organization_session_days ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.organizations ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.outbox ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.outbox_positions ENABLE ROW LEVEL SECURITY;

CREATE POLICY own_profile ON public.users FOR UPDATE TO authenticated USING ((id = ( SELECT auth.uid() AS uid))) WITH CHECK ((id = ( SELECT auth.uid() AS uid)));

CREATE POLICY own_row ON public.users FOR SELECT TO authenticated USING ((id = ( SELECT auth.uid() AS uid)));

CREATE POLICY own_sign_ins ON public.sign_ins FOR SELECT TO authenticated USING ((user_id = ( SELECT auth.uid() AS uid)));

ALTER TABLE public.password_reset_requests ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.payment_accounts ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.payment_events ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.payment_objects ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.payment_settings ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.payments ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.price_rules ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.promo_code_activities ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.promo_code_uses ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.promo_codes ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.refresh_tokens ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.refunds ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.sign_in_attempts ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.sign_ins ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.slot_reservations ENABLE ROW LEVEL SECURITY;

CREATE POLICY staff_inserts ON public.activities FOR INSERT TO authenticated WITH CHECK (((organization_id = ( SELECT public.get_my_organization_id_safe() AS get_my_organization_id_safe)) AND ( SELECT app.has_permission('activities:write'::text) AS has_permission)));

CREATE POLICY staff_inserts ON public.venues FOR INSERT TO authenticated WITH CHECK (((organization_id = ( SELECT public.get_my_organization_id_safe() AS get_my_organization_id_safe)) AND ( SELECT app.has_permission('venues:write'::text) AS has_permission)));

CREATE POLICY staff_reads ON public.activities FOR SELECT TO authenticated USING ((((organization_id = ( SELECT public.get_my_organization_id_safe() AS get_my_organization_id_safe)) AND ( SELECT app.has_permission('activities:read'::text) AS has_permission)) OR ( SELECT public.is_platform_admin() AS is_platform_admin)));

CREATE POLICY staff_reads ON public.activity_sessions FOR SELECT TO authenticated USING ((((organization_id = ( SELECT public.get_my_organization_id_safe() AS get_my_organization_id_safe)) AND ( SELECT app.has_permission('sessions:read'::text) AS has_permission)) OR ( SELECT public.is_platform_admin() AS is_platform_admin)));

CREATE POLICY staff_reads ON public.api_keys FOR SELECT TO authenticated USING ((((organization_id = ( SELECT public.get_my_organization_id_safe() AS get_my_organization_id_safe)) AND ( SELECT app.has_permission('api_keys:read'::text) AS has_permission)) OR ( SELECT public.is_platform_admin() AS is_platform_admin)));

CREATE POLICY staff_reads ON public.audit_logs FOR SELECT TO authenticated USING ((((organization_id = ( SELECT public.get_my_organization_id_safe() AS get_my_organization_id_safe)) AND ( SELECT app.has_permission('audit_logs:read'::text) AS has_permission)) OR ( SELECT public.is_platform_admin() AS is_platform_admin)));

CREATE POLICY staff_reads ON public.bookings FOR SELECT TO authenticated USING ((((organization_id = ( SELECT public.get_my_organization_id_safe() AS get_my_organization_id_safe)) AND ( SELECT app.has_permission('bookings:read'::text) AS has_permission)) OR ( SELECT public.is_platform_admin() AS is_platform_admin)));

CREATE POLICY staff_reads ON public.checkouts FOR SELECT TO authenticated USING ((((organization_id = ( SELECT public.get_my_organization_id_safe() AS get_my_organization_id_safe)) AND ( SELECT app.has_permission('bookings:read'::text) AS has_permission)) OR ( SELECT public.is_platform_admin() AS is_platform_admin)));

CREATE POLICY staff_reads ON public.customers FOR SELECT TO authenticated USING ((((organization_id = ( SELECT public.get_my_organization_id_safe() AS get_my_organization_id_safe)) AND ( SELECT app.has_permission('customers:read'::text) AS has_permission)) OR ( SELECT public.is_platform_admin() AS is_platform_admin)));

CREATE POLICY staff_reads ON public.disputes FOR SELECT TO authenticated USING ((((organization_id = ( SELECT public.get_my_organization_id_safe() AS get_my_organization_id_safe)) AND ( SELECT app.has_permission('payments:read'::text) AS has_permission)) OR ( SELECT public.is_platform_admin() AS is_platform_admin)));

CREATE POLICY staff_reads ON public.embed_configs FOR SELECT TO authenticated USING ((((organization_id = ( SELECT public.get_my_organization_id_safe() AS get_my_organization_id_safe)) AND ( SELECT app.has_permission('embeds:read'::text) AS has_permission)) OR ( SELECT public.is_platform_admin() AS is_platform_admin)));

CREATE POLICY staff_reads ON public.embed_keys FOR SELECT TO authenticated USING ((((organization_id = ( SELECT public.get_my_organization_id_safe() AS get_my_organization_id_safe)) AND ( SELECT app.has_permission('embeds:read'::text) AS has_permission)) OR ( SELECT public.is_platform_admin() AS is_platform_admin)));

CREATE POLICY staff_reads ON public.ledger_entries FOR SELECT TO authenticated USING ((((organization_id = ( SELECT public.get_my_organization_id_safe() AS get_my_organization_id_safe)) AND ( SELECT app.has_permission('payments:read'::text) AS has_permission)) OR ( SELECT public.is_platform_admin() AS is_platform_admin)));

CREATE POLICY staff_reads ON public.organizations FOR SELECT TO authenticated USING ((((id = ( SELECT public.get_my_organization_id_safe() AS get_my_organization_id_safe)) AND ( SELECT app.has_permission('organization:read'::text) AS has_permission)) OR ( SELECT public.is_platform_admin() AS is_platform_admin)));

CREATE POLICY staff_reads ON public.payment_accounts FOR SELECT TO authenticated USING ((((organization_id = ( SELECT public.get_my_organization_id_safe() AS get_my_organization_id_safe)) AND ( SELECT app.has_permission('payments:read'::text) AS has_permission)) OR ( SELECT public.is_platform_admin() AS is_platform_admin)));

CREATE POLICY staff_reads ON public.payment_settings FOR SELECT TO authenticated USING ((((organization_id = ( SELECT public.get_my_organization_id_safe() AS get_my_organization_id_safe)) AND ( SELECT app.has_permission('payments:read'::text) AS has_permission)) OR ( SELECT public.is_platform_admin() AS is_platform_admin)));

CREATE POLICY staff_reads ON public.payments FOR SELECT TO authenticated USING ((((organization_id = ( SELECT public.get_my_organization_id_safe() AS get_my_organization_id_safe)) AND ( SELECT app.has_permission('payments:read'::text) AS has_permission)) OR ( SELECT public.is_platform_admin() AS is_platform_admin)));

CREATE POLICY staff_reads ON public.refunds FOR SELECT TO authenticated USING ((((organization_id = ( SELECT public.get_my_organization_id_safe() AS get_my_organization_id_safe)) AND ( SELECT app.has_permission('payments:read'::text) AS has_permission)) OR ( SELECT public.is_platform_admin() AS is_platform_admin)));

CREATE POLICY staff_reads ON public.slot_reservations FOR SELECT TO authenticated USING ((((organization_id = ( SELECT public.get_my_organization_id_safe() AS get_my_organization_id_safe)) AND ( SELECT app.has_permission('bookings:read'::text) AS has_permission)) OR ( SELECT public.is_platform_admin() AS is_platform_admin)));

CREATE POLICY staff_reads ON public.users FOR SELECT TO authenticated USING ((((organization_id = ( SELECT public.get_my_organization_id_safe() AS get_my_organization_id_safe)) AND ( SELECT app.has_permission('users:read'::text) AS has_permission)) OR ( SELECT public.is_platform_admin() AS is_platform_admin)));

CREATE POLICY staff_reads ON public.venues FOR SELECT TO authenticated USING ((((organization_id = ( SELECT public.get_my_organization_id_safe() AS get_my_organization_id_safe)) AND ( SELECT app.has_permission('venues:read'::text) AS has_permission)) OR ( SELECT public.is_platform_admin() AS is_platform_admin)));

CREATE POLICY staff_updates ON public.activities FOR UPDATE TO authenticated USING (((organization_id = ( SELECT public.get_my_organization_id_safe() AS get_my_organization_id_safe)) AND ( SELECT app.has_permission('activities:write'::text) AS has_permission))) WITH CHECK ((organization_id = ( SELECT public.get_my_organization_id_safe() AS get_my_organization_id_safe)));

CREATE POLICY staff_updates ON public.bookings FOR UPDATE TO authenticated USING (((organization_id = ( SELECT public.get_my_organization_id_safe() AS get_my_organization_id_safe)) AND ( SELECT app.has_permission('bookings:write'::text) AS has_permission))) WITH CHECK ((organization_id = ( SELECT public.get_my_organization_id_safe() AS get_my_organization_id_safe)));

CREATE POLICY staff_updates ON public.customers FOR UPDATE TO authenticated USING (((organization_id = ( SELECT public.get_my_organization_id_safe() AS get_my_organization_id_safe)) AND ( SELECT app.has_permission('customers:write'::text) AS has_permission))) WITH CHECK ((organization_id = ( SELECT public.get_my_organization_id_safe() AS get_my_organization_id_safe)));

CREATE POLICY staff_updates ON public.embed_configs FOR UPDATE TO authenticated USING (((organization_id = ( SELECT public.get_my_organization_id_safe() AS get_my_organization_id_safe)) AND ( SELECT app.has_permission('embeds:write'::text) AS has_permission))) WITH CHECK ((organization_id = ( SELECT public.get_my_organization_id_safe() AS get_my_organization_id_safe)));

CREATE POLICY staff_updates ON public.organizations FOR UPDATE TO authenticated USING (((id = ( SELECT public.get_my_organization_id_safe() AS get_my_organization_id_safe)) AND ( SELECT app.has_permission('organization:write'::text) AS has_permission))) WITH CHECK ((id = ( SELECT public.get_my_organization_id_safe() AS get_my_organization_id_safe)));

CREATE POLICY staff_updates ON public.venues FOR UPDATE TO authenticated USING (((organization_id = ( SELECT public.get_my_organization_id_safe() AS get_my_organization_id_safe)) AND ( SELECT app.has_permission('venues:write'::text) AS has_permission))) WITH CHECK ((organization_id = ( SELECT public.get_my_organization_id_safe() AS get_my_organization_id_safe)));

ALTER TABLE public.tax_rates ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.ticket_types ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.user_credentials ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.user_emails ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.users ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.venues ENABLE ROW LEVEL SECURITY;

CREATE POLICY visitor_reads ON public.activities FOR SELECT TO anon USING (((organization_id = ( SELECT app.visitor_organization_id() AS visitor_organization_id)) AND is_active));

CREATE POLICY visitor_reads ON public.activity_sessions FOR SELECT TO anon USING (((organization_id = ( SELECT app.visitor_organization_id() AS visitor_organization_id)) AND (NOT is_closed)));

CREATE POLICY visitor_reads ON public.organizations FOR SELECT TO anon USING ((id = ( SELECT app.visitor_organization_id() AS visitor_organization_id)));

CREATE POLICY visitor_reads ON public.venues FOR SELECT TO anon USING (((organization_id = ( SELECT app.visitor_organization_id() AS visitor_organization_id)) AND is_active));

ALTER TABLE public.webhook_attempts ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.webhook_deliveries ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.webhook_endpoints ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.webhook_events ENABLE ROW LEVEL SECURITY;

GRANT USAGE ON SCHEMA app TO anon;
GRANT ALL ON SCHEMA app TO bookingtms_engine;
GRANT USAGE ON SCHEMA app TO authenticated;

GRANT USAGE ON SCHEMA auth TO authenticated;
GRANT ALL ON SCHEMA auth TO bookingtms_engine;

REVOKE USAGE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO anon;
GRANT ALL ON SCHEMA public TO bookingtms_engine;
GRANT USAGE ON SCHEMA public TO authenticated;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.activities TO bookingtms_engine;
GRANT SELECT ON TABLE public.activities TO authenticated;

GRANT SELECT(organization_id) ON TABLE public.activities TO anon;
GRANT INSERT(organization_id) ON TABLE public.activities TO authenticated;

GRANT SELECT(id) ON TABLE public.activities TO anon;
GRANT INSERT(id) ON TABLE public.activities TO authenticated;

GRANT SELECT(venue_id) ON TABLE public.activities TO anon;
GRANT INSERT(venue_id) ON TABLE public.activities TO authenticated;

GRANT SELECT(name) ON TABLE public.activities TO anon;
GRANT INSERT(name),UPDATE(name) ON TABLE public.activities TO authenticated;

GRANT SELECT(slug) ON TABLE public.activities TO anon;
GRANT INSERT(slug),UPDATE(slug) ON TABLE public.activities TO authenticated;

GRANT SELECT(tagline) ON TABLE public.activities TO anon;
GRANT INSERT(tagline),UPDATE(tagline) ON TABLE public.activities TO authenticated;

GRANT SELECT(description) ON TABLE public.activities TO anon;
GRANT INSERT(description),UPDATE(description) ON TABLE public.activities TO authenticated;

GRANT SELECT(duration_minutes) ON TABLE public.activities TO anon;
GRANT INSERT(duration_minutes),UPDATE(duration_minutes) ON TABLE public.activities TO authenticated;

GRANT SELECT(capacity) ON TABLE public.activities TO anon;
GRANT INSERT(capacity),UPDATE(capacity) ON TABLE public.activities TO authenticated;

GRANT SELECT(mode) ON TABLE public.activities TO anon;
GRANT INSERT(mode) ON TABLE public.activities TO authenticated;

GRANT SELECT(min_party) ON TABLE public.activities TO anon;
GRANT INSERT(min_party),UPDATE(min_party) ON TABLE public.activities TO authenticated;

GRANT SELECT(max_party) ON TABLE public.activities TO anon;
GRANT INSERT(max_party),UPDATE(max_party) ON TABLE public.activities TO authenticated;

GRANT SELECT(price_minor) ON TABLE public.activities TO anon;
GRANT INSERT(price_minor),UPDATE(price_minor) ON TABLE public.activities TO authenticated;

GRANT SELECT(currency) ON TABLE public.activities TO anon;
GRANT INSERT(currency) ON TABLE public.activities TO authenticated;

GRANT SELECT(booking_cutoff_minutes) ON TABLE public.activities TO anon;
GRANT INSERT(booking_cutoff_minutes),UPDATE(booking_cutoff_minutes) ON TABLE public.activities TO authenticated;

GRANT INSERT(schedule),UPDATE(schedule) ON TABLE public.activities TO authenticated;

GRANT SELECT(booking_window_days) ON TABLE public.activities TO anon;

GRANT SELECT(is_active) ON TABLE public.activities TO anon;
GRANT UPDATE(is_active) ON TABLE public.activities TO authenticated;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.api_keys TO bookingtms_engine;
GRANT SELECT ON TABLE public.api_keys TO authenticated;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.bookings TO bookingtms_engine;
GRANT SELECT ON TABLE public.bookings TO authenticated;

GRANT UPDATE(notes) ON TABLE public.bookings TO authenticated;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.payments TO bookingtms_engine;
GRANT SELECT ON TABLE public.payments TO authenticated;

GRANT SELECT ON TABLE public.audit_logs TO bookingtms_engine;
GRANT SELECT ON TABLE public.audit_logs TO authenticated;

GRANT INSERT(organization_id) ON TABLE public.audit_logs TO bookingtms_engine;

GRANT INSERT(actor_type) ON TABLE public.audit_logs TO bookingtms_engine;

GRANT INSERT(user_id) ON TABLE public.audit_logs TO bookingtms_engine;

GRANT INSERT(api_key_id) ON TABLE public.audit_logs TO bookingtms_engine;

GRANT INSERT(action) ON TABLE public.audit_logs TO bookingtms_engine;

GRANT INSERT(resource_type) ON TABLE public.audit_logs TO bookingtms_engine;

GRANT INSERT(resource_id) ON TABLE public.audit_logs TO bookingtms_engine;

GRANT INSERT(old_values) ON TABLE public.audit_logs TO bookingtms_engine;

GRANT INSERT(new_values) ON TABLE public.audit_logs TO bookingtms_engine;

GRANT INSERT(ip_address) ON TABLE public.audit_logs TO bookingtms_engine;

GRANT INSERT(user_agent) ON TABLE public.audit_logs TO bookingtms_engine;

GRANT INSERT(request_id) ON TABLE public.audit_logs TO bookingtms_engine;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.checkouts TO bookingtms_engine;
GRANT SELECT ON TABLE public.checkouts TO authenticated;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.slot_reservations TO bookingtms_engine;
GRANT SELECT ON TABLE public.slot_reservations TO authenticated;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.users TO bookingtms_engine;
GRANT SELECT ON TABLE public.users TO authenticated;

GRANT UPDATE(full_name) ON TABLE public.users TO authenticated;

GRANT UPDATE(phone) ON TABLE public.users TO authenticated;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.customers TO bookingtms_engine;
GRANT SELECT ON TABLE public.customers TO authenticated;

GRANT UPDATE(email) ON TABLE public.customers TO authenticated;

GRANT UPDATE(first_name) ON TABLE public.customers TO authenticated;

GRANT UPDATE(last_name) ON TABLE public.customers TO authenticated;

GRANT UPDATE(phone) ON TABLE public.customers TO authenticated;

GRANT UPDATE(notes) ON TABLE public.customers TO authenticated;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.disputes TO bookingtms_engine;
GRANT SELECT ON TABLE public.disputes TO authenticated;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.embed_configs TO bookingtms_engine;
GRANT SELECT ON TABLE public.embed_configs TO authenticated;

GRANT UPDATE(name) ON TABLE public.embed_configs TO authenticated;

GRANT UPDATE(is_active) ON TABLE public.embed_configs TO authenticated;

GRANT UPDATE(allowed_domains) ON TABLE public.embed_configs TO authenticated;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.refunds TO bookingtms_engine;
GRANT SELECT ON TABLE public.refunds TO authenticated;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.gift_cards TO bookingtms_engine;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.webhook_endpoints TO bookingtms_engine;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.promo_codes TO bookingtms_engine;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.job_reports TO bookingtms_engine;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.user_credentials TO bookingtms_engine;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.mail_outbox TO bookingtms_engine;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.outbox_positions TO bookingtms_engine;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.payment_accounts TO bookingtms_engine;
GRANT SELECT ON TABLE public.payment_accounts TO authenticated;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.activity_sessions TO bookingtms_engine;
GRANT SELECT ON TABLE public.activity_sessions TO authenticated;

GRANT SELECT(organization_id) ON TABLE public.activity_sessions TO anon;

GRANT SELECT(id) ON TABLE public.activity_sessions TO anon;

GRANT SELECT(activity_id) ON TABLE public.activity_sessions TO anon;

GRANT SELECT(venue_id) ON TABLE public.activity_sessions TO anon;

GRANT SELECT(start_time) ON TABLE public.activity_sessions TO anon;

GRANT SELECT(end_time) ON TABLE public.activity_sessions TO anon;

GRANT SELECT(capacity_total) ON TABLE public.activity_sessions TO anon;

GRANT SELECT(capacity_remaining) ON TABLE public.activity_sessions TO anon;

GRANT SELECT(version) ON TABLE public.activity_sessions TO anon;

GRANT SELECT(price_minor) ON TABLE public.activity_sessions TO anon;

GRANT SELECT(currency) ON TABLE public.activity_sessions TO anon;

GRANT SELECT(is_closed) ON TABLE public.activity_sessions TO anon;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.price_rules TO bookingtms_engine;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.organization_pricing TO bookingtms_engine;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.ticket_types TO bookingtms_engine;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.tax_rates TO bookingtms_engine;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.venues TO bookingtms_engine;
GRANT SELECT ON TABLE public.venues TO authenticated;

GRANT SELECT(organization_id) ON TABLE public.venues TO anon;
GRANT INSERT(organization_id) ON TABLE public.venues TO authenticated;

GRANT SELECT(id) ON TABLE public.venues TO anon;
GRANT INSERT(id) ON TABLE public.venues TO authenticated;

GRANT SELECT(name) ON TABLE public.venues TO anon;
GRANT INSERT(name),UPDATE(name) ON TABLE public.venues TO authenticated;

GRANT INSERT(slug),UPDATE(slug) ON TABLE public.venues TO authenticated;

GRANT SELECT(address) ON TABLE public.venues TO anon;
GRANT INSERT(address),UPDATE(address) ON TABLE public.venues TO authenticated;

GRANT SELECT(time_zone) ON TABLE public.venues TO anon;
GRANT INSERT(time_zone),UPDATE(time_zone) ON TABLE public.venues TO authenticated;

GRANT SELECT(is_active) ON TABLE public.venues TO anon;
GRANT UPDATE(is_active) ON TABLE public.venues TO authenticated;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.webhook_deliveries TO bookingtms_engine;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.api_key_secrets TO bookingtms_engine;

GRANT SELECT,USAGE ON SEQUENCE public.audit_logs_id_seq TO bookingtms_engine;

GRANT SELECT,INSERT ON TABLE public.audit_rounds TO bookingtms_engine;

GRANT SELECT,INSERT ON TABLE public.audit_seals TO bookingtms_engine;

GRANT USAGE ON SEQUENCE public.booking_numbers TO bookingtms_engine;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.business_figures TO bookingtms_engine;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.code_attempts TO bookingtms_engine;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.dashboard_refreshes TO bookingtms_engine;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.embed_keys TO bookingtms_engine;
GRANT SELECT ON TABLE public.embed_keys TO authenticated;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.funnel_days TO bookingtms_engine;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.gift_card_orders TO bookingtms_engine;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.gift_card_uses TO bookingtms_engine;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.idempotency_keys TO bookingtms_engine;

GRANT SELECT,INSERT ON TABLE public.ledger_entries TO bookingtms_engine;
GRANT SELECT ON TABLE public.ledger_entries TO authenticated;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.one_time_links TO bookingtms_engine;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.organization_day_progress TO bookingtms_engine;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.organization_days TO bookingtms_engine;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.organizations TO bookingtms_engine;
GRANT SELECT ON TABLE public.organizations TO authenticated;

GRANT SELECT(id) ON TABLE public.organizations TO anon;

GRANT SELECT(name) ON TABLE public.organizations TO anon;
GRANT UPDATE(name) ON TABLE public.organizations TO authenticated;

GRANT SELECT(slug) ON TABLE public.organizations TO anon;

GRANT SELECT(currency) ON TABLE public.organizations TO anon;

GRANT SELECT(primary_color) ON TABLE public.organizations TO anon;
GRANT UPDATE(primary_color) ON TABLE public.organizations TO authenticated;

GRANT UPDATE(contact_email) ON TABLE public.organizations TO authenticated;

GRANT UPDATE(requires_second_factor) ON TABLE public.organizations TO authenticated;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.organization_session_days TO bookingtms_engine;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.outbox TO bookingtms_engine;

GRANT USAGE ON SEQUENCE public.outbox_id_seq TO bookingtms_engine;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.password_reset_requests TO bookingtms_engine;

GRANT USAGE ON SEQUENCE public.password_reset_requests_id_seq TO bookingtms_engine;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.payment_events TO bookingtms_engine;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.payment_objects TO bookingtms_engine;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.payment_settings TO bookingtms_engine;
GRANT SELECT ON TABLE public.payment_settings TO authenticated;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.promo_code_activities TO bookingtms_engine;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.promo_code_uses TO bookingtms_engine;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.refresh_tokens TO bookingtms_engine;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sign_in_attempts TO bookingtms_engine;

GRANT USAGE ON SEQUENCE public.sign_in_attempts_id_seq TO bookingtms_engine;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sign_ins TO bookingtms_engine;
GRANT SELECT ON TABLE public.sign_ins TO authenticated;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.user_emails TO bookingtms_engine;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.webhook_attempts TO bookingtms_engine;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.webhook_events TO bookingtms_engine;

ALTER DEFAULT PRIVILEGES FOR ROLE bookingtms REVOKE ALL ON FUNCTIONS  FROM PUBLIC;

