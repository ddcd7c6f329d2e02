// One gift card: what is left on it, what it paid and what came back to it, and voiding it.
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { Link } from 'wouter';
import { liveMilliseconds } from '../api/inventory';
import type { GiftCard as CardDocument } from '../api/types';
import { useApiKeys, useUsers } from '../audit/actors';
import { History } from '../audit/history';
import { Button } from '../components/button';
import { Freshness } from '../components/freshness';
import { Badge, ErrorNotice, Loading } from '../components/notices';
import { Page } from '../components/page';
import { Panel } from '../components/panel';
import {
  balanceText,
  cardsKey,
  expiryText,
  nameOf,
  originText,
  readCard,
  reservedText,
  stateOf,
  useRefreshCards,
} from '../gift_cards/cards';
import { VoidCard } from '../gift_cards/void';
import { useCan } from '../session/session';
import { money, showInstant } from '../words/format';
import type { Tone } from '../words/names';

type Use = NonNullable<CardDocument['uses']>[number];

const usesMax = 100;

const redemptions: Record<Use['state'], { name: string; tone: Tone }> = {
  reserved: { name: 'In an open checkout', tone: 'warm' },
  settled: { name: 'Paid', tone: 'good' },
  returned: { name: 'Not used after all', tone: 'plain' },
};

function UseRow({ use }: { use: Use }) {
  const can = useCan();
  const isCredit = use.kind === 'credit';
  const what = isCredit ? 'Came back by a refund' : 'For a booking';
  const state = isCredit ? { name: 'Given back', tone: 'calm' as const } : redemptions[use.state];
  return (
    <tr>
      <th scope="row" className="nowrap">
        {showInstant(use.created_at)}
      </th>
      <td>{use.booking_id && can('bookings:read') ? <Link href={`/bookings/${use.booking_id}`}>{what}</Link> : what}</td>
      <td className="nowrap">{isCredit ? `+${money(use.amount)}` : `−${money(use.amount)}`}</td>
      <td>
        <Badge tone={state.tone}>{state.name}</Badge>
      </td>
    </tr>
  );
}

function Uses({ uses }: { uses: Use[] }) {
  const id = useId();
  if (uses.length === 0)
    return (
      <Panel title="Uses">
        <p className="soft">It was not used yet.</p>
      </Panel>
    );
  return (
    <section className="panel flush" aria-labelledby={id}>
      <header className="panel-head">
        <h2 id={id}>Uses</h2>
        {uses.length >= usesMax && <p className="hint">The last hundred.</p>}
      </header>
      <div className="table-frame">
        <table className="cards" aria-label="Uses">
          <thead>
            <tr>
              <th>When</th>
              <th>What</th>
              <th>Amount</th>
              <th>State</th>
            </tr>
          </thead>
          <tbody>
            {uses.map((use) => (
              <UseRow key={use.id} use={use} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function useIssuer({ created_by: by }: CardDocument): string {
  const users = useUsers();
  const keys = useApiKeys();
  if (!by) return '';
  const key = keys.data?.find(({ id }) => id === by);
  return key ? `API key ${key.name}` : (users.data?.find(({ id }) => id === by)?.full_name ?? '');
}

function Facts({ card }: { card: CardDocument }) {
  const { name, tone } = stateOf(card);
  const issuer = useIssuer(card);
  const { recipient } = card;
  const facts: [string, string][] = [
    ['Balance', balanceText(card)],
    ['Open checkouts', reservedText(card)],
    ['For', [recipient.name, recipient.email].filter(Boolean).join(', ')],
    ['Message', card.message],
    ['Expiry', expiryText(card)],
    ['Where it is from', originText(card)],
    ['Made', showInstant(card.created_at) + (issuer && ` by ${issuer}`)],
    ['Voided', card.voided_at ? showInstant(card.voided_at) : ''],
  ];
  return (
    <Panel title="Card" actions={<Badge tone={tone}>{name}</Badge>}>
      <dl className="facts">
        {facts
          .filter(([, text]) => text !== '')
          .map(([label, text]) => (
            <div key={label} className="fact">
              <dt>{label}</dt>
              <dd>{text}</dd>
            </div>
          ))}
      </dl>
    </Panel>
  );
}

export default function GiftCard({ id }: { id: string }) {
  const can = useCan();
  const refresh = useRefreshCards();
  const [asks, setAsks] = useState(false);
  const asked = useQuery({
    queryKey: [...cardsKey, 'one', id],
    refetchInterval: liveMilliseconds,
    queryFn: ({ signal }) => readCard(id, signal),
  });
  const { data: card, error } = asked;
  return (
    <Page
      title={card ? nameOf(card) : 'Gift card'}
      back={{ href: '/gift-cards', name: 'Gift cards' }}
      actions={
        card?.status === 'active' &&
        can('gift_cards:write') && (
          <Button kind="danger" onClick={() => setAsks(true)}>
            Void the card
          </Button>
        )
      }
    >
      {error && (
        <ErrorNotice
          error={error}
          again={() => {
            void asked.refetch();
          }}
        />
      )}
      {!error && !card && <Loading />}
      {card && (
        <>
          <Freshness parts={[asked]} />
          <div className="columns">
            <div className="column">
              <Facts card={card} />
              <Uses uses={card.uses ?? []} />
            </div>
            <div className="column">{can('audit_logs:read') && <History id={id} />}</div>
          </div>
        </>
      )}
      {card && asks && <VoidCard card={card} onClose={() => setAsks(false)} onVoided={refresh} />}
    </Page>
  );
}
