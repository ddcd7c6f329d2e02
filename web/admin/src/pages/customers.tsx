// Who books: list and search.
import { UsersRound } from 'lucide-react';
import { Link } from 'wouter';
import { api, take } from '../api/client';
import { useList } from '../api/lists';
import { useFilters } from '../components/filters';
import { ListView } from '../components/list_view';
import { Empty } from '../components/notices';
import { Page } from '../components/page';
import { SearchField } from '../components/search_field';
import { showInstant } from '../words/format';

export default function Customers() {
  const { values, change } = useFilters(['q'] as const);
  const q = values.q.trim();
  const filter = q.length >= 2 ? { q } : {};
  const customers = useList(['customers', 'list', filter], (part, signal) =>
    take(api.GET('/v1/customers', { params: { query: { ...filter, ...part } }, signal })),
  );
  return (
    <Page title="Customers">
      <search className="filters">
        <SearchField
          label="Search"
          placeholder="First or last name, email or phone"
          value={values.q}
          onChange={(value) => change('q', value)}
        />
      </search>
      <ListView
        query={customers}
        empty={
          q ? (
            <Empty title="No customer fits" icon={UsersRound} />
          ) : (
            <Empty title="No customers yet" icon={UsersRound}>
              <p>Whoever books is added here.</p>
            </Empty>
          )
        }
      >
        {(items) => (
          <div className="table-frame">
            <table className="cards" aria-label="Customers">
              <thead>
                <tr>
                  <th>Name</th>
                  <th>Email</th>
                  <th>Phone</th>
                  <th>Since</th>
                </tr>
              </thead>
              <tbody>
                {items.map((customer) => (
                  <tr key={customer.id} className={customer.erased_at ? 'faded' : undefined}>
                    <th scope="row">
                      <Link href={`/customers/${customer.id}`}>
                        {customer.erased_at ? 'Erased' : `${customer.first_name} ${customer.last_name}`}
                      </Link>
                    </th>
                    <td>{!customer.erased_at && customer.email}</td>
                    <td className="nowrap">{customer.phone}</td>
                    <td className="nowrap soft">{showInstant(customer.created_at)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </ListView>
    </Page>
  );
}
