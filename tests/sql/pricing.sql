-- What a booking costs: a table that was worked by hand, the rules of rounding and of prices by the clock, and what holds
-- for whatever an organization sets.
begin;
select no_plan();

-- The rounding rule: half away from zero.
select is(app.part_of(amount, part, whole), expected, format('%s of %s in %s is %s', part, amount, whole, expected))
from (values
    (0::bigint, 500000::bigint, 1000000::bigint, 0::bigint),
    (1, 500000, 1000000, 1), (1, 499999, 1000000, 0), (1, 500001, 1000000, 1),
    (3, 500000, 1000000, 2), (-1, 500000, 1000000, -1), (-3, 500000, 1000000, -2), (3, -500000, 1000000, -2),
    (-1, 499999, 1000000, 0), (7, 1000000, 1000000, 7), (2, 1, 3, 1), (1, 1, 3, 0),
    -- 100,000,000,000 * 1,000 seats, less one part in a million: beyond what a double counts exactly.
    (100000000000001, 999999, 1000000, 99999900000001),
    (100000000000000, 200000, 1200000, 16666666666667)) as t(amount, part, whole, expected);

-- One organization whose settings each row of the table makes anew: everything that p has, and nothing else.
select test.tenant('north');
select test.activity('north', 'walk', 100);
select test.session('walk', 'monday', '2026-11-30T10:00:00Z');
select test.activity('north', 'room', 6, 'private');
select test.session('room', 'evening', '2026-11-30T19:00:00Z');
insert into promo_codes (organization_id, id, code, kind) values (test.id('north'), test.id('promo'), 'PROMO', 'free');
insert into gift_cards (organization_id, id, code_hash, last_four, currency, initial_minor, balance_minor)
values (test.id('north'), test.id('card'), app.gift_card_hash('AAAA-BBBB-CCCC-DDDD'), 'DDDD', 'GBP', 100000, 100000);

create function pg_temp.quote(p jsonb) returns jsonb language plpgsql as $$
declare
    v_currency constant text := coalesce(p ->> 'currency', 'GBP');
    v_outcome jsonb;
