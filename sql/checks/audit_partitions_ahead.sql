-- The running month and the two after it have their partition of the audit trail: a write in a month without one is
-- refused. The server makes them three months ahead; a row here means that none has run for long.
select to_char(month, 'YYYY-MM') as month
from generate_series(date_trunc('month', now() at time zone 'UTC'),
                     date_trunc('month', now() at time zone 'UTC') + interval '2 months', interval '1 month') month
where not exists (
    select from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'public.audit_logs'::regclass and c.relname = 'audit_logs_' || to_char(month, 'YYYY_MM'));
