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

-- name: list_changed_rows :one
-- The rows that changed between a snapshot and this one, as who remembers them names them, with this snapshot, the
-- process that asks and the time after it was taken. Exact and prompt: what that snapshot did not show is what began
-- after it or ran while it was taken, so a long transaction delays no other, and nothing is read twice.
with since as materialized (
    select $1::text::pg_snapshot as snapshot
), news as (
    select o.organization_id, o.topic, o.payload
    from since join outbox o on o.transaction_id >= pg_snapshot_xmax(since.snapshot)
    union all
    select o.organization_id, o.topic, o.payload
    from since cross join pg_snapshot_xip(since.snapshot) as running(transaction_id)
    join outbox o on o.transaction_id = running.transaction_id
)
select pg_current_snapshot()::text, pg_backend_pid(), clock_timestamp(),
       coalesce((select string_agg(distinct case n.topic when 'row.changed' then n.payload ->> 'row'
                                            else 'activities/' || (n.payload ->> 'activity_id') end, ' ')
                 from news n where n.topic in ('session.changed', 'row.changed')), '');
