-- A product in use, for questions of scale: :organizations, the first with :big_sessions sessions and each other with
-- :sessions_each, from 150 days ago to 30 days ahead, with :bookings_each bookings a session (up to 20). One booking of
-- ten is cancelled, every second one of the others was paid at the venue. Ids end in numbers from 1 as hexadecimal
-- digits. The first two organizations have an API key that may do everything. Run it as the engine,
-- with the triggers of the tables off.
select set_config('scale.first_start', (date_trunc('hour', now()) - interval '150 days')::text, false);

insert into organizations (id, name, slug, status, currency)
select ('00000000-0000-7000-8011-' || lpad(to_hex(n), 12, '0'))::uuid, 'Scale ' || n, 'scale-' || n, 'active', 'GBP'
from generate_series(1, :organizations) n;
insert into venues (organization_id, id, name, slug, time_zone)
select o.id, o.id, o.name, o.slug, 'Europe/London' from organizations o where o.slug like 'scale-%';
insert into embed_configs (organization_id, id, name)
select o.id, o.id, o.name from organizations o where o.slug like 'scale-%';
insert into embed_keys (embed_key, organization_id, embed_config_id)
select 'emb_5' || lpad(right(o.id::text, 12), 23, '0'), o.id, o.id from organizations o where o.slug like 'scale-%';
insert into organization_pricing (organization_id)
select o.id from organizations o where o.slug like 'scale-%' on conflict do nothing;
insert into organization_day_progress (organization_id, time_zone)
select o.id, 'Europe/London' from organizations o where o.slug like 'scale-%' on conflict do nothing;

insert into activities (organization_id, id, venue_id, name, slug, duration_minutes, capacity, mode, max_party,
                        price_minor, currency, schedule, generated_version, generated_until)
select organization_id, ('00000000-0000-7000-8012-' || lpad(to_hex(n), 12, '0'))::uuid, organization_id,
       'Activity ' || n, 'activity-' || n, 60, 20, 'shared', 20, 2500, 'GBP', '{"booking_window_days": 60}', 1,
       current_date + 700
from generate_series(1, 2 * :organizations) n
cross join lateral (
    select ('00000000-0000-7000-8011-' || lpad(to_hex((n + 1) / 2), 12, '0'))::uuid as organization_id) o;

-- Sessions by number: whose, the how manieth of how many, with how many seats sold.
create temporary table scale_sessions as
select k, ('00000000-0000-7000-8011-' || lpad(to_hex(organization), 12, '0'))::uuid as organization_id,
       ('00000000-0000-7000-8012-' || lpad(to_hex(2 * organization - (place % 2)::integer), 12, '0'))::uuid
           as activity_id,
       ('00000000-0000-7000-8013-' || lpad(to_hex(k), 12, '0'))::uuid as id,
       current_setting('scale.first_start')::timestamptz + (place / 2) * (interval '180 days' / ((count + 1) / 2))
           as start_time,
       (k * :bookings_each) / 10 - ((k - 1) * :bookings_each) / 10 as cancelled
from (
    select k, case when k <= :big_sessions then 1 else 2 + (k - :big_sessions - 1) / :sessions_each end as organization,
           case when k <= :big_sessions then k - 1 else (k - :big_sessions - 1) % :sessions_each end as place,
           case when k <= :big_sessions then :big_sessions else :sessions_each end as count
    from generate_series(1, :big_sessions + (:organizations - 1) * :sessions_each) k) numbered;

insert into activity_sessions (organization_id, id, activity_id, venue_id, start_time, end_time, capacity_total,
                               capacity_remaining, price_minor, currency)
select s.organization_id, s.id, s.activity_id, s.organization_id, s.start_time, s.start_time + interval '1 hour', 20,
       20 - :bookings_each + s.cancelled, 2500, 'GBP'
from scale_sessions s;

-- A customer for each session.
insert into customers (organization_id, id, email, first_name, last_name, phone)
select s.organization_id, s.id, 'guest' || s.k || '@example.com', 'Ann', 'Guest' || s.k,
       '+44 20 ' || lpad(s.k::text, 8, '0')
