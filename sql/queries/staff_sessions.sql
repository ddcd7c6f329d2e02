-- name: list_sessions :one
select app.list_sessions($1::uuid, $2::uuid, $3::date, $4::date, $5::boolean, $6::integer, $7::uuid);

-- name: read_staff_session :one
select app.read_staff_session($1::uuid);

-- name: staff_set_session_closed :one
select app.staff_set_session_closed($1::uuid, $2::session_close_reason, $3, $4, $5);

-- name: staff_resize_session :one
select app.staff_resize_session($1::uuid, $2::integer, $3::integer, $4, $5);
