// A list in the state that it is in: loading, failed, empty, or rows with a button for more of them.
import type { ReactNode } from 'react';
import type { ListQuery } from '../api/lists';
import { Button } from './button';
import { ErrorNotice, Loading } from './notices';

interface ListViewProps<T extends { id: string }> {
  query: ListQuery<T>;
  empty: ReactNode;
  children: (items: T[]) => ReactNode;
}

export function ListView<T extends { id: string }>({ query, empty, children }: ListViewProps<T>) {
  if (query.isPending)
    return (
      <div className="panel">
        <Loading />
      </div>
    );
  if (query.isError && query.items.length === 0)
    return (
      <ErrorNotice
        error={query.error}
        again={() => {
          void query.refetch();
        }}
      />
    );
  return (
    <div className="panel flush">
      {query.items.length === 0 ? empty : children(query.items)}
      {query.isError && (
        <ErrorNotice
          error={query.error}
          again={() => {
            void query.fetchNextPage();
          }}
        />
      )}
      {query.hasNextPage && (
        <div className="more">
          <Button
            busy={query.isFetchingNextPage}
            onClick={() => {
              void query.fetchNextPage();
            }}
          >
            {query.isFetchingNextPage ? 'Loading …' : 'Show more'}
          </Button>
        </div>
      )}
    </div>
  );
}
