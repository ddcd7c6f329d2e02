// What this tab remembers of one widget, so that a reload or the way back from a payment loses nothing and books
// nothing twice. It is gone when the tab is closed, and the details of the customer once they have booked.
import type { CheckoutInput, Session, Ticket } from './types';

export interface Hold {
  id: string;
  activityId: string;
  session: Session;
  party: number;
  tickets: Ticket[];
  endsAt: number;  // by the clock of this device
}

export interface Typed {
  first_name: string;
  last_name: string;
  email: string;
  phone: string;
  promo_code: string;
  gift_card_code: string;
  payment: string;
}

export interface Memory {
  // Asked for; the answer may never have arrived. The same key asks again.
  holding?: { key: string; activityId: string; session: Session; party: number; tickets: Ticket[] };
  hold?: Hold;
  typed?: Typed;
  attempt?: { key: string; body: CheckoutInput };
  checkoutId?: string;
  // How many steps of the funnel this visit was counted at.
  steps?: number;
}

export class Remembered {
  private value: Memory = {};

  constructor(private readonly name: string) {
    try {
      this.value = JSON.parse(sessionStorage.getItem(name) ?? '{}') as Memory;
    } catch { /* a browser that keeps nothing, or something else under our name */ }
  }

  get now(): Readonly<Memory> {
    return this.value;
  }

  set(change: Partial<Memory>): void {
    this.value = { ...this.value, ...change };
    this.keep();
  }

  clear(): void {
    this.value = {};
    this.keep();
  }

  private keep(): void {
    try {
      sessionStorage.setItem(this.name, JSON.stringify(this.value));
    } catch { /* then it lasts as long as the page */ }
  }
}
