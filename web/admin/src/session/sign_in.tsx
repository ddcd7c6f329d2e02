// Sign-in by email and password, then by a code of the second factor where the account has one.
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { Link } from 'wouter';
import { api, ProblemError, take } from '../api/client';
import { rememberSignIn } from '../api/memory';
import { Button } from '../components/button';
import { TextField } from '../components/fields';
import { ErrorNotice } from '../components/notices';
import { useSubmit } from '../components/submit';
import { Entrance } from './entrance';
import { meKey } from './session';

type Step = 'password' | 'code' | 'recovery_code';

export function SignIn() {
  const client = useQueryClient();
  const [step, setStep] = useState<Step>('password');
  const form = useForm({ defaultValues: { email: '', password: '', code: '', recovery_code: '' } });

  const { submit, busy, problem, setProblem } = useSubmit(form, async ({ email, password, code, recovery_code }) => {
    const factor = step === 'code' ? { code } : step === 'recovery_code' ? { recovery_code } : {};
    try {
      const body = { email, password, cookie: true, ...factor };
      const signedIn = await take(api.POST('/v1/auth/login', { body }));
      rememberSignIn(signedIn.csrf_token ?? '');
      await client.refetchQueries({ queryKey: meKey });
    } catch (error) {
      if (step !== 'password' || !(error instanceof ProblemError) || error.problem.code !== 'second_factor_required') throw error;
      setStep('code');
    }
  });

  const go = (next: Step) => {
    setProblem(null);
    form.setValue('code', '');
    form.setValue('recovery_code', '');
    setStep(next);
  };

  return (
    <Entrance title={step === 'password' ? 'Sign in' : 'Second factor'}>
      <form onSubmit={submit} className="stack" key={step}>
        {step === 'password' && (
          <>
            <TextField label="Email" type="email" autoComplete="username" required autoFocus {...form.register('email')} />
            <TextField label="Password" type="password" autoComplete="current-password" required {...form.register('password')} />
          </>
        )}
        {step === 'code' && (
          <TextField
            label="Code"
            hint="The six digits that your authenticator app shows."
            inputMode="numeric"
            autoComplete="one-time-code"
            required
            autoFocus
            {...form.register('code')}
          />
        )}
        {step === 'recovery_code' && (
          <TextField
            label="Recovery code"
            hint="One of the codes that you kept. It is good once."
            autoComplete="off"
            required
            autoFocus
            {...form.register('recovery_code')}
          />
        )}
        {problem && <ErrorNotice error={new ProblemError(problem)} />}
        <Button kind="primary" type="submit" busy={busy}>
          {busy ? 'Signing in …' : 'Sign in'}
        </Button>
      </form>
      <p className="entrance-foot">
        {step === 'password' && <Link href="/forgotten-password">Forgotten your password?</Link>}
        {step === 'code' && (
          <button type="button" className="link" onClick={() => go('recovery_code')}>
            Use a recovery code
          </button>
        )}
        {step === 'recovery_code' && (
          <button type="button" className="link" onClick={() => go('code')}>
            Use the app’s code
          </button>
        )}
        {step !== 'password' && (
          <button type="button" className="link" onClick={() => go('password')}>
            Start again
          </button>
        )}
      </p>
    </Entrance>
  );
}
