-- No function of ours may be called by everybody, and each has a fixed search_path that ends with pg_temp:
-- unless named, temporary tables come first, and whoever calls could put theirs in the place of ours.
select p.oid::regprocedure as function_name, p.proconfig, p.proacl
from pg_proc p
where p.pronamespace in ('public'::regnamespace, 'app'::regnamespace, 'auth'::regnamespace)
  and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
  and (p.proacl is null
       or exists (select from aclexplode(p.proacl) a where a.grantee = 0)
       or not exists (select from unnest(coalesce(p.proconfig, '{}')) setting
                      where setting like 'search_path=%, pg_temp'));
