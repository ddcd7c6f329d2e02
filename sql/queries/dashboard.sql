-- name: read_dashboard :one
-- $1 how many days, $2 a venue or null
select app.read_dashboard($1::integer, $2::uuid);

-- name: refresh_dashboard_if_due :one
-- $1 every so many seconds, $2 of how many organizations days may be summed in this round
select app.refresh_dashboard_if_due(make_interval(secs => $1::integer), $2::integer);
