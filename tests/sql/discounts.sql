-- Promo uses and gift card money through the life of a checkout: reserved, settled, returned, and once each.
begin;
select no_plan();

select test.tenant('north');
select test.activity('north', 'walk', 100);
select test.session('walk', 'monday');
select test.user('north', 'boss');
insert into promo_codes (organization_id, id, code, kind, percent_ppm, max_uses, max_uses_per_customer)
values (test.id('north'), test.id('promo'), 'PROMO', 'percent', 100000, 2, 1);
insert into gift_cards (organization_id, id, code_hash, last_four, currency, initial_minor, balance_minor)
values (test.id('north'), test.id('card'), app.gift_card_hash('card'), 'CARD', 'GBP', 3000, 3000);

create function pg_temp.quote(p_email text) returns jsonb language sql as $$
    select app.price_booking(test.id('north'), test.id('monday'), 1, null, 'promo', 'card', p_email, now())
$$;
-- The quote of a visitor who has seen nothing of what others took meanwhile: 2250, of which the card pays all it may.
create temporary table seen as select pg_temp.quote(null) -> 'quote' as quote;
create function pg_temp.reserve(p_checkout text, p_email text) returns text language sql as $$
    select app.reserve_discounts(test.id('north'), test.id(p_checkout), (select quote from seen), p_email) ->> 'code'
$$;
create function pg_temp.state() returns text language sql as $$
    select format('%s reserved, %s settled; %s of %s', p.uses_reserved, p.uses_settled, g.reserved_minor, g.balance_minor)
    from promo_codes p, gift_cards g where p.id = test.id('promo') and g.id = test.id('card')
$$;
create function pg_temp.booking(p_name text) returns uuid language sql as $$ select test.booked('boss', 'monday', 1) $$;

select is(pg_temp.state(), '0 reserved, 0 settled; 0 of 3000', 'A quote takes nothing');
select is(pg_temp.reserve('one', 'ann@example.com'), 'ok', 'A checkout reserves a use and 22.50');
select is(pg_temp.state(), '1 reserved, 0 settled; 2250 of 3000', 'and both are gone for others');
select is(pg_temp.reserve('two', 'ann@example.com'), 'promo_code_used_up', 'The same customer may not use it again meanwhile');
select is(pg_temp.reserve('two', 'bob@example.com'), 'gift_card_balance_changed', 'The money is not there for another');
select is(pg_temp.state(), '1 reserved, 0 settled; 2250 of 3000', 'A refusal leaves nothing behind');
select is(pg_temp.quote('ann@example.com') ->> 'code', 'invalid_promo_code', 'and a quote tells her, too');
select is(pg_temp.quote('bob@example.com') #>> '{quote,gift_card_minor}', '750', 'A quote sees what is left');

select app.return_discounts(test.id('north'), test.id('one'));
select is(pg_temp.state(), '0 reserved, 0 settled; 0 of 3000', 'Who gives up gives back');
select app.return_discounts(test.id('north'), test.id('one'));
select app.settle_discounts(test.id('north'), test.id('one'), null);
select is(pg_temp.state(), '0 reserved, 0 settled; 0 of 3000', 'once, and it is not settled any more');
select is(pg_temp.reserve('one', 'ann@example.com'), 'ok', 'A late payment reserves anew');
select is(pg_temp.state(), '1 reserved, 0 settled; 2250 of 3000', 'in the same rows');

create temporary table booked as select pg_temp.booking('one') as id;
select app.settle_discounts(test.id('north'), test.id('one'), id) from booked;
select is(pg_temp.state(), '0 reserved, 1 settled; 0 of 750', 'A booking uses them up');
select app.settle_discounts(test.id('north'), test.id('one'), id), app.return_discounts(test.id('north'), test.id('one')) from booked;
select is(pg_temp.state(), '0 reserved, 1 settled; 0 of 750', 'once, for good');
select app.return_discounts(test.id('north'), test.id('none'));
select is(pg_temp.state(), '0 reserved, 1 settled; 0 of 750', 'A checkout without discounts has nothing to return');

-- Money that goes back to a card.
select is(app.credit_gift_card(test.id('north'), test.id('card'), 500, 'GBP', test.id('refund')), test.id('card'), 'A refund goes to its card');
select is(app.credit_gift_card(test.id('north'), test.id('card'), 500, 'GBP', test.id('refund')), test.id('card'), 'asked for once more');
select is(pg_temp.state(), '0 reserved, 1 settled; 0 of 1250', 'it has gone there once');
select is_empty('select * from test.discounts_add_up', 'The counters are what the uses say');

-- Each fault of the counters is found.
create function pg_temp.found(p_change text) returns bigint language plpgsql as $$
declare
    v_rows bigint;
begin
    execute p_change;
    select count(*) into v_rows from test.discounts_add_up;
    raise exception using errcode = 'TT000', message = v_rows::text;
exception when sqlstate 'TT000' then
    return sqlerrm::bigint;
end
$$;
select is(pg_temp.found(change), 1::bigint, format('The check finds: %s', change)) from (values
    ('update promo_codes set uses_settled = 0'), ('update promo_codes set uses_reserved = 1'),
    ('update gift_cards set balance_minor = balance_minor - 1'), ('update gift_cards set reserved_minor = 1'),
    ('update gift_card_uses set amount_minor = amount_minor + 1 where kind = ''redemption'''), ('delete from promo_code_uses')) as t(change);
select throws_ok(change, '23514', null, format('The tables refuse: %s', change)) from (values
    ('update promo_codes set uses_reserved = 2'), ('update gift_cards set reserved_minor = balance_minor + 1'),
    ('update gift_cards set balance_minor = -1'), ('update promo_codes set code = lower(code)'),
    ('update gift_cards set code_hash = ''K7QX''')) as t(change);

-- The code of a card is given once.
select is(app.give_gift_card_code(test.id('north'), test.id('card'), 'OTHER'), false, 'A card keeps its code');
select is(app.give_gift_card_code(test.id('north'), test.id('card'), 'ca-rd'), true, 'however it is written');

select * from finish();
rollback;
