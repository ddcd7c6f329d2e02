// Choosing a session: the activity, the day, then one of that day's times with its free seats.
import { useEffect } from 'react';
import { useActivities, useSessions } from '../api/inventory';
import type { Activity, Session } from '../api/types';
import { SelectField, TextField } from '../components/fields';
import { Empty, ErrorNotice, Loading } from '../components/notices';
import { dayOf, isDay, money, plural, timeOf, todayIn } from '../words/format';

export interface SessionChoiceValue {
  activityId: string;
  day: string;
  session: Session | null;
}

interface SessionChoiceProps {
  value: SessionChoiceValue;
  onChange: (value: SessionChoiceValue) => void;
  // A session that cannot be chosen: the one that a booking already has.
  except?: string;
  fault?: string;
}

const isOver = (session: Session) => Date.parse(session.end_time) <= Date.now();

function Times({ value, onChange, except, activity }: SessionChoiceProps & { activity: Activity }) {
  const { activityId, day, session: chosen } = value;
  const sessions = useSessions({ from: day, to: day, activity_id: activityId });
  if (sessions.isPending) return <Loading what="Loading the times" />;
  if (sessions.isError)
    return (
      <ErrorNotice
        error={sessions.error}
        again={() => {
          void sessions.refetch();
        }}
      />
    );
  const offered = sessions.data.filter((session) => !session.is_closed && !isOver(session) && session.id !== except);
  if (offered.length === 0)
    return (
      <Empty title="No times on this day">
        <p>Choose another day or another activity.</p>
      </Empty>
    );
  return (
    <div className="times" role="group" aria-label="Times">
      {offered.map((session) => (
        <button
          key={session.id}
          type="button"
          className="time"
          aria-pressed={chosen?.id === session.id}
          disabled={session.capacity_remaining === 0}
          onClick={() => onChange({ ...value, session })}
        >
          <strong>{timeOf(session.local_start)}</strong>
          <span>
            {session.capacity_remaining === 0 ? 'Full' : activity.mode === 'private' ? 'Free' : `${session.capacity_remaining} free`}
          </span>
        </button>
      ))}
    </div>
  );
}

export function SessionChoice(props: SessionChoiceProps) {
  const { value, onChange, fault } = props;
  const activities = useActivities();
  const active = (activities.data ?? []).filter((activity) => activity.is_active || activity.id === value.activityId);
  const chosen = active.find(({ id }) => id === value.activityId);
  const first = active[0];
  useEffect(() => {
    if (!value.activityId && first) onChange({ ...value, activityId: first.id, day: value.day || todayIn(first.time_zone) });
  });
  if (activities.isPending) return <Loading />;
  if (activities.isError)
    return (
      <ErrorNotice
        error={activities.error}
        again={() => {
          void activities.refetch();
        }}
      />
    );
  if (!first)
    return (
      <Empty title="There is nothing to book yet">
        <p>An activity has to be offered first.</p>
      </Empty>
    );
  return (
    <div className="stack">
      <div className="pair">
        <SelectField
          label="Activity"
          value={value.activityId}
          onChange={(event) => onChange({ ...value, activityId: event.target.value, session: null })}
        >
          {active.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
        <TextField
          label="Day"
          type="date"
          required
          value={value.day}
          onChange={(event) => onChange({ ...value, day: event.target.value, session: null })}
        />
      </div>
      {chosen && isDay(value.day) && <Times {...props} activity={chosen} />}
      {fault && (
        <p className="fault" role="alert">
          {fault}
        </p>
      )}
      {value.session && chosen && (
        <p className="hint">
          {dayOf(value.session.local_start)} at {timeOf(value.session.local_start)}, {chosen.time_zone}: {money(value.session.price)}{' '}
          {chosen.mode === 'private' ? 'for the whole session' : 'a person'}, for{' '}
          {chosen.min_party === chosen.max_party
            ? plural(chosen.min_party, 'person', 'people')
            : `${chosen.min_party} to ${chosen.max_party} people`}
          .
        </p>
      )}
    </div>
  );
}
