// Lists of the API, which come in parts: `starting_after` the last one that is known.
import { useInfiniteQuery, type QueryKey } from '@tanstack/react-query';

export interface List<T> {
  data: T[];
  has_more: boolean;
}

export interface Part {
  limit: number;
  starting_after?: string;
}

const partsMax = 50;
const partSize = 100;

// A list part by part, to its end.
export async function* partsOf<T extends { id: string }>(ask: (part: Part) => Promise<List<T>>): AsyncGenerator<T[]> {
  let last: T | undefined;
  for (let more = true; more; ) {
    const part = await ask({ limit: partSize, ...(last && { starting_after: last.id }) });
    yield part.data;
    last = part.data.at(-1);
    more = part.has_more && last !== undefined;
  }
}

// All of a list that is short by its nature: venues, activities, the sessions of a week.
export async function everything<T extends { id: string }>(ask: (part: Part) => Promise<List<T>>): Promise<T[]> {
  const all: T[] = [];
  for await (const part of partsOf(ask)) {
    all.push(...part);
    if (all.length >= partsMax * partSize) break;
  }
  return all;
}

// A list that may be long: a part at a time. `everyMilliseconds` asks again for it, as long as only its first part is shown.
export function useList<T extends { id: string }>(
  key: QueryKey,
  ask: (part: Part, signal: AbortSignal) => Promise<List<T>>,
  { size = 25, enabled = true, everyMilliseconds = 0 } = {},
) {
  const query = useInfiniteQuery({
    queryKey: key,
    enabled,
    initialPageParam: '',
    refetchInterval: ({ state }) => everyMilliseconds > 0 && state.data?.pages.length === 1 && everyMilliseconds,
    queryFn: ({ pageParam, signal }) => ask({ limit: size, ...(pageParam && { starting_after: pageParam }) }, signal),
    getNextPageParam: (last: List<T>) => (last.has_more ? last.data.at(-1)?.id : undefined),
  });
  return { ...query, items: query.data?.pages.flatMap(({ data }) => data) ?? [] };
}

export type ListQuery<T extends { id: string }> = ReturnType<typeof useList<T>>;
