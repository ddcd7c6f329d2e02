// The user's own account: name, password, second factor, and where they are signed in.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { api, ifMatch, ProblemError, take } from '../api/client';
import { rememberSignIn } from '../api/memory';
import { Button } from '../components/button';
import { TextField } from '../components/fields';
import { Badge, ErrorNotice, Loading, Notice } from '../components/notices';
import { Page } from '../components/page';
import { Panel } from '../components/panel';
import { useSubmit } from '../components/submit';
import { useSay } from '../components/toasts';
import { passwordHint } from '../session/links';
import { SecondFactor } from '../session/second_factor';
import { meKey, useMe } from '../session/session';
import { useSignOut } from '../session/sign_out';
import { fromNow } from '../words/format';
import { roleNames } from '../words/names';

function Name() {
  const me = useMe();
  const say = useSay();
  const client = useQueryClient();
  const form = useForm({ values: { full_name: me.full_name, phone: me.phone ?? '' } });
  const { errors } = form.formState;
  const { submit, busy, problem } = useSubmit(form, async (body) => {
    const changed = await take(api.PATCH('/v1/me', { params: { header: { 'If-Match': ifMatch(me.version) } }, body }));
    client.setQueryData(meKey, changed);
    say('Saved');
  });
  return (
    <Panel title="Name">
      <form onSubmit={submit} className="stack narrow">
        <TextField label="Name" autoComplete="name" required error={errors.full_name?.message} {...form.register('full_name')} />
        <TextField label="Phone" type="tel" autoComplete="tel" optional error={errors.phone?.message} {...form.register('phone')} />
        {problem && (
          <ErrorNotice
            error={new ProblemError(problem)}
            again={() => {
              void client.invalidateQueries({ queryKey: meKey });
            }}
          />
        )}
        <div>
          <Button type="submit" kind="primary" busy={busy}>
            Save
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function Password() {
  const me = useMe();
  const say = useSay();
  const client = useQueryClient();
  const form = useForm({ defaultValues: { current_password: '', new_password: '' } });
  const { errors } = form.formState;
  const { submit, busy, problem } = useSubmit(form, async (body) => {
    const signedIn = await take(api.POST('/v1/auth/password', { body }));
    rememberSignIn(signedIn.csrf_token ?? '');
    form.reset();
    void client.invalidateQueries({ queryKey: ['sign-ins'] });
    say('Your password is changed, and your other sign-ins have ended');
  });
  return (
    <Panel title="Password">
      <form onSubmit={submit} className="stack narrow">
        <input className="unseen" type="text" autoComplete="username" value={me.email} readOnly tabIndex={-1} aria-hidden />
        <TextField
          label="Password now"
          type="password"
          autoComplete="current-password"
          required
          error={errors.current_password?.message}
          {...form.register('current_password')}
        />
        <TextField
          label="New password"
          hint={passwordHint}
          type="password"
          autoComplete="new-password"
          required
          error={errors.new_password?.message}
          {...form.register('new_password')}
        />
        {problem && <ErrorNotice error={new ProblemError(problem)} />}
        <div>
          <Button type="submit" kind="primary" busy={busy}>
            Change the password
          </Button>
        </div>
      </form>
    </Panel>
  );
}

// "Firefox on Windows", as far as the browser tells.
function agentName(agent: string): string {
  const browser = /(Edg|OPR|Firefox|Chrome|Safari)\//.exec(agent)?.[1] ?? '';
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(agent)?.[1] ?? '';
  const names: Record<string, string> = { Edg: 'Edge', OPR: 'Opera', 'Mac OS X': 'macOS' };
  const parts = [names[browser] ?? browser, names[system] ?? system].filter(Boolean);
  return parts.length > 0 ? parts.join(' on ') : 'A program';
}

function SignIns() {
  const say = useSay();
  const signOut = useSignOut();
  const [fault, setFault] = useState<unknown>(null);
  const signIns = useQuery({ queryKey: ['sign-ins'], queryFn: ({ signal }) => take(api.GET('/v1/auth/sign-ins', { signal })) });
  const end = async (id: string) => {
    setFault(null);
    try {
      await take(api.DELETE('/v1/auth/sign-ins/{id}', { params: { path: { id } } }));
      await signIns.refetch();
      say('That sign-in has ended');
    } catch (error) {
      setFault(error);
    }
  };
  return (
    <Panel
      title="Where you are signed in"
      actions={
        <Button
          small
          onClick={() => {
            signOut(true).catch(setFault);
          }}
        >
          Sign out everywhere
        </Button>
      }
    >
      {signIns.isPending && <Loading />}
      {signIns.isError && (
        <ErrorNotice
          error={signIns.error}
          again={() => {
            void signIns.refetch();
          }}
        />
      )}
      {fault !== null && <ErrorNotice error={fault} />}
      <ul className="rows">
        {(signIns.data?.data ?? []).map((signIn) => (
          <li key={signIn.id}>
            <div>
              <strong>{agentName(signIn.user_agent)}</strong>
              <p className="hint">
                {signIn.address} · last seen {fromNow(signIn.refreshed_at)}
              </p>
            </div>
            {signIn.is_current ? (
              <Badge tone="good">This browser</Badge>
            ) : (
              <Button
                small
                onClick={() => {
                  void end(signIn.id);
                }}
                aria-label={`End ${agentName(signIn.user_agent)}, ${signIn.address}`}
              >
                End
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

export default function Profile() {
  const me = useMe();
  return (
    <Page
      title="Your account"
      lead={
        <>
          {me.email} · {roleNames[me.role]}
        </>
      }
    >
      {me.second_factor_required && (
        <Notice tone="warm">
          <p>Your organization asks for a second factor. Set it up to go on.</p>
        </Notice>
      )}
      <SecondFactor />
      {!me.second_factor_required && (
        <>
          <Name />
          <Password />
        </>
      )}
      <SignIns />
    </Page>
  );
}