begin
    delete from tax_rates;
    delete from ticket_types;
    insert into tax_rates (organization_id, id, name, rate_ppm, is_inclusive, position)
    select test.id('north'), gen_random_uuid(), 'Tax ' || ordinal, abs(rate), rate < 0, ordinal
    from jsonb_array_elements_text(p -> 'taxes') with ordinality as t(text, ordinal), lateral (select text::integer as rate) r;
    insert into ticket_types (organization_id, id, activity_id, name, price_minor, position)
    select test.id('north'), test.id('ticket ' || ordinal), test.id('walk'), 'Ticket ' || ordinal, (t ->> 0)::bigint, ordinal
    from jsonb_array_elements(p -> 'tickets') with ordinality as e(t, ordinal);
    update organization_pricing
    set booking_fee_ppm = coalesce((p #>> '{fee,0}')::integer, 0), booking_fee_minor = coalesce((p #>> '{fee,1}')::bigint, 0),
        booking_fee_mode = coalesce(p ->> 'mode', 'passed_on')::fee_mode,
        booking_fee_taxed = coalesce((p ->> 'taxed')::boolean, true),
        platform_fee_ppm = coalesce((p #>> '{platform,0}')::integer, 0),
        platform_fee_minor = coalesce((p #>> '{platform,1}')::bigint, 0)
    where organization_id = test.id('north');
    update activities set currency = v_currency, deposit_ppm = (p ->> 'deposit_ppm')::integer,
        deposit_minor = (p ->> 'deposit_minor')::bigint
    where organization_id = test.id('north');
    update activity_sessions set currency = v_currency where organization_id = test.id('north');
    update promo_codes set kind = coalesce(p #>> '{promo,0}', 'free')::discount_kind,
        percent_ppm = case p #>> '{promo,0}' when 'percent' then (p #>> '{promo,1}')::integer end,
        amount_minor = case p #>> '{promo,0}' when 'fixed' then (p #>> '{promo,1}')::bigint end
    where organization_id = test.id('north');
    update gift_cards set currency = v_currency, balance_minor = coalesce((p ->> 'card')::bigint, 0) + reserved_minor
    where organization_id = test.id('north');
    v_outcome := app.price_booking(test.id('north'), test.id('monday'), null, (
            select jsonb_agg(jsonb_build_object('ticket_type_id', test.id('ticket ' || ordinal), 'quantity', t -> 1))
            from jsonb_array_elements(p -> 'tickets') with ordinality as e(t, ordinal)),
        case when p ? 'promo' then ' promo ' end, case when p ? 'card' then 'aaaabbbb cccc-dddd' end, null, now());
    assert v_outcome ->> 'code' = 'ok', v_outcome;
    return v_outcome -> 'quote';
end
$$;
-- "subtotal discount fee tax total | card due now | platform"
create function pg_temp.amounts(p_quote jsonb) returns text language sql as $$
    select format('%s %s %s %s %s | %s %s %s | %s', p_quote -> 'subtotal_minor', p_quote -> 'discount_minor', p_quote -> 'fee_minor',
        p_quote -> 'tax_minor', p_quote -> 'total_minor', p_quote -> 'gift_card_minor', p_quote -> 'due_minor',
        p_quote -> 'due_now_minor', p_quote -> 'application_fee_minor')
$$;

-- The table. A rate below zero is an inclusive tax; tickets are [price, how many].
create temporary table worked (what text, setting jsonb, expected text);
insert into worked values
    -- 2 * 25.00 + 12.50
    ('tickets alone', '{"tickets": [[2500, 2], [1250, 1]]}', '6250 0 0 0 6250 | 0 6250 6250 | 0'),
    -- 20 % in 62.50: 6250 * 20 / 120 = 1041.67
    ('one inclusive tax', '{"tickets": [[2500, 2], [1250, 1]], "taxes": [-200000]}', '6250 0 0 1042 6250 | 0 6250 6250 | 0'),
    -- 8.875 % on 62.50: 554.6875
    ('one exclusive tax', '{"tickets": [[2500, 2], [1250, 1]], "taxes": [88750]}', '6250 0 0 555 6805 | 0 6805 6805 | 0'),
    -- 5 % of 100.00 = 500, 9.975 % = 997.5, half away from zero 998
    ('two exclusive taxes, rounded line by line', '{"tickets": [[10000, 1]], "taxes": [50000, 99750]}',
        '10000 0 0 1498 11498 | 0 11498 11498 | 0'),
    -- 115.00 is 100.00 with 10 % and 5 % of it: 1000 and 500
    ('two inclusive taxes share what is not price', '{"tickets": [[11500, 1]], "taxes": [-100000, -50000]}',
        '11500 0 0 1500 11500 | 0 11500 11500 | 0'),
    -- 10 % in 110.00 = 1000; 3 % of the other 10000 = 300
    ('an exclusive tax is not taken from an inclusive one', '{"tickets": [[11000, 1]], "taxes": [30000, -100000]}',
        '11000 0 0 1300 11300 | 0 11300 11300 | 0'),
    -- 2.5 % of 6250 = 156.25, and 0.30: 186; 8.875 % of 6436 = 571.195
    ('a fee passed on, taxed', '{"tickets": [[2500, 2], [1250, 1]], "fee": [25000, 30], "taxes": [88750]}',
        '6250 0 186 571 7007 | 0 7007 7007 | 0'),
    -- the tax of 6250 alone, 555
    ('a fee passed on, not taxed', '{"tickets": [[2500, 2], [1250, 1]], "fee": [25000, 30], "taxed": false, "taxes": [88750]}',
        '6250 0 186 555 6991 | 0 6991 6991 | 0'),
    ('a fee absorbed', '{"tickets": [[2500, 2], [1250, 1]], "fee": [25000, 30], "mode": "absorbed", "taxes": [88750]}',
        '6250 0 0 555 6805 | 0 6805 6805 | 0'),
    -- 10 % of 6250 = 625; 20 % in 5625: 937.5
    ('a percentage off, before an inclusive tax', '{"tickets": [[2500, 2], [1250, 1]], "promo": ["percent", 100000], "taxes": [-200000]}',
        '6250 625 0 938 5625 | 0 5625 5625 | 0'),
    -- 33.3333 % of 6250 = 2083.33
    ('a third off', '{"tickets": [[2500, 2], [1250, 1]], "promo": ["percent", 333333]}', '6250 2083 0 0 4167 | 0 4167 4167 | 0'),
    -- 6250 - 1000 = 5250; 8.875 % = 465.9375
    ('an amount off, before an exclusive tax', '{"tickets": [[2500, 2], [1250, 1]], "promo": ["fixed", 1000], "taxes": [88750]}',
        '6250 1000 0 466 5716 | 0 5716 5716 | 0'),
    ('an amount off that is more than the price: nothing comes on top of nothing',
        '{"tickets": [[2500, 2], [1250, 1]], "promo": ["fixed", 10000], "fee": [25000, 30], "taxes": [88750], "platform": [12900, 20]}',
        '6250 6250 0 0 0 | 0 0 0 | 0'),
    ('free', '{"tickets": [[2500, 2]], "promo": ["free"], "fee": [25000, 30], "taxes": [-200000], "deposit_minor": 500}',
        '5000 5000 0 0 0 | 0 0 0 | 0'),
    ('a price of zero', '{"tickets": [[0, 4]], "fee": [25000, 30], "taxes": [88750], "promo": ["percent", 500000]}',
        '0 0 0 0 0 | 0 0 0 | 0'),
    -- Yen have no smaller unit. 3 * 1500 = 4500; 10 % in it: 409.09
    ('yen, inclusive', '{"currency": "JPY", "tickets": [[1500, 3]], "taxes": [-100000]}', '4500 0 0 409 4500 | 0 4500 4500 | 0'),
    -- 3 * 1501 = 4503; 3.25 % = 146.3475, and 40: 186; 10 % of 4689 = 468.9
    ('yen, exclusive, with a fee', '{"currency": "JPY", "tickets": [[1501, 3]], "fee": [32500, 40], "taxes": [100000]}',
        '4503 0 186 469 5158 | 0 5158 5158 | 0'),
    -- A dinar has a thousand fils. 2 * 7.505 = 15.010; 5 % = 750.5
    ('dinars', '{"currency": "KWD", "tickets": [[7505, 2]], "taxes": [50000]}', '15010 0 0 751 15761 | 0 15761 15761 | 0'),
    -- 15 % of 15010 = 2251.5; 5 % of 12758 = 637.9; 25 % of 13396 = 3349
    ('dinars with a discount and a deposit',
        '{"currency": "KWD", "tickets": [[7505, 2]], "promo": ["percent", 150000], "taxes": [50000], "deposit_ppm": 250000}',
        '15010 2252 0 638 13396 | 0 13396 3349 | 0'),
    -- 30 % of 6805 = 2041.5; 1.29 % of 2042 = 26.34, and 0.20: 46
    ('a deposit by rate, and what the platform keeps of it',
        '{"tickets": [[2500, 2], [1250, 1]], "taxes": [88750], "deposit_ppm": 300000, "platform": [12900, 20]}',
        '6250 0 0 555 6805 | 0 6805 2042 | 46'),
    ('a deposit of an amount', '{"tickets": [[2500, 2], [1250, 1]], "taxes": [88750], "deposit_minor": 5000}',
        '6250 0 0 555 6805 | 0 6805 5000 | 0'),
    ('a deposit above the total', '{"tickets": [[2500, 2], [1250, 1]], "taxes": [88750], "deposit_minor": 10000}',
        '6250 0 0 555 6805 | 0 6805 6805 | 0'),
    ('a gift card pays a part', '{"tickets": [[2500, 2], [1250, 1]], "taxes": [88750], "card": 1000}',
        '6250 0 0 555 6805 | 1000 5805 5805 | 0'),
    ('a gift card pays it all and keeps the rest', '{"tickets": [[2500, 2], [1250, 1]], "taxes": [88750], "card": 90000}',
        '6250 0 0 555 6805 | 6805 0 0 | 0'),
    -- The deposit is 2042, of which the card pays 1000
    ('a gift card pays the deposit first', '{"tickets": [[2500, 2], [1250, 1]], "taxes": [88750], "deposit_ppm": 300000, "card": 1000}',
        '6250 0 0 555 6805 | 1000 5805 1042 | 0'),
    ('a gift card above the deposit: nothing now, the rest later',
        '{"tickets": [[2500, 2], [1250, 1]], "taxes": [88750], "deposit_ppm": 300000, "card": 3000, "platform": [12900, 20]}',
        '6250 0 0 555 6805 | 3000 3805 0 | 0'),
    -- 6250 - 625 = 5625; 2.5 % = 140.625, and 0.30: 171; 8.875 % of 5796 = 514.395; 6310 - 1000 = 5310;
    -- 1.29 % of 5310 = 68.499, and 0.20: 88
    ('everything at once', '{"tickets": [[2500, 2], [1250, 1]], "promo": ["percent", 100000], "fee": [25000, 30], "taxes": [88750],
        "card": 1000, "platform": [12900, 20]}', '6250 625 171 514 6310 | 1000 5310 5310 | 88'),
    -- 1.29 % of 15 = 0.19, and 20: more than there is
    ('the platform never keeps more than is paid', '{"tickets": [[15, 1]], "platform": [12900, 20]}', '15 0 0 0 15 | 0 15 15 | 15');
select is(pg_temp.amounts(pg_temp.quote(setting)), expected, what) from worked;

select is((pg_temp.quote('{"tickets": [[2500, 2]], "fee": [25000, 30], "mode": "absorbed"}') ->> 'absorbed_fee_minor')::integer, 155,
    'What the organization absorbs is told: 2.5 % of 5000 and 0.30');
select is((select jsonb_agg(jsonb_build_array(line -> 'kind', line -> 'name', line -> 'amount_minor')) from jsonb_array_elements(
        pg_temp.quote(setting) -> 'lines') line),
    '[["ticket", "Ticket 1", 5000], ["ticket", "Ticket 2", 1250], ["discount", "PROMO", -625], ["fee", "Booking fee", 171],
      ["tax", "Tax 1", 514], ["gift_card", "Gift card DDDD", -1000]]', 'The lines of a quote come in their order')
from worked where what = 'everything at once';

-- Without tickets: so many times the session's price, the whole session where it is private, or the first ticket type.
create function pg_temp.price(p_session text, p_party integer, p_tickets jsonb default null) returns jsonb language sql as $$
    select app.price_booking(test.id('north'), test.id(p_session), p_party, p_tickets, null, null, null, now())
$$;
select pg_temp.quote('{"tickets": [[1, 1]]}');
delete from ticket_types;
select is(pg_temp.amounts(pg_temp.price('monday', 3) -> 'quote'), '7500 0 0 0 7500 | 0 7500 7500 | 0', 'Three people at 25.00');
select is(pg_temp.amounts(pg_temp.price('evening', 4) -> 'quote'), '2500 0 0 0 2500 | 0 2500 2500 | 0', 'A private session is one price');
select is((pg_temp.price('evening', 4) -> 'quote' ->> 'spots')::integer, 6, 'and takes all seats');
insert into ticket_types (organization_id, id, activity_id, name, price_minor, position, is_active) values
    (test.id('north'), test.id('child'), test.id('walk'), 'Child', 1000, 2, true),
    (test.id('north'), test.id('adult'), test.id('walk'), 'Adult', 3000, 1, true),
    (test.id('north'), test.id('former'), test.id('walk'), 'Former', 1, 0, false);
select is(pg_temp.amounts(pg_temp.price('monday', 3) -> 'quote'), '9000 0 0 0 9000 | 0 9000 9000 | 0',
    'Who names no tickets pays for the first type that is sold');
create function pg_temp.tickets(variadic p_tickets text[]) returns jsonb language sql as $$
    select jsonb_agg(jsonb_build_object('ticket_type_id', test.id(split_part(t, ' ', 2)), 'quantity', split_part(t, ' ', 1)::integer))
    from unnest(p_tickets) t
$$;
select is(pg_temp.price('monday', null, pg_temp.tickets('2 adult', '1 child')) #>> '{quote,party_size}', '3', 'The party follows from its tickets');
select is(pg_temp.price('monday', 4, pg_temp.tickets('2 adult', '1 child')) - 'detail', '{"code": "invalid_field", "param": "/tickets"}',
    'Tickets for another party are refused');
select is(pg_temp.price('monday', null, pg_temp.tickets('2 adult', '1 former')) ->> 'param', '/tickets/1/ticket_type_id',
    'A ticket type that is not sold is refused, by its place');
select is(pg_temp.price('monday', null, pg_temp.tickets('1 nothing')) ->> 'param', '/tickets/0/ticket_type_id', 'and one that is none');
select is(pg_temp.price('evening', 2, pg_temp.tickets('2 adult')) - 'detail', '{"code": "invalid_field", "param": "/tickets"}',
    'A private session has no tickets');
select is(pg_temp.price('monday', null) ->> 'code', 'missing_field', 'Somebody has to come');
select is(pg_temp.price('nothing', 1) ->> 'code', 'session_not_found', 'There is no such session');

-- Prices by the clock: the first rule that matches, and no other. 2026-11-30 is a Monday.
create temporary table rules as
    select array_agg(jsonb_populate_record(null::price_rules, rule) order by ordinal) as rules from jsonb_array_elements('[
        {"name": "new year", "from_date": "2026-12-31", "to_date": "2027-01-01", "price_minor": 5000},
        {"name": "weekend evening", "weekdays": [6, 7], "from_time": "17:00", "change_minor": 500},
        {"name": "weekend", "weekdays": [6, 7], "change_ppm": 250000},
        {"name": "early", "to_time": "10:00", "change_ppm": -333333},
        {"name": "far below", "from_date": "2027-06-01", "to_date": "2027-06-01", "change_minor": -99999}]') with ordinality as r(rule, ordinal);
select is(app.session_price(2500, moment, rules), expected, format('A session at %s', moment))
from rules, (values
    (timestamp '2026-11-30 10:00', 2500::bigint), ('2026-11-30 09:59', 1667), ('2026-11-30 00:00', 1667), ('2026-12-30 23:59', 2500),
    ('2026-12-31 00:00', 5000), ('2027-01-01 23:59', 5000), ('2027-01-02 00:00', 3125), ('2026-12-05 16:59', 3125),
    ('2026-12-05 17:00', 3000), ('2026-12-06 23:59', 3000), ('2026-12-07 00:00', 1667), ('2027-06-01 12:00', 0)) as t(moment, expected);
select is(app.session_price(2500, '2026-11-30 10:00', null), 2500::bigint, 'Without rules nothing changes');

-- The rules are those of the activity, the ticket type and the venue's clock; visitors see the same price beforehand.
insert into price_rules (organization_id, id, activity_id, name, ticket_type_id, change_ppm, from_time, position, is_active) values
    (test.id('north'), test.id('off'), test.id('walk'), 'Off', null, 9000000, null, 0, false),
    (test.id('north'), test.id('children'), test.id('walk'), 'Children', test.id('child'), -500000, null, 1, true),
    (test.id('north'), test.id('all'), test.id('walk'), 'All', null, 100000, '10:00', 2, true);
select is(pg_temp.amounts(pg_temp.price('monday', null, pg_temp.tickets('1 adult', '1 child')) -> 'quote'),
    '3800 0 0 0 3800 | 0 3800 3800 | 0', 'An adult at 30.00 and 10 %, a child at half of 10.00');
select is(app.price_of(s), 3300::bigint, 'Availability shows what a person costs then') from activity_sessions s where s.id = test.id('monday');
update venues set time_zone = 'America/New_York';
select is(app.price_of(s), 3000::bigint, 'At 5 in the morning of its venue no rule holds') from activity_sessions s where s.id = test.id('monday');
select throws_ok(format('insert into price_rules (organization_id, id, activity_id, name, ticket_type_id, price_minor)
    values (%L, %L, %L, ''x'', %L, 1)', test.id('north'), test.id('x'), test.id('room'), test.id('child')), '23503', null,
    'A rule cannot be about the ticket type of another activity');

-- Whatever is set: the lines add up, nothing is below zero, nobody pays more than the total.
select set_config('test.seed', coalesce(nullif(current_setting('test.seed', true), ''), to_char(extract(epoch from clock_timestamp())::bigint
    % 100000 / 100000.0, 'FM0.00000')), true);
select diag('seed ' || current_setting('test.seed') || ', again with: PGOPTIONS=-ctest.seed=... tests/sql/run tests/sql/pricing.sql');
select setseed(current_setting('test.seed')::float8);
delete from price_rules;
create temporary table random_settings as
    select jsonb_strip_nulls(jsonb_build_object(
        'currency', (array['GBP', 'JPY', 'KWD'])[ceil(random() * 3)],
        'tickets', (select jsonb_agg(jsonb_build_array(floor(random() * 10 ^ (n % 6 + 1)), ceil(random() * 9)) order by i)
                    from generate_series(1, n % 3 + 1) i),
        'taxes', (select coalesce(jsonb_agg(floor((random() - 0.5) * 600000) order by i), '[]') from generate_series(1, n % 5) i),
        'fee', jsonb_build_array(floor(random() * 200000), floor(random() * 300)),
        'mode', (array['absorbed', 'passed_on'])[ceil(random() * 2)], 'taxed', random() < 0.5,
        'promo', case floor(random() * 4) when 0 then jsonb_build_array('percent', ceil(random() * 1000000))
            when 1 then jsonb_build_array('fixed', ceil(random() * 100000)) when 2 then '["free"]' end,
        'card', case when random() < 0.5 then ceil(random() * 99999) end,
        'deposit_ppm', case when n % 3 = 0 then ceil(random() * 1000000) end,
        'deposit_minor', case when n % 3 = 1 then ceil(random() * 100000) end,
        'platform', jsonb_build_array(floor(random() * 100000), floor(random() * 100)))) as setting
    from generate_series(1, 400) n;
create temporary table random_quotes as select setting, pg_temp.quote(setting) as quote from random_settings;
create temporary table sums as
    select q.setting, q.quote, (q.quote ->> 'subtotal_minor')::bigint as subtotal, (q.quote ->> 'discount_minor')::bigint as discount,
           (q.quote ->> 'fee_minor')::bigint as fee, (q.quote ->> 'tax_minor')::bigint as tax, (q.quote ->> 'total_minor')::bigint as total,
           (q.quote ->> 'gift_card_minor')::bigint as card, (q.quote ->> 'due_minor')::bigint as due,
           (q.quote ->> 'due_now_minor')::bigint as due_now, (q.quote ->> 'application_fee_minor')::bigint as platform, l.*
    from random_quotes q, lateral (
        select sum(a) filter (where kind = 'ticket') as tickets, coalesce(-sum(a) filter (where kind = 'discount'), 0) as off,
               coalesce(sum(a) filter (where kind = 'fee'), 0) as fees, coalesce(sum(a) filter (where kind = 'tax'), 0) as taxes,
               coalesce(sum(a) filter (where is_inclusive), 0) as contained, sum(a) filter (where is_inclusive is not true) as added
        from jsonb_array_elements(q.quote -> 'lines') line,
             lateral (select (line ->> 'amount_minor')::bigint as a, line ->> 'kind' as kind, (line ->> 'is_inclusive')::boolean as is_inclusive) x) l;
select is_empty('select * from sums where added <> due', 'Lines add up to what is due');
select is_empty('select * from sums where (tickets, off, fees, taxes) <> (subtotal, discount, fee, tax)', 'and those of a kind to its sum');
select is_empty('select * from sums where total - card <> due or total <> subtotal - discount + fee + tax - contained', 'The sums agree with each other');
select is_empty('select * from sums where least(subtotal, discount, fee, tax, total, card, due, due_now, platform) < 0', 'None is below zero');
select is_empty('select * from sums where discount > subtotal or due_now > due or platform > due_now or contained > total',
    'No discount is above the price, no deposit above the rest, no fee of the platform above what is paid, no tax above what it is in');
select is_empty('select * from sums where subtotal = discount and total <> 0', 'Nothing costs nothing');
select cmp_ok((select count(*) from sums where total > 0 and card > 0 and discount > 0 and tax > 0), '>', 5::bigint,
    'and many of them have a bit of everything');

-- Cancellation policies are whole, or not kept.
create function pg_temp.keep(p_policy text) returns text language plpgsql as $$
begin
    update activities set cancellation_policy = p_policy::jsonb where id = test.id('walk');
    return 'kept';
exception when check_violation then
    return 'refused';
end
$$;
select is(pg_temp.keep(policy), expected, format('A policy like %s is %s', policy, expected)) from (values
    ('{"windows": [], "fee_minor": 0, "reschedule_hours_before": 0, "no_show_fee_ppm": 0}', 'kept'),
    ('{"windows": [{"hours_before": 48, "refund_ppm": 1000000}, {"hours_before": 2, "refund_ppm": 0}], "fee_minor": 500,
       "reschedule_hours_before": 8760, "no_show_fee_ppm": 1000000}', 'kept'),
    ('{"windows": [{"hours_before": 48}], "fee_minor": 0, "reschedule_hours_before": 0, "no_show_fee_ppm": 0}', 'refused'),
    ('{"windows": [{"hours_before": "48", "refund_ppm": 0}], "fee_minor": 0, "reschedule_hours_before": 0, "no_show_fee_ppm": 0}', 'refused'),
    ('{"windows": [{"hours_before": 1.5, "refund_ppm": 0}], "fee_minor": 0, "reschedule_hours_before": 0, "no_show_fee_ppm": 0}', 'refused'),
    ('{"windows": [{"hours_before": 1, "refund_ppm": 1000001}], "fee_minor": 0, "reschedule_hours_before": 0, "no_show_fee_ppm": 0}', 'refused'),
    ('{"windows": [7], "fee_minor": 0, "reschedule_hours_before": 0, "no_show_fee_ppm": 0}', 'refused'),
    ('{"windows": {"hours_before": 1, "refund_ppm": 0}, "fee_minor": 0, "reschedule_hours_before": 0, "no_show_fee_ppm": 0}', 'refused'),
    ('{"windows": [], "fee_minor": -1, "reschedule_hours_before": 0, "no_show_fee_ppm": 0}', 'refused'),
    ('{"windows": [], "fee_minor": "0", "reschedule_hours_before": 0, "no_show_fee_ppm": 0}', 'refused'),
    ('{"windows": [], "fee_minor": 0.5, "reschedule_hours_before": 0, "no_show_fee_ppm": 0}', 'refused'),
    ('{"windows": [], "fee_minor": 0, "no_show_fee_ppm": 0}', 'refused'),
    ('{"windows": [], "fee_minor": 0, "reschedule_hours_before": 0, "no_show_fee_ppm": 1000001}', 'refused'),
    ('[]', 'refused'), ('{}', 'refused'), ('null', 'refused'), ('7', 'refused')) as t(policy, expected);

select * from finish();
rollback;
