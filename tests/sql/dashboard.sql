-- The dashboard: sums by hand over time zones, nights on which clocks change, refunds, cancellations and other tenants; days
-- that were summed once say what the rows say; and who may see it.
begin;
select no_plan();
-- The past is written here by moving what was just made, so the ledger must let itself be changed.
alter table ledger_entries disable trigger append_only;

select test.tenant('north'), test.tenant('south', 'America/New_York'), test.tenant('empty');
select test.user('north', 'boss', 'super-admin'), test.user('south', 'sue', 'super-admin'), test.user('empty', 'eve', 'super-admin');
select test.activity('north', 'walk', 100), test.activity('south', 'kayak', 100);
insert into venues (organization_id, id, name, slug, time_zone, created_at)
values (test.id('north'), test.id('pier'), 'Pier', 'pier', 'Asia/Tokyo', now() + interval '1 hour');
insert into activities (organization_id, id, venue_id, name, slug, duration_minutes, capacity, mode, max_party, price_minor, currency, schedule)
values (test.id('north'), test.id('dive'), test.id('pier'), 'dive', 'dive', 60, 20, 'shared', 20, 2500, 'GBP', '{"booking_window_days": 60}');
select test.session('walk', 'monday'), test.session('walk', 'tuesday', now() + interval '2 days'),
       test.session('kayak', 'sunrise'), test.session('dive', 'reef');

-- What happened at an instant: a booking of this name is made; paid at the venue; an amount of it goes back; it is cancelled.
create temporary table made (name text primary key, id uuid);
create function pg_temp.sell(p_name text, p_at timestamptz, p_session text default 'monday', p_user text default 'boss') returns void language sql as $$
    insert into made values (p_name, test.booked(p_user, p_session, 1));
    update bookings set created_at = p_at where id = (select id from made where name = p_name);
$$;
create function pg_temp.date_back(p_kind text, p_at timestamptz) returns void language sql as $$
    update ledger_entries set created_at = p_at where kind = p_kind and created_at = now();
$$;
create function pg_temp.pay(p_name text, p_at timestamptz, p_amount bigint default null, p_user text default 'boss') returns void language sql as $$
    select test.as_user(p_user, format('select app.take_venue_payment(%L, null, null, %L)', id, p_amount)) from made where name = p_name;
    select pg_temp.date_back('payment.captured', p_at);
$$;
create function pg_temp.give_back(p_name text, p_at timestamptz, p_amount bigint, p_target refund_target default 'provider') returns void language sql as $$
    select test.as_user('boss', format('select app.refund_booking(%L, null, null, %s, %L, %L)', id, p_amount, p_target, 'Rain')) from made
    where name = p_name;
    select pg_temp.date_back('refund', p_at);
$$;
create function pg_temp.cancel(p_name text, p_at timestamptz) returns void language sql as $$
    update bookings set status = 'cancelled', cancelled_at = p_at where id = (select id from made where name = p_name);
$$;

-- The rows of a function as "day venue: bookings/cancelled captured-refunded", by day.
create function pg_temp.days(p_tenant text, p_zone text, p_from date, p_to date, p_function text default 'sum_days') returns text language plpgsql as $$
declare
    v_text text;
begin
    execute format($sql$
        select string_agg(format('%%s %%s: %%s/%%s %%s-%%s', to_char(d.day, 'MM-DD'), coalesce(v.slug, 'none'), d.bookings, d.cancelled,
                                 d.captured_minor, d.refunded_minor), ', ' order by d.day, v.slug)
        from app.%I(%L, %L, %L, %L) d left join venues v on v.id = d.venue_id $sql$, p_function, test.id(p_tenant), p_zone, p_from, p_to)
    into v_text;
    return v_text;
end
$$;

-- A day is the organization's, whatever UTC says. In June London is an hour ahead.
select pg_temp.sell('early', '2026-06-01 22:59:59+00'), pg_temp.sell('late', '2026-06-01 23:00:00+00'),
       pg_temp.pay('early', '2026-06-01 22:59:59+00'), pg_temp.pay('late', '2026-06-01 23:00+00');
