// Where customers book: the booking page of each embed, and the code that puts it into a site.
import { useQueryClient } from '@tanstack/react-query';
import { CodeXml, ExternalLink, Plus } from 'lucide-react';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { api, ifMatch, newKey, ProblemError, take } from '../api/client';
import { useList } from '../api/lists';
import type { Embed } from '../api/types';
import { Button } from '../components/button';
import { Dialog, DialogActions } from '../components/dialog';
import { changesOf, useEdit } from '../components/edit';
import { CheckField, TextArea, TextField } from '../components/fields';
import { ListView } from '../components/list_view';
import { Badge, Empty, ErrorNotice } from '../components/notices';
import { Page } from '../components/page';
import { useSubmit } from '../components/submit';
import { useSay } from '../components/toasts';
import { CodePanel, Preview } from '../embeds/code_panel';
import { FunnelPanel } from '../embeds/funnel';
import { useCan } from '../session/session';

function NewEmbed({ onClose }: { onClose: () => void }) {
  const say = useSay();
  const client = useQueryClient();
  const [key] = useState(newKey);
  const form = useForm({ defaultValues: { name: '' } });
  const { submit, busy, problem } = useSubmit(form, async (body) => {
    await take(api.POST('/v1/embeds', { params: { header: { 'Idempotency-Key': key } }, body }));
    await client.invalidateQueries({ queryKey: ['embeds'] });
    say('The embed is ready');
    onClose();
  });
  return (
    <Dialog title="New embed" onClose={onClose}>
      <form onSubmit={submit} className="stack">
        <TextField
          label="Name"
          hint="For you: which site it is for."
          required
          error={form.formState.errors.name?.message}
          {...form.register('name')}
        />
        {problem && <ErrorNotice error={new ProblemError(problem)} />}
        <DialogActions>
          <Button onClick={onClose}>Back</Button>
          <Button kind="primary" type="submit" busy={busy}>
            Make it
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

const domainsOf = (text: string) => text.split(/[\s,]+/).filter(Boolean);

const valuesOf = ({ name, is_active, allowed_domains }: Embed) => ({ name, is_active, allowed_domains: allowed_domains.join('\n') });

// As the API takes what has changed.
function changeOf(values: ReturnType<typeof valuesOf>, base: Embed) {
  const { allowed_domains: domains, ...others } = changesOf(values, valuesOf(base));
  return domains === undefined ? others : { ...others, allowed_domains: domainsOf(domains) };
}

function EditEmbed({ embed, onClose }: { embed: Embed; onClose: () => void }) {
  const say = useSay();
  const client = useQueryClient();
  const edit = useEdit({
    document: embed,
    shown: (document: Embed) => ({
      Name: document.name,
      'Takes bookings': document.is_active ? 'yes' : 'no',
      'Sites that may show it': document.allowed_domains.join(', ') || 'every site',
    }),
    save: (values: ReturnType<typeof valuesOf>, version, base) =>
      take(
        api.PATCH('/v1/embeds/{id}', {
          params: { path: { id: embed.id }, header: { 'If-Match': ifMatch(version) } },
          body: changeOf(values, base),
        }),
      ),
    read: () => take(api.GET('/v1/embeds/{id}', { params: { path: { id: embed.id } } })),
    done: () => {
      void client.invalidateQueries({ queryKey: ['embeds'] });
      say('Saved');
      onClose();
    },
  });
  const form = useForm({ values: valuesOf(edit.base) });
  const { submit, busy, problem } = useSubmit(form, edit.send);
  return (
    <Dialog title={embed.name} onClose={onClose}>
      <form onSubmit={submit} className="stack">
        <TextField label="Name" required error={form.formState.errors.name?.message} {...form.register('name')} />
        <CheckField label="Takes bookings" hint="Otherwise it answers to nobody." {...form.register('is_active')} />
        <TextArea
          label="Sites that may show it"
          hint="Such as example.com or *.example.com, one on each line. Empty is every site."
          optional
          error={form.formState.errors.allowed_domains?.message}
          {...form.register('allowed_domains')}
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

function EmbedPanel({ embed, onEdit }: { embed: Embed; onEdit: () => void }) {
  const can = useCan();
  const address = new URL(embed.page_path, window.location.origin).href;
  return (
    <li className="embed">
      <div className="panel-head">
        <h2>{embed.name}</h2>
        <div className="actions">
          <Badge tone={embed.is_active ? 'good' : 'plain'}>{embed.is_active ? 'Takes bookings' : 'Switched off'}</Badge>
          {can('embeds:write') && (
            <Button small onClick={onEdit} aria-label={`Edit ${embed.name}`}>
              Edit
            </Button>
          )}
        </div>
      </div>
      {embed.is_active && (
        <p>
          <a href={address} target="_blank" rel="noreferrer" className="external">
            The booking page <ExternalLink aria-hidden />
            <span className="unseen">(new tab)</span>
          </a>
        </p>
      )}
      <CodePanel embed={embed} />
      {embed.is_active && <Preview embed={embed} />}
      <FunnelPanel embed={embed} />
    </li>
  );
}

export default function Embeds() {
  const can = useCan();
  const [open, setOpen] = useState<Embed | 'new' | null>(null);
  const embeds = useList(['embeds'], (part, signal) => take(api.GET('/v1/embeds', { params: { query: part }, signal })));
  return (
    <Page
      title="Embeds"
      lead="How customers reach your booking page."
      actions={
        can('embeds:write') && (
          <Button kind="primary" onClick={() => setOpen('new')}>
            <Plus aria-hidden />
            New embed
          </Button>
        )
      }
    >
      <ListView
        query={embeds}
        empty={
          <Empty title="No embeds yet" icon={CodeXml}>
            <p>An embed is a booking page with a key of its own.</p>
          </Empty>
        }
      >
        {(items) => (
          <ul>
            {items.map((embed) => (
              <EmbedPanel key={embed.id} embed={embed} onEdit={() => setOpen(embed)} />
            ))}
          </ul>
        )}
      </ListView>
      {open === 'new' && <NewEmbed onClose={() => setOpen(null)} />}
      {open !== null && open !== 'new' && <EditEmbed embed={open} onClose={() => setOpen(null)} />}
    </Page>
  );
}
