-- The dashboard of an organization (docs/explanation/dashboard.md): days that are over were summed once
-- (organization_days, organization_session_days), what came since is read as it is, so the figures are those of this
-- moment.
--
-- Revenue is what was captured less what went back, as the ledger has it: money that came to the till or to the payment
-- provider's account. A gift card counts when it is sold, so not again when it pays. Fees and disputes are no part of
-- it.

-- The organization's own time zone, in which its days are counted: that of its first venue.
create or replace function app.organization_time_zone(p_organization_id uuid) returns text
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return coalesce((select v.time_zone from venues v where v.organization_id = p_organization_id
                     order by v.created_at, v.id limit 1), 'UTC');
end
$$;

-- Bookings and money from one day to another, both included, by day and venue; summed from the rows themselves.
create or replace function app.sum_days(p_organization_id uuid, p_time_zone text, p_from date, p_to date)
    returns table (day date, venue_id uuid, bookings integer, cancelled integer, captured_minor bigint,
                   refunded_minor bigint)
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    -- A clock that is set back over midnight gives a day two beginnings: what is read is a little more than asked for,
    -- and the day of each row decides.
    v_from constant timestamptz := p_from::timestamp at time zone p_time_zone - interval '3 hours';
    v_to constant timestamptz := (p_to + 1)::timestamp at time zone p_time_zone + interval '3 hours';
    v_currency constant text := (select o.currency from organizations o where o.id = p_organization_id);
begin
    return query
    select f.day, f.venue_id, sum(f.bookings)::integer, sum(f.cancelled)::integer, sum(f.captured)::bigint,
           sum(f.refunded)::bigint
    from (
        select (b.created_at at time zone p_time_zone)::date as day, b.venue_id, 1 as bookings, 0 as cancelled,
               0::bigint as captured, 0::bigint as refunded
        from bookings b
        where b.organization_id = p_organization_id and b.created_at >= v_from and b.created_at < v_to
        union all
        select (b.cancelled_at at time zone p_time_zone)::date, b.venue_id, 0, 1, 0, 0
        from bookings b
        where b.organization_id = p_organization_id and b.cancelled_at >= v_from and b.cancelled_at < v_to
        union all
        select (l.created_at at time zone p_time_zone)::date, b.venue_id, 0, 0,
               case l.kind when 'payment.captured' then l.amount_minor else 0 end,
               case l.kind when 'refund' then -l.amount_minor else 0 end
        from ledger_entries l
        left join payments p on p.organization_id = l.organization_id and p.id = l.payment_id
        left join bookings b on b.organization_id = p.organization_id and b.id = p.booking_id
        where l.organization_id = p_organization_id and l.account in ('card_clearing', 'venue_cash')
          and l.kind in ('payment.captured', 'refund') and l.currency = v_currency
          and l.created_at >= v_from and l.created_at < v_to
    ) f
    where f.day between p_from and p_to
    group by f.day, f.venue_id;
end
$$;

-- The same, taken from organization_days as far as those are summed.
create or replace function app.read_days(p_organization_id uuid, p_time_zone text, p_from date, p_to date)
    returns table (day date, venue_id uuid, bookings integer, cancelled integer, captured_minor bigint,
                   refunded_minor bigint)
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_rolled_until constant date := coalesce((
        select p.rolled_until from organization_day_progress p
        where p.organization_id = p_organization_id and p.time_zone = p_time_zone), '-infinity');
begin
    return query
    select d.day, d.venue_id, d.bookings, d.cancelled, d.captured_minor, d.refunded_minor
    from organization_days d
    where d.organization_id = p_organization_id and d.day between p_from and p_to and d.day <= v_rolled_until
    union all
    select * from app.sum_days(p_organization_id, p_time_zone, greatest(p_from, v_rolled_until + 1), p_to);
end
$$;

-- The first day of which there is anything to sum; null where there is nothing.
create or replace function app.first_day(p_organization_id uuid, p_time_zone text) returns date
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (least(
        (select min(b.created_at) from bookings b where b.organization_id = p_organization_id),
        (select min(l.created_at) from ledger_entries l where l.organization_id = p_organization_id))
        at time zone p_time_zone)::date;
end
$$;

