// The organization that the settings are of, and saving changes of some of it.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ifMatch, take } from '../api/client';
import type { components } from '../api/contract';
import type { Organization } from '../api/types';
import { useEdit } from '../components/edit';
import { useSay } from '../components/toasts';
import { meKey } from '../session/session';

const key = ['organization'];
const read = () => take(api.GET('/v1/organization'));

type Change = components['schemas']['OrganizationChange'];

export const useOrganization = () => useQuery({ queryKey: key, queryFn: read });

interface OrganizationEdit<Values> {
  organization: Organization;
  shown: (organization: Organization) => Record<string, string>;
  // What to send, given what the form was filled from.
  changes: (values: Values, base: Organization) => Change;
}

export function useOrganizationEdit<Values>({ organization, shown, changes }: OrganizationEdit<Values>) {
  const say = useSay();
  const client = useQueryClient();
  return useEdit({
    document: organization,
    shown,
    read,
    save: (values: Values, version, base) =>
      take(api.PATCH('/v1/organization', { params: { header: { 'If-Match': ifMatch(version) } }, body: changes(values, base) })),
    done: (saved) => {
      client.setQueryData(key, saved);
      void client.invalidateQueries({ queryKey: meKey });
      say('Saved');
    },
  });
}
