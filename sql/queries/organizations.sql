-- name: list_organizations :one
select app.list_organizations($1::integer, $2::uuid);

-- name: read_organization :one
-- Without an id the own one.
select app.read_organization($1::uuid);

-- name: update_organization :one
-- Without an id the own one.
select app.update_organization($1::uuid, $2::integer, $3::jsonb);

-- name: create_organization :one
select app.create_organization($1, $2, $3::uuid, $4, $5, $6, $7, $8, $9::uuid, $10::uuid, $11, $12::uuid, $13, $14,
    $15::uuid);

-- name: add_organization :one
-- From the command line: nobody invites.
select app.add_organization($1::uuid, $2, $3, $4, $5, $6, $7::uuid, $8::uuid, $9, $10::uuid, $11, $12, $13::uuid, null);

-- name: suspend_organization :one
select app.suspend_organization($1::uuid, $2);

-- name: reactivate_organization :one
select app.reactivate_organization($1::uuid);

-- name: delete_organization :one
select app.delete_organization($1::uuid);

-- name: purge_deleted_organizations :one
select app.purge_deleted_organizations(make_interval(days => $1::integer), $2::integer);
