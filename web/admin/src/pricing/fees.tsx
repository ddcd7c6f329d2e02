// Fees of the organization: what a booking costs beside its tickets, and what the platform keeps.
import { useState } from 'react';
import { useForm, type UseFormReturn } from 'react-hook-form';
import { api, ifMatch, take } from '../api/client';
import type { Pricing } from '../api/types';
import { AmountField, judgeAmount } from '../components/amount_field';
import { Button } from '../components/button';
import { changesOf, onTop, useEdit } from '../components/edit';
import { CheckField, SelectField, TextField } from '../components/fields';
import { ErrorNotice, Loading } from '../components/notices';
import { Panel } from '../components/panel';
import { useSubmit } from '../components/submit';
import { useSay } from '../components/toasts';
import { useCan } from '../session/session';
import { majorUnits, minorUnits, money } from '../words/format';
import { useFees, useRefreshPricing } from './lists';
import { OfferForm } from './offer_form';
import { percentInput, percentOf, ppmOf, showRate } from '../words/rates';

interface Fee {
  percent: string;
  fixed: string;
}

interface FeeValues {
  booking_fee: Fee & { name: string; mode: 'passed_on' | 'absorbed'; is_taxed: boolean };
  platform_fee: Fee;
}

// Where a refusal of the server has its field.
const fieldNames = Object.fromEntries(
  ['booking_fee', 'platform_fee'].flatMap((fee) => [
    [`${fee}.rate_ppm`, `${fee}.percent`],
    [`${fee}.fixed.amount`, `${fee}.fixed`],
  ]),
);

type FeeOf = Pricing['platform_fee'];
const feeValues = ({ rate_ppm, fixed }: FeeOf): Fee => ({
  percent: String(percentOf(rate_ppm)),
  fixed: majorUnits(fixed.amount, fixed.currency),
});
const feeText = ({ rate_ppm, fixed }: FeeOf) =>
  [rate_ppm > 0 && showRate(rate_ppm), fixed.amount > 0 && money(fixed)].filter(Boolean).join(' and ') || 'None';

const modeText = ({ booking_fee: { mode } }: Pricing) =>
  mode === 'passed_on' ? 'The customer, as a line of its own' : 'You, out of the price';

const valuesOf = ({ booking_fee, platform_fee }: Pricing): FeeValues => ({
  booking_fee: {
    name: booking_fee.name,
    mode: booking_fee.mode,
    is_taxed: booking_fee.is_taxed,
    ...feeValues(booking_fee),
  },
  platform_fee: feeValues(platform_fee),
});

// Amounts that are none were refused by the form before.
const feeBody = ({ percent, fixed }: Fee, currency: string) => ({
  rate_ppm: ppmOf(percent),
  fixed: { amount: minorUnits(fixed, currency) ?? -1 },
});

const bodyOf = ({ booking_fee: fee, platform_fee }: FeeValues, currency: string) => ({
  booking_fee: { name: fee.name.trim(), mode: fee.mode, is_taxed: fee.is_taxed, ...feeBody(fee, currency) },
  platform_fee: feeBody(platform_fee, currency),
});

interface FeeFieldsProps {
  form: UseFormReturn<FeeValues>;
  of: 'booking_fee' | 'platform_fee';
  currency: string;
}

function FeeFields({ form, of, currency }: FeeFieldsProps) {
  const errors = form.formState.errors[of];
  return (
    <div className="pair">
      <TextField label="Part of the price (%)" {...percentInput} error={errors?.percent?.message} {...form.register(`${of}.percent`)} />
      <AmountField
        label="And an amount"
        currency={currency}
        required
        error={errors?.fixed?.message}
        {...form.register(`${of}.fixed`, { validate: (text) => judgeAmount(text, currency) })}
      />
    </div>
  );
}

