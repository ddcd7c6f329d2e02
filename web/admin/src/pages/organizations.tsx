// For the platform's team: all organizations, making, suspending, reactivating and deleting them.
import { useQueryClient } from '@tanstack/react-query';
import { Building2, Plus } from 'lucide-react';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { api, newKey, ProblemError, take } from '../api/client';
import { useList } from '../api/lists';
import type { Organization } from '../api/types';
import { Button } from '../components/button';
import { Confirm } from '../components/confirm';
import { Dialog, DialogActions } from '../components/dialog';
import { TextField } from '../components/fields';
import { ListView } from '../components/list_view';
import { Badge, Empty, ErrorNotice } from '../components/notices';
import { Page } from '../components/page';
import { useSubmit } from '../components/submit';
import { TimeZoneField } from '../components/time_zones';
import { useSay } from '../components/toasts';
import { useEnterOrganization } from '../session/organization_choice';
import { useCan, useMe } from '../session/session';
import { browserZone, showInstant } from '../words/format';
import { organizationStatus } from '../words/names';
import { slugOf } from '../words/slug';

function NewOrganization({ onClose, onChanged }: { onClose: () => void; onChanged: () => void }) {
  const say = useSay();
  const [key] = useState(newKey);
  const form = useForm({
    defaultValues: { name: '', slug: '', currency: 'GBP', time_zone: browserZone, owner_name: '', owner_email: '' },
  });
  const { errors, dirtyFields } = form.formState;
  const { submit, busy, problem } = useSubmit(form, async (values) => {
    const body = { ...values, currency: values.currency.toUpperCase() };
    await take(api.POST('/v1/organizations', { params: { header: { 'Idempotency-Key': key } }, body }));
    onChanged();
    say(`${values.name} is there, and an invitation to ${values.owner_email} is on its way`);
    onClose();
  });
  return (
    <Dialog title="New organization" onClose={onClose}>
      <form onSubmit={submit} className="stack">
        <TextField
          label="Name"
          required
          error={errors.name?.message}
          {...form.register('name', {
            onChange: (event: { target: { value: string } }) => {
              if (!dirtyFields.slug) form.setValue('slug', slugOf(event.target.value));
            },
          })}
        />
        <TextField
          label="Short name"
          hint="For addresses: small letters, digits and hyphens."
          required
          error={errors.slug?.message}
          {...form.register('slug')}
        />
        <div className="pair">
          <TextField
            label="Currency"
            hint="Three letters, like GBP."
            required
            minLength={3}
            maxLength={3}
            error={errors.currency?.message}
            {...form.register('currency')}
          />
          <TimeZoneField error={errors.time_zone?.message} current={browserZone} {...form.register('time_zone')} />
        </div>
        <TextField label="Owner’s name" required error={errors.owner_name?.message} {...form.register('owner_name')} />
        <TextField
          label="Owner’s email"
          type="email"
          hint="An invitation goes there."
          required
          error={errors.owner_email?.message}
          {...form.register('owner_email')}
        />
        {problem && <ErrorNotice error={new ProblemError(problem)} />}
        <DialogActions>
          <Button onClick={onClose}>Back</Button>
          <Button kind="primary" type="submit" busy={busy}>
            Make it
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

interface ActProps {
  organization: Organization;
  onClose: () => void;
  onChanged: () => void;
}

function Suspend({ organization, onClose, onChanged }: ActProps) {
  const [reason, setReason] = useState('');
  return (
    <Confirm
      title={`Suspend ${organization.name}?`}
      act="Suspend"
      onClose={onClose}
      run={async () => {
        await take(api.POST('/v1/organizations/{id}/suspend', { params: { path: { id: organization.id } }, body: { reason } }));
        onChanged();
      }}
    >
      <p>Its people and programs may do nothing, and its booking pages are closed. Its data stay.</p>
      <TextField label="Reason" required maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
    </Confirm>
  );
}

function Reactivate({ organization, onClose, onChanged }: ActProps) {
  return (
    <Confirm
      title={`Reactivate ${organization.name}?`}
      act="Reactivate"
      kind="primary"
      onClose={onClose}
      run={async () => {
        await take(api.POST('/v1/organizations/{id}/reactivate', { params: { path: { id: organization.id } }, body: {} }));
        onChanged();
      }}
    >
      <p>Its people come in again, and its booking pages open.</p>
    </Confirm>
  );
}

function Delete({ organization, onClose, onChanged }: ActProps) {
  const [typed, setTyped] = useState('');
  return (
    <Confirm
      title={`Delete ${organization.name}?`}
      act="Delete for good"
      onClose={onClose}
      run={async () => {
        if (typed !== organization.slug) {
          throw new ProblemError({
            code: 'invalid_field',
            title: 'Not deleted',
            status: 0,
            detail: `Type ${organization.slug} to confirm.`,
          });
        }
        await take(api.DELETE('/v1/organizations/{id}', { params: { path: { id: organization.id } } }));
        onChanged();
      }}
    >
      <p>Nobody gets in any more, keys are revoked and embeds switched off. After 30 days its rows are removed; its audit trail stays.</p>
      <TextField
        label={`Type ${organization.slug} to confirm`}
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </Confirm>
  );
}

type Act = 'suspend' | 'reactivate' | 'delete';

function Row({ organization, open }: { organization: Organization; open: (act: Act) => void }) {
  const can = useCan();
  const me = useMe();
  const enter = useEnterOrganization();
  const { status } = organization;
  const deleted = status === 'deleted';
  return (
    <tr className={deleted ? 'faded' : undefined}>
      <th scope="row">
        <strong>{organization.name}</strong>
        <p className="hint">{organization.slug}</p>
      </th>
      <td>
        <Badge tone={organizationStatus[status].tone}>{organizationStatus[status].name}</Badge>
        {organization.suspension_reason && status === 'suspended' && <p className="hint">{organization.suspension_reason}</p>}
      </td>
      <td>{organization.currency}</td>
      <td className="nowrap soft">{showInstant(organization.created_at)}</td>
      <td>
        {!deleted && (
          <div className="actions">
            {organization.id === me.organization.id ? (
              <Badge tone="calm">You work here</Badge>
            ) : (
              <Button small aria-label={`Work in ${organization.name}`} onClick={() => enter(organization.id)}>
                Work here
              </Button>
            )}
            {can('platform:write') && status !== 'suspended' && (
              <Button small aria-label={`Suspend ${organization.name}`} onClick={() => open('suspend')}>
                Suspend
              </Button>
            )}
            {can('platform:write') && status === 'suspended' && (
              <Button small aria-label={`Reactivate ${organization.name}`} onClick={() => open('reactivate')}>
                Reactivate
              </Button>
            )}
            {can('platform:write') && (
              <Button small kind="danger" aria-label={`Delete ${organization.name}`} onClick={() => open('delete')}>
                Delete
              </Button>
            )}
          </div>
        )}
      </td>
    </tr>
  );
}

export default function Organizations() {
  const can = useCan();
  const client = useQueryClient();
  const [making, setMaking] = useState(false);
  const [open, setOpen] = useState<{ act: Act; organization: Organization } | null>(null);
  const organizations = useList(['organizations', 'list'], (part, signal) =>
    take(api.GET('/v1/organizations', { params: { query: part }, signal })),
  );
  const changed = () => {
    void client.invalidateQueries({ queryKey: ['organizations'] });
  };
  const close = () => setOpen(null);
  const Dialogs = { suspend: Suspend, reactivate: Reactivate, delete: Delete };
  const Opened = open && Dialogs[open.act];
  return (
    <Page
      title="Organizations"
      actions={
        can('platform:write') && (
          <Button kind="primary" onClick={() => setMaking(true)}>
            <Plus aria-hidden />
            New organization
          </Button>
        )
      }
    >
      <ListView query={organizations} empty={<Empty title="No organizations yet" icon={Building2} />}>
        {(items) => (
          <div className="table-frame">
            <table className="cards" aria-label="Organizations">
              <thead>
                <tr>
                  <th>Organization</th>
                  <th>State</th>
                  <th>Currency</th>
                  <th>Since</th>
                  <th>
                    <span className="unseen">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {items.map((organization) => (
                  <Row key={organization.id} organization={organization} open={(act) => setOpen({ act, organization })} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </ListView>
      {making && <NewOrganization onClose={() => setMaking(false)} onChanged={changed} />}
      {open && Opened && <Opened organization={open.organization} onClose={close} onChanged={changed} />}
    </Page>
  );
}
