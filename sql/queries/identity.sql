-- name: who_am_i :one
-- The user of the claims, with what they may do.
select app.who_am_i();

-- name: identify_api_key :one
-- The key with this public id, with all that decides whether it may be used.
select app.identify_api_key($1, $2);

-- name: touch_api_key :one
-- Notes the use of the key of the claims.
select app.touch_api_key($1);

-- name: log_my_event :one
-- Notes an event of this request in the audit trail.
select app.log_my_event($1, $2, null, $3::jsonb);
