// Which sessions a schedule would make, what it would leave out, and which sessions that somebody has are in its way.
import type { Conflict, Preview as PreviewDocument, SessionChanges } from '../api/types';
import { Empty, Notice } from '../components/notices';
import { clockOf, dayOf, plural, showDay, showInstant, timeOf } from '../words/format';
import { conflictReason, skipReason } from '../words/names';

export function Conflicts({ conflicts, count, timeZone }: { conflicts: Conflict[]; count: number; timeZone: string }) {
  if (count === 0) return null;
  return (
    <Notice tone="warm">
      <strong>{plural(count, 'conflict')}</strong>
      <ul className="plain-list">
        {conflicts.map(({ start_time: start, reason }) => (
          <li key={`${start} ${reason}`}>
            {showInstant(start, timeZone)} {conflictReason[reason]}
          </li>
        ))}
      </ul>
      {count > conflicts.length && <p>The first {conflicts.length} are shown.</p>}
    </Notice>
  );
}

export function Preview({ preview }: { preview: PreviewDocument }) {
  const { sessions, skipped, time_zone: timeZone } = preview;
  const days = [...new Set([...sessions, ...skipped].map(({ local_start: start }) => dayOf(start)))].sort();
  return (
    <div className="stack">
      <p>
        {plural(sessions.length, 'session')} in {timeZone}.
      </p>
      <Conflicts conflicts={preview.conflicts} count={preview.conflict_count} timeZone={timeZone} />
      {days.length === 0 && <Empty title="This schedule makes no sessions in these days" />}
      <ul className="preview">
        {days.map((day) => (
          <li key={day}>
            <strong>{showDay(day, 'short')}</strong>
            <span>
              {sessions
                .filter(({ local_start: start }) => dayOf(start) === day)
                .map(({ local_start: start, end_time: end }) => `${timeOf(start)}–${clockOf(end, timeZone)}`)
                .join(', ') || 'none'}
            </span>
            {skipped
              .filter(({ local_start: start }) => dayOf(start) === day)
              .map(({ local_start: start, reason }) => (
                <span key={start} className="hint">
                  not at {timeOf(start)}: {skipReason[reason] ?? reason}
                </span>
              ))}
          </li>
        ))}
      </ul>
    </div>
  );
}

// What saving did to the sessions.
export function Changes({ changes, timeZone }: { changes: SessionChanges; timeZone: string }) {
  return (
    <div className="stack" role="status">
      <Notice tone="good">
        <p>
          Saved. {plural(changes.made, 'session')} made, {changes.changed} changed, {changes.removed} removed.
        </p>
      </Notice>
      <Conflicts conflicts={changes.conflicts} count={changes.conflict_count} timeZone={timeZone} />
    </div>
  );
}
