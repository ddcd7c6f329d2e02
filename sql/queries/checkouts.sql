-- name: check_out_at_venue :one
select app.check_out_at_venue($1::uuid, $2, $3, $4::uuid, $5::uuid, $6::uuid, $7, $8, $9, $10, $11);

-- name: read_checkout :one
select app.read_checkout($1::uuid);
