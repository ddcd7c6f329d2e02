-- Money: the state machine of a payment, whole flows through the functions that providers, staff and customers reach, and
-- what the books say after each of them.
begin;
select no_plan();

-- What an event does to a checkout, for every event, checkout and hold.
create temporary table settlements as
select event, checkout, hold, expected
from (values
    ('paid', '{requires_payment}', '{held}', 'confirm'),
    ('paid', '{expired,failed}', '{held}', 'retake'),
    ('paid', '{requires_payment,expired,failed}', '{released,expired}', 'retake'),
    ('paid', '{requires_payment,expired,failed}', '{converted}', 'return'),
    ('seats_gone', '{requires_payment,expired,failed}', '{held,converted,released,expired}', 'return'),
    ('failed', '{requires_payment}', '{held,converted,released,expired}', 'close'),
    ('expired', '{requires_payment}', '{held,converted,released,expired}', 'close'),
    ('failed', '{expired,failed}', '{held,converted,released,expired}', 'ignore'),
    ('expired', '{expired,failed}', '{held,converted,released,expired}', 'ignore'),
    ('paid', '{complete,returned}', '{held,converted,released,expired}', 'ignore'),
    ('seats_gone', '{complete,returned}', '{held,converted,released,expired}', 'ignore'),
    ('failed', '{complete,returned}', '{held,converted,released,expired}', 'ignore'),
    ('expired', '{complete,returned}', '{held,converted,released,expired}', 'ignore')) as t(event, checkouts, holds, expected),
    unnest(checkouts::checkout_status[]) checkout, unnest(holds::reservation_status[]) hold;
select is(app.settlement(event, checkout, hold), expected, format('%s for a checkout that is %s with a hold that is %s', event, checkout, hold))
from settlements;
select unnest(array[
    is(count(*)::integer, count(distinct (event, checkout, hold))::integer, 'No case is named twice'),
    is(count(*)::integer, 4
    * cardinality(enum_range(null::checkout_status)) * cardinality(enum_range(null::reservation_status)), 'and none is left out')])
from settlements;

-- A shop with a session for every story.
select test.tenant('north'), test.tenant('south');
select test.user('north', 'boss', 'super-admin');
select test.activity('north', 'walk', 20);
update organization_pricing set booking_fee_ppm = 30000, booking_fee_mode = 'passed_on', platform_fee_ppm = 20000
where organization_id = test.id('north');
insert into tax_rates (organization_id, id, name, rate_ppm, is_inclusive, position)
values (test.id('north'), test.id('tax'), 'VAT', 200000, false, 1);

-- The books after a story: seats, bookings, payments and ledger agree, and nothing is left over.
create function pg_temp.add_up(p_story text) returns setof text language plpgsql as $$
declare
    v_check text;
    v_rows integer;
begin
    foreach v_check in array array['money_adds_up', 'payments_agree_with_ledger', 'ledger_balances', 'capacity_ledger',
                                   'holds_and_bookings_agree', 'discounts_add_up'] loop
        execute format('select count(*) from test.%I', v_check) into v_rows;
        return next is(v_rows, 0, format('%s: %s finds nothing', p_story, v_check));
    end loop;
end
$$;
-- Opens a session of its own with a hold; both have the story's name.
create function pg_temp.story(p_name text, p_capacity integer default 20, p_start interval default '10 days') returns void language plpgsql as $$
begin
    perform test.session('walk', p_name, now() + p_start + interval '1 second' * (select count(*) from activity_sessions));
    update activity_sessions set capacity_total = p_capacity, capacity_remaining = p_capacity where id = test.id(p_name);
    perform test.held('north', p_name, 2, p_name);
end
$$;
create function pg_temp.try_check_out(p_hold text, p_checkout text, p_order jsonb default '{}') returns jsonb language sql as $$
    select test.as_visitor('north', format('select app.check_out(%L, null, %L, %L, ''15 minutes'', ''40 minutes'')',
        jsonb_build_object('reservation_id', test.id(p_hold), 'provider', 'test', 'contact',
            '{"first_name": "Ann", "last_name": "Lee", "email": "ann@example.com"}'::jsonb) || p_order, 'fingerprint',
        test.prepared() || jsonb_build_object('checkout_id', test.id(p_checkout), 'payment_id', test.id(p_checkout))))::jsonb
$$;
create function pg_temp.opened(p_hold text, p_checkout text, p_order jsonb default '{}') returns void language plpgsql as $$
declare
    v_outcome constant jsonb := pg_temp.try_check_out(p_hold, p_checkout, p_order);
begin
    assert v_outcome ->> 'code' = 'ok', v_outcome;
end
$$;
-- What the provider says of the payment of this name, as the engine hears it.
create function pg_temp.say(p_payment text, p_kind text, p_more jsonb default '{}') returns text language sql as $$
    select app.apply_payment_event(jsonb_build_object('provider', 'test', 'kind', p_kind, 'organization_id', test.id('north'),
        'payment_id', test.id(p_payment)) || p_more) ->> 'result'