select is(pg_temp.days('north', 'Europe/London', '2026-06-01', '2026-06-02'), '06-01 north: 1/0 2500-0, 06-02 north: 1/0 2500-0',
    'A booking a second before midnight belongs to the day before');
select is(pg_temp.days('north', 'America/New_York', '2026-06-01', '2026-06-02'), '06-01 north: 2/0 5000-0', 'In New York both are of the same evening');
select is(pg_temp.days('north', 'Asia/Tokyo', '2026-06-01', '2026-06-02'), '06-02 north: 2/0 5000-0', 'and in Tokyo of the next morning');
select is(pg_temp.days('south', 'America/New_York', '2026-06-01', '2026-06-02'), null, 'Another organization has none of them');

-- The nights of the clock changes: 23 and 25 hours in London.
select pg_temp.sell('spring ' || n, t) from (values (1, '2026-03-28 23:59:59+00'::timestamptz), (2, '2026-03-29 00:00+00'), (3, '2026-03-29 22:59:59+00'),
    (4, '2026-03-29 23:00+00')) as x(n, t);
select is(pg_temp.days('north', 'Europe/London', '2026-03-28', '2026-03-30'), '03-28 north: 1/0 0-0, 03-29 north: 2/0 0-0, 03-30 north: 1/0 0-0',
    'The day that loses an hour ends at 23:00 UTC');
select pg_temp.sell('autumn ' || n, t) from (values (1, '2026-10-24 22:59:59+00'::timestamptz), (2, '2026-10-24 23:00+00'), (3, '2026-10-25 23:59:59+00'),
    (4, '2026-10-26 00:00+00')) as x(n, t);
select is(pg_temp.days('north', 'Europe/London', '2026-10-24', '2026-10-26'), '10-24 north: 1/0 0-0, 10-25 north: 2/0 0-0, 10-26 north: 1/0 0-0',
    'and the day that gains one ends at midnight UTC');
-- In Havana 01:00 becomes 00:00 again, so 5 November 2023 begins twice; in Santiago 6 September 2026 has no midnight.
select pg_temp.sell('havana ' || n, t) from (values (1, '2023-11-05 03:59:59+00'::timestamptz), (2, '2023-11-05 04:00+00'), (3, '2023-11-05 04:59:59+00'),
    (4, '2023-11-06 04:59:59+00'), (5, '2023-11-06 05:00+00')) as x(n, t);
select is(pg_temp.days('north', 'America/Havana', '2023-11-05', '2023-11-05'), '11-05 north: 3/0 0-0', 'Both midnights of a day that begins twice are in it');
select is(pg_temp.days('north', 'America/Havana', '2023-11-04', '2023-11-04'), '11-04 north: 1/0 0-0', 'and in no other');
select pg_temp.sell('santiago ' || n, t) from (values (1, '2026-09-06 03:59:59+00'::timestamptz), (2, '2026-09-06 04:00+00')) as x(n, t);
select is(pg_temp.days('north', 'America/Santiago', '2026-09-05', '2026-09-06'), '09-05 north: 1/0 0-0, 09-06 north: 1/0 0-0',
    'A day without a midnight begins at one');

-- Cancelled on a later day; both days say what happened on them.
select pg_temp.sell('fickle', '2026-05-01 12:00+00'), pg_temp.cancel('fickle', '2026-05-03 12:00+00');
select is(pg_temp.days('north', 'Europe/London', '2026-05-01', '2026-05-05'), '05-01 north: 1/0 0-0, 05-03 north: 0/1 0-0',
    'A booking counts on the day on which it was made, its cancellation on its own');

