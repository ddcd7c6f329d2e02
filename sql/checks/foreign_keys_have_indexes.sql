-- Every foreign key is the beginning of an index of its table, without a predicate.
select c.conrelid::regclass as table_name, c.conname
from pg_constraint c
where c.connamespace = 'public'::regnamespace and c.contype = 'f'
  and not exists (
    select from pg_index i
    where i.indrelid = c.conrelid and i.indpred is null
      and (i.indkey::smallint[])[0:cardinality(c.conkey) - 1] = c.conkey);
