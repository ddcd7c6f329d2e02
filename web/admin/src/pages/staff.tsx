// Who works in the organization, with which role: inviting, changing, deactivating.
import { useQueryClient } from '@tanstack/react-query';
import { Plus, Users } from 'lucide-react';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { api, ifMatch, newKey, ProblemError, take } from '../api/client';
import type { Role, User } from '../api/types';
import { useUsers } from '../audit/actors';
import { Button } from '../components/button';
import { Confirm } from '../components/confirm';
import { Dialog, DialogActions } from '../components/dialog';
import { changesOf, useEdit } from '../components/edit';
import { CheckField, SelectField, TextField } from '../components/fields';
import { Badge, Empty, ErrorNotice, Loading } from '../components/notices';
import { Page } from '../components/page';
import { useSubmit } from '../components/submit';
import { useSay } from '../components/toasts';
import { useCan, useMe } from '../session/session';
import { fromNow } from '../words/format';
import { roleHints, roleNames, rolesBelow } from '../words/names';

function useRefreshUsers() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['users'] });
}

// The roles that the user may give, and one that somebody has already.
function useGrantableRoles(current?: Role): Role[] {
  const me = useMe();
  const below = rolesBelow(me.role);
  return current && !below.includes(current) ? [current, ...below] : below;
}

