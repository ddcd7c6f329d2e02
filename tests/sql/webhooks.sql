-- Webhooks: each event once for each endpoint that hears of it, attempts by one at a time, growing pauses, endpoints that
-- fail for long, replays, and what is forgotten.
begin;
select no_plan();
select test.tenant('north'), test.tenant('south');
select test.user('north', 'ada', 'admin'), test.user('north', 'olga', 'super-admin'), test.user('north', 'otto', 'super-admin'),
       test.user('south', 'sue', 'admin');
update users set joined_at = now() where id in (test.id('ada'), test.id('olga'));
select test.activity('north', 'walk', 20), test.session('walk', 'monday'), test.activity('south', 'kayak', 20), test.session('kayak', 'sunrise');
update outbox_positions set transaction_id = '0', id = 0;
delete from outbox;

create function pg_temp.endpoint(p_tenant text, p_name text, p_types text[] default '{}') returns void language sql as $$
    insert into webhook_endpoints (organization_id, id, url, event_types, secret_sealed)
    values (test.id(p_tenant), test.id(p_name), 'https://example.com/' || p_name, p_types, 'sealed')
$$;
-- An event of a transaction that has ended; what this transaction itself writes is left for later.
create function pg_temp.happened(p_tenant text, p_topic text, p_payload jsonb, p_at timestamptz default now()) returns void
    language sql as $$
    insert into outbox (organization_id, topic, payload, transaction_id, created_at) values (test.id(p_tenant), p_topic, p_payload, '3', p_at)
$$;
create function pg_temp.taken(p_per_endpoint integer default 100) returns jsonb language sql as $$
    select app.take_webhook_delivery(p_per_endpoint, '1 minute') -> 'delivery'
$$;
create function pg_temp.settled(p_delivery jsonb, p_error text default 'It does not answer.') returns text language sql as $$
    select app.settle_webhook_delivery((p_delivery ->> 'organization_id')::uuid, (p_delivery ->> 'id')::uuid,
        (p_delivery ->> 'attempt')::integer, case when p_error is null then 200 end, null, 12, p_error)
$$;
create temporary table bookings_made as
    select test.booked('ada', 'monday', 2) as north, test.booked('sue', 'sunrise', 3) as south;
delete from outbox;

-- Who hears of what.
select pg_temp.endpoint('north', 'all'), pg_temp.endpoint('north', 'cancellations', '{booking.cancelled}'),
       pg_temp.endpoint('north', 'off'), pg_temp.endpoint('south', 'southern');
update webhook_endpoints set is_active = false, disabled_reason = 'staff', disabled_at = now() where id = test.id('off');
select pg_temp.happened('north', 'booking.confirmed', jsonb_build_object('id', north)) from bookings_made;
select pg_temp.happened('north', 'session.changed', jsonb_build_object('id', test.id('monday')));
select pg_temp.happened('north', 'booking.confirmed', jsonb_build_object('id', south)) from bookings_made;
select pg_temp.happened('north', 'booking.cancelled', jsonb_build_object('id', north)) from bookings_made;
select pg_temp.happened('north', 'booking.confirmed', jsonb_build_object('id', north), now() - interval '1 second') from bookings_made;
select test.booked('ada', 'monday', 1);
select is(app.plan_webhook_deliveries(2), 2, 'So many rows of the outbox are read');
select is(app.plan_webhook_deliveries(100), 3, 'then the rest, without those of a transaction that goes on');
select is(app.plan_webhook_deliveries(100), 0, 'and none twice');
select set_eq($$ select event_type, endpoint_id from webhook_deliveries $$, $$ values ('booking.confirmed', test.id('all')),
    ('booking.cancelled', test.id('all')), ('booking.cancelled', test.id('cancellations')) $$,
    'Endpoints hear of what they asked for, while they are active and since they were made; what is not the tenant''s is not told');
select is(count(*), 3::bigint, 'Each hears of it once') from webhook_deliveries;
select is(v.document, jsonb_build_object('id', v.id, 'type', v.type, 'created_at', app.iso(now()), 'api_version', 'v1',
    'organization_id', test.id('north'), 'data', jsonb_build_object('object', app.booking_json(b))), 'The document has the booking of the API')
from webhook_events v join bookings b on b.id = v.booking_id where v.type = 'booking.confirmed';
update outbox_positions set transaction_id = '0', id = 0;
select ok(app.plan_webhook_deliveries(100) > 0, 'Should the outbox be read again');
select is(count(*), 3::bigint, 'nothing is made twice') from webhook_deliveries;

