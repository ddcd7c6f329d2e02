// The contract's documents by their names.
import type { components } from './contract';

type Schemas = components['schemas'];

export type Embed = Schemas['Embed'];
export type Activity = Schemas['Activity'];
export type Session = Schemas['Session'];
export type Reservation = Schemas['Reservation'];
export type Ticket = Schemas['Ticket'];
export type Quote = Schemas['Quote'];
export type Checkout = Schemas['Checkout'];
export type CheckoutInput = Schemas['CheckoutInput'];
export type Booking = Schemas['Booking'];
export type Policy = Schemas['CancellationPolicy'];
export type Problem = Schemas['Problem'];

// What the stream tells about one session.
export interface SessionChange {
  id: string;
  capacity_total: number;
  capacity_remaining: number;
  version: number;
  is_closed: boolean;
}
