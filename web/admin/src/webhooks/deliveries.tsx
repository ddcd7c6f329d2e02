// What was sent to webhook endpoints and what became of it, with filters, and replaying everything that was given up.
import { useState } from 'react';
import { Send } from 'lucide-react';
import { Link } from 'wouter';
import { api, newKey, problemOf, take } from '../api/client';
import { everything, useList } from '../api/lists';
import type { DeliveryFilter, WebhookDelivery, WebhookEndpoint } from '../api/types';
import { Button } from '../components/button';
import { Confirm } from '../components/confirm';
import { SelectField } from '../components/fields';
import { given, useFilters } from '../components/filters';
import { ListView } from '../components/list_view';
import { Badge, Empty } from '../components/notices';
import { useSay } from '../components/toasts';
import { useCan } from '../session/session';
import { fromNow, plural, showInstant } from '../words/format';
import { deliveryStatus, eventNames } from '../words/names';

const eventTypes = { ...eventNames, ping: 'Ping' } as Record<string, string>;
const liveMilliseconds = 10_000;

export const eventName = (type: string) => eventTypes[type] ?? type;

// Sends one event once more.
export const replay = (id: string, key: string) =>
  take(api.POST('/v1/webhook-deliveries/{id}/replay', { params: { path: { id }, header: { 'Idempotency-Key': key } }, body: {} }));

interface ReplayAllProps {
  filter: DeliveryFilter;
  onClose: () => void;
  onReplayed: () => void;
}

// One after the other: the API replays single deliveries. Those whose endpoint is paused or gone are left and counted.
function ReplayAll({ filter, onClose, onReplayed }: ReplayAllProps) {
  const say = useSay();
  const run = async () => {
    const failed = await everything((part) =>
      take(api.GET('/v1/webhook-deliveries', { params: { query: { ...filter, status: 'failed', ...part } } })),
    );
    let sent = 0;
    try {
      for (const { id } of failed) {
        try {
          await replay(id, newKey());
          sent += 1;
        } catch (error) {
          if (problemOf(error).code !== 'invalid_transition') throw error;
        }
      }
    } finally {
      onReplayed();
    }
    const left = failed.length - sent;
    say(`${plural(sent, 'event')} sent once more${left > 0 ? `, ${left} left: the endpoint is paused or removed` : ''}`);
  };
  return (
    <Confirm title="Replay what was given up?" act="Replay" kind="primary" onClose={onClose} run={run}>
      <p>
        Everything that was given up in the last 30 days, as far as the filters leave it, is sent once more. Programs that took it after
        all know it by the id of the event.
      </p>
    </Confirm>
  );
}

function Row({ delivery, url }: { delivery: WebhookDelivery; url: string }) {
  const status = deliveryStatus[delivery.status];
  return (
    <tr>
      <th scope="row">
        <Link href={`/webhooks/${delivery.id}`}>{eventName(delivery.event_type)}</Link>
        <p className="hint">{url}</p>
      </th>
      <td>
        <Badge tone={status.tone}>{status.name}</Badge>
        {delivery.status === 'waiting' && delivery.next_attempt_at && delivery.attempts > 0 && (
          <p className="hint">Again {fromNow(delivery.next_attempt_at)}</p>
        )}
      </td>
      <td>
        {delivery.attempts === 0 ? <span className="soft">None yet</span> : plural(delivery.attempts, 'attempt')}
        {delivery.reply_status !== null && <p className="hint">Last reply {delivery.reply_status}</p>}
      </td>
      <td className="nowrap">
        <span title={showInstant(delivery.created_at)}>{fromNow(delivery.created_at)}</span>
      </td>
    </tr>
  );
}

export function Deliveries({ endpoints, onReplayed }: { endpoints: WebhookEndpoint[]; onReplayed: () => void }) {
  const can = useCan();
  const [asks, setAsks] = useState(false);
  const { values, change, isFiltered } = useFilters(['endpoint_id', 'status', 'event_type']);
  const filter = given(values) as DeliveryFilter;
  const query = useList(
    ['webhook-deliveries', filter],
    (part, signal) => take(api.GET('/v1/webhook-deliveries', { params: { query: { ...filter, ...part } }, signal })),
    { everyMilliseconds: liveMilliseconds },
  );
  const urlOf = (id: string) => endpoints.find((endpoint) => endpoint.id === id)?.url ?? 'An endpoint that was removed';
  return (
    <section className="column" aria-labelledby="deliveries">
      <div className="page-head">
        <h2 id="deliveries">Deliveries</h2>
        {can('webhooks:write') && query.items.some(({ status }) => status === 'failed') && (
          <Button onClick={() => setAsks(true)}>Replay what was given up</Button>
        )}
      </div>
      <div className="filters">
        <SelectField label="Endpoint" value={values.endpoint_id} onChange={(event) => change('endpoint_id', event.target.value)}>
          <option value="">All</option>
          {endpoints.map(({ id, url }) => (
            <option key={id} value={id}>
              {url}
            </option>
          ))}
        </SelectField>
        <SelectField label="State" value={values.status} onChange={(event) => change('status', event.target.value)}>
          <option value="">All</option>
          {Object.entries(deliveryStatus).map(([status, { name }]) => (
            <option key={status} value={status}>
              {name}
            </option>
          ))}
        </SelectField>
        <SelectField label="Event" value={values.event_type} onChange={(event) => change('event_type', event.target.value)}>
          <option value="">All</option>
          {Object.entries(eventTypes).map(([type, name]) => (
            <option key={type} value={type}>
              {name}
            </option>
          ))}
        </SelectField>
      </div>
      <ListView
        query={query}
        empty={
          <Empty title={isFiltered ? 'No delivery fits the filters' : 'Nothing was sent yet'} icon={Send}>
            <p>Deliveries of the last 30 days are here.</p>
          </Empty>
        }
      >
        {(items) => (
          <div className="table-frame">
            <table className="cards" aria-label="Deliveries">
              <thead>
                <tr>
                  <th>Event</th>
                  <th>State</th>
                  <th>Attempts</th>
                  <th>When</th>
                </tr>
              </thead>
              <tbody>
                {items.map((delivery) => (
                  <Row key={delivery.id} delivery={delivery} url={urlOf(delivery.endpoint_id)} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </ListView>
      {asks && <ReplayAll filter={filter} onClose={() => setAsks(false)} onReplayed={onReplayed} />}
    </section>
  );
}
