// Filters of a list live in the address, so that a reload, the back button and a link keep them.
import { useSearchParams } from 'wouter';

// Gives the values of these names and functions that change one or several of them.
export function useFilters<Name extends string>(names: readonly Name[]) {
  const [search, setSearch] = useSearchParams();
  const values = Object.fromEntries(names.map((name) => [name, search.get(name) ?? ''])) as Record<Name, string>;
  const changeAll = (changes: Partial<Record<Name, string>>) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(changes) as [Name, string][]) {
          if (value) next.set(name, value);
          else next.delete(name);
        }
        return next;
      },
      { replace: true },
    );
  const change = (name: Name, value: string) => changeAll({ [name]: value } as Partial<Record<Name, string>>);
  const clear = () => setSearch({}, { replace: true });
  return { values, change, changeAll, clear, isFiltered: names.some((name) => values[name] !== '') };
}

// The filters that are set, as query parameters.
export function given<Values extends Record<string, string>>(values: Values): Partial<Values> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')) as Partial<Values>;
}
