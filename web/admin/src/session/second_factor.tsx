// The second factor: set up with an authenticator app, recovery codes, and taking it away again.
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { api, ProblemError, take } from '../api/client';
import { Button } from '../components/button';
import { CopyText } from '../components/copy';
import { Dialog, DialogActions } from '../components/dialog';
import { TextField } from '../components/fields';
import { Badge, ErrorNotice, Notice } from '../components/notices';
import { Panel } from '../components/panel';
import { QrCode } from '../components/qr_code';
import { useSubmit } from '../components/submit';
import { useSay } from '../components/toasts';
import { plural } from '../words/format';
import { meKey, useMe } from './session';

function RecoveryCodes({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  return (
    <>
      <p>
        With one of these you can sign in when you do not have your authenticator app. Each is good once. Keep them somewhere safe: they
        are not shown again.
      </p>
      <CopyText label="Recovery codes" text={codes.join('\n')} block />
      <DialogActions>
        <Button kind="primary" onClick={onClose}>
          I have kept them
        </Button>
      </DialogActions>
    </>
  );
}

function SetUp({ onClose }: { onClose: () => void }) {
  const [started, setStarted] = useState<{ secret: string; uri: string } | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const start = useForm({ defaultValues: { password: '' } });
  const confirm = useForm({ defaultValues: { code: '' } });
  const first = useSubmit(start, async (body) => setStarted(await take(api.POST('/v1/auth/second-factor', { body }))));
  const second = useSubmit(confirm, async (body) => {
    setCodes((await take(api.POST('/v1/auth/second-factor/confirm', { body }))).recovery_codes);
  });

  if (codes)
    return (
      <Dialog title="Your recovery codes" onClose={onClose}>
        <RecoveryCodes codes={codes} onClose={onClose} />
      </Dialog>
    );
  if (started) {
    return (
      <Dialog title="Set up a second factor" onClose={onClose}>
        <form onSubmit={second.submit} className="stack">
          <p>Scan this with an authenticator app, then type the code that it shows.</p>
          <QrCode text={started.uri} label="QR code for the authenticator app" />
          <details>
            <summary>Cannot scan it?</summary>
            <p className="hint">Type this key into the app.</p>
            <CopyText label="Key" text={started.secret} />
          </details>
          <TextField label="Code" inputMode="numeric" autoComplete="one-time-code" required autoFocus {...confirm.register('code')} />
          {second.problem && <ErrorNotice error={new ProblemError(second.problem)} />}
          <DialogActions>
            <Button kind="primary" type="submit" busy={second.busy}>
              Confirm
            </Button>
          </DialogActions>
        </form>
      </Dialog>
    );
  }
  return (
    <Dialog title="Set up a second factor" onClose={onClose}>
      <form onSubmit={first.submit} className="stack">
        <p>After that, signing in takes your password and a code from an app on your phone.</p>
        <TextField
          label="Your password"
          type="password"
          autoComplete="current-password"
          required
          autoFocus
          {...start.register('password')}
        />
        {first.problem && <ErrorNotice error={new ProblemError(first.problem)} />}
        <DialogActions>
          <Button kind="primary" type="submit" busy={first.busy}>
            Go on
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

interface AgainProps {
  title: string;
  act: string;
  kind: 'primary' | 'danger';
  send: (body: { password: string; code: string }) => Promise<string[] | null>;
  onClose: () => void;
}

// Asks for password and code once more before something that weakens or replaces the factor.
function Again({ title, act, kind, send, onClose }: AgainProps) {
  const [codes, setCodes] = useState<string[] | null>(null);
  const form = useForm({ defaultValues: { password: '', code: '' } });
  const { submit, busy, problem } = useSubmit(form, async (body) => {
    const renewed = await send(body);
    if (renewed) setCodes(renewed);
    else onClose();
  });
  if (codes)
    return (
      <Dialog title="Your recovery codes" onClose={onClose}>
        <RecoveryCodes codes={codes} onClose={onClose} />
      </Dialog>
    );
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit} className="stack">
        <TextField
          label="Your password"
          type="password"
          autoComplete="current-password"
          required
          autoFocus
          {...form.register('password')}
        />
        <TextField
          label="Code"
          hint="The six digits that your authenticator app shows."
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          {...form.register('code')}
        />
        {problem && <ErrorNotice error={new ProblemError(problem)} />}
        <DialogActions>
          <Button kind={kind} type="submit" busy={busy}>
            {act}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

export function SecondFactor() {
  const me = useMe();
  const say = useSay();
  const client = useQueryClient();
  const [open, setOpen] = useState<'set up' | 'renew' | 'remove' | null>(null);
  const close = () => {
    setOpen(null);
    void client.invalidateQueries({ queryKey: meKey });
    void client.invalidateQueries({ queryKey: ['sign-ins'] });
  };
  return (
    <Panel title="Second factor" actions={me.has_second_factor ? <Badge tone="good">On</Badge> : <Badge tone="plain">Off</Badge>}>
      {me.has_second_factor ? (
        <>
          <p>Signing in takes a code of your authenticator app. You have {plural(me.recovery_codes_left, 'recovery code')} left.</p>
          {me.recovery_codes_left < 3 && (
            <Notice tone="warm">
              <p>Make new recovery codes before you run out of them.</p>
            </Notice>
          )}
          <div className="actions start">
            <Button onClick={() => setOpen('renew')}>New recovery codes</Button>
            <Button kind="danger" onClick={() => setOpen('remove')}>
              Turn off
            </Button>
          </div>
        </>
      ) : (
        <>
          <p>A stolen password alone opens nothing when your account asks for a code from your phone, too.</p>
          <div>
            <Button kind="primary" onClick={() => setOpen('set up')}>
              Set up
            </Button>
          </div>
        </>
      )}
      {open === 'set up' && <SetUp onClose={close} />}
      {open === 'renew' && (
        <Again
          title="New recovery codes"
          act="Make new codes"
          kind="primary"
          onClose={close}
          send={async (body) => (await take(api.POST('/v1/auth/second-factor/recovery-codes', { body }))).recovery_codes}
        />
      )}
      {open === 'remove' && (
        <Again
          title="Turn the second factor off"
          act="Turn it off"
          kind="danger"
          onClose={close}
          send={async (body) => {
            await take(api.DELETE('/v1/auth/second-factor', { body }));
            say('The second factor is off');
            return null;
          }}
        />
      )}
    </Panel>
  );
}
