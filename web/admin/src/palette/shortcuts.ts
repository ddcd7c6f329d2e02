// Keys that lead somewhere. Those of a single character can be switched off (WCAG 2.1.4): who speaks to the computer
// would press them by talking.
import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { navigation, type Entry } from '../navigation';
import { useCan } from '../session/session';

const offName = 'btms_no_single_keys';
// So long the second key of two may take.
const secondKeyMilliseconds = 1500;

export const areSingleKeysOn = () => localStorage.getItem(offName) === null;

export function switchSingleKeys(on: boolean): void {
  if (on) localStorage.removeItem(offName);
  else localStorage.setItem(offName, '1');
}

export const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);
export const paletteKeys = isMac ? '⌘ K' : 'Ctrl K';

// By the key after "g".
const places: Record<string, Entry | undefined> = Object.fromEntries(
  navigation.flatMap(({ entries }) => entries.map((entry) => [entry.key, entry])),
);

export type Opened = 'palette' | 'help' | 'booking';

function isTyping({ target }: KeyboardEvent): boolean {
  return target instanceof Element && target.closest('input, select, textarea, [contenteditable]') !== null;
}

export function useShortcuts(open: (what: Opened) => void): void {
  const can = useCan();
  const [, go] = useLocation();
  const lead = useRef(0);
  useEffect(() => {
    const single = (key: string): boolean => {
      const place = Date.now() - lead.current < secondKeyMilliseconds ? places[key] : undefined;
      lead.current = key === 'g' ? Date.now() : 0;
      if (place && can(place.permission)) go(place.href);
      else if (key === '?') open('help');
      else if (key === 'n' && can('bookings:write')) open('booking');
      else if (key === '/') document.querySelector<HTMLInputElement>('main input[type=search]')?.focus();
      else return false;
      return true;
    };
    const pressed = (event: KeyboardEvent) => {
      if (document.querySelector('dialog[open]') || event.altKey) return;
      const control = isMac ? event.metaKey : event.ctrlKey;
      if (control && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        open('palette');
        return;
      }
      if (event.ctrlKey || event.metaKey || isTyping(event) || !areSingleKeysOn()) return;
      if (single(event.key)) event.preventDefault();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  });
}
