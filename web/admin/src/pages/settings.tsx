// The settings of an organization, each matter a section with an address of its own.
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Organization } from '../api/types';
import { Empty, ErrorNotice, Loading } from '../components/notices';
import { Page } from '../components/page';
import { useCan } from '../session/session';
import { GeneralFacts, GeneralForm } from '../settings/general';
import { MailsFacts, MailsForm } from '../settings/mails';
import { useOrganization } from '../settings/organization';
import { Payments } from '../settings/payments';

interface Section {
  id: string;
  name: string;
  show: (organization: Organization, maySave: boolean) => ReactNode;
}

const sections: Section[] = [
  {
    id: '',
    name: 'Organization',
    show: (organization, maySave) =>
      maySave ? <GeneralForm organization={organization} /> : <GeneralFacts organization={organization} />,
  },
  {
    id: 'mails',
    name: 'Mail texts',
    show: (organization, maySave) => (maySave ? <MailsForm organization={organization} /> : <MailsFacts organization={organization} />),
  },
  { id: 'payments', name: 'Payments', show: () => <Payments /> },
];

const addressOf = ({ id }: Section) => (id ? `/settings/${id}` : '/settings');

export default function Settings({ id }: { id: string }) {
  const can = useCan();
  const { data, error, refetch } = useOrganization();
  const section = sections.find((one) => one.id === id);
  return (
    <Page title="Settings" lead={data && `${data.slug} · prices in ${data.currency}`}>
      <nav aria-label="Settings" className="actions start sections">
        {sections.map((one) => (
          <Link key={one.id} href={addressOf(one)} className="button" aria-current={one.id === id ? 'page' : undefined}>
            {one.name}
          </Link>
        ))}
      </nav>
      {error && (
        <ErrorNotice
          error={error}
          again={() => {
            void refetch();
          }}
        />
      )}
      {!error && !data && <Loading />}
      {data && (section?.show(data, can('organization:write')) ?? <Empty title="There are no such settings" />)}
    </Page>
  );
}
