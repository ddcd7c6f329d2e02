// The command palette: type a part of what you look for, and Enter leads there.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Command } from 'cmdk';
import { CircleUserRound, Keyboard, LogOut, Plus, Ticket, UserRound } from 'lucide-react';
import { useDeferredValue, useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { api, problemOf, take } from '../api/client';
import { nameOf } from '../bookings/actions';
import { Dialog } from '../components/dialog';
import { useSay } from '../components/toasts';
import { navigation } from '../navigation';
import { useCan } from '../session/session';
import { useSignOut } from '../session/sign_out';
import { dayOf, showDay, timeOf } from '../words/format';
import type { Opened } from './shortcuts';

const charactersMin = 2;
const foundMax = 5;

// Bookings and customers come together, so that the first of them is the one that Enter takes.
function useFound(q: string) {
  const can = useCan();
  const isLong = q.length >= charactersMin;
  const found = useQuery({
    queryKey: ['bookings', 'palette', q],
    enabled: isLong,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const options = { params: { query: { q, limit: foundMax } }, signal };
      const [bookings, customers] = await Promise.all([
        can('bookings:read') ? take(api.GET('/v1/bookings', options)) : { data: [] },
        can('customers:read') ? take(api.GET('/v1/customers', options)) : { data: [] },
      ]);
      return { bookings: bookings.data, customers: customers.data };
    },
  });
  const { bookings, customers } = (isLong && found.data) || { bookings: [], customers: [] };
  return { bookings, customers, error: isLong ? found.error : null };
}

// What the server found fits, by whichever of its fields.
const foundValue = (id: string) => `found ${id}`;

// Otherwise a part of a keyword, as it is typed: what is only similar would lead somewhere else than people think.
function fits(value: string, search: string, keywords: string[] = []): number {
  if (value.startsWith(foundValue(''))) return 1;
  return keywords.some((keyword) => keyword.toLowerCase().includes(search.trim().toLowerCase())) ? 1 : 0;
}

interface ItemProps {
  // Tells one item from the others.
  value: string;
  keywords?: string[];
  icon: typeof Ticket;
  onSelect: () => void;
  children: ReactNode;
}

function Item({ value, keywords = [], icon: Icon, onSelect, children }: ItemProps) {
  return (
    <Command.Item value={value} keywords={keywords} onSelect={onSelect}>
      <Icon aria-hidden />
      {children}
    </Command.Item>
  );
}

interface PaletteProps {
  onClose: () => void;
  onOpen: (what: Opened) => void;
}

export default function Palette({ onClose, onOpen }: PaletteProps) {
  const can = useCan();
  const say = useSay();
  const signOut = useSignOut();
  const [, go] = useLocation();
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const { bookings, customers, error } = useFound(q);
  const leave = (href: string) => {
    onClose();
    go(href);
  };
  const entries = navigation.flatMap(({ entries: all }) => all).filter(({ permission }) => can(permission));
  return (
    <Dialog title="Find, go, do" onClose={onClose}>
      <Command label="Find, go, do" vimBindings={false} loop filter={fits}>
        <Command.Input data-first placeholder="A view, a name, a booking number …" value={typed} onValueChange={setTyped} />
        <Command.List label="What fits">
          <Command.Empty>{error ? problemOf(error).detail : 'Nothing fits.'}</Command.Empty>
          {bookings.length > 0 && (
            <Command.Group heading="Bookings">
              {bookings.map((booking) => (
                <Item
                  key={booking.id}
                  value={foundValue(booking.id)}
                  icon={Ticket}
                  onSelect={() => leave(`/bookings/${booking.id}`)}
                >
                  <span>
                    {nameOf(booking)}, {booking.booking_number}
                    <small>
                      {booking.activity.name}, {showDay(dayOf(booking.local_start), 'short')} {timeOf(booking.local_start)}
                    </small>
                  </span>
                </Item>
              ))}
            </Command.Group>
          )}
          {customers.length > 0 && (
            <Command.Group heading="Customers">
              {customers.map((customer) => (
                <Item
                  key={customer.id}
                  value={foundValue(customer.id)}
                  icon={UserRound}
                  onSelect={() => leave(`/customers/${customer.id}`)}
                >
                  <span>
                    {customer.first_name} {customer.last_name}
                    <small>{customer.email}</small>
                  </span>
                </Item>
              ))}
            </Command.Group>
          )}
          <Command.Group heading="Go to">
            {entries.map(({ href, name, icon }) => (
              <Item key={href} value={`go ${href}`} keywords={[name]} icon={icon} onSelect={() => leave(href)}>
                {name}
              </Item>
            ))}
            <Item value="go /profile" keywords={['Your account', 'password']} icon={CircleUserRound} onSelect={() => leave('/profile')}>
              Your account
            </Item>
          </Command.Group>
          <Command.Group heading="Do">
            {can('bookings:write') && (
              <Item value="new booking" keywords={['New booking', 'walk-in']} icon={Plus} onSelect={() => onOpen('booking')}>
                New booking
              </Item>
            )}
            <Item value="keyboard shortcuts" keywords={['Keyboard shortcuts', 'help']} icon={Keyboard} onSelect={() => onOpen('help')}>
              Keyboard shortcuts
            </Item>
            <Item
              value="sign out"
              keywords={['Sign out', 'log out']}
              icon={LogOut}
              onSelect={() => {
                signOut().catch((fault: unknown) => say(problemOf(fault).detail));
              }}
            >
              Sign out
            </Item>
          </Command.Group>
        </Command.List>
      </Command>
    </Dialog>
  );
}
