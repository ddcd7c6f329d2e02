// What the site learns: events of the element, and messages where our page stands in a frame of the site.
import type { Settings } from './settings';

export interface Events {
  resize: { height: number };
  step: { step: string };
  booked: { booking_number: string; activity_id: string; start_time: string; total: { amount: number; currency: string } };
}

export interface Message<Name extends keyof Events = keyof Events> {
  source: 'bookingtms';
  type: Name;
  detail: Events[Name];
}

// The origin of the site around our page: what it said itself, or where the visitor came from. The browser delivers a
// message only if that site has this origin.
function parentOrigin(settings: Settings): string | null {
  if (settings.mode !== 'page' || window.parent === window) return null;
  if (settings.parent) return settings.parent;
  return document.referrer ? new URL(document.referrer).origin : null;
}

export function emitterOf(element: HTMLElement, settings: Settings) {
  const origin = parentOrigin(settings);
  return <Name extends keyof Events>(type: Name, detail: Events[Name]): void => {
    element.dispatchEvent(new CustomEvent(`bookingtms:${type}`, { detail, bubbles: true, composed: true }));
    const message: Message<Name> = { source: 'bookingtms', type, detail };
    if (origin) window.parent.postMessage(message, origin);
  };
}

export type Emit = ReturnType<typeof emitterOf>;
