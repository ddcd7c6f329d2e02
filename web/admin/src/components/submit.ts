// Sending a form: what the server finds wrong with a field stands at the field, everything else above the buttons.
import { useCallback, useRef, useState } from 'react';
import type { FieldValues, Path, UseFormReturn } from 'react-hook-form';
import { problemOf, type Problem } from '../api/client';
import { useUnsaved } from './unsaved';

// "/customer/email" -> "customer.email"
const fieldOf = (param: string) => param.replace(/^\//, '').replaceAll('/', '.');

function valueAt(values: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, name) => (value !== null && typeof value === 'object' ? (value as Record<string, unknown>)[name] : undefined),
      values,
    );
}

interface Submission {
  submit: (event?: React.BaseSyntheticEvent) => void;
  busy: boolean;
  problem: Problem | null;
  setProblem: (problem: Problem | null) => void;
}

// `send` throws what the server refused. `names` says which field of the form is which of the body, where they differ.
export function useSubmit<Values extends FieldValues>(
  form: UseFormReturn<Values>,
  send: (values: Values) => Promise<void>,
  names: Record<string, string> = {},
): Submission {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  // What was sent, or is on its way, is not lost by leaving.
  const sent = useRef('');
  const { isDirty } = form.formState;
  useUnsaved(useCallback(() => isDirty && JSON.stringify(form.getValues()) !== sent.current, [form, isDirty]));
  const submit = form.handleSubmit(async (values) => {
    setBusy(true);
    setProblem(null);
    sent.current = JSON.stringify(form.getValues());
    try {
      await send(values);
    } catch (error) {
      sent.current = '';
      const refused = problemOf(error);
      const param = refused.param ? fieldOf(refused.param) : '';
      // One of a list that is typed into one field: the field is its own.
      const field = names[param] ?? (valueAt(form.getValues(), param) === undefined ? param.replace(/\.\d+$/, '') : param);
      if (field && valueAt(form.getValues(), field) !== undefined) {
        form.setError(field as Path<Values>, { message: refused.detail }, { shouldFocus: true });
      } else {
        setProblem(refused);
      }
    } finally {
      setBusy(false);
    }
  });
  return {
    submit: (event) => {
      void submit(event);
    },
    busy,
    problem,
    setProblem,
  };
}
