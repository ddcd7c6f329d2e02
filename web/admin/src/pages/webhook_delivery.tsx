// One event on its way to one endpoint: what is sent, every attempt with what came back, and sending it once more.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, newKey, take } from '../api/client';
import type { WebhookDeliveryWithLog } from '../api/types';
import { Button } from '../components/button';
import { CopyText } from '../components/copy';
import { Badge, ErrorNotice, Loading } from '../components/notices';
import { Page } from '../components/page';
import { Panel } from '../components/panel';
import { useSay } from '../components/toasts';
import { useCan } from '../session/session';
import { eventName, replay } from '../webhooks/deliveries';
import { useEndpoints, useRefreshWebhooks } from '../webhooks/endpoints';
import { fromNow, showInstant } from '../words/format';
import { deliveryStatus } from '../words/names';

const waitingMilliseconds = 2000;

function Attempts({ log }: { log: WebhookDeliveryWithLog['log'] }) {
  if (log.length === 0) return <p className="soft">None yet.</p>;
  return (
    <ol className="history">
      {log.map((attempt) => (
        <li key={attempt.number}>
          <p>
            <strong>{attempt.reply_status === null ? 'No reply' : `Replied with ${attempt.reply_status}`}</strong>{' '}
            <span className="soft">
              {showInstant(attempt.ended_at)}, after {attempt.duration_ms} ms
            </span>
          </p>
          {attempt.error && <p>{attempt.error}</p>}
          {attempt.reply && (
            <details>
              <summary>What it replied</summary>
              <CopyText label={`Reply ${attempt.number}`} text={attempt.reply} block />
            </details>
          )}
        </li>
      ))}
    </ol>
  );
}

function Replay({ delivery, onReplayed }: { delivery: WebhookDeliveryWithLog; onReplayed: () => void }) {
  const say = useSay();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const send = async () => {
    setBusy(true);
    setFault(null);
    try {
      await replay(delivery.id, newKey());
      say('It is sent once more');
    } catch (error) {
      setFault(error);
    }
    onReplayed();
    setBusy(false);
  };
  return (
    <>
      <Button
        kind="primary"
        busy={busy}
        onClick={() => {
          void send();
        }}
      >
        Replay
      </Button>
      {fault !== null && <ErrorNotice error={fault} />}
    </>
  );
}

function Facts({ delivery, url }: { delivery: WebhookDeliveryWithLog; url: string }) {
  const status = deliveryStatus[delivery.status];
  return (
    <Panel title="Delivery" actions={<Badge tone={status.tone}>{status.name}</Badge>}>
      <dl className="facts">
        <dt>Endpoint</dt>
        <dd>{url}</dd>
        <dt>Type</dt>
        <dd>
          <code>{delivery.event_type}</code>
        </dd>
        <dt>Event</dt>
        <dd>
          <code>{delivery.event_id}</code>
        </dd>
        <dt>Happened</dt>
        <dd>{showInstant(delivery.created_at)}</dd>
        {delivery.delivered_at && (
          <>
            <dt>Delivered</dt>
            <dd>{showInstant(delivery.delivered_at)}</dd>
          </>
        )}
        {delivery.status === 'waiting' && delivery.next_attempt_at && (
          <>
            <dt>Next attempt</dt>
            <dd>{fromNow(delivery.next_attempt_at)}</dd>
          </>
        )}
      </dl>
    </Panel>
  );
}

export default function Delivery({ id }: { id: string }) {
  const can = useCan();
  const endpoints = useEndpoints();
  const refresh = useRefreshWebhooks();
  const { data, error, refetch } = useQuery<WebhookDeliveryWithLog>({
    queryKey: ['webhook-deliveries', 'one', id],
    refetchInterval: ({ state }) => state.data?.status === 'waiting' && waitingMilliseconds,
    queryFn: ({ signal }) => take(api.GET('/v1/webhook-deliveries/{id}', { params: { path: { id } }, signal })),
  });
  const url = endpoints.data?.find((endpoint) => endpoint.id === data?.endpoint_id)?.url ?? 'An endpoint that was removed';
  return (
    <Page
      title={data ? eventName(data.event_type) : 'Delivery'}
      back={{ href: '/webhooks', name: 'Webhooks' }}
      actions={data && can('webhooks:write') && <Replay delivery={data} onReplayed={refresh} />}
    >
      {error && (
        <ErrorNotice
          error={error}
          again={() => {
            void refetch();
          }}
        />
      )}
      {!error && !data && <Loading />}
      {data && (
        <div className="column">
          <Facts delivery={data} url={endpoints.isPending ? '' : url} />
          <Panel title="Attempts">
            <Attempts log={data.log} />
          </Panel>
          {data.event && (
            <Panel title="What is sent">
              <CopyText label="Event" text={JSON.stringify(data.event, null, 2)} block />
            </Panel>
          )}
        </div>
      )}
    </Page>
  );
}
