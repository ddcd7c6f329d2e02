// What can happen to one payment or one booking's money at the same moment, raced: one winner each time, and seats, promo
// uses, gift cards, mails and ledger exact afterwards. With the guards switched off the same races make or lose money.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before } from 'node:test';
import { usePostgres } from '../support/database.mjs';
import { checkOut, createReservations, release } from '../support/functions.mjs';
import { assertLedger } from '../support/ledger.mjs';
import { generator, integer } from '../support/random.mjs';
import { makeTenant } from '../support/tenant.mjs';

const { copy, test } = usePostgres();
const random = generator();
const races = 1000;
const controlRaces = 60;
const lanes = 6;  // races at a time
const deposit = 1000;
const onCard = 100;
let whole;
let unguarded;
before(async () => {
  [whole, unguarded] = [await copy(3 * lanes), await copy(3 * lanes)];
  await unguard(unguarded);
});

// Nothing is locked, nobody asks whether the state is still the one that was read, and time passes between the two. The
// constraints that would refuse what comes of it are gone as well.
async function unguard(database) {
  await database.mutate('lock_sessions', [['for no key update', '']]);
  await database.mutate('lock_reservation', [['for no key update;', '; perform pg_sleep(0.004);']]);
  await database.mutate('lock_booking', [[' for update;', '; perform pg_sleep(0.004);']]);
  await database.mutate('lock_payment', [[' for update;', '; perform pg_sleep(0.004);']]);
  await database.mutate('lock_payments_of', [['for update', '']]);
  await database.mutate('refund_booking_money', [['for update', '']]);
  await database.mutate('settle_checkout_payment', [[
    'p_payment.checkout_id for update;', 'p_payment.checkout_id; perform pg_sleep(0.004);']]);
  await database.mutate('complete_checkout', [[' and c.status = p_checkout.status', '']]);
  await database.mutate('create_booking', [[` and r.status = 'held'`, '']]);
  await database.mutate('release_reservation', [[` and r.status = 'held'`, '']]);
  await database.mutate('capture_payment', [[` and p.status <> 'succeeded'`, '']]);
  await database.mutate('fail_payment', [[` and p.status = 'open'`, '']]);
  await database.mutate('free_hold', [[` and r.status = 'held'`, '']]);
  await database.mutate('end_checkout', [[` and c.status = 'requires_payment'`, '']]);
  await database.mutate('cancel_locked_booking', [[' and b.status = p_booking.status', '']]);
  await database.mutate('apply_payment_event', [['if not found then', 'if false then'], ['pg_advisory_xact_lock', 'abs'],
    [`return '{"code": "ok", "result": "waiting"}'`, `perform pg_sleep(0.03); return '{"code": "ok", "result": "waiting"}'`]]);
  await database.query(`
    alter table activity_sessions drop constraint capacity_remaining_in_range;
    alter table bookings drop constraint bookings_organization_id_reservation_id_key, drop constraint refunded_at_most_paid,
      drop constraint costs_nothing_negative, drop constraint bookings_pkey cascade;
    alter table checkouts drop constraint complete_has_booking;
    alter table payments drop constraint refunded_at_most_captured, drop constraint captured_when_succeeded`);
}

// A shop with a promo code: seat 25.00, deposit 10.00.
async function makeShop(database) {
  const tenant = await makeTenant(database);
  const activity = await tenant.activity({ capacity: 1000, deposit_minor: deposit });
  const { id: organizationId } = tenant.organization;
  const boss = randomUUID();
  await database.query(`insert into users (organization_id, id, email, full_name, role)
    values ($1, $2, $3, 'Boss', 'super-admin')`, [organizationId, boss, `${boss}@example.com`]);
  await database.query(`insert into sign_ins (organization_id, id, user_id, address, expires_at)
    values ($1, $2, $2, '192.0.2.1', now() + interval '1 day')`, [organizationId, boss]);
  await database.query(`insert into promo_codes (organization_id, id, code, kind, percent_ppm)
    values ($1, $2, 'TENTH', 'percent', 100000)`, [organizationId, randomUUID()]);
  return { database, tenant, activity, organizationId, staffClaims: { user_id: boss, sign_in_id: boss } };
}

