// A panel with one kind of what makes prices: its list in a table, and the dialogs that make and edit one.
import { Plus } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Button } from '../components/button';
import { Badge, ErrorNotice, Loading } from '../components/notices';
import { Panel } from '../components/panel';
import { useCan } from '../session/session';

interface Item {
  id: string;
  name: string;
  position: number;
  is_active: boolean;
}

interface Query<T> {
  data: T[] | undefined;
  isPending: boolean;
  isError: boolean;
  error: unknown;
  refetch: () => Promise<unknown>;
}

interface OfferPanelProps<T extends Item> {
  title: string;
  lead: ReactNode;
  query: Query<T>;
  // Of the button that makes one, and what stands where there is none.
  add: string;
  empty: string;
  // Heads of the columns between the name and the state.
  columns: string[];
  cells: (item: T) => ReactNode[];
  form: (item: T | null, close: () => void) => ReactNode;
}

interface RowProps<T extends Item> {
  item: T;
  cells: ReactNode[];
  onEdit: (item: T) => void;
}

function Row<T extends Item>({ item, cells, onEdit }: RowProps<T>) {
  const can = useCan();
  return (
    <tr className={item.is_active ? undefined : 'faded'}>
      <th scope="row">
        <strong>{item.name}</strong>
        <p className="hint">Place {item.position}</p>
      </th>
      {cells.map((cell, place) => (
        <td key={place}>{cell}</td>
      ))}
      <td>{item.is_active ? <Badge tone="good">Active</Badge> : <Badge tone="plain">Ended</Badge>}</td>
      {can('pricing:write') && (
        <td>
          <Button small aria-label={`Edit ${item.name}`} onClick={() => onEdit(item)}>
            Edit
          </Button>
        </td>
      )}
    </tr>
  );
}

export function OfferPanel<T extends Item>({ title, lead, query, add, empty, columns, cells, form }: OfferPanelProps<T>) {
  const can = useCan();
  const [open, setOpen] = useState<T | 'new' | null>(null);
  const mayWrite = can('pricing:write');
  return (
    <Panel
      title={title}
      actions={
        mayWrite && (
          <Button small onClick={() => setOpen('new')}>
            <Plus aria-hidden />
            {add}
          </Button>
        )
      }
    >
      <p className="hint">{lead}</p>
      {query.isPending && <Loading />}
      {query.isError && (
        <ErrorNotice
          error={query.error}
          again={() => {
            void query.refetch();
          }}
        />
      )}
      {query.data?.length === 0 && <p className="soft">{empty}</p>}
      {query.data !== undefined && query.data.length > 0 && (
        <div className="table-frame">
          <table className="cards" aria-label={title}>
            <thead>
              <tr>
                <th>Name</th>
                {columns.map((column) => (
                  <th key={column}>{column}</th>
                ))}
                <th>State</th>
                {mayWrite && (
                  <th>
                    <span className="unseen">Actions</span>
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {query.data.map((item) => (
                <Row key={item.id} item={item} cells={cells(item)} onEdit={setOpen} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {open !== null && form(open === 'new' ? null : open, () => setOpen(null))}
    </Panel>
  );
}
