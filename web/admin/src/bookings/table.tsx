// Bookings as rows, wherever they are listed.
import { Link } from 'wouter';
import type { Booking } from '../api/types';
import { Badge } from '../components/notices';
import { dayOf, money, plural, showDay, timeOf } from '../words/format';
import { bookingStatus } from '../words/names';
import { nameOf } from './actions';

export function BookingTable({ bookings, label }: { bookings: Booking[]; label: string }) {
  return (
    <div className="table-frame">
      <table className="cards" aria-label={label}>
        <thead>
          <tr>
            <th>Booking</th>
            <th>Customer</th>
            <th>When</th>
            <th>Activity</th>
            <th className="number">Total</th>
            <th>State</th>
          </tr>
        </thead>
        <tbody>
          {bookings.map((booking) => (
            <tr key={booking.id} className={booking.status === 'cancelled' ? 'faded' : undefined}>
              <th scope="row" className="nowrap">
                <Link href={`/bookings/${booking.id}`}>{booking.booking_number}</Link>
              </th>
              <td>
                {nameOf(booking)}
                <p className="hint">{plural(booking.party_size, 'person', 'people')}</p>
              </td>
              <td className="nowrap">
                {showDay(dayOf(booking.local_start), 'short')}, {timeOf(booking.local_start)}
              </td>
              <td>
                {booking.activity.name}
                <p className="hint">{booking.venue.name}</p>
              </td>
              <td className="number">{money(booking.total)}</td>
              <td>
                <Badge tone={bookingStatus[booking.status].tone}>{bookingStatus[booking.status].name}</Badge>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
