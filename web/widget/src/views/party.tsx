// How many people come, or how many of each type of ticket.
import { useShared } from '../context';
import type { Activity, Ticket } from '../types';
import { peopleRange } from './activities';

export const sizeOf = (tickets: Ticket[]) => tickets.reduce((sum, { quantity }) => sum + quantity, 0);

export interface Party {
  size: number;
  tickets: Ticket[];
}

const usualParty = 2;

export function usualPartyOf(activity: Activity): Party {
  const size = Math.max(activity.min_party, Math.min(usualParty, activity.max_party));
  const [first] = activity.ticket_types;
  return { size, tickets: first ? [{ ticket_type_id: first.id, quantity: size }] : [] };
}

export const fits = ({ size }: Party, { min_party: min, max_party: max }: Activity) => size >= min && size <= max;

interface NumberProperties {
  label: string;
  min: number;
  max: number;
  value: number;
  onValue: (value: number) => void;
}

function NumberField({ label, min, max, value, onValue }: NumberProperties) {
  const { format } = useShared();
  return (
    <label class="number">
      <span>{label}</span>
      <select value={value} onChange={(event) => onValue(Number(event.currentTarget.value))}>
        {Array.from({ length: max - min + 1 }, (_, i) => min + i).map((count) => (
          <option key={count} value={count}>{format.number(count)}</option>
        ))}
      </select>
    </label>
  );
}

export function PartyFields({ activity, party, onParty }: { activity: Activity; party: Party; onParty: (party: Party) => void }) {
  const { format } = useShared();
  const { words } = format;
  const types = activity.ticket_types;
  const change = (id: string, quantity: number) => {
    const quantities = types.map((type) => ({
      ticket_type_id: type.id,
      quantity: type.id === id ? quantity : (party.tickets.find((ticket) => ticket.ticket_type_id === type.id)?.quantity ?? 0),
    }));
    const tickets = quantities.filter((ticket) => ticket.quantity > 0);
    onParty({ size: sizeOf(tickets), tickets });
  };
  if (types.length === 0) {
    return (
      <NumberField label={words.party} min={activity.min_party} max={activity.max_party} value={party.size}
        onValue={(size) => onParty({ size, tickets: [] })} />
    );
  }
  return (
    <fieldset class="tickets">
      <legend>{words.party}</legend>
      {types.map((type) => (
        <NumberField key={type.id} label={`${type.name}, ${format.money(type.price)}`} min={0} max={activity.max_party}
          value={party.tickets.find((ticket) => ticket.ticket_type_id === type.id)?.quantity ?? 0}
          onValue={(quantity) => change(type.id, quantity)} />
      ))}
      {!fits(party, activity) && (
        <p class="fault" role="alert">{format.fill(words.partyLimits, { range: peopleRange(activity, format) })}</p>
      )}
    </fieldset>
  );
}
