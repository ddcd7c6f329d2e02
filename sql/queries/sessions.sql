-- name: list_activities_to_generate :many
-- Activities whose sessions were made from another version of their schedule, or not as far ahead as
-- wanted ($1 days, in their venue's calendar); of one venue ($3) or of all.
select a.organization_id, a.id, a.duration_minutes, a.schedule, a.schedule_version, v.time_zone
from activities a
join venues v on v.organization_id = a.organization_id and v.id = a.venue_id
join organizations o on o.id = a.organization_id
where a.is_active and v.is_active and o.status = 'active'
  and ($3::uuid is null or a.venue_id = $3::uuid)
  and (a.generated_version <> a.schedule_version
       or a.generated_until is null
       or a.generated_until < (now() at time zone v.time_zone)::date + $1::integer)
order by a.organization_id, a.id
limit $2::integer;

-- name: read_activity_schedule :one
select a.organization_id, a.id, a.duration_minutes, a.schedule, a.schedule_version, v.time_zone
from activities a
join venues v on v.organization_id = a.organization_id and v.id = a.venue_id
where a.id = $1::uuid;

-- name: update_activity_schedule :one
-- The version check refuses a change that was made from an older state.
update activities a
set schedule = $3::jsonb, schedule_version = a.schedule_version + 1
where a.id = $1::uuid and a.schedule_version = $2::integer
returning a.schedule_version;

-- name: sync_sessions :many
select kind, session_id, start_time, reason, inserted, updated, removed
from app.sync_sessions($1::uuid, $2::uuid, $3::integer, $4::timestamptz, $5::date, $6::uuid[],
    $7::timestamptz[], $8::timestamptz[]);

-- name: find_session_organization :one
select organization_id from activity_sessions where id = $1::uuid;

-- name: set_session_closed :one
select app.set_session_closed($1::uuid, $2::uuid, $3::session_close_reason, $4);

-- name: resize_session :one
select app.resize_session($1::uuid, $2::uuid, $3::integer);
