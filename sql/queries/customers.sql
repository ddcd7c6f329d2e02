-- name: list_customers :one
select app.list_customers($1, $2::uuid, $3::integer);

-- name: read_customer :one
select app.read_customer($1::uuid);

-- name: edit_customer :one
select app.edit_customer($1::uuid, $2::integer, $3, $4, $5, $6, $7);

-- name: export_customer :one
select app.export_customer($1::uuid);

-- name: erase_customer :one
select app.erase_customer($1::uuid, $2, $3);
