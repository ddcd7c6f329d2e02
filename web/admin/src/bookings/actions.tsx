// What staff do with a booking where it stands in a list: check in, note that nobody came, complete.
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { api, newKey, problemOf, take } from '../api/client';
import type { Booking } from '../api/types';
import { Button } from '../components/button';
import { useSay } from '../components/toasts';
import { useCan } from '../session/session';
import { plural } from '../words/format';

export const nameOf = ({ contact }: Booking) => `${contact.first_name} ${contact.last_name}`;

// Makes every view ask again for bookings and for the seats of their sessions.
export function useRefreshBookings(): () => Promise<void> {
  const client = useQueryClient();
  return useCallback(async () => {
    await Promise.all([
      client.invalidateQueries({ queryKey: ['bookings'] }),
      client.invalidateQueries({ queryKey: ['sessions'] }),
      client.invalidateQueries({ queryKey: ['customers'] }),
      client.invalidateQueries({ queryKey: ['audit', 'of'] }),
    ]);
  }, [client]);
}

type Act = 'check_in' | 'no_show' | 'complete';

function send(act: Act, id: string) {
  const options = { params: { path: { id }, header: { 'Idempotency-Key': newKey() } }, body: {} };
  if (act === 'check_in') return take(api.POST('/v1/bookings/{id}/check-in', options));
  if (act === 'no_show') return take(api.POST('/v1/bookings/{id}/no-show', options));
  return take(api.POST('/v1/bookings/{id}/complete', options));
}

const names: Record<Act, { button: string; done: (booking: Booking) => string }> = {
  check_in: {
    button: 'Check in',
    done: (booking) => `${nameOf(booking)}, ${plural(booking.party_size, 'person', 'people')}: checked in`,
  },
  no_show: { button: 'Did not come', done: (booking) => `${nameOf(booking)}: noted as not there` },
  complete: { button: 'Complete', done: (booking) => `${nameOf(booking)}: completed` },
};

// The buttons of those acts that the state of the booking and its time allow.
export function VisitActions({ booking, small = true }: { booking: Booking; small?: boolean }) {
  const can = useCan();
  const say = useSay();
  const refresh = useRefreshBookings();
  const [busy, setBusy] = useState<Act | null>(null);
  const [fault, setFault] = useState('');
  const begun = Date.parse(booking.start_time) <= Date.now();
  const acts = (['check_in', 'complete', 'no_show'] as const).filter(
    (act) => booking.allowed_actions.includes(act) && (act === 'check_in' || begun),
  );
  if (!can('bookings:check_in') || acts.length === 0) return null;

  const run = async (act: Act) => {
    setBusy(act);
    setFault('');
    try {
      say(names[act].done(await send(act, booking.id)));
      await refresh();
    } catch (error) {
      setFault(problemOf(error).detail);
    } finally {
      setBusy(null);
    }
  };
  return (
    <div className="visit">
      <div className="actions">
        {acts.map((act) => (
          <Button
            key={act}
            small={small}
            kind={act === 'check_in' ? 'primary' : 'plain'}
            busy={busy !== null}
            aria-label={`${names[act].button}: ${nameOf(booking)}`}
            onClick={() => {
              void run(act);
            }}
          >
            {names[act].button}
          </Button>
        ))}
      </div>
      {fault && (
        <p className="fault" role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}
