// What an organization says about itself, and what it asks of its people.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { api, ifMatch, ProblemError, take } from '../api/client';
import type { Organization } from '../api/types';
import { Button } from '../components/button';
import { changesOf, useEdit } from '../components/edit';
import { CheckField, TextField } from '../components/fields';
import { ErrorNotice, Loading } from '../components/notices';
import { Page } from '../components/page';
import { Panel } from '../components/panel';
import { useSubmit } from '../components/submit';
import { useSay } from '../components/toasts';
import { meKey, useCan } from '../session/session';

const key = ['organization'];
const read = () => take(api.GET('/v1/organization'));

const valuesOf = ({ name, contact_email, primary_color, requires_second_factor }: Organization) => ({
  name,
  contact_email: contact_email ?? '',
  primary_color,
  requires_second_factor,
});

function Form({ organization }: { organization: Organization }) {
  const say = useSay();
  const client = useQueryClient();
  const edit = useEdit({
    document: organization,
    shown: (document: Organization) => ({
      Name: document.name,
      'Contact email': document.contact_email ?? '',
      Colour: document.primary_color,
      'Second factor': document.requires_second_factor ? 'required' : 'not required',
    }),
    save: (values: ReturnType<typeof valuesOf>, version, base) =>
      take(
        api.PATCH('/v1/organization', {
          params: { header: { 'If-Match': ifMatch(version) } },
          body: changesOf(values, valuesOf(base)),
        }),
      ),
    read,
    done: (saved) => {
      client.setQueryData(key, saved);
      void client.invalidateQueries({ queryKey: meKey });
      say('Saved');
    },
  });
  const form = useForm({ values: valuesOf(edit.base) });
  const { errors, isDirty } = form.formState;
  const { submit, busy, problem } = useSubmit(form, edit.send);
  return (
    <form onSubmit={submit} className="column">
      <Panel title="What customers see">
        <div className="stack narrow">
          <TextField label="Name" required error={errors.name?.message} {...form.register('name')} />
          <TextField
            label="Contact email"
            type="email"
            optional
            error={errors.contact_email?.message}
            {...form.register('contact_email')}
          />
          <TextField
            label="Colour"
            type="color"
            hint="Of your booking page."
            error={errors.primary_color?.message}
            {...form.register('primary_color')}
          />
        </div>
      </Panel>
      <Panel title="Safety">
        <CheckField
          label="Ask for a second factor"
          {...form.register('requires_second_factor')}
          hint="Everybody from admin upwards has to set one up before they may do anything else. That includes you."
        />
      </Panel>
      {edit.notice}
      {problem && <ErrorNotice error={new ProblemError(problem)} />}
      <div>
        <Button kind="primary" type="submit" busy={busy} disabled={!isDirty}>
          Save
        </Button>
      </div>
    </form>
  );
}

function Facts({ organization }: { organization: Organization }) {
  return (
    <Panel title="Organization">
      <dl className="facts">
        <dt>Name</dt>
        <dd>{organization.name}</dd>
        <dt>Short name</dt>
        <dd>{organization.slug}</dd>
        <dt>Currency</dt>
        <dd>{organization.currency}</dd>
        <dt>Contact email</dt>
        <dd>{organization.contact_email ?? 'none'}</dd>
      </dl>
    </Panel>
  );
}

export default function Settings() {
  const can = useCan();
  const { data, error, refetch } = useQuery({ queryKey: key, queryFn: read });
  return (
    <Page title="Settings" lead={data && `${data.slug} · prices in ${data.currency}`}>
      {error && (
        <ErrorNotice
          error={error}
          again={() => {
            void refetch();
          }}
        />
      )}
      {!error && !data && <Loading />}
      {data && (can('organization:write') ? <Form organization={data} /> : <Facts organization={data} />)}
    </Page>
  );
}