$$;
-- The checkout, its payment with what was captured and gave back or will, and its booking with what is still to pay.
create function pg_temp.state(p_checkout text) returns text language sql as $$
    select concat_ws('; ', c.status::text, format('%s %s-%s', p.status, p.captured_minor, p.refunded_minor),
        case when b.id is not null then format('%s %s %s', b.status, b.payment_status, app.balance_of(b)) end)
    from checkouts c
    join payments p on p.organization_id = c.organization_id and p.checkout_id = c.id
    left join bookings b on b.organization_id = c.organization_id and b.id = c.booking_id
    where c.id = test.id(p_checkout)
$$;
create function pg_temp.booking(p_checkout text) returns uuid language sql as $$
    select booking_id from checkouts where id = test.id(p_checkout)
$$;
create function pg_temp.money(p_checkout text) returns text language sql as $$
    select format('%s, charge %s, paid %s, refunded %s, balance %s', b.payment_status, app.charge_of(b), b.paid_minor, b.refunded_minor,
        app.balance_of(b)) from bookings b where b.id = pg_temp.booking(p_checkout)
$$;
create function pg_temp.mails(p_key text) returns integer language sql as $$
    select count(*)::integer from mail_outbox where event_key like p_key
$$;
create function pg_temp.account(p_account ledger_account) returns bigint language sql as $$
    select coalesce(sum(amount_minor), 0)::bigint from ledger_entries where organization_id = test.id('north') and account = p_account
$$;
-- Makes all refunds that are due, with this answer of the provider. How many.
create function pg_temp.make_refunds(p_answer jsonb default '{"status": "succeeded"}') returns integer language plpgsql as $$
declare
    v_refunds constant jsonb := app.take_due_refunds(50, '2 minutes') -> 'refunds';