-- The first day with a session in which somebody holds seats; null where nobody does.
create or replace function app.first_day_of_holds(p_organization_id uuid, p_time_zone text) returns date
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select (min(s.start_time) at time zone p_time_zone)::date
        from slot_reservations r
        join activity_sessions s on s.organization_id = r.organization_id and s.id = r.session_id
        where r.organization_id = p_organization_id and r.status = 'held');
end
$$;

-- Sums the days of up to p_limit organizations that are over, no more than a fortnight of each, and begins with none
-- after two seconds: one statement must not take longer than any may. Returns how many organizations: none means that
-- there is nothing left to sum. A day is over an hour after its midnight: what was begun in it has ended then, because
-- no transaction of the program may take so long.
create or replace function app.roll_up_days(p_limit integer) returns integer
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_due record;
    v_from date;
    v_to date;
    v_count integer := 0;
begin
    update organization_day_progress p
    set time_zone = app.organization_time_zone(p.organization_id), rolled_until = null, sessions_until = null
    where p.time_zone <> app.organization_time_zone(p.organization_id);

    for v_due in
        select p.organization_id, p.time_zone, p.rolled_until, over.day as last_day
        from organization_day_progress p
        join organizations o on o.id = p.organization_id and o.status <> 'deleted'
        cross join lateral (
            select ((now() - interval '1 hour') at time zone p.time_zone)::date - 1 as day) over
        where p.rolled_until is null or p.rolled_until < over.day
        limit p_limit
        for update of p skip locked
    loop
        delete from organization_days d
        where d.organization_id = v_due.organization_id and d.day > coalesce(v_due.rolled_until, '-infinity');
        v_from := coalesce(v_due.rolled_until + 1, app.first_day(v_due.organization_id, v_due.time_zone),
                           v_due.last_day);
        v_to := least(v_from + 13, v_due.last_day);
        insert into organization_days (organization_id, day, venue_id, bookings, cancelled, captured_minor,
            refunded_minor)
        select v_due.organization_id, d.day, d.venue_id, d.bookings, d.cancelled, d.captured_minor, d.refunded_minor
        from app.sum_days(v_due.organization_id, v_due.time_zone, v_from, v_to) d;
        update organization_day_progress p set rolled_until = v_to
        where p.organization_id = v_due.organization_id;
        v_count := v_count + 1;
        exit when clock_timestamp() > now() + interval '2 seconds';
    end loop;
    return v_count;
end
$$;

-- The same for sessions, of which a day is summed when nobody holds seats in it any more: what becomes of a hold
-- changes what is sold, and not always the session.
create or replace function app.roll_up_session_days(p_limit integer) returns integer
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_due record;
    v_from date;
    v_to date;
    v_count integer := 0;
begin
    for v_due in
        select p.organization_id, p.time_zone, p.sessions_until, free.day as last_day
        from organization_day_progress p
        join organizations o on o.id = p.organization_id and o.status <> 'deleted'
        cross join lateral (
            select ((now() - interval '1 hour') at time zone p.time_zone)::date - 1 as day) over
        cross join lateral (
            select case when p.sessions_until >= over.day then p.sessions_until
                        else least(over.day, app.first_day_of_holds(p.organization_id, p.time_zone) - 1)
                   end as day) free
        where p.sessions_until is null or p.sessions_until < free.day
        limit p_limit
        for update of p skip locked
    loop
        delete from organization_session_days d
        where d.organization_id = v_due.organization_id and d.day > coalesce(v_due.sessions_until, '-infinity');
        v_from := coalesce(v_due.sessions_until + 1, (
            select (min(s.start_time) at time zone v_due.time_zone)::date from activity_sessions s
            where s.organization_id = v_due.organization_id), v_due.last_day);
        v_to := least(v_from + 13, v_due.last_day);
        insert into organization_session_days (organization_id, day, venue_id, activity_id, hour, sessions, seats, sold)
        select v_due.organization_id, d.day, d.venue_id, d.activity_id, d.hour, d.sessions, d.seats, d.sold
        from app.sum_session_days(v_due.organization_id, v_due.time_zone, null, v_from, v_to, 'infinity') d;
        update organization_day_progress p set sessions_until = v_to
        where p.organization_id = v_due.organization_id;
        v_count := v_count + 1;
        exit when clock_timestamp() > now() + interval '2 seconds';
    end loop;
    return v_count;
