// The money of a booking: what it costs and why, what was paid, what went back.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, take } from '../api/client';
import type { Booking, BookingMoney as MoneyDocument } from '../api/types';
import { useRefreshBookings } from '../bookings/actions';
import { Button } from '../components/button';
import { Badge, ErrorNotice, Loading } from '../components/notices';
import { Panel } from '../components/panel';
import { useCan } from '../session/session';
import { money, showInstant } from '../words/format';
import { paymentProvider, paymentState, paymentStatus, refundState, refundTarget } from '../words/names';
import { GiveBack, TakePayment } from './booking_money_acts';

// Below the key of the booking, so that whatever makes it be asked for anew does so with its money, too.
const moneyKey = (id: string) => ['bookings', 'one', id, 'money'];

export function useBookingMoney(id: string, enabled: boolean) {
  return useQuery({
    queryKey: moneyKey(id),
    enabled,
    queryFn: ({ signal }) => take(api.GET('/v1/bookings/{id}/payments', { params: { path: { id } }, signal })),
  });
}

function Lines({ document }: { document: MoneyDocument }) {
  const owed = document.balance.amount;
  const sums: [string, string][] = [['Total', money(document.total)]];
  if (document.charge.amount !== document.total.amount) sums.push(['Costs now', money(document.charge)]);
  sums.push(['Paid', money(document.paid)]);
  if (document.refunded.amount > 0) sums.push(['Given back', money(document.refunded)]);
  if (owed !== 0) {
    sums.push([owed > 0 ? 'Still to pay' : 'To give back', money({ ...document.balance, amount: Math.abs(owed) })]);
  }
  return (
    <table aria-label="What it costs">
      <tbody>
        {document.lines.map((line, index) => (
          <tr key={index}>
            <th scope="row">
              {line.quantity ? `${line.quantity} × ${line.name}` : line.name}
              {line.is_inclusive && <span className="hint"> (included)</span>}
            </th>
            <td className="number">{money(line.amount)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        {sums.map(([name, amount]) => (
          <tr key={name}>
            <th scope="row">
              <strong>{name}</strong>
            </th>
            <td className="number">
              <strong>{amount}</strong>
            </td>
          </tr>
        ))}
      </tfoot>
    </table>
  );
}

function Movements({ document }: { document: MoneyDocument }) {
  if (document.payments.length === 0 && document.refunds.length === 0) return null;
  return (
    <ul className="rows" aria-label="Payments and refunds">
      {document.payments.map((payment) => (
        <li key={payment.id}>
          <strong>{money(payment.amount)}</strong> {paymentProvider[payment.provider]}{' '}
          <Badge tone={paymentState[payment.status].tone}>{paymentState[payment.status].name}</Badge>
          <p className="hint">{showInstant(payment.ended_at ?? payment.created_at)}</p>
        </li>
      ))}
      {document.refunds.map((refund) => (
        <li key={refund.id}>
          <strong>−{money(refund.amount)}</strong> {refundTarget[refund.target]}{' '}
          <Badge tone={refundState[refund.status].tone}>{refundState[refund.status].name}</Badge>
          <p className="hint">
            {showInstant(refund.ended_at ?? refund.created_at)} · {refund.reason}
          </p>
        </li>
      ))}
    </ul>
  );
}

export function BookingMoney({ booking }: { booking: Booking }) {
  const can = useCan();
  const client = useQueryClient();
  const refresh = useRefreshBookings();
  const asked = useBookingMoney(booking.id, true);
  const [open, setOpen] = useState<'take' | 'give' | null>(null);
  const { data } = asked;
  const close = () => setOpen(null);
  const changed = async (now: MoneyDocument) => {
    client.setQueryData(moneyKey(booking.id), now);
    await refresh();
  };
  return (
    <Panel title="Money">
      {asked.isPending && <Loading />}
      {asked.isError && (
        <ErrorNotice
          error={asked.error}
          again={() => {
            void asked.refetch();
          }}
        />
      )}
      {data && (
        <>
          <p>{paymentStatus[data.payment_status]}</p>
          <Lines document={data} />
          <Movements document={data} />
          <div className="actions">
            {can('payments:write') && data.balance.amount > 0 && booking.status !== 'cancelled' && (
              <Button onClick={() => setOpen('take')}>Note a payment</Button>
            )}
            {can('payments:refund') && data.refundable.amount > 0 && <Button onClick={() => setOpen('give')}>Give money back</Button>}
          </div>
          {open === 'take' && <TakePayment document={data} onClose={close} onTaken={changed} />}
          {open === 'give' && <GiveBack document={data} onClose={close} onGiven={changed} />}
        </>
      )}
    </Panel>
  );
}
