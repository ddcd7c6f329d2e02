// The sessions of an activity on the days that are shown, kept as they are on the server.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Client } from '../api/client';
import { watch } from '../live';
import type { Activity, Session, SessionChange } from '../types';

// So many days can be asked for at once.
export const daysMax = 62;

export interface Days {
  from: string;
  to: string;
}

export const dayOf = (session: Session) => session.local_start.slice(0, 10);
export const isFree = (session: Session, party: number) => session.capacity_remaining >= party;

// A private session is sold as a whole, so any seat taken of it takes it all.
export const seatsFor = (activity: Activity, party: number) => (activity.mode === 'private' ? 1 : party);

export async function listSessions(client: Client, activityId: string, { from, to }: Days, spots?: number): Promise<Session[]> {
  const query = { activity_id: activityId, from, to, ...(spots && { spots }) };
  return (await client.ask('get', '/v1/embed/{embed_key}/availability', { query })).data;
}

// `tell` hears of changes of single sessions: what they were and what they are now.
export function useSessions(client: Client, activityId: string, days: Days, tell: (before: Session, after: Session) => void) {
  const [sessions, setSessions] = useState<Session[] | null>(null);
  const [error, setError] = useState<unknown>();
  const shown = useRef<Session[]>([]);
  const asked = useRef(0);
  const listener = useRef(tell);
  listener.current = tell;

  const show = useCallback((list: Session[]) => {
    shown.current = list;
    setSessions(list);
  }, []);
  const read = useCallback(async () => {
    asked.current += 1;
    const question = asked.current;
    try {
      const list = await listSessions(client, activityId, days);
      if (question !== asked.current) return;
      // The stream may have been faster than this answer.
      const newest = new Map(shown.current.map((session) => [session.id, session]));
      show(list.map((session) => ((newest.get(session.id)?.version ?? 0) > session.version ? newest.get(session.id)! : session)));
      setError(undefined);
    } catch (fault) {
      if (question === asked.current) setError(fault);
    }
  }, [activityId, days.from, days.to]);

  useEffect(() => {
    setSessions(null);
    shown.current = [];
    void read();
  }, [read]);

  useEffect(() => {
    // Those that we asked for once and that are on other days.
    const elsewhere = new Set<string>();
    const changed = (change: SessionChange) => {
      const before = shown.current.find(({ id }) => id === change.id);
      if (!before) {
        if (change.is_closed || elsewhere.has(change.id)) return;
        elsewhere.add(change.id);
        void read();
        return;
      }
      if (before.version >= change.version) return;
      const { capacity_total, capacity_remaining, version, is_closed } = change;
      const after = { ...before, capacity_total, capacity_remaining: is_closed ? 0 : capacity_remaining, version };
      show(is_closed ? shown.current.filter((session) => session !== before)
        : shown.current.map((session) => (session === before ? after : session)));
      listener.current(before, after);
    };
    return watch(client, activityId, { changed, stale: () => void read() });
  }, [activityId, read]);

  return { sessions, error, read };
}
