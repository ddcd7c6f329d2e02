// The booking: its code, its ticket and its calendar file.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { useShared } from '../context';
import { addStyles } from '../styles';
import type { Booking } from '../types';
import type { Later } from '../words';
import styles from './confirmation.css?inline';
import { Heading, Part } from './parts';
import { When } from './summary';

export function Confirmation({ booking, later, onAgain }: { booking: Booking; later: Later; onAgain: () => void }) {
  const { embed, format } = useShared();
  const card = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => addStyles(card.current!, styles), []);
  const { customer, balance, total } = booking;
  const activity = embed.activities.find(({ id }) => id === booking.activity_id);
  return (
    <>
      <div class="card done" ref={card}>
        <p class="tick" aria-hidden="true">✓</p>
        <Heading>{later.booked}</Heading>
        <p>{format.fill(later.thanks, { name: customer.first_name, email: customer.email })}</p>
        <p>{later.code}</p>
        <p class="code">{booking.confirmation_code}</p>
        <img class="qr" src={`${booking.manage_url}/ticket.png`} alt={later.ticket} width="180" height="180" />
      </div>
      <section class="card">
        {activity && <Part>{activity.name}</Part>}
        <dl>
          {activity && <When activity={activity} start={booking.start_time} end={booking.end_time}
            day={booking.local_start.slice(0, 10)} party={booking.party_size} />}
          <div><dt>{later.number}</dt><dd>{booking.booking_number}</dd></div>
          <div class="line total">
            <dt>{total.amount === 0 ? format.words.free : balance.amount > 0 ? later.atVenue : later.paid}</dt>
            <dd>{total.amount > 0 && format.money(balance.amount > 0 ? balance : total)}</dd>
          </div>
        </dl>
        <p class="actions">
          <a class="button" href={`${booking.manage_url}/calendar.ics`} download="booking.ics">{later.calendar}</a>
          <a class="quiet" href={booking.manage_url} target="_blank" rel="noreferrer">{later.manage}</a>
        </p>
      </section>
      <button type="button" class="link" onClick={onAgain}>{later.another}</button>
    </>
  );
}
