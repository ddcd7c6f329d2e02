// Sending mails once more that were given up: one, or all of them.
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, problemOf, take } from '../api/client';
import { everything } from '../api/lists';
import type { Mail } from '../api/types';
import { Button } from '../components/button';
import { Confirm } from '../components/confirm';
import { useSay } from '../components/toasts';
import { plural } from '../words/format';

const resend = (id: string) => take(api.POST('/v1/mails/{id}/retry', { params: { path: { id } }, body: {} }));

function useRefreshMails(): () => void {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: ['mails'] });
  };
}

export function ResendOne({ mail, onFault }: { mail: Mail; onFault: (error: unknown) => void }) {
  const say = useSay();
  const refresh = useRefreshMails();
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    onFault(null);
    try {
      await resend(mail.id);
      say(`The mail to ${mail.recipient} is on its way`);
    } catch (error) {
      onFault(error);
    }
    refresh();
    setBusy(false);
  };
  return (
    <Button
      small
      busy={busy}
      aria-label={`Send once more to ${mail.recipient}`}
      onClick={() => {
        void run();
      }}
    >
      Send once more
    </Button>
  );
}

// One after the other: the API sends single mails. Those whose recipient was erased are left and counted.
export function ResendAll({ onClose }: { onClose: () => void }) {
  const say = useSay();
  const refresh = useRefreshMails();
  const run = async () => {
    const failed = await everything((part) => take(api.GET('/v1/mails', { params: { query: { status: 'failed', ...part } } })));
    let sent = 0;
    try {
      for (const { id } of failed) {
        try {
          await resend(id);
          sent += 1;
        } catch (error) {
          if (problemOf(error).code !== 'invalid_transition') throw error;
        }
      }
    } finally {
      refresh();
    }
    const left = failed.length - sent;
    say(`${plural(sent, 'mail')} on the way${left > 0 ? `, ${left} left: the recipient was erased` : ''}`);
  };
  return (
    <Confirm title="Send all that was given up?" act="Send them" kind="primary" onClose={onClose} run={run}>
      <p>
        Every mail of the last 30 days that was given up is sent once more, with what it said then. For instance after the mail server was
        away for days.
      </p>
    </Confirm>
  );
}
