// One activity, or a new one: what visitors read, its seats and price, its schedule, and what that would make.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Controller, useForm, type UseFormReturn } from 'react-hook-form';
import { useLocation } from 'wouter';
import { api, ifMatch, newKey, ProblemError, take } from '../api/client';
import { useVenues } from '../api/inventory';
import type { Activity as ActivityDocument, Preview as PreviewDocument, SessionChanges, Venue } from '../api/types';
import { Button } from '../components/button';
import { Dialog } from '../components/dialog';
import { useEdit } from '../components/edit';
import { CheckField, SelectField, TextArea, TextField } from '../components/fields';
import { Empty, ErrorNotice, Loading } from '../components/notices';
import { Page } from '../components/page';
import { Panel } from '../components/panel';
import { useSubmit } from '../components/submit';
import { useSay } from '../components/toasts';
import { bodyOf, changeOf, newActivity, scheduleOf, valuesOf, type ActivityValues } from '../schedule/activity_values';
import { Changes, Preview } from '../schedule/preview';
import { ScheduleEditor } from '../schedule/schedule_editor';
import { Terms } from '../schedule/terms';
import { useCan, useMe } from '../session/session';
import { browserZone, minorUnits, money, todayIn } from '../words/format';
import { slugOf } from '../words/slug';

const previewDays = 28;
const back = { href: '/activities', name: 'Activities' };

interface FieldsProps {
  form: UseFormReturn<ActivityValues>;
  venues: Venue[];
  currency: string;
  isNew: boolean;
}

