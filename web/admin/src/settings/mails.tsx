// How mails to customers look and who they come from.
import { useForm } from 'react-hook-form';
import { ProblemError } from '../api/client';
import type { Organization } from '../api/types';
import { Button } from '../components/button';
import { changesOf } from '../components/edit';
import { SelectField, TextArea, TextField } from '../components/fields';
import { ErrorNotice } from '../components/notices';
import { Panel } from '../components/panel';
import { useSubmit } from '../components/submit';
import { useOrganizationEdit } from './organization';

const languages: Record<Organization['language'], string> = {
  en: 'English',
  es: 'Español',
  fr: 'Français',
  de: 'Deutsch',
  ar: 'العربية',
};

const valuesOf = (organization: Organization) => ({
  language: organization.language,
  mail_sender_name: organization.mail_sender_name ?? '',
  mail_reply_to: organization.mail_reply_to ?? '',
  mail_footer: organization.mail_footer,
  reminder_hours_before: String(organization.reminder_hours_before),
});

const reminderOf = ({ reminder_hours_before: hours }: Organization) => (hours === 0 ? 'none' : `${hours} hours before the start`);

const shown = (organization: Organization) => ({
  Language: languages[organization.language],
  Sender: organization.mail_sender_name ?? '',
  'Answers go to': organization.mail_reply_to ?? '',
  'Last lines': organization.mail_footer,
  Reminder: reminderOf(organization),
});

export function MailsForm({ organization }: { organization: Organization }) {
  const edit = useOrganizationEdit({
    organization,
    shown,
    changes: (values: ReturnType<typeof valuesOf>, base) => {
      const { reminder_hours_before: hours, ...others } = changesOf(values, valuesOf(base));
      return { ...others, ...(hours !== undefined && { reminder_hours_before: Number(hours) }) };
    },
  });
  const form = useForm({ values: valuesOf(edit.base) });
  const { errors, isDirty } = form.formState;
  const { submit, busy, problem } = useSubmit(form, edit.send);
  return (
    <form onSubmit={submit} className="column">
      <Panel title="Mails to customers">
        <div className="stack narrow">
          <SelectField label="Language" error={errors.language?.message} {...form.register('language')}>
            {Object.entries(languages).map(([code, name]) => (
              <option key={code} value={code} lang={code}>
                {name}
              </option>
            ))}
          </SelectField>
          <TextField
            label="Sender"
            hint={`Empty: ${organization.name}.`}
            maxLength={100}
            optional
            error={errors.mail_sender_name?.message}
            {...form.register('mail_sender_name')}
          />
          <TextField
            label="Answers go to"
            hint="Empty: the contact email."
            type="email"
            optional
            error={errors.mail_reply_to?.message}
            {...form.register('mail_reply_to')}
          />
          <TextArea
            label="Last lines"
            hint="Of every mail, for instance the address."
            maxLength={500}
            optional
            error={errors.mail_footer?.message}
            {...form.register('mail_footer')}
          />
          <TextField
            label="Remind so many hours before the start"
            hint="0 sends no reminders."
            type="number"
            min={0}
            max={720}
            required
            error={errors.reminder_hours_before?.message}
            {...form.register('reminder_hours_before')}
          />
        </div>
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

export function MailsFacts({ organization }: { organization: Organization }) {
  return (
    <Panel title="Mails to customers">
      <dl className="facts">
        {Object.entries(shown(organization)).map(([name, value]) => (
          <div key={name} className="fact">
            <dt>{name}</dt>
            <dd>{value || 'none'}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
