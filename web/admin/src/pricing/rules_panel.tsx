// When an activity costs more or less: its price rules, in the order in which they are tried.
import type { Activity } from '../api/types';
import { nextPosition, usePriceRules, useTicketTypes } from './lists';
import { OfferPanel } from './offer_panel';
import { ruleText } from './price_rules';
import { EditRule, NewRule } from './rule_form';

export function PriceRules({ activity }: { activity: Activity }) {
  const rules = usePriceRules(activity.id);
  const tickets = useTicketTypes(activity.id);
  const { currency } = activity.price;
  const everything = activity.mode === 'private' ? 'The whole group' : 'Every ticket';
  const ticketName = (id: string | null) => (id ? (tickets.data?.find((ticket) => ticket.id === id)?.name ?? '') : everything);
  return (
    <OfferPanel
      title="Price rules"
      lead="Tried in this order: the first one that fits the start of a session changes its price, and no other."
      query={rules}
      add="New price rule"
      empty="None: every session costs the same."
      columns={['What it does', 'For']}
      cells={(rule) => [ruleText(rule, currency), ticketName(rule.ticket_type_id)]}
      form={(rule, close) =>
        rule ? (
          <EditRule rule={rule} currency={currency} ticketName={ticketName(rule.ticket_type_id)} onClose={close} />
        ) : (
          <NewRule
            activity={activity}
            tickets={(tickets.data ?? []).filter((ticket) => ticket.is_active)}
            position={nextPosition(rules.data ?? [])}
            onClose={close}
          />
        )
      }
    />
  );
}
