-- pgbench: one hold per transaction as one writes it by hand: lock, look, insert, update, commit.
-- No event, no idempotency, no limits, no expiry of other holds.
\set number random(1, :sessions)
begin;
select organization_id, id, capacity_remaining
from activity_sessions
where id = ('00000000-0000-7000-8000-' || lpad(to_hex(:number::bigint), 12, '0'))::uuid
for update \gset
\if :capacity_remaining > 0
insert into slot_reservations (organization_id, id, session_id, spots_reserved, party_size, visitor, expires_at)
values (:organization_id, gen_random_uuid(), :id, 1, 1, 'plain', now() + interval '10 minutes');
update activity_sessions set capacity_remaining = capacity_remaining - 1, version = version + 1
where organization_id = :organization_id and id = :id;
\endif
commit;
