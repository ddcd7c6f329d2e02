// How customers pay: at the venue, and by the organization's own account at Stripe.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { api, ifMatch, ProblemError, problemOf, take } from '../api/client';
import type { PaymentAccount, PaymentSettings } from '../api/types';
import { Button } from '../components/button';
import { useEdit } from '../components/edit';
import { CheckField } from '../components/fields';
import { Badge, ErrorNotice, Loading } from '../components/notices';
import { Panel } from '../components/panel';
import { useSubmit } from '../components/submit';
import { useSay } from '../components/toasts';
import { useCan } from '../session/session';
import { fromNow } from '../words/format';

const key = ['payment-settings'];
const read = () => take(api.GET('/v1/payment-settings'));

function AtVenueForm({ settings }: { settings: PaymentSettings }) {
  const say = useSay();
  const client = useQueryClient();
  const edit = useEdit({
    document: settings,
    shown: (document: PaymentSettings) => ({ 'Pay at the venue': document.pay_at_venue ? 'yes' : 'no' }),
    save: (values: { pay_at_venue: boolean }, version) =>
      take(api.PATCH('/v1/payment-settings', { params: { header: { 'If-Match': ifMatch(version) } }, body: values })),
    read,
    done: (saved) => {
      client.setQueryData(key, saved);
      say('Saved');
    },
  });
  const form = useForm({ values: { pay_at_venue: edit.base.pay_at_venue } });
  const { submit, busy, problem } = useSubmit(form, edit.send);
  return (
    <form onSubmit={submit} className="stack">
      <CheckField
        label="Customers may pay at the venue"
        hint="Their booking is confirmed at once, and the money is taken when they come."
        {...form.register('pay_at_venue')}
      />
      {edit.notice}
      {problem && <ErrorNotice error={new ProblemError(problem)} />}
      <div>
        <Button kind="primary" type="submit" busy={busy} disabled={!form.formState.isDirty}>
          Save
        </Button>
      </div>
    </form>
  );
}

function AtVenue() {
  const can = useCan();
  const { data, error, refetch } = useQuery({ queryKey: key, queryFn: read });
  return (
    <Panel title="At the venue">
      {error && (
        <ErrorNotice
          error={error}
          again={() => {
            void refetch();
          }}
        />
      )}
      {!error && !data && <Loading />}
      {data && can('organization:write') && <AtVenueForm settings={data} />}
      {data && !can('organization:write') && (
        <p>{data.pay_at_venue ? 'Customers may pay at the venue.' : 'Customers cannot pay at the venue.'}</p>
      )}
    </Panel>
  );
}

// null: the organization has no account yet.
async function readAccount(): Promise<PaymentAccount | null> {
  try {
    return await take(api.GET('/v1/payment-account'));
  } catch (error) {
    if (problemOf(error).code === 'payment_account_not_found') return null;
    throw error;
  }
}

function AccountFacts({ account }: { account: PaymentAccount }) {
  return (
    <dl className="facts">
      <dt>Account</dt>
      <dd>
        <code>{account.account_id}</code>
      </dd>
      <dt>Customers can pay</dt>
      <dd>
        <Badge tone={account.charges_enabled ? 'good' : 'warm'}>{account.charges_enabled ? 'Yes' : 'Not yet'}</Badge>
      </dd>
      <dt>Payouts to your bank</dt>
      <dd>
        <Badge tone={account.payouts_enabled ? 'good' : 'warm'}>{account.payouts_enabled ? 'Yes' : 'Not yet'}</Badge>
      </dd>
      <dt>As of</dt>
      <dd>{fromNow(account.updated_at)}</dd>
    </dl>
  );
}

function Onboarding({ begun }: { begun: boolean }) {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  // The link is good once and for minutes, so it is asked for when somebody goes there.
  const go = async () => {
    setBusy(true);
    setFault(null);
    try {
      const { url } = await take(api.POST('/v1/payment-account/onboarding-link'));
      window.location.assign(url);
    } catch (error) {
      setFault(error);
      setBusy(false);
    }
  };
  return (
    <>
      {fault !== null && <ErrorNotice error={fault} />}
      <div>
        <Button
          kind="primary"
          busy={busy}
          onClick={() => {
            void go();
          }}
        >
          {begun ? 'Go on at Stripe' : 'Connect Stripe'}
        </Button>
      </div>
    </>
  );
}

function Stripe() {
  const can = useCan();
  const { data, error, refetch } = useQuery({ queryKey: ['payment-account'], queryFn: readAccount });
  const isReady = data?.charges_enabled && data.payouts_enabled;
  return (
    <Panel title="Cards and wallets, by Stripe">
      <div className="stack">
        {error && (
          <ErrorNotice
            error={error}
            again={() => {
              void refetch();
            }}
          />
        )}
        {!error && data === undefined && <Loading />}
        {data === null && <p>Customers pay online as soon as the organization has an account at Stripe. Stripe asks for what it needs.</p>}
        {data && <AccountFacts account={data} />}
        {data !== undefined && !isReady && can('organization:write') && <Onboarding begun={data !== null} />}
        {data !== undefined && !isReady && !can('organization:write') && (
          <p className="hint">An owner or organization admin can connect it.</p>
        )}
      </div>
    </Panel>
  );
}

export function Payments() {
  return (
    <div className="column">
      <AtVenue />
      <Stripe />
    </div>
  );
}
