// The fields of what is paid at once, and of what cancelling, moving and not coming cost.
import { Plus, Trash2 } from 'lucide-react';
import { useFieldArray, type UseFormReturn } from 'react-hook-form';
import { Button } from '../components/button';
import { SelectField, TextField } from '../components/fields';
import { Panel } from '../components/panel';
import { minorUnits } from '../words/format';
import type { ActivityValues } from './activity_values';

const windowsMax = 10;
const hours = { type: 'number', min: 0, max: 8760, required: true } as const;
const percent = { type: 'number', min: 0, max: 100, step: 'any', required: true } as const;
const asNumber = { valueAsNumber: true } as const;

interface TermsProps {
  form: UseFormReturn<ActivityValues>;
  currency: string;
}

function Deposit({ form, currency }: TermsProps) {
  const errors = form.formState.errors.deposit;
  const kind = form.watch('deposit.kind');
  return (
    <div className="pair">
      <SelectField label="Paid when booking" {...form.register('deposit.kind')}>
        <option value="none">All of it</option>
        <option value="percent">A part, the rest at the venue</option>
        <option value="fixed">An amount, the rest at the venue</option>
      </SelectField>
      {kind === 'percent' && (
        <TextField
          label="Part (%)"
          {...percent}
          min={0.0001}
          error={errors?.percent?.message}
          {...form.register('deposit.percent', asNumber)}
        />
      )}
      {kind === 'fixed' && (
        <TextField
          label={`Amount (${currency})`}
          inputMode="decimal"
          required
          error={errors?.amount?.message}
          {...form.register('deposit.amount', {
            validate: (text, { deposit }) =>
              deposit.kind !== 'fixed' || (minorUnits(text, currency) ?? 0) > 0 || `An amount in ${currency}, like 10 or 10.50.`,
          })}
        />
      )}
    </div>
  );
}

function Windows({ form }: { form: UseFormReturn<ActivityValues> }) {
  const { fields, append, remove } = useFieldArray({ control: form.control, name: 'cancellation_policy.windows' });
  const errors = form.formState.errors.cancellation_policy?.windows;
  return (
    <fieldset>
      <legend>Who cancels gets back</legend>
      {fields.length === 0 && <p className="hint">Nothing.</p>}
      {fields.map(({ id }, index) => (
        <div key={id} className="pair">
          <TextField
            label="Hours before the start, or more"
            {...hours}
            error={errors?.[index]?.hours_before?.message}
            {...form.register(`cancellation_policy.windows.${index}.hours_before`, asNumber)}
          />
          <TextField
            label="Given back (%)"
            {...percent}
            error={errors?.[index]?.percent?.message}
            {...form.register(`cancellation_policy.windows.${index}.percent`, asNumber)}
          />
          <div>
            <button type="button" className="icon-button" aria-label={`Remove line ${index + 1}`} onClick={() => remove(index)}>
              <Trash2 aria-hidden />
            </button>
          </div>
        </div>
      ))}
      {fields.length < windowsMax && (
        <Button small kind="quiet" onClick={() => append({ hours_before: 24, percent: 100 })}>
          <Plus aria-hidden />
          Add a line
        </Button>
      )}
    </fieldset>
  );
}

export function Terms({ form, currency }: TermsProps) {
  const errors = form.formState.errors.cancellation_policy;
  return (
    <Panel title="Paying and cancelling">
      <p className="hint">For bookings from now on; those that are there keep the terms that they were sold under.</p>
      <Deposit form={form} currency={currency} />
      <Windows form={form} />
      <div className="pair">
        <TextField
          label={`Kept in any case (${currency})`}
          inputMode="decimal"
          required
          error={errors?.fee?.message}
          {...form.register('cancellation_policy.fee', {
            validate: (text) => minorUnits(text, currency) !== null || `An amount in ${currency}, or 0.`,
          })}
        />
        <TextField
          label="Can be moved until … hours before"
          {...hours}
          error={errors?.reschedule_hours_before?.message}
          {...form.register('cancellation_policy.reschedule_hours_before', asNumber)}
        />
        <TextField
          label="Who does not come pays (%)"
          {...percent}
          error={errors?.no_show_percent?.message}
          {...form.register('cancellation_policy.no_show_percent', asNumber)}
        />
      </div>
    </Panel>
  );
}
