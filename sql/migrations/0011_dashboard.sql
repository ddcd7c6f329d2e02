-- What the dashboard reads: days that are over, summed once, and an overview of each organization
-- (docs/explanation/dashboard.md).

-- Bookings and money of a day in the organization's time zone, by venue. Written by app.roll_up_days() alone, when the
-- day is over: bookings and ledger entries of that day do not become more or fewer any more.
create table organization_days (
    organization_id uuid not null references organizations (id),
    day             date not null,
    -- Null for money that belongs to no venue: gift cards that were sold, payments that became no booking.
    venue_id        uuid,
    -- Made on that day, whatever became of them, and cancelled on that day, whenever made.
    bookings        integer not null,
    cancelled       integer not null,
    captured_minor  bigint not null,
    refunded_minor  bigint not null
);
create unique index organization_days_key on organization_days (organization_id, day, venue_id) nulls not distinct;

-- Which days are summed.
create table organization_day_progress (
    organization_id uuid not null primary key references organizations (id),
    -- In which the days were counted; another one begins them anew.
    time_zone       text not null,
    -- The last day that organization_days has, with all before it; null: none yet.
    rolled_until    date
);

-- When organization_dashboard_stats was last refreshed: one row, which the node that refreshes locks.
create table dashboard_refreshes (
    is_only_row  boolean primary key default true check (is_only_row),
    -- Null: not yet.
    refreshed_at timestamptz
);

do $$
declare
    v_table text;
begin
    foreach v_table in array array['organization_days', 'organization_day_progress', 'dashboard_refreshes'] loop
        execute format('alter table %I enable row level security', v_table);
        execute format('alter table %I force row level security', v_table);
        execute format('create policy engine_all on %I to bookingtms_engine using (true) with check (true)', v_table);
        execute format('grant select, insert, update, delete on %I to bookingtms_engine', v_table);
    end loop;
end
$$;

-- A booking that moves to another venue takes its past there: the days from when it was made on are summed again.
create function app.reopen_days() returns trigger
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    update organization_day_progress p
    set rolled_until = (new.created_at at time zone p.time_zone)::date - 1
    where p.organization_id = new.organization_id
      and p.rolled_until >= (new.created_at at time zone p.time_zone)::date;
    return null;
end
$$;
revoke execute on function app.reopen_days() from public;
create trigger reopen_days after update of venue_id on bookings
    for each row when (old.venue_id is distinct from new.venue_id) execute function app.reopen_days();

-- The engine owns the view, because only owners refresh, and sees all rows when it does. Nobody else may read it: row-
-- level security does not reach materialized views, so app.read_dashboard() is the only way to a row of it.
set local role bookingtms_engine;
insert into dashboard_refreshes (refreshed_at) values (null);
create materialized view organization_dashboard_stats as
select o.id as organization_id, o.currency, venues.count as venue_count, activities.count as activity_count,
       -- The thirty days up to and with this one are those of the next three columns.
       progress.rolled_until as until, days.bookings as bookings_30d, days.cancelled as cancelled_30d,
       days.revenue_minor as revenue_30d
from organizations o
left join organization_day_progress progress on progress.organization_id = o.id
cross join lateral (select count(*) from venues v where v.organization_id = o.id and v.is_active) venues
cross join lateral (select count(*) from activities a where a.organization_id = o.id and a.is_active) activities
cross join lateral (
    select coalesce(sum(d.bookings), 0) as bookings, coalesce(sum(d.cancelled), 0) as cancelled,
           coalesce(sum(d.captured_minor - d.refunded_minor), 0) as revenue_minor
    from organization_days d
    where d.organization_id = o.id and d.day > progress.rolled_until - 30 and d.day <= progress.rolled_until) days
where o.status <> 'deleted';
create unique index organization_dashboard_stats_key on organization_dashboard_stats (organization_id);
reset role;
