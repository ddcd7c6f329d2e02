// The widget as a whole: which step is shown, and what leads from one to the next.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { SharedContext, type Shared } from './context';
import { bookedStep, count, stepOf } from './funnel';
import { Places, type Place } from './place';
import type { Activity, Booking, Checkout } from './types';
import { Activities } from './views/activities';
import { dayOf } from './views/availability';
import { Details } from './views/details';
import { StillHeld } from './views/hold_bar';
import { lazy } from './views/lazy';
import { Times } from './views/times';

// Nobody needs this before there is an order.
const LateOutcome = lazy(() => import('./views/outcome'));

type Base = Omit<Shared, 'say' | 'go' | 'stay'>;

// The wanted place where it can be shown, and otherwise the nearest one that can.
function reachable(wanted: Place | undefined, { memory, settings }: Base, activities: Activity[]): Place {
  const { hold, checkoutId = settings.checkout } = memory.now;
  const only = activities.length === 1 ? activities[0] : undefined;
  const start: Place = only ? { step: 'times', activityId: only.id } : { step: 'activities' };
  if (!wanted) return checkoutId ? { step: 'outcome' } : hold ? { step: 'details', activityId: hold.activityId } : start;
  if (wanted.step === 'outcome' && checkoutId) return wanted;
  if (wanted.step === 'details' && hold) return wanted;
  if (wanted.step === 'details' && checkoutId) return { step: 'outcome' };
  const isKnown = activities.some(({ id }) => id === wanted.activityId);
  return isKnown ? { ...wanted, step: 'times' } : start;
}

function usePlace(id: string, base: Base, activities: Activity[]) {
  const places = useMemo(() => new Places(id), [id]);
  const [place, setPlace] = useState(() => reachable(places.now(), base, activities));
  const current = useRef(place);
  const show = (next: Place, keep: (place: Place) => void) => {
    const shown = reachable(next, base, activities);
    keep(shown);
    if (shown.step !== current.current.step) base.emit('step', { step: shown.step });
    current.current = shown;
    setPlace(shown);
  };
  useEffect(() => {
    places.replace(place);
    base.emit('step', { step: place.step });
    // An entry that the site made is not ours to read; it means no step.
    const moved = () => show(places.now() ?? current.current, (next) => places.replace(next));
    window.addEventListener('popstate', moved);
    return () => window.removeEventListener('popstate', moved);
  }, []);
  return { place, go: (next: Place) => show(next, (to) => places.push(to)), stay: (next: Place) => show(next, (to) => places.replace(to)) };
}

export function App({ id, base }: { id: string; base: Base }) {
  const { memory, settings, embed, emit } = base;
  const activities = settings.activity
    ? embed.activities.filter((activity) => activity.id === settings.activity || activity.slug === settings.activity)
    : embed.activities;
  const { place, go, stay } = usePlace(id, base, activities);
  useEffect(() => count(base, stepOf(place)), [place]);
  const [trouble, setTrouble] = useState<unknown>();
  const [said, setSaid] = useState('');
  const shared: Shared = { ...base, go, stay, say: setSaid };

  // Back to the times of the seats that are no longer held, with the reason where the visitor does not know it.
  const gone = (error?: unknown) => {
    const { hold: lost } = memory.now;
    memory.set({ hold: undefined, attempt: undefined, checkoutId: undefined });
    setTrouble(error);
    stay({ step: 'times', activityId: lost?.activityId, day: lost && dayOf(lost.session) });
  };
  const checkedOut = ({ id: checkoutId }: Checkout) => {
    memory.set({ checkoutId });
    stay({ step: 'outcome' });
  };
  const booked = (booking: Booking) => {
    const { hold: used } = memory.now;
    // Told once, by the tab that booked; what was typed is no longer needed.
    memory.set({ hold: undefined, typed: undefined, attempt: undefined });
    const { booking_number, activity_id, start_time, total } = booking;
    if (!used) return;
    count(base, bookedStep);
    emit('booked', { booking_number, activity_id, start_time, total });
  };
  const change = () => {
    memory.set({ checkoutId: undefined });
    go({ step: 'details', activityId: memory.now.hold?.activityId });
  };
  const again = () => {
    memory.clear();
    go({ step: 'activities' });
  };
  const { hold: held, checkoutId = settings.checkout } = memory.now;
  const activity = activities.find(({ id: known }) => known === place.activityId);
  const heldActivity = held && activities.find(({ id: known }) => known === held.activityId);
  return (
    <SharedContext.Provider value={shared}>
      <div role="status" class="unseen">{said}</div>
      {place.step === 'activities' && <Activities activities={activities} />}
      {place.step === 'times' && heldActivity && <StillHeld hold={held} />}
      {place.step === 'times' && activity && (
        <Times key={activity.id} activity={activity} day={place.day} trouble={trouble} onTrouble={setTrouble}
          onBack={activities.length > 1 ? () => go({ step: 'activities' }) : undefined} />
      )}
      {place.step === 'details' && held && heldActivity && (
        <Details key={held.id} activity={heldActivity} hold={held} onGone={gone} onCheckout={checkedOut} />
      )}
      {place.step === 'outcome' && checkoutId && <LateOutcome key={checkoutId} checkoutId={checkoutId}
        onBooked={booked} onChange={change} onRetry={gone} onAgain={again} />}
    </SharedContext.Provider>
  );
}
