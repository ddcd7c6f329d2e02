// One session of the calendar: who comes, moving them, and closing, opening, blocking and resizing it.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { api, newKey, problemOf, take } from '../api/client';
import type { Activity, Booking, Session } from '../api/types';
import { nameOf, useRefreshBookings } from '../bookings/actions';
import { NewBooking } from '../bookings/new_booking';
import { Reschedule } from '../bookings/reschedule';
import { isMovable } from '../calendar/moving';
import { Button } from '../components/button';
import { Confirm } from '../components/confirm';
import { Dialog } from '../components/dialog';
import { TextField } from '../components/fields';
import { Badge, ErrorNotice, Loading, Notice } from '../components/notices';
import { Seats } from '../components/seats';
import { useSay } from '../components/toasts';
import { useCan } from '../session/session';
import { clockOf, dayOf, money, plural, showDay, timeOf } from '../words/format';
import { bookingStatus, closeReason } from '../words/names';

function Parties({ session, onMove }: { session: Session; onMove: (booking: Booking) => void }) {
  const can = useCan();
  const bookings = useQuery({
    queryKey: ['bookings', 'of session', session.id],
    queryFn: ({ signal }) => take(api.GET('/v1/bookings', { params: { query: { session_id: session.id, limit: 100 } }, signal })),
  });
  if (bookings.isPending) return <Loading />;
  if (bookings.isError)
    return (
      <ErrorNotice
        error={bookings.error}
        again={() => {
          void bookings.refetch();
        }}
      />
    );
  if (bookings.data.data.length === 0) return <p className="soft">Nobody has booked yet.</p>;
  return (
    <ul className="rows">
      {bookings.data.data.map((booking) => (
        <li key={booking.id}>
          <div>
            <Link href={`/bookings/${booking.id}`}>{nameOf(booking)}</Link>
            <p className="hint">
              {booking.booking_number} · {plural(booking.party_size, 'person', 'people')}
            </p>
          </div>
          <Badge tone={bookingStatus[booking.status].tone}>{bookingStatus[booking.status].name}</Badge>
          {can('bookings:write') && isMovable(booking) && (
            <Button small aria-label={`Move ${nameOf(booking)} to…`} onClick={() => onMove(booking)}>
              Move to…
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

type Act = 'close' | 'open' | 'block' | 'resize' | 'book';

interface ActProps {
  session: Session;
  onClose: () => void;
}

function useAct(session: Session) {
  const say = useSay();
  const refresh = useRefreshBookings();
  const [key] = useState(newKey);
  const params = { path: { id: session.id }, header: { 'Idempotency-Key': key } };
  const done = async (news: string) => {
    await refresh();
    say(news);
  };
  return { params, done, refresh };
}

const touched = ({ booking_count: bookings, hold_count: holds }: Session) =>
  bookings + holds > 0
    ? `It has ${plural(bookings, 'booking')} and ${plural(holds, 'hold')}: they stay until you move or cancel them.`
    : 'Nobody has booked it.';

function Close({ session, onClose }: ActProps) {
  const { params, done } = useAct(session);
  const [note, setNote] = useState('');
  return (
    <Confirm
      title="Close this session?"
      act="Close it"
      kind="primary"
      onClose={onClose}
      run={async () => {
        await take(api.POST('/v1/sessions/{id}/close', { params, body: { note: note || null } }));
        await done('The session is closed');
      }}
    >
      <p>Nobody can book it any more. {touched(session)} You can open it again.</p>
      <TextField label="Note for staff" optional maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
    </Confirm>
  );
}

function Block({ session, onClose }: ActProps) {
  const { params, done } = useAct(session);
  const [reason, setReason] = useState('');
  return (
    <Confirm
      title="Block this session?"
      act="Block it"
      onClose={onClose}
      run={async () => {
        await take(api.POST('/v1/sessions/{id}/block', { params, body: { reason } }));
        await done('The session is blocked');
      }}
    >
      <p>For a session that cannot take place. {touched(session)}</p>
      <TextField label="Reason" required maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
    </Confirm>
  );
}

function Reopen({ session, onClose }: ActProps) {
  const { params, done } = useAct(session);
  return (
    <Confirm
      title="Open this session?"
      act="Open it"
      kind="primary"
      onClose={onClose}
      run={async () => {
        await take(api.POST('/v1/sessions/{id}/open', { params, body: {} }));
        await done('The session can be booked again');
      }}
    >
      <p>It can be booked again at once.</p>
    </Confirm>
  );
}

function Resize({ session, onClose }: ActProps) {
  const { done, refresh } = useAct(session);
  const [read, setRead] = useState(session);
  const isStale = session.version !== read.version;
  const [seats, setSeats] = useState(String(session.capacity_total));
  return (
    <Confirm
      title="Change the seats"
      act="Save"
      kind="primary"
      onClose={onClose}
      run={async () => {
        try {
          await take(
            api.POST('/v1/sessions/{id}/resize', {
              params: { path: { id: session.id }, header: { 'Idempotency-Key': newKey() } },
              body: { capacity_total: Number(seats), expected_version: read.version },
            }),
          );
        } catch (error) {
          if (problemOf(error).code === 'version_mismatch') await refresh();
          throw error;
        }
        await done(`The session has ${plural(Number(seats), 'seat')} now`);
      }}
    >
      <TextField
        label="Seats"
        type="number"
        min={1}
        max={1000}
        value={seats}
        onChange={(event) => setSeats(event.target.value)}
        hint={`${session.booked + session.held} are taken: it cannot have fewer.`}
      />
      {isStale && (
        <Notice tone="warm">
          <p>
            <strong>Somebody else has changed this session meanwhile</strong>: it had {plural(read.capacity_total, 'seat')},{' '}
            {read.booked + read.held} taken; now it has {plural(session.capacity_total, 'seat')}, {session.booked + session.held} taken.
            Yours are not saved yet.
          </p>
          <Button small onClick={() => setRead(session)}>
            Go on with mine
          </Button>
        </Notice>
      )}
    </Confirm>
  );
}

interface SessionDialogProps {
  session: Session;
  activity: Activity | undefined;
  onClose: () => void;
}

export function SessionDialog({ session, activity, onClose }: SessionDialogProps) {
  const can = useCan();
  const [act, setAct] = useState<Act | null>(null);
  const [moved, setMoved] = useState<Booking | null>(null);
  const begun = Date.parse(session.start_time) <= Date.now();
  const over = Date.parse(session.end_time) <= Date.now();
  const back = () => setAct(null);
  const changeable = can('sessions:write') && !begun;
  return (
    <>
      <Dialog title={`${activity?.name ?? ''}, ${timeOf(session.local_start)}`} onClose={onClose} wide>
        <p>
          {showDay(dayOf(session.local_start), 'long')}
          {activity && `, ${timeOf(session.local_start)} to ${clockOf(session.end_time, activity.time_zone)} (${activity.time_zone})`}
          {' · '}
          {money(session.price)}
        </p>
        {session.is_closed && (
          <Notice tone="warm">
            <p>
              <strong>{session.close_reason ? closeReason[session.close_reason] : 'Closed'}</strong>
              {session.note && `: ${session.note}`}
            </p>
          </Notice>
        )}
        <Seats session={session} />
        <div className="actions">
          {can('bookings:write') && !over && !session.is_closed && session.capacity_remaining > 0 && (
            <Button kind="primary" onClick={() => setAct('book')}>
              Book
            </Button>
          )}
          {changeable && !session.is_closed && <Button onClick={() => setAct('close')}>Close session</Button>}
          {changeable && session.is_closed && <Button onClick={() => setAct('open')}>Open session</Button>}
          {changeable && <Button onClick={() => setAct('resize')}>Change the seats</Button>}
          {changeable && session.close_reason !== 'blocked' && (
            <Button kind="danger" onClick={() => setAct('block')}>
              Block session
            </Button>
          )}
        </div>
        <h3>Bookings</h3>
        <Parties session={session} onMove={setMoved} />
      </Dialog>
      {act === 'close' && <Close session={session} onClose={back} />}
      {act === 'open' && <Reopen session={session} onClose={back} />}
      {act === 'block' && <Block session={session} onClose={back} />}
      {act === 'resize' && <Resize session={session} onClose={back} />}
      {moved && <Reschedule booking={moved} onClose={() => setMoved(null)} />}
      {act === 'book' && <NewBooking session={session} onClose={back} />}
    </>
  );
}
