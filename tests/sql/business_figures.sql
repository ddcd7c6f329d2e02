-- The figures of the business: what happened is counted once, what waits and what does not add up is seen.
begin;
select no_plan();
select test.tenant('north');
select test.user('north', 'ada', 'admin');
select test.activity('north', 'walk', 20), test.session('walk', 'monday'), test.session('walk', 'tuesday', now() + interval '3 days');
create temporary table bookings_made as select test.booked('ada', 'monday', 2) as id;
delete from outbox;
update business_figures set measured_at = null, ledger_checked_at = null, figures = '{}';
update outbox_positions set transaction_id = '0', id = 0;

-- An event of a transaction that has ended; what this transaction itself writes is left for later.
create function pg_temp.happened(p_topic text, p_payload jsonb default '{}') returns void language sql as $$
    insert into outbox (organization_id, topic, payload, transaction_id) values (test.id('north'), p_topic, p_payload, '3')
$$;
create function pg_temp.events() returns text language sql as $$
    select string_agg(key || ' ' || value, ', ' order by key) from jsonb_each(app.measure_business('0', '0') -> 'events') where value <> '0'
$$;
create function pg_temp.measured() returns jsonb language sql as $$
    select app.measure_business('0', '0')
$$;

select pg_temp.happened('booking.confirmed'), pg_temp.happened('booking.confirmed'), pg_temp.happened('payment.refund_due'),
       pg_temp.happened('row.changed'), pg_temp.happened('session.changed', jsonb_build_object('id', test.id('monday')));
select is(pg_temp.events(), 'booking.confirmed 2, payment.refund_due 1', 'What happened is counted');
select is(pg_temp.events(), 'booking.confirmed 2, payment.refund_due 1', 'and not again');
select is(pg_temp.measured() -> 'events' ->> 'booking.cancelled', '0', 'What never happened is 0');
select pg_temp.happened('booking.confirmed');
select is(pg_temp.measured() -> 'events' ->> 'booking.confirmed', '3', 'The next one is added');
select pg_temp.happened('booking.confirmed');
select is(app.measure_business('1 hour', '1 hour') -> 'events' ->> 'booking.confirmed', '3',
    'Who asks soon again is given what was measured');

-- What does not add up.
select is(pg_temp.measured() -> 'drifting_sessions', '[]', 'Seats of holds and bookings add up');
select is(pg_temp.measured() -> 'unbalanced_transactions', '0', 'and so does the money');
update activity_sessions set capacity_remaining = capacity_remaining - 1 where id in (test.id('monday'), test.id('tuesday'));
select pg_temp.happened('session.changed', jsonb_build_object('id', test.id('monday')));
select is(pg_temp.measured() -> 'drifting_sessions', jsonb_build_array(test.id('monday')),
    'A session that lost a seat is found when it changes');
select is(pg_temp.measured() -> 'drifting_sessions', jsonb_build_array(test.id('monday')), 'and is shown on');
update activity_sessions set capacity_remaining = capacity_remaining + 1 where id = test.id('monday');
select is(pg_temp.measured() -> 'drifting_sessions', '[]', 'until it adds up');
-- As somebody could who went round the trigger that refuses it.
set local session_replication_role = replica;
insert into ledger_entries (organization_id, transaction_id, kind, account, amount_minor, currency)
values (test.id('north'), gen_random_uuid(), 'test', 'sales', 5, 'GBP');
set local session_replication_role = origin;
select is(app.measure_business('0', '1 hour') -> 'unbalanced_transactions', '0', 'The ledger is read less often');
select is(pg_temp.measured() -> 'unbalanced_transactions', '1', 'and then half a transaction is found');

-- What waits.
update mail_outbox set next_attempt_at = now() - interval '90 seconds';
select is(pg_temp.measured() #> '{queues,mails}', jsonb_build_object('rows', (select count(*) from mail_outbox), 'oldest_seconds', 90.000000),
    'Mails that are due wait, since the oldest was due');
update mail_outbox set next_attempt_at = now() + interval '1 hour';
select is(pg_temp.measured() #> '{queues,mails}', '{"rows": 0, "oldest_seconds": 0}', 'What is not due yet does not wait');
update outbox_positions set transaction_id = '0', id = 0 where reader = 'webhooks';
select is((pg_temp.measured() #>> '{queues,outbox,rows}')::bigint, (select count(*) from outbox),
    'Events that webhooks were not made of yet wait');
select set_eq($$ select jsonb_object_keys(pg_temp.measured() -> 'queues') $$,
    '{outbox, mails, webhooks, payments, refunds, holds}'::text[], 'Every queue is named, also an empty one');

select * from finish();
rollback;
