-- without a transaction
-- Bookings by the moments at which they were made and cancelled: the days of the dashboard.
create index concurrently if not exists bookings_created on bookings (organization_id, created_at);
create index concurrently if not exists bookings_cancelled on bookings (organization_id, cancelled_at)
    where cancelled_at is not null;
