// Lists of the API, which come in parts: `starting_after` the last one that is known.
import { useInfiniteQuery, type QueryKey } from '@tanstack/react-query';

interface List<T> {
  data: T[];
  has_more: boolean;
}

interface Part {
  limit: number;
  starting_after?: string;
}

const partsMax = 50;
const partSize = 100;

// All of a list that is short by its nature: venues, activities, the sessions of a week.
export async function everything<T extends { id: string }>(ask: (part: Part) => Promise<List<T>>): Promise<T[]> {
  const all: T[] = [];
  for (let parts = 0; parts < partsMax; parts += 1) {
    const last = all.at(-1);
    const { data, has_more: more } = await ask({ limit: partSize, ...(last && { starting_after: last.id }) });
    all.push(...data);
    if (!more) break;
  }
  return all;
}

// A list that may be long: a part at a time.
export function useList<T extends { id: string }>(
  key: QueryKey,
  ask: (part: Part, signal: AbortSignal) => Promise<List<T>>,
  { size = 25, enabled = true } = {},
) {
  const query = useInfiniteQuery({
    queryKey: key,
    enabled,
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => ask({ limit: size, ...(pageParam && { starting_after: pageParam }) }, signal),
    getNextPageParam: (last: List<T>) => (last.has_more ? last.data.at(-1)?.id : undefined),
  });
  return { ...query, items: query.data?.pages.flatMap(({ data }) => data) ?? [] };
}

export type ListQuery<T extends { id: string }> = ReturnType<typeof useList<T>>;