-- Money: captured less what went back, each on its day.
select pg_temp.sell('paid', '2026-04-01 12:00+00'), pg_temp.pay('paid', '2026-04-02 12:00+00', 1000), pg_temp.pay('paid', '2026-04-03 12:00+00');
select pg_temp.give_back('paid', '2026-04-04 12:00+00', 700);
select is(pg_temp.days('north', 'Europe/London', '2026-04-01', '2026-04-05'),
    '04-01 north: 1/0 0-0, 04-02 north: 0/0 1000-0, 04-03 north: 0/0 1500-0, 04-04 north: 0/0 0-700', 'Parts are paid, and a part goes back');
-- Back to a gift card is no money out of the till, and what the card pays later is none into it.
select pg_temp.give_back('paid', '2026-04-05 12:00+00', 300, 'gift_card');
select is(pg_temp.days('north', 'Europe/London', '2026-04-05', '2026-04-05'), null, 'A refund to a gift card keeps the money');
select app.pay_by_gift_card(b, jsonb_build_object('gift_card_minor', 300, 'gift_card_id', g.id))
from bookings b, gift_cards g where b.id = (select id from made where name = 'fickle') and g.organization_id = test.id('north');
select pg_temp.date_back('gift_card.redeemed', '2026-04-05 12:00+00');
select is(pg_temp.days('north', 'Europe/London', '2026-04-05', '2026-04-05'), null, 'A gift card that pays brings no money again');
-- A gift card that is sold: money without a venue. A payment that came too late: in and out again.
insert into payments (organization_id, id, purpose, provider, status, amount_minor, currency, expires_at)
select test.id('north'), test.id(n), 'gift_card', 'test', 'open', 4000, 'GBP', now() from unnest('{card,late payment}'::text[]) n;
select app.capture_payment(p, '{}') from payments p where p.status = 'open';
select pg_temp.date_back('payment.captured', '2026-04-06 12:00+00');
select app.finish_refund(r, 're_1') from (
    select app.make_refund(p, null, 4000, 'Late', 'provider', null) as id from payments p where p.id = test.id('late payment')) m
join refunds r on r.id = m.id;
select app.finish_refund(r, 're_1') from refunds r where r.status = 'due';
select pg_temp.date_back('refund', '2026-04-07 12:00+00');
select is(pg_temp.days('north', 'Europe/London', '2026-04-06', '2026-04-07'), '04-06 none: 0/0 8000-0, 04-07 none: 0/0 0-4000',
    'Gift cards that are sold, and payments that go back, belong to no venue');
-- A refund that the bank sends back was none.
select app.fail_refund(r, 'Account closed') from refunds r where r.provider_refund_id = 're_1';
select pg_temp.date_back('refund', '2026-04-08 12:00+00');
select is(pg_temp.days('north', 'Europe/London', '2026-04-08', '2026-04-08'), '04-08 none: 0/0 0--4000', 'A refund that failed comes back on the day on which it failed');
-- Fees and disputes are no revenue and no refund.
select app.settle_dispute(p, '{"kind": "dispute_opened", "dispute_id": "dp_1", "amount_minor": 4000}') from payments p where p.id = test.id('card');
select pg_temp.date_back('dispute.opened', '2026-04-09 12:00+00');
select is(pg_temp.days('north', 'Europe/London', '2026-04-09', '2026-04-09'), null, 'A dispute is no refund');

-- Two venues of one organization.
select pg_temp.sell('dived', '2026-04-20 12:00+00', 'reef'), pg_temp.pay('dived', '2026-04-20 13:00+00'), pg_temp.sell('walked', '2026-04-20 14:00+00');
select is(pg_temp.days('north', 'Europe/London', '2026-04-20', '2026-04-20'), '04-20 north: 1/0 0-0, 04-20 pier: 1/0 2500-0', 'Each venue has its own');
select is(app.organization_time_zone(test.id('north')), 'Europe/London', 'The first venue has the time zone of the organization');
select is(app.organization_time_zone('00000000-0000-7000-8000-000000000001'), 'UTC', 'which is UTC where there is no venue');

-- Sums that are kept: the same as those from the rows, before, meanwhile and after.
create function pg_temp.whole(p_function text) returns text language sql as $$
    select pg_temp.days('north', 'Europe/London', '2026-01-01', '2027-12-31', p_function)