function Description({ form, venues, isNew }: FieldsProps) {
  const { errors, dirtyFields } = form.formState;
  return (
    <Panel title="What visitors read">
      <TextField
        label="Name"
        required
        error={errors.name?.message}
        {...form.register('name', {
          onChange: (event: { target: { value: string } }) => {
            if (isNew && !dirtyFields.slug) form.setValue('slug', slugOf(event.target.value));
          },
        })}
      />
      <div className="pair">
        <TextField
          label="Short name"
          hint="For addresses: small letters, digits and hyphens."
          required
          error={errors.slug?.message}
          {...form.register('slug')}
        />
        {isNew && (
          <SelectField label="Venue" required error={errors.venue_id?.message} {...form.register('venue_id')}>
            {venues.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </SelectField>
        )}
      </div>
      <TextField label="One line about it" optional maxLength={200} error={errors.tagline?.message} {...form.register('tagline')} />
      <TextArea
        label="Description"
        optional
        rows={4}
        maxLength={5000}
        error={errors.description?.message}
        {...form.register('description')}
      />
      {!isNew && <CheckField label="On sale" hint="Otherwise visitors do not see it." {...form.register('is_active')} />}
    </Panel>
  );
}

function Seats({ form, currency, isNew }: FieldsProps) {
  const { errors } = form.formState;
  const number = { valueAsNumber: true };
  const shared = form.watch('mode') === 'shared';
  return (
    <Panel title="Seats and price">
      {isNew && (
        <SelectField label="Sold" hint="This cannot be changed later." {...form.register('mode')}>
          <option value="shared">By the seat, to several parties</option>
          <option value="private">Whole, to one party</option>
        </SelectField>
      )}
      <div className="pair">
        <TextField
          label="Minutes"
          type="number"
          min={5}
          max={1440}
          required
          error={errors.duration_minutes?.message}
          {...form.register('duration_minutes', number)}
        />
        <TextField
          label="Seats"
          type="number"
          min={1}
          max={1000}
          required
          error={errors.capacity?.message}
          {...form.register('capacity', number)}
        />
        <TextField
          label={`Price ${shared ? 'a person' : 'a session'} (${currency})`}
          inputMode="decimal"
          required
          error={errors.price?.message}
          {...form.register('price', {
            validate: (text) => minorUnits(text, currency) !== null || `An amount in ${currency}, like 25 or 25.50.`,
          })}
        />
      </div>
      <div className="pair">
        <TextField
          label="Smallest party"
          type="number"
          min={1}
          max={1000}
          required
          error={errors.min_party?.message}
          {...form.register('min_party', number)}
        />
        <TextField
          label="Largest party"
          type="number"
          min={1}
          max={1000}
          required
          error={errors.max_party?.message}
          {...form.register('max_party', number)}
        />
        <TextField
          label="Sales end … minutes before"
          type="number"
          min={0}
          max={43200}
          required
          error={errors.booking_cutoff_minutes?.message}
          {...form.register('booking_cutoff_minutes', number)}
        />
      </div>
    </Panel>
  );
}

// What the schedule in the form would make, before it is saved.
function PreviewButton({ form, id }: { form: UseFormReturn<ActivityValues>; id: string | null }) {
  const [preview, setPreview] = useState<PreviewDocument | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const run = async () => {
    const { schedule, duration_minutes: duration, venue_id: venueId } = form.getValues();
    const body = { schedule, duration_minutes: duration, days: previewDays };
    setBusy(true);
    setFault(null);
    try {
      setPreview(
        await take(
          id
            ? api.POST('/v1/activities/{id}/preview', { params: { path: { id } }, body })
            : api.POST('/v1/activities/preview', { body: { ...body, venue_id: venueId } }),
        ),
      );
    } catch (error) {
      setFault(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button
        busy={busy}
        onClick={() => {
          void run();
        }}
      >
        Preview the sessions
      </Button>
      {fault !== null && <ErrorNotice error={fault} />}
      {preview && (
        <Dialog title="The next four weeks" onClose={() => setPreview(null)} wide>
          <Preview preview={preview} />
        </Dialog>
      )}
    </>
  );
}

function SchedulePanel({ form, id, timeZone }: { form: UseFormReturn<ActivityValues>; id: string | null; timeZone: string }) {
  const { error } = form.getFieldState('schedule', form.formState);
  return (
    <Panel title="Schedule" actions={<PreviewButton form={form} id={id} />}>
      <p className="hint">On the clock of the venue, {timeZone}.</p>
      <Controller
        name="schedule"
        control={form.control}
        render={({ field }) => <ScheduleEditor schedule={field.value} today={todayIn(timeZone)} onChange={field.onChange} />}
      />
      {error?.message && (
        <p className="fault" role="alert">
          {error.message}
        </p>
      )}
    </Panel>
  );
}

function NewActivity({ venues }: { venues: Venue[] }) {
  const say = useSay();
  const client = useQueryClient();
  const [, go] = useLocation();
  const {
    organization: { currency },
  } = useMe();
  const [key] = useState(newKey);
  const form = useForm<ActivityValues>({ defaultValues: newActivity(venues[0]?.id ?? '') });
  const { submit, busy, problem } = useSubmit(
    form,
    async (values) => {
      const made = await take(
        api.POST('/v1/activities', { params: { header: { 'Idempotency-Key': key } }, body: bodyOf(values, currency) }),
      );
      await client.invalidateQueries({ queryKey: ['activities'] });
      await client.invalidateQueries({ queryKey: ['sessions'] });
      say(`${made.name} is on sale, with ${made.sessions?.made ?? 0} sessions`);
      go(`/activities/${made.id}`);
    },
    { 'price.amount': 'price' },
  );
  const timeZone = venues.find(({ id }) => id === form.watch('venue_id'))?.time_zone ?? browserZone;
  const fields = { form, venues, currency, isNew: true };
  return (
    <form onSubmit={submit} className="column">
      <Description {...fields} />
      <Seats {...fields} />
      <SchedulePanel form={form} id={null} timeZone={timeZone} />
      {problem && <ErrorNotice error={new ProblemError(problem)} />}
      <div className="actions">
        <Button kind="primary" type="submit" busy={busy}>
          Offer the activity
        </Button>
      </div>
    </form>
  );
}

function EditActivity({ activity, venues }: { activity: ActivityDocument; venues: Venue[] }) {
  const say = useSay();
  const client = useQueryClient();
  const [changes, setChanges] = useState<SessionChanges | null>(null);
  const { currency } = activity.price;
  const edit = useEdit({
    document: activity,
    shown: (document: ActivityDocument) => ({
      Name: document.name,
      'One line': document.tagline,
      Description: document.description,
      Minutes: String(document.duration_minutes),
      Seats: String(document.capacity),
      Party: `${document.min_party} to ${document.max_party}`,
      Price: money(document.price),
      'On sale': document.is_active ? 'yes' : 'no',
      Schedule: JSON.stringify(scheduleOf(document)),
      'Paid when booking': JSON.stringify(document.deposit),
      Cancelling: JSON.stringify(document.cancellation_policy),
    }),
    save: (values: ActivityValues, version, base) =>
      take(
        api.PATCH('/v1/activities/{id}', {
          params: { path: { id: activity.id }, header: { 'If-Match': ifMatch(version) } },
          body: changeOf(values, valuesOf(base), currency),
        }),
      ),
    read: () => take(api.GET('/v1/activities/{id}', { params: { path: { id: activity.id } } })),
    done: (saved) => {
      client.setQueryData(['activity', activity.id], saved);
      void client.invalidateQueries({ queryKey: ['activities'] });
      void client.invalidateQueries({ queryKey: ['sessions'] });
      setChanges(saved.sessions ?? null);
      say('Saved');
    },
  });
  const form = useForm<ActivityValues>({ values: valuesOf(edit.base) });
  const { submit, busy, problem } = useSubmit(form, edit.send, {
    'price.amount': 'price',
    'cancellation_policy.fee.amount': 'cancellation_policy.fee',
  });
  const fields = { form, venues, currency, isNew: false };
  return (
    <form onSubmit={submit} className="column">
      <Description {...fields} />
      <Seats {...fields} />
      <SchedulePanel form={form} id={activity.id} timeZone={activity.time_zone} />
      <Terms form={form} currency={currency} />
      {edit.notice}
      {problem && <ErrorNotice error={new ProblemError(problem)} />}
      {changes && !form.formState.isDirty && <Changes changes={changes} timeZone={activity.time_zone} />}
      <div className="actions">
        <Button kind="primary" type="submit" busy={busy} disabled={!form.formState.isDirty}>
          Save
        </Button>
      </div>
    </form>
  );
}

function ReadActivity({ activity }: { activity: ActivityDocument }) {
  return (
    <Panel title="Activity">
      <p>{activity.tagline || activity.description}</p>
      <dl className="facts">
        <dt>Length</dt>
        <dd>{activity.duration_minutes} minutes</dd>
        <dt>Seats</dt>
        <dd>{activity.capacity}</dd>
        <dt>Party</dt>
        <dd>
          {activity.min_party} to {activity.max_party}
        </dd>
        <dt>Price</dt>
        <dd>
          {money(activity.price)} {activity.mode === 'private' ? 'a session' : 'a person'}
        </dd>
        <dt>Time zone</dt>
        <dd>{activity.time_zone}</dd>
      </dl>
    </Panel>
  );
}

export default function Activity({ id }: { id: string }) {
  const can = useCan();
  const isNew = id === 'new';
  const venues = useVenues();
  const activity = useQuery({
    queryKey: ['activity', id],
    enabled: !isNew,
    queryFn: ({ signal }) => take(api.GET('/v1/activities/{id}', { params: { path: { id } }, signal })),
  });
  const error = venues.error ?? activity.error;
  const title = isNew ? 'New activity' : (activity.data?.name ?? 'Activity');
  const open = (venues.data ?? []).filter(({ is_active: active }) => active);
  return (
    <Page title={title} back={back}>
      {error && (
        <ErrorNotice
          error={error}
          again={() => {
            void venues.refetch();
            if (!isNew) void activity.refetch();
          }}
        />
      )}
      {!error && (venues.isPending || (!isNew && activity.isPending)) && <Loading />}
      {isNew && venues.data && !can('activities:write') && <Empty title="Your role does not include this" />}
      {isNew &&
        venues.data &&
        can('activities:write') &&
        (open.length === 0 ? (
          <Empty title="Open a venue first">
            <p>An activity takes place at a venue.</p>
          </Empty>
        ) : (
          <NewActivity venues={open} />
        ))}
      {activity.data &&
        venues.data &&
        (can('activities:write') ? (
          <EditActivity activity={activity.data} venues={venues.data} />
        ) : (
          <ReadActivity activity={activity.data} />
        ))}
    </Page>
  );
}
