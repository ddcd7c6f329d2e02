// Making a price rule and editing it: when it applies, and what it does to the price.
import { useState } from 'react';
import { useForm, type UseFormReturn } from 'react-hook-form';
import { api, ifMatch, newKey, take } from '../api/client';
import type { Activity, PriceRule, TicketType } from '../api/types';
import { AmountField, judgeAmount } from '../components/amount_field';
import { changesOf, onTop, useEdit } from '../components/edit';
import { CheckField, SelectField, TextField } from '../components/fields';
import { useSubmit } from '../components/submit';
import { useSay } from '../components/toasts';
import { useRefreshPricing } from './lists';
import { OfferForm } from './offer_form';
import {
  bodyOf,
  changeNames,
  changeText,
  fieldNames,
  isPercent,
  newRule,
  previewOf,
  valuesOf,
  weekdays,
  whenText,
  type RuleValues,
} from './price_rules';
import { percentInput } from '../words/rates';

interface FieldsProps {
  form: UseFormReturn<RuleValues>;
  currency: string;
}

const time = { type: 'time', optional: true } as const;
const day = { type: 'date', optional: true } as const;

function When({ form }: { form: UseFormReturn<RuleValues> }) {
  const errors = form.formState.errors.applies;
  const fault = errors?.weekdays?.message;
  return (
    <fieldset>
      <legend>When a session begins</legend>
      <p className="hint">By the clock of its venue. What is left open is no bound.</p>
      <div className="scopes">
        {weekdays.map(({ value, name }) => (
          <CheckField key={value} label={name} value={value} {...form.register('applies.weekdays')} />
        ))}
      </div>
      {fault && (
        <p className="fault" role="alert">
          {fault}
        </p>
      )}
      <div className="pair">
        <TextField label="From this time on" {...time} error={errors?.from_time?.message} {...form.register('applies.from_time')} />
        <TextField label="Before this time" {...time} error={errors?.to_time?.message} {...form.register('applies.to_time')} />
      </div>
      <div className="pair">
        <TextField label="From this day on" {...day} error={errors?.from_date?.message} {...form.register('applies.from_date')} />
        <TextField label="Up to this day" {...day} error={errors?.to_date?.message} {...form.register('applies.to_date')} />
      </div>
    </fieldset>
  );
}

function Change({ form, currency }: FieldsProps) {
  const errors = form.formState.errors.change;
  const kind = form.watch('change.kind');
  return (
    <div className="pair">
      <SelectField label="What it costs then" {...form.register('change.kind')}>
        {Object.entries(changeNames).map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </SelectField>
      {isPercent(kind) ? (
        <TextField
          label="Part (%)"
          {...percentInput}
          max={kind === 'more_percent' ? 1000 : 100}
          error={errors?.percent?.message}
          {...form.register('change.percent')}
        />
      ) : (
        <AmountField
          label={kind === 'price' ? 'Price' : 'Amount'}
          currency={currency}
          required
          error={errors?.amount?.message}
          {...form.register('change.amount', {
            validate: (text, { change }) => isPercent(change.kind) || judgeAmount(text, currency),
          })}
        />
      )}
    </div>
  );
}

function Fields({ form, currency }: FieldsProps) {
  const { errors } = form.formState;
  const preview = previewOf(form.watch(), currency);
  return (
    <>
      <TextField
        label="Name"
        hint="For you: Weekend evenings, Summer."
        required
        maxLength={100}
        data-first
        error={errors.name?.message}
        {...form.register('name')}
      />
      <When form={form} />
      <Change form={form} currency={currency} />
      {preview && <p className="hint">{preview}</p>}
      <TextField
        label="Place in the order"
        hint="The first rule that fits changes the price, and no other. The lowest number is tried first."
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

interface NewRuleProps {
  activity: Activity;
  tickets: TicketType[];
  position: number;
  onClose: () => void;
}

export function NewRule({ activity, tickets, position, onClose }: NewRuleProps) {
  const say = useSay();
  const refresh = useRefreshPricing();
  const [key] = useState(newKey);
  const { currency } = activity.price;
  const form = useForm<RuleValues>({ defaultValues: { ...newRule, position: String(position) } });
  const submission = useSubmit(
    form,
    async (values) => {
      await take(
        api.POST('/v1/price-rules', {
          params: { header: { 'Idempotency-Key': key } },
          body: { activity_id: activity.id, ticket_type_id: values.ticket_type_id || null, ...bodyOf(values, currency) },
        }),
      );
      refresh();
      say(`${values.name.trim()} counts from now on`);
      onClose();
    },
    fieldNames,
  );
  return (
    <OfferForm title="New price rule" isNew submission={submission} onClose={onClose}>
      {tickets.length > 0 && (
        <SelectField label="For" {...form.register('ticket_type_id')}>
          <option value="">Every ticket</option>
          {tickets.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
      )}
      <Fields form={form} currency={currency} />
    </OfferForm>
  );
}

interface EditRuleProps {
  rule: PriceRule;
  currency: string;
  ticketName: string;
  onClose: () => void;
}

export function EditRule({ rule, currency, ticketName, onClose }: EditRuleProps) {
  const say = useSay();
  const refresh = useRefreshPricing();
  const path = { id: rule.id };
  const edit = useEdit({
    document: rule,
    shown: (document: PriceRule) => ({
      Name: document.name,
      When: whenText(document.applies),
      'What it costs then': changeText(document.change, currency),
      'Place in the order': String(document.position),
      Counts: document.is_active ? 'yes' : 'no',
    }),
    save: (values: RuleValues, version, base, now) => {
      const body = (of: RuleValues) => ({ ...bodyOf(of, currency), is_active: of.is_active });
      const [mine, before, latest] = [body(values), body(valuesOf(base, currency)), body(valuesOf(now, currency))];
      const applies = onTop(mine.applies, before.applies, latest.applies);
      return take(
        api.PATCH('/v1/price-rules/{id}', {
          params: { path, header: { 'If-Match': ifMatch(version) } },
          body: changesOf({ ...mine, applies }, { ...before, applies: latest.applies }),
        }),
      );
    },
    read: () => take(api.GET('/v1/price-rules/{id}', { params: { path } })),
    done: () => {
      refresh();
      say('Saved');
      onClose();
    },
  });
  const form = useForm<RuleValues>({ values: valuesOf(edit.base, currency) });
  const submission = useSubmit(form, edit.send, fieldNames);
  return (
    <OfferForm
      title={`Edit ${rule.name}`}
      isNew={false}
      of={`For: ${ticketName}`}
      submission={submission}
      notice={edit.notice}
      onClose={onClose}
    >
      <Fields form={form} currency={currency} />
      <CheckField label="Counts" hint="Off, and sessions cost what they cost without it." {...form.register('is_active')} />
    </OfferForm>
  );
}