$$;
create temporary table truth as select pg_temp.whole('sum_days') as text;
select is(pg_temp.whole('read_days'), text, 'With nothing summed yet the days are read from the rows') from truth;
-- Some of the bookings above are in the future of some clock, so the past is what ends two days ago.
update bookings set created_at = created_at - interval '2 years', cancelled_at = cancelled_at - interval '2 years';
update ledger_entries set created_at = created_at - interval '2 years';
create or replace function pg_temp.whole(p_function text) returns text language sql as $$
    select pg_temp.days('north', 'Europe/London', '2021-01-01', (now() + interval '1 day')::date, p_function)
$$;
update truth set text = pg_temp.whole('sum_days');
select is(app.roll_up_days(1), 1, 'One organization at a time, if so many are asked for');
do $$ begin
    while app.roll_up_days(100) > 0 loop null; end loop;
end $$;
select is(app.roll_up_days(100), 0, 'When all is summed there is nothing to do');
select is(rolled_until, ((now() - interval '1 hour') at time zone 'Europe/London')::date - 1, 'All days that are over are summed')
from organization_day_progress where organization_id = test.id('north');
select is(pg_temp.whole('read_days'), text, 'and say the same as the rows') from truth;
select isnt(count(*)::integer, 0, 'from what is kept') from organization_days;
select is((select count(*)::integer from test.dashboard_days_agree), 0, 'The check agrees');
select pg_temp.sell('today', now(), 'tuesday'), pg_temp.pay('today', now() - interval '1 microsecond');
select isnt(pg_temp.whole('read_days'), text, 'What happens now is there at once') from truth;
select is(pg_temp.whole('read_days'), pg_temp.whole('sum_days'), 'and is right');
-- A booking that moves to another venue takes its days there.
update bookings set session_id = test.id('reef'), activity_id = test.id('dive'), venue_id = test.id('pier')
where id = (select id from made where name = 'early');
select is(pg_temp.whole('read_days'), pg_temp.whole('sum_days'), 'After a move to another venue nothing old is told');
select ok(rolled_until < '2024-06-01', 'because the days since then are open again') from organization_day_progress where organization_id = test.id('north');
do $$ begin
    while app.roll_up_days(100) > 0 loop null; end loop;
end $$;
select is(pg_temp.whole('read_days'), pg_temp.whole('sum_days'), 'and are summed anew');
-- Another time zone of the organization counts other days.
update venues set time_zone = 'Pacific/Auckland' where id = test.id('north');
select is(pg_temp.days('north', 'Pacific/Auckland', '2021-01-01', now()::date + 1, 'read_days'),
          pg_temp.days('north', 'Pacific/Auckland', '2021-01-01', now()::date + 1), 'Days of another time zone are not mixed');
do $$ begin
    while app.roll_up_days(100) > 0 loop null; end loop;
end $$;
select is((select count(*)::integer from test.dashboard_days_agree), 0, 'and are summed anew in it');
select is(time_zone, 'Pacific/Auckland', 'which is on record') from organization_day_progress where organization_id = test.id('north');
update venues set time_zone = 'Europe/London' where id = test.id('north');

-- Occupancy of days that are over: the same as from the sessions, before it is summed, meanwhile and after.
select test.session('walk', 'past ' || n, '2026-06-10 09:00+00'::timestamptz - interval '2 years' + n * interval '5 hours') from generate_series(0, 9) n;
select test.session('dive', 'dived ' || n, '2026-06-10 20:30+00'::timestamptz - interval '2 years' + n * interval '1 day') from generate_series(0, 2) n;
-- What the functions say of June 2024, in any order.
create function pg_temp.june(p_function text) returns text language plpgsql as $$
declare
    v_text text;