// `count` holds of one seat.
async function makeHolds({ database, tenant, activity }, count) {
  const ids = [];
  while (ids.length < count) {
    const session = await tenant.session(activity);
    const verdicts = await createReservations(database, Array.from({ length: Math.min(count - ids.length, 100) },
      () => ({ embedKey: tenant.embedKey, session: session.id, spots: 1 })));
    ids.push(...verdicts.map((verdict) => verdict.reservation_id));
  }
  return ids;
}

// Checks a hold out with the promo code and a gift card of its own, which pays a little of the deposit; the test provider
// is to take the rest.
async function open(shop, holdId) {
  const { database, tenant, organizationId } = shop;
  const order = { promo_code: 'TENTH', gift_card_code: holdId };
  await database.query(`insert into gift_cards (organization_id, id, code_hash, last_four, currency, initial_minor, balance_minor)
    values ($1, $2, app.gift_card_hash($3), 'ABCD', 'GBP', $4, $4) on conflict do nothing`, [organizationId, holdId, holdId, onCard]);
  const address = Array.from({ length: 4 }, () => integer(random, 1, 250)).join('.');
  const { code, checkout } = await checkOut(database, tenant.embedKey, holdId,
    { order, provider: 'test', email: `${holdId}@example.com`, address });
  assert.equal(code, 'ok');
  return { holdId, checkoutId: checkout.id, paymentId: checkout.payment.id };
}

async function say({ database, organizationId }, paymentId, kind, more = {}) {
  const { rows: [{ outcome }] } = await database.query('select app.apply_payment_event($1) as outcome',
    [{ provider: 'test', kind, organization_id: organizationId, payment_id: paymentId, ...more }]);
  return outcome.result;
}

