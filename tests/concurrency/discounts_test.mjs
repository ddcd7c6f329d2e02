// The last use of a promo code and the last money of a gift card, wanted by several buyers at once: exactly as many get
// it as there is, whether they pay or give up. With the guards switched off the same crowds get more.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before } from 'node:test';
import { usePostgres } from '../support/database.mjs';
import { checkOut, createReservations } from '../support/functions.mjs';
import { generator, integer, pick } from '../support/random.mjs';
import { makeTenant } from '../support/tenant.mjs';

const { copy, test } = usePostgres();
const random = generator();
const buyers = 4;
const lanes = 5;  // races at a time
const price = 2500;
let whole;
let unguarded;
before(async () => {
  [whole, unguarded] = [await copy(buyers * lanes), await copy(buyers * lanes)];
  // Nothing is locked, and time passes between looking and writing.
  await unguarded.mutate('reserve_discounts', [[' for no key update', ''],
    ['if v_promo_code_id is not null then', 'perform pg_sleep(0.004); if v_promo_code_id is not null then']]);
  await unguarded.query(`alter table promo_codes drop constraint uses_within_limit;
    alter table gift_cards drop constraint reserved_within_balance, drop constraint gift_cards_balance_minor_check`);
});

// Everybody comes from a network of their own: buyers of one network are asked one after the other (app.refuse_guessing).
const address = () => Array.from({ length: 4 }, () => integer(random, 1, 250)).join('.');

async function shop(database) {
  const tenant = await makeTenant(database);
  const activity = await tenant.activity({ capacity: 1000 });
  const sessions = [];
  for (let i = 0; i < buyers; i += 1) sessions.push(await tenant.session(activity, { capacity_total: 1000 }));
  return { database, tenant, sessions };
}

// Holds of one seat each, of another session for each buyer: those of one session would wait for each other anyway.
async function holds({ database, tenant, sessions }) {
  const verdicts = await createReservations(database,
    sessions.map((session) => ({ embedKey: tenant.embedKey, session: session.id, spots: 1 })));
  return verdicts.map((verdict) => verdict.reservation_id);
}

// The crowd checks out with this order: pays at the venue, which settles what it reserved, or opens a payment, which
// keeps it reserved, and half of those give up afterwards. Gives the codes, and how many gave up.
async function race({ database, tenant }, ids, order) {
  const outcomes = await Promise.all(ids.map((id) => checkOut(database, tenant.embedKey, id,
    { order, provider: pick(random, ['test', 'pay_at_venue']), email: `${randomUUID()}@example.com`, address: address() })));
  const open = outcomes.filter(({ checkout }) => checkout?.status === 'requires_payment').map(({ checkout }) => checkout.id);
  const givenUp = open.filter(() => random() < 0.5);
  for (const id of givenUp) {
    await database.query('select app.return_discounts($1, $2), app.return_discounts($1, $2)', [tenant.organization.id, id]);
  }
  return { codes: outcomes.map(({ code }) => code), givenUp: givenUp.length };
}

async function promoRace(world) {
  const { database, tenant } = world;
  const uses = integer(random, 1, buyers - 1);
  const code = `P${randomUUID().slice(0, 13).toUpperCase()}`;
  await database.query(`insert into promo_codes (organization_id, id, code, kind, percent_ppm, max_uses)
    values ($1, $2, $3, 'percent', 100000, $4)`, [tenant.organization.id, randomUUID(), code, uses]);
  const { codes, givenUp } = await race(world, await holds(world), { promo_code: code.toLowerCase() });
  const { rows: [{ taken }] } = await database.query(
    'select uses_reserved + uses_settled as taken from promo_codes where organization_id = $1 and code = $2',
    [tenant.organization.id, code]);
  return { uses, codes, winners: codes.filter((c) => c === 'ok').length, taken, givenUp };
}

async function cardRace(world) {
  const { database, tenant } = world;
  const balance = integer(random, 1, buyers * price - 1);
  const code = randomUUID();
  const id = randomUUID();
  await database.query(`insert into gift_cards (organization_id, id, code_hash, last_four, currency, initial_minor, balance_minor)
    values ($1, $2, app.gift_card_hash($3), 'ABCD', 'GBP', $4, $4)`, [tenant.organization.id, id, code, balance]);
  const { codes } = await race(world, await holds(world), { gift_card_code: code });
  const { rows: [{ spent }] } = await database.query(
    `select coalesce(sum(amount_minor) filter (where state <> 'returned'), 0)::integer as spent
    from gift_card_uses where organization_id = $1 and gift_card_id = $2`, [tenant.organization.id, id]);
  return { balance, codes, winners: codes.filter((c) => c === 'ok').length, spent };
}

async function times(count, run) {
  const results = [];
  let begun = 0;
  await Promise.all(Array.from({ length: lanes }, async () => {
    while (begun < count) {
      begun += 1;
      results.push(await run());
    }
  }));
  return results;
}

test('the last uses of a promo code, 1000 times: as many as there are', { on: () => whole }, async (database) => {
  const world = await shop(database);
  for (const { uses, codes, winners, taken, givenUp } of await times(1000, () => promoRace(world))) {
    assert.equal(winners, uses, codes.join());
    assert.equal(taken, uses - givenUp, 'who gave up gave the use back, once');
    assert.deepEqual(codes.filter((code) => !['ok', 'promo_code_used_up', 'invalid_promo_code'].includes(code)), []);
  }
});

test('the last money of a gift card, 1000 times: no more than there is', { on: () => whole }, async (database) => {
  const world = await shop(database);
  for (const { balance, codes, winners, spent } of await times(1000, () => cardRace(world))) {
    assert.ok(spent <= balance, `${spent} of ${balance}`);
    assert.ok(winners >= 1, 'somebody gets what there is');
    assert.deepEqual(codes.filter((code) => !['ok', 'gift_card_balance_changed', 'invalid_gift_card'].includes(code)), []);
  }
});

test('one customer with several windows open uses a code as often as one customer may', { on: () => whole }, async (database) => {
  const world = await shop(database);
  const { tenant } = world;
  for (let round = 0; round < 50; round += 1) {
    const code = `C${randomUUID().slice(0, 13).toUpperCase()}`;
    await database.query(`insert into promo_codes (organization_id, id, code, kind, max_uses_per_customer)
      values ($1, $2, $3, 'free', 1)`, [tenant.organization.id, randomUUID(), code]);
    const outcomes = await Promise.all((await holds(world)).map((id) => checkOut(database, tenant.embedKey, id,
      { order: { promo_code: code }, email: 'ann@example.com', address: address() })));
    assert.equal(outcomes.filter(({ code: c }) => c === 'ok').length, 1, JSON.stringify(outcomes));
  }
});

test('control: without its lock and constraint a promo code is used too often', { on: () => unguarded, broken: true }, async (database) => {
  const world = await shop(database);
  const races = await times(100, () => promoRace(world));
  assert.ok(races.some(({ uses, winners }) => winners > uses), 'no race was lost');
});

test('control: without its lock and constraint a gift card pays too much', { on: () => unguarded, broken: true }, async (database) => {
  const world = await shop(database);
  const races = await times(100, () => cardRace(world));
  assert.ok(races.some(({ balance, spent }) => spent > balance), 'no race was lost');
});
