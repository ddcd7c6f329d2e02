-- without a transaction
-- What the lists of the staff API read. The tables are there since 0001 and may be large, so their indexes are built
-- while the program goes on to sell.

-- Bookings are listed newest first or by the calendar, for any of these filters with or without states: the list takes
-- the first rows of each state from such an index, so it reads no row that it does not show.
create index concurrently if not exists bookings_of_customer on bookings (organization_id, customer_id, id);
create index concurrently if not exists bookings_status on bookings (organization_id, status, id);
create index concurrently if not exists bookings_of_activity on bookings (organization_id, activity_id, status, id);
create index concurrently if not exists bookings_of_venue on bookings (organization_id, venue_id, status, id);
create index concurrently if not exists bookings_status_date
    on bookings (organization_id, status, booking_date, start_time, id);
create index concurrently if not exists bookings_activity_date
    on bookings (organization_id, activity_id, status, booking_date, start_time, id);
create index concurrently if not exists bookings_venue_date
    on bookings (organization_id, venue_id, status, booking_date, start_time, id);
-- Their narrower predecessors of 0001.
drop index concurrently if exists bookings_customer;
drop index concurrently if exists bookings_activity;
drop index concurrently if exists bookings_venue;
drop index concurrently if exists bookings_date;

-- Searched by their beginnings. Collation "C", so that every database finds them in order; ICU's lower() knows all
-- letters.
create index concurrently if not exists bookings_number on bookings (organization_id, booking_number collate "C");
create index concurrently if not exists bookings_code on bookings (organization_id, confirmation_code collate "C");
create index concurrently if not exists bookings_email
    on bookings (organization_id, (contact ->> 'email') collate "C");
create index concurrently if not exists bookings_last_name
    on bookings (organization_id, lower((contact ->> 'last_name') collate "und-x-icu") collate "C");
create index concurrently if not exists bookings_phone
    on bookings (organization_id, regexp_replace(contact ->> 'phone', '[^0-9]', '', 'g') collate "C");
create index concurrently if not exists customers_email on customers (organization_id, email collate "C");
create index concurrently if not exists customers_first_name
    on customers (organization_id, lower(first_name collate "und-x-icu") collate "C");
create index concurrently if not exists customers_last_name
    on customers (organization_id, lower(last_name collate "und-x-icu") collate "C");
create index concurrently if not exists customers_phone
    on customers (organization_id, regexp_replace(phone, '[^0-9]', '', 'g') collate "C");

-- All that is held of a customer, to export or erase it.
create index concurrently if not exists slot_reservations_customer
    on slot_reservations (organization_id, customer_email) where customer_email is not null;
create index concurrently if not exists activity_sessions_start on activity_sessions (organization_id, start_time, id);
create index concurrently if not exists activity_sessions_closed
    on activity_sessions (organization_id, start_time, id) where is_closed;
create index concurrently if not exists outbox_organization_age on outbox (organization_id, created_at);
