// What somebody typed and did not save is not lost by a wrong click: leaving the view or the app asks first.
import { useEffect } from 'react';
import type { AroundNavHandler } from 'wouter';

const checks = new Set<() => boolean>();

export const hasUnsaved = () => [...checks].some((check) => check());

function warn(event: BeforeUnloadEvent) {
  if (hasUnsaved()) event.preventDefault();
}

// `check` is asked at the moment when somebody is about to leave.
export function useUnsaved(check: () => boolean): void {
  useEffect(() => {
    checks.add(check);
    if (checks.size === 1) window.addEventListener('beforeunload', warn);
    return () => {
      checks.delete(check);
      if (checks.size === 0) window.removeEventListener('beforeunload', warn);
    };
  }, [check]);
}

// Filters change the address, too, but not the view.
export const askBeforeLeaving: AroundNavHandler = (navigate, to, options) => {
  const path = (address: string) => new URL(address, window.location.href).pathname;
  const stays = path(to) === window.location.pathname;
  if (!stays && hasUnsaved() && !window.confirm('Leave without saving? What you have changed here is lost.')) return;
  navigate(to, options);
};
