-- Every check of sql/checks finds nothing, and finds something once its rule is broken.
begin;
select no_plan();

select test.tenant('north');
select test.activity('north', 'walk', 10);
select test.session('walk', 'monday'), test.session('walk', 'tuesday', now() + interval '2 days');
select test.held('north', 'monday', 2, 'ann'), test.held('north', 'monday', 3, 'bob'), test.held('north', 'monday', 1, 'cid');
select test.check_out('north', 'ann'), test.release('north', 'cid');
select test.user('north', 'boss', 'super-admin');
select test.as_user('boss', format('select app.take_venue_payment(%L, null, null, null)', id)) from bookings;
update bookings set created_at = now() - interval '3 days';
select test.session('walk', 'last week', now() - interval '7 days');
select app.roll_up_days(100), app.roll_up_session_days(100);

create temporary table checks as
    select viewname::text as name from pg_views where schemaname = 'test';

-- How many rows a check finds after a change, which is taken back.
create function pg_temp.found_after(p_check text, p_change text) returns integer language plpgsql as $$
declare
    v_found integer;
begin
    execute p_change;
    execute format('select count(*) from test.%I', p_check) into v_found;
    raise exception using errcode = 'P0001', message = v_found::text;
exception when raise_exception then
    return sqlerrm::integer;
end
$$;
select is(pg_temp.found_after(name, 'select'), 0, format('%s finds nothing', name)) from checks order by name;

create temporary table breaks (name text, what text, change text);
insert into breaks values
    ('capacity_ledger', 'a seat too many', $$ update activity_sessions set capacity_remaining = 6 where id = test.id('monday') $$),
    ('capacity_ledger', 'a seat lost', $$ update activity_sessions set capacity_remaining = 9 where id = test.id('tuesday') $$),
    ('capacity_ledger', 'a hold that ended without its seats',
        $$ update slot_reservations set status = 'expired', ended_at = now() where id = test.id('bob') $$),
    ('capacity_ledger', 'a booking cancelled without its seats', $$ update bookings set status = 'cancelled' $$),
    ('capacity_ledger', 'a total that changed alone', $$ update activity_sessions set capacity_total = 11 where id = test.id('monday') $$),
    ('holds_and_bookings_agree', 'a converted hold without a booking',
        $$ update slot_reservations set status = 'converted', ended_at = now() where id = test.id('bob') $$),
    ('holds_and_bookings_agree', 'a booked hold that came back', $$ update slot_reservations set status = 'expired' where id = test.id('ann') $$),
    ('holds_and_bookings_agree', 'a booking with other seats than its hold', $$ update bookings set spots = 1 $$),
    ('holds_and_bookings_agree', 'a booking in another session than its hold', $$ update bookings set session_id = test.id('tuesday') $$),
    ('money_adds_up', 'a price that changed alone', 'update bookings set adjustment_minor = -1'),
    ('money_adds_up', 'money that was never paid', 'update bookings set paid_minor = 1'),
    ('money_adds_up', 'a charge without its other half',
        $$ alter table ledger_entries disable trigger balanced; insert into ledger_entries (organization_id, transaction_id, kind, account, amount_minor,
           currency, booking_id) select organization_id, id, 'test', 'receivable', 1, currency, id from bookings $$),
    ('payments_agree_with_ledger', 'a payment that nobody booked', 'update payments set captured_minor = captured_minor + 1'),
    ('payments_agree_with_ledger', 'a refund that is not counted', 'update payments set refunded_minor = 1'),
    ('ledger_balances', 'one side alone', $$ alter table ledger_entries disable trigger balanced; insert into ledger_entries
        (organization_id, transaction_id, kind, account, amount_minor, currency) values (test.id('north'), gen_random_uuid(), 'test', 'sales', 1, 'GBP') $$),
    ('ledger_balances', 'money that belongs to nothing', 'update payments set booking_id = null'),
    ('discounts_add_up', 'a use of a promo code that nobody made', $$ insert into promo_codes (organization_id, id, code, kind, uses_settled)
        values (test.id('north'), gen_random_uuid(), 'USED', 'free', 1) $$),
    ('discounts_add_up', 'gift card money that went nowhere', $$ insert into gift_cards (organization_id, id, currency, initial_minor, balance_minor)
        values (test.id('north'), gen_random_uuid(), 'GBP', 2, 1) $$),
    ('dashboard_days_agree', 'a booking that was counted twice', $$ update organization_days set bookings = bookings + 1 $$),
    ('dashboard_days_agree', 'a day that was forgotten', 'delete from organization_days'),
    ('dashboard_days_agree', 'money that came to a day that was summed', $$ alter table ledger_entries disable trigger balanced;
        insert into ledger_entries (organization_id, transaction_id, kind, account, amount_minor, currency, created_at)
        select organization_id, gen_random_uuid(), 'payment.captured', 'venue_cash', 1, 'GBP', now() - interval '3 days' from bookings $$),
    ('dashboard_sessions_agree', 'a session that was counted twice', $$ update organization_session_days set sessions = sessions + 1 $$),
    ('dashboard_sessions_agree', 'a day without its sessions', 'delete from organization_session_days'),
    ('dashboard_sessions_agree', 'seats that came back to a day that was summed', $$ alter table activity_sessions disable trigger reopen_session_days;
        update activity_sessions set capacity_remaining = capacity_remaining - 1 where id = test.id('last week') $$),
    ('row_level_security', 'row-level security that is off', 'alter table bookings disable row level security'),
    ('row_level_security', 'an owner who is not bound', 'alter table bookings no force row level security'),
    ('row_level_security', 'a table without a policy', 'drop policy engine_all on outbox'),
    ('row_level_security', 'a new table without protection', 'create table public.leaflets (id uuid)'),
    ('tenant_first_keys', 'a key across tenants', 'alter table bookings add unique (confirmation_code)'),
    ('tenant_first_keys', 'a unique index across tenants', 'create unique index on bookings (confirmation_code)'),
    ('tenant_first_keys', 'a reference by id alone',
        'alter table organizations add unique (id, slug); alter table venues add foreign key (id) references organizations (id)'),
    ('tenant_first_keys', 'a reference that empties the tenant', 'alter table checkouts add foreign key (organization_id, booking_id)
        references bookings (organization_id, id) on delete set null'),
    ('foreign_keys_have_indexes', 'a reference without an index', 'drop index bookings_of_customer'),
    ('foreign_keys_have_indexes', 'an index for some rows only', 'drop index bookings_session_all'),
    ('functions_are_closed', 'a function for everybody', 'grant execute on function app.claim(text) to public'),
    ('functions_are_closed', 'a function with the default rights',
        'create function app.open() returns void language sql set search_path = pg_catalog, pg_temp as $x$ select $x$'),
    ('functions_are_closed', 'a function without a search path', 'alter function app.claim(text) reset search_path'),
    ('functions_are_closed', 'a search path with temporary tables first', 'alter function app.claim(text) set search_path = pg_catalog'),
    ('audit_partitions_ahead', 'a month without its partition',
        'do $x$ begin execute ''drop table audit_logs_'' || to_char(now() at time zone ''UTC'' + interval ''1 month'', ''YYYY_MM''); end $x$');
select ok(pg_temp.found_after(name, change) > 0, format('%s finds %s', name, what)) from breaks order by name, what;
select is_empty('select name from checks except select name from breaks', 'Every check can fail');

select * from finish();
rollback;
