// Taxes: of all activities or of one, in the price or on top of it.
import { useState } from 'react';
import { useForm, type UseFormReturn } from 'react-hook-form';
import { api, ifMatch, newKey, take } from '../api/client';
import { useActivities, useActivityName } from '../api/inventory';
import type { TaxRate } from '../api/types';
import { changesOf, useEdit } from '../components/edit';
import { CheckField, SelectField, TextField } from '../components/fields';
import { useSubmit } from '../components/submit';
import { useSay } from '../components/toasts';
import { nextPosition, useRefreshPricing, useTaxRates } from './lists';
import { OfferForm } from './offer_form';
import { OfferPanel } from './offer_panel';
import { percentInput, percentOf, ppmOf, showRate } from '../words/rates';

interface TaxValues {
  name: string;
  // Of a new rate alone; empty is all activities.
  activity_id: string;
  percent: string;
  kind: 'inclusive' | 'on_top';
  position: string;
  // A new rate always is.
  is_active: boolean;
}

// Where a refusal of the server has its field.
const fieldNames = { rate_ppm: 'percent' };

const valuesOf = ({ name, activity_id, rate_ppm, is_inclusive, position, is_active }: TaxRate): TaxValues => ({
  name,
  activity_id: activity_id ?? '',
  percent: String(percentOf(rate_ppm)),
  kind: is_inclusive ? 'inclusive' : 'on_top',
  position: String(position),
  is_active,
});

const bodyOf = ({ name, percent, kind, position }: TaxValues) => ({
  name: name.trim(),
  rate_ppm: ppmOf(percent),
  is_inclusive: kind === 'inclusive',
  position: Number(position),
});

const kindText = ({ is_inclusive: isInclusive }: TaxRate) => (isInclusive ? 'In the price' : 'On top of the price');

const ofText = ({ activity_id: id }: TaxRate, activityName: (id: string) => string) => (id ? activityName(id) : 'All activities');

function Fields({ form }: { form: UseFormReturn<TaxValues> }) {
  const { errors } = form.formState;
  return (
    <>
      <TextField
        label="Name"
        hint="As it stands in quotes: VAT."
        required
        maxLength={100}
        data-first
        error={errors.name?.message}
        {...form.register('name')}
      />
      <div className="pair">
        <TextField label="Rate (%)" {...percentInput} error={errors.percent?.message} {...form.register('percent')} />
        <SelectField label="Prices" {...form.register('kind')}>
          <option value="inclusive">have it in them</option>
          <option value="on_top">are without it, it comes on top</option>
        </SelectField>
      </div>
      <TextField
        label="Place in quotes"
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

function NewTaxRate({ position, onClose }: { position: number; onClose: () => void }) {
  const say = useSay();
  const refresh = useRefreshPricing();
  const activities = useActivities();
  const [key] = useState(newKey);
  const form = useForm<TaxValues>({
    defaultValues: { name: '', activity_id: '', percent: '', kind: 'inclusive', position: String(position), is_active: true },
  });
  const submission = useSubmit(
    form,
    async (values) => {
      await take(
        api.POST('/v1/tax-rates', {
          params: { header: { 'Idempotency-Key': key } },
          body: { activity_id: values.activity_id || null, ...bodyOf(values) },
        }),
      );
      refresh();
      say(`${values.name.trim()} counts from now on`);
      onClose();
    },
    fieldNames,
  );
  return (
    <OfferForm title="New tax rate" isNew submission={submission} onClose={onClose}>
      <SelectField label="Of" {...form.register('activity_id')}>
        <option value="">All activities</option>
        {activities.data?.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
      <Fields form={form} />
    </OfferForm>
  );
}

function EditTaxRate({ rate, onClose }: { rate: TaxRate; onClose: () => void }) {
  const activityName = useActivityName();
  const say = useSay();
  const refresh = useRefreshPricing();
  const path = { id: rate.id };
  const edit = useEdit({
    document: rate,
    shown: (document: TaxRate) => ({
      Name: document.name,
      Rate: showRate(document.rate_ppm),
      Prices: kindText(document),
      'Place in quotes': String(document.position),
      Counts: document.is_active ? 'yes' : 'no',
    }),
    save: (values: TaxValues, version, base) => {
      const body = (of: TaxValues) => ({ ...bodyOf(of), is_active: of.is_active });
      return take(
        api.PATCH('/v1/tax-rates/{id}', {
          params: { path, header: { 'If-Match': ifMatch(version) } },
          body: changesOf(body(values), body(valuesOf(base))),
        }),
      );
    },
    read: () => take(api.GET('/v1/tax-rates/{id}', { params: { path } })),
    done: () => {
      refresh();
      say('Saved');
      onClose();
    },
  });
  const form = useForm<TaxValues>({ values: valuesOf(edit.base) });
  const submission = useSubmit(form, edit.send, fieldNames);
  return (
    <OfferForm
      title={`Edit ${rate.name}`}
      isNew={false}
      of={`Of: ${ofText(rate, activityName)}`}
      submission={submission}
      notice={edit.notice}
      onClose={onClose}
    >
      <Fields form={form} />
      <CheckField label="Counts" hint="Off ends it for new bookings." {...form.register('is_active')} />
    </OfferForm>
  );
}

export function TaxRates() {
  const rates = useTaxRates();
  const activityName = useActivityName();
  return (
    <OfferPanel
      title="Taxes"
      lead="Every tax of an activity is a line of its quotes."
      query={rates}
      add="New tax rate"
      empty="None: no tax is shown to customers."
      columns={['Rate', 'Prices', 'Of']}
      cells={(rate) => [
        showRate(rate.rate_ppm),
        kindText(rate),
        ofText(rate, activityName),
      ]}
      form={(rate, close) =>
        rate ? <EditTaxRate rate={rate} onClose={close} /> : <NewTaxRate position={nextPosition(rates.data ?? [])} onClose={close} />
      }
    />
  );
}
