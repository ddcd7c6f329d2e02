-- Every session: capacity_total = capacity_remaining + seats of live holds + seats of active bookings.
-- A row here is a seat sold twice or a seat lost.
select s.organization_id, s.id as session_id, s.capacity_total, s.capacity_remaining,
       coalesce(h.spots, 0) as held, coalesce(b.spots, 0) as booked
from activity_sessions s
left join (
    select organization_id, session_id, sum(spots_reserved) as spots
    from slot_reservations where status = 'held' group by organization_id, session_id
) h on h.organization_id = s.organization_id and h.session_id = s.id
left join (
    select organization_id, session_id, sum(spots) as spots
    from bookings where status <> 'cancelled' group by organization_id, session_id
) b on b.organization_id = s.organization_id and b.session_id = s.id
where s.capacity_total <> s.capacity_remaining + coalesce(h.spots, 0) + coalesce(b.spots, 0);
