// What states, roles and permissions are called on the screen.
import type {
  ApiKey,
  Booking,
  Conflict,
  Mail,
  Organization,
  Payment,
  Refund,
  Role,
  Session,
  WebhookDelivery,
  WebhookEventType,
} from '../api/types';

export type Tone = 'good' | 'warm' | 'bad' | 'calm' | 'plain';
type Named = { name: string; tone: Tone };

export const bookingStatus: Record<Booking['status'], Named> = {
  pending: { name: 'Pending', tone: 'warm' },
  confirmed: { name: 'Confirmed', tone: 'calm' },
  checked_in: { name: 'Checked in', tone: 'good' },
  completed: { name: 'Completed', tone: 'plain' },
  cancelled: { name: 'Cancelled', tone: 'bad' },
  no_show: { name: 'Did not come', tone: 'warm' },
};

export const paymentStatus: Record<Booking['payment_status'], string> = {
  unpaid: 'To pay at the venue',
  partially_paid: 'Partially paid',
  paid: 'Paid',
  partially_refunded: 'Partially refunded',
  refunded: 'Refunded',
  failed: 'Payment failed',
  disputed: 'Disputed',
};

export const paymentProvider: Record<Payment['provider'], string> = {
  pay_at_venue: 'At the venue',
  gift_card: 'Gift card',
  test: 'Test payment',
  stripe: 'Card',
};

export const paymentState: Record<Payment['status'], Named> = {
  open: { name: 'Not paid yet', tone: 'warm' },
  succeeded: { name: 'Paid', tone: 'good' },
  failed: { name: 'Failed', tone: 'bad' },
  expired: { name: 'Given up', tone: 'plain' },
};

export const refundTarget: Record<Refund['target'], string> = {
  provider: 'To where it came from',
  gift_card: 'To a gift card',
  venue: 'Over the counter',
};

export const refundState: Record<Refund['status'], Named> = {
  due: { name: 'On its way', tone: 'warm' },
  succeeded: { name: 'Given back', tone: 'good' },
  failed: { name: 'Refused', tone: 'bad' },
};

export const closeReason: Record<NonNullable<Session['close_reason']>, string> = {
  closed_by_hand: 'Closed',
  blocked: 'Blocked',
  not_in_schedule: 'Not in the schedule',
};

export const organizationStatus: Record<Organization['status'], Named> = {
  pending: { name: 'Pending', tone: 'warm' },
  active: { name: 'Active', tone: 'good' },
  suspended: { name: 'Suspended', tone: 'bad' },
  deleted: { name: 'Deleted', tone: 'plain' },
};

export const keyStatus: Record<ApiKey['status'], Named> = {
  active: { name: 'Active', tone: 'good' },
  expired: { name: 'Expired', tone: 'plain' },
  revoked: { name: 'Revoked', tone: 'bad' },
};

export const deliveryStatus: Record<WebhookDelivery['status'], Named> = {
  waiting: { name: 'Waiting', tone: 'warm' },
  delivered: { name: 'Delivered', tone: 'good' },
  failed: { name: 'Given up', tone: 'bad' },
};

export const mailStatus: Record<Mail['status'], Named> = {
  waiting: { name: 'Waiting', tone: 'warm' },
  sent: { name: 'Sent', tone: 'good' },
  failed: { name: 'Given up', tone: 'bad' },
};

export const mailNames: Record<Mail['template'], string> = {
  invitation: 'Invitation',
  password_reset: 'Link to a new password',
  password_changed: 'Password changed',
  second_factor_added: 'Second factor added',
  second_factor_removed: 'Second factor removed',
  recovery_codes_renewed: 'Recovery codes renewed',
  refresh_token_reused: 'Sign-in ended for safety',
  booking_confirmed: 'Booking confirmed',
  booking_changed: 'Booking changed',
  booking_cancelled: 'Booking cancelled',
  booking_refunded: 'Money given back',
  booking_reminder: 'Reminder',
  payment_returned: 'Payment returned',
  gift_card: 'Gift card',
  webhook_disabled: 'Webhook switched off',
};

// As the contract lists them; the type makes the build fail where it has another one.
export const eventNames: Record<WebhookEventType, string> = {
  'booking.confirmed': 'Booking confirmed',
  'booking.rescheduled': 'Booking moved',
  'booking.cancelled': 'Booking cancelled',
  'booking.checked_in': 'Checked in',
  'booking.completed': 'Booking completed',
  'booking.no_show': 'Did not come',
  'payment.succeeded': 'Payment succeeded',
  'payment.failed': 'Payment failed',
  'refund.succeeded': 'Refund succeeded',
  'refund.failed': 'Refund failed',
  'dispute.opened': 'Dispute opened',
  'dispute.closed': 'Dispute closed',
  'gift_card.issued': 'Gift card issued',
};

// The highest first, as the contract lists them.
export const roleNames: Record<Role, string> = {
  'platform-admin': 'Platform admin',
  'super-admin': 'Owner',
  'org-admin': 'Organization admin',
  admin: 'Admin',
  manager: 'Manager',
  staff: 'Staff',
};

export const roleHints: Record<Role, string> = {
  'platform-admin': 'Everything, in every organization.',
  'super-admin': 'Everything in the organization.',
  'org-admin': 'Everything, also people and settings.',
  admin: 'What is sold, API keys and the audit trail; no people or settings.',
  manager: 'Activities, sessions, bookings and customers.',
  staff: 'Looks things up and checks people in.',
};

const roles = Object.keys(roleNames) as Role[];

// Who changes a user or gives a role stands above it.
export function rolesBelow(role: Role): Role[] {
  return roles.slice(roles.indexOf(role) + 1);
}

export const conflictReason: Record<Conflict['reason'], string> = {
  not_in_schedule: 'has bookings or holds, and the new schedule has no session then',
  differs_from_activity: 'has bookings or holds, so it keeps its length, seats and price',
  overlaps_session_with_holds_or_bookings: 'is not made: it would overlap a session that somebody has',
};

export const skipReason: Record<string, string> = {
  clock_change: 'the clock jumps over this time',
  blocked: 'blocked',
  ends_after_closing: 'would end after closing',
  too_close: 'too close to another session',
};

// "bookings:check_in" -> "Bookings: check in".
export function permissionName(permission: string): string {
  const [thing = '', act = ''] = permission.split(':');
  return `${sentence(thing)}: ${act.replaceAll('_', ' ')}`;
}

// "api_keys" -> "Api keys".
export function sentence(name: string): string {
  const words = name.replaceAll('_', ' ').replaceAll('.', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