from scale_sessions s;

create temporary table scale_bookings as
select (s.k - 1) * :bookings_each + j as k, s.organization_id, s.activity_id, s.id as session_id, s.k as session_number,
       s.start_time, made.created_at, ((s.k - 1) * :bookings_each + j) % 10 = 0 as is_cancelled,
       ('00000000-0000-7000-8014-' || lpad(to_hex((s.k - 1) * :bookings_each + j), 12, '0'))::uuid as id
from scale_sessions s
cross join generate_series(1, :bookings_each) j
cross join lateral (
    select least(s.start_time - (1 + (s.k * 7 + j) % 30) * interval '1 day',
                 now() - (s.k + j) % 90000 * interval '1 minute') as created_at) made;

insert into slot_reservations (organization_id, id, session_id, status, spots_reserved, party_size, visitor, expires_at,
                               created_at, ended_at)
select b.organization_id, b.id, b.session_id, 'converted', 1, 1, 'visitor', b.created_at, b.created_at, b.created_at
from scale_bookings b;

insert into bookings (organization_id, id, booking_number, confirmation_code, venue_id, activity_id, session_id,
    reservation_id, customer_id, status, payment_status, spots, party_size, start_time, end_time, booking_date,
    total_minor, currency, price_snapshot, contact, created_at, cancelled_at, paid_minor)
select b.organization_id, b.id, 'BK-' || lpad(b.k::text, 9, '0'), 'C' || lpad(b.k::text, 9, '0'), b.organization_id,
       b.activity_id, b.session_id, b.id, b.session_id,
       case when b.is_cancelled then 'cancelled' when b.start_time < now() then 'completed' else 'confirmed'
       end::booking_status,
       case when b.k % 2 = 1 then 'paid' else 'unpaid' end::payment_status, 1, 1, b.start_time,
       b.start_time + interval '1 hour', (b.start_time at time zone 'Europe/London')::date, 2500, 'GBP',
       '{"total_minor": 2500, "tax_minor": 0, "fee_minor": 0, "discount_minor": 0, "lines": [], "tickets": []}',
       jsonb_build_object('first_name', 'Ann', 'last_name', 'Guest' || b.session_number,
           'email', 'guest' || b.session_number || '@example.com',
           'phone', '+44 20 ' || lpad(b.session_number::text, 8, '0')),
       b.created_at, case when b.is_cancelled then least(now(), b.created_at + interval '6 hours') end,
       case when b.k % 2 = 1 then 2500 else 0 end
from scale_bookings b;

insert into payments (organization_id, id, purpose, booking_id, provider, status, amount_minor, captured_minor,
                      currency, expires_at, created_at, ended_at)
select b.organization_id, b.id, 'venue', b.id, 'pay_at_venue', 'succeeded', 2500, 2500, 'GBP', b.created_at,
       b.created_at, b.created_at
from scale_bookings b where b.k % 2 = 1;
insert into ledger_entries (organization_id, transaction_id, kind, account, amount_minor, currency, payment_id,
                            created_at)
select b.organization_id, b.id, 'payment.captured', side.account::ledger_account, side.amount, 'GBP', b.id, b.created_at
from scale_bookings b cross join (values ('venue_cash', 2500), ('unapplied_payments', -2500)) side(account, amount)
where b.k % 2 = 1;

insert into api_keys (organization_id, id, name, environment, key_prefix, scopes)
select ('00000000-0000-7000-8011-' || lpad(to_hex(n), 12, '0'))::uuid,
       ('00000000-0000-7000-8015-' || lpad(to_hex(n), 12, '0'))::uuid, 'Scale', 'live', 'btms_live_scale' || n,
       (select array_agg(m.permission) from app.permission_matrix() m where m.api_key)
from generate_series(1, 2) n;
-- The job of a server that runs meanwhile may have summed days before their bookings were there.
update organization_day_progress set rolled_until = null, sessions_until = null;
drop table scale_bookings, scale_sessions;
