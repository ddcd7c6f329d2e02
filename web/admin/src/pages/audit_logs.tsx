// Who did what: the audit trail with filters, readable differences and export.
import { Download, ScrollText } from 'lucide-react';
import { useState } from 'react';
import { api, ProblemError, send, take, type Problem } from '../api/client';
import { useList } from '../api/lists';
import type { AuditEntry, AuditFilter } from '../api/types';
import { useActorName, useApiKeys, useUsers } from '../audit/actors';
import { Differences } from '../audit/differences';
import { headlineOf, knownActions, knownThings } from '../audit/words';
import { Button } from '../components/button';
import { download } from '../components/download';
import { SelectField, TextField } from '../components/fields';
import { given, useFilters } from '../components/filters';
import { ListView } from '../components/list_view';
import { Badge, Empty, ErrorNotice } from '../components/notices';
import { Page } from '../components/page';
import { useMe } from '../session/session';
import { addDays, isDay, showInstant } from '../words/format';
import type { Tone } from '../words/names';

const names = ['who', 'resource_type', 'resource_id', 'action', 'from', 'to'] as const;

// The moment at which a day begins for the reader.
const startOfDay = (day: string) => new Date(`${day}T00:00:00`).toISOString().replace('.000Z', 'Z');

function filterOf(values: Record<(typeof names)[number], string>): AuditFilter {
  const { who, from, to, ...others } = values;
  const [kind, id] = who.split(':');
  return {
    ...given(others),
    ...(kind === 'user' && { user_id: id }),
    ...(kind === 'key' && { api_key_id: id }),
    ...(isDay(from) && { from: startOfDay(from) }),
    ...(isDay(to) && { to: startOfDay(addDays(to, 1)) }),
  };
}

const toneOf = ({ action }: AuditEntry): Tone =>
  /failed|refused|delete/.test(action) ? 'bad' : action.startsWith('platform.') ? 'warm' : action === 'insert' ? 'good' : 'calm';

function Entry({ entry, who }: { entry: AuditEntry; who: string }) {
  const { currency } = useMe().organization;
  return (
    <li className="entry">
      <details>
        <summary>
          <Badge tone={toneOf(entry)}>{headlineOf(entry, currency)}</Badge>
          <span className="entry-who">{who}</span>
          <span className="soft nowrap">{showInstant(entry.created_at)}</span>
        </summary>
        <div className="entry-body">
          <Differences entry={entry} />
          <dl className="facts">
            <dt>Kind</dt>
            <dd>{entry.resource_type}</dd>
            {entry.resource_id && (
              <>
                <dt>Id</dt>
                <dd>
                  <code>{entry.resource_id}</code>
                </dd>
              </>
            )}
            {entry.ip_address && (
              <>
                <dt>Address</dt>
                <dd>{entry.ip_address}</dd>
              </>
            )}
            {entry.user_agent && (
              <>
                <dt>Program</dt>
                <dd>{entry.user_agent}</dd>
              </>
            )}
            {entry.request_id && (
              <>
                <dt>Request</dt>
                <dd>
                  <code>{entry.request_id}</code>
                </dd>
              </>
            )}
          </dl>
        </div>
      </details>
    </li>
  );
}

// The file comes while the server reads it; `onBytes` hears how far it is.
async function fetchExport(filter: AuditFilter, format: string, onBytes: (bytes: number) => void): Promise<Blob> {
  const query = new URLSearchParams({ ...(filter as Record<string, string>), format });
  const reply = await send(new Request(`/v1/audit-logs/export?${query}`));
  if (!reply.ok || !reply.body) throw new ProblemError((await reply.json()) as Problem);
  const pieces: BlobPart[] = [];
  let bytes = 0;
  for (const reader = reply.body.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(pieces);
    pieces.push(value);
    bytes += value.byteLength;
    onBytes(bytes);
  }
}

function Export({ filter }: { filter: AuditFilter }) {
  const [bytes, setBytes] = useState<number | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const run = async (format: 'csv' | 'jsonl') => {
    setFault(null);
    setBytes(0);
    try {
      download(await fetchExport(filter, format, setBytes), `audit-logs.${format}`);
    } catch (error) {
      setFault(error);
    } finally {
      setBytes(null);
    }
  };
  return (
    <>
      <Button
        busy={bytes !== null}
        onClick={() => {
          void run('csv');
        }}
      >
        <Download aria-hidden />
        Export as CSV
      </Button>
      <Button
        busy={bytes !== null}
        onClick={() => {
          void run('jsonl');
        }}
      >
        <Download aria-hidden />
        Export as JSON
      </Button>
      {bytes !== null && (
        <span role="status" className="soft">
          {Math.ceil(bytes / 1024)} kB …
        </span>
      )}
      {fault !== null && <ErrorNotice error={fault} />}
    </>
  );
}

export default function AuditLogs() {
  const { values, change, clear, isFiltered } = useFilters(names);
  const users = useUsers();
  const keys = useApiKeys();
  const actorName = useActorName();
  const filter = filterOf(values);
  const entries = useList(
    ['audit', 'list', filter],
    (part, signal) => take(api.GET('/v1/audit-logs', { params: { query: { ...filter, ...part } }, signal })),
    { size: 50 },
  );
  return (
    <Page
      title="Audit logs"
      lead="Everything that was done, newest first. Nobody can change it unseen."
      actions={<Export filter={filter} />}
    >
      <search className="filters">
        <SelectField label="Who" value={values.who} onChange={(event) => change('who', event.target.value)}>
          <option value="">Anybody</option>
          {users.data?.map(({ id, full_name: name }) => (
            <option key={id} value={`user:${id}`}>
              {name}
            </option>
          ))}
          {keys.data?.map(({ id, name }) => (
            <option key={id} value={`key:${id}`}>
              API key {name}
            </option>
          ))}
        </SelectField>
        <SelectField label="What" value={values.resource_type} onChange={(event) => change('resource_type', event.target.value)}>
          <option value="">Anything</option>
          {Object.entries(knownThings).map(([type, name]) => (
            <option key={type} value={type}>
              {name}
            </option>
          ))}
        </SelectField>
        <SelectField label="Action" value={values.action} onChange={(event) => change('action', event.target.value)}>
          <option value="">Any</option>
          {Object.entries(knownActions).map(([action, name]) => (
            <option key={action} value={action}>
              {name}
            </option>
          ))}
        </SelectField>
        <TextField label="From" type="date" value={values.from} onChange={(event) => change('from', event.target.value)} />
        <TextField label="To" type="date" value={values.to} onChange={(event) => change('to', event.target.value)} />
        {values.resource_id && (
          <p className="one-thing">
            About <code>{values.resource_id}</code>
          </p>
        )}
        {isFiltered && (
          <Button kind="quiet" onClick={clear}>
            Clear
          </Button>
        )}
      </search>
      <ListView query={entries} empty={<Empty title={isFiltered ? 'Nothing fits' : 'Nothing is on record yet'} icon={ScrollText} />}>
        {(items) => (
          <ol className="entries">
            {items.map((entry) => (
              <Entry key={entry.id} entry={entry} who={actorName(entry)} />
            ))}
          </ol>
        )}
      </ListView>
    </Page>
  );
}
