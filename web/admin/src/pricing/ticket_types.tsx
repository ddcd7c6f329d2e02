// What a person costs: the ticket types of an activity.
import { useState } from 'react';
import { useForm, type UseFormReturn } from 'react-hook-form';
import { api, ifMatch, newKey, take } from '../api/client';
import type { Activity, TicketType } from '../api/types';
import { AmountField, judgeAmount } from '../components/amount_field';
import { changesOf, onTop, useEdit } from '../components/edit';
import { CheckField, TextField } from '../components/fields';
import { useSubmit } from '../components/submit';
import { useSay } from '../components/toasts';
import { majorUnits, minorUnits, money } from '../words/format';
import { nextPosition, useRefreshPricing, useTicketTypes } from './lists';
import { OfferForm } from './offer_form';
import { OfferPanel } from './offer_panel';

interface TicketValues {
  name: string;
  ages: { min: string; max: string };
  price: string;
  position: string;
  is_active: boolean;
}

// Where a refusal of the server has its field.
const fieldNames = { 'price.amount': 'price' };

const textOf = (age: number | null | undefined) => (age === null || age === undefined ? '' : String(age));
const numberOf = (text: string) => (text === '' ? null : Number(text));

const valuesOf = ({ name, ages, price, position, is_active }: TicketType): TicketValues => ({
  name,
  ages: { min: textOf(ages.min), max: textOf(ages.max) },
  price: majorUnits(price.amount, price.currency),
  position: String(position),
  is_active,
});

// Amounts that are none were refused by the form before.
const bodyOf = ({ name, ages, price, position }: TicketValues, currency: string) => ({
  name: name.trim(),
  ages: { min: numberOf(ages.min), max: numberOf(ages.max) },
  price: { amount: minorUnits(price, currency) ?? -1 },
  position: Number(position),
});

function agesText({ ages: { min, max } }: TicketType): string {
  const from = min ?? null;
  const to = max ?? null;
  if (from !== null && to !== null) return from === to ? `${from}` : `${from} to ${to}`;
  if (from !== null) return `${from} and older`;
  return to !== null ? `Up to ${to}` : 'Any age';
}

function Fields({ form, currency }: { form: UseFormReturn<TicketValues>; currency: string }) {
  const { errors } = form.formState;
  const age = { type: 'number', min: 0, max: 150, step: 1, optional: true } as const;
  return (
    <>
      <TextField
        label="Name"
        hint="What customers choose: Adult, Child."
        required
        maxLength={100}
        data-first
        error={errors.name?.message}
        {...form.register('name')}
      />
      <AmountField
        label="Price of a person"
        currency={currency}
        required
        error={errors.price?.message}
        {...form.register('price', { validate: (text) => judgeAmount(text, currency) })}
      />
      <div className="pair">
        <TextField label="From this age on" {...age} error={errors.ages?.min?.message} {...form.register('ages.min')} />
        <TextField label="Up to this age" {...age} error={errors.ages?.max?.message} {...form.register('ages.max')} />
      </div>
      <TextField
        label="Place in the list"
        hint="The lowest number stands first."
        type="number"
        min={0}
        max={10_000}
        required
        error={errors.position?.message}
        {...form.register('position')}
      />
    </>
  );
}

interface NewProps {
  activity: Activity;
  position: number;
  onClose: () => void;
}

function NewTicketType({ activity, position, onClose }: NewProps) {
  const say = useSay();
  const refresh = useRefreshPricing();
  const [key] = useState(newKey);
  const { currency } = activity.price;
  const form = useForm<TicketValues>({
    defaultValues: { name: '', ages: { min: '', max: '' }, price: '', position: String(position), is_active: true },
  });
  const submission = useSubmit(
    form,
    async (values) => {
      await take(
        api.POST('/v1/ticket-types', {
          params: { header: { 'Idempotency-Key': key } },
          body: { activity_id: activity.id, ...bodyOf(values, currency) },
        }),
      );
      refresh();
      say(`${values.name.trim()} is sold from now on`);
      onClose();
    },
    fieldNames,
  );
  return (
    <OfferForm title="New ticket type" isNew submission={submission} onClose={onClose}>
      <Fields form={form} currency={currency} />
    </OfferForm>
  );
}

function EditTicketType({ ticket, onClose }: { ticket: TicketType; onClose: () => void }) {
  const say = useSay();
  const refresh = useRefreshPricing();
  const path = { id: ticket.id };
  const { currency } = ticket.price;
  const edit = useEdit({
    document: ticket,
    shown: (document: TicketType) => ({
      Name: document.name,
      Price: money(document.price),
      Ages: agesText(document),
      'Place in the list': String(document.position),
      'Is sold': document.is_active ? 'yes' : 'no',
    }),
    save: (values: TicketValues, version, base, now) => {
      const body = (of: TicketValues) => ({ ...bodyOf(of, currency), is_active: of.is_active });
      const [mine, before, latest] = [body(values), body(valuesOf(base)), body(valuesOf(now))];
      const ages = onTop(mine.ages, before.ages, latest.ages);
      return take(
        api.PATCH('/v1/ticket-types/{id}', {
          params: { path, header: { 'If-Match': ifMatch(version) } },
          body: changesOf({ ...mine, ages }, { ...before, ages: latest.ages }),
        }),
      );
    },
    read: () => take(api.GET('/v1/ticket-types/{id}', { params: { path } })),
    done: () => {
      refresh();
      say('Saved');
      onClose();
    },
  });
  const form = useForm<TicketValues>({ values: valuesOf(edit.base) });
  const submission = useSubmit(form, edit.send, fieldNames);
  return (
    <OfferForm title={`Edit ${ticket.name}`} isNew={false} submission={submission} notice={edit.notice} onClose={onClose}>
      <Fields form={form} currency={currency} />
      <CheckField label="Is sold" hint="Off, and nobody can choose it any more." {...form.register('is_active')} />
    </OfferForm>
  );
}

export function TicketTypes({ activity }: { activity: Activity }) {
  const tickets = useTicketTypes(activity.id);
  return (
    <OfferPanel
      title="Ticket types"
      lead="Customers say how many of each come. The first one is what a person costs where nobody says."
      query={tickets}
      add="New ticket type"
      empty={`None: everybody pays ${money(activity.price)}, the price of the activity.`}
      columns={['Price', 'Ages']}
      cells={(ticket) => [money(ticket.price), agesText(ticket)]}
      form={(ticket, close) =>
        ticket ? (
          <EditTicketType ticket={ticket} onClose={close} />
        ) : (
          <NewTicketType activity={activity} position={nextPosition(tickets.data ?? [])} onClose={close} />
        )
      }
    />
  );
}
