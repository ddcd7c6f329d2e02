// The contract's documents by their names.
import type { components, paths } from './contract';

type Schemas = components['schemas'];

export type Me = Schemas['Me'];
export type User = Schemas['User'];
export type Role = Schemas['Role'];
export type Venue = Schemas['StaffVenue'];
export type Activity = Schemas['StaffActivity'];
export type Schedule = Schemas['Schedule'];
export type Hours = Schemas['Hours'];
export type Conflict = Schemas['Conflict'];
export type Preview = Schemas['Preview'];
export type SessionChanges = Schemas['SessionChanges'];
export type Session = Schemas['StaffSession'];
export type Booking = Schemas['StaffBooking'];
export type Customer = Schemas['Customer'];
export type Embed = Schemas['EmbedSettings'];
export type Funnel = Schemas['Funnel'];
export type ApiKey = Schemas['ApiKey'];
export type Scope = Schemas['Scope'];
export type AuditEntry = Schemas['AuditEntry'];
export type Organization = Schemas['Organization'];
export type SignIn = Schemas['SignIn'];
export type Money = Schemas['Money'];
export type BookingMoney = Schemas['BookingMoney'];
export type Payment = Schemas['Payment'];
export type Refund = Schemas['Refund'];
export type Dashboard = Schemas['Dashboard'];
export type Health = Schemas['Health'];
export type WebhookEndpoint = Schemas['WebhookEndpoint'];
export type WebhookEventType = Schemas['WebhookEventType'];
export type WebhookDelivery = Schemas['WebhookDelivery'];
export type WebhookDeliveryWithLog = Schemas['WebhookDeliveryWithLog'];
export type Job = Schemas['Job'];
export type JobOnNode = Schemas['JobOnNode'];
export type Mail = Schemas['Mail'];
export type TicketType = Schemas['TicketType'];
export type PriceRule = Schemas['PriceRule'];
export type TaxRate = Schemas['TaxRate'];
export type Pricing = Schemas['Pricing'];
export type PromoCode = Schemas['PromoCode'];
export type GiftCard = Schemas['GiftCard'];
export type PaymentSettings = Schemas['PaymentSettings'];
export type PaymentAccount = Schemas['PaymentAccount'];

type QueryOf<Path extends keyof paths> = paths[Path] extends { get: { parameters: { query?: infer Query } } }
  ? NonNullable<Query>
  : never;
export type BookingFilter = QueryOf<'/v1/bookings'>;
export type DeliveryFilter = QueryOf<'/v1/webhook-deliveries'>;
export type MailFilter = QueryOf<'/v1/mails'>;
export type DashboardFilter = QueryOf<'/v1/dashboard'>;
export type AuditFilter = QueryOf<'/v1/audit-logs'>;
