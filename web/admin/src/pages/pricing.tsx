// What an activity costs, and when: ticket types and price rules of one activity; taxes and fees of the organization.
import { Link } from 'wouter';
import { useActivities } from '../api/inventory';
import type { Activity } from '../api/types';
import { SelectField } from '../components/fields';
import { useFilters } from '../components/filters';
import { Empty, ErrorNotice, Loading } from '../components/notices';
import { Page } from '../components/page';
import { Panel } from '../components/panel';
import { Fees } from '../pricing/fees';
import { PriceRules } from '../pricing/rules_panel';
import { TaxRates } from '../pricing/tax_rates';
import { TicketTypes } from '../pricing/ticket_types';
import { money } from '../words/format';

function OfActivity({ activity }: { activity: Activity }) {
  const link = <Link href={`/activities/${activity.id}`}>the activity</Link>;
  return (
    <>
      {activity.mode === 'private' ? (
        <Panel title="Ticket types">
          <p>
            A private session has one price for the whole group, {money(activity.price)}. It is changed in {link}.
          </p>
        </Panel>
      ) : (
        <TicketTypes activity={activity} />
      )}
      <PriceRules activity={activity} />
    </>
  );
}

export default function Prices() {
  const activities = useActivities();
  const { values, change } = useFilters(['activity_id']);
  const chosen = activities.data?.find(({ id }) => id === values.activity_id) ?? activities.data?.[0];
  return (
    <Page title="Prices" lead="Bookings keep the price that they were made for, whatever you change here.">
      {activities.isPending && (
        <div className="panel">
          <Loading />
        </div>
      )}
      {activities.isError && (
        <ErrorNotice
          error={activities.error}
          again={() => {
            void activities.refetch();
          }}
        />
      )}
      {activities.data && !chosen && (
        <div className="panel flush">
          <Empty title="No activities yet">
            <p>
              Make one under <Link href="/activities">Activities</Link>; then it can have prices.
            </p>
          </Empty>
        </div>
      )}
      {chosen && (
        <>
          <search className="filters">
            <SelectField label="Activity" value={chosen.id} onChange={(event) => change('activity_id', event.target.value)}>
              {activities.data?.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </SelectField>
          </search>
          <OfActivity key={chosen.id} activity={chosen} />
        </>
      )}
      <TaxRates />
      <Fees />
    </Page>
  );
}
