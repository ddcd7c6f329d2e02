// Making a promo code and editing it: what it gives, when, how often and for what.
import { useState } from 'react';
import { useForm, type UseFormReturn } from 'react-hook-form';
import { api, ifMatch, newKey, problemOf, ProblemError, take } from '../api/client';
import { useActivities, useActivityName } from '../api/inventory';
import type { PromoCode } from '../api/types';
import { AmountField, judgeAmount } from '../components/amount_field';
import { Button } from '../components/button';
import { Dialog, DialogActions } from '../components/dialog';
import { changesOf, onTop, useEdit } from '../components/edit';
import { CheckField, SelectField, TextField } from '../components/fields';
import { MomentField } from '../components/moment_field';
import { ErrorNotice, Loading } from '../components/notices';
import { useSubmit } from '../components/submit';
import { useSay } from '../components/toasts';
import { useMe } from '../session/session';
import { plural } from '../words/format';
import {
  activitiesText,
  bodyOf,
  discountText,
  fieldNames,
  minimumText,
  newCode,
  validityText,
  valuesOf,
  type CodeValues,
} from './promo_codes';

interface FieldsProps {
  form: UseFormReturn<CodeValues>;
}

function DiscountFields({ form }: FieldsProps) {
  const { currency } = useMe().organization;
  const errors = form.formState.errors.discount;
  const kind = form.watch('discount.kind');
  return (
    <div className="pair">
      <SelectField label="What it gives" {...form.register('discount.kind')}>
        <option value="percent">A part of the price</option>
        <option value="fixed">An amount off the price</option>
        <option value="free">All of it: the booking is free</option>
      </SelectField>
      {kind === 'percent' && (
        <TextField
          label="Part (%)"
          type="number"
          min={0.0001}
          max={100}
          step="any"
          required
          error={errors?.percent?.message}
          {...form.register('discount.percent')}
        />
      )}
      {kind === 'fixed' && (
        <AmountField
          label="Amount off"
          currency={currency}
          required
          error={errors?.amount?.message}
          {...form.register('discount.amount', {
            validate: (text, { discount }) => discount.kind !== 'fixed' || judgeAmount(text, currency, 1),
          })}
        />
      )}
    </div>
  );
}

function ActivityFields({ form }: FieldsProps) {
  const activities = useActivities();
  const isForAll = form.watch('is_for_all');
  const fault = form.formState.errors.activity_ids?.message;
  return (
    <fieldset>
      <legend>Which activities take it</legend>
      <CheckField label="All activities" hint="Also those that are added later." {...form.register('is_for_all')} />
      {!isForAll && activities.isPending && <Loading />}
      {!isForAll && activities.isError && (
        <ErrorNotice
          error={activities.error}
          again={() => {
            void activities.refetch();
          }}
        />
      )}
      {!isForAll && activities.data && (
        <div className="scopes">
          {activities.data.map(({ id, name }) => (
            <CheckField
              key={id}
              label={name}
              value={id}
              {...form.register('activity_ids', {
                validate: (chosen, values) => values.is_for_all || chosen.length > 0 || 'Choose at least one.',
              })}
            />
          ))}
        </div>
      )}
      {fault && (
        <p className="fault" role="alert">
          {fault}
        </p>
      )}
    </fieldset>
  );
}

function Fields({ form }: FieldsProps) {
  const { currency } = useMe().organization;
  const { errors } = form.formState;
  const count = { type: 'number', min: 1, max: 1_000_000_000, step: 1, optional: true } as const;
  return (
    <>
      <TextField
        label="What it is for"
        hint="For you; customers do not see it."
        optional
        maxLength={200}
        error={errors.description?.message}
        {...form.register('description')}
      />
      <DiscountFields form={form} />
      <div className="pair">
        <MomentField label="Valid from" optional error={errors.validity?.from?.message} {...form.register('validity.from')} />
        <MomentField
          label="Valid until"
          optional
          error={errors.validity?.until?.message}
          {...form.register('validity.until', {
            validate: (until, { validity: { from } }) => !from || !until || until > from || 'Must come after the beginning.',
          })}
        />
      </div>
      <AmountField
        label="From this price of the tickets on"
        currency={currency}
        optional
        error={errors.minimum?.message}
        {...form.register('minimum', { validate: (text) => judgeAmount(text, currency) })}
      />
      <div className="pair">
        <TextField
          label="Uses at most"
          hint="Open checkouts count, too."
          {...count}
          error={errors.limits?.uses?.message}
          {...form.register('limits.uses')}
        />
        <TextField
          label="Uses of one customer at most"
          hint="By email address."
          {...count}
          error={errors.limits?.uses_per_customer?.message}
          {...form.register('limits.uses_per_customer')}
        />
      </div>
      <ActivityFields form={form} />
    </>
  );
}

