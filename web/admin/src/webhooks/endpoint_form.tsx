// Making a webhook endpoint and editing it: where events go, and which.
import { useState } from 'react';
import { useForm, type UseFormReturn } from 'react-hook-form';
import { api, ifMatch, newKey, ProblemError, take } from '../api/client';
import type { WebhookEndpoint, WebhookEventType } from '../api/types';
import { Button } from '../components/button';
import { Dialog, DialogActions } from '../components/dialog';
import { changesOf, useEdit } from '../components/edit';
import { CheckField, TextField } from '../components/fields';
import { ErrorNotice } from '../components/notices';
import { useSubmit } from '../components/submit';
import { useSay } from '../components/toasts';
import { eventNames } from '../words/names';

interface EndpointValues {
  url: string;
  description: string;
  hears_everything: boolean;
  event_types: WebhookEventType[];
  // A new endpoint always is.
  is_active: boolean;
}

// No types are all of them, those to come too.
const typesOf = ({ hears_everything: everything, event_types: types }: EndpointValues) => (everything ? [] : types);

export const eventsOf = ({ event_types: types }: WebhookEndpoint) =>
  types.length === 0 ? 'Everything' : types.map((type) => eventNames[type]).join(', ');

const valuesOf = ({ url, description, event_types, is_active }: WebhookEndpoint): EndpointValues => ({
  url,
  description,
  hears_everything: event_types.length === 0,
  event_types,
  is_active,
});

function Fields({ form }: { form: UseFormReturn<EndpointValues> }) {
  const { errors } = form.formState;
  const everything = form.watch('hears_everything');
  const fault = errors.event_types?.message;
  return (
    <>
      <TextField
        label="URL"
        inputMode="url"
        hint="Of your program, with https, on the public internet."
        required
        error={errors.url?.message}
        {...form.register('url')}
      />
      <TextField label="What it is for" optional error={errors.description?.message} {...form.register('description')} />
      <fieldset>
        <legend>What it hears of</legend>
        <CheckField label="Everything" hint="Also events that are added later." {...form.register('hears_everything')} />
        {!everything && (
          <div className="scopes">
            {Object.entries(eventNames).map(([type, name]) => (
              <CheckField
                key={type}
                label={name}
                value={type}
                {...form.register('event_types', {
                  validate: (chosen, values) => values.hears_everything || chosen.length > 0 || 'Choose at least one.',
                })}
              />
            ))}
          </div>
        )}
        {fault && (
          <p className="fault" role="alert">
            {fault}
          </p>
        )}
      </fieldset>
    </>
  );
}

interface NewEndpointProps {
  onClose: () => void;
  onMade: (secret: string | null) => void;
}

export function NewEndpoint({ onClose, onMade }: NewEndpointProps) {
  const [key] = useState(newKey);
  const form = useForm<EndpointValues>({
    defaultValues: { url: '', description: '', hears_everything: true, event_types: [], is_active: true },
  });
  const { submit, busy, problem } = useSubmit(form, async (values) => {
    const made = await take(
      api.POST('/v1/webhook-endpoints', {
        params: { header: { 'Idempotency-Key': key } },
        body: { url: values.url, description: values.description, event_types: typesOf(values) },
      }),
    );
    onClose();
    onMade(made.secret);
  });
  return (
    <Dialog title="New endpoint" onClose={onClose} wide>
      <form onSubmit={submit} className="stack">
        <Fields form={form} />
        {problem && <ErrorNotice error={new ProblemError(problem)} />}
        <DialogActions>
          <Button onClick={onClose}>Back</Button>
          <Button kind="primary" type="submit" busy={busy}>
            Make the endpoint
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

interface EditEndpointProps {
  endpoint: WebhookEndpoint;
  onClose: () => void;
  onChanged: () => void;
}

export function EditEndpoint({ endpoint, onClose, onChanged }: EditEndpointProps) {
  const say = useSay();
  const edit = useEdit({
    document: endpoint,
    shown: (document: WebhookEndpoint) => ({
      URL: document.url,
      'What it is for': document.description,
      'What it hears of': eventsOf(document),
      'Gets events': document.is_active ? 'yes' : 'no',
    }),
    save: (values: EndpointValues, version, base) => {
      const { event_types: before, ...others } = valuesOf(base);
      const { url, description, is_active } = values;
      const types = typesOf(values);
      return take(
        api.PATCH('/v1/webhook-endpoints/{id}', {
          params: { path: { id: endpoint.id }, header: { 'If-Match': ifMatch(version) } },
          body: changesOf(
            { url, description, is_active, event_types: types },
            { url: others.url, description: others.description, is_active: others.is_active, event_types: before },
          ),
        }),
      );
    },
    read: () => take(api.GET('/v1/webhook-endpoints/{id}', { params: { path: { id: endpoint.id } } })),
    done: () => {
      onChanged();
      say('Saved');
      onClose();
    },
  });
  const form = useForm<EndpointValues>({ values: valuesOf(edit.base) });
  const { submit, busy, problem } = useSubmit(form, edit.send);
  return (
    <Dialog title="Edit the endpoint" onClose={onClose} wide>
      <form onSubmit={submit} className="stack">
        <Fields form={form} />
        <CheckField
          label="Gets events"
          hint="Off is a pause: what happens meanwhile is not sent, also not later, and what waits is given up."
          {...form.register('is_active')}
        />
        {edit.notice}
        {problem && <ErrorNotice error={new ProblemError(problem)} />}
        <DialogActions>
          <Button onClick={onClose}>Back</Button>
          <Button kind="primary" type="submit" busy={busy}>
            Save
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
