-- name: forget_idempotency_keys :one
-- $1 how old, in hours, $2 how many rows at most
select app.forget_idempotency_keys(make_interval(hours => $1::integer), $2::integer);

-- name: forget_outbox :one
-- $1 how old, in hours, $2 how many rows at most
select app.forget_outbox(make_interval(hours => $1::integer), $2::integer);

-- name: forget_payment_events :one
-- $1 how old, in hours, $2 how many rows at most
select app.forget_payment_events(make_interval(hours => $1::integer), $2::integer);

-- name: forget_code_attempts :one
-- $1 how old, in hours, $2 how many rows at most
select app.forget_code_attempts(make_interval(hours => $1::integer), $2::integer);

-- name: ping :one
select 1;
