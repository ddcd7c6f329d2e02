// What an entry of the audit trail changed, before and after.
import type { AuditEntry } from '../api/types';
import { useMe } from '../session/session';
import { differencesOf } from './words';

interface DifferencesProps {
  entry: AuditEntry;
  timeZone?: string | undefined;
  isBrief?: boolean;
}

export function Differences({ entry, timeZone, isBrief = false }: DifferencesProps) {
  const { currency } = useMe().organization;
  const differences = differencesOf(entry, { currency, timeZone, isBrief });
  if (differences.length === 0) return null;
  return (
    <dl className="differences">
      {differences.map(({ name, before, after }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {before !== null && <del>{before}</del>}
            {before !== null && after !== null && <span aria-label="became"> → </span>}
            {after !== null && <ins>{after}</ins>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