-- A database that was restored into a cluster with younger transactions.
update outbox set transaction_id = '1000000000000' where id = (select max(id) from outbox);
update outbox_positions set transaction_id = '1000000000000', id = 0;
select is(app.plan_webhook_deliveries(100), (select count(*)::integer from outbox where transaction_id = '3'),
    'After a restore the outbox is read from its beginning');
select is(count(*), 0::bigint, 'and nothing waits for a transaction of the old cluster') from outbox where transaction_id >= '1000000000000';
select is(count(*), 3::bigint, 'nothing is made twice') from webhook_deliveries;

-- Taking: by one at a time, and a slow endpoint keeps no other waiting.
select pg_temp.happened('south', 'booking.confirmed', jsonb_build_object('id', south)) from bookings_made;
update outbox_positions set transaction_id = '0', id = 0;
select ok(app.plan_webhook_deliveries(100) > 0, 'An event of another organization');
create temporary table attempts as select pg_temp.taken(1) as delivery from generate_series(1, 4);
select is(count(*) filter (where delivery <> 'null'), 3::bigint, 'One delivery of each endpoint is under way') from attempts;
select is(count(distinct delivery ->> 'endpoint_id'), 3::bigint, 'of different ones') from attempts where delivery <> 'null';
select is(jsonb_array_length(jsonb_path_query_array(pg_temp.taken(2), '$.id')), 1, 'With room for two the next one goes');
select is(pg_temp.taken(2), 'null', 'then nothing is due');
select is(pg_temp.settled(delivery, null), 'delivered', 'A success is noted') from attempts where delivery ->> 'endpoint_id' = test.id('southern')::text;
select results_eq($$ select number, reply_status, error from webhook_attempts $$, $$ values (1, 200, null::text) $$, 'with its attempt');

-- Whoever took it was killed: another one takes it, and the first has no say any more.
create temporary table lost as select delivery from attempts where delivery ->> 'endpoint_id' = test.id('cancellations')::text;
update webhook_deliveries set lease_until = now() - interval '1 second', next_attempt_at = now() - interval '1 second'
where id = (select (delivery ->> 'id')::uuid from lost);
create temporary table again as select pg_temp.taken() as delivery;
select is(again.delivery - '{attempt}'::text[], lost.delivery - '{attempt}'::text[], 'A lease that has ended lets another one take it') from again, lost;
select is((delivery ->> 'attempt')::integer, 2, 'as its second attempt') from again;
select is(pg_temp.settled(delivery), 'waiting', 'What failed late is in the log') from lost;
select is(failures, 0, 'and decides nothing') from webhook_deliveries where id = (select (delivery ->> 'id')::uuid from lost);
select is(pg_temp.settled(delivery), 'waiting', 'What fails is tried again') from again;
select ok(failures = 1 and lease_until is null and next_attempt_at between now() + interval '7.5 seconds' and now() + interval '12.5 seconds'
          and error = 'It does not answer.', 'after about ten seconds') from webhook_deliveries where id = (select (delivery ->> 'id')::uuid from lost);

-- Pauses double up to six hours, with a quarter of chance, for three days.
select ok(app.webhook_pause(failures) between expected * 0.75 and expected * 1.25, format('After %s failures about %s', failures, expected))
from (values (1, interval '10 seconds'), (2, '20 seconds'), (6, '320 seconds'), (12, '20480 seconds'), (13, '6 hours'), (1000, '6 hours')) p(failures, expected);
select ok(count(distinct app.webhook_pause(1)) > 1, 'Pauses differ') from generate_series(1, 20);
create temporary table late as select id from webhook_deliveries where endpoint_id = test.id('cancellations');
update webhook_deliveries set next_attempt_at = now(), retry_until = now() + interval '5 seconds' where id = (select id from late);
select is(pg_temp.settled(pg_temp.taken()), 'failed', 'When the next attempt would come after three days it has failed');
select is(status, 'failed', 'and is not taken again') from webhook_deliveries where id = (select id from late);

-- Long failure.
select is(failing_since, now(), 'Since when it fails is kept') from webhook_endpoints where id = test.id('cancellations');
update webhook_endpoints set failing_since = now() - interval '4 days' where id = test.id('all');
update webhook_deliveries set next_attempt_at = now(), lease_until = null where endpoint_id = test.id('all');
create temporary table first_of_all as select pg_temp.taken() as delivery;
select is(pg_temp.settled(delivery), 'waiting', 'Four days are not long enough') from first_of_all;
select ok(is_active, 'to be disabled') from webhook_endpoints where id = test.id('all');
update webhook_endpoints set failing_since = now() - interval '5 days 1 second' where id = test.id('all');
update webhook_deliveries set next_attempt_at = now() where endpoint_id = test.id('all');
select is(pg_temp.settled(pg_temp.taken()), 'failed', 'Five days are');
select ok(not is_active and disabled_reason = 'failing' and disabled_at = now(), 'The endpoint is disabled') from webhook_endpoints where id = test.id('all');
select is(array_agg(distinct status::text), '{failed}', 'what waited is given up') from webhook_deliveries where endpoint_id = test.id('all');
select results_eq($$ select recipient::text, parameters ->> 'url' from mail_outbox where template = 'webhook_disabled' $$,
    $$ values ('olga@example.com', 'https://example.com/all') $$, 'and the owners who have joined are told');
