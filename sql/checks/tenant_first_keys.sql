-- Every unique index (so every primary and unique key) and every foreign key of a tenant's table begins
-- with organization_id, and no foreign key empties it. embed_keys, user_emails and api_key_secrets map what is unique
-- across tenants to its tenant, as do the names that payment providers gave; sign_in_attempts and
-- password_reset_requests belong to nobody yet, rounds of sealing the audit trail, positions in the outbox, the time of
-- the last refresh of the dashboard, what nodes say of their jobs and the figures of the business to all.
select i.indrelid::regclass as table_name, i.indexrelid::regclass::text as key,
       pg_get_indexdef(i.indexrelid) as definition
from pg_index i
join pg_class c on c.oid = i.indrelid
left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
where c.relnamespace = 'public'::regnamespace and i.indisunique
  and c.oid not in ('organizations'::regclass, 'embed_keys'::regclass, 'user_emails'::regclass,
        'api_key_secrets'::regclass, 'sign_in_attempts'::regclass,
        'payment_objects'::regclass, 'payment_events'::regclass, 'password_reset_requests'::regclass,
        'audit_rounds'::regclass, 'outbox_positions'::regclass, 'dashboard_refreshes'::regclass,
        'job_reports'::regclass, 'business_figures'::regclass)
  and i.indexrelid <> 'payment_accounts_account_id_key'::regclass
  and c.relname not like 'bookingtms\_%'
  and a.attname is distinct from 'organization_id'
union all
select k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid)
from pg_constraint k
join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
where k.connamespace = 'public'::regnamespace and k.contype = 'f'
  and (a.attname <> 'organization_id' or k.confdeltype in ('n', 'd'));
