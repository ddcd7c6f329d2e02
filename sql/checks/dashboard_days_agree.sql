-- The days that were summed for the dashboard say what the bookings and the ledger say. A row here is a day of a venue
-- that does not.
select coalesce(kept.organization_id, plain.organization_id) as organization_id, coalesce(kept.day, plain.day) as day,
       coalesce(kept.venue_id, plain.venue_id) as venue_id, to_jsonb(kept) as kept, to_jsonb(plain) as plain
from (
    select d.* from organization_days d
    join organization_day_progress p on p.organization_id = d.organization_id and d.day <= p.rolled_until
    join organizations o on o.id = d.organization_id and o.status <> 'deleted'
) kept
full join (
    select p.organization_id, d.*
    from organization_day_progress p
    join organizations o on o.id = p.organization_id and o.status <> 'deleted'
    cross join lateral app.sum_days(p.organization_id, p.time_zone,
        app.first_day(p.organization_id, p.time_zone), p.rolled_until) d
    where p.rolled_until is not null
) plain on plain.organization_id = kept.organization_id and plain.day = kept.day
    and plain.venue_id is not distinct from kept.venue_id
where kept is distinct from plain;
