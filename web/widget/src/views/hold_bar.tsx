// How long the seats are still held, and more time for who needs it.
import { useEffect, useRef, useState } from 'preact/hooks';
import { newKey } from '../api/client';
import { useShared } from '../context';
import { extend } from '../hold';
import type { Hold } from '../memory';
import { Notice } from './parts';

const warnSeconds = 60;

// Whole seconds until then, and 0 from then on.
export function useSecondsUntil(endsAt: number): number {
  const left = () => Math.max(0, Math.ceil((endsAt - Date.now()) / 1000));
  const [seconds, setSeconds] = useState(left);
  useEffect(() => {
    setSeconds(left());
    const timer = setInterval(() => setSeconds(left()), 500);
    return () => clearInterval(timer);
  }, [endsAt]);
  return seconds;
}

// Where the visitor went back to the times: the way on to the seats that are held.
export function StillHeld({ hold }: { hold: Hold }) {
  const { format, go } = useShared();
  const { words } = format;
  const seconds = useSecondsUntil(hold.endsAt);
  if (seconds === 0) return null;
  return (
    <div class="held">
      <p>{format.fill(words.heldNow, { time: format.countdown(seconds) })}</p>
      <button type="button" class="quiet" onClick={() => go({ step: 'details', activityId: hold.activityId })}>{words.continue}</button>
    </div>
  );
}

export function HoldBar({ hold, onEnd }: { hold: Hold; onEnd: () => void }) {
  const { client, embed, format, memory, say } = useShared();
  const { words } = format;
  const [endsAt, setEnd] = useState(hold.endsAt);
  const seconds = useSecondsUntil(endsAt);
  const [error, setError] = useState<unknown>();
  const key = useRef(newKey());

  useEffect(() => {
    if (seconds === warnSeconds) say(words.endsSoon);
    if (seconds === 0) onEnd();
  }, [seconds]);

  const more = async () => {
    try {
      setEnd((await extend(client, memory, hold, key.current, embed.hold_ttl_seconds)).endsAt);
      key.current = newKey();
      setError(undefined);
      say(format.fill(words.extended, { time: format.unit(Math.round(embed.hold_ttl_seconds / 60), 'minute') }));
    } catch (fault) {
      setError(fault);
    }
  };
  return (
    <>
      <div class="held">
        <p role="timer">{format.fill(words.held, { time: format.countdown(seconds) })}</p>
        <button type="button" class="quiet" onClick={() => void more()}>{words.more}</button>
      </div>
      {error !== undefined && <Notice error={error} />}
    </>
  );
}
