-- name: list_activities :one
select app.list_activities($1::uuid, $2::integer, $3::uuid);

-- name: read_activity :one
select app.read_activity($1::uuid);

-- name: read_session_basis :one
-- What sessions are made from, of an activity or, without one, at a venue.
select app.read_session_basis($1::uuid, $2::uuid, $3);

-- name: create_activity :one
select app.create_activity($1::uuid, $2::uuid, $3::jsonb, $4, $5::timestamptz, $6::date, $7::uuid[], $8::timestamptz[],
    $9::timestamptz[], $10, $11);

-- name: update_activity :one
select app.update_activity($1::uuid, $2::integer, $3::jsonb, $4::integer, $5, $6::timestamptz, $7::date, $8::uuid[],
    $9::timestamptz[], $10::timestamptz[]);

-- name: preview_conflicts :one
select app.preview_conflicts($1::uuid, $2::timestamptz, $3::timestamptz, $4::timestamptz[], $5::timestamptz[]);
