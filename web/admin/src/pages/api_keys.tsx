// Keys for programs: what they may do, when they were used, and making, replacing and revoking them.
import { useQueryClient } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import type { ApiKey } from '../api/types';
import { useApiKeys } from '../audit/actors';
import { Button } from '../components/button';
import { Badge, Empty, ErrorNotice, Loading } from '../components/notices';
import { Page } from '../components/page';
import { EditKey, RevokeKey, RotateKey } from '../keys/change_key';
import { NewKey, ShowKey } from '../keys/new_key';
import { useCan } from '../session/session';
import { fromNow, showInstant } from '../words/format';
import { keyStatus, permissionName } from '../words/names';

type Open = { act: 'new' } | { act: 'show'; secret: string | null } | { act: 'edit' | 'rotate' | 'revoke'; key: ApiKey };

function Row({ apiKey, open }: { apiKey: ApiKey; open: (what: Open) => void }) {
  const can = useCan();
  const status = keyStatus[apiKey.status];
  const live = apiKey.status === 'active';
  return (
    <tr className={live ? undefined : 'faded'}>
      <th scope="row">
        <strong>{apiKey.name}</strong> {apiKey.environment === 'test' && <Badge tone="plain">Test</Badge>}
        <p className="hint">
          <code>{apiKey.prefix}…</code>
        </p>
      </th>
      <td>
        <details>
          <summary>{apiKey.scopes.length === 1 ? permissionName(apiKey.scopes[0] ?? '') : `${apiKey.scopes.length} permissions`}</summary>
          <ul className="hint">
            {apiKey.scopes.map((scope) => (
              <li key={scope}>{permissionName(scope)}</li>
            ))}
          </ul>
          {apiKey.allowed_networks.length > 0 && <p className="hint">From {apiKey.allowed_networks.join(', ')}</p>}
        </details>
      </td>
      <td>
        {apiKey.last_used_at ? (
          <>
            <span title={showInstant(apiKey.last_used_at)}>{fromNow(apiKey.last_used_at)}</span>
            <p className="hint">{apiKey.last_used_address}</p>
          </>
        ) : (
          <span className="soft">Never used</span>
        )}
      </td>
      <td>
        <Badge tone={status.tone}>{status.name}</Badge>
        {live && apiKey.expires_at && <p className="hint">Ends {fromNow(apiKey.expires_at)}</p>}
        {live && apiKey.successor_id && <p className="hint">Has a successor</p>}
      </td>
      {can('api_keys:write') && (
        <td>
          {live && (
            <div className="actions">
              <Button small aria-label={`Edit ${apiKey.name}`} onClick={() => open({ act: 'edit', key: apiKey })}>
                Edit
              </Button>
              {!apiKey.successor_id && (
                <Button small aria-label={`Replace ${apiKey.name}`} onClick={() => open({ act: 'rotate', key: apiKey })}>
                  Replace
                </Button>
              )}
              <Button small kind="danger" aria-label={`Revoke ${apiKey.name}`} onClick={() => open({ act: 'revoke', key: apiKey })}>
                Revoke
              </Button>
            </div>
          )}
        </td>
      )}
    </tr>
  );
}

export default function ApiKeys() {
  const can = useCan();
  const client = useQueryClient();
  const keys = useApiKeys();
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const refresh = () => {
    void client.invalidateQueries({ queryKey: ['api-keys'] });
  };
  const show = (secret: string | null) => {
    refresh();
    // After the dialog that made it has closed itself.
    window.setTimeout(() => setOpen({ act: 'show', secret }));
  };
  return (
    <Page
      title="API keys"
      lead={
        <>
          For your programs. What they can do is in the <a href="/docs">API documentation</a>.
        </>
      }
      actions={
        can('api_keys:write') && (
          <Button kind="primary" onClick={() => setOpen({ act: 'new' })}>
            <Plus aria-hidden />
            New key
          </Button>
        )
      }
    >
      {keys.isPending && (
        <div className="panel">
          <Loading />
        </div>
      )}
      {keys.isError && (
        <ErrorNotice
          error={keys.error}
          again={() => {
            void keys.refetch();
          }}
        />
      )}
      {keys.data && (
        <div className="panel flush">
          {keys.data.length === 0 && (
            <Empty title="No API keys yet" icon={KeyRound}>
              <p>A key lets a program of yours in, with no more rights than you give it.</p>
            </Empty>
          )}
          {keys.data.length > 0 && (
            <div className="table-frame">
              <table className="cards" aria-label="API keys">
                <thead>
                  <tr>
                    <th>Key</th>
                    <th>May</th>
                    <th>Last used</th>
                    <th>State</th>
                    {can('api_keys:write') && (
                      <th>
                        <span className="unseen">Actions</span>
                      </th>
                    )}
                  </tr>
                </thead>
                <tbody>
                  {keys.data.map((apiKey) => (
                    <Row key={apiKey.id} apiKey={apiKey} open={setOpen} />
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </div>
      )}
      {open?.act === 'new' && <NewKey onClose={close} onMade={show} />}
      {open?.act === 'show' && <ShowKey secret={open.secret} onClose={close} />}
      {open?.act === 'edit' && <EditKey apiKey={open.key} onClose={close} onChanged={refresh} />}
      {open?.act === 'rotate' && <RotateKey apiKey={open.key} onClose={close} onRotated={show} />}
      {open?.act === 'revoke' && <RevokeKey apiKey={open.key} onClose={close} onChanged={refresh} />}
    </Page>
  );
}