begin
    execute format($sql$
        select string_agg(format('%%s %%s %%s: %%s of %%s in %%s', d.day, v.slug, coalesce(a.slug, d.hour || ':00'), d.sold, d.seats, d.sessions), ', '
                          order by d.day, v.slug, a.slug, d.hour)
        from app.%I(%L, 'Europe/London', null, '2024-06-01', '2024-06-30', 'infinity') d
        left join venues v on v.id = d.venue_id left join activities a on a.id = d.activity_id $sql$, p_function, test.id('north'))
    into v_text;
    return v_text;
end
$$;
create function pg_temp.sum_sessions() returns void language plpgsql as $$ begin
    while app.roll_up_session_days(100) > 0 loop null; end loop;
end $$;
select alike(pg_temp.june('sum_session_days'), '2024-06-10 north walk: 0 of 300 in 3, 2024-06-10 north 10:00: 0 of 100 in 1, %',
    'Sessions of a day by activity and by hour');
select alike(pg_temp.june('sum_session_days'), '%2024-06-12 pier dive: 0 of 20 in 1, 2024-06-12 pier 5:00: 0 of 20 in 1',
    'which is that of the venue: half past five in Tokyo');
select is(pg_temp.june('read_session_days'), pg_temp.june('sum_session_days'), 'With nothing summed yet they are read as they are');
select pg_temp.sum_sessions();
select is(app.roll_up_session_days(100), 0, 'When all is summed there is nothing to do');
select is(pg_temp.june('read_session_days'), pg_temp.june('sum_session_days'), 'and what is kept says the same');
select isnt(count(*)::integer, 0, 'which is a day of an activity or of an hour') from organization_session_days;
select is((select count(*)::integer from test.dashboard_sessions_agree), 0, 'The check agrees');
-- A booking of a session of long ago, made and cancelled now.
create function pg_temp.summed_until() returns date language sql as $$
    select sessions_until from organization_day_progress where organization_id = test.id('north')
$$;
update activity_sessions set capacity_remaining = capacity_remaining - 4 where id = test.id('past 5');
select is(pg_temp.summed_until(), '2024-06-10', 'Seats of a day that is over open it again, and the days since');
select is(pg_temp.june('read_session_days'), pg_temp.june('sum_session_days'), 'so nothing old is told');
select alike(pg_temp.june('read_session_days'), '%2024-06-11 north walk: 4 of 500 in 5%', 'but what is');
select pg_temp.sum_sessions();
select is((select count(*)::integer from test.dashboard_sessions_agree), 0, 'and it is summed anew');
update activity_sessions set version = version + 1 where id = test.id('past 5');
select ok(pg_temp.summed_until() > '2024-06-11', 'A change that is none of the dashboard opens nothing');
select test.session('walk', 'told late', '2024-06-20 09:00+00');
select is(pg_temp.summed_until(), '2024-06-19', 'A session that comes late does');
select pg_temp.sum_sessions();
update activity_sessions set start_time = '2024-06-05 09:00+00', end_time = '2024-06-05 10:00+00' where id = test.id('told late');
select is(pg_temp.summed_until(), '2024-06-04', 'and one that moves opens the earlier of its days');
-- Seats that are held may yet be sold without any change of the session.
insert into slot_reservations (organization_id, id, session_id, spots_reserved, party_size, visitor, expires_at)
values (test.id('north'), test.id('stuck'), test.id('past 9'), 3, 3, 'visitor', now() + interval '1 hour');
update activity_sessions set capacity_remaining = capacity_remaining - 3 where id = test.id('past 9');
select pg_temp.sum_sessions();
select is(pg_temp.summed_until(), '2024-06-11', 'A day in which somebody holds seats is not summed yet');
update slot_reservations set status = 'converted', ended_at = now() where id = test.id('stuck');
select is(pg_temp.june('read_session_days'), pg_temp.june('sum_session_days'), 'and is read as it is');
select alike(pg_temp.june('read_session_days'), '%2024-06-12 north walk: 3 of 200 in 2%', 'with what was sold');
select pg_temp.sum_sessions();
select ok(pg_temp.summed_until() > '2024-06-12', 'When nobody holds any it is summed');
-- Other hours on the wall of a venue.
update venues set time_zone = 'Asia/Kolkata' where id = test.id('pier');
select is(pg_temp.june('read_session_days'), pg_temp.june('sum_session_days'), 'A venue with another time zone has other hours');
select pg_temp.sum_sessions();
select alike(pg_temp.june('read_session_days'), '%2024-06-12 pier 2:00: 0 of 20 in 1%', 'which are summed anew');
select is((select count(*)::integer from test.dashboard_sessions_agree), 0, 'The check agrees again');
delete from slot_reservations where id = test.id('stuck');
delete from activity_sessions where start_time < '2024-07-01';
update organization_day_progress set sessions_until = null where organization_id = test.id('north');
update venues set time_zone = 'Asia/Tokyo' where id = test.id('pier');

