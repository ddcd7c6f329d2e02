// What the organization sold, earned and filled, against the period before; right now, of one venue or of all.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ChartColumn } from 'lucide-react';
import type { ReactNode } from 'react';
import { api, take } from '../api/client';
import { useVenues } from '../api/inventory';
import type { Dashboard as DashboardDocument, DashboardFilter } from '../api/types';
import { SelectField } from '../components/fields';
import { useFilters } from '../components/filters';
import { Empty, ErrorNotice, Loading } from '../components/notices';
import { Page } from '../components/page';
import { Panel } from '../components/panel';
import { Chart } from '../dashboard/chart';
import { change, count, share, shortMoney } from '../dashboard/figures';
import { isPeriod, periods } from '../dashboard/periods';
import { money, plural, showDay, showInstant } from '../words/format';

function Figure({ name, children, note }: { name: string; children: ReactNode; note: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
      <dd className="figure-note">{note}</dd>
    </div>
  );
}

function Totals({ dashboard: { current, previous, days } }: { dashboard: DashboardDocument }) {
  const before = (shown: string) => `${shown} in the ${days.length} days before`;
  const versus = (now: number, then: number, shown: string) => (then > 0 ? `${change(now, then)} · ${before(shown)}` : before(shown));
  const occupancy = (totals: typeof current) => share(totals.seats_sold, totals.seats);
  return (
    <dl className="figures wide">
      <Figure name="Revenue" note={versus(current.revenue.amount, previous.revenue.amount, money(previous.revenue))}>
        {money(current.revenue)}
      </Figure>
      <Figure name="Bookings" note={versus(current.bookings, previous.bookings, count(previous.bookings))}>
        {count(current.bookings)}
      </Figure>
      <Figure name="Cancelled" note={before(count(previous.cancelled))}>
        {count(current.cancelled)}
      </Figure>
      <Figure name="Occupancy" note={before(previous.seats === 0 ? 'No sessions' : occupancy(previous))}>
        {occupancy(current)}
      </Figure>
    </dl>
  );
}

function TodaySoFar({ today }: { today: DashboardDocument['today'] }) {
  return (
    <Panel title="Today so far">
      <dl className="facts">
        <dt>Bookings</dt>
        <dd>
          {count(today.bookings)}
          {today.cancelled > 0 && `, ${count(today.cancelled)} cancelled`}
        </dd>
        <dt>Revenue</dt>
        <dd>{money(today.revenue)}</dd>
        <dt>Sessions</dt>
        <dd>
          {count(today.sessions)} with {count(today.seats_sold)} of {plural(today.seats, 'seat')} sold
        </dd>
      </dl>
    </Panel>
  );
}

function Overview({ dashboard: { overview, refreshed_at: refreshedAt } }: { dashboard: DashboardDocument }) {
  return (
    <Panel title="The whole organization">
      {overview ? (
        <dl className="facts">
          <dt>Offers</dt>
          <dd>
            {plural(overview.activities, 'activity', 'activities')} at {plural(overview.venues, 'venue')}
          </dd>
          <dt>30 days to {showDay(overview.until, 'short')}</dt>
          <dd>
            {plural(overview.bookings_30d, 'booking')}, {count(overview.cancelled_30d)} cancelled, {money(overview.revenue_30d)}
          </dd>
        </dl>
      ) : (
        <p className="soft">Comes a few minutes after the first day is over.</p>
      )}
      <p className="hint">
        {refreshedAt ? `Refreshed ${showInstant(refreshedAt)}, as every five minutes.` : 'Not refreshed yet.'} Everything else is of this
        moment.
      </p>
    </Panel>
  );
}

function Days({ dashboard }: { dashboard: DashboardDocument }) {
  const { days, previous_days: before, current } = dashboard;
  const { currency } = current.revenue;
  const points = (valueOf: (day: (typeof days)[number]) => number) =>
    days.map((day, index) => {
      const other = before[index];
      return {
        name: showDay(day.date, 'short'),
        value: valueOf(day),
        ...(other && { before: { name: showDay(other.date, 'short'), value: valueOf(other) } }),
      };
    });
  const legend = (
    <p className="legend">
      <span className="key">These days</span>
      <span className="key dashed">The days before</span>
    </p>
  );
  return (
    <>
      <Panel title="Revenue" actions={legend}>
        <Chart
          title="Revenue by day"
          unit="Day"
          measure="Revenue"
          points={points(({ revenue }) => revenue.amount)}
          show={(amount) => money({ amount, currency })}
          mark={(amount) => shortMoney(amount, currency)}
        />
      </Panel>
      <Panel title="Bookings" actions={legend}>
        <Chart
          title="Bookings by day"
          unit="Day"
          measure="Bookings"
          points={points(({ bookings }) => bookings)}
          show={count}
          mark={count}
        />
      </Panel>
    </>
  );
}

