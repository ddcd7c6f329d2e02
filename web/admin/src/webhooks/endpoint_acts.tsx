// What is done with a webhook endpoint: its secret shown once and replaced, and removing it.
import { useState } from 'react';
import { api, newKey, take } from '../api/client';
import type { WebhookEndpoint } from '../api/types';
import { Button } from '../components/button';
import { Confirm } from '../components/confirm';
import { CopyText } from '../components/copy';
import { Dialog, DialogActions } from '../components/dialog';
import { Notice } from '../components/notices';
import { OverlapField, usualOverlap } from '../components/overlap_field';
import { useSay } from '../components/toasts';

export function ShowSecret({ secret, onClose }: { secret: string | null; onClose: () => void }) {
  return (
    <Dialog title="The secret of the endpoint" onClose={onClose}>
      {secret ? (
        <>
          <Notice tone="warm">
            <p>Copy it now. Nobody can show it again.</p>
          </Notice>
          <CopyText label="Secret" text={secret} />
          <p className="hint">Your program checks with it that an event comes from here and was not changed on its way.</p>
        </>
      ) : (
        <Notice tone="warm">
          <p>The secret was told before and cannot be told again. Replace it to get another.</p>
        </Notice>
      )}
      <DialogActions>
        <Button kind="primary" onClick={onClose}>
          I have kept it
        </Button>
      </DialogActions>
    </Dialog>
  );
}

interface RotateProps {
  endpoint: WebhookEndpoint;
  onClose: () => void;
  onRotated: (secret: string | null) => void;
}

export function RotateSecret({ endpoint, onClose, onRotated }: RotateProps) {
  const [overlap, setOverlap] = useState(usualOverlap);
  const [key] = useState(newKey);
  return (
    <Confirm
      title="Replace the secret?"
      act="Make a new secret"
      kind="primary"
      onClose={onClose}
      run={async () => {
        const made = await take(
          api.POST('/v1/webhook-endpoints/{id}/rotate-secret', {
            params: { path: { id: endpoint.id }, header: { 'Idempotency-Key': key } },
            body: { overlap_seconds: Number(overlap) },
          }),
        );
        onRotated(made.secret);
      }}
    >
      <p>Until the old secret ends, events are signed with both, so that your program can change over without losing one.</p>
      <OverlapField label="The old secret ends" hint="After a leak: at once." value={overlap} onChange={setOverlap} />
    </Confirm>
  );
}

interface RemoveProps {
  endpoint: WebhookEndpoint;
  onClose: () => void;
  onRemoved: () => void;
}

export function RemoveEndpoint({ endpoint, onClose, onRemoved }: RemoveProps) {
  const say = useSay();
  return (
    <Confirm
      title="Remove the endpoint?"
      act="Remove it"
      onClose={onClose}
      run={async () => {
        await take(api.DELETE('/v1/webhook-endpoints/{id}', { params: { path: { id: endpoint.id } } }));
        onRemoved();
        say('The endpoint is removed');
      }}
    >
      <p>
        <code>{endpoint.url}</code> gets nothing any more. This cannot be taken back; the log of what it got stays.
      </p>
    </Confirm>
  );
}
