-- name: read_managed_booking :one
select app.read_managed_booking($1::uuid, $2::uuid);

-- name: cancel_managed_booking :one
select app.cancel_managed_booking($1::uuid, $2::uuid, $3, $4, $5::bigint);

-- name: reschedule_managed_booking :one
select app.reschedule_managed_booking($1::uuid, $2::uuid, $3, $4, $5::uuid, $6::uuid);

-- name: list_managed_sessions :one
select app.list_managed_sessions($1::uuid, $2::uuid, $3::uuid, $4::integer);

-- name: open_balance_payment :one
select app.open_balance_payment($1::uuid, $2::uuid, $3, $4, $5::uuid, $6, make_interval(secs => $7::integer));
