-- Indexes of the product that were never read since the server started, apart from those that keep a rule or serve a
-- foreign key. An index of a table with partitions is read when that of one of its partitions is.
select i.indrelid::regclass as table_name, i.indexrelid::regclass as index_name
from pg_index i
join pg_class t on t.oid = i.indrelid and t.relnamespace = 'public'::regnamespace and not t.relispartition
where not i.indisunique and not i.indisexclusion
  and not exists (
    select from pg_constraint c
    where c.contype = 'f' and c.conrelid = i.indrelid and i.indpred is null
      and (i.indkey::smallint[])[0:cardinality(c.conkey) - 1] = c.conkey)
  and not exists (
    select from pg_stat_all_indexes s
    where s.idx_scan > 0 and (s.indexrelid = i.indexrelid or s.indexrelid in (
        select p.inhrelid from pg_inherits p where p.inhparent = i.indexrelid)))
order by 1, 2;
