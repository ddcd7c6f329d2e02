-- name: report_jobs :one
-- $1 which node, $2 what it says of its jobs
select app.report_jobs($1, $2::jsonb);

-- name: list_jobs :one
select app.list_jobs();
