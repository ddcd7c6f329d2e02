-- Every primary, unique and foreign key of a tenant's table begins with organization_id. embed_keys is
-- the one table that maps a key to its tenant and is unique across tenants on purpose.
select conrelid::regclass as table_name, conname, pg_get_constraintdef(oid) as definition
from pg_constraint
where connamespace = 'public'::regnamespace and contype in ('p', 'u', 'f')
  and conrelid not in ('organizations'::regclass, 'embed_keys'::regclass)
  and conrelid::regclass::text not like 'bookingtms\_%'
  and (select attname from pg_attribute where attrelid = conrelid and attnum = conkey[1]) <> 'organization_id'
union all
select conrelid::regclass, conname, pg_get_constraintdef(oid)
from pg_constraint
where connamespace = 'public'::regnamespace and contype = 'f' and confdeltype in ('n', 'd');
