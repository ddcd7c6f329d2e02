// Making an API key, and showing it the one time that anybody sees it.
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { api, newKey, ProblemError, take } from '../api/client';
import type { Scope } from '../api/types';
import { Button } from '../components/button';
import { CopyText } from '../components/copy';
import { Dialog, DialogActions } from '../components/dialog';
import { CheckField, SelectField, TextField } from '../components/fields';
import { ErrorNotice, Notice } from '../components/notices';
import { useSubmit } from '../components/submit';
import { useMe } from '../session/session';
import { sentence } from '../words/names';

// As the contract lists them; the type makes the build fail where it has another one.
const scopes: Record<Scope, string> = {
  'venues:read': 'Read venues',
  'venues:write': 'Change venues',
  'activities:read': 'Read activities',
  'activities:write': 'Change activities',
  'sessions:read': 'Read sessions',
  'sessions:write': 'Close, open, block and resize sessions',
  'bookings:read': 'Read bookings',
  'bookings:write': 'Make, move and cancel bookings',
  'bookings:check_in': 'Check in',
  'customers:read': 'Read customers',
  'customers:write': 'Change customers',
  'pricing:read': 'Read prices, taxes, fees and promo codes',
  'pricing:write': 'Change prices, taxes, fees and promo codes',
  'gift_cards:read': 'Read gift cards',
  'gift_cards:write': 'Issue and void gift cards',
  'payments:read': 'Read payments and refunds',
  'payments:write': 'Take payments and make refunds',
  'dashboard:read': 'Read the dashboard',
  'webhooks:read': 'Read webhooks and their deliveries',
  'embeds:read': 'Read embeds',
  'embeds:write': 'Change embeds',
  'users:read': 'Read staff',
  'audit_logs:read': 'Read the audit trail',
  'organization:read': 'Read the organization',
};

// "192.0.2.0/24, 198.51.100.7" -> a list
export const networksOf = (text: string) => text.split(/[\s,]+/).filter((network) => network !== '');

// The key is a secret that is shown once; closing the dialog takes saying that it was kept.
export function ShowKey({ secret, onClose }: { secret: string | null; onClose: () => void }) {
  return (
    <Dialog title="Your new key" onClose={onClose}>
      {secret ? (
        <>
          <Notice tone="warm">
            <p>Copy it now. Nobody can show it again, only its beginning.</p>
          </Notice>
          <CopyText label="API key" text={secret} />
          <p className="hint">
            Programs send it as <code>Authorization: Bearer …</code>
          </p>
        </>
      ) : (
        <Notice tone="warm">
          <p>The key was made, but its secret was told before and cannot be told again. Rotate the key to get another.</p>
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

interface NewKeyValues {
  name: string;
  environment: 'live' | 'test';
  scopes: Scope[];
  rate_limit: string;
  expires_on: string;
  allowed_networks: string;
}

function Scopes({ form }: { form: ReturnType<typeof useForm<NewKeyValues>> }) {
  const { permissions } = useMe();
  const mine = (Object.keys(scopes) as Scope[]).filter((scope) => permissions.includes(scope));
  const groups = [...new Set(mine.map((scope) => scope.split(':')[0] ?? ''))];
  const fault = form.formState.errors.scopes?.message;
  return (
    <fieldset>
      <legend>What it may do</legend>
      <p className="hint">No more than you may yourself. Changing something includes reading it.</p>
      <div className="scopes">
        {groups.map((group) => (
          <div key={group} role="group" aria-label={sentence(group)}>
            {mine
              .filter((scope) => scope.startsWith(`${group}:`))
              .map((scope) => (
                <CheckField
                  key={scope}
                  label={scopes[scope]}
                  value={scope}
                  {...form.register('scopes', { validate: (chosen) => chosen.length > 0 || 'Choose at least one.' })}
                />
              ))}
          </div>
        ))}
      </div>
      {fault && (
        <p className="fault" role="alert">
          {fault}
        </p>
      )}
    </fieldset>
  );
}

export function NewKey({ onClose, onMade }: { onClose: () => void; onMade: (secret: string | null) => void }) {
  const [key] = useState(newKey);
  const form = useForm<NewKeyValues>({
    defaultValues: { name: '', environment: 'live', scopes: [], rate_limit: '', expires_on: '', allowed_networks: '' },
  });
  const { errors } = form.formState;
  const { submit, busy, problem } = useSubmit(
    form,
    async (values) => {
      const made = await take(
        api.POST('/v1/api-keys', {
          params: { header: { 'Idempotency-Key': key } },
          body: {
            name: values.name,
            environment: values.environment,
            scopes: values.scopes,
            rate_limit: values.rate_limit ? Number(values.rate_limit) : null,
            expires_at: values.expires_on ? `${values.expires_on}T00:00:00Z` : null,
            allowed_networks: networksOf(values.allowed_networks),
          },
        }),
      );
      onMade(made.key);
    },
    { expires_at: 'expires_on' },
  );
  return (
    <Dialog title="New API key" onClose={onClose} wide>
      <form onSubmit={submit} className="stack">
        <div className="pair">
          <TextField label="Name" hint="Which program it is for." required error={errors.name?.message} {...form.register('name')} />
          <SelectField
            label="Environment"
            hint="Only a name, so that a key in the wrong place is noticed."
            {...form.register('environment')}
          >
            <option value="live">Live</option>
            <option value="test">Test</option>
          </SelectField>
        </div>
        <Scopes form={form} />
        <div className="pair">
          <TextField
            label="Requests a minute"
            type="number"
            min={1}
            max={100000}
            placeholder="1000"
            optional
            error={errors.rate_limit?.message}
            {...form.register('rate_limit')}
          />
          <TextField label="Ends on" type="date" optional error={errors.expires_on?.message} {...form.register('expires_on')} />
        </div>
        <TextField
          label="Only from these networks"
          hint="Addresses or networks like 192.0.2.0/24, with commas between them. Empty is from anywhere."
          optional
          error={errors.allowed_networks?.message}
          {...form.register('allowed_networks')}
        />
        {problem && <ErrorNotice error={new ProblemError(problem)} />}
        <DialogActions>
          <Button onClick={onClose}>Back</Button>
          <Button kind="primary" type="submit" busy={busy}>
            Make the key
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
