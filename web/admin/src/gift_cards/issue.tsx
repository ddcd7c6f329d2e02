// Issuing a gift card, and showing its code the one time that anybody sees it here.
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { Link } from 'wouter';
import { api, newKey, ProblemError, take } from '../api/client';
import type { GiftCard } from '../api/types';
import { AmountField, judgeAmount } from '../components/amount_field';
import { Button } from '../components/button';
import { CopyText } from '../components/copy';
import { Dialog, DialogActions } from '../components/dialog';
import { SelectField, TextArea, TextField } from '../components/fields';
import { instantOf, MomentField } from '../components/moment_field';
import { ErrorNotice, Notice } from '../components/notices';
import { useSubmit } from '../components/submit';
import { useMe } from '../session/session';
import { minorUnits, money } from '../words/format';

export function ShowCode({ card, onClose }: { card: GiftCard; onClose: () => void }) {
  const { email } = card.recipient;
  return (
    <Dialog title={`Gift card of ${money(card.initial)}`} onClose={onClose}>
      {card.code ? (
        <>
          <Notice tone="warm">
            <p>Copy the code now, or write it down. Nobody can show it again, only its last four characters.</p>
          </Notice>
          <CopyText label="Code" text={card.code} />
        </>
      ) : (
        <Notice tone="warm">
          <p>The card was issued, but its code was told before and cannot be told again here. Void the card to issue another.</p>
        </Notice>
      )}
      {email && <p>The code also goes to {email} by mail.</p>}
      <p>
        <Link href={`/gift-cards/${card.id}`}>The card and its uses</Link>
      </p>
      <DialogActions>
        <Button kind="primary" onClick={onClose}>
          I have kept it
        </Button>
      </DialogActions>
    </Dialog>
  );
}

interface CardValues {
  amount: string;
  // Nothing is chosen at first: what the books say depends on it.
  paid: '' | 'paid' | 'present';
  recipient: { name: string; email: string };
  message: string;
  expires_at: string;
}

const newCard: CardValues = { amount: '', paid: '', recipient: { name: '', email: '' }, message: '', expires_at: '' };

interface IssueProps {
  onClose: () => void;
  onIssued: (card: GiftCard) => void;
}

export function IssueCard({ onClose, onIssued }: IssueProps) {
  const { currency } = useMe().organization;
  const [key] = useState(newKey);
  const form = useForm<CardValues>({ defaultValues: newCard });
  const { errors } = form.formState;
  const { submit, busy, problem } = useSubmit(
    form,
    async ({ amount, paid, recipient, message, expires_at: expires }) => {
      const card = await take(
        api.POST('/v1/gift-cards', {
          params: { header: { 'Idempotency-Key': key } },
          body: {
            initial: { amount: minorUnits(amount, currency) ?? -1 },
            is_paid: paid === 'paid',
            recipient: { name: recipient.name || null, email: recipient.email || null },
            message,
            expires_at: instantOf(expires),
          },
        }),
      );
      onClose();
      onIssued(card);
    },
    { 'initial.amount': 'amount', is_paid: 'paid' },
  );
  return (
    <Dialog title="Issue a gift card" onClose={onClose} wide>
      <form onSubmit={submit} className="stack">
        <div className="pair">
          <AmountField
            label="Amount"
            currency={currency}
            required
            data-first
            error={errors.amount?.message}
            {...form.register('amount', { validate: (text) => judgeAmount(text, currency, 1) })}
          />
          <SelectField label="Who pays for it" required error={errors.paid?.message} {...form.register('paid')}>
            <option value="">Choose</option>
            <option value="paid">Paid at the venue, to you</option>
            <option value="present">Nobody: it is a present of yours</option>
          </SelectField>
        </div>
        <div className="pair">
          <TextField
            label="Name of who gets it"
            hint="Stands in the mail."
            optional
            maxLength={200}
            error={errors.recipient?.name?.message}
            {...form.register('recipient.name')}
          />
          <TextField
            label="Email of who gets it"
            hint="The code is sent there at once."
            type="email"
            optional
            error={errors.recipient?.email?.message}
            {...form.register('recipient.email')}
          />
        </div>
        <TextArea
          label="Message"
          hint="Stands in the mail, too."
          rows={2}
          maxLength={500}
          optional
          error={errors.message?.message}
          {...form.register('message', { setValueAs: (text: string) => text.replaceAll('\n', ' ') })}
        />
        <MomentField
          label="Expires"
          hint="Without it the card never expires."
          optional
          error={errors.expires_at?.message}
          {...form.register('expires_at')}
        />
        {problem && <ErrorNotice error={new ProblemError(problem)} />}
        <DialogActions>
          <Button onClick={onClose}>Back</Button>
          <Button kind="primary" type="submit" busy={busy}>
            Issue the card
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