select is(pg_temp.settled(delivery || '{"attempt": 9}', null), 'delivered', 'A success that comes after that counts') from first_of_all;
select is(failing_since, null, 'for the endpoint, too') from webhook_endpoints where id = test.id('all');

-- What staff do.
create function pg_temp.call(p_user text, p_call text) returns jsonb language sql as $$ select test.as_user(p_user, 'select app.' || p_call)::jsonb $$;
select is(pg_temp.call('ada', format('replay_webhook_delivery(%L, null, ''f'')', (delivery ->> 'id')::uuid)) ->> 'code', 'invalid_transition',
    'Nothing is sent again to an endpoint that is disabled') from first_of_all;
select is(pg_temp.call('ada', format('update_webhook_endpoint(%L, 2, null, null, null, true)', test.id('all'))) #>> '{result,is_active}', 'true', 'It is switched on');
select is(pg_temp.call('sue', format('replay_webhook_delivery(%L, null, ''f'')', (delivery ->> 'id')::uuid)) ->> 'code', 'webhook_delivery_not_found',
    'by nobody else') from first_of_all;
select is(pg_temp.call('ada', format('replay_webhook_delivery(%L, null, ''f'')', (delivery ->> 'id')::uuid)) #>> '{result,status}', 'waiting',
    'What was delivered is sent once more') from first_of_all;
select is(pg_temp.taken() ->> 'body', delivery ->> 'body', 'as it was') from first_of_all;
select is(pg_temp.call('ada', format('replay_webhook_delivery(%L, null, ''f'')', (delivery ->> 'id')::uuid)) ->> 'code', 'invalid_transition',
    'but not while an attempt is under way') from first_of_all;
select is(pg_temp.call('ada', format('test_webhook_endpoint(%L, null, ''f'')', test.id('off'))) ->> 'code', 'invalid_transition', 'No ping goes to an endpoint that is off');
select is(pg_temp.call('ada', format('test_webhook_endpoint(%L, null, ''f'')', test.id('all'))) #>> '{result,event_type}', 'ping', 'but to one that is on');
select is(pg_temp.call('ada', format('update_webhook_endpoint(%L, 3, null, null, null, false)', test.id('all'))) #>> '{result,disabled_reason}', 'staff', 'It is switched off');
select is(count(*), 0::bigint, 'what waited is given up') from webhook_deliveries where endpoint_id = test.id('all') and status = 'waiting';

-- Gone.
select is(pg_temp.call('ada', format('delete_webhook_endpoint(%L)', test.id('all'))) ->> 'code', 'ok', 'An endpoint is removed');
select is(pg_temp.call('ada', format('read_webhook_endpoint(%L)', test.id('all'))) ->> 'code', 'webhook_endpoint_not_found', 'and not found');
select is(secret_sealed, '', 'Its secret is gone') from webhook_endpoints where id = test.id('all');
select is(app.forget_webhooks('30 days', 100), 0, 'Nothing is old');
select ok(exists (select from webhook_endpoints where id = test.id('all')), 'The log still names it');
update bookings set status = 'cancelled';
select pg_temp.call('ada', format('erase_customer(%L, null, ''f'')', (select customer_id from bookings where id = north))) from bookings_made;
select is(count(*), 1::bigint, 'permitted to admins') from customers where erased_at is not null;
select is(count(*), 0::bigint, 'Who is erased is erased from events') from webhook_events, bookings_made where booking_id = north;
select is(count(*), 0::bigint, 'and their deliveries') from webhook_deliveries where event_type <> 'ping' and organization_id = test.id('north');
update webhook_events set planned_at = now() - interval '31 days';
select is(app.forget_webhooks('30 days', 1), 1, 'Old events go, so many at a time');
select is(app.forget_webhooks('30 days', 100), 1, 'then the rest');
select is((select count(*) from webhook_deliveries) + (select count(*) from webhook_attempts), 0::bigint, 'with deliveries and attempts');
select ok(not exists (select from webhook_endpoints where id = test.id('all')), 'and the endpoint that was removed');

select * from finish();
rollback;