end
$$;

-- Refreshes the overviews of all organizations, while others read them (task 2.3).
create or replace function public.refresh_dashboard_stats() returns void
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    refresh materialized view concurrently organization_dashboard_stats;
    update dashboard_refreshes set refreshed_at = clock_timestamp();
end
$$;

-- One round of the job, if the last refresh is p_every ago and no other node is at it: sums days that are over, and
-- refreshes when there are none left. Returns whether there is more to do at once.
create or replace function app.refresh_dashboard_if_due(p_every interval, p_organizations integer) returns boolean
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform from dashboard_refreshes r
    where coalesce(r.refreshed_at <= clock_timestamp() - p_every, true)
    for update skip locked;
    if not found then
        return false;
    end if;
    if app.roll_up_days(p_organizations) + app.roll_up_session_days(p_organizations) > 0 then
        return true;
    end if;
    perform public.refresh_dashboard_stats();
    return false;
end
$$;

drop function if exists app.sum_sessions(uuid, text, uuid, date, date, date, timestamptz);

-- The sessions from one day to another, both included, that begin before p_until: how many, their seats and those that
-- were sold; of each day and venue by activity, and again by the hour of the venue's clock. From the sessions
-- themselves. A closed session offered the seats that were sold before it was closed.
create or replace function app.sum_session_days(
    p_organization_id uuid, p_time_zone text, p_venue_id uuid, p_from date, p_to date, p_until timestamptz
) returns table (day date, venue_id uuid, activity_id uuid, hour smallint, sessions integer, seats integer,
                 sold integer)
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
    -- The ranges are what decides.
    set plan_cache_mode = force_custom_plan
as $$
declare
    v_from constant timestamptz := p_from::timestamp at time zone p_time_zone - interval '3 hours';
    v_to constant timestamptz := least(p_until, (p_to + 1)::timestamp at time zone p_time_zone + interval '3 hours');
begin
    return query
    with held as materialized (
        -- Seats of holds that nobody ended yet are not sold.
        select r.session_id, sum(r.spots_reserved) as spots
        from slot_reservations r
        where r.organization_id = p_organization_id and r.status = 'held'
        group by r.session_id
    )
    select s.day, s.venue_id, s.activity_id, s.hour, count(*)::integer,
           sum(case when s.is_closed then s.sold else s.capacity_total end)::integer, sum(s.sold)::integer
    from (
        select a.venue_id, a.activity_id, a.is_closed, a.capacity_total,
               a.capacity_total - a.capacity_remaining - coalesce(h.spots, 0) as sold,
               (a.start_time at time zone p_time_zone)::date as day,
               extract(hour from a.start_time at time zone v.time_zone)::smallint as hour
        from activity_sessions a
        join venues v on v.organization_id = a.organization_id and v.id = a.venue_id
        left join held h on h.session_id = a.id
        where a.organization_id = p_organization_id and a.start_time >= v_from and a.start_time < v_to
          and (p_venue_id is null or a.venue_id = p_venue_id)
    ) s
    where s.day between p_from and p_to and (not s.is_closed or s.sold > 0)
    group by grouping sets ((s.day, s.venue_id, s.activity_id), (s.day, s.venue_id, s.hour));
end
$$;

-- The same, taken from organization_session_days as far as those are summed.
create or replace function app.read_session_days(
    p_organization_id uuid, p_time_zone text, p_venue_id uuid, p_from date, p_to date, p_until timestamptz
) returns table (day date, venue_id uuid, activity_id uuid, hour smallint, sessions integer, seats integer,
                 sold integer)
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_summed_until constant date := coalesce((
        select p.sessions_until from organization_day_progress p
        where p.organization_id = p_organization_id and p.time_zone = p_time_zone), '-infinity');
begin
    return query
    select d.day, d.venue_id, d.activity_id, d.hour, d.sessions, d.seats, d.sold
    from organization_session_days d
    where d.organization_id = p_organization_id and d.day between p_from and least(p_to, v_summed_until)
      and (p_venue_id is null or d.venue_id = p_venue_id)
    union all
    select * from app.sum_session_days(p_organization_id, p_time_zone, p_venue_id, greatest(p_from, v_summed_until + 1),
                                       p_to, p_until);
