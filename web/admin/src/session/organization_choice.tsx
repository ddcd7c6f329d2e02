// Which organization the app works in. Users have one; platform admins choose, and see that they are guests there.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Building2, ChevronsUpDown } from 'lucide-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { api, take } from '../api/client';
import { everything } from '../api/lists';
import { chooseOrganization, organizationId } from '../api/memory';
import { Dialog } from '../components/dialog';
import { TextField } from '../components/fields';
import { Badge, Empty, ErrorNotice, Loading } from '../components/notices';
import { organizationStatus } from '../words/names';
import { useCan, useMe } from './session';

// Another organization is another world: nothing that was read before is shown there.
export function useEnterOrganization(): (id: string | null) => void {
  const client = useQueryClient();
  const [, go] = useLocation();
  return (id) => {
    chooseOrganization(id);
    go('/');
    void client.resetQueries();
  };
}

function Choice({ onClose }: { onClose: () => void }) {
  const me = useMe();
  const enter = useEnterOrganization();
  const [typed, setTyped] = useState('');
  const organizations = useQuery({
    queryKey: ['organizations', 'all'],
    queryFn: ({ signal }) => everything((query) => take(api.GET('/v1/organizations', { params: { query }, signal }))),
  });
  const fits = (organizations.data ?? []).filter(
    ({ name, slug, status }) => status !== 'deleted' && `${name} ${slug}`.toLowerCase().includes(typed.trim().toLowerCase()),
  );
  return (
    <Dialog title="Work in another organization" onClose={onClose}>
      <TextField label="Search" type="search" data-first value={typed} onChange={(event) => setTyped(event.target.value)} />
      {organizations.isPending && <Loading />}
      {organizations.isError && (
        <ErrorNotice
          error={organizations.error}
          again={() => {
            void organizations.refetch();
          }}
        />
      )}
      {organizations.isSuccess && fits.length === 0 && <Empty title="No organization has this name" icon={Building2} />}
      <ul className="choices">
        {fits.map((organization) => (
          <li key={organization.id}>
            <button
              type="button"
              aria-current={organization.id === me.organization.id || undefined}
              onClick={() => {
                enter(organization.id);
                onClose();
              }}
            >
              <span>{organization.name}</span>
              {organization.status !== 'active' && (
                <Badge tone={organizationStatus[organization.status].tone}>{organizationStatus[organization.status].name}</Badge>
              )}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

export function OrganizationChoice() {
  const me = useMe();
  const can = useCan();
  const enter = useEnterOrganization();
  const [open, setOpen] = useState(false);
  if (!can('platform:read')) return <p className="organization">{me.organization.name}</p>;
  return (
    <div className="organization-choice">
      <button type="button" className="organization" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <span>
          <span className="unseen">Organization: </span>
          {me.organization.name}
        </span>
        <ChevronsUpDown aria-hidden />
      </button>
      {organizationId() && (
        <button type="button" className="link" onClick={() => enter(null)}>
          Back to the platform
        </button>
      )}
      {open && <Choice onClose={() => setOpen(false)} />}
    </div>
  );
}
