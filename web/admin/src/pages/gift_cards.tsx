// Gift cards: what is left on each, whose it is, and issuing one.
import { Gift, Plus } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { api, take } from '../api/client';
import { liveMilliseconds } from '../api/inventory';
import { useList } from '../api/lists';
import type { GiftCard } from '../api/types';
import { Button } from '../components/button';
import { Freshness } from '../components/freshness';
import { ListView } from '../components/list_view';
import { Badge, Empty } from '../components/notices';
import { Page } from '../components/page';
import { balanceText, cardsKey, expiryText, nameOf, originText, reservedText, stateOf, useRefreshCards } from '../gift_cards/cards';
import { IssueCard, ShowCode } from '../gift_cards/issue';
import { useCan } from '../session/session';

function Row({ card }: { card: GiftCard }) {
  const { name, tone } = stateOf(card);
  const { recipient } = card;
  const reserved = reservedText(card);
  return (
    <tr className={card.status === 'void' ? 'faded' : undefined}>
      <th scope="row">
        <p>
          <Link href={`/gift-cards/${card.id}`}>{nameOf(card)}</Link>
        </p>
        <p className="hint">{originText(card)}</p>
      </th>
      <td>
        {recipient.name ?? recipient.email ?? 'Nobody named'}
        {recipient.name && recipient.email && <p className="hint">{recipient.email}</p>}
      </td>
      <td>
        {balanceText(card)}
        {reserved && <p className="hint">{reserved}</p>}
      </td>
      <td>{expiryText(card)}</td>
      <td>
        <Badge tone={tone}>{name}</Badge>
      </td>
    </tr>
  );
}

export default function GiftCards() {
  const can = useCan();
  const refresh = useRefreshCards();
  const [open, setOpen] = useState<GiftCard | 'new' | null>(null);
  const cards = useList(cardsKey, (part, signal) => take(api.GET('/v1/gift-cards', { params: { query: part }, signal })), {
    everyMilliseconds: liveMilliseconds,
  });
  const close = () => setOpen(null);
  const show = (card: GiftCard) => {
    refresh();
    // After the dialog that made it has closed itself.
    window.setTimeout(() => setOpen(card));
  };
  return (
    <Page
      title="Gift cards"
      lead="Money that is paid before it is spent."
      actions={
        can('gift_cards:write') && (
          <Button kind="primary" onClick={() => setOpen('new')}>
            <Plus aria-hidden />
            Issue a gift card
          </Button>
        )
      }
    >
      <Freshness parts={[cards]} />
      <ListView
        query={cards}
        empty={
          <Empty title="No gift cards yet" icon={Gift}>
            <p>Cards that you issue, that customers buy, and that refunds go to stand here.</p>
          </Empty>
        }
      >
        {(items) => (
          <div className="table-frame">
            <table className="cards" aria-label="Gift cards">
              <thead>
                <tr>
                  <th>Card</th>
                  <th>For</th>
                  <th>Left</th>
                  <th>Expiry</th>
                  <th>State</th>
                </tr>
              </thead>
              <tbody>
                {items.map((card) => (
                  <Row key={card.id} card={card} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </ListView>
      {open === 'new' && <IssueCard onClose={close} onIssued={show} />}
      {open !== null && open !== 'new' && <ShowCode card={open} onClose={close} />}
    </Page>
  );
}
