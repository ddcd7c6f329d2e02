-- name: measure_business :one
-- The figures of the business, measured anew where they are older than $1 seconds, their ledger where it is older than
-- $2 seconds.
select app.measure_business(make_interval(secs => $1::integer), make_interval(secs => $2::integer))::text;
