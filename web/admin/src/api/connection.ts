// Whether the server answers, as the last request found it.
import { useSyncExternalStore } from 'react';

let reachable = navigator.onLine;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function noteReachable(now: boolean): void {
  if (now === reachable) return;
  reachable = now;
  listeners.forEach((listener) => listener());
}

// The browser knows at once when its network is gone. That it is back does not say that the server is.
window.addEventListener('offline', () => noteReachable(false));

export const useReachable = () => useSyncExternalStore(subscribe, () => reachable);
