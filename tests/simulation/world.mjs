// The two sides of the simulation: the same operation for the database and for the oracle.
import { randomUUID } from 'node:crypto';
import { checkOut, cleanup, createReservations, extend, release } from '../support/functions.mjs';
import { integer, pick } from '../support/random.mjs';
import { makeTenant, hour, minute, day } from '../support/tenant.mjs';
import { Oracle } from './oracle.mjs';

export const limits = { spotsMax: 8, holdsMax: 4, extensionsMax: 1 };
const visitors = ['ann', 'bob', 'cid'];

// One tenant with a shared and a private activity, and an oracle that knows the same.
export class World {
  oracle = new Oracle(limits);
  holds = [];     // ids of all holds that were taken
  requests = [];  // requests that had a key, to be repeated

  static async make(database, random) {
    const world = new World();
    const tenant = await makeTenant(database);
    Object.assign(world, { database, random, tenant, embedKey: tenant.embedKey });
    world.midnight = Math.ceil(Date.now() / day) * day + day;
    for (const [mode, minParty, maxParty, capacity] of [['shared', 1, 6, 30], ['private', 2, 6, 6]]) {
      const { id } = await tenant.activity({ mode, min_party: minParty, max_party: maxParty, capacity });
      world.oracle.activities.set(id, { mode, minParty, maxParty, capacity, price: 2500, minutes: 60, version: 1 });
      await world.changeSchedule(id);
    }
    return world;
  }

  chance(probability) {
    return this.random() < probability;
  }

  someSession() {
    return this.chance(0.02) ? randomUUID() : pick(this.random, [...this.oracle.sessions.keys()]) ?? randomUUID();
  }

  // Holds are mostly asked about soon after they were taken.
  someHold() {
    if (this.holds.length === 0 || this.chance(0.02)) return randomUUID();
    const back = Math.floor(this.random() ** 3 * this.holds.length);
    return this.holds[this.holds.length - 1 - back];
  }

  async hold() {
    const session = this.someSession();
    const party = this.chance(0.1) ? integer(this.random, -1, 9) : integer(this.random, 1, 6);
    let request = { session, party, visitor: pick(this.random, visitors), fingerprint: 'none' };
    if (this.chance(0.2)) request.version = (this.oracle.sessions.get(session)?.version ?? 1) - integer(this.random, 0, 1);
    if (this.chance(0.2)) {
      request = { ...request, key: randomUUID(), fingerprint: `${session} ${request.party}` };
      if (this.chance(0.5) && this.requests.length > 0) request = { ...pick(this.random, this.requests) };
      if (this.chance(0.3)) request.fingerprint = 'another request';
    }
    const id = randomUUID();
    const expected = this.oracle.hold({ ...request, id });
    const [verdict] = await createReservations(this.database, [{ ...request, id, embedKey: this.embedKey,
      spots: request.party }], { ttl: '10 minutes', spotsMax: limits.spotsMax, holdsMax: limits.holdsMax });
    const actual = { code: verdict.code };
    if (verdict.capacity_remaining !== null) Object.assign(actual, { remaining: verdict.capacity_remaining, version: verdict.version });
    if (verdict.code === 'held') Object.assign(actual, { id: verdict.reservation_id, spots: verdict.spots });
    if (verdict.replayed) actual.replayed = true;
    if (verdict.code === 'held' && !verdict.replayed) {
      this.holds.push(id);
      if (request.key) this.requests.push(request);
    }
    return [`hold ${JSON.stringify(request)}`, expected, actual];
  }

  async release() {
    const id = this.someHold();
    return [`release ${id}`, this.oracle.release(id), (await release(this.database, this.embedKey, id)).code];
  }

  async extend() {
    const id = this.someHold();
    const options = { extensionsMax: limits.extensionsMax };
    return [`extend ${id}`, this.oracle.extend(id), (await extend(this.database, this.embedKey, id, options)).code];
  }

  async checkOut() {
    const id = this.someHold();
    const email = `${pick(this.random, visitors)}@example.com`;
    return [`check out ${id}`, this.oracle.checkOut(id), (await checkOut(this.database, this.embedKey, id, { email })).code];
  }

  // The time of a hold ends; nothing else happens.
  async lapse() {
    const id = this.someHold();
    const hold = this.oracle.holds.get(id);
    if (hold?.status === 'held') hold.lapsed = true;
    await this.database.query(`update slot_reservations set expires_at = clock_timestamp() - interval '1 second'
                               where id = $1 and status = 'held'`, [id]);
    return [`lapse ${id}`, null, null];
  }

