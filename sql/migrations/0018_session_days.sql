-- Occupancy of days that are over, summed once like bookings and money (docs/explanation/dashboard.md).

-- Sessions of a day in the organization's time zone, by venue. Every session is in two rows: that of its activity, and
-- that of the hour at which it began by the clock of its venue. Written by app.roll_up_session_days() alone.
create table organization_session_days (
    organization_id uuid not null references organizations (id),
    day             date not null,
    venue_id        uuid not null,
    activity_id     uuid,
    hour            smallint,
    sessions        integer not null,
    seats           integer not null,
    sold            integer not null,
    check (num_nonnulls(activity_id, hour) = 1)
);
create unique index organization_session_days_key
    on organization_session_days (organization_id, day, venue_id, activity_id, hour) nulls not distinct;

alter table organization_session_days enable row level security;
alter table organization_session_days force row level security;
create policy engine_all on organization_session_days to bookingtms_engine using (true) with check (true);
grant select, insert, update, delete on organization_session_days to bookingtms_engine;

-- The last day that organization_session_days has, with all before it; null: none yet.
alter table organization_day_progress add column sessions_until date;

-- An organization has this row from its beginning, because changes and rounds of the job meet at it. Which time zone it
-- is the job finds out.
create function app.add_day_progress() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into organization_day_progress (organization_id, time_zone) values (new.id, 'UTC');
    return null;
end
$$;
create trigger add_day_progress after insert on organizations for each row execute function app.add_day_progress();

-- A day that is over may still change: a booking that is cancelled afterwards gives its seats back. Then its sessions
-- are summed again, with all since. The row of progress is locked before it is looked at: a round that is summing this
-- very day has not said so yet, and is waited for.
create function app.reopen_session_days() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_progress organization_day_progress;
    v_day date;
begin
    select * into v_progress from organization_day_progress p
    where p.organization_id = new.organization_id
    for no key update;
    v_day := (least(old.start_time, new.start_time) at time zone v_progress.time_zone)::date;
    if v_progress.sessions_until >= v_day then
        update organization_day_progress p set sessions_until = v_day - 1
        where p.organization_id = new.organization_id;
    end if;
    return null;
end
$$;
-- Days are summed an hour after they are over. Half an hour leaves transactions that began before that as much time.
create trigger reopen_session_days_by_new after insert on activity_sessions
    for each row when (new.start_time <= now() - interval '30 minutes')
    execute function app.reopen_session_days();
create trigger reopen_session_days
    after update of start_time, activity_id, venue_id, capacity_total, capacity_remaining, is_closed
    on activity_sessions
    for each row when (least(old.start_time, new.start_time) <= now() - interval '30 minutes')
    execute function app.reopen_session_days();

-- Another time zone of a venue shows other hours.
create function app.reopen_venue_days() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    update organization_day_progress p set sessions_until = null where p.organization_id = new.organization_id;
    return null;
end
$$;
create trigger reopen_venue_days after update of time_zone on venues
    for each row when (old.time_zone is distinct from new.time_zone) execute function app.reopen_venue_days();

-- The same for a booking that moves to another venue: it looked before it waited, so a round that was summing the day
-- of the booking could keep it with the venue of before.
create or replace function app.reopen_days() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_progress organization_day_progress;
    v_day date;
begin
    select * into v_progress from organization_day_progress p
    where p.organization_id = new.organization_id
    for no key update;
    v_day := (new.created_at at time zone v_progress.time_zone)::date;
    if v_progress.rolled_until >= v_day then
        update organization_day_progress p set rolled_until = v_day - 1
        where p.organization_id = new.organization_id;
    end if;
    return null;
end
$$;
revoke execute on function app.add_day_progress(), app.reopen_session_days(), app.reopen_venue_days(), app.reopen_days()
    from public;
alter function app.add_day_progress() owner to bookingtms_engine;
alter function app.reopen_session_days() owner to bookingtms_engine;
alter function app.reopen_venue_days() owner to bookingtms_engine;
alter function app.reopen_days() owner to bookingtms_engine;

set local role bookingtms_engine;
insert into organization_day_progress (organization_id, time_zone)
select o.id, 'UTC' from organizations o where o.status <> 'deleted'
on conflict do nothing;
reset role;
