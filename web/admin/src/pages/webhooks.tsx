// Where programs hear of what happens: endpoints, and what was sent to them.
import { Plus, Webhook } from 'lucide-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { api, newKey, take } from '../api/client';
import type { WebhookEndpoint } from '../api/types';
import { Button } from '../components/button';
import { Badge, Empty, ErrorNotice, Loading } from '../components/notices';
import { Page } from '../components/page';
import { useCan } from '../session/session';
import { Deliveries } from '../webhooks/deliveries';
import { RemoveEndpoint, RotateSecret, ShowSecret } from '../webhooks/endpoint_acts';
import { EditEndpoint, eventsOf, NewEndpoint } from '../webhooks/endpoint_form';
import { useEndpoints, useRefreshWebhooks } from '../webhooks/endpoints';
import { fromNow } from '../words/format';

type Open =
  | { act: 'new' }
  | { act: 'show'; secret: string | null }
  | { act: 'edit' | 'rotate' | 'remove'; endpoint: WebhookEndpoint };

function State({ endpoint }: { endpoint: WebhookEndpoint }) {
  const { is_active: isActive, disabled_reason: reason, failing_since: failing, previous_secret_until: overlap } = endpoint;
  return (
    <>
      {!isActive && reason === 'failing' && <Badge tone="bad">Switched off: it took nothing for days</Badge>}
      {!isActive && reason !== 'failing' && <Badge tone="plain">Paused</Badge>}
      {isActive && failing && <Badge tone="warm">Failing since {fromNow(failing)}</Badge>}
      {isActive && !failing && <Badge tone="good">Active</Badge>}
      {overlap && Date.parse(overlap) > Date.now() && <p className="hint">The old secret ends {fromNow(overlap)}</p>}
    </>
  );
}

interface RowProps {
  endpoint: WebhookEndpoint;
  open: (what: Open) => void;
  onFault: (error: unknown) => void;
}

function Row({ endpoint, open, onFault }: RowProps) {
  const can = useCan();
  const [, go] = useLocation();
  const { url } = endpoint;
  const test = async () => {
    try {
      const delivery = await take(
        api.POST('/v1/webhook-endpoints/{id}/test', {
          params: { path: { id: endpoint.id }, header: { 'Idempotency-Key': newKey() } },
          body: {},
        }),
      );
      go(`/webhooks/${delivery.id}`);
    } catch (error) {
      onFault(error);
    }
  };
  return (
    <tr className={endpoint.is_active ? undefined : 'faded'}>
      <th scope="row">
        <p>
          <strong>{url}</strong>
        </p>
        {endpoint.description && <p className="hint">{endpoint.description}</p>}
      </th>
      <td>{eventsOf(endpoint)}</td>
      <td>
        <State endpoint={endpoint} />
      </td>
      {can('webhooks:write') && (
        <td>
          <div className="actions">
            {endpoint.is_active && (
              <Button
                small
                aria-label={`Send a ping to ${url}`}
                onClick={() => {
                  void test();
                }}
              >
                Ping
              </Button>
            )}
            <Button small aria-label={`Edit ${url}`} onClick={() => open({ act: 'edit', endpoint })}>
              Edit
            </Button>
            <Button small aria-label={`Replace the secret of ${url}`} onClick={() => open({ act: 'rotate', endpoint })}>
              New secret
            </Button>
            <Button small kind="danger" aria-label={`Remove ${url}`} onClick={() => open({ act: 'remove', endpoint })}>
              Remove
            </Button>
          </div>
        </td>
      )}
    </tr>
  );
}

function Endpoints({ endpoints, open }: { endpoints: WebhookEndpoint[]; open: (what: Open) => void }) {
  const can = useCan();
  const [fault, setFault] = useState<unknown>(null);
  if (endpoints.length === 0)
    return (
      <div className="panel flush">
        <Empty title="No endpoints yet" icon={Webhook}>
          <p>An endpoint is the address of a program of yours. It is told when a booking is made, moved or paid.</p>
        </Empty>
      </div>
    );
  return (
    <>
      {fault !== null && <ErrorNotice error={fault} />}
      <div className="panel flush">
        <div className="table-frame">
          <table className="cards" aria-label="Endpoints">
            <thead>
              <tr>
                <th>Endpoint</th>
                <th>Hears of</th>
                <th>State</th>
                {can('webhooks:write') && (
                  <th>
                    <span className="unseen">Actions</span>
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {endpoints.map((endpoint) => (
                <Row key={endpoint.id} endpoint={endpoint} open={open} onFault={setFault} />
              ))}
            </tbody>
          </table>
        </div>
      </div>
    </>
  );
}

export default function Webhooks() {
  const can = useCan();
  const endpoints = useEndpoints();
  const refresh = useRefreshWebhooks();
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const show = (secret: string | null) => {
    refresh();
    // After the dialog that made it has closed itself.
    window.setTimeout(() => setOpen({ act: 'show', secret }));
  };
  return (
    <Page
      title="Webhooks"
      lead={
        <>
          Your programs hear of what happens. How to check an event is in the <a href="/docs">API documentation</a>.
        </>
      }
      actions={
        can('webhooks:write') && (
          <Button kind="primary" onClick={() => setOpen({ act: 'new' })}>
            <Plus aria-hidden />
            New endpoint
          </Button>
        )
      }
    >
      {endpoints.isPending && (
        <div className="panel">
          <Loading />
        </div>
      )}
      {endpoints.isError && (
        <ErrorNotice
          error={endpoints.error}
          again={() => {
            void endpoints.refetch();
          }}
        />
      )}
      {endpoints.data && (
        <>
          <Endpoints endpoints={endpoints.data} open={setOpen} />
          <Deliveries endpoints={endpoints.data} onReplayed={refresh} />
        </>
      )}
      {open?.act === 'new' && <NewEndpoint onClose={close} onMade={show} />}
      {open?.act === 'show' && <ShowSecret secret={open.secret} onClose={close} />}
      {open?.act === 'edit' && <EditEndpoint endpoint={open.endpoint} onClose={close} onChanged={refresh} />}
      {open?.act === 'rotate' && <RotateSecret endpoint={open.endpoint} onClose={close} onRotated={show} />}
      {open?.act === 'remove' && <RemoveEndpoint endpoint={open.endpoint} onClose={close} onRemoved={refresh} />}
    </Page>
  );
}
