// What an organization says about itself, and what it asks of its people.
import { useForm } from 'react-hook-form';
import { ProblemError } from '../api/client';
import type { Organization } from '../api/types';
import { Button } from '../components/button';
import { changesOf } from '../components/edit';
import { CheckField, TextField } from '../components/fields';
import { ErrorNotice } from '../components/notices';
import { Panel } from '../components/panel';
import { useSubmit } from '../components/submit';
import { useOrganizationEdit } from './organization';

const valuesOf = ({ name, contact_email, primary_color, requires_second_factor }: Organization) => ({
  name,
  contact_email: contact_email ?? '',
  primary_color,
  requires_second_factor,
});

const shown = (document: Organization) => ({
  Name: document.name,
  'Contact email': document.contact_email ?? '',
  Colour: document.primary_color,
  'Second factor': document.requires_second_factor ? 'required' : 'not required',
});

export function GeneralForm({ organization }: { organization: Organization }) {
  const edit = useOrganizationEdit({
    organization,
    shown,
    changes: (values: ReturnType<typeof valuesOf>, base) => changesOf(values, valuesOf(base)),
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

export function GeneralFacts({ organization }: { organization: Organization }) {
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
