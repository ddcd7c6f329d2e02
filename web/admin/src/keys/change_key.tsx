// Editing an API key, replacing it with a successor, and revoking it.
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { api, ifMatch, newKey, ProblemError, take } from '../api/client';
import type { ApiKey } from '../api/types';
import { Button } from '../components/button';
import { Confirm } from '../components/confirm';
import { Dialog, DialogActions } from '../components/dialog';
import { changesOf, useEdit } from '../components/edit';
import { TextField } from '../components/fields';
import { ErrorNotice } from '../components/notices';
import { OverlapField, usualOverlap } from '../components/overlap_field';
import { useSubmit } from '../components/submit';
import { useSay } from '../components/toasts';
import { networksOf } from './new_key';

interface ChangeProps {
  apiKey: ApiKey;
  onClose: () => void;
  onChanged: () => void;
}

const valuesOf = ({ name, rate_limit, allowed_networks }: ApiKey) => ({
  name,
  rate_limit: String(rate_limit),
  allowed_networks: allowed_networks.join(', '),
});

export function EditKey({ apiKey, onClose, onChanged }: ChangeProps) {
  const say = useSay();
  const edit = useEdit({
    document: apiKey,
    shown: (document: ApiKey) => {
      const { name, rate_limit: rate, allowed_networks: networks } = valuesOf(document);
      return { Name: name, 'Requests a minute': rate, Networks: networks };
    },
    save: (values: ReturnType<typeof valuesOf>, version, base) => {
      const { allowed_networks: networks, rate_limit: rate, ...others } = changesOf(values, valuesOf(base));
      return take(
        api.PATCH('/v1/api-keys/{id}', {
          params: { path: { id: apiKey.id }, header: { 'If-Match': ifMatch(version) } },
          body: {
            ...others,
            ...(rate !== undefined && { rate_limit: Number(rate) }),
            ...(networks !== undefined && { allowed_networks: networksOf(networks) }),
          },
        }),
      );
    },
    read: () => take(api.GET('/v1/api-keys/{id}', { params: { path: { id: apiKey.id } } })),
    done: () => {
      onChanged();
      say('Saved');
      onClose();
    },
  });
  const form = useForm({ values: valuesOf(edit.base) });
  const { errors } = form.formState;
  const { submit, busy, problem } = useSubmit(form, edit.send, {
    'allowed_networks.0': 'allowed_networks',
    'allowed_networks.1': 'allowed_networks',
  });
  return (
    <Dialog title={apiKey.name} onClose={onClose}>
      <form onSubmit={submit} className="stack">
        <p className="hint">What a key may do cannot be changed: make another one for that.</p>
        <TextField label="Name" required error={errors.name?.message} {...form.register('name')} />
        <TextField
          label="Requests a minute"
          type="number"
          min={1}
          max={100000}
          required
          error={errors.rate_limit?.message}
          {...form.register('rate_limit')}
        />
        <TextField
          label="Only from these networks"
          hint="With commas between them. Empty is from anywhere."
          optional
          error={errors.allowed_networks?.message}
          {...form.register('allowed_networks')}
        />
        {edit.notice}
        {problem && <ErrorNotice error={new ProblemError(problem)} />}
        <DialogActions>
          <Button onClick={onClose}>Back</Button>
          <Button kind="primary" type="submit" busy={busy}>
            Save
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

export function RotateKey({
  apiKey,
  onClose,
  onRotated,
}: {
  apiKey: ApiKey;
  onClose: () => void;
  onRotated: (secret: string | null) => void;
}) {
  const [overlap, setOverlap] = useState(usualOverlap);
  const [key] = useState(newKey);
  return (
    <Confirm
      title={`Replace ${apiKey.name}?`}
      act="Make the successor"
      kind="primary"
      onClose={onClose}
      run={async () => {
        const made = await take(
          api.POST('/v1/api-keys/{id}/rotate', {
            params: { path: { id: apiKey.id }, header: { 'Idempotency-Key': key } },
            body: { overlap_seconds: Number(overlap) },
          }),
        );
        onRotated(made.key);
      }}
    >
      <p>Makes a key with the same rights. The old one goes on for a while, so that your programs can change over.</p>
      <OverlapField label="The old key ends" value={overlap} onChange={setOverlap} />
    </Confirm>
  );
}

export function RevokeKey({ apiKey, onClose, onChanged }: ChangeProps) {
  const say = useSay();
  const [key] = useState(newKey);
  return (
    <Confirm
      title={`Revoke ${apiKey.name}?`}
      act="Revoke it"
      onClose={onClose}
      run={async () => {
        await take(
          api.POST('/v1/api-keys/{id}/revoke', { params: { path: { id: apiKey.id }, header: { 'Idempotency-Key': key } }, body: {} }),
        );
        onChanged();
        say('The key is revoked');
      }}
    >
      <p>Programs with this key are shut out at once. This cannot be taken back.</p>
    </Confirm>
  );
}