-- The job: when it is due, and then not for five minutes.
select is(app.refresh_dashboard_if_due('5 minutes', 1), true, 'The job sums days first, of as many organizations as it may');
do $$ begin
    while app.refresh_dashboard_if_due('5 minutes', 100) loop null; end loop;
end $$;
select ok(refreshed_at > now(), 'and then refreshes, which is on record') from dashboard_refreshes;
create temporary table first_refresh as select refreshed_at from dashboard_refreshes;
select is(app.refresh_dashboard_if_due('5 minutes', 100), false, 'Before its time nothing is done');
select is(d.refreshed_at, f.refreshed_at, 'by anybody') from dashboard_refreshes d, first_refresh f;
update dashboard_refreshes set refreshed_at = now() - interval '5 minutes';
select app.refresh_dashboard_if_due('5 minutes', 100);
select isnt(d.refreshed_at, f.refreshed_at, 'After five minutes it is done again') from dashboard_refreshes d, first_refresh f;

-- The overview, with rows of both venues, and no product of one table with another.
select test.activity('north', 'second', 10), test.activity('north', 'third', 10);
select pg_temp.sell('recent ' || n, now() - interval '5 days', 'tuesday'), pg_temp.pay('recent ' || n, now() - interval '5 days') from generate_series(1, 3) n;
select pg_temp.give_back('recent 1', now() - interval '4 days', 500);
update organization_day_progress set rolled_until = rolled_until - 10;
do $$ begin
    while app.roll_up_days(100) > 0 loop null; end loop;
end $$;
select public.refresh_dashboard_stats();
select is(format('%s venues, %s activities, %s bookings, %s in %s', venue_count, activity_count, bookings_30d, revenue_30d, currency),
    '2 venues, 4 activities, 3 bookings, 7000 in GBP', 'The overview of an organization')
from organization_dashboard_stats where organization_id = test.id('north');
select is(format('%s venues, %s activities, %s bookings, %s', venue_count, activity_count, bookings_30d, revenue_30d),
    '1 venues, 0 activities, 0 bookings, 0', 'and of one that has sold nothing')
from organization_dashboard_stats where organization_id = test.id('empty');
select is(count(*), count(distinct organization_id), 'One row each') from organization_dashboard_stats;

-- The dashboard itself.
create function pg_temp.read(p_user text, p_days integer default 7, p_venue text default null) returns jsonb language sql as $$
    select test.as_user(p_user, format('select app.read_dashboard(%s, %L)', p_days, test.id(p_venue)))::jsonb
$$;
-- Sessions that have begun: 30 seats, 12 sold and 3 held; one that is closed with 2 sold; one that is closed with none.
select test.session('walk', 'begun', now() - interval '1 day'), test.session('walk', 'closed', now() - interval '2 days'),
       test.session('walk', 'empty', now() - interval '3 days'), test.session('dive', 'long ago', now() - interval '8 days');