begin
    perform app.settle_refund((r #>> '{refund,organization_id}')::uuid, (r #>> '{refund,id}')::uuid,
        p_answer || case p_answer ->> 'status' when 'succeeded' then jsonb_build_object('provider_refund_id', 'test_re_' || (r #>> '{refund,id}'))
                                               else '{}' end)
    from jsonb_array_elements(v_refunds) r;
    return jsonb_array_length(v_refunds);
end
$$;
create function pg_temp.refund(p_checkout text, p_amount bigint, p_target text default 'provider') returns jsonb language sql as $$
    select test.as_user('boss', format('select app.refund_booking(%L, null, null, %L, %L, ''Rain'')', pg_temp.booking(p_checkout),
        p_amount, p_target))::jsonb
$$;

-- Two seats are 50.00, 1.50 fee, 20 % tax on both: 61.80.
select pg_temp.story('paid');
create temporary table reply as select pg_temp.try_check_out('paid', 'paid') as r;
select unnest(array[
    is(r #>> '{checkout,status}', 'requires_payment', 'A checkout waits for its payment'),
    is((r #>> '{checkout,amount_minor}')::integer, 6180, 'of the whole price'),
    is(r #>> '{checkout,payment,status}', 'open', 'which is open'),
    is(r #>> '{checkout,booking}', null, 'and there is no booking yet')])
from reply;
select unnest(array[
    is(p.application_fee_minor, 124::bigint, 'The platform keeps its part'),
    is(h.expires_at > p.expires_at + interval '20 minutes', true, 'The seats outlive the time to pay')])
from payments p, slot_reservations h where p.id = test.id('paid') and h.id = test.id('paid');
select is(pg_temp.say('paid', 'still_open'), 'still_open', 'Nothing has happened yet');
select is(pg_temp.say('paid', 'paid', '{"id": "evt_1", "intent_id": "pi_paid", "amount_minor": 6180, "currency": "GBP"}'), 'confirm', 'Paid: confirmed');
select is(pg_temp.state('paid'), 'complete; succeeded 6180-0; confirmed paid 0', 'and booked');
select is(test.status('paid'), 'converted', 'The hold is the booking''s');
select is(test.seats('paid'), '18 of 20, version 2', 'with its seats');
select is(pg_temp.say('paid', 'paid', '{"id": "evt_1"}'), 'repeated', 'The same event is handled once');
select is(pg_temp.say('paid', kind), 'ignore', kind || ' afterwards changes nothing') from unnest('{paid,failed,expired}'::text[]) kind;
select is(pg_temp.state('paid'), 'complete; succeeded 6180-0; confirmed paid 0', 'All is as it was');
select is(pg_temp.mails('booking.confirmed:%'), 1, 'One mail');
select is(test.events('payment.succeeded'), 1, 'one event');
select is(pg_temp.account(account), expected, format('%s is %s', account, expected))
from (values ('card_clearing'::ledger_account, 6056::bigint), ('processing_fees', 124), ('sales', -5000), ('booking_fees', -150),
    ('tax_payable', -1030), ('receivable', 0), ('unapplied_payments', 0)) as t(account, expected);
select pg_temp.add_up('paid');

-- Who may speak for a payment.
select is(app.apply_payment_event(e) ->> 'result', 'unknown', what)
from (values
    (jsonb_build_object('provider', 'test', 'kind', 'paid', 'organization_id', test.id('north'), 'payment_id', test.id('nothing')), 'No such payment'),
    (jsonb_build_object('provider', 'test', 'kind', 'paid', 'organization_id', test.id('south'), 'payment_id', test.id('paid')), 'Another organization''s payment'),
    (jsonb_build_object('provider', 'stripe', 'kind', 'paid', 'organization_id', test.id('north'), 'payment_id', test.id('paid')), 'Another provider''s payment'),
    (jsonb_build_object('provider', 'test', 'kind', 'paid', 'organization_id', test.id('north'), 'payment_id', test.id('paid'), 'account_id', 'acct_2'),
        'Another account''s payment'),
    (jsonb_build_object('provider', 'test', 'kind', 'paid', 'intent_id', 'pi_paid', 'account_id', 'acct_2'), 'Another account''s object'),
    ('{"provider": "test", "kind": "paid", "intent_id": "pi_none"}', 'An object that nobody noted')) as t(e, what);
select is(app.apply_payment_event('{"provider": "test", "kind": "paid", "intent_id": "pi_paid"}') ->> 'result', 'ignore', 'The provider''s object finds its payment');

-- Failed, and expired: the seats are free, and a late payment takes them again.
select pg_temp.story('failed'), pg_temp.opened('failed', 'failed'), pg_temp.story('late'), pg_temp.opened('late', 'late');
select is(pg_temp.say('failed', 'failed'), 'close', 'Failed: closed');
select is(pg_temp.say('late', 'expired'), 'close', 'Expired: closed');
select is(pg_temp.state('failed'), 'failed; failed 0-0', 'A checkout that failed');
select is(pg_temp.state('late'), 'expired; expired 0-0', 'and one that expired');
select is(test.seats(name), '20 of 20, version 3', name || ': the seats are free') from unnest('{failed,late}'::text[]) name;
select is(test.events('payment.failed'), 1, 'A failed payment is an event');
select is(test.events('checkout.expired'), 1, 'and so is an expired checkout');
select is(pg_temp.say(name, kind), 'ignore', format('%s: %s again changes nothing', name, kind))
from unnest('{failed,late}'::text[]) name, unnest('{failed,expired}'::text[]) kind;
select is(pg_temp.say('late', 'paid'), 'retake', 'A late payment with free seats takes them again');
select is(pg_temp.state('late'), 'complete; succeeded 6180-0; confirmed paid 0', 'and is booked');
select is(test.seats('late'), '18 of 20, version 4', 'with seats');
select is(test.status('late'), 'released', 'The hold of then stays ended');
select is(pg_temp.say('late', 'paid', '{"id": "evt_late"}'), 'ignore', 'once');
select is(pg_temp.say('failed', 'paid'), 'retake', 'So does one that was called failed');
select pg_temp.add_up('late, seats free');

-- Late, and the seats are gone: the money goes back, once.
select pg_temp.story('gone', 2), pg_temp.opened('gone', 'gone'), pg_temp.say('gone', 'expired'), test.held('north', 'gone', 2, 'thief');
select is(pg_temp.say('gone', 'paid'), 'return', 'A late payment without seats goes back');
select is(pg_temp.say('gone', 'paid', '{"id": "evt_gone"}'), 'ignore', 'once');
select is(pg_temp.state('gone'), 'returned; succeeded 6180-6180', 'in full');
select is(pg_temp.mails('payment.returned:%'), 1, 'The customer is told');
select is(test.events('payment.refund_due'), 1, 'as is the outbox');
select is(pg_temp.account('unapplied_payments'), -6180::bigint, 'The money belongs to nothing yet');
select pg_temp.add_up('gone, refund due');
select is(pg_temp.make_refunds(), 1, 'One refund');
select is(pg_temp.make_refunds(), 0, 'once');
select is(pg_temp.account('unapplied_payments'), 0::bigint, 'and nothing is left');
select is(pg_temp.mails('refund.succeeded:%'), 0, 'There is no booking to write of');
select pg_temp.add_up('gone, refund made');

-- A payment of another amount or currency confirms nothing.
select pg_temp.story('amount'), pg_temp.opened('amount', 'amount'), pg_temp.story('currency'), pg_temp.opened('currency', 'currency');
select is(pg_temp.say('amount', 'paid', '{"amount_minor": 6179}'), 'return', 'A penny too little');
select is(pg_temp.say('currency', 'paid', '{"amount_minor": 6180, "currency": "JPY"}'), 'return', 'The right number of another money');
select is(pg_temp.state('amount'), 'returned; succeeded 6179-6179', 'What came goes back');
select is(pg_temp.make_refunds(), 2, 'both times');
select pg_temp.add_up('wrong amount');

-- A second checkout of the same hold ends the first; when both are paid one of them is booked.
select pg_temp.story('twice'), pg_temp.opened('twice', 'first'), pg_temp.opened('twice', 'second');
select is(pg_temp.state('first'), 'expired; open 0-0', 'The first is over');
select is(pg_temp.state('second'), 'requires_payment; open 0-0', 'The second waits');
select is(app.take_open_payments(50, '2 minutes') #>> '{payments,0,id}', test.id('first')::text, 'The provider is asked to close the first at once');
select is(pg_temp.say('first', 'paid'), 'retake', 'It was paid all the same: booked');
select is(pg_temp.state('second'), 'expired; open 0-0', 'so the second is over');
select is(pg_temp.say('second', 'paid'), 'return', 'and its payment goes back');
select is(pg_temp.state('second'), 'returned; succeeded 6180-6180', 'in full');
select is(test.seats('twice'), '18 of 20, version 2', 'The seats are sold once');
-- Both late: the first took seats again, and still the second is the same customer's.
select pg_temp.story('both'), pg_temp.opened('both', 'both first'), pg_temp.opened('both', 'both second');
select test.lapse('both'), public.cleanup_expired_reservations();
select is(pg_temp.say('both second', 'paid'), 'retake', 'Both late, one is booked');
select is(pg_temp.say('both first', 'paid'), 'return', 'the other goes back');
-- And also when the booking was moved, so that the hold of then is free again.
select pg_temp.story('moved'), pg_temp.opened('moved', 'moved first'), pg_temp.opened('moved', 'moved second');
select test.session('walk', 'elsewhere', now() + interval '11 days');
select is(pg_temp.say('moved second', 'paid'), 'confirm', 'Booked');
select is(test.as_user('boss', format('select app.reschedule_booking(%L, null, null, %L, null, %L, false)', pg_temp.booking('moved second'),
    test.id('elsewhere'), gen_random_uuid()))::jsonb ->> 'code', 'ok', 'moved');
select is(pg_temp.say('moved first', 'paid'), 'return', 'and the other payment goes back');
select is(pg_temp.make_refunds(), 3, 'Each time one payment goes back');
select pg_temp.add_up('two checkouts of one hold');
-- Given back by the visitor.
select pg_temp.story('given'), pg_temp.opened('given', 'given'), test.release('north', 'given');
select is(pg_temp.state('given'), 'expired; open 0-0', 'Who gives the seats back ends the checkout');
select is(pg_temp.say('given', 'paid'), 'retake', 'paid all the same it is booked');

-- Promo code and gift card through it.
insert into promo_codes (organization_id, id, code, kind, percent_ppm, max_uses) values (test.id('north'), test.id('promo'), 'ONCE', 'percent', 500000, 1);
insert into gift_cards (organization_id, id, code_hash, last_four, currency, initial_minor, balance_minor)
values (test.id('north'), test.id('card'), app.gift_card_hash('AAAABBBBCCCCDDDD'), 'DDDD', 'GBP', 1000, 1000);
create function pg_temp.discounts() returns text language sql as $$
    select format('uses %s+%s, card %s of %s', p.uses_reserved, p.uses_settled, g.reserved_minor, g.balance_minor)
    from promo_codes p, gift_cards g where p.id = test.id('promo') and g.id = test.id('card')
$$;
select pg_temp.story('cheap'), pg_temp.opened('cheap', 'cheap', '{"promo_code": "ONCE", "gift_card_code": "AAAABBBBCCCCDDDD"}');
select is(pg_temp.discounts(), 'uses 1+0, card 1000 of 1000', 'Reserved with the checkout');
select pg_temp.say('cheap', 'expired');
select is(pg_temp.discounts(), 'uses 0+0, card 0 of 1000', 'returned with its end');
select is(pg_temp.say('cheap', 'paid'), 'retake', 'A late payment takes them again');
select is(pg_temp.discounts(), 'uses 0+1, card 0 of 0', 'and settles them');
select is(pg_temp.money('cheap'), 'paid, charge 3090, paid 3090, refunded 0, balance 0', 'Card and gift card pay the price together');
select pg_temp.add_up('discounts, late');
-- The customer tries the code anew in a second checkout of the same seats; the first is paid: it keeps what the second had.
update promo_codes set max_uses = 2 where id = test.id('promo');
select pg_temp.story('again'), pg_temp.opened('again', 'again first', '{"promo_code": "ONCE"}'), pg_temp.opened('again', 'again second', '{"promo_code": "ONCE"}');
select is(pg_temp.say('again first', 'paid'), 'retake', 'The last use is not in its own way');
select is(pg_temp.discounts(), 'uses 0+2, card 0 of 0', 'and is used once');
-- Gone meanwhile: the money goes back.
update promo_codes set max_uses = 3 where id = test.id('promo');
select pg_temp.story('stolen'), pg_temp.opened('stolen', 'stolen', '{"promo_code": "ONCE"}'), pg_temp.say('stolen', 'expired');
select test.held('north', 'stolen', 1, 'quick'), pg_temp.try_check_out('quick', 'quick', '{"promo_code": "ONCE", "provider": "pay_at_venue"}');
select is(pg_temp.say('stolen', 'paid'), 'return', 'A promo code that is used up meanwhile is part of the price: the money goes back');
select is(pg_temp.discounts(), 'uses 0+3, card 0 of 0', 'and nothing is reserved');
select is(pg_temp.make_refunds(), 1, 'It goes back');
select pg_temp.add_up('discounts');

-- Refunds: in parts, to the penny, never above what was paid; also while others are on their way.
select pg_temp.story('parts'), pg_temp.opened('parts', 'parts'), pg_temp.say('parts', 'paid', '{"intent_id": "pi_parts"}');
select is(pg_temp.refund('parts', 6181) ->> 'code', 'refund_exceeds_payment', 'More than was paid is refused');
select is(pg_temp.refund('parts', 1000) ->> 'code', 'ok', 'A part goes back');
select is(pg_temp.refund('parts', 500) ->> 'code', 'ok', 'and another, before the first is made');
select is(pg_temp.refund('parts', 4681) ->> 'refundable', '4680', 'What is on its way is gone');
select pg_temp.add_up('parts due');
select is(pg_temp.make_refunds('{"status": "pending"}'), 2, 'The provider is not ready');
select is(pg_temp.money('parts'), 'paid, charge 4680, paid 6180, refunded 0, balance -1500', 'Nothing has gone back yet');
update refunds set next_attempt_at = now() where status = 'due';
select is(pg_temp.make_refunds(), 2, 'Now it is');
select is(pg_temp.money('parts'), 'partially_refunded, charge 4680, paid 6180, refunded 1500, balance 0', 'Price and money agree');
select is(pg_temp.mails('refund.succeeded:%'), 2, 'Each refund is told');
select pg_temp.add_up('parts');
-- By hand at the provider; told twice.
select is(pg_temp.say('parts', 'refund_succeeded', '{"refund_id": "re_hand", "amount_minor": 680}'), 'refund_succeeded', 'A refund made by hand at the provider is noted');
select is(pg_temp.say('parts', 'refund_succeeded', '{"refund_id": "re_hand", "amount_minor": 680}'), 'ignore', 'once');
select is(pg_temp.money('parts'), 'partially_refunded, charge 4000, paid 6180, refunded 2180, balance 0', 'and taken off the price');
-- The bank sends it back, weeks later.
select is(pg_temp.say('parts', 'refund_failed', '{"refund_id": "re_hand"}'), 'refund_failed', 'A refund that was made can still come back');
select is(pg_temp.say('parts', 'refund_failed', '{"refund_id": "re_hand"}'), 'ignore', 'once');
select is(pg_temp.money('parts'), 'partially_refunded, charge 4000, paid 6180, refunded 1500, balance -680', 'The money is there again, and owed');
select pg_temp.add_up('a refund that came back');
select is(pg_temp.refund('parts', 680, 'venue') ->> 'code', 'ok', 'Staff give it over the counter');
select is(pg_temp.money('parts'), 'partially_refunded, charge 4000, paid 6180, refunded 2180, balance 0', 'at once, and not off the price again');
-- The provider refuses.
select is(pg_temp.refund('parts', null) ->> 'code', 'ok', 'The rest');
select is(pg_temp.make_refunds('{"status": "failed", "error": "charge_disputed"}'), 1, 'which the provider refuses');
select is(pg_temp.money('parts'), 'partially_refunded, charge 0, paid 6180, refunded 2180, balance -4000', 'is still owed');
select is(test.events('refund.failed'), 2, 'and told');
select is(pg_temp.refund('parts', null, 'gift_card') ->> 'code', 'ok', 'So it goes to a new gift card');
select is(g.balance_minor, 4000::bigint, 'with all of it') from gift_cards g join refunds r on r.gift_card_id = g.id and r.payment_id = test.id('parts');
select is(pg_temp.money('parts'), 'refunded, charge 0, paid 6180, refunded 6180, balance 0', 'Now all went back');
select is(pg_temp.refund('parts', null) ->> 'code', 'refund_exceeds_payment', 'There is no more');
select is(pg_temp.account('processing_fees'), sum(p.application_fee_minor)::bigint - (select coalesce(sum(round(f.fee * f.amount / f.captured)), 0)::bigint from (
    select q.application_fee_minor::numeric as fee, sum(r.amount_minor) as amount, q.captured_minor as captured from payments q
    join refunds r on r.payment_id = q.id where r.status = 'succeeded' and r.target = 'provider' group by q.id, q.application_fee_minor, q.captured_minor) f),
    'The platform''s fee went back in proportion')
from payments p where p.provider = 'test' and p.status = 'succeeded';
select pg_temp.add_up('refunds');
-- To the gift card that paid, last.
select is(pg_temp.refund('cheap', 2100) ->> 'code', 'ok', 'Two payments give back together');
select is(pg_temp.make_refunds(), 1, 'the provider''s');
select is(pg_temp.discounts(), 'uses 0+3, card 0 of 10', 'and the gift card the rest, at once');
select pg_temp.add_up('refund to the gift card');

-- Deposits, balances and the venue's till.
update activities set deposit_minor = 2000 where id = test.id('walk');
select pg_temp.story('deposit'), pg_temp.opened('deposit', 'deposit'), pg_temp.say('deposit', 'paid');
select is(pg_temp.money('deposit'), 'partially_paid, charge 6180, paid 2000, refunded 0, balance 4180', 'A deposit');
create function pg_temp.open_balance(p_checkout text, p_payment text) returns jsonb language sql as $$
    select app.open_balance_payment(test.id('north'), pg_temp.booking(p_checkout), null, 'fingerprint', test.id(p_payment), 'test', '15 minutes')
$$;
create function pg_temp.at_venue(p_checkout text, p_amount bigint) returns jsonb language sql as $$
    select test.as_user('boss', format('select app.take_venue_payment(%L, null, null, %L)', pg_temp.booking(p_checkout), p_amount))::jsonb
$$;
select is(pg_temp.open_balance('deposit', 'rest') #>> '{payment,amount_minor}', '4180', 'The rest can be paid');
select is(pg_temp.open_balance('deposit', 'rest 2') #>> '{payment,id}', test.id('rest')::text, 'asked again it is the same payment');
select is(pg_temp.at_venue('deposit', 4181) ->> 'code', 'invalid_field', 'The till takes no more than is due');
select is(pg_temp.at_venue('deposit', 180) ->> 'code', 'ok', 'but a part of it');
select is(pg_temp.say('rest', 'paid'), 'return', 'Then the rest is paid in full: what is too much goes back');
select is(pg_temp.money('deposit'), 'paid, charge 6180, paid 6360, refunded 0, balance -180', 'and until then is owed');
select is(pg_temp.say('rest', 'paid', '{"id": "evt_rest"}'), 'ignore', 'once');
select is(pg_temp.make_refunds(), 1, 'It goes back');
select is(pg_temp.money('deposit'), 'partially_refunded, charge 6180, paid 6360, refunded 180, balance 0', 'All is paid');
select is(pg_temp.at_venue('deposit', null) ->> 'code', 'nothing_to_pay', 'so the till has nothing to take');
select is(pg_temp.open_balance('deposit', 'rest 3') ->> 'code', 'nothing_to_pay', 'nor has the customer');
select pg_temp.add_up('deposit');
-- A refund is on its way while the balance is paid: what is on its way is not given twice.
select pg_temp.story('goodwill'), pg_temp.opened('goodwill', 'goodwill'), pg_temp.say('goodwill', 'paid'), pg_temp.open_balance('goodwill', 'goodwill rest');
select is(pg_temp.refund('goodwill', 1000) ->> 'code', 'ok', 'A part of the deposit is on its way back');
select is(pg_temp.say('goodwill', 'failed'), 'ignore', 'late news of the deposit');
select is(pg_temp.say('goodwill rest', 'paid'), 'confirm', 'The balance is paid');
select is(pg_temp.make_refunds(), 1, 'One refund');
select is(pg_temp.money('goodwill'), 'partially_refunded, charge 5180, paid 6180, refunded 1000, balance 0', 'The customer owes nothing');
select pg_temp.add_up('balance while a refund is due');

-- Cancellation by the policy that the booking was sold under; windows of 72 and 24 hours.
update activities set deposit_minor = null, cancellation_policy = '{"windows": [{"hours_before": 72, "refund_ppm": 1000000}, {"hours_before": 24, "refund_ppm": 500000}],
    "fee_minor": 100, "reschedule_hours_before": 24, "no_show_fee_ppm": 250000}' where id = test.id('walk');
create function pg_temp.sold(p_name text, p_before interval) returns void language plpgsql as $$
begin
    perform pg_temp.story(p_name, 20, p_before), pg_temp.opened(p_name, p_name), pg_temp.say(p_name, 'paid');
end
$$;
select pg_temp.sold('early', '73 hours'), pg_temp.sold('middle', '71 hours'), pg_temp.sold('hours', '23 hours');
select is(app.refund_by_policy(b, b.start_time - before), expected, format('%s before the session: %s', before, expected))
from bookings b, (values (interval '73 hours', 6080::bigint), ('72 hours', 6080), ('71:59:59', 2990), ('24 hours', 2990), ('23:59:59', 0), ('-1 hours', 0)) as t(before, expected)
where b.id = pg_temp.booking('early');
create function pg_temp.cancel(p_checkout text, p_expected bigint) returns jsonb language sql as $$
    select app.cancel_managed_booking(test.id('north'), pg_temp.booking(p_checkout), null, 'fingerprint', p_expected)
$$;
select is(pg_temp.cancel('middle', 6080) - 'result', '{"code": "refund_changed", "cancellation_refund": 2990}', 'Who saw another amount is asked again');
select is(pg_temp.cancel(name, expected) ->> 'code', 'ok', name || ': the customer cancels')
from (values ('early', 6080::bigint), ('middle', 2990), ('hours', 0)) as t(name, expected);
select is(pg_temp.cancel('early', 0) ->> 'code', 'invalid_transition', 'once');
select is(pg_temp.make_refunds(), 2, 'Two get money back');
select is(pg_temp.money(name), expected, name) from (values ('early', 'partially_refunded, charge 100, paid 6180, refunded 6080, balance 0'),
    ('middle', 'partially_refunded, charge 3190, paid 6180, refunded 2990, balance 0'), ('hours', 'paid, charge 6180, paid 6180, refunded 0, balance 0')) as t(name, expected);
select is(test.seats(name), '20 of 20, version 3', name || ': the seats are free') from unnest('{early,middle,hours}'::text[]) name;
select pg_temp.add_up('cancelled');
-- Staff may give more; a balance that is paid after it was cancelled goes back.
update activities set deposit_minor = 2000 where id = test.id('walk');
select pg_temp.sold('mercy', '5 hours'), pg_temp.open_balance('mercy', 'mercy rest');
select is(test.as_user('boss', format('select app.cancel_booking(%L, null, null, ''Storm'', ''full'')', pg_temp.booking('mercy')))::jsonb ->> 'code', 'ok',
    'Staff cancel and give all back');
select is(pg_temp.say('mercy rest', 'paid'), 'return', 'The balance came too late');
select is(pg_temp.make_refunds(), 2, 'Both payments go back');
select is(pg_temp.money('mercy'), 'refunded, charge 0, paid 6180, refunded 6180, balance 0', 'in full');
select is(pg_temp.open_balance('mercy', 'mercy 2') ->> 'code', 'nothing_to_pay', 'A cancelled booking has nothing to pay');
select pg_temp.add_up('cancelled, then paid');
update activities set deposit_minor = null where id = test.id('walk');
-- What was paid too much comes back whatever the policy.
select pg_temp.sold('owed', '10 days'), pg_temp.refund('owed', 500), pg_temp.make_refunds('{"status": "failed", "error": "no"}');
select is(app.refund_by_policy(b, b.start_time), 500::bigint, 'A refund that failed is owed also by who cancels too late') from bookings b where b.id = pg_temp.booking('owed');

-- Who does not come pays the fee, and all of it when they come after all.
select pg_temp.sold('absent', '10 days');
update bookings set start_time = now() - interval '10 minutes', end_time = now() + interval '50 minutes', booking_date = (now() at time zone 'Europe/London')::date
where id = pg_temp.booking('absent');
select is(pg_temp.refund('absent', 180) ->> 'code', 'ok', 'A discount was given before');
select is(pg_temp.make_refunds(), 1, 'and paid');
create function pg_temp.attend(p_checkout text, p_action text) returns text language sql as $$
    select test.as_user('boss', format('select app.attend_booking(%L, null, null, %L)', pg_temp.booking(p_checkout), p_action))::jsonb ->> 'code'
$$;
select is(pg_temp.attend('absent', 'no_show'), 'ok', 'No show');
select is(pg_temp.make_refunds(), 1, 'What is beyond the fee goes back');
select is(pg_temp.money('absent'), 'partially_refunded, charge 1545, paid 6180, refunded 4635, balance 0', 'A quarter is kept');
select is(pg_temp.attend('absent', 'check_in'), 'ok', 'They came after all');
select is(pg_temp.money('absent'), 'partially_refunded, charge 6000, paid 6180, refunded 4635, balance 4455', 'and owe what they agreed to, discount and all');
select is(pg_temp.at_venue('absent', null) ->> 'code', 'ok', 'at the till');
select pg_temp.add_up('no show');

-- Moved: at the agreed price, up, and down.
select pg_temp.sold('mover', '10 days');
update payments set created_at = now() - interval '1 hour' where id = test.id('mover');
select test.session('walk', 'dear', now() + interval '12 days'), test.session('walk', 'bargain', now() + interval '13 days');
update activity_sessions set price_minor = 3000 where id = test.id('dear');
update activity_sessions set price_minor = 1000 where id = test.id('bargain');
create function pg_temp.move(p_checkout text, p_session text, p_at_new_price boolean) returns text language sql as $$
    select test.as_user('boss', format('select app.reschedule_booking(%L, null, null, %L, null, %L, %L)', pg_temp.booking(p_checkout),
        test.id(p_session), gen_random_uuid(), p_at_new_price))::jsonb ->> 'code'
$$;
select is(pg_temp.move('mover', 'dear', false), 'ok', 'Moved at the agreed price');
select is(pg_temp.money('mover'), 'paid, charge 6180, paid 6180, refunded 0, balance 0', 'nothing is due');
select is(pg_temp.move('mover', 'mover', false), 'ok', 'and back');
select is(pg_temp.move('mover', 'dear', true), 'ok', 'Moved at a higher price');
select is(pg_temp.money('mover'), 'partially_paid, charge 7416, paid 6180, refunded 0, balance 1236', 'The difference is due');
select is(pg_temp.at_venue('mover', null) ->> 'code', 'ok', 'It is paid at the venue');
select is(pg_temp.money('mover'), 'paid, charge 7416, paid 7416, refunded 0, balance 0', 'in full');
select is(pg_temp.move('mover', 'bargain', true), 'ok', 'Moved at a lower price');
select is(pg_temp.make_refunds(), 1, 'The difference goes back: a part through the provider');
select is(pg_temp.money('mover'), 'partially_refunded, charge 2472, paid 7416, refunded 4944, balance 0', 'and the till''s part at once');
select is(r.target::text || ' ' || r.amount_minor, expected, 'The newest payment goes back first') from refunds r, (values ('venue 1236'), ('provider 3708')) as t(expected)
where r.booking_id = pg_temp.booking('mover') and split_part(t.expected, ' ', 1) = r.target::text;
select is(pg_temp.mails('booking.rescheduled:%' || pg_temp.booking('mover')::text || '%'), 4, 'Each move is told');
select pg_temp.add_up('moved');

-- Disputes.
select pg_temp.sold('fight', '10 days');
create function pg_temp.dispute(p_kind text, p_id text) returns text language sql as $$
    select pg_temp.say('fight', p_kind, jsonb_build_object('dispute_id', p_id, 'amount_minor', 6180, 'reason', 'fraudulent'))
$$;
create temporary table before as select pg_temp.account('card_clearing') as cash, pg_temp.account('disputes') as disputes;
select is(pg_temp.dispute('dispute_opened', 'dp_1'), 'dispute_opened', 'Opened');
select is(pg_temp.dispute('dispute_opened', 'dp_1'), 'dispute_opened', 'told twice');
select is(pg_temp.money('fight'), 'disputed, charge 6180, paid 6180, refunded 0, balance 0', 'The booking shows it');
select unnest(array[
    is(pg_temp.account('card_clearing') - cash, -6180::bigint, 'The money is away'),
    is(pg_temp.account('disputes') - disputes, 6180::bigint, 'and stands as disputed')])
from before;
select is(pg_temp.dispute('dispute_won', 'dp_1'), 'dispute_won', 'Won');
select is(pg_temp.dispute('dispute_lost', 'dp_1'), 'ignore', 'is decided once');
select is(pg_temp.money('fight'), 'paid, charge 6180, paid 6180, refunded 0, balance 0', 'All is as before');
select is(pg_temp.account('card_clearing') - cash, 0::bigint, 'also the money') from before;
select is(pg_temp.dispute('dispute_lost', 'dp_2'), 'dispute_lost', 'Lost, heard of first when it was over');
select is(pg_temp.dispute('dispute_opened', 'dp_2'), 'dispute_opened', 'and then that it began');
select is(pg_temp.account('disputes') - disputes, 6180::bigint, 'The money stays away, once') from before;
select is(string_agg(status::text, ', ' order by provider_dispute_id), 'won, lost', 'Each has its end') from disputes;
select is(test.events('dispute.opened'), 2, 'Each is told as opened');
select is(test.events('dispute.closed'), 2, 'and as closed');
select pg_temp.add_up('disputes');

-- Providers keep no order: what becomes of a payment may be heard of before the payment.
select pg_temp.story('foretold', 20, '12 days'), pg_temp.opened('foretold', 'foretold');
create function pg_temp.hear(p_event text, p_kind text, p_more jsonb) returns text language sql as $$
    select app.apply_payment_event(jsonb_build_object('provider', 'test', 'id', p_event, 'kind', p_kind, 'intent_id', 'pi_first') || p_more) ->> 'result'
$$;
create temporary table foretold as select pg_temp.account('disputes') as disputes;
select is(pg_temp.hear('ev_lost', 'dispute_lost', '{"dispute_id": "dp_3", "amount_minor": 6180}'), 'waiting', 'A dispute of a payment that nobody knows waits');
select is(pg_temp.hear('ev_open', 'dispute_opened', '{"dispute_id": "dp_3", "amount_minor": 6180}'), 'waiting', 'and all that is told of it');
select is(pg_temp.hear('ev_open', 'dispute_opened', '{"dispute_id": "dp_3", "amount_minor": 6180}'), 'repeated', 'once');
select is(pg_temp.account('disputes') - disputes, 0::bigint, 'No money moves') from foretold;
select is(pg_temp.say('foretold', 'paid', '{"id": "ev_paid", "intent_id": "pi_first"}'), 'confirm', 'The payment comes');
select is(pg_temp.account('disputes') - disputes, 6180::bigint, 'and is lost at once') from foretold;
select is(pg_temp.money('foretold'), 'paid, charge 6180, paid 6180, refunded 0, balance 0', 'and an ended dispute is not shown');
select is(string_agg(status::text, ', '), 'lost', 'The dispute has ended') from disputes where provider_dispute_id = 'dp_3';
select is_empty('select from payment_events where waiting is not null', 'Nothing waits any more');
select is(app.forget_payment_events('1 day'), 0, 'Events are kept for as long as they may come again');
update payment_events set received_at = now() - interval '91 days' where event_id = 'ev_open';
select is(app.forget_payment_events('90 days'), 1, 'and forgotten then');
select pg_temp.add_up('foretold');

-- The ledger only grows, and every transaction balances.
select throws_ok('update ledger_entries set amount_minor = 1', '42501', null, 'No entry is changed');
select throws_ok('delete from ledger_entries', '42501', null, 'nor deleted');
select throws_ok('truncate ledger_entries', '42501', null, 'nor are all of them');
select throws_ok(format('select app.post_ledger(%L, ''test'', ''GBP'', %L, ''{}'')', test.id('north'), entries), '23514', null, what)
from (values ('[{"account": "sales", "amount_minor": 1}]', 'One side alone is refused'),
    ('[{"account": "sales", "amount_minor": 2}, {"account": "receivable", "amount_minor": -1}]', 'and so is what does not sum to zero')) as t(entries, what);
select is(app.post_ledger(test.id('north'), 'test', 'GBP', '[{"account": "sales", "amount_minor": 0}]', '{}'), null, 'Nothing is no transaction');
select is_empty($$ select transaction_id from ledger_entries group by transaction_id having sum(amount_minor) <> 0 or count(distinct currency) > 1 $$,
    'Every transaction sums to zero in one currency');

select * from finish();
rollback;