function ByActivity({ activities }: { activities: DashboardDocument['by_activity'] }) {
  return (
    <Panel title="Occupancy by activity">
      {activities.length === 0 ? (
        <p className="soft">No session has begun in these days.</p>
      ) : (
        <div className="table-frame">
          <table className="cards" aria-label="Occupancy by activity">
            <thead>
              <tr>
                <th>Activity</th>
                <th>Seats sold</th>
                <th>Occupancy</th>
              </tr>
            </thead>
            <tbody>
              {activities.map((activity) => (
                <tr key={activity.activity_id}>
                  <th scope="row">{activity.name}</th>
                  <td>
                    {count(activity.seats_sold)} of {count(activity.seats)}
                    <p className="hint">{plural(activity.sessions, 'session')}</p>
                  </td>
                  <td>
                    <span className="seats">
                      <svg className="meter" viewBox={`0 0 ${Math.max(activity.seats, 1)} 1`} preserveAspectRatio="none" aria-hidden="true">
                        <rect className="booked" width={activity.seats_sold} height="1" />
                      </svg>
                      {share(activity.seats_sold, activity.seats)}
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function ByHour({ hours }: { hours: DashboardDocument['by_hour'] }) {
  const first = hours[0]?.hour ?? 0;
  const last = hours.at(-1)?.hour ?? 0;
  const points = Array.from({ length: last - first + 1 }, (_, index) => {
    const found = hours.find(({ hour }) => hour === first + index);
    return { name: `${String(first + index).padStart(2, '0')}:00`, value: found && found.seats > 0 ? found.seats_sold / found.seats : 0 };
  });
  const show = (value: number) => share(value, 1);
  return (
    <Panel title="Occupancy by hour">
      {hours.length === 0 ? (
        <p className="soft">No session has begun in these days.</p>
      ) : (
        <Chart title="Occupancy by hour" unit="Sessions from" measure="Occupancy" points={points} show={show} mark={show} top={1} />
      )}
    </Panel>
  );
}

function Content({ dashboard }: { dashboard: DashboardDocument }) {
  const { current, previous } = dashboard;
  const isEmpty = [current, previous].every(({ bookings, sessions, captured }) => bookings + sessions + captured.amount === 0);
  if (isEmpty)
    return (
      <div className="panel">
        <Empty title="Nothing was sold in these days" icon={ChartColumn}>
          <p>As soon as somebody books, it shows here.</p>
        </Empty>
      </div>
    );
  return (
    <>
      <Totals dashboard={dashboard} />
      <div className="halves">
        <Days dashboard={dashboard} />
        <ByActivity activities={dashboard.by_activity} />
        <ByHour hours={dashboard.by_hour} />
        <TodaySoFar today={dashboard.today} />
        <Overview dashboard={dashboard} />
      </div>
    </>
  );
}

export default function Dashboard() {
  const { values, change: choose } = useFilters(['period', 'venue'] as const);
  const venues = useVenues();
  const period = isPeriod(values.period) ? values.period : '30d';
  const filter: DashboardFilter = { period, ...(values.venue && { venue_id: values.venue }) };
  const dashboard = useQuery({
    queryKey: ['dashboard', filter],
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
    queryFn: ({ signal }) => take(api.GET('/v1/dashboard', { params: { query: filter }, signal })),
  });
  return (
    <Page
      title="Dashboard"
      lead={dashboard.data && `${showDay(dashboard.data.from)} to ${showDay(dashboard.data.to)}, days of ${dashboard.data.time_zone}`}
    >
      <search className="filters">
        <SelectField label="Period" value={period} onChange={(event) => choose('period', event.target.value)}>
          {Object.entries(periods).map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </SelectField>
        {(venues.data?.length ?? 0) > 1 && (
          <SelectField label="Venue" value={values.venue} onChange={(event) => choose('venue', event.target.value)}>
            <option value="">All venues</option>
            {venues.data?.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </SelectField>
        )}
      </search>
      {dashboard.isPending && <Loading what="Loading the figures" />}
      {dashboard.isError && (
        <ErrorNotice
          error={dashboard.error}
          again={() => {
            void dashboard.refetch();
          }}
        />
      )}
      {dashboard.data && <Content dashboard={dashboard.data} />}
    </Page>
  );
}