update activity_sessions set capacity_total = 30, capacity_remaining = 15 where id = test.id('begun');
insert into slot_reservations (organization_id, id, session_id, spots_reserved, party_size, visitor, expires_at)
values (test.id('north'), test.id('nobody'), test.id('begun'), 3, 3, 'visitor', now());
update activity_sessions set capacity_remaining = 98, is_closed = true, close_reason = 'blocked' where id = test.id('closed');
update activity_sessions set is_closed = true, close_reason = 'blocked' where id = test.id('empty');
create temporary table seen as select pg_temp.read('boss') -> 'result' as d;
select is(d #> '{current}', '{"bookings": 4, "cancelled": 0, "revenue": {"amount": 9500, "currency": "GBP"}, "captured": {"amount": 10000, "currency": "GBP"},
    "refunded": {"amount": 500, "currency": "GBP"}, "sessions": 2, "seats": 32, "seats_sold": 14}', 'The totals of the period') from seen;
select is(d #>> '{previous,sessions}', '1', 'of the one before') from seen;
select is(d #> '{by_activity}', jsonb_build_array(jsonb_build_object('activity_id', test.id('walk'), 'name', 'walk', 'sessions', 2, 'seats', 32, 'seats_sold', 14)),
    'Occupancy by activity') from seen;
select is((select sum((h ->> 'seats')::integer)::integer from jsonb_array_elements(d -> 'by_hour') h), 32, 'and by hour') from seen;
select is(array(select (h ->> 'hour')::integer from seen, jsonb_array_elements(d -> 'by_hour') h),
    array(select distinct extract(hour from start_time at time zone 'Europe/London')::integer from activity_sessions
          where id in (test.id('begun'), test.id('closed')) order by 1), 'which is the hour on the wall of the venue');
select is(jsonb_array_length(d -> 'days') || '/' || jsonb_array_length(d -> 'previous_days'), '7/7', 'Every day is there, also those without a booking') from seen;
select is(d #>> '{days,-1,date}', d ->> 'to', 'until today') from seen;
select is(d #>> '{today,bookings}', '1', 'which is as it is now') from seen;
select is(d #>> '{overview,bookings_30d}', '3', 'with the overview of the view') from seen;
select is((d ->> 'refreshed_at') is not null, true, 'and the time of its refresh') from seen;
select is(pg_temp.read('boss', 7, 'pier') #>> '{result,current,bookings}', '0', 'One venue alone') ;
select is(pg_temp.read('boss', 30, 'north') #>> '{result,current,revenue,amount}', '9500', 'and the other, over thirty days');
select is(pg_temp.read('eve') #>> '{result,current,bookings}', '0', 'Who has sold nothing sees zeros');
select is(pg_temp.read('eve') #> '{result,by_activity}', '[]', 'and no activities');

-- Who may see it.
select is(pg_temp.read('boss', 7, 'south') ->> 'code', 'venue_not_found', 'The venue of another organization is none');
select is(pg_temp.read('sue') #>> '{result,current,bookings}', '0', 'Another organization sees its own figures');
select test.user('north', 'a ' || r, r) from unnest(enum_range(null::user_role)) r where r <> 'platform-admin';
select is(pg_temp.read('a ' || r) ->> 'code', case r when 'staff' then 'permission_denied' else 'ok' end, format('As %s', r))
from unnest(enum_range(null::user_role)) r where r <> 'platform-admin';
select test.api_key('north', 'reader', '{dashboard:read}'), test.api_key('north', 'other', '{bookings:read,payments:read}');
select is(test.as_key('reader', 'select app.read_dashboard(7, null)')::jsonb ->> 'code', 'ok', 'A key with the scope');
select is(test.as_key('other', 'select app.read_dashboard(7, null)')::jsonb ->> 'code', 'permission_denied', 'A key without it');
select is(has_table_privilege(r, 'organization_dashboard_stats', 'select'), false, format('%s cannot read the view itself', r))
from unnest('{anon,authenticated,public}'::text[]) r;
select is(has_function_privilege(r, f, 'execute'), false, format('%s cannot call %s', r, f))
from unnest('{anon,authenticated}'::text[]) r,
     unnest('{public.refresh_dashboard_stats(),"app.refresh_dashboard_if_due(interval, integer)","app.sum_days(uuid, text, date, date)"}'::text[]) f;

select * from finish();
rollback;