function EditFees({ pricing, onClose }: { pricing: Pricing; onClose: () => void }) {
  const say = useSay();
  const can = useCan();
  const refresh = useRefreshPricing();
  const { currency } = pricing.booking_fee.fixed;
  const edit = useEdit({
    document: pricing,
    shown: (document: Pricing) => ({
      'Booking fee': feeText(document.booking_fee),
      Name: document.booking_fee.name,
      'Who pays it': modeText(document),
      'Is taxed': document.booking_fee.is_taxed ? 'yes' : 'no',
      'Fee of the platform': feeText(document.platform_fee),
    }),
    save: (values: FeeValues, version, base, now) => {
      const [mine, before, latest] = [bodyOf(values, currency), bodyOf(valuesOf(base), currency), bodyOf(valuesOf(now), currency)];
      const merged = {
        booking_fee: onTop(mine.booking_fee, before.booking_fee, latest.booking_fee),
        platform_fee: onTop(mine.platform_fee, before.platform_fee, latest.platform_fee),
      };
      return take(
        api.PATCH('/v1/pricing', { params: { header: { 'If-Match': ifMatch(version) } }, body: changesOf(merged, latest) }),
      );
    },
    read: () => take(api.GET('/v1/pricing')),
    done: () => {
      refresh();
      say('Saved');
      onClose();
    },
  });
  const form = useForm<FeeValues>({ values: valuesOf(edit.base) });
  const submission = useSubmit(form, edit.send, fieldNames);
  const errors = form.formState.errors.booking_fee;
  return (
    <OfferForm title="Edit the fees" isNew={false} submission={submission} notice={edit.notice} onClose={onClose}>
      <fieldset>
        <legend>Booking fee</legend>
        <FeeFields form={form} of="booking_fee" currency={currency} />
        <div className="pair">
          <SelectField label="Who pays it" {...form.register('booking_fee.mode')}>
            <option value="passed_on">The customer, as a line of its own</option>
            <option value="absorbed">You, out of the price</option>
          </SelectField>
          <TextField
            label="Name of the line"
            required
            maxLength={100}
            error={errors?.name?.message}
            {...form.register('booking_fee.name')}
          />
        </div>
        <CheckField label="Is taxed like the tickets" {...form.register('booking_fee.is_taxed')} />
      </fieldset>
      {can('platform:write') && (
        <fieldset>
          <legend>Fee of the platform</legend>
          <FeeFields form={form} of="platform_fee" currency={currency} />
        </fieldset>
      )}
    </OfferForm>
  );
}

export function Fees() {
  const can = useCan();
  const fees = useFees();
  const [isOpen, setOpen] = useState(false);
  return (
    <Panel
      title="Fees"
      actions={
        can('pricing:write') &&
        fees.data && (
          <Button small onClick={() => setOpen(true)}>
            Edit the fees
          </Button>
        )
      }
    >
      {fees.isPending && <Loading />}
      {fees.isError && (
        <ErrorNotice
          error={fees.error}
          again={() => {
            void fees.refetch();
          }}
        />
      )}
      {fees.data && (
        <dl className="facts">
          <div className="fact">
            <dt>Booking fee</dt>
            <dd>{feeText(fees.data.booking_fee)}</dd>
          </div>
          <div className="fact">
            <dt>Who pays it</dt>
            <dd>
              {modeText(fees.data)}
              {fees.data.booking_fee.mode === 'passed_on' && ` (“${fees.data.booking_fee.name}”)`}
            </dd>
          </div>
          <div className="fact">
            <dt>Is taxed</dt>
            <dd>{fees.data.booking_fee.is_taxed ? 'Like the tickets' : 'No'}</dd>
          </div>
          <div className="fact">
            <dt>Fee of the platform</dt>
            <dd>
              {feeText(fees.data.platform_fee)}
              <p className="hint">Out of what you get. Customers do not see it.</p>
            </dd>
          </div>
        </dl>
      )}
      {isOpen && fees.data && <EditFees pricing={fees.data} onClose={() => setOpen(false)} />}
    </Panel>
  );
}
