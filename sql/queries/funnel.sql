-- name: count_funnel_steps :one
-- $1 what was counted since the last time
select app.count_funnel_steps($1::jsonb);

-- name: read_funnel :one
select app.read_funnel($1::uuid, $2::integer);
