// What is offered.
import { Plus, Telescope } from 'lucide-react';
import { Link } from 'wouter';
import { useActivities, useVenues } from '../api/inventory';
import { LinkButton } from '../components/button';
import { Badge, Empty, ErrorNotice, Loading } from '../components/notices';
import { Page } from '../components/page';
import { useCan } from '../session/session';
import { money } from '../words/format';

export default function Activities() {
  const can = useCan();
  const activities = useActivities();
  const venues = useVenues();
  return (
    <Page
      title="Activities"
      actions={
        can('activities:write') && (
          <LinkButton href="/activities/new" kind="primary">
            <Plus aria-hidden />
            New activity
          </LinkButton>
        )
      }
    >
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
      {activities.data && (
        <div className="panel flush">
          {activities.data.length === 0 && (
            <Empty title="No activities yet" icon={Telescope}>
              <p>An activity has a schedule, from which its sessions are made.</p>
            </Empty>
          )}
          {activities.data.length > 0 && (
            <div className="table-frame">
              <table className="cards" aria-label="Activities">
                <thead>
                  <tr>
                    <th>Activity</th>
                    <th>Venue</th>
                    <th>Length</th>
                    <th>Seats</th>
                    <th className="number">Price</th>
                    <th>State</th>
                  </tr>
                </thead>
                <tbody>
                  {activities.data.map((activity) => (
                    <tr key={activity.id} className={activity.is_active ? undefined : 'faded'}>
                      <th scope="row">
                        <Link href={`/activities/${activity.id}`}>{activity.name}</Link>
                        <p className="hint">{activity.tagline}</p>
                      </th>
                      <td>{venues.data?.find(({ id }) => id === activity.venue_id)?.name}</td>
                      <td className="nowrap">{activity.duration_minutes} minutes</td>
                      <td className="nowrap">
                        {activity.capacity}
                        {activity.mode === 'private' && ', one party'}
                      </td>
                      <td className="number">
                        {money(activity.price)}
                        <p className="hint">{activity.mode === 'private' ? 'a session' : 'a person'}</p>
                      </td>
                      <td>
                        <Badge tone={activity.is_active ? 'good' : 'plain'}>{activity.is_active ? 'On sale' : 'Off sale'}</Badge>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </div>
      )}
    </Page>
  );
}
