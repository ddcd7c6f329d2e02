// Check-in by ticket: the camera reads one QR code after the other; a hand scanner or a number typed does the same.
import { CircleCheck, CircleX } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import { api, newKey, problemOf, take, type Problem } from '../api/client';
import type { Booking } from '../api/types';
import { Button } from '../components/button';
import { Dialog } from '../components/dialog';
import { TextField } from '../components/fields';
import { Notice } from '../components/notices';
import { plural, showDay, dayOf, timeOf } from '../words/format';
import { nameOf, useRefreshBookings } from './actions';
import { readCodes } from './qr_reader';

type Outcome = { code: string; booking: Booking } | { code: string; problem: Problem };

function useCheckIn() {
  const refresh = useRefreshBookings();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const busy = useRef(false);
  const checkIn = useCallback(
    async (code: string, acceptUnpaid = false) => {
      if (busy.current) return;
      busy.current = true;
      try {
        const booking = await take(
          api.POST('/v1/check-ins', {
            params: { header: { 'Idempotency-Key': newKey() } },
            body: { code, ...(acceptUnpaid && { accept_unpaid: true }) },
          }),
        );
        setOutcome({ code, booking });
        await refresh();
      } catch (error) {
        setOutcome({ code, problem: problemOf(error) });
      } finally {
        busy.current = false;
      }
    },
    // eslint-disable-next-line -- what refresh does never changes
    [refresh],
  );
  return { outcome, checkIn };
}

type CameraState = 'starting' | 'on' | 'refused' | 'none';

const cameraWords: Record<Exclude<CameraState, 'on'>, string> = {
  starting: 'The browser asks whether the camera may be used.',
  refused: 'The browser does not let this page use the camera. Allow it in the browser’s settings for this site, or type the code.',
  none: 'There is no camera that this page can use. Cameras need https. Type the code, or use a hand scanner.',
};

// A ticket that stays before the camera is read once.
const sameMilliseconds = 3000;

function Camera({ onCode }: { onCode: (code: string) => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<CameraState>('starting');
  useEffect(() => {
    let stream: MediaStream | null = null;
    let stopReading = () => {};
    let closed = false;
    let last = { code: '', at: 0 };
    const found = (code: string) => {
      const isSame = code === last.code && Date.now() - last.at < sameMilliseconds;
      last = { code, at: Date.now() };
      if (!isSame) onCode(code);
    };
    const start = async () => {
      if (!navigator.mediaDevices) throw new DOMException('No camera without https', 'NotFoundError');
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: { ideal: 'environment' } } });
      const element = video.current;
      if (closed || !element) return;
      element.srcObject = stream;
      await element.play();
      setState('on');
      stopReading = readCodes(element, found);
    };
    const stop = () => {
      stopReading();
      stream?.getTracks().forEach((track) => track.stop());
    };
    void start()
      .catch((error: unknown) => {
        if (!closed) setState(error instanceof DOMException && error.name === 'NotAllowedError' ? 'refused' : 'none');
      })
      .finally(() => {
        if (closed) stop();
      });
    return () => {
      closed = true;
      stop();
    };
  }, [onCode]);
  return (
    <div className="camera">
      <video ref={video} playsInline muted hidden={state !== 'on'} aria-label="What the camera sees" />
      {state === 'on' ? <p className="hint">Hold the QR code of the ticket before the camera.</p> : <Notice>{cameraWords[state]}</Notice>}
    </div>
  );
}

function OutcomeNotice({ outcome, onAcceptUnpaid }: { outcome: Outcome; onAcceptUnpaid: () => void }) {
  if ('booking' in outcome) {
    const { booking } = outcome;
    return (
      <div className="notice good">
        <CircleCheck aria-hidden />
        <div>
          <strong>
            {nameOf(booking)}, {plural(booking.party_size, 'person', 'people')}: checked in
          </strong>
          <p>
            {booking.activity.name}, {showDay(dayOf(booking.local_start), 'short')} {timeOf(booking.local_start)} ·{' '}
            <Link href={`/bookings/${booking.id}`}>{booking.booking_number}</Link>
          </p>
        </div>
      </div>
    );
  }
  const { problem } = outcome;
  return (
    <div className="notice bad">
      <CircleX aria-hidden />
      <div>
        <strong>{problem.title}</strong>
        <p>{problem.detail}</p>
        {problem.code === 'payment_due' && (
          <Button small onClick={onAcceptUnpaid}>
            Let them in all the same
          </Button>
        )}
      </div>
    </div>
  );
}

export default function Scanner({ onClose }: { onClose: () => void }) {
  const { outcome, checkIn } = useCheckIn();
  const [typed, setTyped] = useState('');
  const onCode = useCallback(
    (code: string) => {
      void checkIn(code);
    },
    [checkIn],
  );
  return (
    <Dialog title="Scan tickets" onClose={onClose}>
      <Camera onCode={onCode} />
      <div aria-live="assertive">
        {outcome && (
          <OutcomeNotice
            outcome={outcome}
            onAcceptUnpaid={() => {
              void checkIn(outcome.code, true);
            }}
          />
        )}
      </div>
      <form
        className="pair"
        onSubmit={(event) => {
          event.preventDefault();
          if (typed.trim()) onCode(typed.trim());
          setTyped('');
        }}
      >
        <TextField
          label="Or the booking number"
          autoComplete="off"
          maxLength={200}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button type="submit">Check in</Button>
      </form>
    </Dialog>
  );
}