function Invite({ onClose }: { onClose: () => void }) {
  const say = useSay();
  const refresh = useRefreshUsers();
  const roles = useGrantableRoles();
  const [key] = useState(newKey);
  const form = useForm<{ email: string; full_name: string; role: Role }>({ defaultValues: { email: '', full_name: '', role: 'staff' } });
  const { errors } = form.formState;
  const { submit, busy, problem } = useSubmit(form, async (body) => {
    await take(api.POST('/v1/users', { params: { header: { 'Idempotency-Key': key } }, body }));
    await refresh();
    say(`An invitation to ${body.email} is on its way`);
    onClose();
  });
  return (
    <Dialog title="Invite somebody" onClose={onClose}>
      <form onSubmit={submit} className="stack">
        <TextField label="Name" required error={errors.full_name?.message} {...form.register('full_name')} />
        <TextField
          label="Email"
          type="email"
          hint="A mail with a link to join goes there. It is good for seven days."
          required
          error={errors.email?.message}
          {...form.register('email')}
        />
        <SelectField label="Role" hint={roleHints[form.watch('role')]} error={errors.role?.message} {...form.register('role')}>
          {roles.map((role) => (
            <option key={role} value={role}>
              {roleNames[role]}
            </option>
          ))}
        </SelectField>
        {problem && <ErrorNotice error={new ProblemError(problem)} />}
        <DialogActions>
          <Button onClick={onClose}>Back</Button>
          <Button kind="primary" type="submit" busy={busy}>
            Invite
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

const valuesOf = ({ full_name, phone, role, is_active }: User) => ({ full_name, phone: phone ?? '', role, is_active });

function EditUser({ user, onClose }: { user: User; onClose: () => void }) {
  const say = useSay();
  const refresh = useRefreshUsers();
  const roles = useGrantableRoles(user.role);
  const edit = useEdit({
    document: user,
    shown: (document: User) => ({
      Name: document.full_name,
      Phone: document.phone ?? '',
      Role: roleNames[document.role],
      'May sign in': document.is_active ? 'yes' : 'no',
    }),
    save: (values: ReturnType<typeof valuesOf>, version, base) =>
      take(
        api.PATCH('/v1/users/{id}', {
          params: { path: { id: user.id }, header: { 'If-Match': ifMatch(version) } },
          body: changesOf(values, valuesOf(base)),
        }),
      ),
    read: () => take(api.GET('/v1/users/{id}', { params: { path: { id: user.id } } })),
    done: () => {
      void refresh();
      say('Saved');
      onClose();
    },
  });
  const form = useForm({ values: valuesOf(edit.base) });
  const { errors } = form.formState;
  const { submit, busy, problem } = useSubmit(form, edit.send);
  return (
    <Dialog title={user.full_name} onClose={onClose}>
      <form onSubmit={submit} className="stack">
        <p className="soft">{user.email}</p>
        <TextField label="Name" required error={errors.full_name?.message} {...form.register('full_name')} />
        <TextField label="Phone" type="tel" optional error={errors.phone?.message} {...form.register('phone')} />
        <SelectField label="Role" hint={roleHints[form.watch('role')]} error={errors.role?.message} {...form.register('role')}>
          {roles.map((role) => (
            <option key={role} value={role}>
              {roleNames[role]}
            </option>
          ))}
        </SelectField>
        <CheckField
          label="May sign in"
          hint="Another role, and taking this away, end their sign-ins at once."
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

function InvitedActions({ user, onTakeBack }: { user: User; onTakeBack: () => void }) {
  const say = useSay();
  const [fault, setFault] = useState<unknown>(null);
  const again = async () => {
    await take(api.POST('/v1/users/{id}/invitation', { params: { path: { id: user.id } }, body: {} }));
    say(`A new invitation to ${user.email} is on its way`);
  };
  return (
    <>
      <Button
        small
        aria-label={`Invite ${user.full_name} again`}
        onClick={() => {
          again().catch(setFault);
        }}
      >
        Invite again
      </Button>
      <Button small kind="danger" aria-label={`Take the invitation of ${user.full_name} back`} onClick={onTakeBack}>
        Take back
      </Button>
      {fault !== null && <ErrorNotice error={fault} />}
    </>
  );
}

function Row({ user, onEdit, onTakeBack }: { user: User; onEdit: () => void; onTakeBack: () => void }) {
  const me = useMe();
  const can = useCan();
  const below = rolesBelow(me.role).includes(user.role);
  const state = !user.is_active ? (
    <Badge tone="plain">Deactivated</Badge>
  ) : user.joined_at ? (
    <Badge tone="good">Active</Badge>
  ) : (
    <Badge tone="warm">Invited</Badge>
  );
  return (
    <tr className={user.is_active ? undefined : 'faded'}>
      <th scope="row">
        <strong>{user.full_name}</strong>
        {user.id === me.id && ' (you)'}
        <p className="hint">{user.email}</p>
      </th>
      <td>{roleNames[user.role]}</td>
      <td>{state}</td>
      <td>{user.joined_at && (user.has_second_factor ? 'Second factor on' : <span className="soft">No second factor</span>)}</td>
      <td className="nowrap soft">{user.last_login_at && fromNow(user.last_login_at)}</td>
      {can('users:write') && (
        <td>
          {below && (
            <div className="actions">
              <Button small onClick={onEdit} aria-label={`Edit ${user.full_name}`}>
                Edit
              </Button>
              {!user.joined_at && <InvitedActions user={user} onTakeBack={onTakeBack} />}
            </div>
          )}
        </td>
      )}
    </tr>
  );
}

export default function Staff() {
  const can = useCan();
  const users = useUsers();
  const refresh = useRefreshUsers();
  const [open, setOpen] = useState<'invite' | { edit: User } | { takeBack: User } | null>(null);
  const close = () => setOpen(null);
  return (
    <Page
      title="Staff"
      actions={
        can('users:write') && (
          <Button kind="primary" onClick={() => setOpen('invite')}>
            <Plus aria-hidden />
            Invite
          </Button>
        )
      }
    >
      {users.isPending && (
        <div className="panel">
          <Loading />
        </div>
      )}
      {users.isError && (
        <ErrorNotice
          error={users.error}
          again={() => {
            void users.refetch();
          }}
        />
      )}
      {users.data && (
        <div className="panel flush">
          {users.data.length === 0 ? (
            <Empty title="Nobody works here yet" icon={Users} />
          ) : (
            <div className="table-frame">
              <table className="cards" aria-label="Staff">
                <thead>
                  <tr>
                    <th>Name</th>
                    <th>Role</th>
                    <th>State</th>
                    <th>Sign-in</th>
                    <th>Last seen</th>
                    {can('users:write') && (
                      <th>
                        <span className="unseen">Actions</span>
                      </th>
                    )}
                  </tr>
                </thead>
                <tbody>
                  {users.data.map((user) => (
                    <Row
                      key={user.id}
                      user={user}
                      onEdit={() => setOpen({ edit: user })}
                      onTakeBack={() => setOpen({ takeBack: user })}
                    />
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </div>
      )}
      {open === 'invite' && <Invite onClose={close} />}
      {open !== null && open !== 'invite' && 'edit' in open && <EditUser user={open.edit} onClose={close} />}
      {open !== null && open !== 'invite' && 'takeBack' in open && (
        <Confirm
          title="Take the invitation back?"
          act="Take it back"
          onClose={close}
          run={async () => {
            await take(api.DELETE('/v1/users/{id}', { params: { path: { id: open.takeBack.id } } }));
            await refresh();
          }}
        >
          <p>The link in the mail to {open.takeBack.email} ends.</p>
        </Confirm>
      )}
    </Page>
  );
}
