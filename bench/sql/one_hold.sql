-- pgbench: one hold per transaction through the product's own function, on one of :sessions sessions.
\set number random(1, :sessions)
select code
from reserve_session_capacity(('00000000-0000-7000-8000-' || lpad(to_hex(:number::bigint), 12, '0'))::uuid, 1);
