// Entries of the audit trail in words.
import type { AuditEntry } from '../api/types';
import { sentence } from '../words/names';
import { showInstant } from '../words/format';

const acts: Record<string, string> = { insert: 'made', update: 'changed', delete: 'removed' };

// "users" -> "User", "activity_sessions" -> "Session".
const things: Record<string, string> = {
  activities: 'Activity',
  activity_sessions: 'Session',
  api_keys: 'API key',
  bookings: 'Booking',
  customers: 'Customer',
  embed_configs: 'Embed',
  organizations: 'Organization',
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

export function headlineOf({ action, resource_type: type }: AuditEntry): string {
  const act = acts[action];
  if (act) return `${things[type] ?? sentence(type)} ${act}`;
  return events[action] ?? sentence(action);
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

function textOf(value: unknown): string {
  if (value === null || value === undefined || value === '') return '(empty)';
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (value === '[redacted]') return '(not kept)';
  if (typeof value === 'string') return instant.test(value) && !Number.isNaN(Date.parse(value)) ? showInstant(value) : value;
  return typeof value === 'object' ? JSON.stringify(value, null, 1) : String(value);
}

export interface Difference {
  name: string;
  before: string | null;
  after: string | null;
}

// Says nothing to people, and is in every change.
const noise = new Set(['version', 'updated_at']);

// Which members an entry made different, in words; `null` where there was or is none.
export function differencesOf({ action, old_values: before, new_values: after }: AuditEntry): Difference[] {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return names
    .filter((name) => action !== 'update' || !noise.has(name))
    .flatMap((name) => {
      const has = (values: AuditEntry['old_values']) => values !== null && name in values;
      const difference = {
        name: sentence(name),
        before: has(before) ? textOf(before?.[name]) : null,
        after: has(after) ? textOf(after?.[name]) : null,
      };
      return difference.before === difference.after ? [] : [difference];
    });
}
