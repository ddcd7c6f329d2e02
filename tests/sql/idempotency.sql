-- What is asked for twice under one key happens once, and answers the same.
begin;
select no_plan();

select test.tenant('north');
select test.tenant('south');
select test.activity('north', 'walk', 10);
select test.activity('south', 'kayak', 10);
select test.session('walk', 'monday');
select test.session('kayak', 'sunrise');

-- Holds.
create temporary table replies as
    select 'first' as name, test.hold('north', 'monday', 3, 'ann', p_key => 'k1', p_fingerprint => 'f1') as reply;
insert into replies values ('again', test.hold('north', 'monday', 3, 'someone', p_key => 'k1', p_fingerprint => 'f1'));
select is(a.reply - 'replayed', f.reply - 'replayed' - 'party_min' - 'party_max',
    'The same request again gets the same hold') from replies f, replies a where f.name = 'first' and a.name = 'again';
select is(reply -> 'replayed', 'true', 'and is told apart by "replayed"') from replies where name = 'again';
select is(test.seats('monday'), '7 of 10, version 2', 'It takes its seats once');
select is(test.hold('north', 'monday', 2, p_key => 'k1', p_fingerprint => 'f2') ->> 'code', 'idempotency_key_reused',
    'The key with another request is refused');
select is(test.hold('south', 'sunrise', 2, p_key => 'k1', p_fingerprint => 'f2') ->> 'code', 'held',
    'Another tenant may use the same key');

select is(test.hold('north', 'monday', 8, p_key => 'k2', p_fingerprint => 'f1') ->> 'code', 'insufficient_capacity',
    'A refusal is not kept');
select is_empty($$ select from idempotency_keys where key = 'k2' $$, 'the key is free again');
select is(test.hold('north', 'monday', 2, p_key => 'k2', p_fingerprint => 'f3') ->> 'code', 'held',
    'and may name another request');

update organizations set status = 'suspended' where id = test.id('north');
select is(test.hold('north', 'monday', 3, p_key => 'k1', p_fingerprint => 'f1') ->> 'code', 'embed_not_found',
    'A kept reply is not given where the embed is not active any more');
update organizations set status = 'active' where id = test.id('north');

-- The same key twice in one batch: one hold, and the other request is told to come back.
select results_eq(
    format('select code, replayed from app.create_reservations(array[%1$L, %1$L], array[%2$L, %2$L]::uuid[],
        array[gen_random_uuid(), gen_random_uuid()], array[1, 1], array[null, null]::integer[], array[null, null],
        array[''v'', ''v''], array[''k3'', ''k3''], array[''f'', ''f''], ''10 minutes'', 1000, 0)',
        test.embed_key('north'), test.id('monday')),
    $$ values ('held', false), ('idempotency_key_in_use', false) $$, 'Of two requests with one key in a batch, one is served');
select is(test.seats('monday'), '4 of 10, version 4', 'and one takes seats');
select is(test.hold('north', 'monday', 1, p_key => 'k3', p_fingerprint => 'f') -> 'replayed', 'true',
    'Coming back gives the hold of the first');

-- Extending.
select is(test.extend('north', 'ann', 'k4', 'f4') #> '{reservation,extensions}', '1', 'A hold is extended');
select is(test.extend('north', 'ann', 'k4', 'f4') - 'reservation', '{"code": "ok", "replayed": true}', 'Again is a replay');
select is(extensions, 1, 'and extends once') from slot_reservations where id = test.id('ann');
select is(test.extend('north', 'ann', 'k4', 'f5') ->> 'code', 'idempotency_key_reused', 'The key is not for another request');
select is(test.extend('north', 'ann', 'k1', 'f1 extend') ->> 'code', 'idempotency_key_reused',
    'nor for another operation');
select is(test.extend('north', 'nothing', 'k5') ->> 'code', 'reservation_not_found', 'A refused extension');
select is_empty($$ select from idempotency_keys where key = 'k5' $$, 'gives its key back');

-- Checking out.
insert into replies values ('booked', test.check_out('north', 'ann', p_key => 'k6', p_fingerprint => 'f6')),
                           ('booked again', test.check_out('north', 'ann', p_key => 'k6', p_fingerprint => 'f6'));
select is(a.reply, f.reply || '{"replayed": true}', 'The same checkout again gets the same booking')
from replies f, replies a where f.name = 'booked' and a.name = 'booked again';
select is(count(*)::integer, 1, 'There is one booking') from bookings;
select is(test.check_out('north', 'ann', p_key => 'k7') ->> 'code', 'reservation_already_used',
    'A new key is a new request, and the hold is used');
select is_empty($$ select from idempotency_keys where key = 'k7' $$, 'whose key is free again');
select is(test.hold('north', 'monday', 1, p_key => 'k6', p_fingerprint => 'f1') ->> 'code', 'idempotency_key_reused',
    'A key of a checkout is not for a hold');

-- Keys are forgotten when they are old.
update idempotency_keys set created_at = now() - interval '25 hours' where key = 'k1';
select is(app.forget_idempotency_keys('24 hours'), 2, 'Old keys are forgotten, of all tenants');
select is(count(*)::integer, 4, 'and the others stay') from idempotency_keys;

select is_empty('table test.capacity_ledger', 'The ledger holds');
select * from finish();
rollback;
