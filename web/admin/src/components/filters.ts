// Filters of a list live in the address, so that a reload, the back button and a link keep them.
import { useSearchParams } from 'wouter';

// Gives the values of these names and a function that changes one of them.
export function useFilters<Name extends string>(names: readonly Name[]) {
  const [search, setSearch] = useSearchParams();
  const values = Object.fromEntries(names.map((name) => [name, search.get(name) ?? ''])) as Record<Name, string>;
  const change = (name: Name, value: string) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  const clear = () => setSearch({}, { replace: true });
  return { values, change, clear, isFiltered: names.some((name) => values[name] !== '') };
}

// The filters that are set, as query parameters.
export function given<Values extends Record<string, string>>(values: Values): Partial<Values> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')) as Partial<Values>;
}
