// What happened to one thing, from the audit trail.
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { api, take } from '../api/client';
import { ErrorNotice, Loading } from '../components/notices';
import { Panel } from '../components/panel';
import { useMe } from '../session/session';
import { showInstant } from '../words/format';
import { Differences } from './differences';
import { useActorName } from './actors';
import { headlineOf } from './words';

const entriesShown = 10;

// `timeZone`: where the thing is.
export function History({ id, timeZone }: { id: string; timeZone?: string }) {
  const { currency } = useMe().organization;
  const actorName = useActorName();
  const entries = useQuery({
    queryKey: ['audit', 'of', id],
    queryFn: ({ signal }) => take(api.GET('/v1/audit-logs', { params: { query: { resource_id: id, limit: entriesShown } }, signal })),
  });
  return (
    <Panel title="History" actions={entries.data?.has_more && <Link href={`/audit-logs?resource_id=${id}`}>All of it</Link>}>
      {entries.isPending && <Loading />}
      {entries.isError && (
        <ErrorNotice
          error={entries.error}
          again={() => {
            void entries.refetch();
          }}
        />
      )}
      {entries.data?.data.length === 0 && <p className="soft">Nothing is on record.</p>}
      <ol className="history">
        {entries.data?.data.map((entry) => (
          <li key={entry.id}>
            <p>
              <strong>{headlineOf(entry, currency)}</strong>
            </p>
            <p className="hint">
              {actorName(entry)}, {showInstant(entry.created_at)}
            </p>
            {entry.action === 'update' && <Differences entry={entry} timeZone={timeZone} isBrief />}
          </li>
        ))}
      </ol>
    </Panel>
  );
}
