// Asks before something that cannot be taken back, and shows why it was refused.
import { useState, type ReactNode } from 'react';
import { Button } from './button';
import { Dialog, DialogActions } from './dialog';
import { ErrorNotice } from './notices';

interface ConfirmProps {
  title: string;
  act: string;
  kind?: 'primary' | 'danger';
  children?: ReactNode;
  run: () => Promise<void>;
  onClose: () => void;
}

export function Confirm({ title, act, kind = 'danger', children, run, onClose }: ConfirmProps) {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const go = async () => {
    setBusy(true);
    setFault(null);
    try {
      await run();
      onClose();
    } catch (error) {
      setFault(error);
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      {fault !== null && <ErrorNotice error={fault} />}
      <DialogActions>
        <Button onClick={onClose}>Back</Button>
        <Button
          kind={kind}
          busy={busy}
          onClick={() => {
            void go();
          }}
        >
          {act}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
