// Entries of the audit trail in words.
import type { AuditEntry } from '../api/types';
import { money, showInstant } from '../words/format';
import { bookingStatus, closeReason, keyStatus, organizationStatus, paymentStatus, roleNames, sentence } from '../words/names';

const acts: Record<string, string> = { insert: 'made', update: 'changed', delete: 'removed' };

// "users" -> "User", "activity_sessions" -> "Session".
const things: Record<string, string> = {
  activities: 'Activity',
  activity_sessions: 'Session',
  api_keys: 'API key',
  bookings: 'Booking',
  customers: 'Customer',
  embed_configs: 'Embed',
  gift_card_uses: 'Use of a gift card',
  gift_cards: 'Gift card',
  organization_pricing: 'Fees',
  organizations: 'Organization',
  price_rules: 'Price rule',
  promo_codes: 'Promo code',
  tax_rates: 'Tax rate',
  ticket_types: 'Ticket type',
  users: 'User',
  venues: 'Venue',
  slot_reservations: 'Hold',
};

const events: Record<string, string> = {
  'sign_in.succeeded': 'Signed in',
  'sign_in.failed': 'Sign-in failed',
  'access.refused': 'Access refused',
  'api_key.used': 'API key used',
  'password.changed': 'Password changed',
  'password.reset': 'Password reset by link',
  'password_reset.requested': 'Password reset asked for',
  'invitation.accepted': 'Invitation accepted',
  'second_factor.added': 'Second factor added',
  'second_factor.removed': 'Second factor removed',
  'recovery_codes.renewed': 'Recovery codes renewed',
  'customer.exported': 'Customer exported',
  'customer.erased': 'Customer erased',
  'audit.exported': 'Audit trail exported',
  'platform.accessed': 'Platform team looked in',
};

export const knownThings = things;
export const knownActions: Record<string, string> = { insert: 'Made', update: 'Changed', delete: 'Removed', ...events };

export function headlineOf(entry: AuditEntry, currency: string): string {
  const { action, resource_type: type } = entry;
  if (type === 'bookings' && action === 'update') return bookingHeadline(entry, currency);
  const act = acts[action];
  if (act) return `${things[type] ?? sentence(type)} ${act}`;
  return events[action] ?? sentence(action);
}

// What was done to a booking: "Confirmed, paid €20.00".
function bookingHeadline({ old_values: before, new_values: after }: AuditEntry, currency: string): string {
  const grown = (name: string) => Number(after?.[name] ?? 0) - Number(before?.[name] ?? 0);
  const done = [
    after?.status && nameOf('bookings.status', after.status),
    after?.start_time && 'moved',
    after?.payment_status && `payment: ${nameOf('bookings.payment_status', after.payment_status)}`,
    grown('paid_minor') > 0 && `paid ${money({ amount: grown('paid_minor'), currency })}`,
    grown('refunded_minor') > 0 && `given back ${money({ amount: grown('refunded_minor'), currency })}`,
    // What they say is not kept in the trail.
    after && 'contact' in after && 'contact changed',
    after && 'notes' in after && 'notes changed',
  ].filter(Boolean);
  const words = done.join(', ');
  return words ? words.charAt(0).toUpperCase() + words.slice(1) : 'Booking changed';
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

// The words for a value of a column, where it is one of few.
const valueNames: Record<string, Record<string, string | { name: string }>> = {
  'activity_sessions.close_reason': closeReason,
  'api_keys.status': keyStatus,
  'bookings.payment_status': paymentStatus,
  'bookings.status': bookingStatus,
  'organizations.status': organizationStatus,
  'users.role': roleNames,
};

function nameOf(column: string, value: unknown): string | null {
  const named = typeof value === 'string' ? valueNames[column]?.[value] : undefined;
  return named === undefined ? null : typeof named === 'string' ? named : named.name;
}

// Amounts are kept in minor units: "paid_minor" 2000 -> "Paid" €20.00.
const amount = /_minor$/;

const columnNames: Record<string, string> = {
  'bookings.adjustment_minor': 'Change of the price',
  'bookings.refunded_minor': 'Given back',
  'bookings.party_size': 'People',
  'bookings.start_time': 'Start',
  'bookings.end_time': 'End',
};

const columnName = (column: string) =>
  columnNames[column] ?? sentence(column.slice(column.indexOf('.') + 1).replace(amount, ''));

export interface Manner {
  currency: string;
  // Whose clock instants are shown on; the reader's unless given.
  timeZone?: string | undefined;
  // Leaves out what is there for programs: ids of other things, and what follows from the rest.
  isBrief?: boolean;
}

function textOf(value: unknown, column: string, { currency, timeZone }: Manner): string {
  if (value === null || value === undefined || value === '') return '(empty)';
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (value === '[redacted]') return '(not kept)';
  if (typeof value === 'number' && amount.test(column)) return money({ amount: value, currency });
  if (typeof value === 'string') {
    const isInstant = instant.test(value) && !Number.isNaN(Date.parse(value));
    return isInstant ? showInstant(value, timeZone) : (nameOf(column, value) ?? value);
  }
  return typeof value === 'object' ? JSON.stringify(value, null, 1) : String(value);
}

export interface Difference {
  name: string;
  before: string | null;
  after: string | null;
}

// Says nothing to people, and is in every change.
const noise = new Set(['version', 'updated_at']);
const consequences = new Set(['booking_date', 'change_count', 'is_ledgered', 'price_snapshot', 'rescheduled_from', 'created_by']);

// Which members an entry made different, in words; `null` where there was or is none.
export function differencesOf(entry: AuditEntry, manner: Manner): Difference[] {
  const { action, resource_type: type, old_values: before, new_values: after } = entry;
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const currency = after?.currency ?? before?.currency;
  const how = typeof currency === 'string' ? { ...manner, currency } : manner;
  return names
    .filter((name) => action !== 'update' || !noise.has(name))
    .filter((name) => !manner.isBrief || !(name.endsWith('_id') || consequences.has(name)))
    .flatMap((name) => {
      const column = `${type}.${name}`;
      const has = (values: AuditEntry['old_values']) => values !== null && name in values;
      const difference = {
        name: columnName(column),
        before: has(before) ? textOf(before?.[name], column, how) : null,
        after: has(after) ? textOf(after?.[name], column, how) : null,
      };
      return difference.before === difference.after ? [] : [difference];
    });
}
