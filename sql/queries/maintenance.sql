-- name: forget_idempotency_keys :one
select app.forget_idempotency_keys(make_interval(hours => $1::integer));

-- name: forget_outbox :one
-- Removes events that everybody has had the time to read.
select app.forget_outbox(make_interval(hours => $1::integer));

-- name: forget_payment_events :one
-- $1 how old, in hours
select app.forget_payment_events(make_interval(hours => $1::integer));

-- name: forget_code_attempts :one
select app.forget_code_attempts(make_interval(hours => $1::integer));

-- name: ping :one
select 1;
