// Organizations that tests make for themselves, by SQL as the owner of the database.
import { randomBytes, randomUUID } from 'node:crypto';
import { eventually } from './program.mjs';

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

// Without opening hours, so that the generator makes no sessions of its own.
const noHours = (bookingWindowDays) => ({
  weekly: {}, slot_interval_minutes: 60, buffer_minutes: 0, booking_window_days: bookingWindowDays,
});

async function insert(database, table, row) {
  const names = Object.keys(row);
  const places = names.map((_, i) => `$${i + 1}`);
  await database.query(`insert into ${table} (${names}) values (${places})`, Object.values(row));
  return row;
}

export class Tenant {
  constructor(database, organization, venue, embedKey) {
    Object.assign(this, { database, organization, venue, embedKey });
    this.base = `/v1/embed/${embedKey}`;
  }

  // An activity of the tenant's venue. Give columns to differ from: shared, 10 seats, 25.00 a seat.
  async activity(columns = {}) {
    const id = randomUUID();
    const capacity = columns.capacity ?? 10;
    const { booking_window_days: bookingWindowDays = 60, ...others } = columns;
    return insert(this.database, 'activities', {
      organization_id: this.organization.id, id, venue_id: this.venue.id, name: `Activity ${id}`,
      slug: `activity-${id}`, description: 'For tests', duration_minutes: 60, capacity, mode: 'shared',
      min_party: 1, max_party: capacity, price_minor: 2500, currency: this.organization.currency,
      schedule: JSON.stringify(noHours(bookingWindowDays)), generated_version: 1,
      generated_until: '2999-12-31', ...others,
    });
  }

  // A session of the activity, tomorrow and each time a minute later unless a `start` (Date) is given.
  async session(activity, { start = this.nextStart(), ...columns } = {}) {
    const capacity = columns.capacity_total ?? activity.capacity;
    return insert(this.database, 'activity_sessions', {
      organization_id: this.organization.id, id: randomUUID(), activity_id: activity.id,
      venue_id: activity.venue_id, start_time: start,
      end_time: new Date(start.getTime() + activity.duration_minutes * minute), capacity_total: capacity,
      capacity_remaining: capacity, price_minor: activity.price_minor, currency: activity.currency,
      is_customized: true, ...columns,
    });
  }

  nextStart() {
    this.sessions = (this.sessions ?? 0) + 1;
    return new Date(Date.now() + day + this.sessions * minute);
  }

  // The session as it is now.
  async sessionNow(session) {
    const { rows } = await this.database.query(
      'select * from activity_sessions where organization_id = $1 and id = $2', [this.organization.id, session.id]);
    return rows[0];
  }

  // Waits until the job has given back all holds whose time is over, so that no rows change any more.
  async settle() {
    await eventually('the expiry of all due holds', async () => {
      const { rows } = await this.database.query(
        `select from slot_reservations where organization_id = $1 and status = 'held'
         and expires_at <= clock_timestamp()`, [this.organization.id]);
      return rows.length === 0;
    });
  }

  // Lets the time of a hold run out.
  async lapse(reservationId) {
    await this.database.query(
      `update slot_reservations set expires_at = clock_timestamp() - interval '1 second'
       where organization_id = $1 and id = $2`, [this.organization.id, reservationId]);
  }
}

// A new active organization with a venue and an embed key.
export async function makeTenant(database, { timeZone = 'Europe/London', currency = 'GBP' } = {}) {
  const id = randomUUID();
  const organization = await insert(database, 'organizations',
    { id, name: `Organization ${id}`, slug: `organization-${id}`, status: 'active', currency });
  const venue = await insert(database, 'venues',
    { organization_id: id, id: randomUUID(), name: 'Venue', slug: 'venue', time_zone: timeZone });
  const embed = await insert(database, 'embed_configs', { organization_id: id, id: randomUUID(), name: 'Embed' });
  const embedKey = `emb_${randomBytes(12).toString('hex')}`;
  await insert(database, 'embed_keys',
    { embed_key: embedKey, organization_id: id, embed_config_id: embed.id });
  return new Tenant(database, organization, venue, embedKey);
}

// The civil day and the wall clock with offset that `instant` shows in `timeZone`.
export function localDay(instant, timeZone) {
  return localTime(instant, timeZone).slice(0, 10);
}

export function localTime(instant, timeZone) {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit',
    second: '2-digit', hourCycle: 'h23', timeZoneName: 'longOffset',
  });
  const part = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  const offset = part.timeZoneName === 'GMT' ? '+00:00' : part.timeZoneName.slice(3);
  return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}:${part.second}${offset}`;
}