end
$$;

-- Figures of a period as the API has them (openapi.yaml, DashboardTotals).
create or replace function app.dashboard_totals(
    p_bookings bigint, p_cancelled bigint, p_captured bigint, p_refunded bigint, p_sessions bigint, p_seats bigint,
    p_sold bigint, p_currency text
) returns jsonb
    language plpgsql immutable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return jsonb_build_object('bookings', coalesce(p_bookings, 0), 'cancelled', coalesce(p_cancelled, 0),
        'revenue', jsonb_build_object('amount', coalesce(p_captured - p_refunded, 0), 'currency', p_currency),
        'captured', jsonb_build_object('amount', coalesce(p_captured, 0), 'currency', p_currency),
        'refunded', jsonb_build_object('amount', coalesce(p_refunded, 0), 'currency', p_currency),
        'sessions', coalesce(p_sessions, 0), 'seats', coalesce(p_seats, 0), 'seats_sold', coalesce(p_sold, 0));
end
$$;

-- Bookings and money from p_previous_from to p_to: of the period that begins with p_from and of the one before it, and
-- day by day. {current, previous, days, previous_days}; current and previous without sessions.
create or replace function app.dashboard_days(
    p_organization_id uuid, p_time_zone text, p_currency text, p_venue_id uuid, p_previous_from date, p_from date,
    p_to date
) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        with daily as (
            select c.day::date as day, c.day >= p_from as is_current, coalesce(sum(d.bookings), 0) as bookings,
                   coalesce(sum(d.cancelled), 0) as cancelled, coalesce(sum(d.captured_minor), 0) as captured,
                   coalesce(sum(d.refunded_minor), 0) as refunded
            from generate_series(p_previous_from::timestamp, p_to, interval '1 day') c(day)
            left join app.read_days(p_organization_id, p_time_zone, p_previous_from, p_to) d
                on d.day = c.day::date and (p_venue_id is null or d.venue_id = p_venue_id)
            group by c.day
        ), documents as (
            select y.*, jsonb_build_object('date', y.day, 'bookings', y.bookings, 'cancelled', y.cancelled,
                       'revenue', jsonb_build_object('amount', y.captured - y.refunded,
                           'currency', p_currency)) as day_json
            from daily y
        ), periods as (
            select x.is_current, jsonb_agg(x.day_json order by x.day) as days,
                   jsonb_build_object('bookings', sum(x.bookings), 'cancelled', sum(x.cancelled),
                       'captured', sum(x.captured), 'refunded', sum(x.refunded)) as sums
            from documents x group by x.is_current
        )
        select jsonb_object_agg(case when e.is_current then 'days' else 'previous_days' end, e.days)
               || jsonb_object_agg(case when e.is_current then 'current' else 'previous' end, e.sums)
        from periods e);
end
$$;

-- What the period and the one before it have of sessions, and occupancy of the period.
-- {current, previous, by_activity, by_hour}.
create or replace function app.dashboard_sessions(
    p_organization_id uuid, p_time_zone text, p_venue_id uuid, p_previous_from date, p_from date, p_to date
) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        with parts as materialized (
            select d.day >= p_from as is_current, d.activity_id, d.hour, sum(d.sessions) as sessions,
                   sum(d.seats) as seats, sum(d.sold) as sold
            from app.read_session_days(p_organization_id, p_time_zone, p_venue_id, p_previous_from, p_to, now()) d
            group by d.day >= p_from, d.activity_id, d.hour
        ), by_activity as (
            select a.name, p.*
            from parts p
            join activities a on a.organization_id = p_organization_id and a.id = p.activity_id
            where p.is_current
        ), by_hour as (
            select p.* from parts p where p.is_current and p.hour is not null
        ), periods as (
            select jsonb_object_agg(case when e.is_current then 'current' else 'previous' end, e.sums) as sums
            from (
                select p.is_current, jsonb_build_object('sessions', sum(p.sessions), 'seats', sum(p.seats),
                           'sold', sum(p.sold)) as sums
                from parts p where p.activity_id is not null group by p.is_current) e
        )
        select coalesce(e.sums, '{}') || jsonb_build_object(
            'by_activity', (
                select coalesce(jsonb_agg(jsonb_build_object('activity_id', y.activity_id, 'name', y.name,
                           'sessions', y.sessions, 'seats', y.seats, 'seats_sold', y.sold)
                           order by y.name, y.activity_id), '[]')
                from by_activity y),
            'by_hour', (
                select coalesce(jsonb_agg(jsonb_build_object('hour', h.hour, 'sessions', h.sessions, 'seats', h.seats,
                           'seats_sold', h.sold) order by h.hour), '[]')
                from by_hour h))
        from periods e);