  async cleanup() {
    return ['cleanup', this.oracle.cleanup(), await cleanup(this.database)];
  }

  async close() {
    const id = this.someSession();
    const reason = pick(this.random, [null, null, null, 'closed_by_hand', 'blocked']);
    const { rows } = await this.database.query(`select app.set_session_closed($1, $2, $3, '') ->> 'code' as code`,
      [this.tenant.organization.id, id, reason]);
    return [`close ${id} ${reason}`, this.oracle.close(id, reason), rows[0].code];
  }

  async resize() {
    const id = this.someSession();
    const total = integer(this.random, 0, 40);
    const { rows } = await this.database.query(`select app.resize_session($1, $2, $3) ->> 'code' as code`,
      [this.tenant.organization.id, id, total]);
    return [`resize ${id} to ${total}`, this.oracle.resize(id, total), rows[0].code];
  }

  // Another schedule, and at times another size, price and length.
  async changeSchedule(activityId = pick(this.random, [...this.oracle.activities.keys()])) {
    const activity = this.oracle.activities.get(activityId);
    if (this.chance(0.3)) activity.capacity = integer(this.random, activity.maxParty, activity.mode === 'private' ? 8 : 40);
    if (this.chance(0.3)) activity.price = integer(this.random, 1, 90) * 100;
    if (this.chance(0.3)) activity.minutes = pick(this.random, [45, 60, 90, 120]);
    activity.version += 1;
    await this.database.query(`update activities set capacity = $2, price_minor = $3, duration_minutes = $4,
      schedule_version = $5 where id = $1`, [activityId, activity.capacity, activity.price, activity.minutes, activity.version]);
    return this.sync(activityId);
  }

  async sync(activityId) {
    const activity = this.oracle.activities.get(activityId);
    const wanted = [];
    let start = this.midnight + integer(this.random, 0, 4) * 30 * minute;
    for (; start < this.midnight + 14 * hour; start += activity.minutes * minute + integer(this.random, 0, 4) * 30 * minute) {
      wanted.push({ id: randomUUID(), start, end: start + activity.minutes * minute });
    }
    const from = this.midnight + (this.chance(0.3) ? integer(this.random, 0, 8) * 15 * minute : 0);
    const slots = wanted.filter((slot) => slot.start >= from);
    const { rows } = await this.database.query('select * from app.sync_sessions($1, $2, $3, $4, $5, $6, $7, $8)',
      [this.tenant.organization.id, activityId, activity.version, new Date(from), '2999-12-31',
        slots.map(({ id }) => id), slots.map((slot) => new Date(slot.start)), slots.map((slot) => new Date(slot.end))]);
    const { inserted, updated, removed } = rows.find(({ kind }) => kind === 'done') ?? {};
    const conflicts = rows.filter(({ kind }) => kind === 'conflict').map((row) => [row.start_time.getTime(), row.reason]);
    const expected = this.oracle.sync(activityId, from, slots);
    return [`sync ${activityId} from ${new Date(from).toISOString()}`, { ...expected, conflicts: expected.conflicts.sort() },
      { inserted, updated, removed, conflicts: conflicts.sort() }];
  }

  // What is left of everything, in one shape for both sides.
  async stateOfDatabase() {
    const sessions = await this.database.query(`select * from activity_sessions where organization_id = $1 order by id`,
      [this.tenant.organization.id]);
    const holds = await this.database.query(`select r.*, b.id is not null as is_booked from slot_reservations r
      left join bookings b on b.reservation_id = r.id where r.organization_id = $1 order by r.id`, [this.tenant.organization.id]);
    return {
      sessions: sessions.rows.map((row) => ({ id: row.id, start: row.start_time.getTime(), end: row.end_time.getTime(),
        total: row.capacity_total, remaining: row.capacity_remaining, version: row.version, price: Number(row.price_minor),
        reason: row.close_reason, customized: row.is_customized })),
      holds: holds.rows.map((row) => ({ id: row.id, session: row.session_id, spots: row.spots_reserved,
        party: row.party_size, status: row.status, extensions: row.extensions, booked: row.is_booked })),
    };
  }

  stateOfOracle() {
    const sorted = (map) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      sessions: sorted(this.oracle.sessions).map(([id, { activity, ...session }]) => ({ id, ...session })),
      holds: sorted(this.oracle.holds).map(([id, { visitor, lapsed, ...hold }]) =>
        ({ id, ...hold, booked: this.oracle.bookings.has(id) })),
    };
  }
}
