-- Tenants for a measure: :organizations of them, each with one embed key, one activity and
-- :sessions_each free sessions of :capacity seats, four a day. Everything is numbered through from 1, and
-- ids and embed keys end in their number as hexadecimal digits, so that load scripts can name them.
insert into organizations (id, name, slug, status, currency)
select ('00000000-0000-7000-8001-' || lpad(to_hex(n), 12, '0'))::uuid, 'Bench ' || n, 'bench-' || n, 'active', 'GBP'
from generate_series(1, :organizations) n;

insert into venues (organization_id, id, name, slug, time_zone)
select o.id, o.id, o.name, o.slug, 'Europe/London' from organizations o where o.slug like 'bench-%';

insert into embed_configs (organization_id, id, name)
select o.id, o.id, o.name from organizations o where o.slug like 'bench-%';

insert into embed_keys (embed_key, organization_id, embed_config_id)
select 'emb_' || lpad(right(o.id::text, 12), 24, '0'), o.id, o.id from organizations o where o.slug like 'bench-%';

-- Marked as generated for good: no job touches sessions that a measure works on.
insert into activities (organization_id, id, venue_id, name, slug, duration_minutes, capacity, mode, max_party,
                        price_minor, currency, schedule, generated_version, generated_until)
select o.id, o.id, o.id, o.name, o.slug, 60, 1000, 'shared', 20, 2500, 'GBP', '{"booking_window_days": 60}', 1,
       current_date + 700
from organizations o where o.slug like 'bench-%';

insert into activity_sessions (organization_id, id, activity_id, venue_id, start_time, end_time, capacity_total,
                               capacity_remaining, price_minor, currency)
select o.id, ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, o.id, o.id, s.start_time,
       s.start_time + interval '1 hour', :capacity, :capacity, 2500, 'GBP'
from generate_series(1, :organizations * :sessions_each) n
cross join lateral (select date_trunc('hour', now()) + interval '2 days'
    + (n - 1) % :sessions_each * interval '6 hours' as start_time) s
join organizations o on o.slug = 'bench-' || ((n - 1) / :sessions_each + 1);
