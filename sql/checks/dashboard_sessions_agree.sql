-- The occupancy of days that was summed for the dashboard is that of their sessions. A row here is an activity or an
-- hour of a day and venue where it is not.
select coalesce(kept.organization_id, plain.organization_id) as organization_id, coalesce(kept.day, plain.day) as day,
       coalesce(kept.venue_id, plain.venue_id) as venue_id, to_jsonb(kept) as kept, to_jsonb(plain) as plain
from (
    select d.* from organization_session_days d
    join organization_day_progress p on p.organization_id = d.organization_id and d.day <= p.sessions_until
    join organizations o on o.id = d.organization_id and o.status <> 'deleted'
) kept
full join (
    select p.organization_id, d.*
    from organization_day_progress p
    join organizations o on o.id = p.organization_id and o.status <> 'deleted'
    cross join lateral app.sum_session_days(p.organization_id, p.time_zone, null,
        (select (min(s.start_time) at time zone p.time_zone)::date from activity_sessions s
         where s.organization_id = p.organization_id), p.sessions_until, 'infinity') d
    where p.sessions_until is not null
) plain on plain.organization_id = kept.organization_id and plain.day = kept.day and plain.venue_id = kept.venue_id
    and plain.activity_id is not distinct from kept.activity_id and plain.hour is not distinct from kept.hour
where kept is distinct from plain;
