-- name: read_outbox_position :one
-- Where somebody begins who wants to learn what happens from now on.
select pg_snapshot_xmin(pg_current_snapshot())::text;

-- name: list_session_changes :many
-- Changes of sessions after a position, in commit order as far as order matters: a transaction is shown
-- only when every earlier one has ended, so that none is skipped.
select o.transaction_id::text, o.id, o.organization_id, (o.payload ->> 'activity_id')::uuid, o.payload::text
from outbox o
where (o.transaction_id, o.id) > ($1::text::xid8, $2::bigint)
  and o.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
  and o.topic = 'session.changed'
order by o.transaction_id, o.id
limit $3::integer;
