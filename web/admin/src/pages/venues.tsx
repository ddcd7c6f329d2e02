// Where the activities take place.
import { useQueryClient } from '@tanstack/react-query';
import { MapPin, Plus } from 'lucide-react';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { api, ifMatch, newKey, ProblemError, take } from '../api/client';
import { useVenues } from '../api/inventory';
import type { Venue } from '../api/types';
import { Button } from '../components/button';
import { Dialog, DialogActions } from '../components/dialog';
import { changesOf, useEdit } from '../components/edit';
import { CheckField, TextField } from '../components/fields';
import { Badge, Empty, ErrorNotice, Loading } from '../components/notices';
import { Page } from '../components/page';
import { useSubmit } from '../components/submit';
import { TimeZoneField } from '../components/time_zones';
import { useSay } from '../components/toasts';
import { useCan } from '../session/session';
import { browserZone } from '../words/format';
import { slugOf } from '../words/slug';

const valuesOf = ({ name, slug, address, time_zone, is_active }: Venue) => ({ name, slug, address, time_zone, is_active });

function NewVenue({ onClose }: { onClose: () => void }) {
  const say = useSay();
  const client = useQueryClient();
  const [key] = useState(newKey);
  const form = useForm({ defaultValues: { name: '', slug: '', address: '', time_zone: browserZone } });
  const { errors, dirtyFields } = form.formState;
  const { submit, busy, problem } = useSubmit(form, async (values) => {
    const venue = await take(
      api.POST('/v1/venues', {
        params: { header: { 'Idempotency-Key': key } },
        body: { ...values, address: values.address || null },
      }),
    );
    await client.invalidateQueries({ queryKey: ['venues'] });
    say(`${venue.name} is open`);
    onClose();
  });
  return (
    <Dialog title="New venue" onClose={onClose}>
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
        <TextField label="Address" optional error={errors.address?.message} {...form.register('address')} />
        <TimeZoneField error={errors.time_zone?.message} current={browserZone} {...form.register('time_zone')} />
        {problem && <ErrorNotice error={new ProblemError(problem)} />}
        <DialogActions>
          <Button onClick={onClose}>Back</Button>
          <Button kind="primary" type="submit" busy={busy}>
            Open the venue
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function EditVenue({ venue, onClose }: { venue: Venue; onClose: () => void }) {
  const say = useSay();
  const client = useQueryClient();
  const edit = useEdit({
    document: venue,
    shown: (document: Venue) => ({
      Name: document.name,
      'Short name': document.slug,
      Address: document.address,
      'Time zone': document.time_zone,
      'Sells its activities': document.is_active ? 'yes' : 'no',
    }),
    save: (values: ReturnType<typeof valuesOf>, version, base) =>
      take(
        api.PATCH('/v1/venues/{id}', {
          params: { path: { id: venue.id }, header: { 'If-Match': ifMatch(version) } },
          body: changesOf(values, valuesOf(base)),
        }),
      ),
    read: () => take(api.GET('/v1/venues/{id}', { params: { path: { id: venue.id } } })),
    done: () => {
      void client.invalidateQueries({ queryKey: ['venues'] });
      void client.invalidateQueries({ queryKey: ['activities'] });
      say('Saved');
      onClose();
    },
  });
  const form = useForm({ values: valuesOf(edit.base) });
  const { errors } = form.formState;
  const { submit, busy, problem } = useSubmit(form, edit.send);
  return (
    <Dialog title={venue.name} onClose={onClose}>
      <form onSubmit={submit} className="stack">
        <TextField label="Name" required error={errors.name?.message} {...form.register('name')} />
        <TextField
          label="Short name"
          hint="For addresses: small letters, digits and hyphens."
          required
          error={errors.slug?.message}
          {...form.register('slug')}
        />
        <TextField label="Address" optional error={errors.address?.message} {...form.register('address')} />
        <TimeZoneField error={errors.time_zone?.message} current={edit.base.time_zone} {...form.register('time_zone')} />
        <CheckField label="Sells its activities" hint="Otherwise visitors do not see it." {...form.register('is_active')} />
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

export default function Venues() {
  const can = useCan();
  const venues = useVenues();
  const [open, setOpen] = useState<Venue | 'new' | null>(null);
  return (
    <Page
      title="Venues"
      actions={
        can('venues:write') && (
          <Button kind="primary" onClick={() => setOpen('new')}>
            <Plus aria-hidden />
            New venue
          </Button>
        )
      }
    >
      {venues.isPending && (
        <div className="panel">
          <Loading />
        </div>
      )}
      {venues.isError && (
        <ErrorNotice
          error={venues.error}
          again={() => {
            void venues.refetch();
          }}
        />
      )}
      {venues.data && (
        <div className="panel flush">
          {venues.data.length === 0 && (
            <Empty title="No venues yet" icon={MapPin}>
              <p>Activities take place at a venue: open one first.</p>
            </Empty>
          )}
          {venues.data.length > 0 && (
            <div className="table-frame">
              <table className="cards" aria-label="Venues">
                <thead>
                  <tr>
                    <th>Venue</th>
                    <th>Address</th>
                    <th>Time zone</th>
                    <th>State</th>
                    {can('venues:write') && (
                      <th>
                        <span className="unseen">Actions</span>
                      </th>
                    )}
                  </tr>
                </thead>
                <tbody>
                  {venues.data.map((venue) => (
                    <tr key={venue.id} className={venue.is_active ? undefined : 'faded'}>
                      <th scope="row">
                        <strong>{venue.name}</strong>
                        <p className="hint">{venue.slug}</p>
                      </th>
                      <td>{venue.address}</td>
                      <td className="nowrap">{venue.time_zone}</td>
                      <td>
                        <Badge tone={venue.is_active ? 'good' : 'plain'}>{venue.is_active ? 'Open' : 'Closed'}</Badge>
                      </td>
                      {can('venues:write') && (
                        <td className="number">
                          <Button small onClick={() => setOpen(venue)} aria-label={`Edit ${venue.name}`}>
                            Edit
                          </Button>
                        </td>
                      )}
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </div>
      )}
      {open === 'new' && <NewVenue onClose={() => setOpen(null)} />}
      {open !== null && open !== 'new' && <EditVenue venue={open} onClose={() => setOpen(null)} />}
    </Page>
  );
}
