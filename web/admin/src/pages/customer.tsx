// One customer: their record, their bookings, and what privacy law lets them ask for.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { api, ifMatch, newKey, ProblemError, take } from '../api/client';
import { useList } from '../api/lists';
import type { Customer as CustomerDocument } from '../api/types';
import { BookingTable } from '../bookings/table';
import { Button } from '../components/button';
import { Confirm } from '../components/confirm';
import { Dialog, DialogActions } from '../components/dialog';
import { download } from '../components/download';
import { changesOf, useEdit } from '../components/edit';
import { TextArea, TextField } from '../components/fields';
import { ListView } from '../components/list_view';
import { Badge, Empty, ErrorNotice, Loading } from '../components/notices';
import { Page } from '../components/page';
import { Panel } from '../components/panel';
import { useSubmit } from '../components/submit';
import { useSay } from '../components/toasts';
import { useCan } from '../session/session';
import { plural, showInstant } from '../words/format';

const keyOf = (id: string) => ['customers', 'one', id];
const read = (id: string) => take(api.GET('/v1/customers/{id}', { params: { path: { id } } }));
const fullName = (customer: CustomerDocument) => `${customer.first_name} ${customer.last_name}`;

const valuesOf = ({ first_name, last_name, email, phone, notes }: CustomerDocument) => ({
  first_name,
  last_name,
  email,
  phone: phone ?? '',
  notes,
});

function Edit({ customer, onClose }: { customer: CustomerDocument; onClose: () => void }) {
  const say = useSay();
  const client = useQueryClient();
  const edit = useEdit({
    document: customer,
    shown: (document: CustomerDocument) => {
      const { first_name, last_name, email, phone, notes } = valuesOf(document);
      return { 'First name': first_name, 'Last name': last_name, Email: email, Phone: phone, Notes: notes };
    },
    save: (values: ReturnType<typeof valuesOf>, version, base) =>
      take(
        api.PATCH('/v1/customers/{id}', {
          params: { path: { id: customer.id }, header: { 'If-Match': ifMatch(version) } },
          body: changesOf(values, valuesOf(base)),
        }),
      ),
    read: () => read(customer.id),
    done: () => {
      void client.invalidateQueries({ queryKey: ['customers'] });
      say('Saved');
      onClose();
    },
  });
  const form = useForm({ values: valuesOf(edit.base) });
  const { errors } = form.formState;
  const { submit, busy, problem } = useSubmit(form, edit.send);
  return (
    <Dialog title="Edit customer" onClose={onClose}>
      <form onSubmit={submit} className="stack">
        <p className="hint">Bookings keep what was typed for them.</p>
        <div className="pair">
          <TextField label="First name" required error={errors.first_name?.message} {...form.register('first_name')} />
          <TextField label="Last name" required error={errors.last_name?.message} {...form.register('last_name')} />
        </div>
        <TextField label="Email" type="email" required error={errors.email?.message} {...form.register('email')} />
        <TextField label="Phone" type="tel" optional error={errors.phone?.message} {...form.register('phone')} />
        <TextArea
          label="Notes for staff"
          optional
          maxLength={2000}
          error={errors.notes?.message}
          {...form.register('notes', { setValueAs: (text: string) => text.replaceAll('\n', ' ') })}
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

function Erase({ customer, onClose }: { customer: CustomerDocument; onClose: () => void }) {
  const client = useQueryClient();
  const say = useSay();
  const [key] = useState(newKey);
  return (
    <Confirm
      title={`Erase ${fullName(customer)}?`}
      act="Erase for good"
      onClose={onClose}
      run={async () => {
        await take(
          api.POST('/v1/customers/{id}/erase', { params: { path: { id: customer.id }, header: { 'Idempotency-Key': key } }, body: {} }),
        );
        await client.invalidateQueries();
        say('The customer is erased');
      }}
    >
      <p>
        Takes names, addresses, phone numbers and free text out of the customer, their bookings and their holds. Times and amounts stay
        for the books. Nobody can bring it back.
      </p>
    </Confirm>
  );
}

function Bookings({ id }: { id: string }) {
  const bookings = useList(['bookings', 'of customer', id], (part, signal) =>
    take(api.GET('/v1/bookings', { params: { query: { customer_id: id, ...part } }, signal })),
  );
  return (
    <section className="column" aria-label="Bookings">
      <h2>Bookings</h2>
      <ListView query={bookings} empty={<Empty title="No bookings" />}>
        {(items) => <BookingTable bookings={items} label="Bookings of this customer" />}
      </ListView>
    </section>
  );
}

export default function Customer({ id }: { id: string }) {
  const can = useCan();
  const [open, setOpen] = useState<'edit' | 'erase' | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const { data: customer, error, refetch } = useQuery({ queryKey: keyOf(id), queryFn: () => read(id) });
  const back = { href: '/customers', name: 'Customers' };
  if (error)
    return (
      <Page title="Customer" back={back}>
        <ErrorNotice
          error={error}
          again={() => {
            void refetch();
          }}
        />
      </Page>
    );
  if (!customer)
    return (
      <Page title="Customer" back={back}>
        <Loading />
      </Page>
    );

  const save = async () => {
    const held = await take(api.GET('/v1/customers/{id}/export', { params: { path: { id } } }));
    download(new Blob([JSON.stringify(held, null, 2)], { type: 'application/json' }), `customer-${id}.json`);
  };
  return (
    <Page
      title={customer.erased_at ? 'Erased customer' : fullName(customer)}
      back={back}
      actions={
        !customer.erased_at && (
          <>
            {can('customers:write') && <Button onClick={() => setOpen('edit')}>Edit</Button>}
            <Button
              onClick={() => {
                save().catch(setFault);
              }}
            >
              Export
            </Button>
            {can('customers:erase') && (
              <Button kind="danger" onClick={() => setOpen('erase')}>
                Erase
              </Button>
            )}
          </>
        )
      }
    >
      {fault !== null && <ErrorNotice error={fault} />}
      <Panel title="Record" actions={customer.erased_at && <Badge tone="plain">Erased {showInstant(customer.erased_at)}</Badge>}>
        <dl className="facts">
          {!customer.erased_at && (
            <>
              <dt>Email</dt>
              <dd>{customer.email}</dd>
            </>
          )}
          {customer.phone && (
            <>
              <dt>Phone</dt>
              <dd>{customer.phone}</dd>
            </>
          )}
          <dt>Customer since</dt>
          <dd>{showInstant(customer.created_at)}</dd>
          {customer.booking_count !== undefined && (
            <>
              <dt>Bookings</dt>
              <dd>{plural(customer.booking_count, 'booking')} that were not cancelled</dd>
            </>
          )}
          {customer.notes && (
            <>
              <dt>Notes</dt>
              <dd>{customer.notes}</dd>
            </>
          )}
        </dl>
      </Panel>
      {can('bookings:read') && <Bookings id={id} />}
      {open === 'edit' && <Edit customer={customer} onClose={() => setOpen(null)} />}
      {open === 'erase' && <Erase customer={customer} onClose={() => setOpen(null)} />}
    </Page>
  );
}