interface NewCodeProps {
  onClose: () => void;
  onMade: () => void;
}

export function NewCode({ onClose, onMade }: NewCodeProps) {
  const say = useSay();
  const { currency } = useMe().organization;
  const [key] = useState(newKey);
  const form = useForm<CodeValues>({ defaultValues: newCode });
  const { submit, busy, problem } = useSubmit(
    form,
    async (values) => {
      const made = await take(
        api.POST('/v1/promo-codes', {
          params: { header: { 'Idempotency-Key': key } },
          body: { code: values.code.trim(), ...bodyOf(values, currency) },
        }),
      );
      onMade();
      say(`${made.code} can be used`);
      onClose();
    },
    fieldNames,
  );
  return (
    <Dialog title="New promo code" onClose={onClose} wide>
      <form onSubmit={submit} className="stack">
        <TextField
          label="Code"
          hint="What customers type, in capitals or not. It cannot be changed later."
          required
          minLength={3}
          maxLength={40}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          data-first
          error={form.formState.errors.code?.message}
          {...form.register('code')}
        />
        <Fields form={form} />
        {problem && <ErrorNotice error={new ProblemError(problem)} />}
        <DialogActions>
          <Button onClick={onClose}>Back</Button>
          <Button kind="primary" type="submit" busy={busy}>
            Make the code
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

const limitText = (limit: number | null | undefined) => (limit ? plural(limit, 'use') : 'no limit');

// The server tells the number of uses beside its words.
function withNumber(error: unknown): unknown {
  const problem = problemOf(error);
  if (problem.uses_taken === undefined) return error;
  const taken = plural(problem.uses_taken, 'use is', 'uses are');
  return new ProblemError({ ...problem, detail: `${taken} taken already: it cannot be fewer.` });
}

interface EditCodeProps {
  code: PromoCode;
  onClose: () => void;
  onChanged: () => void;
}

export function EditCode({ code, onClose, onChanged }: EditCodeProps) {
  const say = useSay();
  const activityName = useActivityName();
  const path = { id: code.id };
  const { currency } = code.minimum;
  const edit = useEdit({
    document: code,
    shown: (document: PromoCode) => ({
      'What it is for': document.description,
      'What it gives': discountText(document),
      Valid: validityText(document),
      'For what price': minimumText(document),
      'Uses at most': limitText(document.limits.uses),
      'Uses of one customer at most': limitText(document.limits.uses_per_customer),
      'Which activities take it': activitiesText(document, activityName),
      'Customers can use it': document.is_active ? 'yes' : 'no',
    }),
    save: (values: CodeValues, version, base, now) => {
      const body = (of: CodeValues, from: PromoCode) => ({ ...bodyOf(of, currency, from), is_active: of.is_active });
      const [mine, before, latest] = [body(values, base), body(valuesOf(base), base), body(valuesOf(now), now)];
      const merged = {
        validity: onTop(mine.validity, before.validity, latest.validity),
        limits: onTop(mine.limits, before.limits, latest.limits),
      };
      return take(
        api.PATCH('/v1/promo-codes/{id}', {
          params: { path, header: { 'If-Match': ifMatch(version) } },
          body: changesOf({ ...mine, ...merged }, { ...before, validity: latest.validity, limits: latest.limits }),
        }),
      ).catch((error: unknown) => {
        throw withNumber(error);
      });
    },
    read: () => take(api.GET('/v1/promo-codes/{id}', { params: { path } })),
    done: () => {
      onChanged();
      say('Saved');
      onClose();
    },
  });
  const form = useForm<CodeValues>({ values: valuesOf(edit.base) });
  const { submit, busy, problem } = useSubmit(form, edit.send, fieldNames);
  return (
    <Dialog title={`Edit ${code.code}`} onClose={onClose} wide>
      <form onSubmit={submit} className="stack">
        <p className="hint">The code itself cannot be changed: make another one. Bookings keep the price that they were made for.</p>
        <Fields form={form} />
        <CheckField
          label="Customers can use it"
          hint="Off ends the code; checkouts that have it already go on. You can switch it on again."
          {...form.register('is_active')}
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
