-- name: list_venues :one
select app.list_venues($1::integer, $2::uuid);

-- name: read_venue :one
select app.read_venue($1::uuid);

-- name: create_venue :one
select app.create_venue($1::uuid, $2, $3, $4, $5, $6, $7);

-- name: update_venue :one
select app.update_venue($1::uuid, $2::integer, $3, $4, $5, $6, $7::boolean);
