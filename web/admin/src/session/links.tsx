// The pages that mails lead to, /admin/invitation and /admin/password-reset with a token behind '#', and the one that
// asks for such a mail. What stands behind '#' never leaves the browser with the address.
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { Link } from 'wouter';
import { api, ProblemError, signedOut, take } from '../api/client';
import { Button, LinkButton } from '../components/button';
import { TextField } from '../components/fields';
import { ErrorNotice, Notice } from '../components/notices';
import { useSubmit } from '../components/submit';
import { Entrance } from './entrance';

export const passwordHint = 'Twelve characters or more. A sentence of your own is good.';

export function ForgottenPassword() {
  const [sent, setSent] = useState(false);
  const form = useForm({ defaultValues: { email: '' } });
  const { submit, busy, problem } = useSubmit(form, async (body) => {
    await take(api.POST('/v1/auth/password/forgot', { body }));
    setSent(true);
  });
  return (
    <Entrance title="Forgotten password">
      {sent ? (
        <Notice tone="good">
          <p role="status">
            If there is an account for {form.getValues('email')}, a mail with a link is on its way. The link is good for an hour.
          </p>
        </Notice>
      ) : (
        <form onSubmit={submit} className="stack">
          <TextField
            label="Email"
            hint="A link to choose a new password comes by mail."
            type="email"
            autoComplete="username"
            required
            autoFocus
            error={form.formState.errors.email?.message}
            {...form.register('email')}
          />
          {problem && <ErrorNotice error={new ProblemError(problem)} />}
          <Button kind="primary" type="submit" busy={busy}>
            Send the link
          </Button>
        </form>
      )}
      <p className="entrance-foot">
        <Link href="/">Back to sign-in</Link>
      </p>
    </Entrance>
  );
}

// Read once: the token is taken out of the address, so that it is not in the history.
function useToken(): string {
  const [token] = useState(() => {
    const found = window.location.hash.slice(1);
    if (found) window.history.replaceState(window.history.state, '', window.location.pathname);
    return found;
  });
  return token;
}

interface Chosen {
  full_name: string;
  password: string;
}

interface ChooseProps {
  title: string;
  done: string;
  asksName: boolean;
  send: (token: string, chosen: Chosen) => Promise<{ email: string }>;
}

function ChoosePassword({ title, done, asksName, send }: ChooseProps) {
  const token = useToken();
  const [email, setEmail] = useState('');
  const form = useForm<Chosen>({ defaultValues: { full_name: '', password: '' } });
  const { errors } = form.formState;
  const { submit, busy, problem } = useSubmit(
    form,
    async (chosen) => {
      const { email: address } = await send(token, chosen);
      // Whoever was signed in here is not any more.
      signedOut();
      setEmail(address);
    },
    { new_password: 'password' },
  );

  if (email) {
    return (
      <Entrance title={done}>
        <p role="status">
          Sign in as <strong>{email}</strong> with your new password.
        </p>
        <LinkButton href="/" kind="primary">
          Go to sign-in
        </LinkButton>
      </Entrance>
    );
  }
  return (
    <Entrance title={title}>
      {!token && (
        <Notice tone="bad">
          <p>This address has no link in it. Open the link of your mail again.</p>
        </Notice>
      )}
      <form onSubmit={submit} className="stack">
        {asksName && (
          <TextField
            label="Your name"
            hint="Leave it empty to keep the name that you were invited with."
            optional
            autoComplete="name"
            error={errors.full_name?.message}
            {...form.register('full_name')}
          />
        )}
        <TextField
          label="New password"
          hint={passwordHint}
          type="password"
          autoComplete="new-password"
          required
          error={errors.password?.message}
          {...form.register('password')}
        />
        {problem && <ErrorNotice error={new ProblemError(problem)} />}
        <Button kind="primary" type="submit" busy={busy} disabled={!token}>
          Save the password
        </Button>
      </form>
    </Entrance>
  );
}

export function Invitation() {
  return (
    <ChoosePassword
      title="Welcome"
      done="You have joined"
      asksName
      send={(token, { full_name, password }) =>
        take(api.POST('/v1/auth/invitation/accept', { body: { token, password, full_name: full_name || null } }))
      }
    />
  );
}

export function PasswordReset() {
  return (
    <ChoosePassword
      title="New password"
      done="Password saved"
      asksName={false}
      send={(token, { password }) => take(api.POST('/v1/auth/password/reset', { body: { token, new_password: password } }))}
    />
  );
}
