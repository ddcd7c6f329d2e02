// The dialog of what makes prices: the same frame for a new one and for one that is edited.
import type { ReactNode } from 'react';
import type { Problem } from '../api/client';
import { ProblemError } from '../api/client';
import { Button } from '../components/button';
import { Dialog, DialogActions } from '../components/dialog';
import { ErrorNotice } from '../components/notices';

interface OfferFormProps {
  title: string;
  isNew: boolean;
  // What it is of, which an edit cannot change.
  of?: string;
  submission: { submit: (event?: React.BaseSyntheticEvent) => void; busy: boolean; problem: Problem | null };
  // A conflict with what somebody else has changed.
  notice?: ReactNode;
  onClose: () => void;
  children: ReactNode;
}

export function OfferForm({ title, isNew, of, submission, notice, onClose, children }: OfferFormProps) {
  const { submit, busy, problem } = submission;
  return (
    <Dialog title={title} onClose={onClose} wide>
      <form onSubmit={submit} className="stack">
        {!isNew && <p className="hint">{of && `${of}. `}Bookings keep the price that they were made for.</p>}
        {children}
        {notice}
        {problem && <ErrorNotice error={new ProblemError(problem)} />}
        <DialogActions>
          <Button onClick={onClose}>Back</Button>
          <Button kind="primary" type="submit" busy={busy}>
            {isNew ? 'Add' : 'Save'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
