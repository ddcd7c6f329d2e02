-- psql: batches of :batch holds as the server sends them, one after the other on one connection, on random ones
-- of :sessions sessions (100 for each organization), about :holds holds in all. Prints the processor time of
-- the backend in microseconds per hold: unlike the wall clock it hardly depends on what else the machine does.
-- Ids grow with time like the server's.
prepare batch(bigint, integer) as
select count(*) filter (where code = 'held')
from (
    select array_agg('emb_' || lpad(to_hex((number - 1) / 100 + 1), 24, '0')) as embed_keys,
           array_agg(('00000000-0000-7000-8000-' || lpad(to_hex(number), 12, '0'))::uuid) as sessions,
           array_agg((lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0')
               || right(replace(gen_random_uuid()::text, '-', ''), 20))::uuid) as ids,
           array_agg(1) as parties, array_agg(null::integer) as versions, array_agg(null::text) as nothing,
           array_agg((random() * 4294967295)::bigint::text) as visitors, array_agg(''::text) as fingerprints
    from (select (1 + floor(random() * $1))::bigint as number from generate_series(1, $2)) n
) i
cross join lateral app.create_reservations(embed_keys, sessions, ids, parties, versions, nothing, visitors, nothing,
    fingerprints, interval '10 minutes', 20, 10);

select pg_backend_pid() as backend \gset
-- Plans are made and kept before the clock starts.
select format('execute batch(%s, %s)', :sessions, :batch) from generate_series(1, 10) \gexec
\set before `cut -d ' ' -f 1 /proc/:backend/schedstat`
select format('execute batch(%s, %s)', :sessions, :batch) from generate_series(1, :holds / :batch) \gexec
\set after `cut -d ' ' -f 1 /proc/:backend/schedstat`
select round((:after - :before) / 1000.0 / (:holds / :batch * :batch), 1);
