-- A converted hold has exactly one booking with its seats, and no other hold has one.
select r.organization_id, r.id as reservation_id, r.status, r.spots_reserved, b.id as booking_id, b.spots
from slot_reservations r
full join bookings b on b.organization_id = r.organization_id and b.reservation_id = r.id
where (r.status = 'converted') is distinct from (b.id is not null)
   or (b.id is not null and (b.spots <> r.spots_reserved or b.session_id <> r.session_id));