async function asStaff({ database, staffClaims }, call, parameters) {
  const client = await database.connect();
  try {
    const claims = client.escapeLiteral(JSON.stringify(staffClaims));
    await client.query(`begin; select set_config('role', 'authenticated', true), set_config('request.claims', ${claims}, true)`);
    const { rows: [{ outcome }] } = await client.query(`select ${call} as outcome`, parameters);
    await client.query('commit');
    return outcome;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

// A booking whose deposit is paid; its second payment is open where wanted.
async function sell(shop, holdId, { withBalance = false } = {}) {
  const opened = await open(shop, holdId);
  assert.equal(await say(shop, opened.paymentId, 'paid'), 'confirm');
  const { rows: [{ id }] } = await shop.database.query(
    'select booking_id as id from checkouts where organization_id = $1 and id = $2', [shop.organizationId, opened.checkoutId]);
  if (!withBalance) return { ...opened, bookingId: id };
  const { rows: [{ outcome }] } = await shop.database.query(
    `select app.open_balance_payment($1, $2, null, 'f', $3, 'test', '15 minutes') as outcome`, [shop.organizationId, id, randomUUID()]);
  return { ...opened, bookingId: id, balanceId: outcome.payment.id };
}

// Does all of it at once, in any order; the results in the order of `actions`, an error by its SQLSTATE.
async function atOnce(actions) {
  const results = [];
  const order = actions.map((_, i) => i);
  if (random() < 0.5) order.reverse();
  await Promise.all(order.map(async (i) => {
    results[i] = await actions[i]().catch((error) => `error ${error.code}`);
  }));
  return results;
}

const refund = (shop, id, amount) => asStaff(shop, `app.refund_booking($1, null, null, $2, 'provider', 'Rain')`, [id, amount])
  .then(({ code }) => code);
const sorted = (list) => [...list].sort();
const oneOf = (results, ...allowed) => assert.ok(
  allowed.some((expected) => JSON.stringify(sorted(expected)) === JSON.stringify(sorted(results))), String(results));

// Each race: how its things are made, what happens at once, what may come of it, and what each leaves: `refunds`, money
// that goes back because it was one payment too many (`isReturned`), a booking that was cancelled with all its money.
const contests = [
  { name: 'pay against expire', make: open,
    run: (shop, { paymentId }) => atOnce([() => say(shop, paymentId, 'paid'), () => say(shop, paymentId, 'expired')]),
    judge: (results) => oneOf(results, ['confirm', 'ignore'], ['retake', 'close']) },
  { name: 'pay against fail', make: open,
    run: (shop, { paymentId }) => atOnce([() => say(shop, paymentId, 'paid'), () => say(shop, paymentId, 'failed')]),
    judge: (results) => oneOf(results, ['confirm', 'ignore'], ['retake', 'close']) },
  { name: 'the same webhook twice', make: open,
    run: (shop, { paymentId }) => atOnce([0, 1].map(() => () => say(shop, paymentId, 'paid', { id: `evt_${paymentId}` }))),
    judge: (results) => oneOf(results, ['confirm', 'repeated']) },
  { name: 'two events of one payment', make: open,
    run: (shop, { paymentId }) => atOnce([0, 1].map((i) => () => say(shop, paymentId, 'paid', { id: `evt_${i}_${paymentId}` }))),
    judge: (results) => oneOf(results, ['confirm', 'ignore']) },
  { name: 'a webhook against the job that asks', make: open,
    run: (shop, { paymentId }) => atOnce([
      () => say(shop, paymentId, 'paid', { id: `evt_${paymentId}` }), () => say(shop, paymentId, 'paid')]),
    judge: (results) => oneOf(results, ['confirm', 'ignore']) },
  { name: 'a payment against a dispute of it', make: open,
    run: (shop, { paymentId }) => atOnce([
      () => say(shop, paymentId, 'paid', { id: `evt_paid_${paymentId}`, intent_id: `pi_${paymentId}` }),
      // Disputes know nothing of our ids.
      () => say(shop, null, 'dispute_opened',
        { id: `evt_${paymentId}`, intent_id: `pi_${paymentId}`, dispute_id: `dp_${paymentId}`, amount_minor: deposit - onCard })]),
    judge: (results) => oneOf(results, ['confirm', 'dispute_opened'], ['confirm', 'waiting']), disputes: 1 },
  { name: 'pay against release of the hold', make: open,
    run: (shop, { holdId, paymentId }) => atOnce([() => say(shop, paymentId, 'paid'),
      () => release(shop.database, shop.tenant.embedKey, holdId).then(({ code }) => code)]),
    judge: (results) => oneOf(results, ['confirm', 'reservation_already_used'], ['retake', 'ok']) },
  { name: 'two checkouts of one hold, both paid', make: async (shop, holdId) => [await open(shop, holdId), await open(shop, holdId)],
    run: (shop, pair) => atOnce(pair.map(({ paymentId }) => () => say(shop, paymentId, 'paid'))),
    judge: (results) => oneOf(results, ['confirm', 'return'], ['retake', 'return']), refunds: 1, isReturned: true },
  { name: 'two late checkouts of one hold, both paid',
    make: async (shop, holdId) => {
      const pair = [await open(shop, holdId), await open(shop, holdId)];
      await release(shop.database, shop.tenant.embedKey, holdId);
      return pair;
    },
    run: (shop, pair) => atOnce(pair.map(({ paymentId }) => () => say(shop, paymentId, 'paid'))),
    judge: (results) => oneOf(results, ['retake', 'return']), refunds: 1, isReturned: true },
  { name: 'cancel against the payment of the balance', make: (shop, holdId) => sell(shop, holdId, { withBalance: true }),
    run: (shop, { bookingId, balanceId }) => atOnce([() => say(shop, balanceId, 'paid'),
      () => asStaff(shop, `app.cancel_booking($1, null, null, null, 'full')`, [bookingId]).then(({ code }) => code)]),
    judge: (results) => oneOf(results, ['confirm', 'ok'], ['return', 'ok']), refunds: 3, isCancelled: true },
  { name: 'two refunds of the whole', make: sell,
    run: (shop, { bookingId }) => atOnce([0, 1].map(() => () => refund(shop, bookingId, null))),
    judge: (results) => oneOf(results, ['ok', 'refund_exceeds_payment']), refunds: 2 },
  { name: 'two refunds that are too much together', make: sell,
    run: (shop, { bookingId }) => atOnce([0, 1].map(() => () => refund(shop, bookingId, 0.6 * deposit))),
    judge: (results) => oneOf(results, ['ok', 'refund_exceeds_payment']), refunds: 1 },
  { name: 'the answer of a refund against its webhook', make: async (shop, holdId) => {
      const sold = await sell(shop, holdId);
      await refund(shop, sold.bookingId, null);
      const { rows: [{ id }] } = await shop.database.query(
        `select id from refunds where organization_id = $1 and booking_id = $2 and status = 'due'`,
        [shop.organizationId, sold.bookingId]);
      return { ...sold, refundId: id };
    },
    run: (shop, { paymentId, refundId }) => atOnce([
      () => say(shop, paymentId, 'refund_succeeded',
        { refund_id: `re_${refundId}`, refund_reference: refundId, amount_minor: deposit - onCard }),
      async () => {
        const { rows: [{ outcome }] } = await shop.database.query('select app.settle_refund($1, $2, $3) as outcome',
          [shop.organizationId, refundId, { status: 'succeeded', provider_refund_id: `re_${refundId}` }]);
        return outcome.code;
      }]),
    judge: (results) => oneOf(results, ['refund_succeeded', 'ok'], ['ignore', 'ok']), refunds: 2 },
];

// Makes `count` things and races for each of them, several at a time. Gives the results.
async function compete(shop, { make, run }, count) {
  const holds = await makeHolds(shop, count);
  const results = [];
  const lane = async () => {
    for (let holdId = holds.pop(); holdId !== undefined; holdId = holds.pop()) {
      results.push(await run(shop, await make(shop, holdId)));
    }
  };
  // All of them end, also where one failed: the next test begins with the same database.
  const ended = await Promise.allSettled(Array.from({ length: lanes }, lane));
  const failed = ended.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
  return results;
}

// What a shop has after its races: bookings, refunds, promo uses, seats taken, mails by what they are about.
async function countsOf({ database, organizationId }) {
  const { rows: [counts] } = await database.query(`
    select (select count(*) from bookings where organization_id = $1)::integer as bookings,
      (select count(*) from bookings where organization_id = $1 and status <> 'cancelled')::integer as active,
      (select sum(capacity_total - capacity_remaining) from activity_sessions where organization_id = $1)::integer as seats,
      (select count(*) from refunds where organization_id = $1)::integer as refunds,
      (select uses_settled from promo_codes where organization_id = $1) as uses,
      (select uses_reserved from promo_codes where organization_id = $1) as reserved,
      (select count(*) from outbox where organization_id = $1 and topic = 'booking.confirmed')::integer as events,
      (select count(*) from mail_outbox where organization_id = $1 and event_key like 'booking.confirmed:%')::integer as mails,
      (select count(*) from mail_outbox where organization_id = $1 and event_key like 'payment.returned:%')::integer as returned,
      (select count(*) from disputes where organization_id = $1)::integer as disputes,
      (select sum(balance_minor) from gift_cards where organization_id = $1)::integer as cards,
      (select coalesce(sum(captured_minor - refunded_minor), 0) from payments where organization_id = $1)::integer as kept`,
  [organizationId]);
  return counts;
}

for (const contest of contests) {
  test(`${contest.name}, ${races} times: one outcome, and the books are exact`, { on: () => whole }, async (database) => {
    const shop = await makeShop(database);
    const results = await compete(shop, contest, races);
    assert.equal(results.length, races);
    for (const result of results) contest.judge(result);
    const counts = await countsOf(shop);
    const { kept, cards, ...others } = counts;
    const sold = contest.isCancelled ? 0 : races;
    assert.deepEqual(others, { bookings: races, active: sold, seats: sold, uses: races, reserved: 0, events: races, mails: races,
      refunds: (contest.refunds ?? 0) * races, returned: contest.isReturned ? races : 0,
      disputes: (contest.disputes ?? 0) * races });
    if (!contest.refunds || contest.isReturned) assert.deepEqual({ kept, cards }, { kept: races * deposit, cards: 0 });
    if (contest.isCancelled) assert.deepEqual({ kept, cards }, { kept: 0, cards: races * onCard });
  });
}

for (const contest of contests) {
  test(`control without the guards: ${contest.name} does harm`, { on: () => unguarded, broken: true }, async (database) => {
    await database.query(
      'truncate slot_reservations, bookings, checkouts, activity_sessions, payments, refunds, mail_outbox, outbox cascade');
    const shop = await makeShop(database);
    const results = await compete(shop, contest, controlRaces).catch((error) => [[`error ${error.code}`]]);
    // A call that failed did no harm.
    const isMisjudged = results.filter((result) => !result.some((text) => text.startsWith('error')))
      .some((result) => { try { contest.judge(result); return false; } catch { return true; } });
    const isBroken = await assertLedger(database).then(() => false, () => true);
    const isLost = (await countsOf(shop)).disputes < (contest.disputes ?? 0) * results.length;
    assert.ok(isMisjudged || isBroken || isLost, 'the race did no harm, so the test above shows nothing');
  });
}