end
$$;

-- The dashboard of the organization that the request works in (openapi.yaml, Dashboard): p_days to and with today, of
-- one venue or of all. {code: ok, result} | permission_denied | venue_not_found.
create or replace function app.read_dashboard(p_days integer, p_venue_id uuid) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id constant uuid := app.organization_if_permitted('dashboard:read');
    v_currency text;
    v_time_zone text;
    v_today date;
    v_from date;
    v_previous_from date;
    v_money jsonb;
    v_sessions jsonb;
    v_totals jsonb;
    v_overview jsonb;
begin
    if v_organization_id is null then
        return '{"code": "permission_denied"}';
    end if;
    if p_venue_id is not null and not exists (
        select from venues v where v.organization_id = v_organization_id and v.id = p_venue_id) then
        return '{"code": "venue_not_found"}';
    end if;
    select o.currency into strict v_currency from organizations o where o.id = v_organization_id;
    v_time_zone := app.organization_time_zone(v_organization_id);
    v_today := (now() at time zone v_time_zone)::date;
    v_from := v_today - p_days + 1;
    v_previous_from := v_from - p_days;
    v_money := app.dashboard_days(v_organization_id, v_time_zone, v_currency, p_venue_id, v_previous_from, v_from,
                                  v_today);
    v_sessions := app.dashboard_sessions(v_organization_id, v_time_zone, p_venue_id, v_previous_from, v_from, v_today);
    select jsonb_object_agg(period.name, app.dashboard_totals(m.bookings, m.cancelled, m.captured, m.refunded,
               s.sessions, s.seats, s.sold, v_currency))
    into v_totals
    from (values ('current'), ('previous')) period(name)
    cross join lateral jsonb_to_record(v_money -> period.name)
        as m(bookings bigint, cancelled bigint, captured bigint, refunded bigint)
    cross join lateral jsonb_to_record(coalesce(v_sessions -> period.name, '{}'))
        as s(sessions bigint, seats bigint, sold bigint);
    select jsonb_build_object('venues', w.venue_count, 'activities', w.activity_count, 'until', w.until,
               'bookings_30d', w.bookings_30d, 'cancelled_30d', w.cancelled_30d,
               'revenue_30d', jsonb_build_object('amount', w.revenue_30d, 'currency', w.currency))
    into v_overview
    from organization_dashboard_stats w
    where w.organization_id = v_organization_id and w.until is not null;
    return jsonb_build_object('code', 'ok', 'result', v_totals || jsonb_build_object(
        'time_zone', v_time_zone, 'from', v_from, 'to', v_today, 'previous_from', v_previous_from,
        'refreshed_at', (select app.iso(r.refreshed_at) from dashboard_refreshes r), 'overview', v_overview,
        'today', app.dashboard_today(v_organization_id, v_time_zone, v_currency, p_venue_id, v_today,
                                     v_money -> 'days' -> -1),
        'days', v_money -> 'days', 'previous_days', v_money -> 'previous_days',
        'by_activity', v_sessions -> 'by_activity', 'by_hour', v_sessions -> 'by_hour'));
end
$$;

-- Today so far: bookings and money from the last day of the series, and all sessions of the day, also those to come.
create or replace function app.dashboard_today(
    p_organization_id uuid, p_time_zone text, p_currency text, p_venue_id uuid, p_today date, p_day jsonb
) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select p_day - 'date' || jsonb_build_object('sessions', coalesce(sum(s.sessions), 0),
            'seats', coalesce(sum(s.seats), 0), 'seats_sold', coalesce(sum(s.sold), 0))
        from app.sum_session_days(p_organization_id, p_time_zone, p_venue_id, p_today, p_today, 'infinity') s
        where s.activity_id is not null);
end
$$;

grant execute on function app.read_dashboard(integer, uuid) to authenticated;
