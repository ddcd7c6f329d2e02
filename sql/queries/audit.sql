-- name: list_audit_logs :one
-- A page of the trail of the organization that the request works in.
select app.list_audit_logs($1::uuid, $2::uuid, $3, $4::uuid, $5, $6::timestamptz, $7::timestamptz, $8::timestamptz,
                           $9::bigint, $10::integer);

-- name: read_audit_horizon :one
-- How far sealing may get.
select app.audit_horizon();

-- name: begin_audit_round :one
-- What the next round of sealing has to seal.
select app.begin_audit_round($1::jsonb, $2::integer, $3::integer);

-- name: finish_audit_round :one
-- Keeps a sealed round.
select app.finish_audit_round($1::jsonb);

-- name: read_audit_round :one
-- A kept round with what the entries of one organization or, with null, of all say now.
select app.read_audit_round($1::bigint, $2::uuid);

-- name: find_audited_organization :one
-- By slug or id.
select app.find_audited_organization($1, $2::uuid);

-- name: make_audit_partitions :one
-- Months ahead have their partition.
select app.make_audit_partitions();
