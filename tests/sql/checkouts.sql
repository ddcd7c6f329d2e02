-- From a hold to a booking: in one piece, priced by us, once.
begin;
select no_plan();

select test.tenant('north', 'Asia/Tokyo');
select test.tenant('south');
select test.activity('north', 'walk', 10);
select test.activity('north', 'room', 6, 'private', 2, 6);
-- 00:30 in Tokyo is 15:30 of the day before in UTC: the booking is of the venue's day.
select test.session('walk', 'monday', (timezone('Asia/Tokyo', now())::date + 1 + time '00:30') at time zone 'Asia/Tokyo');
select test.session('room', 'evening');
select test.held('north', 'monday', 3, 'ann');
select test.held('north', 'monday', 2, 'bob');
select test.held('north', 'monday', 1, 'cid');
select test.held('north', 'evening', 4, 'dee');

-- Refusals, in their order; none leaves anything behind.
select is(test.check_out('nobody', 'ann') ->> 'code', 'embed_not_found', '1. Without an embed nothing is booked');
insert into idempotency_keys (organization_id, key, fingerprint, outcome)
    values (test.id('north'), 'key', 'another request', '{}');
select is(test.check_out('north', 'nothing', p_key => 'key') ->> 'code', 'idempotency_key_reused',
    '2. The idempotency key belongs to another request');
select is(test.check_out('north', 'nothing') ->> 'code', 'reservation_not_found', '3. There is no such hold');
select is(test.check_out('south', 'ann') ->> 'code', 'reservation_not_found', '3. Another tenant has no such hold');
select test.release('north', 'bob');
select is(test.check_out('north', 'bob') ->> 'code', 'reservation_released', '4. The hold was given back');
select test.lapse('cid');
select is(test.check_out('north', 'cid') ->> 'code', 'reservation_expired', '4. The time of the hold is over, though nobody swept it');
select public.cleanup_expired_reservations();
select is(test.check_out('north', 'cid') ->> 'code', 'reservation_expired', '4. The hold has expired');
select is_empty('table bookings', 'No refusal leaves a booking');
select is_empty('table customers', 'nor a customer');
select is_empty('table checkouts', 'nor a checkout');
select is(test.seats('monday'), '7 of 10, version 6', 'nor takes seats');

-- A booking.
create temporary table replies as select test.check_out('north', 'ann') as reply;
select is(reply ->> 'code', 'ok', 'A live hold is checked out') from replies;
select is(reply #- '{checkout,id}' #- '{checkout,expires_at}' #- '{checkout,quote}' #- '{checkout,booking,id}' #- '{checkout,booking,booking_number}',
    jsonb_build_object('code', 'ok', 'checkout', jsonb_build_object(
        'organization_id', test.id('north'), 'status', 'complete', 'amount_minor', 7500, 'currency', 'GBP', 'provider', 'pay_at_venue', 'payment', null,
        'booking', jsonb_build_object(
            'confirmation_code', 'K7QX2M9TBD', 'status', 'confirmed', 'payment_status', 'unpaid',
            'activity_id', test.id('walk'), 'session_id', test.id('monday'), 'start_time', s.start_time,
            'end_time', s.end_time, 'time_zone', 'Asia/Tokyo', 'party_size', 3, 'spots', 3, 'total_minor', 7500,
            'balance_minor', 7500, 'currency', 'GBP', 'customer', '{"first_name": "Ann", "last_name": "Lee", "email": "ann@example.com"}'::jsonb))),
    'The reply tells the booking') from replies, activity_sessions s where s.id = test.id('monday');
select ok(booking_number ~ '^BK-[0-9A-HJKMNP-TV-Z]{7}$', 'A booking number is seven characters that nobody misreads') from bookings;
select is(booking_date, timezone('Asia/Tokyo', now())::date + 1, 'The booking is of the day that the venue''s calendar shows')
from bookings;
select is(price_snapshot, jsonb_build_object('activity_name', 'walk', 'mode', 'shared') || (reply #> '{checkout,quote}'),
    'What was sold is kept as it was') from bookings, replies;
select is(test.status('ann'), 'converted', 'The hold is converted');
select is(customer_email::text, 'ann@example.com', 'and says who it was') from slot_reservations where id = test.id('ann');
select is(test.seats('monday'), '7 of 10, version 6', 'Its seats stay taken');
select is(test.events('booking.confirmed'), 1, 'A booking is an event');
select is(test.as_visitor('north', format('select app.read_reservation(%L)', test.id('ann')))::jsonb #>> '{reservation,checkout_id}',
    reply #>> '{checkout,id}', 'The hold leads to its checkout') from replies;
select is(test.as_visitor('north', format('select app.read_checkout(%L)', reply #>> '{checkout,id}'))::jsonb, reply,
    'A checkout is read as it was answered') from replies;
select is(test.as_visitor(tenant, format('select app.read_checkout(%L)', id))::jsonb ->> 'code', expected, what)
from (select 'south', reply #>> '{checkout,id}', 'checkout_not_found', 'Another tenant does not find the checkout' from replies
      union all select 'nobody', reply #>> '{checkout,id}', 'embed_not_found', 'Without an embed no checkout is read' from replies
      union all select 'north', test.id('nothing')::text, 'checkout_not_found', 'What is not there is not found')
    as t(tenant, id, expected, what);

select is(test.check_out('north', 'ann') ->> 'code', 'reservation_already_used', 'A hold is booked once');
select is(test.release('north', 'ann') ->> 'code', 'reservation_already_used', 'A booked hold cannot be given back');
select is(test.extend('north', 'ann') ->> 'code', 'reservation_already_used', 'nor extended');
select test.lapse('ann');
select is(c.holds, 0, 'nor does it expire') from public.cleanup_expired_reservations() c;
select is(test.seats('monday'), '7 of 10, version 6', 'so that no sold seat comes back');

-- A private session has one price, whatever the party; an operator's new price comes too late for it.
select is(test.check_out('north', 'dee', p_first_name => 'Mallory') #>> '{checkout,amount_minor}', '2500',
    'A private session costs the same for four people');
select is(spots, 6, 'and takes all its seats') from bookings where party_size = 4;

-- Customers.
select is(count(*)::integer, 1, 'The same address is the same customer') from customers;
select is(first_name, 'Ann', 'whose own record nobody changes by typing the address') from customers;
select is(contact ->> 'first_name', 'Mallory', 'while the booking keeps what was typed') from bookings where party_size = 4;
select test.held('north', 'monday', 1, 'eve');
select throws_ok($$ select test.check_out('north', 'eve', 'Eve@Example.com') $$, '23514', null,
    'An address that was not normalized is refused by the table');
select is(test.status('eve'), 'held', 'and the hold is still there');

-- Rows that must not be.
select throws_ok($$ update bookings set reservation_id = test.id('ann') $$, '23505', null, 'Two bookings never share a hold');
select throws_ok($$ update bookings set booking_number = 'BK-0000000' $$, '23505', null, 'nor a number');
select throws_ok($$ update checkouts set booking_id = null $$, '23514', null, 'A complete checkout has its booking');
select throws_ok($$ update slot_reservations set ended_at = null where id = test.id('ann') $$, '23514', null,
    'A hold that ended says when');

-- Numbers: one to one, so unique as long as the sequence is.
select is(count(distinct app.next_booking_number())::integer, 20000, 'Booking numbers do not repeat') from generate_series(1, 20000);

select is_empty('table test.capacity_ledger', 'The ledger holds');
select is_empty('table test.holds_and_bookings_agree', 'Holds and bookings agree');
select * from finish();
rollback;
